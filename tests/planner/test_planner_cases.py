"""Plans with known answers: which rule binds, and what the plan then is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from cadre.mission.authorities import Authority, AuthorityState, RedLine
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.forces import CaveatKind, Priority
from cadre.mission.ids import (
    ActivityId,
    ConditionId,
    DecisionId,
    EnablerId,
    NationId,
    RedLineId,
    SiteId,
)
from cadre.mission.mission import Mission
from cadre.mission.weeks import DateRange, Window
from cadre.planner.result import PlanResult
from tests.planner.judged import planned, runs
from tests.planner.missions import (
    activity,
    authority,
    beds,
    caveat,
    course,
    day,
    effect,
    enabler,
    milestone,
    mission,
    mode,
    nation,
    pledge,
    post,
    site,
    skill,
    span,
    support,
    two_works,
)
from tests.stages import criteria


def present(result: PlanResult, week: int) -> Counter[str]:
    """People by pledge in a week."""
    heads: Counter[str] = Counter()
    for one in result.plan.assignments:
        if one.week <= week < one.week + one.weeks:
            heads[str(one.pledge)] += one.people
    return heads


def one_work(**tables: Any) -> Mission:  # noqa: ANN401 - tables go through to the mission
    """One open-ended work of four advisers, for whom all is there."""
    rows: dict[str, Any] = {
        "activities": (activity("a"),),
        "modes": (mode("a"),),
        "posts": (post("a", 4),),
        "pledges": (pledge(4),),
        "effects": (effect("a", 0.5),),
    }
    return mission(**(rows | tables))


def test_work_that_nothing_hinders_runs_from_the_first_week_to_the_last() -> None:
    result = planned(two_works())
    assert runs(result) == {"a": (0, 12), "b": (0, 12)}
    assert result.plan.left_out == ()


def test_beds_bind_so_that_only_the_work_worth_more_starts() -> None:
    result = planned(replace(two_works(), bed_spaces=(beds(2),)))
    assert runs(result) == {"a": (0, 12)}
    [left] = result.plan.left_out
    assert (left.activity, left.rule, left.blockers) == ("b", "beds", ("base",))
    assert "2 beds" in left.unlock


def test_the_beds_named_as_unlock_let_the_work_in() -> None:
    tight = replace(two_works(), bed_spaces=(beds(2),))
    richer = replace(tight, bed_spaces=(beds(2), beds(2, id="more")))
    assert set(runs(planned(richer))) == {"a", "b"}
    one_less = replace(tight, bed_spaces=(beds(2), beds(1, id="more")))
    assert set(runs(planned(one_less))) == {"a"}


def test_a_site_without_stated_beds_does_not_limit() -> None:
    assert runs(
        planned(
            replace(two_works(), bed_spaces=(beds(1, "camp"),), sites=(site("base"), site("camp")))
        )
    ) == {
        "a": (0, 12),
        "b": (0, 12),
    }


def test_a_predecessor_and_its_lag_hold_work_back() -> None:
    first, second = two_works().activities
    second = replace(second, after=(first.id,), lag_weeks=3)
    late = replace(first, window=Window(day(2)))
    assert runs(planned(replace(two_works(), activities=(late, second)))) == {
        "a": (2, 12),
        "b": (5, 12),
    }


def test_work_after_work_that_cannot_start_waits_and_says_for_what() -> None:
    first, second = two_works().activities
    never = replace(first, window=Window(day(40)))
    given = replace(two_works(), activities=(never, replace(second, after=(first.id,))))
    result = planned(given)
    assert {one.activity: one.rule for one in result.plan.left_out} == {
        "a": "window",
        "b": "after",
    }
    assert result.plan.left_out[1].blockers == ("a",)


def test_a_caveat_bars_a_nation_and_another_takes_its_place() -> None:
    barred = caveat("CAN", CaveatKind.LOCATION_DENY, sites=(SiteId("base"),))
    given = one_work(
        nations=(nation("CAN"), nation("DNK")),
        pledges=(pledge(9), pledge(4, "DNK")),
        caveats=(barred,),
    )
    result = planned(given)
    assert present(result, 0) == {"DNK-adviser": 4}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (CaveatKind.LOCATION_DENY, {"sites": (SiteId("base"),)}),
        (CaveatKind.LOCATION_ALLOW, {"sites": (SiteId("elsewhere"),)}),
        (CaveatKind.ACTIVITY_DENY, {"activities": (ActivityId("a"),)}),
        (CaveatKind.OUT_OF_COUNTRY, {}),
        (CaveatKind.MONEY_ONLY, {}),
        (CaveatKind.HEADCOUNT_CAP, {"people": 1}),
    ],
)
def test_a_caveat_of_the_only_nation_leaves_work_without_people(
    kind: CaveatKind, fields: dict[str, object]
) -> None:
    one = caveat("CAN", kind, **fields)
    [left] = planned(one_work(caveats=(one,))).plan.left_out
    assert (left.rule, left.blockers) == ("posts", ("adviser", one.id))
    name = mission(nations=(nation("CAN"),)).nation(one.nation).name
    assert left.unlock.endswith(
        f"{name} offers such people, whom its caveat '{one.statement}' keeps away."
    )


def test_a_cap_limits_a_nation_over_all_its_pledges() -> None:
    given = one_work(
        skills=(skill("adviser"), skill("trainer")),
        posts=(post("a", 4), post("a", 4, "trainer")),
        pledges=(pledge(4), pledge(4, offers="trainer")),
        caveats=(caveat("CAN", CaveatKind.HEADCOUNT_CAP, people=5),),
    )
    assert sum(present(planned(given), 0).values()) == 5


def test_work_runs_only_within_the_window_of_the_consent() -> None:
    law = (authority("mandate"), authority("status"), authority("consent", window=span(3, 9)))
    result = planned(one_work(authorities=law))
    assert runs(result) == {"a": (3, 9)}
    [left] = result.plan.left_out
    assert (left.rule, left.blockers) == ("cover", ("consent",))


def test_a_consent_that_is_refused_leaves_no_week_and_is_named() -> None:
    refused = authority("consent", state=AuthorityState.REFUSED)
    result = planned(one_work(authorities=(authority("mandate"), authority("status"), refused)))
    [left] = result.plan.left_out
    assert (left.rule, left.blockers) == ("cover", ("consent",))
    assert "the host's consent (consent is refused)" in left.reason
    assert "could start on 1 March 2021" in left.unlock


def _expected(belief: float) -> Authority:
    return authority(
        "consent",
        state=AuthorityState.EXPECTED,
        belief=belief,
        granted=DateRange.exactly(day(4)),
    )


@pytest.mark.parametrize(
    ("belief", "week", "waits"),
    [
        # Believed enough to count on: firm from the planning date on.
        (0.9, 4, ()),
        # Not believed enough: notice runs from the planning date, and the start isn't firm.
        (0.3, 6, ("consent",)),
    ],
)
def test_a_start_on_a_pending_consent_waits_for_it(
    belief: float, week: int, waits: tuple[str, ...]
) -> None:
    law = (authority("mandate"), authority("status"), _expected(belief))
    work = activity("a", notice_weeks=2)
    [start] = planned(one_work(authorities=law, activities=(work,))).plan.starts
    assert (start.week, start.waits_for, start.firm) == (week, waits, not waits)
    assert start.rests_on == ("mandate", "consent", "status")


def test_a_condition_and_a_decision_hold_a_start_until_the_later_of_them_and_its_notice() -> None:
    met = Condition(id=ConditionId("safe"), name="Safe", when=DateRange.exactly(day(2)))
    taken = DecisionPoint(id=DecisionId("yes"), name="Yes", body="Council", meetings=(day(5),))
    work = activity("a", conditions=(met.id,), decisions=(taken.id,), notice_weeks=1)
    given = one_work(activities=(work,), conditions=(met,), decisions=(taken,))
    [start] = planned(given).plan.starts
    assert (start.week, start.waits_for) == (6, ("safe", "yes"))


def test_a_condition_that_nobody_can_date_keeps_work_out_and_is_named() -> None:
    never = Condition(id=ConditionId("safe"), name="Safe")
    work = activity("a", conditions=(never.id,))
    [left] = planned(one_work(activities=(work,), conditions=(never,))).plan.left_out
    assert (left.rule, left.blockers) == ("gates", ("safe",))
    assert "it could start on 1 March 2021" in left.unlock


@pytest.mark.parametrize(
    ("meets", "blockers", "then"),
    [(5, ("safe",), "it could start on 12 April 2021"), (400, ("safe", "yes"), "1 March 2021")],
)
def test_a_gate_that_has_a_date_keeps_it_when_one_without_is_taken_as_open(
    meets: int, blockers: tuple[str, ...], then: str
) -> None:
    never = Condition(id=ConditionId("safe"), name="Safe")
    taken = DecisionPoint(id=DecisionId("yes"), name="Yes", body="Council", meetings=(day(meets),))
    work = activity("a", conditions=(never.id,), decisions=(taken.id,), notice_weeks=1)
    given = one_work(activities=(work,), conditions=(never,), decisions=(taken,))
    [left] = planned(given).plan.left_out
    assert (left.rule, left.blockers) == ("gates", blockers)
    assert "with 1 week of notice" in left.reason
    assert then in left.unlock


def test_of_two_works_that_exclude_each_other_the_more_valuable_is_chosen() -> None:
    first, second = two_works().activities
    given = replace(two_works(), activities=(first, replace(second, excludes=(first.id,))))
    result = planned(given)
    assert set(runs(result)) == {"a"}
    [left] = result.plan.left_out
    assert (left.activity, left.rule, left.blockers) == ("b", "exclusion", ("a",))
    assert "start on 1 March 2021" in left.unlock


def guarded(lent: int | None, end: int = 12, guards: int = 100) -> Mission:
    """Work that leans on base defence: one for each two present."""
    return one_work(
        activities=(activity("a", enablers=(EnablerId("defence"),), began=day(-9)),),
        skills=(skill("adviser"), skill("guard", "defence")),
        nations=(nation("CAN"),),
        posts=(post("a", 10),),
        pledges=(pledge(10), pledge(guards, offers="guard")),
        enablers=(enabler("defence", 0.5),),
        supports=(support("defence", lent, window=span(-5, end)),),
    )


def test_running_work_stops_in_the_week_in_which_its_lent_support_ends() -> None:
    result = planned(guarded(None, end=7, guards=3))
    assert runs(result) == {"a": (0, 7)}
    [left] = result.plan.left_out
    assert (left.rule, left.blockers) == ("support", ("defence", "guard"))
    # Five advisers at least, so as many guards: 0.5 x (5 + 5); three are pledged.
    assert "2 people for defence" in left.unlock


def test_lost_support_is_brought_by_the_fixed_point_when_people_are_there() -> None:
    result = planned(guarded(None, end=7, guards=10))
    assert runs(result) == {"a": (0, 12)}
    assert present(result, 6) == {"CAN-adviser": 10}
    # 10 advisers and x guards need 0.5 x (10 + x) = x guards.
    assert present(result, 7) == {"CAN-adviser": 10, "CAN-guard": 10}


def test_too_few_guards_keep_advisers_at_home_but_not_below_the_least() -> None:
    result = planned(guarded(None, end=7, guards=6))
    # Six guards stand behind six advisers: 0.5 x (6 + 6).
    assert present(result, 7) == {"CAN-adviser": 6, "CAN-guard": 6}


def test_guards_in_posts_are_support_and_people_present_too() -> None:
    given = guarded(2)
    given = replace(given, posts=(post("a", 10), post("a", 4, "guard")))
    # 14 in posts; 0.5 x (14 + x) - 4 own - 2 lent = x, so x = 2.
    assert present(planned(given), 0) == {"CAN-adviser": 10, "CAN-guard": 6}


def test_support_that_asks_for_more_support_without_end_is_no_error() -> None:
    given = replace(guarded(2), enablers=(enabler("defence", 1.0),))
    result = planned(given)
    assert runs(result) == {}
    [left] = result.plan.left_out
    assert (left.rule, left.blockers) == ("support", ("base", "defence"))


def test_of_running_work_the_lowest_rank_is_kept_when_beds_fall_short() -> None:
    first, second = (replace(one, began=day(-3)) for one in two_works().activities)
    ranked = (replace(first, rank=2), replace(second, rank=1))
    rows = (beds(8, window=span(-9, 5)), beds(3, window=span(5, 99), id="fewer"))
    result = planned(replace(two_works(), activities=ranked, bed_spaces=rows))
    assert runs(result) == {"a": (0, 5), "b": (0, 12)}


def test_running_work_is_not_given_up_for_work_worth_more() -> None:
    first, second = two_works().activities
    given = replace(
        two_works(),
        activities=(first, replace(second, began=day(-3))),
        effects=(effect("a", 0.9), effect("b", 0.01)),
        pledges=(pledge(3),),
    )
    assert runs(planned(given)) == {"b": (0, 12)}


def test_critical_posts_are_filled_before_desired_ones() -> None:
    given = one_work(
        posts=(post("a", 4, priority=Priority.DESIRED), post("a", 4, priority=Priority.CRITICAL)),
        pledges=(pledge(5),),
    )
    heads = {str(one.post): one.people for one in planned(given).plan.assignments}
    assert heads == {"a-adviserPriority.CRITICAL": 4, "a-adviserPriority.DESIRED": 1}


def test_people_stay_where_they_were_when_others_arrive() -> None:
    given = replace(
        two_works(),
        nations=(nation("CAN"), nation("DNK")),
        pledges=(pledge(8), pledge(8, "DNK", window=span(4, 99))),
    )
    rows = [one for one in planned(given).plan.assignments if one.pledge == "CAN-adviser"]
    assert [(one.week, one.weeks) for one in rows] == [(0, 12), (0, 12)]


def test_work_that_costs_more_people_than_it_brings_is_left_out_as_worth_nothing() -> None:
    given = one_work(effects=(), posts=(post("a", 400),), pledges=(pledge(400),))
    [left] = planned(given).plan.left_out
    assert left.rule == "worth"
    assert "adds nothing" in left.reason


def test_a_red_line_rules_work_out() -> None:
    line = RedLine(
        id=RedLineId("no"), side="host", statement="Not this.", forbids=(ActivityId("a"),)
    )
    [left] = planned(one_work(red_lines=(line,))).plan.left_out
    assert (left.rule, left.blockers) == ("red lines", ("no",))


def test_a_course_counts_only_the_cohorts_that_are_completed() -> None:
    given = one_work(courses=(course("a", 4, 20, break_weeks=1),), effects=())
    result = planned(given)
    # Weeks 0-3 and 5-8; the third would end after the plan does.
    [output] = [one for one in result.terms if one.name == "output"]
    assert output.amount == pytest.approx(2 * 20 * 0.9)


def test_a_milestone_draws_in_work_that_is_worth_nothing_else() -> None:
    given = one_work(effects=(), posts=(post("a", 100),), pledges=(pledge(100),))
    assert runs(planned(given)) == {}
    assert runs(planned(replace(given, **milestone(*criteria("ioc", 100, ["a"]))))) == {
        "a": (0, 12)
    }


def test_the_people_named_as_unlock_let_running_work_go_on_and_one_fewer_do_not() -> None:
    assert runs(planned(guarded(None, end=7, guards=5))) == {"a": (0, 12)}
    assert runs(planned(guarded(None, end=7, guards=4))) == {"a": (0, 7)}


def test_a_mission_with_nothing_to_do_has_an_empty_plan_that_is_best() -> None:
    result = planned(mission())
    assert (result.plan.starts, result.plan.left_out, result.objective) == ((), (), 0)


def test_work_without_a_stated_mode_is_left_out_and_says_so() -> None:
    [left] = planned(mission(activities=(activity("a"),))).plan.left_out
    assert left.reason == "No way to run a is stated."


def test_work_longer_than_the_plan_is_left_out_and_says_so() -> None:
    given = one_work(modes=(mode("a", weeks=13),))
    [left] = planned(given).plan.left_out
    assert left.rule == "window"
    assert "13 weeks long" in left.reason
    assert "which ends on 23 May 2021" in left.reason
    assert left.unlock.endswith("Plan for longer, or state a shorter mode of it.")


def test_running_work_of_fixed_length_runs_for_what_is_left_of_it() -> None:
    begun = activity("a", began=day(-3))
    assert runs(planned(one_work(activities=(begun,), modes=(mode("a", weeks=8),)))) == {
        "a": (0, 5)
    }


def test_running_work_whose_length_is_over_is_said_to_be_over() -> None:
    begun = activity("a", began=day(-9))
    [left] = planned(one_work(activities=(begun,), modes=(mode("a", weeks=8),))).plan.left_out
    assert left.reason == "a has run its length and is over."


def test_people_whose_nation_may_not_send_them_are_not_counted() -> None:
    vote = authority("national", nations=(NationId("CAN"),), window=span(4, 99))
    law = (*(authority(kind) for kind in ("mandate", "consent", "status")), vote)
    assert runs(planned(one_work(authorities=law))) == {"a": (4, 12)}


def test_people_called_from_home_need_their_notice() -> None:
    later = pledge(4, window=Window(day(1)), notice_weeks=3)
    assert runs(planned(one_work(pledges=(later,)))) == {"a": (3, 12)}


def test_people_promised_for_no_day_need_their_notice_from_today() -> None:
    """Offered people were counted from the first week on, whatever notice they need."""
    whenever = pledge(4, notice_weeks=3)
    assert runs(planned(one_work(pledges=(whenever,)))) == {"a": (3, 12)}


def test_a_site_that_is_closed_for_a_time_splits_the_weeks_in_which_work_may_run() -> None:
    given = one_work(sites=(site("base", window=span(2, 6)),))
    result = planned(given)
    assert runs(result) == {"a": (2, 6)}
    assert [one.rule for one in result.plan.left_out] == ["site"]


LONG_ENOUGH = [
    (0, {}, {"a": (0, 5)}),
    (5, {}, {"a": (0, 5)}),
    (6, {}, {}),
    (6, {"began": day(-1)}, {"a": (0, 5)}),
    (6, {"window": span(3, 12)}, {}),
]


@pytest.mark.parametrize(("at_least", "fields", "expected"), LONG_ENOUGH)
def test_work_that_cant_run_for_long_enough_isnt_started(
    at_least: int, fields: dict[str, Any], expected: dict[str, tuple[int, int]]
) -> None:
    """Defence is lent until week 5, and nobody else brings it."""
    given = mission(
        enablers=(enabler("defence", 0.5),),
        supports=(support("defence", None, window=span(-1, 5)),),
        activities=(activity("a", enablers=(EnablerId("defence"),), **fields),),
        modes=(mode("a", at_least=at_least),),
        posts=(post("a", 4),),
        pledges=(pledge(4),),
        effects=(effect("a", 0.5),),
    )
    result = planned(given)
    assert runs(result) == expected
    assert [one.rule for one in result.plan.left_out] == ["support"]


def test_work_may_start_shortly_before_the_horizon_ends_since_it_may_go_on() -> None:
    given = mission(
        activities=(activity("a", window=Window(day(9))),),
        modes=(mode("a", at_least=26),),
        posts=(post("a", 4),),
        pledges=(pledge(4),),
        effects=(effect("a", 0.5),),
    )
    assert runs(planned(given)) == {"a": (9, 12)}


def test_instructors_whose_posts_end_with_the_hand_over_teach_elsewhere_from_then_on() -> None:
    given = mission(
        40,
        skills=(skill("clerk"), skill("teacher")),
        activities=(
            activity("teaching", min_fill=1),
            activity("school", after=(ActivityId("teaching"),)),
            activity("abroad", after=(ActivityId("teaching"),), min_fill=1),
        ),
        modes=(mode("teaching", weeks=16), mode("school"), mode("abroad", weeks=20)),
        posts=(
            post("teaching", 10, "teacher"),
            post("school", 3, "clerk"),
            post("abroad", 10, "teacher"),
        ),
        pledges=(pledge(10, offers="teacher"), pledge(3, offers="clerk")),
        effects=(effect("school", 0.5), effect("abroad", 0.3)),
    )
    assert runs(planned(given)) == {"teaching": (0, 16), "school": (0, 40), "abroad": (16, 36)}
