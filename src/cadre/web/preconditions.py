"""Preconditions: who changes a thing says which state of it they saw."""

from __future__ import annotations

from fastapi import Request

from cadre.errors import CadreError


class UnseenError(CadreError):
    """A change that doesn't say which state of the thing it is for."""


class MovedOnError(CadreError):
    """A change to a state of the thing that is no more."""


def refuse_unless_seen(request: Request, tag: str, place: str, now: str) -> None:
    """Refuse a change by whoever hasn't seen the thing as it stands.

    Args:
        request: The request, which names the state seen by If-Match.
        tag: The ETag of the thing as it stands.
        place: What is changed.
        now: How it stands now, as told to whoever saw another state of it.

    Raises:
        UnseenError: The request names no state.
        MovedOnError: It names another one.
    """
    seen = request.headers.get("if-match")
    if seen is None:
        raise UnseenError(
            place,
            "is changed only by who says which state of it they saw",
            "a header If-Match with its ETag",
            "Get it, and send its ETag with the change.",
        )
    if seen.strip() != "*" and tag not in [one.strip() for one in seen.split(",")]:
        raise MovedOnError(place, now, f"If-Match: {tag}", "Look at it again, then decide.")
