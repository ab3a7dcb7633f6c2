"""The answers of the bottom line, each a short paragraph as strict as what it names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cadre.brief import scenario
from cadre.brief.charts.spans import STANDINGS
from cadre.brief.context import Context
from cadre.brief.counts import fill_by_skill, people_asked
from cadre.brief.establishment import ceiling_share, establishments, path_text
from cadre.brief.figures import ceilings, level_number, of_kind, under
from cadre.brief.force import people_at, top_reached
from cadre.brief.futures import begins
from cadre.brief.law import beliefs, lapses
from cadre.brief.left_out import altogether
from cadre.brief.posts import unfilled, unfilled_critical
from cadre.brief.sections import Number, Origin, Paragraph, Piece
from cadre.brief.steps import NO_POSTS, standing
from cadre.brief.support import loss_number
from cadre.brief.words import day_text, listed, plural
from cadre.checks.loss import Loss
from cadre.checks.option import OptionStanding
from cadre.mission.forces import Level
from cadre.mission.ids import ActivityId
from cadre.mission.markings import Marking
from cadre.mission.plans import Start
from cadre.mission.rows import Row
from cadre.mission.sources import FigureKind
from cadre.mission.weeks import DAY


def _item(
    context: Context, label: str, pieces: Iterator[Piece], *rows: Row | None
) -> Iterator[Paragraph]:
    said = tuple(pieces)
    if said:
        yield Paragraph.of(said, context.mark(*rows), role="item", label=label)


def _of(context: Context, which: str) -> list[Start]:
    return [start for start in context.plan.starts if standing(context, start) == which]


def _count(context: Context, key: str, starts: list[Start], label: str) -> Number:
    rows = context.refs("activities", (start.activity for start in starts))
    origin = Origin(rows=rows, words="Counted over the plan's starts.")
    return context.number(f"plan.starts.{key}", len(starts), label, origin)


def _posts(context: Context, key: str, starts: list[Start], label: str) -> Number:
    mission = context.mission
    posts = (post.id for start in starts for post in mission.posts_of(start.activity))
    return context.number(
        f"plan.posts.{key}",
        people_asked(mission, starts),
        label,
        Origin(rows=context.refs("posts", posts), words="Sum over the posts of these starts."),
        "people",
    )


def _with_posts(context: Context, key: str, starts: list[Start], label: str) -> Iterator[Piece]:
    """With how many posts; work done by people in others' posts has none of its own."""
    if any(context.mission.posts_of(start.activity) for start in starts):
        yield "with "
        yield _posts(context, key, starts, label)
        yield " posts"
    else:
        yield f"with {NO_POSTS}"


def answer(context: Context) -> Iterator[Paragraph]:
    """The question answered in three short sentences: what can be ordered, prepared, not had."""
    said: list[Piece] = list(_to_order(context, _of(context, STANDINGS[1])))
    rests: list[Row | None] = []
    absent = []
    for one in context.inputs.standings:
        starts = _starts_of(context, one)
        rests += [one.option, *(_rests_on(context, starts))]
        name = context.short(one.option.id, "options")
        if starts:
            said.append(f" {name} {_can(context, starts)}.")
        elif any(work.option == one.option.id for work in context.mission.activities):
            absent.append(name)
        else:
            said.append(f" {name} {_talks(one)}.")
    if absent:
        verb = plural(len(absent), "isn't", "aren't")
        said.append(f" {listed(absent, 3)} {verb} in the plan.")
    yield Paragraph.of(said, context.mark(*rests), role="lead", label="Answer")


def _talks(one: OptionStanding) -> str:
    """Whether an option that is all talks and no work can be had."""
    if not one.feasible:
        return "can't be had in time"
    if not one.option.negotiations or one.earliest is None:
        return "needs no talks"
    return f"can be agreed by {day_text(one.earliest)}"


def _starts_of(context: Context, one: OptionStanding) -> list[Start]:
    own = {work.id for work in context.mission.activities if work.option == one.option.id}
    return [start for start in context.plan.starts if start.activity in own]


def _can(context: Context, starts: list[Start]) -> str:
    """What can be done of an option: started or prepared for a day, and until when."""
    how = "can start on" if all(start.firm for start in starts) else "can be prepared for"
    said = f"{how} {day_text(context.horizon.day(min(one.week for one in starts)))}"
    end = max(one.end for one in starts)
    if end < context.horizon.weeks:
        said += f" but stops after {day_text(context.horizon.day(end) - DAY)}"
    return said


