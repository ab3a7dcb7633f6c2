"""A result as an audience may see it: what it may not see is left out, and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from cadre.mission.markings import Marking
from cadre.mission.sources import Audience
from cadre.release.rules import may_see

T = TypeVar("T")
Mark = Callable[[object], Marking | None]
"""Tells the marking of a thing; None for a thing that bears none of its own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of several things, and how many were withheld.

    Attributes:
        things: What the audience may see, in the order given.
        withheld: How many it may not see.
    """

    things: tuple[Any, ...]
    withheld: int


def own_marking(thing: object) -> Marking | None:
    """The marking that a thing carries in its field `marking`, if it has one.

    A property `marking` that sums up what a thing holds doesn't count: its parts are judged.
    """
    if not is_dataclass(thing) or "marking" not in {field.name for field in fields(thing)}:
        return None
    marking = getattr(thing, "marking")  # noqa: B009 - a field, of whatever class
    return marking if isinstance(marking, Marking) else None


def keep(things: Iterable[object], audience: Audience, mark: Mark = own_marking) -> Kept:
    """The things that `audience` may see."""
    kept, withheld = [], 0
    for thing in things:
        marking = mark(thing)
        if marking is None or may_see(audience, marking).allowed:
            kept.append(thing)
        else:
            withheld += 1
    return Kept(tuple(kept), withheld)


def redact(whole: T, audience: Audience) -> tuple[T, int]:
    """`whole` without any part, at any depth, that `audience` may not see.

    A part is an element of a tuple in a dataclass; it is judged by its own field `marking`. What
    stands in a field by itself belongs to the thing that holds it, whose marking must be at least
    as strict.

    Returns:
        The rest, and how many parts were withheld; parts of a withheld part aren't counted.
    """
    if not is_dataclass(whole) or isinstance(whole, type):
        return whole, 0
    changes: dict[str, Any] = {}
    withheld = 0
    for field in fields(whole):
        old = getattr(whole, field.name)
        new, less = _within(old, audience)
        withheld += less
        if new is not old:
            changes[field.name] = new
    return (replace(whole, **changes) if changes else whole), withheld


def _within(value: object, audience: Audience) -> tuple[object, int]:
    if isinstance(value, tuple):
        kept = keep(value, audience)
        parts = [_within(part, audience) for part in kept.things]
        less = kept.withheld + sum(count for _, count in parts)
        changed = less > 0
        return (tuple(part for part, _ in parts) if changed else value), less
    return redact(value, audience)
