"""Board: a plan while it is being made, with all that it leaves free, changed run by run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.compiled import ONE, inner, lean, up_to, within
from cadre.planner.core.ground import Aims, Ground
from cadre.planner.core.layout import Bools, Floats, Ints, Layout
from cadre.planner.core.support import support


class Board(NamedTuple):
    """A plan and what it leaves free.

    Attributes:
        track: (works,) the track of each chosen work; -1 for one that isn't.
        week: (works,) first week of its run.
        end: (works,) first week after it.
        room: (lines, weeks) what is left of each line.
        stock: (stocks,) what is left of each stock.
        present: (sites, weeks) people in posts.
        own: (sites, weeks, kinds) those of them who are support.
        lean: (sites, weeks, kinds) works there that need each kind.
        brought: (sites, weeks, kinds) support that must be brought.
        turn: (sites, weeks) whether people, beds or support there are unlike the week before.
        left: (needs, weeks) share of each need left unmet.
        asked: (weeks,) people whom posts ask for.
        purse: (purses,) money left.
        due: (talks,) the week in which the first chosen work starts that needs each talk; -1 for
            none.
        talked: (talks,) room for one look at talks: the day on which each begins; -1 for none yet.
        lean_now: (kinds,) room for one look at a site: works that need each kind.
        there_now: (kinds,) the same: people's worth of support there.
        brought_now: (kinds,) the same: support that must be brought.
        enough: (counts, weeks) room for one look at milestones: whether there is enough of what
            each counts.
        counted: (weeks,) the same: how much there is.
    """

    track: Ints
    week: Ints
    end: Ints
    room: Ints
    stock: Ints
    present: Ints
    own: Ints
    lean: Ints
    brought: Ints
    turn: Bools
    left: Floats
    asked: Ints
    purse: Floats
    due: Ints
    talked: Ints
    lean_now: Ints
    there_now: Floats
    brought_now: Ints
    enough: Bools
    counted: Floats


def empty(layout: Layout, ground: Ground, aims: Aims) -> Board:
    """The board with nothing on it."""
    works = len(layout.earliest)
    sites, weeks, kinds = ground.lent.shape
    turn = np.ones((sites, weeks), np.bool_)
    turn[:, 1:] = (ground.lent[:, 1:] != ground.lent[:, :-1]).any(axis=2)
    turn[:, 1:] |= ground.beds[:, 1:] != ground.beds[:, :-1]
    return Board(
        track=np.full(works, -1),
        week=np.zeros(works, np.int64),
        end=np.zeros(works, np.int64),
        room=layout.line_room.copy(),
        stock=layout.stock_room.copy(),
        present=np.zeros((sites, weeks), np.int64),
        own=np.zeros((sites, weeks, kinds), np.int64),
        lean=np.zeros((sites, weeks, kinds), np.int64),
        brought=np.zeros((sites, weeks, kinds), np.int64),
        turn=turn,
        left=aims.unmet.copy(),
        asked=np.zeros(weeks, np.int64),
        purse=ground.purse_room.copy(),
        due=np.full(len(ground.talk_load), -1),
        talked=np.full(len(ground.talk_load), -1),
        lean_now=np.zeros(kinds, np.int64),
        there_now=np.zeros(kinds),
        brought_now=np.zeros(kinds, np.int64),
        enough=np.zeros((len(aims.stages.need), weeks), np.bool_),
        counted=np.zeros(weeks),
    )


@within
def support_at(ground: Ground, board: Board, site: int, week: int, track: int) -> int:
    """Support for what is on the board at a site in a week, and for a track that joins; -1 is none.

    Returns:
        As `support` does; by kind it stands in `board.brought_now`.
    """
    kinds, people, less = ground.per_person.size, board.present[site, week], track < 0
    if track >= 0:
        people += ground.heads[track]
        for kind in range(kinds):
            less = less or ground.own[track, kind] > 0
    for kind in range(kinds):
        # More people without support of their own need no less than is brought now.
        board.brought_now[kind] = 0 if less else board.brought[site, week, kind]
        leaning, own = board.lean[site, week, kind], board.own[site, week, kind]
        if track >= 0:
            leaning += ground.leans[track, kind]
            own += ground.own[track, kind]
        board.lean_now[kind] = leaning
        board.there_now[kind] = ground.lent[site, week, kind] + own
    return support(
        ground.per_person,
        ground.fixed,
        ground.step,
        people,
        board.lean_now,
        board.there_now,
        board.brought_now,
    )


@inner
def blocked(  # noqa: C901, PLR0912 - lines first, then the weeks that they leave, in one pass
    layout: Layout,
    ground: Ground,
    board: Board,
    track: int,
    first: int,
    stop: int,
    flags: Ints,
    least: int,
) -> bool:
    """For each week from `first` up to `stop`, set in `flags` whether `track` can't be there.

    Lines, support and beds are asked; what runs on the board stays as it is.

    Returns:
        Whether it can be there for `least` weeks, 1 or more, on end. Where it can't, not all that
        bars it may have been looked at, unless `least` is 1.
    """
    site = ground.site[track]
    low, high = layout.use_from[track], layout.use_from[track + 1]
    plain = low
    while plain < high and ground.use_kinds[plain] == 0:
        plain += 1
    for now in up_to(first, stop):
        flags[now] = 0
    for n in range(low, plain):
        line, use = layout.use_line[n], layout.use[n]
        for now in up_to(first, stop):
            flags[now] |= use > board.room[line, now]
    if not _room_for(flags, first, stop, least):
        return False
    week = first
    while week < stop:
        # All is alike up to the next turn, but for what other sites take of the lines.
        edge = _alike_to(board, site, week, stop)
        if _room_for(flags, week, edge, 1):
            total = support_at(ground, board, site, week, track)
            if total < 0 or total > ground.beds[site, week]:
                for now in up_to(week, edge):
                    flags[now] = 1
            else:
                for n in range(plain, high):
                    line = layout.use_line[n]
                    wanted = layout.use[n] + _more_support(ground, board, site, week, n)
                    for now in up_to(week, edge if wanted > 0 else week):
                        flags[now] |= wanted > board.room[line, now]
        week = edge
    return _room_for(flags, first, stop, least)


@inner
def _room_for(flags: Ints, first: int, stop: int, least: int) -> bool:
    """Whether so many weeks on end aren't flagged."""
    # From the last week of a window back: a flag there passes all windows that hold it.
    low, end, wide = np.uint64(first), np.uint64(stop), np.uint64(least)
    while low + wide <= end:
        at = low + wide
        while at > low and not flags[at - ONE]:
            at -= ONE
        if at == low:
            return True
        low = at
    return False


