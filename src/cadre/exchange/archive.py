"""Workbook files from the outside: what is inside the archive, before anything is unpacked."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree as ET

from cadre.errors import CadreError

UNPACKED = 400_000_000
"""Bytes that the parts of a workbook that are read may have unpacked, all together."""
IN_MEMORY = 64_000_000
"""Bytes that a part that is held in memory as a whole may have unpacked."""
_SMALL = {"xl/workbook.xml": 4_000_000, "xl/styles.xml": 20_000_000}
"""Bytes of parts whose reading takes more time and memory the longer they are."""
SHEETS = 1000
"""Sheets that a workbook may have."""
MERGES = 100_000
"""Merged ranges of one sheet that are looked at."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 20
_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]{0,99}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"<(?:\w+:)?modified[^>]{0,99}>\s{0,9}(\d{4}-\d{2}-\d{2})")
TAG = 100_000
"""Bytes that a tag or a comment may have."""
_ENDLESS = re.compile(rb"<[^<>]{%d}" % TAG)
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SPELLED = re.compile(rb"""<\?xml[^>]{0,99}?encoding\s{0,9}=\s{0,9}["']([\w.-]{1,40})""")
_SPELLINGS = (b"utf-8", b"us-ascii", b"iso-8859-1", b"windows-1252")
"""How the letters of a part may be spelled: in these, what is looked for stands as it is."""
BROKEN = (zipfile.BadZipFile, zlib.error, ET.ParseError, KeyError, EOFError, NotImplementedError)
"""What reading a broken archive may raise."""

Merge = tuple[int, int, int]
"""A merged range as far as it goes down: column from 0, first row, last row from 1."""
Area = tuple[int, int, int, int]
"""A merged range: first column from 0, first row from 1, last column, last row."""


def refused(file: str, problem: str, remedy: str) -> CadreError:
    """The sentence for a file that can't be read as a workbook."""
    return CadreError(file, problem, "an XLSX workbook, a CSV file or JSON", remedy)


def look_inside(path: Path) -> None:
    """Refuse what is no workbook, is locked or cut short, or would unpack to too much.

    Raises:
        CadreError: It is one of these.
    """
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    if head.startswith(_OLE):
        locked = _LOCKED in path.read_bytes()
        problem = (
            "is protected with a password" if locked else "is a workbook of before 2007 (.xls)"
        )
        raise refused(path.name, problem, "Save it as XLSX without a password.")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        problem = f"can't be opened as a workbook ({error})"
        raise refused(path.name, problem, "Get the file again; it may be cut short.") from error
    if "xl/workbook.xml" not in names:
        raise _no_workbook(path.name, names)
    held = {one for one in names if _held(one)}
    _refuse_bombs(path.name, parts, held)
    _refuse_entities(path, held)
    # Where sheets lie can be asked only now; a chart on a sheet of its own is read as a whole.
    sheets, charts = _sheets_and_charts(path)
    _refuse_bombs(path.name, parts, held | charts, sheets)
    _refuse_entities(path, charts)


def _no_workbook(file: str, names: set[str]) -> CadreError:
    """The sentence for an archive of another kind."""
    if "xl/workbook.bin" in names:
        return refused(file, "is a binary workbook (.xlsb)", "Save it as XLSX.")
    if {"mimetype", "content.xml"} <= names:
        return refused(file, "is an OpenDocument file (.ods)", "Save it as XLSX.")
    return refused(file, "is an archive but no workbook", "Name the workbook itself.")


def _refuse_bombs(
    file: str, parts: list[zipfile.ZipInfo], whole: set[str], streamed: Collection[str] = ()
) -> None:
    """Refuse what unpacks to too much.

    Args:
        file: Name of the workbook.
        parts: Its parts.
        whole: Names of those that are held in memory as a whole.
        streamed: Names of those that hold sheets, beside what lies where sheets mostly do.
    """
    wanted = whole.union(streamed)
    read = [x for x in parts if x.filename in wanted or x.filename.startswith("xl/worksheets/")]
    if len({one.filename for one in read}) < len(read):
        raise refused(file, "holds one of its parts twice", "Save it anew as XLSX.")
    held = [one for one in read if one.filename in whole]
    unpacked = sum(one.file_size for one in read)
    largest = max((one.file_size for one in held), default=0)
    if unpacked > UNPACKED or largest > IN_MEMORY:
        raise refused(
            file,
            f"would unpack to {max(unpacked, largest):,} bytes",
            f"Save the sheet as a workbook of its own, of less than {UNPACKED:,} bytes unpacked.",
        )
    for one in parts:
        if one.file_size > _SMALL.get(one.filename, one.file_size):
            problem = f"has {one.file_size:,} bytes in {one.filename}"
            raise refused(file, problem, "Copy the sheet to a new workbook, and save it.")
    if any(one.flag_bits & 1 for one in parts):
        raise refused(file, "is protected with a password", "Save it without a password.")


