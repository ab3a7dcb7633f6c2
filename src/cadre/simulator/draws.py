"""Draws: what is settled once for a whole future, before its first week is played.

The rules are stated in `week`; here is their first part. Integers only, no allocation, so that
one source serves plain Python and compiled back ends.
"""

from __future__ import annotations

from cadre.simulator.layout import COUNT, NEVER, SETTLE, Odds, Scratch, Tables
from cadre.simulator.streams import (
    CONTINGENT,
    COURSE,
    GATE,
    PARTNER,
    PLEDGE,
    SHOCK,
    Cells,
    drawn,
    philox,
    words,
)


def mark(change: Cells, week: int, bits: int) -> None:
    """Note that something changes in `week`; weeks outside the horizon don't matter."""
    if 0 <= week < len(change):
        change[week] = change[week] | bits


def from_table(odds: Odds, table: int, word: int) -> int:
    """The cell of a table that a word of 32 bits falls into."""
    return drawn(odds.cells, odds.at[table], odds.at[table + 1], word)


def last_need(tables: Tables, scratch: Scratch, gate: int) -> int:
    """The day on which the last of the gates that `gate` needs opens; NEVER if one doesn't."""
    gates, days = tables.gates, scratch.gate_day
    day = -NEVER
    for cell in range(gates.all_at[gate], gates.all_at[gate + 1]):
        day = max(day, days[gates.all_of[cell]])
    first, last = gates.any_at[gate], gates.any_at[gate + 1]
    if first < last:
        soonest = NEVER
        for cell in range(first, last):
            soonest = min(soonest, days[gates.any_of[cell]])
        day = max(day, soonest)
    return day


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
    gates = tables.gates
    for gate in range(len(gates.belief)):
        day = NEVER
        word = words(run, GATE, (gates.name[gate, 0], gates.name[gate, 1]), 0)
        if gates.first[gate] < NEVER and word[0] < gates.belief[gate]:
            day = gates.first[gate] + from_table(tables.odds, gates.table[gate], word[1])
            day = next_meeting(tables, gate, max(day, last_need(tables, scratch, gate)))
        scratch.gate_day[gate] = day


