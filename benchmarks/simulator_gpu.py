"""How fast a GPU plays futures, beside one core of the machine that it is in.

    python benchmarks/simulator_gpu.py [--futures 1000000] [--json]

The example mission `examples/nmi`, its plan as the tests lay it; the same futures on both, and the
sums must be the same to the last bit before a time is told. Compiling isn't timed. Without a GPU
it says so and measures nothing.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(1, str(Path(__file__).parents[1] / "src"))

from cadre.dossier.load import load
from cadre.errors import CadreError
from cadre.simulator import cpu, gpu
from cadre.simulator.layout import Tally
from cadre.simulator.tables import lay
from tests.simulator.plans import plain_plan

EXAMPLE = Path(__file__).parents[1] / "examples" / "nmi"
SEED = 1


def timed(play: Callable[[int], tuple[Tally, int]], futures: int) -> tuple[Tally, float]:
    """The sums, and futures a second, once machine code is there."""
    play(1)
    begun = time.perf_counter()
    sums, _ = play(futures)
    return sums, futures / (time.perf_counter() - begun)


def main() -> int:
    """Print futures a second on both."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--futures", type=int, default=1_000_000)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    try:
        gpu.refuse()
    except CadreError as refused:
        print(f"Nothing is measured: {refused}")
        return 2
    mission = load(EXAMPLE).mission
    tables = lay(mission, plain_plan(mission), [300, 500])
    on_gpu, fast = timed(lambda n: gpu.play_all(tables, futures=n, seed=SEED), asked.futures)
    on_core, slow = timed(
        lambda n: cpu.play_all(tables, futures=n, seed=SEED, threads=1), asked.futures
    )
    cells = [(getattr(on_gpu, name), getattr(on_core, name)) for name in on_gpu._fields]
    if not all(np.array_equal(one, other) for one, other in cells):
        print("The sums differ; no time is told.")
        return 1
    figures = {"cuda": round(fast), "one_core": round(slow), "x_cuda": round(fast / slow, 1)}
    machine = platform.processor() or platform.machine()
    print(f"{machine} and {gpu.called()}, {asked.futures:,} futures")
    for name, value in figures.items():
        print(f"{name:10} {value:>14,}")
    if asked.json:
        print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
