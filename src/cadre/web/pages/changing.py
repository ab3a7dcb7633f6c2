"""Branches, merges and undoings: each shown before it is made."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from cadre.desk.roles import Role
from cadre.desk.signing import Signed, signed
from cadre.desk.store import begin_branch, merge_branch, undo_changes
from cadre.desk.store_history import log_of
from cadre.desk.store_moments import moments_of, within
from cadre.desk.store_previews import Preview, preview_merge, preview_undo
from cadre.errors import CadreError
from cadre.release.rules import STAFF
from cadre.web.pages.history import NAME as LOG
from cadre.web.pages.history import log, refuse_folder, said
from cadre.web.visits import Visit, Visiting
from cadre.web.who import ForbiddenError

router = APIRouter()
Typed = Annotated[str, Form()]


async def _sent(request: Request) -> FormData:
    return await request.form()


Sent = Annotated[FormData, Depends(_sent)]


def present(visit: Visit, role: Role, branch: str | None = None) -> str:
    """The address of a branch as it stands now, for somebody who may change it.

    Args:
        visit: Who asks.
        role: What it takes.
        branch: The branch; None takes the one looked at.

    Raises:
        CadreError: The dossier is a folder, there can't be such a branch, or who asks may not.
    """
    refuse_folder(visit)
    visit.needs(role)
    refuse_others(visit)
    name = visit.view.branch if branch is None else branch
    return within(str(visit.house.room.where), name, "")


def refuse_others(visit: Visit) -> None:
    """Refuse whoever doesn't see all: branches and merges tell of every row.

    Raises:
        ForbiddenError: They read as somebody other than the staff.
    """
    if visit.reader != STAFF.id:
        raise ForbiddenError(
            visit.who.name,
            f"reads as {visit.reader}, which may not see all rows",
            "whoever reads as the staff",
            "Leave `reader` out of the address, or ask somebody of the staff.",
        )


def pen(visit: Visit, because: str) -> Signed:
    """What a change is signed with: the account's name, never one that was sent.

    A reason is one line, however it was typed.
    """
    return signed(visit.who.name, " ".join(because.split()))


@router.get("/history/branches")
def branches(visit: Visiting) -> Response:
    """The branches, and a form to begin one."""
    return _branches(visit)


def _branches(visit: Visit, fault: CadreError | None = None, **typed: str) -> Response:
    refuse_folder(visit)
    refuse_others(visit)
    where = within(str(visit.house.room.where), "", "")
    return visit.page(
        "branches.html.j2",
        title="Branches",
        page_name=LOG,
        status=200 if fault is None else 422,
        moments=moments_of(where),
        fault=fault,
        typed={"name": "", "parent": visit.view.branch, "at": "", "because": ""} | typed,
        made=visit.asked("made"),
    )


@router.post("/history/branches")
def begin(
    visit: Visiting, name: Typed = "", parent: Typed = "", at: Typed = "", because: Typed = ""
) -> Response:
    """Begin a branch."""
    present(visit, Role.PLANNER, "")
    try:
        where = within(str(visit.house.room.where), parent, at.strip())
        made = begin_branch(where, name.strip(), pen(visit, because))
    except CadreError as error:
        return _branches(visit, error, name=name, parent=parent, at=at, because=because)
    return RedirectResponse(f"/history/branches?made={made.branch}", 303)


@router.get("/history/merge")
def ask_merge(visit: Visiting, source: str = "") -> Response:
    """What merging a branch into the one looked at would do."""
    where = present(visit, Role.EDITOR)
    chosen = [value for key, value in visit.request.query_params.items() if key[:5] == "take."]
    return _merge(visit, where, (source, chosen), because=visit.asked("because"))


def _merge(
    visit: Visit,
    where: str,
    asked: tuple[str, list[str]],
    fault: tuple[int, str] | None = None,
    because: str = "",
) -> Response:
    source, chosen = asked
    told = preview_merge(where, source.partition("@")[0], chosen)
    return visit.page(
        "merge.html.j2",
        title=f"Merge {source.partition('@')[0]} into {told.branch}",
        page_name=LOG,
        status=200 if fault is None else fault[0],
        preview=told,
        source=source.partition("@")[0],
        fault=None if fault is None else fault[1],
        because=because,
    )


@router.post("/history/merge")
def merge(visit: Visiting, sent: Sent) -> Response:
    """Merge, as it was shown; if anything moved on since, it is shown anew."""
    texts = {key: value for key, value in sent.multi_items() if isinstance(value, str)}
    where = present(visit, Role.EDITOR, texts.get("branch", ""))
    chosen = [value for key, value in texts.items() if key[:5] == "take."]
    asked, because = (texts.get("source", ""), chosen), texts.get("because", "")
    now = preview_merge(where, asked[0].partition("@")[0], chosen)
    fault = _moved_on(visit, where, now, texts.get("head", "")) or _still_open(now)
    if fault is None:
        pinned = f"{asked[0].partition('@')[0]}@{now.head}"
        standing = [f"{one.place}={one.taken}" for one in now.conflicts]
        try:
            made = merge_branch(where, pinned, standing, pen(visit, because))
        except CadreError as error:
            fault = 422, f"{error.place} {error.problem}. {error.remedy}"
        else:
            return _done(visit, made.branch, made.seq)
    return _merge(visit, where, asked, fault, because)


@router.get("/history/undo")
def ask_undo(visit: Visiting, first: str = "", last: str = "") -> Response:
    """What taking back changes of the branch looked at would do; each may be typed wrongly."""
    where = present(visit, Role.EDITOR)
    typed = {"first": first, "last": last or first}
    faults = {name: fault for name, text in typed.items() if (fault := _no_change(text))}
    if not faults and int(typed["last"]) < int(typed["first"]):
        faults["last"] = f"Change {typed['last']} lies before change {typed['first']}."
    if faults:
        return log(visit, wrong={name: (x, faults.get(name, "")) for name, x in typed.items()})
    try:
        return _undo(visit, where, (int(typed["first"]), int(typed["last"])))
    except CadreError as error:
        return log(visit, wrong={"first": (first, said(error)), "last": (last, "")})


def _no_change(text: str) -> str:
    """Why a text is no number of a change; empty when it is one."""
    if text.strip().isdecimal() and len(text.strip()) < 16 and int(text) > 0:
        return ""
    return f"“{text[:40]}” is no number of a change. Write it as the log has it, such as 2."


def _undo(
    visit: Visit,
    where: str,
    span: tuple[int, int],
    fault: tuple[int, str] | None = None,
    because: str = "",
) -> Response:
    first, last = span
    told = preview_undo(where, span)
    words = f"change {first}" if first == last else f"changes {first} to {last}"
    entries = log_of(f"{where}@{min(last, told.head)}", at_most=last - first + 1).entries
    return visit.page(
        "undo.html.j2",
        title=f"Undo {words}",
        page_name=LOG,
        status=200 if fault is None else fault[0],
        preview=told,
        words=words,
        span=span,
        entries=[one for one in entries if one.seq and first <= one.seq <= last],
        fault=None if fault is None else fault[1],
        because=because,
    )


@router.post("/history/undo")
def undo(
    visit: Visiting,
    first: Annotated[int, Form()],
    last: Annotated[int, Form()],
    head: Typed = "",
    branch: Typed = "",
    because: Typed = "",
) -> Response:
    """Take changes back, as it was shown; if anything moved on since, it is shown anew."""
    where = present(visit, Role.EDITOR, branch)
    now = preview_undo(where, (first, last))
    fault = _moved_on(visit, where, now, head) or _still_open(now)
    if fault is None:
        try:
            made = undo_changes(where, (first, last), pen(visit, because))
        except CadreError as error:
            fault = 422, f"{error.place} {error.problem}. {error.remedy}"
        else:
            return _done(visit, made.branch, made.seq)
    return _undo(visit, where, (first, last), fault, because)


def _moved_on(visit: Visit, where: str, now: Preview, head: str) -> tuple[int, str] | None:
    """That others changed the store since this was shown, and who did."""
    if head == str(now.head):
        return None
    last = log_of(where, reader=visit.reader, at_most=1).entries
    who = f": the last change of {now.branch} is {last[0].seq}, by {last[0].actor}" if last else ""
    said = f"The dossier moved on since this was shown{who}. Nothing was changed. Look again"
    return 412, f"{said}; what you typed and chose is kept."


def _still_open(now: Preview) -> tuple[int, str] | None:
    left = sum(one.taken is None for one in now.conflicts)
    if not left:
        return None
    things = "one conflict stands" if left == 1 else f"{left} conflicts stand"
    return 422, f"Nothing was changed, since {things} open. Each has to be settled first."


def _done(visit: Visit, branch: str, seq: int | None) -> Response:
    made = "nothing" if seq is None else seq
    named = branch if visit.view.branch or branch != "main" else None
    link = visit.link("/history", branch=named, at=None, as_of=None, scenario=None, made=made)
    return RedirectResponse(link, 303)
