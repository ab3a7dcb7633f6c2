"""What every row of a dossier has, whatever it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cadre.mission.markings import Marking


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """Where something is written down.

    Attributes:
        ref: Id of a source, of a claim, of an assumption of the staff's own, or of a prior.
        locator: Place in a source: paragraph, page, line. Empty for claims, which have their own.
    """

    ref: str
    locator: str = ""

    @classmethod
    def parse(cls, text: str) -> Citation:
        """Read `F0045` or `nato-nmi-2021:para 3`."""
        ref, _, locator = text.partition(":")
        return cls(ref.strip(), locator.strip())

    def __str__(self) -> str:
        return f"{self.ref}:{self.locator}" if self.locator else self.ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row has.

    Attributes:
        id: Name within its table; short, stable, used once.
        sources: Where the row is written down: claims, sources with a place, assumptions, priors.
        marking: Who may see the row; empty takes the strictest mark of its sources.
        known_from: First day on which it was known; empty takes the earliest report cited.
        supersedes: Rows of the same table that this one replaces once it is known.
        note: Anything else a reader should know.
    """

    id: str
    sources: tuple[Citation, ...] = ()
    marking: Marking | None = None
    known_from: date | None = None
    supersedes: tuple[str, ...] = ()
    note: str = ""
