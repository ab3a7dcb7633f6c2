"""How many posts have no pledge tells of the pledges: it is for those who may see them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.checks.catalogue import run_checks
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
