"""The force over time: futures, planned establishment, authorised figures and ceilings apart."""

from __future__ import annotations

from datetime import date
from typing import Any

from cadre.brief import establishment
from cadre.brief.charts.fan import force as force_chart
from cadre.brief.context import Context
from cadre.brief.establishment import Establishment, ceiling_share, establishments
from cadre.brief.figures import ceilings, kind_text, level_number, of_kind, under
from cadre.brief.sections import (
    Chart,
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    Section,
    Table,
    columns_of,
)
from cadre.brief.words import (
    day_text,
    listed,
    plural,
    quarter_weeks,
    short_day,
    some_of,
    window_text,
)
from cadre.mission.forces import Level
from cadre.mission.ids import LevelId
from cadre.mission.markings import Marking
from cadre.mission.sources import FigureKind
from cadre.mission.strength import Path, Step, paths
from cadre.mission.weeks import DAY
from cadre.simulator.outcomes import QUANTILES

_BANDS = "The outer band holds 90% of the futures, the inner band 50%, the line is the median. "
_NAMES = ("p05", "p25", "median", "p75", "p95")
"""What the quantiles are called in the ids of numbers."""


def section(context: Context) -> Section:
    """The fan chart, figures at quarter ends, the planned paths, levels and their chances."""
    chart = _chart(context)
    parts: list[Part] = [chart, _note(chart), _quarters(context)]
    if establishments(context):
        parts.append(establishment.table(context))
    if context.mission.levels:
        parts.append(_levels(context))
    chances = _chances(context)
    if chances.lines:
        parts.append(chances)
    return Section(id="force", title="How strong the force is, and may become", parts=tuple(parts))


def simulated(words: str) -> Origin:
    """The origin of a number that the futures give."""
    return Origin(basis="futures", words=words)


def people_at(context: Context, week: int, name: str) -> Number:
    """People present in a week, at one of the quantiles p05, p25, median, p75, p95."""
    share = tuple(QUANTILES.values())[_NAMES.index(name)]
    value = int(context.outcomes.force_quantiles((share,))[0][week])
    day = context.horizon.day(week)
    return context.number(
        f"force.{day.isoformat()}.{name}",
        value,
        f"People present in the week of {day_text(day)}, {name} of all futures",
        simulated(f"The least number that {share:.0%} of the futures keep to in that week."),
        "people",
    )


def _chart(context: Context) -> Chart:
    horizon = context.horizon
    quantiles = context.outcomes.force_quantiles(tuple(QUANTILES.values())).tolist()
    weeks: list[dict[str, Any]] = [
        {"from": horizon.day(week).isoformat()}
        | {field: values[week] for field, values in zip(QUANTILES, quantiles, strict=True)}
        for week in range(horizon.weeks)
    ]
    return fan(context, weeks, context.bases["futures"].marking)


def fan(context: Context, weeks: list[dict[str, Any]], marking: Marking) -> Chart:
    """People present in the futures, as marked, with what is planned and what is authorised.

    Args:
        context: The plan and the mission; no futures need be in it.
        weeks: For each week `from` and people `p05`, `p25`, `p50`, `p75`, `p95`; none where no
            futures were played.
        marking: Who may see the futures, or else the plan.
    """
    allowed = (FigureKind.AUTHORISED, FigureKind.PLANNED)
    bars = [_bar(context, one) for kind in allowed for one in of_kind(context, kind) if one.people]
    return Chart(
        id="force-fan",
        title="People: what is authorised, what is planned"
        + (", who is there in the futures" if weeks else ""),
        description=(_BANDS if weeks else "")
        + "Dashed and dotted lines are the planned establishment from each reported "
        f"baseline. {' '.join(_above(context))}",
        spec=force_chart(
            weeks,
            [_path(context, path) for path in establishments(context)],
            bars,
            _above(context),
        ),
        marking=Marking.strictest([marking, _drawn_mark(context)]),
    )


def _drawn_mark(context: Context) -> Marking:
    """The strictest of the figures drawn beside the futures, and of their conditions."""
    levels = context.mission.levels
    conditions = context.refs("conditions", (one.condition for one in levels if one.condition))
    return context.mark(*levels, *conditions)


def _bar(context: Context, level: Level) -> dict[str, object]:
    inside = level.window.common(context.horizon.window) or context.horizon.window
    people = f"{level.people:,}"
    name = level.name if people in level.name else f"{level.name}: {people}"
    return {
        "name": f"{level.kind.value}: {name}",
        "people": level.people,
        "from": inside.start.isoformat(),
        "to": inside.end.isoformat(),
    }


def _above(context: Context) -> list[str]:
    """What stands above the chart, off its scale: authorised but unknown, and ceilings."""
    lines = [
        f"AUTHORISED: unknown, which isn't zero ({one.name})."
        for one in of_kind(context, FigureKind.AUTHORISED)
        if one.people is None
    ]
    lines += [
        f"CEILING: {one.people:,}{under(context, one)}. No plan; off the scale."
        for one in ceilings(context)
    ]
    return lines


def _condition(context: Context, level: Level) -> str:
    return context.name(level.condition, "conditions").rstrip(".") if level.condition else ""


