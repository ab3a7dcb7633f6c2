"""One future: what was drawn for it, under the names of the mission, beside what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cadre.mission.ids import (
    ActivityId,
    EnablerId,
    NegotiationId,
    PartnerId,
    PledgeId,
    SiteId,
    TriggerId,
)
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.simulator.dormant import widened
from cadre.simulator.layout import NEVER, STATES, STRUCK, Tables
from cadre.simulator.outcomes import HeldBackBy, Outcomes
from cadre.simulator.room import Scratch
from cadre.simulator.streams import named

Row = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What is settled once for a future, as the rules left it in their arrays.

    A week that never comes is the number of weeks.

    Attributes:
        talk_begin: (talks,) day on which each begin, or NEVER.
        talk_end: (talks,) first day after them, or NEVER.
        gate_day: (gates,) day on which each opens, or NEVER.
        leaves: (partners,) week from which each is gone.
        shut: (sites + 1, weeks) a bit for each cause of a shock that stops the site, in the order
            of STATES from STRUCK on; the last row is what stops all sites.
        called: (starts,) week of the call.
        begin: (assignments,) first week present.
        end: (assignments,) first week no longer present.
        heads: (assignments,) people really there.
        ordered: (triggers,) week at whose end each was ordered first.
    """

    talk_begin: Row
    talk_end: Row
    gate_day: Row
    leaves: Row
    shut: Row
    called: Row
    begin: Row
    end: Row
    heads: Row
    ordered: Row


