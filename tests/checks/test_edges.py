"""Rules at their very edge: one day or person more breaks them, and just enough doesn't."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.checks.catalogue import run_checks
from cadre.checks.loss import Why, losses
from cadre.checks.plan import judge
from cadre.checks.seats import still_seated
from cadre.checks.serving import covers, leaving
from cadre.checks.work import present, span
from cadre.mission.enablers import Enabler, EnablerKind
from cadre.mission.forces import CaveatKind, Priority
from cadre.mission.ids import (
    BedSpaceId,
    EnablerId,
    GateId,
    NegotiationId,
    PartnerId,
    SiteId,
    SkillId,
)
from cadre.mission.plans import Plan
from cadre.mission.quantities import exact
from cadre.mission.talks import lasting
from tests.checks.building import (
    AS_OF,
    DOC,
    added,
    altered,
    caveat,
    day,
    days,
    good_plan,
    of_code,
    pledge,
    post,
    serve,
    sound,
    start,
    support,
    week_span,
)
from tests.checks.forces import second_lead, three_nations
from tests.checks.shares import stocked
from tests.checks.supports import with_mode

HQ = start("hq", 0, 51)
STAFFING = SkillId("staff")
STAFF = serve("a-staff", "hq", "hq-staff", 0, 51, 10)


def advice_at(week: int, weeks: int = 12) -> Plan:
    return good_plan(
        starts=(HQ, start("advice", week, weeks)),
        assignments=(STAFF, serve("b-adviser", "advice", "advice-adviser", week, weeks, 8)),
    )


@pytest.mark.parametrize(("opens", "allowed"), [("2021-06-14", True), ("2021-06-15", False)])
def test_work_may_start_on_the_very_day_on_which_notice_is_over(opens: str, allowed: bool) -> None:
    """Two weeks after 14 June are over on 28 June, with which week 25 begins."""
    mission = altered(sound(), "decisions", "approval", taken=None, meetings=(day(opens),))
    plan = advice_at(25)
    plan = replace(plan, starts=(HQ, replace(plan.starts[1], waits_for=(GateId("approval"),))))
    assert (not of_code(judge(mission, plan).findings, "PLA-08")) is allowed


@pytest.mark.parametrize(("began", "allowed"), [("2020-12-07", True), ("2020-12-08", False)])
def test_work_may_start_on_the_very_day_on_which_its_lag_is_over(began: str, allowed: bool) -> None:
    """Thirteen weeks after 7 December are over on 8 March, with which week 9 begins."""
    mission = altered(sound(), "activities", "hq", began=day(began))
    mission = altered(mission, "activities", "advice", after=("hq",), lag_weeks=13)
    assert (not of_code(judge(mission, advice_at(9)).findings, "PLA-07")) is allowed


@pytest.mark.parametrize(("last", "told"), [("2021-01-10", True), ("2021-01-09", False)])
def test_running_work_that_lasts_a_whole_week_yet_is_not_dropped_without_a_word(
    last: str, told: bool
) -> None:
    mission = altered(sound(), "activities", "hq", window=days("2020-01-01", last))
    plan = good_plan(starts=(), assignments=())
    dropped = of_code(judge(mission, plan).findings, "PLA-05")
    assert ("hq" in {one.about for one in dropped}) is told


SERVED = [(9, 12, False), (9, 13, True), (8, 13, True)]


@pytest.mark.parametrize(("first", "weeks", "wrong"), SERVED)
def test_nobody_is_in_a_post_a_week_before_or_after_its_work(
    first: int, weeks: int, wrong: bool
) -> None:
    people = serve("b-adviser", "advice", "advice-adviser", first, weeks, 8)
    plan = replace(good_plan(), assignments=(STAFF, people))
    assert bool(of_code(judge(sound(), plan).findings, "PLA-22")) is wrong


def test_a_nations_highest_number_binds_in_its_own_weeks_alone() -> None:
    limit = caveat(CaveatKind.HEADCOUNT_CAP, people=5, window=days("2021-04-05", "2021-04-18"))
    found = of_code(judge(sound(caveats=(limit,)), good_plan()).findings, "PLA-24")
    assert [one.window for one in found] == [week_span(13, 2)]


@pytest.mark.parametrize(("left", "enough"), [(4, True), (3, False)])
def test_the_last_of_a_stock_may_be_drawn(left: int, enough: bool) -> None:
    assert (not of_code(judge(stocked(left), good_plan()).findings, "PLA-44")) is enough


def test_who_serves_by_the_plan_already_counts_for_the_highest_number_of_a_nation() -> None:
    """Of ten posts four are filled by assignment; where the nation sends five, one may join."""
    mission = added(sound(), "pledges", pledge("more", "AAA", "staff", 10))
    plan = good_plan(starts=(HQ,), assignments=(replace(STAFF, people=4),))
    for most, filled in ((5, 5), (30, 10)):
        limit = caveat(CaveatKind.HEADCOUNT_CAP, "AAA", people=most)
        capped = replace(mission, caveats=(limit,))
        work = [replace(one, heads={STAFFING: 10}) for one in present(capped, plan, AS_OF)]
        assert still_seated(capped, plan, work, AS_OF) == {("hq", STAFFING): filled}


@pytest.mark.parametrize(("room", "found"), [(19, True), (20, False)])
def test_beds_of_one_site_house_nobody_at_another(room: int, found: bool) -> None:
    """Eight advisers lack a bed at the camp, and twenty at the school, though that has more."""
    mission = with_mode(altered(sound(), "bed_spaces", "beds", beds=7), "advice")
    more = post("school-adviser", "advice", "adviser", 12, site=SiteId("school"))
    beds = replace(mission.bed_spaces[0], id=BedSpaceId("b"), site=SiteId("school"), beds=room)
    mission = added(added(mission, "posts", more), "bed_spaces", beds)
    told = of_code(run_checks(mission), "SIT-02")
    assert [one.about for one in told] == ["advice"] * found
    assert not found or "8 beds at Camp, which has 7 and 20 beds at School" in told[0].message


def test_who_serves_after_his_pledge_has_ended_takes_no_room_from_others() -> None:
    mission = altered(sound(), "pledges", "a-staff", window=days(None, "2021-01-03"))
    mission = added(mission, "pledges", pledge("more", "AAA", "staff", 10))
    capped = replace(mission, caveats=(caveat(CaveatKind.HEADCOUNT_CAP, "AAA", people=10),))
    plan = good_plan(starts=(HQ,), assignments=(STAFF,))
    work = present(capped, plan, AS_OF)
    assert still_seated(capped, plan, work, AS_OF) == {("hq", STAFFING): 10}


@pytest.mark.parametrize(("loads", "fits"), [((1, 1), True), ((1, 2), False)])
def test_agreed_talks_may_take_all_that_the_host_can_carry(
    loads: tuple[int, int], fits: bool
) -> None:
    [talks] = sound().negotiations
    rows = [
        replace(talks, id=NegotiationId(str(n)), load=load, agreed=True)
        for n, load in enumerate(loads)
    ]
    assert (not of_code(run_checks(sound(negotiations=tuple(rows))), "NEG-02")) is fits


def test_talks_of_no_length_take_the_day_on_which_they_are_held() -> None:
    [talks] = sound().negotiations
    assert lasting(replace(talks, weeks=exact(0)), AS_OF).days == 1


@pytest.mark.parametrize(("last", "told"), [("2021-01-04", True), ("2021-01-03", False)])
def test_a_site_that_closes_today_may_still_fall_into_a_change_of_command(
    last: str, told: bool
) -> None:
    mission = altered(
        second_lead("2021-01-01", "2020-12-31"), "sites", "camp", window=days(None, last)
    )
    found = of_code(run_checks(mission), "FOR-12")
    assert ("Camp closes" in " ".join(one.message for one in found)) is told


def test_critical_posts_of_a_skill_are_shared_by_those_who_are_pledged_for_it() -> None:
    """Of eleven critical posts for advisers one has somebody: BBB doesn't carry the other ten."""
    mission = three_nations(critical=9)
    mission = altered(mission, "pledges", "b-adviser", people=1)
    advisers = post("hq-adviser", "hq", "adviser", 11, priority=Priority.CRITICAL)
    found = of_code(run_checks(added(mission, "posts", advisers)), "FOR-27")
    assert [(one.about, "82%" in one.message) for one in found] == [("AAA", True)]


