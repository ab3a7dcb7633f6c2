"""Walks: two ways through the plans, side by side, that find the same on any number of cores."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from threading import Event
from time import sleep
from typing import Self

import pytest

from benchmarks.made import SIZES, generate
from cadre.mission.mission import Mission
from cadre.planner import quick as searching
from cadre.planner.quick import Quick
from cadre.planner.walk import Walk
from tests.planner.core.boards import missions, quick


class Soon:
    """A thread that is quicker than the one that calls it."""

    def __init__(self, *_: int) -> None:
        self.jobs: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert not self.jobs, "whoever gives work to a thread waits for it"

    def submit(self, job: Callable[[], None]) -> Self:
        job()
        return self

    def result(self) -> None:
        """Wait for all that was given."""
        while self.jobs:
            self.jobs.pop()()


class Late(Soon):
    """A thread that doesn't begin before somebody waits for it."""

    def submit(self, job: Callable[[], None]) -> Self:
        self.jobs.append(job)
        return self


def searched(given: Mission, steps: int) -> Quick:
    """A search after some steps with both walks."""
    found = quick(given)
    for _ in found.steps(3e8):
        steps -= len(found.walks) == 2
        if steps < 0:
            return found
    raise AssertionError("steps go on for as long as anybody asks")


@pytest.mark.parametrize("threads", [Soon, Late])
def test_plans_are_the_same_whichever_thread_is_quicker(
    threads: type[Soon], monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [given for _, given in missions(12)] + [generate(SIZES["small"], 3)]
    side_by_side = [searched(given, 3) for given in some]
    monkeypatch.setattr(searching, "ThreadPoolExecutor", threads)
    for given, one in zip(some, side_by_side, strict=True):
        other = searched(given, 3)
        assert (other.runs, other.worth, other.bound.value) == (
            one.runs,
            one.worth,
            one.bound.value,
        )
        assert [walk.luck[0] for walk in other.walks] == [walk.luck[0] for walk in one.walks]


def test_what_the_second_walk_finds_is_the_best_plan_from_then_on() -> None:
    found = searched(generate(SIZES["small"], 3), 0)
    first, second = found.walks
    for _ in range(200):
        before = found.worth
        found._side_by_side(Soon(), 400_000, 1, 1)  # type: ignore[arg-type]  # noqa: SLF001
        assert (found.walk, found.worth) == (first, max(before, first.worth, second.worth))
        if second.since == 0 and second.worth > before:
            break
    else:
        raise AssertionError("the second walk never found a better plan than the first")
    assert found.runs == second.runs
    assert found.told_worth() == pytest.approx(found.worth)
    assert found.worth <= found.bound.value


class Interrupted(Exception):  # noqa: N818 - stands for Ctrl-C, which would end the tests
    """Somebody interrupts."""


@pytest.mark.parametrize("where", ["here", "there"])
def test_whoever_is_interrupted_waits_for_the_other_thread(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread left to itself would change what the plan is told from."""
    found = searched(generate(SIZES["small"], 3), 0)
    first, second = found.walks
    began, over = Event(), Event()

    def ended(walk: Walk, *_: object, **__: object) -> None:
        if (walk is first) == (where == "here"):
            assert began.wait(10)
            raise Interrupted
        began.set()
        sleep(0.2)
        over.set()

    monkeypatch.setattr(Walk, "go_on", ended)
    with pytest.raises(Interrupted):
        list(islice(found.steps(3e8), 9))
    assert over.is_set()
    assert found.walks == [first, second]
