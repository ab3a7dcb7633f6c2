"""Merging: what two sides made of the same rows, brought together field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from cadre.dossier.store.bodies import PROFILE
from cadre.dossier.store.changes import Gone, Key, Op, Put
from cadre.dossier.store.integrity import Broken, newly_broken
from cadre.dossier.store.parts import (
    PLACE,
    Part,
    changed_texts,
    is_set,
    joined,
    merged_set,
    part_text,
    parts,
    row_text,
)
from cadre.dossier.store.stale import NAMED, Told
from cadre.dossier.store.upcasting import newest_form
from cadre.dossier.store.views import Version, View
from cadre.dossier.tables import TABLES
from cadre.errors import CadreError


class Side(Enum):
    """Whose version is taken."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """How conflicts are resolved.

    Attributes:
        all: Whose version is taken wherever nothing else is said; None leaves conflicts open.
        some: Whose is taken for a row, `posts/p1`, or for a field of it, `posts/p1.people`.
    """

    all: Side | None = None
    some: Mapping[str, Side]

    def of(self, told: Told) -> Side | None:
        """Whose version is taken of a row or field; None when nobody said."""
        row = f"{told.kind}/{told.id}"
        return self.some.get(told.place) or self.some.get(row) or self.all


def parse_takes(texts: Sequence[str]) -> Takes:
    """Read `ours`, `theirs`, `posts/p1=ours` and `posts/p1.people=theirs`.

    Raises:
        CadreError: A text is none of these.
    """
    whole: Side | None = None
    some: dict[str, Side] = {}
    sides = {side.value: side for side in Side}
    for text in texts:
        place, _, side = text.rpartition("=")
        if side not in sides or (place and "/" not in place):
            raise CadreError(
                f"--take {text}",
                "doesn't say whose version to take of what",
                "ours, theirs, TABLE/ID=ours or TABLE/ID.FIELD=theirs",
                "Write it as the list of conflicts does.",
            )
        if place:
            some[place] = sides[side]
        else:
            whole = sides[side]
    return Takes(all=whole, some=some)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What two sides say differently.

    Attributes:
        told: The row and field, with what it said before, and what it says on either side.
        because: Why it stands open.
    """

    told: Told
    because: str


