"""Changes, branches, merges and undoings, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from cadre.desk.history import A_PAGE, history_of
from cadre.desk.plain import to_plain
from cadre.desk.roles import Role
from cadre.desk.store import begin_branch, branches_of, merge_branch, undo_changes
from cadre.desk.store_history import differences_of
from cadre.desk.store_moments import within
from cadre.desk.store_previews import (
    ConflictsStandError,
    Preview,
    preview_merge,
    preview_undo,
)
from cadre.web.pages.changing import pen, present, refuse_others
from cadre.web.pages.history import address, refuse_folder
from cadre.web.visits import Visit, Visiting

router = APIRouter(tags=["history"])
Because = Annotated[str, Field(max_length=2000, description="Why; kept with the change.")]


class BranchAsked(BaseModel):
    """A branch to begin."""

    name: str = Field(max_length=64, description="Its name.")
    at: str = Field("", description="The change or day at which it leaves; empty is now.")
    because: Because = ""


class MergeAsked(BaseModel):
    """A merge into the branch that the address names."""

    source: str = Field(max_length=120, description="The other branch, as option or option@12.")
    take: list[Annotated[str, Field(max_length=400)]] = Field(
        default=[], description="ours, theirs, posts/guards=ours or posts/guards.people=theirs."
    )
    because: Because = ""
    dry_run: bool = Field(default=False, description="Tell what would be done, and write nothing.")


class UndoAsked(BaseModel):
    """Changes of the branch that the address names, to be taken back."""

    first: int = Field(ge=1, lt=2**53, description="The first change.")
    last: int | None = Field(None, ge=1, lt=2**53, description="The last one; null is the first.")
    because: Because = ""
    dry_run: bool = Field(default=False, description="Tell what would be done, and write nothing.")


@router.get("/changes")
def changes(
    visit: Visiting,
    after: Annotated[int | None, Query(ge=2, lt=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = A_PAGE,
) -> Response:
    """The changes that a branch shows, the last first; `next` leads to earlier ones."""
    told = history_of(address(visit), visit.reader, after=after, limit=limit)
    follows = None
    if told.after is not None:
        follows = visit.link("/api/changes", after=told.after, limit=limit)
    plain = {
        "branch": told.branch,
        "changes": to_plain(told.entries),
        "withheld": told.withheld,
        "next": follows,
    }
    return _answered(visit, plain)


@router.get("/branches")
def branches(visit: Visiting) -> Response:
    """The branches, in the order in which they were begun; for the staff."""
    refuse_folder(visit)
    refuse_others(visit)
    return _answered(visit, to_plain(branches_of(within(str(visit.house.room.where), "", ""))))


@router.post("/branches", status_code=201)
def begin(visit: Visiting, asked: BranchAsked) -> Response:
    """Begin a branch of the one that the address names."""
    present(visit, Role.PLANNER)
    where = within(str(visit.house.room.where), visit.view.branch, asked.at)
    made = begin_branch(where, asked.name, pen(visit, asked.because))
    return _told(visit, made, status=201)


@router.post("/merges")
def merge(visit: Visiting, asked: MergeAsked) -> Response:
    """Merge a branch, or tell what that would do; conflicts that stand open are a 409."""
    where = present(visit, Role.EDITOR)
    if asked.dry_run:
        return _told(visit, preview_merge(where, asked.source, asked.take))
    _refuse_open(preview_merge(where, asked.source, asked.take))
    return _told(visit, merge_branch(where, asked.source, asked.take, pen(visit, asked.because)))


@router.post("/undo")
def undo(visit: Visiting, asked: UndoAsked) -> Response:
    """Take changes back by a new one, or tell what that would do."""
    where = present(visit, Role.EDITOR)
    span = asked.first, asked.first if asked.last is None else asked.last
    if asked.dry_run:
        return _told(visit, preview_undo(where, span))
    _refuse_open(preview_undo(where, span))
    return _told(visit, undo_changes(where, span, pen(visit, asked.because)))


@router.get("/diff")
def diff(
    visit: Visiting,
    old: Annotated[str, Query(max_length=120, description="As option, option@12 or @12.")],
    new: Annotated[str, Query(max_length=120, description="The same; empty is now.")] = "",
) -> Response:
    """What differs from one branch and moment to another, row by row and field by field."""
    refuse_folder(visit)
    pair = [_named(visit, text) for text in (old, new)]
    told = differences_of(*pair, reader=visit.reader, as_of=visit.view.as_of)
    return _answered(visit, to_plain(told))


def _named(visit: Visit, text: str) -> str:
    branch, _, at = text.partition("@")
    return within(str(visit.house.room.where), branch or visit.view.branch, at)


def _refuse_open(told: Preview) -> None:
    places = [one.place for one in told.conflicts if one.taken is None]
    if places:
        raise ConflictsStandError(places)


def _told(visit: Visit, answer: object, status: int = 200) -> Response:
    """What was done, or would be; where it can be seen stands in `Location`."""
    headers = {}
    seq = getattr(answer, "seq", None)
    if seq is not None:
        headers = {"Location": visit.link("/api/changes", limit=1)}
    return JSONResponse(to_plain(answer), status_code=status, headers=headers)


def _answered(visit: Visit, plain: dict[str, Any]) -> Response:
    """An answer, marked with what it was made from, so that it is sent once only."""
    return JSONResponse(plain, headers={"ETag": visit.tag, "Cache-Control": "private, no-cache"})
