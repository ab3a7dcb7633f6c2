"""`mission.toml`: the mission itself, its `[mission]` table read key by key."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from difflib import get_close_matches
from enum import Enum
from typing import Any, cast, get_args, get_type_hints

from cadre.dossier import rules
from cadre.dossier.folder import MARK, MISSION, Contents, bad_character
from cadre.dossier.listing import Listing, Place, shown
from cadre.errors import DossierError, FigureError
from cadre.mission.findings import Rule
from cadre.mission.mission import Profile, Weights
from cadre.mission.quantities import Unit
from cadre.mission.spelling import CONTROL
from cadre.mission.weeks import Horizon

ROOT = "mission"
"""The table of `mission.toml` that holds the mission."""


class BadKeyError(Exception):
    """A value of `mission.toml` that can't be taken.

    Attributes:
        rule: The rule broken.
        allowed: What is allowed.
    """

    def __init__(self, rule: Rule, allowed: str) -> None:
        self.rule = rule
        self.allowed = allowed
        super().__init__(rule.code, allowed)


def read_profile(file: Contents, listing: Listing) -> Profile:
    """The mission itself; what is wrong with keys that have a default goes to `listing`.

    Raises:
        DossierError: The file isn't TOML in UTF-8, or a key without a default is missing or bad:
            then there is no mission to find fault with.
    """
    text = file.text.removeprefix(MARK)
    document = _parsed(text)
    stated = document.get(ROOT)
    if not isinstance(stated, dict):
        raise DossierError(
            MISSION, f"has no table [{ROOT}]", f"a table [{ROOT}]", f"Add the line [{ROOT}]."
        )
    lines = _lines_of_keys(text)

    def place(path: tuple[str, ...]) -> Place:
        # The line of its table when a key isn't there.
        line = lines.get(path) or lines.get(path[:-1], 0)
        return Place(file=MISSION, line=line, column=path[-1])

    reader = _KeyReader(place, listing)
    for key in document:
        if key != ROOT:
            reader.unknown((key,), [ROOT])
    return profile_of(stated, listing, place)


def profile_of(
    stated: Mapping[str, Any], listing: Listing, place: Callable[[tuple[str, ...]], Place]
) -> Profile:
    """The mission itself from plain values; what is wrong with keys that have a default is listed.

    Args:
        stated: The values by key, as TOML gives them; `weights` holds values by key, too.
        listing: Where faults go.
        place: Tells where a key stands: `mission`, then the key, or `weights` and its key.

    Raises:
        DossierError: A key without a default is missing or bad.
    """
    reader = _KeyReader(place, listing)
    profile = cast("Profile", reader.table(Profile, stated, (ROOT,)))
    try:
        Horizon.between(profile.as_of, profile.until)
    except FigureError as error:
        raise DossierError(
            str(place((ROOT, "until"))),
            f"from as_of, {profile.as_of}, to until, {profile.until}, are {error.value} weeks",
            error.allowed,
            "Correct one of the two days.",
        ) from error
    return profile


def _parsed(text: str) -> dict[str, Any]:
    if bad := bad_character(text):
        line = text[: next(n for n, char in enumerate(text) if "\udc80" <= char <= "\udcff")]
        raise DossierError(
            f"{MISSION}:{line.count(chr(10)) + 1}",
            f"holds the byte {bad}, which isn't UTF-8",
            "text in UTF-8",
            "Save the file as UTF-8.",
        )
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line ([0-9]+)", str(error))
        place = f"{MISSION}:{at.group(1)}" if at else MISSION
        problem = str(error) if isinstance(error, ValueError) else "is nested too deeply"
        raise DossierError(
            place, f"isn't TOML: {problem}", "TOML 1.0", "Correct the line."
        ) from error


class _KeyReader:
    """Reads the keys of one file into dataclasses."""

    def __init__(self, place: Callable[[tuple[str, ...]], Place], listing: Listing) -> None:
        self.place = place
        self._listing = listing

    def unknown(self, path: tuple[str, ...], known: list[str]) -> None:
        """Note a key that no field has."""
        close = get_close_matches(path[-1], known, n=1)
        remedy = f"Write {close[0]!r}." if close else "Remove it."
        message = f"{shown('.'.join(path))} is no key; known are: {', '.join(known)}."
        self._listing.add(rules.UNKNOWN_KEY, self.place(path), message, remedy)

    def table(self, made: type, stated: Mapping[str, Any], path: tuple[str, ...]) -> object:
        """An object of `made` from a TOML table.

        Raises:
            DossierError: Keys without a default are missing or bad; all of them are named.
        """
        hints = get_type_hints(made, include_extras=True)
        values: dict[str, Any] = {}
        fatal: list[tuple[Place, str, str]] = []
        for field in fields(made):
            here = (*path, field.name)
            try:
                if field.name in stated:
                    values[field.name] = self._value(hints[field.name], stated[field.name], here)
                elif field.default is MISSING:
                    fatal.append((self.place(here), f"{field.name} is missing", _needed(made)))
            except BadKeyError as bad:
                met = f"{field.name} is {shown(str(stated[field.name]))}"
                if field.default is MISSING:
                    fatal.append((self.place(here), met, f"{field.name}: {bad.allowed}"))
                else:
                    message = f"{met}, allowed: {bad.allowed}."
                    remedy = f"Correct it; {field.default} is used meanwhile."
                    self._listing.add(bad.rule, self.place(here), message, remedy)
        for key in sorted(stated.keys() - hints.keys()):
            self.unknown((*path, key), list(hints))
        if fatal:
            raise _no_mission(fatal)
        return made(**values)

    def _value(self, hint: Any, value: object, path: tuple[str, ...]) -> object:  # noqa: ANN401
        if hint is Weights:
            if not isinstance(value, dict):
                raise BadKeyError(rules.BAD_VALUE, "a table [mission.weights]")
            return self.table(Weights, value, path)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return _choice(hint, value)
        base, *more = get_args(hint) or (hint,)
        unit = next((one for one in more if isinstance(one, Unit)), None)
        return _TAKEN[base](value, unit)


def _needed(made: type) -> str:
    needed = [field.name for field in fields(made) if field.default is MISSING]
    return f"every key without a default: {', '.join(needed)}"


def _no_mission(fatal: list[tuple[Place, str, str]]) -> DossierError:
    places, problems, allowed = zip(*fatal, strict=True)
    return DossierError(
        str(places[0]),
        "; ".join(problems),
        "; ".join(dict.fromkeys(allowed)),
        "Give or correct these keys.",
    )


def _choice(kind: type[Enum], value: object) -> Enum:
    known = {one.value: one for one in kind}
    if value not in known:
        raise BadKeyError(rules.BAD_VALUE, " or ".join(f'"{one}"' for one in known))
    return known[value]


def _text(value: object, _unit: Unit | None) -> str:
    if not isinstance(value, str) or CONTROL.search(value):
        raise BadKeyError(rules.BAD_VALUE, "text in quotes")
    return value


def _day(value: object, _unit: Unit | None) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise BadKeyError(rules.BAD_VALUE, "a day without quotes, such as 2021-02-18")


def _number(value: object, unit: Unit | None) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadKeyError(rules.BAD_VALUE, f"a number ({unit})")
    if not math.isfinite(value) or (unit is not None and not unit.allows(value)):
        raise BadKeyError(rules.OUT_OF_BOUNDS, str(unit))
    return float(value)


def _whole(value: object, unit: Unit | None) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**15:
        raise BadKeyError(rules.BAD_VALUE, f"a whole number ({unit})")
    if unit is not None and not unit.allows(value):
        raise BadKeyError(rules.OUT_OF_BOUNDS, str(unit))
    return value


_TAKEN: dict[Any, Callable[[object, Unit | None], object]] = {
    str: _text,
    date: _day,
    float: _number,
    int: _whole,
}

_TABLE = re.compile(r"\s*\[\s*([A-Za-z0-9_.\s-]+?)\s*\]")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?\s*=""")


def _lines_of_keys(text: str) -> dict[tuple[str, ...], int]:
    """The line of each table and key; dotted and inline keys are found at their table."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _TABLE.match(line):
            table = tuple(part.strip() for part in heading.group(1).split("."))
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, key.group(1)), number)
    return found
