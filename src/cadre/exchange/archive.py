"""Workbook files from the outside: what is inside the archive, before anything is unpacked."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
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
        raise refused(path.name, "is an archive but no workbook", "Name the workbook itself.")
    _refuse_bombs(path.name, parts)
    _refuse_entities(path, [one.filename for one in parts if _held(one.filename)])


def _refuse_bombs(file: str, parts: list[zipfile.ZipInfo]) -> None:
    sheets = [one for one in parts if one.filename.startswith("xl/worksheets/")]
    held = [one for one in parts if _held(one.filename)]
    unpacked = sum(one.file_size for one in (*sheets, *held))
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


def _refuse_entities(path: Path, names: list[str]) -> None:
    """Refuse parts that declare entities, which no honest workbook does, or that are broken."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in names:
                raw = archive.read(name)
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
    down = {(one[0], one[1], one[3]) for one in merged(path, sheet) if one[3] > one[1]}
    return sorted(down, key=lambda one: one[1])


def merged(path: Path, sheet: str) -> list[Area]:
    """The merged ranges of a sheet, by its name, as they stand in it; at most `MERGES`.

    Raises:
        CadreError: As for `pieces`.
    """
    found = (_area(one) for chunk in pieces(path, sheet) for one in _MERGE.finditer(chunk))
    # What lies at the edge of two pieces is met in both.
    return list(dict.fromkeys(islice(found, MERGES)))


def pieces(path: Path, sheet: str, tail: int = 200) -> Iterator[bytes]:
    """The bytes of a sheet, by its name, each piece with the last `tail` bytes of the one before.

    Raises:
        CadreError: The sheet declares entities, which no honest workbook does, or is broken.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_part_of(archive, sheet)) as stream:
            for chunk in _chunks(stream, tail):
                if _ENTITY.search(chunk):
                    problem = "declares entities in its XML"
                    raise refused(path.name, problem, "Save it anew as XLSX.")
                yield chunk
    except BROKEN as error:
        raise cut_short(path.name, error) from error


def _chunks(stream: object, tail: int) -> Iterator[bytes]:
    """The bytes of a part, each piece with the end of the one before it."""
    read = stream.read  # type: ignore[attr-defined]
    before = b""
    while chunk := read(_CHUNK):
        # What is cut in two at the edge of a piece is whole in the next one.
        whole = before + chunk
        yield whole
        before = whole[len(whole) - tail :]


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
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - looked at before
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    sheets = [one for one in book.iter() if one.tag.endswith("}sheet")]
    keys = {one.get("name"): next(_links(one), "") for one in sheets}
    targets = {one.get("Id"): one.get("Target") or "" for one in links}
    target = targets[keys[sheet]]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _links(sheet: ET.Element) -> Iterator[str]:
    """The link of a sheet to its part: the name of the space it stands in differs by version."""
    yield from (value for name, value in sheet.items() if name.endswith("}id"))
