"""Rows by programs: read by pages, changed with the revision that was seen, pasted in blocks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Query, Response

from cadre.desk.pasting import Block, Pasted, paste
from cadre.desk.row_answers import RowEdit, RowsAnswer, RowsChanged, RowTold, TableTold
from cadre.desk.row_edits import change_rows
from cadre.desk.rows import LIMIT, MOST, RowsAsked, row_of, rows_of, tables_of, told_table
from cadre.desk.signing import signed
from cadre.web import problems
from cadre.web.visits import COMMON, Visit, Visiting

router = APIRouter(prefix="/tables", tags=["rows"])
Value = str | int | float | bool | None
"""What a cell may be given as; a number, truth or nothing stands for the text a file would have."""
_PAGING = ("after", "limit")
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no such table or row that the reader may see"},
    412: {"description": "The row moved on since it was read; `conflicts` says how and by whom"},
    422: {"description": "Cells can't be written; `errors` has a sentence for each"},
    428: {"description": "If-Match is missing: the revision that was seen, as ETag told it"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    """A page of rows.

    Attributes:
        table: The table.
        change: The change of the store as of which they are read; 0 for a folder.
        rows: The rows, in their order.
        total: How many there are in all for this reader, of those asked for.
        next: The address of the next page; None on the last one.
        withheld: How many rows of the table the reader may not see; None when he isn't told.
    """

    table: str
    change: int
    rows: tuple[RowTold, ...]
    total: int
    next: str | None
    withheld: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGiven:
    """A row as it is to be.

    Attributes:
        cells: Its cells by column.
        id: Its id; empty for a new row that is to be named after what it says.
        because: Why, as the change records it.
    """

    cells: dict[str, Value]
    id: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditGiven:
    """What is to become of one row of a batch.

    Attributes:
        id: Its id; empty for a new row that is to be named after what it says.
        cells: The cells to write; others stay.
        revision: The revision that was seen; empty for a new row.
        remove: Whether it is taken out.
    """

    id: str = ""
    cells: dict[str, Value] = field(default_factory=dict)
    revision: str = ""
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditsGiven:
    """A batch of edits, recorded as one change.

    Attributes:
        edits: What is to become of which row.
        partly: Whether sound rows are written though others have a fault.
        because: Why, as the change records it.
    """

    edits: list[EditGiven]
    partly: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockGiven:
    """A block as copied from a spreadsheet.

    Attributes:
        text: Its cells parted by tabs, its rows by line ends.
        columns: What its cells are, where its first row doesn't tell.
        seen: The change as of which the rows were read; None takes them as they stand.
        because: Why, as the change records it.
    """

    text: str
    columns: list[str] = field(default_factory=list)
    seen: int | None = None
    because: str = ""


@router.get("")
def tables(visit: Visiting) -> tuple[TableTold, ...]:  # noqa: ARG001 - who asks must be let in
    """Every table with its columns: kind, unit, what is allowed, what it refers to."""
    return tables_of()


@router.get("/{table}", responses=_PROBLEMS)
def one_table(visit: Visiting, table: str) -> TableTold:  # noqa: ARG001 - as above
    """One table with its columns."""
    return told_table(table)


@router.get("/{table}/rows", responses=_PROBLEMS)
def rows(
    visit: Visiting,
    table: str,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = LIMIT,
) -> RowsPage:
    """Rows of a table by pages; a parameter named like a column keeps rows whose cells hold it."""
    own = (*COMMON, *_PAGING)
    query = visit.request.query_params
    holds = {name: text for name, text in query.items() if name not in own}
    asked = RowsAsked(after=after, limit=limit, holds=holds)
    return _page(visit, rows_of(_where(visit), table, visit.reader, asked), limit, holds)


def _page(visit: Visit, told: RowsAnswer, limit: int, holds: Mapping[str, str]) -> RowsPage:
    path = visit.request.url.path
    return RowsPage(
        table=told.table,
        change=told.change,
        rows=told.rows,
        total=told.total,
        next=visit.link(path, after=told.next, limit=limit, **holds) if told.next else None,
        withheld=told.withheld,
    )


@router.get("/{table}/rows/{key:path}", responses=_PROBLEMS)
def row(visit: Visiting, table: str, key: str, response: Response) -> RowTold:
    """One row; its ETag is its revision."""
    told = row_of(_where(visit), table, key, visit.reader)
    response.headers["ETag"] = f'"{told.revision}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return told


@router.post("/{table}/rows", status_code=201, responses=_PROBLEMS, response_model=RowTold)
def add(visit: Visiting, table: str, given: RowGiven, response: Response) -> Any:  # noqa: ANN401
    """Add a row."""
    edit = RowEdit(table=table, id=given.id, cells=_texts(given.cells))
    return _written(visit, edit, given.because, response)


IfMatch = Annotated[str, Header(description="The ETag of the row as it was read")]


@router.put("/{table}/rows/{key:path}", responses=_PROBLEMS, response_model=RowTold)
def put(
    visit: Visiting,
    table: str,
    key: str,
    given: RowGiven,
    response: Response,
    if_match: IfMatch = "",
) -> Any:  # noqa: ANN401 - a row or a problem
    """Write a row whole: columns that aren't given are emptied."""
    blank = {one.name: "" for one in told_table(table).columns if one.name != "id"}
    edit = RowEdit(
        table=table, id=key, cells=blank | _texts(given.cells), revision=_revision(if_match)
    )
    return _written(visit, edit, given.because, response)


