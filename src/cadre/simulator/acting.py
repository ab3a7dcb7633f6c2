"""Acting: the orders that triggers give, and what follows from them (rule 15 of `week`).

Signals are looked at in all lanes at once. Orders are rare, and so given, obeyed and followed up
lane by lane.
"""

from __future__ import annotations

from cadre.mission.forces import Funding
from cadre.simulator.asked import FILL
from cadre.simulator.calls import call, leave
from cadre.simulator.lanes import fill, fill_all, gather, narrow
from cadre.simulator.layout import RUNS, STATES, STRUCK, Tables
from cadre.simulator.orders import CALL, EMPTY, GONE, LOST, MET, MOVE, PAUSE, SHUT, STOPPED
from cadre.simulator.presence import attend_on, settle_stay
from cadre.simulator.room import Scratch
from cadre.simulator.stages import hold
from cadre.simulator.streams import Cells

TAKEN = sum(1 << (STATES.index(name) - STRUCK) for name in ("CONSENT", "WITHDRAWN"))
"""Bits of `shut` by which the host takes back its consent."""
COMMON = list(Funding).index(Funding.COMMON)
"""Who pays for orders, as a row of costs."""


def begin_orders(tables: Tables, scratch: Scratch) -> None:
    """Have in force what the plan starts, and nothing under way."""
    weeks = tables.size[0]
    for work in range(len(scratch.row_of)):
        fill(scratch.row_of[work], work)
        fill(scratch.halted[work], weeks if tables.orders.own[work] == 1 else 0)
    for start in range(len(scratch.planned)):
        fill(scratch.planned[start], tables.starts.week[start])
    for rows in (scratch.promise, scratch.first_given, scratch.effect):
        fill_all(rows, weeks)
    for rows in (scratch.still, scratch.seen, scratch.given, scratch.pausing, scratch.had):
        fill_all(rows, 0)


def take_over(start: int, row_of: Cells, there: Cells, state: Cells) -> None:
    """Have a work do what it does in the row in which it stands; `start` is narrow."""
    for lane in range(len(state)):
        here = 0 - (row_of[lane] == start)
        state[lane] = state[lane] ^ ((state[lane] ^ there[lane]) & here)


def stand_in(tables: Tables, scratch: Scratch) -> None:
    """Have works that stand in another mode do there what their own rows would."""
    for start in range(tables.size[8], len(tables.starts.week)):
        work = tables.orders.work[start]
        here, there = scratch.row_of[work], scratch.state[start]
        take_over(narrow(scratch, 1, start), here, there, scratch.state[work])


def turn(so: Cells) -> None:
    """Take the lanes in which something isn't so."""
    for lane in range(len(so)):
        so[lane] = 1 - so[lane]


def lost(had: Cells, so: Cells) -> None:
    """From whether an authority covers the week, tell where it did earlier and no longer does."""
    for lane in range(len(so)):
        had[lane] = had[lane] | so[lane]
        so[lane] = had[lane] & (1 - so[lane])


def suspend(everywhere: Cells, so: Cells) -> None:
    """Leave the lanes in which consent is neither suspended nor withdrawn everywhere."""
    for lane in range(len(so)):
        so[lane] = so[lane] & ((everywhere[lane] & TAKEN) == 0)


def some(wanted: Cells, so: Cells) -> None:
    """Leave the lanes in which posts are asked for."""
    for lane in range(len(so)):
        so[lane] = so[lane] & (wanted[lane] > 0)


def gone(week: int, leaves: Cells, so: Cells) -> None:
    """Tell where a partner has left."""
    for lane in range(len(so)):
        so[lane] = leaves[lane] <= week


def halts(never: int, state: Cells, first: Cells, so: Cells) -> None:
    """Tell where work that has run before is held back."""
    for lane in range(len(so)):
        held = (state[lane] != 0) & (state[lane] != RUNS)
        so[lane] = held & (first[lane] < never)


