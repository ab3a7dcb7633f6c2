"""Market: a problem's bound, brought down by prices, and the runs that it rules out."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from cadre.planner.core.board import Board
from cadre.planner.core.insertion import lonely
from cadre.planner.core.layout import Bools, Floats, Ints, Layout
from cadre.planner.core.placing import room
from cadre.planner.core.prices import dual, follow, spared, turn
from cadre.planner.core.support import support
from cadre.planner.core.tariff import Market, Prices, no_pick, nothing
from cadre.planner.laying import Laid
from cadre.planner.soonest import most_won

KEEP = 0.97
"""Share of the direction before that goes into the next."""
EASE, GROWTH, CUT = 2.0, 1.03, 0.7
"""Share of Polyak's step at first, and what a better bound and a standstill make of it."""
STILL = 6
"""Rounds without a better bound that are a standstill."""
LEAST = 1e-3
"""Share of the step at which the prices hardly move."""
TINY = 1e-9
"""Squared length below which a direction leads nowhere."""


class Scales(NamedTuple):
    """By how much the direction of each kind of price is scaled: one over its usual square."""

    line: float
    head: float
    serve: float
    order: float
    rival: float
    purse: float


class Bound:
    """The lowest bound found so far, with its prices.

    Attributes:
        laid: The problem as arrays.
        value: The bound.
        prices: The prices that give it.
    """

    def __init__(self, laid: Laid) -> None:
        self.laid = laid
        self.layout, self.ground, self.aims = laid.layout, laid.ground, laid.aims
        self.now = nothing(self.layout, self.ground, self.aims)
        self.way = nothing(self.layout, self.ground, self.aims)
        self.rest = nothing(self.layout, self.ground, self.aims)
        self.pick = no_pick(len(self.layout.earliest), self.layout.weeks)
        self.prices = nothing(self.layout, self.ground, self.aims)
        self.value = np.inf
        self.ease, self.since = EASE, 0

    @cached_property
    def market(self) -> Market:
        """What is sold."""
        return market(self.laid)

    @cached_property
    def scales(self) -> Scales:
        """Scales by the usual size of works."""
        heads = _usual(self.ground.heads)
        cost = _usual(20 * self.ground.weekly + self.ground.at_start)
        return Scales(heads**-2, heads**-2, 1.0, 1.0, 1.0, cost**-2)

    @cached_property
    def by_need(self) -> Ints:
        """The serves of works, by need."""
        return np.argsort(self.aims.need, kind="stable").astype(np.int64)

    @property
    def settled(self) -> bool:
        """Whether the prices hardly move any more."""
        return self.ease < LEAST

    def lower(self, rounds: int, reached: float) -> None:
        """Lead the prices to a lower bound.

        Args:
            rounds: How often they are changed.
            reached: Worth of the best plan known: no bound goes below it.
        """
        self._renew()
        for _ in range(rounds):
            value = self._value()
            self.since += 1
            if value < self.value - 1e-5 * abs(self.value - reached):
                self.since, self.ease = 0, self.ease * GROWTH
            if value < self.value:
                self.value = value
                self.prices = Prices(*(one.copy() for one in self.now))
            if self.since >= STILL:
                self.ease, self.since = self.ease * CUT, 0
                for one, best in zip(self.now, self.prices, strict=True):
                    one[...] = best
            self._move(value - reached)

    def spared(self, reached: float) -> Bools:
        """(tracks, weeks) starts that a plan worth more than `reached` may have."""
        self._renew()
        self.now = Prices(*(one.copy() for one in self.prices))
        value = self._value()
        may = np.zeros(self.layout.may_start.shape, np.bool_)
        slack = value - reached + 1e-6 * max(1.0, abs(value))
        spared(self.layout, self.ground, self.aims, self.market, self.now, self.pick, slack, may)
        return may

    def _renew(self) -> None:
        """Take in the lines learnt since; they cost nothing at first."""
        if self.layout is self.laid.layout:
            return
        self.layout, self.ground = self.laid.layout, self.laid.ground
        news = len(self.layout.line_room) - len(self.prices.line)
        self.now, self.way, self.rest, self.prices = (
            one._replace(line=np.pad(one.line, ((0, news), (0, 0))))
            for one in (self.now, self.way, self.rest, self.prices)
        )
        vars(self).pop("market", None)
        if news:
            self.ease, self.since = max(self.ease, EASE / 2), 0

    def _value(self) -> float:
        """The bound at the present prices."""
        return self.laid.finish_most + float(
            dual(
                self.layout,
                self.ground,
                self.aims,
                self.market,
                self.now,
                self.rest,
                self.pick,
                self.by_need,
            )
        )

    def _move(self, gap: float) -> None:
        parts = list(zip(self.now, self.rest, self.way, self.scales, strict=True))
        size = sum(scale * turn(rest, way, price, KEEP) for price, rest, way, scale in parts)
        if size < TINY:
            # Nothing is lacking that has a price: these prices are as good as any.
            self.ease = 0.0
            return
        step = self.ease * max(gap, 0.0) / size
        for price, _, way, scale in parts:
            follow(price, way, step * scale)


