"""Places where the mission works, and how many people they house."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cadre.mission.ids import BedSpaceId, SiteId
from cadre.mission.quantities import Beds, Latitude, Longitude
from cadre.mission.rows import Row
from cadre.mission.weeks import Window


class Travel(Enum):
    """How people get to a site."""

    ROAD = "road"
    HELICOPTER = "helicopter"
    AIRCRAFT = "aircraft"
    WATER = "water"
    FOOT = "foot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Row):
    """A base, ministry or school where work is done.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
        country: ISO 3166-1 alpha-3 code of the country it lies in.
        place: Province or governorate, as partners name it too.
        latitude: Degrees north.
        longitude: Degrees east.
        run_by: Who runs it, in words.
        reached_by: Ways to get there; empty when nobody has written them down.
        window: Days on which it is open to the mission.
    """

    id: SiteId
    name: str
    country: str
    place: str = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    run_by: str = ""
    reached_by: tuple[Travel, ...] = ()
    window: Window = Window()


@dataclass(frozen=True, slots=True, kw_only=True)
class BedSpace(Row):
    """Beds at a site for a time; several rows add up.

    Attributes:
        id: Name within the dossier.
        site: Where they are.
        beds: Beds that the mission may use.
        window: Days on which they are there.
    """

    id: BedSpaceId
    site: SiteId
    beds: Beds
    window: Window = Window()
