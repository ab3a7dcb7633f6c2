"""How early required work ends, against PyJobShop at equal time on one core, on PSPLIB's files.

    python benchmarks/psplib.py --psplib FOLDER [--seconds 10] [--sets j30 j60 j120 mm] [--count 20]
        [--json]

FOLDER holds text files of projects, and tables of the best ends known where there are such. A
project is planned as a mission, by the planner's one door, with no solver of its own. The
gap is how much later a plan ends than the best known, in percent; where none is known, than the
better of both. Sets: j30, j60, ... by jobs where each is done in one way; mm of 100 jobs that may
be done in several; mm50 and so on for others. All plans are checked by the tests' oracle.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import mean
from time import perf_counter

# Libraries come before this script's own folder, where psplib is this file, and not the library of
# that name, which PyJobShop needs.
sys.path.insert(0, sysconfig.get_paths()["purelib"])
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).parents[1]))

import pyjobshop  # type: ignore[import-untyped]

from benchmarks.psplib_files import Project, known, lay_out, read
from benchmarks.psplib_mission import as_mission, runs_of
from cadre.mission.plans import MadeFrom
from cadre.planner.solve import solve
from tests.oracle.schedules import faults

SETS = ("j30", "j60", "j120", "mm")
MADE_FROM = MadeFrom(dossier="", as_of="2001-01-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """One project, planned by both.

    Attributes:
        name: The project.
        end: When Cadre's plan ends.
        bound: No plan ends before, as far as Cadre knows.
        seconds: How long Cadre took.
        peer: When PyJobShop's plan ends; None when it found none.
        peer_bound: The peer's bound.
        peer_seconds: How long PyJobShop took.
        known: The best end known; None where no table tells it.
    """

    name: str
    end: int
    bound: int
    seconds: float
    peer: int | None
    peer_bound: int
    peer_seconds: float
    known: int | None

    def gaps(self) -> tuple[float, float]:
        """Ours and the peer's, in percent. A peer without a plan is counted at twice the best."""
        peer = 2 * self.end if self.peer is None else self.peer
        best = self.known or min(self.end, peer)
        return 100 * (self.end / best - 1), 100 * (peer / best - 1)


def set_of(project: Project) -> str:
    """The set to which a project belongs, by its jobs and ways."""
    jobs = len(project.ways)
    if max(len(some) for some in project.ways) == 1:
        return f"j{jobs}"
    return "mm" if jobs == 100 else f"mm{jobs}"


def projects(folder: Path) -> dict[str, list[Project]]:
    """The projects in a folder by set, in the order of their names."""
    found: dict[str, list[Project]] = {}
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in {".txt", ".sm", ".mm"}]
    for file in files:
        project = read(file)
        found.setdefault(set_of(project), []).append(project)
    return found


def peer(project: Project) -> pyjobshop.Model:
    """The project in PyJobShop's words."""
    model = pyjobshop.Model()
    lines = [model.add_renewable(room) for room in project.lines]
    stocks = [model.add_consumable(room) for room in project.stocks]
    tasks = [model.add_task() for _ in project.ways]
    for task, ways in zip(tasks, project.ways, strict=True):
        for way in ways:
            asked = [*zip(lines, way.uses, strict=True), *zip(stocks, way.draws, strict=True)]
            some = [(one, much) for one, much in asked if much]
            model.add_mode(task, [one for one, _ in some], way.weeks, [much for _, much in some])
    for task, before in zip(tasks, project.after, strict=True):
        for one in before:
            model.add_end_before_start(tasks[one], task)
    return model


def race(project: Project, seconds: float, ends: dict[str, int]) -> Race:
    """Plan a project with both, each in `seconds` with all its building, one after the other.

    Raises:
        AssertionError: Cadre's plan is wrong.
    """
    began = perf_counter()
    mission = as_mission(project)
    result = solve(mission, made_from=MADE_FROM, seconds=seconds - (perf_counter() - began))
    took = perf_counter() - began
    runs = runs_of(project, result.plan)
    if faults(lay_out(project), runs):
        raise AssertionError(f"{project.name}: the plan is wrong")
    began = perf_counter()
    model = peer(project)
    left = max(0.01, seconds - (perf_counter() - began))
    theirs = model.solve(time_limit=left, display=False, num_workers=1)
    there = theirs.objective
    return Race(
        name=project.name,
        end=int(runs[:, 2].max()),
        # All that a plan is worth are the weeks left when the last job is over.
        bound=0 if result.bound is None else ceil(mission.horizon.weeks - result.bound - 1e-6),
        seconds=took,
        peer=int(there) if there < 2**40 else None,
        peer_bound=int(theirs.lower_bound),
        peer_seconds=perf_counter() - began,
        known=ends.get(project.name),
    )


@contextmanager
def one_core() -> Iterator[None]:
    """All threads of this process on one core, the last of those it may use."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def compare(
    folder: Path, seconds: float, count: int, sets: tuple[str, ...] = SETS
) -> dict[str, object]:
    """Race on up to `count` projects of each set, spread evenly over the set's names.

    Returns:
        For each set that was found, among others, `gap_...` and `peer_gap_...`: means in percent;
        `known_...`: how many of the ends compared with come from a table, the others being the
        better of both. A folder with none of the sets named is raced on in all it has.
    """
    there, ends = projects(folder), known(folder)
    chosen = [name for name in sets if name in there] or sorted(there)
    told: dict[str, object] = {"seconds": seconds}
    with one_core():
        # Machine code is made, and both libraries are loaded, before any clock runs.
        race(next(iter(there.values()))[0], 0.1, ends)
        for name in chosen:
            some = there[name]
            step = max(1.0, len(some) / count)
            picked = [some[int(n * step)] for n in range(min(count, len(some)))]
            races = [race(project, seconds, ends) for project in picked]
            told |= {f"{key}_{name}": value for key, value in summary(races, seconds).items()}
    return told


def summary(races: list[Race], seconds: float) -> dict[str, float | int]:
    """What a set's races say."""
    gaps = [one.gaps() for one in races]
    return {
        "gap": round(mean(ours for ours, _ in gaps), 3),
        "peer_gap": round(mean(theirs for _, theirs in gaps), 3),
        "projects": len(races),
        "known": sum(one.known is not None for one in races),
        "peer_without_plan": sum(one.peer is None for one in races),
        "proven": sum(one.end == one.bound for one in races),
        "peer_proven": sum(one.peer == one.peer_bound for one in races),
        "earlier": sum(one.peer is None or one.end < one.peer for one in races),
        "later": sum(one.peer is not None and one.end > one.peer for one in races),
        "mean_seconds": round(mean(one.seconds for one in races), 3),
        "peer_mean_seconds": round(mean(one.peer_seconds for one in races), 3),
        "worst_share_of_time": round(max(one.seconds for one in races) / seconds, 3),
    }


def main() -> None:
    """Race and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--psplib", type=Path, required=True, help="folder with the files")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each plan")
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--count", type=int, default=20, help="projects of each set, at most")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    asked = parser.parse_args()
    found = compare(asked.psplib, asked.seconds, asked.count, tuple(asked.sets))
    for name, value in found.items():
        print(f"{name:28} {value}")
    if asked.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