def draw_partners(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle from which week on each partner is gone."""
    weather = tables.weather
    for partner in range(len(weather.leaves)):
        week = NEVER
        if weather.leaves[partner] > 0:
            thing = (weather.partner[partner, 0], weather.partner[partner, 1])
            word = words(run, PARTNER, thing, 0)
            if word[0] < weather.leaves[partner]:
                day = from_table(tables.odds, weather.day[partner], word[1])
                week = (weather.day_first[partner] + day) // 7
                mark(scratch.change, max(week, 0), SETTLE | COUNT)
        scratch.leaves[partner] = week


def close_sites(tables: Tables, scratch: Scratch, shock: int, begin: int, end: int) -> None:
    """Stop the sites that a shock hits from week `begin` up to, not including, `end`."""
    bit, only = 1 << tables.weather.cause[shock], tables.weather.site[shock]
    for site in range(len(tables.places.ranked_at) - 1):
        if only in (-1, site):
            for week in range(begin, end):
                scratch.shut[site, week] = scratch.shut[site, week] | bit
    mark(scratch.change, begin, SETTLE)
    mark(scratch.change, end, SETTLE)


def draw_shocks(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle when each shock comes, and how long it stays: its weather in this future."""
    weather, weeks = tables.weather, tables.size[0]
    for shock in range(len(weather.cause)):
        thing = (weather.name[shock, 0], weather.name[shock, 1])
        week, occasion = 0, 0
        while week < weeks:
            word = words(run, SHOCK, thing, occasion)
            begin = week + from_table(tables.odds, weather.wait[shock], word[0])
            week = weeks
            if begin < weeks:
                if word[2] >= weather.good[shock]:
                    length = from_table(tables.odds, weather.length[shock], word[1])
                    week = min(weeks, begin + weather.first[shock] + length)
                close_sites(tables, scratch, shock, begin, week)
            occasion += 1


def covered_to(tables: Tables, scratch: Scratch, row: int, day: int) -> int:
    """The first day from `day` on that no piece of a row of law covers."""
    law = tables.law
    grew = True
    while grew:
        grew = False
        for piece in range(law.piece_at[row], law.piece_at[row + 1]):
            if law.start[piece] <= day < law.end[piece]:
                begun = True
                for cell in range(law.gate_at[piece], law.gate_at[piece + 1]):
                    begun = begun and scratch.gate_day[law.gates[cell]] <= day
                if begun:
                    day = law.end[piece]
                    grew = True
    return day


def lay_row(tables: Tables, scratch: Scratch, row: int) -> None:
    """Settle which weeks a row of law covers on all seven days."""
    weeks, week = tables.size[0], 0
    while week < weeks:
        reach = covered_to(tables, scratch, row, 7 * week)
        end = min(weeks, reach // 7)
        if end > week:
            for inside in range(week, end):
                scratch.row[row, inside] = 1
            week = end
        else:
            scratch.row[row, week] = 0
            week += 1


def lay_set(tables: Tables, scratch: Scratch, group: int, change: Cells) -> None:
    """Settle in which weeks all rows of a set cover, and note where that changes."""
    law, before = tables.law, -1
    for week in range(tables.size[0]):
        holds = 1
        for cell in range(law.row_at[group], law.row_at[group + 1]):
            holds = holds & scratch.row[law.rows[cell], week]
        scratch.legal[group, week] = holds
        if holds != before:
            mark(change, week, SETTLE | COUNT)
        before = holds


def moves(tables: Tables, group: int) -> bool:
    """Whether a set of law differs between futures."""
    law, found = tables.law, 0
    for cell in range(law.row_at[group], law.row_at[group + 1]):
        found = found | law.moving[law.rows[cell]]
    return found == 1


def lay_law(tables: Tables, scratch: Scratch, moving: int, change: Cells) -> None:
    """Settle the law: what is the same in every future (`moving` 0), or what isn't (1)."""
    for row in range(tables.size[6]):
        if tables.law.moving[row] == moving:
            lay_row(tables, scratch, row)
    for group in range(tables.size[7]):
        if moves(tables, group) == (moving == 1):
            lay_set(tables, scratch, group, change)


def opening(tables: Tables, scratch: Scratch, start: int) -> int:
    """The week from which gates and predecessors let a start be called; NEVER if they don't."""
    starts = tables.starts
    week = max(0, scratch.planned[start])
    for cell in range(starts.gate_at[start], starts.gate_at[start + 1]):
        day = scratch.gate_day[starts.gates[cell]]
        opens = NEVER if day >= NEVER else -(-day // 7) + starts.notice[start]
        week = max(week, opens)
    for cell in range(starts.after_at[start], starts.after_at[start + 1]):
        before = starts.after[cell]
        row = before if before < 0 else scratch.row_of[before]
        since = NEVER if before < 0 else scratch.called[row]
        if since < NEVER and starts.over[cell] == 1:
            since = min(scratch.due_end[row], max(since, scratch.halted[before]))
        week = max(week, NEVER if since >= NEVER else since + starts.lag[start])
    return min(week, NEVER)


def call_starts(tables: Tables, scratch: Scratch) -> None:
    """Settle in which week each start is called, and how long it is due."""
    for place in range(len(tables.starts.order)):
        call(tables, scratch, tables.starts.order[place], 0)


def call(tables: Tables, scratch: Scratch, work: int, since: int) -> None:
    """Settle in which week from `since` on a work is called where it stands, if it is in force."""
    starts, start = tables.starts, scratch.row_of[work]
    opens, called, limit = NEVER, NEVER, starts.cap[start]
    if starts.fixed[start] == 0:
        limit = min(limit, scratch.planned[start] + starts.weeks[start])
    if scratch.halted[work] >= NEVER:
        opens = opening(tables, scratch, start)
        for week in range(max(opens, since), min(limit, starts.latest[start] + 1)):
            site = starts.site[start]
            free = tables.places.open[site, week] == 1 and starts.halted[start, week] < 2
            if scratch.legal[starts.law[start], week] == 1 and free:
                called = week
                break
    if starts.fixed[start] == 1 and called < NEVER:
        limit = min(limit, called + starts.weeks[start])
    scratch.opens[start] = opens
    scratch.called[start] = called
    scratch.due_end[start] = limit
    mark(scratch.change, opens, SETTLE)
    mark(scratch.change, starts.latest[start] + 1, SETTLE)
    mark(scratch.change, called, SETTLE)
    mark(scratch.change, limit, SETTLE)


def stands(tables: Tables, scratch: Scratch, start: int) -> bool:
    """Whether a row of `Starts` is the one in which its work stands, and in force."""
    work = tables.orders.work[start]
    return scratch.row_of[work] == start and scratch.halted[work] >= NEVER


def late_by(tables: Tables, scratch: Scratch, start: int) -> int:
    """By how many weeks a start of fixed length runs behind its plan; 0 for all others."""
    if tables.starts.fixed[start] == 0 or scratch.called[start] >= NEVER:
        return 0
    return max(0, scratch.called[start] - scratch.planned[start])


def place(tables: Tables, scratch: Scratch, at: int, arrival: int) -> None:
    """Settle from when to when the plan's people of assignment `at` are there, in force."""
    people, start = tables.people, tables.people.start[at]
    if start >= 0:
        start = scratch.row_of[start]
        called, late = scratch.called[start], late_by(tables, scratch, start)
    else:
        called, late = NEVER, 0
        site = people.site[at]
        for cell in range(tables.places.ranked_at[site], tables.places.ranked_at[site + 1]):
            one = tables.places.ranked[cell]
            if stands(tables, scratch, one):
                called = min(called, scratch.called[one])
                late = max(late, late_by(tables, scratch, one))
    begin = people.week[at] if start < 0 else people.week[at] + late
    scratch.stay[at, 0] = max(begin, called, arrival)
    scratch.stay[at, 1] = min(people.end[at] + late, people.reach[at])


def place_called(tables: Tables, scratch: Scratch, at: int, late: int) -> None:
    """Settle from when to when people are there whom an order calls up."""
    people, start = tables.people, tables.people.start[at]
    ordered = scratch.promise[tables.orders.called[at]]
    begin, end = NEVER, people.end[at]
    if ordered < NEVER:
        begin = max(people.week[at], ordered + tables.orders.notice[at] + late)
        if start >= 0:
            start = scratch.row_of[start]
            begin = max(begin, scratch.called[start])
            end = min(end, scratch.due_end[start])
    scratch.stay[at, 0] = begin
    scratch.stay[at, 1] = end


def settle_stay(tables: Tables, scratch: Scratch, pledge: int, at: int) -> None:
    """Settle from when to when the people of assignment `at` of a pledge are there, in force."""
    if tables.orders.called[at] >= 0:
        place_called(tables, scratch, at, scratch.late[pledge])
    else:
        place(tables, scratch, at, tables.people.promised[pledge] + scratch.late[pledge])


def attend(tables: Tables, scratch: Scratch, at: int) -> None:
    """Have the people of assignment `at` there for their stay, if their start is in force."""
    source, start = tables.orders.source[at], tables.people.start[at]
    begin, end = NEVER, NEVER
    if start < 0 or stands(tables, scratch, start):
        begin, end = scratch.stay[source, 0], scratch.stay[source, 1]
    scratch.begin[at], scratch.end[at] = begin, end
    mark(scratch.change, begin, SETTLE | COUNT)
    mark(scratch.change, end, SETTLE | COUNT)


def draw_pledges(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle which pledges are kept, when their people come and how many they are."""
    people, odds = tables.people, tables.odds
    for pledge in range(len(people.belief)):
        word = words(run, PLEDGE, (people.name[pledge, 0], people.name[pledge, 1]), 0)
        late = people.delay_first[pledge] + from_table(odds, people.delay[pledge], word[1])
        scratch.late[pledge] = late
        whole = words(run, CONTINGENT, (people.sender[pledge, 0], people.sender[pledge, 1]), 0)
        strength = from_table(odds, people.strength[pledge], whole[0])
        strength = strength + people.strength_first[pledge]
        kept, before = word[0] < people.belief[pledge], 0
        for at in range(people.at[pledge], people.at[pledge + 1]):
            source = tables.orders.source[at]
            if source == at:
                total = before + people.people[at]
                heads = (total * strength + 500) // 1000 - (before * strength + 500) // 1000
                scratch.heads[at] = heads if kept else 0
                settle_stay(tables, scratch, pledge, at)
                before = total
            scratch.heads[at] = scratch.heads[source]
            attend(tables, scratch, at)


def draw_courses(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle what share of each course's trainees passes in this future, and how it stands."""
    teaching = tables.teaching
    for course in range(len(teaching.start)):
        word = words(run, COURSE, (teaching.name[course, 0], teaching.name[course, 1]), 0)
        for cell in range(6):
            scratch.cohort[course, cell] = 0
        for cell in range(3):
            scratch.cohort[course, cell] = teaching.begun[course, cell]
        scratch.served[course] = 0
        scratch.cohort[course, 4] = from_table(tables.odds, teaching.share[course], word[0])


RULES = (
    philox,
    words,
    drawn,
    mark,
    from_table,
    last_need,
    next_meeting,
    draw_gates,
    draw_partners,
    close_sites,
    draw_shocks,
    covered_to,
    lay_row,
    lay_set,
    moves,
    lay_law,
    opening,
    call,
    call_starts,
    stands,
    late_by,
    place,
    place_called,
    settle_stay,
    attend,
    draw_pledges,
    draw_courses,
)
"""Every rule in this module, and those of `streams` that they call."""
