"""How fast combinations of choices and cases are played, beside ema_workbench on the same model.

    python benchmarks/explorer.py [--combos N] [--futures N] [--json]

The example mission NMI as of 1 March 2021: its choices against a Latin hypercube over all that is
uncertain in it and decides, 10,000 futures a combination. The plans are made before the clock runs;
laying each case is part of what is timed.

The peer is ema_workbench with the same choices as policies and the same points as scenarios; its
model is a Python function that puts the values into the mission and calls `simulate`, as
`Playing.combination` does. Its sequential and its multiprocessing evaluator are both run, with as
many processes as Cadre has threads; the faster counts. What all tell must be the same to the last
bit, or the run ends with 1.

Measured too: what a Ray cluster on this machine adds to the same shards on threads, where Ray is
installed (`ray_overhead_share`; `ray_start_s` until its first answer; `ray_equal`); an exploration
that is broken off and gone on with, whose numbers must equal those of one in one go; and how much
of a combination is spent before its futures are played.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import sys
import time
import warnings
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(1, str(Path(__file__).parents[1] / "src"))

from cadre.desk.desk import Desk
from cadre.explorer.choices import choices, chosen
from cadre.explorer.designs import latin
from cadre.explorer.exploration import Exploration
from cadre.explorer.explore import explore, planned
from cadre.explorer.finding import deciding, uncertainties
from cadre.explorer.local import LocalRunner
from cadre.explorer.measures import measures
from cadre.explorer.playing import Playing
from cadre.explorer.runner import Shard

EXAMPLE = Path(__file__).parents[1] / "examples" / "nmi"
AS_OF = date(2021, 3, 1)
SEED = 8
PLANNING = 5.0
"""Seconds for each plan."""
PEER = 64
"""Combinations that each evaluator of the peer plays: more don't make it faster."""
RAY, SHARDED = 128, 8
"""Combinations that a cluster plays, and how many of them are a shard."""
FEW = 512
"""Futures where only the bits matter, or the time before any is played."""


class Setting:
    """The mission with its choices, plans, measures and what is uncertain, made once."""

    def __init__(self) -> None:
        desk = Desk.open(str(EXAMPLE), reader="staff", as_of=AS_OF)
        self.mission, self.made_from = desk.weighed, desk.made_from
        self.choices = choices(self.mission)
        self.plans = planned(self.mission, self.choices, self.made_from, seconds=PLANNING)
        self.cut = tuple(chosen(self.mission, one) for one in self.choices)
        # Any plan tells which values are looked at; the largest choice has the most work.
        every = uncertainties(self.mission)
        self.uncertainties = deciding(self.cut[-1:], self.plans[-1:], every)
        self.measures = measures(self.mission)

    def playing(self, cases: int, futures: int) -> Playing:
        """What plays so many cases of each choice."""
        design = latin(self.uncertainties, points=cases, seed=SEED)
        return Playing.of(
            self.mission, self.choices, self.plans, design, self.measures, futures, seed=SEED
        )

    def explored(self, work: Playing, runner: LocalRunner, **other: object) -> Exploration:
        """The exploration of what `work` plays, by the one door."""
        return explore(
            self.mission,
            made_from=self.made_from,
            choices=self.choices,
            design=work.design,
            measures=work.measures,
            futures=work.futures,
            seed=SEED,
            plans=self.plans,
            runner=runner,
            **other,  # type: ignore[arg-type]
        )


