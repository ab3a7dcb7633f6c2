"""Rows by forms: one row of any table, new or changed, and blocks pasted; works without script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from cadre.brief.words import plural
from cadre.desk.pasting import Block, paste
from cadre.desk.row_answers import Became, RowEdit, RowTold
from cadre.desk.row_edits import change_rows
from cadre.desk.row_forms import Typed, form_of
from cadre.desk.rows import row_of, told_table
from cadre.desk.signing import signed
from cadre.errors import CadreError, UnknownIdError
from cadre.web.visits import Visit, Visiting

router = APIRouter()
NEW = "new"
"""What stands in an address in the place of an id for a row that isn't there yet."""
PASTE = "paste"
"""What stands there for a block of rows."""
FIELDS = 400
"""Fields that a form may have."""


async def form(request: Request) -> dict[str, str]:
    """What was typed into a form."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=FIELDS))
    except ValueError as error:
        raise CadreError(
            "the form", "has too many fields", f"at most {FIELDS}", "Send the page's own form."
        ) from error


Filled = Annotated[dict[str, str], Depends(form)]


@router.get("/rows/{table}/new")
def fresh(visit: Visiting, table: str) -> Response:
    """The form of a new row; parameters named like columns are filled in."""
    visit.needs_edits()
    told = told_table(table)
    query = visit.request.query_params
    cells = {one.name: query[one.name] for one in told.columns if one.name in query}
    return _page(visit, table, None, Typed(cells=cells))


@router.get("/rows/{table}/{key:path}")
def one(visit: Visiting, table: str, key: str) -> Response:
    """The form of a row; where blocks are sent to, the table for who comes back to it."""
    try:
        row = _row(visit, table, key)
    except UnknownIdError:
        if key == PASTE:
            return RedirectResponse(visit.link("/forces", table=table), 303)
        raise
    return _page(visit, table, row)


@router.post("/rows/{table}/paste")
def pasted(visit: Visiting, table: str, filled: Filled) -> Response:
    """Take a pasted block; what couldn't be written stands in the box again, with its faults."""
    visit.needs_edits()
    text = filled.get("text", "")
    seen = filled.get("seen", "")
    columns = tuple(filter(None, filled.get("columns", "").split(",")))
    block = Block(
        table=table, text=text, columns=columns, seen=int(seen) if seen.isdecimal() else None
    )
    answer = None
    problem = None
    try:
        by = signed(visit.who.name, filled.get("because", ""))
        answer = paste(visit.house.room.address(visit.view), block, by, reader=visit.reader)
        if not answer.left:
            written = len(answer.changed.done)
            words = f"{written:,} {plural(written, 'row is', 'rows are')} written."
            return RedirectResponse(visit.link("/forces", table=table, done=words), 303)
        text = _left(answer.columns, [one.cells for one in answer.left])
    except CadreError as error:
        problem = error
    return visit.page(
        "paste.html.j2",
        title=f"Paste into {table}",
        status=422,
        page_name="forces",
        table=told_table(table),
        answer=answer,
        problem=problem,
        text=text,
        seen=seen,
    )


def _left(columns: tuple[str, ...], rows: Sequence[Mapping[str, str]]) -> str:
    """The rows that weren't written as a block of their own, with the names of its columns."""
    names = [one for one in columns if one]
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "\n".join("\t".join(map(_cell, line)) for line in lines)


def _cell(text: str) -> str:
    if text.startswith('"') or any(one in text for one in "\t\r\n"):
        return '"' + text.replace('"', '""') + '"'
    return text


@router.post("/rows/{table}/{key:path}")
def save(visit: Visiting, table: str, key: str, filled: Filled) -> Response:
    """Write or take out a row; what is wrong stands at its field, and nothing typed is lost."""
    visit.needs_edits()
    told = told_table(table)
    names = {column.name for column in told.columns}
    cells = {name: text.replace("\r\n", "\n") for name, text in filled.items() if name in names}
    new = key == NEW and not filled.get("revision")
    removes = filled.get("do") == "remove"
    edit = RowEdit(
        table=table,
        id=cells.get("id", "").strip() if new else key,
        cells={} if removes else cells,
        revision=filled.get("revision", ""),
        remove=removes,
    )
    by = signed(visit.who.name, filled.get("because", ""))
    changed = change_rows(visit.house.room.address(visit.view), [edit], by, reader=visit.reader)
    if changed.done:
        return RedirectResponse(
            _next(visit, table, changed.done[0].id, changed.done[0].became), 303
        )
    conflict = changed.conflicts[0] if changed.conflicts else None
    row = None if new else _still(visit, table, key)
    typed = Typed(
        cells=dict(row.cells) if removes and row else cells,
        problems=changed.problems,
        conflict=conflict,
    )
    return _page(visit, table, row, typed, status=412 if conflict else 422)


def _next(visit: Visit, table: str, key: str, became: Became) -> str:
    if became is Became.REMOVED:
        return visit.link("/forces", table=table, done=f"{key} is taken out.")
    words = {Became.ADDED: "The row is added.", Became.CHANGED: "The row is changed."}
    done = words.get(became, "The row says that already; nothing was changed.")
    return visit.link(f"/rows/{table}/{key}", done=done)


def _row(visit: Visit, table: str, key: str) -> RowTold:
    return row_of(visit.house.room.address(visit.view), table, key, visit.reader)


def _still(visit: Visit, table: str, key: str) -> RowTold | None:
    try:
        return _row(visit, table, key)
    except UnknownIdError:
        return None


def _page(
    visit: Visit, table: str, row: RowTold | None, typed: Typed | None = None, *, status: int = 200
) -> Response:
    where = visit.house.room.address(visit.view)
    told = form_of(where, table, row, typed, visit.reader)
    title = f"{told.id}" if row is not None else f"New row of {table.replace('_', ' ')}"
    key = visit.request.path_params.get("key", NEW)
    return visit.page(
        "row.html.j2",
        title=title,
        status=status,
        page_name="forces",
        answer=told,
        new=row is None and told.conflict is None,
        action=visit.link(f"/rows/{table}/{key}"),
        done=visit.asked("done"),
    )
