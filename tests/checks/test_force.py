"""Pledges, transfers, tours, rungs and leads: what is found, what isn't, and to the day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cadre.checks.catalogue import run_checks
from cadre.checks.limits import COLUMNS, MAY_HAVE, NEEDS
from cadre.mission.enablers import EnablerKind
from cadre.mission.findings import Finding
from cadre.mission.forces import Caveat, CaveatKind, Nation, Priority, Rung
from cadre.mission.ids import NationId, PartnerId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.rows import Citation
from cadre.mission.sites import Travel
from cadre.mission.weeks import Window
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
    sound,
    support,
)
from tests.checks.forces import (
    by_road,
    changing,
    contingent,
    empty_since,
    limited,
    lone_guards,
    medical,
    second_lead,
    targeted,
    three_nations,
    transfer,
    twice,
)


def found(mission: Mission, code: str) -> list[Finding]:
    return of_code(run_checks(mission), code)


# Caveats ------------------------------------------------------------------------------------

BARS: list[tuple[Callable[[], Mission], bool, str]] = [
    (lambda: by_road(Travel.ROAD), True, "the camp is reached by road alone"),
    (lambda: by_road(Travel.ROAD, ways=(*Travel,)), False, "there are other ways"),
    (lambda: medical(provider="ally"), False, "its evacuation is there"),
    (
        lambda: replace(medical(provider="ally"), supports=(support("by-friend", "friend"),)),
        True,
        "another partner evacuates",
    ),
    (lambda: limited(CaveatKind.PARTNER_DENY, partners=(PartnerId("ally"),)), False, "not alone"),
    (
        lambda: replace(
            limited(CaveatKind.PARTNER_DENY, partners=(PartnerId("ally"),)),
            supports=(support("by-ally", "ally"),),
        ),
        True,
        "the ally alone guards the camp",
    ),
    (lambda: limited(CaveatKind.APPROVAL, days=400), True, "a year and more for each new task"),
]


@pytest.mark.parametrize(("make", "bars", "reason"), BARS)
def test_newer_caveats_bar_pledges_and_break_plans(
    make: Callable[[], Mission], bars: bool, reason: str
) -> None:
    mission = make()
    assert [one.about for one in found(mission, "FOR-05")] == ["b-adviser"] * bars, reason
    broken = of_code(run_checks(mission, good_plan()), "PLA-23")
    assert bool(broken) == bars, reason


def test_a_capital_that_approves_in_time_only_keeps_the_first_weeks_free() -> None:
    late = limited(CaveatKind.APPROVAL, days=65)
    (told,) = found(late, "FOR-06")
    assert told.window == days("2021-03-01", "2021-03-09"), "work is wanted from March on"
    broken = of_code(run_checks(late, good_plan()), "PLA-23")
    assert [one.window for one in broken] == [days("2021-03-08", "2021-03-14")]
    assert not of_code(run_checks(limited(CaveatKind.APPROVAL, days=63), good_plan()), "PLA-23"), (
        "approved on the day of the start"
    )


def test_people_leave_a_plan_in_the_week_in_which_their_evacuation_does() -> None:
    mission = altered(
        medical(provider="ally"), "supports", "by-ally", window=days(None, "2021-04-07")
    )
    broken = of_code(run_checks(mission, good_plan()), "PLA-23")
    assert [one.window for one in broken] == [days("2021-04-05", "2021-05-30")]
    assert "no medical support is lent by ally" in broken[0].message


@pytest.mark.parametrize("kind", list(CaveatKind))
def test_a_caveat_without_the_column_of_its_kind_is_found(kind: CaveatKind) -> None:
    told = found(limited(kind), "FOR-13")
    assert bool(told) == (kind in NEEDS), "a caveat would be free text alone"


@pytest.mark.parametrize("kind", list(CaveatKind))
@pytest.mark.parametrize("column", COLUMNS)
def test_a_caveat_with_a_column_that_isnt_checked_is_found(kind: CaveatKind, column: str) -> None:
    given: dict[str, Any] = {
        "sites": (SiteId("camp"),),
        "activities": ("hq",),
        "institutions": ("mod",),
        "partners": (PartnerId("ally"),),
        "travel": (Travel.ROAD,),
        "people": 40,
        "weeks": 400,
        "days": 1,
    }
    need = NEEDS.get(kind, "")
    stated = {name: given[name] for name in {column, need} - {""}}
    one: Caveat = caveat(kind, **stated)
    idle = column != need and column not in MAY_HAVE.get(kind, frozenset())
    told = found(replace(sound(), caveats=(one,)), "FOR-13")
    assert bool(told) == idle, "what the row says there would be lost"
    assert all(column in finding.message for finding in told)


TOURS = [
    (26, (), True, "nobody follows"),
    (60, (), False, "the tour lasts beyond the horizon"),
    (26, ({"window": days("2021-07-05")},), False, "a relief begins as the tour ends"),
    (26, ({"window": days("2021-07-06")},), True, "it begins a day too late"),
    (26, ({"window": days("2021-06-01", "2021-07-04")},), True, "it leaves as the tour ends"),
    (26, ({"window": days("2021-06-01"), "people": 4},), True, "half of them are relieved"),
    (26, ({"window": days("2021-06-01"), "people": 4},) * 2, False, "two halves are a whole"),
    (26, ({"window": days("2021-01-04")},), True, "who came with them is due as they are"),
]


@pytest.mark.parametrize(("weeks", "reliefs", "expected", "reason"), TOURS)
def test_a_tour_ends_where_nobody_relieves_it(
    weeks: int, reliefs: tuple[dict[str, Any], ...], expected: bool, reason: str
) -> None:
    mission = altered(sound(), "pledges", "b-adviser", window=days("2021-01-04"))
    others = [
        pledge(f"relief-{n}", "AAA", "adviser", **({"people": 8} | fields))
        for n, fields in enumerate(reliefs)
    ]
    mission = replace(
        added(mission, "pledges", *others), caveats=(caveat(CaveatKind.TOUR_MAX, weeks=weeks),)
    )
    assert ("b-adviser" in {one.about for one in found(mission, "FOR-14")}) == expected, reason


# Transfers ----------------------------------------------------------------------------------


def test_numbers_of_people_are_told_with_their_noun_and_with_commas() -> None:
    """One person was called `1 people`, and thousands had commas only where no noun was counted."""
    (one,) = found(changing(transfer(people=1234), people=1), "FOR-15")
    assert " has 1 person, but 1,234 are to leave it: 1,234 on " in one.message
    assert one.remedy.startswith("Transfer 1,233 fewer")


def test_a_transfer_that_fits_is_silent() -> None:
    assert not run_checks(changing())
    assert not run_checks(changing(transfer(people=6))), "a whole contingent may change over"


def test_too_many_are_found_on_the_day_on_which_they_are_too_many() -> None:
    three = (
        transfer("one", people=3),
        transfer("two", people=3, day=day("2021-04-01")),
        transfer("three", people=3, day=day("2021-06-01")),
    )
    (told,) = found(changing(*three), "FOR-15")
    assert told.window == days("2021-06-01")
    (into,) = found(changing(*three, people=20), "FOR-16")
    assert into.window == days("2021-06-01"), "nine into a pledge of eight"


TIMES = [
    ({"window": days("2020-01-01", "2021-01-31")}, {}, False, "the day after its last"),
    ({"window": days("2020-01-01", "2021-01-30")}, {}, True, "two days after its last"),
    ({"window": days("2021-02-02")}, {}, True, "before its first"),
    ({}, {"window": days("2021-02-02")}, True, "before the pledge begins: in neither place"),
    ({}, {"window": days("2021-02-01")}, False, "as the pledge begins"),
    ({}, {"window": days("2021-01-04")}, False, "others of the pledge are there before"),
    ({}, {"window": days("2021-01-04"), "people": 4}, True, "nobody of the pledge is"),
    ({}, {"window": days(None, "2021-01-31")}, True, "after the pledge"),
]


@pytest.mark.parametrize(("source", "into", "expected", "reason"), TIMES)
def test_transfers_out_of_time_are_found_to_the_day(
    source: dict[str, Any], into: dict[str, Any], expected: bool, reason: str
) -> None:
    mission = altered(changing(**source), "pledges", "b-adviser", **into)
    assert bool(found(mission, "FOR-18")) == expected, reason


def test_support_that_is_anothers_and_other_skills_are_found() -> None:
    other = changing(support=support("by-friend", "friend").id)
    assert "support of friend" in found(other, "FOR-17")[0].message
    assert found(changing(skill="staff"), "FOR-17")
    assert not found(changing(support=support("by-ally", "ally").id), "FOR-17")


def test_running_work_loses_the_support_that_leaves_with_its_lenders() -> None:
    lent = changing(support=support("by-ally", "ally").id)
    lent = altered(lent, "supports", "by-ally", people=3)
    mission = replace(lent, supports=lent.supports[:1])
    (told,) = found(mission, "ENA-01")
    assert told.window is not None
    assert told.window.start == day("2021-02-01"), "the guards would be counted on for longer"
    assert not found(replace(mission, transfers=()), "ENA-01"), "three guards were enough"
    assert found(mission, "FOR-19"), "four leave support of three"


PAIRS: list[tuple[Callable[[], Mission], bool, str]] = [
    (twice, True, "one claim of eight stands behind two rows"),
    (lambda: twice(supersedes=("b-adviser",)), False, "one supersedes the other"),
    (lambda: altered(twice(), "claims", "c-eight", quantity=16), False, "the claim counts both"),
    (lambda: altered(twice(), "pledges", "b-again", people=7), False, "other numbers"),
    (lambda: altered(twice(), "pledges", "b-again", skill="staff"), False, "another skill"),
    (
        lambda: altered(
            altered(twice(), "pledges", "b-again", window=days("2021-06-01")),
            "pledges",
            "b-adviser",
            window=days(None, "2021-05-31"),
        ),
        False,
        "one follows the other",
    ),
    (
        lambda: altered(
            altered(twice(), "pledges", "b-again", sources=(Citation("a1"),)),
            "pledges",
            "b-adviser",
            sources=(Citation("a1"),),
        ),
        False,
        "an assumption says nothing of who they are",
    ),
    (lambda: changing(people=8), False, "the contingent of eight is transferred"),
    (
        lambda: replace(sound(), contingents=(contingent(people=8),)),
        True,
        "the same eight stand in a contingent, and none changes over",
    ),
    (
        lambda: altered(
            replace(sound(), contingents=(contingent(people=8, window=days(None, "2021-05-31")),)),
            "pledges",
            "b-adviser",
            window=days("2021-06-01"),
        ),
        False,
        "they come as the contingent ends",
    ),
    (lambda: twice(sources=DOC), True, "both rows cite one document"),
]


@pytest.mark.parametrize(("make", "expected", "reason"), PAIRS)
def test_people_pledged_twice_are_found_and_rows_that_differ_are_not(
    make: Callable[[], Mission], expected: bool, reason: str
) -> None:
    assert bool(found(make(), "FOR-20")) == expected, reason


def test_contributors_not_named_arent_taken_for_one_nation() -> None:
    mission = added(twice(), "nations", Nation(id=NationId("XAC"), name="others", unnamed=True))
    for key in ("b-adviser", "b-again"):
        mission = altered(mission, "pledges", key, nation=NationId("XAC"))
    assert not found(mission, "FOR-20"), "six rows of offers would be six alarms"


# Rungs --------------------------------------------------------------------------------------

LATE = [
    ({"window": days("2021-01-04"), "rung": Rung.CONFIRMED}, False, "it begins today"),
    ({"window": days("2021-01-03"), "rung": Rung.CONFIRMED}, True, "it began yesterday"),
    ({"window": days("2021-01-03"), "rung": Rung.ARRIVED}, False, "they are there"),
    ({"window": days("2021-01-03"), "delay": exact(1)}, False, "a week's delay is told"),
    ({"window": days("2020-12-20"), "delay": exact(1)}, True, "the delay told is over too"),
    ({"window": days("2020-01-01", "2020-12-31")}, False, "its days are over"),
    ({}, False, "no beginning is known"),
]


@pytest.mark.parametrize(("fields", "expected", "reason"), LATE)
def test_pledges_are_overdue_from_the_day_after_they_were_due(
    fields: dict[str, Any], expected: bool, reason: str
) -> None:
    mission = altered(sound(), "pledges", "b-adviser", **fields)
    assert bool(found(mission, "FOR-23")) == expected, reason


def test_overdue_pledges_of_one_nation_are_told_together() -> None:
    mission = altered(sound(), "pledges", "b-adviser", window=days("2020-12-01"))
    mission = added(mission, "pledges", pledge("b-x", "BBB", "staff", 5, window=days("2020-12-08")))
    (told,) = found(mission, "FOR-23")
    assert "13 people of BBB for advisers and staff" in told.message


def test_arrived_people_and_their_beliefs_must_fit() -> None:
    mission = altered(sound(), "pledges", "a-staff", window=days("2021-01-04"))
    assert not found(mission, "FOR-21"), "who comes on the as-of day has arrived"
    offered = altered(sound(), "pledges", "b-adviser", belief=0.0, rung=Rung.CONFIRMED)
    assert found(offered, "FOR-22")
    assert not found(altered(offered, "pledges", "b-adviser", rung=Rung.INDICATED), "FOR-22")


def test_notice_is_too_long_only_when_nobody_can_come_before_the_end() -> None:
    for weeks, expected in ((20, False), (21, True)):
        mission = altered(
            sound(), "pledges", "b-adviser", window=days(None, "2021-05-30"), notice_weeks=weeks
        )
        assert bool(found(mission, "FOR-24")) == expected, "a day of service is service"


# Filling ------------------------------------------------------------------------------------


def test_posts_wait_from_the_day_they_were_asked_for_and_the_target_has_its_last_day() -> None:
    for known, expected in (("2020-11-09", False), ("2020-11-08", True)):
        assert bool(found(targeted(8, empty_since(known)), "FOR-25")) == expected
    assert not found(targeted(0, empty_since("2020-01-01")), "FOR-25"), "there is no target"


def test_posts_that_emptied_later_are_counted_from_then() -> None:
    mission = altered(sound(), "pledges", "a-staff", people=8)
    gone = pledge("a-gone", "AAA", "staff", 2, window=days("2020-01-01", "2020-10-31"))
    (told,) = found(targeted(8, added(mission, "pledges", gone)), "FOR-25")
    assert told.window == Window(day("2020-11-01"), AS_OF + timedelta(days=1))
    assert "for 64 days" in told.message
    (critical,) = found(added(mission, "pledges", gone), "FOR-02")
    assert "2 of 10 posts" in critical.message
    assert "since 2020-11-01" in critical.message


def test_people_of_one_skill_dont_fill_the_critical_posts_of_another() -> None:
    many = added(sound(), "posts", post("doctors", "hq", "guard", 1, priority=Priority.CRITICAL))
    mission = added(many, "pledges", pledge("b-many", "BBB", "staff", 100, rung=Rung.ARRIVED))
    told = found(mission, "FOR-01")
    assert [one.about for one in told] == ["guard"], "heads would hide the surgeon who is missing"
    assert "1 critical post is among them" in told[0].message


def test_who_is_free_and_in_place_fills_wanted_posts_at_once() -> None:
    slow = altered(sound(), "pledges", "b-adviser", people=4, notice_weeks=20)
    free = added(slow, "pledges", pledge("a-free", "AAA", "adviser", 4, rung=Rung.ARRIVED))
    assert found(targeted(8, free), "FOR-26"), "four of eight come late"
    enough = altered(free, "pledges", "a-free", people=8)
    assert not found(targeted(8, enough), "FOR-26")


# Burden and lead ----------------------------------------------------------------------------


@pytest.mark.parametrize(("critical", "expected"), [(7, False), (8, True), (9, True)])
def test_one_nation_carries_too_much_from_four_fifths_on(critical: int, expected: bool) -> None:
    assert bool(found(three_nations(critical=critical), "FOR-27")) == expected


def test_a_burden_of_two_nations_or_of_unnamed_ones_isnt_remarked() -> None:
    assert not found(sound(), "FOR-27")
    mission = added(
        three_nations(critical=9),
        "nations",
        Nation(id=NationId("XAA"), name="others", unnamed=True),
    )
    assert not found(altered(mission, "pledges", "a-staff", nation=NationId("XAA")), "FOR-27")
    unnamed = added(
        lone_guards(), "nations", Nation(id=NationId("XAA"), name="others", unnamed=True)
    )
    assert not found(altered(unnamed, "pledges", "b-guard", nation=NationId("XAA")), "FOR-28")


def test_a_second_nation_ends_a_lone_burden() -> None:
    mission = added(lone_guards(), "pledges", pledge("a-guard", "AAA", "guard", 1))
    assert not found(mission, "FOR-28")


LEADS = [
    ("2021-06-30", "2021-07-01", [], [], "from one day to the next"),
    ("2021-06-30", "2021-07-02", [], [days("2021-07-01", "2021-07-01")], "a day without"),
    ("2021-06-30", "2021-06-30", [days("2021-06-30", "2021-06-30")], [], "a day of two"),
]


@pytest.mark.parametrize(("ends", "first", "double", "none", "reason"), LEADS)
def test_two_leads_and_no_lead_are_found_to_the_day(
    ends: str, first: str, double: list[Window], none: list[Window], reason: str
) -> None:
    mission = second_lead(first, ends)
    assert [one.window for one in found(mission, "FOR-11")] == double, reason
    assert [one.window for one in found(mission, "FOR-09")] == none, reason


DATES: list[tuple[str, Callable[[Mission], Mission], str]] = [
    ("2021-08-19", lambda mission: mission, "the milestone is due on the last of fourteen days"),
    (
        "2021-05-20",
        lambda mission: altered(mission, "sites", "camp", window=days(None, "2021-05-31")),
        "the camp closes",
    ),
    (
        "2021-05-20",
        lambda mission: altered(mission, "supports", "by-ally", window=days(None, "2021-05-31")),
        "the ally hands over",
    ),
]


@pytest.mark.parametrize(("first", "make", "reason"), DATES)
def test_no_date_falls_into_a_change_of_command_unnoticed(
    first: str, make: Callable[[Mission], Mission], reason: str
) -> None:
    ends = (day(first) - timedelta(days=1)).isoformat()
    assert [one.about for one in found(make(second_lead(first, ends)), "FOR-12")] == ["b-lead"]
    earlier = (day(first) - timedelta(days=1)).isoformat()
    before = (day(earlier) - timedelta(days=1)).isoformat()
    late = make(second_lead(earlier, before))
    assert bool(found(late, "FOR-12")) == (first != "2021-08-19"), reason


def test_a_kind_that_isnt_medical_evacuates_nobody() -> None:
    mission = altered(medical(provider="ally"), "enablers", "guarding", kind=EnablerKind.ESCORT)
    assert found(mission, "FOR-05")


def test_critical_posts_of_wanted_work_are_asked_for_before_it_is_planned() -> None:
    """A course without its only surgeon is no course, though seven in ten posts are filled."""
    critical = {"priority": Priority.CRITICAL}
    assert not found(altered(sound(), "posts", "advice-adviser", **critical), "FOR-30")
    more = altered(sound(), "posts", "advice-adviser", people=9, **critical)
    [one] = found(more, "FOR-30")
    assert one.about == "advice"
    assert "8 pledged at most, 9 critical" in one.message
    fewer = altered(more, "pledges", "b-adviser", people=1)
    assert [one.code for one in (*found(fewer, "FOR-30"), *found(fewer, "FOR-04"))] == ["FOR-04"]


def test_a_caveat_against_travel_is_checked_where_ways_are_known_and_noted_elsewhere() -> None:
    blank = limited(CaveatKind.TRAVEL_DENY, travel=(Travel.ROAD,))
    [one] = found(blank, "FOR-31")
    assert "camp" in one.message.lower()
    known = altered(blank, "sites", "camp", reached_by=(Travel.HELICOPTER,))
    assert not found(known, "FOR-31")
    assert not found(altered(blank, "pledges", "b-adviser", nation=NationId("AAA")), "FOR-31")


def test_a_partner_cant_be_refused_where_nobody_has_said_who_lends() -> None:
    mission = limited(CaveatKind.PARTNER_DENY, partners=(PartnerId("ally"),))
    assert not found(mission, "FOR-31")
    assert [one.about for one in found(replace(mission, supports=()), "FOR-31")] == ["limit"]


def test_a_highest_number_for_some_sites_is_noted_when_more_are_pledged() -> None:
    for people, told in ((8, []), (7, ["limit"])):
        mission = limited(CaveatKind.HEADCOUNT_CAP, people=people, sites=(SiteId("camp"),))
        assert [one.about for one in found(mission, "FOR-31")] == told
