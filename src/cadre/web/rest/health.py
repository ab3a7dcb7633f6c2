"""Health: whether the server answers, and whether its dossier does."""

from __future__ import annotations

from fastapi import APIRouter, Request

from cadre.web.house import House

router = APIRouter()


@router.get("/healthz", summary="Whether the server answers")
def healthz() -> dict[str, str]:
    """Whether the server answers at all."""
    return {"status": "ok"}


@router.get("/readyz", summary="Whether the dossier can be read")
def readyz(request: Request) -> dict[str, str]:
    """Whether the dossier can be read, too.

    Raises:
        CadreError: It can't.
    """
    house: House = request.app.state.house
    house.room.moment()
    return {"status": "ok"}
