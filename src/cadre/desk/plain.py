"""Results as plain values for JSON and back, and the JSON Schemas of these."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import cattrs

from cadre.mission.markings import Marking
from cadre.mission.weeks import PartialDate, Window

T = TypeVar("T")


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_unstructure_hook(date, lambda day: day.isoformat())
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    # JSON has numbers and texts of its own: "93" is no number of weeks.
    for kind, takes in ((int, (int,)), (float, (int, float)), (str, (str,))):
        converter.register_structure_hook(kind, _strictly(kind, takes))
    converter.register_structure_hook(bool, _truth)
    for written in (Marking, PartialDate):
        converter.register_unstructure_hook(written, str)
    # As in all files, both days of a window count.
    converter.register_unstructure_hook(
        Window, lambda one: {"from": to_plain(one.first), "to": to_plain(one.last)}
    )
    converter.register_structure_hook(
        Window, lambda plain, _: Window.of_days(_day(plain["from"]), _day(plain["to"]))
    )
    return converter


def _strictly(kind: Callable[[Any], T], takes: tuple[type, ...]) -> Callable[[object, object], T]:
    def take(value: object, _: object) -> T:
        if isinstance(value, bool) or not isinstance(value, takes):
            message = f"{value!r} isn't of the type asked for"
            raise TypeError(message)
        return kind(value)

    return take


def _truth(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        message = f"{value!r} is neither true nor false"
        raise TypeError(message)
    return value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


CONVERTER = _converter()


def to_plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """A dataclass of results as dicts, lists, texts and numbers."""
    return CONVERTER.unstructure(value)


def to_json(value: object, **beside: object) -> str:
    """A dataclass of results as JSON: keys in the order of the fields, one line end at the end.

    What is given `beside` stands under its name after all of them.
    """
    plain = to_plain(value)
    if beside:
        plain |= to_plain(beside)
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def from_plain(plain: object, kind: type[T]) -> T:
    """The dataclass that `to_plain` made `plain` from.

    Raises:
        cattrs.BaseValidationError: `plain` has not the form of `kind`.
    """
    return CONVERTER.structure(plain, kind)


def schema(kind: type, title: str, **beside: Any) -> dict[str, Any]:  # noqa: ANN401 - annotations
    """The JSON Schema (2020-12) of what `to_plain` makes of a `kind`.

    What may stand `beside` the fields, as `to_json` puts it there, is given by name.
    """
    shapes: dict[str, Any] = {}
    top = _shape(kind, shapes)
    for name, annotation in beside.items():
        shapes[kind.__name__]["properties"][name] = _shape(annotation, shapes)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **top,
        "$defs": dict(sorted(shapes.items())),
    }


_SIMPLE: dict[Any, dict[str, Any]] = {
    Any: {},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    NoneType: {"type": "null"},
    Marking: {"type": "string"},
    PartialDate: {"type": "string"},
    Window: {
        "type": "object",
        "properties": {
            end: {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
            for end in ("from", "to")
        },
        "required": ["from", "to"],
        "additionalProperties": False,
    },
}


def _shape(kind: Any, shapes: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - any annotation
    """The schema of one annotation; dataclasses met on the way are put into `shapes`."""
    while hasattr(kind, "__supertype__"):
        kind = kind.__supertype__
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        shape = _shape(parts[0], shapes)
    elif origin in (Union, UnionType):
        shape = {"anyOf": [_shape(part, shapes) for part in parts]}
    elif origin is tuple:
        shape = _tuple_shape(parts, shapes)
    elif origin is dict:
        shape = {"type": "object", "additionalProperties": _shape(parts[1], shapes)}
    elif kind in _SIMPLE:
        shape = dict(_SIMPLE[kind])
    elif issubclass(kind, Enum):
        shape = {"enum": [member.value for member in kind]}
    else:
        shape = _object_shape(kind, shapes)
    return shape


def _tuple_shape(parts: tuple[Any, ...], shapes: dict[str, Any]) -> dict[str, Any]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return {"type": "array", "items": _shape(parts[0], shapes)}
    each = [_shape(part, shapes) for part in parts]
    return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}


def _object_shape(kind: Any, shapes: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    name = kind.__name__
    if name not in shapes:
        shapes[name] = {}
        hints = get_type_hints(kind, include_extras=True)
        own = fields(kind)
        needed = [one.name for one in own if one.default is one.default_factory is MISSING]
        shapes[name] = {
            "type": "object",
            "properties": {one.name: _shape(hints[one.name], shapes) for one in own},
            "required": needed,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
