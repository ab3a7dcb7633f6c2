"""Acting: the orders that triggers give, and what follows from them (rule 15 of `week`)."""

from __future__ import annotations

from cadre.simulator.asked import FILL
from cadre.simulator.draws import attend, call, mark, settle_stay, stands
from cadre.simulator.layout import COUNT, IDLE, NEVER, RUNS, SETTLE, Scratch, Tables
from cadre.simulator.orders import (
    BEGIN,
    CALL,
    EMPTY,
    GONE,
    LOST,
    MET,
    MOVE,
    PAUSE,
    SHUT,
    STOP,
    STOPPED,
)
from cadre.simulator.stages import filled, is_so

SEEN, GIVEN, EFFECT, PAUSING, HAD = range(5)
"""Columns of `Scratch.rule`."""


def begin_orders(tables: Tables, scratch: Scratch) -> None:
    """Have in force what the plan starts, and nothing under way."""
    for work in range(len(scratch.row_of)):
        scratch.row_of[work] = work
        scratch.halted[work] = NEVER if tables.orders.own[work] == 1 else 0
        scratch.still[work] = 0
    for start in range(len(scratch.planned)):
        scratch.planned[start] = tables.starts.week[start]
    for group in range(len(scratch.promise)):
        scratch.promise[group] = NEVER
    for one in range(len(scratch.rule)):
        for cell in range(5):
            scratch.rule[one, cell] = 0
        scratch.rule[one, EFFECT] = NEVER


def stand_in(tables: Tables, scratch: Scratch) -> None:
    """Have works that stand in another mode do there what their own rows would."""
    for start in range(len(scratch.row_of), len(scratch.next)):
        if stands(tables, scratch, start):
            scratch.next[tables.orders.work[start]] = scratch.next[start]


def signalled(tables: Tables, scratch: Scratch, one: int, week: int) -> bool:
    """Whether the signal of a trigger is there in a week."""
    orders, subject = tables.orders, tables.orders.subject[one]
    signal, criterion = orders.signal[one], orders.criterion[one]
    if signal == GONE:
        return scratch.leaves[subject] <= week
    if signal == SHUT:
        return orders.shut[one, week] == 1
    if signal == STOPPED:
        return subject >= 0 and scratch.state[subject] >= 0 and scratch.first[subject] >= 0
    if signal == EMPTY:
        if tables.asked.measure[criterion] != FILL:
            return False
        share = filled(tables, scratch, subject)
        return 0 <= share < orders.least[one]
    holds = is_so(tables, scratch, criterion, week)
    if signal == MET:
        return holds
    if signal == LOST and holds:
        scratch.rule[one, HAD] = 1
    return not holds and (signal != LOST or scratch.rule[one, HAD] == 1)


def may_end(scratch: Scratch, work: int, effect: int) -> bool:
    """Whether a work in force still is due when an order takes effect."""
    return scratch.halted[work] >= NEVER and effect < scratch.due_end[scratch.row_of[work]]


def may_begin(scratch: Scratch, work: int, effect: int) -> bool:
    """Whether a work that isn't in force could be due when an order takes effect."""
    return scratch.halted[work] < NEVER and effect < scratch.due_end[scratch.row_of[work]]


def matters(tables: Tables, scratch: Scratch, one: int, effect: int) -> bool:
    """Whether the action of a trigger would change something, if it took effect then."""
    orders = tables.orders
    if orders.action[one] == CALL:
        group = orders.group[one]
        return group >= 0 and scratch.promise[group] >= NEVER and effect < tables.size[0]
    if orders.action[one] == MOVE:
        row = orders.row[one]
        if row < 0 or scratch.row_of[orders.work[row]] == row:
            return False
        return may_end(scratch, orders.work[row], effect)
    found = False
    for cell in range(orders.end_at[one], orders.end_at[one + 1]):
        found = found or may_end(scratch, orders.ends[cell], effect)
    for cell in range(orders.begin_at[one], orders.begin_at[one + 1]):
        found = found or may_begin(scratch, orders.begins[cell], effect)
    return found


def give_orders(tables: Tables, scratch: Scratch, week: int) -> None:
    """Look at the signal of every trigger at the end of a week, and order what it asks for."""
    for one in range(len(scratch.rule)):
        there = signalled(tables, scratch, one, week)
        if scratch.rule[one, PAUSING] == 1:
            if not there:
                pause(tables, scratch, one, week + 1, -1)
        elif scratch.rule[one, EFFECT] >= NEVER:
            scratch.rule[one, SEEN] = scratch.rule[one, SEEN] + 1 if there else 0
            if scratch.rule[one, SEEN] >= tables.orders.weeks[one]:
                order(tables, scratch, one, week + 1 + tables.orders.delay[one])


