"""Plan checks, fourth part: in every week of work law covers it and no pause halts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cadre.checks.authority import hoped_for, relied_on
from cadre.checks.plan_starts import (
    COVER,
    GOES_ON,
    INTO_PAUSE,
    NOT_FIRM,
    RELIED,
    RESTS_ON,
    without,
)
from cadre.checks.words import cited, ids, listed
from cadre.checks.work import week_windows, weeks_of, worked_weeks
from cadre.mission.activities import Activity
from cadre.mission.authorities import AuthorityState
from cadre.mission.cover import Cover, covers, holding, planned_window
from cadre.mission.findings import Finding, Rule
from cadre.mission.halts import halted_weeks, halts_of
from cadre.mission.ids import AuthorityId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan, Start
from cadre.mission.weeks import Window


def cover_of_starts(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks of planned work that lack cover, rest on a belief, or hide that they wait."""
    hoped = holding(mission, 0.0)
    for start in plan.starts:
        activity = mission.activity(start.activity)
        opened = covers(_once_open(mission, start), activity, start.site)
        begun, worked = mission.has_begun(activity), worked_weeks(mission, plan, start)
        for cover, then in zip(covers(mission, activity, start.site), opened, strict=True):
            weeks = {
                level: without(plan.horizon, worked, getattr(then, level))
                for level in ("hoped", "relied", "firm")
            }
            named = (*then.relied, *_days_of(cover, hoped, start.rests_on))
            weeks["named"] = without(plan.horizon, worked, named)
            for rule, broken, held in _by_rule(start, weeks, then, begun=begun):
                for days in week_windows(plan.horizon, broken):
                    for lacking in days.without(held):
                        yield _uncovered(mission, rule, activity, cover, lacking)


def _once_open(mission: Mission, start: Start) -> Mission:
    """The mission once the authorities that a start waits for hold, each from its planned day."""
    waits = {str(gate) for gate in start.waits_for}
    if not waits:
        return mission
    authorities = tuple(
        replace(one, state=AuthorityState.IN_FORCE, window=days)
        if one.pending and str(one.id) in waits and (days := planned_window(one)) is not None
        else one
        for one in mission.authorities
    )
    return replace(mission, authorities=authorities)


def _by_rule(
    start: Start, weeks: Mapping[str, set[int]], then: Cover, *, begun: bool
) -> Iterator[tuple[Rule, set[int], tuple[Window, ...]]]:
    """The weeks of a start that break each rule of cover, for one kind; the days that keep it.

    A start whose first week may be relied on can be ordered today, and what runs already needs
    no order. Of its later weeks, those under a pending authority that it names are no secret,
    only a risk.

    Args:
        start: The start.
        weeks: The weeks of work that a kind doesn't cover once all that the start waits for is
            open, by level: hoped, relied, firm; `named` counts what may be relied on together
            with the authorities that the start names.
        then: The cover by that kind then.
        begun: Whether it runs already.
    """
    none, silent, soft = weeks["hoped"], weeks["relied"], weeks["firm"]
    goes_on = silent - weeks["named"] if begun or start.week not in silent else set[int]()
    yield COVER, none, then.hoped
    yield NOT_FIRM, silent - none - goes_on, then.relied
    yield RELIED, soft - silent, then.firm
    yield GOES_ON, goes_on, then.relied


def _days_of(
    cover: Cover, held: Mapping[AuthorityId, tuple[Window, ...]], named: Iterable[str]
) -> list[Window]:
    """The days on which those of the named authorities hold that are of a cover's kind."""
    keys = set(named)
    return [day for one in cover.authorities if one.id in keys for day in held[one.id]]


def _uncovered(
    mission: Mission, rule: Rule, activity: Activity, cover: Cover, days: Window
) -> Finding:
    kind = cover.kind.value
    pending = relied_on(mission, cover, days) if rule is RELIED else hoped_for(mission, cover, days)
    names = listed(f"{one.name} (belief {one.belief:g})" for one in pending)
    message, remedy = {
        COVER.code: (
            f"no {kind} covers it {days}, not even one expected.",
            "End it before, or have the authority obtained.",
        ),
        NOT_FIRM.code: (
            f"its {kind} {days} is only pending, which the start doesn't say: {names}.",
            "Name the authority among what the start waits for.",
        ),
        RELIED.code: (
            f"its {kind} {days} rests on a belief: {names}.",
            "Say so wherever the plan is shown, and prepare for a refusal.",
        ),
        GOES_ON.code: (
            f"it goes on {days} only if a {kind} comes that can't be relied on: {names}.",
            "Prepare to end it before, or have the authority obtained.",
        ),
    }[rule.code]
    return rule.broken(
        about=activity.id,
        window=days,
        message=f"{activity.name} is planned, but {message}",
        remedy=remedy,
        sources=cited(pending or cover.authorities),
        related=ids(pending or cover.authorities),
    )


def named_authorities(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find starts whose named authorities don't cover every kind in every week they run."""
    hoped = holding(mission, 0.0)
    for start in plan.starts:
        activity = mission.activity(start.activity)
        for cover in covers(mission, activity, start.site):
            named = _days_of(cover, hoped, start.rests_on)
            weeks = weeks_of(plan, start)
            lacking = without(plan.horizon, weeks, named)
            lacking -= without(plan.horizon, weeks, cover.hoped)
            for days in week_windows(plan.horizon, lacking):
                yield RESTS_ON.broken(
                    about=activity.id,
                    window=days,
                    message=f"{activity.name} names no {cover.kind.value} that covers it {days}, "
                    "though there is one.",
                    remedy="Name every authority that the start rests on.",
                    sources=cited(cover.authorities),
                    related=ids(cover.authorities),
                )


def work_in_pauses(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find work whose first or last week a pause takes, and new work too short to wait it out.

    Work that is open-ended, or has begun, goes on after a pause in its midst; new work of a
    fixed length would end short of it.
    """
    for start in plan.starts:
        activity = mission.activity(start.activity)
        halted = halted_weeks(mission, activity, start.site)
        whole = mission.mode(start.mode).weeks > 0 and not mission.has_begun(activity)
        asked = set(weeks_of(plan, start)) if whole else {start.week, start.end - 1}
        for days in week_windows(plan.horizon, asked & halted):
            halts = [
                one for one in halts_of(mission, activity, start.site) if one.window.overlaps(days)
            ]
            yield INTO_PAUSE.broken(
                about=activity.id,
                window=days,
                message=f"{activity.name} is planned {start.window(plan.horizon)}, but "
                f"{listed(f'{one.name} ({one.window})' for one in halts)} halts it {days}.",
                remedy="Plan it before or after the pause.",
                sources=cited(halts),
                related=ids(halts),
            )


CHECKS = (cover_of_starts, named_authorities, work_in_pauses)
