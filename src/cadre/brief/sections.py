"""Brief, Section, Paragraph, Table, Chart, Number: content as data, every part marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from cadre.mission.ids import AudienceId
from cadre.mission.markings import Marking
from cadre.mission.plans import MadeFrom
from cadre.mission.rows import Citation

Spec: TypeAlias = dict[str, Any]
"""A Vega-Lite chart as data, its rows inside."""


@dataclass(frozen=True, slots=True, order=True)
class RowRef:
    """A row of the dossier.

    Attributes:
        table: Its table: posts.
        id: Its id in that table.
    """

    table: str
    id: str

    def __str__(self) -> str:
        return f"{self.table}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a number was made from.

    Attributes:
        rows: Rows of the dossier that went in, beside those of the basis.
        sources: Claims, sources and assumptions used directly.
        basis: Id of the basis whose rows all went in; empty when there is none.
        words: How the number was made, as a sentence.
    """

    rows: tuple[RowRef, ...] = ()
    sources: tuple[Citation, ...] = ()
    basis: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as it is read, with its way back.

    Attributes:
        id: Readable and stable: force.2021-11-29.median.
        value: The number; None when it is unknown, which isn't zero.
        text: As printed.
        unit: Its unit; empty for a plain count.
        label: What it is, as words.
        error: Its standard error, for a simulated number; None for any other.
        origin: What it was made from.
        marking: Who may see it: the strictest of what it was made from.
    """

    id: str
    value: float | None
    text: str
    unit: str
    label: str
    error: float | None
    origin: Origin
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A reference to a document, a claim or an assumption, inside a text.

    Attributes:
        citation: What is cited.
        marking: Who may see it.
    """

    citation: Citation
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLink:
    """A reference to a row of the dossier, inside a text.

    Attributes:
        row: The row.
        text: As printed.
        marking: Who may see it.
    """

    row: RowRef
    text: str
    marking: Marking


Piece: TypeAlias = str | Number | Cite | RowLink
Text: TypeAlias = tuple[Piece, ...]


def marks_in(text: Text) -> Iterator[Marking]:
    """The marks of the numbers and references of a text."""
    return (piece.marking for piece in text if not isinstance(piece, str))


def joined(texts: Iterable[Text], between: str) -> Text:
    """Texts one after the other, with `between` between them."""
    pieces: list[Piece] = []
    for text in texts:
        pieces += [between, *text] if pieces else text
    return tuple(pieces)


def words_of(text: Text) -> str:
    """A text as it is read, without links."""
    return "".join(_word(piece) for piece in text)


def _word(piece: Piece) -> str:
    if isinstance(piece, str):
        return piece
    return f"[{piece.citation}]" if isinstance(piece, Cite) else piece.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, or a line of a list.

    Attributes:
        text: What it says.
        marking: Who may see it.
        role: plain, lead, item of a list, or note.
        label: What it is about, in a word or two that stand out; empty when it needs none.
    """

    text: Text
    marking: Marking
    role: str = "plain"
    label: str = ""

    @classmethod
    def of(
        cls,
        text: Iterable[Piece],
        marking: Marking | None = None,
        role: str = "plain",
        label: str = "",
    ) -> Paragraph:
        """A paragraph as strict as `marking` and everything in it."""
        pieces = tuple(text)
        marks = [*marks_in(pieces), *([marking] if marking else [])]
        return cls(text=pieces, marking=Marking.strictest(marks), role=role, label=label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        name: Its head.
        numeric: Whether it holds numbers, set flush right.
    """

    name: str
    numeric: bool = False


