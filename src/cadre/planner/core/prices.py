"""Prices: what people, beds and needs are worth in each week, and a worth that no plan exceeds.

Every limit that joins works is lifted and paid for instead (Lagrangian relaxation, Held and Karp
1971, Geoffrion 1974): each work then takes its best run by itself, each site its best number of
people, each need what serves it best. Whatever the prices, the sum is a bound; prices are led to a
low one by subgradients with Polyak's step, of which part of the direction before is kept (Camerini,
Fratta and Maffioli 1975).
"""

from __future__ import annotations

from math import exp, log
from typing import NamedTuple

import numpy as np

from cadre.planner.core.compiled import compiled, inner, lean
from cadre.planner.core.ground import Aims, Ground
from cadre.planner.core.insertion import taught
from cadre.planner.core.layout import Bools, Floats, Ints, Layout

EXACT = 8
"""Works serving one need in one week of which all combinations are tried."""
NONE = -1e18


class Market(NamedTuple):
    """What is sold, beside what running work takes already.

    Attributes:
        free: (works,) 1 for work that may be chosen.
        earliest: (works,) first week that order allows, whatever else is chosen.
        latest: (tracks,) last week in which each track may start, for the same reason.
        room: (lines, weeks) people on each line, running work's own left out.
        line_from: (sites x kinds + 1,) where the lines that count each kind at each site lie.
        line: Lines that count support brought to a site.
        fixed: (sites, weeks) people of running work.
        table_of: (sites, weeks) number of the table of support in force.
        table_at: (tables + 1,) where the rows of each table lie.
        table: (rows, kinds) support brought at least, by people in posts, from running work's on.
        purse: (purses,) money that running work leaves.
        worth: (needs, weeks) worth of what running work and others leave of each need.
        log_left: (serves,) logarithm of what each work leaves of a need that it serves.
        spare: (kinds,) room to work in.
        base: Worth of running work, milestones as early as could be.
    """

    free: Ints
    earliest: Ints
    latest: Ints
    room: Ints
    line_from: Ints
    line: Ints
    fixed: Ints
    table_of: Ints
    table_at: Ints
    table: Floats
    purse: Floats
    worth: Floats
    log_left: Floats
    spare: Floats
    base: float


class Prices(NamedTuple):
    """Prices, or amounts of the same things.

    Attributes:
        line: (lines, weeks) of a person on a line.
        head: (sites, weeks) of a person in a post at a site.
        serve: (serves, weeks) of a work's serving a need.
        order: (orders of the layout,) of a predecessor's being chosen.
        rival: (rivals of the layout,) of a rival's not being chosen; half of each pair is used.
        purse: (purses,) of money.
    """

    line: Floats
    head: Floats
    serve: Floats
    order: Floats
    rival: Floats
    purse: Floats


class Pick(NamedTuple):
    """What is taken at some prices.

    Attributes:
        track: (works,) track; -1 for none.
        week: (works,) first week.
        end: (works,) first week after.
        value: (works,) what it gains by it.
    """

    track: Ints
    week: Ints
    end: Ints
    value: Floats


def nothing(layout: Layout, ground: Ground, aims: Aims) -> Prices:
    """No price for anything."""
    sites, weeks, _ = ground.lent.shape
    return Prices(
        line=np.zeros(layout.line_room.shape),
        head=np.zeros((sites, weeks)),
        serve=np.zeros((len(aims.need), weeks)),
        order=np.zeros(len(layout.after)),
        rival=np.zeros(len(layout.rival)),
        purse=np.zeros(len(ground.purse_room)),
    )


@inner
def net(  # noqa: C901 - one sum a week
    layout: Layout, ground: Ground, aims: Aims, prices: Prices, track: int, sums: Floats
) -> None:
    """Into `sums`, what running on a track in weeks 0 to w - 1 gains at these prices."""
    work, site = layout.work[track], ground.site[track]
    heads, price, weekly = ground.heads[track], aims.price[work], sums[1:]
    for week in range(layout.weeks):
        weekly[week] = -price - heads * prices.head[site, week]
    for n in range(aims.serves_from[work], aims.serves_from[work + 1]):
        for week in range(layout.weeks):
            if not layout.idle[track, week]:
                weekly[week] += prices.serve[n, week]
    for n in range(layout.use_from[track], layout.use_from[track + 1]):
        use, line = layout.use[n], layout.use_line[n]
        if use:
            for week in range(layout.weeks):
                weekly[week] -= use * prices.line[line, week]
    fund = ground.fund[work]
    if fund >= 0:
        for week in range(layout.weeks):
            purse = ground.purse_of[fund, week]
            if purse >= 0:
                weekly[week] -= ground.weekly[work] * prices.purse[purse]
    sums[0] = 0.0
    for week in range(layout.weeks):
        sums[week + 1] += sums[week]


