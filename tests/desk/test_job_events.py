"""Events of jobs: whoever follows them misses nothing, whatever happens in between."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.desk import jobs as module
from cadre.desk.job_messages import Outcome, Progress
from cadre.desk.job_orders import Fault, Job, JobState
from cadre.desk.jobs import Jobs
from tests.desk.job_play import Stage, begun, file, folder, opened, plan_of, stage, until
from tests.desk.shelved import keep_plan

__all__ = ["file", "folder", "stage"]


def test_whoever_waits_for_news_is_woken_by_it(file: Path, folder: Path, stage: Stage) -> None:
    found: list[Job] = []
    with opened(file) as jobs:
        assert jobs.events(0) == ()
        waiting = Thread(target=lambda: found.extend(jobs.events(0, seconds=20)))
        began = time.monotonic()
        waiting.start()
        jobs.start(plan_of(folder), "Anna")
        waiting.join(20)
        assert len(found) == 1
        assert time.monotonic() - began < 10
        assert len(stage.begun) <= 1


def test_whoever_waits_in_vain_is_let_go(file: Path) -> None:
    with opened(file) as jobs:
        assert jobs.events(0, seconds=0.01) == ()
        waiting = Thread(target=lambda: jobs.events(0, seconds=60))
        waiting.start()
    waiting.join(10)
    assert not waiting.is_alive(), "a server that goes down keeps nobody waiting"


def test_listeners_are_told_each_number_as_long_as_they_listen(
    file: Path, folder: Path, stage: Stage
) -> None:
    heard: list[int] = []
    with opened(file) as jobs:
        with jobs.listening(heard.append):
            key = jobs.start(plan_of(folder), "Anna").id
            begun(stage, 1)
            stage.of(key).says(Progress(done=1, of=2))
            until(lambda: jobs.job(key).done == 1)
        before = list(heard)
        jobs.cancel(key)
        assert heard == before == sorted(set(heard))
        assert heard[-1] < jobs.last_event


def test_a_number_from_a_file_that_was_put_away_counts_as_none(
    file: Path, folder: Path, stage: Stage
) -> None:
    with opened(file) as jobs:
        key = jobs.start(plan_of(folder), "Anna").id
        assert [one.id for one in jobs.events(10**9)] == [key]
        assert len(stage.begun) <= 1


steps = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.integers(0, 9)),
        st.tuples(st.sampled_from(["tell", "end", "fail", "cancel"]), st.integers(0, 9)),
        st.tuples(st.sampled_from(["look", "restart"]), st.just(0)),
    ),
    max_size=14,
)


class Follower:
    """A page that follows jobs by events only, and loses its connection now and then."""

    def __init__(self) -> None:
        self.since = 0
        self.seen: dict[str, Job] = {}

    def look(self, jobs: Jobs) -> None:
        found = jobs.events(self.since)
        numbers = [one.number for one in found]
        assert numbers == sorted(set(numbers)), "in order, and none twice"
        assert all(number > self.since for number in numbers), "none that was told before"
        self.since = max([self.since, *numbers])
        self.seen |= {one.id: one for one in found}


def act(jobs: Jobs, stage: Stage, step: tuple[str, int], folder: Path) -> None:
    what, which = step
    if what == "order":
        jobs.start(plan_of(folder, which), "Anna")
        return
    every = jobs.all()
    job = every[which % len(every)] if every else None
    if job is None or what == "look":
        return
    if what == "cancel":
        jobs.cancel(job.id)
    elif job.state is JobState.RUNNING:
        until(lambda: job.id in stage.names)
        said: Progress | Outcome = Progress(done=which, of=10)
        if what != "tell":
            kept = keep_plan(jobs.shelf, seed=which)
            ended = Outcome(result=kept) if what == "end" else Outcome(fault=FAULT)
            said = ended
        stage.of(job.id).says(said)


FAULT = Fault(place="it", problem="fails", allowed="", remedy="Retry.")


@settings(max_examples=25, deadline=None)
@given(steps)
def test_whoever_follows_by_events_knows_how_every_job_stands(
    steps: list[tuple[str, int]],
) -> None:
    """Whatever happens between two looks, and if the server is started anew."""
    stage, follower = Stage(), Follower()
    with (
        TemporaryDirectory() as place,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(module, "JobProcess", stage.start)
        folder, file = Path(place) / "m", Path(place) / "jobs.db"
        folder.mkdir()
        jobs = Jobs(file, at_most=2)
        for step in [*steps, ("look", 0)]:
            if step[0] == "restart":
                jobs.close()
                jobs = Jobs(file, at_most=2)
            else:
                act(jobs, stage, step, folder)
            if step[0] == "look":
                follower.look(jobs)
        jobs.close()
        follower.look(jobs)
        assert follower.seen == {one.id: one for one in jobs.all()}


def test_progress_is_told_and_what_was_told_before_is_not_told_again(
    file: Path, folder: Path, stage: Stage
) -> None:
    with opened(file) as jobs:
        key = jobs.start(plan_of(folder), "Anna").id
        begun(stage, 1)
        progress = Progress(done=3, of=9, told="looking for a plan, gap 2.1%", gap=0.021)
        stage.of(key).says(progress)
        until(lambda: jobs.job(key).done == 3)
        [told] = jobs.events(0)
        assert (told.done, told.of, told.told, told.gap) == (3, 9, progress.told, 0.021)
        assert jobs.events(told.number) == ()
        stage.of(key).says(replace(progress, done=9))
        until(lambda: jobs.events(told.number) != ())