def columns_of(names: Iterable[str], numeric: Collection[str] = ()) -> tuple[Column, ...]:
    """A column for each name; those in `numeric` hold numbers."""
    return tuple(Column(name=name, numeric=name in numeric) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table.

    Attributes:
        cells: A text for each column.
        marking: Who may see it.
        tone: How it is set: empty, strong, good, weak or bad.
        anchor: What links inside the brief lead to; empty when none do.
    """

    cells: tuple[Text, ...]
    marking: Marking
    tone: str = ""
    anchor: str = ""

    @classmethod
    def of(
        cls,
        cells: Iterable[Text | Piece],
        marking: Marking | None = None,
        tone: str = "",
        anchor: str = "",
    ) -> Line:
        """A row as strict as `marking` and everything in it; a lone piece is a text."""
        texts = tuple(cell if isinstance(cell, tuple) else (cell,) for cell in cells)
        marks = [mark for text in texts for mark in marks_in(text)]
        marks += [marking] if marking else []
        return cls(cells=texts, marking=Marking.strictest(marks), tone=tone, anchor=anchor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Attributes:
        id: Name within the brief.
        title: What it shows.
        columns: Its columns.
        lines: Its rows.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def marking(self) -> Marking:
        """The strictest of its rows."""
        return Marking.strictest(line.marking for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart.

    Attributes:
        id: Name within the brief.
        title: What it shows, as a headline.
        description: What it shows, for those who can't see it.
        spec: The chart as Vega-Lite, its data inside.
        marking: The strictest of all that is drawn.
    """

    id: str
    title: str
    description: str
    spec: Spec
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Parts that fold away under a line.

    Attributes:
        title: The line that stays visible.
        parts: What folds away.
        open: Whether it is unfolded at first.
    """

    title: str
    parts: tuple[Paragraph | Table | Chart, ...]
    open: bool = False

    @property
    def count(self) -> int:
        """Lines in its tables, as they are left for the reader."""
        return sum(len(part.lines) for part in self.parts if isinstance(part, Table))

    @property
    def marking(self) -> Marking:
        """The strictest of its parts."""
        return Marking.strictest(part.marking for part in self.parts)


Part: TypeAlias = Paragraph | Table | Chart | Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a brief.

    Attributes:
        id: Name within the brief; a part of web addresses.
        title: Its head.
        parts: What it says, in order.
    """

    id: str
    title: str
    parts: tuple[Part, ...]

    @property
    def marking(self) -> Marking:
        """The strictest of its parts."""
        return Marking.strictest(part.marking for part in self.parts)

    def leaves(self) -> Iterator[Paragraph | Table | Chart]:
        """All parts in the order of reading, those of groups unfolded."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.parts
            else:
                yield part

    def pieces(self) -> Iterator[Piece]:
        """All pieces of texts in the order of reading, cell by cell."""
        for part in self.leaves():
            if isinstance(part, Paragraph):
                yield from part.text
            elif isinstance(part, Table):
                yield from (piece for line in part.lines for cell in line.cells for piece in cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Rows that went into many numbers together.

    Attributes:
        id: Name within the brief: plan, futures.
        label: What it is.
        words: Seed, version and whatever else makes it again.
        rows: The rows that went in.
        marking: The strictest of its rows.
    """

    id: str
    label: str
    words: str
    rows: tuple[RowRef, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a person reads, as data.

    Attributes:
        title: Name of the mission as printed.
        subtitle: As of when, up to when.
        reader: Audience it is for.
        reader_name: Its name as printed.
        made_from: What it was made from.
        sections: Its sections, in order.
        bases: Rows that went into many numbers together.
        not_shown: Parts and rows left out for this reader; None when even that isn't told.
    """

    title: str
    subtitle: str
    reader: AudienceId
    reader_name: str
    made_from: MadeFrom
    sections: tuple[Section, ...]
    bases: tuple[Basis, ...] = ()
    not_shown: int | None = 0

    @property
    def short(self) -> bool:
        """Whether it is set tight in print, so that two pages hold what was explored."""
        return any(basis.id == "exploration" for basis in self.bases)

    @property
    def marking(self) -> Marking:
        """The strictest of its sections."""
        return Marking.strictest(section.marking for section in self.sections)

    def leaves(self) -> Iterator[Paragraph | Table | Chart]:
        """All parts in the order of reading, those of groups unfolded."""
        return (part for section in self.sections for part in section.leaves())

    def texts(self) -> Iterator[Text]:
        """All texts in the order of reading, cell by cell."""
        for part in self.leaves():
            if isinstance(part, Paragraph):
                yield part.text
            elif isinstance(part, Table):
                yield from (cell for line in part.lines for cell in line.cells)

    def charts(self) -> tuple[Chart, ...]:
        """All charts in the order of reading."""
        return tuple(part for part in self.leaves() if isinstance(part, Chart))

    def numbers(self) -> dict[str, Number]:
        """All numbers by id, in the order in which they are first read."""
        found: dict[str, Number] = {}
        for piece in (one for section in self.sections for one in section.pieces()):
            if isinstance(piece, Number):
                found.setdefault(piece.id, piece)
        return found
