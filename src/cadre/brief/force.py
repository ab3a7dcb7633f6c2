"""The force over time: futures, planned establishment, authorised figures and ceilings apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cadre.brief.charts.fan import force as force_chart
from cadre.brief.context import Context
from cadre.brief.sections import (
    Chart,
    Column,
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    Piece,
    Section,
    Table,
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
from cadre.mission.sources import FigureKind
from cadre.mission.strength import Path, Step, paths
from cadre.mission.weeks import DAY

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
_NAMES = ("p05", "p25", "median", "p75", "p95")
_KINDS = {
    FigureKind.DEPLOYED: "deployed",
    FigureKind.AUTHORISED: "authorised",
    FigureKind.PLANNED: "planned",
    FigureKind.CEILING: "ceiling, not a plan",
}


def section(context: Context) -> Section:
    """The fan chart, figures at quarter ends, the planned paths, levels and their chances."""
    parts: list[Part] = [_chart(context), _note()]
    unknown = [one for one in context.mission.levels if one.people is None]
    if unknown:
        said = f"No figure is known, which isn't zero: {listed(one.name for one in unknown)}."
        parts.append(Paragraph.of([said], context.mark(*unknown), role="note"))
    parts.append(_quarters(context))
    if known_paths(context):
        parts.append(_paths(context))
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
    share = SHARES[_NAMES.index(name)]
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
    quantiles = context.outcomes.force_quantiles(SHARES).tolist()
    fields = ("p05", "p25", "p50", "p75", "p95")
    weeks = [
        {"from": horizon.day(week).isoformat()}
        | {field: values[week] for field, values in zip(fields, quantiles, strict=True)}
        for week in range(horizon.weeks)
    ]
    levels = [one for one in context.mission.levels if one.people is not None]
    ceilings = [_bar(context, one) for one in levels if one.kind is FigureKind.CEILING]
    stated = (FigureKind.AUTHORISED, FigureKind.PLANNED)
    others = [_bar(context, one) for one in levels if one.kind in stated]
    return Chart(
        id="force-fan",
        title="People present by week: futures, planned establishment, authorised; ceilings apart",
        description="Bands hold 90% and 50% of the futures, the line is the median; dashed lines "
        "are the planned establishment from each reported baseline; ceilings stand apart.",
        spec=force_chart(
            weeks,
            [row for path in known_paths(context) for row in _path_rows(context, path)],
            [bar for bar in others if bar],
            [bar for bar in ceilings if bar],
        ),
        marking=context.bases["futures"].marking,
    )


def _bar(context: Context, level: Level) -> dict[str, object]:
    inside = level.window.common(context.horizon.window)
    if inside is None:
        return {}
    people = f"{level.people:,}"
    name = level.name if people in level.name else f"{level.name}: {people}"
    return {
        "name": name,
        "people": level.people,
        "from": inside.start.isoformat(),
        "to": inside.end.isoformat(),
    }


def known_paths(context: Context) -> tuple[Path, ...]:
    """The planned paths on baselines whose figure is known; steps that add no post left out."""
    return tuple(
        replace(path, steps=tuple(step for step in path.steps if step.added))
        for path in paths(context.mission, context.plan)
        if path.baseline.people is not None
    )


def _top(path: Path) -> int:
    """People at the end of a path."""
    return max([path.baseline.people or 0, *(step.people or 0 for step in path.steps)])


def _path_rows(context: Context, path: Path) -> list[dict[str, object]]:
    window = context.horizon.window
    name = f"from {path.baseline.people}: {path.baseline.name}"
    rows = [(window.start, path.baseline.people), *((one.day, one.people) for one in path.steps)]
    rows.append((window.end - DAY, _top(path)))
    return [{"from": day.isoformat(), "people": people, "name": name} for day, people in rows]


def _note() -> Paragraph:
    return Paragraph.of(
        [
            (
                "The fan counts people present: assigned by the plan, as they come in the futures. "
                "The dashed lines add the posts of the planned starts to each reported baseline: "
                "they are posts asked for, not people in place. A ceiling is a highest figure that "
                "somebody named, under its condition; it is never part of a path."
            )
        ],
        role="note",
    )


def _quarters(context: Context) -> Table:
    weeks = quarter_weeks(context.horizon)
    names = ("Week of", "5%", "25%", "Median", "75%", "95%")
    return Table(
        id="force-quarters",
        title="People present at quarter ends, over all futures",
        columns=tuple(Column(name=name, numeric=name != "Week of") for name in names),
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


def path_number(context: Context, path: Path, step: Step | None) -> Number:
    """The planned establishment of a path at one of its steps; None is the baseline itself."""
    base = path.baseline
    if step is None:
        return level_number(context, base)
    keys = (key for one in path.steps if one.week <= step.week for key in one.activities)
    posts = [post.id for key in keys for post in context.mission.posts_of(key)]
    rows = (*context.refs("levels", [base.id]), *context.refs("posts", posts))
    return context.number(
        f"path.{base.id}.{step.day.isoformat()}",
        step.people,
        f"Planned establishment from the baseline {base.name}, from {day_text(step.day)}",
        Origin(
            rows=rows,
            basis="plan",
            words="The baseline, and the posts of each planned start up to that day.",
        ),
        "people",
    )


def _paths(context: Context) -> Table:
    columns = ("Baseline", "Path", "Steps")
    return Table(
        id="force-paths",
        title="Planned establishment, from each reported baseline",
        columns=tuple(Column(name=name, numeric=name == "Path") for name in columns),
        lines=tuple(_path_line(context, path) for path in known_paths(context)),
    )


def path_text(context: Context, path: Path) -> tuple[Piece, ...]:
    """A planned path as a person says it: 500 → 650 → 720."""
    pieces: list[Piece] = []
    for step in (None, *path.steps):
        pieces += [" → "] if pieces else []
        pieces.append(path_number(context, path, step))
    return tuple(pieces)


def _path_line(context: Context, path: Path) -> Line:
    said = "; ".join(
        f"{short_day(step.day)}: {listed(context.named(step.activities, 'activities'))}"
        f"{'' if step.firm else ' (prepared only)'}"
        for step in path.steps
    )
    return Line.of(
        (
            (f"{path.baseline.name} ", *context.cites(path.baseline.sources, 2)),
            path_text(context, path),
            said or "no start adds posts",
        ),
        context.mark(path.baseline),
    )


def level_number(context: Context, level: Level) -> Number:
    """A figure for the whole force, as the dossier states it."""
    return context.number(
        f"level.{level.id}",
        level.people,
        f"{level.name} ({_KINDS.get(level.kind, level.kind.value)})",
        Origin(rows=context.refs("levels", [level.id]), words="As the dossier states it."),
        "people",
    )


def ceilings(context: Context) -> tuple[Level, ...]:
    """Ceilings with a figure, the highest first."""
    found = [
        one
        for one in context.mission.levels
        if one.kind is FigureKind.CEILING and one.people is not None
    ]
    return tuple(sorted(found, key=lambda one: -(one.people or 0)))


def ceiling_share(context: Context, ceiling: Level) -> Number | None:
    """Share of a ceiling that the largest planned path reaches; None without a baseline."""
    found = known_paths(context)
    if not found or not ceiling.people:
        return None
    levels = [ceiling.id, *(path.baseline.id for path in found)]
    return context.number(
        f"ceiling.{ceiling.id}.share",
        max(map(_top, found)) / ceiling.people,
        f"Share of {ceiling.name} that the highest planned path reaches",
        Origin(
            rows=context.refs("levels", levels),
            basis="plan",
            words="The end of the highest planned path, divided by the ceiling.",
        ),
        "%",
    )


def _levels(context: Context) -> Table:
    columns = ("Figure", "Kind", "People", "Plan reaches", "Meant for", "Under", "Why", "Documents")
    numeric = ("People", "Plan reaches")
    return Table(
        id="force-levels",
        title="Figures for the whole force, told apart by kind",
        columns=tuple(Column(name=name, numeric=name in numeric) for name in columns),
        lines=tuple(_level_line(context, level) for level in context.mission.levels),
    )


def _level_line(context: Context, level: Level) -> Line:
    ceiling = level.kind is FigureKind.CEILING
    share = ceiling_share(context, level) if ceiling else None
    claims = context.cites(level.sources, 3)
    return Line.of(
        (
            level.name,
            _KINDS.get(level.kind, level.kind.value),
            level_number(context, level),
            share if share is not None else "",
            window_text(level.window),
            context.name(level.condition, "conditions") if level.condition else "",
            level.reason,
            claims,
        ),
        context.mark(level),
        "bad" if ceiling else "",
    )


def reached_by(context: Context, level: LevelId, day: date) -> Number | None:
    """Share of futures in which a level is reached by a day; None when it wasn't asked about."""
    outcomes = context.outcomes
    index = next((n for n, (key, _) in enumerate(outcomes.levels) if key == level), None)
    if index is None:
        return None
    week = max(0, min(outcomes.horizon.week(day), outcomes.horizon.weeks - 1))
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
        f"{path.baseline.people}, grown by {listed(context.named(step.activities, 'activities'))}"
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
    heads = [Column(name=f"by {short_day(day)}", numeric=True) for day in days]
    return Table(
        id="force-chances",
        title="Chance that the people present reach a figure by a day (± one standard error)",
        columns=(Column(name="Figure"), *heads),
        lines=tuple(lines),
    )
