"""Pessimism: a mission as it would be if what is only hoped for came late, weak, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import floor

from cadre.mission.authorities import Authority, AuthorityState
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.forces import Pledge, Rung
from cadre.mission.ids import ChangeId, ScenarioId, SubjectId
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.scenarios import Change, changed
from cadre.mission.verbs import Verb
from cadre.mission.weeks import DateRange, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """How much a plan doubts what is only hoped for.

    Attributes:
        name: Name as printed.
        late: How far dates lie from the likely to the latest, and pledges from all their people
            to the fewest thought possible; 0 for planning dates, 1 for the worst.
        trust: Belief below which what may come doesn't; a partner leaves on its day if it is
            less sure than this to stay.
    """

    name: str
    late: float
    trust: float


DOUBTS = (
    Doubt(name="late", late=0.5, trust=0.0),
    Doubt(name="latest", late=1.0, trust=0.0),
    Doubt(name="sceptical", late=0.0, trust=0.5),
    Doubt(name="careful", late=0.5, trust=0.5),
    Doubt(name="cautious", late=1.0, trust=0.8),
)
"""The doubts that robust plans are looked for with."""


def doubted(mission: Mission, doubt: Doubt) -> Mission:
    """The mission seen with `doubt`: what is there already, and what is in force, stays."""
    pledges = (_pledge(one, doubt) for one in mission.pledges)
    seen = replace(
        mission,
        pledges=tuple(one for one in pledges if one is not None),
        authorities=tuple(_authority(one, doubt) for one in mission.authorities),
        conditions=tuple(_condition(one, doubt) for one in mission.conditions),
        decisions=tuple(_decision(one, doubt, mission.profile.as_of) for one in mission.decisions),
    )
    kept = {one.id for one in seen.pledges}
    seen = replace(seen, transfers=tuple(one for one in seen.transfers if one.pledge in kept))
    for partner in mission.partners:
        if partner.leaves is not None and 1 - partner.leave_belief < doubt.trust:
            seen = changed(seen, _leaving(partner, partner.leaves))
    return seen


def _between(doubt: Doubt, best: float, worst: float) -> float:
    return best + doubt.late * (worst - best)


def _pledge(pledge: Pledge, doubt: Doubt) -> Pledge | None:
    """None for one that isn't trusted to come, or comes when it is over.

    Who has arrived has been counted: nobody doubts how many there are.
    """
    if pledge.rung is Rung.ARRIVED:
        return pledge
    if pledge.belief < doubt.trust:
        return None
    people = max(1, floor(pledge.people * _between(doubt, 1.0, pledge.strength.low)))
    window = pledge.window
    if window.first is not None:
        weeks = floor(_between(doubt, 0.0, pledge.delay.high))
        start = window.start + timedelta(weeks=weeks)
        if start >= window.end:
            return None
        window = Window(start, window.end)
    return replace(pledge, people=people, window=window)


def _later(doubt: Doubt, dates: DateRange) -> DateRange:
    days = (dates.latest - dates.likely).days
    return DateRange.exactly(dates.likely + timedelta(days=floor(_between(doubt, 0.0, days))))


def _authority(one: Authority, doubt: Doubt) -> Authority:
    if not one.pending:
        return one
    if one.belief < doubt.trust:
        return replace(one, state=AuthorityState.REFUSED)
    return one if one.granted is None else replace(one, granted=_later(doubt, one.granted))


def _condition(one: Condition, doubt: Doubt) -> Condition:
    if one.met is not None:
        return one
    if one.belief < doubt.trust:
        return replace(one, belief=0.0)
    return one if one.when is None else replace(one, when=_later(doubt, one.when))


def _decision(one: DecisionPoint, doubt: Doubt, today: date) -> DecisionPoint:
    """The decision without the meetings ahead that come before it is ripe."""
    if one.taken is not None:
        return one
    if one.belief < doubt.trust:
        return replace(one, belief=0.0)
    ahead = sorted(day for day in one.meetings if day >= today)
    if not ahead:
        return one
    ripe = _later(doubt, DateRange(today, ahead[0], ahead[-1])).likely
    kept = tuple(day for day in one.meetings if not today <= day < ripe)
    return replace(one, meetings=kept)


def _leaving(partner: Partner, dates: DateRange) -> Change:
    return Change(
        id=ChangeId(f"{partner.id} leaves"),
        scenario=ScenarioId("doubt"),
        kind=Verb.PROVIDER_LEAVES,
        subject=SubjectId(partner.id),
        window=Window(dates.likely),
    )