def watch(tables: Tables, scratch: Scratch, one: int, week: int, so: Cells) -> None:
    """Tell where the signal of a trigger is there in a week."""
    orders, subject, signal = tables.orders, tables.orders.subject[one], tables.orders.signal[one]
    fill(so, 1)
    if signal == GONE:
        gone(scratch.clock[0], scratch.leaves[subject], so)
    elif signal == SHUT:
        fill(so, orders.shut[one, week])
    elif signal != STOPPED:
        measure(tables, scratch, one, week, so)
    elif subject < 0:
        fill(so, 0)
    else:
        halts(tables.size[0], scratch.state[subject], scratch.first[subject], so)


def measure(tables: Tables, scratch: Scratch, one: int, week: int, so: Cells) -> None:
    """Tell where the signal of a trigger is there that looks at a criterion."""
    signal, criterion = tables.orders.signal[one], tables.orders.criterion[one]
    hold(tables, scratch, criterion, week, so)
    if signal == LOST:
        if tables.orders.consent[one] == 1:
            suspend(scratch.shut[(len(tables.places.ranked_at) - 1) * tables.size[0] + week], so)
        lost(scratch.had[one], so)
    elif signal == EMPTY and tables.asked.measure[criterion] != FILL:
        fill(so, 0)
    elif signal != MET:
        turn(so)
        if signal == EMPTY:
            some(scratch.sums[1], so)


def count_weeks(never: int, so: Cells, effect: Cells, pausing: Cells, seen: Cells) -> None:
    """Count weeks on end with a signal, where no order is under way."""
    for lane in range(len(seen)):
        free = (effect[lane] == never) & (pausing[lane] == 0)
        seen[lane] = seen[lane] + 1 if free & (so[lane] != 0) else 0


def calls_for(need: int, so: Cells, pausing: Cells, seen: Cells) -> bool:
    """Whether in some lane a trigger may have something to order or to lift."""
    found = False
    for lane in range(len(seen)):
        lifts = (pausing[lane] != 0) & (so[lane] == 0)
        found = found | lifts | (seen[lane] >= need)
    return found


def give_orders(tables: Tables, scratch: Scratch, week: int) -> None:
    """Look at the signal of every trigger at the end of a week, and order what it asks for."""
    so, never = scratch.spare[1], tables.size[0]
    for one in range(len(scratch.seen)):
        need, seen, pausing = tables.orders.weeks[one], scratch.seen[one], scratch.pausing[one]
        watch(tables, scratch, one, week, so)
        count_weeks(never, so, scratch.effect[one], pausing, seen)
        if calls_for(need, so, pausing, seen):
            for lane in range(len(seen)):
                if pausing[lane] == 1 and so[lane] == 0:
                    pause(tables, scratch, one, -1, lane)
                elif seen[lane] >= need:
                    order(tables, scratch, one, week, lane)


def may_change(scratch: Scratch, work: int, effect: int, lane: int) -> bool:
    """Whether a work is, or once in force could be, due when an order takes effect."""
    return effect < scratch.due_end[scratch.row_of[work, lane], lane]


def matters(tables: Tables, scratch: Scratch, one: int, effect: int, lane: int) -> bool:
    """Whether the action of a trigger would change something, if it took effect then."""
    orders, weeks = tables.orders, tables.size[0]
    if orders.action[one] == CALL:
        group = orders.group[one]
        return group >= 0 and scratch.promise[group, lane] >= weeks and effect < weeks
    if orders.action[one] == MOVE:
        row = orders.row[one]
        if row < 0:
            return False
        work = orders.work[row]
        stays = scratch.row_of[work, lane] == row or scratch.halted[work, lane] < weeks
        return not stays and may_change(scratch, work, effect, lane)
    for cell in range(orders.end_at[one], orders.end_at[one + 1]):
        work = orders.ends[cell]
        in_force = scratch.halted[work, lane] >= weeks
        if in_force and may_change(scratch, work, effect, lane):
            return True
    for cell in range(orders.begin_at[one], orders.begin_at[one + 1]):
        work = orders.begins[cell]
        in_force = scratch.halted[work, lane] >= weeks
        if not in_force and may_change(scratch, work, effect, lane):
            return True
    return False


