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
import json, sys, time
from pathlib import Path
from benchmarks.reference import reference
from cadre.simulator.run import simulate

def mib(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024

mission, plan = reference()
simulate(mission, plan, futures=1, threads=1)
Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
before, seconds = mib("VmRSS"), {}
for futures in map(int, sys.argv[1:]):
    began = time.perf_counter()
    simulate(mission, plan, futures=futures, threads=1)
    seconds[futures] = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "mib": mib("VmHWM") - before, "mib_imports": before}))
"""
_START = """
import json, time
began = time.perf_counter()
from benchmarks.reference import reference
from cadre.simulator.run import simulate
simulate(*reference(), futures=1000, threads=1)
print(json.dumps([time.perf_counter() - began, time.process_time()]))
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

    `mib` is the peak of memory from then on, beyond what imports, machine code and a first future
    have left there. Linux only.
    """
    found: dict[str, Any] = json.loads(_output(_MANY, *map(str, counts)))
    return found


def warm_start(tries: int = 3) -> tuple[float, float]:
    """Seconds from the first import to the outcomes of 1,000 futures, machine code cached.

    By the clock, and of the processor with the interpreter's own start, each of the fastest try.
    The reference mission is made in this time too.
    """
    found = [json.loads(_output(_START)) for _ in range(tries)]
    return min(wall for wall, _ in found), min(work for _, work in found)
