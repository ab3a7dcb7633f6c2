"""Overview: where the mission stands today, on one page."""

from __future__ import annotations

import json

from fastapi import APIRouter, Response

from cadre.desk.overview import Overview, land_around, overview
from cadre.web.pages.plan import looked_at
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "overview", "Overview"
router = APIRouter()


def answer(visit: Visit) -> Overview:
    """What the page shows."""
    return overview(visit.desk, looked_at(visit))


@router.get("/")
def page(visit: Visiting) -> Response:
    """The page."""
    told = answer(visit)
    points = [
        {
            "at": [one.latitude, one.longitude],
            "name": one.name,
            "status": one.status,
            "works": [work.name for work in one.works],
            "beds": one.beds[0].text if one.beds else "",
            "href": visit.link(f"/evidence/sites/{one.site}"),
        }
        for one in told.places
    ]
    return visit.page(
        "overview.html.j2",
        shared=True,
        title=TITLE,
        page_name=NAME,
        answer=told,
        points=points,
    )


@router.get("/land")
def land(visit: Visiting) -> Response:
    """The outlines that the map is drawn on, which few changes touch, as GeoJSON."""
    told = json.dumps(land_around(answer(visit).places), separators=(",", ":"))
    headers = {"ETag": visit.tag, "Cache-Control": "private, no-cache"}
    return Response(told, media_type="application/json", headers=headers)
