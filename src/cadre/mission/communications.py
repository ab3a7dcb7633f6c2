"""What is told to whom, and in which order: the host before the public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from cadre.mission.ids import AnnouncementId, ClaimId
from cadre.mission.quantities import People
from cadre.mission.rows import Row


class Told(Enum):
    """Who is told."""

    HOST = "host"
    ALLIES = "allies"
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
        claim: The claim that the figure repeats.
        conditions_told: Whether the figure's conditions and qualifiers are told with it.
    """

    id: AnnouncementId
    subject: str
    name: str
    told: Told
    day: date
    channel: str = ""
    people: People | None = None
    claim: ClaimId | None = None
    conditions_told: bool = True
