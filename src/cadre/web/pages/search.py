"""Search: everything that the reader may see, by a few words."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Response

from cadre.desk.search import FINDINGS, PAGES, Hit, SearchAnswer, SearchAsked, search
from cadre.web.pages.evidence import number_in
from cadre.web.visits import Visit, Visiting

router = APIRouter()


def address(visit: Visit, hit: Hit) -> str:
    """Where a hit leads."""
    if hit.kind == PAGES:
        return visit.link("/" if hit.id == "overview" else f"/{hit.id}")
    if hit.kind == FINDINGS:
        return visit.link("/findings", code=hit.id, about=hit.about)
    return visit.link(f"/evidence/{hit.kind}/{quote(hit.id)}")


def found(visit: Visit) -> SearchAnswer:
    """What there is of the words that an address asks for."""
    asked = SearchAsked(
        text=visit.asked("q")[:400], kind=visit.asked("kind"), after=number_in(visit, "after")
    )
    return search(visit.desk, asked, visit.house.pages)


@router.get("/search")
def page(visit: Visiting) -> Response:
    """The page."""
    told = found(visit)
    return visit.page(
        "search.html.j2",
        title="Search",
        page_name="search",
        answer=told,
        address=lambda hit: address(visit, hit),
    )