def _rests_on(context: Context, starts: list[Start]) -> list[Row]:
    return [context.mission.authority(key) for start in starts for key in start.rests_on]


def running(context: Context) -> Iterator[Paragraph]:
    """What runs, what is paused, what can only be prepared, what is left out."""
    now, _, prepared, paused = (_of(context, one) for one in STANDINGS)
    yield from _item(context, "Runs today", _today(context, now), *_rests_on(context, now))
    halted = [context.mission.activity(start.activity) for start in paused]
    yield from _item(context, "Paused", _to_resume(context, paused), *halted)
    rests = _rests_on(context, prepared)
    yield from _item(context, "Prepared", _to_prepare(context, prepared), *rests)
    left = [context.mission.activity(one.activity) for one in context.plan.left_out]
    yield from _item(context, "Left out", _left_out(context), *left)


def _to_resume(context: Context, paused: list[Start]) -> Iterator[Piece]:
    """How much has begun and stands still today, and what of it goes on first."""
    if not paused:
        return
    first = min(paused, key=lambda one: (one.week, one.activity))
    yield _count(context, "paused", paused, "Planned activities that are paused today")
    stands = plural(len(paused), "activity that has begun stands", "activities begun stand")
    yield f" {stands} still today; "
    name = context.short(first.activity, "activities")
    yield f"the first to go on is {name}, on {day_text(context.horizon.day(first.week))}."


def _today(context: Context, now: list[Start]) -> Iterator[Piece]:
    if not now:
        yield "No planned work runs today."
        return
    yield _count(context, "running", now, "Planned activities that run today")
    yield f" {plural(len(now), 'activity runs', 'activities run')} today "
    yield from _with_posts(context, "running", now, "People asked for by work that runs today")
    yield ". "
    short = [start for start in now if start.end < context.horizon.weeks]
    lapsing = {one.start.activity for one in lapses(context)}
    hoping = [start for start in now if start.activity in lapsing]
    if not short and not hoping:
        yield "All can go on to the end of the plan."
        return
    if not short:
        label = "Activities that run today under law that ends before the plan does"
        yield _count(context, "hoping", hoping, label)
        yield " of them can go on to the end of the plan only if law comes that isn't in force."
        return
    if len(short) < len(now):
        label = "Activities that run today and end before the plan does"
        yield _count(context, "ending", short, label)
        yield " of them can't run to the plan's end"
    else:
        yield "None can run to the plan's end"
    day = context.horizon.day(min(start.end for start in short))
    yield f": the first stops after {day_text(day - DAY)}."


def _to_order(context: Context, firm: list[Start]) -> Iterator[Piece]:
    if not firm:
        yield "Nothing new can be ordered today."
        return
    yield _count(context, "firm", firm, "Starts that can be ordered today")
    yield f" {plural(len(firm), 'start')} "
    label = "People asked for by starts that can be ordered today"
    yield from _with_posts(context, "firm", firm, label)
    first = min(firm, key=lambda one: one.week)
    yield " can be ordered today. "
    yield f"The first is {context.short(first.activity, 'activities')}, "
    yield f"in the week of {day_text(context.horizon.day(first.week))}."


def _to_prepare(context: Context, prepared: list[Start]) -> Iterator[Piece]:
    if not prepared:
        yield "Nothing planned waits for a gate."
        return
    yield _count(context, "prepared", prepared, "Starts prepared that wait for a gate")
    yield f" {plural(len(prepared), 'start')} "
    label = "People asked for by starts that wait for a gate"
    yield from _with_posts(context, "prepared", prepared, label)
    yield ": "
    for index, start in enumerate(prepared[:3]):
        yield ", " if index else ""
        day = day_text(context.horizon.day(start.week))
        yield f"{context.short(start.activity, 'activities')} from {day}"
        yield from _chance(context, start)
    yield f" and {len(prepared) - 3} more." if len(prepared) > 3 else "."


def _chance(context: Context, start: Start) -> Iterator[Piece]:
    begun = begins(context, start.activity)
    if begun is not None:
        yield " (begins in "
        yield begun
        yield " of futures)"


