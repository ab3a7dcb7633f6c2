"""Futures: what becomes of a plan in many futures, told one by one, beside another plan."""

from __future__ import annotations

from random import SystemRandom
from typing import Annotated

from fastapi import APIRouter, Form, Response

from cadre.desk.chosen import branch_at
from cadre.desk.futures_page import FuturesAskedFor, FuturesPage, futures_page
from cadre.desk.job_orders import JobKind
from cadre.desk.plan_page import said
from cadre.desk.played import USUAL
from cadre.desk.roles import Role
from cadre.errors import CadreError
from cadre.web.pages.plan import looked_at
from cadre.web.pages.runs import begin, field_of, figure, run_of, to, unkept
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "futures", "Futures"
OWN = ("plan", "played", "beside", "story")
"""Parameters that say what is looked at."""
MANY = 1_000_000
"""A future told at random is one of so many."""
router = APIRouter()


def answer(visit: Visit) -> FuturesPage:
    """What the page shows."""
    jobs = visit.house.jobs
    asked = FuturesAskedFor(played=visit.asked("played"), number=_number(visit))
    plans = (looked_at(visit), looked_at(visit, "beside") if visit.asked("beside") else None)
    branch, _ = branch_at(visit.house.room.address(visit.view))
    return futures_page(visit.desk, jobs.shelf, jobs.all(visit.reader), plans, branch, asked)


def _number(visit: Visit) -> int | None:
    text = visit.asked("story")
    if not text:
        return None
    if not text.isdecimal() or len(text) > len(str(MANY)) + 3:
        raise CadreError(
            "story", f"is {text[:20]!r}", "the number of a future, such as 7", "Correct it."
        )
    return int(text)


@router.get("/futures")
def page(visit: Visiting) -> Response:
    """The page."""
    if visit.asked("story") == "random":
        kept = {key: visit.asked(key) for key in OWN if key != "story"}
        return to(visit, "/futures", **kept, story=SystemRandom().randrange(MANY))
    run = run_of(visit, visit.asked("job")) if visit.asked("job") else None
    if run is not None and run.kept:
        own = {key: visit.asked(key) for key in ("plan", "beside")}
        # What is played beside a plan is looked at beside it.
        own |= {"played": visit.asked("played") if own["beside"] else run.kept}
        return to(visit, "/futures", **own)
    if visit.may(Role.PLANNER):
        visit.house.jobs.make_ready()
    shown = _shown(visit, run=run)
    return shown if run is None else unkept(shown)


def _shown(visit: Visit, *, run: object = None, status: int = 200, **fields: object) -> Response:
    told = answer(visit)
    kept = {key: visit.asked(key) for key in OWN}
    usual = {"futures": USUAL, "seed": 0}
    if told.played is not None:
        usual = {"futures": told.played.futures, "seed": told.played.seed}
    return visit.page(
        "futures.html.j2",
        title=TITLE,
        status=status,
        page_name=NAME,
        answer=told,
        run=run,
        kept=kept,
        fields={"problem": "", "wrong": "", **usual, **fields},
    )


@router.post("/futures/play")
def play(
    visit: Visiting,
    plan: Annotated[str, Form()],
    futures: Annotated[str, Form()] = str(USUAL),
    seed: Annotated[str, Form()] = "0",
    beside: Annotated[str, Form()] = "",
) -> Response:
    """Have futures played: of the plan, or of the one beside it."""
    try:
        asked = {"futures": figure("futures", futures), "seed": figure("seed", seed)}
        job = begin(visit, JobKind.FUTURES, plan=beside or plan, **asked)
    except CadreError as error:
        return _shown(
            visit,
            status=422,
            problem=said(error),
            wrong=field_of(error),
            futures=futures,
            seed=seed,
        )
    played = visit.asked("played") if beside else None
    return to(visit, "/futures", plan=plan, beside=beside, played=played, job=job)
