"""Prices: what people, beds and needs are worth in each week, and a worth that no plan exceeds.

Every limit that joins works is lifted and paid for instead (Lagrangian relaxation, Held and Karp
1971, Geoffrion 1974): each work then takes its best run by itself, each site its best number of
people, each need what serves it best. Whatever the prices, the sum is a bound; prices are led to a
low one by subgradients with Polyak's step, of which part of the direction before is kept (Camerini,
Fratta and Maffioli 1975).
"""

from __future__ import annotations

from math import exp, log

import numpy as np

from cadre.planner.core.compiled import apart, compiled, inner, lean
from cadre.planner.core.ground import Aims, Ground
from cadre.planner.core.layout import Bools, Floats, Ints, Layout
from cadre.planner.core.placing import taught
from cadre.planner.core.tariff import Market, Pick, Prices

EXACT = 8
"""Works serving one need in one week of which all combinations are tried."""
NONE = -1e18


@inner
def net(  # noqa: C901, PLR0912 - one sum a week
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
def best_alone(  # noqa: C901, PLR0912, PLR0915 - one pass over starts and ends, without calls
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
    for week in range(weeks - 1, -1, -1):
        by_week[week] = NONE
        if week >= last:
            continue
        edge = min(last, market.clear[track, week])
        low = week + (length or least)
        if week + 1 >= edge:
            # The last week before something is in the way: ends are gathered anew from here back.
            top, top_end = NONE, -1
            if edge == last and not length and layout.may_end[track, last]:
                top, top_end = sums[last], last
        if not length and low <= edge and layout.may_end[track, low] and sums[low] >= top:
            top, top_end = sums[low], low
        if edge == week or not layout.may_start[track, week]:
            continue
        if week < market.earliest[work]:
            continue
        extra = aims.early[work] * (weeks - week) - sums[week] + aims.prize[work]
        fund = ground.fund[work]
        if fund >= 0 and ground.purse_of[fund, week] >= 0:
            extra -= ground.at_start[work] * prices.purse[ground.purse_of[fund, week]]
        if length:
            if low <= edge:
                by_week[week] = sums[low] + extra + taught(layout, aims, track, week, low)
                end_of[week] = low
        elif plain:
            if top_end >= 0:
                by_week[week], end_of[week] = top + extra, top_end
        else:
            for end in range(week + 1, edge + 1):
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


@inner
def _soonest(layout: Layout, track: int, week: int) -> int:
    """The first week after the shortest run on a track from a week on."""
    least = layout.length[track] or layout.least[track]
    return int(min(layout.stop[track], week + max(1, least)))


@apart
def choose(  # noqa: C901, PLR0912, PLR0915 - up the trees and down again, without calls
    layout: Layout, ground: Ground, aims: Aims, market: Market, prices: Prices, pick: Pick
) -> float:
    """The best runs at these prices, each after its parent; what all of them gain together.

    Works hang under their parents as trees, in which the best is found from the leaves up: what a
    start gains, with the best that may start late enough under it.
    """
    weeks = layout.weeks
    toll = np.zeros(market.free.size)
    _tolled(layout, prices, toll)
    pick.under_start[:], pick.under_end[:] = 0.0, 0.0
    sums, by_week = np.empty(weeks + 1), np.empty(weeks)
    end_of, total = np.empty(weeks, np.int64), 0.0
    for n in range(market.order.size - 1, -1, -1):
        work = market.order[n]
        if not market.free[work]:
            continue
        for week in range(weeks + 1):
            pick.with_all[work, week] = NONE
        for track in range(layout.tracks_from[work], layout.tracks_from[work + 1]):
            best_alone(layout, ground, aims, market, prices, track, sums, by_week, end_of)
            for week in range(weeks):
                if by_week[week] == NONE:
                    continue
                soonest = _soonest(layout, track, week)
                under = pick.under_start[work, week] + pick.under_end[work, soonest]
                if by_week[week] + toll[work] + under > pick.with_all[work, week]:
                    pick.with_all[work, week] = by_week[week] + toll[work] + under
                    pick.by[work, week], pick.till[work, week] = track, end_of[week]
        pick.best[work, weeks] = NONE
        for week in range(weeks - 1, -1, -1):
            pick.best[work, week] = max(pick.best[work, week + 1], pick.with_all[work, week])
        parent, lag = market.parent[work], market.lag[work]
        if parent < 0:
            pick.value[work] = max(0.0, pick.best[work, 0])
            total += pick.value[work]
            continue
        for week in range(weeks + 1):
            most = max(0.0, pick.best[work, min(weeks, week + lag)])
            if market.to_end[work]:
                pick.under_end[parent, week] += most
            elif week < weeks:
                pick.under_start[parent, week] += most
    for n in range(market.order.size):
        work = market.order[n]
        pick.track[work] = -1
        if not market.free[work]:
            continue
        first, parent = 0, market.parent[work]
        if parent >= 0:
            track = pick.track[parent]
            if track < 0:
                continue
            first = pick.week[parent]
            if market.to_end[work]:
                first = _soonest(layout, track, first)
            first = min(weeks, first + market.lag[work])
            pick.value[work] = max(0.0, pick.best[work, first])
        if pick.best[work, first] <= 0:
            continue
        week = first
        while pick.with_all[work, week] < pick.best[work, first]:
            week += 1
        pick.track[work], pick.week[work] = pick.by[work, week], week
        pick.end[work] = pick.till[work, week]
    return total


@compiled
def spared(  # noqa: C901 - down the trees, in one pass
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
    tree of works gains at these prices is in no better plan (reduced-cost fixing). `pick` is what
    `choose` made of these prices.
    """
    works, weeks = market.free.size, layout.weeks
    sums, by_week = np.empty(weeks + 1), np.empty(weeks)
    end_of, toll = np.empty(weeks, np.int64), np.zeros(works)
    # What each tree gains at most by the first week of a work in it, or by the end of its run.
    above, top = np.zeros((works, weeks)), np.zeros(works)
    by_start, by_end = np.full((works, weeks + 1), NONE), np.full((works, weeks + 1), NONE)
    _tolled(layout, prices, toll)
    for n in range(market.order.size):
        work = market.order[n]
        if not market.free[work]:
            continue
        parent, lag = market.parent[work], market.lag[work]
        top[work] = pick.value[work] if parent < 0 else top[parent]
        if parent >= 0:
            # The best of all beside this work and what is under it, by the week of its start.
            best, known = NONE, by_end if market.to_end[work] else by_start
            for week in range(weeks):
                if week >= lag and known[parent, week - lag] > NONE:
                    less = max(0.0, pick.best[work, week])
                    best = max(best, known[parent, week - lag] - less)
                above[work, week] = best
        for track in range(layout.tracks_from[work], layout.tracks_from[work + 1]):
            best_alone(layout, ground, aims, market, prices, track, sums, by_week, end_of)
            for week in range(weeks):
                may[track, week] = False
                if by_week[week] > NONE:
                    soonest = _soonest(layout, track, week)
                    value = above[work, week] + by_week[week] + toll[work]
                    value += pick.under_start[work, week] + pick.under_end[work, soonest]
                    may[track, week] = value >= top[work] - slack
                    by_start[work, week] = max(by_start[work, week], value)
                    by_end[work, soonest] = max(by_end[work, soonest], value)


@apart
def serve(  # noqa: C901, PLR0912, PLR0915 - two ways to the best set, by its size
    layout: Layout, aims: Aims, market: Market, prices: Prices, by_need: Ints, taken: Floats
) -> float:
    """For each need and week, what serves it best at these prices, into `taken`; its gain.

    Of up to `EXACT` works every combination is tried. Of more, shares of works are allowed: those
    cheapest for the logarithm that they take off what is left come first. `by_need` has the serves
    of the layout's works by need, as `served_from` cuts them.
    """
    total, most = 0.0, 0
    for need in range(aims.need_worth.size):
        most = max(most, aims.served_from[need + 1] - aims.served_from[need])
    rates, item = np.empty(most), np.empty(most, np.int64)
    cheap = np.empty(most, np.int64)
    left, paid_for = np.ones(1 << EXACT), np.zeros(1 << EXACT)
    for need in range(aims.need_worth.size):
        low, high = aims.served_from[need], aims.served_from[need + 1]
        for m in range(low, high):
            cheap[m - low] = m
        for week in range(layout.weeks):
            worth, count = market.worth[need, week], 0
            for m in range(low, high):
                n = by_need[m]
                rates[m - low] = np.inf
                taken[n, week] = 0.0
                price = prices.serve[n, week]
                if market.free[aims.served_by[m]] and price < worth * aims.strength[n]:
                    item[count], rates[m - low] = n, price / -market.log_left[n]
                    count += 1
            if count == 0:
                continue
            if count <= EXACT:
                best, best_set = 0.0, 0
                for k in range(count):
                    rest, price = 1 - aims.strength[item[k]], prices.serve[item[k], week]
                    # Each set without the k-th is known: with it, it is one step away.
                    for some in range(1 << k):
                        more = some + (1 << k)
                        left[more], paid_for[more] = left[some] * rest, paid_for[some] + price
                        if worth * (1 - left[more]) - paid_for[more] > best:
                            best, best_set = worth * (1 - left[more]) - paid_for[more], more
                for k in range(count):
                    if (best_set >> k) & 1:
                        taken[item[k], week] = 1.0
                total += best
                continue
            # The order of the week before is nearly this week's.
            for m in range(1, high - low):
                here, k = cheap[m], m
                while k > 0 and rates[cheap[k - 1] - low] > rates[here - low]:
                    cheap[k] = cheap[k - 1]
                    k -= 1
                cheap[k] = here
            logs, paid = 0.0, 0.0
            for m in range(count):
                n, rate = by_need[cheap[m]], rates[cheap[m] - low]
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
def settle(  # noqa: C901, PLR0912 - one look at each site and week
    ground: Ground, market: Market, prices: Prices, rest: Prices
) -> float:
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
def dual(  # noqa: C901, PLR0912 - one sum, limit by limit
    layout: Layout,
    ground: Ground,
    aims: Aims,
    market: Market,
    prices: Prices,
    rest: Prices,
    pick: Pick,
    by_need: Ints,
) -> float:
    """The bound at these prices; into `rest`, what is left of each limit; below 0 it is lacking."""
    rest.line[:, :] = market.room
    rest.purse[:] = market.purse
    bound: float = market.base + (prices.line * market.room).sum()
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
            if market.free[before] and before != market.parent[work]:
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
def _used(  # noqa: C901, PLR0912 - a run's limits, one after the other
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
def turn(rest: Floats, way: Floats, price: Floats, keep: float) -> float:
    """Turn a direction towards what is left or lacking now; the latter's squared length.

    What is left and costs nothing has no length: its price can't fall.
    """
    left, along, flat, total = rest.reshape(-1), way.reshape(-1), price.reshape(-1), 0.0
    for n in range(left.size):
        along[n] = keep * along[n] + (1 - keep) * left[n]
        if flat[n] > 0 or left[n] < 0:
            total += left[n] * left[n]
    return total


@lean
def follow(price: Floats, way: Floats, step: float) -> None:
    """Move prices along a direction: down where something is left, up where it is lacking."""
    flat, along = price.reshape(-1), way.reshape(-1)
    for n in range(flat.size):
        flat[n] = max(0.0, flat[n] - step * along[n])
