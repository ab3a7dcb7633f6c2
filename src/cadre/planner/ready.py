"""Ready: the kernels of the search, compiled or loaded before any clock runs."""

from __future__ import annotations

import gc
from datetime import date
from functools import lru_cache
from itertools import islice

import numpy as np

from cadre.mission.activities import Activity, Mode
from cadre.mission.ids import ActivityId, ModeId, ProgrammeId, SiteId
from cadre.mission.mission import Mission, Profile
from cadre.mission.sites import Site
from cadre.mission.training import Programme
from cadre.planner.collecting import uncollected
from cadre.planner.core.early import end_early
from cadre.planner.fill import assignments
from cadre.planner.finish import only
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.quick import Quick
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from cadre.planner.stand import Stand

STEPS = 12
"""Steps of a search after which each kernel has been called."""


@lru_cache(maxsize=1)
@uncollected()
def ready() -> None:
    """Call each kernel once, on a mission of one activity: some seconds where none is kept yet."""
    quick = Quick(Problem.of(_tiny()), Objective(_tiny()))
    for _ in islice(quick.steps(), STEPS):
        pass
    quick.bound.spared(0.0)
    quick.aim(np.zeros(1, np.int64))
    staff = Staff(quick.problem)
    Stand(Search(quick.problem, staff, quick.laid.objective), quick.runs).lack(0)
    assignments(staff, quick.runs)
    # What is loaded by now stays: whoever collects garbage need not walk it again and again.
    gc.freeze()


@lru_cache(maxsize=1)
def ready_to_finish() -> None:
    """Call the kernels of lists once, which only missions with required work need."""
    given = _tiny()
    laid = Quick(Problem.of(given), Objective(given)).laid
    layout, _ = only(laid, np.zeros(1, np.int64))
    end_early(layout, seconds=0.01, schedules=1)


def _tiny() -> Mission:
    day = date(2024, 1, 1)
    return Mission(
        profile=Profile(
            id="tiny",
            name="Tiny",
            host="XAA",
            lead_body="Staff",
            as_of=day,
            until=date(2024, 1, 28),
        ),
        programmes=(Programme(id=ProgrammeId("work"), name="Work"),),
        sites=(Site(id=SiteId("here"), name="Here", country="XAA"),),
        activities=(
            Activity(id=ActivityId("one"), name="One", programme=ProgrammeId("work"), cover=()),
        ),
        modes=(Mode(id=ModeId("one"), activity=ActivityId("one"), site=SiteId("here"), weeks=2),),
    )
