"""The table in a sheet: where its header is, which column tells what, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, zip_longest

from cadre.errors import CadreError
from cadre.exchange.fields import Told, by_headers, by_tags, is_personal, tag_of
from cadre.exchange.grid import Cells, Grid, Progress, bounded
from cadre.exchange.opening import Opened
from cadre.mission.spelling import spelling_key

LOOKED = 40
"""Rows at the top of a sheet among which its header is looked for."""
STEP = 1000
"""Rows between two calls that tell how far reading has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header of a table.

    Attributes:
        row: Its last row; the rows of the table follow.
        names: Its texts as people read them.
        columns: The place of each column that is taken, by what it tells.
    """

    row: int
    names: tuple[str, ...]
    columns: Mapping[Told, int]

    @property
    def left(self) -> tuple[str, ...]:
        """The columns that aren't taken, as people read them."""
        taken = set(self.columns.values())
        return tuple(name for place, name in enumerate(self.names) if name and place not in taken)

    @property
    def personal(self) -> tuple[str, ...]:
        """Those of them that hold people by name, address or number."""
        return tuple(name for name in self.left if is_personal(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table.

    Attributes:
        row: Its number in the file.
        cells: What it tells; blank cells are left out.
        texts: The same as texts.
    """

    row: int
    cells: Mapping[Told, object]
    texts: Mapping[Told, str]

    def text(self, told: Told) -> str:
        """What a cell tells as a text; empty for a blank one."""
        return self.texts.get(told, "")


def text_of(value: object) -> str:
    """A cell as a text on one line, without blanks at its ends and characters no table can hold."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, date | datetime):
        return value.isoformat()
    text = str(value)
    if not text.isprintable():
        text = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(text.split())


def header_of(grid: Grid, named: Mapping[Told, str]) -> Header | None:
    """The header of a sheet; None when none of its first rows is one.

    Args:
        grid: The sheet; its first rows are read.
        named: Columns that a map names by their header or letter.

    Raises:
        CadreError: The map names a column that the header doesn't have.
    """
    top = list(islice(bounded(grid.file, grid.rows), LOOKED))
    upper: Cells = ()
    for place, (number, cells) in enumerate(top):
        below = top[place + 1][1] if place + 1 < len(top) else ()
        tags = by_tags(cells) if _is_tag_row(cells) else {}
        above = top[place - 1][1] if tags and place else cells
        names = _under(upper, () if tags and upper else above)
        columns = _together(tags, _together(by_headers(above), by_headers(upper)))
        if not tags and (_is_tag_row(below) or _goes_on(columns, below)):
            upper = names
            continue
        columns = _as_named(grid, names, columns, named) if named else columns
        if _tells(columns):
            return Header(row=number, names=tuple(map(text_of, names)), columns=columns)
        upper = ()
    return None


def _goes_on(columns: Mapping[Told, int], below: Cells) -> bool:
    """Whether a header goes on in the row below it, where its own texts head groups of columns."""
    theirs = by_headers(below)
    if not _tells(columns) or not theirs:
        return False
    filled = [place for place, cell in enumerate(below) if text_of(cell)]
    beside = len(filled) == len(theirs) and not {*filled} & {*columns.values()}
    return beside or (_tells(theirs) and len(theirs) > len(columns))


def _under(upper: Cells, lower: Cells) -> Cells:
    """The texts of a header of two rows: those below, and above where these are blank."""
    return tuple(
        one if text_of(one) else other for one, other in zip_longest(lower, upper, fillvalue=None)
    )


def _is_tag_row(cells: Cells) -> bool:
    return sum(tag_of(cell) is not None for cell in cells) >= 3


def _together(tags: Mapping[Told, int], headers: Mapping[Told, int]) -> dict[Told, int]:
    """Columns by tags, and by headers those that no tag names."""
    found = dict(tags)
    for told, place in headers.items():
        if told not in found and place not in found.values():
            found[told] = place
    return found


def _tells(columns: Mapping[Told, int]) -> bool:
    """Whether columns tell who does what: enough to be a header, and not a row of the table."""
    who = Told.PARTNER in columns or Told.ACRONYM in columns
    what = Told.SECTOR in columns or Told.ACTIVITY in columns
    return who and what


def _as_named(
    grid: Grid, cells: Cells, columns: Mapping[Told, int], named: Mapping[Told, str]
) -> dict[Told, int]:
    """Columns with those that a map names; a row that has none of these isn't the header."""
    places = {spelling_key(text_of(cell)): place for place, cell in enumerate(cells)}
    wanted = {
        told: places.get(spelling_key(text), _letters(text, len(cells)))
        for told, text in named.items()
    }
    if not _tells(columns) and all(place is None for place in wanted.values()):
        return {}
    for told, place in wanted.items():
        if place is None:
            raise CadreError(
                f"{grid.file}: column {named[told]!r}",
                "isn't in the header",
                ", ".join(text_of(cell) for cell in cells if cell) or "a header",
                f"Correct `{told.value}` under [columns] of the map.",
            )
    fixed = {told: place for told, place in wanted.items() if place is not None}
    rest = {told: one for told, one in columns.items() if one not in fixed.values()}
    return rest | fixed


def _letters(text: str, width: int) -> int | None:
    """The place of a column by its letter; None for a text that is none of the sheet."""
    if not (text.isascii() and text.isalpha() and text.isupper() and len(text) <= 2):
        return None
    place = 0
    for letter in text:
        place = place * 26 + ord(letter) - 64
    return place - 1 if place <= width else None


def find_table(opened: Opened, sheet: str | None, named: Mapping[Told, str]) -> tuple[Grid, Header]:
    """The sheet with a table of who does what where, and its header.

    Args:
        opened: The file.
        sheet: Name of the sheet; None takes the first one with such a table that isn't hidden.
        named: Columns that a map names.

    Raises:
        CadreError: There is none.
    """
    asked = [opened.named(sheet)] if sheet else list(opened.sheets)
    for one in asked:
        header = header_of(opened.grid(one), named)
        if header is not None:
            return opened.grid(one), header
    where = ", ".join(one.strip() for one in asked if one)
    raise CadreError(
        opened.file,
        "has no header that names partners and what they do"
        + (f" (looked at: {where})" if where else ""),
        f"within the first {LOOKED} rows a header with partner and sector or activity, or HXL tags",
        "Name the sheet with `--sheet`, or the columns under [columns] of a map.",
    )


def lines(grid: Grid, header: Header, progress: Progress | None = None) -> Iterator[Line]:
    """The rows of the table below its header."""
    for number, cells in told_rows(grid, header.row, progress):
        wide = len(cells)
        texts = {
            told: text
            for told, place in header.columns.items()
            if place < wide and cells[place] is not None and (text := text_of(cells[place]))
        }
        if texts:
            raw = {told: cells[header.columns[told]] for told in texts}
            yield Line(row=number, cells=raw, texts=texts)


def told_rows(
    grid: Grid, header: int, progress: Progress | None = None
) -> Iterator[tuple[int, Cells]]:
    """The rows below row `header`, with word of how far reading has come."""
    rows: Iterable[tuple[int, Cells]] = bounded(grid.file, grid.rows)
    for count, (number, cells) in enumerate(rows):
        if progress is not None and count % STEP == 0:
            progress(number, max(grid.total, number))
        if number > header:
            yield number, cells
    if progress is not None:
        progress(max(grid.total, 1), max(grid.total, 1))
