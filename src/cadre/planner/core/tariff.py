"""Tariff: what is for sale, what each thing costs, and what is taken at those prices."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.ground import Aims, Ground
from cadre.planner.core.layout import Bools, Floats, Ints, Layout


class Market(NamedTuple):
    """What is sold, beside what running work takes already.

    Attributes:
        free: (works,) 1 for work that may be chosen.
        earliest: (works,) first week that order allows, whatever else is chosen.
        clear: (tracks, weeks) first week from each on in which a track can't be, even beside
            running work alone.
        parent: (works,) the one predecessor that is respected week by week; -1 for none.
        lag: (works,) weeks from its start, or its end, to the work's own start.
        to_end: (works,) whether these count from its end.
        order: (works,) all works, parents before their children.
        room: (lines, weeks) people on each line, running work's own left out.
        line_from: (sites x kinds + 1,) where the lines that count each kind at each site lie.
        line: Lines that count support brought to a site.
        fixed: (sites, weeks) people of running work.
        table_of: (sites, weeks) number of the table of support in force.
        table_at: (tables + 1,) where the rows of each table lie.
        table: (rows, kinds) support brought at least, by people in posts, from running work's on.
        purse: (purses,) money that running work leaves.
        worth: (needs, weeks) worth of what running work and others leave of each need.
        log_left: (serves,) logarithm of what each work leaves of a need that it serves.
        spare: (kinds,) room to work in.
        base: Worth of running work, milestones as early as could be.
    """

    free: Ints
    earliest: Ints
    clear: Ints
    parent: Ints
    lag: Ints
    to_end: Bools
    order: Ints
    room: Ints
    line_from: Ints
    line: Ints
    fixed: Ints
    table_of: Ints
    table_at: Ints
    table: Floats
    purse: Floats
    worth: Floats
    log_left: Floats
    spare: Floats
    base: float


class Prices(NamedTuple):
    """Prices, or amounts of the same things.

    Attributes:
        line: (lines, weeks) of a person on a line.
        head: (sites, weeks) of a person in a post at a site.
        serve: (serves, weeks) of a work's serving a need.
        order: (orders of the layout,) of a predecessor's being chosen.
        rival: (rivals of the layout,) of a rival's not being chosen; half of each pair is used.
        purse: (purses,) of money.
    """

    line: Floats
    head: Floats
    serve: Floats
    order: Floats
    rival: Floats
    purse: Floats


class Pick(NamedTuple):
    """What is taken at some prices.

    Attributes:
        track: (works,) track; -1 for none.
        week: (works,) first week.
        end: (works,) first week after.
        value: (works,) what a work and all under it gain.
        with_all: (works, weeks + 1) what each start of a work gains with the best of all under it.
        under_start: (works, weeks) the best under it that waits for its start, by that.
        under_end: (works, weeks + 1) the best under it that waits for its end, by that.
        best: (works, weeks + 1) the best of that from each week on; the last is far below zero.
        by: (works, weeks) the track of each start.
        till: (works, weeks) its end.
    """

    track: Ints
    week: Ints
    end: Ints
    value: Floats
    with_all: Floats
    under_start: Floats
    under_end: Floats
    best: Floats
    by: Ints
    till: Ints


def no_pick(works: int, weeks: int) -> Pick:
    """Nothing taken."""
    return Pick(
        track=np.full(works, -1, np.int64),
        week=np.zeros(works, np.int64),
        end=np.zeros(works, np.int64),
        value=np.zeros(works),
        with_all=np.zeros((works, weeks + 1)),
        under_start=np.zeros((works, weeks)),
        under_end=np.zeros((works, weeks + 1)),
        best=np.zeros((works, weeks + 1)),
        by=np.zeros((works, weeks), np.int64),
        till=np.zeros((works, weeks), np.int64),
    )


def nothing(layout: Layout, ground: Ground, aims: Aims) -> Prices:
    """No price for anything."""
    sites, weeks, _ = ground.lent.shape
    return Prices(
        line=np.zeros(layout.line_room.shape),
        head=np.zeros((sites, weeks)),
        serve=np.zeros((len(aims.need), weeks)),
        order=np.zeros(len(layout.after)),
        rival=np.zeros(len(layout.rival)),
        purse=np.zeros(len(ground.purse_room)),
    )
