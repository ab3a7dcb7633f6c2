"""Raising: duties filled up to what is wanted, level after level of need, with their support."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cadre.planner.core.compiled import ONE, inner, melted
from cadre.planner.core.flow import Net, Seats, leave_class, raise_class
from cadre.planner.core.heads import EIGHT, Heads, Jobs, brought, change, put
from cadre.planner.core.layout import Ints
from cadre.planner.core.support import support

WIDE = np.uint64(EIGHT)
"""Flags that are looked at in one go, as indices count."""


@melted
def bring(jobs: Jobs, now: Heads, period: int, site: int, present: int, own: Ints) -> bool:
    """Into `now.spare[0]`, the support that must be brought to a site; False when it never ends.

    Then there is none in it.
    """
    found, there = now.spare[0], now.there
    for kind in range(len(found)):
        found[kind] = 0
        there[kind] = jobs.lent[period, site, kind] + own[kind]
    if support(jobs.share, jobs.fixed, jobs.step, present, now.leans[site], there, found) >= 0:
        return True
    found[:] = 0
    return False


@inner
def fill_up(web: Net, jobs: Jobs, state: Seats, now: Heads, period: int) -> None:
    """Raise duties to what is wanted, level after level, as far as people, support, beds go."""
    levels = jobs.wish.shape[1]
    wide = len(now.short) // levels
    for level in range(levels):
        end = (level + 1) * wide
        at = _next(now.short, now.eights, level * wide, end)
        while at < end:
            turn = at - level * wide
            n = jobs.turn_class[turn]
            # One more of a full class can come only where his coming frees support.
            if n < 0 or not (now.full[n] or state.lost[n]):
                d = jobs.turns[turn]
                _raise_most(web, jobs, state, now, period, d, jobs.wish[d, level])
            at = _next(now.short, now.eights, at + 1, end)


@inner
def _next(short: NDArray[np.uint8], eights: NDArray[np.uint64], first: int, stop: int) -> int:
    """The next flag that is set, from `first` up to `stop`, a whole number of eights; else `stop`.

    Nearly all time goes into eights without any, so that they are passed in a loop of their own.
    """
    at, end = np.uint64(first), np.uint64(stop)
    while at < end and at % WIDE != 0:
        if short[at]:
            return np.int64(at)  # type: ignore[return-value]  # signed again
        at += ONE
    eight, last = at // WIDE, end // WIDE
    while eight < last and eights[eight] == 0:
        eight += ONE
    at = eight * WIDE
    while at < end and not short[at]:
        at += ONE
    return np.int64(at)  # type: ignore[return-value]


@melted
def _raise_most(  # noqa: PLR0913, PLR0917 - a call for each duty: no time to pack them
    web: Net, jobs: Jobs, state: Seats, now: Heads, period: int, duty: int, wanted: int
) -> None:
    """Raise a duty by as many people as go, up to `wanted` heads."""
    low, high = now.heads[duty], wanted
    aim = high
    while low < high:
        # First all of them, then by halves.
        if _raise(web, jobs, state, now, period, duty, aim - low):
            low = aim
        else:
            high = aim - 1
        aim = (low + high + 1) // 2


@melted
def _raise(  # noqa: C901, PLR0912, PLR0913, PLR0917 - tries in the order of their price
    web: Net, jobs: Jobs, state: Seats, now: Heads, period: int, duty: int, people: int
) -> bool:
    """Bring so many more to a duty, with their support and beds, or change nothing."""
    site, n = jobs.place_site[jobs.duty_place[duty]], jobs.duty_class[duty]
    present, own = now.present[site] + people, now.spare[1]
    for kind in range(len(own)):
        own[kind] = now.own[site, kind]
    if jobs.provides[duty] >= 0:
        own[jobs.provides[duty]] += people
    if not bring(jobs, now, period, site, present, own):
        return False
    more, fewer, housed = now.spare[0], False, present
    for kind in range(len(more)):
        housed += more[kind]
        fewer |= more[kind] < brought(jobs, now, site, kind)
    if jobs.beds[period, site] >= 0 and housed > jobs.beds[period, site]:
        return False
    if not fewer:
        if now.full[n]:
            return False
        for kind in range(len(more)):
            grows = more[kind] > brought(jobs, now, site, kind)
            if grows and now.full[jobs.duty_class[jobs.support[site, kind]]]:
                return False
    if not _moved(web, jobs, state, now, (site, n, people)):
        return False
    if fewer:
        now.full[:] = False
    put(jobs, now, duty, now.heads[duty] + people)
    for kind in range(len(more)):
        if more[kind] != brought(jobs, now, site, kind):
            change(now, jobs.support[site, kind], more[kind])
    return True


@melted
def _moved(  # noqa: C901, PLR0912 - all is sent, or taken back
    web: Net, jobs: Jobs, state: Seats, now: Heads, what: tuple[int, int, int]
) -> bool:
    """Send people to a class, and the support in `now.spare[0]` to a site, or change nothing.

    How many a class can have beside the others doesn't hang on who serves where, so what was sent
    can be taken back from anywhere, and what was called back can be sent again.
    """
    site, n, people = what
    more, sent = now.spare[0], now.spare[2]
    sent[:] = 0
    fewer = False
    for kind in range(len(more)):
        extra = more[kind] - brought(jobs, now, site, kind)
        if extra < 0:
            fewer = True
            sent[kind] = extra
            _shift(web, state, jobs.duty_class[jobs.support[site, kind]], extra)
    done = _shift(web, state, n, people)
    if done == 0 and not fewer:
        now.full[n] = True
    fits = done == people
    for kind in range(len(more)):
        extra = more[kind] - brought(jobs, now, site, kind)
        if fits and extra > 0:
            own = jobs.duty_class[jobs.support[site, kind]]
            sent[kind] = _shift(web, state, own, extra)
            fits = sent[kind] == extra
            if sent[kind] == 0 and not fewer and now.part[own] != now.part[n]:
                now.full[own] = True
    if fits:
        return True
    _shift(web, state, n, -done)
    for sign in (1, -1):
        for kind in range(len(more)):
            if sent[kind] * sign > 0:
                _shift(web, state, jobs.duty_class[jobs.support[site, kind]], -sent[kind])
    return False


@melted
def _shift(web: Net, state: Seats, n: int, change: int) -> int:
    """Send people to a class, or call them back when `change` is negative; how many were."""
    if change == 0:
        return 0
    state.wanting[n] += change
    if change < 0:
        leave_class(web, state, n, False)
        # Who could be come to from nowhere may be free now.
        state.lost[:] = False
        return change
    missing = raise_class(web, state, n)
    state.wanting[n] = 0
    return change - missing
