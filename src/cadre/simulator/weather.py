"""Weather: what comes from outside, as flat arrays; `layout` says how to read them."""

from __future__ import annotations

from typing import NamedTuple

from cadre.simulator.streams import Cells


class Talks(NamedTuple):
    """Negotiations that take the host's capacity or bring what may still open, in their order.

    Attributes:
        name: (talks, 2).
        earliest: (talks,) first day on which they can begin.
        first: (talks,) weeks of the first cell of their length's table.
        length: (talks,) table of their length.
        load: (talks,) what they take of the host's capacity while they last.
        vain: (talks,) 1 for those that never end, and take nothing of it.
        capacity: (1,) load that the host can carry at a time; NEVER without limit.
        by_at: (gates + 1,).
        by: Talks of which one must be over before a gate opens; a gate without any waits for none.
    """

    name: Cells
    earliest: Cells
    first: Cells
    length: Cells
    load: Cells
    vain: Cells
    capacity: Cells
    by_at: Cells
    by: Cells


class Weather(NamedTuple):
    """Shocks, and partners who may leave.

    Attributes:
        name: (shocks, 2).
        cause: (shocks,) place in STATES, counted from STRUCK.
        site: (shocks,) the only site it stops; -1 for every site.
        wait: (shocks,) table of the weeks until it comes.
        first: (shocks,) weeks of the first cell of its length's table.
        length: (shocks,) table of its length.
        good: (shocks,) threshold of lasting for good.
        worse: (shocks,) threshold of that or of worsening; 0 for all that withdraws no consent.
        again: (shocks,) threshold of being followed by another.
        again_first: (shocks,) weeks of the first cell of the table of the weeks until that.
        again_weeks: (shocks,) table of the weeks until that.
        back_first: (shocks,) weeks of the first cell of the table of a consent's return.
        back: (shocks,) table of the weeks until a withdrawn consent returns.
        home: (sites + 1,) 1 when some shock may have consent withdrawn there alone, so that people
            leave; the last is everywhere.
        partner: (partners, 2) names.
        leaves: (partners,) threshold of leaving.
        day_first: (partners,) day of the first cell of its table.
        day: (partners,) table of the day on which it leaves.
    """

    name: Cells
    cause: Cells
    site: Cells
    wait: Cells
    first: Cells
    length: Cells
    good: Cells
    worse: Cells
    again: Cells
    again_first: Cells
    again_weeks: Cells
    back_first: Cells
    back: Cells
    home: Cells
    partner: Cells
    leaves: Cells
    day_first: Cells
    day: Cells
