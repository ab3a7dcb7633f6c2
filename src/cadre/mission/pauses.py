"""Days on which something stated doesn't hold: a consent suspended, a school shut, work halted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cadre.mission.ids import AuthorityId, PauseId, ProgrammeId, SiteId
from cadre.mission.rows import Row
from cadre.mission.weeks import Window


class PauseCause(Enum):
    """Why something is paused."""

    CONSENT = "consent"
    THREAT = "threat"
    PANDEMIC = "pandemic"
    ELECTION = "election"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Row):
    """Days on which an authority doesn't hold, a site is shut to work, or work is halted.

    Pauses may overlap: the time lost is the length of their union. What is paused isn't over:
    it goes on when the last pause ends.

    Attributes:
        id: Name within the dossier.
        name: What happened, in words.
        cause: Why.
        authorities: Authorities that don't hold meanwhile.
        sites: Sites at which no work is done meanwhile.
        programmes: Programmes whose work is halted meanwhile.
        window: Days that are lost; an open end means that nobody knows how long.
    """

    id: PauseId
    name: str
    cause: PauseCause
    authorities: tuple[AuthorityId, ...] = ()
    sites: tuple[SiteId, ...] = ()
    programmes: tuple[ProgrammeId, ...] = ()
    window: Window

    @property
    def halts_all(self) -> bool:
        """Whether it names nothing, and so halts all of the mission's work."""
        return not (self.authorities or self.sites or self.programmes)
