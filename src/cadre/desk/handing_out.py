"""Handing out: what is on the shelf, given to a reader, on record each time."""

from __future__ import annotations

from typing import Any, TypeVar

from cadre.desk.desk import Desk
from cadre.desk.job_orders import JobKind
from cadre.desk.plan_shown import shown
from cadre.desk.shelf import Kept, Shelf
from cadre.errors import CadreError
from cadre.planner.result import PlanResult
from cadre.release.rules import STAFF

T = TypeVar("T")
WHAT = {JobKind.FUTURES: "simulate"}
"""What the record of releases calls an answer, where that isn't the name of the kind."""


def hand_out(shelf: Shelf, desk: Desk, key: str, kind: type[T]) -> T:
    """What is kept under a key, once it is recorded that a guarded reader was given it.

    The staff may have whatever is kept. Others have what was worked out for them, as long as rows
    and markings are what they were; and any plan of the dossier, without the parts that they may
    not see.

    Args:
        shelf: The shelf.
        desk: The desk of who asks, open at the moment and in the scenario that the result is of.
        key: The result's key.
        kind: What the result is: see `job_answers.answer_type`.

    Raises:
        CadreError: Nothing is kept under the key, it is of another form, or it isn't for this
            reader, or not any more.
    """
    kept = shelf.found(key)
    answer = kept.read(kind)
    if desk.audience.id == STAFF.id:
        return answer
    if isinstance(answer, PlanResult) and kept.reader != desk.audience.id:
        desk.refuse_unless_fitting(answer.plan)
        seen, withheld = shown(desk.mission, desk.audience, answer)
        return desk.released("plan", _same_kind(seen, kind), withheld)
    _refuse_unless_for(kept, desk)
    return desk.released(WHAT.get(kept.kind, kept.kind.value), answer, kept.withheld)


def _same_kind(answer: Any, _: type[T]) -> T:  # noqa: ANN401 - a plan, which `kind` is by now
    found: T = answer
    return found


def _refuse_unless_for(kept: Kept, desk: Desk) -> None:
    if kept.reader != desk.audience.id:
        raise CadreError(
            f"result {kept.key}",
            "was worked out for another reader",
            f"a result for reader {desk.audience.id}",
            "Order it as the reader that you are.",
        )
    if kept.made_from.dossier != desk.made_from.dossier:
        raise CadreError(
            f"result {kept.key}",
            "was worked out from rows or markings that aren't those that this reader is shown now",
            "a result of what the reader is shown now",
            "Order it again.",
        )
