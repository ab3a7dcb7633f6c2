"""Others who work in the same field: who does what, where, for whom."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.ids import InstitutionId, PartnerActivityId, PartnerId, SiteId
from cadre.mission.quantities import Share
from cadre.mission.rows import Row
from cadre.mission.weeks import DateRange, Window

ABROAD = "abroad"
"""The place of a partner's work that is done outside the host's country."""


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
        institution: For whom; empty when it is for none of the host's security institutions.
        sector: The field it belongs to, as the partner names it.
        site: Where, when it is one of the dossier's sites.
        place: Province or governorate, when it is at none of the dossier's sites; `abroad` when
            it is outside the host's country.
        window: When.
    """

    id: PartnerActivityId
    partner: PartnerId
    name: str
    institution: InstitutionId | None = None
    sector: str = ""
    site: SiteId | None = None
    place: str = ""
    window: Window = Window()
