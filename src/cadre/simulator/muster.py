"""Muster: who is there in a week, and what is lent where (rules 7 and 10)."""

from __future__ import annotations

from cadre.simulator.lanes import add, any_bit, copy, fill, flag, gather, narrow, total
from cadre.simulator.layout import MILLION, STATES, STRUCK, Tables, Tally
from cadre.simulator.room import Scratch
from cadre.simulator.streams import Cells, add_to

HOME = STATES.index("WITHDRAWN") - STRUCK
"""Bit of `shut` by which people are sent home."""


def unfold(bits: Cells, week: int, holds: Cells) -> None:
    """Read from each lane's bits whether law covers a week."""
    for lane in range(len(holds)):
        holds[lane] = (bits[lane] >> (week & 31)) & 1


def rule_of_law(tables: Tables, scratch: Scratch, week: int) -> None:
    """Settle which sets of law cover a week, where that changes."""
    words = (tables.size[0] + 31) >> 5
    for group in range(tables.size[7]):
        if scratch.flips[group, week] == 1:
            unfold(scratch.legal[group * words + (week >> 5)], week, scratch.holds[group])


def still_there(leaves: Cells, week: int, lends: Cells) -> None:
    """Note in which lanes a partner hasn't left."""
    for lane in range(len(lends)):
        lends[lane] = lends[lane] | (week < leaves[lane])


def bar(always: int, bars: Cells, relief: Cells, free: Cells) -> None:
    """Take away the lanes in which a tie bars people, and nobody relieves it."""
    for lane in range(len(free)):
        free[lane] = free[lane] & (1 - ((always | bars[lane]) & (1 - relief[lane])))


def untied(tables: Tables, scratch: Scratch, at: int, week: int) -> None:
    """Take away the lanes in which a caveat that hangs on lent support bars assignment `at`."""
    own, now, rows = tables.ties, scratch.clock[0], scratch.spare
    for tie in range(own.at[at], own.at[at + 1]):
        if own.since[tie] <= week < own.until[tie]:
            fill(rows[1], 0)
            fill(rows[2], 0)
            for cell in range(own.bar_at[tie], own.bar_at[tie + 1]):
                still_there(scratch.leaves[own.bar[cell]], now, rows[1])
            for cell in range(own.relief_at[tie], own.relief_at[tie + 1]):
                still_there(scratch.leaves[own.relief[cell]], now, rows[2])
            bar(own.always[tie], rows[1], rows[2], rows[0])


def attend(  # noqa: PLR0913, PLR0917 - rows that don't overlap come each by itself
    week: int,
    begin: Cells,
    end: Cells,
    heads: Cells,
    there: Cells,
    stir: Cells,
    more: Cells,
) -> None:
    """Turn lanes in which people may be there into how many more are, and note it at their site."""
    for lane in range(len(more)):
        here = (more[lane] != 0) & (begin[lane] <= week) & (week < end[lane])
        now = heads[lane] & (0 - here)
        change = now - there[lane]
        there[lane] = now
        more[lane] = change
        stir[lane] = stir[lane] | change


def send_home(shut: Cells, home: Cells) -> None:
    """Note the lanes in which people are sent home from all sites."""
    for lane in range(len(home)):
        home[lane] = (shut[lane] >> HOME) & 1


def send_others(shut: Cells, everywhere: Cells, home: Cells) -> None:
    """Note the lanes in which people are sent home from a site, but not from all."""
    for lane in range(len(home)):
        home[lane] = ((shut[lane] & ~everywhere[lane]) >> HOME) & 1


def go(home: Cells, guests: Cells, nation: Cells, everybody: Cells) -> None:
    """Take away people of a nation where they were sent home."""
    for lane in range(len(nation)):
        away = guests[lane] if home[lane] != 0 else 0
        nation[lane] -= away
        everybody[lane] -= away


def enlist(more: Cells, some: Cells, every: Cells) -> None:
    """Add to some people, and to all of whom they are a part."""
    for lane in range(len(more)):
        some[lane] += more[lane]
        every[lane] += more[lane]


def fit_in(more: Cells, asked: int, slot: Cells, fitted: Cells, crew: Cells) -> None:
    """Add to the heads in a slot, to those of them who are asked for, and to a start's."""
    for lane in range(len(slot)):
        had = min(asked, slot[lane])
        slot[lane] += more[lane]
        has = min(asked, slot[lane])
        fitted[lane] += has - had
        crew[lane] += more[lane]


def move(tables: Tables, scratch: Scratch, at: int, week: int, law: int) -> None:
    """Count anew who is there of assignment `at`."""
    people, more = tables.people, scratch.spare[0]
    site, last = people.site[at], len(scratch.roster) - 1
    if law < 0:
        fill(more, 1)
    else:
        copy(scratch.holds[law], more)
    untied(tables, scratch, at, week)
    attend(
        scratch.clock[0],
        scratch.begin[at],
        scratch.end[at],
        scratch.heads[at],
        scratch.there[at],
        scratch.stir[site],
        more,
    )
    enlist(more, scratch.roster[people.nation[at]], scratch.roster[last])
    if people.slot[at] >= 0:
        slot, start = people.slot[at], people.start[at]
        if tables.starts.hosted[start] == 1:
            nation = people.nation[at]
            enlist(more, scratch.guests[site * last + nation], scratch.hosted[nation])
        asked = narrow(scratch, 1, min(tables.asked.slot[slot], tables.size[3]))
        fit_in(more, asked, scratch.slot[slot], scratch.fitted[start], scratch.crew[start])
    else:
        row = site * tables.size[2] + people.kind[at]
        add(more, scratch.extra[site])
        add(more, scratch.supply[row])
        flag(more, scratch.flags[0])
        for found in range(gather(scratch)):
            suffice(tables, scratch, row, scratch.found[0, found])


