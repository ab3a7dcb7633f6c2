"""As of a day: the mission as it was known then, and nothing that was reported later."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from cadre.dossier.priors import in_force, stand_in
from cadre.dossier.references import Lost, references, targets
from cadre.dossier.remembered import Remembered
from cadre.dossier.tables import CITED, TABLES, Field
from cadre.errors import CadreError
from cadre.mission.authorities import Authority
from cadre.mission.forces import Caveat
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from cadre.mission.rows import Citation, Row
from cadre.mission.scenarios import Change
from cadre.mission.sources import Claim, Conflict, Source

Kept = dict[str, dict[str, Row]]
"""For each table, the rows that are known, by id."""


def known(mission: Mission, day: date) -> Mission:
    """The mission as it was known on `day`, which becomes its `as_of`.

    A claim is known from the first day that its report may mean: a month or a year counts from
    its first day; a later `known_from` of its own counts instead. A source is known likewise by
    its date, and at any time when that is empty or a known claim is taken from it. Any other row
    is known from its `known_from`; where that is empty, from the earliest report of the claims
    and sources it cites; and at all times when it cites neither. Then the rows that a known row
    supersedes go.

    What refers to rows that went is put right: an id in a list is taken out, a single one that
    may be empty is emptied, and a row that can't be without it goes too, to the end. So does
    a conflict of which fewer than two claims are known, an authority of whose scope all nations,
    sites or programmes went, a caveat of which all that it names went, and a pause of which all
    that it named went: an empty scope would mean everywhere. Citations of what isn't known are
    taken out.

    Blank figures take the priors in force, and their rows cite these. Published priors are part
    of Cadre as its other defaults are: they are in force on every day.

    Raises:
        CadreError: `day` lies after the last day that plans look at.
    """
    if day > mission.profile.until:
        raise CadreError(
            f"as of {day}",
            "lies after the last day that plans look at",
            f"a day until {mission.profile.until}",
            "Choose an earlier day, or move `until` in mission.toml.",
        )
    kept = _reported(mission, day)
    _supersede(kept)
    kept["priors"] = {str(one.id): one for one in in_force(kept["priors"].values())}
    _cascade(kept)
    _cite_known(kept)
    stand_in(kept)
    tables: dict[str, Any] = {name: tuple(rows.values()) for name, rows in kept.items()}
    return replace(mission, profile=replace(mission.profile, as_of=day), **tables)


ASIDE = ("audiences", "assumptions", "priors")
"""Tables that tell nothing of a mission by themselves: who reads, and what is taken for granted."""


def known_of_something(mission: Mission, day: date) -> Mission:
    """`known`, refused for a day by which nothing of the mission was known.

    An answer made of nothing would read as if all were well.

    Raises:
        CadreError: There is no such row, or `day` lies after the last day that plans look at.
    """
    then = known(mission, day)
    names = [name for name in TABLES if name not in ASIDE]
    rows = [row for name in names for row in getattr(mission, name)]
    if rows and not any(getattr(then, name) for name in names):
        reported = reported_from(mission)
        first = min(known_from(row, reported) for row in rows)
        raise CadreError(
            f"as of {day}",
            "nothing of this mission was known by then",
            f"a day from {first} on",
            "Choose a later day.",
        )
    return then


def reported_from(mission: Mission) -> dict[str, date]:
    """The first day on which each claim and source may have been known; `date.min` when untold."""
    reports: tuple[Source | Claim, ...] = (*mission.sources, *mission.claims)
    return {str(one.id): _report_day(one) for one in reports}


def _report_day(report: Source | Claim) -> date:
    """The day of a report; it may have reached the staff later, but not earlier."""
    day = report.reported_on if isinstance(report, Claim) else report.date
    return max(date.min if day is None else day.earliest, report.known_from or date.min)


def known_from(row: Row, reported: Mapping[str, date]) -> date:
    """The first day on which a row was known; `date.min` for one known at all times."""
    if isinstance(row, Claim | Source):
        return _report_day(row)
    if row.known_from is not None:
        return row.known_from
    cited = [reported[one.ref] for one in row.sources if one.ref in reported]
    return min(cited, default=date.min)


def _reported(mission: Mission, day: date) -> Kept:
    """The rows known on `day`, and the sources that known claims name."""
    reported = reported_from(mission)
    kept: Kept = {
        name: {row.id: row for row in getattr(mission, name) if known_from(row, reported) <= day}
        for name in TABLES
    }
    named = {one.source for one in kept["claims"].values() if isinstance(one, Claim)}
    kept["sources"] = {
        str(one.id): one for one in mission.sources if one.id in kept["sources"] or one.id in named
    }
    return kept


def _supersede(kept: Kept) -> None:
    """Take out what known rows replace."""
    for name, rows in kept.items():
        gone = {key for row in rows.values() for key in row.supersedes if key != row.id}
        kept[name] = {key: row for key, row in rows.items() if key not in gone}


def without(mission: Mission, gone: Mapping[str, AbstractSet[str]]) -> Mission:
    """The mission without some rows of each table, by id; what refers to them is put right too.

    As for rows that aren't known yet: an id in a list is taken out, a single one that may be empty
    is emptied, and a row that can't be without it goes as well.
    """
    kept: Kept = {
        name: {row.id: row for row in getattr(mission, name) if row.id not in gone.get(name, ())}
        for name in TABLES
    }
    _cascade(kept)
    _cite_known(kept)
    tables: dict[str, Any] = {name: tuple(rows.values()) for name, rows in kept.items()}
    return replace(mission, **tables)


def _cascade(kept: Kept) -> None:
    """Put right what refers to rows that went, until nothing does."""
    users: dict[str, list[Lost]] = defaultdict(list)
    left: deque[Lost] = deque()
    for one in references(kept):
        users[one.target].append(one)
        if not _held(one, kept):
            left.append(one)
    left.extend(_dropped(kept, _lone_conflicts(kept), users))
    while left:
        one = left.popleft()
        row = kept[one.table].get(one.row)
        # A row of the same id in another table may still be meant.
        if row is None or _held(one, kept):
            continue
        beside = (one.table, one.field.name, one.target)
        mended = _MENDED.of(row, partial(_mended, row, one.field, one.target), beside)
        if mended is not None:
            kept[one.table][one.row] = mended
        if mended is None or _lone(mended):
            left.extend(_dropped(kept, [(one.table, one.row)], users))


_MENDED: Remembered[Row | None] = Remembered()
"""Rows without what they referred to, by what that was."""


def _held(one: Lost, kept: Kept) -> bool:
    return any(one.target in kept[table] for table in one.field.refers_to)


def _dropped(
    kept: Kept, gone: Iterable[tuple[str, str]], users: Mapping[str, list[Lost]]
) -> Iterator[Lost]:
    """Take out rows; yields the references to them."""
    for table, key in gone:
        del kept[table][key]
        yield from users.get(key, ())


def _mended(row: Row, field: Field, target: str) -> Row | None:
    """The row without its reference to `target`; None when it can't be without."""
    if not field.columns[0].many:
        # A change without the nation or site that it names would be of none.
        needed = field.required or isinstance(row, Change)
        return None if needed else _with(row, field.name, None)
    rest = tuple(one for one in targets(row, field) if one != target)
    if not rest and isinstance(row, Authority) and field.name in _SCOPE:
        # An empty scope is all of the mission: cover for one site would become cover for all.
        return None
    if not rest and isinstance(row, Caveat) and field.name != "supersedes":
        # A highest number at one site would become one for all, one site allowed none at all.
        return None
    mended = _with(row, field.name, rest)
    # So is a pause that names nothing; what else it names is paused still.
    return None if not rest and isinstance(mended, Pause) and mended.halts_all else mended


_SCOPE = ("nations", "sites", "programmes")


def _with(row: Row, name: str, value: object) -> Row:
    change: dict[str, Any] = {name: value}
    return replace(row, **change)


def _lone(row: Row) -> bool:
    """Whether a row is a conflict of fewer than two claims."""
    return isinstance(row, Conflict) and len(row.claims) < 2


def _lone_conflicts(kept: Kept) -> list[tuple[str, str]]:
    return [("conflicts", key) for key, row in kept["conflicts"].items() if _lone(row)]


_CITING: Remembered[Row] = Remembered()
"""Rows without citations of what isn't known, by what they cite still."""


def _cite_known(kept: Kept) -> None:
    """Take out citations of what isn't known."""
    for rows in kept.values():
        for key, row in rows.items():
            if any(not _cited(one, kept) for one in row.sources):
                left = tuple(one for one in row.sources if _cited(one, kept))
                rows[key] = _CITING.of(row, partial(replace, row, sources=left), left)


def _cited(citation: Citation, kept: Kept) -> bool:
    return any(citation.ref in kept[name] for name in CITED)
