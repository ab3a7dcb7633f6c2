"""The map of an import: what the words of a file mean in a dossier, written by its planner.

A TOML file; every part may be left out:

```toml
[source]            # the document, as it is cited
id = "iraq-3w"
date = "2022-05-31"

[columns]           # where a column isn't found by itself: its header, or its letter
sector = "Cluster"

[dates]
order = "dmy"       # 03/04/2022 is the third of April
reported = "2022-02"  # when rows without dates were so

[partners]          # a spelling of the file, and the id of the dossier
"UNDP Iraq" = "undp"

[places]            # a spelling of the file, and a province or site of the dossier
"Ninewa" = "Nineveh"

[[work]]            # the first that fits counts; * stands for any words
sector = ["Police", "*rule of law*"]
institution = "moi"
serves = { justice = 0.05 }
because = "Two trainers of a hundred."
```
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from cadre.errors import CadreError
from cadre.exchange.days import Order
from cadre.exchange.fields import Told
from cadre.exchange.naming import LONGEST
from cadre.exchange.plainfile import not_utf8
from cadre.mission.ids import InstitutionId, NeedId
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.spelling import UNSEEN, plain_words, spelling_key
from cadre.mission.weeks import PartialDate, Window

CONDITIONS = ("sector", "activity", "beneficiary", "partner", "place", "unit", "programme")
"""What a `[[work]]` may ask of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What some rows of the file are in the dossier.

    Attributes:
        asks: What a row must say, by condition: any of the patterns, compared as `plain_words`.
        institution: For whom the work is; None leaves it open.
        serves: Needs that it serves, and how strongly.
        because: Why so strongly, for the assumption that the import writes down.
        assumption: An assumption of the dossier to cite instead.
    """

    asks: Mapping[str, tuple[str, ...]]
    institution: InstitutionId | None = None
    serves: Mapping[NeedId, float] = field(default_factory=dict)
    because: str = ""
    assumption: str = ""

    def fits(self, told: Mapping[str, str]) -> bool:
        """Whether a row that tells this, by condition, is meant; a `*` stands for any words."""
        return all(
            any(fnmatchcase(plain_words(told.get(name, "")), one) for one in patterns)
            for name, patterns in self.asks.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """What the words of a file mean; empty for an import without a map.

    Attributes:
        file: Name of the map's file.
        source: What to write of the document, by column of sources.csv.
        partner: Id of the partner whose work a file of one partner tells.
        country: The country whose rows are taken, as the file names it.
        columns: Header or letter by what the column tells.
        order: What comes first in 03/04/2022; None finds it out from the column.
        reported: When rows without dates were so; None when that isn't known.
        partners: Id of a partner by the key of a spelling.
        places: Province or site by the key of a spelling.
        work: What rows are, the first that fits counts.
    """

    file: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    partner: str = ""
    country: str = ""
    columns: Mapping[Told, str] = field(default_factory=dict)
    order: Order | None = None
    reported: Window | None = None
    partners: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    work: tuple[Work, ...] = ()

    def work_of(self, told: Mapping[str, str]) -> Work | None:
        """What a row is, by what it tells; None when nothing fits."""
        return next((one for one in self.work if one.fits(told)), None)


_ID = re.compile(rf"[^\s;:]{{1,{LONGEST}}}")
_SOURCE = ("id", "title", "publisher", "date", "address", "reliability", "marking")
_PARTS = {
    "source": _SOURCE,
    "partner": ("id", "country"),
    "columns": tuple(one.value for one in Told),
    "dates": ("order", "reported"),
    "partners": None,
    "places": None,
    "work": (*CONDITIONS, "institution", "serves", "because", "assumption"),
}
"""The parts of a map with their keys; None for a part whose keys are spellings of the file."""


def read_map(path: Path, mission: Mission) -> Map:
    """Read a map for a mission.

    Raises:
        CadreError: The file can't be read, has an unknown key or value, or names an id that the
            mission doesn't hold.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        problem, remedy = not_utf8(error)
        raise CadreError(str(path), problem, "a map in TOML", remedy) from error
    except (OSError, ValueError, RecursionError) as error:
        raise CadreError(
            str(path), f"can't be read ({error})", "a map in TOML", "Correct the file."
        ) from error
    _refuse_unknown(path.name, raw)
    dates, partner = _part(path.name, raw, "dates"), _part(path.name, raw, "partner")
    found = Map(
        file=path.name,
        source=_source(path.name, _part(path.name, raw, "source")),
        partner=partner.get("id", ""),
        country=partner.get("country", ""),
        columns={Told(key): text for key, text in _part(path.name, raw, "columns").items()},
        order=_order(path.name, dates.get("order")),
        reported=_reported(path.name, dates.get("reported")),
        partners=_spellings(_part(path.name, raw, "partners")),
        places=_spellings(_part(path.name, raw, "places")),
        work=tuple(_work(path.name, number, one) for number, one in enumerate(raw.get("work", []))),
    )
    _refuse_strange(found, mission)
    return found


