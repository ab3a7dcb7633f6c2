"""Size: what a play takes of a machine's memory, told before anything is laid."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cadre.errors import CadreError
from cadre.mission.mission import Mission
from cadre.mission.pipeline import trainees
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.standby import stand_ins
from cadre.simulator.columns import WIDTH
from cadre.simulator.courses import courses_of, shares
from cadre.simulator.dormant import Wide, widened
from cadre.simulator.laying import nations_of
from cadre.simulator.layout import CAUSES
from cadre.simulator.leaving import most_graduates
from cadre.simulator.manning import most_people
from cadre.simulator.room import LANES

MOST_CELLS = 20_000_000
"""Cells of the courses' tables: so many are worked out in about half a minute."""
COUNT, WORD, OF_A_CELL = 4, 8, 120
"""Bytes of a count of futures with so many people, of another number in an array, and of a cell
of a table while it is worked out."""
GIB = 1 << 30
SMALLER = "State fewer seats a cohort, or several courses."
MOST_AT_ONCE = (1 << 31) // LANES - 1
"""People present, or graduates of a course: so many of each future of a block add up in 32 bits."""


def refuse_too_large(mission: Mission, plan: Plan, threads: int) -> None:
    """Refuse what the machine's free memory doesn't hold, or what takes too long to lay.

    What is played doesn't hang on the machine, only whether it is.

    Raises:
        CadreError: It is too large; what would make it smaller.
    """
    _refuse_too_many(mission, plan)
    cells = table_cells(mission, plan)
    if cells > MOST_CELLS:
        raise CadreError(
            "courses",
            f"{cells:,} cells of tables for seats and shares that pass",
            f"at most {MOST_CELLS:,}",
            SMALLER,
        )
    free, taken = free_bytes(), memory(mission, plan, threads)
    if free is not None and taken > free:
        one = memory(mission, plan, 1)
        fewer = f"Play on fewer threads: `--threads 1` takes about {_gib(one)}."
        other = "Shorten the horizon, or plan with fewer people."
        raise CadreError(
            "memory",
            f"{most_people(plan):,} people in {plan.horizon.weeks:,} weeks on "
            f"{counted(threads, 'thread')} take about {_gib(taken)}",
            f"the {_gib(free)} that are free",
            fewer if one <= free else other,
        )


def _refuse_too_many(mission: Mission, plan: Plan) -> None:
    """Refuse more people, or graduates, than sums over a block of futures hold."""
    wide, weeks = widened(mission, plan).plan, plan.horizon.weeks
    many = {"people": (most_people(wide, stand_ins(mission, plan)), "Plan with fewer people.")}
    for one in courses_of(mission, wide):
        many[f"graduates of course {one.id}"] = most_graduates(one, weeks), SMALLER
    for what, (number, remedy) in many.items():
        if number > MOST_AT_ONCE:
            raise CadreError(what, f"may be {number:,}", f"at most {MOST_AT_ONCE:,}", remedy)


def memory(mission: Mission, plan: Plan, threads: int) -> int:
    """About how many bytes a play takes: lanes and counts of each thread, their sum, tables."""
    wide, standby = widened(mission, plan), stand_ins(mission, plan)
    nations = len(nations_of(mission, wide.plan, standby))
    force, series = most_people(wide.plan, standby) + 1, _series(mission, wide) + nations
    sets = len(wide.rows) + nations + len(mission.authorities)
    # Beside the threads' own counts there are their sum and what it is added up from, and what is
    # told; a thread has two rooms, for whole blocks of futures and for what is left over.
    by_week = (threads + 2) * (COUNT * force + WORD * series) + WORD * force
    by_week += WORD * (len(wide.rows) + 2 * _sites(wide) + sets)
    rooms = 2 * threads * _room(mission, wide, sets)
    return plan.horizon.weeks * by_week + rooms + OF_A_CELL * table_cells(mission, plan)


def _series(mission: Mission, wide: Wide) -> int:
    """Numbers that are counted week by week, beside people and nations."""
    goals = len(mission.milestones) + len(mission.levels) + len(mission.needs)
    courses = courses_of(mission, wide.plan)
    return len(wide.plan.starts) * (CAUSES + 2) + 2 * goals + 2 * len(courses)


def _room(mission: Mission, wide: Wide, sets: int) -> int:
    """Bytes of a block of futures while they are played."""
    weeks, sites, assigned = wide.plan.horizon.weeks, _sites(wide), len(wide.plan.assignments)
    kinds, courses = len(mission.enablers), courses_of(mission, wide.plan)
    cohorts = sum(weeks // (one.weeks + one.break_weeks) + 5 for one in courses)
    rows = 24 * len(wide.rows) + 8 * assigned + len(mission.posts) + cohorts
    rows += 16 * len(courses) + len(mission.partners) + sites * (6 + 3 * kinds) + 2 * sets
    rows += 6 * len(mission.triggers) + 2 * len(mission.pledges)
    rows += len(mission.conditions) + len(mission.decisions) + len(mission.milestones) + 64
    rows += 8 * len(mission.triggers) + 2 * len(mission.negotiations)
    by_week = (sites + 1) + sets // 4 + 1
    return LANES * (weeks * by_week + 4 * rows) + weeks * (assigned + sets + sites)


def _sites(wide: Wide) -> int:
    return len({one.site for one in wide.rows} | {one.site for one in wide.plan.assignments})


def table_cells(mission: Mission, plan: Plan) -> int:
    """Cells of the tables from which graduates are drawn: blocks of 32 shares that may pass."""
    return sum(
        (trainees(one) + 1) * WIDTH * -(-len(shares(one)) // WIDTH)
        for one in courses_of(mission, plan)
    )


def free_bytes() -> int | None:
    """Memory that this process may still take; None where nobody tells."""
    told = [one for one in (_available(), _left_of_group()) if one is not None]
    return min(told, default=None)


def _available() -> int | None:
    with suppress(OSError, ValueError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return 1024 * int(line.split()[1])
    with suppress(OSError, ValueError, AttributeError):
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _left_of_group() -> int | None:
    """What a container's limit leaves."""
    group = Path("/sys/fs/cgroup")
    with suppress(OSError, ValueError):
        most = int((group / "memory.max").read_text(encoding="ascii"))
        return most - int((group / "memory.current").read_text(encoding="ascii"))
    return None


def _gib(count: int) -> str:
    return f"{count / GIB:,.1f} GiB"
