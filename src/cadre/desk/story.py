"""A single future told as a story: what happened when, in the names of the mission."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from cadre.desk.desk import Desk, Effort
from cadre.desk.made_of import digest
from cadre.desk.names import Names
from cadre.desk.summary import Asked
from cadre.desk.telling import Telling
from cadre.mission.ids import LevelId
from cadre.mission.manned import trimmed
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.weeks import DAY
from cadre.simulator.one import OneFuture


class About(Enum):
    """What an event of a story is about; events of one day stand in this order."""

    TALKS = "talks"
    GATE = "gate"
    PARTNER = "partner"
    SHOCK = "shock"
    PEOPLE = "people"
    WORK = "work"
    COURSE = "course"
    GOAL = "goal"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens.

    Attributes:
        day: The day of talks and gates; else the first day of the week.
        about: What it is about.
        text: What happens, as a sentence.
    """

    day: date
    about: About
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One future, told.

    Attributes:
        made_from: What was played.
        number: Number of the future; with the seed it names the same future of any plan.
        mission: Name of the mission.
        first: First day played.
        last: Last day played.
        at_first: How things stand in the first week.
        events: What happens, by day.
        at_the_end: How things stand at the end, and what came of it.
        never: What never comes about.
    """

    made_from: MadeFrom
    number: int
    mission: str
    first: date
    last: date
    at_first: tuple[str, ...]
    events: tuple[Event, ...]
    at_the_end: tuple[str, ...]
    never: tuple[str, ...]


def tell(
    desk: Desk, plan: Plan, effort: Effort, *, number: int, asked: Asked | None = None
) -> Story:
    """Play one future again and tell it.

    Args:
        desk: The dossier, and who reads.
        plan: The plan to play.
        effort: Its seed is that of the futures; how many to play doesn't matter.
        number: Which future: 0 is the first that `Desk.simulate` plays with this seed.
        asked: Force levels whose day is told too.

    Raises:
        CadreError: As `Desk.simulate`: the reader may not see all that futures are made of, or
            the plan is of another dossier; or there is no such future.
    """
    from cadre.simulator.run import one_future  # noqa: PLC0415 - compiles the rules

    desk.refuse_unless_playable(plan)
    then = trimmed(plan, desk.mission)
    levels = () if asked is None else asked.named
    future = one_future(
        desk.mission,
        then,
        number=number,
        seed=effort.seed,
        levels=levels,
        attrition=effort.attrition,
    )
    story = told(desk.mission, then, future, levels)
    made_from = replace(desk.made_from, seed=effort.seed, plan=digest(plan))
    return desk.released("tell", replace(story, made_from=made_from), 0)


def told(
    mission: Mission, plan: Plan, future: OneFuture, levels: Sequence[tuple[LevelId, int]] = ()
) -> Story:
    """A future as a story; `levels` are the first of those it was played with."""
    telling = Telling(mission, plan, future, Names(mission), levels)
    horizon = plan.horizon
    return Story(
        made_from=future.outcomes.made_from,
        number=future.number,
        mission=mission.profile.name,
        first=horizon.start,
        last=horizon.day(horizon.weeks) - DAY,
        at_first=tuple(telling.at_first()),
        events=tuple(_events(telling)),
        at_the_end=tuple(telling.at_the_end()),
        never=tuple(telling.never()),
    )


def _events(telling: Telling) -> Iterable[Event]:
    parts = {
        About.TALKS: telling.talks(),
        About.GATE: telling.gates(),
        About.PARTNER: telling.partners(),
        About.SHOCK: telling.shocks(),
        About.PEOPLE: telling.people(),
        About.WORK: telling.work(),
        About.COURSE: telling.courses(),
        About.GOAL: telling.goals(),
        About.ORDER: telling.orders(),
    }
    events = [
        (day, place, Event(day=day, about=about, text=text))
        for place, (about, found) in enumerate(parts.items())
        for day, text in found
    ]
    return [event for *_, event in sorted(events, key=lambda row: row[:2])]
