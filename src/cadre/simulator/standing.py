"""Standing: what holds planned work back in a week (rule 9 of `week`)."""

from __future__ import annotations

from cadre.simulator.lanes import narrow
from cadre.simulator.layout import (
    CONSENT,
    COVER,
    GATE,
    ORDERED,
    PAUSE,
    POSTS,
    RUNS,
    SITE,
    WITHDRAWN,
    Tables,
)
from cadre.simulator.room import Scratch
from cadre.simulator.streams import Cells


def strike(shut: Cells, everywhere: Cells, hit: Cells) -> None:
    """Settle which shocks stop a site in a week, as the bits of states."""
    for lane in range(len(hit)):
        hit[lane] = (shut[lane] | everywhere[lane]) << 4


def bar_by_law(holds: Cells, hit: Cells, feels: int, fixed: tuple[int, int], ready: Cells) -> None:
    """Gather what holds a start back: what does in any case, for want of law, and by shocks."""
    anyhow, lawless = fixed
    for lane in range(len(ready)):
        law = lawless if holds[lane] == 0 else 0
        ready[lane] = anyhow | law | (hit[lane] & feels)


def bar_by_orders(still: Cells, ready: Cells) -> None:
    """Add that a trigger has work pause."""
    for lane in range(len(ready)):
        ready[lane] = ready[lane] | (ORDERED if still[lane] > 0 else 0)


def bar_by_posts(slot: Cells, least: int, ready: Cells) -> None:
    """Add that posts aren't filled."""
    for lane in range(len(ready)):
        ready[lane] = ready[lane] | (POSTS if slot[lane] < least else 0)


def bar_by_gates(week: int, opens: Cells, missed: Cells, ready: Cells) -> None:
    """Add that gates are shut, or that it is too late."""
    for lane in range(len(ready)):
        shut = (week < opens[lane]) | (week >= missed[lane])
        ready[lane] = ready[lane] | (GATE if shut else 0)


def decide(week: int, since: Cells, due_end: Cells, ready: Cells) -> None:
    """Leave the first of the causes, or RUNS; nothing where the start isn't due."""
    for lane in range(len(ready)):
        states = ready[lane] | RUNS
        due = (since[lane] <= week) & (week < due_end[lane])
        ready[lane] = states & -states if due else 0


def stand(tables: Tables, scratch: Scratch, start: int, week: int) -> None:
    """Settle whether a start could run as far as law, shocks, its site and posts go (rule 9)."""
    starts, now, ready = tables.starts, scratch.clock[0], scratch.ready[start]
    site, halted = starts.site[start], starts.halted[start, week]
    anyhow = (PAUSE if halted == 2 else 0) | (SITE if tables.places.open[site, week] == 0 else 0)
    feels = -1 if starts.hosted[start] == 1 else -1 ^ (CONSENT | WITHDRAWN)
    fixed = narrow(scratch, 1, anyhow), narrow(scratch, 2, PAUSE if halted > 0 else COVER)
    feels = narrow(scratch, 3, feels)
    bar_by_law(scratch.holds[starts.law[start]], scratch.hit[site], feels, fixed, ready)
    if len(tables.orders.signal) > 0:
        bar_by_orders(scratch.still[tables.orders.work[start]], ready)
    bar_by_gates(now, scratch.opens[start], scratch.missed[start], ready)
    for slot in range(starts.slot_at[start], starts.slot_at[start + 1]):
        least = min(tables.people.slot_least[slot], tables.size[3] + 1)
        bar_by_posts(scratch.slot[slot], narrow(scratch, 1, least), ready)
    decide(now, scratch.since[start], scratch.due_end[start], ready)


RULES = (
    strike,
    bar_by_law,
    bar_by_orders,
    bar_by_posts,
    bar_by_gates,
    decide,
    stand,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (strike, bar_by_law, bar_by_orders, bar_by_posts, bar_by_gates, decide)
"""Loops over lanes whose rows never overlap."""
