"""Processes of jobs that are played: tests say what they tell and how they end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

import pytest

from cadre.desk import jobs
from cadre.desk.job_messages import Commission, Outcome, Progress
from cadre.desk.job_orders import Fault, Job, JobKind, JobOrder
from cadre.desk.jobs import Jobs

KILLED = Outcome(fault=Fault(place="it", problem="was killed", allowed="", remedy="Retry."))


class PlayedProcess:
    """Stands in for a job's process: does what a test tells it to."""

    def __init__(self, *, ready: bool) -> None:
        self.ready, self.runs = ready, True
        self.asked_to_stop = False
        self._said: SimpleQueue[Progress | Outcome] = SimpleQueue()

    def outcome(self, told: Callable[[Progress], None]) -> Outcome:
        while True:
            said = self._said.get(timeout=20)
            if isinstance(said, Outcome):
                return said
            told(said)

    def begin(self, commission: Commission) -> None:
        self.commission = commission

    def dismiss(self) -> None:
        self.runs = False

    def stop(self) -> None:
        self.asked_to_stop = True

    def kill(self) -> None:
        self._said.put(KILLED)

    def says(self, said: Progress | Outcome) -> None:
        self._said.put(said)


class Stage:
    """All processes that were started, in order; those begun were told what to work out."""

    def __init__(self) -> None:
        self.started: list[PlayedProcess] = []

    def start(self, _grace: float, *, ready: bool = False) -> PlayedProcess:
        self.started.append(PlayedProcess(ready=ready))
        return self.started[-1]

    @property
    def begun(self) -> list[PlayedProcess]:
        return [one for one in self.started if hasattr(one, "commission")]

    def of(self, job: str) -> PlayedProcess:
        return next(one for one in reversed(self.begun) if one.commission.job == job)

    @property
    def names(self) -> list[str]:
        return [one.commission.job for one in self.begun]


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    found = Stage()
    monkeypatch.setattr(jobs, "JobProcess", found.start)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dossier as far as orders look into one: a file that may change."""
    found = tmp_path / "m"
    found.mkdir()
    (found / "mission.toml").write_text("")
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "jobs.db"


@contextmanager
def opened(file: Path, at_most: int = 1) -> Iterator[Jobs]:
    found = Jobs(file, at_most=at_most)
    try:
        yield found
    finally:
        found.close()


def plan_of(
    folder: Path, seed: int = 0, *, reader: str = "staff", scenario: str | None = None
) -> JobOrder:
    asked = {"seed": seed}
    return JobOrder(
        kind=JobKind.PLAN, where=str(folder), reader=reader, scenario=scenario, asked=asked
    )


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def begun(stage: Stage, number: int) -> None:
    """Wait until so many processes were begun."""
    until(lambda: len(stage.begun) == number)


def over(jobs: Jobs, key: str) -> Job:
    until(lambda: jobs.job(key).state.over)
    return jobs.job(key)
