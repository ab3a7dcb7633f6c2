"""Support: who holds up what, and what is lost and what is left when somebody goes."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase

from fastapi import APIRouter, Response

from cadre.brief.charts.matrix import PROVISION, providers
from cadre.brief.sections import Chart, Number
from cadre.brief.words import day_text, plural, short_name
from cadre.checks.departure import Leaving
from cadre.checks.loss import Leaver
from cadre.desk.chosen import chosen
from cadre.desk.loss_told import LossTold, loss_told
from cadre.desk.support_answers import Held, SupportMap
from cadre.desk.support_map import support_map
from cadre.errors import CadreError
from cadre.mission.markings import Marking
from cadre.mission.plans import Plan
from cadre.mission.weeks import ALWAYS, Window
from cadre.release.rules import STAFF
from cadre.web.asked import AskedDay, day_asked
from cadre.web.timeline import Axis
from cadre.web.visits import Visit, Visiting

NAME, TITLE = "support", "Support"
OWN = ("lose", "what", "since", "on")
STATED = "stated"
"""What `on` is to leave the plan in force aside."""
KINDS = tuple(one.value for one in Leaver)
router = APIRouter()


OF_STATED = "Work that has begun is looked at, with its posts as asked for."
OF_PLAN = "The plan in force is looked at: its starts, and the people whom it assigns."


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What is looked at.

    Attributes:
        plan: The plan in force; None takes the work that has begun.
        said: Which of the two it is, as a sentence.
        other: What `on` must be to look at the other; empty where there is no other.
    """

    plan: Plan | None
    said: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows.

    Attributes:
        map: Who holds up what.
        loss: What is lost with what is taken away; None while nothing is.
        faults: What is wrong with what was asked for, a sentence a field.
        refused: Why the reader may not see a loss; empty when there is no such reason.
    """

    map: SupportMap
    loss: LossTold | None
    faults: dict[str, str]
    refused: str


def asked_day(visit: Visit) -> AskedDay:
    """The first day without what is taken away: any up to the last that plans look at."""
    within = Window(ALWAYS, visit.desk.mission.horizon.window.end)
    return day_asked("since", visit.asked("since"), within)


def shown_with(visit: Visit, plan: Plan | None) -> Shown:
    """What the page shows with a plan in force, whose starts and people are looked at then."""
    day, desk = asked_day(visit), visit.desk
    horizon = desk.mission.horizon.window
    asked = day.day or desk.mission.profile.as_of
    seen = max(asked, horizon.start)
    plain = support_map(desk, seen, plan=plan)
    faults = {"since": day.fault} if day.fault else {}
    who, what, fault = _leaver(visit, plain)
    faults |= fault
    if not who or faults:
        return Shown(map=plain, loss=None, faults=faults, refused="")
    try:
        loss = loss_told(desk, who, asked, what=what, plan=plan)
    except CadreError as error:
        return Shown(map=plain, loss=None, faults={}, refused=f"{error.place}: {error.problem}")
    left = support_map(desk, seen, plan=plan, leaving=loss.loss.leaving)
    return Shown(map=left, loss=loss, faults={}, refused="")


def answer(visit: Visit) -> Shown:
    """What the page shows."""
    return shown_with(visit, basis(visit).plan)


def basis(visit: Visit) -> Basis:
    """The plan in force where it can be looked at; else the work that has begun.

    Who may not see all of a plan isn't shown what hangs on it: half a plan leans on less.
    """
    found = None
    if visit.reader == STAFF.id:
        where = visit.house.room.address(visit.view)
        found = chosen(visit.desk, visit.house.jobs.shelf, where)
    if found is None:
        return Basis(plan=None, said=OF_STATED, other="")
    if not found.fits or found.supposes:
        said = f"The plan in force was made from another state of this dossier. {OF_STATED}"
        return Basis(plan=None, said=said, other="")
    if visit.asked("on") == STATED:
        return Basis(plan=None, said=OF_STATED, other="")
    return Basis(plan=found.result.plan, said=OF_PLAN, other=STATED)


def _leaver(visit: Visit, told: SupportMap) -> tuple[str, Leaver | None, dict[str, str]]:
    """Who is taken away, as what, and what is wrong with that, a sentence a field."""
    who, what = visit.asked("lose"), visit.asked("what")
    if what and what not in KINDS:
        return "", None, {"what": f"“{what[:40]}” is none of {', '.join(KINDS)}."}
    found = [one.what for one in told.candidates if one.id == who and what in ("", one.what)]
    if not who:
        return "", None, {}
    if not found:
        kind = what or "provider, nation or site"
        return "", None, {"lose": f"There is no {kind} “{who[:40]}”. Choose one of the list."}
    if len(found) > 1:
        kinds = " and a ".join(found)
        return "", None, {"what": f"{_name(told, who)} is a {kinds}. Say which one goes."}
    return who, Leaver(found[0]), {}


def _name(told: SupportMap, who: str) -> str:
    return next(one.name for one in told.candidates if one.id == who)


@router.get("/support")
def page(visit: Visiting) -> Response:
    """The page."""
    shown, day = answer(visit), asked_day(visit)
    told, loss = shown.map, shown.loss
    own = {name: visit.asked(name) or None for name in OWN}
    signs = _signs(told)
    return visit.page(
        "support.html.j2",
        title=TITLE,
        page_name=NAME,
        status=422 if shown.faults else 200,
        answer=told,
        loss=loss,
        leaving=None if loss is None else loss.loss.leaving,
        faults=shown.faults,
        refused=shown.refused,
        day=day,
        basis=basis(visit),
        planned=visit.link("/support", **{**own, "on": None}),
        stated=visit.link("/support", **{**own, "on": STATED}),
        kinds=KINDS,
        signs=signs,
        chart=_chart(told, signs, None if loss is None else loss.loss.leaving),
        names={one.activity: one for one in told.works},
        axis=None if loss is None else _axis(loss),
        highest=None if loss is None else _highest(loss),
        away=lambda who, what: visit.link(
            "/support", lose=who, what=what, since=day.day, on=own["on"]
        ),
        whole=visit.link("/support", since=own["since"], on=own["on"]),
        chain=lambda number: chain(visit, number),
        slider={
            "first": told.within.first,
            "days": told.within.days - 1,
            "at": (told.day - told.within.start).days,
        },
    )


def chain(visit: Visit, number: Number) -> str:
    """The address of a number's way back, with what the page was asked for."""
    own = {name: visit.asked(name) or None for name in OWN}
    return visit.link("/chain", page=NAME, number=number.id, **own)


