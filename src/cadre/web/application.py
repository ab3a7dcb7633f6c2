"""The application: pages and API over one house, with errors as sentences."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from types import ModuleType

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from cadre import __version__
from cadre.desk.room import View
from cadre.errors import CadreError
from cadre.release.rules import STAFF
from cadre.web import problems
from cadre.web.house import House
from cadre.web.pages import (
    accounts,
    brief,
    chain,
    changing,
    evidence,
    findings,
    forces,
    futures,
    history,
    law,
    login,
    needs,
    overview,
    plan,
    rows,
    runs,
    search,
    support,
)
from cadre.web.rest import events as rest_events
from cadre.web.rest import health
from cadre.web.rest import history as rest_history
from cadre.web.rest import jobs as rest_jobs
from cadre.web.rest import plans as rest_plans
from cadre.web.rest import reading as rest_reading
from cadre.web.rest import rows as rest_rows
from cadre.web.rest.said import PROBLEMS
from cadre.web.safety import Guard
from cadre.web.visits import KeptError, NotModifiedError

THREADS = 160
"""Requests that are answered at the same time; the others wait."""
SELDOM = 5_000, 10, 20
"""Whole looks for garbage: one for a million things held anew, some hundred megabytes at most."""
PAGES: tuple[ModuleType, ...] = (
    overview,
    law,
    forces,
    support,
    needs,
    plan,
    futures,
    evidence,
    findings,
    history,
    brief,
    search,
    chain,
    rows,
    runs,
    changing,
    login,
    accounts,
)
"""The modules of the pages; each has a `router`, and a NAME and TITLE if it is listed on all."""
REST: tuple[ModuleType, ...] = (
    rest_events,
    rest_history,
    rest_jobs,
    rest_plans,
    rest_reading,
    rest_rows,
)
"""The modules of the API; each has a `router`, whose addresses begin with /api."""


def application(house: House) -> FastAPI:
    """The application over one house."""
    app = FastAPI(
        title="Cadre",
        version=__version__,
        summary="Plans, resources, tests and explains a training and advisory mission",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_open,
    )
    house.pages = tuple((one.NAME, one.TITLE) for one in PAGES if hasattr(one, "NAME"))
    house.answers = {one.NAME: one.answer for one in PAGES if hasattr(one, "answer")}
    app.state.house = house
    for page in PAGES:
        app.include_router(page.router, include_in_schema=False)
    for part in REST:
        app.include_router(part.router, prefix="/api", responses=PROBLEMS)
    app.include_router(health.router, include_in_schema=False)
    static = str(files("cadre.web").joinpath("static"))
    app.mount("/static", StaticFiles(directory=static), name="static")
    app.add_exception_handler(CadreError, problems.told)
    app.add_exception_handler(RequestValidationError, problems.unfit)
    app.add_exception_handler(HTTPException, problems.missed)
    app.add_exception_handler(NotModifiedError, problems.unchanged)
    app.add_exception_handler(KeptError, problems.kept)
    app.add_middleware(Guard)
    return app


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncIterator[None]:
    """While the application answers, its dossier stays open."""
    house: House = app.state.house
    # Those who wait for a page hold a thread; others are answered all the same.
    current_default_thread_limiter().total_tokens = THREADS
    with house.room.open():
        settle(house)
        yield
    house.close()


def settle(house: House) -> None:
    """Open the dossier for whoever comes first; look for garbage in what follows only, and seldom.

    Looking through all that a server holds takes a third of a second, for which nobody is answered.
    """
    with suppress(CadreError):  # whoever asks is told
        house.room.desk(View(), STAFF.id).check()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
