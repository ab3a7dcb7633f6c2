"""Written: what an exploration is made of, as plain values of JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from cadre.errors import CadreError

T = TypeVar("T")


def plain(thing: Any) -> Any:  # noqa: ANN401 - whatever a dataclass holds
    """Plain values: of a dataclass its fields, of an enum its value, of a day its ISO text."""
    if is_dataclass(thing):
        return {field.name: plain(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, tuple | list):
        return [plain(one) for one in thing]
    for kind, told in _TOLD:
        if isinstance(thing, kind):
            return told(thing)
    return thing


def _rows(array: Any) -> list[Any]:  # noqa: ANN401 - an array of floats
    """Rows of cells; JSON has no NaN, so that what is left as stated is null."""
    if array.ndim > 1:
        return [_rows(row) for row in array]
    return [None if np.isnan(cell) else float(cell) for cell in array]


_TOLD: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Enum, lambda one: one.value),
    (date, lambda one: one.isoformat()),
    (np.ndarray, _rows),
    (frozenset, lambda some: sorted(plain(one) for one in some)),
)


def digest(thing: object) -> str:
    """SHA-256 of what a thing is made of."""
    text = json.dumps(plain(thing), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def revived(kind: type[T], told: Any) -> T:  # noqa: ANN401 - as JSON gives it
    """The dataclass that `plain` told.

    Raises:
        CadreError: The values aren't those of such a dataclass.
    """
    try:
        found: T = _of(kind, told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CadreError(
            kind.__name__, f"can't be read: {error}", "as Cadre wrote it", "Explore anew."
        ) from error
    return found


def _of(hint: Any, told: Any) -> Any:  # noqa: ANN401 - any type, any value
    hint = _bare(hint)
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        parts = [one for one in get_args(hint) if one is not NoneType]
        return None if told is None else _of(parts[0], told)
    if origin is tuple:
        return _row(get_args(hint), told)
    if origin is np.ndarray:
        return np.array(told, dtype=np.float64)
    if is_dataclass(hint):
        return _thing(hint, told)
    return hint.fromisoformat(told) if issubclass(hint, date) else hint(told)


def _bare(hint: Any) -> Any:  # noqa: ANN401 - any type
    """A type without its name for ids, or its unit."""
    while hasattr(hint, "__supertype__") or hasattr(hint, "__metadata__"):
        hint = hint.__supertype__ if hasattr(hint, "__supertype__") else hint.__origin__
    return hint


def _row(parts: tuple[Any, ...], told: list[Any]) -> tuple[Any, ...]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(_of(parts[0], one) for one in told)
    return tuple(_of(part, one) for part, one in zip(parts, told, strict=True))


def _thing(kind: Any, told: dict[str, Any]) -> Any:  # noqa: ANN401 - any dataclass
    hints = _hints(kind)
    strange = told.keys() - hints.keys()
    if strange:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(strange))}")
    given = {
        field.name: _of(hints[field.name], told[field.name])
        for field in fields(kind)
        if field.name in told or (field.default is MISSING and field.default_factory is MISSING)
    }
    return kind(**given)


@lru_cache(maxsize=64)
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return get_type_hints(kind)
