"""Fitting: what of the work at a site stops for want of support or beds (rule 10).

In lanes in which nothing at a site changed since the week before, the answer stays. In the
others, all of the work goes on where support and beds do for it; only what is left is settled
lane by lane.
"""

from __future__ import annotations

from cadre.simulator.lanes import copy, fill, gather, narrow
from cadre.simulator.layout import BEDS, CAUSES, ENABLER, MILLION, RUNS, Tables
from cadre.simulator.room import Scratch
from cadre.simulator.streams import Cells


def compare(ready: Cells, crew: Cells, before: Cells, stir: Cells, people: Cells) -> None:
    """Note the lanes in which a start isn't ready as it was; add its people where it is ready."""
    for lane in range(len(stir)):
        stir[lane] = stir[lane] | (ready[lane] ^ before[lane])
        before[lane] = ready[lane]
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


def give(ready: Cells, slot: Cells, own: Cells) -> None:
    """Add the people of a slot to a supply, where their work would run."""
    for lane in range(len(own)):
        own[lane] += slot[lane] & (0 - (ready[lane] >> CAUSES))


def fall_short(
    wanted: Cells, whole: Cells, own: Cells, rates: tuple[int, int], lacks: Cells
) -> None:
    """As `overrun`, by a supply itself; `rates` are millionths for each person and for all."""
    each, fixed = rates
    for lane in range(len(lacks)):
        spare = own[lane] * MILLION + MILLION // 1000 - fixed
        short = (whole[lane] > 0) & (whole[lane] * each > spare)
        lacks[lane] = lacks[lane] | (wanted[lane] & short)


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


def join(tables: Tables, scratch: Scratch, start: int, step: int, lane: int) -> int:
    """Have the work of a start count at its site (1), or not any more (-1): its heads by which."""
    starts = tables.starts
    for slot in range(starts.slot_at[start], starts.slot_at[start + 1]):
        if tables.people.slot_kind[slot] >= 0:
            scratch.own[tables.people.slot_kind[slot]] += step * scratch.slot[slot, lane]
    for cell in range(starts.kind_at[start], starts.kind_at[start + 1]):
        scratch.asking[starts.kinds[cell]] += step
    return step * scratch.crew[start, lane]


def present(tables: Tables, scratch: Scratch, site: int, lane: int) -> int:
    """Count the heads in work that would run at a site, and which kinds it wants and provides."""
    places, kinds, heads = tables.places, tables.size[2], 0
    for kind in range(kinds):
        scratch.own[kind] = scratch.supply[site * kinds + kind, lane]
        scratch.asking[kind] = 0
    for cell in range(places.ranked_at[site], places.ranked_at[site + 1]):
        if scratch.state[places.ranked[cell], lane] == RUNS:
            heads += join(tables, scratch, places.ranked[cell], 1, lane)
    return heads


def shortage(tables: Tables, scratch: Scratch, people: int) -> bool:
    """Whether a wanted kind is short for so many people."""
    places = tables.places
    for kind in range(tables.size[2]):
        if scratch.asking[kind] > 0:
            needed = places.per_person[kind] * people + places.fixed[kind]
            if people > 0 and needed > scratch.own[kind] * MILLION + MILLION // 1000:
                return True
    return False


def lack(tables: Tables, scratch: Scratch, heads: int, extra: int, beds: int) -> int:
    """What work with so many heads lacks: ENABLER, BEDS, or RUNS when nothing."""
    if shortage(tables, scratch, heads + extra):
        return ENABLER
    return BEDS if heads > 0 and heads + extra > beds else RUNS


def kept_shortest(tables: Tables, scratch: Scratch, site: int, lane: int) -> int:
    """Of the work that would run at a site the one kept shortest; some of it would."""
    places = tables.places
    cell = places.ranked_at[site + 1] - 1
    while scratch.state[places.ranked[cell], lane] != RUNS:
        cell -= 1
    return places.ranked[cell]


def fit_lane(tables: Tables, scratch: Scratch, site: int, week: int, lane: int) -> None:
    """Stop work at a site until support and beds do for the rest, in one lane."""
    places, extra, beds = tables.places, scratch.extra[site, lane], tables.places.beds[site, week]
    heads, last = present(tables, scratch, site, lane), -1
    cause = lack(tables, scratch, heads, extra, beds)
    while cause != RUNS:
        last = kept_shortest(tables, scratch, site, lane)
        scratch.state[last, lane] = cause
        heads += join(tables, scratch, last, -1, lane)
        cause = lack(tables, scratch, heads, extra, beds)
    for cell in range(places.ranked_at[site], places.ranked_at[site + 1]):
        start = places.ranked[cell]
        # What stopped last is the first of all to be looked at, and lacks what it has just lacked.
        if start != last and scratch.state[start, lane] in (ENABLER, BEDS):
            more = join(tables, scratch, start, 1, lane)
            scratch.state[start, lane] = lack(tables, scratch, heads + more, extra, beds)
            if scratch.state[start, lane] == RUNS:
                heads += more
            else:
                join(tables, scratch, start, -1, lane)


def run_short(tables: Tables, scratch: Scratch, row: int) -> None:
    """Note the lanes in which a kind is short at a site, as `fit` reckons; `row` is of supplies."""
    places, kind = tables.places, row % tables.size[2]
    wanted, lacks, whole = scratch.spare[1], scratch.spare[2], scratch.spare[3]
    fill(wanted, 0)
    for cell in range(places.wants_at[row], places.wants_at[row + 1]):
        want(scratch.ready[places.wants[cell]], wanted)
    first, last = places.gives_at[row], places.gives_at[row + 1]
    if first == last:
        overrun(wanted, whole, scratch.enough[row], lacks)
    else:
        own, rates = scratch.sums[0], (places.per_person[kind], places.fixed[kind])
        copy(scratch.supply[row], own)
        for cell in range(first, last):
            give(scratch.ready[places.gives_by[cell]], scratch.slot[places.gives[cell]], own)
        fall_short(wanted, whole, own, rates, lacks)


def fit(tables: Tables, scratch: Scratch, site: int, week: int) -> None:
    """Settle which of the work that is ready at a site runs."""
    places = tables.places
    stir, people, lacks, whole = (
        scratch.stir[site],
        scratch.spare[0],
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
        before = scratch.before[start]
        compare(scratch.ready[start], scratch.crew[start], before, stir, people)
    for cell in range(first, last):
        adopt(scratch.ready[places.ranked[cell]], stir, scratch.state[places.ranked[cell]])
    host(people, scratch.extra[site], whole)
    for kind in range(tables.size[2]):
        row = site * tables.size[2] + kind
        if places.wants_at[row] < places.wants_at[row + 1]:
            run_short(tables, scratch, row)
    if places.beds[site, week] < tables.size[3]:
        crowd(people, whole, narrow(scratch, 1, places.beds[site, week]), lacks)
    both(stir, lacks, scratch.flags[0])
    for place in range(gather(scratch)):
        fit_lane(tables, scratch, site, week, scratch.found[0, place])


RULES = (
    compare,
    want,
    host,
    overrun,
    give,
    fall_short,
    crowd,
    both,
    adopt,
    join,
    present,
    shortage,
    lack,
    kept_shortest,
    fit_lane,
    run_short,
    fit,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (compare, want, host, overrun, give, fall_short, crowd, both, adopt)
"""Loops over lanes whose rows never overlap."""
