"""A brief as data: what the page shows, for other programs; its form is brief.schema.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from cadre.brief.sections import (
    Brief,
    Chart,
    Cite,
    Group,
    Number,
    Paragraph,
    RowLink,
    RowRef,
    Table,
)
from cadre.brief.shown import readable
from cadre.mission.markings import Marking
from cadre.mission.rows import Citation

_TYPES: dict[type, str] = {
    Paragraph: "paragraph",
    Table: "table",
    Chart: "chart",
    Group: "group",
}


def as_plain(brief: Brief) -> dict[str, Any]:
    """The brief as plain values; a text holds a number as {"number": id}, numbers stand apart."""
    shown = readable(brief)
    values: dict[str, Any] = _plain(shown)
    values["marking"] = str(shown.marking)
    values["numbers"] = [_fields(one) for one in shown.numbers().values()]
    return values


def as_json(brief: Brief) -> str:
    """The brief as JSON, one line end at its end."""
    return json.dumps(as_plain(brief), indent=1, ensure_ascii=False) + "\n"


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """A dataclass as dicts, lists, texts and numbers; marks and references as they are written."""
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return _fields(value) if is_dataclass(value) else value


_WRITERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Number, lambda one: {"number": one.id}),
    (Cite, lambda one: {"cites": str(one.citation)}),
    (RowLink, lambda one: {"row": str(one.row)}),
    (Marking | RowRef | Citation, str),
    (Mapping, lambda some: {str(key): _plain(one) for key, one in some.items()}),
    (list | tuple, lambda some: [_plain(one) for one in some]),
)


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    values = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if type(value) in _TYPES:
        return {"type": _TYPES[type(value)], **values}
    return values
