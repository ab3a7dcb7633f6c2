"""Runs: how far a long run is, and the button that ends it with the best so far."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from cadre.desk.job_orders import JobKind, JobOrder
from cadre.desk.roles import Role
from cadre.desk.under_way import UnderWay, under_way
from cadre.web.visits import Visit, Visiting

router = APIRouter()


@router.get("/runs/state")
def state(visit: Visiting, job: str, page: str = "plan") -> Response:
    """How far a run is, as the part of a page that shows it; once over, the page is called anew."""
    run = run_of(visit, job)
    response = visit.page("run.html.j2", title="Run", run=run, page_name=_page(page))
    if run.over:
        response.headers["HX-Redirect"] = visit.link(f"/{_page(page)}", job=job)
    return response


def _page(name: str) -> str:
    return "futures" if name == "futures" else "plan"


@router.post("/runs/stop")
def stop(visit: Visiting, job: Annotated[str, Form()], page: Annotated[str, Form()]) -> Response:
    """End a run with the best so far."""
    visit.needs(Role.PLANNER)
    run_of(visit, job)
    visit.house.jobs.cancel(job)
    return to(visit, f"/{_page(page)}", job=job)


def run_of(visit: Visit, job: str) -> UnderWay:
    """A run that this visitor may follow.

    Raises:
        CadreError: There is none of that id for them.
    """
    return under_way(visit.desk, visit.house.jobs.job(job))


def begin(visit: Visit, kind: JobKind, **asked: object) -> str:
    """Order a run of what is looked at; its id.

    Raises:
        CadreError: The visitor may not, or what is asked can't be understood.
    """
    visit.needs(Role.PLANNER)
    order = JobOrder(
        kind=kind,
        where=str(visit.house.room.address(visit.view)),
        as_of=visit.view.as_of,
        scenario=visit.view.scenario,
        reader=visit.reader,
        asked=asked,
    )
    return visit.house.jobs.start(order, visit.who.name).id


def to(visit: Visit, path: str, **more: object) -> Response:
    """Go to a page of this view."""
    return RedirectResponse(visit.link(path, **more), 303)
