"""`datapackage.json`: the tables of a folder, described for any tool that reads Data Packages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING
from typing import Any

from cadre.dossier.convert import DAY, ID, NUMBER, field_texts, number_text
from cadre.dossier.tables import TABLES, Column, Field, Kind, Shape, Table
from cadre.mission.mission import Profile
from cadre.mission.partial import PATTERN
from cadre.mission.quantities import Unstated

_TYPES = {
    Kind.INTEGER: "integer",
    Kind.NUMBER: "number",
    Kind.TRUTH: "boolean",
    Kind.DAY: "date",
}
_PATTERNS = {
    Kind.ID: ID,
    Kind.REFERENCE: ID,
    Kind.DAY: DAY,
    Kind.NUMBER: NUMBER,
    Kind.PARTIAL_DATE: PATTERN,
}
PART_SAYS = {
    "from": "First day",
    "to": "Last day, which counts too",
    "_low": "Smallest value thought possible",
    "_high": "Largest value thought possible",
    "_earliest": "First day thought possible",
    "_latest": "Last day thought possible",
}
"""What each part of a field that takes several columns holds."""
_ROWS = {table.row: table for table in TABLES.values()}


def datapackage(profile: Profile, headers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The tables of a folder as a Frictionless Tabular Data Package (version 1).

    Args:
        profile: The mission, for the package's name and title.
        headers: For each table present, the columns of its file in their order; a column that
            isn't known is described as holding anything.
    """
    present = [TABLES[name] for name in TABLES if name in headers]
    name = re.sub(r"[^a-z0-9._-]+", "-", profile.id.lower()).strip("-")
    return {
        "profile": "tabular-data-package",
        "name": name or "mission",
        "title": profile.name,
        "resources": [_resource(table, headers[table.name], headers) for table in present],
    }


def package_text(package: Mapping[str, Any]) -> str:
    """A package as its file holds it."""
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(
    table: Table, header: Sequence[str], present: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    columns = {column.name: column for column in table.columns}
    keys = [
        _foreign_key(table, column)
        for name in header
        if (column := columns.get(name)) is not None and _is_key(column, present)
    ]
    schema: dict[str, Any] = {
        "fields": [
            described(columns[name]) if name in columns else {"name": name, "type": "any"}
            for name in header
        ],
        "missingValues": [""],
        "primaryKey": "id",
    }
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.file,
        "description": table.says,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _is_key(column: Column, present: Mapping[str, Sequence[str]]) -> bool:
    """Whether a column can be a foreign key: the format knows only one value into one table."""
    return not column.many and len(column.refers_to) == 1 and column.refers_to[0] in present


def _foreign_key(table: Table, column: Column) -> dict[str, Any]:
    target = column.refers_to[0]
    resource = "" if target == table.name else target
    return {"fields": column.name, "reference": {"resource": resource, "fields": "id"}}


def described(column: Column) -> dict[str, Any]:
    """One column as a field of a Table Schema."""
    field: dict[str, Any] = {
        "name": column.name,
        "type": "string" if column.many else _TYPES.get(column.kind, "string"),
        "description": description(column),
    }
    if column.kind is Kind.TRUTH:
        field |= {"trueValues": ["true", "TRUE"], "falseValues": ["false", "FALSE"]}
    if constraints := _constraints(column):
        field["constraints"] = constraints
    return field


def description(column: Column) -> str:
    """What a column says, with its part, its unit and what a blank stands for."""
    sentences = [column.help]
    if column.part:
        sentences.insert(0, f"{PART_SAYS[column.part]}.")
    if column.unit is not None:
        sentences.append(f"Unit: {column.unit}.")
    if column.many:
        sentences.append("Several values are separated by `; `.")
    if column.part not in ("", "from", "to"):
        sentences.append("Blank is the likely value.")
    elif default := _default(column):
        sentences.append(f"Blank stands for: {default}.")
    return " ".join(sentences)


def _default(column: Column) -> str:
    """The default as a cell would hold it; empty when there is none, or none to tell."""
    if column.default in (MISSING, None, ()) or column.part:
        return ""
    if isinstance(column.default, Unstated):
        return f"the prior in force, or {number_text(column.default.likely)} where there is none"
    table = _ROWS[column.owner]
    field = next(one for one in table.fields if one.name == column.field)
    return _likely(field, column.default)


def _likely(field: Field, value: object) -> str:
    texts = field_texts(field, value)
    return texts[0] if field.shape is Shape.PLAIN else texts[1]


def _constraints(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if column.required:
        made["required"] = True
    if column.kind is Kind.ID:
        made["unique"] = True
    if column.choices is not None and not column.many:
        made["enum"] = list(column.allowed)
    if column.unit is not None:
        bounds = {"minimum": column.unit.low, "maximum": column.unit.high}
        made |= {name: bound for name, bound in bounds.items() if bound is not None}
    if pattern := _pattern(column):
        made["pattern"] = pattern
    return made


def _pattern(column: Column) -> str:
    """What a cell must look like, where type and enum don't say so already."""
    if column.kind in _TYPES and not column.many:
        return ""
    one = _PATTERNS.get(column.kind, "")
    if column.choices is not None and column.many:
        one = "|".join(re.escape(value) for value in column.allowed)
    if not one or not column.many:
        return one
    # The dash says: none at all.
    return f"(-|({one})( *; *({one}))*)"
