"""Finish: required work laid first, so that the last of it ends early; all else comes around it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cadre.mission.required import finishing
from cadre.planner.core.early import end_early
from cadre.planner.core.ground import NO_LIMIT
from cadre.planner.core.layout import Ints, Layout
from cadre.planner.core.shape import sorted_by_order
from cadre.planner.laying import Laid
from cadre.planner.lines import starts
from cadre.planner.quick import Quick
from cadre.planner.works import Run

PLACED = 28_000_000
"""Works and ways put into schedules for each second allowed: most machines put more in a second."""
PROBES = 6
"""First schedules made, at most, until people suffice for one as far as lines tell."""
SHARES = {True: (1.0, 0.05), False: (0.6, 0.2, 0.2)}
"""Shares of the time for schedules made one after the other, each only where people turned out to
lack for the one before; by whether they sufficed for the very first."""


def place_required(quick: Quick, seed: int, seconds: float, stop: Callable[[], bool]) -> None:
    """Put all required work on the board, its end as early as is found in time, and hold it there.

    When some of it has no place, all of it stays open: see `Quick.keep`.

    Args:
        quick: The search, with nothing but running work on its board.
        seed: Seed of every random choice.
        seconds: How long it may take.
        stop: Asked often whether to stop with the best so far.
    """
    works = _ending(quick.laid)
    if len(works):
        probes = 1
        while probes < PROBES and _placed(quick, works, seed, 0.0, stop):
            probes += 1
        for share in SHARES[probes == 1]:
            if stop() or not _placed(quick, works, seed, share * seconds, stop):
                break
    quick.keep(np.flatnonzero(quick.laid.layout.required).tolist())


def _placed(quick: Quick, works: Ints, seed: int, seconds: float, stop: Callable[[], bool]) -> bool:
    """Lay a schedule of some works, found in so many seconds; whether people lacked for it."""
    laid = quick.laid
    known = len(laid.lines.sets)
    layout, tracks = only(laid, works)
    found = end_early(
        layout,
        seed=seed,
        seconds=seconds,
        schedules=round(PLACED * seconds / (layout.required.size + layout.length.size)),
        stop=stop,
    )
    laid.least_end = max(laid.least_end, found.bound)
    if found.runs is None:
        return False
    quick.hold(_runs(found.runs, works, tracks))
    return len(laid.lines.sets) > known


def _ending(laid: Laid) -> Ints:
    """The required work that ends by itself; nothing when some can't be, or waits for itself."""
    index = laid.problem.index_of
    works = np.array([index[key] for key in finishing(laid.problem.mission)], np.int64)
    if not all(laid.problem.tracks_of[work] for work in works):
        return works[:0]
    circle = len(works) and len(sorted_by_order(only(laid, works)[0])) < len(works)
    return works[:0] if circle else works


def _runs(rows: Ints, works: Ints, tracks: Ints) -> dict[int, Run]:
    return {
        int(work): Run(int(tracks[track]), week, end)
        for work, (track, week, end) in zip(works, rows.tolist(), strict=True)
    }


