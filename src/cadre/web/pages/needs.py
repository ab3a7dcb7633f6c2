"""Needs: who serves which need where, on a day, and what is left open."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from cadre.brief.charts.matrix import needs as needs_chart
from cadre.brief.sections import Chart, Number
from cadre.brief.words import day_text, percent, short_name
from cadre.desk.needs_map import (
    Chosen,
    Column,
    NeedRow,
    NeedsMap,
    needs_map,
    works_of,
)
from cadre.mission.markings import Marking
from cadre.web.asked import AskedDay, day_asked
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "needs", "Needs"
BY = {"body": "body", "place": "place"}
FILTERS = ("institution", "body", "place")
OWN = ("day", "by", *FILTERS, "need", "column")
SHADES = (0.0, 0.1, 0.2, 0.35, 0.5, 0.7)
"""Shares above which a cell of the table is drawn a shade darker."""
LONGEST = 32
"""Letters above a column."""
router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A cell as drawn.

    Attributes:
        column: Its column.
        text: The share as printed; empty when nothing is done.
        shade: 0 for nothing, growing to 6.
        works: How many pieces of work stand behind it.
    """

    column: str
    text: str
    shade: int
    works: int


def asked_day(visit: Visit) -> AskedDay:
    """The day asked for."""
    return day_asked("day", visit.asked("day"), visit.desk.mission.horizon.window)


def answer(visit: Visit) -> NeedsMap:
    """What the page shows, whatever is chosen of it."""
    return needs_map(visit.desk, asked_day(visit).day)


@router.get("/needs")
def page(visit: Visiting) -> Response:
    """The page."""
    whole, day = answer(visit), asked_day(visit)
    by = BY.get(visit.asked("by"), "body")
    faults = {name: fault for name in FILTERS if (fault := _unknown(visit, whole, name))}
    told = whole.narrowed(_chosen(visit, faults))
    columns = told.bodies if by == "body" else told.places
    own = {name: visit.asked(name) or None for name in OWN if name not in faults}
    need, column = _cell_asked(visit, told, columns)
    return visit.page(
        "needs.html.j2",
        title=TITLE,
        page_name=NAME,
        status=422 if day.fault or faults else 200,
        whole=whole,
        answer=told,
        by=by,
        day=day,
        faults=faults,
        columns=columns,
        heads=_heads(columns),
        rows=_rows(told, by),
        chart=_chart(told, columns, by) if told.needs and columns else None,
        selected=(need, column),
        works=works_of(told, need, column, by),
        names=_names(whole),
        here=lambda **more: visit.link("/needs", **{**own, **more}),
        chain=lambda number: chain(visit, number),
        slider={
            "first": whole.within.first,
            "days": whole.within.days - 1,
            "at": (whole.day - whole.within.start).days,
        },
    )


def chain(visit: Visit, number: Number) -> str:
    """The address of a number's way back, on the day looked at."""
    return visit.link("/chain", page=NAME, number=number.id, day=asked_day(visit).day)


def _unknown(visit: Visit, whole: NeedsMap, name: str) -> str:
    """What is wrong with a choice, as a sentence; empty when nothing is."""
    asked = visit.asked(name)
    columns = {"institution": whole.institutions, "body": whole.bodies, "place": whole.places}
    if not asked or asked in {one.id for one in columns[name]}:
        return ""
    return f"“{asked[:40]}” serves or needs nothing on this day. Choose one of the list."


def _chosen(visit: Visit, faults: dict[str, str]) -> Chosen:
    found = {name: "" if name in faults else visit.asked(name) for name in FILTERS}
    return Chosen(**found)


def _cell_asked(visit: Visit, told: NeedsMap, columns: tuple[Column, ...]) -> tuple[str, str]:
    """The need and column whose work is asked for, as far as they are on the map."""
    need, column = visit.asked("need"), visit.asked("column")
    return (
        need if any(one.need == need for one in told.needs) else "",
        column if any(one.id == column for one in columns) else "",
    )


def _rows(told: NeedsMap, by: str) -> list[tuple[NeedRow, list[Drawn]]]:
    """Each need with its cells, in the order of the columns."""
    drawn: dict[str, list[Drawn]] = {one.need: [] for one in told.needs}
    for cell in told.cells(by):
        text = percent(cell.share) if cell.share else ""
        shade = sum(cell.share > edge for edge in SHADES)
        drawn[cell.need].append(
            Drawn(column=cell.column, text=text, shade=shade, works=len(cell.works))
        )
    return [(one, drawn[one.need]) for one in told.needs]


def _heads(columns: tuple[Column, ...]) -> dict[str, str]:
    """Names short enough to stand above a column; no two are the same."""
    short = {one.id: short_name(one.name) for one in columns}
    cut = {
        key: name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
        for key, name in short.items()
    }
    return {
        one.id: cut[one.id] if list(cut.values()).count(cut[one.id]) == 1 else one.name
        for one in columns
    }


def _chart(told: NeedsMap, columns: tuple[Column, ...], by: str) -> Chart:
    heads = _heads(columns)
    rows = {one.need: f"{one.name}{' *' if one.critical else ''}" for one in told.needs}
    cells = [
        {
            "need": rows[one.need],
            "body": heads[one.column],
            "share": round(one.share, 4),
            "text": percent(one.share) if one.share else "",
        }
        for one in told.cells(by)
    ]
    served = sum(1 for one in told.cells(by) if one.share)
    marks = [one.marking for one in told.needs]
    marks += [work.marking for work in told.works]
    marks += [column.marking for column in columns]
    return Chart(
        id="needs-map",
        title=f"Share of each need met by each {by}, {day_text(told.day)}",
        description=f"{len(told.needs)} needs, the largest gap first, against {len(columns)} "
        f"{'bodies' if by == 'body' else 'places'}; {served} pairs are served. * is critical. The "
        "table below says the same.",
        spec=needs_chart(cells),
        marking=Marking.strictest(marks),
    )


def _names(whole: NeedsMap) -> dict[str, Column]:
    return {one.id: one for one in (*whole.institutions, *whole.places, *whole.bodies)}
