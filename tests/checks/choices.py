"""Missions in which what is told, chosen or assumed is wrong, one for each rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cadre.mission.activities import Option
from cadre.mission.communications import Told
from cadre.mission.ids import (
    ActivityId,
    AssumptionId,
    ChangeId,
    DecisionId,
    OptionId,
    ScenarioId,
    ShockId,
    SubjectId,
)
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.scenarios import Change, Scenario, Shock, ShockKind
from cadre.mission.sources import Assumption, FigureKind, Qualifier
from cadre.mission.verbs import Verb
from tests.checks.building import DOC, added, altered, announcement, day, days, sound


def told(who: Told, on: str, **fields: Any) -> Mission:  # noqa: ANN401
    """One announcement more."""
    return added(sound(), "announcements", announcement("more", who, on, **fields))


def early_news() -> Mission:
    """The public hears of the approval."""
    return altered(sound(), "announcements", "to-public", decision=DecisionId("approval"))


def undecided() -> Mission:
    """The public has heard of an approval that waits for June."""
    return altered(early_news(), "decisions", "approval", taken=None, meetings=(day("2021-06-15"),))


def ceiling_as_plan() -> Mission:
    """What may be is told as what will be."""
    mission = altered(sound(), "claims", "c1", kind=FigureKind.CEILING)
    mission = altered(mission, "levels", "deployed", kind=FigureKind.CEILING)
    return altered(mission, "announcements", "to-public", kind=FigureKind.PLANNED)


def bare_hedge() -> Mission:
    """`Up to ten` is told as ten."""
    mission = altered(sound(), "claims", "c1", qualifier=Qualifier.UP_TO)
    return altered(mission, "announcements", "to-public", qualifier=Qualifier.EXACTLY)


def option(key: str, **fields: Any) -> Option:  # noqa: ANN401
    return Option(id=OptionId(key), name=key, **({"sources": DOC} | fields))


def empty_option() -> Mission:
    """Advice belongs to one option; the other holds nothing."""
    mission = altered(sound(), "activities", "advice", option=OptionId("grow"))
    return added(mission, "options", option("shrink"))


def alone() -> Mission:
    """An assumption said to bear load that no row cites."""
    lonely = Assumption(id=AssumptionId("a2"), statement="Nobody asks for it.", load_bearing=True)
    return added(sound(), "assumptions", lonely)


def future(kind: Verb, subject: str, first: str | None = "2021-06-01") -> Mission:
    """A scenario of one change."""
    scenario = Scenario(id=ScenarioId("other"), name="another year", sources=DOC)
    change = Change(
        id=ChangeId("then"),
        scenario=scenario.id,
        kind=kind,
        subject=SubjectId(subject),
        window=days(first),
        sources=DOC,
    )
    return added(added(sound(), "scenarios", scenario), "changes", change)


def hit(kind: ShockKind, **fields: Any) -> Mission:  # noqa: ANN401
    """One thing more that may come at random, once in ten years for a week."""
    stated: dict[str, Any] = {"per_year": exact(0.1), "weeks": exact(1), "sources": DOC}
    return added(
        sound(), "shocks", Shock(id=ShockId("blow"), kind=kind, name="Blow", **(stated | fields))
    )


CHOICES: dict[str, Callable[[], Mission]] = {
    "COM-04": undecided,
    "COM-05": lambda: told(Told.PARLIAMENT, "2021-01-07"),
    "COM-06": ceiling_as_plan,
    "COM-07": bare_hedge,
    "COM-08": lambda: told(Told.ALLIES, "2021-01-05", activity=ActivityId("hq")),
    "OPT-02": empty_option,
    "OPT-03": lambda: added(sound(), "options", option("also", preference=1)),
    "ASM-01": lambda: altered(sound(), "assumptions", "a1", hedging=""),
    "ASM-02": alone,
    "SCE-01": lambda: future(Verb.SITE_CLOSES, "ally"),
    "SCE-02": lambda: future(Verb.CONDITION_MET, "calm", "2020-12-01"),
    "SCE-03": lambda: hit(ShockKind.CONSENT, again=exact(0.4)),
    "SCE-04": lambda: hit(ShockKind.CONSENT, for_good=exact(0.7), worsens=exact(0.6)),
}
