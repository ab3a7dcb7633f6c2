"""A brief read back from its data: what `plain` wrote, as sections again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cadre.brief.sections import (
    Basis,
    Brief,
    Chart,
    Cite,
    Column,
    Group,
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    Piece,
    RowLink,
    RowRef,
    Section,
    Table,
    Text,
)
from cadre.mission.ids import AudienceId
from cadre.mission.markings import OPEN, Marking
from cadre.mission.plans import MadeFrom
from cadre.mission.rows import Citation

Plain = Mapping[str, Any]


def from_json(text: str) -> Brief:
    """The brief that `plain.as_json` wrote.

    References inside texts come back open: a text bears the strictest mark of what is in it.

    Raises:
        ValueError: It isn't JSON.
        KeyError: It isn't a brief.
    """
    data = json.loads(text)
    reader = _Reader({one["id"]: _number(one) for one in data["numbers"]})
    made = dict(data["made_from"])
    made = {key: tuple(one) if isinstance(one, list) else one for key, one in made.items()}
    return Brief(
        title=data["title"],
        subtitle=data["subtitle"],
        reader=AudienceId(data["reader"]),
        reader_name=data["reader_name"],
        made_from=MadeFrom(**made),
        sections=tuple(reader.section(one) for one in data["sections"]),
        bases=tuple(map(_basis, data["bases"])),
        not_shown=data["not_shown"],
    )


def _ref(text: str) -> RowRef:
    table, _, key = text.partition("/")
    return RowRef(table, key)


def _number(one: Plain) -> Number:
    made = one["origin"]
    origin = Origin(
        rows=tuple(map(_ref, made["rows"])),
        sources=tuple(map(Citation.parse, made["sources"])),
        basis=made["basis"],
        words=made["words"],
    )
    return Number(**{**one, "origin": origin, "marking": Marking.parse(one["marking"])})


def _basis(one: Plain) -> Basis:
    marking = Marking.parse(one["marking"])
    return Basis(**{**one, "rows": tuple(map(_ref, one["rows"])), "marking": marking})


class _Reader:
    """Reads parts, with the numbers that stand in their texts by id."""

    def __init__(self, numbers: Mapping[str, Number]) -> None:
        self._numbers = numbers
        self._kinds = {
            "paragraph": self._paragraph,
            "table": self._table,
            "chart": _chart,
            "group": self._group,
        }

    def section(self, one: Plain) -> Section:
        """A section."""
        return Section(id=one["id"], title=one["title"], parts=tuple(map(self._part, one["parts"])))

    def _part(self, one: Plain) -> Any:  # noqa: ANN401 - any kind of part
        return self._kinds[one["type"]](one)

    def _paragraph(self, one: Plain) -> Part:
        return Paragraph(
            text=self._text(one["text"]),
            marking=Marking.parse(one["marking"]),
            role=one["role"],
            label=one["label"],
        )

    def _table(self, one: Plain) -> Part:
        return Table(
            id=one["id"],
            title=one["title"],
            columns=tuple(Column(**column) for column in one["columns"]),
            lines=tuple(map(self._line, one["lines"])),
        )

    def _line(self, one: Plain) -> Line:
        cells = tuple(map(self._text, one["cells"]))
        return Line(**{**one, "cells": cells, "marking": Marking.parse(one["marking"])})

    def _group(self, one: Plain) -> Part:
        parts = tuple(map(self._part, one["parts"]))
        return Group(title=one["title"], parts=parts, open=one["open"])

    def _text(self, pieces: list[Any]) -> Text:
        return tuple(map(self._piece, pieces))

    def _piece(self, one: str | Plain) -> Piece:
        if isinstance(one, str):
            return one
        if "number" in one:
            return self._numbers[one["number"]]
        if "cites" in one:
            return Cite(citation=Citation.parse(one["cites"]), marking=OPEN)
        row = _ref(one["row"])
        return RowLink(row=row, text=row.id, marking=OPEN)


def _chart(one: Plain) -> Part:
    said = {key: value for key, value in one.items() if key != "type"}
    return Chart(**{**said, "marking": Marking.parse(one["marking"])})