@inner
def _alike_to(board: Board, site: int, week: int, stop: int) -> int:
    """The first week after `week`, `stop` at the latest, that isn't like it at a site."""
    for edge in up_to(week + 1, stop):
        if board.turn[site, edge]:
            return np.int64(edge)  # type: ignore[return-value]  # signed again
    return stop


@inner
def _more_support(ground: Ground, board: Board, site: int, week: int, use: int) -> int:
    """How much more of the support that one use of a line counts `board.brought_now` holds."""
    more, bits = 0, ground.use_kinds[use]
    for kind in range(ground.per_person.size):
        if (bits >> kind) & 1:
            more += board.brought_now[kind] - board.brought[site, week, kind]
    return more


@inner
def _turned(ground: Ground, board: Board, site: int, week: int) -> bool:
    """Whether a week is unlike the week before at a site."""
    before = week - 1
    turned: bool = board.present[site, week] != board.present[site, before]
    turned = turned or ground.beds[site, week] != ground.beds[site, before]
    for kind in range(ground.per_person.size):
        turned = turned or ground.lent[site, week, kind] != ground.lent[site, before, kind]
        turned = turned or board.own[site, week, kind] != board.own[site, before, kind]
        turned = turned or board.lean[site, week, kind] != board.lean[site, before, kind]
    return turned


@inner
def put(
    layout: Layout, ground: Ground, aims: Aims, board: Board, track: int, week: int, end: int
) -> None:
    """Put a run on the board."""
    work = layout.work[track]
    board.track[work], board.week[work], board.end[work] = track, week, end
    _people(layout, ground, board, track, week, end, 1)
    _once(layout, ground, board, track, week, end, 1)
    for n in range(aims.serves_from[work], aims.serves_from[work + 1]):
        need, rest = aims.need[n], 1 - aims.strength[n]
        for now in up_to(week, end):
            if not layout.idle[track, now]:
                board.left[need, now] *= rest
    for now in up_to(week, end):
        board.asked[now] += aims.asked[work]


@lean
def put_all(layout: Layout, ground: Ground, aims: Aims, board: Board, runs: Ints) -> None:
    """Put runs on the board: (runs, 3) track, first week, first week after."""
    for n in range(runs.shape[0]):
        put(layout, ground, aims, board, runs[n, 0], runs[n, 1], runs[n, 2])


