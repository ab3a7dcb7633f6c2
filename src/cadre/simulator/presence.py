"""Presence: when people come and go (rule 7 of `week`).

Lanes in which work stands alike are settled together, from one lane up to another: all of a block
before its first week; later, after an order, one.
"""

from __future__ import annotations

from cadre.simulator.lanes import add, copy, fill, narrow
from cadre.simulator.layout import Tables
from cadre.simulator.room import Scratch
from cadre.simulator.streams import Cells


def stands(tables: Tables, scratch: Scratch, start: int, lane: int) -> bool:
    """Whether a row of `Starts` is the one in which its work stands in one lane, and in force."""
    work = tables.orders.work[start]
    here = scratch.row_of[work, lane] == start
    return here and scratch.halted[work, lane] >= tables.size[0]


def near(tables: Tables, scratch: Scratch, place: int, week: int) -> int:
    """A week as narrow as lanes are; one more than a horizon off is as far off as any."""
    weeks = tables.size[0]
    return narrow(scratch, place, max(-weeks, min(weeks, week)))


def arrive(since: int, late: Cells, begin: Cells) -> None:
    """Have people come so many weeks after a week."""
    for lane in range(len(begin)):
        begin[lane] = since + late[lane]


def relieve(gone: Cells, late: Cells, lead: Cells, begin: Cells) -> None:
    """Have people come for a partner that is gone, when the longer of two delays is over."""
    for lane in range(len(begin)):
        begin[lane] = gone[lane] + max(late[lane], lead[lane])


def fall_behind(weeks: int, called: Cells, planned: Cells, behind: Cells) -> None:
    """Note by how many weeks at most a start of fixed length that is called runs behind."""
    for lane in range(len(behind)):
        late = called[lane] - planned[lane] if called[lane] < weeks else 0
        behind[lane] = max(behind[lane], late)


def sooner(called: Cells, soonest: Cells) -> None:
    """Keep the sooner of two weeks."""
    for lane in range(len(soonest)):
        soonest[lane] = min(soonest[lane], called[lane])


def come(planned: int, behind: Cells, soonest: Cells, begin: Cells) -> None:
    """Have people come not before their planned week, moved, nor before a call."""
    for lane in range(len(begin)):
        begin[lane] = max(begin[lane], planned + behind[lane], soonest[lane])


def leave_by(planned: int, reach: int, behind: Cells, end: Cells) -> None:
    """Have people leave at their planned end, moved as far as it may be."""
    for lane in range(len(end)):
        end[lane] = min(reach, planned + behind[lane])


def call_up(weeks: int, ordered: Cells, begin: Cells) -> None:
    """Have nobody come where no order was given."""
    for lane in range(len(begin)):
        begin[lane] = weeks if ordered[lane] >= weeks else begin[lane]


def within(weeks: int, row: Cells) -> None:
    """Keep weeks within the horizon."""
    for lane in range(len(row)):
        row[lane] = max(0, min(weeks, row[lane]))


def of_plan(tables: Tables, scratch: Scratch, at: int, lanes: tuple[int, int]) -> None:
    """Settle when the plan's people come and go, from their arrival in `stay_from`."""
    people, (first, last), weeks = tables.people, lanes, narrow(scratch, 1, tables.size[0])
    behind, still = scratch.spare[1, first:last], scratch.spare[2, first:last]
    soonest, start = scratch.spare[3, first:last], people.start[at]
    fill(behind, 0)
    fill(still, 0)
    fill(soonest, weeks)
    if start >= 0:
        row = scratch.row_of[start, first]
        called, planned = scratch.called[row, first:last], scratch.planned[row, first:last]
        copy(called, soonest)
        if tables.starts.fixed[row] == 1:
            fall_behind(weeks, called, planned, behind)
            copy(behind, still)
    else:
        site = people.site[at]
        for cell in range(tables.places.ranked_at[site], tables.places.ranked_at[site + 1]):
            row = tables.places.ranked[cell]
            if stands(tables, scratch, row, first):
                called, planned = scratch.called[row, first:last], scratch.planned[row, first:last]
                sooner(called, soonest)
                if tables.starts.fixed[row] == 1:
                    fall_behind(weeks, called, planned, behind)
    week = near(tables, scratch, 2, people.week[at])
    come(week, still, soonest, scratch.stay_from[at, first:last])
    end, reach = (
        near(tables, scratch, 2, people.end[at]),
        near(tables, scratch, 3, people.reach[at]),
    )
    leave_by(end, reach, behind, scratch.stay_to[at, first:last])


