"""What held work back in the futures, and what came out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cadre.brief.charts.bars import causes, lines
from cadre.brief.context import Context
from cadre.brief.force import simulated
from cadre.brief.sections import (
    Chart,
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    RowRef,
    Section,
    Table,
    columns_of,
)
from cadre.brief.words import day_text, percents, short_day
from cadre.mission.forces import Funding
from cadre.mission.ids import ActivityId, CourseId, MilestoneId
from cadre.mission.milestones import unjudged
from cadre.mission.scenarios import Cause
from cadre.mission.weeks import DAY
from cadre.simulator.estimates import Estimate
from cadre.simulator.outcomes import HeldBackBy

CAUSES = {
    HeldBackBy.GATE: "a gate that hadn't opened",
    HeldBackBy.COVER: "no legal cover",
    HeldBackBy.CONSENT: "consent suspended",
    HeldBackBy.PANDEMIC: "pandemic",
    HeldBackBy.ELECTION: "election",
    HeldBackBy.ATTACK: "attack or threat",
    HeldBackBy.SITE: "site closed",
    HeldBackBy.POSTS: "posts not filled",
    HeldBackBy.ENABLER: "support missing",
    HeldBackBy.BEDS: "beds missing",
    HeldBackBy.PAUSE: "a pause known today",
    HeldBackBy.WITHDRAWN: "consent withdrawn",
    HeldBackBy.TRIGGER: "a rule of the mission's own",
}


def section(context: Context) -> Section:
    """Causes, pauses, failed engagements, graduates, milestones, cost."""
    outcomes = context.outcomes
    parts: list[Part] = [_in_short(context)]
    parts += [_held_chart(context), _held_table(context)] if _held(context) else []
    if outcomes.activities:
        parts.append(_activities(context))
    if int(outcomes.engagements[-1]):
        parts.append(_engagements(context))
    if outcomes.courses:
        parts += [_graduates_chart(context), _graduates(context)]
    if outcomes.milestones:
        parts.append(_milestones(context))
    if outcomes.triggers:
        parts.append(_triggers(context))
    return Section(id="futures", title="What held it back in the futures", parts=tuple(parts))


def _triggers(context: Context) -> Table:
    """How often each of the mission's own rules was ordered, and in how many futures."""
    outcomes, lines = context.outcomes, []
    for key, (times, futures) in zip(outcomes.triggers, outcomes.ordered, strict=True):
        name = context.name(key, "triggers").rstrip(".")
        ever = context.estimate(
            f"trigger.{key}.ever",
            Estimate.of_share(int(futures), outcomes.futures),
            f"Share of futures in which this was ordered: {name}",
            simulated("Futures in which the trigger's action was ordered, over all."),
            "%",
        )
        mean = context.number(
            f"trigger.{key}.times",
            int(times) / outcomes.futures,
            f"Times a future that this was ordered: {name}",
            simulated("Orders of the trigger's action, over the number of futures."),
            "times",
        )
        lines.append(Line.of((name, ever, mean)))
    columns = ("Rule", "Futures in which it was ordered", "Times a future")
    return Table(
        id="futures-triggers",
        title="How often the mission's own rules acted",
        columns=columns_of(columns, columns[1:]),
        lines=tuple(lines),
    )


def paused_weeks(context: Context) -> Number:
    """Weeks in which anything was held back, each counted once, mean over futures."""
    return context.number(
        "futures.paused-weeks",
        int(context.outcomes.paused[-1]) / context.outcomes.futures,
        "Weeks in which any planned work was held back, each counted once, mean over futures",
        simulated("Weeks of the union of all pauses, over the number of futures."),
        "weeks",
    )


def cost(context: Context) -> Number:
    """Cost over the horizon."""
    label = "Cost of running work over the horizon, mean over futures"
    unit = f"thousand {context.mission.profile.currency}"
    words = "Cost of the weeks and starts of activities that ran, over the number of futures."
    return context.estimate(
        "futures.cost", context.outcomes.cost_mean(), label, simulated(words), unit
    )


