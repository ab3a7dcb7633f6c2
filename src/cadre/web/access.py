"""Access: how a request becomes somebody: by a cookie, the session behind it, and its account."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response

from cadre.desk.accounts import Accounts
from cadre.desk.sessions import LONGEST
from cadre.web.who import LogInError, Who


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets in who shows the cookie of a session that goes on.

    Attributes:
        accounts: Who may come in.
    """

    accounts: Accounts

    def __call__(self, request: Request) -> Who:
        """Who asks.

        Raises:
            LogInError: Nobody who is logged in.
        """
        account = self.accounts.session(token_of(request))
        if account is None:
            raise LogInError(
                "this desk",
                "asks who you are",
                "whoever has an account and is logged in",
                "Log in. A session ends after twelve hours without use, or a week.",
            )
        return Who(name=account.name, role=account.role, reader=account.reader, logged_in=True)


def token_of(request: Request) -> str:
    """The token that a request shows; empty when it shows none."""
    return request.cookies.get(_name(request), "")


def give_cookie(request: Request, response: Response, token: str) -> None:
    """Have the browser show a token from now on, to this desk only and to no script."""
    response.set_cookie(
        _name(request),
        token,
        max_age=int(LONGEST),
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="strict",
    )


def take_cookie(request: Request, response: Response) -> None:
    """Have the browser forget its token, and the pages that it holds."""
    response.delete_cookie(
        _name(request), path="/", secure=_is_secure(request), httponly=True, samesite="strict"
    )
    response.headers["Clear-Site-Data"] = '"cache"'


def _name(request: Request) -> str:
    """The name of the cookie.

    `__Host-` binds it to this host and to https. Without https it bears the port, since browsers
    send the cookies of one host to all its ports, and two desks may be open there.
    """
    return "__Host-cadre" if _is_secure(request) else f"cadre-{request.url.port or 80}"


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def local(path: str) -> str:
    """A path of this desk that was asked for before logging in; else the overview.

    What leads elsewhere, or would by the way in which browsers read addresses, isn't followed.
    """
    odd = any(sign <= " " or sign in "\\\x7f" for sign in path)
    if odd or not path.startswith("/") or path.startswith(("//", "/log-in", "/log-out", "/api/")):
        return "/"
    return path
