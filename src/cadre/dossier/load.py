"""Loading: read all, stop at nothing, list all that is wrong with its place and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cadre.dossier import rules
from cadre.dossier.convert import BadCellError, RowReader
from cadre.dossier.folder import (
    MARK,
    MISSION,
    PACKAGE,
    Contents,
    Record,
    TooLargeError,
    bad_character,
    described,
    read,
    records,
)
from cadre.dossier.listing import Listing, Place, shown
from cadre.dossier.priors import judged, published
from cadre.dossier.profile import read_profile
from cadre.dossier.references import Lost, circles, lost_citations, lost_rows
from cadre.dossier.tables import CITED, TABLES, Table
from cadre.errors import DossierError
from cadre.mission.findings import Finding, Rule
from cadre.mission.markings import UNRELEASED
from cadre.mission.mission import Mission
from cadre.mission.rows import Citation, Row
from cadre.mission.spelling import spelling_key

NAMED = 10
"""Dossiers inside a folder that are named; more are counted."""
UNREADABLE = "can't be read"
EMPTY = "is empty"
MISSING = "isn't in the folder"
REMEDIES_OF_FILES = {UNREADABLE: "Correct {}.", EMPTY: "Fill {}.", MISSING: "Put {} back."}
"""What to do about a file of which no row could be read, by why that is so."""
SEARCHED = 2000
"""Ids among which a misspelt one is searched; more would take too long for a hint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """A file as it was when it was loaded.

    Attributes:
        sha256: SHA-256 of its bytes, hexadecimal.
        lines: For each row taken from it, by id, its first line.
    """

    sha256: str
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A mission as its folder states it, and what is wrong with the folder.

    Attributes:
        mission: All that could be read; rows that couldn't, and rows that lean on them, are left
            out, and `findings` says so.
        findings: What is wrong, file by file, line by line.
        files: Each file that was read, by name.
    """

    mission: Mission
    findings: tuple[Finding, ...]
    files: Mapping[str, FileSeen]


def load(where: Path, *, guarded: bool = False) -> Loaded:
    """Read the mission in the folder `where`.

    A row with a fault is left out, and so is every row that refers to it; a citation that leads
    nowhere is dropped from its row. All of it is told in the findings; nothing else is raised.

    Args:
        where: The folder.
        guarded: Whether a row without a mark of its own that loses a citation is nobody's but the
            staff's: what it cited may be what it was to be kept for. So it is for whoever may not
            see all.

    Raises:
        DossierError: There is no such folder or no `mission.toml` in it, the file isn't TOML, or
            it lacks a key without which there is no mission.
    """
    if not where.is_dir():
        raise DossierError(
            str(where), "is no folder", "a folder with mission.toml", "Name a dossier's folder."
        )
    listing = Listing()
    if not (where / MISSION).exists() and not (where / MISSION).is_symlink():
        raise _no_dossier(where)
    stated = read(where / MISSION)
    profile = read_profile(stated, listing)
    _unknown_files(where, listing)
    missing = _missing_files(where, listing)
    found = {name: read_table(where / table.file, table, listing) for name, table in TABLES.items()}
    for name in missing:
        found[name].unread = MISSING
    refuse(found, listing, guarded=guarded)
    tables: dict[str, Any] = {name: tuple(one.rows.values()) for name, one in found.items()}
    files = {MISSION: FileSeen(sha256=stated.sha256)} | {
        TABLES[name].file: FileSeen(
            sha256=one.sha256, lines={key: one.lines[key] for key in one.rows}
        )
        for name, one in found.items()
        if one.sha256
    }
    order = [MISSION, *(table.file for table in TABLES.values())]
    return Loaded(
        mission=Mission(profile=profile, **tables), findings=listing.findings(order), files=files
    )


def _no_dossier(where: Path) -> DossierError:
    """The error for a folder without `mission.toml`: it names the dossiers inside, if any."""
    inside = sorted(path.parent.name for path in where.glob(f"*/{MISSION}"))
    more = f", and {len(inside) - NAMED} more" if len(inside) > NAMED else ""
    named = f"Name one of the dossiers inside: {', '.join(inside[:NAMED])}{more}."
    begin = f"Put a {MISSION} into it, or begin a dossier with `cadre init`."
    return DossierError(
        str(where),
        f"is no dossier: it has no {MISSION}",
        f"a folder with {MISSION}",
        named if inside else begin,
    )


@dataclass(slots=True, kw_only=True)
class Found:
    """What one file holds.

    Attributes:
        sha256: SHA-256 of its bytes; empty when there is no file that could be read.
        rows: Its rows by id.
        lines: The first line of every row by id, of kept and of refused ones.
        refused: Rows that were refused, by id: the ids of those that each was to replace.
        unread: Why no row could be read of a file that should hold some, as has been told; else
            empty.
    """

    sha256: str = ""
    rows: dict[str, Row] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    refused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unread: str = ""

    def refuse(self, key: str) -> None:
        """Take out a row."""
        self.refused[key] = self.rows.pop(key).supersedes


def _unknown_files(where: Path, listing: Listing) -> None:
    """Note the CSV files of a folder that are no table."""
    known = [table.file for table in TABLES.values()]
    paths = sorted(where.iterdir())
    there = {path.name for path in paths}
    for path in paths:
        name = path.name
        if name.lower().endswith(".csv") and name not in known and not name.startswith("."):
            # The ending is alike in all of them: only what stands before it tells how near one is.
            close = get_close_matches(path.stem.lower(), list(TABLES), n=1)
            message = f"{shown(name)} is no table of a dossier, so it isn't read."
            allowed = f"Move it out of the folder; its tables are {', '.join(TABLES)}."
            remedy = f"Rename it to {TABLES[close[0]].file}." if close else allowed
            if close and TABLES[close[0]].file in there:
                remedy = f"Move it out of the folder, or its rows into {TABLES[close[0]].file}."
            listing.add(rules.UNKNOWN_FILE, Place(file=name), message, remedy)


def _missing_files(where: Path, listing: Listing) -> list[str]:
    """The tables that the folder's own description lists and that aren't there, noted too."""
    known, missing = {table.file: name for name, table in TABLES.items()}, []
    for file in described(where / PACKAGE):
        if file in known and not (where / file).exists():
            missing.append(known[file])
            message = f"{PACKAGE} lists {file}, which isn't in the folder."
            remedy = f"Put {file} back; if it isn't wanted any more, take it out of {PACKAGE}."
            listing.add(rules.MISSING_FILE, Place(file=file), message, remedy)
    return missing


def read_table(path: Path, table: Table, listing: Listing) -> Found:
    """Read the file of one table; what is wrong in it is noted, and there may be no such file."""
    # A link that leads nowhere is a file that can't be read, not one that isn't there.
    if not path.exists() and not path.is_symlink():
        return Found()
    try:
        file = read(path)
    except TooLargeError as error:
        message = f"{path.name} {error.problem}; allowed are {error.allowed}."
        listing.add(rules.TOO_LARGE, Place(file=path.name), message, error.remedy)
        return Found(unread=UNREADABLE)
    except DossierError as error:
        message = f"{path.name} {error.problem}."
        listing.add(rules.UNREADABLE, Place(file=path.name), message, error.remedy)
        return Found(unread=UNREADABLE)
    return _TableReader(table, file, listing).found()


class _TableReader:
    """Reads one file of a table."""

    def __init__(self, table: Table, file: Contents, listing: Listing) -> None:
        self._table = table
        self._name = file.name
        self._records = records(file.text.removeprefix(MARK))
        self._listing = listing
        self._found = Found(sha256=file.sha256)

    def found(self) -> Found:
        """All rows without a fault of their own."""
        head = next(self._records, None)
        if head is None:
            message = f"{self._name} is empty."
            remedy = f"Write the header line, which begins with: {self._some_columns()}."
            self._note(rules.NO_HEADER, Place(file=self._name, line=1), message, remedy)
            self._found.unread = EMPTY
            return self._found
        header = self._header(head)
        self._found.unread = UNREADABLE if header is None else ""
        if header is not None:
            reader = RowReader(self._table, header)
            for record in self._records:
                self._take(record, reader, header)
            if not self._found.lines:
                message = f"{self._name} has a header and no rows."
                remedy = (
                    f"Add rows, or remove the file and its entry in {PACKAGE} if the mission "
                    "has none."
                )
                self._note(rules.NO_ROWS, Place(file=self._name, line=1), message, remedy)
        return self._found

    def _header(self, head: Record) -> tuple[str, ...] | None:
        """The names of the columns; None when no row can be read with them."""
        place = Place(file=self._name, line=head.line)
        if head.broken or bad_character("".join(head.cells)):
            self._unparted(head, ())
            return None
        header = tuple(cell.strip() for cell in head.cells)
        while header and not header[-1]:
            # Excel leaves empty columns at the end; cells in them are still found.
            header = header[:-1]
        if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
            message = f"{self._name} separates its cells by {_mark(header[0])}, not by commas."
            remedy = "Save it as comma-separated CSV in UTF-8; Excel in Europe writes semicolons."
            self._note(rules.NO_COMMAS, place, message, remedy)
            return None
        return header if self._columns_known(header, place) else None

    def _columns_known(self, header: tuple[str, ...], place: Place) -> bool:
        """Whether every column that is needed is there; notes those that aren't known."""
        columns = {column.name: column for column in self._table.columns}
        for number, name in enumerate(header):
            here = replace(place, column=name or f"cell {number + 1}")
            if not name:
                message = f"Column {number + 1} has no name, so it isn't read."
                self._note(rules.UNKNOWN_COLUMN, here, message, "Remove it, or give it its name.")
            elif name in header[:number]:
                message = f"The column {shown(name)} stands twice; the last one is read."
                self._note(rules.UNKNOWN_COLUMN, here, message, "Remove one of the two.")
            elif name not in columns:
                close = get_close_matches(name.lower(), columns, n=1)
                message = f"{shown(name)} is no column of {self._table.name}, so it isn't read."
                remedy = f"Rename it to {close[0]!r}." if close else self._known_columns()
                self._note(rules.UNKNOWN_COLUMN, here, message, remedy)
        missing = [one for one in columns.values() if one.required and one.name not in header]
        for column in missing:
            message = f"The column {column.name!r} is missing, so no row can be read."
            remedy = f"Add it: {column.help}"
            self._note(rules.MISSING_COLUMN, replace(place, column=column.name), message, remedy)
        return not missing

    def _take(self, record: Record, reader: RowReader, header: tuple[str, ...]) -> None:
        """Take one row, or note why not."""
        cells = record.cells
        at = header.index("id")
        key = "".join(cells[at : at + 1]).strip()
        if record.broken or _escaped(cells):
            self._unparted(record, header)
            self._refuse(key, record)
        elif len(cells) < len(header) or any(cells[len(header) :]):
            message = f"The row has {len(cells)} cells, the header {len(header)}."
            remedy = "Put a text that holds commas in quotes, and count the commas."
            self._refuse(key, record)
            self._note(rules.CELL_COUNT, self._place(record), message, remedy, key)
        else:
            self._keep(record, reader.read(cells), key)
            if key in self._found.refused and "supersedes" in header:
                ids = cells[header.index("supersedes")].split(";")
                self._found.refused[key] = tuple(one.strip() for one in ids)

    def _keep(self, record: Record, row: Row | list[BadCellError], key: str) -> None:
        if isinstance(row, list):
            self._bad_cells(record, row, key)
        elif row.id in self._found.rows:
            message = (
                f"The id {shown(row.id)} stands already in line {self._found.lines[row.id]}; "
                "the first row counts."
            )
            place = replace(self._place(record), column="id")
            self._note(rules.DUPLICATE_ID, place, message, "Give it another id.", about=row.id)
        else:
            self._found.refused.pop(row.id, None)
            self._found.rows[row.id] = row
            self._found.lines[row.id] = record.line

    def _refuse(self, key: str, record: Record) -> None:
        if key not in self._found.rows:
            self._found.lines.setdefault(key, record.line)
            self._found.refused[key] = ()

    def _bad_cells(self, record: Record, faults: Iterable[BadCellError], key: str) -> None:
        self._refuse(key, record)
        note_bad_cells(self._place(record), faults, self._listing, key)

    def _unparted(self, record: Record, header: Sequence[str]) -> None:
        """Note a record whose text can't be read."""
        place = self._place(record)
        if record.broken:
            remedy = "Close the quote, and write a quote inside a quoted text twice."
            self._note(rules.BROKEN_QUOTES, place, f"In this row {record.broken}.", remedy)
            return
        number = next(n for n, cell in enumerate(record.cells) if bad_character(cell))
        column = header[number] if number < len(header) else f"cell {number + 1}"
        bad = bad_character(record.cells[number])
        message = f"`{column}` holds the byte {bad}, which isn't UTF-8, so the row isn't read."
        remedy = "Save the file as UTF-8; this is most likely Windows-1252 (Latin-1) or UTF-16."
        self._note(rules.NOT_UTF8, replace(place, column=column), message, remedy)

    def _place(self, record: Record) -> Place:
        return Place(file=self._name, line=record.line)

    def _note(self, rule: Rule, place: Place, message: str, remedy: str, about: str = "") -> None:
        self._listing.add(rule, place, message, remedy, about)

    def _some_columns(self) -> str:
        return ",".join(column.name for column in self._table.columns if column.required)

    def _known_columns(self) -> str:
        known = ", ".join(column.name for column in self._table.columns)
        return f"Remove it, or use one of: {known}."


