"""Lists of ids and citations, of which each may come and go by itself, as two sides made them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from cadre.dossier.tables import Column, Kind

Value = TypeVar("Value")


def hold_set(columns: Sequence[Column]) -> bool:
    """Whether the columns of a field hold a list of ids or citations."""
    return bool(columns) and all(
        one.many and one.kind in (Kind.REFERENCE, Kind.CITATION) and not one.default
        for one in columns
    )


def merged(was: Collection[Value], ours: Sequence[Value], theirs: Sequence[Value]) -> list[Value]:
    """What both sides made of a list: what either took out goes, what either added stays.

    Args:
        was: What stood in it before the two sides edited it; others than are in either may lack.
        ours: What one side made of it, whose order counts.
        theirs: What the other side made of it.
    """
    kept = [one for one in ours if one in theirs or one not in was]
    return kept + [one for one in theirs if one not in was and one not in ours]