def only(laid: Laid, works: Ints) -> tuple[Layout, Ints]:
    """Some works beside running work alone, in order; and the tracks that are theirs.

    Every plan of the mission holds to it; what support is brought, which talks are held and what
    other work asks for isn't in it. Money of several years is one stock.

    Args:
        laid: The problem.
        works: All of them are required; none is open-ended.
    """
    layout, board = laid.layout, laid.board(laid.running)
    number = np.full(len(layout.earliest), -1, np.int64)
    number[works] = np.arange(len(works))
    tracks = np.flatnonzero(number[layout.work] >= 0)
    order = [_order(laid, work, number) for work in works.tolist()]
    edges = np.array([edge for some in order for edge in some], np.int64).reshape(-1, 3)
    room, use_from, use_line, use = _lines(laid, tracks)
    stock_room, draw_from, draw_stock, draw = _stocks(laid, tracks)
    return layout._replace(
        tracks_from=starts(np.bincount(number[layout.work[tracks]], minlength=len(works))),
        required=np.ones(len(works), np.bool_),
        earliest=layout.earliest[works],
        work=number[layout.work[tracks]],
        length=layout.length[tracks],
        least=layout.least[tracks],
        stop=layout.stop[tracks],
        may_start=layout.may_start[tracks],
        may_end=layout.may_end[tracks],
        idle=layout.idle[tracks],
        after_from=starts(map(len, order)),
        after=edges[:, 0],
        lag=edges[:, 1],
        from_end=edges[:, 2] > 0,
        rival_from=np.zeros(len(works) + 1, np.int64),
        rival=np.zeros(0, np.int64),
        line_room=np.concatenate([board.room, room]),
        use_from=use_from,
        use_line=use_line,
        use=use,
        stock_room=stock_room,
        draw_from=draw_from,
        draw_stock=draw_stock,
        draw_week=np.full(len(draw), -1, np.int64),
        draw=draw,
    ), tracks


def _order(laid: Laid, work: int, number: Ints) -> list[tuple[int, int, int]]:
    """Those works that one waits for: which, how long, and whether from their end on."""
    layout, base = laid.layout, int(laid.ground.base[work])
    rows = range(int(layout.after_from[work]), int(layout.after_from[work + 1]))
    found = [
        (int(number[layout.after[n]]), int(layout.lag[n]), int(layout.from_end[n])) for n in rows
    ]
    # More of a work can't come before the work itself.
    found += [(int(number[base]), 0, 0)] if base >= 0 else []
    return [one for one in found if one[0] >= 0]


def _lines(laid: Laid, tracks: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Beds as further lines; where the uses of some tracks lie; lines and uses of these."""
    layout, ground = laid.layout, laid.ground
    board = laid.board(laid.running)
    sites = [
        int(site) for site in np.unique(ground.site[tracks]) if (ground.beds[site] < NO_LIMIT).any()
    ]
    line_of = {site: len(layout.line_room) + n for n, site in enumerate(sites)}
    room = ground.beds[sites] - board.present[sites]
    rows: list[list[tuple[int, int]]] = []
    for track in tracks.tolist():
        some = slice(layout.use_from[track], layout.use_from[track + 1])
        uses = zip(layout.use_line[some].tolist(), layout.use[some].tolist(), strict=True)
        site = int(ground.site[track])
        beds = [(line_of[site], int(ground.heads[track]))] if site in line_of else []
        rows.append([one for one in (*uses, *beds) if one[1]])
    flat = np.array([one for some in rows for one in some], np.int64).reshape(-1, 2)
    return room, starts(map(len, rows)), flat[:, 0], flat[:, 1]


def _stocks(laid: Laid, tracks: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Stocks, then money of payers who are limited in all years; draws as a layout has them."""
    layout, ground = laid.layout, laid.ground
    limited = [fund for fund, row in enumerate(ground.purse_of) if (row >= 0).all()]
    board = laid.board(laid.running)
    stocks, purse = len(board.stock), board.purse
    room = [sum(max(0.0, purse[n]) for n in np.unique(ground.purse_of[fund])) for fund in limited]
    rows: list[list[tuple[int, int]]] = []
    for track in tracks.tolist():
        work = layout.work[track]
        cost = round(ground.weekly[work] * layout.length[track] + ground.at_start[work])
        fund = int(ground.fund[work])
        some = slice(layout.draw_from[track], layout.draw_from[track + 1])
        draws = [*zip(layout.draw_stock[some].tolist(), layout.draw[some].tolist(), strict=True)]
        if cost and fund in limited:
            draws.append((stocks + limited.index(fund), cost))
        rows.append(draws)
    flat = np.array([one for some in rows for one in some], np.int64).reshape(-1, 2)
    total = np.concatenate([board.stock, np.array(room, np.int64)])
    return total, starts(map(len, rows)), flat[:, 0], flat[:, 1]