def _path(context: Context, path: Establishment) -> dict[str, object]:
    window = context.horizon.window
    points = [(window.start, path.first), *((turn.day, turn.people or 0) for turn in path.turns)]
    points.append((window.end - DAY, path.last))
    return {
        "name": f"planned, from {path.first:,}",
        "points": [{"from": day.isoformat(), "people": people} for day, people in points],
    }


def _note(chart: Chart) -> Paragraph:
    return Paragraph.of(
        [
            (
                "The fan counts people present: assigned by the plan, as they come in the futures. "
                "The dashed lines add the posts of the planned starts to each reported baseline "
                "and take off the posts of work that ends: they are posts asked for, not people "
                "in place. A ceiling is a highest figure that somebody named, under its condition; "
                "it is never part of a path."
            )
        ],
        chart.marking,
        role="note",
    )


def _quarters(context: Context) -> Table:
    weeks = quarter_weeks(context.horizon)
    names = ("Week of", "5%", "25%", "Median", "75%", "95%")
    return Table(
        id="force-quarters",
        title="People present at quarter ends, over all futures",
        columns=columns_of(names, names[1:]),
        lines=tuple(
            Line.of(
                [
                    short_day(context.horizon.day(week)),
                    *(people_at(context, week, name) for name in _NAMES),
                ]
            )
            for week in weeks
        ),
    )


def _levels(context: Context) -> Table:
    columns = ("Figure", "Kind", "People", "Plan reaches", "Meant for", "Under", "Why", "Documents")
    numeric = ("People", "Plan reaches")
    return Table(
        id="force-levels",
        title="Figures for the whole force, told apart by kind",
        columns=columns_of(columns, numeric),
        lines=tuple(_level_line(context, level) for level in context.mission.levels),
    )


def _level_line(context: Context, level: Level) -> Line:
    share = ceiling_share(context, level)
    return Line.of(
        (
            level.name,
            kind_text(level),
            level_number(context, level),
            share if share is not None else "",
            window_text(level.window),
            _condition(context, level),
            level.reason,
            context.cites(level.sources, 3),
        ),
        context.mark(level),
        "bad" if level.kind is FigureKind.CEILING else "",
    )


def reached_by(context: Context, level: LevelId, day: date) -> Number | None:
    """Share of futures in which a level is reached by a day; None when it wasn't asked about."""
    outcomes = context.outcomes
    index = next((n for n, (key, _) in enumerate(outcomes.levels) if key == level), None)
    if index is None:
        return None
    week = max(0, outcomes.horizon.week(day))
    found = outcomes.share_by(outcomes.level_reached[index], week)
    return context.estimate(
        f"force.reach.{level}.{day.isoformat()}",
        found,
        f"Share of futures in which {_level_name(context, level)} is reached by {day_text(day)}",
        Origin(
            rows=context.refs("levels", [_baseline_of(context, level)]),
            basis="futures",
            words="Futures in which so many people were present in a week by then, over all.",
        ),
        "%",
    )


def top_reached(context: Context, path: Establishment) -> tuple[int, Number] | None:
    """The highest figure of a path that the futures were asked about, and its share at the end."""
    people = dict(context.outcomes.levels)
    own = (one for one in paths(context.mission, context.plan) if one.baseline == path.baseline)
    keys = [step.id for one in own for step in one.steps if step.id in people]
    if not keys:
        return None
    top = max(keys, key=lambda key: people[key])
    share = reached_by(context, top, context.horizon.window.end - DAY)
    return None if share is None else (people[top], share)


def _step_of(context: Context, key: str) -> tuple[Path, Step] | None:
    """The step of a planned path with this id; None for a level of the dossier."""
    found = paths(context.mission, context.plan)
    steps = ((path, step) for path in found for step in path.steps if step.id == key)
    return next(steps, None)


def _baseline_of(context: Context, key: str) -> str:
    step = _step_of(context, key)
    return key if step is None else step[0].baseline.id


def _level_name(context: Context, key: str) -> str:
    """The name of a level, or of a step of a planned path."""
    found = _step_of(context, key)
    if found is None:
        return context.name(key, "levels")
    path, step = found
    return (
        f"{path.baseline.people}, grown by {listed(context.shorts(step.activities, 'activities'))}"
    )


def _worth_asking(context: Context, key: str) -> bool:
    """Whether a figure is meant for the weeks planned, and differs from the step before it."""
    found = _step_of(context, key)
    if found is not None:
        return found[1].added > 0
    level = next((one for one in context.mission.levels if one.id == key), None)
    return level is None or level.window.overlaps(context.horizon.window)


def _chances(context: Context) -> Table:
    weeks = some_of(quarter_weeks(context.horizon), 6)
    days = [context.horizon.day(week + 1) - DAY for week in weeks]
    lines = []
    for key, people in context.outcomes.levels:
        if not _worth_asking(context, key):
            continue
        cells = [reached_by(context, key, day) for day in days]
        name = _level_name(context, key)
        lines.append(
            Line.of(
                [
                    f"{name} ({people:,} {plural(people, 'person', 'people')})",
                    *(cell if cell is not None else "" for cell in cells),
                ]
            )
        )
    heads = [f"by {short_day(day)}" for day in days]
    return Table(
        id="force-chances",
        title="Chance that the people present reach a figure by a day (± one standard error)",
        columns=columns_of(["Figure", *heads], heads),
        lines=tuple(lines),
    )
