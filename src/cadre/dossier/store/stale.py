"""Stale writes: a row moved on since it was read, so writing it would lose someone's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cadre.dossier.listing import shown
from cadre.errors import CadreError

NAMED = 8
"""Rows and fields that a message names; more are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A field that two say differently; None is that the row, or the field, isn't there.

    Attributes:
        kind: Kind of the row.
        id: Its id.
        field: The field; empty is the row as a whole.
        base: What it said when the two parted.
        yours: What is to be written.
        theirs: What stands there now.
    """

    kind: str
    id: str
    field: str
    base: str | None
    yours: str | None
    theirs: str | None

    @property
    def place(self) -> str:
        """Row and field as messages and `--take` name them."""
        return f"{self.kind}/{self.id}" + (f".{self.field}" if self.field else "")

    def __str__(self) -> str:
        told = [
            f"{name} {'none' if text is None else shown(text)}"
            for name, text in (("base", self.base), ("yours", self.yours), ("theirs", self.theirs))
        ]
        return f"{self.place}: {', '.join(told)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A row that moved on since it was read.

    Attributes:
        kind: Its kind.
        id: Its id.
        seq: The change that moved it on.
        actor: Who changed it.
        at: When, as an ISO time in UTC.
        fields: The fields that differ between what is to be written and what stands there.
    """

    kind: str
    id: str
    seq: int
    actor: str
    at: str
    fields: tuple[Told, ...]

    def __str__(self) -> str:
        fields = "; ".join(map(str, self.fields[:NAMED])) or f"{self.kind}/{self.id}: the same"
        return f"{fields} (change {self.seq} by {self.actor}, {self.at})"


class StaleError(CadreError):
    """Rows moved on since they were read; nothing was written.

    Attributes:
        moved: Each of them: yours, theirs, and whose change it was.
    """

    def __init__(self, moved: Sequence[Moved]) -> None:
        self.moved = tuple(moved)
        more = len(self.moved) - NAMED
        told = " | ".join(map(str, self.moved[:NAMED])) + (f" | {more} more" if more > 0 else "")
        super().__init__(
            f"{len(self.moved)} row{'s' if len(self.moved) > 1 else ''}",
            f"moved on since it was read: {told}"
            if len(self.moved) == 1
            else f"moved on since they were read: {told}",
            "the rows as they were when the dossier was loaded",
            "Load the dossier again, and repeat the change where it is still wanted.",
        )