def note_bad_cells(row: Place, faults: Iterable[BadCellError], listing: Listing, key: str) -> None:
    """Note what is wrong with the cells of a row."""
    for fault in faults:
        what = f"is {shown(fault.value)}" if fault.value else "is blank"
        message = f"`{fault.column}` {what}; allowed: {fault.allowed}."
        remedy = remedy_for(fault.rule)
        listing.add(fault.rule, replace(row, column=fault.column), message, remedy, key)


_REMEDIES = {
    rules.MISSING_VALUE: "Fill the cell, or remove the row.",
    rules.OUT_OF_BOUNDS: "Correct the number, or its unit.",
    rules.DISORDER: "Correct one of the values.",
    rules.FAR_PRIOR: "Say in its note why the mission is so different, or correct the value.",
}


def remedy_for(rule: Rule) -> str:
    """What to do about a cell that breaks a rule."""
    return _REMEDIES.get(rule, "Correct the value.")


def _mark(header: str) -> str:
    return "semicolons" if ";" in header else "tabs" if "\t" in header else "bars"


def _escaped(cells: Sequence[str]) -> bool:
    text = "".join(cells)
    return not text.isascii() and bool(bad_character(text))


def refuse(found: Mapping[str, Found], listing: Listing, *, guarded: bool = False) -> None:
    """Take out the rows and citations that lead nowhere, and note them; `guarded` as in `load`."""
    rows = {name: one.rows for name, one in found.items()}
    _judge_priors(found["priors"], listing)
    for circling in list(circles(rows)):
        _note_circle(circling, found, listing)
    for lost in lost_rows(rows):
        _note_lost(lost, found, listing)
    # A row may cite a published prior, which stands in no file of the folder.
    cited = rows | {"priors": {**published(), **rows["priors"]}}
    for name, table in TABLES.items():
        for key, citations in list(lost_citations(table, cited)):
            row = rows[name][key]
            kept = tuple(one for one in row.sources if one not in citations)
            mark = UNRELEASED if guarded and row.marking is None else row.marking
            rows[name][key] = replace(row, sources=kept, marking=mark)
            for citation in citations:
                _note_citation(citation, table, found, key, listing)
    _note_replaced(found, listing)


