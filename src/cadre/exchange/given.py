"""What an import is made with, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.exchange.document import About
from cadre.exchange.grid import Progress
from cadre.exchange.mapping import Map
from cadre.mission.mission import Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What an import is made with.

    Attributes:
        mission: The dossier that it is for, of all days.
        mapped: The map.
        about: What the publisher says of the file.
        sheet: Name of the sheet; None finds it.
        progress: Told how far reading has come.
    """

    mission: Mission
    mapped: Map = Map()
    about: About = About()
    sheet: str | None = None
    progress: Progress | None = None
