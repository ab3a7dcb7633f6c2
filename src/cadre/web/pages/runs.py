"""Runs: how far a long run is, and the button that ends it with the best so far."""

from __future__ import annotations

from fastapi import APIRouter, Response
from starlette.responses import RedirectResponse

from cadre.desk.job_orders import JobKind, JobOrder
from cadre.desk.roles import Role
from cadre.desk.under_way import UnderWay, under_way
from cadre.errors import CadreError
from cadre.web.visits import Visit, Visiting

FIELDS = ("seconds", "seed", "futures", "form")
"""Fields that orders of runs have, beside the text of what-ifs."""
router = APIRouter()


PAGES = ("plan", "futures")
"""The pages that runs are begun on."""


@router.get("/runs/state")
def state(visit: Visiting) -> Response:
    """How far a run is, as the part of a page that shows it; once over, the page is called anew."""
    run, page = run_of(visit, visit.asked("job")), _page(visit)
    response = unkept(visit.page("run.html.j2", title="Run", run=run, page_name=page))
    if run.over:
        response.headers["HX-Redirect"] = visit.link(f"/{page}", **_own(visit))
    return response


@router.post("/runs/stop")
def stop(visit: Visiting) -> Response:
    """End a run with the best so far."""
    visit.needs(Role.PLANNER)
    visit.house.jobs.cancel(run_of(visit, visit.asked("job")).id)
    return to(visit, f"/{_page(visit)}", **_own(visit))


def _page(visit: Visit) -> str:
    return visit.asked("page") if visit.asked("page") in PAGES else PAGES[0]


def _own(visit: Visit) -> dict[str, str]:
    """What the page itself was asked."""
    return {key: value for key, value in visit.own.items() if key != "page"}


def figure(name: str, text: str) -> float:
    """A figure as it was typed; whole ones are whole.

    Raises:
        CadreError: It is none.
    """
    try:
        value = float(text)
        return int(value) if value.is_integer() else value
    except (ValueError, OverflowError) as error:
        raise CadreError(name, f"is {text[:40]!r}", "a number such as 6", "Correct it.") from error


def field_of(error: CadreError) -> str:
    """The field of a form at which an error stands; those of what-ifs stand at their text."""
    name = error.place.removeprefix("asked.")
    if name.startswith("what-if `"):
        return "form"
    return name if name in FIELDS else "text"


def unkept(response: Response) -> Response:
    """A page that no browser is to keep: progress changes nothing that others are told of."""
    response.headers["Cache-Control"] = "no-store"
    del response.headers["ETag"]
    return response


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
