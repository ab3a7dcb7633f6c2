"""Filling: people for posts and support, stretch by stretch of weeks, the most needed first.

A stretch goes on from the one before: only what changed is looked at, so that the price of a
stretch is that of its changes and of the posts that stay empty, not of all posts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.compiled import apart, inner
from cadre.planner.core.flow import Net, Seats, call_back, fill, give_back, go_on, settle
from cadre.planner.core.heads import Heads, Jobs, There, brought, change, put, take_off
from cadre.planner.core.layout import Ints, Shorts
from cadre.planner.core.raising import bring, fill_up


class Step(NamedTuple):
    """What a stretch brings.

    Attributes:
        stops: Places that ran in the stretch before and don't now.
        starts: Places that run now and didn't.
        period: The period of the stretch.
        before: That of the stretch before; -1 for none.
        served: (arcs,) people sent in the stretch before.
    """

    stops: Ints
    starts: Ints
    period: int
    before: int
    served: Shorts


@apart
def fill_stretch(web: Net, jobs: Jobs, there: There, state: Seats, now: Heads, step: Step) -> None:
    """Fill what runs by `now.runs` in one stretch of weeks, from who served in the one before.

    All who served stay where the rest can be seated around them; else as many as the least needs.
    Then posts are filled up, level after level. What runs must be staffable; if it isn't, the
    last duties go short.
    """
    period = step.period
    for place in step.stops:
        _stop(jobs, state, now, place)
    _turn(web, there, state, step)
    call_back(web, state)
    _lose(jobs, state, now, True)
    for place in step.starts:
        _start(jobs, state, now, place)
    if now.lacking[0]:
        _at_least(jobs, state, now)
    fits = _supported(jobs, state, now, period)
    if fits:
        call_back(web, state)
        fits = fill(web, state) == 0
    if not fits:
        _begin_anew(web, jobs, there, state, now, step)
    now.full[:] = False
    fill_up(web, jobs, state, now, period)


@inner
def _stop(jobs: Jobs, state: Seats, now: Heads, place: int) -> None:
    """Leave nobody at a place."""
    site = jobs.place_site[place]
    for kind in range(len(jobs.share)):
        now.leans[site, kind] -= jobs.leaning[place, kind]
    for d in range(jobs.place_from[place], jobs.place_from[place + 1]):
        state.wanting[jobs.duty_class[d]] -= now.heads[d]
        take_off(jobs, now, d)


@inner
def _start(jobs: Jobs, state: Seats, now: Heads, place: int) -> None:
    """Ask for the least at a place."""
    site = jobs.place_site[place]
    for kind in range(len(jobs.share)):
        now.leans[site, kind] += jobs.leaning[place, kind]
    for d in range(jobs.place_from[place], jobs.place_from[place + 1]):
        state.wanting[jobs.duty_class[d]] += jobs.least[d]
        put(jobs, now, d, jobs.least[d])


@inner
def _at_least(jobs: Jobs, state: Seats, now: Heads) -> None:
    """Ask again for the least of what runs, which wasn't to be had in the stretch before."""
    now.lacking[0] = False
    for d in range(len(now.heads)):
        place = jobs.duty_place[d]
        if place >= 0 and now.runs[place] and now.heads[d] < jobs.least[d]:
            state.wanting[jobs.duty_class[d]] += jobs.least[d] - now.heads[d]
            put(jobs, now, d, jobs.least[d])


@inner
def _turn(web: Net, there: There, state: Seats, step: Step) -> None:
    """Count who comes and goes, and what opens and shuts, from a period to the next."""
    new, old = step.period, step.before
    if new == old:
        return
    if old < 0 or there.since[new] != there.since[old]:
        for k in range(len(state.shut)):
            state.shut[k] = not there.open[new, k]
            if state.shut[k] and state.flow[k] > 0:
                give_back(web, state, k, state.flow[k])
    go_on(there.supply, there.caps, state, new, old)


@inner
def _lose(jobs: Jobs, state: Seats, now: Heads, keep_least: bool) -> None:
    """Take from duties who is wanting in their class, the last first, down to the least or none."""
    for n in range(len(state.wanting)):
        at = jobs.class_from[n + 1] - 1
        while state.wanting[n] > 0 and at >= jobs.class_from[n]:
            d = jobs.by_class[at]
            at -= 1
            people = min(state.wanting[n], now.heads[d] - (jobs.least[d] if keep_least else 0))
            if people > 0:
                state.wanting[n] -= people
                if jobs.duty_place[d] >= 0:
                    put(jobs, now, d, now.heads[d] - people)
                else:
                    change(now, d, now.heads[d] - people)


@inner
def _supported(jobs: Jobs, state: Seats, now: Heads, period: int) -> bool:
    """Ask for the support that those present need; whether there are beds for all.

    False also where support asks for more support without end; nobody is brought there.
    """
    fits = True
    for site in range(len(now.present)):
        fits &= bring(jobs, now, period, site, now.present[site], now.own[site])
        housed = now.present[site]
        for kind in range(len(jobs.share)):
            housed += now.spare[0, kind]
            more, d = now.spare[0, kind], jobs.support[site, kind]
            if more != brought(jobs, now, site, kind):
                state.wanting[jobs.duty_class[d]] += more - now.heads[d]
                change(now, d, more)
        fits &= jobs.beds[period, site] < 0 or housed <= jobs.beds[period, site]
    return fits


@apart
def _begin_anew(web: Net, jobs: Jobs, there: There, state: Seats, now: Heads, step: Step) -> None:
    """Seat just the least, from who served in the stretch before."""
    period = step.period
    for d in range(len(now.heads)):
        if jobs.duty_place[d] >= 0 and now.runs[jobs.duty_place[d]]:
            put(jobs, now, d, jobs.least[d])
    _supported(jobs, state, now, period)
    demand = np.zeros(len(state.wanting), np.int64)
    for d in range(len(now.heads)):
        demand[jobs.duty_class[d]] += now.heads[d]
    state.flow[:] = step.served
    settle(web, demand, there.supply[period], there.caps[period], state)
    if fill(web, state) > 0:
        _lose(jobs, state, now, True)
        _lose(jobs, state, now, False)
        now.lacking[0] = True
