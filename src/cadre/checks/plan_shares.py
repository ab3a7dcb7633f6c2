"""Plan checks, last part: what starts share: base, leads, trainees, money, material, talks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from cadre.checks.words import cited, ids, listed
from cadre.checks.work import week_windows, weeks_of
from cadre.mission.drawing import draws_of_modes
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.ids import NegotiationId
from cadre.mission.increments import base_of
from cadre.mission.leads import led
from cadre.mission.mission import Mission
from cadre.mission.money import Account, accounts, cost_by_year
from cadre.mission.plans import Plan, Start
from cadre.mission.quantities import counted
from cadre.mission.talks import due_by, in_time, laid, needed_talks
from cadre.mission.trainees import TraineeLine, trainee_lines

NOT_BESIDE = Rule("PLA-40", Severity.ERROR, "Work runs without the work that it makes greater")
NOT_LED = Rule("PLA-41", Severity.ERROR, "Planned work has nobody of its lead nation")
TRAINEES = Rule("PLA-42", Severity.ERROR, "A plan asks for more trainees than can be released")
MONEY = Rule("PLA-43", Severity.ERROR, "A plan costs more than a year's budget")
MATERIAL = Rule("PLA-44", Severity.ERROR, "A plan draws more from a stock than there is")
TALKS = Rule("PLA-45", Severity.ERROR, "Work starts before the talks that it needs can be over")

RULES = (NOT_BESIDE, NOT_LED, TRAINEES, MONEY, MATERIAL, TALKS)


def increments(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks of work without the work that it makes greater at its site."""
    starts = {start.activity: start for start in plan.starts}
    for start in plan.starts:
        activity = mission.activity(start.activity)
        base = base_of(mission, activity)
        there = None if base is None else starts.get(base.id)
        held = set(weeks_of(plan, there)) if there and there.site == start.site else set()
        alone = [] if base is None else [w for w in weeks_of(plan, start) if w not in held]
        for days in week_windows(plan.horizon, alone):
            name = "" if base is None else base.name
            yield NOT_BESIDE.broken(
                about=activity.id,
                window=days,
                message=f"{activity.name} makes {name} greater, which doesn't run at "
                f"{mission.site(start.site).name} in the weeks {days}.",
                remedy="Plan it within the weeks of that work and at its site, or leave it out.",
                sources=cited([activity]),
                related=() if base is None else (base.id,),
            )