def _left_out(context: Context) -> Iterator[Piece]:
    left = [one.activity for one in altogether(context)]
    if not left:
        return
    words = "Counted over what the plan leaves out."
    origin = Origin(rows=context.refs("activities", left), words=words)
    label = "Activities that the plan leaves out altogether"
    yield context.number("plan.left-out", len(left), label, origin)
    yield f" of the activities offered: {_with_rules(context, left[:3])}"
    yield f" and {len(left) - 3} more." if len(left) > 3 else "."


def _with_rules(context: Context, left: list[ActivityId]) -> str:
    rules = {one.activity: one.rule for one in context.plan.left_out}
    return ", ".join(f"{context.short(key, 'activities')} ({rules[key]})" for key in left)


def law(context: Context) -> Iterator[Paragraph]:
    """What holds legally and until when, and what it rests on that isn't in force."""
    pending = list(beliefs(context))
    ending = _endings(context)
    rows: list[Row] = [one for _, one in ending[:2]]
    found = lapses(context)
    told = [*found[:1], *(one for one in found if one.permitted)]
    rows += [context.mission.activity(one.start.activity) for one in told]
    yield from _item(context, "Law", _law(context), *rows)
    if pending:
        names = listed((f"{one.name} ({one.state.value})" for one in pending), 3)
        said: list[Piece] = [f"The plan also rests on what isn't in force: {names}."]
        yield from _item(context, "Not in force", iter(said), *pending)


def _law(context: Context) -> Iterator[Piece]:
    ends = [one for one in lapses(context) if one.start.firm]
    if not any(start.firm for start in context.plan.starts):
        yield "No firm work is planned that legal cover would have to hold for."
    elif ends:
        until = f"ends on {day_text(ends[0].firm)}" if ends[0].firm else "is missing today"
        name = context.short(ends[0].start.activity, "activities")
        more = sum(one.firm == ends[0].firm for one in ends) - 1
        others = f" and {more} more" if more else ""
        yield f"Cover in force {until} for {name} ({ends[0].kind.value}){others}."
        yield from _permission(context, [one.start for one in ends if one.permitted])
    else:
        yield "Cover in force holds for all firm work as long as it is planned."
    found = _endings(context)
    if found:
        first = listed(
            f"{context.short(one.id, 'authorities')} ({day_text(day)})" for day, one in found[:2]
        )
        yield f" First to end of what is in force: {first}."


def _permission(context: Context, starts: list[Start]) -> Iterator[Piece]:
    """What may be done while an agreement on the status of its people is still to come."""
    if starts:
        names = listed((context.short(one.activity, "activities") for one in starts), 3)
        yield f" There is permission without agreement for {names}: it may be done, but the status "
        yield "of the people isn't agreed."


def _endings(context: Context) -> list[tuple[date, Row]]:
    """Authorities in force today that end within the plan, the first to end first."""
    today = context.mission.profile.as_of
    horizon = context.horizon.window
    return [
        (one.window.end - DAY, one)
        for one in sorted(context.mission.authorities, key=lambda one: (one.window.end, one.id))
        if one.in_force and today in one.window and one.window.end < horizon.end
    ]


def force(context: Context) -> Iterator[Paragraph]:
    """Planned, authorised and highest figures told apart, and what the futures hold."""
    paths = establishments(context)
    baselines = [one.baseline for one in paths]
    yield from _item(context, "Planned strength", _planned(context), *baselines)
    yield from _item(context, "In the futures", _futures(context))
    found = ceilings(context)
    unknown = [one for one in of_kind(context, FigureKind.AUTHORISED) if one.people is None]
    rows = [context.row(ref) for ref in context.refs("conditions", _conditions(found))]
    label = "Not a plan" if found else "Authorised"
    yield from _item(context, label, _limits(context, found, unknown), *found, *unknown, *rows)


def _conditions(found: tuple[Level, ...]) -> list[str]:
    return [str(one.condition) for one in found if one.condition]


def _planned(context: Context) -> Iterator[Piece]:
    for index, path in enumerate(establishments(context)):
        yield "; from the other baseline " if index == 1 else "; " if index else ""
        yield from path_text(context, path)
        yield f" ({context.short(path.baseline.id, 'levels')})"
    yield "." if establishments(context) else "Unknown: no strength is reported as deployed."


