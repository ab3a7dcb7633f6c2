"""Plans from the shelf, for answers that are about a plan if one is named."""

from __future__ import annotations

from cadre.desk.desk import Desk
from cadre.desk.handing_out import hand_out
from cadre.desk.shelf import Shelf
from cadre.mission.plans import Plan
from cadre.planner.result import PlanResult


def plan_asked(shelf: Shelf, desk: Desk, key: str) -> Plan | None:
    """The kept plan of a key, whole, to be checked; None for an empty key.

    What is told of it must be withheld by the rows that it names: a plan without some of its parts
    would break rules that the whole keeps.

    Raises:
        CadreError: Nothing is kept under the key, or not for this reader.
    """
    if not key:
        return None
    hand_out(shelf, desk, key, PlanResult)
    return shelf.plan(key).plan
