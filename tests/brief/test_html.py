"""The page: whole in itself, safe, and every link in it leads somewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from cadre.brief.html import portion, render
from cadre.brief.sections import Brief, Group, Table
from cadre.mission.ids import AudienceId
from cadre.mission.markings import Classification, Marking
from cadre.mission.sources import Audience
from cadre.release.redact import redact

VOID = {"meta", "br", "link", "img", "input", "hr"}
FOREIGN = ("script", "link", "iframe", "img", "object", "embed", "base", "form")


class Reader(HTMLParser):
    """Collects tags, ids and links, and checks that tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name in ("href", "xlink:href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page(brief: Brief) -> str:
    return render(brief)


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def test_the_page_needs_nothing_from_outside(page: str, read: Reader) -> None:
    assert not read.tags & set(FOREIGN)
    assert all(link.startswith("#") for link in read.links)
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    assert not [name for name in read.attributes if name.startswith("on")]


def test_every_link_leads_to_something_and_no_id_is_used_twice(read: Reader) -> None:
    assert len(read.ids) == len(set(read.ids))
    missing = {link[1:] for link in read.links} - set(read.ids)
    assert missing == set()


def test_every_number_is_a_link_to_its_line(brief: Brief, read: Reader) -> None:
    assert {f"#n-{key}" for key in brief.numbers()} <= set(read.links)


def test_words_of_a_dossier_can_not_become_markup(page: str) -> None:
    assert "Nobody serves &lt;b&gt;Pay&lt;/b&gt;." in page
    assert "Mission may grow &lt;fast&gt;" in page
    assert "<b>Pay" not in page


def test_every_chart_is_drawn_and_told_to_those_who_can_not_see_it(brief: Brief, page: str) -> None:
    assert page.count("<svg") == len(brief.charts()) >= 10
    for chart in brief.charts():
        assert f'<title id="c-{chart.id}-title">' in page
        assert f'aria-labelledby="c-{chart.id}-title c-{chart.id}-desc"' in page


def test_portion_marks_appear_only_when_something_is_marked(brief: Brief, page: str) -> None:
    assert '<span class="pm">(R)</span>' in page
    public, withheld = redact(brief, Audience(id=AudienceId("public"), name="Public"))
    open_page = render(public)
    assert 'class="pm"' not in open_page
    assert withheld


def test_a_line_bears_a_mark_only_where_it_differs_from_its_table(brief: Brief) -> None:
    """Marks on every line drown what they mark."""
    lent = next(one for one in brief.leaves() if isinstance(one, Table) and one.id == "sites-beds")
    assert {line.marking for line in lent.lines} == {lent.marking}
    page = render(brief)
    start = page.index('id="t-sites-beds"')
    shown = page[start : page.index("</table>", start)]
    assert shown.count('class="pm"') == 1


def test_a_label_stands_out_before_its_paragraph(page: str) -> None:
    assert "<b>Answer.</b> " in page


def test_a_group_says_how_much_of_it_is_left_for_the_reader(brief: Brief) -> None:
    """A count made before rows were withheld would tell that there are more."""
    own = next(one for one in brief.sections if one.id == "findings")
    group = next(part for part in own.parts if isinstance(part, Group))
    assert f"<summary>{group.title} ({group.count})" in render(brief)
    assert group.count == 1


@pytest.mark.parametrize(
    ("marking", "mark"),
    [
        (Marking(), "(U)"),
        (Marking(Classification.SECRET), "(S)"),
        (Marking(Classification.RESTRICTED, frozenset({"NATO", "HOST"})), "(R REL HOST, NATO)"),
        (Marking(Classification.RESTRICTED, frozenset()), "(R REL NOBODY)"),
    ],
)
def test_portion_marks_name_class_and_communities(marking: Marking, mark: str) -> None:
    assert portion(marking) == mark


def test_the_page_says_how_much_this_reader_is_not_shown(brief: Brief) -> None:
    public, withheld = redact(brief, Audience(id=AudienceId("public"), name="Public"))
    assert f"{withheld} parts and rows aren't shown to this reader" in " ".join(
        render(replace(public, not_shown=withheld)).split()
    ).replace("&#39;", "'")
    assert "shown to this reader" not in render(replace(public, not_shown=None))


def test_the_page_stays_small(page: str) -> None:
    assert len(page) < 1_500_000