def _judge_priors(own: Found, listing: Listing) -> None:
    """Take out priors that can't stand in their column; note those far from the published ones."""
    file = TABLES["priors"].file
    for bad in judged(own.rows):
        place = Place(file=file, line=own.lines[bad.id], column=bad.column)
        remedy = remedy_for(bad.rule)
        listing.add(bad.rule, place, bad.message, remedy, bad.id)
        if bad.rule is not rules.FAR_PRIOR:
            own.refuse(bad.id)


def _note_replaced(found: Mapping[str, Found], listing: Listing) -> None:
    """Note rows that count again since the rows that were to replace them are refused."""
    for name, one in found.items():
        for key, old in one.refused.items():
            for again in old:
                if again in one.rows:
                    file = TABLES[name].file
                    place = Place(file=file, line=one.lines[key], column="supersedes")
                    message = (
                        f"{shown(again)} counts, since this row, which replaces it, is refused."
                    )
                    listing.add(rules.COUNTS_AGAIN, place, message, "Correct this row.", key)


def _note_circle(lost: Lost, found: Mapping[str, Found], listing: Listing) -> None:
    """Take out one row that leads into a circle."""
    one, column = found[lost.table], lost.field.columns[0].name
    if lost.row in one.rows:
        place = Place(file=TABLES[lost.table].file, line=one.lines[lost.row], column=column)
        message = f"`{column}` names {shown(lost.target)}, which leads into a circle."
        listing.add(rules.CIRCLE, place, message, "Remove one of the references.", lost.row)
        one.refuse(lost.row)


