"""An exploration as pictures in files, and as a brief."""

from __future__ import annotations

from pathlib import Path

from cadre.brief.explored_pictures import pictures
from cadre.brief.exploring import ExploredInputs, compose_exploration
from cadre.brief.render import picture_file, png_file
from cadre.brief.sections import Brief
from cadre.desk.desk import Desk
from cadre.desk.explore import Exploring
from cadre.desk.files import write_whole


def write_pictures(desk: Desk, found: Exploring, folder: Path) -> tuple[Path, ...]:
    """Write each picture to a folder, as SVG and as PNG.

    Raises:
        CadreError: A file can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for one in pictures(found.explored):
        svg, png = folder / f"{one.id}.svg", folder / f"{one.id}.png"
        desk.write(svg, picture_file(one.spec, one.title, one.description))
        write_whole(png, png_file(one.spec, one.title))
        written += [svg, png]
    return tuple(written)


def brief_of(desk: Desk, found: Exploring, title: str = "") -> Brief:
    """The brief of an exploration, for the desk's reader, who may see all of it."""
    brief = compose_exploration(
        ExploredInputs(
            mission=desk.mission,
            explored=found.explored,
            plans=found.plans,
            audience=desk.audience,
            title=title,
        )
    )
    return desk.released("exploration brief", brief, 0)