def _futures(context: Context) -> Iterator[Piece]:
    week = context.horizon.weeks - 1
    yield people_at(context, week, "median")
    yield " people present in the middle future in the week of "
    yield f"{day_text(context.horizon.day(week))}; nine in ten futures lie between "
    yield people_at(context, week, "p05")
    yield " and "
    yield people_at(context, week, "p95")
    yield "."
    highest = max(establishments(context), key=lambda one: one.most, default=None)
    top = None if highest is None else top_reached(context, highest)
    if top is not None:
        yield f" Chance that {top[0]:,} are there by {day_text(context.horizon.window.end - DAY)}: "
        yield top[1]
        yield "."


def _limits(context: Context, found: tuple[Level, ...], unknown: list[Level]) -> Iterator[Piece]:
    for one in found[:1]:
        yield level_number(context, one)
        yield f" is a ceiling{under(context, one)}. "
        share = ceiling_share(context, one)
        if share is not None:
            yield "The highest planned path reaches "
            yield share
            yield " of it. "
    if unknown:
        yield "The authorised figure is unknown, which isn't zero."


def falls(context: Context) -> list[Paragraph]:
    """What the loss of the provider on whom most hangs would take along."""
    leaving = scenario.leaving(context)
    worst = leaving or max(context.inputs.losses, key=_weight, default=None)
    if worst is None or _weight(worst) <= (0, 0):
        words: list[Piece] = ["No provider of support takes work along when it leaves."]
        return list(_item(context, "Support", iter(words)))
    said = list(_loss(context, worst))
    for one in context.inputs.losses:
        if one.provider == worst.provider and (one.before, one.after) != (
            worst.before,
            worst.after,
        ):
            said += _today_alone(context, one)
    label = f"If {context.short(worst.provider, 'partners')} leaves"
    plan = context.bases["plan"].marking
    mark = Marking.strictest([plan, context.mark(context.mission.partner(worst.provider))])
    return [Paragraph.of(said, mark, role="item", label=label)]


def _today_alone(context: Context, one: Loss) -> Iterator[Piece]:
    """What the loss means for what runs today, without what is planned."""
    if one.after is not None:
        yield "For what runs today alone: "
        yield loss_number(context, one, "after")
        yield " instead of "
        yield loss_number(context, one, "before")
        yield "."


def _loss(context: Context, one: Loss) -> Iterator[Piece]:
    if one.after is None:
        yield "No force is large enough to support itself. "
    else:
        yield loss_number(context, one, "after")
        yield " people are needed instead of "
        yield loss_number(context, one, "before")
        halted = any(one.day in pause.window for pause in context.mission.pauses)
        yield f" ({day_text(one.day)}{', without work paused then' if halted else ''}). "
    kinds = dict.fromkeys(kind for some in one.enablers.values() for kind in some)
    if kinds:
        go = plural(len(kinds), "goes", "go")
        yield f"With it {go} {listed(context.shorts(kinds, 'enablers'))}. "
    if one.stops:
        yield f"Work stops: {listed(context.shorts(one.stops, 'activities'), 3)}. "
    else:
        yield "No work stops at once. "


def _weight(one: Loss) -> tuple[int, int]:
    """How much a loss weighs: work that stops, then people needed on top."""
    if one.after is None or one.before is None:
        return len(one.stops), 1_000_000
    return len(one.stops), one.after - one.before


def people(context: Context) -> Iterator[Paragraph]:
    """Whether posts stay empty on paper."""
    fills = fill_by_skill(context.mission, context.plan)
    if fills:
        said: list[Piece] = ["Every post asked for is filled on paper, in every week."]
        open_posts = [one for one in fills if unfilled(one)]
        critical = [one for one in fills if unfilled_critical(one)]
        if open_posts:
            names = listed((context.short(one.skill, "skills") for one in open_posts), 3)
            said = [f"Posts stay unfilled in {names}."]
        if critical:
            names = listed((context.short(one.skill, "skills") for one in critical), 3)
            said.append(f" Critical ones: {names}.")
        # Who fills what rests on all that the plan was made from.
        mark = context.bases["plan"].marking
        yield Paragraph.of(said, mark, role="item", label="People")