def order(tables: Tables, scratch: Scratch, one: int, effect: int) -> None:
    """Order the action of a trigger, if it may act and would change something."""
    times, given = tables.orders.times[one], scratch.rule[one, GIVEN]
    if (times == 0 or given < times) and matters(tables, scratch, one, effect):
        scratch.rule[one, SEEN] = 0
        scratch.rule[one, GIVEN] = given + 1
        scratch.rule[one, EFFECT] = effect
        scratch.now[1] += tables.orders.cost[one]


def pause(tables: Tables, scratch: Scratch, one: int, week: int, step: int) -> None:
    """Begin (1) or lift (-1) the pause of a trigger in a week."""
    orders = tables.orders
    scratch.rule[one, PAUSING] = 1 if step > 0 else 0
    scratch.rule[one, SEEN] = 0
    for cell in range(orders.end_at[one], orders.end_at[one + 1]):
        scratch.still[orders.ends[cell]] += step
    mark(scratch.change, week, SETTLE)


def obey(tables: Tables, scratch: Scratch, week: int) -> None:
    """Let the orders take effect that are due in a week."""
    changed = False
    for one in range(len(scratch.rule)):
        if scratch.rule[one, EFFECT] == week:
            scratch.rule[one, EFFECT] = NEVER
            if tables.orders.action[one] == PAUSE:
                pause(tables, scratch, one, week, 1)
            else:
                act(tables, scratch, one, week)
                changed = True
    if changed:
        follow(tables, scratch, week)


def act(tables: Tables, scratch: Scratch, one: int, week: int) -> None:
    """Let the order of a trigger take effect."""
    orders = tables.orders
    if orders.action[one] == CALL:
        group = orders.group[one]
        scratch.promise[group] = min(scratch.promise[group], week)
    elif orders.action[one] == MOVE:
        move_work(tables, scratch, orders.row[one], week)
    else:
        for cell in range(orders.end_at[one], orders.end_at[one + 1]):
            work = orders.ends[cell]
            scratch.halted[work] = min(scratch.halted[work], week)
        for cell in range(orders.begin_at[one], orders.begin_at[one + 1]):
            begin_work(tables, scratch, orders.begins[cell], week)


def begin_work(tables: Tables, scratch: Scratch, work: int, week: int) -> None:
    """Have a work in force from a week on."""
    if scratch.halted[work] < NEVER:
        scratch.halted[work] = NEVER
        if tables.orders.own[work] == 0 and scratch.promise[work] >= NEVER:
            scratch.promise[work] = week
            scratch.planned[scratch.row_of[work]] = week
            mark(scratch.change, week, SETTLE)


def move_work(tables: Tables, scratch: Scratch, row: int, week: int) -> None:
    """Have a work go on in another mode."""
    work = tables.orders.work[row]
    old = scratch.row_of[work]
    if old != row and scratch.halted[work] >= NEVER:
        scratch.row_of[work] = row
        scratch.planned[row] = scratch.planned[old]
        scratch.opens[row] = scratch.opens[old]
        scratch.called[row] = scratch.called[old]
        scratch.due_end[row] = scratch.due_end[old]


def follow(tables: Tables, scratch: Scratch, week: int) -> None:
    """Call and settle anew whatever hasn't been called, or hasn't come, before a week."""
    people = tables.people
    for place in range(len(tables.starts.order)):
        work = tables.starts.order[place]
        if scratch.called[scratch.row_of[work]] >= week:
            call(tables, scratch, work, week)
    for pledge in range(len(people.belief)):
        for at in range(people.at[pledge], people.at[pledge + 1]):
            if tables.orders.source[at] == at and scratch.stay[at, 0] >= week:
                settle_stay(tables, scratch, pledge, at)
    for at in range(len(people.week)):
        attend(tables, scratch, at)
    mark(scratch.change, week, SETTLE | COUNT)


RULES = (
    begin_orders,
    stand_in,
    signalled,
    may_end,
    may_begin,
    matters,
    order,
    pause,
    give_orders,
    begin_work,
    move_work,
    act,
    follow,
    obey,
)
"""Every rule in this module, each after those that it calls."""