def order(tables: Tables, scratch: Scratch, one: int, week: int, lane: int) -> None:
    """Order the action of a trigger in one lane, if it may act and would change something."""
    times, given = tables.orders.times[one], scratch.given[one, lane]
    effect = week + 1 + tables.orders.delay[one]
    if (times == 0 or given < times) and matters(tables, scratch, one, effect, lane):
        scratch.seen[one, lane] = 0
        scratch.given[one, lane] = given + 1
        scratch.first_given[one, lane] = min(scratch.first_given[one, lane], week)
        scratch.effect[one, lane] = effect


def pause(tables: Tables, scratch: Scratch, one: int, step: int, lane: int) -> None:
    """Begin (1) or lift (-1) the pause of a trigger in one lane."""
    orders = tables.orders
    scratch.pausing[one, lane] = 1 if step > 0 else 0
    scratch.seen[one, lane] = 0
    for cell in range(orders.end_at[one], orders.end_at[one + 1]):
        scratch.still[orders.ends[cell], lane] += step


def bill(tables: Tables, scratch: Scratch) -> None:
    """Have common funding pay for all orders."""
    for one in range(len(scratch.given)):
        for lane in range(len(scratch.given[one])):
            scratch.cost[COMMON, lane] += scratch.given[one, lane] * tables.orders.cost[one]


def due(week: int, effect: Cells, flags: Cells) -> None:
    """Raise the flags of the lanes in which an order takes effect in a week."""
    for lane in range(len(effect)):
        flags[lane] = flags[lane] | (1 if effect[lane] == week else 0)


def obey(tables: Tables, scratch: Scratch, week: int) -> None:
    """Let the orders take effect that are due in a week."""
    fill(scratch.flags[0], 0)
    for one in range(len(scratch.effect)):
        due(scratch.clock[0], scratch.effect[one], scratch.flags[0])
    for place in range(gather(scratch)):
        lane = scratch.found[0, place]
        if obey_in(tables, scratch, week, lane):
            follow(tables, scratch, week, lane)


def obey_in(tables: Tables, scratch: Scratch, week: int, lane: int) -> bool:
    """Let the orders of one lane take effect; answer whether calls and people follow them."""
    changed = False
    for one in range(len(scratch.effect)):
        if scratch.effect[one, lane] == week:
            scratch.effect[one, lane] = tables.size[0]
            if tables.orders.action[one] == PAUSE:
                pause(tables, scratch, one, 1, lane)
            else:
                if not changed:
                    fill(scratch.touched, 0)
                act(tables, scratch, one, week, lane)
                changed = True
    return changed


def act(tables: Tables, scratch: Scratch, one: int, week: int, lane: int) -> None:
    """Let the order of a trigger take effect in one lane."""
    orders = tables.orders
    if orders.action[one] == CALL:
        group = orders.group[one]
        scratch.promise[group, lane] = min(scratch.promise[group, lane], week)
    elif orders.action[one] == MOVE:
        move_work(tables, scratch, orders.row[one], lane)
    for cell in range(orders.end_at[one], orders.end_at[one + 1]):
        stop_work(tables, scratch, orders.ends[cell], week, lane)
    for cell in range(orders.begin_at[one], orders.begin_at[one + 1]):
        begin_work(tables, scratch, orders.begins[cell], week, lane)


def stop_work(tables: Tables, scratch: Scratch, work: int, week: int, lane: int) -> None:
    """Have a work in force no more, from a week on."""
    if scratch.halted[work, lane] >= tables.size[0]:
        scratch.touched[work] = 1
        scratch.halted[work, lane] = week
        scratch.since[scratch.row_of[work, lane], lane] = tables.size[0]


