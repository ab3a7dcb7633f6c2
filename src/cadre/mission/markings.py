"""Who may see a row or a figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from cadre.mission.spelling import CONTROL, UNSEEN


class Classification(Enum):
    """How far a row is protected, from open to most protected."""

    UNCLASSIFIED = "UNCLASSIFIED"
    RESTRICTED = "RESTRICTED"
    CONFIDENTIAL = "CONFIDENTIAL"
    SECRET = "SECRET"  # noqa: S105 - a classification, no password

    @property
    def rank(self) -> int:
        """0 for open, growing with protection."""
        return _RANKS[self]


_RANKS = {one: rank for rank, one in enumerate(Classification)}


@dataclass(frozen=True, slots=True)
class Marking:
    """The mark of a row or a figure.

    Attributes:
        classification: Clearance that a reader needs.
        releasable_to: Communities of which a reader must belong to one; None is no such limit.
    """

    classification: Classification = Classification.UNCLASSIFIED
    releasable_to: frozenset[str] | None = None

    @classmethod
    def parse(cls, text: str) -> Marking:
        """Read `RESTRICTED` or `RESTRICTED REL MISSION,HOST`; raise ValueError for anything else.

        `REL NOBODY` is released to nobody. What limits releases is never read as no limit, and a
        letter that nobody sees would make another community.
        """
        name, limited, communities = text.partition(" REL ")
        limit = frozenset(part.strip() for part in communities.split(",")) if limited else None
        if "" in (limit or ()) or CONTROL.search(text) or UNSEEN.search(text):
            raise ValueError(f"{text!r} is no mark")
        return cls(
            Classification(name.strip()), frozenset() if limit == frozenset({_NOBODY}) else limit
        )

    @classmethod
    def strictest(cls, markings: Iterable[Marking]) -> Marking:
        """The mark of what is made from such things: highest class, communities common to all."""
        result = OPEN
        for marking in markings:
            if marking in (OPEN, result):
                continue
            rank = max(result.classification, marking.classification, key=lambda one: one.rank)
            limits = [
                one.releasable_to for one in (result, marking) if one.releasable_to is not None
            ]
            result = cls(rank, frozenset.intersection(*limits) if limits else None)
        return result

    def __str__(self) -> str:
        if self.releasable_to is None:
            return self.classification.value
        return f"{self.classification.value} REL {','.join(sorted(self.releasable_to)) or _NOBODY}"


_NOBODY = "NOBODY"
OPEN = Marking()
"""The mark of what anyone may see."""
UNRELEASED = Marking(releasable_to=frozenset())
"""The mark of what is released to nobody: only the staff sees it, since it decides on releases."""
