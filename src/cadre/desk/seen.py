"""A mission as a reader may see it: rows withheld are left out, and what can't be without them."""

from __future__ import annotations

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