class ConflictError(CadreError):
    """Sides don't agree; nothing was written.

    Attributes:
        conflicts: Each row and field on which they don't.
    """

    def __init__(self, what: str, conflicts: Sequence[Conflict], remedy: str) -> None:
        self.conflicts = tuple(conflicts)
        more = len(self.conflicts) - NAMED
        told = " | ".join(f"{one.told} ({one.because})" for one in self.conflicts[:NAMED])
        super().__init__(
            what,
            f"{len(self.conflicts)} in conflict: {told}" + (f" | {more} more" if more > 0 else ""),
            "rows and fields changed on one side only, or alike on both",
            remedy,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Three:
    """Three views: two sides, and what both come from.

    Attributes:
        base: What both come from.
        ours: The side that is written to.
        theirs: The other side.
    """

    base: View
    ours: View
    theirs: View


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Two sides brought together.

    Attributes:
        ops: What makes our side what both made.
        conflicts: Where they don't agree and nobody said whose version to take.
        resolved: Where somebody said so.
    """

    ops: tuple[Op, ...]
    conflicts: tuple[Conflict, ...]
    resolved: tuple[Conflict, ...]


def bring_together(three: Three, takes: Takes, keys: Sequence[Key] | None = None) -> Brought:
    """Three-way merge by row and field; references that it would break are conflicts, too.

    Args:
        three: The views.
        takes: How conflicts are resolved.
        keys: The rows looked at; None takes all.

    Raises:
        CadreError: `takes` names what isn't in conflict.
    """
    merge = _Merge(three, takes)
    for key in three.base.rows.keys() | three.theirs.rows.keys() if keys is None else keys:
        merge.row(key)
    merge.keep_what_is_named()
    merge.refuse_idle_takes()
    return merge.brought()


_BOTH = "both sides changed it"
_WENT = "one side took it out, the other changed it"


class _Merge:
    """Brings rows together one by one."""

    def __init__(self, three: Three, takes: Takes) -> None:
        self._three = three
        self._takes = takes
        self._ops: dict[Key, Op] = {}
        self._open: list[Conflict] = []
        self._resolved: list[Conflict] = []

    def row(self, key: Key) -> None:
        """Bring one row together."""
        base, ours, theirs = (one.rows.get(key) for one in self._sides())
        if _alike(theirs, base) or _alike(ours, theirs):
            return
        if _alike(ours, base):
            self._take(key, theirs)
        elif ours is None or theirs is None:
            self._whole(key, _WENT)
        else:
            self._fields(base, ours, theirs)

    def _sides(self) -> tuple[View, View, View]:
        return self._three.base, self._three.ours, self._three.theirs

    def _whole(self, key: Key, because: str) -> None:
        """A row that stands on one side only."""
        base, ours, theirs = (one.rows.get(key) for one in self._sides())
        texts = changed_texts(base, ours, theirs)
        named = dict(zip(("base", "yours", "theirs"), texts, strict=True))
        told = Told(kind=key[0], id=key[1], field="", **named)
        if self._side(told, because) is Side.THEIRS:
            self._take(key, theirs)

    def _side(self, told: Told, because: str) -> Side | None:
        side = self._takes.of(told)
        into = self._open if side is None else self._resolved
        into.append(Conflict(told=told, because=because))
        return side

    def _fields(self, base: Version | None, ours: Version, theirs: Version) -> None:
        was, here, there = (parts(one) if one else {} for one in (base, ours, theirs))
        made: dict[str, Part] = {}
        for field in sorted(was.keys() | here.keys() | there.keys()):
            three = (was.get(field, ()), here.get(field, ()), there.get(field, ()))
            made[field] = self._field(ours, field, three, new=base is None)
        place, body = joined({field: part for field, part in made.items() if part})
        if (place, body) != joined(here):
            self._put(ours.kind, ours.id, place, body)

    def _field(
        self, row: Version, field: str, three: tuple[Part, Part, Part], *, new: bool
    ) -> Part:
        base, ours, theirs = three
        if theirs == ours or (new and field == PLACE) or (theirs == base and not new):
            return ours
        if ours == base and not new:
            return theirs
        if is_set(row.kind, field):
            return merged_set(base, ours, theirs)
        told = Told(
            kind=row.kind,
            id=row.id,
            field=field,
            base=None if new else part_text(field, base),
            yours=part_text(field, ours),
            theirs=part_text(field, theirs),
        )
        return theirs if self._side(told, _BOTH) is Side.THEIRS else ours

    def _take(self, key: Key, theirs: Version | None) -> None:
        """Make a row what it is on their side."""
        ours = self._three.ours.rows.get(key)
        if theirs is not None:
            place, body = joined(parts(theirs))
            self._put(*key, place, body)
        elif ours is not None:
            self._ops[key] = Gone(kind=key[0], id=key[1], was=ours.seq)

    def _put(self, kind: str, name: str, place: str, body: str) -> None:
        ours = self._three.ours.rows.get((kind, name))
        self._ops[kind, name] = Put(
            kind=kind,
            id=name,
            place=place,
            form=newest_form(kind),
            body=body,
            was=None if ours is None else ours.seq,
        )

    def keep_what_is_named(self) -> None:
        """Find rows that one side took out and the other still names."""
        asked: set[Key] = set()
        while True:
            found = newly_broken(self._three.ours, self._ops.values())
            new = [one for one in found if self._target(one) not in asked]
            if not new:
                return
            for one in new:
                self._named(one, asked)

    def _named(self, lost: Broken, asked: set[Key]) -> None:
        key = self._target(lost)
        asked.add(key)
        because = f"{lost.table}/{lost.row}.{lost.field} names it"
        ours, theirs = (one.rows.get(key) for one in (self._three.ours, self._three.theirs))
        texts = {"base": row_text(self._three.base.rows.get(key))}
        texts |= {"yours": row_text(ours), "theirs": row_text(theirs)}
        told = Told(kind=key[0], id=key[1], field="", **texts)
        if ours is None and theirs is None:
            self._open.append(Conflict(told=told, because=f"{because}, and no side has it"))
            return
        side = self._side(told, because)
        if side is Side.OURS and ours is not None:
            self._ops.pop(key, None)
        elif side is Side.THEIRS and theirs is not None:
            self._take(key, theirs)
        elif side is not None:
            # The side that was chosen doesn't have the row: it would stay broken.
            self._open.append(Conflict(told=told, because=f"{because}; take the other side"))

    def _target(self, lost: Broken) -> Key:
        """The row that is meant: one that a side has, or had before."""
        for view in (self._three.theirs, self._three.ours, self._three.base):
            for table in lost.tables:
                if (table, lost.target) in view.rows:
                    return table, lost.target
        return lost.tables[0], lost.target

    def refuse_idle_takes(self) -> None:
        """Refuse takes that name what isn't in conflict: most likely they are misspelt."""
        told = {one.told.place for one in (*self._open, *self._resolved)}
        rows = {place.partition(".")[0] for place in told}
        for place in self._takes.some:
            if place not in told and place not in rows:
                raise CadreError(
                    f"--take {place}",
                    "isn't in conflict",
                    ", ".join(sorted(told)[:NAMED]) or "nothing: there are no conflicts",
                    "Leave it out, or correct its spelling.",
                )

    def brought(self) -> Brought:
        """What came of it."""
        order = {PROFILE: -1} | {name: number for number, name in enumerate(TABLES)}
        keys = sorted(self._ops, key=lambda key: (order.get(key[0], len(order)), key))
        return Brought(
            ops=tuple(self._ops[key] for key in keys),
            conflicts=tuple(sorted(self._open, key=lambda one: one.told.place)),
            resolved=tuple(sorted(self._resolved, key=lambda one: one.told.place)),
        )


def _alike(one: Version | None, other: Version | None) -> bool:
    """Whether two versions say the same at the same place."""
    if one is None or other is None:
        return one is other
    if (one.seq, one.form, one.place, one.body) == (other.seq, other.form, other.place, other.body):
        return True
    return parts(one) == parts(other)