def test_work_that_helps_a_need_by_nothing_serves_nobody() -> None:
    """Else a need that nobody serves would be told as one with somebody at work on it."""
    idle = tuple(replace(one, strength=0.0) for one in sound().effects)
    march = day("2021-03-10")
    assert any(one.waiting for one in covers(sound(), march))
    assert not any(one.parts or one.waiting for one in covers(sound(effects=idle), march))


@pytest.mark.parametrize(("belief", "goes"), [(0.5, True), (0.49, False)])
def test_a_partner_as_likely_gone_as_not_is_taken_to_leave(belief: float, goes: bool) -> None:
    partner = replace(sound().partners[0], leave_belief=belief)
    assert (leaving(partner) == day("2022-06-01")) is goes


@pytest.mark.parametrize(
    ("begins", "since"), [("2021-02-01", "2021-03-01"), ("2021-04-05", "2021-04-05")]
)
def test_work_that_is_to_begin_is_wanted_from_then_or_from_when_it_may(
    begins: str, since: str
) -> None:
    mission = altered(sound(), "activities", "advice", began=day(begins), window=days("2021-03-01"))
    [advice] = [one for one in mission.activities if one.id == "advice"]
    wanted = span(mission, advice)
    assert wanted is not None
    assert wanted.start == day(since)


