"""Search: over all that a reader may see: rows of every table, findings, pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cadre.desk.conflicts import titles_of
from cadre.desk.desk import Desk
from cadre.desk.folding import Run, all_begin, folded, folded_words, parts_hit
from cadre.desk.naming import name_of
from cadre.desk.seen import seen
from cadre.desk.words import figures_of, kind_words, table_words, texts_of
from cadre.dossier.convert import cell_texts
from cadre.dossier.remembered import Remembered
from cadre.dossier.tables import TABLES
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.rows import Row
from cadre.mission.sources import Claim

PAGES, FINDINGS = "pages", "findings"
"""The kinds of hits that aren't tables."""
FEW = 4
"""Hits of each kind that are shown beside those of others."""
MOST = 50
"""Hits of one kind that are shown at a time, unless told otherwise."""
LONG = 160
"""Letters of a text that are shown around what was found."""
MOST_WORDS = 12
"""Words of a question that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAsked:
    """What is searched for.

    Attributes:
        text: Words; each must begin a word of what is found.
        kind: The only kind of hits wanted: a table, findings or pages; empty for all.
        after: How many hits come before the first that is shown.
        limit: How many hits are shown at most.
    """

    text: str
    kind: str = ""
    after: int = 0
    limit: int = MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that was found.

    Attributes:
        kind: A table, findings or pages.
        words: The kind as people call one of it.
        id: Id of the row, code of the finding's rule, or name of the page.
        about: For a finding, the id of what it is about; else empty.
        name: What people call it, cut into what was found and what wasn't.
        text: Some of what it says, cut likewise; empty where the name says all.
        rank: 0 for the very id, 1 for the beginning of an id, 2 for the beginning of a name, 3
            for words of a name, 4 for words of its text.
    """

    kind: str
    words: str
    id: str
    about: str
    name: tuple[Run, ...]
    text: tuple[Run, ...]
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Hits of one kind.

    Attributes:
        kind: A table, findings or pages.
        words: As people call it.
        count: How many there are.
        hits: Those that are shown, the best first.
    """

    kind: str
    words: str
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """What was found.

    Attributes:
        made_from: What was searched.
        asked: What was searched for.
        count: How many hits there are of all kinds.
        kinds: Every kind that was hit, the one with the best hit first; with hits of the kind
            asked for, or a few of each.
        next: Where the next hits of the kind asked for begin; None at the end.
    """

    made_from: MadeFrom
    asked: SearchAsked
    count: int
    kinds: tuple[Group, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something that can be found."""

    kind: str
    id: str
    about: str
    name: str
    text: str
    folded_id: str
    folded_name: str
    folded_text: str


def search(desk: Desk, asked: SearchAsked, pages: Iterable[tuple[str, str]] = ()) -> SearchAnswer:
    """What there is of some words, as far as the desk's reader may see it.

    Args:
        desk: The desk.
        asked: What is searched for.
        pages: Name and title of each page that can be found too.
    """
    words = folded_words(asked.text)[:MOST_WORDS]
    entries = [*(_entry(PAGES, name, title) for name, title in pages), *_index(desk)]
    found: dict[str, list[tuple[int, _Entry]]] = {}
    if words:
        whole = folded(asked.text.strip())
        for entry in entries:
            rank = _rank(entry, whole, words)
            if rank is not None:
                found.setdefault(entry.kind, []).append((rank, entry))
    for some in found.values():
        some.sort(key=lambda one: one[0])
    best = sorted(found, key=lambda kind: found[kind][0][0])
    groups = tuple(_group(kind, found[kind], asked, words) for kind in best)
    shown = asked.after + asked.limit
    more = shown < len(found.get(asked.kind, ()))
    answer = SearchAnswer(
        made_from=desk.made_from,
        asked=asked,
        count=sum(one.count for one in groups),
        kinds=groups,
        next=shown if more else None,
    )
    return desk.released("search", answer, 0)


