"""Fitting: what of the work at a site stops for want of support or beds (rule 10).

In lanes in which nothing at a site changed since the week before, the answer stays. In the
others, all of the work goes on where support and beds do for it; only what is left is settled
lane by lane.
"""

from __future__ import annotations

from cadre.simulator.lanes import fill, gather, narrow
from cadre.simulator.layout import BEDS, CAUSES, ENABLER, MILLION, RUNS, Tables
from cadre.simulator.room import Scratch
from cadre.simulator.streams import Cells


def compare(ready: Cells, before: Cells, stir: Cells) -> None:
    """Note the lanes in which a start isn't ready as it was."""
    for lane in range(len(stir)):
        stir[lane] = stir[lane] | (ready[lane] ^ before[lane])
        before[lane] = ready[lane]


def add_ready(ready: Cells, crew: Cells, people: Cells) -> None:
    """Add the people of a start to those who would be there."""
    for lane in range(len(people)):
        people[lane] += crew[lane] & (0 - (ready[lane] >> CAUSES))


def want(ready: Cells, wanted: Cells) -> None:
    """Note the lanes in which a start would run."""
    for lane in range(len(wanted)):
        wanted[lane] = wanted[lane] | (ready[lane] >> CAUSES)


def host(people: Cells, extra: Cells, whole: Cells) -> None:
    """Add the people of brought support to those in posts."""
    for lane in range(len(whole)):
        whole[lane] = people[lane] + extra[lane]


def overrun(wanted: Cells, whole: Cells, enough: Cells, lacks: Cells) -> None:
    """Note the lanes in which more people would be there than a supply does for."""
    for lane in range(len(lacks)):
        lacks[lane] = lacks[lane] | (wanted[lane] & (whole[lane] > enough[lane]))


def crowd(people: Cells, whole: Cells, beds: int, lacks: Cells) -> None:
    """Note the lanes in which more people would be there than beds are; `beds` is narrow."""
    for lane in range(len(lacks)):
        lacks[lane] = lacks[lane] | ((people[lane] > 0) & (whole[lane] > beds))


def both(stir: Cells, lacks: Cells, flags: Cells) -> None:
    """Raise the flags of the lanes that lack something and changed; nothing is new any more."""
    for lane in range(len(lacks)):
        flags[lane] = (lacks[lane] != 0) & (stir[lane] != 0)
        stir[lane] = 0


def adopt(ready: Cells, stir: Cells, state: Cells) -> None:
    """Take up what is ready where something changed."""
    for lane in range(len(state)):
        state[lane] = state[lane] ^ ((state[lane] ^ ready[lane]) & (0 - (stir[lane] != 0)))


def present(tables: Tables, scratch: Scratch, site: int, lane: int) -> int:
    """Count the heads in work that would run at a site, and which kinds it wants and provides."""
    starts, places, kinds, heads = tables.starts, tables.places, tables.size[2], 0
    for kind in range(kinds):
        scratch.own[kind] = scratch.supply[site * kinds + kind, lane]
        scratch.short[kind] = 0
    for cell in range(places.ranked_at[site], places.ranked_at[site + 1]):
        start = places.ranked[cell]
        if scratch.state[start, lane] == RUNS:
            heads += scratch.crew[start, lane]
            for slot in range(starts.slot_at[start], starts.slot_at[start + 1]):
                if tables.people.slot_kind[slot] >= 0:
                    scratch.own[tables.people.slot_kind[slot]] += scratch.slot[slot, lane]
            for cell_of_kind in range(starts.kind_at[start], starts.kind_at[start + 1]):
                scratch.short[starts.kinds[cell_of_kind]] = 1
    return heads


def shortage(tables: Tables, scratch: Scratch, people: int) -> bool:
    """Whether a wanted kind is short for so many people."""
    places = tables.places
    for kind in range(tables.size[2]):
        if scratch.short[kind] == 1:
            needed = places.per_person[kind] * people + places.fixed[kind]
            if people > 0 and needed > scratch.own[kind] * MILLION + MILLION // 1000:
                return True
    return False