@inner
def take(layout: Layout, ground: Ground, aims: Aims, board: Board, work: int) -> None:
    """Take a work off the board."""
    track, week, end = board.track[work], board.week[work], board.end[work]
    board.track[work] = -1
    _people(layout, ground, board, track, week, end, -1)
    _once(layout, ground, board, track, week, end, -1)
    for n in range(aims.serves_from[work], aims.serves_from[work + 1]):
        _reckon(layout, aims, board, aims.need[n], week, end)
    for now in up_to(week, end):
        board.asked[now] -= aims.asked[work]


@inner
def _reckon(layout: Layout, aims: Aims, board: Board, need: int, week: int, end: int) -> None:
    """Work out anew what is left unmet of a need, so that nothing is lost to rounding."""
    for now in up_to(week, end):
        board.left[need, now] = aims.unmet[need, now]
    for n in range(aims.served_from[need], aims.served_from[need + 1]):
        other = aims.served_by[n]
        track = board.track[other]
        if track >= 0:
            rest = 1 - aims.served_how[n]
            for now in up_to(max(week, board.week[other]), min(end, board.end[other])):
                if not layout.idle[track, now]:
                    board.left[need, now] *= rest


@inner
def _people(  # noqa: C901, PLR0912 - who is there, then weeks that are alike, one by one
    layout: Layout, ground: Ground, board: Board, track: int, week: int, end: int, sign: int
) -> None:
    """People, support and lines in the weeks of a run, more or fewer."""
    kinds, site = ground.per_person.size, ground.site[track]
    low, high = layout.use_from[track], layout.use_from[track + 1]
    for now in up_to(week, end):
        board.present[site, now] += sign * ground.heads[track]
        for kind in range(kinds):
            board.own[site, now, kind] += sign * ground.own[track, kind]
            board.lean[site, now, kind] += sign * ground.leans[track, kind]
    if week > 0:
        board.turn[site, week] = _turned(ground, board, site, week)
    if end < layout.weeks:
        board.turn[site, end] = _turned(ground, board, site, end)
    while week < end:
        edge = _alike_to(board, site, week, end)
        support_at(ground, board, site, week, -1)
        for n in range(low, high):
            line = layout.use_line[n]
            wanted = sign * layout.use[n] + _more_support(ground, board, site, week, n)
            for now in up_to(week, edge):
                board.room[line, now] -= wanted
        for now in up_to(week, edge):
            for kind in range(kinds):
                board.brought[site, now, kind] = board.brought_now[kind]
        week = edge


@inner
def _once(
    layout: Layout, ground: Ground, board: Board, track: int, week: int, end: int, sign: int
) -> None:
    """Stocks, money and talks of a run, more or fewer."""
    for n in range(layout.draw_from[track], layout.draw_from[track + 1]):
        board.stock[layout.draw_stock[n]] -= sign * layout.draw[n]
    work = layout.work[track]
    fund = ground.fund[work]
    if fund >= 0:
        for now in up_to(week, end):
            purse = ground.purse_of[fund, now]
            if purse >= 0:
                board.purse[purse] -= sign * ground.weekly[work]
        purse = ground.purse_of[fund, week]
        if purse >= 0:
            board.purse[purse] -= sign * ground.at_start[work]
    for n in range(ground.talks_from[work], ground.talks_from[work + 1]):
        board.due[ground.talk[n]] = _due(ground, board, ground.talk[n])


@inner
def _due(ground: Ground, board: Board, talk: int) -> int:
    """The week in which the first work on the board starts that needs a talk; -1 for none."""
    due = -1
    for n in range(ground.asked_from[talk], ground.asked_from[talk + 1]):
        work = ground.asked_by[n]
        if board.track[work] >= 0 and (due < 0 or board.week[work] < due):
            due = board.week[work]
    return due


@inner
def affordable(ground: Ground, board: Board, work: int, week: int, end: int) -> bool:
    """Whether the purses pay for a run."""
    fund = ground.fund[work]
    if fund < 0:
        return True
    now = week
    while now < end:
        purse, then = ground.purse_of[fund, now], min(end, ground.purse_end[fund, now])
        if purse >= 0:
            cost = (then - now) * ground.weekly[work]
            if now == week:
                cost += ground.at_start[work]
            if cost > 0 and cost > board.purse[purse]:
                return False
        now = then
    return True
