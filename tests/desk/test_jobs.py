"""Jobs in their order: each runs when it is its turn, and whoever follows them misses nothing."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.desk import jobs as module
from cadre.desk.job_messages import Outcome, Progress
from cadre.desk.job_orders import Fault, Job, JobKind, JobOrder, JobState
from cadre.desk.jobs import FROM_THE_SHELF, STOPPED, TAKEN_UP, TRIES, Jobs
from cadre.errors import CadreError
from tests.desk.job_play import Stage, stage
from tests.desk.shelved import keep_plan

__all__ = ["stage"]


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


# Their order ---------------------------------------------------------------------------------


def test_no_more_than_allowed_run_at_once_and_the_others_come_in_their_order(
    file: Path, folder: Path, stage: Stage
) -> None:
    with opened(file, at_most=2) as jobs:
        keys = [jobs.start(plan_of(folder, seed), "Anna").id for seed in range(12)]
        for turn in range(12):
            begun(stage, min(12, turn + 2))
            running = [one.id for one in jobs.all() if one.state is JobState.RUNNING]
            assert len(running) == min(2, 12 - turn)
            # Now the older of the two ends first, now the younger.
            ends = running[turn % len(running)]
            stage.of(ends).says(Outcome(result=keep_plan(jobs.shelf)))
            over(jobs, ends)
        # The first two had room at the same moment.
        assert sorted(stage.names[:2]) == sorted(keys[:2])
        assert stage.names[2:] == keys[2:]
        assert [one.id for one in jobs.all()] == keys[::-1]


def test_a_job_that_waits_is_cancelled_at_once_and_never_begun(
    file: Path, folder: Path, stage: Stage
) -> None:
    with opened(file) as jobs:
        first = jobs.start(plan_of(folder, 1), "Anna").id
        second = jobs.start(plan_of(folder, 2), "Anna").id
        assert jobs.cancel(second).state is JobState.CANCELLED
        begun(stage, 1)
        stage.of(first).says(Outcome(result=keep_plan(jobs.shelf)))
        over(jobs, first)
        assert stage.names == [first]
        assert jobs.cancel(second).state is JobState.CANCELLED, "twice is the same"
        assert jobs.cancel(first).state is JobState.DONE, "what is over stays as it is"


def test_a_job_that_is_stopped_keeps_the_best_so_far(
    file: Path, folder: Path, stage: Stage
) -> None:
    with opened(file) as jobs:
        key = jobs.start(plan_of(folder), "Anna").id
        begun(stage, 1)
        assert jobs.cancel(key).told == "stopping"
        until(lambda: stage.of(key).asked_to_stop)
        best = keep_plan(jobs.shelf)
        stage.of(key).says(Outcome(result=best, stopped=True))
        job = over(jobs, key)
        assert (job.state, job.result, job.told) == (JobState.DONE, best, STOPPED)
        assert jobs.shelf.put_in_force_log("main") == (), "half a search isn't put in force unasked"


def test_a_job_that_has_nothing_when_it_is_stopped_is_cancelled(
    file: Path, folder: Path, stage: Stage
) -> None:
    with opened(file) as jobs:
        key = jobs.start(plan_of(folder), "Anna").id
        begun(stage, 1)
        jobs.cancel(key)
        stage.of(key).kill()
        job = over(jobs, key)
        assert (job.state, job.problem, job.result) == (JobState.CANCELLED, "", None)


def test_a_failure_is_told_with_all_its_parts_and_the_next_one_runs(
    file: Path, folder: Path, stage: Stage
) -> None:
    fault = Fault(place="here", problem="is wrong", allowed="what is right", remedy="Mend it.")
    with opened(file) as jobs:
        first = jobs.start(plan_of(folder, 1), "Anna").id
        jobs.start(plan_of(folder, 2), "Anna")
        begun(stage, 1)
        stage.of(first).says(Outcome(fault=fault))
        job = over(jobs, first)
        assert (job.state, job.fault) == (JobState.FAILED, fault)
        assert job.problem == "here: is wrong; allowed: what is right. Mend it."
        begun(stage, 2)


def test_a_process_that_can_t_be_started_is_told_as_a_failure(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> object:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(module, "JobProcess", refuse)
    with opened(file) as jobs:
        job = over(jobs, jobs.start(plan_of(folder), "Anna").id)
        assert job.state is JobState.FAILED
        assert "can't be started: Resource temporarily unavailable" in job.problem


# Ready for the next one --------------------------------------------------------------------------


def test_who_orders_gets_the_process_that_is_ready(file: Path, folder: Path, stage: Stage) -> None:
    with opened(file) as jobs:
        jobs.make_ready()
        jobs.make_ready()
        assert [one.ready for one in stage.started] == [True], "one is enough"
        first = jobs.start(plan_of(folder), "Anna").id
        begun(stage, 1)
        assert stage.of(first).ready
        stage.of(first).says(Outcome(result=keep_plan(jobs.shelf)))
        over(jobs, first)
        second = jobs.start(plan_of(folder, 1), "Anna").id
        begun(stage, 2)
        assert not stage.of(second).ready, "it was used, and nobody asked for another one"


def test_a_ready_process_that_died_is_not_used(file: Path, folder: Path, stage: Stage) -> None:
    with opened(file) as jobs:
        jobs.make_ready()
        stage.started[0].runs = False
        job = jobs.start(plan_of(folder), "Anna").id
        begun(stage, 1)
        assert stage.of(job) is stage.started[1]


def test_a_ready_process_that_nobody_needs_is_dismissed(
    file: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "IDLE", 0.01)
    with opened(file) as jobs:
        jobs.make_ready()
        until(lambda: not stage.started[0].runs)
    monkeypatch.setattr(module, "IDLE", 600)
    with opened(file) as jobs:
        jobs.make_ready()
    assert not stage.started[1].runs, "nor does one outlive the server"


# The shelf -------------------------------------------------------------------------------------


def test_what_was_worked_out_before_is_there_at_once(
    file: Path, folder: Path, stage: Stage
) -> None:
    with opened(file) as jobs:
        first = jobs.start(plan_of(folder), "Anna").id
        begun(stage, 1)
        key = keep_plan(jobs.shelf)
        jobs.shelf.answers(stage.of(first).commission.ordered, key)
        stage.of(first).says(Outcome(result=key))
        over(jobs, first)
        again = jobs.start(plan_of(folder), "Ben")
        assert (again.state, again.result, again.told) == (JobState.DONE, key, FROM_THE_SHELF)
        assert again.id != first
        (folder / "mission.toml").write_text("# edited\n")
        assert jobs.start(plan_of(folder), "Ben").state is not JobState.DONE


def test_for_a_guarded_reader_the_dossier_is_looked_at_before_the_shelf(
    file: Path, folder: Path, stage: Stage
) -> None:
    """What such a reader was given once may be marked more strictly by now."""
    order = plan_of(folder, reader="ally")
    with opened(file) as jobs:
        first = jobs.start(order, "Anna").id
        begun(stage, 1)
        key = keep_plan(jobs.shelf, reader="ally")
        jobs.shelf.answers(stage.of(first).commission.ordered, key)
        stage.of(first).says(Outcome(result=key))
        over(jobs, first)
        assert not jobs.start(order, "Anna").state.over
        assert jobs.shelf.put_in_force_log("main") == (), "it may lack what the reader may not see"
        assert [one.order.reader for one in jobs.all("ally")] == ["ally", "ally"]
        assert jobs.all("staff") == ()


@pytest.mark.usefixtures("stage")
def test_an_order_given_twice_by_one_person_is_one_job(file: Path, folder: Path) -> None:
    with opened(file) as jobs:
        first = jobs.start(plan_of(folder), "Anna")
        assert jobs.start(plan_of(folder), "Anna").id == first.id
        assert jobs.start(plan_of(folder), "Ben").id != first.id
        assert jobs.start(plan_of(folder, 1), "Anna").id != first.id


@pytest.mark.parametrize(
    ("more", "in_force"),
    [({}, True), ({"scenario": "surge"}, False), ({"reader": "ally"}, False)],
)
def test_the_first_plan_of_the_dossier_as_it_stands_comes_into_force(
    file: Path, folder: Path, stage: Stage, more: dict[str, str], *, in_force: bool
) -> None:
    with opened(file) as jobs:
        for seed in (1, 2):
            job = jobs.start(plan_of(folder, seed, **more), "Anna").id
            begun(stage, seed)
            stage.of(job).says(Outcome(result=keep_plan(jobs.shelf, seed=seed)))
            over(jobs, job)
        first = keep_plan(jobs.shelf, seed=1)
        put = [(one.key, one.by) for one in jobs.shelf.put_in_force_log("main")]
        assert put == ([(first, "Anna")] if in_force else [])


# Server down, server up --------------------------------------------------------------------------


def test_what_was_under_way_is_taken_up_anew_in_its_order(
    file: Path, folder: Path, stage: Stage
) -> None:
    with opened(file) as jobs:
        keys = [jobs.start(plan_of(folder, seed), "Anna").id for seed in range(3)]
        begun(stage, 1)
    with opened(file) as jobs:
        for turn, key in enumerate(keys):
            begun(stage, turn + 2)
            assert stage.names[-1] == key
            assert jobs.job(key).state is JobState.RUNNING
            stage.of(key).says(Outcome(result=keep_plan(jobs.shelf)))
            assert over(jobs, key).state is JobState.DONE


def test_it_is_told_that_a_job_was_taken_up_anew(file: Path, folder: Path, stage: Stage) -> None:
    with opened(file) as jobs:
        first = jobs.start(plan_of(folder, 1), "Anna").id
        second = jobs.start(plan_of(folder, 2), "Anna").id
        begun(stage, 1)
        last = jobs.last_event
    with opened(file) as jobs:
        begun(stage, 2)
        assert jobs.job(first).told == TAKEN_UP
        assert jobs.job(second).told == "", "it had not begun"
        assert {one.id for one in jobs.events(last)} == {first, second}


def test_a_job_under_which_the_server_goes_down_each_time_is_given_up(
    file: Path, folder: Path, stage: Stage
) -> None:
    """Else one that fills the memory would do so for ever."""
    with opened(file) as jobs:
        key = jobs.start(plan_of(folder), "Anna").id
        begun(stage, 1)
    row = "select job from jobs where id = ?"
    with closing(sqlite3.connect(file)) as connection:
        plain = json.loads(connection.execute(row, (key,)).fetchone()[0])
        assert plain["taken"] == 0, "a server that is closed in an orderly way is no fault of it"
        plain |= {"taken": TRIES, "state": "running"}
        connection.execute("update jobs set job = ? where id = ?", (json.dumps(plain), key))
        connection.commit()
    with opened(file) as jobs:
        job = jobs.job(key)
        assert job.state is JobState.FAILED
        assert f"all {TRIES} times that the server went down" in job.problem
        assert len(stage.begun) == 1


def test_two_servers_don_t_run_the_same_jobs(file: Path) -> None:
    with opened(file), pytest.raises(CadreError, match="in use by another server"):
        Jobs(file)
    with opened(file):
        pass


def test_a_server_that_goes_down_takes_no_orders(file: Path, folder: Path) -> None:
    jobs = Jobs(file)
    jobs.close()
    jobs.close()
    with pytest.raises(CadreError, match="closed"):
        jobs.start(plan_of(folder), "Anna")


def test_an_unknown_job_is_refused(file: Path) -> None:
    with opened(file) as jobs:
        for ask in (jobs.job, jobs.cancel):
            with pytest.raises(CadreError, match="isn't known"):
                ask("none")


def test_jobs_long_over_are_forgotten_and_their_answers_aren_t(
    file: Path, folder: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cadre.desk.job_rows.REMEMBERED", 3)
    with opened(file) as jobs:
        for seed in range(6):
            key = jobs.start(plan_of(folder, seed), "Anna").id
            begun(stage, seed + 1)
            stage.of(key).says(Outcome(result=keep_plan(jobs.shelf, seed=seed)))
            over(jobs, key)
        assert len(jobs.all()) == 3
        assert len(jobs.shelf.plans("main")) == 6


# Events --------------------------------------------------------------------------------------


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
