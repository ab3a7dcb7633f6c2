"""Dossiers made by seed from the example mission: the same shape, size and seed give the same.

A copy of a row has an id of its own, and its days are moved, all by as many. What it refers to is
the same copy of that row where there is one, else the row itself.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from random import Random

from cadre.dossier.tables import CITED, TABLES, Column, Kind

SOURCE = Path(__file__).parents[1] / "examples" / "nmi"
FARTHEST = 45
"""Days by which those of a copy are moved at most."""
SHAPES: Mapping[str, Mapping[str, float]] = {
    "work": {
        "claims": 60,
        "pledges": 12,
        "effects": 10,
        "partner_activities": 6,
        "posts": 4.4,
        "sources": 3,
        "activities": 1.6,
        "modes": 1.6,
    },
    "evidence": {"claims": 75, "sources": 20, "conflicts": 3},
    "offers": {"pledges": 50, "partner_activities": 50},
    "copies": {},
}
"""Of a hundred rows, how many each table has; one not named doesn't grow. No name is all alike."""

Texts = Mapping[str, str]
"""A row as text, by the names of its columns."""
Copies = Mapping[str, Mapping[tuple[str, int], Texts]]
"""For each table, the rows to be copied, by their id and the number of the copy."""


def write(where: Path, shape: str, rows: int, seed: int) -> int:
    """Write a dossier of about `rows` rows into a new folder; returns how many it has."""
    stated = {name: _read(SOURCE / table.file) for name, table in TABLES.items()}
    shares = SHAPES[shape] or {name: len(some) for name, some in stated.items()}
    every = sum(shares.values()) if not SHAPES[shape] else 100
    copies: Copies = {
        name: _copies(some, round(rows * shares.get(name, 0) / every))
        for name, some in stated.items()
        if some
    }
    dice = Random(seed)  # noqa: S311 - dice that make dossiers
    where.mkdir(parents=True)
    shutil.copy(SOURCE / "mission.toml", where)
    for name, some in copies.items():
        with (where / TABLES[name].file).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, next(iter(some.values())), lineterminator="\n")
            writer.writeheader()
            writer.writerows(_made(name, row, key[1], copies, dice) for key, row in some.items())
    return sum(map(len, copies.values()))


def _read(path: Path) -> list[Texts]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _copies(stated: list[Texts], wanted: int) -> dict[tuple[str, int], Texts]:
    """The rows themselves, and copies of them until there are as many as wanted."""
    pairs = ((row, number) for number in count() for row in stated)
    return {(row["id"], number): row for row, number in islice(pairs, max(wanted, len(stated)))}


def _made(name: str, row: Texts, number: int, copies: Copies, dice: Random) -> Texts:
    """A copy of a row; the first is the row itself."""
    if number == 0:
        return row
    moved = timedelta(dice.randint(-FARTHEST, FARTHEST))
    made = dict(row)
    for column in TABLES[name].columns:
        text = row.get(column.name)
        if not text:
            continue
        if column.kind is Kind.DAY and column.name != "known_from":
            days = (date.fromisoformat(day.strip()) + moved for day in text.split(";"))
            made[column.name] = "; ".join(map(str, days))
        elif column.kind in (Kind.ID, Kind.REFERENCE, Kind.CITATION):
            made[column.name] = _renamed(column, name, text, number, copies)
    return made


def _renamed(column: Column, own: str, text: str, number: int, copies: Copies) -> str:
    """The ids of a cell, each as the copy's where the copy is made."""
    tables = {Kind.ID: (own,), Kind.CITATION: CITED}.get(column.kind, column.refers_to)
    parts = (part.strip().partition(":") for part in text.split(";"))
    return "; ".join(
        f"{key}_{number}{mark}{rest}"
        if any((key, number) in copies.get(table, ()) for table in tables)
        else key + mark + rest
        for key, mark, rest in parts
    )
