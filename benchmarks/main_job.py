"""How long the main job takes, and the commands that should answer at once.

Each command runs in a process of its own, as a person would start it. The first run of the main job
may compile and is told apart; the others are given as median and range.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOSSIER = str(ROOT / "examples" / "nmi")
REPEATS = 5
GOALS = {"--help": 0.3, "check": 1.0, "brief": 20.0}
"""Seconds on 2 cores, warm."""


def seconds(arguments: list[str], folder: str) -> float:
    """Time of one run, in seconds; stops the benchmark when the command can't do its work."""
    begun = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "cadre", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode > 1:
        sys.exit(done.stderr)
    return time.perf_counter() - begun


def main() -> None:
    """Run each command a few times and print a line for each; `--json` adds them as an object."""
    jobs = {
        "--help": ["--help"],
        "check": ["check", DOSSIER, "--as-of", "2021-03-15"],
        "brief": ["brief", DOSSIER, "--as-of", "2021-03-15", "--out", "brief.html"],
    }
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in jobs.items():
            first = seconds(arguments, folder)
            times = [seconds(arguments, folder) for _ in range(REPEATS)]
            usual, goal = statistics.median(times), GOALS[name]
            print(
                f"{name:8} first {first:6.2f} s, then {usual:6.2f} s "
                f"({min(times):.2f} to {max(times):.2f}), {usual / goal:.2f} of {goal:g} s allowed"
            )
            key = name.strip("-")
            figures |= {f"{key}_first_s": first, f"{key}_s": usual, f"{key}_of_goal": usual / goal}
    if "--json" in sys.argv[1:]:
        print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
