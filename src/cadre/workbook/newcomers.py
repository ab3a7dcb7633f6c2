"""New rows: the id of one that has none, and the guards against taking the same row twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from cadre.dossier.tables import Table
from cadre.exchange.naming import digest, slug
from cadre.mission.rows import Row
from cadre.workbook.layout import shown_texts, values_of

NAMING = ("name", "title", "subject", "statement", "topic", "about")
"""The columns after which a row is called, the first that there is."""
CALLED = 24
"""Letters of such a name that an id takes over."""
ALIKE = 0.5
"""Share of cells in which two rows agree from which one is most likely the other, edited."""

Contents = tuple[tuple[str, str], ...]
"""What a row says beside its id: the columns that aren't blank, with their texts."""


def contents(table: Table, row: Row) -> Contents:
    """What a row says beside its id."""
    texts = shown_texts(table, values_of(row))
    return tuple((name, text) for name, text in texts.items() if text and name != "id")


def made_id(table: Table, said: Contents) -> str:
    """The id of a row that has none: the same for the same contents, whenever it is imported."""
    texts = dict(said)
    name = next((texts[one] for one in NAMING if one in texts), table.name)
    key = digest(table.name, *(part for cell in said for part in cell))
    return f"{slug(name)[:CALLED].strip('-')}-{key}"


class Lookalikes:
    """Finds rows of a table that say the same, or nearly the same, as another one."""

    def __init__(self, table: Table, rows: Iterable[Row]) -> None:
        self._by_contents: dict[Contents, str] = {}
        self._by_cell: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._sizes: dict[str, int] = {}
        for row in rows:
            said = contents(table, row)
            self._by_contents.setdefault(said, row.id)
            self._sizes[row.id] = len(said)
            for cell in said:
                self._by_cell[cell].append(row.id)

    def same(self, said: Contents) -> str | None:
        """The id of a row that says just the same; None when there is none."""
        return self._by_contents.get(said)

    def nearest(self, said: Contents, among: Collection[str]) -> str | None:
        """The row of some, by id, that agrees in most cells, if it is more than half of them."""
        if not among:
            return None
        agreeing = Counter(
            key for cell in said for key in self._by_cell.get(cell, ()) if key in among
        )
        shares: Mapping[str, float] = {
            key: count / max(len(said), self._sizes[key])
            for key, count in agreeing.items()
            if count > 1
        }
        best = max(shares, key=lambda key: shares[key], default=None)
        return best if best is not None and shares[best] > ALIKE else None
