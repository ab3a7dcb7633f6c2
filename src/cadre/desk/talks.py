"""Talks: what is negotiated to bring law about, and the red lines that stand in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from cadre.brief.sections import Text
from cadre.desk.desk import Desk
from cadre.desk.law import Named
from cadre.desk.numbers import context_of
from cadre.mission.authorities import Negotiation, RedLine
from cadre.mission.markings import Marking
from cadre.mission.plans import MadeFrom
from cadre.mission.provenance import marking_of
from cadre.mission.rows import Row
from cadre.mission.talks import agreed_load, clashes, earliest_fit, lasting
from cadre.mission.weeks import DAY
from cadre.release.redact import redact


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one side won't do or accept.

    Attributes:
        id: Its red line.
        side: Whose it is.
        statement: The red line as a sentence.
        point: The point in question; empty when it bears on no negotiation.
        accepts: What the side accepts on that point.
        bears_on: Negotiations it bears on, and work it rules out.
        documents: Where it is written down.
        marking: Who may see it.
    """

    id: str
    side: str
    statement: str
    point: str
    accepts: tuple[str, ...]
    bears_on: tuple[Named, ...]
    documents: Text
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A point on which what the sides accept has nothing in common.

    Attributes:
        point: The point.
        sides: Who accepts what, as `host: none; mission: full`.
        lines: The red lines.
        marking: Who may see it.
    """

    point: str
    sides: str
    lines: tuple[str, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A negotiation.

    Attributes:
        id: Its id.
        name: Its name.
        brings: Authorities that come with its success.
        earliest: First day on which it can begin.
        fits: First day from today on on which the host can carry it beside what is agreed;
            empty when it never can.
        ends: Last day when it begins then and lasts as long as is likely; empty without one.
        agreed: Whether it is settled that it takes place.
        load: How much of the host's capacity it takes; 0 capacity is no limit known.
        capacity: What the host can carry at a time.
        clashes: Points on which red lines leave nothing in common.
        documents: Where it is written down.
        marking: Who may see it.
    """

    id: str
    name: str
    brings: tuple[Named, ...]
    earliest: date
    fits: date | None
    ends: date | None
    agreed: bool
    load: int
    capacity: int
    clashes: tuple[Clash, ...]
    documents: Text
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class TalksAnswer:
    """Negotiations and red lines.

    Attributes:
        made_from: What was looked at.
        talks: Negotiations, those that clash first, then by the day on which they can end.
        sides: Red lines, side by side.
        withheld: Parts that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    talks: tuple[Talk, ...]
    sides: tuple[Side, ...]
    withheld: int | None


def talks(desk: Desk) -> TalksAnswer:
    """Negotiations and red lines, for the desk's reader."""
    return desk.once("talks", lambda: _talks(desk))


def _talks(desk: Desk) -> tuple[TalksAnswer, int]:
    looked = _Looked(desk)
    found = [looked.talk(one) for one in desk.mission.negotiations]
    whole = TalksAnswer(
        made_from=desk.made_from,
        talks=tuple(sorted(found, key=lambda one: (not one.clashes, one.ends or date.max, one.id))),
        sides=tuple(looked.sides()),
        withheld=None,
    )
    seen, withheld = redact(whole, desk.audience)
    return replace(seen, withheld=withheld if desk.audience.told_of_more else None), withheld


class _Looked:
    """A mission, looked at for its talks."""

    def __init__(self, desk: Desk) -> None:
        self.mission = desk.mission
        self.context = context_of(desk)
        self.agreed = agreed_load(desk.mission)

    def _mark(self, rows: Iterable[Row]) -> Marking:
        return Marking.strictest(marking_of(self.mission, row) for row in rows)

    def _named(self, table: str, keys: Iterable[str]) -> Iterator[Named]:
        known = {row.id: row for row in getattr(self.mission, table)}
        for key in keys:
            row = known.get(key)
            if row is not None:
                name, marking = getattr(row, "name", key), self._mark([row])
                yield Named(table=table, id=key, name=name, marking=marking)

    def talk(self, one: Negotiation) -> Talk:
        """A negotiation, beside those that are agreed."""
        capacity, today = self.mission.profile.negotiating_capacity, self.mission.profile.as_of
        others = [(days, other) for days, other in self.agreed if other.id != one.id]
        first = one.earliest if one.agreed else earliest_fit(capacity, others, one, today)
        ends = None if first is None else lasting(one, first).end - DAY
        return Talk(
            id=one.id,
            name=one.name,
            brings=tuple(self._named("authorities", one.brings)),
            earliest=one.earliest,
            fits=first,
            ends=ends,
            agreed=one.agreed,
            load=one.load,
            capacity=capacity,
            clashes=tuple(self._clash(*clash) for clash in clashes(self.mission, one.id)),
            documents=self.context.cites(one.sources, 6),
            # When it fits tells of those that are agreed.
            marking=self._mark([one, *(other for _, other in others)] if capacity else [one]),
        )

    def _clash(self, point: str, lines: tuple[RedLine, ...]) -> Clash:
        return Clash(
            point=point,
            sides="; ".join(f"{one.side}: {' or '.join(one.accepts)}" for one in lines),
            lines=tuple(str(one.id) for one in lines),
            marking=self._mark(lines),
        )

    def sides(self) -> Iterator[Side]:
        """The red lines by side, the host's first."""
        order = {"host": 0, "mission": 1}
        for one in sorted(
            self.mission.red_lines, key=lambda one: (order.get(one.side, 2), one.side, one.id)
        ):
            bears = [*self._named("negotiations", one.negotiations)]
            bears += self._named("activities", one.forbids)
            yield Side(
                id=one.id,
                side=self._side(one.side),
                statement=one.statement,
                point=one.point,
                accepts=one.accepts,
                bears_on=tuple(bears),
                documents=self.context.cites(one.sources, 6),
                marking=self._mark([one]),
            )

    def _side(self, side: str) -> str:
        """Whose red line it is, in words; a nation by its name."""
        words = {"host": "The host", "mission": "The mission"}
        nations = {str(one.id): one.name for one in self.mission.nations}
        return words.get(side) or nations.get(side) or side
