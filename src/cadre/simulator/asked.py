"""Asked: what milestones ask for, as flat arrays."""

from __future__ import annotations

from typing import NamedTuple

from cadre.simulator.streams import Cells

PEOPLE, RUNNING, FILL, GRADUATES, HOSTS, COVERAGE, CONDITION, AUTHORITY, NEVER_SO = range(9)
"""Numbers of the measures; the last is what no future can make so."""


class Asked(NamedTuple):
    """Milestones and their criteria, in the order of the tables.

    Attributes:
        at: (milestones + 1,) first criterion of each.
        measure: (criteria,) its measure.
        least: (criteria,) people or graduates; thousandths of a share or of host instructors.
        subject: (criteria,) the start that runs or is filled, the need, the gate, or the set of
            law; -1 for the fill of all running work, and for a condition that is no gate.
        course_at: (criteria + 1,).
        course: Courses whose graduates count.
        base: (criteria, weeks) what counts whatever happens: graduates of before the first week,
            thousandths of host instructors who are there already, 1 where a condition is met.
        slot: (slots,) people whom the posts of a slot of `People` ask for.
    """

    at: Cells
    measure: Cells
    least: Cells
    subject: Cells
    course_at: Cells
    course: Cells
    base: Cells
    slot: Cells
