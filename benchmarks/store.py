"""What a store takes, on SQLite and on PostgreSQL: changes a second, views of the past, and kills.

The dossiers are made by seed from the example mission (`made_dossier`). Each store then gets a
history of changes of a few rows, and a branch; views of it, as of the middle of that history and of
the branch, are read whole. Both databases wait for the disk at each change.

Kills: writers are forked from this warm process and killed, before each statement of a change in
turn and at any moment; after each the store is looked at for what was acknowledged and isn't there,
and for changes of which a part is.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.made_dossier import write
from cadre.dossier.load import load
from cadre.dossier.store.access import begin, fork_at, load_at, save_at
from cadre.dossier.store.address import MAIN, Address, parse
from cadre.dossier.store.bodies import body_cells, body_text, read_row
from cadre.dossier.store.changes import Content, Key, Put
from cadre.dossier.store.opening import Store, opened
from cadre.dossier.store.verifying import verify
from cadre.dossier.store.views import View, head_seq, rows_at, view
from cadre.dossier.store.writing import commit
from cadre.mission.mission import Mission
from tests.store.killing import killed, two_rows
from tests.store.making import by
from tests.store.server import binaries, running

SIZES = (5_000, 100_000)
SHAPE = "work"
SEED = 7
CHANGES = 200
"""Changes that a store gets after its first one."""
TOUCHED = 20
"""Rows of each of these."""
TURNS = 9
"""Views of which the middle one is told."""
WRITERS = 8
SECONDS = 3.0
"""How long commits are counted."""

Figures = dict[str, float]


def middle_ms(work: Callable[[], object], turns: int = TURNS) -> float:
    """Milliseconds that work takes, the middle of some turns."""
    times = []
    for _ in range(turns):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return 1000 * statistics.median(times)


def made_mission(rows: int, folder: Path) -> Mission:
    """A mission of about so many rows."""
    where = folder / f"made-{rows}"
    write(where, SHAPE, rows, SEED)
    return load(where).mission


def change(store: Store, branch: str, keys: Sequence[Key], number: int) -> None:
    """Record another note in each of some rows."""
    with store.reading() as connection:
        rows = rows_at(connection, branch, head_seq(connection), keys)
    puts = []
    for row in rows.values():
        cells = body_cells(row.kind, row.form, row.body) | {"note": f"seen {number} times"}
        put = Put(
            kind=row.kind,
            id=row.id,
            place=row.place,
            form=row.form,
            body=body_text(cells),
            was=row.seq,
        )
        puts.append(put)
    commit(store, branch, Content(ops=tuple(puts)), by("writer"))


def grown(address: Address, mission: Mission) -> tuple[float, float]:
    """Fill a store, give it a history and a branch; seconds to fill, milliseconds a change."""
    begin(address, by("maker"))
    begun = time.perf_counter()
    save_at(mission, address, None, by("maker"))
    filled = time.perf_counter() - begun
    keys = [("posts", str(one.id)) for one in mission.posts]
    spans = [keys[first : first + TOUCHED] for first in range(0, len(keys), TOUCHED)]
    fork_at(address, "option", by("maker"))
    with opened(address, writes=True) as store:
        begun = time.perf_counter()
        for number in range(CHANGES):
            change(store, MAIN, spans[number % len(spans)], number)
        took = time.perf_counter() - begun
        for number in range(CHANGES // 10):
            change(store, "option", spans[number % len(spans)], number + CHANGES)
    return filled, 1000 * took / CHANGES


def views(address: Address, rows: int, figures: Figures, end: str) -> None:
    """How long views of a store take: of the past, of a branch, and as a mission."""
    middle = 3 + CHANGES // 2
    with opened(address) as store:

        def shown(branch: str, seq: int) -> View:
            with store.reading() as connection:
                return view(connection, branch, seq)

        last = 3 + CHANGES + CHANGES // 10
        figures[f"as_of_ms_{rows}{end}"] = middle_ms(lambda: shown(MAIN, middle))
        figures[f"branch_ms_{rows}{end}"] = middle_ms(lambda: shown("option", last))
    read_row.cache_clear()
    past = address.on(MAIN, middle)
    figures[f"mission_first_ms_{rows}{end}"] = middle_ms(lambda: load_at(past), 1)
    figures[f"mission_again_ms_{rows}{end}"] = middle_ms(lambda: load_at(past), 3)
    loaded = load_at(address)
    site = loaded.mission.sites[0]
    sites = (replace(site, note="seen again"), *loaded.mission.sites[1:])
    edited = replace(loaded.mission, sites=sites)
    save = partial(save_at, edited, address, loaded, by("writer"))
    figures[f"save_one_row_ms_{rows}{end}"] = middle_ms(save, 1)
    with opened(address) as store:
        begun = time.perf_counter()
        told = verify(store)
        figures[f"verify_s_{rows}{end}"] = time.perf_counter() - begun
    figures[f"faults_{rows}{end}"] = len(told.faults) + told.more


def commits_a_second(address: Address) -> float:
    """Changes of two rows that one writer records in a second, each acknowledged by the disk."""
    begin(address, by("maker"))
    with opened(address, writes=True) as store:
        begun = time.perf_counter()
        number = 0
        while time.perf_counter() - begun < SECONDS:
            commit(store, MAIN, Content(ops=two_rows(f"c{number}")), by("writer"))
            number += 1
        return number / (time.perf_counter() - begun)


def _hand(address: Address, hand: int, until: float, done: Any) -> None:  # noqa: ANN401 - a queue
    number = 0
    with opened(address, writes=True) as store:
        while time.time() < until:
            commit(store, MAIN, Content(ops=two_rows(f"h{hand}-{number}")), by("writer"))
            number += 1
    done.put(number)


def commits_of_many(address: Address) -> float:
    """Changes that eight writers record in a second together."""
    begin(address, by("maker"))
    forked = multiprocessing.get_context("fork")
    done = forked.Queue()
    until = time.time() + SECONDS + 1
    hands = [
        forked.Process(target=_hand, args=(address, hand, until, done)) for hand in range(WRITERS)
    ]
    for hand in hands:
        hand.start()
    total: int = sum(done.get() for _ in hands)
    for hand in hands:
        hand.join()
    return total / (SECONDS + 1)


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Callable[[str], Address]]]:
    """What makes addresses of new stores, by the ending of the figures."""
    made: dict[str, Callable[[str], Address]] = {
        "_sqlite": lambda name: Address(file=folder / f"{name}.db")
    }
    programs = binaries()
    if programs is None:
        print("PostgreSQL isn't installed, so it isn't measured")
    with running(programs, durable=True) if programs else nullcontext() as server:
        if server is not None:
            made["_postgres"] = lambda name: parse(f"{server.url}?schema={name}")
        yield made


def measured(folder: Path, kills: int, sizes: Sequence[int]) -> Figures:
    """All figures; those of views without an ending are SQLite's."""
    figures: Figures = {"kills": 0, "lost": 0, "half_seen": 0, "acknowledged": 0}
    missions = {rows: made_mission(rows, folder) for rows in sizes}
    with databases(folder) as made:
        for end, address in made.items():
            figures[f"commits_per_s{end}"] = commits_a_second(address("alone"))
            figures[f"commits_per_s_of_{WRITERS}{end}"] = commits_of_many(address("many"))
            for rows, mission in missions.items():
                plain = "" if end == "_sqlite" else end
                one = address(f"rows_{rows}")
                filled, each = grown(one, mission)
                figures[f"fill_s_{rows}{plain}"] = filled
                figures[f"change_ms_{rows}{plain}"] = each
                views(one, rows, figures, plain)
                print(f"{end[1:]}: {rows:,} rows measured", flush=True)
            store = address("killed")
            begin(store, by("maker"))
            told = killed(store, kills, SEED)
            for name in ("kills", "lost", "half_seen", "acknowledged"):
                figures[name] += getattr(told, name)
            print(f"{end[1:]}: {told.kills:,} kills measured", flush=True)
    return figures


def main() -> None:
    """Print each figure; `--json` adds them as an object in the last line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--kills", type=int, default=1_000, help="writers killed, each database")
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="rows of the dossiers")
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), asked.kills, asked.sizes)
    for name, value in figures.items():
        print(f"{name:40} {value:12,.1f}")
    if asked.json:
        print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
