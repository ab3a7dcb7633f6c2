"""Who may serve where: duties and pledges thrown together say the same as one by one."""

from __future__ import annotations

import pytest

from cadre.mission.forces import CaveatKind, Priority
from cadre.planner.problem import Problem
from cadre.planner.works import Duty
from tests.oracle.people import heads_in
from tests.oracle.planner import Asked, Oracle
from tests.planner.missions import (
    activity,
    caveat,
    mission,
    mode,
    nation,
    pledge,
    post,
    random_mission,
    span,
)


def asked(problem: Problem, duty: Duty) -> tuple[str, str | None, Asked]:
    """Where a duty is, its work, and what it asks for, as the oracle takes it."""
    if duty.work is None:
        return duty.site, None, (str(duty.enabler), "", "")
    posts = problem.lines_at(duty.work, duty.site)
    line = next(some[0] for kind, some in posts.items() if kind == duty.trade)
    key = str(problem.works[duty.work].activity.id)
    return duty.site, key, (str(line.skill), line.rank, line.language)


@pytest.mark.parametrize("seed", range(120))
def test_each_duty_has_just_the_pledges_that_may_serve_in_it(seed: int) -> None:
    given = random_mission(seed)
    problem, oracle = Problem.of(given), Oracle(given)
    for number, period in enumerate(problem.periods):
        week = period.weeks.start
        for duty in problem.duties:
            where = asked(problem, duty)
            serving = {
                n
                for n, one in enumerate(given.pledges)
                if heads_in(given, one, week) and oracle.serves(one, *where, week)
            }
            options = problem.options[number][duty.index]
            assert set(options) == serving
            assert len(options) == len(serving)


def test_posts_that_the_same_people_fill_are_one_class_and_pledges_for_the_same_one_group() -> None:
    given = mission(
        12,
        activities=(activity("a"), activity("b")),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 4), post("b", 4), post("b", 1, priority=Priority.CRITICAL, rank="OF-5")),
        nations=(nation("CAN"), nation("DNK"), nation("FRA")),
        pledges=(pledge(5), pledge(5, "DNK"), pledge(5, "FRA", ranks=("OF-3",))),
    )
    crews = Problem.of(given).crews
    assert crews.class_of.tolist() == [0, 0, 1]
    assert crews.members == ((0, 1), (2,))
    assert crews.supply.tolist() == [[10, 5]]


def test_pledges_of_a_nation_with_a_cap_stay_apart_from_those_of_others() -> None:
    given = mission(
        12,
        activities=(activity("a"),),
        modes=(mode("a"),),
        posts=(post("a", 4),),
        nations=(nation("CAN"), nation("DNK")),
        pledges=(pledge(5), pledge(5, "DNK")),
        caveats=(caveat("CAN", CaveatKind.HEADCOUNT_CAP, people=3, window=span(4, 8)),),
    )
    crews = Problem.of(given).crews
    assert crews.members == ((0,), (1,))
    assert crews.web.nation.tolist() == [0, -1]
    assert crews.caps.tolist() == [[-1], [3], [-1]]
