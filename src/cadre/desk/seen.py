"""Seen: a mission as a reader may see it, without any trace of the rows withheld."""

from __future__ import annotations

from cadre.desk.desk import Desk
from cadre.dossier.asof import without
from cadre.dossier.tables import TABLES
from cadre.mission.mission import Mission
from cadre.mission.provenance import marking_of
from cadre.mission.sources import Audience
from cadre.release.rules import STAFF, may_see


def as_seen(mission: Mission, audience: Audience) -> Mission:
    """The mission without the rows that the reader may not see, and what can't be without them."""
    if audience.id == STAFF.id:
        return mission
    gone = {
        name: {
            str(row.id)
            for row in getattr(mission, name)
            if not may_see(audience, marking_of(mission, row)).allowed
        }
        for name in TABLES
    }
    return without(mission, gone) if any(gone.values()) else mission


def seen(desk: Desk) -> Mission:
    """The desk's mission as its reader may see it; whatever is counted there gives nothing away."""
    mission = desk.mission
    return mission.once(("seen", desk.audience.id), lambda: as_seen(mission, desk.audience))


def withheld(desk: Desk) -> int:
    """How many rows the desk's reader may not see."""
    return rows_in(desk.mission) - rows_in(seen(desk))


def told(desk: Desk) -> int | None:
    """The same, for a reader who may know that there are any; else None."""
    return withheld(desk) if desk.audience.told_of_more else None


def rows_in(mission: Mission) -> int:
    """How many rows a mission has in all its tables."""
    return sum(len(getattr(mission, name)) for name in TABLES)
