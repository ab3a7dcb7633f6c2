"""Draws: what is settled once for a whole future, before its first week is played.

The rules are stated in `week`; here are rules 1, 2, 3, 6 and 8. Integers only, no allocation, so
that one source serves plain Python and compiled back ends. Words are drawn for all lanes of a
block at once; what is made of them is settled lane by lane.
"""

from __future__ import annotations

from cadre.simulator.columns import HALF, PLACE, WIDTH, settle, tell
from cadre.simulator.lanes import copy, fill, gather, narrow
from cadre.simulator.layout import NEVER, STATES, STRUCK, Odds, Tables
from cadre.simulator.presence import attend_first, settle_stay
from cadre.simulator.room import Scratch
from cadre.simulator.streams import (
    CONTINGENT,
    COURSE,
    GATE,
    PARTNER,
    PLEDGE,
    SHOCK,
    STANDBY,
    Cells,
    Rows,
    deal,
    drawn,
    scan,
    search,
)

SUSPENDED = STATES.index("CONSENT") - STRUCK
"""Cause of a suspended consent, as `Weather` counts; a withdrawn one's is the next."""
SHORT = 64
"""Entries of a table that are sooner gone through for all lanes than looked up in each."""


def from_table(odds: Odds, table: int, word: int) -> int:
    """The cell of a table that a word of 32 bits falls into."""
    return drawn(odds.cells, odds.at[table], odds.at[table + 1], word)


def open_tables(odds: Odds, table: int, after: Cells, places: Rows) -> None:
    """Where the table of each lane begins, and how long it is: so many `after` the one given."""
    for lane in range(len(after)):
        first = odds.at[table + after[lane]]
        places[0, lane] = first
        places[1, lane] = odds.at[table + after[lane] + 1] - first


def draw_all(tables: Tables, scratch: Scratch, table: int, words: Cells, found: Cells) -> None:
    """As `from_table`, for all lanes at once."""
    odds = tables.odds
    first, length = odds.at[table], odds.at[table + 1] - odds.at[table]
    fill(found, 0)
    if length <= SHORT:
        scan(odds.cells, (first, length), words, found)
    else:
        fill(scratch.sums[0], first)
        fill(scratch.sums[1], length)
        search(odds.cells, length, scratch.sums[0], scratch.sums[1], words, found)


def delay(first: int, most: int, weeks: Cells) -> None:
    """Count weeks of a delay from the first of its table, up to the horizon's; both are narrow."""
    for lane in range(len(weeks)):
        weeks[lane] = min(most, first + weeks[lane])


def name_of(names: Cells, thing: int) -> tuple[int, int]:
    """The two words that stand for a thing."""
    return names[thing, 0], names[thing, 1]


def talks_over(tables: Tables, scratch: Scratch, gate: int, lane: int) -> int:
    """The first day after the talks that end first of those that bring a gate; -NEVER for none."""
    talks, soonest = tables.talks, NEVER
    for cell in range(talks.by_at[gate], talks.by_at[gate + 1]):
        soonest = min(soonest, scratch.talk_end[talks.by[cell], lane])
    return -NEVER if talks.by_at[gate] == talks.by_at[gate + 1] else soonest


def last_need(tables: Tables, scratch: Scratch, gate: int, lane: int) -> int:
    """The day by which all that `gate` needs is there, gates and talks; NEVER if some isn't."""
    gates, days = tables.gates, scratch.gate_day
    day = -NEVER
    for cell in range(gates.all_at[gate], gates.all_at[gate + 1]):
        day = max(day, days[gates.all_of[cell], lane])
    first, last = gates.any_at[gate], gates.any_at[gate + 1]
    if first < last:
        soonest = NEVER
        for cell in range(first, last):
            soonest = min(soonest, days[gates.any_of[cell], lane])
        day = max(day, soonest)
    return max(day, talks_over(tables, scratch, gate, lane))


def next_meeting(tables: Tables, gate: int, day: int) -> int:
    """The first day from `day` on that will do for `gate`."""
    first, last = tables.gates.meetings_at[gate], tables.gates.meetings_at[gate + 1]
    if first == last:
        return day
    for cell in range(first, last):
        if tables.gates.meetings[cell] >= day:
            return tables.gates.meetings[cell]
    return NEVER


