"""Log-in: the one page that strangers see."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from cadre.desk.account import WrongLogInError
from cadre.desk.throttling import TooManyAttemptsError
from cadre.web.access import give_cookie, local, take_cookie, token_of
from cadre.web.house import House
from cadre.web.rendering import rendered

router = APIRouter()
Typed = Annotated[str, Form()]


@router.get("/log-in")
def log_in(request: Request, to: str = "/") -> Response:
    """The page; whoever is in already goes on."""
    house: House = request.app.state.house
    if house.accounts is None or house.accounts.session(token_of(request)):
        return RedirectResponse(local(to), 303)
    return _page(to=local(to))


@router.post("/log-in")
def enter(request: Request, name: Typed = "", password: Typed = "", to: Typed = "/") -> Response:
    """Let somebody in under a new token, or say that they can't be, and not why."""
    house: House = request.app.state.house
    if house.accounts is None:
        return RedirectResponse("/", 303)
    address = "" if request.client is None else request.client.host
    typed = {"to": local(to), "name": name}
    try:
        done = house.accounts.log_in(name, password, address)
    except WrongLogInError as error:
        return _page(403, f"This name and password don't open an account. {error.remedy}", **typed)
    except TooManyAttemptsError as error:
        said = f"Too many log-ins failed, so this one wasn't tried. {error.remedy}"
        answer = _page(429, said, **typed)
        answer.headers["Retry-After"] = str(error.wait)
        return answer
    # A token that was there before, whoever put it there, opens nothing any more.
    house.accounts.log_out(token_of(request))
    answer = RedirectResponse(local(to), 303)
    give_cookie(request, answer, done.token)
    return answer


@router.post("/log-out")
def leave(request: Request) -> Response:
    """End the session, here and on the server."""
    house: House = request.app.state.house
    if house.accounts is not None:
        house.accounts.log_out(token_of(request))
    answer = RedirectResponse("/log-in", 303)
    take_cookie(request, answer)
    return answer


def _page(status: int = 200, fault: str = "", *, to: str, name: str = "") -> Response:
    text = rendered("log_in.html.j2", fault=fault, to=to, name=name)
    return Response(text, status_code=status, media_type="text/html")
