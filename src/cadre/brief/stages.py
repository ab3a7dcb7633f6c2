"""Milestones, courses and the hand-over: what each asks for, and when the plan gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cadre.brief.context import Context
from cadre.brief.sections import (
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    RowRef,
    Section,
    Table,
    Text,
    columns_of,
)
from cadre.brief.words import UNKNOWN, short_day
from cadre.mission.conditions import Criterion, Measure, Milestone
from cadre.mission.halts import behind_start
from cadre.mission.ids import CourseId
from cadre.mission.milestones import instructors_wanted
from cadre.mission.pipeline import Freed, Pipeline, freed, pipelines
from cadre.mission.stages import Judged, Stage, stages
from cadre.mission.training import Course
from cadre.mission.yields import Yield, yields


def section(context: Context) -> Section:
    """What milestones ask for and when the plan gives it; courses, their output, who takes over."""
    parts: list[Part] = []
    if context.mission.milestones:
        parts.append(_milestones(context))
    lines = pipelines(context.mission, context.plan)
    planned = [one for one in context.mission.courses if _planned(context, one)]
    if planned:
        parts += [_courses(context, planned, lines), *_yields(context, lines)]
    if not parts:
        parts.append(Paragraph.of(["The dossier states no milestones, and the plan no courses."]))
    return Section(id="stages", title="Milestones, courses and the hand-over", parts=tuple(parts))


def _planned(context: Context, course: Course) -> bool:
    return context.plan.start_of(course.activity) is not None


# Milestones -----------------------------------------------------------------------------------


def _milestones(context: Context) -> Table:
    known = {one.id: one for one in context.mission.milestones}
    criteria = {one.id: one for one in context.mission.criteria}
    lines: list[Line] = []
    for stage in stages(context.mission, context.plan):
        milestone = known[stage.milestone]
        lines.append(_altogether(context, milestone, stage))
        lines += [
            _criterion(context, stage, criteria[one.criterion], one) for one in stage.criteria
        ]
    columns = ("Milestone", "Asks for", "Planned from", "If never, why")
    return Table(
        id="milestones-planned",
        title="What each milestone asks for, and the first week in which the plan gives it",
        columns=columns_of(columns, ()),
        lines=tuple(lines),
    )


def _altogether(context: Context, milestone: Milestone, stage: Stage) -> Line:
    wanted = f"wanted by {short_day(milestone.by)}" if milestone.by else "wanted by no day stated"
    cells = (milestone.name, wanted, _when(stage), stage.why)
    late = stage.day is None or (milestone.by is not None and stage.day > milestone.by)
    rows = _rows(context, stage)
    return Line.of(cells, context.mark(milestone, *rows), "bad" if late else "strong")


def _criterion(context: Context, stage: Stage, criterion: Criterion, one: Judged) -> Line:
    cells: tuple[Text | str, ...] = ("", asked(context, criterion), _when(one), one.why)
    return Line.of(cells, context.mark(criterion, *_rows(context, stage)))


def _rows(context: Context, stage: Stage) -> list[RowRef]:
    """What it was worked out from, and what tells when the work in it starts."""
    starts = [one for one in context.plan.starts if one.activity in stage.made_of]
    behind = [key for one in starts for key in behind_start(context.mission, one)]
    return context.found(dict.fromkeys((*stage.made_of, *behind)))


def _when(one: Stage | Judged) -> str:
    return "never" if one.day is None else f"week of {short_day(one.day)}"


def asked(context: Context, one: Criterion) -> str:
    """What a criterion asks for, as part of a sentence."""
    rows = context.mission.named(one.subject or "")
    name = str(getattr(rows[0], "name", one.subject)).rstrip(".") if rows else str(one.subject)
    least, share = f"{one.at_least or 0:,.10g}", f"{100 * (one.at_least or 0):,.10g}%"
    return {
        Measure.PEOPLE: f"{least} people present",
        Measure.RUNNING: f"{name} runs",
        Measure.FILL: f"{share} of the posts of {name if one.subject else 'all running work'}",
        Measure.GRADUATES: f"{least} graduates of {name}",
        Measure.HOST_INSTRUCTORS: (
            f"{instructors_wanted(context.mission, one):,.10g} host instructors for {name}"
        ),
        Measure.COVERAGE: f"{share} of {name} covered",
        Measure.CONDITION: f"met: {name}",
        Measure.AUTHORITY: f"in force: {name}",
    }[one.measure]


# Courses --------------------------------------------------------------------------------------


def _courses(context: Context, planned: list[Course], lines: dict[CourseId, Pipeline]) -> Table:
    columns = (
        *("Course", "Cohorts through", "Graduates", "Host instructors at the end"),
        *("A cohort needs", "The host can teach it from", "Posts then free"),
    )
    free = freed(context.mission, lines)
    return Table(
        id="courses-planned",
        title="Courses as planned, on likely values, and when host instructors can take over",
        columns=columns_of(columns, (*columns[1:5], columns[6])),
        lines=tuple(
            _course(context, one, lines[one.id], free.get(one.activity)) for one in planned
        ),
    )


def _course(context: Context, course: Course, line: Pipeline, free: Freed | None) -> Line:
    weeks = context.horizon.weeks
    schools = [one.id for one in context.mission.courses if one.trains == course.id]

    def number(key: str, value: float | None, label: str, words: str) -> Number:
        rows = context.refs("courses", (course.id, *schools))
        origin = Origin(rows=rows, basis="plan", words=words)
        return context.number(f"course.{course.id}.{key}", value, f"{label}, {course.name}", origin)

    cohorts = sum(line.finished[-line.first :])
    hosts = line.host_instructors[-1] if schools or course.host_instructors else None
    return Line.of(
        (
            course.name,
            number("cohorts", cohorts, "Cohorts that the plan completes", "Counted week by week."),
            number(
                "planned",
                line.graduated(weeks, 0),
                "Graduates within the horizon as planned",
                "Those of completed cohorts who pass, at the likely share.",
            ),
            number(
                "hosts",
                hosts,
                "Host instructors at the end of the horizon",
                "Those there on the as-of day, and graduates trained for it who stay.",
            ),
            number(
                "needed",
                course.instructors or None,
                "Instructors that a cohort needs",
                "As the dossier states it.",
            ),
            _from(context, line) if course.instructors else UNKNOWN,
            "" if free is None or free.people == 0 else str(free.people),
        ),
        context.mark(course),
    )


def _from(context: Context, line: Pipeline) -> str:
    if line.hand_over is None:
        return "not within the plan"
    if line.hand_over < 0:
        return "already"
    return f"week of {short_day(context.horizon.day(line.hand_over))}"


def _yields(context: Context, lines: dict[CourseId, Pipeline]) -> Iterator[Table]:
    """Work by work, and by programme where that is more than one; nothing without posts."""
    columns = ("Programme or work", "Graduates", "Years of staff", "Graduates a year of staff")
    weeks = range(context.horizon.weeks)
    every = yields(context.mission, lines, weeks)
    works = Counter(one.programme for one in every if one.activity is not None)
    found = [
        one
        for one in every
        if one.staff_years and (one.activity is not None or works[one.programme] > 1)
    ]
    if not found:
        return
    yield Table(
        id="yields",
        title="Graduates for the staff tied up, as planned; courses differ so much that no single "
        "figure stands for all",
        columns=columns_of(columns, columns[1:]),
        lines=tuple(_yield(context, one) for one in found),
    )


def _yield(context: Context, one: Yield) -> Line:
    key = one.activity or one.programme
    name = context.name(key, "activities" if one.activity else "programmes")
    courses = [c.id for c in context.mission.courses if one.activity in (None, c.activity)]

    def number(part: str, value: float | None, label: str, words: str) -> Number:
        origin = Origin(rows=context.refs("courses", courses), basis="plan", words=words)
        return context.number(f"yield.{key}.{part}", value, f"{label}: {name}", origin)

    return Line.of(
        (
            name,
            number("graduates", one.graduates, "Graduates as planned", "Of completed cohorts."),
            number("staff", one.staff_years, "Years of staff", "People in posts, by weeks run."),
            number("rate", one.per_staff_year, "Graduates a year of staff", "One by the other."),
        ),
        None,
        "strong" if one.activity is None else "",
    )
