"""Exploring at the desk: choices against cases, judged, with what would tell in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec

import numpy as np

from cadre.brief.explored import Explored
from cadre.brief.words import listed
from cadre.desk.desk import Desk, Progress, Stop
from cadre.desk.explore_asked import ExploreAsked
from cadre.desk.explore_cases import Cases, cases
from cadre.desk.explore_found import Found
from cadre.desk.explore_plans import PlannedChoices, planned_choices, played_folder
from cadre.desk.explore_rows import explored
from cadre.errors import CadreError
from cadre.explorer.choices import chosen
from cadre.explorer.designs import latin
from cadre.explorer.exploration import Exploration
from cadre.explorer.explore import explore as play
from cadre.explorer.finding import deciding, named, uncertainties
from cadre.explorer.local import LocalRunner
from cadre.explorer.measures import Measure, measures
from cadre.explorer.runner import Runner
from cadre.explorer.uncertainties import Uncertainty
from cadre.mission.ids import ScenarioId
from cadre.mission.plans import MadeFrom, Plan

ENOUGH = 0.75
"""Of what the best choice comes to as stated, this is enough where nobody has said what is."""
LEADS = "coverage"
"""The measure that leads where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploring:
    """An exploration with all that was asked and found on the way.

    Attributes:
        planned: The choices that differ, and their plans.
        cases: The cases, in parts.
        exploration: All cases by all measures.
        leads: The measure that choices are put in order by.
        explored: What it came to, as rows.
    """

    planned: PlannedChoices
    cases: Cases
    exploration: Exploration
    leads: str
    explored: Explored

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans, that of the best choice first."""
        ids = [one.id for one in self.planned.choices]
        best = ids.index(self.explored.best)
        rest = [plan for place, plan in enumerate(self.planned.plans) if place != best]
        return (self.planned.plans[best], *rest)


def explore(
    desk: Desk,
    asked: ExploreAsked,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Exploring:
    """Play every choice in every case, and judge them.

    Raises:
        CadreError: The reader may not see all of the mission; something asked for isn't there; or
            it was stopped before choices could be compared.
    """
    _refuse_without_libraries(asked)
    desk.known_whole("an exploration")
    made_from = replace(desk.made_from, seed=asked.seed)
    planned = planned_choices(desk, asked, made_from, stop)
    _refuse_idle(planned)
    runner = runner_of(asked)
    judged, leads = _judged(desk, asked, planned, made_from)
    laid = cases(asked, _varied(desk, asked, planned), _scenarios(desk, asked))
    exploration = play(
        desk.weighed,
        made_from=made_from,
        choices=planned.choices,
        design=laid.design,
        measures=judged,
        futures=asked.futures,
        seed=asked.seed,
        plans=planned.plans,
        runner=runner,
        keep=played_folder(asked.keep),
        progress=progress,
        stop=stop,
    )
    found = Found(desk.weighed, planned, laid, exploration, leads)
    whole = Exploring(
        planned=planned,
        cases=laid,
        exploration=exploration,
        leads=leads,
        explored=explored(found, asked, stop),
    )
    return desk.released("explore", whole, 0)


def _refuse_without_libraries(asked: ExploreAsked) -> None:
    """Refuse before anything is planned where the libraries of explorations aren't installed."""
    needed = ("scipy", "SALib", *(("polars",) if asked.keep is not None else ()))
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise CadreError(
            "an exploration",
            f"needs {listed(missing)}, which isn't installed",
            "the extra `explore`",
            "Install it: pip install 'cadre-planner[explore]'.",
        )


def _refuse_idle(planned: PlannedChoices) -> None:
    """Refuse where nothing would be played, in which every choice holds up as well."""
    starts = any(plan.starts for plan in planned.plans)
    if not starts and not any(one.triggers for one in planned.choices):
        raise CadreError(
            "an exploration",
            "has nothing to play: no choice starts any work",
            "work that can start",
            "State some, each with a mode; `cadre plan` tells what keeps it out.",
        )


def runner_of(asked: ExploreAsked) -> Runner:
    """Where shards are played: on this machine's processors, or on a Ray cluster."""
    if asked.ray:
        from cadre.explorer.ray import ray_runner  # noqa: PLC0415 - only a cluster needs it

        return ray_runner(asked.ray)
    return LocalRunner(threads=asked.threads or 0, apart=asked.apart)


def _scenarios(desk: Desk, asked: ExploreAsked) -> tuple[ScenarioId | None, ...]:
    """As stated first, then the scenarios asked for; none beside one that is applied already."""
    known = [one.id for one in desk.weighed.scenarios]
    if asked.scenarios is None:
        return (None,) if desk.made_from.scenario is not None else (None, *known)
    for key in asked.scenarios:
        if key not in known:
            raise CadreError(
                f"scenario {key!r}",
                "isn't one of the dossier's",
                ", ".join(known) or "none: it names no scenario",
                "Name others with `--scenarios`.",
            )
    return (None, *(ScenarioId(key) for key in asked.scenarios))


def _varied(desk: Desk, asked: ExploreAsked, planned: PlannedChoices) -> tuple[Uncertainty, ...]:
    """What is named, or all that can change what comes of a plan."""
    mission = desk.weighed
    if asked.vary:
        return named(mission, asked.vary)
    cut = [chosen(mission, one) for one in planned.choices]
    return deciding(cut, planned.plans, uncertainties(mission))


def _judged(
    desk: Desk, asked: ExploreAsked, planned: PlannedChoices, made_from: MadeFrom
) -> tuple[tuple[Measure, ...], str]:
    """The measures, each with what is enough as far as anybody says, and the one that leads."""
    mission = desk.weighed
    every = measures(mission, dict(asked.enough), asked.measures)
    known = [one.id for one in every]
    leads = asked.measures[0] if asked.measures else LEADS if LEADS in known else known[0]
    place = known.index(leads)
    if every[place].enough is not None:
        return every, leads
    stated = play(
        mission,
        made_from=made_from,
        choices=planned.choices,
        design=latin((), (None,), points=1, seed=asked.seed),
        measures=(every[place],),
        futures=asked.futures,
        seed=asked.seed,
        plans=planned.plans,
    )
    return (*every[:place], _with_enough(every[place], stated), *every[place + 1 :]), leads


def _with_enough(measure: Measure, stated: Exploration) -> Measure:
    """The measure with what is enough: three quarters of the best as stated, or as much more."""
    values: Sequence[float] = stated.means[:, 0, 0].tolist()
    best = max(values) if measure.more else min(values)
    if not np.isfinite(best):
        return measure
    share = ENOUGH if measure.more else 2 - ENOUGH
    part = "Three quarters of" if measure.more else "A quarter more than"
    origin = f"{part} what the best choice comes to as stated: nobody says what is enough."
    return replace(measure, enough=best * share, origin=origin)
