"""Plan: the plan in force along time, moved by hand, asked why, tried with what-ifs."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from cadre.desk.chosen import Chosen, branch_at, chosen
from cadre.desk.in_force import enforce
from cadre.desk.job_orders import JobKind
from cadre.desk.menu import menu, refuse_strange, samples, text_of
from cadre.desk.moving import Moved, drafted, moved, read_move, refuse_broken
from cadre.desk.plan_page import Asked, PlanPage, plan_page, said
from cadre.desk.roles import Role
from cadre.desk.timetable import Bar
from cadre.desk.under_way import UnderWay
from cadre.errors import CadreError
from cadre.mission.ids import ActivityId
from cadre.web.pages.runs import begin, field_of, figure, run_of, to, unkept
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "plan", "Plan"
OWN = ("plan", "move", "why", "reply")
"""Parameters that say what is looked at."""
TYPED = ("text", "form", "together")
"""Fields of what-ifs, beside the blanks of a form of the menu."""
router = APIRouter()


def answer(visit: Visit) -> PlanPage:
    """What the page shows."""
    asked = Asked(moves=_moves(visit), why=visit.asked("why"), reply=visit.asked("reply"))
    return plan_page(visit.desk, visit.house.jobs.shelf, looked_at(visit), _branch(visit)[0], asked)


def looked_at(visit: Visit, name: str = "plan") -> Chosen | None:
    """The plan that the address names under `name`, else the one in force; None if none is."""
    where = visit.house.room.address(visit.view)
    return chosen(visit.desk, visit.house.jobs.shelf, where, visit.asked(name))


@router.get("/plan")
def page(visit: Visiting) -> Response:
    """The page."""
    run = run_of(visit, visit.asked("job")) if visit.asked("job") else None
    if run is not None and run.kept:
        name = "plan" if run.words.startswith("A plan") else "reply"
        own = {key: visit.asked(key) for key in ("plan",) if name == "reply"}
        return to(visit, "/plan", **{**own, name: run.kept})
    if visit.asked("what"):
        added = f"{visit.asked('what')}:{visit.asked('day')}"
        return to(visit, "/plan", plan=visit.asked("plan"), move=",".join([*_moves(visit), added]))
    if visit.may(Role.PLANNER):
        visit.house.jobs.make_ready()
    shown = _shown(visit, run=run, text=_tried(visit, run))
    return shown if run is None else unkept(shown)


def _shown(visit: Visit, *, run: object = None, status: int = 200, **fields: object) -> Response:
    told = answer(visit)
    kept = {key: ",".join(visit.request.query_params.getlist(key)) for key in OWN}
    return visit.page(
        "plan.html.j2",
        title=TITLE,
        status=status,
        shared=run is None,
        page_name=NAME,
        answer=told,
        names=told.names,
        run=run,
        menu=menu(visit.desk),
        samples=samples(visit.desk),
        timeline=_timeline(visit, told) if told.table else None,
        kept=kept,
        fields=defaultdict(str, {"seconds": 6, "seed": 0, "form": visit.asked("form"), **fields}),
    )


@router.post("/plan/solve")
def solve(
    visit: Visiting,
    seconds: Annotated[str, Form()] = "6",
    seed: Annotated[str, Form()] = "0",
) -> Response:
    """Have a plan looked for."""
    try:
        asked = {"seconds": figure("seconds", seconds), "seed": figure("seed", seed)}
        return to(visit, "/plan", job=begin(visit, JobKind.PLAN, **asked))
    except CadreError as error:
        return _again(visit, error, seconds=seconds, seed=seed)


async def filled_in(request: Request) -> dict[str, str]:
    """A form of no fixed fields, as it was filled in."""
    return {key: str(value) for key, value in (await request.form()).items()}


@router.post("/plan/what-if")
def what_if(visit: Visiting, filled: Annotated[dict[str, str], Depends(filled_in)]) -> Response:
    """Have what-ifs tried: lines of free text, and a form of the menu that was filled in."""
    try:
        texts = [line.strip() for line in filled.get("text", "").splitlines() if line.strip()]
        refuse_strange(visit.desk, texts)
        if filled.get("form"):
            texts.append(text_of(int(figure("form", filled["form"])), filled))
        together = filled.get("together") == "yes"
        plan = looked_at(visit)
        key = None if plan is None else plan.key
        job = begin(visit, JobKind.WHAT_IF, texts=texts, plan=key, together=together)
    except CadreError as error:
        typed = {key: filled[key] for key in filled if key in TYPED or key.startswith("blank")}
        return _again(visit, error, **typed)
    return to(visit, "/plan", plan=visit.asked("plan"), job=job)


@router.post("/plan/force")
def force(visit: Visiting, key: Annotated[str, Form()]) -> Response:
    """Put a kept plan in force on the branch."""
    visit.needs(Role.PLANNER)
    where = visit.house.room.address(visit.view)
    enforce(visit.desk, visit.house.jobs.shelf, where, key, visit.who.name)
    return to(visit, "/plan")


@router.post("/plan/keep")
def keep(visit: Visiting, move: Annotated[str, Form()], plan: Annotated[str, Form()]) -> Response:
    """Keep a plan as moved by hand, if no rule stands in its way."""
    visit.needs(Role.PLANNER)
    shelf = visit.house.jobs.shelf
    found = chosen(visit.desk, shelf, visit.house.room.address(visit.view), plan)
    if found is None:
        raise CadreError("plan", "isn't there", "a kept plan", "Have a plan looked for first.")
    moves = [read_move(one, found.result.plan.horizon) for one in move.split(",") if one]
    draft = moved(found.desk, found.result, moves)
    refuse_broken(draft)
    key = shelf.put(
        JobKind.PLAN,
        drafted(found.desk, found.result, draft),
        made_from=found.result.plan.made_from,
        asked={"plan": plan, "moves": [str(one) for one in draft.moves]},
        by=visit.who.name,
        reader=visit.reader,
    )
    shelf.list_plan(_branch(visit)[0], key, visit.who.name)
    return to(visit, "/plan", plan=key)


def _tried(visit: Visit, run: UnderWay | None) -> str:
    """What-ifs that came to nothing, as they were written, to be mended."""
    if run is None or run.state != "failed":
        return ""
    texts = visit.house.jobs.job(run.id).order.asked.get("texts", ())
    return "\n".join(map(str, texts))


def _again(visit: Visit, error: CadreError, **fields: object) -> Response:
    """The page with the form as it was filled in, and what is wrong with it."""
    visit.needs(Role.PLANNER)
    return _shown(visit, status=422, problem=said(error), wrong=field_of(error), **fields)


def _branch(visit: Visit) -> tuple[str, tuple[str, ...]]:
    return branch_at(visit.house.room.address(visit.view))


def _moves(visit: Visit) -> tuple[str, ...]:
    told = visit.request.query_params.getlist("move")
    return tuple(one for text in told for one in text.split(",") if one)


def _timeline(visit: Visit, told: PlanPage) -> dict[str, Any]:
    """What static/js/timeline.js draws."""
    table = told.table
    assert table is not None  # noqa: S101 - asked for only then
    draft = told.draft.moved if told.draft else None
    broken = {one.about for one in draft.errors} if draft else set()
    return {
        "window": [table.window.start, table.window.end],
        "asOf": table.as_of,
        "bars": [_bar(visit, one) for one in table.bars],
        "bands": [
            {
                "activity": one.activity,
                "from": one.window.start,
                "to": one.window.end,
                "state": one.state,
                "said": one.said,
                "consent": one.consent,
            }
            for one in table.bands
        ],
        "milestones": [
            {"id": one.milestone, "name": one.name, "day": one.day, "by": one.by}
            for one in table.milestones
            if one.day is not None
        ],
        "moves": {str(one.activity): _moved(draft, one.activity) for one in draft.moves}
        if draft
        else {},
        "broken": sorted(broken),
        "chosen": visit.asked("why"),
    }


def _bar(visit: Visit, one: Bar) -> dict[str, Any]:
    return {
        "id": one.activity,
        "name": one.name,
        "group": one.programme,
        "site": one.site,
        "week": one.week,
        "from": one.first,
        "to": one.last,
        "tone": one.tone,
        "standing": one.standing,
        "waits": one.waits,
        "movable": one.movable,
        "href": visit.link("/plan", **_own(visit, why=one.activity)),
    }


def _moved(draft: Moved, activity: ActivityId) -> dict[str, Any]:
    start = draft.plan.start_of(activity)
    assert start is not None  # noqa: S101 - only planned work is moved
    days = start.window(draft.plan.horizon)
    return {"week": start.week, "from": days.start, "to": days.last}


def _own(visit: Visit, **more: str) -> dict[str, str]:
    kept = {key: visit.asked(key) for key in ("plan", "reply")}
    return {**kept, "move": ",".join(_moves(visit)), **more}
