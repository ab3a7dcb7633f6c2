"""How soon a why-not comes, and how many of the changes that it names planning again proves.

Of works that a plan leaves out, one after the other, the plan laid out once: what `cadre why`
asks for its answer. A why-not is the reason with an addition that fits, and the fewest rules in
the way; then come what-ifs, tried on the changed mission, and the plan made again with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from time import perf_counter

from benchmarks.made import FROM, SIZES, generate
from cadre.planner.explain import why_not
from cadre.planner.letting_in import let_in
from cadre.planner.solve import solve
from cadre.planner.unlocking import Question, in_the_way, unlocking

ASKED = {"small": 40, "middle": 40, "large": 40}
"""Works asked about."""
TRIED = {"small": 40, "middle": 20, "large": 4}
"""Of these, works for which what-ifs are looked for and planned again."""
MISSIONS = {"small": 4, "middle": 1, "large": 1}
"""Missions that they are of."""


def why_nots(seconds: float) -> dict[str, object]:
    """Median and worst milliseconds of why-nots by size, and the share of unlocks proven.

    Args:
        seconds: How long each plan is looked for.
    """
    found: dict[str, object] = {}
    for name in ASKED:
        times: list[float] = []
        tries: list[float] = []
        named, proven = 0, 0
        for seed in range(MISSIONS[name]):
            for number, question in enumerate(_questions(name, seed, seconds)):
                times.append(_answered(question))
                if number < TRIED[name] // MISSIONS[name]:
                    began = perf_counter()
                    texts = unlocking(question)
                    if texts is not None:
                        named += 1
                        proven += let_in(question, texts, FROM) is not None
                    tries.append(perf_counter() - began)
        found |= {
            f"{name}_why_ms": 1000 * median(times),
            f"{name}_why_worst_ms": 1000 * max(times),
            f"{name}_why_proof_ms": 1000 * median(tries),
            f"{name}_why_unlocks": named,
            f"{name}_why_proven": proven,
        }
        print(
            f"{name}: why-not {1000 * median(times):.1f} ms, worst {1000 * max(times):.1f} ms, of "
            f"{len(times)} works; of {len(tries)} of them what-ifs unlock {named}, {proven} proven "
            f"by planning again, {1000 * median(tries):,.0f} ms each"
        )
    return found


def _questions(name: str, seed: int, seconds: float) -> Iterator[Question]:
    """Questions about works that a plan leaves out, about as many from all parts of the mission."""
    given = generate(SIZES[name], seed)
    plan = solve(given, made_from=FROM, seed=seed, seconds=seconds).plan
    planned = {one.activity for one in plan.starts}
    out = [one.activity for one in plan.left_out if one.activity not in planned]
    most = max(1, ASKED[name] // MISSIONS[name])
    first = Question(given, plan, out[0])
    # The plan is laid out once, whoever asks.
    _answered(first)
    for key in out[:: max(1, len(out) // most)][:most]:
        yield replace(first, activity=key)


def _answered(question: Question) -> float:
    began = perf_counter()
    stand = question.stand
    why_not(stand, stand.search.problem.works[question.work(stand)])
    in_the_way(question)
    return perf_counter() - began
