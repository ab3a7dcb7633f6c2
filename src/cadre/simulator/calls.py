"""Calls: which law holds when, and when work is called (rules 4 and 5 of `week`).

Which weeks law covers is kept as bits, 32 weeks to a word.
"""

from __future__ import annotations

from cadre.simulator.layout import NEVER, Tables
from cadre.simulator.room import Scratch
from cadre.simulator.streams import Cells

ALL = 0xFFFFFFFF


def cover_weeks(bits: Cells, first: int, end: int) -> None:
    """Set the bits of the weeks from `first` up to, not including, `end`."""
    week = first
    while week < end:
        word = week >> 5
        stop = min(end, (word + 1) << 5)
        mask = ((1 << (stop - week)) - 1) << (week & 31)
        bits[word] = bits[word] | mask
        week = stop


def lowest(bits: int) -> int:
    """The place of the lowest bit of a word that has one."""
    place = 0
    while (bits >> place) & 1 == 0:
        place += 1
    return place


def begins(tables: Tables, scratch: Scratch, piece: int, lane: int) -> int:
    """The day on which a piece of law begins to cover; NEVER if a gate stays shut."""
    law = tables.law
    day = law.start[piece]
    for cell in range(law.gate_at[piece], law.gate_at[piece + 1]):
        day = max(day, scratch.gate_day[law.gates[cell], lane])
    return day


def covered_to(tables: Tables, scratch: Scratch, row: int, day: int, lane: int) -> int:
    """The first day from `day` on that no piece of a row of law covers."""
    law = tables.law
    grew = True
    while grew:
        grew = False
        for piece in range(law.piece_at[row], law.piece_at[row + 1]):
            if day < law.end[piece] and begins(tables, scratch, piece, lane) <= day:
                day = law.end[piece]
                grew = True
    return day