def _usual(sizes: Ints | Floats) -> float:
    return float(max(1.0, sizes.mean())) if len(sizes) else 1.0


def market(laid: Laid) -> Market:
    """What a problem sells, beside what running work takes already."""
    ground, aims = laid.ground, laid.aims
    board = laid.board(laid.running)
    clear = _clear(laid, board)
    starts = _starts(laid, clear)
    free = _free(laid, board, starts)
    lines = _lines_of(laid)
    parent, lag, to_end, order = _trees(laid, free)
    fixed, table_of, table_at, table = _tables(laid, board)
    base = laid.worth(board)
    earliest = _earliest(laid, starts)
    sooner = sum(most_won(laid, free, earliest))
    reached = aims.stage_worth * sum(
        laid.objective.gained(one, laid.spans(laid.running)) for one in laid.objective.weighed
    )
    return Market(
        free=free,
        earliest=earliest,
        clear=clear,
        parent=parent,
        lag=lag,
        to_end=to_end,
        order=order,
        room=left_by_posts(laid),
        line_from=lines[0],
        line=lines[1],
        fixed=fixed,
        table_of=table_of,
        table_at=table_at,
        table=table,
        # Running work may overdraw a purse; that alone bars no work that costs nothing.
        purse=np.maximum(0.0, board.purse),
        worth=aims.need_worth[:, None] * board.left,
        log_left=np.log(np.maximum(1e-9, 1 - aims.strength)),
        spare=np.zeros(ground.lent.shape[2]),
        base=base + aims.stage_worth * sooner - reached,
    )


def _clear(laid: Laid, board: Board) -> Ints:
    """The first week from each on in which each track can't be, beside running work alone.

    At a site to which some work brings support of its own, nothing is known from one track.
    """
    layout, ground = laid.layout, laid.ground
    clear = np.full(layout.may_start.shape, layout.weeks, np.int64)
    lonely(layout, ground, board, room(0, 0, layout.weeks), clear)
    helped = np.zeros(ground.lent.shape[0], np.bool_)
    helped[ground.site[ground.own.any(axis=1)]] = True
    clear[helped[ground.site]] = layout.weeks
    return clear


def _starts(laid: Laid, clear: Ints) -> Ints:
    """(works,) first week in which each work can start beside running work; weeks for never."""
    layout = laid.layout
    at = np.arange(layout.weeks)
    edge = np.minimum(clear, layout.stop[:, None])
    least = np.where(layout.length > 0, layout.length, layout.least)[:, None]
    enough = (edge >= at + least) | ((layout.length == 0)[:, None] & (edge == layout.stop[:, None]))
    may = layout.may_start & enough & (edge > at)
    first = np.where(may.any(axis=1), may.argmax(axis=1), layout.weeks)
    found = np.full(len(layout.earliest), layout.weeks, np.int64)
    np.minimum.at(found, layout.work, first)
    for work, run in laid.running.items():
        found[work] = run.week
    return found


def _free(laid: Laid, board: Board, starts: Ints) -> Ints:
    """Work that may be chosen: predecessors that never come shut it out."""
    layout = laid.layout
    free = (laid.kin.free & (starts < layout.weeks)).astype(np.int64)
    changed = True
    while changed:
        changed = False
        for work in np.nonzero(free)[0]:
            some = layout.after[layout.after_from[work] : layout.after_from[work + 1]]
            if any(not free[one] and board.track[one] < 0 for one in some):
                free[work], changed = 0, True
    return free


def _earliest(laid: Laid, starts: Ints) -> Ints:
    """The first week of each work that its predecessors allow, each as early as it can be."""
    layout = laid.layout
    first, waits = np.maximum(layout.earliest, starts), _waits(layout)
    for _ in range(len(first)):
        before = first.copy()
        for work in range(len(first)):
            for n in range(layout.after_from[work], layout.after_from[work + 1]):
                first[work] = max(first[work], first[layout.after[n]] + waits[n])
        if (before == first).all():
            break
    return first


def _waits(layout: Layout) -> Ints:
    """(orders,) weeks from the start of a work before to the work's own, at least."""
    shortest = np.full(len(layout.earliest), layout.weeks, np.int64)
    np.minimum.at(shortest, layout.work, np.maximum(1, layout.length))
    waits: Ints = layout.lag + np.where(layout.from_end, shortest[layout.after], 0)
    return waits


