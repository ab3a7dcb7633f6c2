"""Room: arrays for one future while it is played, and for the sums over all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cadre.simulator.layout import CAUSES, Scratch, Tables, Tally
from cadre.simulator.streams import Cells


def scratch(tables: Tables) -> Scratch:
    """Room for one future."""
    weeks, nations, kinds = (tables.size[0], tables.size[1], tables.size[2])
    starts, sites = len(tables.starts.week), len(tables.places.ranked_at) - 1
    goals = len(tables.asked.at) - 1 + len(tables.goals.level)
    assigned, courses = len(tables.people.week), len(tables.teaching.start)
    works = tables.size[9]

    def room(*shape: int) -> Cells:
        return np.zeros(shape, dtype=np.int64)

    return Scratch(
        known=room(weeks + 1),
        change=room(weeks + 1),
        gate_day=room(len(tables.gates.belief)),
        leaves=room(len(tables.weather.leaves)),
        row=room(tables.size[6], weeks),
        legal=room(tables.size[7], weeks),
        shut=room(sites, weeks),
        opens=room(starts),
        called=room(starts),
        due_end=room(starts),
        begin=room(assigned),
        end=room(assigned),
        heads=room(assigned),
        slot=room(len(tables.people.slot_least)),
        nation=room(nations + 1),
        brought=room(sites, kinds),
        supply=room(kinds),
        own=room(kinds),
        short=room(kinds),
        state=room(works),
        next=room(starts),
        cover=room(len(tables.goals.effect_at) - 1),
        cohort=room(courses, 6),
        served=room(courses),
        words=room(works, 5),
        first=room(works + goals),
        now=room(4),
        row_of=room(works),
        halted=room(works),
        still=room(works),
        planned=room(starts),
        promise=room(works + len(tables.orders.signal)),
        late=room(len(tables.people.belief)),
        stay=room(assigned, 2),
        rule=room(len(tables.orders.signal), 5),
    )


def tally(tables: Tables) -> Tally:
    """Sums over no future yet."""
    weeks, nations = (tables.size[0], tables.size[1])
    starts, courses = tables.size[9], len(tables.teaching.start)
    goals = len(tables.asked.at) - 1 + len(tables.goals.level)

    def zeros(*shape: int) -> NDArray[np.int64]:
        return np.zeros(shape, dtype=np.int64)

    return Tally(
        force=zeros(weeks, tables.size[3] + 1),
        running=zeros(starts, weeks + 1),
        held=zeros(starts * CAUSES, weeks + 1),
        first=zeros(starts + goals, weeks + 1),
        nation=zeros(nations, weeks + 1),
        graduates=zeros(courses, weeks),
        totals=zeros(courses, 3),
        coverage=zeros(len(tables.goals.effect_at) - 1, weeks + 1),
        paused=zeros(CAUSES + 1),
        engagements=zeros(tables.size[4] + 1),
        cost=zeros(2),
        ordered=zeros(len(tables.orders.signal), 2),
    )
