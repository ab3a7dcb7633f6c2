"""Plans at the edge of a rule: just enough is enough, and what is in two rows is there twice."""

from __future__ import annotations

import pytest

from cadre.mission.conditions import Measure
from cadre.mission.ids import ActivityId, InstitutionId
from cadre.mission.mission import Mission
from cadre.mission.needs import Institution
from cadre.mission.trainees import trainee_rate
from cadre.planner.carrying import on_track
from cadre.planner.coupled import Coupled
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.reached import Wanted
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from cadre.planner.works import Run
from tests.planner.judged import planned, runs
from tests.planner.missions import (
    activity,
    beds,
    course,
    day,
    effect,
    milestone,
    mission,
    mode,
    pledge,
    post,
    skill,
    span,
)
from tests.stages import criterion


def searching(given: Mission) -> Search:
    problem = Problem.of(given)
    return Search(problem, Staff(problem), Objective(given))


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


def test_how_many_trainees_a_run_lacks_is_told_once_for_weeks_that_are_alike() -> None:
    """A why-not asks it of each week that work could start in: by the week it took 20 seconds."""
    home, weeks = InstitutionId("ministry"), 2600
    courses = tuple(course(key, 5, 20) for key in "abc")
    rate = trainee_rate(courses[0])
    given = mission(
        weeks=weeks,
        institutions=(Institution(id=home, name="Ministry", supply=2 * rate - 1),),
        activities=(
            activity("a", institution=home, began=day(-1)),
            *(activity(key, institution=home) for key in "bc"),
        ),
        modes=tuple(map(mode, "abc")),
        courses=courses,
    )
    coupled = Coupled(Problem.of(given))
    a, b, c = (tracks[0].index for tracks in coupled.problem.tracks_of)
    beside = {0: Run(a, 0, 900), 1: Run(b, 300, 600)}
    found = list(coupled.trainees_short(2, Run(c, 100, weeks), beside))
    assert found == [(home, 100, 1), (home, 300, rate + 1), (home, 600, 1)]


@pytest.mark.parametrize("lag", [0, 3])
def test_what_comes_after_the_end_of_work_that_is_over_waits_from_today_on(lag: int) -> None:
    """Nobody has written down when it ended; the checks count from today as well."""
    given = mission(
        activities=(
            activity("a", began=day(-9)),
            activity("b", after_end=(ActivityId("a"),), lag_weeks=lag),
        ),
        modes=(mode("a", weeks=4), mode("b")),
        effects=(effect("b", 0.5),),
    )
    assert searching(given).allowed(1, {}) == lag
    assert runs(planned(given)) == {"b": (lag, 12)}


def test_an_increment_may_start_with_its_base_and_no_sooner() -> None:
    given = mission(
        activities=(activity("a"), activity("b", increment_of=ActivityId("a"))),
        modes=(mode("a"), mode("b")),
    )
    search = searching(given)
    a, _ = (tracks[0].index for tracks in search.problem.tracks_of)
    assert search.allowed(1, {}) is None
    assert search.allowed(1, {0: Run(a, 3, 9)}) == 3


@pytest.mark.parametrize("until", [4, 12])
def test_running_work_goes_on_alike_by_the_plain_and_the_compiled_search(until: int) -> None:
    """Reasons lean on the one and plans on the other; an increment ends with its base in both."""
    given = mission(
        activities=(
            activity("a", began=day(-2), rank=9),
            activity("b", began=day(-1), increment_of=ActivityId("a"), rank=1),
        ),
        modes=(mode("a"), mode("b")),
        skills=(skill("adviser"), skill("trainer")),
        posts=(post("a", 4), post("b", 4, "trainer")),
        pledges=(pledge(4, window=span(0, until)), pledge(4, offers="trainer")),
    )
    going_on = {one: run[1:] for one, run in searching(given).continued.items()}
    assert going_on == {0: (0, until), 1: (0, until)}
    assert runs(planned(given)) == {"a": (0, until), "b": (0, until)}


def test_a_share_of_all_posts_asks_for_somebody_at_work() -> None:
    """Else it would count as reached in weeks in which nothing runs."""
    given = mission(
        activities=(activity("a"),),
        modes=(mode("a"),),
        posts=(post("a", 4),),
        **milestone(criterion("ioc", Measure.FILL, None, 0.8)),
    )
    assert Wanted.of(given, given.milestones[0]).people == 1


@pytest.mark.parametrize(("end", "carried"), [(3, 6), (6, 6), (9, 6), (12, 12)])
def test_a_run_that_cannot_end_when_it_did_ends_before_that_or_soonest_after(
    end: int, carried: int
) -> None:
    given = mission(
        activities=(activity("a"),),
        modes=(mode("a", at_least=5),),
        posts=(post("a", 4),),
        pledges=(pledge(4), pledge(2, id="few", window=span(0, 6))),
    )
    [track] = Problem.of(given).tracks
    run = on_track(track, 0, end)
    assert run is not None
    assert run.end == carried