def _trees(laid: Laid, free: Ints) -> tuple[Ints, Ints, Bools, Ints]:
    """Of each work one predecessor, the weeks between them, whether from its end; parents first."""
    layout, bases, waits = laid.layout, laid.ground.base, _waits(laid.layout)
    works = len(free)
    parent, lag = np.full(works, -1, np.int64), np.zeros(works, np.int64)
    to_end = np.zeros(works, np.bool_)
    for work in np.flatnonzero(free).tolist():
        some = [
            (int(waits[n]), int(layout.after[n]), int(layout.lag[n]), bool(layout.from_end[n]))
            for n in range(layout.after_from[work], layout.after_from[work + 1])
        ]
        if bases[work] >= 0:
            some.append((0, int(bases[work]), 0, False))
        some = [one for one in some if free[one[1]]]
        if some:
            _, parent[work], lag[work], to_end[work] = max(some, key=lambda one: one[0])
    depth = np.zeros(works, np.int64)
    for _ in range(works):
        deeper = np.where(parent >= 0, depth[parent] + 1, 0)
        if (deeper == depth).all():
            break
        depth = deeper
    return parent, lag, to_end, np.argsort(depth, kind="stable").astype(np.int64)


def left_by_posts(laid: Laid) -> Ints:
    """(lines, weeks) people that running work's posts leave; support brought isn't counted."""
    layout = laid.layout
    room = layout.line_room.copy()
    for track, week, end in laid.running.values():
        for n in range(layout.use_from[track], layout.use_from[track + 1]):
            room[layout.use_line[n], week:end] -= layout.use[n]
    return room


def _lines_of(laid: Laid) -> tuple[Ints, Ints]:
    """The lines that count the support brought to each site, by kind."""
    layout, ground = laid.layout, laid.ground
    sites, _, kinds = ground.lent.shape
    found: list[set[int]] = [set() for _ in range(sites * kinds)]
    for track in range(len(layout.work)):
        for n in range(layout.use_from[track], layout.use_from[track + 1]):
            for kind in range(kinds):
                if ground.use_kinds[n] >> kind & 1:
                    found[int(ground.site[track]) * kinds + kind].add(int(layout.use_line[n]))
    sizes = [0, *np.cumsum([len(some) for some in found])]
    flat = [line for some in found for line in sorted(some)]
    return np.array(sizes, np.int64), np.array(flat, np.int64)


def _tables(laid: Laid, board: Board) -> tuple[Ints, Ints, Ints, Floats]:
    """Support brought at least, by people in posts, for each site and week.

    Only kinds count on which all work at a site leans, and all that posts might give of them is
    taken as given: the least that can be, whatever runs.
    """
    layout, ground = laid.layout, laid.ground
    sites, weeks, kinds = ground.lent.shape
    table_of = np.zeros((sites, weeks), np.int64)
    at, rows = [0], list[Ints]()
    known: dict[tuple[object, ...], int] = {}
    for site in range(sites):
        tracks = np.nonzero(ground.site == site)[0]
        leans: Bools = np.zeros(kinds, np.bool_)
        if len(tracks):
            leans |= ground.leans[tracks].all(axis=0)
        most: dict[int, int] = {}
        given: dict[int, Ints] = {}
        for track in tracks:
            work = int(layout.work[track])
            most[work] = max(most.get(work, 0), int(ground.heads[track]))
            given[work] = np.maximum(given.get(work, 0), ground.own[track])
        heads, own = sum(most.values()), sum(given.values(), np.zeros(kinds, np.int64))
        for week in range(weeks):
            first, beds = int(board.present[site, week]), int(ground.beds[site, week])
            lent = ground.lent[site, week] + own
            key = (leans.tobytes(), first, beds, lent.tobytes(), heads)
            if key not in known:
                known[key] = len(at) - 1
                rows.append(_table(laid, leans, lent, first, (heads, beds)))
                at.append(at[-1] + len(rows[-1]))
            table_of[site, week] = known[key]
    table = np.concatenate(rows) if rows else np.zeros((0, kinds))
    return board.present.copy(), table_of, np.array(at, np.int64), table.astype(np.float64)


def _table(laid: Laid, leans: Bools, lent: Floats, first: int, limits: tuple[int, int]) -> Ints:
    """Rows from `first` people on, up to all who could be there or have beds."""
    ground, needed = laid.ground, leans.astype(np.int64)
    terms = ground.per_person, ground.fixed, ground.step
    heads, beds = limits
    rows = []
    for people in range(first, max(first, heads) + 1):
        brought = np.zeros(len(lent), np.int64)
        total = support(*terms, people, needed, lent, brought)
        if people > first and (total < 0 or total > beds):
            break
        rows.append(brought if total >= 0 else np.zeros(len(lent), np.int64))
    return np.array(rows)