@lean
def tolls(layout: Layout, ground: Ground, prices: Prices, toll: Floats) -> None:
    """Into `toll` (tracks, weeks), what a week of a run takes of people and places, in worth."""
    for track in range(layout.work.size):
        site, heads = ground.site[track], ground.heads[track]
        for week in range(layout.weeks):
            toll[track, week] = heads * prices.head[site, week]
        for n in range(layout.use_from[track], layout.use_from[track + 1]):
            if layout.use[n]:
                for week in range(layout.weeks):
                    toll[track, week] += layout.use[n] * prices.line[layout.use_line[n], week]


@inner
def best_alone(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    market: Market,
    prices: Prices,
    track: int,
    sums: Floats,
    by_week: Floats,
    end_of: Ints,
) -> None:
    """Into `by_week` and `end_of`, the best run of a track from each week, and its end."""
    work, weeks = layout.work[track], layout.weeks
    net(layout, ground, aims, prices, track, sums)
    length, least, last = layout.length[track], layout.least[track], layout.stop[track]
    plain, top, top_end = aims.taught_how[track] == 0, NONE, -1
    if not length and layout.may_end[track, last]:
        top, top_end = sums[last], last
    for week in range(weeks - 1, -1, -1):
        by_week[week] = NONE
        low = week + (length if length else least)
        if not length and low <= last and layout.may_end[track, low] and sums[low] >= top:
            top, top_end = sums[low], low
        if week >= last or not layout.may_start[track, week]:
            continue
        if week < market.earliest[work] or week > market.latest[track]:
            continue
        extra = aims.early[work] * (weeks - week) - sums[week] + aims.prize[work]
        fund = ground.fund[work]
        if fund >= 0 and ground.purse_of[fund, week] >= 0:
            extra -= ground.at_start[work] * prices.purse[ground.purse_of[fund, week]]
        if length:
            if low <= last:
                by_week[week] = sums[low] + extra + taught(layout, aims, track, week, low)
                end_of[week] = low
        elif plain:
            if top_end >= 0:
                by_week[week], end_of[week] = top + extra, top_end
        else:
            for end in range(week + 1, last + 1):
                if layout.may_end[track, end] and (end >= week + least or end == last):
                    value = sums[end] + extra + taught(layout, aims, track, week, end)
                    if value > by_week[week]:
                        by_week[week], end_of[week] = value, end


@inner
def _tolled(layout: Layout, prices: Prices, toll: Floats) -> None:
    """Into `toll`, what each work gains by being chosen, for others' order and rivalry."""
    for work in range(toll.size):
        for n in range(layout.after_from[work], layout.after_from[work + 1]):
            toll[work] -= prices.order[n]
            toll[layout.after[n]] += prices.order[n]
        for n in range(layout.rival_from[work], layout.rival_from[work + 1]):
            if work < layout.rival[n]:
                toll[work] -= prices.rival[n]
                toll[layout.rival[n]] -= prices.rival[n]


@compiled
def choose(
    layout: Layout, ground: Ground, aims: Aims, market: Market, prices: Prices, pick: Pick
) -> float:
    """Each work's best run at these prices; what all of them gain together."""
    weeks = layout.weeks
    sums, by_week = np.empty(weeks + 1), np.empty(weeks)
    end_of = np.empty(weeks, np.int64)
    toll = np.zeros(market.free.size)
    _tolled(layout, prices, toll)
    total = 0.0
    for work in range(market.free.size):
        pick.track[work], pick.value[work] = -1, 0.0
        if not market.free[work]:
            continue
        for track in range(layout.tracks_from[work], layout.tracks_from[work + 1]):
            best_alone(layout, ground, aims, market, prices, track, sums, by_week, end_of)
            for week in range(weeks):
                if by_week[week] > NONE and by_week[week] + toll[work] > pick.value[work]:
                    pick.value[work] = by_week[week] + toll[work]
                    pick.track[work], pick.week[work] = track, week
                    pick.end[work] = end_of[week]
        total += pick.value[work]
    return total


