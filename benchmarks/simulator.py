"""How fast futures are played: Cadre against SimPy and NumPy, on one reference mission.

    python benchmarks/simulator.py [--futures N] [--json]

All three play the same 260 weeks of the same mission (`reference.py`) by the same rules, in one
run, pinned to one core, taking turns; of each the fastest turn counts, in seconds of the processor.
The peers are written as a competent user of SimPy and of NumPy would write them. What they tell is
laid beside what Cadre tells; the run ends with 1 when any answer lies more than five standard
errors off, so that a fast wrong answer can't win.

Measured too: Cadre's share of what the machine's integer units could do at most (`limit.py` says
how that is counted), memory and time of up to a million futures in a fresh process, a warm start,
what a second core gives, and how much common luck takes from the variance of a difference. The last
line with --json holds all of it as one object; `sha256` is of the outcomes of 10,000 futures of
seed 0, and is the same on every machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(1, str(Path(__file__).parents[1] / "src"))

from benchmarks import agreement, common_luck, fresh, limit
from benchmarks.numpy_once import Model as NumpyModel
from benchmarks.numpy_peer import Batch
from benchmarks.reading import read
from benchmarks.reference import reference
from benchmarks.simpy_peer import Future
from benchmarks.simpy_state import Model as SimpyModel
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.simulator.attrition import DITHERED
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.run import simulate

BATCH = 4000
"""Futures that NumPy plays side by side: more don't make it faster."""
SIMPY = 150
"""Futures of a turn of SimPy."""
TURNS = 4
LONG = 2.0
"""Seconds that a turn of Cadre is to take at least, unless futures are asked for."""


@dataclass
class Race:
    """What the turns gave.

    Attributes:
        ours: Cadre's outcomes.
        simpy: Futures that SimPy played.
        numpy: Batches that NumPy played.
        best: Futures a second by player, of its fastest turn.
    """

    ours: Outcomes
    simpy: list[Future]
    numpy: list[Batch]
    best: dict[str, float]


@contextmanager
def cores(count: int) -> Iterator[int]:
    """Only so many of the cores that this process may use, or as many as there are."""
    if not hasattr(os, "sched_setaffinity"):
        yield 1
        return
    free = os.sched_getaffinity(0)
    some = set(sorted(free)[:count])
    os.sched_setaffinity(0, some)
    try:
        yield len(some)
    finally:
        os.sched_setaffinity(0, free)


def seconds(play: Callable[[], object]) -> float:
    """Seconds that a call takes, by the clock on the wall."""
    began = time.perf_counter()
    play()
    return time.perf_counter() - began


def at_work(play: Callable[[], object]) -> float:
    """Seconds of a processor that a call takes, whoever else is at work on the machine."""
    began = time.process_time()
    play()
    return time.process_time() - began


def enough(mission: Mission, plan: Plan) -> int:
    """Futures, a power of two times 10,000, that take Cadre so long that its speed can be told."""
    futures = 10_000
    simulate(mission, plan, futures=1, threads=1)

    def play() -> None:
        simulate(mission, plan, futures=futures, threads=1)

    with cores(1):
        while at_work(play) < LONG:
            futures *= 2
    return futures


def race(mission: Mission, plan: Plan, futures: int, turns: int) -> Race:
    """Play in turns on one core."""
    stated = read(mission, plan)
    slow, wide = SimpyModel(stated), NumpyModel(stated)
    found = Race(ours=simulate(mission, plan, futures=1, threads=1), simpy=[], numpy=[], best={})

    def ours() -> None:
        found.ours = simulate(mission, plan, futures=futures, threads=1)

    def dithered() -> None:
        simulate(mission, plan, futures=futures, threads=1, attrition=DITHERED)

    def simpy(turn: int) -> None:
        found.simpy += [Future(slow, (turn, number)) for number in range(SIMPY)]

    def numpy(turn: int) -> None:
        found.numpy.append(Batch(wide, BATCH, turn))

    with cores(1):
        for turn in range(turns):
            taken = {
                "ours_exact": futures / at_work(ours),
                "ours_dithered": futures / at_work(dithered),
                "simpy": SIMPY / at_work(lambda now=turn: simpy(now)),  # type: ignore[misc]
                "numpy": BATCH / at_work(lambda now=turn: numpy(now)),  # type: ignore[misc]
            }
            print("  turn", turn + 1, {name: round(speed, 1) for name, speed in taken.items()})
            for name, speed in taken.items():
                found.best[name] = max(speed, found.best.get(name, 0.0))
    return found


def second_core(mission: Mission, plan: Plan, futures: int, turns: int) -> float | None:
    """How many times as fast two cores are as one; None where there is but one."""
    one, two = float("inf"), float("inf")
    for _ in range(turns):
        with cores(1):
            one = min(one, seconds(lambda: simulate(mission, plan, futures=futures, threads=1)))
        with cores(2) as there:
            if there < 2:
                return None
            two = min(two, seconds(lambda: simulate(mission, plan, futures=futures, threads=2)))
    return round(one / two, 2)


