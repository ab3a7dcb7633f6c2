"""Fingerprint: one short text that tells whether two missions state the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from cadre.dossier.convert import field_texts
from cadre.dossier.remembered import Remembered
from cadre.dossier.tables import TABLES, Table
from cadre.mission.mission import Mission
from cadre.mission.rows import Row


def fingerprint(mission: Mission) -> str:
    """SHA-256, hexadecimal, of all that a mission states: its profile and every row.

    How files are laid out (columns left out, quotes, line ends) doesn't matter. The order of rows
    within a table does: changes of a scenario are applied in it, and engines break ties by it, so
    that another order may give another result.
    """
    return Prints().of(mission)


class Prints:
    """Fingerprints of missions that share most of their tables: of each, what it states is kept."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[Row, ...], bytes]] = {}

    def of(self, mission: Mission) -> str:
        """The fingerprint of a mission, the same as `fingerprint` gives."""
        digest = hashlib.sha256()
        digest.update(json.dumps(asdict(mission.profile), default=str, sort_keys=True).encode())
        for name, table in TABLES.items():
            rows = getattr(mission, name)
            if name not in self._known or self._known[name][0] is not rows:
                self._known[name] = rows, b"".join(_kept(table, row) for row in rows)
            digest.update(f"\n{name}".encode())
            digest.update(self._known[name][1])
        return digest.hexdigest()


_STATED: Remembered[bytes] = Remembered()


def _kept(table: Table, row: Row) -> bytes:
    return _STATED.of(row, lambda: _stated(table, row), table.name)


def _stated(table: Table, row: Row) -> bytes:
    """What a row states."""
    stated = ((field, getattr(row, field.name)) for field in table.fields)
    # Most cells are blank: what they stand for needs no text.
    texts = [(x.name, *field_texts(x, value)) for x, value in stated if value != x.default]
    return b"\n" + json.dumps(texts).encode()
