"""Processes of jobs that are played: tests say what they tell and how they end."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue

import pytest

from cadre.desk import jobs
from cadre.desk.job_messages import Commission, Outcome, Progress
from cadre.desk.job_orders import Fault

KILLED = Outcome(fault=Fault(place="it", problem="was killed", allowed="", remedy="Retry."))


class PlayedProcess:
    """Stands in for a job's process: does what a test tells it to."""

    def __init__(self, commission: Commission, grace: float) -> None:
        self.commission, self.grace = commission, grace
        self.asked_to_stop = False
        self._said: SimpleQueue[Progress | Outcome] = SimpleQueue()

    def outcome(self, told: Callable[[Progress], None]) -> Outcome:
        while True:
            said = self._said.get(timeout=20)
            if isinstance(said, Outcome):
                return said
            told(said)

    def stop(self) -> None:
        self.asked_to_stop = True

    def kill(self) -> None:
        self._said.put(KILLED)

    def says(self, said: Progress | Outcome) -> None:
        self._said.put(said)


class Stage:
    """All processes that were begun, in order."""

    def __init__(self) -> None:
        self.begun: list[PlayedProcess] = []

    def begin(self, commission: Commission, grace: float) -> PlayedProcess:
        self.begun.append(PlayedProcess(commission, grace))
        return self.begun[-1]

    def of(self, job: str) -> PlayedProcess:
        return next(one for one in reversed(self.begun) if one.commission.job == job)

    @property
    def names(self) -> list[str]:
        return [one.commission.job for one in self.begun]


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    found = Stage()
    monkeypatch.setattr(jobs, "JobProcess", found.begin)
    return found
