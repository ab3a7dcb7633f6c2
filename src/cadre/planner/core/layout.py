"""Layout: what may be scheduled, as arrays; the one form that every search and proof reads.

A work is chosen at most once, on one of its tracks: a way to do it, within weeks on end. A run is
a track with its first week and the first week after. Lists of lists lie end to end in one array:
what belongs to item n stands from `..._from[n]` up to `..._from[n + 1]`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Shorts = NDArray[np.int32]
"""Whole numbers of which there are so many that how fast they are read tells."""
Ids = NDArray[np.uint32]
"""Numbers of things; unsigned, so that machine code has no case for those counted from the end."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Layout(NamedTuple):
    """What may be scheduled.

    Attributes:
        weeks: Weeks of the horizon; a week is the unit of time, whatever it stands for.
        tracks_from: (works + 1,) where the tracks of each work lie.
        required: (works,) whether it must be chosen.
        earliest: (works,) first week in which it may start, for order that is settled.
        work: (tracks,) the work of each track.
        length: (tracks,) weeks of a run; 0 for open-ended work.
        least: (tracks,) least weeks of an open-ended run that ends before `stop`.
        stop: (tracks,) first week after the last in which it may run.
        may_start: (tracks, weeks) weeks in which it may start.
        may_end: (tracks, weeks + 1) of open-ended tracks, first weeks after a run.
        idle: (tracks, weeks) weeks that a pause takes: people stay, no work is done.
        after_from: (works + 1,) where the predecessors of each work lie.
        after: Predecessors.
        lag: Weeks that must lie between a predecessor and the work.
        from_end: Whether the lag counts from the predecessor's end; else from its start.
        rival_from: (works + 1,) where the rivals of each work lie.
        rival: Works of which not both can be chosen.
        line_room: (lines, weeks) what each line has in each week: people, machines, places.
        use_from: (tracks + 1,) where the uses of each track lie.
        use_line: Lines that it uses in each week of its run.
        use: How much.
        stock_room: (stocks,) what each stock has once for all: money, material.
        draw_from: (tracks + 1,) where the draws of each track lie.
        draw_stock: Stocks that it draws from.
        draw_week: Week of the run, counted from the horizon's start, in which it draws; -1 for once
            a run, whenever it is.
        draw: How much.
    """

    weeks: int
    tracks_from: Ints
    required: Bools
    earliest: Ints
    work: Ints
    length: Ints
    least: Ints
    stop: Ints
    may_start: Bools
    may_end: Bools
    idle: Bools
    after_from: Ints
    after: Ints
    lag: Ints
    from_end: Bools
    rival_from: Ints
    rival: Ints
    line_room: Ints
    use_from: Ints
    use_line: Ints
    use: Ints
    stock_room: Ints
    draw_from: Ints
    draw_stock: Ints
    draw_week: Ints
    draw: Ints
