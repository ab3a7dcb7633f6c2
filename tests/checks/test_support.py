"""Who stands behind whom: what a provider's loss asks for, and what it stops."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.checks.catalogue import run_checks
from cadre.checks.loss import losses
from cadre.mission.enablers import EnablerKind
from cadre.mission.forces import CaveatKind
from cadre.mission.ids import EnablerId, PartnerId, PledgeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment
from cadre.mission.quantities import exact
from tests.checks.building import (
    AS_OF,
    added,
    altered,
    caveat,
    day,
    days,
    good_plan,
    of_code,
    pledge,
    post,
    sound,
    support,
)
from tests.checks.forces import contingent, transfer
from tests.checks.supports import closing, fewer_beds, leaver, unhealed, with_mode

GUARDING, CAMP, ALLY = EnablerId("guarding"), SiteId("camp"), PartnerId("ally")


def lent_by_ally() -> Mission:
    return replace(sound(), supports=(support("by-ally", "ally"),))


def test_a_loss_asks_for_the_fixed_point_and_stops_what_nobody_pledges() -> None:
    # 10 people need 0.1 x P + 2 guards, themselves guarded: P = 12 / 0.9 = 13.3, so 4 guards,
    # for 0.1 x 14 + 2 = 3.4.
    loss = losses(lent_by_ally(), None, ALLY, AS_OF)
    assert (loss.before, loss.after) == (10, 14)
    assert loss.brought == {GUARDING: 4}
    assert loss.enablers == {CAMP: (GUARDING,)}
    assert loss.stops == ("hq",)


def test_a_loss_that_pledges_make_good_stops_nothing() -> None:
    mission = added(lent_by_ally(), "pledges", pledge("a-guard", "AAA", "guard", 4))
    assert losses(mission, None, ALLY, AS_OF).stops == ()
    fewer = altered(mission, "pledges", "a-guard", people=3)
    assert losses(fewer, None, ALLY, AS_OF).stops == ("hq",)
    barred = replace(mission, caveats=(caveat(CaveatKind.OUT_OF_COUNTRY, "AAA"),))
    assert losses(barred, None, ALLY, AS_OF).stops == ("hq",)


def test_those_who_would_be_brought_need_beds() -> None:
    mission = added(lent_by_ally(), "pledges", pledge("a-guard", "AAA", "guard", 4))
    assert losses(altered(mission, "bed_spaces", "beds", beds=14), None, ALLY, AS_OF).stops == ()
    tight = altered(mission, "bed_spaces", "beds", beds=13)
    assert losses(tight, None, ALLY, AS_OF).stops == ("hq",)


def test_another_provider_or_a_day_on_which_it_lends_nothing_means_no_loss() -> None:
    both = losses(sound(), None, ALLY, AS_OF)
    assert (both.before, both.after, both.stops) == (10, 10, ())
    mission = altered(lent_by_ally(), "supports", "by-ally", window=days("2021-06-01"))
    assert losses(mission, None, ALLY, AS_OF).enablers == {}


def test_of_two_works_the_one_of_higher_rank_stops_first() -> None:
    """In week 10 of the plan both run, 18 people; guards for the first alone are pledged."""
    mission = added(lent_by_ally(), "pledges", pledge("a-guard", "AAA", "guard", 4))
    loss = losses(mission, good_plan(), ALLY, day("2021-03-15"))
    # 18 people: P = 20 / 0.9 = 22.2, so 5 guards; 4 are enough for 10 people.
    assert (loss.before, loss.after) == (18, 23)
    assert loss.stops == ("advice",)


def test_guards_in_posts_are_present_and_are_supply() -> None:
    mission = added(lent_by_ally(), "posts", post("hq-guard", "hq", "guard", 3))
    loss = losses(mission, None, ALLY, AS_OF)
    # 13 present need 3.3: one more guard.
    assert (loss.before, loss.after) == (13, 14)
    assert loss.brought == {GUARDING: 1}


def test_a_need_of_one_for_each_person_is_never_met() -> None:
    mission = altered(lent_by_ally(), "enablers", "guarding", per_person=exact(1.0))
    loss = losses(mission, None, ALLY, AS_OF)
    assert loss.after is None
    assert loss.stops == ("hq",)
    nobody = replace(mission, supports=())
    assert "no force is large enough" in of_code(run_checks(nobody), "ENA-01")[0].message


@given(st.integers(1, 400), st.integers(0, 300), st.integers(0, 100))
def test_more_people_never_need_less_and_more_lent_never_asks_for_more(
    people: int, lent: int, more: int
) -> None:
    def after(heads: int, guards: int) -> int:
        mission = altered(sound(), "posts", "hq-staff", people=heads)
        supports = (support("by-ally", "ally"), support("by-friend", "friend", people=guards))
        found = losses(replace(mission, supports=supports), None, ALLY, AS_OF).after
        assert found is not None
        return found

    assert after(people + more, lent) >= after(people, lent)
    assert after(people, lent + more) <= after(people, lent)


def test_a_lone_provider_is_named_once_a_site_with_what_its_loss_means() -> None:
    found = of_code(run_checks(lent_by_ally()), "ENA-04")
    assert [one.about for one in found] == ["camp"]
    assert "14 people are needed there instead of 10" in found[0].message
    assert "headquarters" in found[0].message
    pledged = added(lent_by_ally(), "pledges", pledge("a-guard", "AAA", "guard", 4))
    assert not of_code(run_checks(pledged), "ENA-04"), "pledges make it good"


def test_support_that_another_row_of_the_provider_prolongs_does_not_end() -> None:
    mission = altered(sound(), "supports", "by-ally", window=days(None, "2021-05-31"))
    assert of_code(run_checks(mission), "ENA-05")[0].window == days("2021-06-01")
    longer = added(mission, "supports", support("again", "ally", window=days("2021-06-01")))
    assert not of_code(run_checks(longer), "ENA-05")


def test_support_whose_people_have_all_changed_over_is_no_second_provider() -> None:
    """A lender who is gone by then would be told to stand beside the one on whom all hangs."""
    lent = support("by-ally", "ally", people=4)
    mission = replace(
        altered(sound(), "supports", "by-friend", window=days("2021-02-01")),
        contingents=(contingent(people=4, support=lent.id),),
        transfers=(transfer(people=4, day=day("2021-02-01")),),
    )
    mission = altered(mission, "supports", "by-ally", people=4)
    assert of_code(run_checks(mission), "ENA-05")[0].window == days("2021-02-01")
    later = replace(mission, profile=replace(mission.profile, as_of=day("2021-02-01")))
    told = of_code(run_checks(later), "ENA-04")
    assert ["friend alone" in one.message for one in told] == [True]


def test_running_work_short_of_support_is_found_for_the_days_it_is_short() -> None:
    mission = replace(
        sound(), supports=(support("by-ally", "ally", window=days(None, "2021-05-31")),)
    )
    found = of_code(run_checks(mission), "ENA-01")
    assert [one.window for one in found] == [days("2021-06-01", "2021-12-26")]
    assert "4 people" in found[0].message
    pledged = added(mission, "pledges", pledge("a-guard", "AAA", "guard", 4))
    told = run_checks(pledged)
    assert not of_code(told, "ENA-01")
    assert [one.window for one in of_code(told, "ENA-02")] == [days("2021-06-01", "2021-12-26")]


def test_a_plan_that_brings_the_guards_it_needs_is_lawful_and_one_guard_fewer_is_not() -> None:
    mission = replace(sound(), supports=())
    mission = added(mission, "pledges", pledge("a-guard", "AAA", "guard", 5))
    guards = Assignment(
        pledge=PledgeId("a-guard"), enabler=GUARDING, site=CAMP, people=5, week=0, weeks=51
    )
    whole = replace(good_plan(), assignments=(*good_plan().assignments, guards))
    assert not of_code(run_checks(mission, whole), "PLA-30")
    fewer = replace(good_plan(), assignments=(*good_plan().assignments, replace(guards, people=4)))
    found = of_code(run_checks(mission, fewer), "PLA-30")
    # With 18 at work and 4 guards, 4.2 are needed; without the 12 weeks of advice, 3.4.
    assert [one.window for one in found] == [days("2021-03-08", "2021-05-30")]


def test_guards_who_change_over_guard_a_plan_no_longer() -> None:
    """A plan moved by hand would be called sound in weeks in which its guards have left."""
    lent = support("by-ally", "ally", people=4)
    mission = replace(
        sound(),
        supports=(lent,),
        contingents=(contingent(people=4, support=lent.id),),
        transfers=(transfer(people=2, day=day("2021-02-03")),),
    )
    stays = replace(mission, transfers=())
    assert not of_code(run_checks(stays, good_plan()), "PLA-30")
    found = of_code(run_checks(mission, good_plan()), "PLA-30")
    assert [one.window for one in found] == [days("2021-02-01", "2021-12-26")]


def test_shares_that_add_up_to_one_are_found_before_anybody_leaves() -> None:
    mission = altered(sound(), "enablers", "guarding", per_person=exact(0.6))
    assert not of_code(run_checks(mission), "ENA-07")
    medics = replace(
        mission.enablers[0], id=EnablerId("medics"), name="medics", per_person=exact(0.4)
    )
    mission = added(mission, "enablers", medics)
    assert not of_code(run_checks(mission), "ENA-07"), "no work needs both"
    mission = altered(mission, "activities", "hq", enablers=(GUARDING, medics.id))
    assert [one.about for one in of_code(run_checks(mission), "ENA-07")] == ["guarding"]


def test_support_beyond_a_stay_counts_only_for_providers_counted_on_to_go() -> None:
    assert of_code(run_checks(leaver(0.8)), "ENA-08")
    assert not of_code(run_checks(leaver(0.7)), "ENA-08")
    ended = altered(leaver(0.9), "supports", "by-ally", window=days(None, "2021-05-31"))
    assert not of_code(run_checks(ended), "ENA-08")


def test_a_caveat_on_evacuation_needs_an_enabler_that_is_medical() -> None:
    healed = altered(unhealed(), "enablers", "guarding", kind=EnablerKind.MEDICAL)
    assert not of_code(run_checks(healed), "ENA-09")
    past = altered(unhealed(), "caveats", "limit", window=days(None, "2020-12-31"))
    assert not of_code(run_checks(past), "ENA-09")


CLOSINGS = [
    ("2020-12-31", [], ["SIT-03"], "closed already"),
    ("2021-01-04", ["2021-01-05"], [], "closes tomorrow"),
    ("2021-05-31", ["2021-06-01"], [], "closes within the horizon"),
    ("2021-12-26", [], [], "closes after the horizon"),
]


@pytest.mark.parametrize(("last", "closes", "closed", "reason"), CLOSINGS)
def test_a_site_that_closes_is_told_once_by_the_rule_that_fits(
    last: str, closes: list[str], closed: list[str], reason: str
) -> None:
    found = run_checks(closing(last))
    assert [one.window for one in of_code(found, "SIT-06")] == [days(one) for one in closes], reason
    assert [one.code for one in of_code(found, "SIT-03")] == closed, reason


def test_where_displaced_work_could_go_is_told_with_what_is_missing_there() -> None:
    mission = with_mode(closing(), "hq")
    message = of_code(run_checks(mission), "SIT-06")[0].message
    assert "10 people and 50 beds" in message
    assert "can't go elsewhere: School lacks guarding (4 short)." in message
    lent = added(mission, "supports", support("there", "ally", site=SiteId("school")))
    assert "could go to School." in of_code(run_checks(lent), "SIT-06")[0].message
    unknown = replace(closing(), bed_spaces=())
    assert "there: 10 people lose" in of_code(run_checks(unknown), "SIT-06")[0].message


def test_beds_that_go_are_told_where_they_still_hold_today_s_work_but_not_tomorrow_s() -> None:
    assert of_code(run_checks(fewer_beds(17)), "SIT-07")
    assert not of_code(run_checks(fewer_beds(18)), "SIT-07"), "10 and 8 people have beds"
    crowded = run_checks(fewer_beds(9))
    assert not of_code(crowded, "SIT-07")
    assert of_code(crowded, "SIT-01"), "the work that runs has none"
    elsewhere = with_mode(fewer_beds(17), "advice")
    assert not of_code(run_checks(elsewhere), "SIT-07"), "it may be held at the school"
