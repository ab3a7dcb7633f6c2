"""Brief: the whole of it to be read, taken along, and made anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from cadre.desk.briefs import (
    BriefAnswer,
    BriefEffort,
    brief_file,
    briefs,
    order_brief,
    workbook_bytes,
)
from cadre.desk.roles import Role
from cadre.errors import CadreError, UnknownIdError
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "brief", "Brief"
router = APIRouter()
FORMS = {"html": "text/html", "json": "application/json"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(visit: Visit) -> BriefAnswer:
    """What the page shows: the brief that `brief` names by its key, else the last one."""
    house = visit.house
    return briefs(house.jobs, house.room, visit.view, visit.desk, visit.asked("brief"))


@router.get("/brief")
def page(visit: Visiting) -> Response:
    """The page."""
    return _page(visit, BriefEffort())


@router.post("/brief")
def make(
    visit: Visiting, seconds: Annotated[str, Form()], futures: Annotated[str, Form()]
) -> Response:
    """Have a brief made."""
    visit.needs(Role.PLANNER)
    house = visit.house
    try:
        effort = BriefEffort(
            seconds=_number("seconds", seconds), futures=int(_number("futures", futures))
        )
        house.jobs.start(order_brief(house.room, visit.view, visit.reader, effort), visit.who.name)
    except CadreError as error:
        return _page(visit, BriefEffort(), problem=error, typed=(seconds, futures))
    return RedirectResponse(visit.link("/brief"), 303)


@router.post("/brief/stop")
def stop(visit: Visiting, job: Annotated[str, Form()]) -> Response:
    """Stop a brief that is under way."""
    visit.needs(Role.PLANNER)
    known = {one.id for one in answer(visit).runs}
    if job not in known:
        raise UnknownIdError("run", job, sorted(known), "Stop a brief that is under way.")
    visit.house.jobs.cancel(job)
    return RedirectResponse(visit.link("/brief"), 303)


@router.get("/brief/download")
def download(visit: Visiting) -> Response:
    """A kept brief as a file.

    Raises:
        CadreError: There is none, or not in the form asked for.
    """
    form = visit.asked("form", "html")
    if form not in FORMS:
        raise CadreError("form", f"is {form[:20]!r}", ", ".join(FORMS), "Choose one of these.")
    shown = answer(visit).shown
    if shown is None:
        raise UnknownIdError("brief", visit.asked("brief"), None, "Have a brief made first.")
    text = brief_file(visit.house.jobs, visit.desk, shown.key, form)
    return _file(visit, text.encode(), FORMS[form], f"brief.{form}")


@router.get("/brief/workbook")
def workbook(visit: Visiting) -> Response:
    """The dossier as a workbook, as far as the reader may see it."""
    raw = workbook_bytes(visit.house.room, visit.view, visit.reader)
    return _file(visit, raw, WORKBOOK, "dossier.xlsx")


def _file(visit: Visit, raw: bytes, kind: str, name: str) -> Response:
    mission = "".join(one for one in visit.desk.mission.profile.id if one.isalnum() or one in "-_")
    headers = {"Content-Disposition": f'attachment; filename="{mission or "mission"}-{name}"'}
    return Response(raw, media_type=kind, headers=headers)


def _page(
    visit: Visit,
    effort: BriefEffort,
    problem: CadreError | None = None,
    typed: tuple[str, str] | None = None,
) -> Response:
    seconds, futures = typed or (f"{effort.seconds:g}", str(effort.futures))
    return visit.page(
        "brief.html.j2",
        title=TITLE,
        status=200 if problem is None else 400,
        page_name=NAME,
        answer=answer(visit),
        seconds=seconds,
        futures=futures,
        problem=problem,
    )


def _number(name: str, text: str) -> float:
    try:
        return float(text.replace(",", "").strip())
    except ValueError as error:
        raise CadreError(name, f"is {text[:20]!r}", "a number", "Correct it.") from error
