"""Functions of a mission that many questions lead to: each answer is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from cadre.mission.mission import Mission

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
PlanT = TypeVar("PlanT")


def once(
    function: Callable[Concatenate[Mission, Asked], Answer],
) -> Callable[Concatenate[Mission, Asked], Answer]:
    """Let a pure function of a mission work out each of its answers once; see `Mission.once`.

    What else the function takes is hashable, and nobody changes what it gives.
    """

    @wraps(function)
    def answer(mission: Mission, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        question = (function, args, *kwargs.items())
        return mission.once(question, lambda: function(mission, *args, **kwargs))

    return answer


def once_a_plan(
    function: Callable[Concatenate[Mission, PlanT, Asked], Answer],
) -> Callable[Concatenate[Mission, PlanT, Asked], Answer]:
    """Let a pure function of a mission and a plan keep the answer of the plan asked about last.

    While a plan is played the same is asked several times, of it alone; more answers than that
    would keep plans alive that nobody looks at any more.
    """

    @wraps(function)
    def answer(
        mission: Mission, plan: PlanT, /, *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Answer:
        kept: dict[object, tuple[PlanT, Answer]] = mission.once(("a plan", function), dict)
        asked = (args, *kwargs.items())
        last = kept.get(asked)
        if last is None or last[0] is not plan:
            last = kept[asked] = (plan, function(mission, plan, *args, **kwargs))
        return last[1]

    return answer
