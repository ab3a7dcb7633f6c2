"""Functions of a mission that many questions lead to: each answer is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from cadre.mission.mission import Mission

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


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
