"""Plans at the edge of a rule: just enough is enough, and what is in two rows is there twice."""

from __future__ import annotations

import pytest

from cadre.mission.ids import InstitutionId
from cadre.mission.needs import Institution
from cadre.mission.trainees import trainee_rate
from cadre.planner.coupled import Coupled
from cadre.planner.problem import Problem
from cadre.planner.works import Run
from tests.planner.judged import planned
from tests.planner.missions import activity, beds, course, effect, mission, mode, pledge, post


@pytest.mark.parametrize(("rows", "people"), [((4, 2), 6), ((3, 2), 5), ((2, 1), 3), ((1, 1), 0)])
def test_beds_that_stand_in_two_rows_are_added_up(rows: tuple[int, int], people: int) -> None:
    """Of six people, three at least, as many come as have a bed; fewer start nothing."""
    given = mission(
        activities=(activity("a"),),
        modes=(mode("a"),),
        posts=(post("a", 6),),
        pledges=(pledge(6),),
        effects=(effect("a", 0.5),),
        bed_spaces=(beds(rows[0]), beds(rows[1], id="tents")),
    )
    assert sum(one.people for one in planned(given).plan.assignments) == people


@pytest.mark.parametrize(("spare", "broken"), [(0, ()), (-1, ("trainees",))])
def test_an_institution_may_release_its_last_trainee(spare: int, broken: tuple[str, ...]) -> None:
    """Two classes ask for all that it has; a reason would say that one is in the other's way."""
    home = InstitutionId("ministry")
    courses = tuple(course(key, 5, 20) for key in "ab")
    supply = sum(map(trainee_rate, courses)) + spare
    given = mission(
        institutions=(Institution(id=home, name="Ministry", supply=supply),),
        activities=tuple(activity(key, institution=home) for key in "ab"),
        modes=(mode("a"), mode("b")),
        courses=courses,
    )
    coupled = Coupled(Problem.of(given))
    a, b = (tracks[0].index for tracks in coupled.problem.tracks_of)
    assert coupled.broken(1, Run(b, 0, 12), {0: Run(a, 0, 12)}) == broken
