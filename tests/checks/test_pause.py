"""Pauses: said by name and once, never as law that is missing, and never planned into."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.checks.catalogue import run_checks
from cadre.checks.objective import worth_of
from cadre.mission.authorities import AuthorityKind, AuthorityState
from cadre.mission.findings import Severity
from cadre.mission.ids import AuthorityId, NationId, PauseId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from tests.checks.building import (
    added,
    altered,
    authority,
    day,
    days,
    good_plan,
    of_code,
    sound,
    start,
)
from tests.checks.pauses import pause, paused

LAW = ("mandate", "consent", "status")


def codes(mission: Mission) -> list[str]:
    return [one.code for one in run_checks(mission)]


@pytest.mark.parametrize("kind", LAW)
def test_a_pause_of_law_is_named_once_and_not_called_law_that_is_missing(kind: str) -> None:
    mission = paused(pause(authorities=(AuthorityId(kind),)))
    found = run_checks(mission)
    assert [one.code for one in found] == ["PAU-01"]
    assert "halted 2021-02-01 to 2021-02-14: headquarters" in found[0].message
    assert found[0].about == "pause"
    assert {kind, "hq"} <= set(found[0].related)


def test_law_that_lapses_in_a_pause_is_still_found_to_lapse() -> None:
    mission = altered(sound(), "authorities", "mandate", window=days("2020-01-01", "2021-02-10"))
    mission = added(mission, "pauses", pause(authorities=(AuthorityId("mandate"),)))
    found = run_checks(mission)
    assert days("2021-02-11") in [one.window for one in of_code(found, "AUT-01")]
    assert of_code(found, "PAU-01")


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2020-12-01", "2021-01-03", []),  # over on the day before the as-of day
        ("2020-12-01", "2021-01-04", ["PAU-01"]),  # its last day is the as-of day
        ("2021-12-27", "2022-01-30", []),  # begins when the horizon ends
        ("2020-12-01", None, ["PAU-02"]),
    ],
)
def test_only_pauses_of_days_ahead_are_told(first: str, last: str | None, found: list[str]) -> None:
    assert codes(paused(pause(first=first, last=last, sites=(SiteId("camp"),)))) == found


def test_a_pause_that_stops_no_wanted_work_is_not_told() -> None:
    assert codes(paused(pause(sites=(SiteId("school"),)))) == []
    other = authority("spare", AuthorityKind.CONSENT)
    mission = added(sound(), "authorities", other)
    mission = added(mission, "pauses", pause(authorities=(AuthorityId("spare"),)))
    assert codes(mission) == [], "another consent holds meanwhile"


def test_two_pauses_of_the_same_days_are_each_told_by_name() -> None:
    one = pause(sites=(SiteId("camp"),))
    other = replace(pause("other", sites=(SiteId("camp"),)), name="Flood")
    found = run_checks(paused(one, other))
    assert [one.about for one in found] == ["other", "pause"]
    assert "Flood" in found[0].message


def test_people_whose_nation_pauses_its_own_decision_are_told() -> None:
    vote = authority("vote", AuthorityKind.NATIONAL, nations=(NationId("BBB"),))
    mission = added(sound(), "authorities", vote)
    mission = added(mission, "pauses", pause(authorities=(AuthorityId("vote"),)))
    [found] = of_code(run_checks(mission), "PAU-01")
    assert "can't serve 2021-02-01 to 2021-02-14: BBB" in found.message


def test_what_rests_on_a_paused_authority_is_told_with_the_pause() -> None:
    mission = altered(sound(), "authorities", "status", rests_on=(AuthorityId("mandate"),))
    mission = added(mission, "pauses", pause(authorities=(AuthorityId("mandate"),)))
    [found] = of_code(run_checks(mission), "PAU-03")
    assert (found.about, found.window) == ("status", days("2021-02-01", "2021-02-14"))
    assert found.related == ("pause", "mandate")
    assert not of_code(run_checks(mission), "AUT-03")


def test_what_a_pause_names_itself_is_not_told_a_second_time() -> None:
    mission = altered(sound(), "authorities", "status", rests_on=(AuthorityId("mandate"),))
    both = (AuthorityId("mandate"), AuthorityId("status"))
    assert codes(added(mission, "pauses", pause(authorities=both))) == ["PAU-01"]


# Permission without agreement ---------------------------------------------------------------


def to_be_agreed(**fields: object) -> Mission:
    """A mission whose status ends in May, and whose next one is only proposed."""
    mission = altered(sound(), "authorities", "status", window=days("2020-01-01", "2021-05-31"))
    following = authority(
        "agreement",
        AuthorityKind.STATUS,
        state=AuthorityState.PROPOSED,
        belief=0.5,
        window=days("2021-06-01"),
    )
    mission = added(mission, "authorities", following)
    return altered(mission, "authorities", "consent", **fields) if fields else mission


def test_permission_without_agreement_is_told_from_its_first_to_its_last_day() -> None:
    [found] = of_code(run_checks(to_be_agreed()), "AUT-06")
    assert (found.about, found.window) == ("agreement", days("2021-06-01"))
    [found] = of_code(run_checks(to_be_agreed(window=days("2020-01-01", "2021-08-31"))), "AUT-06")
    assert found.window == days("2021-06-01", "2021-08-31"), "then the permission ends too"


def test_without_an_agreement_to_come_it_is_no_permission_but_a_gap() -> None:
    mission = altered(to_be_agreed(), "authorities", "agreement", state=AuthorityState.REFUSED)
    found = run_checks(mission)
    assert not of_code(found, "AUT-06")
    assert of_code(found, "AUT-01")


# Plans ---------------------------------------------------------------------------------------


def errors(mission: Mission, *starts: object) -> list[tuple[str, str]]:
    plan = good_plan(starts=starts) if starts else good_plan()
    found = run_checks(mission, plan)
    return [(one.code, one.about) for one in found if one.severity is Severity.ERROR]


def weeks(first: int, number: int) -> Pause:
    """A pause of all work for whole weeks of the plan."""
    window = good_plan().horizon.span(first, number)
    return replace(pause(), id=PauseId("pause"), window=window)


def test_work_that_runs_goes_on_after_a_pause_in_its_midst() -> None:
    assert errors(paused(weeks(3, 4))) == []


@pytest.mark.parametrize("first", [9, 12, 20])
def test_new_work_of_a_fixed_length_isnt_planned_over_a_pause(first: int) -> None:
    assert errors(paused(weeks(first, 1))) == [("PLA-17", "advice")]


@pytest.mark.parametrize("first", [8, 21])
def test_new_work_may_end_before_a_pause_and_start_after_it(first: int) -> None:
    assert errors(paused(weeks(first, 1))) == []


def test_open_ended_new_work_goes_on_after_a_pause_but_neither_starts_nor_ends_in_one() -> None:
    mission = altered(paused(weeks(12, 2)), "modes", "advice-camp", weeks=0)
    hq = good_plan().starts[0]
    assert errors(mission, hq, start("advice", 9, 12)) == []
    assert errors(mission, hq, start("advice", 9, 4))[0] == ("PLA-17", "advice")
    assert errors(mission, hq, start("advice", 13, 8))[0] == ("PLA-17", "advice")


def test_running_work_that_is_paused_goes_on_in_the_first_week_without_a_pause() -> None:
    mission = paused(weeks(0, 3))
    advice = good_plan().starts[1]
    found = run_checks(mission, good_plan(starts=(start("hq", 3, 48), advice)))
    assert not of_code(found, "PLA-17")
    assert not of_code(found, "PLA-03")
    late = run_checks(mission, good_plan(starts=(start("hq", 4, 47), advice)))
    assert [one.about for one in of_code(late, "PLA-03")] == ["hq"]
    early = run_checks(mission, good_plan(starts=(start("hq", 0, 51), advice)))
    assert [(one.about, one.window) for one in of_code(early, "PLA-17")] == [
        ("hq", good_plan().horizon.span(0))
    ]


def test_weeks_lost_to_a_pause_meet_no_need_and_reach_no_milestone() -> None:
    mission = altered(paused(weeks(12, 2)), "modes", "advice-camp", weeks=0)
    whole, less = (
        {one.name: one.amount for one in worth_of(given, good_plan())}
        for given in (altered(sound(), "modes", "advice-camp", weeks=0), mission)
    )
    # Advice meets half of a critical need of weight 2.
    assert whole["needs"] - less["needs"] == pytest.approx(2 * 0.5 * 2 * 2)
    assert whole["footprint"] == less["footprint"], "people stay"
    assert day("2021-03-08") == good_plan().horizon.day(9)