def leads(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks of planned work in which nobody of its lead nation may serve in it."""
    for start in plan.starts:
        activity, mode = mission.activity(start.activity), mission.mode(start.mode)
        flags = led(mission, activity, mode)
        for days in week_windows(plan.horizon, (w for w in weeks_of(plan, start) if not flags[w])):
            nation = mode.lead and mission.nation(mode.lead).name
            yield NOT_LED.broken(
                about=activity.id,
                window=days,
                message=f"{activity.name} runs under the lead of {nation}, which has nobody for "
                f"its posts at {mission.site(mode.site).name} in the weeks {days}.",
                remedy="End it before, choose another lead, or have that nation send somebody.",
                sources=cited([mode]),
                related=(mode.id,),
            )


def trainees(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks in which a plan asks an institution for more trainees than it can release.

    Work that had begun goes on all the same: counted is what new work asks for beyond it.
    """
    for line in trainee_lines(mission):
        asking = [one for one in plan.starts if one.activity in line.rates]
        new = [one for one in asking if not mission.has_begun(mission.activity(one.activity))]
        weeks = {week for one in new for week in weeks_of(plan, one)}
        loads = _asked(line, asking, plan)
        over = [week for week in sorted(weeks) if loads[week] > line.room]
        for days in week_windows(plan.horizon, over):
            inside = [week for week in over if plan.horizon.day(week) in days]
            works = [
                mission.activity(one.activity)
                for one in asking
                if not set(inside).isdisjoint(weeks_of(plan, one))
            ]
            most = max(loads[week] for week in inside)
            institution = mission.institution(line.institution)
            yield TRAINEES.broken(
                about=institution.id,
                window=days,
                message=f"{listed(one.name for one in works)} ask {institution.name} for {most:,} "
                f"trainees a year {days}, and it can release {line.room:,}.",
                remedy="Teach one after another, or have more people released.",
                sources=cited([institution, *works]),
                related=ids(works),
            )


def _asked(line: TraineeLine, asking: list[Start], plan: Plan) -> Counter[int]:
    """Trainees a year that are asked for, by week."""
    loads: Counter[int] = Counter()
    for one in asking:
        loads.update(dict.fromkeys(weeks_of(plan, one), line.rates[one.activity]))
    return loads


def money(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find years in which a plan costs more than the budget of those who pay.

    Work that had begun goes on all the same: counted is what new work costs beyond it.
    """
    for account in accounts(mission, plan) if mission.budgets else ():
        if account.over and account.new:
            yield _overdrawn(mission, plan, account)


def _overdrawn(mission: Mission, plan: Plan, account: Account) -> Finding:
    purse, currency = account.purse, mission.profile.currency
    rows = [one for one in mission.budgets if (one.year, one.funding) == purse]
    works = [
        activity
        for start in plan.starts
        for activity in [mission.activity(start.activity)]
        if cost_by_year(mission, activity, start.week, start.end).get(purse)
    ]
    number = counted(len(works), "activity", "activities")
    return MONEY.broken(
        about=rows[0].id,
        message=f"In {purse.year} the plan takes {account.total:,} {currency} of "
        f"{purse.funding.value} funding for {number}, and {account.budget:,} are there.",
        remedy="Start less, or later, or have more money approved.",
        sources=cited(rows),
        related=ids([*rows, *works]),
    )


def material(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find stocks from which the starts of new work together draw more than there is."""
    drawn = draws_of_modes(mission)
    for stock in mission.stocks:
        taking = [one for one in plan.starts if one.mode in drawn and stock.id in drawn[one.mode]]
        total = sum(drawn[one.mode][stock.id] for one in taking)
        if total > stock.amount:
            works = [mission.activity(one.activity) for one in taking]
            number = counted(len(works), "activity", "activities")
            yield MATERIAL.broken(
                about=stock.id,
                message=f"The plan takes {total:,} of {stock.name} for {number}, and "
                f"{stock.amount:,} are there.",
                remedy="Start less, in other modes, or have more of it brought.",
                sources=cited([stock]),
                related=ids([stock, *works]),
            )


def talks(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find starts before which the host can't carry the talks that their options need.

    All talks that the plan needs are laid together. Where that fails, starts are looked at by
    their week, each beside those before it that are in time.
    """
    starts = sorted(plan.starts, key=lambda one: one.week)
    waits = [
        (plan.horizon.day(one.week), needed_talks(mission, mission.activity(one.activity)))
        for one in starts
    ]
    if in_time(mission, due_by(waits)) is not None:
        return
    before = list[tuple[date, tuple[NegotiationId, ...]]]()
    for start, mine in zip(starts, waits, strict=True):
        if in_time(mission, due_by([*before, mine])) is not None:
            before.append(mine)
        else:
            alone = in_time(mission, due_by([mine])) is None
            yield _talked_over(mission, plan, start, alone=alone)


def _talked_over(mission: Mission, plan: Plan, start: Start, *, alone: bool) -> Finding:
    activity = mission.activity(start.activity)
    needed = needed_talks(mission, activity)
    rows = [one for one in mission.negotiations if one.id in needed]
    ends = [days.end for days, _ in laid(mission, rows)]
    beside = "" if alone else " beside those that other starts need"
    late = f"{listed(one.name for one in rows)} can't be over by then{beside}"
    could = f"; without others they could on {max(ends)}" if len(ends) == len(rows) else ""
    return TALKS.broken(
        about=activity.id,
        window=start.window(plan.horizon) if start.weeks >= 1 else None,
        message=f"{activity.name} starts on {plan.horizon.day(start.week)}, but {late}{could}.",
        remedy="Start it later, have the talks begin earlier, or leave another option out.",
        sources=cited([activity, *rows]),
        related=ids(rows),
    )


CHECKS = (increments, leads, trainees, money, material, talks)
