"""Long runs over the API: ordered, followed, stopped, and what came of them."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from cadre.desk.handing_out import hand_out
from cadre.desk.job_orders import Job, JobKind, JobOrder, NoResultError, UnknownJobError
from cadre.desk.job_told import JobTold, desk_of, told
from cadre.desk.plain import to_plain
from cadre.desk.roles import Role
from cadre.release.rules import STAFF
from cadre.web.preconditions import refuse_unless_seen
from cadre.web.visits import Visit, Visiting

router = APIRouter(tags=["jobs"])


class Ordering(BaseModel):
    """What is ordered; of which view of the dossier, the address says."""

    model_config = {"extra": "forbid"}

    kind: JobKind = Field(description="What is worked out.")
    asked: dict[str, Any] = Field(
        default_factory=dict,
        description="What else is asked, such as `seconds` and `seed` of a plan.",
    )


class JobList(BaseModel):
    """Some of the jobs."""

    jobs: list[JobTold] = Field(description="The last ordered first.")
    next: str | None = Field(description="Address of those ordered before; null if there are none.")


@router.post("/jobs", status_code=201, summary="Order a long run")
def order(visit: Visiting, body: Ordering, response: Response) -> JobTold:
    """Order a plan, futures, what-ifs, a brief, or why a work is in a plan or isn't.

    What was worked out before is done at once.

    Raises:
        CadreError: What is asked can't be understood, or there is no such view of the dossier.
    """
    visit.needs(Role.PLANNER)
    ordered = JobOrder(
        kind=body.kind,
        where=str(visit.house.room.address(visit.view)),
        as_of=visit.view.as_of,
        scenario=visit.view.scenario,
        reader=visit.reader,
        asked=body.asked,
    )
    job = visit.house.jobs.start(ordered, visit.who.name)
    response.headers["Location"] = f"/api/jobs/{job.id}"
    response.headers["ETag"] = _tag(job)
    return told(job)


@router.get("/jobs", summary="The jobs, the last ordered first")
def jobs(
    visit: Visiting,
    after: Annotated[str, Query(description="Id of a job; those ordered before it.")] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most.")] = 50,
) -> JobList:
    """Some of the jobs that who asks may follow.

    Raises:
        UnknownJobError: There is no job `after`.
    """
    every = visit.house.jobs.all(None if visit.reader == STAFF.id else visit.reader)
    ids = [one.id for one in every]
    if after and after not in ids:
        raise UnknownJobError(after)
    first = ids.index(after) + 1 if after else 0
    some = every[first : first + limit]
    more = first + limit < len(every)
    following = visit.link("/api/jobs", after=some[-1].id, limit=limit) if more else None
    return JobList(jobs=[told(one) for one in some], next=following)


@router.get("/jobs/{key}", summary="A job as it stands")
def job(visit: Visiting, key: str, response: Response) -> JobTold:
    """A job as it stands; its ETag changes with its state.

    Raises:
        UnknownJobError: There is no such job for who asks.
    """
    found = seen(visit, key)
    response.headers["ETag"] = _tag(found)
    return told(found)


@router.delete("/jobs/{key}", summary="Stop a job")
def cancel(visit: Visiting, request: Request, key: str, response: Response) -> JobTold:
    """Ask a job to stop: what it has found by then is kept as its result, if that is something.

    Raises:
        CadreError: There is no such job, or it moved on since it was looked at.
    """
    visit.needs(Role.PLANNER)
    found = seen(visit, key)
    refuse_unless_seen(request, _tag(found), f"job {key}", f"is {found.state.value} by now")
    stopped = visit.house.jobs.cancel(key)
    response.headers["ETag"] = _tag(stopped)
    return told(stopped)


@router.get("/jobs/{key}/result", summary="What came of a job")
def result(visit: Visiting, key: str) -> Response:
    """What came of a job that is done, whole, as JSON of the form that its kind has.

    Raises:
        CadreError: There is no such job, it has no result, or who asks may not have it.
    """
    found = seen(visit, key)
    if found.result is None:
        raise NoResultError(
            f"job {key}",
            f"is {found.state.value} and has no result",
            "a job that is done",
            found.problem or "Wait until it is done.",
        )
    # Loaded with all engines, which only who reads results needs.
    from cadre.desk.job_answers import answer_type  # noqa: PLC0415

    desk = desk_of(visit.house.room, found, visit.reader)
    kind = answer_type(found.order.kind)
    return JSONResponse(to_plain(hand_out(visit.house.jobs.shelf, desk, found.result, kind)))


def seen(visit: Visit, key: str) -> Job:
    """A job, if who asks may follow it: others than the staff follow what is for their eyes.

    Raises:
        UnknownJobError: There is none for them.
    """
    found = visit.house.jobs.job(key)
    if visit.reader not in (STAFF.id, found.order.reader):
        raise UnknownJobError(key)
    return found


def as_event(job: Job) -> str:
    """A job as an event of a stream."""
    return f"id: {job.number}\nevent: job\ndata: {json.dumps(to_plain(told(job)))}\n\n"


def _tag(job: Job) -> str:
    return f'"{job.id}-{job.state.value}"'
