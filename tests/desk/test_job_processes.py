"""Jobs in processes of their own: real ones, which are stopped, killed and left alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from cadre.desk.desk import Desk
from cadre.desk.handing_out import hand_out
from cadre.desk.job_answers import (
    BriefWritten,
    FuturesPlayed,
    WhatIfsTried,
    WhyTold,
    answer_type,
)
from cadre.desk.job_asked import FuturesAsked, PlanAsked
from cadre.desk.job_orders import Job, JobKind, JobOrder, JobState
from cadre.desk.jobs import FROM_THE_SHELF, STOPPED, TAKEN_UP, Jobs
from cadre.desk.shelf import key_of
from cadre.desk.summary import Asked
from cadre.dossier.save import save
from cadre.errors import CadreError
from cadre.planner.result import PlanResult
from tests.planner.missions import two_works

ROOT = Path(__file__).parents[2]
ENDLESS = 10**9
"""Futures that nobody waits for: for tests that stop what is under way."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("dossier") / "m"
    save(two_works(), found, None)
    return found


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    found = Jobs(tmp_path_factory.mktemp("shelf") / "jobs.db", at_most=2, grace=60)
    yield found
    found.close()


@pytest.fixture(scope="module")
def planned(jobs: Jobs, folder: Path) -> Job:
    """A plan, made by a job; the others ask about it."""
    return over(jobs, ordered(jobs, JobKind.PLAN, folder, seconds=5).id)


def ordered(jobs: Jobs, kind: JobKind, folder: Path, **asked: object) -> Job:
    return jobs.start(JobOrder(kind=kind, where=str(folder), asked=asked), "Anna")