def drawn(tables: Tables, scratch: Scratch) -> Drawn:
    """What was drawn for the future in the first lane of `scratch`, which was played last."""

    def lane(rows: object) -> Row:
        return np.array(rows, dtype=np.int64)[:, 0]

    return Drawn(
        talk_begin=lane(scratch.talk_begin),
        talk_end=lane(scratch.talk_end),
        gate_day=lane(scratch.gate_day),
        leaves=lane(scratch.leaves),
        shut=lane(scratch.shut).reshape(-1, tables.size[0]),
        called=lane(scratch.called),
        begin=lane(scratch.begin),
        end=lane(scratch.end),
        heads=lane(scratch.heads),
        ordered=lane(scratch.first_given),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A shock that stops sites.

    Attributes:
        cause: Of which kind it is.
        sites: The sites it stops; empty is all.
        begin: First week.
        end: First week after it; the horizon's end when it lasts longer.
    """

    cause: HeldBackBy
    sites: tuple[SiteId, ...]
    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """How one assignment of the plan was served.

    Attributes:
        pledge: Whose people.
        planned: Whether the plan uses the pledge; others may be called upon in need.
        activity: What they work in; None for brought support.
        enabler: What they bring; None for posts.
        people: People planned.
        heads: People really there; 0 when the pledge isn't kept.
        ready: Week in which they were to come: the planned one, or when their work is called; for
            those who come from elsewhere with their work, when they move, and for support that a
            trigger calls to a site at which no work is called, when it comes.
        begin: Week in which they come.
        end: First week in which they are no longer there; not after `begin` when they never serve.
    """

    pledge: PledgeId
    planned: bool
    activity: ActivityId | None
    enabler: EnablerId | None
    people: int
    heads: int
    ready: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFuture:
    """A single future.

    Attributes:
        number: Its number.
        outcomes: What came of it, as outcomes of one future.
        talks: Days of the horizon on which negotiations begin, and the first after each; None
            for those that never end.
        opened: Day of the horizon on which each gate opens; None when it never does.
        gone: Week from which each partner is gone; None when it stays.
        hits: Shocks: those that stop all sites, then others.
        served: Assignments whose work is called, in the order of pledge, then plan; of pledges that
            the plan doesn't use, those that come.
        ordered: Triggers that were ordered, each with the week at whose end it was first.
    """

    number: int
    outcomes: Outcomes
    talks: dict[NegotiationId, tuple[int, int] | None]
    opened: dict[str, int | None]
    gone: dict[PartnerId, int | None]
    hits: tuple[Hit, ...]
    served: tuple[Served, ...]
    ordered: tuple[tuple[TriggerId, int], ...]


class Teller:
    """Tells futures of a plan under the names of the mission, looked up once for all of them."""

    def __init__(self, mission: Mission, plan: Plan, tables: Tables) -> None:
        gates = [*mission.authorities, *mission.conditions, *mission.decisions]
        by_gate = _by_name(str(one.id) for one in gates)
        by_partner = _by_name(str(one.id) for one in mission.partners)
        by_talks = {named(one.id): one.id for one in mission.negotiations}
        self._mission, self._tables, self._weeks = mission, tables, plan.horizon.weeks
        self._gates = [by_gate.get(name) for name in _names(tables.gates.name)]
        self._partners = [PartnerId(by_partner[name]) for name in _names(tables.weather.partner)]
        self._talks = [by_talks[name] for name in _names(tables.talks.name)]
        rows = widened(mission, plan).rows
        self._sites = {int(tables.starts.site[at]): (one.site,) for at, one in enumerate(rows)}
        self._people = _People(mission, plan, tables)

    def tell(self, number: int, outcomes: Outcomes, found: Drawn) -> OneFuture:
        """A future of which `found` was drawn, and of which `outcomes` came."""
        opened = zip(self._gates, found.gate_day.tolist(), strict=True)
        gone = zip(self._partners, found.leaves.tolist(), strict=True)
        days = zip(found.talk_begin.tolist(), found.talk_end.tolist(), strict=True)
        talks = zip(self._talks, days, strict=True)
        ordered = zip(self._mission.triggers, found.ordered.tolist(), strict=True)
        return OneFuture(
            number=number,
            outcomes=outcomes,
            talks={key: None if span[1] >= NEVER else span for key, span in talks},
            opened={key: None if day >= NEVER else day for key, day in opened if key is not None},
            gone={key: None if week >= self._weeks else week for key, week in gone},
            hits=tuple(self._hits(found)),
            served=tuple(self._people.served(found)),
            ordered=tuple((one.id, week) for one, week in ordered if week < self._weeks),
        )

    def _hits(self, found: Drawn) -> Iterator[Hit]:
        """Stretches of weeks in which a cause stops sites; those of the same weeks are one."""
        hit: dict[tuple[int, int, HeldBackBy], list[SiteId]] = {}
        for number in np.flatnonzero(found.shut.any(axis=1)).tolist():
            row, everywhere = found.shut[number], number == len(found.shut) - 1
            for place, name in enumerate(STATES[STRUCK:]):
                for begin, end in stretches((row >> place & 1) == 1):
                    if everywhere:
                        yield Hit(cause=HeldBackBy[name], sites=(), begin=begin, end=end)
                    elif number in self._sites:
                        sites = hit.setdefault((begin, end, HeldBackBy[name]), [])
                        sites.extend(self._sites[number])
        for (begin, end, cause), keys in hit.items():
            yield Hit(cause=cause, sites=tuple(keys), begin=begin, end=end)


def _names(pairs: object) -> list[tuple[int, int]]:
    return [(int(low), int(high)) for low, high in np.asarray(pairs)]


def _by_name(keys: Iterator[str]) -> dict[tuple[int, int], str]:
    return {named(key): key for key in keys}


def stretches(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First week, and first week after, of each stretch of weeks that are true."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int64), prepend=0, append=0)).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


class _People:
    """Assignments by pledge, with what they are called."""

    def __init__(self, mission: Mission, plan: Plan, tables: Tables) -> None:
        by_pledge = {named(one.id): one.id for one in mission.pledges}
        by_work = {named(one.id): one.id for one in mission.activities}
        self._tables, self._enablers = tables, mission.enablers
        self._works = [by_work[name] for name in _names(tables.starts.name)]
        self._pledges = [by_pledge.get(name) for name in _names(tables.people.name)]
        self._planned = {one.pledge for one in plan.assignments}

    def served(self, found: Drawn) -> Iterator[Served]:
        """How they served: those whose work is called, and of other pledges those that come."""
        people, source = self._tables.people, self._tables.orders.source
        for number, pledge in enumerate(self._pledges):
            for at in range(people.at[number], people.at[number + 1]):
                comes = found.begin[at] < found.end[at]
                wanted = (source[at] == at and pledge in self._planned) or comes
                if pledge is None or not wanted:
                    continue
                ready = _ready(self._tables, found, at)
                if comes and (ready is None or self._moves(number, at, found)):
                    ready = int(found.begin[at])
                if ready is not None:
                    yield self._one(pledge, at, ready, found)

    def _moves(self, number: int, at: int, found: Drawn) -> bool:
        """Whether the people of an assignment, who come, were in another mode before."""
        people, source = self._tables.people, self._tables.orders.source
        return any(
            source[other] == source[at]
            and found.begin[other] < found.end[other]
            and found.begin[other] < found.begin[at]
            for other in range(people.at[number], people.at[number + 1])
        )

    def _one(self, pledge: PledgeId, at: int, ready: int, found: Drawn) -> Served:
        people = self._tables.people
        start, kind = people.start[at], people.kind[at]
        return Served(
            pledge=pledge,
            planned=pledge in self._planned,
            activity=self._works[start] if start >= 0 else None,
            enabler=self._enablers[kind].id if kind >= 0 else None,
            people=int(people.people[at]),
            heads=int(found.heads[at]),
            ready=ready,
            begin=int(found.begin[at]),
            end=int(found.end[at]),
        )


def _ready(tables: Tables, found: Drawn, at: int) -> int | None:
    """The week in which people were to come, by rule 7 but for their own delay; None if never."""
    people, starts, own = tables.people, tables.starts, tables.people.start[at]
    works = [own] if own >= 0 else _works_at(tables, people.site[at])
    weeks = tables.size[0]
    called = min((int(found.called[one]) for one in works), default=weeks)
    if called >= weeks:
        return None
    late = max(0, called - starts.week[own]) if own >= 0 and starts.fixed[own] else 0
    return max(int(people.week[at]) + late, called)


def _works_at(tables: Tables, site: int) -> list[int]:
    places = tables.places
    return [places.ranked[at] for at in range(places.ranked_at[site], places.ranked_at[site + 1])]
