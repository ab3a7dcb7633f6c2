"""Claims and conflicts told: what documents say, and where they don't agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cadre.brief.sections import RowRef
from cadre.desk.naming import naming
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.provenance import marking_of
from cadre.mission.sources import Claim, Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTold:
    """One thing that one document says.

    Attributes:
        claim: Its id.
        subject: What is claimed.
        figure: The figure as its source gives it; empty without one.
        kind: What sort of figure it is.
        topic: What area of the mission it belongs to.
        source: Id of the document.
        title: Title of the document.
        place: Place in the document.
        reported: When the document said so.
        confidence: How far it is believed.
        leaning: How many rows cite it.
        conflicts: The conflicts in which it stands.
        passed_over: Whether plans use another claim in its stead.
        marking: Who may see it.
    """

    claim: str
    subject: str
    figure: str
    kind: str
    topic: str
    source: str
    title: str
    place: str
    reported: str
    confidence: str
    leaning: int
    conflicts: tuple[str, ...]
    passed_over: bool
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a conflict.

    Attributes:
        claim: What is claimed.
        preferred: Whether plans use it.
        marking: Who may see it.
    """

    claim: ClaimTold
    preferred: bool
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictTold:
    """Claims that don't agree.

    Attributes:
        conflict: Its id.
        about: What they disagree on.
        open: Whether nobody can say yet which of them holds.
        sides: The claims, those preferred first.
        reason: Why they differ, as far as known.
        note: What else is to be known.
        marking: Who may see it.
    """

    conflict: str
    about: str
    open: bool
    sides: tuple[Side, ...]
    reason: str
    note: str
    marking: Marking


def titles_of(mission: Mission) -> Mapping[str, str]:
    """The title of each source by its id."""
    return mission.once("titles", lambda: {str(one.id): one.title for one in mission.sources})


def claim_told(mission: Mission, claim: Claim) -> ClaimTold:
    """A claim, with how much leans on it."""
    disputes = mission.once("conflicts by claim", lambda: _by_claim(mission)).get(claim.id, ())
    leaning = {one.row for one in naming(mission, RowRef("claims", claim.id))}
    return ClaimTold(
        claim=claim.id,
        subject=claim.subject,
        figure=claim.figure,
        kind=claim.kind.value,
        topic=claim.topic,
        source=claim.source,
        title=titles_of(mission).get(claim.source, ""),
        place=claim.locator,
        reported=str(claim.reported_on),
        confidence=claim.confidence.value,
        leaning=sum(one.table != "conflicts" for one in leaning),
        conflicts=tuple(str(one.id) for one in disputes),
        passed_over=any(one.preferred and claim.id not in one.preferred for one in disputes),
        marking=marking_of(mission, claim),
    )


def conflict_told(mission: Mission, conflict: Conflict) -> ConflictTold:
    """A conflict, with each side of it."""
    known = mission.once("claims by id", lambda: {one.id: one for one in mission.claims})
    sides = tuple(
        Side(
            claim=claim_told(mission, known[key]),
            preferred=key in conflict.preferred,
            marking=marking_of(mission, known[key]),
        )
        for key in conflict.claims
        if key in known
    )
    return ConflictTold(
        conflict=conflict.id,
        about=conflict.about,
        open=not conflict.preferred,
        sides=tuple(sorted(sides, key=lambda one: not one.preferred)),
        reason=conflict.reason,
        note=conflict.note,
        marking=marking_of(mission, conflict),
    )


def _by_claim(mission: Mission) -> dict[str, tuple[Conflict, ...]]:
    found: dict[str, tuple[Conflict, ...]] = {}
    for conflict in mission.conflicts:
        for key in conflict.claims:
            found[key] = (*found.get(key, ()), conflict)
    return found
