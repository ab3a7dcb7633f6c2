"""How long a great dossier takes to load and to check, beside merely reading its rows.

The dossiers are made by seed from the example mission in the shapes of `made_dossier`: mostly
work, mostly evidence, pledges and partners alone, and every table alike. The floor is the standard
library's reader over the same files, which knows nothing of what it reads.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.made_dossier import SHAPES, write
from cadre.checks.catalogue import run_checks
from cadre.dossier.asof import known
from cadre.dossier.load import load

ROWS = 50_000
SEED = 7
GOAL = 3.0
"""Seconds to load and check 50,000 rows on 2 cores."""


def floor(where: Path) -> float:
    """Seconds that the standard library takes to read every row as text."""
    begun = time.perf_counter()
    for path in sorted(where.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for _ in csv.DictReader(file):
                pass
    return time.perf_counter() - begun


def measured(shape: str, folder: Path) -> dict[str, float]:
    """Seconds by step for one shape, and how many rows and findings there are."""
    where = folder / shape
    rows = write(where, shape, ROWS, SEED)
    plain = floor(where)
    times = [time.perf_counter()]
    loaded = load(where)
    times.append(time.perf_counter())
    mission = known(loaded.mission, loaded.mission.profile.as_of)
    times.append(time.perf_counter())
    findings = run_checks(mission)
    times.append(time.perf_counter())
    load_s, known_s, check_s = (b - a for a, b in pairwise(times))
    return {
        "rows": rows,
        "findings": len(findings),
        "floor_s": plain,
        "load_s": load_s,
        "known_s": known_s,
        "check_s": check_s,
        "all_s": times[-1] - times[0],
    }


def main() -> None:
    """Print a line for each shape; `--json` adds the figures as an object."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for shape in SHAPES:
            found = measured(shape, Path(folder))
            print(
                f"{shape:9} {found['rows']:,} rows: load {found['load_s']:.2f} s, "
                f"as known {found['known_s']:.2f} s, checks {found['check_s']:.2f} s "
                f"({found['findings']:,} findings); all {found['all_s']:.2f} s, "
                f"{found['all_s'] / GOAL:.2f} of {GOAL:g} s allowed, "
                f"{found['all_s'] / found['floor_s']:.0f} times merely reading"
            )
            figures |= {f"{shape}_{name}": value for name, value in found.items()}
    if "--json" in sys.argv[1:]:
        print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