def ours(setting: Setting, combos: int, futures: int, threads: int) -> dict[str, float]:
    """Combinations a second, with the processor's seconds of each."""
    work = setting.playing(-(-combos // len(setting.choices)), futures)
    runner = LocalRunner(threads=threads, apart=True)
    setting.explored(setting.playing(1, FEW), runner)
    wall, own = time.perf_counter(), time.process_time()
    found = setting.explored(work, runner)
    number = found.means.shape[0] * found.means.shape[1]
    wall, own = time.perf_counter() - wall, time.process_time() - own
    return {"combos": number, "combos_per_s": number / wall, "cpu_s_a_combo": own / number}


def before_playing(setting: Setting) -> float:
    """Seconds of the processor that a combination takes before its futures, and after."""
    turns = {}
    for futures in (256, 512):
        work = setting.playing(8, futures)
        work(Shard(number=0, begin=0, end=2))
        begun = time.process_time()
        work(Shard(number=0, begin=2, end=34))
        turns[futures] = (time.process_time() - begun) / 32
    return max(0.0, 2 * turns[256] - turns[512])


def peer(setting: Setting, futures: int, threads: int) -> tuple[dict[str, float], bool]:
    """Combinations a second of each evaluator, and whether all told what Cadre tells."""
    warnings.simplefilter("ignore")
    import ema_workbench as ema  # type: ignore[import-untyped]  # noqa: PLC0415

    logging.getLogger("EMA").setLevel(logging.ERROR)
    number = PEER // len(setting.choices)
    work = setting.playing(number, futures)
    model = ema.Model("nmi", function=_Model(work))
    names = [f"u{place}" for place in range(len(setting.uncertainties))]
    model.uncertainties = [
        ema.RealParameter(name, one.low, one.high)
        for name, one in zip(names, setting.uncertainties, strict=True)
    ]
    model.levers = [ema.IntegerParameter("choice", 0, len(setting.choices) - 1)]
    keys = [f"m{place}" for place in range(len(setting.measures))]
    model.outcomes = [ema.ScalarOutcome(key) for key in keys]
    cases = [
        ema.Scenario(str(case), **dict(zip(names, row, strict=True)))
        for case, row in enumerate(work.design.points.tolist())
    ]
    policies = [ema.Policy(str(k), choice=k) for k in range(len(setting.choices))]
    alone = work(Shard(number=0, begin=0, end=number * len(setting.choices)))
    evaluators: dict[str, Callable[[], object]] = {
        "sequential": lambda: ema.SequentialEvaluator(model),
        "multiprocessing": lambda: ema.MultiprocessingEvaluator(model, n_processes=threads),
    }
    rates, same = {}, True
    for name, made in evaluators.items():
        with made() as evaluator:  # type: ignore[attr-defined]
            evaluator.perform_experiments(cases[:threads], policies[:1])
            begun = time.perf_counter()
            told, outcomes = evaluator.perform_experiments(cases, policies)
            rates[name] = len(cases) * len(policies) / (time.perf_counter() - begun)
        found = np.column_stack([outcomes[key] for key in keys])
        rows = told["choice"].to_numpy(dtype=int) * number + told["scenario"].to_numpy(dtype=int)
        same = same and np.array_equal(found, alone.means[rows])
    return rates, same


class _Model:
    """The mission as ema_workbench calls a model: named values in, named outcomes out."""

    def __init__(self, work: Playing) -> None:
        self.work, self.__name__ = work, "model"

    def __call__(self, choice: int = 0, **values: float) -> dict[str, float]:
        from dataclasses import replace  # noqa: PLC0415 - keeps what the peer does in one place

        points = np.array([[values[f"u{k}"] for k in range(len(values))]])
        design = replace(self.work.design, points=points, scenarios=(None,))
        means, _ = replace(self.work, design=design).combination(int(choice))
        return {f"m{place}": value for place, value in enumerate(means)}


def resumed_equal(setting: Setting, threads: int) -> bool:
    """Whether an exploration broken off and gone on with equals one in one go, to the last bit."""
    work = setting.playing(6, FEW)
    whole = setting.explored(work, LocalRunner(threads=threads))
    with TemporaryDirectory() as folder:
        asked = count()
        first = setting.explored(
            work,
            LocalRunner(threads=1),
            keep=Path(folder) / "kept",
            shard=5,
            stop=lambda: next(asked) > 2,
        )
        again = setting.explored(
            work, LocalRunner(threads=threads), keep=Path(folder) / "kept", shard=5
        )
    same = np.array_equal(whole.means, again.means) and np.array_equal(whole.errors, again.errors)
    return bool(first.stopped and same and not again.stopped)


def ray_figures(setting: Setting, futures: int) -> dict[str, object]:
    """What a Ray cluster of one node with two processors adds to two threads; none without Ray."""
    try:
        from benchmarks.explorer_ray import ray_overhead  # noqa: PLC0415 - Ray is an extra
    except ImportError:
        return {"ray_overhead_share": None}
    work = setting.playing(RAY // len(setting.choices), futures)
    ends = range(SHARDED, RAY + 1, SHARDED)
    shards = [Shard(number=k, begin=end - SHARDED, end=end) for k, end in enumerate(ends)]
    found = ray_overhead(work, shards)
    return {
        "ray_overhead_share": round(found["ray_overhead_share"], 3),
        "ray_start_s": round(found["ray_start_s"], 1),
        "ray_equal": found["ray_equal"],
    }


def benchmark(combos: int, futures: int, threads: int) -> dict[str, object]:
    """All figures."""
    setting = Setting()
    rates, same = peer(setting, futures, threads)
    own = ours(setting, combos, futures, threads)
    best = max(rates.values())
    return {
        "machine": platform.processor() or platform.machine(),
        "threads": threads,
        "choices": len(setting.choices),
        "uncertainties": len(setting.uncertainties),
        "combos": own["combos"],
        "futures": futures,
        "combos_per_s": round(own["combos_per_s"], 2),
        "futures_per_s": round(own["combos_per_s"] * futures),
        "cpu_s_a_combo": round(own["cpu_s_a_combo"], 4),
        "cpu_s_before_playing": round(before_playing(setting), 4),
        "peer_combos_per_s": round(best, 2),
        "peers": {name: round(rate, 2) for name, rate in rates.items()},
        "peer_same": same,
        "x_peer": round(own["combos_per_s"] / best, 2),
        **ray_figures(setting, futures),
        "resumed_equal": resumed_equal(setting, threads),
    }


def main() -> int:
    """Measure and print; 1 when bits differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--combos", type=int, default=1000)
    parser.add_argument("--futures", type=int, default=10_000, help="a combination")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    asked = parser.parse_args()
    found = benchmark(asked.combos, asked.futures, asked.threads)
    for name, value in found.items():
        print(f"{name:24} {value}")
    if asked.json:
        print(json.dumps(found))
    same = ("resumed_equal", "peer_same", "ray_equal")
    return 0 if all(found.get(name, True) for name in same) else 1


if __name__ == "__main__":
    sys.exit(main())
