"""Reading: what pages show, as data."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from cadre.desk.chains import Chain
from cadre.desk.cover import CoverAnswer
from cadre.desk.findings import FindingsAnswer, FindingsAsked, findings
from cadre.desk.needs import NeedsAnswer
from cadre.desk.overview import Overview
from cadre.desk.plain import to_plain
from cadre.desk.row_evidence import RowEvidence, row_evidence
from cadre.desk.search import MOST, SearchAnswer, SearchAsked, search
from cadre.desk.shelf_plans import plan_asked
from cadre.web.pages.chain import chain
from cadre.web.pages.overview import answer as overview
from cadre.web.rest.said import answered, common
from cadre.web.visits import Visit, Visiting

router = APIRouter(tags=["Reading"], dependencies=[Depends(common)])
Plain = dict[str, Any]


def _plain(visit: Visit, response: Response, answer: object) -> Plain:
    """An answer as plain values, with what tells it from a later one."""
    response.headers["ETag"] = visit.tag
    response.headers["Cache-Control"] = "private, no-cache"
    told: Plain = to_plain(answer)
    return told


@router.get(
    "/overview",
    summary="Where the mission stands",
    responses=answered(Overview, "/api/overview", "Where the mission stands."),
    response_model=None,
)
def get_overview(visit: Visiting, response: Response) -> Plain:
    """Strength along the plan in force, law, what is to come and what is wrong, on a day."""
    return _plain(visit, response, overview(visit))


@router.get(
    "/findings",
    summary="What is wrong, rule by rule",
    responses=answered(FindingsAnswer, "/api/findings", "What is wrong, rule by rule."),
    response_model=None,
)
def get_findings(  # noqa: PLR0913 - one argument a parameter
    visit: Visiting,
    response: Response,
    *,
    code: Annotated[str, Query(description="Code of a rule, or the letters of a family.")] = "",
    severity: Annotated[str, Query(description="error, warning or note.")] = "",
    about: Annotated[str, Query(description="Id of what a finding names.")] = "",
    text: Annotated[str, Query(description="Beginnings of words.", max_length=400)] = "",
    plan: Annotated[str, Query(description="Key of a kept plan to be checked too.")] = "",
) -> Plain:
    """The findings of the mission, and of a plan if one is named; narrowed by the parameters."""
    asked = FindingsAsked(code=code, severity=severity, about=about, text=text)
    kept = plan_asked(visit.house.jobs.shelf, visit.desk, plan)
    return _plain(visit, response, findings(visit.desk, asked, kept))


@router.get(
    "/evidence/{table}/{key}",
    summary="One row with its chain",
    responses=answered(RowEvidence, "/api/evidence/{table}/{key}", "One row with its chain."),
    response_model=None,
)
def get_row(
    visit: Visiting,
    response: Response,
    table: Annotated[str, Path(description="A table of the dossier: pledges.")],
    key: Annotated[str, Path(description="Id of the row.")],
) -> Plain:
    """What a row states, what it rests on to the documents, what rests on it, what is wrong."""
    return _plain(visit, response, row_evidence(visit.desk, table, key))


@router.get(
    "/chain",
    summary="The way back of a number",
    responses=answered(Chain, "/api/chain", "The way back of a number."),
    response_model=None,
)
def get_chain(
    visit: Visiting,
    response: Response,
    page: Annotated[str, Query(description="Name of the page that shows it: overview.")],
    number: Annotated[str, Query(description="Id of the number.")],
) -> Plain:
    """From a number on a page to the rows that it was made from, to claims and to documents.

    Further parameters are those of the page.
    """
    del page, number  # the chain reads them from the address, as the page does
    return _plain(visit, response, chain(visit))


@router.get(
    "/search",
    summary="Search everything",
    responses=answered(SearchAnswer, "/api/search", "What was found, the best first."),
    response_model=None,
)
def get_search(
    visit: Visiting,
    response: Response,
    q: Annotated[str, Query(description="Beginnings of words.", max_length=400)] = "",
    kind: Annotated[str, Query(description="A table, findings or pages; empty: all.")] = "",
    after: Annotated[int, Query(description="Hits before the first.", ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(description="Hits of the kind at most.", ge=1, le=500)] = MOST,
) -> Plain:
    """Rows, findings and pages; of one `kind` many, of all a few each. `Link` leads to the next."""
    asked = SearchAsked(text=q, kind=kind, after=after, limit=limit)
    answer = search(visit.desk, asked, visit.house.pages)
    if answer.next is not None:
        later = visit.link("/api/search", q=q, kind=kind, after=answer.next, limit=limit)
        response.headers["Link"] = f'<{later}>; rel="next"'
    return _plain(visit, response, answer)


@router.get(
    "/needs",
    summary="Who serves which need",
    responses=answered(NeedsAnswer, "/api/needs", "Who serves which need on a day."),
    response_model=None,
)
def get_needs(
    visit: Visiting,
    response: Response,
    day: Annotated[date | None, Query(description="The day; missing: that of the view.")] = None,
) -> Plain:
    """Who serves which need on a day, what is left open, and who does the same."""
    return _plain(visit, response, visit.desk.needs(day))


@router.get(
    "/cover",
    summary="How law covers work day by day",
    responses=answered(CoverAnswer, "/api/cover", "How law covers work day by day."),
    response_model=None,
)
def get_cover(
    visit: Visiting,
    response: Response,
    first: Annotated[date | None, Query(description="First day; missing: chosen.")] = None,
    last: Annotated[date | None, Query(description="Last day; missing: the last planned.")] = None,
    activity: Annotated[
        list[str] | None, Query(description="The only work looked at; may stand several times.")
    ] = None,
) -> Plain:
    """Kinds of legal cover along time, gaps, and what may close them."""
    return _plain(visit, response, visit.desk.cover(first, last, activity or ()))
