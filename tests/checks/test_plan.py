"""A plan is judged from itself alone: its rules by the week, its worth to the digit."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.checks.catalogue import run_checks
from cadre.checks.coverage import coverage
from cadre.checks.plan import judge
from cadre.mission.activities import least
from cadre.mission.authorities import AuthorityKind, AuthorityState
from cadre.mission.forces import CaveatKind
from cadre.mission.ids import (
    ActivityId,
    CourseId,
    EffectId,
    GateId,
    InstitutionId,
    NeedId,
    PartnerActivityId,
    PartnerId,
    PledgeId,
    WorkId,
)
from cadre.mission.needs import Effect, Institution
from cadre.mission.partners import PartnerActivity
from cadre.mission.plans import LeftOut, Plan
from cadre.mission.quantities import exact
from cadre.mission.training import Course
from cadre.mission.weeks import Window
from tests.checks.building import (
    DOC,
    added,
    altered,
    authority,
    caveat,
    day,
    days,
    good_plan,
    of_code,
    serve,
    sound,
    start,
    week_span,
)

HQ = start("hq", 0, 51)
STAFF = serve("a-staff", "hq", "hq-staff", 0, 51, 10)


def advice_at(week: int, weeks: int = 12) -> Plan:
    return good_plan(
        starts=(HQ, start("advice", week, weeks)),
        assignments=(STAFF, serve("b-adviser", "advice", "advice-adviser", week, weeks, 8)),
    )


def test_the_worth_of_a_plan_is_recomputed_by_hand() -> None:
    terms = {one.name: one for one in judge(sound(), good_plan()).terms}
    # Need of weight 2, critical: 2 x 2 x 12 weeks x 0.5.
    assert terms["needs"].amount == 24
    assert terms["needs"].worth == 2400
    # 18 people and both activities from week 9 of 51.
    assert terms["milestones"].amount == 42
    assert terms["early"].amount == 42
    assert terms["output"].amount == 0
    assert terms["footprint"].amount == 10 * 51 + 8 * 12
    assert terms["footprint"].worth == pytest.approx(-0.05 * 606)
    found = judge(sound(), good_plan())
    assert found.objective == pytest.approx(2400 + 20 * 42 + 42 - 30.3)
    assert found.findings == ()


COHORTS = [(4, 0, 3), (5, 1, 2), (12, 0, 1), (13, 0, 0), (6, 0, 2), (5, 2, 2), (5, 3, 1)]


@pytest.mark.parametrize(("weeks", "pause", "cohorts"), COHORTS)
def test_only_cohorts_that_end_while_the_work_runs_graduate(
    weeks: int, pause: int, cohorts: int
) -> None:
    course = Course(
        id=CourseId("c"),
        activity=ActivityId("advice"),
        name="course",
        weeks=weeks,
        break_weeks=pause,
        seats=20,
        pass_share=exact(0.9),
    )
    terms = {one.name: one for one in judge(sound(courses=(course,)), good_plan()).terms}
    assert terms["output"].amount == pytest.approx(cohorts * 18)
    # The host can release 52 a year: one for each week of the cycle.
    scarce = replace(course, supply=52)
    terms = {one.name: one for one in judge(sound(courses=(scarce,)), good_plan()).terms}
    assert terms["output"].amount == pytest.approx(cohorts * (weeks + pause) * 0.9)


@given(st.lists(st.floats(0, 1, allow_nan=False), max_size=5), st.floats(0, 1, allow_nan=False))
def test_coverage_is_a_share_and_more_work_never_covers_less(
    strengths: list[float], more: float
) -> None:
    def share(given_strengths: list[float]) -> float:
        effects = tuple(
            Effect(
                id=EffectId(f"e{number}"),
                work=WorkId("hq"),
                need=NeedId("budgets"),
                strength=strength,
            )
            for number, strength in enumerate(given_strengths)
        )
        return coverage(sound(effects=effects), good_plan())[NeedId("budgets")][0]

    assert 0 <= share(strengths) <= 1
    assert share([*strengths, more]) >= share(strengths)


PARTNER_WEEKS = [
    (days(), 51, "always"),
    (week_span(3, 2), 2, "two whole weeks"),
    (days("2021-01-05", "2021-01-17"), 1, "a week that begins a day late doesn't count"),
    (days("2019-01-01", "2020-12-31"), 0, "before the horizon"),
    (days("2021-12-27"), 0, "after it, touching"),
]


@pytest.mark.parametrize(("window", "weeks", "reason"), PARTNER_WEEKS)
def test_partners_count_in_the_weeks_that_lie_whole_in_their_windows(
    window: Window, weeks: int, reason: str
) -> None:
    theirs = PartnerActivity(
        id=PartnerActivityId("theirs"),
        partner=PartnerId("ally"),
        name="theirs",
        institution=InstitutionId("mod"),
        window=window,
    )
    effect = Effect(id=EffectId("e"), work=WorkId("theirs"), need=NeedId("budgets"), strength=0.25)
    shares = coverage(sound(partner_activities=(theirs,), effects=(effect,)), good_plan())
    assert shares[NeedId("budgets")].count(0.25) == weeks, reason


TIMES = [
    (8, True, "1 March, the first day it may start, is a Monday"),
    (7, False, "a week before"),
    (20, True, "24 May, the latest start"),
    (21, False, "a week after it"),
]


@pytest.mark.parametrize(("week", "allowed", "reason"), TIMES)
def test_starts_keep_the_time_of_their_activity(week: int, allowed: bool, reason: str) -> None:
    mission = altered(sound(), "activities", "advice", latest_start=day("2021-05-24"))
    found = of_code(judge(mission, advice_at(week)).findings, "PLA-03")
    assert (not found) is allowed, reason


def test_the_horizon_may_cut_fixed_work_short_and_nothing_else_may() -> None:
    assert not of_code(judge(sound(), advice_at(45, 6)).findings, "PLA-04")
    assert of_code(judge(sound(), advice_at(45, 5)).findings, "PLA-04")


def test_begun_work_of_a_fixed_length_runs_for_what_is_left_of_it() -> None:
    """Begun on 7 December 2020 for 12 weeks, it has 8 left on 4 January."""
    mission = altered(sound(), "activities", "hq", began=day("2020-12-07"))
    mission = altered(mission, "modes", "hq-camp", weeks=12)
    for weeks, allowed in ((8, True), (7, False), (9, False)):
        plan = good_plan(
            starts=(start("hq", 0, weeks),),
            assignments=(serve("a-staff", "hq", "hq-staff", 0, weeks, 10),),
        )
        assert (not of_code(judge(mission, plan).findings, "PLA-04")) is allowed, weeks


SHORT = [
    (9, 26, True, "long enough"),
    (9, 25, False, "a week too short"),
    (40, 11, True, "to the end of the horizon, and perhaps beyond"),
    (40, 10, False, "not even to the end of the horizon"),
]


@pytest.mark.parametrize(("week", "weeks", "allowed", "reason"), SHORT)
def test_work_isnt_planned_for_less_than_it_is_worth_starting_for(
    week: int, weeks: int, allowed: bool, reason: str
) -> None:
    [mode] = [one.id for one in sound().modes if one.activity == "advice"]
    mission = altered(sound(), "modes", mode, weeks=0, at_least=26)
    found = of_code(judge(mission, advice_at(week, weeks)).findings, "PLA-04")
    assert (not found) is allowed, reason


def test_work_that_has_begun_may_end_however_soon() -> None:
    mission = altered(sound(), "modes", "hq-camp", at_least=26)
    plan = good_plan(
        starts=(start("hq", 0, 8),), assignments=(serve("a-staff", "hq", "hq-staff", 0, 8, 10),)
    )
    assert not of_code(judge(mission, plan).findings, "PLA-04")


def test_begun_work_of_a_fixed_length_may_be_cut_short_when_the_plan_says_why() -> None:
    mission = altered(sound(), "activities", "hq", began=day("2020-12-07"))
    mission = altered(mission, "modes", "hq-camp", weeks=12)
    why = LeftOut(activity=ActivityId("hq"), rule="site", reason="Closed.", unlock="Open it.")
    plan = good_plan(
        starts=(start("hq", 0, 3),),
        assignments=(serve("a-staff", "hq", "hq-staff", 0, 3, 10),),
        left_out=(why,),
    )
    assert not of_code(judge(mission, plan).findings, "PLA-04")
    silent = replace(plan, left_out=())
    assert of_code(judge(mission, silent).findings, "PLA-04")


def test_running_work_may_end_when_the_plan_says_why() -> None:
    why = LeftOut(activity=ActivityId("hq"), rule="cover", reason="No law.", unlock="Law.")
    plan = good_plan(starts=(), assignments=(), left_out=(why,))
    assert not of_code(judge(sound(), plan).findings, "PLA-05")


GATES = [
    (25, False, "29 June is notice after 15 June; week 25 begins on 28 June"),
    (26, True, "week 26 begins on 5 July"),
]


@pytest.mark.parametrize(("week", "allowed", "reason"), GATES)
def test_notice_runs_from_the_day_on_which_the_gate_opens(
    week: int, allowed: bool, reason: str
) -> None:
    mission = altered(sound(), "decisions", "approval", taken=None, meetings=(day("2021-06-15"),))
    plan = advice_at(week)
    waiting = replace(plan.starts[1], waits_for=(GateId("approval"),))
    plan = replace(plan, starts=(HQ, waiting))
    found = judge(mission, plan).findings
    assert (not of_code(found, "PLA-08")) is allowed, reason
    assert not of_code(found, "PLA-10"), "it says what it waits for"


def test_a_start_says_honestly_that_its_cover_is_only_hoped_for() -> None:
    pending = {"state": sound().authorities[0].state.PROPOSED, "belief": 0.3}
    mission = altered(sound(), "authorities", "status", **pending)
    assert of_code(judge(mission, good_plan()).findings, "PLA-10")
    honest = tuple(replace(one, waits_for=(GateId("status"),)) for one in good_plan().starts)
    found = judge(mission, good_plan(starts=honest)).findings
    assert {one.code for one in found} == {"PLA-12"}


def test_work_that_goes_on_under_cover_hoped_for_names_it_or_is_dishonest() -> None:
    """Running work is covered until the end of May, and after that only if a proposal comes."""
    ended = altered(sound(), "authorities", "status", window=days("2020-01-01", "2021-05-30"))
    hoped = authority(
        "hoped",
        AuthorityKind.STATUS,
        window=days("2021-05-31"),
        state=AuthorityState.PROPOSED,
        belief=0.5,
    )
    mission = added(ended, "authorities", hoped)
    silent = [one for one in judge(mission, good_plan()).findings if one.about == "hq"]
    assert [one.code for one in silent] == ["PLA-10", "PLA-15"]
    named = replace(HQ, rests_on=(*HQ.rests_on, hoped.id))
    told = judge(mission, good_plan(starts=(named, good_plan().starts[1]))).findings
    assert [(one.code, one.window) for one in told] == [
        ("PLA-16", days("2021-05-31", "2021-12-26"))
    ]
    assert "0.5" in told[0].message


def test_what_rests_on_a_belief_and_what_no_law_covers_is_told_to_the_day() -> None:
    """Whoever must have law by the Monday of a week asks for it days too early, or too late."""
    ended = altered(sound(), "authorities", "status", window=days("2020-01-01", "2021-06-16"))
    found = judge(ended, good_plan()).findings
    gap = [one for one in of_code(found, "PLA-09") if one.about == "hq"]
    assert [one.window for one in gap] == [days("2021-06-17", "2021-12-26")]
    expected = authority(
        "expected",
        AuthorityKind.STATUS,
        window=days("2021-06-17", "2021-09-08"),
        state=AuthorityState.EXPECTED,
        belief=0.9,
    )
    follows = authority("follows", AuthorityKind.STATUS, window=days("2021-09-09"))
    mission = added(ended, "authorities", expected, follows)
    found = judge(mission, good_plan()).findings
    believed = [one for one in of_code(found, "PLA-11") if one.about == "hq"]
    assert [one.window for one in believed] == [days("2021-06-17", "2021-09-08")]
    assert "2021-06-17 to 2021-09-08 rests on a belief" in believed[0].message


def test_the_same_people_in_two_posts_are_found_for_the_weeks_they_overlap() -> None:
    twice = serve("a-staff", "hq", "hq-staff", 10, 4, 1)
    plan = replace(good_plan(), assignments=(*good_plan().assignments, twice))
    found = of_code(judge(sound(), plan).findings, "PLA-20")
    assert [one.window for one in found] == [week_span(10, 4)]


CAVEATS = [
    (caveat(CaveatKind.LOCATION_ALLOW, sites=("camp",)), False),
    (caveat(CaveatKind.LOCATION_ALLOW, sites=("school",)), True),
    (caveat(CaveatKind.LOCATION_DENY, sites=("camp",)), True),
    (caveat(CaveatKind.LOCATION_DENY, sites=("school",)), False),
    (caveat(CaveatKind.ACTIVITY_DENY, activities=("advice",)), True),
    (caveat(CaveatKind.ACTIVITY_DENY, activities=("hq",)), False),
    (caveat(CaveatKind.AUDIENCE_DENY, institutions=("mod",)), True),
    (caveat(CaveatKind.AUDIENCE_DENY, institutions=("other",)), False),
    (caveat(CaveatKind.OUT_OF_COUNTRY), True),
    (caveat(CaveatKind.MONEY_ONLY), True),
    (caveat(CaveatKind.MONEY_ONLY, nation="AAA"), True),
    (caveat(CaveatKind.MONEY_ONLY, nation="CCC"), False),
    (caveat(CaveatKind.TOUR_MAX, weeks=4), False),
    (caveat(CaveatKind.MONEY_ONLY, window=days("2021-05-31")), False),
    (caveat(CaveatKind.MONEY_ONLY, window=days("2021-05-30")), True),
    (caveat(CaveatKind.MONEY_ONLY, window=days(None, "2021-03-07")), False),
]


@pytest.mark.parametrize(("limit", "broken"), CAVEATS)
def test_a_caveat_is_broken_only_where_and_while_it_holds(limit: object, broken: bool) -> None:
    mission = sound(caveats=(limit,))
    assert bool(of_code(judge(mission, good_plan()).findings, "PLA-23")) is broken


def test_who_will_not_train_a_ministry_will_not_train_what_is_under_it() -> None:
    limit = caveat(CaveatKind.AUDIENCE_DENY, institutions=("government",))
    above = Institution(id=InstitutionId("government"), name="government", sources=DOC)
    apart = sound(caveats=(limit,), institutions=(above, *sound().institutions))
    assert not of_code(judge(apart, good_plan()).findings, "PLA-23")
    under = altered(apart, "institutions", "mod", part_of=InstitutionId("government"))
    assert of_code(judge(under, good_plan()).findings, "PLA-23")


LEAST = [(3, 0.5, 2), (4, 0.5, 2), (5, 0.6, 3), (1, 0.5, 1), (8, 0.0, 0), (8, 1.0, 8)]


@pytest.mark.parametrize(("people", "share", "need"), LEAST)
def test_the_least_fill_is_rounded_up_to_whole_people(people: int, share: float, need: int) -> None:
    mission = altered(sound(), "posts", "advice-adviser", people=people)
    mission = altered(mission, "activities", "advice", min_fill=share)
    for there in range(people + 1):
        some = (serve("b-adviser", "advice", "advice-adviser", 9, 12, there),) if there else ()
        found = judge(mission, good_plan(assignments=(STAFF, *some))).findings
        assert bool(of_code(found, "PLA-25")) is (there < need)


def test_binary_fractions_ask_for_nobody_more() -> None:
    assert 0.55 * 100 > 55, "as floating-point numbers have it"
    assert least(100, 0.55) == 55


def test_a_plan_for_another_dossier_is_named_as_such_and_not_judged_further() -> None:
    plan = good_plan(assignments=(replace(STAFF, pledge=PledgeId("nobody")),))
    found = judge(sound(), plan)
    assert [one.about for one in found.findings] == ["nobody"]
    assert found.objective == 0
    assert run_checks(sound(), plan), "it must not end in a traceback"


def test_nonsense_in_a_plan_is_found_and_never_raised() -> None:
    odd = good_plan(
        starts=(HQ, start("advice", -3, 80), start("advice", 60, 0)),
        assignments=(STAFF, replace(STAFF, week=-5, weeks=0, people=0)),
    )
    codes = {one.code for one in run_checks(sound(), odd)}
    assert {"PLA-02", "PLA-22"} <= codes


def test_beds_are_counted_with_those_who_are_brought() -> None:
    mission = added(
        altered(sound(), "bed_spaces", "beds", window=days(None, "2021-03-14")),
        "bed_spaces",
        replace(sound().bed_spaces[0], id="more", beds=10, window=days("2021-03-15")),  # type: ignore[arg-type]
    )
    found = of_code(judge(mission, good_plan()).findings, "PLA-31")
    assert [one.window for one in found] == [week_span(10, 11)]
    assert found[0].sources == DOC
