"""What a workbook held when it was exported: a digest of every field, and no value.

With it three states can be told apart at import: the row as exported, as the person left it, and as
the dossier has it now. Digests rather than values, so that a workbook whose rows somebody deleted
before passing it on doesn't carry them in a hidden sheet.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from cadre.dossier.convert import field_texts
from cadre.dossier.sets import hold_set
from cadre.dossier.tables import TABLES, Field, Table
from cadre.mission.mission import Mission
from cadre.workbook.layout import MISSION, mission_table, values_of

FORM = "cadre-workbook-2"
"""What the hidden sheet begins with; another number is another way to write it."""
AS_DEFAULT = "-"
"""Stands for the digest of a field that holds its default, as most do."""
PARTED = ","
"""Between the digests of the parts of a list."""
END = "end"

Digests = Mapping[str, str]
"""The digest of each field of a row, by the field's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What an export was made from.

    Attributes:
        mission: Id of the mission.
        dossier: Fingerprint of the dossier as it was shown.
        version: Version of Cadre.
        reader: Whose eyes it was made for.
        as_of: Day as of which the dossier was read; empty for all that it states.
        whole: Whether the workbook is known to hold every row of the dossier.
    """

    mission: str
    dossier: str
    version: str
    reader: str
    as_of: str
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a workbook held when it was exported.

    Attributes:
        edition: What it was made from.
        rows: For each table, the digests of each row by its id, in the order of the export.
    """

    edition: Edition
    rows: Mapping[str, Mapping[str, Digests]] = field(default_factory=dict)


def digest(table: str, key: str, one: Field, value: object) -> str:
    """The digest of a field's value; that of a default is short, that of a list tells its parts.

    Line ends count as one and the same: spreadsheets write them in their own way.
    """
    if value == one.default:
        return AS_DEFAULT
    if isinstance(value, tuple) and hold_set(one.columns):
        return PARTED.join(_digest(table, key, one, (each,)) for each in value)
    return _digest(table, key, one, value)


def _digest(table: str, key: str, one: Field, value: object) -> str:
    texts = (text.replace("\r\n", "\n").replace("\r", "\n") for text in field_texts(one, value))
    raw = "\x1f".join((table, key, one.name, *texts)).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(hashlib.blake2b(raw, digest_size=6).digest()).decode()


def parts_known(
    table: str, key: str, one: Field, values: Iterable[object], base: str
) -> list[object]:
    """Those of some parts of a list that were in it when it was exported, by its digest then."""
    known = base.split(PARTED)
    return [each for each in values if _digest(table, key, one, (each,)) in known]


def base_lines(edition: Edition, mission: Mission) -> list[tuple[str, ...]]:
    """The rows of the hidden sheet."""
    lines: list[tuple[str, ...]] = [(FORM, json.dumps(asdict(edition), sort_keys=True))]
    own = mission_table()
    lines.append((f"#{MISSION}", " ".join(one.name for one in own.fields)))
    lines.append(_line(own, MISSION, values_of(mission.profile)))
    for name, table in TABLES.items():
        if rows := getattr(mission, name):
            lines.append((f"#{name}", " ".join(one.name for one in table.fields)))
            lines.extend(_line(table, row.id, values_of(row)) for row in rows)
    return [*lines, (END, _seal(lines))]


def _line(table: Table, key: str, values: Mapping[str, object]) -> tuple[str, str, str]:
    parts = (digest(table.name, key, one, values[one.name]) for one in table.fields)
    return table.name, key, " ".join(parts)


def _seal(lines: Iterable[Sequence[str]]) -> str:
    whole = hashlib.sha256()
    for line in lines:
        whole.update("\x1f".join(line).encode() + b"\n")
    return whole.hexdigest()


def read_base(lines: Iterable[Sequence[str]]) -> Base | None:
    """What the hidden sheet tells; None when it isn't whole any more."""
    try:
        return _read(list(lines))
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _read(lines: list[Sequence[str]]) -> Base | None:
    *told, end = lines
    if tuple(end) != (END, _seal(told)) or told[0][0] != FORM:
        return None
    edition = Edition(**json.loads(told[0][1]))
    return Base(edition=edition, rows=dict(_tables(told[1:])))


def _tables(lines: Iterable[Sequence[str]]) -> Iterator[tuple[str, dict[str, Digests]]]:
    """The tables, each with its rows in order."""
    names: list[str] = []
    rows: dict[str, Digests] = {}
    for line in lines:
        if line[0].startswith("#"):
            names, rows = line[1].split(), {}
            yield line[0][1:], rows
        else:
            rows[line[1]] = dict(zip(names, line[2].split(), strict=True))