def test_fresh_people_who_come_as_a_tour_ends_have_a_tour_of_their_own() -> None:
    mission = sound(caveats=(caveat(CaveatKind.TOUR_MAX, weeks=6),))
    mission = altered(mission, "pledges", "b-adviser", window=days("2021-03-08"))
    first, then = (serve("b-adviser", "advice", "advice-adviser", week, 6, 8) for week in (9, 15))
    relieved = replace(good_plan(), assignments=(STAFF, first, then))
    assert not of_code(judge(mission, relieved).findings, "PLA-27")
    assert of_code(judge(mission, good_plan()).findings, "PLA-27")


def test_a_share_of_people_that_comes_out_even_asks_for_nobody_more() -> None:
    """0.28 x 25 is a hair more than 7 in binary fractions, and 7 guards are enough."""
    mission = altered(sound(), "enablers", "guarding", per_person=exact(0.28), fixed=exact(0))
    mission = altered(mission, "posts", "hq-staff", people=18)
    mission = replace(mission, supports=(support("by-ally", "ally"),))
    loss = losses(mission, None, PartnerId("ally"), AS_OF)
    assert loss.brought == {"guarding": 7}
    assert [kind.needed for site in loss.sites for kind in site.kinds] == [7]


def test_people_go_with_the_partner_without_whose_evacuation_they_do_not_stay() -> None:
    """A loss told without them would leave a headquarters at work in which nobody is left."""
    medics = Enabler(id=EnablerId("medics"), name="medics", kind=EnablerKind.MEDICAL, sources=DOC)
    mission = added(sound(), "enablers", medics)
    mission = added(mission, "supports", replace(support("doctors", "ally"), enabler=medics.id))
    assert losses(mission, None, PartnerId("ally"), AS_OF).stops == ()
    tied = caveat(CaveatKind.EVACUATION, "AAA", partners=(PartnerId("ally"),))
    loss = losses(replace(mission, caveats=(tied,)), None, PartnerId("ally"), AS_OF)
    assert [(one.activity, one.why) for site in loss.sites for one in site.stopping] == [
        ("hq", Why.PEOPLE)
    ]
