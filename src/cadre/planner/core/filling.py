"""Filling: people for posts and support, stretch by stretch of weeks, the most needed first.

Duties are people of one trade in one work at one site, those of a place side by side, and after
all of them brought support, one duty for each kind at each site. Each duty belongs to a class of
the net of `core.flow`. What a duty has is a number of heads; who they are is settled by the flow
and laid out by `core.seating`.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np

from cadre.planner.core.compiled import compiled, lean
from cadre.planner.core.flow import Net, Seats, fill, leave_class, raise_class, settle
from cadre.planner.core.layout import Bools, Floats, Ints

MOST = 1_000_000
"""People beyond whom a force is refused."""
NEAR = 1e-9
"""What rounding of binary fractions may hide."""


class Jobs(NamedTuple):
    """What may have to be filled.

    Attributes:
        place_from: (places + 1,) where the duties of each place lie.
        place_site: (places,) where each place is.
        leaning: (places, kinds) whether its work needs a kind of support.
        order: (places,) the places in the order in which they are filled.
        duty_place: (duties,) the place of each duty; -1 for brought support.
        duty_class: (duties,) the class of each duty.
        provides: (duties,) the kind of support that its people are; -1 for none.
        least: (duties,) people without whom its work doesn't run; 0 for brought support.
        wish: (levels, duties) people wanted in it, level after level of need.
        support: (sites, kinds) the duty of brought support; -1 where none ever is.
        share: (kinds,) support needed for each person present.
        fixed: (kinds,) support needed for any.
        step: (kinds,) the support that is brought at once.
        lent: (periods, sites, kinds) people's worth lent; inf is without limit.
        beds: (periods, sites) beds; -1 where none are stated.
    """

    place_from: Ints
    place_site: Ints
    leaning: Bools
    order: Ints
    duty_place: Ints
    duty_class: Ints
    provides: Ints
    least: Ints
    wish: Ints
    support: Ints
    share: Floats
    fixed: Floats
    step: Ints
    lent: Floats
    beds: Ints


class There(NamedTuple):
    """What is there in each period.

    Attributes:
        open: (periods, arcs) whether an arc may be taken.
        supply: (periods, groups) people there.
        caps: (periods, nations) the most people of each; -1 for no cap.
    """

    open: Bools
    supply: Ints
    caps: Ints


class Heads(NamedTuple):
    """How many serve where, changed in place.

    Attributes:
        runs: (places,) whether a place runs.
        heads: (duties,) people in each duty.
        present: (sites,) people in posts.
        own: (sites, kinds) those of them who are support.
        leans: (sites, kinds) whether work there needs a kind.
        brought: (sites, kinds) support brought.
        full: (classes,) whether not one more can be found for a class, whoever moves.
        part: (classes,) classes of one part of the net have the same number.
        spare: (3, kinds) room to work in.
    """

    runs: Bools
    heads: Ints
    present: Ints
    own: Ints
    leans: Bools
    brought: Ints
    full: Bools
    part: Ints
    spare: Ints


@compiled
def nobody(web: Net, jobs: Jobs) -> Heads:
    """Heads when nobody serves anywhere."""
    sites, kinds = jobs.support.shape
    classes = len(web.arcs_from) - 1
    return Heads(
        np.zeros(len(jobs.place_site), np.bool_),
        np.zeros(len(jobs.duty_class), np.int64),
        np.zeros(sites, np.int64),
        np.zeros((sites, kinds), np.int64),
        np.zeros((sites, kinds), np.bool_),
        np.zeros((sites, kinds), np.int64),
        np.zeros(classes, np.bool_),
        _parts(web),
        np.zeros((3, kinds), np.int64),
    )


@compiled
def _parts(web: Net) -> Ints:
    """(classes,) parts of the net that nobody can be moved between."""
    classes, groups = len(web.arcs_from) - 1, len(web.nation)
    up = np.arange(classes + groups + len(web.groups_from) - 1)
    for k in range(len(web.group)):
        _join(up, web.owner[k], classes + web.group[k])
    for g in range(groups):
        if web.nation[g] >= 0:
            _join(up, classes + g, classes + groups + web.nation[g])
    found = np.zeros(classes, np.int64)
    for n in range(classes):
        found[n] = _top(up, n)
    return found


@lean
def _top(up: Ints, node: int) -> int:
    while up[node] != node:
        up[node] = up[up[node]]
        node = up[node]
    return node


@lean
def _join(up: Ints, one: int, other: int) -> None:
    up[_top(up, one)] = _top(up, other)


@compiled
def fill_stretch(web: Net, jobs: Jobs, there: There, state: Seats, now: Heads, period: int) -> None:
    """Fill what runs by `now.runs` in one stretch of weeks, from who served in the one before.

    All who served stay where the rest can be seated around them; else as many as the least needs.
    Then posts are filled up, level after level. What runs must be staffable; if it isn't, the
    last duties go short.
    """
    for k in range(len(state.shut)):
        state.shut[k] = not there.open[period, k]
    for place in range(len(now.runs)):
        if not now.runs[place]:
            now.heads[jobs.place_from[place] : jobs.place_from[place + 1]] = 0
    before = state.flow.copy()
    _settle(web, jobs, there, state, now, period)
    _lose(jobs, state, now)
    _at_least(jobs, now)
    if not (_supported(jobs, now, period) and _seated(web, jobs, there, state, now, period)):
        state.flow[:] = before
        now.heads[:] = 0
        _at_least(jobs, now)
        _supported(jobs, now, period)
        if not _seated(web, jobs, there, state, now, period):
            _lose(jobs, state, now)
    now.full[:] = False
    _fill_up(web, jobs, state, now, period)


@lean
def _at_least(jobs: Jobs, now: Heads) -> None:
    """Raise the heads of all duties of what runs to their least; nobody is brought."""
    for d in range(len(now.heads)):
        place = jobs.duty_place[d]
        now.heads[d] = max(now.heads[d], jobs.least[d]) if place >= 0 and now.runs[place] else 0


@compiled
def _settle(web: Net, jobs: Jobs, there: There, state: Seats, now: Heads, period: int) -> None:
    """Settle the flow for the heads there are."""
    demand = np.zeros(len(state.wanting), np.int64)
    for d in range(len(now.heads)):
        demand[jobs.duty_class[d]] += now.heads[d]
    settle(web, demand, there.supply[period], there.caps[period], state)


@compiled
def _seated(web: Net, jobs: Jobs, there: There, state: Seats, now: Heads, period: int) -> bool:
    """Seat the heads there are; whether all could be."""
    _settle(web, jobs, there, state, now, period)
    return fill(web, state) == 0


@lean
def _lose(jobs: Jobs, state: Seats, now: Heads) -> None:
    """Take from duties who is wanting in their class: what is beyond the least first, then all."""
    for low in range(2):
        for d in range(len(now.heads) - 1, -1, -1):
            n = jobs.duty_class[d]
            keep = jobs.least[d] if low == 0 else 0
            people = min(state.wanting[n], now.heads[d] - keep)
            if people > 0:
                now.heads[d] -= people
                state.wanting[n] -= people


@lean
def _supported(jobs: Jobs, now: Heads, period: int) -> bool:  # noqa: C901 - two sums side by side
    """Count who is present, and bring the support that they need; whether there are beds for all.

    False also where support asks for more support without end; nobody is brought there.
    """
    now.present[:] = 0
    now.own[:] = 0
    now.leans[:] = False
    for place in range(len(now.runs)):
        if not now.runs[place]:
            continue
        site = jobs.place_site[place]
        for kind in range(len(jobs.share)):
            now.leans[site, kind] |= jobs.leaning[place, kind]
        for d in range(jobs.place_from[place], jobs.place_from[place + 1]):
            now.present[site] += now.heads[d]
            if jobs.provides[d] >= 0:
                now.own[site, jobs.provides[d]] += now.heads[d]
    fits = True
    for site in range(len(now.present)):
        fits &= bring(jobs, now, period, site, now.present[site], now.own[site])
        housed = now.present[site]
        for kind in range(len(jobs.share)):
            more = now.spare[0, kind]
            now.brought[site, kind] = more
            housed += more
            if jobs.support[site, kind] >= 0:
                now.heads[jobs.support[site, kind]] = more
        fits &= jobs.beds[period, site] < 0 or housed <= jobs.beds[period, site]
    return fits


@lean
def bring(jobs: Jobs, now: Heads, period: int, site: int, present: int, own: Ints) -> bool:
    """Into `now.spare[0]`, the support that must be brought to a site; False when it never ends.

    The least fixed point of section 3 of the mission model, by rounds from nothing brought.
    """
    found = now.spare[0]
    found[:] = 0
    changed = present > 0
    while changed:
        changed = False
        total, shares = present, 0.0
        for kind in range(len(found)):
            total += found[kind]
            shares += jobs.share[kind] if found[kind] else 0.0
        if total > MOST or shares >= 1:
            found[:] = 0
            return False
        for kind in range(len(found)):
            if not now.leans[site, kind]:
                continue
            needed = jobs.share[kind] * total + jobs.fixed[kind]
            short = needed - (jobs.lent[period, site, kind] + own[kind])
            if short > NEAR:
                more = ceil(short / jobs.step[kind] - NEAR) * jobs.step[kind]
                if more > found[kind]:
                    found[kind] = more
                    changed = True
    return True


@lean
def _fill_up(web: Net, jobs: Jobs, state: Seats, now: Heads, period: int) -> None:
    """Raise duties to what is wanted, level after level, as far as people, support, beds go."""
    for level in range(len(jobs.wish)):
        for at in range(len(jobs.order)):
            place = jobs.order[at]
            if not now.runs[place]:
                continue
            for d in range(jobs.place_from[place], jobs.place_from[place + 1]):
                if jobs.wish[level, d] > now.heads[d]:
                    _raise_most(web, jobs, state, now, period, d, jobs.wish[level, d])


@lean
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


@lean
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
        fewer |= more[kind] < now.brought[site, kind]
    if jobs.beds[period, site] >= 0 and housed > jobs.beds[period, site]:
        return False
    if not fewer:
        if now.full[n]:
            return False
        for kind in range(len(more)):
            grows = more[kind] > now.brought[site, kind]
            if grows and now.full[jobs.duty_class[jobs.support[site, kind]]]:
                return False
    if not _moved(web, jobs, state, now, (site, n, people)):
        return False
    if fewer:
        now.full[:] = False
    now.heads[duty] += people
    now.present[site] = present
    for kind in range(len(more)):
        now.own[site, kind] = own[kind]
        now.brought[site, kind] = more[kind]
        if jobs.support[site, kind] >= 0:
            now.heads[jobs.support[site, kind]] = more[kind]
    return True


@lean
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
        change = more[kind] - now.brought[site, kind]
        if change < 0:
            fewer = True
            sent[kind] = change
            _shift(web, state, jobs.duty_class[jobs.support[site, kind]], change)
    done = _shift(web, state, n, people)
    if done == 0 and not fewer:
        now.full[n] = True
    fits = done == people
    for kind in range(len(more)):
        change = more[kind] - now.brought[site, kind]
        if fits and change > 0:
            own = jobs.duty_class[jobs.support[site, kind]]
            sent[kind] = _shift(web, state, own, change)
            fits = sent[kind] == change
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


@lean
def _shift(web: Net, state: Seats, n: int, change: int) -> int:
    """Send people to a class, or call them back when `change` is negative; how many were."""
    if change == 0:
        return 0
    state.wanting[n] += change
    if change < 0:
        leave_class(web, state, n, False)
        # Who could be come to from nowhere may be free now.
        for at in range(len(state.lost)):
            state.lost[at] = False
        return change
    missing = raise_class(web, state, n)
    state.wanting[n] = 0
    return change - missing