def _note_lost(lost: Lost, found: Mapping[str, Found], listing: Listing) -> None:
    """Take out one row that refers to what isn't there."""
    one, tables = found[lost.table], lost.field.refers_to
    column = lost.field.columns[0].name
    place = Place(file=TABLES[lost.table].file, line=one.lines[lost.row], column=column)
    refused = next((name for name in tables if lost.target in found[name].refused), None)
    unread = next((name for name in tables if found[name].unread), None)
    if refused is not None:
        line = found[refused].lines[lost.target]
        message = (
            f"`{column}` names {shown(lost.target)}, which was refused "
            f"({refused}.csv:{line}), so this row is refused too."
        )
        listing.add(rules.REFUSED_ID, place, message, "Correct the row it names.", lost.row)
    elif unread is not None:
        message = (
            f"`{column}` names {shown(lost.target)}, and {unread}.csv {found[unread].unread}, so "
            "this row is refused too."
        )
        listing.add(rules.REFUSED_ID, place, message, _read_first(unread, found), lost.row)
    else:
        known = [key for name in tables for key in found[name].rows]
        where = " or ".join(f"{name}.csv" for name in tables)
        message = f"`{column}` names {shown(lost.target)}, which isn't in {where}."
        listing.add(rules.UNKNOWN_ID, place, message, nearest_id(lost.target, known), lost.row)
    one.refuse(lost.row)


