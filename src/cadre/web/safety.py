"""Safety: what every request has to be, and what every answer says of itself."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cadre.web import problems
from cadre.web.house import House
from cadre.web.visits import MAKING, SEEN

HEADERS = {
    # What a page may load: only what this server hands out.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LOG = logging.getLogger("cadre.web")
OURS = "The desk met a fault of its own, which stands in its log. Nothing was changed by it."
LARGEST = 8 << 20
"""Bytes that a request may carry."""
_SAFE = ("GET", "HEAD", "OPTIONS")


class Guard:
    """Refuses what no page of this desk sends, and binds every answer to this desk."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        begun = False

        async def bound(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                bind(headers, scope["path"])
                if scope["method"] not in _SAFE and message["status"] < 400:
                    headers.append("Set-Cookie", await run_in_threadpool(_seen, scope))
            await send(message)

        why = refusal(scope)
        if why is not None:
            LOG.warning("refused %s: %s", scope["path"], why[1])
            await problems.refused(Request(scope), *why)(scope, receive, bound)
            return
        try:
            await self.app(scope, _counted(receive), bound)
        except Exception:
            LOG.exception("a fault of the desk's own at %s", scope["path"])
            if begun:
                raise
            await problems.refused(Request(scope), 500, OURS)(scope, receive, bound)
        finally:
            _let_go(scope)


def _let_go(scope: Scope) -> None:
    """Let go those who wait for a page that this request may have made."""
    house: House = scope["app"].state.house
    if MAKING in scope:
        house.kept.done(scope[MAKING])


def _seen(scope: Scope) -> str:
    """Has the browser tell from now on that it knows of the last change, which may be its own."""
    house: House = scope["app"].state.house
    last = house.room.moment() if house.room.is_store else "0"
    return f"{SEEN}={last}; Path=/; SameSite=Strict"


def bind(headers: MutableHeaders, path: str) -> None:
    """Add to an answer's headers what every answer says."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-cache" if path.startswith("/static/") else "no-store")


def refusal(scope: Scope) -> tuple[int, str] | None:
    """Why a request isn't answered, with the status that says so; None when it is."""
    house: House = scope["app"].state.house
    headers = Headers(scope=scope)
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    if host not in house.hosts:
        return 421, f"This desk doesn't answer for {host[:80]!r}."
    if scope["method"] not in _SAFE and not _from_here(headers):
        return 403, "The request doesn't come from a page of this desk."
    size = headers.get("content-length", "0")
    if not size.isdigit() or int(size) > LARGEST:
        return 413, f"A request may carry {LARGEST:,} bytes at most."
    return None


def _from_here(headers: Headers) -> bool:
    """Whether a request comes from a page of this desk, or from no page at all.

    Browsers tell where a request comes from; programs that aren't browsers don't, and carry no
    cookie of anybody unawares.
    """
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def _counted(receive: Receive) -> Receive:
    """What is received, cut off once it is more than a request may carry."""
    left = LARGEST

    async def counting() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        return message if left >= 0 else {"type": "http.disconnect"}

    return counting
