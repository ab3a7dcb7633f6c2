"""Posts are filled in the order of need, by people who may serve, who stay where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cadre.checks.plan import judge
from cadre.mission.forces import CaveatKind, Priority
from cadre.mission.ids import PledgeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, Plan
from cadre.planner.fill import assignments
from cadre.planner.problem import Problem
from cadre.planner.result import SolveStatus
from cadre.planner.solve import solve
from cadre.planner.staff import Staff
from cadre.planner.works import Run
from tests.oracle.filling import filled
from tests.oracle.planner import Asked, Oracle
from tests.planner.missions import (
    FROM,
    activity,
    beds,
    caveat,
    effect,
    mission,
    mode,
    nation,
    pledge,
    post,
    random_mission,
    site,
    span,
)


def planned(given: Mission) -> Plan:
    result = solve(given, made_from=FROM, seconds=30)
    assert result.status is SolveStatus.OPTIMAL
    assert judge(given, result.plan).findings == ()
    return result.plan


def one_work(**tables: Any) -> Mission:  # noqa: ANN401 - the tables of a mission
    """One open-ended work for 12 weeks."""
    given: dict[str, Any] = {
        "activities": (activity("a", min_fill=0.0),),
        "modes": (mode("a"),),
        "effects": (effect("a", 0.9),),
    }
    return mission(12, **(given | tables))


def by_pledge(rows: tuple[Assignment, ...], week: int = 0) -> dict[str, int]:
    there: Counter[str] = Counter()
    for one in rows:
        if one.week <= week < one.week + one.weeks:
            there[one.pledge] += one.people
    return dict(there)


def staffable(problem: Problem) -> dict[int, Run]:
    """What may run from the first week on: work after work, as long as the least can be had."""
    staff, runs = Staff(problem), dict[int, Run]()
    for tracks in problem.tracks_of:
        for track in tracks:
            run = next((one for one in track.runs() if one.week == 0), None)
            if run is None or run.track in {one.track for one in runs.values()}:
                continue
            wanted = {**runs, track.work: run}
            if all(_fits(staff, wanted, week) for week in range(problem.weeks)):
                runs = wanted
                break
    return runs


def _fits(staff: Staff, runs: dict[int, Run], week: int) -> bool:
    places = [
        staff.problem.tracks[one.track].place for one in runs.values() if one.week <= week < one.end
    ]
    return staff.fits(staff.problem.period_of[week], frozenset(places))


@pytest.mark.parametrize("seed", range(150))
def test_posts_are_filled_as_by_the_book_in_the_order_of_their_need(seed: int) -> None:
    given = random_mission(seed)
    problem = Problem.of(given)
    runs = staffable(problem)
    places = [problem.places[problem.tracks[one.track].place] for one in runs.values()]
    running = [(str(problem.works[one.work].activity.id), str(one.site)) for one in places]
    expected = filled(Oracle(given), sorted(running, key=_in_table(given)), 0)
    found: Counter[tuple[tuple[str, str], Asked]] = Counter()
    for row in assignments(Staff(problem), runs):
        if row.week == 0 and row.post is not None:
            line = given.post(row.post)
            place = (str(row.activity), str(row.site))
            found[place, (str(line.skill), line.rank, line.language)] += row.people
    assert +found == +Counter(expected)


def _in_table(given: Mission) -> Callable[[tuple[str, str]], int]:
    order = {str(one.id): n for n, one in enumerate(given.activities)}
    return lambda place: order[place[0]]


def test_only_people_who_speak_it_sit_in_a_post_that_asks_for_a_language() -> None:
    given = one_work(
        posts=(
            post("a", 2, priority=Priority.CRITICAL),
            post("a", 2, priority=Priority.DESIRED, language="French"),
        ),
        nations=(nation("CAN"), nation("DNK")),
        pledges=(pledge(2, "CAN", languages=("French",)), pledge(2, "DNK")),
    )
    plan = planned(given)
    where = {one.post: one.pledge for one in plan.assignments}
    assert where == {"a-adviserPriority.DESIRED": "CAN-adviser"} | {
        "a-adviserPriority.CRITICAL": "DNK-adviser"
    }, "the nation that speaks it fills other posts, and nobody is left for these"


def test_people_of_another_rank_leave_a_post_empty_and_people_of_any_rank_fill_it() -> None:
    for ranks, filled_by in (
        (("OF-2",), {}),
        ((), {"CAN-adviser": 2}),
        (("of 3",), {"CAN-adviser": 2}),
    ):
        given = one_work(posts=(post("a", 2, rank="OF-3"),), pledges=(pledge(2, ranks=ranks),))
        assert by_pledge(planned(given).assignments) == filled_by


def test_work_does_not_run_without_the_least_of_a_rank_that_nobody_has() -> None:
    given = one_work(
        activities=(activity("a", min_fill=0.5),),
        posts=(post("a", 4), post("a", 1, priority=Priority.CRITICAL, rank="OF-5")),
        pledges=(pledge(9, ranks=("OF-3",)),),
    )
    assert planned(given).starts == ()


def test_a_post_of_one_site_is_not_filled_where_the_work_runs_at_another() -> None:
    for where, people in (("base", 3), ("camp", 2)):
        given = one_work(
            sites=(site("base"), site("camp")),
            modes=(mode("a", where),),
            posts=(post("a", 2), post("a", 1, priority=Priority.CRITICAL, site=SiteId("base"))),
            pledges=(pledge(9),),
        )
        assert sum(by_pledge(planned(given).assignments).values()) == people


def test_of_equals_the_nation_is_asked_that_serves_with_the_smallest_share() -> None:
    given = one_work(
        activities=(activity("a", min_fill=0.0), activity("b", min_fill=0.0, rank=2)),
        modes=(mode("a"), mode("b")),
        effects=(effect("a", 0.9), effect("b", 0.9)),
        posts=(post("a", 4), post("b", 6)),
        nations=(nation("CAN"), nation("DNK")),
        pledges=(pledge(8, "CAN"), pledge(20, "DNK")),
    )
    plan = planned(given)
    assert {one.post: one.pledge for one in plan.assignments} == {
        "a-adviser": "CAN-adviser",
        "b-adviser": "DNK-adviser",
    }, "one nation would carry all while another that offers as much stays at home"


def test_people_stay_when_others_could_do_as_well_and_leave_when_their_pledge_ends() -> None:
    given = one_work(
        posts=(post("a", 4),),
        nations=(nation("CAN"), nation("DNK")),
        pledges=(pledge(4, "CAN", window=span(0, 6)), pledge(40, "DNK", window=span(2, 12))),
    )
    rows = [(one.pledge, one.week, one.weeks) for one in planned(given).assignments]
    assert rows == [("CAN-adviser", 0, 6), ("DNK-adviser", 6, 6)]


def test_fresh_people_of_a_nation_whose_tour_is_over_have_a_row_of_their_own() -> None:
    given = one_work(
        posts=(post("a", 4),),
        pledges=(pledge(4, window=span(-3, 40)),),
        caveats=(caveat("CAN", CaveatKind.TOUR_MAX, weeks=5),),
    )
    plan = planned(given)
    assert [(one.week, one.weeks) for one in plan.assignments] == [(0, 2), (2, 5), (7, 5)]
    whole = replace(plan.assignments[0], weeks=12)
    codes = [one.code for one in judge(given, replace(plan, assignments=(whole,))).findings]
    assert codes == ["PLA-27"], "people would stay longer than their capital allows, unseen"


def test_a_tour_limit_counts_only_from_days_on_which_it_holds() -> None:
    limit = caveat("CAN", CaveatKind.TOUR_MAX, weeks=5, window=span(0, 4))
    given = one_work(
        posts=(post("a", 4),), pledges=(pledge(4, window=span(0, 40)),), caveats=(limit,)
    )
    assert [(one.week, one.weeks) for one in planned(given).assignments] == [(0, 5), (5, 7)]


def test_no_more_people_are_sent_than_there_are_beds_for() -> None:
    given = one_work(posts=(post("a", 9),), pledges=(pledge(9),), bed_spaces=(beds(5),))
    assert by_pledge(planned(given).assignments) == {"CAN-adviser": 5}


def test_all_pledges_of_a_capped_nation_together_stay_below_its_cap() -> None:
    given = one_work(
        posts=(post("a", 9),),
        pledges=(pledge(4), pledge(4, id="more"), pledge(4, "DNK")),
        nations=(nation("CAN"), nation("DNK")),
        caveats=(caveat("CAN", CaveatKind.HEADCOUNT_CAP, people=3),),
    )
    there = by_pledge(planned(given).assignments)
    assert there[PledgeId("DNK-adviser")] == 4
    assert sum(there.values()) == 7
