"""A reader who may see little gets a shorter brief, not one with holes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.brief.html import render
from cadre.brief.sections import Brief, Group, Paragraph, Section, Table, words_of
from cadre.brief.shown import readable
from cadre.mission.ids import AudienceId
from cadre.mission.markings import OPEN
from cadre.mission.sources import Audience
from cadre.release.redact import redact
from tests.brief.missions import RESTRICTED

PUBLIC = Audience(id=AudienceId("public"), name="The public")


@pytest.fixture(scope="module")
def public(brief: Brief) -> Brief:
    return readable(redact(brief, PUBLIC)[0])


def paragraphs(section: Section) -> list[str]:
    return [words_of(part.text) for part in section.parts if isinstance(part, Paragraph)]


def test_no_table_and_no_group_is_left_empty(brief: Brief, public: Brief) -> None:
    raw = redact(brief, PUBLIC)[0]
    assert [part for part in raw.leaves() if isinstance(part, Table) and not part.lines]
    for section in public.sections:
        assert section.parts
        for part in section.parts:
            assert not isinstance(part, Table) or part.lines
            assert not isinstance(part, Group) or part.parts


def test_a_section_with_nothing_left_goes_with_its_entry_in_the_contents(
    brief: Brief, public: Brief
) -> None:
    gone = {one.id for one in brief.sections} - {one.id for one in public.sections}
    assert gone
    page = render(public)
    for key in gone:
        assert f'href="#{key}"' not in page
        assert f'<section id="{key}"' not in page
    assert public.marking == OPEN
    assert '<div class="mark">UNCLASSIFIED</div>' in page


def test_what_introduces_nothing_any_more_goes_too(brief: Brief) -> None:
    """A heading over nothing tells that something is hidden there, and looks broken."""
    first = brief.sections[0]
    marked = tuple(
        replace(part, marking=RESTRICTED)
        if isinstance(part, Paragraph) and part.role == "item"
        else part
        for part in first.parts
    )
    hidden = replace(brief, sections=(replace(first, parts=marked), *brief.sections[1:]))
    shown = readable(redact(hidden, PUBLIC)[0])
    left = paragraphs(shown.sections[0]) if shown.sections[0].id == first.id else []
    assert "To be decided or brought about now:" in paragraphs(first)
    assert "To be decided or brought about now:" not in left


def test_a_note_about_a_chart_is_no_less_marked_than_the_chart(brief: Brief) -> None:
    force = next(one for one in brief.sections if one.id == "force")
    chart, note = force.parts[0], force.parts[1]
    assert isinstance(note, Paragraph)
    assert note.role == "note"
    assert note.marking == chart.marking


def test_nothing_is_lost_for_a_reader_who_may_see_all(brief: Brief) -> None:
    assert readable(brief) == brief
