"""Futures as text for a person: fans, chances over time, causes that add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from math import floor, log10
from typing import TYPE_CHECKING

from cadre.brief.words import percents
from cadre.cli.show import table
from cadre.mission.quantities import counted

if TYPE_CHECKING:
    from cadre.desk.summary import ForceWeek, Reached, Summary
    from cadre.simulator.estimates import Estimate

ROWS, WIDTH, LINE = 26, 44, 24
"""Rows of a fan at most, its width in characters, and that of a line of bars."""
BARS = "▁▂▃▄▅▆▇█"
MATTERS = 5
"""Things named beside an answer; JSON has all that matter."""
SOME = 3
"""Causes named beside an activity; JSON has all."""
LEAST = 0.05
"""Weeks of error below which a day is told without one."""


def summary_as_text(summary: Summary, currency: str) -> str:
    """The futures: what was asked, force, work, what held it back, goals, courses, cost."""
    return "\n\n".join(_blocks(summary, currency))


def _blocks(summary: Summary, currency: str) -> Iterator[str]:
    state = " (stopped early)" if summary.stopped else ""
    seed = summary.made_from.seed
    luck = ", attrition dithered" if summary.attrition == "dithered" else ""
    futures, weeks = counted(summary.futures, "future"), counted(len(summary.force), "week")
    yield f"{futures}{state} of {weeks}, seed {seed}{luck}"
    parts = (
        (summary.asked, _asked),
        (summary.force, _fan),
        (summary.activities, _activities),
        (summary.causes, _causes),
        ((*summary.milestones, *summary.levels), _reached),
        (summary.unjudged, _unjudged),
        (summary.coverage, _coverage),
        (any(summary.failed_engagements.values()), _failed),
        (summary.courses, _courses),
        (summary.cost.value, partial(_cost, currency=currency)),
        (summary.standby, _standby),
        (summary.triggers, partial(_triggers, currency=currency)),
        (summary.matters, _matters),
    )
    for there, shown in parts:
        if there:
            yield shown(summary)
    if summary.futures == 1:
        # What came of it alone would be told as if it were certain.
        yield "One future can't tell how much is luck: each ± is of use from two futures on."
    else:
        yield (
            "± is one standard error, of weeks at most that: luck of the draw, not doubt about\n"
            "what the dossier believes."
        )


def chance(share: Estimate) -> str:
    """A share with its error; one that is nothing or all in the futures played says so."""
    if share.value in (0.0, 1.0):
        return "all" if share.value else "none"
    error = 100 * share.error
    places = max(1, -floor(log10(error)))
    return f"{100 * share.value:.{places}f}% ±{error:.{places}f}"


def _mean(one: Estimate, places: int = 1) -> str:
    return f"{one.value:,.{places}f} ±{one.error:,.{places}f}"


def bars(values: Sequence[float], width: int = LINE) -> str:
    """A line of bars, one a stretch of weeks; a dot where there is nothing at all."""
    cells = min(width, len(values))
    ends = [len(values) * cell // cells for cell in range(cells + 1)]
    parts = [values[a:b] for a, b in pairwise(ends)]
    return "".join(_bar(sum(part) / len(part)) for part in parts)


def _bar(share: float) -> str:
    return BARS[min(len(BARS) - 1, floor(share * len(BARS)))] if share > 0 else "·"


def _asked(summary: Summary) -> str:
    days = list(dict.fromkeys(one.by for one in summary.asked))
    found = {(one.id, one.by): one.share for one in summary.asked}
    rows = [
        (name, *(chance(found[name, day]) for day in days))
        for name in dict.fromkeys(one.id for one in summary.asked)
    ]
    return "Reached by\n" + table(("", *map(str, days)), rows)


def _fan(summary: Summary) -> str:
    weeks = summary.force
    step = max(4, -(-len(weeks) // ROWS))
    shown = [one for one in weeks if one.week % step == 0 or one is weeks[-1]]
    low, high = _axis(min(one.p05 for one in shown), max(one.p95 for one in shown))
    ends = f"{low:,}".ljust(WIDTH - len(f"{high:,}")) + f"{high:,}"
    header = ("week of", "5%", "25%", "50%", "75%", "95%", "mean", ends)
    rows = [
        (m.day, m.p05, m.p25, m.p50, m.p75, m.p95, f"{m.mean:.0f}", _band(m, low, high))
        for m in shown
    ]
    errors = [max(one.errors[name] for one in weeks) for name in ("p05", "p50", "p95", "mean")]
    least, middle, most, mean = (f"{error:.1f}" for error in errors)
    note = (
        "█ half of the futures have so many or fewer, ▒ half of them lie here, ░ nine in ten.\n"
        f"± at most {least} in the column of 5%, {middle} in that of 50%, {most} in that of 95%, "
        f"{mean} in the means."
    )
    return "People present\n" + table(header, rows) + "\n" + note


def _axis(least: int, most: int) -> tuple[int, int]:
    """Round ends of an axis that holds both."""
    steps = (factor * 10**power for power in range(9) for factor in (1, 2, 5))
    step = next(one for one in steps if most - least <= 10 * one)
    low, high = least // step * step, -(-most // step) * step
    return low, max(high, low + 1)


def _band(one: ForceWeek, low: int, high: int) -> str:
    """The fan of one week: nine in ten futures, half of them, and the median."""

    def cell(people: int) -> int:
        return round((people - low) / (high - low) * (WIDTH - 1))

    line = [" "] * WIDTH
    for sign, first, last in (("░", one.p05, one.p95), ("▒", one.p25, one.p75)):
        for place in range(cell(first), cell(last) + 1):
            line[place] = sign
    line[cell(one.p50)] = "█"
    return "".join(line).rstrip()


def _activities(summary: Summary) -> str:
    rows = []
    for one in summary.activities:
        held = sorted(one.held_back.items(), key=lambda pair: -pair[1])
        named = [f"{cause} {weeks:.1f}" for cause, weeks in held[:SOME]]
        more = sum(weeks for _, weeks in held[SOME:])
        named += [f"other {more:.1f}"] if more else []
        rows.append(
            (one.activity, chance(one.begun), _mean(one.ran), bars(one.running), ", ".join(named))
        )
    header = ("activity", "begun", "weeks run", "share that runs", "held back by (weeks)")
    return table(header, rows)


def _causes(summary: Summary) -> str:
    shares = percents([one.share for one in summary.causes], places=1)
    most = summary.causes[0].share
    rows = [
        (one.cause, share, f"{one.activity_weeks.value:.1f}", f"{one.weeks.value:.1f}", bar)
        for one, share in zip(summary.causes, shares, strict=True)
        for bar in ["█" * max(1, round(LINE * one.share / most))]
    ]
    total = sum(one.activity_weeks.value for one in summary.causes)
    weeks = f"{summary.all_pause_weeks:.1f}"
    rows.append(("all", percents([1.0], places=1)[0], f"{total:.1f}", weeks, ""))
    header = ("held back by", "share", "activity-weeks", "weeks", "")
    union = (
        f"Weeks with anything held back: {_mean(summary.any_pause_weeks)} of "
        f"{len(summary.force):,}, each counted once; the causes' own add up to {weeks}."
    )
    return table(header, rows) + "\n" + union


def _reached(summary: Summary) -> str:
    header = ("reached", "people", "ever", "25% by", "50% by", "75% by", "chance over time")
    rows = [_reached_row(one) for one in (*summary.milestones, *summary.levels)]
    return table(header, rows)


def _reached_row(one: Reached) -> tuple[object, ...]:
    days = {day.share: day for day in one.days}
    told = []
    for share in (0.25, 0.5, 0.75):
        found = days[share]
        error = found.error_weeks or 0
        luck = f" ±{error:.1f} w" if error >= LEAST else ""
        told.append(f"{found.day}{luck}" if found.day else "-")
    return (one.id, one.people or "", chance(one.ever), *told, bars(one.chance))


def _unjudged(summary: Summary) -> str:
    told = [f"{key}: {reason}" for key, reason in summary.unjudged.items()]
    return "\n".join(["Not judged in futures", *told])


def _cost(summary: Summary, currency: str) -> str:
    """What the futures cost, by who pays."""
    paid = [(who, one) for who, one in summary.cost_by_funding.items() if one.value]
    rows = [*paid, *([("all", summary.cost)] if len(paid) > 1 else [])]
    return table(
        (f"cost, thousands of {currency}", "mean"), [(who, _mean(one, 0)) for who, one in rows]
    )


def _standby(summary: Summary) -> str:
    """Who stands in for partners that may leave."""
    header = ("if it leaves", "stands in", "with", "at", "people")
    rows = [(one.partner, one.pledge, one.enabler, one.site, one.people) for one in summary.standby]
    return table(header, rows)


def _triggers(summary: Summary, currency: str) -> str:
    """How often the mission's own rules were ordered, and what that cost."""
    rows = [
        (one.trigger, chance(one.ever), f"{one.times:.2f}", f"{one.cost:,.0f}")
        for one in summary.triggers
    ]
    header = ("trigger", "ordered at all", "times", f"cost, thousands of {currency}")
    return table(header, rows)