@router.patch("/{table}/rows/{key:path}", responses=_PROBLEMS, response_model=RowTold)
def patch(
    visit: Visiting,
    table: str,
    key: str,
    given: RowGiven,
    response: Response,
    if_match: IfMatch = "",
) -> Any:  # noqa: ANN401 - a row or a problem
    """Write some cells of a row; the others stay."""
    edit = RowEdit(table=table, id=key, cells=_texts(given.cells), revision=_revision(if_match))
    return _written(visit, edit, given.because, response)


@router.delete(
    "/{table}/rows/{key:path}", status_code=204, responses=_PROBLEMS, response_model=None
)
def remove(
    visit: Visiting, table: str, key: str, if_match: IfMatch = "", because: str = ""
) -> Response:
    """Take a row out."""
    told_table(table)
    edit = RowEdit(table=table, id=key, revision=_revision(if_match), remove=True)
    if not edit.revision:
        return _unseen(visit)
    changed = _changed(visit, [edit], because)
    return _refusal(visit, changed) or Response(status_code=204)


@router.post("/{table}/edits", responses=_PROBLEMS, response_model=RowsChanged)
def edits(visit: Visiting, table: str, given: EditsGiven) -> Any:  # noqa: ANN401
    """Add, change and take out rows as one change.

    With `partly`, what couldn't be written is told beside what was; else any fault refuses all.
    """
    made = [
        RowEdit(
            table=table,
            id=one.id,
            cells=_texts(one.cells),
            revision=one.revision,
            remove=one.remove,
            row=number,
        )
        for number, one in enumerate(given.edits, start=1)
    ]
    changed = _changed(visit, made, given.because, partly=given.partly)
    return changed if given.partly else _refusal(visit, changed) or changed


@router.post("/{table}/paste", responses=_PROBLEMS)
def pasted(visit: Visiting, table: str, given: Annotated[BlockGiven, Body()]) -> Pasted:
    """Take a block of a spreadsheet as one change; rows with a fault are told, cell by cell."""
    visit.needs_edits()
    block = Block(table=table, text=given.text, columns=tuple(given.columns), seen=given.seen)
    by = signed(visit.who.name, given.because)
    return paste(_where(visit), block, by, reader=visit.reader)


def _where(visit: Visit) -> Any:  # noqa: ANN401 - an address, known to the desk alone
    return visit.house.room.address(visit.view)


def _texts(cells: Mapping[str, Value]) -> dict[str, str]:
    return {name: _text(value) for name, value in cells.items()}


def _text(value: Value) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _revision(if_match: str) -> str:
    """The revision that an If-Match names; empty for none, or for whichever it may be."""
    text = if_match.strip().removeprefix("W/").strip('"')
    return "" if text == "*" else text


def _changed(
    visit: Visit, made: list[RowEdit], because: str, *, partly: bool = False
) -> RowsChanged:
    visit.needs_edits()
    by = signed(visit.who.name, because)
    return change_rows(_where(visit), made, by, partly=partly, reader=visit.reader)


def _written(visit: Visit, edit: RowEdit, because: str, response: Response) -> RowTold | Response:
    """A row that was written, with its new ETag, or why it wasn't."""
    adds = visit.request.method == "POST"
    told_table(edit.table)
    if not adds and not edit.revision:
        return _unseen(visit)
    changed = _changed(visit, [edit], because)
    refusal = _refusal(visit, changed)
    if refusal is not None:
        return refusal
    told = row_of(_where(visit), edit.table, changed.done[0].id, visit.reader)
    response.headers["ETag"] = f'"{told.revision}"'
    if adds:
        path = f"/api/tables/{told.table}/rows/{told.id}"
        response.headers["Location"] = visit.link(path)
    return told


def _unseen(visit: Visit) -> Response:
    said = "If-Match is missing: it names the revision of the row that was seen."
    remedy = "Get the row, and send its ETag as If-Match."
    return _problem(visit, 428, said, remedy=remedy)


def _refusal(visit: Visit, changed: RowsChanged) -> Response | None:
    """The problem that a refused batch is answered with; None when nothing was refused."""
    if changed.problems:
        errors = [
            {
                "pointer": f"/cells/{one.column}" if one.column else "/cells",
                "detail": one.problem,
                "row": one.row,
                "column": one.column,
                "allowed": one.allowed,
                "remedy": one.remedy,
            }
            for one in changed.problems
        ]
        said = " ".join(one.problem for one in changed.problems[:3])
        remedy = changed.problems[0].remedy
        return _problem(visit, 422, said, errors=errors, remedy=remedy)
    if changed.conflicts:
        said = " ".join(f"{one.id}: {one}" for one in changed.conflicts[:3])
        remedy = "Get the row again, and repeat the change where it is still wanted."
        conflicts = [asdict(one) for one in changed.conflicts]
        return _problem(visit, 412, said, conflicts=conflicts, remedy=remedy)
    return None


def _problem(visit: Visit, status: int, said: str, **more: Any) -> Response:  # noqa: ANN401 - JSON
    told = problems.plain(status, said, visit.request.url.path, **more)
    return Response(json.dumps(told), status_code=status, media_type="application/problem+json")
