"""An exploration as a brief of two pages: what holds up, what decides, what would tell in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from cadre.brief import evidence
from cadre.brief.bottom_line import question
from cadre.brief.context import BriefInputs, Context
from cadre.brief.explored import Explored
from cadre.brief.explored_leaning import leaning
from cadre.brief.explored_pictures import Picture, pictures
from cadre.brief.explored_tables import Told, changes, choices, made, signs
from cadre.brief.explored_words import holds_up, tells, whatever
from cadre.brief.sections import Basis, Brief, Chart, Paragraph, Part, RowRef, Section
from cadre.brief.words import UNKNOWN, day_text, listed
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.sources import Audience
from cadre.planner.result import PlanResult, SolveStatus

PLAYED = (
    *("shocks", "hindrances", "conditions", "decisions", "courses", "criteria", "milestones"),
    *("needs", "effects", "triggers"),
)
"""The tables that are played beside a plan's own rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExploredInputs:
    """All that the brief of an exploration is made from.

    Attributes:
        mission: The mission as known, all of which the reader may see.
        explored: What the exploration came to.
        plans: The plan of each choice, that of the best one first.
        audience: Who the brief is for.
        title: Its head; empty takes the mission's name.
    """

    mission: Mission
    explored: Explored
    plans: tuple[Plan, ...]
    audience: Audience
    title: str = ""


@dataclass(frozen=True)
class _Exploring(Context):
    """The context of a brief whose numbers all come from one exploration.

    Attributes:
        inputs: The mission and the plan of the best choice.
        told: What the exploration came to, and the plans of all choices.
    """

    told: ExploredInputs

    @cached_property
    def bases(self) -> dict[str, Basis]:
        """The rows behind all that was planned and played."""
        explored = self.told.explored
        rows: dict[RowRef, None] = {}
        for plan in self.told.plans:
            result = replace(self.inputs.result, plan=plan)
            one = Context(replace(self.inputs, result=result))
            rows |= dict.fromkeys(one.bases["plan"].rows)
        known = ((table, row.id) for table in PLAYED for row in getattr(self.mission, table))
        rows |= dict.fromkeys(RowRef(table, key) for table, key in known)
        varied = (RowRef(*field[:2]) for one in explored.swings for field in one.fields)
        rows |= dict.fromkeys(row for row in varied if self.row(row) is not None)
        made = explored.made_from
        words = (
            f"{explored.played:,} combinations of choice and case, {explored.futures:,} futures "
            f"each; dossier {made.dossier[:12] or UNKNOWN}, as of {made.as_of}, seed {made.seed}, "
            f"Cadre {made.version or UNKNOWN}"
        )
        basis = Basis(
            id="exploration",
            label="The plan of each choice, played in all cases",
            words=words,
            rows=tuple(rows),
            marking=self.mark(*rows),
        )
        return {"exploration": basis}


def compose_exploration(inputs: ExploredInputs) -> Brief:
    """The brief of an exploration; every part marked, every number with its way back."""
    explored, mission = inputs.explored, inputs.mission
    context = _Exploring(inputs=_brief_inputs(inputs), told=inputs)
    told = Told(context, explored)
    drawn = {one.id: _chart(context, one) for one in pictures(explored)}
    sections = tuple(
        one
        for one in (
            _bottom(told, drawn),
            _section("choices", "What each choice comes to", _choices(told)),
            _section("decides", "What decides", _those(drawn, "ahead", "failures")),
            _section("tells", "What would tell in time", _paths(told, drawn)),
            _section("leaning", "What this leans on", leaning(told)),
            _silent(told),
            _section("making", "How this was made", [made(told)]),
        )
        if one.parts
    )
    return Brief(
        title=inputs.title or f"{mission.profile.name}: options against futures",
        subtitle=f"Seen from {day_text(mission.profile.as_of)}, up to {day_text(explored.ends)}",
        reader=inputs.audience.id,
        reader_name=inputs.audience.name,
        made_from=explored.made_from,
        sections=(*sections, evidence.section(context, sections)),
        bases=tuple(context.bases.values()),
    )


def _brief_inputs(inputs: ExploredInputs) -> BriefInputs:
    """What the context needs to know of the plan of the best choice."""
    result = PlanResult(
        status=SolveStatus.FEASIBLE,
        objective=0.0,
        bound=None,
        seconds=0.0,
        seed=inputs.explored.made_from.seed,
        plan=inputs.plans[0],
    )
    return BriefInputs(
        mission=inputs.mission,
        findings=(),
        result=result,
        outcomes=None,
        losses=(),
        standings=(),
        audience=inputs.audience,
        made_from=inputs.explored.made_from,
    )


def _section(key: str, title: str, parts: Iterable[Part]) -> Section:
    return Section(id=key, title=title, parts=tuple(parts))


def _chart(context: Context, picture: Picture) -> Chart:
    return Chart(
        id=f"explored-{picture.id}",
        title=picture.title,
        description=picture.description,
        spec=picture.spec,
        marking=context.bases["exploration"].marking,
    )


def _those(drawn: dict[str, Chart], *keys: str) -> list[Part]:
    return [drawn[key] for key in keys if key in drawn]


def _bottom(told: Told, drawn: dict[str, Chart]) -> Section:
    parts: list[Part] = [
        question(told.context),
        Paragraph.of(holds_up(told.explored, told.say), told.marking),
        Paragraph.of(tells(told.explored, told.say), told.marking),
        *_those(drawn, "regret"),
    ]
    return _section("bottom-line", "Bottom line", parts)


def _choices(told: Told) -> list[Part]:
    """What each comes to, what comes to the same whatever is chosen, and what can't be begun."""
    flat = (one for one in told.explored.flat if one.enough is not None or one.most <= 0)
    parts: list[Part] = [choices(told)]
    parts += [
        Paragraph.of(whatever(one, told.say), told.marking, "item", "Whatever is chosen")
        for one in flat
    ]
    parts += [
        Paragraph.of(
            [f"{one.label}: {listed(one.beaten_by, 3)}."], told.marking, "item", "Better all round"
        )
        for one in told.explored.choices
        if one.beaten_by
    ]
    parts += [
        Paragraph.of(
            [f"{one.name}: {one.why}"], told.marking, "item", "No plan starts any work of this"
        )
        for one in told.explored.barred
    ]
    return parts


def _paths(told: Told, drawn: dict[str, Chart]) -> list[Part]:
    tables = [one for one in (signs(told),) if one.lines]
    closed = [Paragraph.of([text], told.marking, "item") for text in told.explored.closed]
    return [*_those(drawn, "pathways"), *changes(told), *tables, *closed]


def _silent(told: Told) -> Section:
    texts = told.explored.silent
    parts = [Paragraph.of([text], told.marking, "item") for text in texts]
    return _section("silent", "What the dossier can't say", parts)
