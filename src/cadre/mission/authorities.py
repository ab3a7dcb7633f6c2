"""What legally holds, on which day, for whom; and how it could come about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    NationId,
    NegotiationId,
    ProgrammeId,
    RedLineId,
    SiteId,
)
from cadre.mission.quantities import Count, Share, WeeksRange
from cadre.mission.rows import Row
from cadre.mission.weeks import DateRange, Window


class AuthorityKind(Enum):
    """The kinds of legal cover; one doesn't stand in for another."""

    MANDATE = "mandate"
    CONSENT = "consent"
    STATUS = "status"
    NATIONAL = "national"


class AuthorityState(Enum):
    """How far an authority has come."""

    IN_FORCE = "in force"
    EXPECTED = "expected"
    PROPOSED = "proposed"
    REFUSED = "refused"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority(Row):
    """Legal cover of one kind, for a time, for part or all of the mission.

    A permission that only lets somebody conclude an agreement isn't the agreement: it has
    the state `expected` or `proposed`, never `in force`, for the kind that is still to come.

    Attributes:
        id: Name within the dossier.
        name: Name as people say it.
        kind: Mandate, the host's consent, status of the people, or a nation's own decision.
        state: How far it has come.
        belief: Share of futures in which it comes into force, when it isn't yet.
        granted: When it would come into force, when it isn't yet; empty takes `from`.
        window: Days on which it holds, or would hold.
        nations: Nations it is for; empty is all.
        sites: Sites it is for; empty is all.
        programmes: Programmes it is for; empty is all.
        rests_on: Authorities without which it falls.
    """

    id: AuthorityId
    name: str
    kind: AuthorityKind
    state: AuthorityState = AuthorityState.IN_FORCE
    belief: Share = 1.0
    granted: DateRange | None = None
    window: Window = Window()
    nations: tuple[NationId, ...] = ()
    sites: tuple[SiteId, ...] = ()
    programmes: tuple[ProgrammeId, ...] = ()
    rests_on: tuple[AuthorityId, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether it holds in its window as things stand."""
        return self.state is AuthorityState.IN_FORCE

    @property
    def pending(self) -> bool:
        """Whether it may still come into force."""
        return self.state in (AuthorityState.EXPECTED, AuthorityState.PROPOSED)

    def reaches(self, programme: ProgrammeId, site: SiteId) -> bool:
        """Whether its scope holds work of `programme` at `site`, whatever the day."""
        programmes, sites = self.programmes, self.sites
        return (not programmes or programme in programmes) and (not sites or site in sites)


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiation(Row):
    """What would bring an authority about.

    Attributes:
        id: Name within the dossier.
        name: Name as people say it.
        brings: Authorities that come with its success; empty for talks of others with the host.
        earliest: First day on which it can begin.
        weeks: How long it lasts.
        load: How much of the host's negotiating capacity it takes while it lasts.
        agreed: Whether it is settled that it takes place, so that others must fit around it.
    """

    id: NegotiationId
    name: str
    brings: tuple[AuthorityId, ...] = ()
    earliest: date
    weeks: WeeksRange
    load: Count = 1
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLine(Row):
    """What a side won't do or accept.

    Attributes:
        id: Name within the dossier.
        side: Whose red line it is: host, mission, or a nation.
        statement: The red line as a sentence.
        point: The point in question, when it bears on a negotiation: immunity, ceiling.
        accepts: What the side accepts on that point; two sides with nothing in common can't agree.
        negotiations: Negotiations it bears on.
        forbids: Activities it rules out.
    """

    id: RedLineId
    side: str
    statement: str
    point: str = ""
    accepts: tuple[str, ...] = ()
    negotiations: tuple[NegotiationId, ...] = ()
    forbids: tuple[ActivityId, ...] = ()
