"""In force: the plans of a branch, the one in force there, and how another takes its place."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.desk.chosen import branch_at, chosen
from cadre.desk.desk import Desk
from cadre.desk.shelf import KeptPlan, PutInForce, Shelf
from cadre.dossier.wherever import Where
from cadre.errors import CadreError, UnknownIdError
from cadre.planner.result import PlanResult
from cadre.release.rules import STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTold:
    """A kept plan, and how it stands on a branch.

    Attributes:
        branch: The branch.
        key: What it is kept under.
        in_force: Who put it in force and when; None where another one is, or none.
        fits: Whether it was made from the dossier as it stands.
        result: The plan, with its worth and what it leaves out.
    """

    branch: str
    key: str
    in_force: PutInForce | None
    fits: bool
    result: PlanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class PlansTold:
    """The plans of a branch.

    Attributes:
        branch: The branch.
        in_force: Which of them is in force; None while there is none.
        kept: All that were kept for it, the last one made first.
        put: What was put in force on it, the last first; told to the staff.
    """

    branch: str
    in_force: PutInForce | None
    kept: tuple[KeptPlan, ...]
    put: tuple[PutInForce, ...]


def plans_of(desk: Desk, shelf: Shelf, where: Where) -> PlansTold:
    """The plans of the branch that an address names, for the desk's reader."""
    branch, parents = branch_at(where)
    return PlansTold(
        branch=branch,
        in_force=shelf.in_force(branch, parents),
        kept=shelf.plans(branch, desk.audience.id),
        put=shelf.put_in_force_log(branch) if desk.audience.id == STAFF.id else (),
    )


def plan_told(desk: Desk, shelf: Shelf, where: Where, key: str = "") -> PlanTold:
    """A plan as the desk's reader may see it; without a key the one in force.

    Raises:
        UnknownIdError: There is no such plan, or none is in force.
        CadreError: It isn't for this reader.
    """
    branch, _ = branch_at(where)
    if key:
        _refuse_unknown(shelf, key)
    found = chosen(desk, shelf, where, key)
    if found is None:
        raise UnknownIdError(
            "plan", "in force", None, f"Have a plan looked for on branch {branch} first."
        )
    return PlanTold(
        branch=branch,
        key=found.key,
        in_force=found.in_force if found.is_in_force else None,
        fits=found.fits,
        result=found.result,
    )


def enforce(desk: Desk, shelf: Shelf, where: Where, key: str, by: str) -> PutInForce:
    """Put a kept plan in force on the branch that an address names.

    Raises:
        UnknownIdError: There is no such plan.
        CadreError: It was made from another state of the dossier, or for a reader who may not see
            all.
    """
    _refuse_unknown(shelf, key)
    found = chosen(desk, shelf, where, key)
    if found is not None and not found.fits:
        raise CadreError(
            f"plan {key}",
            "was made from another state of the dossier",
            "a plan of the dossier as it stands",
            "Have a plan looked for again, then put that one in force.",
        )
    made = shelf.put_in_force(branch_at(where)[0], key, by)
    assert made is not None  # noqa: S101 - only `if_none` leaves the one before
    return made


def _refuse_unknown(shelf: Shelf, key: str) -> None:
    if not shelf.has(key):
        raise UnknownIdError("plan", key, None, "Take a key of a kept plan, or make one.")
