"""Drafts into a mission: what is new is added, what changed in the file is updated, nothing lost.

A row is known again by its id, which is made from its content. One whose content changed so much
that its id did is known again by its place: if a row of the file now makes another activity than it
made before, and the old one is made by no row any more, the old one is updated and keeps its id.
What a file can't tell (a site set by hand, a mark, an institution) stays as the dossier has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from cadre.exchange.drafts import Drafts
from cadre.exchange.rules import GONE, KEPT, KNOWN, LATER, Noted
from cadre.mission.ids import SourceId
from cadre.mission.mission import Mission
from cadre.mission.needs import Effect
from cadre.mission.partners import PartnerActivity
from cadre.mission.rows import Row
from cadre.mission.weeks import Window

R = TypeVar("R", bound=Row)

OWN = ("marking", "known_from", "supersedes", "site", "leaves", "leave_belief")
"""What a person writes into an imported row; a file that doesn't tell it leaves it."""
FIRST = ("institution",)
"""What the dossier's own value of comes before that of a map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an import does to one row.

    Attributes:
        table: Name of the table.
        id: Id of the row.
        what: `added`, `updated`, or `moved`: the same as before, at another place in the file.
        fields: For a row that is updated, each field with its value before and after.
    """

    table: str
    id: str
    what: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A mission with what was imported.

    Attributes:
        mission: The mission.
        changes: What was done, table by table.
        unchanged: Rows that the dossier had already, just so.
    """

    mission: Mission
    changes: tuple[Change, ...]
    unchanged: int

    def count(self, what: str) -> dict[str, int]:
        """How many rows of each table were `added`, `updated` or `moved`."""
        return dict(Counter(one.table for one in self.changes if one.what == what))


def merge(mission: Mission, drafts: Drafts, noted: Noted) -> Merged:
    """The mission with the drafts in it; what is odd about it is noted."""
    drafts = _without_known(mission, _renamed(mission, drafts), noted)
    changes: list[Change] = []
    tables: dict[str, Any] = {}
    unchanged = 0
    for name, new in drafts.tables.items():
        before = {str(one.id): one for one in getattr(mission, name)}
        rows = dict(before)
        for one in new:
            old = before.get(one.id)
            made = one if old is None else _kept(old, one, noted)
            rows[str(one.id)] = made
            change = _change(name, old, made)
            changes += [change] if change else []
            unchanged += change is None
        tables[name] = tuple(rows.values())
    _gone(mission, drafts, noted)
    _later(mission, drafts, noted)
    return Merged(mission=replace(mission, **tables), changes=tuple(changes), unchanged=unchanged)


def _kept(old: R, new: R, noted: Noted) -> R:
    """The new row with what only a person can have written into the old one."""
    own: dict[str, Any] = {}
    blank = {one.name: one.default for one in fields(type(new))}
    for name in (*OWN, *FIRST):
        if name not in blank:
            continue
        mine, theirs = getattr(old, name), getattr(new, name)
        if mine == theirs or mine == blank[name]:
            continue
        if theirs == blank[name] or name in FIRST:
            own[name] = mine
        if theirs != blank[name] and name in FIRST:
            noted.add(
                KEPT,
                f"{old.id} names {name} {mine} in the dossier and {theirs} by the map; the "
                "dossier's is kept.",
                "Correct whichever is wrong.",
                about=old.id,
            )
    if "site" in own and isinstance(new, PartnerActivity):
        own["place"] = getattr(old, "place", "")
    return replace(new, **own)


def _change(table: str, old: Row | None, new: Row) -> Change | None:
    """What becomes of a row; None when it stays as it is."""
    if old is None:
        return Change(table=table, id=new.id, what="added")
    told = {
        one.name: (str(getattr(old, one.name)), str(getattr(new, one.name)))
        for one in fields(type(new))
        if getattr(old, one.name) != getattr(new, one.name)
    }
    if not told:
        return None
    only_place = told.keys() <= {"sources", "locator"}
    return Change(table=table, id=new.id, what="moved" if only_place else "updated", fields=told)


def _renamed(mission: Mission, drafts: Drafts) -> Drafts:
    """Drafts in which an edited row has the id that it had when it was imported before."""
    old = _imported(mission, drafts.source.id)
    made = {str(one.id) for one in drafts.activities}
    lost = {one.sources: key for key, one in old.items() if key not in made}
    fresh = [one for one in drafts.activities if str(one.id) not in old]
    names = {one.id: lost[one.sources] for one in fresh if one.sources in lost}
    if not names:
        return drafts
    activities = tuple(
        replace(one, id=type(one.id)(names[one.id])) if one.id in names else one
        for one in drafts.activities
    )
    effects = tuple(
        _renamed_effect(one, {str(key): name for key, name in names.items()})
        for one in drafts.effects
    )
    return replace(drafts, activities=activities, effects=effects)


def _renamed_effect(one: Effect, names: Mapping[str, str]) -> Effect:
    name = names.get(one.work)
    return one if name is None else replace(one, work=type(one.work)(name))


def _imported(mission: Mission, source: SourceId) -> dict[str, PartnerActivity]:
    """What an import of the source made, by id."""
    return {
        str(one.id): one
        for one in mission.partner_activities
        if any(cited.ref == source for cited in one.sources) and one.id.startswith(f"{source}.")
    }


Same = tuple[str, str, object, str, Window]


def _same(one: PartnerActivity) -> Same:
    return one.partner, one.name, one.site or one.place, one.sector, one.window


def _without_known(mission: Mission, drafts: Drafts, noted: Noted) -> Drafts:
    """Drafts without the work that the dossier has from another source, day for day."""
    own = _imported(mission, drafts.source.id)
    others = {_same(one): one.id for one in mission.partner_activities if str(one.id) not in own}
    twice = {
        str(one.id): others[_same(one)]
        for one in drafts.activities
        if _same(one) in others and str(one.id) not in own
    }
    if not twice:
        return drafts
    some = ", ".join(list(twice.values())[:8])
    noted.add(
        KNOWN,
        f"Activities that the dossier has already, of the same body, place, field and days: "
        f"{len(twice):,} ({some}). They aren't taken again.",
        "Cite the file in these rows if it bears them out.",
        related=tuple(twice.values()),
    )
    return replace(
        drafts,
        activities=tuple(one for one in drafts.activities if str(one.id) not in twice),
        effects=tuple(one for one in drafts.effects if str(one.work) not in twice),
    )


def _gone(mission: Mission, drafts: Drafts, noted: Noted) -> None:
    made = {str(one.id) for one in drafts.activities}
    gone = [one for key, one in _imported(mission, drafts.source.id).items() if key not in made]
    if gone:
        some = "; ".join(f"{one.id} ({one.name})" for one in gone[:8])
        noted.add(
            GONE,
            f"Activities imported from {drafts.source.id} before that aren't in the file any more, "
            f"or not as they were: {len(gone):,} ({some}). They are kept.",
            "Take them out of partner_activities.csv if they are over, or give them a last day.",
            related=tuple(str(one.id) for one in gone),
        )


def _later(mission: Mission, drafts: Drafts, noted: Noted) -> None:
    reported = drafts.source.date.earliest if drafts.source.date is not None else None
    day = drafts.source.known_from or reported
    if day is not None and day > mission.profile.as_of:
        noted.add(
            LATER,
            f"The file is of {day}, after {mission.profile.as_of}, the dossier's own day: as of "
            "that day nobody knew it, so answers leave it out.",
            f"Read the dossier with `--as-of {day}` or later.",
        )