def cost_of(context: Context, funding: Funding) -> Number:
    """What one who pays has to pay over the horizon."""
    return context.estimate(
        f"futures.cost.{funding.name.lower().replace('_', '-')}",
        context.outcomes.cost_of(funding),
        f"Cost of running work over the horizon, {funding.value} funding, mean over futures",
        simulated("Cost of the weeks and starts of the activities that it pays for."),
        f"thousand {context.mission.profile.currency}",
    )


def _money(context: Context) -> list[str | Number]:
    """The cost, and who pays where that isn't one alone."""
    told: list[str | Number] = [" Cost: ", cost(context)]
    told.append(f" thousand {context.mission.profile.currency}")
    paying = [one for one in Funding if context.outcomes.cost_of(one).value]
    for place, one in enumerate(paying if len(paying) > 1 else []):
        told += [", of it " if place == 0 else ", ", cost_of(context, one), f" {one.value}"]
    return [*told, "."]


def _in_short(context: Context) -> Paragraph:
    outcomes = context.outcomes
    futures = context.number(
        "futures.count", outcomes.futures, "Futures played", simulated("As asked for.")
    )
    weeks = context.number(
        "futures.weeks", outcomes.horizon.weeks, "Weeks played", simulated("The horizon."), "weeks"
    )
    stopped = " The run was stopped before all futures asked for." if outcomes.stopped else ""
    any_cost = any(one.cost or one.start_cost for one in context.mission.activities)
    unknown = " Cost: unknown, since no planned work states one."
    return Paragraph.of(
        [
            "The plan was played in ",
            futures,
            " futures of ",
            weeks,
            " weeks. In the mean future some planned work was held back in ",
            paused_weeks(context),
            " of them; a week with several causes counts once.",
            stopped,
            *(_money(context) if any_cost else [unknown]),
        ]
    )


def _held(context: Context) -> dict[HeldBackBy, int]:
    """Activity-weeks held back by each cause, summed over futures, largest first."""
    sums = context.outcomes.held_back.sum(axis=(0, 2)).tolist() if _played(context) else []
    found = {cause: int(total) for cause, total in zip(HeldBackBy, sums, strict=False) if total}
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _played(context: Context) -> bool:
    return len(context.outcomes.activities) > 0


def held_share(context: Context, cause: HeldBackBy) -> Number | None:
    """Share of what was held back that was due to a cause; None when it held back nothing."""
    return _share(context, cause) if cause in _held(context) else None


def _share(context: Context, cause: HeldBackBy) -> Number:
    share, text = _shares(context)[cause]
    number = context.number(
        f"held.{cause.name.lower()}.share",
        share,
        f"Share of the activity-weeks held back that were due to: {CAUSES[cause]}",
        simulated("Activity-weeks held back by it, the first cause in order, over all."),
        "%",
    )
    return replace(number, text=text)


def _shares(context: Context) -> dict[HeldBackBy, tuple[float, str]]:
    """The share of each cause in what was held back; as printed they add up."""
    held = _held(context)
    shares = [count / sum(held.values()) for count in held.values()]
    return dict(zip(held, zip(shares, percents(shares), strict=True), strict=True))


def _held_chart(context: Context) -> Chart:
    parts = [
        {"cause": CAUSES[cause], "value": round(share, 5), "text": text}
        for cause, (share, text) in _shares(context).items()
    ]
    return Chart(
        id="futures-causes",
        title="Why planned work did not run: share of the activity-weeks held back",
        description="; ".join(f"{part['cause']} {part['text']}" for part in parts),
        spec=causes(parts, "Share of activity-weeks held back"),
        marking=context.bases["futures"].marking,
    )


def _held_table(context: Context) -> Table:
    futures = context.outcomes.futures
    lines = []
    for cause, count in _held(context).items():
        name = cause.name.lower()
        work_weeks = context.number(
            f"held.{name}.activity-weeks",
            count / futures,
            f"Activity-weeks held back in a future by: {CAUSES[cause]}",
            simulated("Summed over the planned work, over the number of futures."),
            "activity-weeks",
        )
        weeks = context.number(
            f"held.{name}.weeks",
            int(context.outcomes.paused[cause]) / futures,
            f"Weeks of a future in which any work was held back by: {CAUSES[cause]}",
            simulated("Weeks with at least one activity held back by it, over all futures."),
            "weeks",
        )
        lines.append(Line.of((CAUSES[cause], _share(context, cause), work_weeks, weeks)))
    lines.append(_held_in_all(context))
    columns = ("Cause", "Share", "Activity-weeks a future", "Weeks a future")
    return Table(
        id="futures-causes",
        title="Causes, the first that applied in the order of the rules",
        columns=columns_of(columns, columns[1:]),
        lines=tuple(lines),
    )