def lent_short(tables: Tables, scratch: Scratch, site: int, lane: int) -> tuple[int, bool]:
    """As `present` and `shortage`, for a site at which no post provides support."""
    places, kinds, heads, wanted = tables.places, tables.size[2], 0, 0
    for cell in range(places.ranked_at[site], places.ranked_at[site + 1]):
        start = places.ranked[cell]
        if scratch.state[start, lane] == RUNS:
            heads += scratch.crew[start, lane]
            wanted = wanted | places.mask[start]
    people, short = heads + scratch.extra[site, lane], False
    for kind in range(kinds):
        if (wanted >> kind) & 1 == 1:
            short = short or people > scratch.enough[site * kinds + kind, lane]
    return heads, short


def lack(tables: Tables, scratch: Scratch, site: int, week: int, lane: int) -> int:
    """What the work that would run at a site lacks: ENABLER, BEDS, or RUNS when nothing."""
    extra = scratch.extra[site, lane]
    if tables.places.provides[site] == 1:
        heads = present(tables, scratch, site, lane)
        short = shortage(tables, scratch, heads + extra)
    else:
        heads, short = lent_short(tables, scratch, site, lane)
    if short:
        return ENABLER
    return BEDS if heads > 0 and heads + extra > tables.places.beds[site, week] else RUNS


def stop_one(tables: Tables, scratch: Scratch, site: int, cause: int, lane: int) -> None:
    """Stop, at a site, the work kept shortest."""
    places = tables.places
    for back in range(places.ranked_at[site + 1] - places.ranked_at[site]):
        start = places.ranked[places.ranked_at[site + 1] - 1 - back]
        if scratch.state[start, lane] == RUNS:
            scratch.state[start, lane] = cause
            return


def fit_lane(tables: Tables, scratch: Scratch, site: int, week: int, lane: int) -> None:
    """Stop work at a site until support and beds do for the rest, in one lane."""
    places = tables.places
    cause = lack(tables, scratch, site, week, lane)
    while cause != RUNS:
        stop_one(tables, scratch, site, cause, lane)
        cause = lack(tables, scratch, site, week, lane)
    for cell in range(places.ranked_at[site], places.ranked_at[site + 1]):
        start = places.ranked[cell]
        if scratch.state[start, lane] in (ENABLER, BEDS):
            scratch.state[start, lane] = RUNS
            scratch.state[start, lane] = lack(tables, scratch, site, week, lane)


def fit(tables: Tables, scratch: Scratch, site: int, week: int) -> None:
    """Settle which of the work that is ready at a site runs."""
    places = tables.places
    stir, people, wanted, lacks, whole = (
        scratch.stir[site],
        scratch.spare[0],
        scratch.spare[1],
        scratch.spare[2],
        scratch.spare[3],
    )
    if week > 0 and places.beds[site, week] != places.beds[site, week - 1]:
        fill(stir, 1)
    fill(people, 0)
    fill(lacks, 0)
    first, last = places.ranked_at[site], places.ranked_at[site + 1]
    for cell in range(first, last):
        start = places.ranked[cell]
        compare(scratch.ready[start], scratch.before[start], stir)
        add_ready(scratch.ready[start], scratch.crew[start], people)
    for cell in range(first, last):
        adopt(scratch.ready[places.ranked[cell]], stir, scratch.state[places.ranked[cell]])
    host(people, scratch.extra[site], whole)
    for kind in range(tables.size[2]):
        row = site * tables.size[2] + kind
        fill(wanted, 0)
        for cell in range(places.wants_at[row], places.wants_at[row + 1]):
            want(scratch.ready[places.wants[cell]], wanted)
        overrun(wanted, whole, scratch.enough[row], lacks)
    if places.beds[site, week] < tables.size[3]:
        crowd(people, whole, narrow(scratch, 1, places.beds[site, week]), lacks)
    both(stir, lacks, scratch.flags[0])
    for place in range(gather(scratch)):
        fit_lane(tables, scratch, site, week, scratch.found[0, place])


RULES = (
    compare,
    add_ready,
    want,
    host,
    overrun,
    crowd,
    both,
    adopt,
    present,
    shortage,
    lent_short,
    lack,
    stop_one,
    fit_lane,
    fit,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (compare, add_ready, want, host, overrun, crowd, both, adopt)
"""Loops over lanes whose rows never overlap."""
