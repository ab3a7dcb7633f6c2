"""Upcasters: what a row said in the words of an older Cadre, in today's words.

Change sets keep the bytes that were written. When a table's columns change their names or meaning,
a function that makes the next form of a row's cells from the last one goes into `UPCASTERS`; rows
are written in the newest form from then on, and older ones are read through it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cadre.dossier.store.faults import StoreError

Cells = dict[str, str]
Upcaster = Callable[[Cells], Cells]
"""Makes the next form of a row's cells; pure, and never refuses what was once written."""

UPCASTERS: Mapping[str, tuple[Upcaster, ...]] = {}
"""For each kind of row, what makes form 2 from form 1, form 3 from form 2, and so on."""


def newest_form(kind: str) -> int:
    """The form in which rows of a kind are written."""
    return 1 + len(UPCASTERS.get(kind, ()))


def upcast(kind: str, form: int, cells: Cells) -> Cells:
    """The cells of a row in the newest form.

    Raises:
        StoreError: The form is newer than this Cadre.
    """
    newest = newest_form(kind)
    if not 1 <= form <= newest:
        raise StoreError(
            f"a row of {kind}",
            f"has form {form}, which this Cadre doesn't know",
            f"form 1 to {newest}",
            "Open the store with the newer Cadre that wrote it.",
        )
    for one in UPCASTERS.get(kind, ())[form - 1 :]:
        cells = one(cells)
    return cells