def begin_work(tables: Tables, scratch: Scratch, work: int, week: int, lane: int) -> None:
    """Have a work in force from a week on, for the first time or again."""
    weeks, row = tables.size[0], scratch.row_of[work, lane]
    if scratch.halted[work, lane] < weeks:
        scratch.touched[work] = 1
        scratch.halted[work, lane] = weeks
        if tables.orders.own[work] == 0 and scratch.promise[work, lane] >= weeks:
            scratch.promise[work, lane] = week
            scratch.planned[row, lane] = week
        scratch.since[row, lane] = scratch.planned[row, lane]


def move_work(tables: Tables, scratch: Scratch, row: int, lane: int) -> None:
    """Have a work in force go on in another mode, as far along as it is."""
    weeks, work = tables.size[0], tables.orders.work[row]
    old = scratch.row_of[work, lane]
    if old != row and scratch.halted[work, lane] >= weeks:
        scratch.touched[work] = 1
        scratch.row_of[work, lane] = row
        scratch.planned[row, lane] = scratch.planned[old, lane]
        scratch.opens[row, lane] = scratch.opens[old, lane]
        scratch.called[row, lane] = scratch.called[old, lane]
        scratch.missed[row, lane] = scratch.missed[old, lane]
        scratch.due_end[row, lane] = scratch.due_end[old, lane]
        scratch.since[row, lane] = scratch.since[old, lane]
        scratch.since[old, lane] = weeks


def concerns(tables: Tables, scratch: Scratch, at: int) -> bool:
    """Whether what the orders of a week change may concern the people of assignment `at`.

    It doesn't where they work in something that goes on as before, or bring support to it: most
    of them do.
    """
    start, places = tables.people.start[at], tables.places
    if tables.orders.called[at] >= 0:
        return True
    if start >= 0:
        return scratch.touched[tables.orders.work[start]] == 1
    site = tables.people.site[at]
    for cell in range(places.ranked_at[site], places.ranked_at[site + 1]):
        if scratch.touched[tables.orders.work[places.ranked[cell]]] == 1:
            return True
    return False


def follow(tables: Tables, scratch: Scratch, week: int, lane: int) -> None:
    """Call and settle anew in one lane whatever hasn't been called, or hasn't come, by a week."""
    call_again(tables, scratch, week, lane)
    people = tables.people
    for pledge in range(len(people.belief)):
        for at in range(people.at[pledge], people.at[pledge + 1]):
            if concerns(tables, scratch, at):
                # People who go on in another mode come after those that they were.
                own = tables.orders.source[at] == at
                if own and scratch.stay_from[at, lane] >= week:
                    settle_stay(tables, scratch, pledge, at, (lane, lane + 1))
                attend_on(tables, scratch, at, week, lane)
    for site in range(len(scratch.stir)):
        scratch.stir[site, lane] = 1


def call_again(tables: Tables, scratch: Scratch, week: int, lane: int) -> None:
    """Call anew in one lane, in no week before this one, whatever hasn't been called by it."""
    for place_in_order in range(len(tables.starts.order)):
        work = tables.starts.order[place_in_order]
        row = scratch.row_of[work, lane]
        if scratch.called[row, lane] >= week:
            was = scratch.called[row, lane], scratch.due_end[row, lane]
            if scratch.halted[work, lane] >= tables.size[0]:
                call(tables, scratch, row, week, lane)
            else:
                leave(tables, scratch, row, lane)
            if was != (scratch.called[row, lane], scratch.due_end[row, lane]):
                scratch.touched[work] = 1


RULES = (
    begin_orders,
    take_over,
    stand_in,
    turn,
    lost,
    suspend,
    some,
    gone,
    halts,
    measure,
    watch,
    count_weeks,
    calls_for,
    may_change,
    matters,
    order,
    pause,
    give_orders,
    stop_work,
    begin_work,
    move_work,
    act,
    obey_in,
    call_again,
    concerns,
    follow,
    bill,
    due,
    obey,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (take_over, turn, lost, suspend, some, gone, halts, count_weeks, calls_for, due)
"""Loops over lanes whose rows never overlap."""
