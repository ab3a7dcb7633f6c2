"""Chain: the way back of a number on any page, to rows, claims and documents."""

from __future__ import annotations

from fastapi import APIRouter, Response

from cadre.desk.chains import Chain, chain_of
from cadre.errors import UnknownIdError
from cadre.web.visits import Visit, Visiting

router = APIRouter()
OWN = ("page", "number")
"""The parameters of this page; all others are those of the page with the number."""


def chain(visit: Visit) -> Chain:
    """The way back of the number that an address names.

    Raises:
        UnknownIdError: There is no such page, or no such number on it.
    """
    page, answers = visit.asked("page"), visit.house.answers
    if page not in answers:
        raise UnknownIdError("page", page, list(answers), "Name a page that shows numbers.")
    return chain_of(visit.desk, page, answers[page](visit), visit.asked("number"))


@router.get("/chain")
def page(visit: Visiting) -> Response:
    """The page."""
    found = chain(visit)
    titles = dict(visit.house.pages)
    own = {key: value for key, value in visit.own.items() if key not in OWN}
    path = "/" if found.page == "overview" else f"/{found.page}"
    return visit.page(
        "chain.html.j2",
        title=found.trace.number.label,
        page_name="evidence",
        answer=found,
        called={str(one.row): one for one in found.rows},
        back=visit.link(path, **own),
        back_title=titles.get(found.page, found.page),
    )