def next_begin(tables: Tables, scratch: Scratch, row: int, week: int, lane: int) -> int:
    """The first week after `week` whose first day may be one that a piece begins to cover."""
    law, found = tables.law, tables.size[0]
    for piece in range(law.piece_at[row], law.piece_at[row + 1]):
        since = -(-begins(tables, scratch, piece, lane) // 7)
        if since > week:
            found = min(found, since)
    return found


def lay_row(tables: Tables, scratch: Scratch, row: int, lane: int) -> None:
    """Settle which weeks a row of law covers on all seven days."""
    weeks, week, bits = tables.size[0], 0, scratch.cover[row]
    for word in range(len(bits)):
        bits[word] = 0
    while week < weeks:
        end = min(weeks, covered_to(tables, scratch, row, 7 * week, lane) // 7)
        if end > week:
            cover_weeks(bits, week, end)
            week = end
        else:
            week = next_begin(tables, scratch, row, week, lane)


def lay_set(tables: Tables, scratch: Scratch, group: int, lane: int) -> None:
    """Settle in which weeks all rows of a set cover, and note where that changes."""
    law, words, carry = tables.law, (tables.size[0] + 31) >> 5, 0
    for word in range(words):
        bits = ALL
        for cell in range(law.row_at[group], law.row_at[group + 1]):
            bits = bits & scratch.cover[law.rows[cell], word]
        scratch.legal[group * words + word, lane] = bits
        turns = bits ^ (((bits << 1) & ALL) | carry)
        carry = bits >> 31
        while turns != 0:
            week = 32 * word + lowest(turns)
            if week < tables.size[0]:
                scratch.flips[group, week] = 1
            turns = turns & (turns - 1)


def moves(tables: Tables, group: int) -> int:
    """1 when a set of law differs between futures, else 0."""
    law, found = tables.law, 0
    for cell in range(law.row_at[group], law.row_at[group + 1]):
        found = found | law.moving[law.rows[cell]]
    return found


def lay_rows(tables: Tables, scratch: Scratch, moving: int, lane: int) -> None:
    """Settle the rows of law that differ between futures (`moving` 1), or don't (0)."""
    for row in range(tables.size[6]):
        if tables.law.moving[row] == moving:
            lay_row(tables, scratch, row, lane)


def lay_sets(tables: Tables, scratch: Scratch, moving: int, lane: int) -> None:
    """Settle the sets of law that differ between futures (`moving` 1), or don't (0)."""
    for group in range(tables.size[7]):
        if moves(tables, group) == moving:
            lay_set(tables, scratch, group, lane)


def lay_known(tables: Tables, scratch: Scratch) -> None:
    """Settle the law that is the same in every future, and where work is free to be called."""
    lay_rows(tables, scratch, 0, 0)
    for lane in range(len(scratch.luck[0])):
        lay_sets(tables, scratch, 0, lane)
    for start in range(len(tables.starts.week)):
        for word in range(len(scratch.free[start])):
            scratch.free[start, word] = 0
        for week in range(tables.size[0]):
            is_open = tables.places.open[tables.starts.site[start], week] == 1
            if is_open and tables.starts.halted[start, week] < 2:
                cover_weeks(scratch.free[start], week, week + 1)


def lay_law(tables: Tables, scratch: Scratch) -> None:
    """Settle the law that differs between futures."""
    for group in range(tables.size[7]):
        if moves(tables, group) == 1:
            for week in range(tables.size[0]):
                scratch.flips[group, week] = 0
    for lane in range(len(scratch.luck[0])):
        lay_rows(tables, scratch, 1, lane)
        lay_sets(tables, scratch, 1, lane)


def opening(tables: Tables, scratch: Scratch, start: int, lane: int) -> int:
    """The week from which gates and predecessors let a start be called."""
    starts, weeks = tables.starts, tables.size[0]
    week = max(0, scratch.planned[start, lane])
    for cell in range(starts.gate_at[start], starts.gate_at[start + 1]):
        day = scratch.gate_day[starts.gates[cell], lane]
        week = max(week, weeks if day >= NEVER else -(-day // 7) + starts.notice[start])
    for cell in range(starts.after_at[start], starts.after_at[start + 1]):
        before = starts.after[cell]
        row = before if before < 0 else scratch.row_of[before, lane]
        since = weeks if before < 0 else scratch.called[row, lane]
        if since < weeks and starts.over[cell] == 1:
            since = min(scratch.due_end[row, lane], scratch.halted[before, lane])
        week = max(week, weeks if since >= weeks else since + starts.lag[start])
    return min(week, weeks)


def called_in(tables: Tables, scratch: Scratch, start: int, span: tuple[int, int, int]) -> int:
    """The first week of a span (first, end, lane) in which law, site and pauses allow a call."""
    first, end, lane = span
    words, group, week = (tables.size[0] + 31) >> 5, tables.starts.law[start], first
    while week < end:
        word = week >> 5
        bits = scratch.free[start, word] & scratch.legal[group * words + word, lane]
        bits = bits & (ALL << (week & 31)) & ALL
        if bits != 0:
            week = 32 * word + lowest(bits)
            return week if week < end else tables.size[0]
        week = (word + 1) << 5
    return tables.size[0]


def call_starts(tables: Tables, scratch: Scratch) -> None:
    """Settle in which week each start is called, and how long it is due."""
    for place_in_order in range(len(tables.starts.order)):
        start = tables.starts.order[place_in_order]
        for lane in range(len(scratch.luck[0])):
            if tables.orders.own[start] == 1:
                call(tables, scratch, start, 0, lane)
            else:
                leave(tables, scratch, start, lane)
    for start in range(tables.size[8], len(tables.starts.week)):
        for lane in range(len(scratch.luck[0])):
            leave(tables, scratch, start, lane)


def limit_of(tables: Tables, scratch: Scratch, start: int, lane: int) -> int:
    """The first week in which a start can't be due any more, as long as it isn't called."""
    starts, limit = tables.starts, min(tables.size[0], tables.starts.cap[start])
    if starts.fixed[start] == 0:
        limit = min(limit, scratch.planned[start, lane] + starts.weeks[start])
    return max(0, limit)


def leave(tables: Tables, scratch: Scratch, start: int, lane: int) -> None:
    """Have a start that isn't in force neither called nor due in one lane."""
    weeks = tables.size[0]
    scratch.opens[start, lane] = weeks
    scratch.called[start, lane] = weeks
    scratch.since[start, lane] = weeks
    scratch.due_end[start, lane] = limit_of(tables, scratch, start, lane)
    scratch.missed[start, lane] = weeks


def call(tables: Tables, scratch: Scratch, start: int, first: int, lane: int) -> None:
    """Settle in which week from `first` on a start is called in one lane, and till when due."""
    starts, weeks = tables.starts, tables.size[0]
    opens, limit = opening(tables, scratch, start, lane), limit_of(tables, scratch, start, lane)
    end = min(limit, starts.latest[start] + 1)
    called = called_in(tables, scratch, start, (max(opens, first), end, lane))
    if starts.fixed[start] == 1 and called < weeks:
        limit = min(limit, called + starts.weeks[start])
    scratch.opens[start, lane] = opens
    scratch.called[start, lane] = called
    scratch.since[start, lane] = scratch.planned[start, lane]
    scratch.due_end[start, lane] = max(0, limit)
    late = starts.latest[start] + 1
    scratch.missed[start, lane] = min(weeks, max(0, late)) if called >= weeks else weeks


RULES = (
    cover_weeks,
    lowest,
    begins,
    covered_to,
    next_begin,
    lay_row,
    lay_set,
    moves,
    lay_rows,
    lay_sets,
    lay_known,
    lay_law,
    opening,
    called_in,
    limit_of,
    leave,
    call,
    call_starts,
)
"""Every rule in this module, each after those that it calls."""