def _signs(told: SupportMap) -> dict[str, str]:
    """A short sign for each provider that lends on the day, by id."""
    there = {one.provider for held in told.held for one in held.lent}
    lending = [one.id for one in told.candidates if one.what == "provider" and one.id in there]
    signs = [*ascii_uppercase, *(f"{a}{b}" for a in ascii_uppercase for b in ascii_uppercase)]
    return dict(zip(lending, signs, strict=False))


def _chart(told: SupportMap, signs: dict[str, str], leaving: Leaving | None) -> Chart | None:
    """The matrix of what running work needs, as it is left when something is taken away."""
    held = [one for one in told.held if one.works]
    if not held:
        return None
    cells = [
        {
            "enabler": one.name,
            "site": short_name(one.place),
            "provision": PROVISION[min(one.provision, 2)],
            "text": _text(one, signs),
        }
        for one in held
    ]
    single = sum(one.provision == 1 for one in held)
    nobody = sum(one.provision == 0 for one in held)
    without = "" if leaving is None else f" without {short_name(leaving.name)}"
    return Chart(
        id="support-map",
        title=f"Support that running work needs, by site, {day_text(told.day)}{without}",
        description=f"Of {len(held)} kinds of support at sites, {single} "
        f"{plural(single, 'hangs', 'hang')} on one and {nobody} on nobody. The table says the "
        "same.",
        spec=providers(cells),
        marking=Marking.strictest(
            mark for one in held for mark in (one.marking, *(x.marking for x in one.lent))
        ),
    )


def _text(one: Held, signs: dict[str, str]) -> str:
    own = [f"own {one.own}"] if one.own else []
    return " ".join([*(signs[key] for key in one.providers), *own]) or "nobody"


def _axis(loss: LossTold) -> Axis:
    moments = loss.loss.moments
    return Axis(span=Window(moments[0].window.start, moments[-1].window.end))


def _highest(loss: LossTold) -> int:
    """The most people that the picture of how it goes on shows."""
    moments = loss.loss.moments
    return max([1, *(one.posts_before for one in moments), *(one.posts_after for one in moments)])
