"""Support: how many people must be brought to a site so that all who are there have theirs."""

from __future__ import annotations

from math import ceil

from cadre.planner.core.compiled import within
from cadre.planner.core.layout import Floats, Ints

MOST = 1_000_000
"""People beyond whom a force is refused."""
NEAR = 1e-9
"""What rounding of binary fractions may hide."""


@within
def support(  # noqa: C901, PLR0912, PLR0913, PLR0917 - asked for all the time: a call more costs
    share: Floats,
    fixed: Floats,
    step: Ints,
    people: int,
    needed: Ints,
    there: Floats,
    brought: Ints,
) -> int:
    """Support that must be brought to a site, by kind, into `brought`; all people there.

    The least fixed point of `cadre.mission.enablers.brought_support`; -1 when it never ends.

    Args:
        share: (kinds,) support asked for by each person present.
        fixed: (kinds,) support asked for wherever anybody is.
        step: (kinds,) whole units in which it comes.
        people: People in posts.
        needed: (kinds,) more than 0 for kinds that work there needs.
        there: (kinds,) people's worth of support lent, and in posts.
        brought: (kinds,) what fewer people, or less that is needed, asked for; 0 will do.
    """
    kinds = share.size
    total = people
    for kind in range(kinds):
        if people == 0:
            brought[kind] = 0
        total += brought[kind]
    if people == 0:
        return 0
    changed = True
    while changed:
        shares = 0.0
        for kind in range(kinds):
            if brought[kind]:
                shares += share[kind]
        if total > MOST or shares >= 1:
            return -1
        changed = False
        for kind in range(kinds):
            if needed[kind] > 0:
                short = share[kind] * total + fixed[kind] - there[kind]
                if short > NEAR and short > brought[kind]:
                    more = ceil(short / step[kind] - NEAR) * step[kind]
                    if more > brought[kind]:
                        total += more - brought[kind]
                        brought[kind] = more
                        changed = True
    return total
