"""What a fresh process needs: memory beyond its imports, time by futures, a warm start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_MANY = """
import json, resource, sys, time
from benchmarks.reference import reference
from cadre.simulator.run import simulate

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

mission, plan = reference()
simulate(mission, plan, futures=1, threads=1)
before, seconds = peak(), {}
for futures in map(int, sys.argv[1:]):
    began = time.perf_counter()
    simulate(mission, plan, futures=futures, threads=1)
    seconds[futures] = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "mib": peak() - before, "mib_imports": before}))
"""
_START = """
import time
began = time.perf_counter()
from benchmarks.reference import reference
from cadre.simulator.run import simulate
simulate(*reference(), futures=1000, threads=1)
print(time.perf_counter() - began)
"""


def _output(script: str, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - this program's own text
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


def many(counts: list[int]) -> dict[str, Any]:
    """Seconds for each number of futures, one after the other on one thread, and MiB they add.

    `mib` is the peak of memory beyond the peak after imports, machine code and a first future.
    """
    found: dict[str, Any] = json.loads(_output(_MANY, *map(str, counts)))
    return found


def warm_start(tries: int = 3) -> float:
    """Seconds from the first import to the outcomes of 1,000 futures, machine code cached.

    The reference mission is made in this time too.
    """
    return min(float(_output(_START)) for _ in range(tries))
