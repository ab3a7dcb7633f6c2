"""Heads: what may have to be filled, what is there, and how many serve where.

Duties are people of one trade in one work at one site, those of a place side by side, and after
all of them brought support, one duty for each kind at each site. Each duty belongs to a class of
the net of `core.flow`. What a duty has is a number of heads; who they are is settled by the flow
and laid out by `core.seating`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cadre.planner.core.compiled import apart, inner, melted
from cadre.planner.core.flow import Net
from cadre.planner.core.layout import Bools, Floats, Ints, Shorts

EIGHT = 8
"""Flags that are looked at in one go."""


class Jobs(NamedTuple):
    """What may have to be filled.

    Attributes:
        place_from: (places + 1,) where the duties of each place lie.
        place_site: (places,) where each place is.
        leaning: (places, kinds) whether its work needs a kind of support.
        turns: (duties of places,) these duties in the order in which they are filled.
        turn_class: (duties of places,) the class of each of `turns`; -1 for people who are support.
        turn_of: (duties,) the turn of each duty; -1 for brought support.
        duty_place: (duties,) the place of each duty; -1 for brought support.
        duty_class: (duties,) the class of each duty.
        class_from: (classes + 1,) where the duties of each class lie in `by_class`.
        by_class: (duties,) duties by class, within a class by number.
        provides: (duties,) the kind of support that its people are; -1 for none.
        least: (duties,) people without whom its work doesn't run; 0 for brought support.
        wish: (duties, levels) people wanted in it, level after level of need.
        support: (sites, kinds) the duty of brought support; -1 where none ever is.
        share: (kinds,) support needed for each person present.
        fixed: (kinds,) support needed for any.
        step: (kinds,) the support that is brought at once.
        lent: (periods, sites, kinds) people's worth lent; inf is without limit.
        beds: (periods, sites) beds; -1 where none are stated.
    """

    place_from: Shorts
    place_site: Ints
    leaning: Bools
    turns: Shorts
    turn_class: Shorts
    turn_of: Shorts
    duty_place: Shorts
    duty_class: Shorts
    class_from: Shorts
    by_class: Shorts
    provides: Shorts
    least: Shorts
    wish: Shorts
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
        since: (periods,) the first period from which on the same arcs are open.
        supply: (periods, groups) people there.
        caps: (periods, nations) the most people of each; -1 for no cap.
    """

    open: Bools
    since: Ints
    supply: Ints
    caps: Ints


class Heads(NamedTuple):
    """How many serve where, changed in place.

    Attributes:
        runs: (places,) how many runs each place is in; 0 when it doesn't run.
        heads: (duties,) people in each duty.
        present: (sites,) people in posts.
        own: (sites, kinds) those of them who are support.
        leans: (sites, kinds) places that run there and need a kind.
        full: (classes,) whether not one more can be found for a class, whoever moves.
        part: (classes,) classes of one part of the net have the same number.
        short: (levels * turns,) whether the duty whose turn it is has fewer than are wanted up to
            a level; level by level, turns rounded up to whole eights.
        eights: The same memory, eight flags as one number.
        changed: (duties,) the duties whose heads were changed, each once, in any order.
        is_changed: (duties,) whether a duty is among them.
        many: (1,) how many were changed.
        lacking: (1,) whether some duty that runs may have fewer than its least.
        spare: (3, kinds) room to work in.
        there: (kinds,) the same, for people's worth of support.
    """

    runs: Ints
    heads: Shorts
    present: Ints
    own: Ints
    leans: Ints
    full: Bools
    part: Ints
    short: NDArray[np.uint8]
    eights: NDArray[np.uint64]
    changed: Shorts
    is_changed: Bools
    many: Ints
    lacking: Bools
    spare: Ints
    there: Floats


@apart
def nobody(web: Net, jobs: Jobs) -> Heads:
    """Heads when nobody serves anywhere and nothing runs."""
    sites, kinds = jobs.support.shape
    duties, levels = jobs.wish.shape
    short = np.zeros(levels * _width(len(jobs.turns)), np.uint8)
    return Heads(
        np.zeros(len(jobs.place_site), np.int64),
        np.zeros(duties, np.int32),
        np.zeros(sites, np.int64),
        np.zeros((sites, kinds), np.int64),
        np.zeros((sites, kinds), np.int64),
        np.zeros(len(web.arcs_from) - 1, np.bool_),
        _parts(web),
        short,
        short.view(np.uint64),
        np.zeros(duties, np.int32),
        np.zeros(duties, np.bool_),
        np.zeros(1, np.int64),
        np.zeros(1, np.bool_),
        np.zeros((3, kinds), np.int64),
        np.zeros(kinds),
    )


@inner
def _width(turns: int) -> int:
    """Flags of a level."""
    return (turns + EIGHT - 1) // EIGHT * EIGHT


@apart
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


@inner
def _top(up: Ints, node: int) -> int:
    while up[node] != node:
        up[node] = up[up[node]]
        node = up[node]
    return node


@inner
def _join(up: Ints, one: int, other: int) -> None:
    up[_top(up, one)] = _top(up, other)


@melted
def put(jobs: Jobs, now: Heads, d: int, people: int) -> None:
    """Set the heads of a duty of a place that runs."""
    site, more = jobs.place_site[jobs.duty_place[d]], people - now.heads[d]
    now.present[site] += more
    if jobs.provides[d] >= 0:
        now.own[site, jobs.provides[d]] += more
    change(now, d, people)
    levels = jobs.wish.shape[1]
    width = len(now.short) // levels
    for level in range(levels):
        now.short[level * width + jobs.turn_of[d]] = people < jobs.wish[d, level]


@melted
def take_off(jobs: Jobs, now: Heads, d: int) -> None:
    """Leave nobody in a duty of a place that no longer runs."""
    put(jobs, now, d, 0)
    levels = jobs.wish.shape[1]
    width = len(now.short) // levels
    for level in range(levels):
        now.short[level * width + jobs.turn_of[d]] = 0


@melted
def brought(jobs: Jobs, now: Heads, site: int, kind: int) -> int:
    """The support of a kind that is brought to a site."""
    d = jobs.support[site, kind]
    return now.heads[d] if d >= 0 else 0


@melted
def change(now: Heads, d: int, people: int) -> None:
    """Set the heads of a duty, and remember that they changed."""
    now.heads[d] = people
    if not now.is_changed[d]:
        now.is_changed[d] = True
        now.changed[now.many[0]] = d
        now.many[0] += 1
