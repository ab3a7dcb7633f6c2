"""A desk whose plan was looked for and played once, copied for each test that changes it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cadre.desk.beside import shelf_file
from cadre.desk.job_orders import JobKind, JobOrder, JobState
from cadre.desk.jobs import Jobs
from tests.web.serving import Served, serving, store_of

FUTURES = 500
PATIENCE = 600
"""Seconds that a run may take: the first one of all compiles the engines."""


def worked_out(jobs: Jobs, kind: JobKind, where: Path, **asked: object) -> str:
    """Have something worked out; the key of the answer."""
    job = jobs.start(JobOrder(kind=kind, where=str(where), asked=asked), "founder")
    ends = time.monotonic() + PATIENCE
    while not (job := jobs.job(job.id)).state.over:
        assert time.monotonic() < ends, f"{kind} takes too long: {job.told}"
        time.sleep(0.1)
    assert job.state is JobState.DONE, job.problem
    assert job.result is not None
    return job.result


@pytest.fixture(scope="session")
def played_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store, and on its shelf a plan in force, another one, and futures."""
    folder = tmp_path_factory.mktemp("planned")
    where = store_of(folder)
    with closing(Jobs(shelf_file(where))) as jobs:
        plan = worked_out(jobs, JobKind.PLAN, where, seconds=20.0)
        worked_out(jobs, JobKind.FUTURES, where, plan=plan, futures=FUTURES)
        worked_out(
            jobs,
            JobKind.WHAT_IF,
            where,
            plan=plan,
            texts=["activity services-2 dropped"],
            together=True,
        )
    return folder


@pytest.fixture(scope="session")
def planned(played_once: Path) -> Iterator[Served]:
    """A desk with a plan in force and its futures, which no test changes."""
    with serving(played_once / "m.db") as found:
        yield found


@pytest.fixture
def own_plan(played_once: Path, tmp_path: Path) -> Iterator[Served]:
    """The same for a test that changes it."""
    for one in played_once.iterdir():
        if not one.name.endswith(".lock"):
            shutil.copy(one, tmp_path / one.name)
    with serving(tmp_path / "m.db") as found:
        yield found