def _courses(summary: Summary) -> str:
    rows = [
        (one.course, _mean(one.graduates), f"{one.in_service:.1f}", f"{one.lost_cohorts:.2f}")
        for one in summary.courses
    ]
    return table(("course", "graduates", "in service at the end", "cohorts lost"), rows)


def _amount(answer: str, mean: float) -> str:
    return f"{100 * mean:.1f}%" if answer == "coverage" else f"{mean:,.0f}"


def _matters(summary: Summary) -> str:
    """What each answer hangs on: some of the things that matter most for it."""
    rows = []
    for answer in dict.fromkeys(one.answer for one in summary.matters):
        told = [one for one in summary.matters if one.answer == answer]
        for place, one in enumerate(told[:MATTERS]):
            name = answer if place == 0 else ""
            means = (_amount(answer, mean) for mean in (one.low, one.high))
            rows.append((name, one.id, one.deciding, chance(one.share), *means))
    header = ("what matters for", "thing", "which", "explains", "mean at first", "at last")
    note = (
        "Explains: share of the variance between futures. The means are those of the eighth of\n"
        "futures in which the first word holds most, and of the eighth in which the last does."
    )
    return table(header, rows) + "\n" + note


def _coverage(summary: Summary) -> str:
    """How far needs are met."""
    return table(
        ("need", "covered"), [(need, _share(one)) for need, one in summary.coverage.items()]
    )


def _share(one: Estimate) -> str:
    return f"{100 * one.value:.1f}% ±{100 * one.error:.1f}"


def _failed(summary: Summary) -> str:
    """Why engagements fail, of all weeks in which work runs."""
    failed = [(cause, share) for cause, share in summary.failed_engagements.items() if share]
    return table(
        ("engagements fail for", "share"), [(one, f"{100 * of:.1f}%") for one, of in failed]
    )