def _held_in_all(context: Context) -> Line:
    """The line that adds up: shares to 1, work to all of it, weeks each counted once."""
    total = sum(_held(context).values()) / context.outcomes.futures
    work_weeks = context.number(
        "held.activity-weeks",
        total,
        "Activity-weeks held back in a future, by all causes",
        simulated("Summed over the planned work and all causes, over the number of futures."),
        "activity-weeks",
    )
    share = context.number(
        "held.share",
        1.0,
        "Share of the activity-weeks held back that the causes account for together",
        simulated("Each activity-week held back has one cause, so the shares add up to all."),
        "%",
    )
    name = "all; a week with several causes counts once"
    return Line.of((name, share, work_weeks, paused_weeks(context)))


def begins(context: Context, key: ActivityId) -> Number | None:
    """Share of futures in which planned work runs at all; None when it wasn't played."""
    outcomes = context.outcomes
    if key not in outcomes.activities:
        return None
    begun = outcomes.begun[outcomes.activities.index(key)]
    return context.estimate(
        f"work.{key}.begins",
        outcomes.share_ever(begun),
        f"Share of futures in which {context.name(key, 'activities')} begins",
        simulated("Futures in which it ran in some week, over all."),
        "%",
    )


def _activities(context: Context) -> Table:
    columns = ("Planned work", "Begins in the horizon", "Runs, weeks a future", "Planned weeks")
    outcomes = context.outcomes
    lines = []
    for index, key in enumerate(outcomes.activities):
        start = context.plan.start_of(key)
        ran = float(outcomes.running[index].sum()) / outcomes.futures
        planned = start.weeks if start else None
        name = context.short(key, "activities")
        lines.append(
            Line.of(
                (
                    name,
                    begins(context, key) or "",
                    context.number(
                        f"work.{key}.ran",
                        ran,
                        f"Weeks in which {name} runs, mean over futures",
                        simulated("Weeks run, over the number of futures."),
                        "weeks",
                    ),
                    context.number(
                        f"work.{key}.planned",
                        planned,
                        f"Weeks for which {name} is planned",
                        Origin(basis="plan", words="Length of its start."),
                        "weeks",
                    ),
                )
            )
        )
    return Table(
        id="futures-work",
        title="How planned work fares",
        columns=columns_of(columns, columns[1:]),
        lines=tuple(lines),
    )


def _engagements(context: Context) -> Table:
    ran = int(context.outcomes.engagements[-1])
    lines = []
    for index, cause in enumerate(Cause):
        count = int(context.outcomes.engagements[index])
        rows = [one.id for one in context.mission.hindrances if one.cause is cause]
        share = context.number(
            f"engagement.{cause.name.lower().replace('_', '-')}.share",
            count / ran,
            f"Share of running activity-weeks with engagements {cause.value}",
            Origin(
                rows=context.refs("hindrances", rows),
                basis="futures",
                words="Activity-weeks with engagements lost to it, over all that ran.",
            ),
            "%",
        )
        if count:
            lines.append((count, Line.of((cause.value, share))))
    lines.sort(key=lambda pair: -pair[0])
    return Table(
        id="futures-engagements",
        title="Engagements that fail though work runs: share of running activity-weeks",
        columns=columns_of(("Cause", "Share"), ["Share"]),
        lines=tuple(line for _, line in lines),
    )


def _graduates_chart(context: Context) -> Chart:
    outcomes = context.outcomes
    points = []
    for index, key in enumerate(outcomes.courses):
        total = 0.0
        for week, count in enumerate(outcomes.graduates[index].tolist()):
            total += count / outcomes.futures
            day = outcomes.horizon.day(week + 1) - DAY
            points.append(
                {
                    "from": day.isoformat(),
                    "name": context.name(key, "courses"),
                    "value": round(total, 2),
                }
            )
    return Chart(
        id="futures-graduates",
        title="Graduates by course, added up over time, mean over futures",
        description=f"{len(outcomes.courses)} courses.",
        spec=lines(points, "Graduates", ",d"),
        marking=context.bases["futures"].marking,
    )


