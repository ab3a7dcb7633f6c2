"""How good plans are and how soon they come: projects of PSPLIB, missions made by seed, posts.

    python benchmarks/planner.py [--psplib FOLDER] [--seconds 60] [--seeds 8] [--json]
        [--sets psplib tiny small open middle large why fill]

Projects are raced against PyJobShop at equal time on one core (`psplib.py`), tiny missions against
a direct CP-SAT model (`direct.py`), posts against HiGHS (`fill.py`); why-nots are timed and their
unlocks planned again (`why.py`); small, middle and large missions are held against the bound that
the planner proves, and so are small ones of which some work is open-ended (`open`). All run in this
process, one after the other.
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
from statistics import mean, median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.direct import Direct
from benchmarks.fill import measure
from benchmarks.made import FROM, SIZES, generate, withdrawn
from benchmarks.psplib import compare
from benchmarks.why import why_nots
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.planner.collecting import uncollected
from cadre.planner.in_force import InForce
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.quick import Quick
from cadre.planner.ready import ready
from cadre.planner.search import Search
from cadre.planner.solve import solve
from cadre.planner.staff import Staff
from cadre.planner.written import seated

SETS = ("psplib", "tiny", "small", "open", "middle", "large", "why", "fill")
QUESTIONS = {
    "small": (24, 4, 10_000_000),
    "open": (24, 4, 10_000_000),
    "middle": (12, 2, 30_000_000),
    "large": (3, 2, 60_000_000),
}
"""Missions of each size, what-ifs asked of each, and the effort of a search: weeks looked at."""
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


def proofs(name: str, seconds: float, seeds: int) -> Figures:
    """How many missions of a size are proven best, how long that takes, what a second finds.

    What a search alone finds in a second is told in % below the best plan known in the end.
    """
    times, below = [], []
    for seed in range(seeds):
        given = generate(SIZES[name], seed)
        alone = _alone(given, seed, 1.0)
        found = solve(given, made_from=FROM, seed=seed, seconds=seconds)
        below.append(100 * max(0.0, 1 - alone / found.objective))
        proven = found.status.value == "optimal"
        times += [found.seconds] if proven else []
        print(
            f"{name} {seed}: gap {found.gap:.2%} after {found.seconds:.1f} s, "
            f"{found.status.value}; search alone after a second {below[-1]:.2f}% below"
        )
    enough = len(times) > seeds / 2
    return {
        f"{name}_proven": len(times),
        f"{name}_proven_s": median(times) if enough else None,
        f"{name}_search_1s_below": median(below),
    }


def _alone(given: Mission, seed: int, seconds: float) -> float:
    """What a search without proofs finds in so many seconds, laying out the mission included."""
    began = perf_counter()
    quick = Quick(Problem.of(given), Objective(given), seed)
    for _ in quick.steps():
        if perf_counter() - began > seconds:
            break
    return quick.told_worth()


def held_to_bound(name: str, seconds: float) -> Figures:
    """First plan, gap after a time, and what-ifs of a mission too big to prove."""
    given = generate(SIZES[name], 0)
    began = perf_counter()
    with uncollected():
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
    print(
        f"{name}: {tracks:,} tracks laid out {laid:.2f} s, first plan {first:.2f} s, "
        f"gap {1 - worth / bound:.2%} after {seconds:g} s (all {found.seconds:.1f} s)"
    )
    return {
        f"{name}_first_s": first,
        f"{name}_gap": 100 * (1 - worth / bound),
        **what_ifs(name),
    }


def what_ifs(name: str) -> Figures:
    """Pledges withdrawn, one at a time, as `cadre what-if` asks them of a plan in force.

    Plans in force are made with a stated effort of search. Each question goes through the door that
    the command uses. Of `InForce.after`, `soon` counts seconds from the changed mission to a plan
    that is checked by all rules, people for it being there; `told` counts people seated in posts
    and reasons of what fell as well. Neither counts laying out the mission as it was, once for all
    questions, nor reading the dossier. Values are shares of what a search from scratch of the
    changed mission is worth, with the same effort that the plan in force was made with.
    """
    missions, changes, effort = QUESTIONS[name]
    soon, told, same, values = [], [], [], []
    for seed in range(missions):
        given, dice = generate(SIZES[name], seed), Random(seed)  # noqa: S311 - makes questions
        force = InForce(given, _made(given, seed, effort), seed=seed)
        for _ in range(changes):
            asked = withdrawn(given, dice)
            answer = force.after(asked, made_from=FROM)
            soon.append(answer.soon)
            told.append(answer.result.seconds)
            same.append(_unchanged(force.plan, answer.result.plan))
            again = _searched(asked, seed, effort)
            values.append(answer.result.objective / again.told_worth())
    print(
        f"{name}: {len(soon)} what-ifs, checked plan after {median(soon):.3f} s, told after "
        f"{median(told):.3f} s, {mean(same):.1%} of starts unchanged, worth {mean(values):.2%} on "
        f"average (half of them {median(values):.2%} or more) of searches of {effort:,} weeks"
    )
    return {
        f"{name}_whatif_s": median(soon),
        f"{name}_whatif_told_s": median(told),
        f"{name}_whatif_unchanged": mean(same),
        f"{name}_whatif_value": mean(values),
    }


def _searched(given: Mission, seed: int, effort: int) -> Quick:
    quick = Quick(Problem.of(given), Objective(given), seed)
    quick.warm(effort)
    return quick


def _made(given: Mission, seed: int, effort: int) -> Plan:
    """A plan of a mission, found with so much effort, nothing said of what is left out."""
    quick = _searched(given, seed, effort)
    search = Search(quick.problem, Staff(quick.problem), quick.laid.objective)
    return seated(search, quick.runs, FROM, ())


def _unchanged(before: Plan, after: Plan) -> float:
    """Share of the starts of a plan that another one has in the same week and way."""
    stay = {(one.activity, one.mode, one.week) for one in after.starts}
    kept = sum((one.activity, one.mode, one.week) in stay for one in before.starts)
    return kept / max(1, len(before.starts))


def asked_for(asked: argparse.Namespace) -> Figures:
    """The figures of the sets asked for."""
    jobs: dict[str, Callable[[], Mapping[str, object]]] = {
        "tiny": lambda: tiny(6.0, min(3, asked.seeds)),
        "small": lambda: {**proofs("small", asked.seconds, asked.seeds), **what_ifs("small")},
        "open": lambda: {**proofs("open", asked.seconds, asked.seeds), **what_ifs("open")},
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
