"""What the API says of itself: common parameters, problems, and the form of each answer."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from cadre.desk.plain import schema

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "A problem by RFC 9457",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "place": {"type": "string", "description": "Where it went wrong."},
        "allowed": {"type": "string", "description": "What would be right."},
        "remedy": {"type": "string", "description": "What to do about it."},
    },
    "required": ["type", "title", "status", "detail", "instance"],
}


def problem(says: str) -> dict[str, Any]:
    """A problem that a call may answer with."""
    return {"description": says, "content": {"application/problem+json": {"schema": PROBLEM}}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    304: {"description": "It is still what `If-None-Match` names."},
    400: problem("What is asked can't be meant, or there is no such branch, moment or scenario."),
    401: problem("Nobody is logged in, and the desk asks for it."),
    403: problem("The answer isn't for who asks."),
    404: problem("There is no such thing, as far as the reader may see."),
    409: problem("It doesn't go with what is there."),
    412: problem("It changed meanwhile: what changed, and who changed it."),
    413: problem("The request carries too much."),
    422: problem("A parameter or the body doesn't have the form asked for; every fault is told."),
    428: problem("`If-Match` is missing, which tells the version that was seen."),
}
"""What every call may answer with beside its answer."""


def answered(kind: type, path: str, says: str) -> dict[int | str, dict[str, Any]]:
    """The answer of a call that gives a `kind`, as OpenAPI describes it.

    Args:
        kind: The class of the answer.
        path: The call's whole path, /api and all.
        says: What the answer is, in a sentence.
    """
    form = schema(kind, says)
    del form["$schema"]
    place = path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    here = f"#/paths/{place}/get/responses/200/content/application~1json/schema/$defs/"
    content = {"application/json": {"schema": _led(form, here)}}
    return {200: {"description": says, "content": content}}


def _led(form: Any, here: str) -> Any:  # noqa: ANN401 - any part of a schema
    """The schema with its references led to where its parts stand in the whole description."""
    if isinstance(form, dict):
        return {
            key: one.replace("#/$defs/", here) if key == "$ref" else _led(one, here)
            for key, one in form.items()
        }
    return [_led(one, here) for one in form] if isinstance(form, list) else form


def common(
    branch: Annotated[str, Query(description="Branch of the store; empty: main.")] = "",
    at: Annotated[
        str, Query(description="What was written down by then: a change's number or a time.")
    ] = "",
    as_of: Annotated[str, Query(description="What was reported by then, such as 2021-03-15.")] = "",
    scenario: Annotated[str, Query(description="Named future to apply.")] = "",
    reader: Annotated[str, Query(description="Audience to read as; staff only.")] = "",
) -> None:
    """The parameters that every call has; the visit reads them."""
