"""The marking of a thing follows from what it is made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.mission.forces import Level
from cadre.mission.ids import AssumptionId, LevelId, SourceId
from cadre.mission.markings import OPEN, Classification, Marking
from cadre.mission.mission import Mission
from cadre.mission.provenance import chain, marking_of
from cadre.mission.rows import Citation
from cadre.mission.sources import Assumption, FigureKind
from tests.brief.missions import cite, make_claim, make_mission

RESTRICTED = Marking(Classification.RESTRICTED)
SECRET = Marking(Classification.SECRET)


@pytest.fixture(scope="module")
def mission() -> Mission:
    return make_mission()


def level(*refs: str, marking: Marking | None = None) -> Level:
    return Level(
        id=LevelId("x"),
        name="x",
        kind=FigureKind.DEPLOYED,
        sources=cite(*refs),
        marking=marking,
    )


@pytest.mark.parametrize(
    ("row", "mark"),
    [
        (level(), OPEN),
        (level("F1"), OPEN),
        (level("F4"), RESTRICTED),
        (level("F1", "F4"), RESTRICTED),
        (level("cable:para 3"), RESTRICTED),
        (level("F4", marking=OPEN), OPEN),
        (level("F1", marking=SECRET), SECRET),
        (level("nothing-known"), OPEN),
    ],
    ids=["no source", "open", "restricted", "both", "document", "own open", "own secret", "gone"],
)
def test_a_row_has_its_own_mark_or_the_strictest_of_what_it_cites(
    mission: Mission, row: Level, mark: Marking
) -> None:
    assert marking_of(mission, row) == mark


def test_a_claim_is_never_more_open_than_its_source(mission: Mission) -> None:
    claim = replace(make_claim("F9", "A figure", 1, "cable"), marking=OPEN)
    assert marking_of(mission, claim) == RESTRICTED
    own = replace(make_claim("F9", "A figure", 1, "news"), marking=SECRET)
    assert marking_of(mission, own) == SECRET


def test_a_citation_is_marked_as_what_it_points_to(mission: Mission) -> None:
    assert marking_of(mission, Citation("F4")) == RESTRICTED
    assert marking_of(mission, Citation("A1")) == OPEN


def test_assumptions_that_cite_each_other_end(mission: Mission) -> None:
    first = Assumption(id=AssumptionId("B1"), statement="One", sources=cite("B2"))
    second = Assumption(id=AssumptionId("B2"), statement="Two", sources=cite("B1", "F4"))
    circle = replace(mission, assumptions=(first, second))
    assert marking_of(circle, first) == RESTRICTED
    link = chain(circle, Citation("B1"))
    assert [one.citation.ref for one in link.behind] == ["B2"]
    assert [one.citation.ref for one in link.behind[0].behind] == ["F4"]


def test_a_chain_goes_from_claim_to_copy_to_original(mission: Mission) -> None:
    link = chain(mission, Citation("F2"))
    copy = link.behind[0]
    assert copy.citation == Citation(SourceId("copy"), "para 2")
    assert copy.behind[0].citation.ref == "news"


def test_a_chain_to_nothing_says_so(mission: Mission) -> None:
    link = chain(mission, Citation("nothing-known"))
    assert link.row is None
    assert link.behind == ()
