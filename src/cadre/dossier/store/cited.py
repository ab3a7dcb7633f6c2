"""Evidence over time: what rows cited as of any change, without loading whole missions."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection

from cadre.dossier.store.bodies import read_row
from cadre.dossier.store.changes import Key
from cadre.dossier.store.schema import OPEN
from cadre.dossier.store.views import Layer, Version, layers, versions
from cadre.dossier.tables import CITED, TABLES
from cadre.mission.mission import Mission, Profile
from cadre.mission.rows import Row
from cadre.mission.sources import Claim


def row_of(version: Version) -> Row | None:
    """The row that a version states; None when it has faults, or is of no table."""
    if version.kind not in TABLES:
        return None
    row = read_row(version.kind, version.form, version.body).row
    return row if row is not None and row.id == version.id else None


class Cited:
    """Every version of what can be cited, on a branch and on those whose changes it shows."""

    def __init__(self, connection: Connection, branch: str) -> None:
        self._layers: dict[str, tuple[Layer, ...]] = {}
        self._versions: dict[tuple[str, Key], list[Version]] = defaultdict(list)
        for one in layers(connection, branch, OPEN):
            self._layers[one.branch] = layers(connection, one.branch, OPEN)
            for key, version in versions(connection, one.branch, CITED):
                self._versions[one.branch, key].append(version)

    def behind(self, rows: Iterable[Row], branch: str, seq: int, profile: Profile) -> Mission:
        """A mission of nothing but what stands behind some rows, as a branch had it at a change.

        It marks these rows as the whole mission did.
        """
        tables: dict[str, Any] = {kind: {} for kind in CITED}
        left = [ref for row in rows for ref in _refs(row)]
        met = set(left)
        while left:
            ref = left.pop()
            for kind in CITED:
                version = self._at(branch, seq, (kind, ref))
                row = None if version is None else row_of(version)
                if row is not None:
                    tables[kind][ref] = row
                    further = set(_refs(row)) - met
                    met |= further
                    left.extend(further)
        return Mission(
            profile=profile, **{kind: tuple(some.values()) for kind, some in tables.items()}
        )

    def _at(self, branch: str, seq: int, key: Key) -> Version | None:
        for layer in self._layers[branch]:
            known = self._versions.get((layer.branch, key), ())
            count = bisect_right(known, min(seq, layer.seq), key=lambda one: one.seq)
            if count:
                found = known[count - 1]
                return None if found.gone else found
        return None


def _refs(row: Row) -> Iterator[str]:
    yield from (str(one.ref) for one in row.sources)
    if isinstance(row, Claim):
        yield str(row.source)