@compiled
def spared(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    market: Market,
    prices: Prices,
    pick: Pick,
    slack: float,
    may: Bools,
) -> None:
    """Into `may` (tracks, weeks), the starts that a plan better than the best known may have.

    A start that loses more than `slack`, the bound less the best plan's worth, against what its
    work does at these prices is in no better plan (reduced-cost fixing).
    """
    weeks = layout.weeks
    sums, by_week = np.empty(weeks + 1), np.empty(weeks)
    end_of, toll = np.empty(weeks, np.int64), np.zeros(market.free.size)
    _tolled(layout, prices, toll)
    for track in range(layout.work.size):
        work = layout.work[track]
        for week in range(weeks):
            may[track, week] = False
        if market.free[work]:
            best_alone(layout, ground, aims, market, prices, track, sums, by_week, end_of)
            for week in range(weeks):
                value = by_week[week] + toll[work]
                may[track, week] = by_week[week] > NONE and value >= pick.value[work] - slack


@compiled
def serve(  # noqa: C901, PLR0912 - two ways to the best set, by its size
    layout: Layout, aims: Aims, market: Market, prices: Prices, by_need: Ints, taken: Floats
) -> float:
    """For each need and week, what serves it best at these prices, into `taken`; its gain.

    Of up to `EXACT` works every combination is tried. Of more, shares of works are allowed: those
    cheapest for the logarithm that they take off what is left come first.

    Args:
        by_need: The serves of the layout's works, by need, as `served_from` cuts them.
    """
    total, most = 0.0, 0
    for need in range(aims.need_worth.size):
        most = max(most, aims.served_from[need + 1] - aims.served_from[need])
    ratio, item = np.empty(most), np.empty(most, np.int64)
    for need in range(aims.need_worth.size):
        low, high = aims.served_from[need], aims.served_from[need + 1]
        for week in range(layout.weeks):
            worth, count = market.worth[need, week], 0
            for m in range(low, high):
                n = by_need[m]
                taken[n, week] = 0.0
                price = prices.serve[n, week]
                if market.free[aims.served_by[m]] and price < worth * aims.strength[n]:
                    item[count], ratio[count] = n, price / -market.log_left[n]
                    count += 1
            if count == 0:
                continue
            if count <= EXACT:
                best, best_set = 0.0, 0
                for some in range(1, 1 << count):
                    left, paid = 1.0, 0.0
                    for k in range(count):
                        if (some >> k) & 1:
                            left *= 1 - aims.strength[item[k]]
                            paid += prices.serve[item[k], week]
                    if worth * (1 - left) - paid > best:
                        best, best_set = worth * (1 - left) - paid, some
                for k in range(count):
                    if (best_set >> k) & 1:
                        taken[item[k], week] = 1.0
                total += best
                continue
            order, logs, paid = np.argsort(ratio[:count]), 0.0, 0.0
            for m in range(count):
                n, rate = item[order[m]], ratio[order[m]]
                if worth * exp(logs) <= rate:
                    break
                size, part = -market.log_left[n], 1.0
                if rate > 0 and worth * exp(logs - size) < rate:
                    part = min(1.0, (log(worth / rate) + logs) / size)
                taken[n, week] = part
                logs -= part * size
                paid += part * prices.serve[n, week]
            total += worth * (1 - exp(logs)) - paid
    return total


