"""The bottom line: what is asked, the answer in five sentences, what has to be decided now."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.brief.charts.spans import STANDINGS
from cadre.brief.context import Context
from cadre.brief.counts import fill_by_skill, posts_of
from cadre.brief.force import (
    ceiling_share,
    ceilings,
    known_paths,
    level_number,
    path_text,
    people_at,
)
from cadre.brief.futures import begins
from cadre.brief.law import beliefs, lapses
from cadre.brief.posts import unfilled_critical
from cadre.brief.sections import Number, Origin, Paragraph, Part, Piece, RowRef, Section
from cadre.brief.steps import decisions_now, standing, waiting
from cadre.brief.support import loss_number
from cadre.brief.words import day_text, listed, plural, sentence
from cadre.checks.loss import Loss
from cadre.mission.gates import planning_dates
from cadre.mission.markings import Marking
from cadre.mission.plans import Start
from cadre.mission.rows import Row
from cadre.mission.weeks import DAY


def section(context: Context) -> Section:
    """The question, the answer, the decisions."""
    profile = context.mission.profile
    asked = profile.question or f"No question is stated. {profile.lead_body} decides on the mission"
    parts: list[Part] = [Paragraph.of([sentence(asked)], role="lead")]
    answers = (_starts, _prepared, _law, _force, _weak)
    parts += [Paragraph.of(one(context), _mark(context), role="item") for one in answers]
    decisions = list(decisions_now(context))
    if decisions:
        parts += [Paragraph.of(["To be decided or brought about now:"], role="lead"), *decisions]
    else:
        parts.append(Paragraph.of(["No planned start waits for a decision."], role="lead"))
    return Section(id="bottom-line", title="Bottom line", parts=tuple(parts))


def _mark(context: Context) -> Marking:
    """The strictest of what an answer may name: planned and left-out work, gates, providers."""
    rows: list[Row | RowRef | None] = [context.gate(key) for key in waiting(context)]
    keys = [start.activity for start in context.plan.starts]
    keys += [one.activity for one in context.plan.left_out]
    rows += [context.mission.activity(key) for key in keys]
    rows += [context.mission.partner(one.provider) for one in context.inputs.losses]
    rows += list(beliefs(context))
    return context.mark(*rows)


def _of(context: Context, which: str) -> list[Start]:
    return [start for start in context.plan.starts if standing(context, start) == which]


def _count(context: Context, key: str, starts: list[Start], label: str) -> Number:
    rows = context.refs("activities", (start.activity for start in starts))
    origin = Origin(rows=rows, words="Counted over the plan's starts.")
    return context.number(f"plan.starts.{key}", len(starts), label, origin)


def _people(context: Context, key: str, starts: list[Start], label: str) -> Number:
    mission = context.mission
    posts = (post.id for start in starts for post in mission.posts_of(start.activity))
    return context.number(
        f"plan.posts.{key}",
        sum(posts_of(mission, start.activity) for start in starts),
        label,
        Origin(rows=context.refs("posts", posts), words="Sum over the posts of these starts."),
        "people",
    )


def _starts(context: Context) -> Iterator[Piece]:
    running, firm = _of(context, STANDINGS[0]), _of(context, STANDINGS[1])
    yield _count(context, "running", running, "Planned activities that run today")
    yield f" {plural(len(running), 'activity', 'activities')} run"
    yield "s today with " if len(running) == 1 else " today with "
    yield _people(context, "running", running, "People asked for by work that runs today")
    yield " posts"
    yield from _ending(context, running)
    yield "; "
    yield _count(context, "firm", firm, "Starts that can be ordered today")
    yield f" more {plural(len(firm), 'start')} can be ordered today"
    if firm:
        yield ", with "
        yield _people(context, "firm", firm, "People asked for by starts that can be ordered today")
        day = context.horizon.day(min(start.week for start in firm))
        yield f" posts, the first in the week of {day_text(day)}"
    yield "."


def _ending(context: Context, running: list[Start]) -> Iterator[Piece]:
    """How much of today's work can't run to the end of the plan."""
    short = [start for start in running if start.end < context.horizon.weeks]
    if short:
        label = "Activities that run today and end before the plan does"
        yield ", "
        yield _count(context, "ending", short, label)
        day = context.horizon.day(min(start.end for start in short))
        yield f" of which can't run to the plan's end, the first only until {day_text(day - DAY)}"


def _prepared(context: Context) -> Iterator[Piece]:
    prepared = _of(context, STANDINGS[2])
    if not prepared:
        yield "Nothing planned waits for a gate; "
    else:
        yield _count(context, "prepared", prepared, "Starts prepared that wait for a gate")
        yield f" {plural(len(prepared), 'start')} with "
        label = "People asked for by starts that wait for a gate"
        yield _people(context, "prepared", prepared, label)
        yield " posts can only be prepared: they wait for "
        days = planning_dates(context.mission)
        gates = (
            f"{context.gate_name(key)} ({day_text(days.get(key))})" for key in waiting(context)
        )
        yield listed(gates, 3)
        yield from _chances(context, prepared)
        yield "; "
    started = {start.activity for start in context.plan.starts}
    left = [one for one in context.plan.left_out if one.activity not in started]
    origin = Origin(
        rows=context.refs("activities", (one.activity for one in left)),
        words="Counted over what the plan leaves out.",
    )
    label = "Activities that the plan leaves out altogether"
    yield context.number("plan.left-out", len(left), label, origin)
    yield f" {plural(len(left), 'activity is', 'activities are')} left out"
    names = listed(context.named((one.activity for one in left), "activities"), 3)
    yield f" ({names})." if left else "."


def _chances(context: Context, prepared: list[Start]) -> Iterator[Piece]:
    """In how many futures prepared starts begin at all."""
    found = [(start, begins(context, start.activity)) for start in prepared[:3]]
    for index, (start, number) in enumerate(one for one in found if one[1] is not None):
        yield "; of the futures, " if index == 0 else ", "
        yield number or ""
        yield f" see {context.name(start.activity, 'activities')} begin"


def _law(context: Context) -> Iterator[Piece]:
    rest = beliefs(context)
    ends = [one for one in lapses(context) if one.start.firm]
    if not any(start.firm for start in context.plan.starts):
        yield "No firm work is planned that legal cover would have to hold for"
    elif ends:
        first = ends[0]
        until = f"ends on {day_text(first.firm)}" if first.firm else "is missing today"
        yield (
            f"Legal cover in force {until} for {context.name(first.start.activity, 'activities')} "
            f"({first.kind.value})"
        )
    else:
        yield "Legal cover in force holds for all firm work as long as it is planned"
    if rest:
        names = listed((f"{one.name} ({one.state.value})" for one in rest), 3)
        yield f"; the plan also rests on what isn't in force yet: {names}."
    else:
        yield "; nothing planned rests on an authority that isn't in force."


def _force(context: Context) -> Iterator[Piece]:
    week = context.horizon.weeks - 1
    day = day_text(context.horizon.day(week))
    yield "In the futures the people present number "
    yield people_at(context, week, "median")
    yield f" in the week of {day} (90% of futures: "
    yield people_at(context, week, "p05")
    yield " to "
    yield people_at(context, week, "p95")
    yield ")"
    for index, path in enumerate(known_paths(context)):
        yield "; the planned establishment goes " if index == 0 else " or "
        yield from path_text(context, path)
    highest = next(iter(ceilings(context)), None)
    share = None if highest is None else ceiling_share(context, highest)
    if highest is not None and share is not None:
        yield "; the ceiling of "
        yield level_number(context, highest)
        yield " is no plan: the highest path reaches "
        yield share
        yield " of it"
    yield "."


def _weak(context: Context) -> Iterator[Piece]:
    worst = max(context.inputs.losses, key=_weight, default=None)
    if worst is not None and _weight(worst) > (0, 0):
        yield f"Most hangs on {context.name(worst.provider, 'partners')}: without it "
        if worst.after is None:
            yield "no force is large enough to support itself"
        else:
            yield "the people needed go from "
            yield loss_number(context, worst, "before")
            yield " to "
            yield loss_number(context, worst, "after")
        stops = listed(context.named(worst.stops, "activities"), 3)
        yield f", and this stops: {stops}; " if stops else ", and no work stops at once; "
    else:
        yield "No provider of support takes work along when it leaves; "
    fills = fill_by_skill(context.mission, context.plan)
    missing = [context.name(fill.skill, "skills") for fill in fills if unfilled_critical(fill)]
    if missing:
        yield f"critical posts stay unfilled in {listed(missing, 4)}."
    else:
        yield "no critical post stays unfilled in its busiest week."


def _weight(one: Loss) -> tuple[int, int]:
    """How much a loss weighs: work that stops, then people needed on top."""
    if one.after is None or one.before is None:
        return len(one.stops), 1_000_000
    return len(one.stops), one.after - one.before
