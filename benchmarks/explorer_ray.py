"""What a Ray cluster costs: the same shards on it and on threads of one process."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cadre.explorer.local import LocalRunner
from cadre.explorer.ray import ray_runner
from cadre.explorer.runner import Played, Runner, Shard, Work
from tests.explorer.ray_cluster import Cluster, certificates

TOKEN = "7c" * 32
CPUS = 2


def ray_overhead(work: Work, shards: Sequence[Shard]) -> dict[str, float | bool]:
    """What a cluster of one node with two CPUs adds to two threads of this process.

    Both play the shards twice and the second time counts; on the cluster from the first answer
    on, when a worker stands at each CPU, so the first two shards of both aren't counted.

    Returns:
        `ray_overhead_share`: what it adds, as a share of the time on threads; `ray_start_s`:
        seconds from the call to the first answer; `ray_equal`: whether all bits are the same.
    """
    here, threads, _ = _twice(LocalRunner(threads=CPUS), work, shards)
    with _cluster() as address:
        there, cluster, start = _twice(ray_runner(address), work, shards)
    return {
        "ray_overhead_share": (cluster - threads) / threads,
        "ray_start_s": start,
        "ray_equal": len(here) == len(there)
        and all(one.same(there[number]) for number, one in here.items()),
    }


def _twice(
    runner: Runner, work: Work, shards: Sequence[Shard]
) -> tuple[dict[int, Played], float, float]:
    """What a second run came to, its seconds from when `CPUS` shards were done, and those until."""
    for _ in range(2):
        began, warm, got = time.perf_counter(), 0.0, {}
        for one in runner.run(work, shards, lambda: False):
            got[one.shard.number] = one
            if len(got) == CPUS:
                warm = time.perf_counter()
            last = time.perf_counter()
    return got, last - warm, warm - began


@contextmanager
def _cluster() -> Iterator[str]:
    """The address of a guarded cluster, whose settings are those of this process meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="ray"))
    settings = {
        **certificates(folder / "keys"),
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": TOKEN,
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    before = dict(os.environ)
    cluster = Cluster(folder, settings, cpus=CPUS)
    try:
        cluster.wait(cluster.head)
        os.environ.update(settings)
        yield cluster.address
    finally:
        os.environ.clear()
        os.environ.update(before)
        cluster.end()
        shutil.rmtree(folder)
