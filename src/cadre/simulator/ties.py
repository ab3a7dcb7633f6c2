"""Ties: on whose support it hangs whether a nation lets its people stay, as flat arrays."""

from __future__ import annotations

from typing import NamedTuple

from cadre.simulator.streams import Cells


class Ties(NamedTuple):
    """Caveats that bar people from a site by what is lent there, for each assignment.

    A tie bars in its weeks while one of `bar` lends, or whoever lends when `always`, and none of
    `relief` does. Both are partners who lend then as long as they haven't left.

    Attributes:
        at: (assignments + 1,) first tie of each.
        since: (ties,) first week.
        until: (ties,) first week no longer.
        always: (ties,) 1 when nobody need lend for it to bar.
        bar_at: (ties + 1,).
        bar: Partners.
        relief_at: (ties + 1,).
        relief: Partners.
    """

    at: Cells
    since: Cells
    until: Cells
    always: Cells
    bar_at: Cells
    bar: Cells
    relief_at: Cells
    relief: Cells
