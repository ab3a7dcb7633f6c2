"""A GPU plays by the same rules, and comes to the same sums to the last bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cadre.errors import CadreError
from cadre.simulator import cpu, gpu, streams
from cadre.simulator.run import simulate
from cadre.simulator.tables import lay
from cadre.simulator.week import RULES
from tests.simulator.missions import mission, plan

ROOT = Path(__file__).parents[2]
SIMULATED = """
import json
import sys

import numpy as np

from cadre.simulator import cpu, gpu
from cadre.simulator.tables import lay
from tests.simulator.missions import mission, plan

number, futures, threads = map(int, sys.argv[1:])
of = mission(number, weeks=26)
tables = lay(of, plan(of, number), [0, 10, 25])
told, seed, gpu.EACH = [], 2**40 + 5, 4
sums, done = gpu.play_all(
    tables, futures=futures, seed=seed, threads=threads,
    progress=lambda *so_far: told.append(so_far), stop=lambda: done_enough(told),
)
same, _ = cpu.play_all(tables, futures=done, seed=seed, threads=1)
print(json.dumps({
    "done": done,
    "told": told,
    "people": int(sums.force.sum()),
    "ran": int(sums.running.sum()),
    "differ": [n for n in sums._fields if not np.array_equal(getattr(sums, n), getattr(same, n))],
}))
"""
ON_AND_ON = "done_enough = lambda told: False\n"
ONE_CHUNK = "done_enough = lambda told: True\n"
DOOR = """
import json

import numpy as np

from cadre.simulator.run import simulate
from tests.simulator.missions import mission, plan

of = mission(2, weeks=26)
one, other = (simulate(of, plan(of, 2), futures=5, seed=3, device=on) for on in ("cpu", "cuda"))
print(json.dumps({
    "ran": int(one.running.sum()),
    "same": all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("force", "running", "held_back", "graduates", "cost", "engagements")
    ),
}))
"""
COMPILED = """
import json
from types import SimpleNamespace

import numba
import numpy as np
from numba import cuda
from numba.cuda import dispatcher

from cadre.simulator import gpu
from cadre.simulator.room import tally
from cadre.simulator.tables import lay
from tests.simulator.missions import mission, plan

# Which GPU the code is for is asked of the driver, and there is none.
dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=(8, 0))
of = mission(7)
tables = lay(of, plan(of, 7), [0])
given = (tables, gpu.room_of(tables, 4, np.zeros), tally(tables), 5, (0, 8), 2)
kernel = gpu.kernel(cuda.jit(device=True))
kinds = numba.types.void(*map(numba.typeof, given))
code, _ = cuda.compile_ptx(kernel, kinds, device=False, cc=(8, 0))
words = [word for line in code.splitlines() for word in line.split()[:2]]
print(json.dumps({
    "parameters": words.count(".param"),
    "sums": sum(word.startswith(("atom.", "red.")) for word in words),
    "floats": [w for w in words if any(k in w for k in (".f16", ".bf16", ".f32", ".f64"))],
}))
"""


def answered(script: str, *arguments: int, **environment: str) -> dict[str, Any]:
    """What a script that is run in a fresh process prints as its last line."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def simulated(script: str, *arguments: int) -> dict[str, Any]:
    return answered(script, *arguments, NUMBA_ENABLE_CUDASIM="1")


@pytest.mark.parametrize(("number", "futures", "threads"), [(2, 5, 2), (6, 9, 3), (7, 4, 4)])
def test_threads_of_a_device_come_to_the_sums_of_the_processor(
    number: int, futures: int, threads: int
) -> None:
    found = simulated(ON_AND_ON + SIMULATED, number, futures, threads)
    assert found["ran"] > 0, "nothing would be compared"
    assert (found["done"], found["people"]) == (futures, 26 * futures)
    assert found["differ"] == []


def test_who_asks_for_a_gpu_at_the_door_gets_the_same_outcomes() -> None:
    found = simulated(DOOR)
    assert found["ran"] > 0
    assert found["same"]


def test_more_futures_than_threads_can_play_at_once_are_played_in_chunks() -> None:
    found = simulated(ON_AND_ON + SIMULATED, 6, 11, 1)
    assert found["told"] == [[4, 11], [8, 11], [11, 11]]
    assert found["differ"] == []


def test_a_device_stopped_early_has_the_sums_of_the_first_futures() -> None:
    found = simulated(ONE_CHUNK + SIMULATED, 6, 20, 2)
    assert (found["done"], found["people"]) == (8, 26 * 8)
    assert found["differ"] == []


def test_the_device_has_the_text_of_every_rule_but_how_sums_are_added_to() -> None:
    built: list[gpu.Rule] = []

    def kept(rule: gpu.Rule) -> gpu.Rule:
        built.append(rule)
        return rule

    gpu.kernel(kept)
    other = [
        (rule, twin)
        for rule, twin in zip(RULES, built, strict=False)
        if twin.__code__ is not rule.__code__
    ]
    assert [rule for rule, _ in other] == [streams.add_to], "the device would play another game"
    assert other[0][1].__code__ is gpu.add_at_once.__code__
    assert all(twin.__globals__ is not rule.__globals__ for rule, twin in zip(RULES, built))  # noqa: B905


@pytest.mark.skipif(find_spec("numba_cuda") is None, reason="the extra `cuda` isn't installed")
def test_the_rules_compile_for_a_device_to_whole_numbers_only() -> None:
    # A rounded number anywhere, and two machines might come to other sums.
    found = answered(COMPILED, NUMBA_ENABLE_CUDASIM="0")
    assert found["sums"] > 0, "threads would overwrite each other's sums"
    assert found["floats"] == []
    assert 8 * found["parameters"] < 32_764, "no GPU takes so many parameters"


@pytest.mark.skipif(
    find_spec("numba_cuda") is None or not gpu.cuda.is_available(), reason="no GPU answers"
)
@pytest.mark.parametrize("number", [2, 5, 7])
def test_a_gpu_comes_to_the_sums_of_the_processor(number: int) -> None:
    of = mission(number)
    tables = lay(of, plan(of, number), [0, 10, 25])
    found, done = gpu.play_all(tables, futures=5000, seed=2**40 + 5)
    same, _ = cpu.play_all(tables, futures=5000, seed=2**40 + 5, threads=1)
    assert done == 5000
    differ = [n for n in found._fields if not np.array_equal(getattr(found, n), getattr(same, n))]
    assert differ == []


@pytest.mark.parametrize(
    ("package", "why", "remedy"),
    [
        (None, "which needs packages that aren't installed", "pip install 'cadre-planner[cuda]'"),
        ("numba_cuda", "no GPU answers", "nvidia-smi"),
    ],
)
def test_where_no_gpu_can_play_it_is_said_what_to_do(
    package: str | None, why: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu, "find_spec", lambda _: package)
    monkeypatch.setattr(gpu, "cuda", SimpleNamespace(is_available=lambda: False))
    of = mission(5)
    with pytest.raises(CadreError) as refused:
        simulate(of, plan(of, 5), futures=10, device="cuda")
    assert why in str(refused.value)
    assert remedy in str(refused.value)


def test_a_device_of_another_name_is_refused() -> None:
    of = mission(5)
    with pytest.raises(CadreError, match="cpu or cuda"):
        simulate(of, plan(of, 5), futures=10, device="tpu")
