"""Oracle of signposts: each future told anew, each count kept by hand."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from cadre.explorer.aims import Aim, value
from cadre.explorer.facts import Fact, Watched
from cadre.explorer.signposts import Signpost
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.simulator.one import OneFuture
from cadre.simulator.outcomes import HeldBackBy
from cadre.simulator.run import one_future


@dataclass(frozen=True)
class Counted:
    """Counts over the futures of odd number."""

    failures: int
    foretold: int
    alarms: int
    leads: tuple[int, ...]

    @property
    def lead(self) -> float:
        return median(self.leads)


def counted(
    mission: Mission, plan: Plan, aim: Aim, sign: Signpost, futures: int, seed: int
) -> Counted:
    failures = foretold = alarms = 0
    leads = []
    for number in range(1, futures, 2):
        one = one_future(mission, plan, number=number, seed=seed)
        fails = value(aim, mission, one.outcomes) < aim.enough
        week = alarm_week(sign, one, aim.due)
        failures += fails
        alarms += week is not None
        if fails and week is not None:
            foretold += 1
            leads.append(aim.due - week)
    return Counted(failures, foretold, alarms, tuple(leads))


def alarm_week(sign: Signpost, one: OneFuture, due: int) -> int | None:
    """The week in which a sign is seen in a future; None when it isn't, or only when it's due."""
    if sign.week is None:
        week = happened(sign.watched, one)
        return week if week is not None and week < due else None
    if sign.below is not None:
        return sign.week if level(sign, one) < sign.below else None
    week = came(sign.watched, one)
    return sign.week if week is None or week > sign.week else None


def happened(watched: Watched, one: OneFuture) -> int | None:
    if watched.fact is Fact.PARTNER:
        return next((week for key, week in one.gone.items() if key == watched.subject), None)
    if watched.fact is Fact.WITHDRAWN:
        weeks = [hit.begin for hit in one.hits if hit.cause is HeldBackBy.WITHDRAWN]
        return min(weeks, default=None)
    long = int(watched.subject)
    weeks = [
        hit.begin + long - 1
        for hit in one.hits
        if hit.cause is HeldBackBy.CONSENT and hit.end - hit.begin >= long
    ]
    return min(weeks, default=None)


def came(watched: Watched, one: OneFuture) -> int | None:
    if watched.fact is Fact.GATE:
        day = one.opened.get(watched.subject)
        return None if day is None else max(0, day // 7)
    if watched.fact is Fact.TALKS:
        span = next((s for key, s in one.talks.items() if key == watched.subject), None)
        return None if span is None else max(0, span[1] // 7)
    there = [
        served.begin
        for served in one.served
        if served.pledge == watched.subject and served.heads and served.begin < served.end
    ]
    return min(there, default=None)


def level(sign: Signpost, one: OneFuture) -> int:
    outcomes, week, key = one.outcomes, sign.week or 0, sign.watched.subject
    if sign.watched.fact is Fact.STRENGTH:
        return next(n for n, hit in enumerate(outcomes.force[week].tolist()) if hit)
    if sign.watched.fact is Fact.GRADUATES:
        return int(outcomes.graduates[:, : week + 1].sum())
    if sign.watched.fact is Fact.WORK:
        return int(outcomes.running[[str(a) for a in outcomes.activities].index(key), week])
    return int(outcomes.nation_people[[str(n) for n in outcomes.nations].index(key), week])
