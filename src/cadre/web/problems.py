"""Problems: what can't be done, as a page for people and as problem+json for programs."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Match

from cadre.desk.job_orders import NoResultError, UnknownJobError
from cadre.desk.store_previews import ConflictsStandError
from cadre.errors import CadreError, ChangedUnderneathError, NoMissionError, UnknownIdError
from cadre.web.house import House
from cadre.web.preconditions import MovedOnError, UnseenError
from cadre.web.rendering import rendered
from cadre.web.visits import KeptError
from cadre.web.who import ForbiddenError, LogInError

TITLES = {
    400: "This can't be done as asked",
    401: "Please log in",
    403: "This isn't yours to do",
    404: "There is no such thing here",
    405: "This can't be done here",
    409: "This doesn't go with what is there",
    412: "It changed meanwhile",
    413: "This is too much at once",
    421: "This is another desk",
    422: "Some of it can't be read",
    428: "Say which version you saw",
    500: "Something broke on our side",
}


def status_of(error: CadreError) -> int:
    """The HTTP status that an error stands for."""
    for kind, status in (
        (LogInError, 401),
        (ForbiddenError, 403),
        (NoMissionError, 404),
        (UnknownIdError, 404),
        (UnknownJobError, 404),
        (NoResultError, 409),
        (ConflictsStandError, 409),
        (ChangedUnderneathError, 412),
        (MovedOnError, 412),
        (UnseenError, 428),
    ):
        if isinstance(error, kind):
            return status
    return 400


def plain(status: int, detail: str, instance: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A problem by the members of RFC 9457."""
    return {
        "type": "about:blank",
        "title": TITLES.get(status, "This can't be done"),
        "status": status,
        "detail": detail,
        "instance": instance,
        **more,
    }


def _answer(request: Request, problem: dict[str, Any]) -> Response:
    """A problem for whoever asked: JSON for the API, else a page with a way on."""
    status = problem["status"]
    back = problem.pop("back", ["/", "Go to the overview"])
    if request.url.path.startswith("/api"):
        return Response(
            json.dumps(problem), status_code=status, media_type="application/problem+json"
        )
    typed = request.method not in ("GET", "HEAD")
    page = rendered("problem.html.j2", problem=problem, back=back, typed=typed)
    return Response(page, status_code=status, media_type="text/html")


async def told(request: Request, error: Exception) -> Response:
    """What a call can't do."""
    assert isinstance(error, CadreError)  # noqa: S101 - registered for it
    if isinstance(error, LogInError) and not request.url.path.startswith("/api"):
        return _shown_in(request)
    detail = f"{error.place}: {error.problem}."
    more = {"place": error.place, "allowed": error.allowed, "remedy": error.remedy}
    if isinstance(error, NoMissionError):
        more |= _begun(request)
    return _answer(request, plain(status_of(error), detail, request.url.path, **more))


def _begun(request: Request) -> dict[str, Any]:
    """What whoever looks at a store without a mission does next."""
    house: House = request.app.state.house
    if "at" in request.query_params:
        remedy, back, words = "Choose a later change.", "/history", "Go to the history"
    else:
        remedy = f"Take one in: cadre store import {house.room.name} FOLDER. Then look again."
        back, words = "/", "Look again"
    return {"title": "There is no mission here yet", "remedy": remedy, "back": [back, words]}


def _shown_in(request: Request) -> Response:
    """The way to the page of log-in, and back to what was asked for; nothing typed is lost."""
    if "hx-request" in request.headers:
        # A piece of a page can't be where one logs in: the whole page goes there.
        whole = urlsplit(request.headers.get("hx-current-url", "/"))
        to = whole.path + (f"?{whole.query}" if whole.query else "")
        return Response(
            status_code=401, headers={"HX-Redirect": f"/log-in?{urlencode({'to': to})}"}
        )
    if request.method not in ("GET", "HEAD"):
        said = "Your session has ended, so nothing of this was taken."
        remedy = "Log in on another tab, then go back here and send it again."
        return _answer(request, plain(401, said, request.url.path, remedy=remedy, way="/log-in"))
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/log-in?{urlencode({'to': wanted})}", 303)


async def unfit(request: Request, error: Exception) -> Response:
    """A body or a parameter that doesn't have the form asked for; every fault is told."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    faults = [
        {"pointer": "/" + "/".join(map(str, one["loc"])), "detail": one["msg"]}
        for one in error.errors()
    ]
    said = "; ".join(f"{one['pointer']}: {one['detail']}" for one in faults[:5])
    return _answer(request, plain(422, said, request.url.path, errors=faults))


async def missed(request: Request, error: Exception) -> Response:
    """An address that leads nowhere, or a method that it doesn't have."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    above = _page_above(request) if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else None
    if above is not None:
        return RedirectResponse(above, 303)
    response = _answer(
        request, plain(error.status_code, f"{request.url.path}: {error.detail}", request.url.path)
    )
    response.headers.update(error.headers or {})
    return response


def _page_above(request: Request) -> str | None:
    """Of an address that only takes forms the page with the form, for who comes back to it.

    A form that was typed wrongly is shown again at such an address.
    """
    path, query = request.url.path, request.url.query
    if request.method not in ("GET", "HEAD") or path.startswith("/api"):
        return None
    while path != "/":
        path = path.rpartition("/")[0] or "/"
        asked = {**request.scope, "path": path, "method": "GET"}
        if any(one.matches(asked)[0] is Match.FULL for one in request.app.routes):
            return path + (f"?{query}" if query else "")
    return None


async def unchanged(request: Request, error: Exception) -> Response:  # noqa: ARG001 - starlette's
    """What is asked for is still what the browser holds."""
    return Response(status_code=304, headers={"ETag": str(error)})


async def kept(request: Request, error: Exception) -> Response:  # noqa: ARG001 - starlette's
    """What is asked for was made already."""
    assert isinstance(error, KeptError)  # noqa: S101 - registered for it
    return error.response


def refused(request: Request, status: int, said: str) -> Response:
    """A request that isn't answered, with the reason."""
    return _answer(request, plain(status, said, request.url.path))
