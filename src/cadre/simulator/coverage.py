"""Coverage: how far running work meets the needs (rule 13 of `week`)."""

from __future__ import annotations

from cadre.simulator.lanes import fill, total
from cadre.simulator.layout import (
    MILLION,
    RUNS,
    Tables,
    Tally,
)
from cadre.simulator.room import Scratch
from cadre.simulator.streams import Cells, add_to


def thousandth(number: int) -> int:
    """A number below 2^30 by 1,000, rounded down: no vector divides, but all multiply and shift."""
    return (number * 274877907) >> 38


def serve_need(state: Cells, leaves: int, left: Cells) -> None:
    """Let running work leave less of a need."""
    for lane in range(len(left)):
        part = thousandth(left[lane] * leaves)
        left[lane] = part if state[lane] == RUNS else left[lane]


def lean(week: int, gone: Cells, leaves: int, left: Cells) -> None:
    """Let a partner's work leave less of a need, where the partner is still there."""
    for lane in range(len(left)):
        part = thousandth(left[lane] * leaves)
        left[lane] = part if week < gone[lane] else left[lane]


def cover(left: Cells, met: Cells) -> None:
    """Turn what is left of a need into its coverage."""
    for lane in range(len(met)):
        met[lane] = 1000 - thousandth(left[lane] + 500)


def cover_needs(tables: Tables, scratch: Scratch, tally: Tally, week: int) -> None:
    """Work out the coverage of every need (rule 13)."""
    goals, starts, left = tables.goals, tables.starts, scratch.left[0]
    for need in range(len(scratch.met)):
        fill(left, MILLION)
        for effect in range(goals.effect_at[need], goals.effect_at[need + 1]):
            start, partner = goals.by_start[effect], goals.by_partner[effect]
            if start >= 0:
                if starts.week[start] <= week < starts.cap[start]:
                    serve_need(scratch.state[start], goals.left[effect], left)
            elif goals.since[effect] <= week < goals.until[effect]:
                lean(scratch.clock[0], scratch.leaves[partner], goals.left[effect], left)
        cover(left, scratch.met[need])
        add_to(tally.coverage, (need, week), total(scratch.met[need]))


RULES = (
    thousandth,
    serve_need,
    lean,
    cover,
    cover_needs,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (serve_need, lean, cover)
"""Loops over lanes whose rows never overlap."""
