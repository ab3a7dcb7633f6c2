"""The file as a document that rows can cite, and what its publisher says about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from cadre.errors import CadreError
from cadre.exchange.grid import LARGEST, Grid
from cadre.exchange.naming import slug
from cadre.exchange.plainfile import read_json
from cadre.exchange.table import text_of
from cadre.mission.ids import SourceId
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.sources import Source
from cadre.mission.weeks import PartialDate, Window

IMPORTED = "imported file"
"""How the note of a source begins that an import made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the publisher of a file says about it.

    Attributes:
        title: Title of the data set.
        publisher: Who publishes it.
        published: Day on which the file was last changed.
        address: Where the file is found.
        licence: Under which licence.
        window: Days that the data are of; None when that isn't told.
    """

    title: str = ""
    publisher: str = ""
    published: date | None = None
    address: str = ""
    licence: str = ""
    window: Window | None = None


_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\S* TO (\d{4}-\d{2}-\d{2})")


def read_about(path: Path, size: int, name: str) -> About:
    """What a description of a data set, as data.humdata.org gives it, says about one file of it.

    Args:
        path: The description, in JSON.
        size: Bytes of the file; the resource of this size is meant, else the one of its name.
        name: Name of the file.

    Raises:
        CadreError: It can't be read, or describes nothing.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise CadreError(path.name, "is too large", f"{LARGEST:,} bytes", "Name another.")
        found = read_json(path.name, path.read_bytes())
    except OSError as error:
        raise CadreError(
            str(path), f"can't be read ({error.strerror})", "a file", "Name another."
        ) from error
    if not isinstance(found, dict) or "title" not in found:
        raise CadreError(
            path.name, "describes no data set", "JSON with a `title`", "Leave `--about` out."
        )
    resource = _resource(found, size, name)
    organization = found.get("organization")
    changed = resource.get("last_modified") or found.get("last_modified")
    return About(
        title=text_of(found.get("title")),
        publisher=text_of(organization.get("title")) if isinstance(organization, dict) else "",
        published=_day(text_of(changed)),
        address=text_of(resource.get("download_url") or resource.get("url") or found.get("url")),
        licence=text_of(found.get("license_title")),
        window=_window(text_of(found.get("dataset_date"))),
    )


def _resource(found: Mapping[str, Any], size: int, name: str) -> Mapping[str, Any]:
    raw = found.get("resources")
    known = [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []
    fitting = [one for one in known if one.get("size") == size]
    fitting += [one for one in known if str(one.get("name", "")).casefold() == name.casefold()]
    return fitting[0] if fitting else {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _window(text: str) -> Window | None:
    found = _RANGE.search(text)
    first, last = (_day(found[1]), _day(found[2])) if found else (None, None)
    return Window.of_days(first, last) if first and last and first <= last else None


def source_of(grid: Grid, told: Mapping[str, str], about: About, mission: Mission) -> Source:
    """The file as a source: what the map tells comes first, then what its publisher says.

    Its date is that of the map or the publisher, else the day on which the file was last saved,
    which the note says. Name, hash and licence of the file stand in the note.

    Raises:
        CadreError: The dossier has another source of that id, which no import made.
    """
    stem = grid.file.rpartition(".")[0] or grid.file
    key = SourceId(told.get("id") or slug(stem))
    _refuse_foreign(key, mission)
    day = told.get("date") or (about.published.isoformat() if about.published else "")
    saved = f"; dated by when it was last saved, {grid.saved}" if grid.saved and not day else ""
    day = day or (grid.saved.isoformat() if grid.saved else "")
    licence = f"; licence: {about.licence}" if about.licence else ""
    made = Source(
        id=key,
        title=told.get("title") or about.title or stem,
        publisher=told.get("publisher") or about.publisher,
        date=PartialDate.parse(day) if day else None,
        address=told.get("address") or about.address or grid.file,
        reliability=told.get("reliability", ""),
        note=f"{IMPORTED} {grid.file}, {grid.size} bytes, sha256 {grid.sha256}{saved}{licence}",
    )
    mark = told.get("marking")
    return replace(made, marking=Marking.parse(mark)) if mark else made


def _refuse_foreign(key: SourceId, mission: Mission) -> None:
    for one in mission.sources:
        if one.id == key and not one.note.startswith(IMPORTED):
            raise CadreError(
                f"source {key}",
                "is in the dossier and wasn't imported",
                "an id of its own for the file",
                "Give the file another id: `id` under [source] of a map.",
            )
