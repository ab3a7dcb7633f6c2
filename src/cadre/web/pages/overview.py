"""Overview: where the mission stands today, on one page."""

from __future__ import annotations

from fastapi import APIRouter, Response

from cadre.desk.overview import Overview, land_around, overview
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "overview", "Overview"
router = APIRouter()


def answer(visit: Visit) -> Overview:
    """What the page shows."""
    return overview(visit.desk)


@router.get("/")
def page(visit: Visiting) -> Response:
    """The page."""
    told = answer(visit)
    points = [
        {
            "at": [one.latitude, one.longitude],
            "name": one.name,
            "status": one.status,
            "works": one.works,
            "beds": one.beds[0].text if one.beds else "",
            "href": visit.link(f"/evidence/sites/{one.site}"),
        }
        for one in told.places
    ]
    return visit.page(
        "overview.html.j2",
        title=TITLE,
        page_name=NAME,
        answer=told,
        map={"points": points, **land_around(told.places)},
    )
