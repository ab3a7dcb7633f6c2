"""Standing: what holds planned work back in a week (rule 9 of `week`)."""

from __future__ import annotations

from cadre.simulator.lanes import fill, narrow
from cadre.simulator.layout import (
    CONSENT,
    COVER,
    GATE,
    ORDERED,
    PAUSE,
    POSTS,
    RUNS,
    SITE,
    STRUCK,
    WITHDRAWN,
    Tables,
)
from cadre.simulator.room import Scratch
from cadre.simulator.streams import Cells


def strike(shut: Cells, everywhere: Cells, hit: Cells) -> None:
    """Settle which shocks stop a site in a week, as the bits of states."""
    for lane in range(len(hit)):
        hit[lane] = (shut[lane] | everywhere[lane]) << STRUCK


def fall_short(slot: Cells, least: int, short: Cells) -> None:
    """Note that posts aren't filled."""
    for lane in range(len(short)):
        short[lane] = short[lane] | (POSTS if slot[lane] < least else 0)


def bar(  # noqa: PLR0913, PLR0917 - rows that don't overlap come each by itself
    holds: Cells,
    hit: Cells,
    still: Cells,
    opens: Cells,
    missed: Cells,
    fixed: tuple[int, int, int, int],
    bars: Cells,
) -> None:
    """Add to what holds a start back: law, shocks, orders and gates.

    Args:
        holds: (lanes,) whether the law covers the week.
        hit: (lanes,) shocks at its site.
        still: (lanes,) pauses by triggers.
        opens: (lanes,) week from which gates allow a call.
        missed: (lanes,) week in which it is too late for one.
        fixed: The week, what holds it back in any case, what does for want of law, and the shocks
            that it feels; narrow.
        bars: (lanes,) causes.
    """
    week, anyhow, lawless, feels = fixed
    for lane in range(len(bars)):
        law = lawless if holds[lane] == 0 else 0
        ordered = ORDERED if still[lane] > 0 else 0
        shut = (week < opens[lane]) | (week >= missed[lane])
        gate = GATE if shut else 0
        bars[lane] = bars[lane] | anyhow | law | (hit[lane] & feels) | ordered | gate


def decide(week: int, since: Cells, due_end: Cells, bars: Cells, ready: Cells) -> None:
    """Leave the first of the causes, or RUNS; nothing where the start isn't due."""
    for lane in range(len(ready)):
        states = bars[lane] | RUNS
        due = (since[lane] <= week) & (week < due_end[lane])
        ready[lane] = states & -states if due else 0


def stand(tables: Tables, scratch: Scratch, start: int, week: int) -> None:
    """Settle whether a start could run as far as law, shocks, its site and posts go (rule 9)."""
    starts, now, bars = tables.starts, scratch.clock[0], scratch.spare[0]
    site, halted = starts.site[start], starts.halted[start, week]
    fill(bars, 0)
    for slot in range(starts.slot_at[start], starts.slot_at[start + 1]):
        least = min(tables.people.slot_least[slot], tables.size[3] + 1)
        fall_short(scratch.slot[slot], narrow(scratch, 1, least), bars)
    anyhow = (PAUSE if halted == 2 else 0) | (SITE if tables.places.open[site, week] == 0 else 0)
    feels = -1 if starts.hosted[start] == 1 else -1 ^ (CONSENT | WITHDRAWN)
    fixed = (
        now,
        narrow(scratch, 1, anyhow),
        narrow(scratch, 2, PAUSE if halted > 0 else COVER),
        narrow(scratch, 3, feels),
    )
    bar(
        scratch.holds[starts.law[start]],
        scratch.hit[site],
        scratch.still[tables.orders.work[start]],
        scratch.opens[start],
        scratch.missed[start],
        fixed,
        bars,
    )
    decide(now, scratch.since[start], scratch.due_end[start], bars, scratch.ready[start])


RULES = (
    strike,
    fall_short,
    bar,
    decide,
    stand,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (strike, fall_short, bar, decide)
"""Loops over lanes whose rows never overlap."""