def _bad(place: str, problem: str, allowed: str) -> CadreError:
    return CadreError(place, problem, allowed, "Correct the map.")


def _refuse_unknown(file: str, raw: Mapping[str, Any]) -> None:
    for name, part in raw.items():
        if name not in _PARTS:
            raise _bad(f"{file}:{name}", "is unknown", ", ".join(_PARTS))
        many = part if name == "work" else [part]
        if not isinstance(many, list) or not all(isinstance(one, dict) for one in many):
            shape = "[[work]], as often as needed" if name == "work" else f"a table [{name}]"
            raise _bad(f"{file}:{name}", "has not the right form", shape)
        keys = _PARTS[name]
        for one in many:
            for key in one:
                if keys is not None and key not in keys:
                    raise _bad(f"{file}:{name}.{key}", "is unknown", ", ".join(keys))


def _part(file: str, raw: Mapping[str, Any], name: str) -> dict[str, str]:
    part = raw.get(name, {})
    for key, value in part.items():
        if not isinstance(value, str):
            raise _bad(f"{file}:{name}.{key}", f"is {value!r}", "a text in quotes")
    return dict(part)


def _spellings(part: Mapping[str, str]) -> dict[str, str]:
    return {spelling_key(spelling): meant.strip() for spelling, meant in part.items()}


def _source(file: str, part: dict[str, str]) -> dict[str, str]:
    key = part.get("id", "file")
    if not _ID.fullmatch(key) or UNSEEN.search(key):
        allowed = f"an id of at most {LONGEST} characters without blanks, `;`, `:` and letters "
        allowed += "that can't be seen"
        raise _bad(f"{file}:source.id", f"is {key!r}", allowed)
    try:
        PartialDate.parse(part.get("date", "2000"))
        Marking.parse(part.get("marking", "UNCLASSIFIED"))
    except ValueError as error:
        raise _bad(f"{file}:source", str(error), "a date and a mark as in sources.csv") from error
    return part


def _order(file: str, text: str | None) -> Order | None:
    if text is None or text in [one.value for one in Order]:
        return None if text is None else Order(text)
    raise _bad(f"{file}:dates.order", f"is {text!r}", "dmy or mdy")


def _reported(file: str, text: str | None) -> Window | None:
    try:
        return None if text is None else PartialDate.parse(text).window
    except ValueError as error:
        raise _bad(f"{file}:dates.reported", str(error), "2022, 2022-02 or 2022-02-18") from error


def _work(file: str, number: int, raw: Mapping[str, Any]) -> Work:
    place = f"{file}:work {number + 1}"
    asks = {name: _patterns(f"{place}.{name}", raw[name]) for name in CONDITIONS if name in raw}
    if not asks:
        raise _bad(place, "asks nothing, so every row would fit", ", ".join(CONDITIONS))
    serves = raw.get("serves", {})
    if not isinstance(serves, dict) or not all(_is_share(one) for one in serves.values()):
        raise _bad(f"{place}.serves", "has not the right form", "{ need = 0.05 }, shares of 0 to 1")
    return Work(
        asks=asks,
        institution=InstitutionId(raw["institution"]) if raw.get("institution") else None,
        serves={NeedId(key): float(one) for key, one in serves.items()},
        because=str(raw.get("because", "")),
        assumption=str(raw.get("assumption", "")),
    )


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _patterns(place: str, value: object) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else [value]
    patterns = [_pattern(one) for one in texts if isinstance(one, str) and one.strip()]
    if len(patterns) < len(texts) or not patterns:
        raise _bad(place, "has not the right form", "a text, or a list of texts")
    return tuple(patterns)


def _pattern(text: str) -> str:
    """A pattern in plain words; its stars stay, and so do blanks between them and words."""
    return "*".join(map(_plain, text.split("*"))).strip()


def _plain(part: str) -> str:
    before, after = (" " if end.isspace() else "" for end in (part[:1], part[-1:]))
    return f"{before}{plain_words(part)}{after}" if part.strip() else ""


def _refuse_strange(found: Map, mission: Mission) -> None:
    """Refuse a map that names ids which the mission doesn't hold."""
    known = {
        "institution": {str(one.id) for one in mission.institutions},
        "need": {str(one.id) for one in mission.needs},
        "assumption": {str(one.id) for one in mission.assumptions},
        "partner": {str(one.id) for one in mission.partners},
    }
    named = [("partner", key) for key in found.partners.values()]
    for work in found.work:
        named += [("institution", work.institution)] if work.institution else []
        named += [("need", key) for key in work.serves]
        named += [("assumption", work.assumption)] if work.assumption else []
    for kind, key in named:
        if key not in known[kind]:
            some = ", ".join(sorted(known[kind])[:8]) or f"nothing: the dossier has no {kind}"
            raise _bad(f"{found.file}: {kind} {key!r}", "isn't in the dossier", some)