def _note_citation(
    citation: Citation, table: Table, found: Mapping[str, Found], key: str, listing: Listing
) -> None:
    place = Place(file=table.file, line=found[table.name].lines[key], column="sources")
    where = " or ".join(f"{name}.csv" for name in CITED)
    message = f"`sources` names {shown(citation.ref)}, which no row of {where} has or keeps."
    known = [ref for name in CITED for ref in found[name].rows]
    unread = next((name for name in CITED if found[name].unread), None)
    remedy = _read_first(unread, found) if unread else nearest_id(citation.ref, known)
    listing.add(rules.UNKNOWN_CITATION, place, message, remedy, key)


def _read_first(unread: str, found: Mapping[str, Found]) -> str:
    """What to do about a table of which no row could be read, before its ids are looked at."""
    return REMEDIES_OF_FILES[found[unread].unread].format(f"{unread}.csv")


def nearest_id(unknown: str, known: Sequence[str]) -> str:
    """The remedy for an unknown id: the nearest known one, where that is quickly found."""
    by_key = {spelling_key(one): one for one in known} if len(known) <= SEARCHED else {}
    close = [by_key[one] for one in get_close_matches(spelling_key(unknown), by_key, n=1)]
    return f"Write {close[0]!r}, or add the row." if close else "Correct the id, or add the row."
