"""A finding is for those who may see all that it was made from: what it counts tells of rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cadre.checks.catalogue import run_checks
from cadre.errors import CadreError
from cadre.mission.authorities import AuthorityKind
from cadre.mission.forces import CaveatKind
from cadre.mission.ids import NationId
from cadre.mission.markings import Classification, Marking
from cadre.mission.mission import Mission
from cadre.mission.provenance import marking_of_finding
from tests.checks.building import added, altered, authority, caveat, of_code, sound
from tests.checks.test_catalogue import MISSIONS, pledged_guards

KEPT = Marking.parse("RESTRICTED")
COUNTED = ("FOR-01", "FOR-02", "FOR-03", "FOR-04", "FOR-25", "FOR-30", "FOR-32")


TABLES = (
    *("pledges", "caveats", "supports", "posts", "bed_spaces", "effects", "partner_activities"),
    *("pauses", "announcements", "red_lines", "negotiations", "transfers", "contingents"),
    *("lead_rotations", "budgets", "criteria", "levels", "courses", "shocks", "hindrances"),
    *("changes", "conflicts"),
)


def other(mission: Mission, table: str) -> Mission:
    """The mission with other rows in a table: of other numbers, or none."""
    rows = getattr(mission, table)
    counted = {"pledges": "people", "posts": "people", "bed_spaces": "beds"}.get(table)
    changed = (replace(one, **{counted: 2 * getattr(one, counted) + 1}) for one in rows if counted)
    changes: dict[str, Any] = {table: tuple(changed)}
    return replace(mission, **changes)


def told(mission: Mission) -> set[tuple[str, str, str]]:
    """What is said to those who may see nothing that is marked."""
    return {
        (one.code, one.about, one.message)
        for one in run_checks(mission)
        if marking_of_finding(mission, one).classification is Classification.UNCLASSIFIED
    }


@pytest.mark.parametrize("code", MISSIONS)
def test_what_is_told_does_not_hang_on_rows_that_are_kept_from_a_reader(code: str) -> None:
    """Beds, loans, effects and posts could be read off findings of what works, lacks or ends."""
    mission = MISSIONS[code]()
    for table in TABLES:
        if rows := getattr(mission, table):
            kept: dict[str, Any] = {table: tuple(replace(one, marking=KEPT) for one in rows)}
            seen = replace(mission, **kept)
            try:
                same = told(other(seen, table))
            except (CadreError, LookupError):
                continue  # This mission can't be without these rows: others name them.
            assert told(seen) <= same, table


def marks(mission: Mission, code: str) -> set[Classification]:
    """The classifications of the findings of a rule."""
    found = of_code(run_checks(mission), code)
    return {marking_of_finding(mission, one).classification for one in found}


@pytest.mark.parametrize("code", COUNTED)
def test_what_is_counted_over_pledges_is_marked_as_they_are(code: str) -> None:
    """To whoever may see posts it was told how many people are pledged for them."""
    mission = MISSIONS[code]()
    assert marks(mission, code) == {Classification.UNCLASSIFIED}
    kept = tuple(replace(one, marking=KEPT) for one in mission.pledges)
    assert marks(replace(mission, pledges=kept), code) == {KEPT.classification}


def test_what_keeps_pledges_away_marks_what_is_counted_over_them_too() -> None:
    few = altered(sound(), "pledges", "a-staff", people=9)
    vote = authority("vote", AuthorityKind.NATIONAL, nations=(NationId("AAA"),), marking=KEPT)
    assert marks(added(few, "authorities", vote), "FOR-02") == {KEPT.classification}
    bar = caveat(CaveatKind.OUT_OF_COUNTRY, nation="AAA", marking=KEPT)
    assert marks(replace(few, caveats=(bar,)), "FOR-01") == {KEPT.classification}


def test_support_that_no_pledge_brings_is_marked_as_pledges_are() -> None:
    mission = pledged_guards()
    few = tuple(replace(one, people=1, marking=KEPT) for one in mission.pledges)
    assert marks(replace(mission, pledges=few), "ENA-01") == {KEPT.classification}