def draw_gates(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle on which day each gate opens."""
    gates, luck = tables.gates, scratch.luck
    for gate in range(len(gates.belief)):
        deal(luck, run, GATE, name_of(gates.name, gate), 0)
        for lane in range(len(luck[0])):
            day = NEVER
            if gates.first[gate] < NEVER and luck[0, lane] < gates.belief[gate]:
                day = gates.first[gate] + from_table(tables.odds, gates.table[gate], luck[1, lane])
                day = max(day, last_need(tables, scratch, gate, lane))
                day = next_meeting(tables, gate, day)
            scratch.gate_day[gate, lane] = day


def draw_partners(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle from which week on each partner is gone."""
    weather, luck, weeks = tables.weather, scratch.luck, tables.size[0]
    for partner in range(len(weather.leaves)):
        fill(scratch.departs[partner], 0)
        deal(luck, run, PARTNER, name_of(weather.partner, partner), 0)
        for lane in range(len(luck[0])):
            week = weeks
            if luck[0, lane] < weather.leaves[partner]:
                day = from_table(tables.odds, weather.day[partner], luck[1, lane])
                week = min(weeks, max(0, (weather.day_first[partner] + day) // 7))
            scratch.leaves[partner, lane] = week
            if week < weeks:
                scratch.departs[partner, week] = 1


def row_of(tables: Tables, shock: int) -> int:
    """The row of the site that a shock hits; the last row stands for everywhere."""
    only = tables.weather.site[shock]
    return only if only >= 0 else len(tables.places.ranked_at) - 1


def shut_site(
    tables: Tables, scratch: Scratch, why: tuple[int, int], span: tuple[int, int, int]
) -> None:
    """Stop what a shock hits.

    `why` is the shock and the cause; `span` is from which week to which, not included, in which
    lane.
    """
    (shock, cause), (begin, end, lane) = why, span
    first = row_of(tables, shock) * tables.size[0]
    for row in range(first + begin, first + end):
        scratch.shut[row, lane] = scratch.shut[row, lane] | (1 << cause)


def withdraw(tables: Tables, scratch: Scratch, shock: int, end: int, lane: int) -> int:
    """Withdraw a consent when its suspension worsened; answer the week in which all is over."""
    weather, weeks, luck = tables.weather, tables.size[0], scratch.luck
    if end >= weeks or luck[2, lane] >= weather.worse[shock]:
        return end
    back = weeks
    if luck[2, lane] >= weather.good[shock]:
        away = from_table(tables.odds, weather.back[shock], luck[3, lane])
        back = min(weeks, end + weather.back_first[shock] + away)
    shut_site(tables, scratch, (shock, SUSPENDED + 1), (end, back, lane))
    return back


def come(tables: Tables, scratch: Scratch, shock: int, lane: int) -> int:
    """Let a shock come once more, by the words drawn; answer the week in which it is over."""
    weather, weeks, luck = tables.weather, tables.size[0], scratch.luck
    if scratch.spare[1, lane] == 1:
        wait = from_table(tables.odds, weather.again_weeks[shock], luck[0, lane])
        wait += weather.again_first[shock]
    else:
        wait = from_table(tables.odds, weather.wait[shock], luck[0, lane])
    begin = scratch.spare[0, lane] + wait
    if begin >= weeks:
        return weeks
    scratch.spare[1, lane] = luck[3, lane] < weather.again[shock]
    length = from_table(tables.odds, weather.length[shock], luck[1, lane])
    end = min(weeks, begin + weather.first[shock] + length)
    if weather.cause[shock] == SUSPENDED:
        shut_site(tables, scratch, (shock, SUSPENDED), (begin, end, lane))
        return withdraw(tables, scratch, shock, end, lane)
    if luck[2, lane] < weather.good[shock]:
        end = weeks
    shut_site(tables, scratch, (shock, weather.cause[shock]), (begin, end, lane))
    return end


def draw_shocks(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle when each shock comes, and how long it stays: its weather in each future."""
    weather, weeks, over = tables.weather, tables.size[0], scratch.spare
    for row in range(len(scratch.shut)):
        fill(scratch.shut[row], 0)
    for shock in range(len(weather.cause)):
        fill(over[0], 0)
        fill(over[1], 0)
        occasion, going = 0, True
        while going:
            deal(scratch.luck, run, SHOCK, name_of(weather.name, shock), occasion)
            going = False
            for lane in range(len(over[0])):
                if over[0, lane] < weeks:
                    over[0, lane] = come(tables, scratch, shock, lane)
                    going = going or over[0, lane] < weeks
            occasion += 1


def is_kept(belief: int, words: Cells, kept: Cells) -> None:
    """Note the lanes in which a pledge is kept."""
    for lane in range(len(kept)):
        kept[lane] = words[lane] < belief


def send(total: int, strength: Cells, kept: Cells, sent: Cells, heads: Cells) -> None:
    """Send whole people, so that all of a pledge so far are its strength's thousandths."""
    for lane in range(len(heads)):
        so_far = (total * strength[lane] + 500) // 1000
        heads[lane] = so_far - sent[lane] if kept[lane] != 0 else 0
        sent[lane] = so_far


def keep(tables: Tables, scratch: Scratch, pledge: int) -> None:
    """Settle how many people a pledge sends, from when to when, by the words drawn."""
    people, width = tables.people, len(scratch.luck[0])
    strength, kept, sent = scratch.strength[0], scratch.strength[1], scratch.strength[2]
    is_kept(people.belief[pledge], scratch.luck[0], kept)
    fill(sent, 0)
    total = 0
    for at in range(people.at[pledge], people.at[pledge + 1]):
        source = tables.orders.source[at]
        if source == at:
            total += people.people[at]
            send(total, strength, kept, sent, scratch.heads[at])
            settle_stay(tables, scratch, pledge, at, (0, width))
        else:
            copy(scratch.heads[source], scratch.heads[at])
        attend_first(tables, scratch, at)


def draw_pledges(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle which pledges are kept, when their people come and how many they are."""
    people, luck, strength = tables.people, scratch.luck, scratch.strength[0]
    weeks = narrow(scratch, 2, tables.size[0])
    for pledge in range(len(people.belief)):
        late, lead = scratch.late[pledge], scratch.lead[pledge]
        deal(luck, run, CONTINGENT, name_of(people.sender, pledge), 0)
        draw_all(tables, scratch, people.strength[pledge], luck[0], strength)
        for lane in range(len(strength)):
            strength[lane] += people.strength_first[pledge]
        if people.lead[pledge] >= 0:
            deal(luck, run, STANDBY, name_of(people.name, pledge), 0)
            draw_all(tables, scratch, people.lead[pledge], luck[0], lead)
            delay(narrow(scratch, 1, min(weeks, people.lead_first[pledge])), weeks, lead)
        deal(luck, run, PLEDGE, name_of(people.name, pledge), 0)
        draw_all(tables, scratch, people.delay[pledge], luck[1], late)
        delay(narrow(scratch, 1, min(weeks, people.delay_first[pledge])), weeks, late)
        keep(tables, scratch, pledge)


def choose(group: int, share: Cells, told: Cells, lot: Cells) -> None:
    """Take what a group of 32 shares tells, in the lanes with a share of that group."""
    for lane in range(len(lot)):
        lot[lane] = lot[lane] ^ ((lot[lane] ^ told[lane]) & (0 - (share[lane] >> PLACE == group)))


def draw_lot(tables: Tables, scratch: Scratch, course: int, word: int, lot: Cells) -> None:
    """Settle how many of a cohort graduate, by a word drawn."""
    columns, share, words = tables.teaching.passed, scratch.share[course], scratch.luck[word]
    told, first = scratch.spare[0], tables.teaching.passed_at[course]
    for block in range(first, tables.teaching.passed_at[course + 1]):
        tell(columns, block, share, words, (0, HALF), told, scratch.flags[0])
        for place in range(gather(scratch)):
            lane = scratch.found[0, place]
            column = share[lane] & (WIDTH - 1)
            told[lane] = settle(columns, block, column, words[lane])
        choose(block - first, share, told, lot)


def draw_courses(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle what share of each course's trainees passes, and the luck of its cohorts."""
    teaching, luck = tables.teaching, scratch.luck
    for course in range(len(teaching.start)):
        name = name_of(teaching.name, course)
        deal(luck, run, COURSE, name, 0)
        draw_all(tables, scratch, teaching.share[course], luck[0], scratch.share[course])
        fill(scratch.grown[course], teaching.begun[course, 0])
        fill(scratch.rest[course], teaching.begun[course, 1])
        fill(scratch.idle[course], teaching.begun[course, 2])
        fill(scratch.ended[course], 0)
        fill(scratch.passed[course], 0)
        fill(scratch.served[course], 0)
        scratch.tolled[course] = -1
        first = teaching.lot_at[course]
        for block in range((teaching.lot_at[course + 1] - first) // 4):
            deal(luck, run, COURSE, name, 1 + block)
            for word in range(4):
                draw_lot(tables, scratch, course, word, scratch.lot[first + 4 * block + word])


RULES = (
    from_table,
    open_tables,
    draw_all,
    delay,
    name_of,
    talks_over,
    last_need,
    next_meeting,
    draw_gates,
    draw_partners,
    row_of,
    shut_site,
    withdraw,
    come,
    draw_shocks,
    is_kept,
    send,
    keep,
    draw_pledges,
    choose,
    draw_lot,
    draw_courses,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (delay, is_kept, send, choose)
"""Loops over lanes whose rows never overlap."""
