"""Telling how far a job is: often enough, not too often, and the last word always."""

from __future__ import annotations

from threading import Event

import pytest

from cadre.desk import job_telling
from cadre.desk.job_messages import Progress
from cadre.desk.job_telling import PREPARING, Telling


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_progress_is_told_now_and_then_and_the_end_of_a_step_always() -> None:
    said: list[Progress] = []
    clock = Clock()
    telling = Telling(said.append, clock)
    telling.step("playing futures")
    for done in range(1, 1001):
        clock.now += 0.001
        telling(done, 1000)
    assert said[0] == Progress(told="playing futures")
    assert said[-1] == Progress(done=1000, of=1000, told="playing futures")
    assert 8 <= len(said) <= 13


def test_the_gap_is_told_with_the_step_and_kept_for_the_next_one() -> None:
    said: list[Progress] = []
    telling = Telling(said.append, Clock())
    telling.step("looking for a plan")
    telling.told(980, 1000)
    telling(100, 100)
    telling.step("playing futures")
    assert said[1].told == "looking for a plan, gap 2.0%"
    assert said[1].gap == said[2].gap == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("worth", "bound", "gap"),
    [(0, 0, 0), (5, 4, 0), (3, 4, 0.25), (-4, -1, 0.75), (-4, 0, 1), (-1, 1, 2)],
)
def test_a_gap_is_a_share_of_the_larger_of_worth_and_bound(
    worth: float, bound: float, gap: float
) -> None:
    said: list[Progress] = []
    Telling(said.append, Clock()).told(worth, bound)
    assert said[-1].gap == gap


def test_only_an_engine_that_takes_long_to_prepare_is_said_to_be_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[Progress] = []
    late = Event()

    def note(one: Progress) -> None:
        said.append(one)
        if "first time" in one.told:
            late.set()

    telling = Telling(note)
    with telling.preparing():
        pass
    assert [one.told for one in said] == [PREPARING]
    monkeypatch.setattr(job_telling, "LOADING", -1)
    monkeypatch.setattr(job_telling, "LOOK", 0.01)
    with telling.preparing():
        assert late.wait(10)
    assert said[-1].told == f"{PREPARING} (first time only)"
