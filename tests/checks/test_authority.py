"""Gaps in legal cover, exact to the day: the first thing that a mission is asked about."""

from dataclasses import replace

import pytest

from cadre.checks.authority import gaps
from cadre.checks.catalogue import run_checks
from cadre.mission.authorities import AuthorityKind, AuthorityState
from cadre.mission.ids import ActivityId, AuthorityId, ModeId, SiteId
from cadre.mission.markings import OPEN, Classification, Marking
from cadre.mission.mission import Mission
from cadre.mission.weeks import NEVER, Window
from tests.checks.building import (
    added,
    altered,
    authority,
    day,
    days,
    of_code,
    profile,
    sound,
)


def mandates(*windows: Window) -> Mission:
    """The sound mission with mandates for these days in place of its own."""
    rest = tuple(one for one in sound().authorities if one.kind is not AuthorityKind.MANDATE)
    own = tuple(
        authority(f"mandate-{number}", AuthorityKind.MANDATE, window=window)
        for number, window in enumerate(windows)
    )
    return sound(authorities=(*rest, *own))


# The work of headquarters is wanted from 4 January 2021, without an end; the horizon ends
# with 26 December 2021.
GAPS = [
    ((days("2020-01-01"),), [], "one mandate without an end"),
    ((days("2021-01-04"),), [], "a mandate that begins on the as-of day"),
    ((days("2021-01-05"),), [days("2021-01-04", "2021-01-04")], "it begins a day late"),
    (
        (days("2020-01-01", "2021-05-31"), days("2021-06-01")),
        [],
        "two mandates that touch leave no day",
    ),
    (
        (days("2020-01-01", "2021-05-31"), days("2021-06-02")),
        [days("2021-06-01", "2021-06-01")],
        "one day between two mandates",
    ),
    (
        (days("2020-01-01", "2021-05-31"),),
        [days("2021-06-01")],
        "nothing after it: the gap has no end",
    ),
    ((days("2019-01-01", "2020-12-31"),), [days("2021-01-04")], "all of it lies before"),
    ((days("2020-01-01", "2021-12-26"),), [], "it ends with the horizon: later years aren't asked"),
    ((days("2020-01-01", "2021-12-25"),), [days("2021-12-26")], "it ends a day before that"),
    ((), [days("2021-01-04")], "no mandate at all"),
]


@pytest.mark.parametrize(("windows", "expected", "reason"), GAPS)
def test_gaps_are_exact_to_the_day(
    windows: tuple[Window, ...], expected: list[Window], reason: str
) -> None:
    found = of_code(run_checks(mandates(*windows)), "AUT-01")
    assert [one.window for one in found if one.about == "hq"] == expected, reason


ENDS = [
    ("2021-05-31", [], "the mandate ends with the work"),
    ("2021-06-01", [], "it ends a day later"),
    ("2021-05-30", [days("2021-05-31")], "it ends a day earlier, and nothing follows"),
]


@pytest.mark.parametrize(("last", "expected", "reason"), ENDS)
def test_no_cover_is_asked_for_after_the_last_day_of_the_work(
    last: str, expected: list[Window], reason: str
) -> None:
    mission = mandates(days("2020-01-01", last))
    mission = altered(mission, "activities", "hq", window=days(None, "2021-05-31"))
    found = of_code(run_checks(mission), "AUT-01")
    assert [one.window for one in found if one.about == "hq"] == expected, reason


def test_an_overlap_of_many_mandates_hides_no_gap() -> None:
    held = [days("2021-01-01", "2021-03-31"), days("2021-02-01", "2021-02-10")]
    assert gaps(sound(), held, days("2021-01-04")) == (days("2021-04-01"),)


def test_work_wanted_after_the_horizon_is_asked_from_its_first_day() -> None:
    mission = altered(
        mandates(days("2020-01-01", "2021-12-31")),
        "activities",
        "advice",
        window=days("2023-01-01"),
    )
    found = of_code(run_checks(mission), "AUT-01")
    assert [(one.about, one.window) for one in found] == [("advice", days("2023-01-01"))]


def test_a_renewal_believed_enough_is_a_belief_and_one_hoped_for_is_a_gap() -> None:
    ended = mandates(days("2020-01-01", "2021-05-31"))
    for belief, code in ((0.8, "AUT-02"), (0.79, "AUT-01")):
        renewal = authority(
            "renewal",
            AuthorityKind.MANDATE,
            window=days("2021-06-01"),
            state=AuthorityState.EXPECTED,
            belief=belief,
        )
        found = [
            one for one in run_checks(added(ended, "authorities", renewal)) if one.about == "hq"
        ]
        assert [(one.code, one.window) for one in found] == [(code, days("2021-06-01"))]
        assert f"{belief:g}" in found[0].message, "the reader must see that it is a belief"
        assert "renewal" in found[0].related


