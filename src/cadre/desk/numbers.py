"""Numbers of a page: each with its way back to rows and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import TypeVar

from cadre.brief.context import BriefInputs, Context
from cadre.brief.sections import Number, Origin, RowRef
from cadre.desk.desk import Desk
from cadre.mission.plans import Plan
from cadre.planner.result import PlanResult, SolveStatus
from cadre.simulator.outcomes import Outcomes

T = TypeVar("T")


class Numbers:
    """Makes numbers of what a desk shows.

    Attributes:
        desk: The desk.
        context: What sections of a brief are made from, with the plan that was given.
    """

    def __init__(
        self, desk: Desk, result: PlanResult | None = None, outcomes: Outcomes | None = None
    ) -> None:
        self.desk = desk
        self.context = context_of(desk, result, outcomes)

    def stated(
        self, key: str, value: float | None, label: str, row: tuple[str, str], unit: str = ""
    ) -> Number:
        """A number that stands in a row of the dossier as it is; `row` is table and id."""
        return self.context.number(key, value, label, self.context.stated(*row), unit)

    def counted(
        self,
        key: str,
        value: float | None,
        label: str,
        rows: Iterable[tuple[str, str]],
        *,
        words: str,
        unit: str = "",
    ) -> Number:
        """A number that was counted or worked out over rows, which `words` says in a sentence."""
        origin = Origin(rows=tuple(RowRef(*row) for row in rows), words=words)
        return self.context.number(key, value, label, origin, unit)


def context_of(
    desk: Desk, result: PlanResult | None = None, outcomes: Outcomes | None = None
) -> Context:
    """What sections of a brief are made from; without a plan or futures, those that need none."""
    mission = desk.mission
    nothing = PlanResult(
        status=SolveStatus.STOPPED,
        objective=0,
        bound=None,
        seconds=0,
        seed=0,
        plan=Plan(horizon=mission.horizon, made_from=desk.made_from),
    )
    return Context(
        BriefInputs(
            mission=mission,
            findings=(),
            result=result or nothing,
            outcomes=outcomes,
            losses=(),
            standings=(),
            audience=desk.audience,
            made_from=desk.made_from,
        )
    )


def numbers_in(thing: object) -> Iterator[Number]:
    """All numbers inside an answer, in the order of its fields."""
    return found_in(thing, Number)


def found_in(thing: object, kind: type[T]) -> Iterator[T]:
    """All things of a kind inside an answer, in the order of its fields."""
    if isinstance(thing, kind):
        yield thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from found_in(getattr(thing, field.name), kind)
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from found_in(value, kind)
    elif isinstance(thing, tuple | list | frozenset):
        for value in thing:
            yield from found_in(value, kind)
