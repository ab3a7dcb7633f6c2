"""Staged: what milestones ask for as arrays, and which works each hangs on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cadre.planner.core.ground import Aims, Stages
from cadre.planner.core.layout import Floats, Ints
from cadre.planner.lines import starts, whole
from cadre.planner.objective import Objective
from cadre.planner.reached import Line

NOBODY = -1
"""Number of what isn't there."""


def stages_of(index: Mapping[str, int], objective: Objective) -> Stages:
    """What the milestones that count ask for, in their order.

    Args:
        index: The number of each work.
        objective: What plans are worth.
    """
    stages = objective.weighed
    wanted = [objective.asked_for[one.id] for one in stages]
    counts = [count for one in wanted for count in one.counts]
    lines = [line for count in counts for line in count.lines]
    opened = [objective.opened[one.id] for one in stages]
    return Stages(
        open=np.array(opened, np.bool_).reshape(len(stages), objective.weeks),
        people=whole(one.people for one in wanted),
        work_from=starts(len(one.works) for one in wanted),
        work=whole(index.get(key, NOBODY) for one in wanted for key in one.works),
        count_from=starts(len(one.counts) for one in wanted),
        need=whole(NOBODY if one.need is None else one.need for one in counts),
        least=np.array([one.least for one in counts], np.float64),
        part_from=starts(len(one.lines) for one in counts),
        course=np.array([_course(index, one) for one in lines], np.int64).reshape(-1, 7),
        gives=np.array([(one.gives, one.kept, one.there) for one in lines], np.float64).reshape(
            -1, 3
        ),
    )


def _course(index: Mapping[str, int], line: Line) -> tuple[int, ...]:
    course, stood = line.course, line.standing
    cohort = (course.weeks, course.break_weeks, course.keep_weeks)
    return (index[course.activity], *cohort, stood.grown, stood.rest, stood.idle)


def shares(aims: Aims) -> Floats:
    """(works,) milestones that each work is taken to bring about: those that ask for it whole.

    Of what is counted each work that may give some has its part.
    """
    stages, found = aims.stages, np.zeros(len(aims.early))
    np.add.at(found, stages.work[stages.work >= 0], 1.0)
    for count in range(len(stages.need)):
        works = np.unique(givers(aims, count))
        found[works] += 1 / max(1, len(works))
    return found


def givers(aims: Aims, count: int) -> Ints:
    """The works that give something of what a milestone counts."""
    stages, need = aims.stages, int(aims.stages.need[count])
    if need >= 0:
        return aims.served_by[aims.served_from[need] : aims.served_from[need + 1]]
    return stages.course[stages.part_from[count] : stages.part_from[count + 1], 0]


def counted(aims: Aims) -> list[Ints]:
    """For each milestone that counts something, the works that give it or must be running."""
    stages, found = aims.stages, list[Ints]()
    for stage in range(len(stages.people)):
        counts = range(int(stages.count_from[stage]), int(stages.count_from[stage + 1]))
        if counts:
            asked = stages.work[stages.work_from[stage] : stages.work_from[stage + 1]]
            works = np.concatenate([asked[asked >= 0], *(givers(aims, one) for one in counts)])
            found.append(np.unique(works))
    return found
