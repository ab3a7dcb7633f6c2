"""What is lost when a provider, a site or a nation goes: a line missed here is a camp unguarded."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.checks.departure import Departure, departure, named
from cadre.checks.loss import Leaver, Why, losses
from cadre.errors import CadreError
from cadre.mission.ids import ActivityId, NationId, PartnerActivityId, PartnerId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.partners import PartnerActivity
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range, exact
from tests.checks.building import (
    AS_OF,
    DOC,
    added,
    altered,
    day,
    days,
    good_plan,
    pledge,
    sound,
    support,
)
from tests.checks.supports import with_mode


def lent_by_ally() -> Mission:
    return replace(sound(), supports=(support("by-ally", "ally"),))


def guarded(people: int) -> Mission:
    """The ally lends all guards; a nation pledges some of its own."""
    return added(lent_by_ally(), "pledges", pledge("a-guard", "AAA", "guard", people))


def lose(
    mission: Mission, who: str, since: str = "2021-01-04", plan: Plan | None = None
) -> Departure:
    return departure(mission, plan, named(mission, who), day(since))


def test_the_first_moment_says_what_stops_and_what_must_be_brought() -> None:
    # 10 people need 0.1 x P + 2 guards, themselves guarded: P = 12 / 0.9 = 13.3, so 4 guards.
    found = lose(guarded(3), "ally")
    first = found.moments[0]
    assert (first.posts_before, first.posts_after) == (10, 0)
    assert (first.needed_before, first.needed_after) == (10, 14)
    assert [(one.activity, one.why) for one in first.stops] == [("hq", Why.SUPPORT)]
    kind = first.sites[0].kinds[0]
    assert (kind.lost, kind.left, kind.own, kind.needed) == (None, 0, 0, 4)
    assert (kind.brought, kind.short) == (4, 1)
    assert [(one.pledge, one.people) for one in kind.offers] == [("a-guard", 3)]
    assert [(one.pledge, one.people, one.rung) for one in found.offers] == [
        ("a-guard", 3, "offered")
    ]


def test_what_pledges_make_good_stops_nothing_and_keeps_every_post() -> None:
    first = lose(guarded(4), "ally").moments[0]
    assert (first.posts_after, first.stops, first.sites[0].kinds[0].short) == (10, (), 0)


def test_whole_units_are_brought_and_the_beds_they_lack_are_counted() -> None:
    mission = altered(
        altered(guarded(30), "enablers", "guarding", step=6), "bed_spaces", "beds", beds=13
    )
    first = lose(mission, "ally").moments[0]
    assert first.sites[0].kinds[0].brought == 6
    assert (first.beds_before, first.beds_after) == (13, 13)
    assert (first.beds_short_before, first.beds_short_after) == (0, 3)
    assert [one.why for one in first.stops] == [Why.BEDS]


def test_beds_that_nobody_stated_are_unknown_and_not_zero() -> None:
    first = lose(replace(guarded(4), bed_spaces=()), "ally").moments[0]
    assert (first.beds_before, first.beds_short_before, first.beds_short_after) == (None,) * 3
    assert first.stops == ()


def test_a_second_lender_with_enough_leaves_nothing_to_bring() -> None:
    mission = added(lent_by_ally(), "supports", support("by-friend", "friend", people=3))
    first = lose(mission, "ally").moments[0]
    assert (first.sites[0].kinds[0].left, first.sites[0].kinds[0].brought) == (3, 0)
    assert first.growth is not None
    assert first.growth.likely == 1
    fewer = altered(mission, "supports", "by-friend", people=2)
    assert lose(fewer, "ally").moments[0].sites[0].kinds[0].brought == 2


def test_the_growth_has_the_range_of_the_enablers() -> None:
    mission = altered(
        lent_by_ally(), "enablers", "guarding", per_person=Range(0, 0.1, 0.5), fixed=Range(0, 2, 5)
    )
    growth = lose(mission, "ally").moments[0].growth
    assert growth is not None
    # 10 / 1; 12 / 0.9 in whole guards; 15 / 0.5.
    assert (growth.low, growth.likely, growth.high) == (1.0, 1.4, 3.0)
    endless = altered(mission, "enablers", "guarding", per_person=Range(0, 0.1, 1))
    growth = lose(endless, "ally").moments[0].growth
    assert growth is not None
    assert growth.high is None, "at the high end no force is large enough"


@given(
    st.integers(1, 300),
    st.tuples(*[st.integers(0, 90)] * 3),
    st.tuples(*[st.integers(0, 60)] * 3),
    st.integers(1, 12),
)
def test_the_growth_never_shrinks_from_the_low_to_the_high_end(
    people: int, shares: tuple[int, ...], fixed: tuple[int, ...], step: int
) -> None:
    mission = altered(lent_by_ally(), "posts", "hq-staff", people=people)
    a, b = sorted(shares), sorted(fixed)
    mission = altered(
        mission,
        "enablers",
        "guarding",
        per_person=Range(a[0] / 100, a[1] / 100, a[2] / 100),
        fixed=Range(*map(float, b)),
        step=step,
    )
    growth = lose(mission, "ally").moments[0].growth
    assert growth is not None
    assert growth.high is not None
    assert 1 <= growth.low <= growth.likely <= growth.high


@pytest.mark.parametrize("plan", [None, good_plan()])
@pytest.mark.parametrize("on", ["2021-01-04", "2021-03-15", "2021-06-07"])
def test_the_first_moment_agrees_with_what_the_brief_and_the_checks_say(
    plan: Plan | None, on: str
) -> None:
    for mission in (guarded(4), guarded(0), sound()):
        told = losses(mission, plan, PartnerId("ally"), day(on))
        first = lose(mission, "ally", on, plan).moments[0]
        assert first.window.start == day(on)
        assert (first.needed_before, first.needed_after) == (told.before, told.after)
        assert tuple(one.activity for one in first.stops) == told.stops


def test_moments_go_on_to_the_end_of_the_horizon_and_join_where_nothing_changes() -> None:
    mission = guarded(4)
    mission = altered(mission, "pledges", "a-guard", window=days("2021-03-01", "2021-08-31"))
    moments = lose(mission, "ally").moments
    assert [one.window.first for one in moments] == [AS_OF, day("2021-03-01"), day("2021-09-01")]
    assert [len(one.stops) for one in moments] == [1, 0, 1]
    assert moments[-1].window.end == mission.horizon.window.end
    for one, two in pairwise(moments):
        assert one.window.end == two.window.start, "no day is left out"


def test_support_that_begins_later_is_lost_from_that_day_on() -> None:
    mission = altered(lent_by_ally(), "supports", "by-ally", window=days("2021-06-01"))
    mission = added(
        mission, "supports", support("first", "friend", window=days(None, "2021-05-31"))
    )
    moments = lose(mission, "ally").moments
    assert [(one.window.first, len(one.stops)) for one in moments] == [
        (AS_OF, 0),
        (day("2021-06-01"), 1),
    ]


def test_a_day_gone_by_is_looked_at_with_the_work_of_that_day() -> None:
    late = replace(sound().activities[0], id=ActivityId("late"), began=day("2020-07-01"))
    mode = replace(sound().modes[0], id="late-camp", activity=ActivityId("late"))  # type: ignore[arg-type]
    mission = added(added(lent_by_ally(), "activities", late), "modes", mode)
    mission = added(
        mission,
        "posts",
        replace(mission.posts[0], id="late-staff", activity=ActivityId("late")),  # type: ignore[arg-type]
    )
    moments = lose(mission, "ally", "2020-03-01").moments
    assert [(one.window.first, one.posts_before) for one in moments] == [
        (day("2020-03-01"), 10),
        (day("2020-07-01"), 20),
    ]
    assert lose(mission, "ally", "1990-01-01").moments[0].window.first == day("2020-01-06")


def test_a_plan_is_looked_at_from_its_first_day() -> None:
    found = lose(lent_by_ally(), "ally", "2020-03-01", good_plan())
    assert found.since == day("2020-03-01")
    assert found.moments[0].window.first == AS_OF
    assert [one.needed_after for one in found.moments] == [14, 23, 14]


def test_a_day_after_the_horizon_is_refused_with_the_last_day_allowed() -> None:
    with pytest.raises(CadreError, match="2021-12-26"):
        lose(sound(), "ally", "2022-01-01")


def test_who_is_unknown_is_refused_with_all_that_may_go() -> None:
    with pytest.raises(
        CadreError, match=r"ally, friend.*camp, school.*AAA, BBB.*Did you mean 'ally'"
    ):
        named(sound(), "alley")
    with pytest.raises(CadreError, match="is no site; allowed: sites camp, school"):
        named(sound(), "ally", Leaver.SITE)


def test_an_id_of_two_things_asks_which_is_meant() -> None:
    camp = replace(sound().partners[0], id=PartnerId("camp"))
    mission = added(sound(), "partners", camp)
    with pytest.raises(CadreError, match=r"provider and a site.*--what"):
        named(mission, "camp")
    assert named(mission, "camp", Leaver.SITE).what is Leaver.SITE


def test_work_to_come_leans_on_a_provider_that_alone_lends_at_its_sites() -> None:
    assert lose(lent_by_ally(), "ally").leaning == ("advice",)
    assert lose(sound(), "ally").leaning == (), "the friend lends as well"
    elsewhere = with_mode(lent_by_ally(), "advice")
    assert lose(elsewhere, "ally").leaning == (), "the school doesn't hang on the ally"


def test_what_a_partner_does_itself_ends_with_it() -> None:
    theirs = PartnerActivity(
        id=PartnerActivityId("theirs"), partner=PartnerId("ally"), name="theirs", sources=DOC
    )
    assert lose(added(sound(), "partner_activities", theirs), "ally").own_work == ("theirs",)


def test_a_nation_that_goes_leaves_posts_empty_by_skill() -> None:
    mission = altered(sound(), "pledges", "a-staff", people=6)
    mission = added(mission, "pledges", pledge("b-staff", "BBB", "staff", 4))
    found = lose(mission, "BBB")
    first = found.moments[0]
    unfilled = first.sites[0].unfilled
    assert [(one.skill, one.asked, one.before, one.after) for one in unfilled] == [
        ("staff", 10, 10, 6)
    ]
    assert (first.posts_before, first.posts_after, first.stops) == (10, 6, ())
    assert first.growth is None, "no support is lost"
    more = lose(mission, "AAA").moments[0]
    assert [(one.activity, one.why) for one in more.stops] == [("hq", Why.PEOPLE)]
    assert lose(mission, "AAA").leads == ("a-lead",)


def test_others_pledges_fill_the_posts_of_a_nation_that_goes() -> None:
    mission = added(sound(), "pledges", pledge("b-staff", "BBB", "staff", 7))
    first = lose(mission, "AAA").moments[0]
    assert [(one.before, one.after) for one in first.sites[0].unfilled] == [(10, 7)]
    capped = altered(mission, "caveats", "limit", people=6)
    assert lose(capped, "AAA").moments[0].sites[0].unfilled[0].after == 6


def test_in_a_plan_those_not_assigned_step_in_for_a_nation_that_goes() -> None:
    mission = added(sound(), "pledges", pledge("b-staff", "BBB", "staff", 8))
    mission = altered(mission, "caveats", "limit", people=30)
    first = lose(mission, "AAA", "2021-01-04", good_plan()).moments[0]
    assert [(one.before, one.after) for one in first.sites[0].unfilled] == [(10, 8)]
    nobody = lose(sound(), "AAA", "2021-01-04", good_plan()).moments[0]
    assert [one.activity for one in nobody.stops] == ["hq"]


def test_a_nation_that_pledges_support_takes_along_what_had_to_be_brought() -> None:
    mission = replace(guarded(4), supports=())
    first = lose(mission, "AAA").moments[0]
    assert [one.why for one in first.stops] == [Why.PEOPLE]
    guards = pledge("b-guard", "BBB", "guard", 4)
    mission = replace(added(lent_by_ally(), "pledges", guards), supports=())
    assert [one.why for one in lose(mission, "BBB").moments[0].stops] == [Why.SUPPORT]


def test_a_site_that_closes_displaces_people_and_beds() -> None:
    found = lose(sound(), "camp", "2021-06-01")
    first = found.moments[0]
    assert (first.posts_before, first.posts_after) == (10, 0)
    assert (first.beds_before, first.beds_after, first.needed_after) == (50, 0, 0)
    assert [(one.activity, one.why) for one in first.stops] == [("hq", Why.SITE)]
    assert found.leaning == ("advice",)
    assert found.refuges == (), "no other way to run it is stated, and no site has beds"


def test_displaced_work_can_go_where_beds_and_support_are() -> None:
    mission = with_mode(sound(), "hq")
    refuge = lose(mission, "camp", "2021-06-01").refuges[0]
    assert (refuge.site, refuge.mode, refuge.beds) == ("school", "hq-school", None)
    assert refuge.lacks == ("guarding (4 short)",)
    lent = added(mission, "supports", support("there", "ally", site=SiteId("school")))
    assert lose(lent, "camp", "2021-06-01").refuges[0].fits
    beds = replace(lent.bed_spaces[0], id="bunks", site=SiteId("school"), beds=9)  # type: ignore[arg-type]
    tight = added(lent, "bed_spaces", beds)
    assert lose(tight, "camp", "2021-06-01").refuges[0].lacks == ("1 bed",)
    shut = altered(lent, "sites", "school", window=days(None, "2021-05-31"))
    assert lose(shut, "camp", "2021-06-01").refuges[0].lacks == ("it is closed",)
    lawless = altered(lent, "authorities", "consent", sites=(SiteId("camp"),))
    assert lose(lawless, "camp", "2021-06-01").refuges[0].lacks == ("no consent",)


def test_a_site_without_a_stated_way_is_named_only_if_all_is_there() -> None:
    beds = replace(sound().bed_spaces[0], id="bunks", site=SiteId("school"), beds=30)  # type: ignore[arg-type]
    mission = added(sound(), "bed_spaces", beds)
    assert lose(mission, "camp", "2021-06-01").refuges == ()
    lent = added(mission, "supports", support("there", "ally", site=SiteId("school")))
    found = lose(lent, "camp", "2021-06-01").refuges
    assert [(one.site, one.mode, one.fits) for one in found] == [("school", None, True)]


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 60))
def test_no_more_people_sit_after_a_loss_than_before(staff: int, more: int, asked: int) -> None:
    mission = altered(sound(), "posts", "hq-staff", people=asked)
    mission = altered(mission, "pledges", "a-staff", people=staff)
    mission = added(mission, "pledges", pledge("b-staff", "BBB", "staff", more or 1))
    for nation in ("AAA", "BBB"):
        first = lose(mission, nation).moments[0]
        lost = sum(one.before - one.after for site in first.sites for one in site.unfilled)
        assert 0 <= first.posts_after <= first.posts_before
        left = (more or 1) if nation == "AAA" else staff
        before = min(asked, staff + min(more or 1, 20))
        after = min(asked, left if nation == "BBB" else min(left, 20))
        assert lost == before - after, "counted once, whoever steps in"


def test_a_loss_without_work_is_no_error() -> None:
    mission = altered(sound(), "activities", "hq", began=None)
    first = lose(mission, "ally").moments[0]
    assert (first.posts_before, first.needed_before, first.growth) == (0, 0, None)
    assert isclose(first.needed_after or 0, 0)


def test_a_full_house_stays_full_when_a_bystander_goes() -> None:
    mission = added(sound(), "nations", replace(sound().nations[0], id=NationId("CCC")))
    first = lose(mission, "CCC").moments[0]
    assert (first.posts_before, first.posts_after, first.sites) == (10, 10, ())


def test_a_need_of_a_person_for_each_is_never_met() -> None:
    mission = altered(guarded(50), "enablers", "guarding", per_person=exact(1))
    first = lose(mission, "ally", date(2021, 2, 1).isoformat()).moments[0]
    assert (first.needed_after, first.beds_short_after, first.growth) == (None, None, None)
    assert (first.sites[0].kinds[0].brought, first.sites[0].kinds[0].short) == (None, None)
