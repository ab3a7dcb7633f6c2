"""Others who work in the same field: who does what, where, for whom."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.ids import InstitutionId, PartnerActivityId, PartnerId, SiteId
from cadre.mission.quantities import Share
from cadre.mission.rows import Row
from cadre.mission.weeks import DateRange, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner(Row):
    """Another body at work with the same host.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
        kind: Coalition, union, United Nations, bilateral.
        leaves: When it would leave, if it does; empty when nobody speaks of it.
        leave_belief: Share of futures in which it leaves within the horizon.
    """

    id: PartnerId
    name: str
    kind: str = ""
    leaves: DateRange | None = None
    leave_belief: Share = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerActivity(Row):
    """What a partner does, where, for whom.

    Attributes:
        id: Name within the dossier.
        partner: Who.
        name: What.
        institution: For whom.
        site: Where, when it is one of the dossier's sites.
        place: Where, in words, when it isn't.
        window: When.
    """

    id: PartnerActivityId
    partner: PartnerId
    name: str
    institution: InstitutionId
    site: SiteId | None = None
    place: str = ""
    window: Window = Window()
