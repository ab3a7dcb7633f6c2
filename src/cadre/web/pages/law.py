"""Law: cover by kind along time, its gaps, and what would close them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response

from cadre.brief.sections import Number
from cadre.desk.cover import WorkCover, lines_of
from cadre.desk.law import Gap, LawAnswer, days_asked, law
from cadre.desk.talks import talks
from cadre.mission.weeks import Window
from cadre.web.asked import AskedDay, day_asked
from cadre.web.timeline import Axis
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "law", "Law"
OWN = ("from", "to", "activity", "gap")
ALL_KINDS = "all kinds"
TONES = {
    "in force": "firm",
    "may be relied on": "relied",
    "only hoped for": "hoped",
    "paused": "paused",
    "permission without agreement": "permitted",
    "partial": "partial",
    "none": "none",
}
"""The class that draws each state of law."""
router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days on end in one state, as drawn.

    Attributes:
        state: The state, in words.
        tone: The class that draws it.
        window: The days.
        gap: Id of the gap that it is; empty for what is none.
    """

    state: str
    tone: str
    window: Window
    gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a piece of work.

    Attributes:
        name: A kind of authority, or all kinds.
        stretches: What stands on it, in order of time.
    """

    name: str
    stretches: tuple[Stretch, ...]


def lines(work: WorkCover, gaps: dict[tuple[str, str, Window], Gap]) -> tuple[Line, ...]:
    """The lines of a piece of work, those of no day too."""
    drawn: dict[str, list[Stretch]] = {one.kind.value: [] for one in work.kinds}
    drawn[ALL_KINDS] = []
    for line, state, windows in lines_of(work):
        for window in windows:
            gap = gaps.get((work.activity, work.site, window)) if line == ALL_KINDS else None
            drawn[line].append(
                Stretch(
                    state=state, tone=TONES[state], window=window, gap="" if gap is None else gap.id
                )
            )
    return tuple(
        Line(name=name, stretches=tuple(sorted(some, key=lambda one: one.window)))
        for name, some in drawn.items()
    )


def asked_days(visit: Visit) -> tuple[AskedDay, AskedDay]:
    """The first and last day asked for; a pair that makes no sense is told at the second."""
    first, last = (day_asked(name, visit.asked(name)) for name in ("from", "to"))
    if not (first.fault or last.fault) and days_asked(visit.desk, first.day, last.day) is None:
        typed = last.typed or first.typed
        fault = "These days end before they begin. Choose a later one here, or an earlier one."
        last = AskedDay(name="to", typed=last.typed and typed, day=None, fault=fault)
        first = AskedDay(name="from", typed=first.typed, day=None)
    return first, last


def known_activity(visit: Visit) -> tuple[str, str]:
    """The only work asked for, and what is wrong with it."""
    asked = visit.asked("activity")
    known = {one.id for one in law(visit.desk).choices} if asked else set()
    if asked and asked not in known:
        return "", f"There is no work “{asked[:40]}”. Choose one of the list."
    return asked, ""


def answer(visit: Visit) -> LawAnswer:
    """What the page shows."""
    first, last = asked_days(visit)
    activity, _ = known_activity(visit)
    return law(visit.desk, first=first.day, last=last.day, activity=activity)


@router.get("/law")
def page(visit: Visiting) -> Response:
    """The page."""
    told = answer(visit)
    first, last = asked_days(visit)
    activity, unknown = known_activity(visit)
    own = {name: visit.asked(name) or None for name in OWN}
    by_days = {(one.activity, one.site, one.days.window): one for one in told.gaps}
    faults = any((first.fault, last.fault, unknown))
    return visit.page(
        "law.html.j2",
        title=TITLE,
        page_name=NAME,
        status=422 if faults else 200,
        answer=told,
        talks=talks(visit.desk),
        axis=Axis(span=told.cover.span),
        works=[(one, lines(one, by_days)) for one in told.cover.works],
        asked={"from": first, "to": last, "activity": (activity, unknown)},
        selected=told.gap(visit.asked("gap")),
        tones=TONES,
        spans=list(spans(visit, told)),
        here=lambda **more: visit.link("/law", **{**own, **more}),
        chain=lambda number: chain(visit, number),
    )


def chain(visit: Visit, number: Number) -> str:
    """The address of a number's way back, with what the page was asked for."""
    own = {name: visit.asked(name) or None for name in OWN[:3]}
    return visit.link("/chain", page=NAME, number=number.id, **own)


def spans(visit: Visit, told: LawAnswer) -> Iterator[tuple[str, str]]:
    """Days that are often asked for, each with its address."""
    own = {"activity": visit.asked("activity") or None}
    horizon = visit.desk.mission.horizon.window
    around = timedelta(days=183)
    yield "All known days", visit.link("/law", **own)
    yield (
        "Half a year around today",
        visit.link("/law", **own, **{"from": told.day - around, "to": told.day + around}),
    )
    yield (
        "The planned weeks",
        visit.link("/law", **own, **{"from": horizon.start, "to": horizon.last}),
    )