def _group(
    kind: str, found: list[tuple[int, _Entry]], asked: SearchAsked, words: list[str]
) -> Group:
    some = found[:FEW] if not asked.kind else []
    if asked.kind == kind:
        some = found[asked.after : asked.after + asked.limit]
    hits = tuple(_hit(rank, entry, words) for rank, entry in some)
    return Group(kind=kind, words=_words(kind), count=len(found), hits=hits)


def _words(kind: str) -> str:
    return table_words(kind)


def _hit(rank: int, entry: _Entry, words: list[str]) -> Hit:
    one = entry.kind.removesuffix("s") if entry.kind in (PAGES, FINDINGS) else ""
    return Hit(
        kind=entry.kind,
        words=one or kind_words(entry.kind),
        id=entry.id,
        about=entry.about,
        name=parts_hit(entry.name, words),
        text=_around(entry.text, words),
        rank=rank,
    )


def _around(text: str, words: list[str]) -> tuple[Run, ...]:
    """The part of a text that was found, with some of what stands around it."""
    if len(text) > LONG:
        before = 0
        for run in parts_hit(text, words):
            if run.hit:
                break
            before += len(run.text)
        start = max(0, min(before - LONG // 3, len(text) - LONG))
        cut = text[start : start + LONG]
        text = ("… " if start else "") + cut.strip() + (" …" if start + LONG < len(text) else "")
    return parts_hit(text, words) if text else ()


def _rank(entry: _Entry, whole: str, words: list[str]) -> int | None:
    """How well an entry fits; None when it doesn't."""
    if whole == entry.folded_id:
        return 0
    if entry.folded_id.startswith(whole):
        return 1
    if not all_begin(words, entry.folded_text):
        return None
    if entry.folded_name.startswith(" " + " ".join(words)):
        return 2
    return 3 if all_begin(words, entry.folded_name) else 4


def _index(desk: Desk) -> tuple[_Entry, ...]:
    """All that can be found at a desk, made once."""
    return desk.mission.once(
        ("search", desk.audience.id),
        lambda: (*_rows(seen(desk)), *_findings(desk)),
    )


def _rows(mission: Mission) -> Iterator[_Entry]:
    order = ("claims", "sources", "assumptions", "conflicts")
    for table in sorted(TABLES, key=lambda one: one in order):
        for row in getattr(mission, table):
            name, text = name_of(mission, table, row), _text(mission, table, row)
            yield _entry(table, row.id, name, text, more=_cells(table, row))


_CELLS: Remembered[str] = Remembered()
_TEXTS: Remembered[str] = Remembered()


def _cells(table: str, row: Row) -> str:
    """All that a row states, to be searched."""

    def joined() -> str:
        cells = cell_texts(TABLES[table], row)
        return " ".join(cells[one] for one in cells if one != "id")

    return _CELLS.of(row, joined, table)


def _text(mission: Mission, table: str, row: Row) -> str:
    """What is shown of a row beside its name."""
    title = titles_of(mission).get(row.source, "") if isinstance(row, Claim) else ""
    return _TEXTS.of(row, lambda: " · ".join(one for one in _says(table, row, title) if one), title)


def _says(table: str, row: Row, title: str) -> tuple[str, ...]:
    if isinstance(row, Claim):
        reported = str(row.reported_on)
        return row.figure, row.kind.value, title, row.locator, reported, row.note
    return figures_of(table, row), texts_of(table, row)


def _findings(desk: Desk) -> Iterator[_Entry]:
    for one in desk.check().findings:
        yield _entry(FINDINGS, one.code, one.message, one.remedy, about=one.about)


# Folding is most of the work, and after a change nearly all that can be found is the same.
@lru_cache(maxsize=65_536)
def _entry(
    kind: str, key: str, name: str, text: str = "", *, about: str = "", more: str = ""
) -> _Entry:
    own = " " + " ".join(folded_words(name))
    key_words = " ".join(folded_words(f"{key} {about}"))
    rest = " ".join(folded_words(f"{text} {more}"))
    return _Entry(kind, key, about, name, text, folded(key), own, f"{own} {key_words} {rest}")