@inner
def settle(ground: Ground, market: Market, prices: Prices, rest: Prices) -> float:
    """For each site and week, the number of people that gains most at these prices; its gain.

    What they take of lines is taken off `rest.line`; their number stands in `rest.head`.
    """
    sites, weeks, kinds = ground.lent.shape
    total, cost = 0.0, market.spare
    for site in range(sites):
        for week in range(weeks):
            for kind in range(kinds):
                cost[kind] = 0.0
                at = site * kinds + kind
                for n in range(market.line_from[at], market.line_from[at + 1]):
                    cost[kind] += prices.line[market.line[n], week]
            table = market.table_of[site, week]
            low, high = market.table_at[table], market.table_at[table + 1]
            best, best_row = NONE, low
            for row in range(low, high):
                value = prices.head[site, week] * (market.fixed[site, week] + row - low)
                for kind in range(kinds):
                    value -= cost[kind] * market.table[row, kind]
                if value > best:
                    best, best_row = value, row
            total += best
            rest.head[site, week] = market.fixed[site, week] + best_row - low
            for kind in range(kinds):
                more = market.table[best_row, kind]
                if more:
                    at = site * kinds + kind
                    for n in range(market.line_from[at], market.line_from[at + 1]):
                        rest.line[market.line[n], week] -= more
    return total


@compiled
def dual(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    market: Market,
    prices: Prices,
    rest: Prices,
    pick: Pick,
    by_need: Ints,
) -> float:
    """The bound at these prices; into `rest`, what is left of each limit, below 0 what is lacking."""
    rest.line[:, :] = market.room
    rest.purse[:] = market.purse
    bound = market.base + (prices.line * market.room).sum()
    bound += (prices.purse * market.purse).sum()
    bound += choose(layout, ground, aims, market, prices, pick)
    bound += serve(layout, aims, market, prices, by_need, rest.serve)
    bound += settle(ground, market, prices, rest)
    for site in range(rest.head.shape[0]):
        for week in range(layout.weeks):
            bound -= prices.head[site, week] * market.fixed[site, week]
            rest.head[site, week] -= market.fixed[site, week]
    for n in range(rest.serve.shape[0]):
        for week in range(layout.weeks):
            rest.serve[n, week] = -rest.serve[n, week]
    for work in range(pick.track.size):
        here = pick.track[work]
        for n in range(layout.after_from[work], layout.after_from[work + 1]):
            before = layout.after[n]
            rest.order[n] = 0.0
            if market.free[before]:
                rest.order[n] += pick.track[before] >= 0
                rest.order[n] -= here >= 0
        for n in range(layout.rival_from[work], layout.rival_from[work + 1]):
            rest.rival[n] = 0.0
            if work < layout.rival[n]:
                bound += prices.rival[n]
                rest.rival[n] = 1.0 - (here >= 0) - (pick.track[layout.rival[n]] >= 0)
        if here >= 0:
            _used(layout, ground, aims, rest, here, pick.week[work], pick.end[work])
    return bound


@inner
def _used(
    layout: Layout, ground: Ground, aims: Aims, rest: Prices, track: int, week: int, end: int
) -> None:
    work, site = layout.work[track], ground.site[track]
    for now in range(week, end):
        rest.head[site, now] -= ground.heads[track]
    for n in range(layout.use_from[track], layout.use_from[track + 1]):
        for now in range(week, end):
            rest.line[layout.use_line[n], now] -= layout.use[n]
    for n in range(aims.serves_from[work], aims.serves_from[work + 1]):
        for now in range(week, end):
            if not layout.idle[track, now]:
                rest.serve[n, now] += 1.0
    fund = ground.fund[work]
    if fund >= 0:
        for now in range(week, end):
            if ground.purse_of[fund, now] >= 0:
                rest.purse[ground.purse_of[fund, now]] -= ground.weekly[work]
        if ground.purse_of[fund, week] >= 0:
            rest.purse[ground.purse_of[fund, week]] -= ground.at_start[work]


@lean
def turn(rest: Floats, way: Floats, price: Floats, keep: float, scale: float) -> float:
    """Turn a direction towards what is left or lacking now; its squared length where it can go."""
    left, along, flat, total = rest.reshape(-1), way.reshape(-1), price.reshape(-1), 0.0
    for n in range(left.size):
        along[n] = keep * along[n] + (1 - keep) * left[n]
        if flat[n] > 0 or along[n] < 0:
            total += scale * along[n] * along[n]
    return total


@lean
def follow(price: Floats, way: Floats, step: float) -> None:
    """Move prices along a direction: down where something is left, up where it is lacking."""
    flat, along = price.reshape(-1), way.reshape(-1)
    for n in range(flat.size):
        flat[n] = max(0.0, flat[n] - step * along[n])
