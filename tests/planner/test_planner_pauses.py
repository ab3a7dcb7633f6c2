"""Plans around pauses: work that stands still isn't over, and none is started to stand still."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cadre.mission.authorities import AuthorityState
from cadre.mission.ids import AuthorityId, ProgrammeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from cadre.mission.plans import LeftOut
from cadre.mission.weeks import DateRange, Window
from cadre.planner.result import PlanResult
from tests.planner.judged import planned, runs
from tests.planner.missions import (
    MONDAY,
    activity,
    authority,
    course,
    day,
    effect,
    mission,
    mode,
    pause,
    pledge,
    post,
    site,
    span,
)

CONSENT = (AuthorityId("consent"),)


def one_work(*pauses: Pause, weeks: int = 0, begun: bool = True, **fields: object) -> Mission:
    """A dozen weeks, and one work that is worth its people."""
    return mission(
        activities=(activity("a", began=day(-4) if begun else None, **fields),),
        modes=(mode("a", weeks=weeks),),
        posts=(post("a", 4),),
        pledges=(pledge(4),),
        effects=(effect("a", 0.5),),
        pauses=pauses,
    )


def left(result: PlanResult) -> LeftOut:
    [one] = result.plan.left_out
    return one


def amount(result: PlanResult, name: str) -> float:
    return next(term.amount for term in result.terms if term.name == name)


@pytest.mark.parametrize(
    ("last", "week"),
    [
        (MONDAY, 1),
        (MONDAY + timedelta(days=6), 1),
        (MONDAY + timedelta(days=7), 2),  # a day into the second week costs that week
    ],
)
def test_begun_work_goes_on_in_the_first_whole_week_after_the_pause(last: date, week: int) -> None:
    result = planned(one_work(pause("stop", Window.of_days(day(-2), last), authorities=CONSENT)))
    assert runs(result) == {"a": (week, 12)}
    assert {one.week for one in result.plan.assignments} == {week}


def test_begun_work_paused_nobody_knows_how_long_is_left_out_and_says_what_would_help() -> None:
    result = planned(one_work(pause("stop", Window(day(-2)), authorities=CONSENT)))
    assert result.plan.starts == ()
    one = left(result)
    assert (one.rule, one.blockers) == ("paused", ("stop",))
    assert "nobody knows how long" in one.reason
    assert one.unlock == "If 'stop' ended sooner, or on a day that is known, it could go on."


def test_a_pause_that_outlasts_the_plan_leaves_work_out_too() -> None:
    result = planned(one_work(pause("stop", span(-2, 30), sites=(SiteId("base"),))))
    assert left(result).rule == "paused"


def test_work_goes_on_after_a_pause_in_its_midst_and_its_people_stay() -> None:
    result = planned(one_work(pause("stop", span(3, 5), programmes=(ProgrammeId("advice"),))))
    assert runs(result) == {"a": (0, 12)}
    assert result.plan.left_out == ()
    assert [(one.week, one.weeks) for one in result.plan.assignments] == [(0, 12)]
    assert amount(result, "needs") == pytest.approx(0.5 * (12 - 2))
    assert amount(result, "footprint") == 4 * 12


def test_work_stops_at_a_pause_after_which_it_doesnt_go_on() -> None:
    result = planned(one_work(pause("stop", Window(day(5)))))
    assert runs(result) == {"a": (0, 5)}
    one = left(result)
    assert (one.rule, one.blockers) == ("paused", ("stop",))
    assert one.reason == "a stops on 5 April 2021, when 'stop' halts it."
    assert one.unlock == "It goes on if 'stop' ends within the plan."


def test_begun_work_of_a_fixed_length_ends_on_its_day_whatever_a_pause_took() -> None:
    result = planned(one_work(pause("stop", span(2, 4)), weeks=12))
    assert runs(result) == {"a": (0, 8)}
    assert planned(one_work(pause("stop", span(0, 4)), weeks=12)).plan.starts[0].weeks == 4


def test_new_work_waits_for_the_end_of_a_pause() -> None:
    result = planned(one_work(pause("stop", span(-1, 3)), begun=False))
    assert runs(result) == {"a": (3, 12)}


def test_new_work_of_a_fixed_length_is_put_where_no_pause_cuts_it() -> None:
    stops = (pause("one", span(2, 3)), pause("two", span(7, 8)))
    assert runs(planned(one_work(*stops, weeks=4, begun=False))) == {"a": (3, 7)}
    none = planned(one_work(*stops, weeks=5, begun=False))
    assert left(none).rule == "paused"
    assert left(none).reason.endswith("which leaves no 5 weeks on end for it.")
    assert "it could start on 1 March 2021" in left(none).unlock


def test_open_ended_new_work_bridges_a_pause() -> None:
    assert runs(planned(one_work(pause("stop", span(4, 6)), begun=False))) == {"a": (0, 12)}


def test_people_arent_kept_through_a_pause_that_costs_more_than_what_follows_brings() -> None:
    given = one_work(pause("stop", span(2, 11)), begun=False)
    weights = replace(given.profile.weights, footprint=10)
    given = replace(given, profile=replace(given.profile, weights=weights))
    assert runs(planned(given)) == {"a": (0, 2)}


def test_law_that_is_paused_is_replaced_by_what_may_come() -> None:
    """Work goes on under the new consent, and waits for it."""
    coming = authority(
        "consent",
        id="again",
        state=AuthorityState.PROPOSED,
        belief=0.5,
        granted=DateRange.exactly(day(4)),
    )
    given = one_work(pause("stop", Window(day(-1)), authorities=CONSENT))
    result = planned(replace(given, authorities=(*given.authorities, coming)))
    [start] = result.plan.starts
    assert (start.week, start.end) == (4, 12)
    assert start.waits_for == ("again",)
    assert not start.firm


def paused_at(place: str) -> Mission:
    """Work that may run at either of two sites, one of them halted without end."""
    return mission(
        sites=(site("base"), site("camp")),
        activities=(activity("a"),),
        modes=(mode("a"), mode("a", "camp")),
        posts=(post("a", 4),),
        pledges=(pledge(4),),
        effects=(effect("a", 0.5),),
        pauses=(pause("stop", Window(day(0)), sites=(SiteId(place),)),),
    )


def test_a_pause_at_one_site_leaves_the_other() -> None:
    given = paused_at("base")
    assert planned(given).plan.starts[0].site == "camp"


def test_of_two_ways_to_run_work_the_one_is_told_of_that_a_pause_halts() -> None:
    law = (authority("mandate"), authority("consent"), authority("status", sites=("camp",)))
    told = left(planned(replace(paused_at("camp"), authorities=law)))
    assert (told.rule, told.blockers) == ("paused", ("stop",))
    assert told.reason.startswith("a is halted at Camp by 'stop'")


@pytest.mark.parametrize(
    ("stop", "keep", "cohorts"),
    [
        ((4, 6), 2, 2),  # paused in its midst for two weeks, and taken up again
        ((4, 6), 1, 1),  # a week too long: that cohort is lost
        ((5, 7), 0, 2),  # between two cohorts nothing is lost
    ],
)
def test_a_cohort_outlives_a_pause_as_long_as_its_course_keeps_it(
    stop: tuple[int, int], keep: int, cohorts: int
) -> None:
    given = one_work(pause("stop", span(*stop)), begun=False)
    lessons = course("a", 5, 10, keep_weeks=keep)
    result = planned(replace(given, courses=(lessons,)))
    assert runs(result) == {"a": (0, 12)}
    assert amount(result, "output") == pytest.approx(cohorts * 10 * lessons.pass_share.likely)