def test_a_year_on_a_belief_and_nothing_after_it_are_told_apart() -> None:
    """A mandate to the end of the year, its renewal expected for one more, and work beyond."""
    mission = replace(
        mandates(days("2020-01-01", "2021-02-28")),
        profile=replace(profile(), until=day("2022-12-25")),
    )
    last = authority(
        "last renewal",
        AuthorityKind.MANDATE,
        window=days("2021-03-01", "2021-12-31"),
        state=AuthorityState.EXPECTED,
        belief=0.9,
    )
    found = [one for one in run_checks(added(mission, "authorities", last)) if one.about == "hq"]
    assert [(one.code, one.window) for one in found] == [
        ("AUT-01", days("2022-01-01")),
        ("AUT-02", days("2021-03-01", "2021-12-31")),
    ]
    near = of_code(run_checks(added(mission, "authorities", last)), "AUT-04")
    assert [one.about for one in near] == ["mandate-0"]
    assert "2021-02-28" in near[0].message


def test_an_authority_falls_with_the_one_it_rests_on() -> None:
    mission = altered(sound(), "authorities", "status", rests_on=(AuthorityId("mandate"),))
    mission = altered(mission, "authorities", "mandate", window=days("2020-01-01", "2021-05-31"))
    found = run_checks(mission)
    assert [one.window for one in of_code(found, "AUT-03")] == [days("2021-06-01")]
    kinds = {one.message.split()[1] for one in of_code(found, "AUT-01") if one.about == "hq"}
    assert kinds == {"mandate", "status"}, "the status falls with the mandate"


def test_a_kind_that_the_work_does_not_need_is_not_asked_for() -> None:
    mission = altered(sound(), "activities", "hq", cover=(AuthorityKind.MANDATE,))
    mission = altered(mission, "authorities", "status", state=AuthorityState.REFUSED)
    found = run_checks(mission)
    assert not [one for one in found if one.about == "hq"]
    assert [one.about for one in of_code(found, "AUT-01")] == ["advice"]


def test_an_authority_for_another_site_covers_nothing_here() -> None:
    mission = altered(sound(), "authorities", "mandate", sites=(SiteId("school"),))
    found = [one for one in of_code(run_checks(mission), "AUT-01") if one.about == "hq"]
    assert [one.window for one in found] == [days("2021-01-04")]
    assert "scope" in found[0].message


def test_short_work_that_fits_between_two_gaps_is_no_gap() -> None:
    mission = mandates(days("2021-01-01", "2021-12-31"))
    mission = altered(mission, "activities", "advice", window=days("2021-03-01", "2022-12-31"))
    far = replace(mission, profile=replace(profile(), until=day("2022-12-25")))
    about = [one.about for one in of_code(run_checks(far), "AUT-01")]
    assert about == ["hq"], "twelve weeks fit into 2021"


def test_the_end_of_time_is_the_end_of_an_open_gap() -> None:
    found = of_code(run_checks(mandates()), "AUT-01")
    assert {one.window.end for one in found if one.window} == {NEVER}


def test_cover_that_lapses_is_a_gap_and_cover_asked_for_new_work_is_a_gate() -> None:
    """New work is to start in March; an authority hoped for would cover it from then on."""
    hoped = authority(
        "hoped",
        AuthorityKind.MANDATE,
        window=days("2021-03-01"),
        state=AuthorityState.PROPOSED,
        belief=0.4,
    )
    for before, code in ((days("2020-01-01", "2021-02-28"), "AUT-01"), (None, "AUT-08")):
        mission = added(mandates(*([before] if before else [])), "authorities", hoped)
        found = [one for one in run_checks(mission) if "advice" in (one.about, *one.related)]
        told = [(one.code, one.window) for one in found if one.code != "AUT-04"]
        assert told == [(code, days("2021-03-01"))]


def another(mission: Mission, marking: Marking = OPEN) -> Mission:
    """The mission with more work that runs at the camp like its headquarters."""
    hq, mode = mission.activity(ActivityId("hq")), mission.mode(ModeId("hq-camp"))
    cell = replace(hq, id=ActivityId("cell"), name="liaison cell", marking=marking)
    mission = added(mission, "activities", cell)
    return added(mission, "modes", replace(mode, id=ModeId("cell-camp"), activity=cell.id))


def test_a_gap_that_many_works_share_is_told_once_and_names_them_all() -> None:
    ended = mandates(days("2020-01-01", "2021-05-31"))
    found = of_code(run_checks(another(ended)), "AUT-01")
    assert [(one.about, one.window) for one in found] == [("hq", days("2021-06-01"))]
    assert "cell" in found[0].related, "no work may be lost among the others"
    assert "headquarters and liaison cell" in found[0].message


def test_a_gap_is_told_apart_for_work_that_fewer_readers_may_see() -> None:
    ended = mandates(days("2020-01-01", "2021-05-31"))
    secret = another(ended, marking=Marking(Classification.SECRET))
    found = of_code(run_checks(secret), "AUT-01")
    assert {one.about for one in found} == {"hq", "cell"}, "hq's gap stays open to all"
    assert all("cell" not in one.related for one in found)


def test_consent_that_many_works_lack_is_told_once() -> None:
    mission = altered(another(sound()), "authorities", "consent", window=days(None, "2021-05-31"))
    found = [one for one in of_code(run_checks(mission), "CON-01") if one.about != "advice"]
    assert [(one.about, "cell" in one.related) for one in found] == [("hq", True)]
