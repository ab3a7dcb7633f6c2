"""Where things stand in the workbook of a dossier: its sheets, and the rows of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cadre.dossier.convert import field_texts
from cadre.dossier.tables import TABLES, Column, Field, Table, plain_fields
from cadre.mission.mission import Profile, Weights
from cadre.mission.rows import Row

GUIDE = "Read me"
"""The sheet that explains the others."""
MISSION = "mission"
"""The sheet of the mission itself, a key a row."""
LISTS = "_lists"
"""The hidden sheet of values that drop-downs offer."""
BASE = "_base"
"""The hidden sheet that tells what each row held when it was exported."""
OURS = (GUIDE, LISTS, BASE)
"""Sheets that hold no rows of a dossier."""

TITLE, HELP, HEADER, FIRST = 1, 2, 3, 4
"""The rows of a sheet, from 1: its title, units, names of columns, and the first row of data."""
SPARE = 2000
"""Rows below the last one that drop-downs and warnings reach."""
LONGEST = 32_767
"""Characters that a cell of a spreadsheet can hold."""

KEPT = "(kept in the dossier: "
"""How a cell begins that stands for a text it can't hold; left as it is, it changes nothing."""

UNCARRIED = re.compile("_x[0-9A-Fa-f]{4}_|x005F_|[\ufffe\uffff]")
"""What no cell holds as it is: programs read such letters as others."""

KEY, VALUE, UNIT, MEANS = "key", "value", "unit", "meaning"
"""The columns of the sheet of the mission itself."""
WEIGHTS = "weights."
"""What the keys of its weights begin with."""

COMMON = tuple(one for one in Row.__dataclass_fields__ if one != "id")
"""The fields that every table has, but its id."""


def mission_table() -> Table:
    """The mission itself as a table of one row, its weights among its fields."""
    weights = (
        Field(
            name=WEIGHTS + one.name,
            shape=one.shape,
            columns=(_named(one.columns[0]),),
            default=getattr(Profile.__dataclass_fields__["weights"].default, one.name),
        )
        for one in plain_fields(Weights)
    )
    return Table(name=MISSION, row=Row, fields=(*plain_fields(Profile), *weights))


def _named(column: Column) -> Column:
    default = getattr(Profile.__dataclass_fields__["weights"].default, column.field)
    return Column(
        name=WEIGHTS + column.name,
        owner=column.owner,
        field=column.field,
        kind=column.kind,
        default=default,
        unit=column.unit,
        choices=column.choices,
    )


def values_of(thing: Row | Profile) -> dict[str, object]:
    """The values of a row, or of the mission itself with its weights, by their fields."""
    values = {name: getattr(thing, name) for name in type(thing).__dataclass_fields__}
    if isinstance(thing, Profile):
        weights = values_of_weights(thing.weights)
        return {name: one for name, one in values.items() if name != "weights"} | weights
    return values


def values_of_weights(weights: Weights) -> dict[str, object]:
    """The values of weights by the fields of the mission's table."""
    return {WEIGHTS + name: getattr(weights, name) for name in Weights.__dataclass_fields__}


def shown_texts(table: Table, values: Mapping[str, object]) -> dict[str, str]:
    """What each column shows of a row: as in a folder's file, blank where a default counts."""
    texts: dict[str, str] = {}
    for field in table.fields:
        value = values[field.name]
        names = [column.name for column in field.columns]
        cells = field_texts(field, value) if value != field.default else [""] * len(names)
        texts.update(zip(names, cells, strict=True))
    return texts


def carried(text: str) -> str:
    """A text as a cell can hold it."""
    if len(text) > LONGEST:
        return f"{KEPT}{len(text):,} characters are too many for a cell)"
    if UNCARRIED.search(text):
        return f"{KEPT}it has letters that a cell can't hold)"
    return text


def table_named(text: str, tables: Iterable[str] = (MISSION, *TABLES)) -> str | None:
    """The table that the name of a sheet means, whatever its capitals and blanks; None for none."""
    wanted = "_".join(text.casefold().split())
    return next((one for one in tables if one == wanted), None)
