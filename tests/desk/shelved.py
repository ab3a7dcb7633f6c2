"""A shelf's content for tests: plans of nothing, kept as if somebody had made them."""

from __future__ import annotations

from datetime import date

from cadre.desk.job_orders import JobKind
from cadre.desk.shelf import Shelf
from cadre.mission.ids import ScenarioId
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.weeks import Horizon
from cadre.planner.result import PlanResult, SolveStatus

DAY = date(2024, 1, 1)


def made_from(
    dossier: str = "d", scenario: str | None = None, changes: tuple[str, ...] = ()
) -> MadeFrom:
    named = None if scenario is None else ScenarioId(scenario)
    return MadeFrom(dossier=dossier, as_of="2024-01-01", scenario=named, changes=changes)


def result(worth: float = 1.0, made: MadeFrom | None = None) -> PlanResult:
    return PlanResult(
        status=SolveStatus.FEASIBLE,
        objective=worth,
        bound=2.0,
        seconds=0.1,
        seed=0,
        plan=Plan(
            horizon=Horizon(DAY, 4),
            starts=(),
            assignments=(),
            left_out=(),
            made_from=made or made_from(),
        ),
    )


def keep_plan(
    shelf: Shelf,
    branch: str = "main",
    *,
    seed: int = 0,
    made: MadeFrom | None = None,
    reader: str = "staff",
) -> str:
    """Keep a plan and list it on a branch; its key."""
    made = made or made_from()
    asked = {"seconds": 1.0, "seed": seed}
    kept = result(float(seed), made)
    key = shelf.put(JobKind.PLAN, kept, made_from=made, asked=asked, by="Anna", reader=reader)
    shelf.list_plan(branch, key, "Anna")
    return key