def of_call(tables: Tables, scratch: Scratch, at: int, lanes: tuple[int, int]) -> None:
    """Settle when people whom an order calls up come and go, from their arrival in `stay_from`."""
    people, orders, (first, last) = tables.people, tables.orders, lanes
    begin, end = scratch.stay_from[at, first:last], scratch.stay_to[at, first:last]
    soonest, still = scratch.spare[3, first:last], scratch.spare[2, first:last]
    fill(still, 0)
    fill(soonest, 0)
    fill(end, near(tables, scratch, 1, people.end[at]))
    if people.start[at] >= 0:
        row = scratch.row_of[people.start[at], first]
        copy(scratch.called[row, first:last], soonest)
        sooner(scratch.due_end[row, first:last], end)
    come(near(tables, scratch, 1, people.week[at]), still, soonest, begin)
    ordered = scratch.promise[orders.called[at], first:last]
    call_up(narrow(scratch, 1, tables.size[0]), ordered, begin)


def settle_stay(
    tables: Tables, scratch: Scratch, pledge: int, at: int, lanes: tuple[int, int]
) -> None:
    """Settle from when to when people of a pledge are there while in force."""
    people, orders, (first, last) = tables.people, tables.orders, lanes
    begin, end = scratch.stay_from[at, first:last], scratch.stay_to[at, first:last]
    late, partner = scratch.late[pledge, first:last], people.partner[at]
    if orders.called[at] >= 0:
        arrive(near(tables, scratch, 1, orders.notice[at]), late, begin)
        add(scratch.promise[orders.called[at], first:last], begin)
        of_call(tables, scratch, at, lanes)
    else:
        if partner < 0:
            arrive(near(tables, scratch, 1, people.promised[pledge]), late, begin)
        else:
            lead, gone = scratch.lead[pledge, first:last], scratch.leaves[partner, first:last]
            relieve(gone, late, lead, begin)
        of_plan(tables, scratch, at, lanes)
    weeks = narrow(scratch, 1, tables.size[0])
    within(weeks, begin)
    within(weeks, end)


def stir(tables: Tables, scratch: Scratch, at: int, lane: int) -> None:
    """Note the weeks in which people of assignment `at` come or go in one lane."""
    begin, end = scratch.begin[at, lane], scratch.end[at, lane]
    if begin < end:
        scratch.stirs[begin, at] = 1
        if end < tables.size[0]:
            scratch.stirs[end, at] = 1


def attend_first(tables: Tables, scratch: Scratch, at: int) -> None:
    """Have the people of assignment `at` there while in force, before any order is given."""
    start, source = tables.people.start[at], tables.orders.source[at]
    if start < 0 or stands(tables, scratch, start, 0):
        copy(scratch.stay_from[source], scratch.begin[at])
        copy(scratch.stay_to[source], scratch.end[at])
    else:
        fill(scratch.begin[at], tables.size[0])
        fill(scratch.end[at], tables.size[0])
    for lane in range(len(scratch.begin[at])):
        stir(tables, scratch, at, lane)


def attend_on(tables: Tables, scratch: Scratch, at: int, week: int, lane: int) -> None:
    """Have people there as follows from an order that takes effect in a week, not the first.

    Who is there goes or stays on, and who goes on in another mode comes there now.
    """
    source, start, weeks = tables.orders.source[at], tables.people.start[at], tables.size[0]
    was = scratch.begin[at, lane], scratch.end[at, lane]
    begin, end = weeks, weeks
    if start < 0 or stands(tables, scratch, start, lane):
        settled = max(scratch.stay_from[source, lane], week)
        begin, end = was[0] if was[0] < week else settled, scratch.stay_to[source, lane]
    elif was[0] < week:
        begin, end = was[0], min(week, was[1])
    if begin != was[0] or end != was[1]:
        scratch.begin[at, lane] = begin
        scratch.end[at, lane] = end
        scratch.stirs[week, at] = 1
        stir(tables, scratch, at, lane)


RULES = (
    stands,
    near,
    arrive,
    relieve,
    fall_behind,
    sooner,
    come,
    leave_by,
    call_up,
    within,
    of_plan,
    of_call,
    settle_stay,
    stir,
    attend_first,
    attend_on,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (arrive, relieve, fall_behind, sooner, come, leave_by, call_up, within)
"""Loops over lanes whose rows never overlap."""