def digest(found: Outcomes) -> str:
    """SHA-256 of all counts of outcomes, in the order of their fields."""
    told = sha256()
    for field in fields(found):
        counts = getattr(found, field.name)
        if isinstance(counts, np.ndarray):
            told.update(field.name.encode())
            told.update(np.ascontiguousarray(counts, dtype="<i8").tobytes())
    return told.hexdigest()


def checked(found: Race) -> list[tuple[str, agreement.Answer]]:
    """Every answer of the peers beside Cadre's, printed."""
    names = agreement.names_of(found.ours)
    batches = [agreement.of_batch(one, names) for one in found.numpy]
    wide = {name: np.concatenate([one[name] for one in batches]) for name in batches[0]}
    rows = [
        ("SimPy", one)
        for one in agreement.compared(found.ours, agreement.of_futures(found.simpy, names))
    ]
    rows += [("NumPy", one) for one in agreement.compared(found.ours, wide)]
    print(f"\n{'answer':28}{'Cadre':>12}{'peer':>12}{'+-':>9}{'apart':>7}")
    for peer, one in rows:
        print(
            f"{one.name:28}{one.ours:12.3f}{one.theirs:12.3f}{one.error:9.3f}"
            f"{one.distance:7.1f}  {peer}"
        )
    return rows


def benchmark(asked: int | None, turns: int, counts: list[int], luck: int) -> dict[str, object]:
    """Measure all."""
    mission, plan = reference()
    futures = asked or enough(mission, plan)
    print("Turns on one core, futures a second")
    found = race(mission, plan, futures, turns)
    rows = checked(found)
    best = found.best
    stated = read(mission, plan)
    with cores(1):
        most = limit.peak()
        many, warm = fresh.many(counts), fresh.warm_start()
    needs = {mode: limit.needed(stated, found.numpy[0], mode) for mode in limit.LEAVING}
    print("\nVariance of a difference: with independent luck over common luck")
    ratios = common_luck.ratios(mission, plan, luck, print)
    played = len(found.simpy)
    exact = best["ours_exact"]
    return {
        "machine": platform.processor() or platform.machine(),
        "cpu": _cpu(),
        "weeks": stated.weeks,
        "running_weeks_a_future": round(float(found.numpy[0].ran.sum()) / BATCH),
        "cohorts_a_future": round(found.numpy[0].cohorts / BATCH),
        "events_a_future": round(sum(one.events for one in found.simpy) / played),
        "moves_a_future": round(sum(one.moves for one in found.simpy) / played),
        "futures": futures,
        "ours_exact": round(exact),
        "ours_dithered": round(best["ours_dithered"]),
        "simpy": round(best["simpy"], 1),
        "numpy": round(best["numpy"]),
        "x_simpy": round(exact / best["simpy"]),
        "x_numpy": round(exact / best["numpy"], 1),
        "x_two_cores": second_core(mission, plan, futures, turns),
        "share_of_limit": round(exact * needs["exact"].operations / most, 3),
        "share_of_limit_dithered": round(
            best["ours_dithered"] * needs["dithered"].operations / most, 3
        ),
        "operations_a_future": {mode: round(one.operations) for mode, one in needs.items()},
        "blocks_a_future": {mode: round(one.blocks) for mode, one in needs.items()},
        "operations_a_second": round(most),
        "linear": many["seconds"],
        f"mib_beyond_imports_1e{len(str(max(counts))) - 1}": round(many["mib"], 1),
        "mib_imports": round(many["mib_imports"]),
        "warm_start_s": round(warm[0], 2),
        "warm_start_of_the_processor_s": round(warm[1], 2),
        "crn_ratio_min": round(min(ratios.values()), 1),
        "crn_ratios": {name: round(ratio, 1) for name, ratio in ratios.items()},
        "apart_most": round(max(one.distance for _, one in rows), 2),
        "apart": [f"{peer}: {one.name}" for peer, one in rows if one.distance > agreement.MOST],
        "sha256": digest(simulate(mission, plan, futures=10_000)),
    }


def _cpu() -> str:
    """The processor's name where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")


def main() -> int:
    """Measure and print; 1 when the players don't agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, help="of a turn of Cadre")
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--most", type=int, default=1_000_000, help="of the largest single call")
    parser.add_argument("--luck", type=int, default=500, help="futures of each edit")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    asked = parser.parse_args()
    counts = [asked.most // 100, asked.most // 10, asked.most]
    found = benchmark(asked.futures, asked.turns, counts, asked.luck)
    print()
    for name, value in found.items():
        print(f"{name:28} {value}")
    if asked.json:
        print(json.dumps(found))
    return 1 if found["apart"] else 0


if __name__ == "__main__":
    sys.exit(main())
