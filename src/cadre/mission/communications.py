"""What is told to whom, and in which order: the host before the public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from cadre.mission.ids import ActivityId, AnnouncementId, ClaimId, DecisionId
from cadre.mission.quantities import People
from cadre.mission.rows import Row
from cadre.mission.sources import FigureKind, Qualifier


class Told(Enum):
    """Who is told."""

    HOST = "host"
    ALLIES = "allies"
    MEMBERS = "member states"
    PARLIAMENT = "parliament"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement(Row):
    """Something told to somebody on a day.

    Attributes:
        id: Name within the dossier.
        subject: What it is about; announcements of one subject are put in order.
        name: What is told.
        told: Who is told.
        day: When.
        channel: How.
        people: A figure for the force that is told with it; empty when none is.
        kind: As what sort of figure it is told; empty when nobody noted that.
        qualifier: With which hedge it is told; empty when nobody noted that.
        claim: The claim that the figure repeats.
        decision: The decision that it tells of; empty when it tells of none.
        activity: The work whose start it tells of; empty when it tells of none.
        conditions_told: Whether the figure's conditions and qualifiers are told with it.
    """

    id: AnnouncementId
    subject: str
    name: str
    told: Told
    day: date
    channel: str = ""
    people: People | None = None
    kind: FigureKind | None = None
    qualifier: Qualifier | None = None
    claim: ClaimId | None = None
    decision: DecisionId | None = None
    activity: ActivityId | None = None
    conditions_told: bool = True
