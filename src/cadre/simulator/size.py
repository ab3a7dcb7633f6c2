"""Size: what a play takes of a machine's memory, told before anything is laid."""

from __future__ import annotations

import os
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from cadre.errors import CadreError
from cadre.mission.mission import Mission
from cadre.mission.pipeline import trainees
from cadre.mission.plans import Plan
from cadre.simulator.layout import CAUSES
from cadre.simulator.streams import rounded
from cadre.simulator.tables import courses_of, most_people, nations_of

MOST_CELLS = 20_000_000
"""Cells of the courses' tables: so many are worked out in about half a minute."""
WORD, OF_A_CELL = 8, 100
"""Bytes of a number in an array, and of a cell of a table while it is worked out."""
GIB = 1 << 30


def refuse_too_large(mission: Mission, plan: Plan, threads: int) -> None:
    """Refuse what the machine's free memory doesn't hold, or what takes too long to lay.

    What is played doesn't hang on the machine, only whether it is.

    Raises:
        CadreError: It is too large; what would make it smaller.
    """
    cells = table_cells(mission, plan)
    if cells > MOST_CELLS:
        raise CadreError(
            "courses",
            f"{cells:,} cells of tables for seats and shares that pass",
            f"at most {MOST_CELLS:,}",
            "State fewer seats a cohort, or a narrower share that passes.",
        )
    free, taken = free_bytes(), memory(mission, plan, threads)
    if free is not None and taken > free:
        one = memory(mission, plan, 1)
        fewer = f"Play on fewer threads: `--threads 1` takes about {_gib(one)}."
        other = "Shorten the horizon, or plan with fewer people."
        raise CadreError(
            "memory",
            f"{most_people(plan):,} people in {plan.horizon.weeks:,} weeks on "
            f"{threads} threads take about {_gib(taken)}",
            f"the {_gib(free)} that are free",
            fewer if one <= free else other,
        )


def memory(mission: Mission, plan: Plan, threads: int) -> int:
    """About how many bytes a play takes: counts of each thread, their sum, and tables."""
    weeks, starts = plan.horizon.weeks, len(plan.starts)
    sites = len({one.site for one in plan.starts} | {one.site for one in plan.assignments})
    rows = len(mission.authorities) + starts + len(mission.pledges)
    goals = len(mission.milestones) + len(mission.levels) + len(mission.needs)
    people = most_people(plan) + 1
    series = starts * (CAUSES + 3) + len(nations_of(mission, plan)) + goals
    series += len(courses_of(mission, plan))
    own = people + series + 2 * rows + sites
    shared = starts + 2 * sites + len(mission.criteria) + len(mission.shocks)
    # Beside the threads' own there are the sum, what it is added up from, and its quantiles.
    counts = WORD * weeks * (own * (threads + 1) + 2 * people + shared)
    return counts + OF_A_CELL * table_cells(mission, plan)


def table_cells(mission: Mission, plan: Plan) -> int:
    """Cells of the tables from which graduates are drawn: a table for each share that may pass."""
    return sum(
        (trainees(one) + 1)
        * (
            rounded(Fraction(one.pass_share.high) * 1000)
            - rounded(Fraction(one.pass_share.low) * 1000)
            + 1
        )
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
