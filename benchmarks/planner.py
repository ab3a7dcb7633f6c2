"""How good plans are and how soon they come: projects of PSPLIB, missions made by seed, posts.

    python benchmarks/planner.py [--psplib FOLDER] [--sets psplib tiny small middle large why fill]
        [--seconds 60] [--seeds 8] [--json]

Projects are raced against PyJobShop at equal time on one core (`psplib.py`), tiny missions against
a direct CP-SAT model (`direct.py`), posts against HiGHS (`fill.py`); why-nots are timed and their
unlocks planned again (`why.py`); small, middle and large missions are held against the bound that
the planner proves. All run in this process, one after the other.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.direct import Direct
from benchmarks.fill import measure
from benchmarks.made import FROM, SIZES, generate, withdrawn
from benchmarks.psplib import compare
from benchmarks.why import why_nots
from cadre.mission.mission import Mission
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.quick import Quick
from cadre.planner.ready import ready
from cadre.planner.replan import changed_plan
from cadre.planner.search import Search
from cadre.planner.solve import solve
from cadre.planner.staff import Staff

SETS = ("psplib", "tiny", "small", "middle", "large", "why", "fill")
CHANGES = 10
"""What-ifs asked of each mission."""
Figures = dict[str, object]


def tiny(seconds: float, seeds: int) -> Figures:
    """Worth of our plan in shares of the direct model's, at equal time, without talks and money."""
    ratios = []
    for seed in range(seeds):
        given = replace(generate(SIZES["tiny"], seed), budgets=(), options=(), negotiations=())
        given = replace(given, activities=tuple(replace(a, option=None) for a in given.activities))
        ours = solve(given, made_from=FROM, seed=seed, seconds=seconds)
        problem = Problem.of(given)
        direct = Direct(Search(problem, Staff(problem), Objective(given)))
        worth, _, _ = direct.solved(seconds)
        if worth:
            ratios.append(ours.objective / worth)
            print(
                f"tiny {seed}: ours {ours.objective:,.0f} ({ours.status.value}, "
                f"{ours.seconds:.2f} s), {ratios[-1]:.3f} of the direct model's"
            )
    return {"tiny_worth_ratio": median(ratios) if ratios else None}


def small(seconds: float, seeds: int) -> Figures:
    """How long proofs of small missions take, and what what-ifs take."""
    times, changes = [], []
    for seed in range(seeds):
        given = generate(SIZES["small"], seed)
        found = solve(given, made_from=FROM, seed=seed, seconds=seconds)
        proven = found.status.value == "optimal"
        times += [found.seconds] if proven else []
        changes += what_ifs(given, seed)[0]
        state = found.status.value
        print(f"small {seed}: gap {found.gap:.2%} after {found.seconds:.1f} s, {state}")
    enough = len(times) > seeds / 2
    return {
        "small_proven": len(times),
        "small_proven_s": median(times) if enough else None,
        "small_whatif_s": median(changes),
    }


def held_to_bound(name: str, seconds: float) -> Figures:
    """First plan, gap after a time, and what-ifs of a mission too big to prove."""
    given = generate(SIZES[name], 0)
    began = perf_counter()
    problem = Problem.of(given)
    tracks, _ = len(problem.tracks), problem.crews
    laid = perf_counter() - began
    quick = Quick(problem, Objective(given), 0)
    quick.first()
    first = perf_counter() - began
    told: list[tuple[float, float]] = []
    tell = lambda worth, bound: told.append((worth, bound))  # noqa: E731 - one line of a call
    found = solve(given, made_from=FROM, seconds=seconds, told=tell)
    worth, bound = told[-1]
    times, same = what_ifs(given, 0)
    print(
        f"{name}: {tracks:,} tracks laid out {laid:.2f} s, first plan {first:.2f} s, "
        f"gap {1 - worth / bound:.2%} after {seconds:g} s (all {found.seconds:.1f} s), "
        f"what-if {median(times):.3f} s with {same:.1%} of starts unchanged"
    )
    return {
        f"{name}_first_s": first,
        f"{name}_gap": 100 * (1 - worth / bound),
        f"{name}_whatif_s": median(times),
        f"{name}_whatif_unchanged": same,
    }


def what_ifs(given: Mission, seed: int) -> tuple[list[float], float]:
    """Seconds from a pledge withdrawn to a checked plan, and the share of starts unchanged."""
    dice = Random(seed)  # noqa: S311 - dice that make questions
    quick = Quick(Problem.of(given), Objective(given), seed)
    quick.first()
    for _ in range(5):
        quick.better(2_000_000)
    times, same = [], []
    for _ in range(CHANGES):
        asked = withdrawn(given, dice)
        began = perf_counter()
        changed = changed_plan(quick, asked, quick.runs)
        times.append(perf_counter() - began)
        before = {w: quick.problem.tracks[run.track].mode.id for w, run in quick.runs.items()}
        kept = sum(
            work in changed.runs
            and changed.runs[work].week == run.week
            and changed.problem.tracks[changed.runs[work].track].mode.id == before[work]
            for work, run in quick.runs.items()
        )
        same.append(kept / max(1, len(quick.runs)))
    return times, median(same)


def asked_for(asked: argparse.Namespace) -> Figures:
    """The figures of the sets asked for."""
    jobs: dict[str, Callable[[], Mapping[str, object]]] = {
        "tiny": lambda: tiny(6.0, min(3, asked.seeds)),
        "small": lambda: small(asked.seconds, asked.seeds),
        "middle": lambda: held_to_bound("middle", asked.seconds),
        "large": lambda: held_to_bound("large", asked.seconds),
        "why": lambda: why_nots(min(10.0, asked.seconds)),
        "fill": measure,
    }
    if asked.psplib is not None:
        race = lambda: compare(asked.psplib, asked.race_seconds, asked.count)  # noqa: E731 - one of the jobs
        jobs = {"psplib": race, **jobs}
    figures: dict[str, object] = {}
    for name, job in jobs.items():
        if name in asked.sets:
            figures |= job()
    if "large_gap" in figures:
        figures["large_gap_60s"] = figures.pop("large_gap")
    return figures


def main() -> None:
    """Run what is asked for and print a line for each; `--json` adds the figures as an object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--psplib", type=Path)
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--race-seconds", type=float, default=10.0)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    ready()
    figures = asked_for(asked)
    figures["peak_gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    if asked.json:
        print(
            json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()})
        )


if __name__ == "__main__":
    main()