def turns(tables: Tables, scratch: Scratch, at: int, week: int) -> bool:
    """Whether a tie of assignment `at` may begin or cease to bar in a week."""
    own = tables.ties
    for tie in range(own.at[at], own.at[at + 1]):
        if week in (own.since[tie], own.until[tie]):
            return True
        for cell in range(own.bar_at[tie], own.bar_at[tie + 1]):
            if scratch.departs[own.bar[cell], week] == 1:
                return True
        for cell in range(own.relief_at[tie], own.relief_at[tie + 1]):
            if scratch.departs[own.relief[cell], week] == 1:
                return True
    return False


def muster(tables: Tables, scratch: Scratch, tally: Tally, week: int) -> None:
    """Count who is there in a week, where somebody may have come or gone."""
    people, tied, stirs = tables.people, tables.ties.at, scratch.stirs[week]
    for pledge in range(len(people.belief)):
        law = people.law[pledge]
        turned = law >= 0 and scratch.flips[law, week] == 1
        for at in range(people.at[pledge], people.at[pledge + 1]):
            moves = turned or stirs[at] == 1
            if moves or (tied[at] < tied[at + 1] and turns(tables, scratch, at, week)):
                move(tables, scratch, at, week, law)
    stay(tables, scratch, week)
    for nation in range(len(tally.nation)):
        add_to(tally.nation, (nation, week), total(scratch.nation[nation]))


def stay(tables: Tables, scratch: Scratch, week: int) -> None:
    """Count who is there, less those who went home because consent is withdrawn."""
    weeks, last, sites = tables.size[0], len(scratch.roster) - 1, len(scratch.stir)
    people, home, everybody = tables.people, scratch.spare[0], scratch.nation[last]
    for nation in range(last + 1):
        copy(scratch.roster[nation], scratch.nation[nation])
    everywhere = scratch.shut[sites * weeks + week]
    if tables.weather.home[sites] == 1:
        send_home(everywhere, home)
        for nation in range(last):
            go(home, scratch.hosted[nation], scratch.nation[nation], everybody)
    for site in range(sites):
        if tables.weather.home[site] == 1:
            send_others(scratch.shut[site * weeks + week], everywhere, home)
            if any_bit(home) != 0:
                for cell in range(people.guest_at[site], people.guest_at[site + 1]):
                    nation = people.guests[cell]
                    guests = scratch.guests[site * last + nation]
                    go(home, guests, scratch.nation[nation], everybody)


def suffice(tables: Tables, scratch: Scratch, row: int, lane: int) -> None:
    """Settle for how many people at most a supply does."""
    places, kind = tables.places, row % tables.size[2]
    spare = scratch.supply[row, lane] * MILLION + MILLION // 1000 - places.fixed[kind]
    most = tables.size[3]
    if spare < 0:
        scratch.enough[row, lane] = 0
    elif places.per_person[kind] == 0:
        scratch.enough[row, lane] = most
    else:
        scratch.enough[row, lane] = min(most, spare // places.per_person[kind])


def lend(tables: Tables, scratch: Scratch, week: int) -> None:
    """Take up what is lent from a week on, and let go what no longer is."""
    places = tables.places
    for site in range(len(places.lent_at) - 1):
        for loan in range(places.lent_at[site], places.lent_at[site + 1]):
            partner = places.lent_by[loan]
            if places.lent_from[loan] <= week <= places.lent_to[loan]:
                opens = week == max(0, places.lent_from[loan])
                if opens or week == places.lent_to[loan] or scratch.departs[partner, week] == 1:
                    reckon(tables, scratch, (site, loan), week)


def lending(week: int, came: int, lasts: int, leaves: Cells, turned: Cells) -> None:
    """Note the lanes in which a loan begins or ends."""
    for lane in range(len(leaves)):
        before = came & (week <= leaves[lane])
        now = lasts & (week < leaves[lane])
        turned[lane] = before ^ now


def reckon(tables: Tables, scratch: Scratch, at: tuple[int, int], week: int) -> None:
    """Count anew, in each lane, what a loan gives: `at` is its site and the loan."""
    places, (site, loan) = tables.places, at
    row = site * tables.size[2] + places.lent_kind[loan]
    people, leaves = places.lent_people[loan], places.lent_by[loan]
    came = narrow(scratch, 1, places.lent_from[loan] < week and week > 0)
    lasts = narrow(scratch, 2, week < places.lent_to[loan])
    lending(scratch.clock[0], came, lasts, scratch.leaves[leaves], scratch.flags[0])
    for place in range(gather(scratch)):
        lane = scratch.found[0, place]
        lends = lasts == 1 and week < scratch.leaves[leaves, lane]
        scratch.supply[row, lane] += people if lends else -people
        scratch.stir[site, lane] = 1
        suffice(tables, scratch, row, lane)


RULES = (
    unfold,
    rule_of_law,
    still_there,
    bar,
    untied,
    attend,
    send_home,
    send_others,
    go,
    enlist,
    fit_in,
    suffice,
    move,
    turns,
    stay,
    muster,
    lending,
    reckon,
    lend,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (
    unfold,
    still_there,
    bar,
    attend,
    send_home,
    send_others,
    go,
    enlist,
    fit_in,
    lending,
)
"""Loops over lanes whose rows never overlap."""