def graduates(context: Context, key: CourseId) -> Number:
    """Graduates of a course within the horizon."""
    outcomes = context.outcomes
    return context.estimate(
        f"course.{key}.graduates",
        outcomes.graduates_of(outcomes.courses.index(key)),
        f"Graduates of {context.name(key, 'courses')} within the horizon, mean over futures",
        Origin(
            rows=context.refs("courses", [key]),
            basis="futures",
            words="Those who pass, cohort after cohort, over the number of futures.",
        ),
        "graduates",
    )


def _graduates(context: Context) -> Table:
    outcomes = context.outcomes
    rows = []
    for index, key in enumerate(outcomes.courses):
        lost = context.number(
            f"course.{key}.lost",
            int(outcomes.lost_cohorts[index]) / outcomes.futures,
            f"Cohorts of {context.name(key, 'courses')} lost to long pauses, mean over futures",
            simulated("Cohorts lost, over the number of futures."),
            "cohorts",
        )
        rows.append(Line.of((context.name(key, "courses"), graduates(context, key), lost)))
    columns = ("Course", "Graduates (± one standard error)", "Cohorts lost")
    return Table(
        id="futures-graduates",
        title="Output of courses within the horizon; output is not the same as a need met",
        columns=columns_of(columns, columns[1:]),
        lines=tuple(rows),
    )


def reached(context: Context, key: MilestoneId, day: date | None = None) -> Number:
    """Share of futures that reach a milestone by a day, or within the horizon."""
    outcomes = context.outcomes
    first = outcomes.reached[outcomes.milestones.index(key)]
    share = outcomes.share_ever(first)
    if day is not None:
        share = outcomes.share_by(first, outcomes.horizon.week(day))
    when = "within the horizon" if day is None else f"by {day_text(day)}"
    return context.estimate(
        f"milestone.{key}.reached" + ("" if day is None else f".{day.isoformat()}"),
        share,
        f"Share of futures that reach {context.name(key, 'milestones')} {when}",
        Origin(
            rows=(*context.refs("milestones", [key]), *_criteria(context, key)),
            basis="futures",
            words="Futures in which all its criteria held in some week, over all.",
        ),
        "%",
    )


def _criteria(context: Context, key: MilestoneId) -> tuple[RowRef, ...]:
    asked = (one.id for one in context.mission.criteria if one.milestone == key)
    return context.refs("criteria", asked)


def _milestones(context: Context) -> Table:
    columns = (
        "Milestone",
        "Kind",
        "Wanted by",
        "Reached by then",
        "Reached in the horizon",
        "Half of the futures by",
    )
    lines = []
    known = {one.id: one for one in context.mission.milestones}
    for index, key in enumerate(context.outcomes.milestones):
        one = known[key]
        if reason := unjudged(context.mission, one):
            # It is never counted as reached: a share of 0 would say more than anybody knows.
            why = f"not judged in futures: {reason}"
            lines.append(Line.of((one.name, one.kind.value, "", "", why, ""), context.mark(one)))
            continue
        median = _median(context, index)
        wanted = short_day(one.by) if one.by else "no day stated"
        by_then = reached(context, key, one.by) if one.by else ""
        ever = reached(context, key)
        cells = (one.name, one.kind.value, wanted, by_then, ever, median)
        lines.append(Line.of(cells, context.mark(one)))
    return Table(
        id="futures-milestones",
        title="Milestones: share of futures that reach them (± one standard error)",
        columns=columns_of(columns, columns[3:5]),
        lines=tuple(lines),
    )


def _median(context: Context, milestone: int) -> str:
    """By when half of all futures reach it, with the standard error where there is any."""
    found = context.outcomes.first_quantile(context.outcomes.reached[milestone], 0.5)
    if found.value is None:
        return "fewer than half reach it"
    luck = "" if found.error is None or found.error < 0.05 else f" ± {found.error:.1f} weeks"
    return f"week of {short_day(context.horizon.day(found.value))}{luck}"
