"""Evidence: what the mission rests on, list by list and row by row."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Response
from starlette.responses import RedirectResponse

from cadre.desk import evidence as desk_evidence
from cadre.desk.evidence import ClaimsAsked, Evidence
from cadre.desk.row_evidence import RowEvidence, row_evidence, where_cited
from cadre.errors import CadreError
from cadre.web.visits import Visit, Visiting, day_in

NAME, TITLE = "evidence", "Evidence"
router = APIRouter()
PARTS = ("claims", "conflicts", "sources", "assumptions", "priors")
"""The lists of the page, the first one shown unless another is asked for."""


def answer(visit: Visit) -> Evidence:
    """What the page shows beside the list asked for."""
    return desk_evidence.evidence(visit.desk)


def claims_asked(visit: Visit) -> ClaimsAsked:
    """Which claims an address asks for.

    Raises:
        CadreError: A day or a number in it is none.
    """
    query = visit.request.query_params
    return ClaimsAsked(
        text=visit.asked("text"),
        topic=visit.asked("topic"),
        kind=visit.asked("kind"),
        source=visit.asked("source"),
        since=day_in(query, "since"),
        until=day_in(query, "until"),
        after=number_in(visit, "after"),
    )


def number_in(visit: Visit, name: str) -> int:
    """The whole number that a parameter states; 0 when it is missing or empty.

    Raises:
        CadreError: It states none that could be meant.
    """
    text = visit.asked(name) or "0"
    if not text.isdecimal() or len(text) > 9:
        raise CadreError(name, f"is {text[:20]!r}", "a whole number from 0 on", "Correct it.")
    return int(text)


@router.get("/evidence")
def page(visit: Visiting) -> Response:
    """The page."""
    part = visit.asked("part", PARTS[0])
    if part not in PARTS:
        raise CadreError("part", f"is {part[:40]!r}", ", ".join(PARTS), "Choose one of these.")
    asked = claims_asked(visit)
    return visit.page(
        "evidence.html.j2",
        title=TITLE,
        page_name=NAME,
        answer=answer(visit),
        part=part,
        asked=asked,
        narrowed=asked != ClaimsAsked(after=asked.after),
        plain=replace(asked, after=0),
        list=_list(visit, part, asked),
    )


def _list(visit: Visit, part: str, asked: ClaimsAsked) -> object:
    """The list that is asked for."""
    if part == "claims":
        return desk_evidence.claims(visit.desk, asked)
    lists = {
        "conflicts": desk_evidence.conflicts,
        "sources": desk_evidence.sources,
        "assumptions": desk_evidence.assumptions,
        "priors": desk_evidence.priors,
    }
    return lists[part](visit.desk)


@router.get("/evidence/{table}/{key:path}")
def row(visit: Visiting, table: str, key: str) -> Response:
    """One row of the dossier."""
    told: RowEvidence = row_evidence(visit.desk, table, key)
    return visit.page("evidence_row.html.j2", title=told.name, page_name=NAME, answer=told)


@router.get("/cited/{key:path}")
def cited(visit: Visiting, key: str) -> Response:
    """To the claim, source, assumption or prior of an id."""
    found = where_cited(visit.desk, key)
    return RedirectResponse(visit.link(f"/evidence/{found.table}/{found.id}"), 302)
