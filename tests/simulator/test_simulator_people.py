"""Who stands in for a lender that leaves, who leaves the service, and who pays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.errors import CadreError
from cadre.mission.forces import Funding, Pledge, Rung
from cadre.mission.ids import CourseId, LevelId
from cadre.mission.mission import Mission
from cadre.mission.pipeline import kept_a_week
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range, exact
from cadre.mission.training import Course
from cadre.mission.weeks import Window
from cadre.simulator.leaving import lay_attrition
from cadre.simulator.outcomes import HeldBackBy, Outcomes
from cadre.simulator.run import each_future, simulate
from tests.mission.test_standby import guards, leaver, lent, loan
from tests.oracle import simulator as oracle
from tests.simulator.missions import mission, plan
from tests.simulator.small import (
    ADVISE,
    EXTRA,
    WEEKS,
    activity,
    first_day,
    held,
    planned,
    ran,
    small,
    start,
)
from tests.simulator.test_simulator_exactness import LEVELS, differences

SURE: dict[str, object] = {"rung": Rung.ARRIVED, "strength": exact(1)}


def left_alone(
    *pledges: Pledge, lead: Range = exact(3), **tables: object
) -> tuple[Mission, Outcomes]:
    """A partner that guards ten advisers leaves in week 5; the reserve needs `lead` weeks."""
    of = lent(*pledges, **({"partners": (leaver(belief=1.0),)} | tables))
    of = replace(of, enablers=tuple(replace(one, lead_weeks=lead) for one in of.enablers))
    return of, simulate(of, planned(start(ADVISE)), futures=4, seed=1, threads=1)


# Standby support ------------------------------------------------------------------------------


def test_the_reserve_stands_in_when_its_lead_is_over_and_work_goes_on() -> None:
    # Ten advisers and twelve guards ask for 0.5 x 22 + 2 = 13 guards: no twelve are enough.
    _, outcomes = left_alone(guards("a", 14, **SURE), supports=(loan(14),))
    assert held(outcomes, HeldBackBy.ENABLER) == [5, 6, 7]
    assert ran(outcomes) == [*range(5), *range(8, WEEKS)]
    people = outcomes.nation_people[outcomes.nations.index(guards("a").nation)]
    assert people.tolist() == [0] * 8 + [4 * 14] * (WEEKS - 8)


def test_a_reserve_too_small_changes_nothing_but_the_number_of_people() -> None:
    _, outcomes = left_alone(guards("a", 6, **SURE), supports=(loan(14),))
    assert held(outcomes, HeldBackBy.ENABLER) == list(range(5, WEEKS))
    assert outcomes.force_mean().tolist() == [10.0] * 8 + [16.0] * (WEEKS - 8)


def test_the_reserve_never_comes_where_the_partner_stays() -> None:
    of = lent(guards("a", 14, **SURE), supports=(loan(14),))
    at_odds = simulate(of, planned(start(ADVISE)), futures=400, seed=1)
    # Half of the futures see it leave; only these hold more people than the advisers.
    assert at_odds.force[-1, 10] + at_odds.force[-1, 24] == 400
    assert 150 < at_odds.force[-1, 24] < 250


@pytest.mark.parametrize(
    ("fields", "first", "reason"),
    [
        ({"rung": Rung.CONFIRMED, "delay": exact(6)}, 11, "its own delay is longer"),
        ({"rung": Rung.CONFIRMED, "delay": exact(2)}, 8, "its own delay is shorter"),
        ({"window": Window(first_day(12))}, 12, "it may not serve before"),
        ({"rung": Rung.CONFIRMED, "belief": 0.0}, None, "it isn't kept"),
    ],
)
def test_the_reserve_comes_with_the_last_of_what_it_waits_for(
    fields: dict[str, object], first: int | None, reason: str
) -> None:
    _, outcomes = left_alone(guards("a", 14, **(SURE | fields)), supports=(loan(14),))
    there = np.flatnonzero(outcomes.force_mean() > 10)
    assert (int(there[0]) if len(there) else None) == first, reason


def test_the_reserve_serves_to_the_end_of_its_window() -> None:
    short = guards("a", 14, window=Window(end=first_day(20)), **SURE)
    _, outcomes = left_alone(short, supports=(loan(14),))
    assert np.flatnonzero(outcomes.force_mean() > 10).tolist() == list(range(8, 20))


def test_a_lead_is_drawn_once_for_a_pledge_and_spreads_as_stated() -> None:
    of, _ = left_alone(guards("a", 14, **SURE), lead=Range(2, 4, 6), supports=(loan(14),))
    outcomes = simulate(of, planned(start(ADVISE)), futures=3000, seed=3)
    came = np.diff(outcomes.force[:, 24])[5:11] / 3000
    # Weights 1, 2, 3, 2, 1 of ninths, within four standard errors.
    assert np.allclose(came, [0, 1 / 9, 2 / 9, 3 / 9, 2 / 9, 1 / 9], atol=0.035)


# Attrition ------------------------------------------------------------------------------------

SCHOOL = CourseId("school")


def taught(**fields: object) -> Mission:
    """Work whose one course turns out 400 graduates at the end of week 3, and no more."""
    stated: dict[str, object] = {"weeks": 4, "break_weeks": 40, "seats": 400}
    stated |= {"pass_share": exact(1), "loss_a_month": exact(0.1)} | fields
    school = Course(id=SCHOOL, activity=ADVISE, name="School", **stated)  # type: ignore[arg-type]
    return small(courses=(school,))


def survivors(of: Mission, futures: int, attrition: str, week: int) -> list[int]:
    """Graduates in service at the end of a week, by future, in order."""
    each = each_future(of, planned(start(ADVISE)), futures=futures, seed=5, attrition=attrition)
    return sorted(int(one.in_service[0, week]) for one in each)


@pytest.mark.parametrize("weeks", [1, 8, 20])
def test_a_cohort_survives_as_a_binomial_does(weeks: int) -> None:
    of, futures = taught(), 3000
    there = np.array(survivors(of, futures, "exact", 3 + weeks))
    share = kept_a_week(of.courses[0]) ** weeks
    mean, variance = 400 * share, 400 * share * (1 - share)
    assert abs(there.mean() - mean) < 4 * (variance / futures) ** 0.5
    # The standard error of a variance is about sqrt(2 / n) of it.
    assert abs(there.var() / variance - 1) < 4 * (2 / futures) ** 0.5


def test_dithered_attrition_keeps_the_mean_and_loses_width() -> None:
    of = taught(seats=20)
    exactly, dithered = (survivors(of, 3000, mode, 23) for mode in ("exact", "dithered"))
    assert abs(np.mean(exactly) - np.mean(dithered)) < 0.2
    at = [int(3000 * share) for share in (0.05, 0.25, 0.5, 0.75, 0.95)]
    apart = [abs(exactly[place] - dithered[place]) for place in at]
    assert max(apart) <= 2, apart
    assert np.var(dithered) < np.var(exactly)


def test_nobody_leaves_a_service_that_nobody_leaves_and_all_leave_one_that_all_do() -> None:
    stays = simulate(taught(loss_a_month=exact(0)), planned(start(ADVISE)), futures=3)
    assert stays.in_service[0].tolist() == [0, 0, 0] + [1200] * (WEEKS - 3)
    for mode in ("exact", "dithered"):
        leaves = taught(loss_a_month=exact(1))
        gone = simulate(leaves, planned(start(ADVISE)), futures=3, attrition=mode)
        assert gone.in_service[0].tolist() == [0, 0, 0, 1200] + [0] * (WEEKS - 4)


def test_a_school_too_large_for_tables_is_refused_with_what_to_do() -> None:
    crowd = taught(seats=1_000_000, weeks=1, break_weeks=0)
    with pytest.raises(CadreError, match="'dithered'"):
        lay_attrition(crowd.courses, 150, "exact")
    assert len(lay_attrition(crowd.courses, 150, "dithered").leavers.tops) == 0
    with pytest.raises(CadreError, match="exact or dithered"):
        simulate(taught(), planned(start(ADVISE)), futures=1, attrition="roughly")


@pytest.mark.parametrize("number", [101, 107, 113])
def test_dithered_attrition_is_that_of_the_slow_oracle(number: int) -> None:
    of = mission(number, weeks=30)
    played = plan(of, number)
    levels = tuple((LevelId(str(people)), people) for people in LEVELS)
    fast = simulate(of, played, futures=20, seed=11, levels=levels, attrition="dithered")
    slow = oracle.simulate(of, played, 11, range(20), LEVELS, "dithered")
    assert differences(fast, slow) == []
    assert fast.attrition == "dithered"


# Costs ----------------------------------------------------------------------------------------


def paid(of: Mission, plan: Plan) -> list[list[int]]:
    rows: list[list[int]] = simulate(of, plan, futures=2, seed=1).cost.tolist()
    return rows


def test_a_start_costs_once_a_week_costs_each_time_and_each_pays_its_own() -> None:
    works = (
        activity(ADVISE, began=first_day(0), cost=3.0, start_cost=50.0),
        activity(EXTRA, cost=2.4, start_cost=20.0, funding=Funding.TRUST_FUND),
    )
    of = small(activities=works)
    # Begun work has paid for its start; 2.4 thousand are counted as 2.
    one, two = 3 * WEEKS, 20 + 2 * 10
    assert paid(of, planned(start(ADVISE), start(EXTRA, 5, 10))) == [
        [2 * one, 2 * one**2],
        [0, 0],
        [2 * two, 2 * two**2],
        [2 * (one + two), 2 * (one + two) ** 2],
    ]


def test_work_that_never_runs_costs_nothing() -> None:
    of = small(activities=(activity(EXTRA, cost=2.0, start_cost=20.0),), pledges=())
    assert paid(of, planned(start(EXTRA, 5, 10))) == [[0, 0]] * 4


# What can't be created or lost ----------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["exact", "dithered"]))
def test_people_and_money_neither_appear_nor_vanish(number: int, attrition: str) -> None:
    of = mission(number % 40 + 500, weeks=26)
    played = plan(of, number % 40)
    most = {
        nation: sum(one.people for one in of.pledges if one.nation == nation)
        for nation in {one.nation for one in of.pledges}
    }
    each = each_future(of, played, futures=3, seed=number, attrition=attrition)
    for future in each:
        left = np.cumsum(future.graduates, axis=1) - future.in_service
        assert (left >= 0).all(), "more serve than ever graduated"
        assert (np.diff(left, axis=1) >= 0).all(), "people come back who had left"
        for nation, people in zip(future.nations, future.nation_people, strict=True):
            assert people.max() <= most[nation], "more are there than were pledged"
        assert (future.force.argmax(axis=1) == future.nation_people.sum(axis=0)).all()
        assert future.cost[-1, 0] == future.cost[:-1, 0].sum()
        assert (future.cost[:, 1] == future.cost[:, 0] ** 2).all()
