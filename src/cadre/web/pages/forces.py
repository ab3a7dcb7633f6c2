"""Forces: posts against pledges, caveats, and the grid in which rows are edited."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from cadre.desk.forces import Forces, forces
from cadre.desk.row_answers import RowsAnswer, TableTold
from cadre.desk.row_forms import label_of
from cadre.desk.rows import RowsAsked, names_of, rows_of, tables_of, told_table
from cadre.mission.weeks import DAY, Window
from cadre.web.asked import AskedDay, day_asked
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "forces", "Forces"
router = APIRouter()
GRIDS = ("pledges", "posts", "caveats", "contingents", "transfers", "lead_rotations", "levels")
"""Tables that the page offers first; every other one has its grid, too."""
SHOWN = 2000
"""Rows that a grid holds; what is beyond is asked for by a filter."""
SEARCHED = ("sources", "claims")
"""Tables too long for a list of names in each cell."""


def answer(visit: Visit) -> Forces:
    """What the page counts."""
    return forces(visit.desk, asked_day(visit).day)


def asked_day(visit: Visit) -> AskedDay:
    """The day asked for."""
    profile = visit.desk.mission.profile
    return day_asked("day", visit.asked("day"), Window(profile.as_of, profile.until + DAY))


@router.get("/forces")
def page(visit: Visiting) -> Response:
    """The page."""
    told, day = answer(visit), asked_day(visit)
    table = told_table(visit.asked("table", "pledges"))
    where = visit.house.room.address(visit.view)
    rows = rows_of(where, table.name, visit.reader, RowsAsked(limit=SHOWN))
    refers = {x for column in table.columns for x in column.refers_to if x not in SEARCHED}
    names = names_of(where, sorted(refers), visit.reader) if visit.edits else {}
    others = [one.name for one in tables_of() if one.name not in GRIDS]
    return visit.page(
        "forces.html.j2",
        shared=True,
        title=TITLE,
        page_name=NAME,
        status=422 if day.fault else 200,
        answer=told,
        day=day,
        table=table,
        rows=rows,
        grid=_grid(visit, table, rows, names),
        shown=_shown(table, rows),
        label=label_of,
        first=GRIDS,
        others=others,
        done=visit.asked("done"),
    )


def _shown(table: TableTold, rows: RowsAnswer) -> list[str]:
    """The columns that a grid shows first: those that are needed, and those with anything said."""
    said = {name for row in rows.rows for name in row.cells}
    return [x.name for x in table.columns if x.name == "id" or x.required or x.name in said]


def _grid(
    visit: Visit,
    table: TableTold,
    rows: RowsAnswer,
    names: dict[str, tuple[tuple[str, str], ...]],
) -> dict[str, Any]:
    """What the grid is made of, as JSON for its script."""
    return {
        "table": table.name,
        "edits": visit.edits,
        "change": rows.change,
        "api": {
            "edits": visit.link(f"/api/tables/{table.name}/edits"),
            "paste": visit.link(f"/api/tables/{table.name}/paste"),
            "rows": ""
            if visit.view.at
            else visit.link(f"/api/tables/{table.name}/rows", limit=SHOWN),
        },
        "form": visit.link(f"/rows/{table.name}/"),
        "withdraw": "Withdraw" if table.name == "pledges" else "Take out",
        "shown": _shown(table, rows),
        "columns": [
            {
                "name": one.name,
                "label": label_of(one.name),
                "kind": one.kind,
                "many": one.many,
                "required": one.required,
                "choices": one.choices,
                "names": [pair for x in one.refers_to for pair in names.get(x, ())],
                "help": one.help,
                "unit": one.unit,
            }
            for one in table.columns
        ],
        "rows": [
            {"id": one.id, "revision": one.revision, "marking": one.marking, "cells": one.cells}
            for one in rows.rows
        ],
    }
