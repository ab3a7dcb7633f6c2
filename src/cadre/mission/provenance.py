"""Provenance: from a row or a citation back to documents, and the marking that follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cadre.mission.findings import Finding
from cadre.mission.ids import ClaimId
from cadre.mission.markings import OPEN, UNRELEASED, Marking
from cadre.mission.mission import Evidence, Mission
from cadre.mission.priors import Prior
from cadre.mission.rows import Citation, Row
from cadre.mission.sources import Assumption, Claim, Conflict, Source


class Weighed(Enum):
    """How a claim stands to another that disagrees with it."""

    PREFERRED = "preferred to"
    PASSED_OVER = "passed over for"
    ALIKE = "beside"
    OPEN = "in open conflict with"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A claim that disagrees with one that is cited.

    Attributes:
        claim: The claim that disagrees.
        conflict: The conflict in which both stand, with the reason where it is known.
        weighed: How the cited claim stands to it.
    """

    claim: Claim
    conflict: Conflict
    weighed: Weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One step from a citation towards documents.

    Attributes:
        citation: What is cited, with its place.
        row: The claim, assumption, source or prior that it points to; None when there is none.
        marking: Who may see the step; a link to nothing is open.
        behind: The steps behind it: the source of a claim, what an assumption cites, the
            source that a source copies.
        rivals: For a claim, those that disagree with it.
    """

    citation: Citation
    row: Evidence | None
    marking: Marking
    behind: tuple[Link, ...] = ()
    rivals: tuple[Rival, ...] = ()


def marking_of(mission: Mission, thing: Row | Citation) -> Marking:
    """The mark of a row, or of what a citation points to.

    A claim is as strict as itself and its source together. Any other row has its own mark, or,
    when it states none, the strictest of what it cites. A citation of something that the
    mission doesn't hold adds nothing.
    """
    if isinstance(thing, Citation):
        # Many rows cite the same.
        key = ("marking", thing.ref)
        return mission.once(key, lambda: _marking(mission, thing, frozenset()))
    return _marking(mission, thing, frozenset())


def _marking(mission: Mission, thing: Row | Citation, above: frozenset[str]) -> Marking:
    row = mission.evidence.get(thing.ref) if isinstance(thing, Citation) else thing
    if row is None or row.id in above:
        return OPEN
    own = row.marking or OPEN
    if isinstance(row, Claim):
        origin = _marking(mission, Citation(row.source), above | {row.id})
        return Marking.strictest([own, origin])
    if row.marking is not None:
        return own
    if not isinstance(row, Assumption | Source | Prior):
        # Rows of other tables can't be cited, so none is met again further down.
        return Marking.strictest(marking_of(mission, cited) for cited in row.sources)
    seen = above | {row.id}
    return Marking.strictest(_marking(mission, cited, seen) for cited in row.sources)


def marking_of_finding(mission: Mission, finding: Finding) -> Marking:
    """The mark of a finding: the strictest of its sources and of every row that it names.

    What is wrong in a file is released to nobody: it may quote a row that isn't in the mission, so
    that nobody can tell its mark. A row of the same id says nothing of it, and what can be read of
    a broken line may stand in the wrong column.
    """
    if finding.place:
        return UNRELEASED
    behind: list[Row | Citation] = list(finding.sources)
    for key in (finding.about, *finding.related):
        behind.extend(mission.named(key))
    return Marking.strictest(marking_of(mission, one) for one in behind)


def chain(mission: Mission, citation: Citation) -> Link:
    """The way from `citation` to documents: a claim, its source, the source that one copies."""
    return _link(mission, citation, frozenset())


def _link(mission: Mission, citation: Citation, above: frozenset[str]) -> Link:
    row = mission.evidence.get(citation.ref)
    if row is None:
        return Link(citation=citation, row=None, marking=OPEN)
    seen = above | {citation.ref}
    return Link(
        citation=citation,
        row=row,
        marking=marking_of(mission, row),
        behind=tuple(
            _link(mission, further, seen) for further in _behind(row) if further.ref not in seen
        ),
        rivals=rivals(mission, row) if isinstance(row, Claim) else (),
    )


def _behind(row: Evidence) -> tuple[Citation, ...]:
    if isinstance(row, Claim):
        return (Citation(row.source, row.locator), *row.sources)
    if isinstance(row, Source) and row.derived_from is not None:
        return (Citation(row.derived_from), *row.sources)
    return row.sources


def rivals(mission: Mission, claim: Claim) -> tuple[Rival, ...]:
    """The claims that disagree with `claim`, conflict by conflict in the order of the table."""
    known = {one.id: one for one in mission.claims}
    return tuple(
        Rival(
            claim=known[other],
            conflict=conflict,
            weighed=_weighed(conflict, claim.id, other),
        )
        for conflict in mission.conflicts
        if claim.id in conflict.claims
        for other in conflict.claims
        if other != claim.id and other in known
    )


def _weighed(conflict: Conflict, one: ClaimId, other: ClaimId) -> Weighed:
    first, second = one in conflict.preferred, other in conflict.preferred
    if first == second:
        return Weighed.OPEN if not conflict.preferred else Weighed.ALIKE
    return Weighed.PREFERRED if first else Weighed.PASSED_OVER
