"""Marks as they are written: what limits a release is never read as no limit."""

from __future__ import annotations

import pytest

from cadre.mission.ids import AudienceId
from cadre.mission.markings import OPEN, UNRELEASED, Classification, Marking
from cadre.mission.sources import Audience
from cadre.release.rules import STAFF, may_see

TORN = Marking.strictest([Marking.parse("RESTRICTED REL NATO"), Marking.parse("SECRET REL HOST")])


@pytest.mark.parametrize("marking", [OPEN, UNRELEASED, TORN, Marking.parse("RESTRICTED REL A,B")])
def test_a_mark_that_is_written_and_read_is_the_same(marking: Marking) -> None:
    assert Marking.parse(str(marking)) == marking


def test_what_is_released_to_nobody_is_seen_by_the_staff_alone() -> None:
    cleared = Audience(
        id=AudienceId("all"),
        name="Everybody's friend",
        clearance=Classification.SECRET,
        communities=("NATO", "HOST", "NOBODY", ""),
    )
    for marking in (UNRELEASED, TORN, Marking.parse(str(UNRELEASED))):
        assert may_see(STAFF, marking).allowed
        assert not may_see(cleared, marking).allowed
