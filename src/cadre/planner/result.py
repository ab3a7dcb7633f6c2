"""PlanResult: a plan, and how good it is known to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cadre.mission.money import Account
from cadre.mission.plans import Plan
from cadre.mission.stages import Stage


class SolveStatus(Enum):
    """How far a search came."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of a plan's worth.

    Attributes:
        name: What counts: finish, needs, milestones, output, early, footprint.
        weight: Its weight as the mission states it.
        amount: How much of it the plan has, in the unit that the weight is for.
        worth: weight x amount; negative for what counts against.
    """

    name: str
    weight: float
    amount: float
    worth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """What a search found.

    Attributes:
        status: Whether the plan is proven best, only found, or found before a stop.
        objective: Worth of the plan, recomputed from it.
        bound: No plan is worth more than this; None when none was sought.
        seconds: How long the search took.
        seed: Seed of every random choice.
        plan: The plan.
        terms: The worth by its parts, which add up to the objective; none for a reader who isn't
            shown every start.
        stages: When the plan reaches each milestone on planning dates, or why it never does.
        accounts: What it costs by year and by who pays, beside the budgets.
    """

    status: SolveStatus
    objective: float
    bound: float | None
    seconds: float
    seed: int
    plan: Plan
    terms: tuple[Term, ...] = ()
    stages: tuple[Stage, ...] = ()
    accounts: tuple[Account, ...] = ()

    @property
    def gap(self) -> float | None:
        """`gap` of its worth and bound; 0 when it is proven best, None when no bound is known."""
        if self.bound is None:
            return None
        return 0.0 if self.status is SolveStatus.OPTIMAL else gap(self.objective, self.bound)


def gap(worth: float, bound: float) -> float:
    """By how much a plan may fall short of the best, as a share of its worth or of the bound.

    Of the two it is that which is farther from 0: the bound where the plan is worth something, its
    worth where no plan is. More than 1, 2 at most, where one lies above 0 and the other below.

    Args:
        worth: What the plan is worth.
        bound: No plan is worth more; one below the worth counts as met.
    """
    return (bound - worth) / max(abs(bound), abs(worth)) if bound > worth else 0.0