def _refuse_entities(path: Path, names: Iterable[str]) -> None:
    """Refuse parts that declare entities, which no honest workbook does, or that are broken."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(names):
                raw = archive.read(name)
                _refuse_spelling(path.name, raw)
                if _ENTITY.search(raw):
                    problem = "declares entities in its XML"
                    raise refused(path.name, problem, "Save it anew as XLSX.")
                if name == "xl/workbook.xml" and raw.count(b"sheetId=") > SHEETS:
                    problem = f"has more than {SHEETS:,} sheets"
                    raise refused(path.name, problem, "Copy those that count to a new workbook.")
                # Readers of XML take time with the square of a tag's or comment's length.
                if _ENDLESS.search(raw) or _long_comment(raw):
                    problem = f"has a tag of more than {TAG:,} bytes in its XML"
                    raise refused(path.name, problem, "Save it anew as XLSX.")
    except BROKEN as error:
        raise cut_short(path.name, error) from error


def _refuse_spelling(file: str, raw: bytes) -> None:
    """Refuse a part whose letters are spelled so that nothing could be found in it."""
    found = _SPELLED.search(raw[:200])
    if b"\0" in raw[:200] or (found is not None and found[1].lower() not in _SPELLINGS):
        raise refused(file, "has parts that aren't spelled in UTF-8", "Save it anew as XLSX.")


def _long_comment(raw: bytes) -> bool:
    at = raw.find(b"<!--")
    while at >= 0:
        end = raw.find(b"-->", at, at + TAG)
        if end < 0:
            return True
        at = raw.find(b"<!--", end)
    return False


def saved(path: Path) -> date | None:
    """The day on which a workbook was last saved, as it says itself; None when it doesn't."""
    with zipfile.ZipFile(path) as archive:
        if _CORE not in archive.namelist():
            return None
        found = _MODIFIED.search(archive.read(_CORE))
    try:
        return None if found is None else date.fromisoformat(found[1].decode())
    except ValueError:
        return None


def extras(path: Path) -> tuple[str, ...]:
    """What a workbook holds that is never followed: macros, links to other files."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    kinds = {"macros": "xl/vbaProject.bin", "links to other files": "xl/externalLinks/"}
    return tuple(
        kind for kind, start in kinds.items() if any(one.startswith(start) for one in names)
    )


def cut_short(file: str, error: Exception) -> CadreError:
    """The sentence for a workbook that is broken inside."""
    words = " ".join(str(error).split())[:120] or type(error).__name__
    return refused(file, f"is broken inside ({words})", "Get the file again; it may be cut short.")


def _held(name: str) -> bool:
    """Whether a part is read into memory as a whole."""
    own = ("xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml")
    return name in own or name.startswith(("docProps/", "xl/theme/")) or name.endswith(".rels")


def merges(path: Path, sheet: str) -> list[Merge]:
    """The ranges of a sheet, by its name, that are merged over several rows, in order of rows.

    Raises:
        CadreError: The sheet declares entities, which no honest workbook does, or is broken.
    """
    wholes = (before + chunk for before, chunk in pieces(path, sheet, 200))
    areas = islice((one for whole in wholes for one in areas_in(whole)), MERGES)
    return sorted({(x[0], x[1], x[3]) for x in areas if x[3] > x[1]}, key=lambda one: one[1])


def areas_in(chunk: bytes) -> Iterator[Area]:
    """The merged ranges that a piece of a sheet tells of."""
    return (_area(one) for one in _MERGE.finditer(chunk))


def pieces(path: Path, sheet: str, tail: int) -> Iterator[tuple[bytes, bytes]]:
    """The bytes of a sheet, by its name, each piece behind the last `tail` bytes before it.

    What is cut in two at the edge of a piece is whole in the two together.

    Raises:
        CadreError: The sheet declares entities, which no honest workbook does, or is broken.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_part_of(archive, sheet)) as stream:
            before = b""
            while chunk := stream.read(_CHUNK):
                if not before:
                    _refuse_spelling(path.name, chunk)
                if _ENTITY.search(before[-20:] + chunk):
                    problem = "declares entities in its XML"
                    raise refused(path.name, problem, "Save it anew as XLSX.")
                yield before, chunk
                before = (before + chunk)[-tail:]
    except BROKEN as error:
        raise cut_short(path.name, error) from error


def _area(found: re.Match[bytes]) -> Area:
    return column_number(found[1]), int(found[2]), column_number(found[3]), int(found[4])


def column_number(letters: bytes) -> int:
    """The number of a column, counted from 0, by its letters."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part of the archive that holds a sheet."""
    return {name: part for name, part, _ in _linked(archive)}[sheet]


def _sheets_and_charts(path: Path) -> tuple[set[str], set[str]]:
    """The parts of the archive that hold sheets, and those that hold charts in place of sheets.

    Raises:
        CadreError: A sheet isn't in the archive, or what tells of it is broken.
    """
    found: tuple[set[str], set[str]] = set(), set()
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            for sheet, part, chart in _linked(archive):
                if part not in names:
                    problem = f"names the sheet {sheet!r}, and doesn't hold it"
                    raise refused(path.name, problem, "Get the file again; it may be damaged.")
                found[chart].add(part)
    except BROKEN as error:
        raise cut_short(path.name, error) from error
    return found


def _linked(archive: zipfile.ZipFile) -> tuple[tuple[str, str, bool], ...]:
    """The sheets of a workbook: name, part of the archive, and whether it is but a chart."""
    return _parsed(archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels"))


@lru_cache(maxsize=1)  # each sheet of one workbook asks for the same
def _parsed(book: bytes, rels: bytes) -> tuple[tuple[str, str, bool], ...]:
    return tuple(_sheets_of(book, rels))


def _sheets_of(book: bytes, rels: bytes) -> Iterator[tuple[str, str, bool]]:
    links = {one.get("Id"): one for one in ET.fromstring(rels)}  # noqa: S314 - looked at before
    for sheet in ET.fromstring(book).iter():  # noqa: S314 - as above
        key = next(_links(sheet), "") if sheet.tag.endswith("}sheet") else ""
        if key:
            link = links[key]
            target = posixpath.normpath(posixpath.join("/xl", link.get("Target") or ""))
            chart = "chartsheet" in (link.get("Type") or "")
            yield sheet.get("name") or "", target.removeprefix("/"), chart


def _links(sheet: ET.Element) -> Iterator[str]:
    """The link of a sheet to its part: the name of the space it stands in differs by version."""
    yield from (value for name, value in sheet.items() if name.endswith("}id"))