def until(holds: Callable[[], bool], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def over(jobs: Jobs, key: str) -> Job:
    """A job once it is over; the first time, engines are compiled for minutes."""
    until(lambda: jobs.job(key).state.over)
    return jobs.job(key)


def done(jobs: Jobs, key: str) -> str:
    job = over(jobs, key)
    assert job.state is JobState.DONE, job.problem
    assert job.result is not None
    return job.result


def process_of(jobs: Jobs, key: str) -> int:
    """Number of a job's process, once it is begun."""
    begun = jobs._processes  # noqa: SLF001 - only tests end a process from outside
    until(lambda: key in begun)
    return begun[key].pid


def timeless(result: PlanResult) -> PlanResult:
    """A plan without how long the clock says that it took."""
    return replace(result, seconds=0)


# The same answers as at the desk -------------------------------------------------------------


def test_a_job_finds_the_plan_that_the_desk_finds(jobs: Jobs, folder: Path, planned: Job) -> None:
    assert planned.result is not None
    found = jobs.shelf.plan(planned.result)
    direct = Desk.open(folder).best(PlanAsked(seconds=5).effort)
    assert timeless(found) == timeless(direct)
    assert len(found.plan.starts) == 2
    in_force = jobs.shelf.in_force("main")
    assert in_force is not None
    assert (in_force.key, in_force.by) == (planned.result, "Anna")
    assert planned.gap == 0


def test_futures_come_with_stories_as_the_desk_tells_them(
    jobs: Jobs, folder: Path, planned: Job
) -> None:
    asked = {"plan": planned.result, "futures": 500, "seed": 3, "tell": [4]}
    key = done(jobs, ordered(jobs, JobKind.FUTURES, folder, **asked).id)
    found = jobs.shelf.found(key).read(FuturesPlayed)
    effort = FuturesAsked(plan="", futures=500, seed=3).effort
    plan = jobs.shelf.plan(str(planned.result)).plan
    assert found.summary == Desk.open(folder).simulate(plan, effort, Asked(matters=True))
    assert [one.number for one in found.stories] == [4]
    assert found.plan == planned.result
    again = ordered(jobs, JobKind.FUTURES, folder, **asked)
    assert (again.told, again.result) == (FROM_THE_SHELF, key)


def test_a_process_that_is_ready_finds_the_same(
    jobs: Jobs, folder: Path, planned: Job, tmp_path: Path
) -> None:
    own = Jobs(tmp_path / "jobs.db")
    try:
        own.make_ready()
        found = own.shelf.plan(done(own, ordered(own, JobKind.PLAN, folder, seconds=5).id))
        assert timeless(found) == timeless(jobs.shelf.plan(str(planned.result)))
    finally:
        own.close()


def test_new_plans_of_what_ifs_are_kept_so_that_they_may_come_into_force(
    jobs: Jobs, folder: Path, planned: Job
) -> None:
    texts = ["pledge CAN-adviser -4", "people adviser +1"]
    key = done(jobs, ordered(jobs, JobKind.WHAT_IF, folder, texts=texts, plan=planned.result).id)
    found = jobs.shelf.found(key).read(WhatIfsTried)
    assert [one.asked for one in found.answer.replies] == [(text,) for text in texts]
    assert [jobs.shelf.plan(one) for one in found.plans] == [
        one.result for one in found.answer.replies
    ]
    changes = {one.key: one.made_from.changes for one in jobs.shelf.plans("main")}
    assert [changes[one] for one in found.plans] == [(text,) for text in texts]
    assert jobs.shelf.put_in_force("option", found.plans[0], "Anna") is not None


def test_why_and_brief_are_about_the_plan_that_is_named(
    jobs: Jobs, folder: Path, planned: Job
) -> None:
    why = ordered(jobs, JobKind.WHY, folder, activity="a", plan=planned.result)
    brief = ordered(jobs, JobKind.BRIEF, folder, plan=planned.result, futures=100)
    told = jobs.shelf.found(done(jobs, why.id)).read(WhyTold)
    assert (told.plan, told.answer.activity) == (planned.result, "a")
    assert told.answer.rests is not None
    written = jobs.shelf.found(done(jobs, brief.id)).read(BriefWritten)
    assert written.plan == planned.result
    assert written.html.startswith("<!DOCTYPE html>")
    assert json.loads(written.data)["made_from"]["dossier"] == written.made_from.dossier


def test_the_type_of_every_kind_of_answer_is_known() -> None:
    assert [answer_type(one) for one in JobKind] == [
        *(PlanResult, FuturesPlayed, WhatIfsTried),
        *(BriefWritten, WhyTold),
    ]


# What goes wrong -------------------------------------------------------------------------------


def test_what_the_desk_refuses_is_told_whole(jobs: Jobs, folder: Path, planned: Job) -> None:
    ways = [
        (ordered(jobs, JobKind.WHY, folder, activity="nothing", plan=planned.result), "nothing"),
        (ordered(jobs, JobKind.PLAN, folder.parent / "nowhere"), "nowhere"),
    ]
    for job, place in ways:
        fault = over(jobs, job.id).fault
        assert fault is not None
        assert place in fault.place
        assert isinstance(fault.error, CadreError)
        assert all((fault.problem, fault.allowed, fault.remedy))


def test_a_process_that_is_killed_is_told_as_a_failure_and_leaves_the_server_alone(
    tmp_path: Path, folder: Path
) -> None:
    jobs = Jobs(tmp_path / "jobs.db")
    try:
        job = ordered(jobs, JobKind.PLAN, folder)
        os.kill(process_of(jobs, job.id), signal.SIGKILL)
        failed = over(jobs, job.id)
        assert failed.state is JobState.FAILED
        assert "was ended from outside (SIGKILL)" in failed.problem
        assert "memory" in failed.problem
    finally:
        jobs.close()


def test_playing_that_is_stopped_gives_the_futures_played_so_far(
    jobs: Jobs, folder: Path, planned: Job
) -> None:
    job = ordered(jobs, JobKind.FUTURES, folder, plan=planned.result, futures=ENDLESS, tell=[0])
    until(lambda: jobs.job(job.id).done > 0)
    jobs.cancel(job.id)
    key = done(jobs, job.id)
    assert jobs.job(job.id).told == STOPPED
    summary = jobs.shelf.found(key).read(FuturesPlayed).summary
    assert summary.stopped
    assert 0 < summary.futures < ENDLESS
    kept = jobs.shelf.found(key)
    whole = key_of(JobKind.FUTURES, kept.made_from, "staff", job.order.asked)
    assert key != whole, "what was stopped doesn't stand for the whole"
    assert not jobs.shelf.has(whole)


def test_who_doesn_t_stop_is_ended_after_a_grace(tmp_path: Path, folder: Path) -> None:
    jobs = Jobs(tmp_path / "jobs.db", grace=0)
    try:
        job = ordered(jobs, JobKind.PLAN, folder)
        process_of(jobs, job.id)
        jobs.cancel(job.id)
        assert over(jobs, job.id).state is JobState.CANCELLED
    finally:
        jobs.close()


SERVER = """
import sys, time
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
from cadre.desk.job_orders import JobKind, JobOrder
from cadre.desk.jobs import Jobs
jobs = Jobs(Path(sys.argv[2]))
order = JobOrder(kind=JobKind.FUTURES, where=sys.argv[3], asked={"plan": sys.argv[4],
                 "futures": int(sys.argv[5])})
job = jobs.start(order, "Anna")
jobs.start(JobOrder(kind=JobKind.PLAN, where=sys.argv[3], asked={"seconds": 5}), "Anna")
while not jobs.job(job.id).of:
    time.sleep(0.01)
print(jobs._processes[job.id].pid, flush=True)
time.sleep(600)
"""
"""A server without a main module that could be imported again."""


def test_a_server_that_is_killed_leaves_nothing_running_and_the_next_takes_its_jobs_up(
    tmp_path: Path, jobs: Jobs, folder: Path, planned: Job
) -> None:
    file = tmp_path / "jobs.db"
    kept = jobs.shelf.found(str(planned.result))
    own = Jobs(file)
    plan = own.shelf.put(
        JobKind.PLAN,
        kept.read(PlanResult),
        made_from=kept.made_from,
        asked=kept.asked,
        by="Anna",
    )
    own.close()
    arguments = [str(ROOT / "src"), str(file), str(folder), plan, str(ENDLESS)]
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, *arguments], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    child = int(server.stdout.readline())
    server.kill()
    server.wait()
    server.stdout.close()
    until(lambda: not runs(child), 20)
    then = Jobs(file, grace=60)
    try:
        second, first = then.all()
        assert TAKEN_UP in {one.told for one in (first, then.job(first.id))} or first.began
        until(lambda: then.job(first.id).of > 0)
        assert then.job(first.id).taken == 2
        then.cancel(first.id)
        assert then.job(first.id).order.asked["futures"] == ENDLESS
        done(then, first.id)
        assert done(then, second.id) == plan, "found on the shelf, by what it is made from"
    finally:
        then.close()


def runs(pid: int) -> bool:
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_a_result_is_handed_to_the_staff_as_it_is_kept(
    jobs: Jobs, folder: Path, planned: Job
) -> None:
    key = str(planned.result)
    desk = Desk.open(folder)
    assert hand_out(jobs.shelf, desk, key, PlanResult) == jobs.shelf.plan(key)
    assert not (folder / ".cadre").exists(), "the staff's own look isn't a release"
