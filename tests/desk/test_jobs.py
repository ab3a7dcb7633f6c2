"""Jobs in their order: each runs when it is its turn, and comes to an end that is told."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cadre.desk import jobs as module
from cadre.desk.job_messages import Outcome
from cadre.desk.job_orders import Fault, JobState
from cadre.desk.jobs import FROM_THE_SHELF, STOPPED, TAKEN_UP, TRIES, Jobs
from cadre.errors import CadreError
from tests.desk.job_play import Stage, begun, file, folder, opened, over, plan_of, stage, until
from tests.desk.shelved import keep_plan

__all__ = ["file", "folder", "stage"]


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
