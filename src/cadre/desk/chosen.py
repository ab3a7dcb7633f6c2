"""Chosen: the plan that is looked at: the one in force on a branch, or any other that is kept."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.desk.desk import Desk
from cadre.desk.handing_out import hand_out
from cadre.desk.plan_file import refuse_strange
from cadre.desk.shelf import PutInForce, Shelf
from cadre.desk.stamps import branch_of
from cadre.desk.store import branches_of
from cadre.dossier.store.address import is_address
from cadre.dossier.wherever import Where
from cadre.errors import CadreError
from cadre.mission.plans import Plan
from cadre.planner.result import PlanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A plan that is looked at.

    Attributes:
        key: What it is kept under.
        result: The plan.
        desk: The desk of the mission that it is for: with the plan's what-ifs, if it has any.
        in_force: Who put the plan of the branch in force and when; None while none is.
        fits: Whether it was made from the dossier as it stands.
        drawn: Whether all that it names is still there.
    """

    key: str
    result: PlanResult
    desk: Desk
    in_force: PutInForce | None
    fits: bool
    drawn: bool

    @property
    def is_in_force(self) -> bool:
        """Whether it is the plan in force."""
        return self.in_force is not None and self.in_force.key == self.key

    @property
    def supposes(self) -> tuple[str, ...]:
        """The what-ifs that it was made for."""
        return self.result.plan.made_from.changes


def branch_at(where: Where) -> tuple[str, tuple[str, ...]]:
    """The branch of an address, and those that it came from, the nearest first.

    Raises:
        CadreError: There is no such store.
    """
    branch = branch_of(where)
    if not is_address(where):
        return branch, ()
    parents = {one.name: one.parent for one in branches_of(str(where)).branches}
    found: list[str] = []
    while (parent := parents.get(found[-1] if found else branch, "")) and parent not in found:
        found.append(parent)
    return branch, tuple(found)


def chosen(desk: Desk, shelf: Shelf, where: Where, key: str = "") -> Chosen | None:
    """The plan that is looked at; None when none is asked for and none in force.

    Args:
        desk: The desk of who looks.
        shelf: Where plans are kept.
        where: The dossier, as the view of who looks has it.
        key: The plan's key; empty takes the one in force.

    Raises:
        CadreError: There is no such plan, or it isn't for this reader.
    """
    branch, parents = branch_at(where)
    in_force = shelf.in_force(branch, parents)
    taken = key or (in_force.key if in_force else "")
    if not taken:
        return None
    result = hand_out(shelf, desk, taken, PlanResult)
    supposing, sound = _supposed(desk, result.plan)
    return Chosen(
        key=taken,
        result=result,
        desk=supposing,
        in_force=in_force,
        fits=sound and result.plan.made_from.dossier == supposing.made_from.dossier,
        drawn=sound,
    )


def _supposed(desk: Desk, plan: Plan) -> tuple[Desk, bool]:
    """The desk that a plan is for, and whether all that the plan names is there."""
    try:
        then = desk.supposing(plan.made_from.changes)
        refuse_strange(plan, then.mission)
    except CadreError:
        return desk, False
    return then, plan.horizon == then.mission.horizon
