"""History: the log, what differs between any two states, and going back to one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.responses import RedirectResponse

from cadre.desk.history import history_of
from cadre.desk.store_answers import DiffAnswer
from cadre.desk.store_history import differences_of
from cadre.desk.store_moments import Moments, moments_of, refuse_missing, within
from cadre.errors import CadreError
from cadre.release.rules import STAFF
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "history", "History"
ROWS = 300
"""Rows of a comparison that a page shows; the API gives all."""
NOTHING: Mapping[str, tuple[str, str]] = MappingProxyType({})
router = APIRouter()


def address(visit: Visit) -> str:
    """The address in the store that a view names.

    Raises:
        CadreError: The dossier is a folder, or the view names no branch or moment.
    """
    refuse_folder(visit)
    return within(str(visit.house.room.where), visit.view.branch, visit.view.at)


def refuse_folder(visit: Visit) -> None:
    """Refuse what only a store can answer.

    Raises:
        CadreError: The dossier is a folder.
    """
    if not visit.house.room.is_store:
        raise CadreError(
            visit.house.room.name,
            "is a folder, which keeps no history",
            "a store",
            "Put it into one: cadre store init m.db; cadre store import m.db FOLDER.",
        )


@router.get("/history")
def page(visit: Visiting, after: Annotated[int | None, Query(ge=2)] = None) -> Response:
    """The log, the last change first; or the way to the moment that was typed."""
    wanted = visit.asked("go").strip()
    if not wanted:
        return log(visit, after)
    try:
        refuse_folder(visit)
        where = within(str(visit.house.room.where), visit.view.branch, wanted)
        refuse_missing(where)
    except CadreError as error:
        return log(visit, after, {"go": (wanted, said(error))})
    return RedirectResponse(visit.link("/history", at=wanted), 303)


def said(error: CadreError) -> str:
    """What is wrong, what is allowed and what to do, as sentences at a field."""
    place = error.place[:1].upper() + error.place[1:]
    return f"{place} {error.problem}. Allowed: {error.allowed}. {error.remedy}"


def log(
    visit: Visit, after: int | None = None, wrong: Mapping[str, tuple[str, str]] = NOTHING
) -> Response:
    """The log, with what was typed wrongly into its forms.

    Args:
        visit: Who asks.
        after: The change before which it begins; None begins with the last one.
        wrong: By field what was typed, and what is wrong with it; no sentence where nothing is.
    """
    told = None
    if visit.house.room.is_store:
        told = history_of(address(visit), visit.reader, after=after)
    return visit.page(
        "history.html.j2",
        shared=True,
        title=TITLE,
        page_name=NAME,
        answer=told,
        slides=[] if told is None or told.moments is None else _slides(told.moments),
        after=after,
        made=visit.asked("made"),
        status=422 if wrong else 200,
        typed=defaultdict(str, {name: typed for name, (typed, _) in wrong.items()}),
        faults={name: fault for name, (_, fault) in wrong.items() if fault},
    )


def _slides(moments: Moments) -> list[dict[str, object]]:
    """What the slider says at each change."""
    return [
        {"seq": one.seq, "says": f"{one.at[:16].replace('T', ' ')} UTC, {one.actor}: {one.reason}"}
        for one in moments.moments
    ]


@router.get("/history/compare")
def compare(visit: Visiting) -> Response:
    """What differs from one branch and moment to another; each may be typed wrongly."""
    refuse_folder(visit)
    sides = {side: _side(visit, side) for side in ("old", "new")}
    asked = any(visit.asked(f"{side}_{part}") for side in sides for part in ("branch", "at"))
    told, faults = _compared(visit, sides) if asked else (None, {})
    where = str(visit.house.room.where)
    return visit.page(
        "compare.html.j2",
        title="Compare",
        page_name=NAME,
        status=422 if faults else 200,
        sides=sides,
        faults=faults,
        answer=told,
        moments=moments_of(within(where, "", "")) if visit.reader == STAFF.id else None,
        most=ROWS,
    )


def _side(visit: Visit, side: str) -> dict[str, str]:
    """The branch and the moment that were asked for on one side."""
    branch = visit.asked(f"{side}_branch", visit.view.branch)
    return {"branch": branch, "at": visit.asked(f"{side}_at").strip()}


def _compared(
    visit: Visit, sides: dict[str, dict[str, str]]
) -> tuple[DiffAnswer | None, dict[str, CadreError]]:
    """What differs between two sides; or by side what is wrong with what was typed."""
    where = str(visit.house.room.where)
    pair: dict[str, str] = {}
    faults: dict[str, CadreError] = {}
    for side, asked in sides.items():
        try:
            pair[side] = within(where, asked["branch"], asked["at"])
            refuse_missing(pair[side])
        except CadreError as error:
            faults[side] = error
    if faults:
        return None, faults
    told = differences_of(pair["old"], pair["new"], reader=visit.reader, as_of=visit.view.as_of)
    return told, {}
