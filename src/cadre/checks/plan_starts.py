"""Plan checks, first part: each start is lawful, in time, in order, and honest about its gates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cadre.checks.words import cited, ids, listed
from cadre.checks.work import dates_of_gates, span, week_windows, worked_weeks
from cadre.mission.activities import Activity, Mode
from cadre.mission.cover import covers
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.gates import awaited
from cadre.mission.halts import halted_weeks, open_windows
from cadre.mission.ids import GateId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan, Start
from cadre.mission.quantities import counted
from cadre.mission.required import required_work
from cadre.mission.rows import Row
from cadre.mission.weeks import WEEK, Horizon, Window

UNKNOWN = Rule("PLA-01", Severity.ERROR, "A plan names what the dossier doesn't hold")
NO_MODE = Rule("PLA-02", Severity.ERROR, "A start isn't one of the ways to run its activity")
OUT_OF_TIME = Rule("PLA-03", Severity.ERROR, "A start lies outside the time of its activity")
LENGTH = Rule("PLA-04", Severity.ERROR, "Work runs for another time than its mode asks for")
DROPPED = Rule("PLA-05", Severity.ERROR, "Running work is dropped without a word")
EXCLUDED = Rule("PLA-06", Severity.ERROR, "Activities that exclude each other are both chosen")
ORDER = Rule("PLA-07", Severity.ERROR, "Work starts before what it must follow")
GATE = Rule("PLA-08", Severity.ERROR, "Work starts before its gates open")
COVER = Rule("PLA-09", Severity.ERROR, "Planned work has no legal cover")
NOT_FIRM = Rule("PLA-10", Severity.ERROR, "A start is called firm though it waits")
RELIED = Rule("PLA-11", Severity.WARNING, "A firm start rests on a belief")
PREPARED = Rule("PLA-12", Severity.NOTE, "A start is prepared, but can't be ordered today")
CLOSED = Rule("PLA-13", Severity.ERROR, "Planned work is at a closed site")
RED_LINE = Rule("PLA-14", Severity.ERROR, "Planned work crosses a red line")
RESTS_ON = Rule("PLA-15", Severity.WARNING, "The authorities that a start names don't cover it")
GOES_ON = Rule("PLA-16", Severity.WARNING, "Planned work goes on under cover only hoped for")

BEFORE_END = Rule("PLA-18", Severity.ERROR, "Work starts before the end of what it must follow")
REQUIRED = Rule("PLA-19", Severity.ERROR, "Required work isn't planned")
INTO_PAUSE = Rule("PLA-17", Severity.ERROR, "Work is planned into a pause")

RULES = (
    UNKNOWN,
    NO_MODE,
    OUT_OF_TIME,
    LENGTH,
    DROPPED,
    EXCLUDED,
    ORDER,
    GATE,
    COVER,
    NOT_FIRM,
    RELIED,
    PREPARED,
    CLOSED,
    RED_LINE,
    RESTS_ON,
    GOES_ON,
    INTO_PAUSE,
    BEFORE_END,
    REQUIRED,
)


def unknown_things(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find ids that the mission doesn't hold, and a horizon that isn't the mission's."""
    if plan.horizon != mission.horizon:
        yield UNKNOWN.broken(
            about=mission.profile.id,
            window=plan.horizon.window,
            message=f"The plan counts {plan.horizon.weeks} weeks from {plan.horizon.start}, but "
            f"the mission {mission.horizon.weeks} from {mission.horizon.start}.",
            remedy="Plan again for this mission and day.",
        )
    for kind, rows, named in _named(mission, plan):
        held = {str(row.id) for row in rows}
        for key in dict.fromkeys(named):
            if key is not None and key not in held:
                yield UNKNOWN.broken(
                    about=key,
                    message=f"The plan names the {kind} {key}, which the dossier doesn't hold.",
                    remedy="Plan again for this dossier.",
                )


def _named(
    mission: Mission, plan: Plan
) -> Iterator[tuple[str, Sequence[Row], Sequence[str | None]]]:
    starts, people = plan.starts, plan.assignments
    works = [*(one.activity for one in starts), *(one.activity for one in people)]
    yield "activity", mission.activities, works
    yield "mode", mission.modes, [one.mode for one in starts]
    yield "site", mission.sites, [*(x.site for x in starts), *(x.site for x in people)]
    yield "pledge", mission.pledges, [one.pledge for one in people]
    yield "post", mission.posts, [one.post for one in people]
    yield "enabler", mission.enablers, [one.enabler for one in people]
    yield "authority", mission.authorities, [key for one in starts for key in one.rests_on]
    gates = (*mission.authorities, *mission.conditions, *mission.decisions)
    yield "gate", gates, [key for one in starts for key in one.waits_for]


def ways(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find starts that aren't a mode of their activity, and activities that start twice."""
    times = Counter(start.activity for start in plan.starts)
    for start in plan.starts:
        activity, mode = mission.activity(start.activity), mission.mode(start.mode)
        inside = start.week >= 0 and start.weeks >= 1 and start.end <= plan.horizon.weeks
        once = times[start.activity] == 1
        if mode.activity == activity.id and mode.site == start.site and inside and once:
            continue
        how = "more than once" if not once else f"in the mode {mode.id} at {start.site}"
        yield NO_MODE.broken(
            about=activity.id,
            window=_days(plan, start),
            message=f"{activity.name} starts {how} for {counted(start.weeks, 'week')} from week "
            f"{start.week}: that is no way to run it within the horizon.",
            remedy="Choose one of its modes, once, within the horizon.",
            related=(mode.id,),
        )


def _days(plan: Plan, start: Start) -> Window | None:
    return start.window(plan.horizon) if start.weeks >= 1 else None


def times(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find starts outside the window of their activity, and begun work that isn't continued."""
    for start in plan.starts:
        activity = mission.activity(start.activity)
        first, days = plan.horizon.day(start.week), _days(plan, start)
        if days is None:
            continue
        if mission.has_begun(activity):
            resumes = first_free_week(mission, start)
            wrong = start.week > resumes or days.end > activity.window.end
        else:
            late = activity.latest_start is not None and first > activity.latest_start
            began = activity.began is not None and first < activity.began
            wrong = late or began or not activity.window.covers(days)
        if wrong:
            yield OUT_OF_TIME.broken(
                about=activity.id,
                window=days,
                message=f"{activity.name} is planned {days}, but {_wanted(mission, activity)}.",
                remedy="Move the start into the time of the activity.",
                sources=cited([activity]),
            )


def first_free_week(mission: Mission, start: Start) -> int:
    """The week in which begun work goes on: the first that no pause takes."""
    halted = halted_weeks(mission, mission.activity(start.activity), start.site)
    weeks = mission.horizon.weeks
    return next((week for week in range(weeks) if week not in halted), weeks)


def _wanted(mission: Mission, activity: Activity) -> str:
    if mission.has_begun(activity):
        return (
            f"it has begun, goes on in the first week without a pause and may run {activity.window}"
        )
    latest = f", starting by {activity.latest_start}" if activity.latest_start else ""
    began = f", not before {activity.began}" if activity.began else ""
    return f"it may run {activity.window}{began}{latest}"


def lengths(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find work planned for less or more than its mode asks for."""
    for start in plan.starts:
        activity, mode = mission.activity(start.activity), mission.mode(start.mode)
        least, most = _asked_for(mission, plan, start)
        if least <= start.weeks <= most:
            continue
        asks = counted(least, "week") if least == most else f"at least {counted(least, 'week')}"
        yield LENGTH.broken(
            about=activity.id,
            window=_days(plan, start),
            message=f"{activity.name} is planned for {counted(start.weeks, 'week')}, but has "
            f"{asks} to run in the mode {mode.id}.",
            remedy="Plan its whole length, or leave it out.",
            sources=cited([mode]),
            related=(mode.id,),
        )


def _asked_for(mission: Mission, plan: Plan, start: Start) -> tuple[int, int]:
    """Fewest and most weeks that a start may run; the horizon may cut it short.

    Work that runs already may end before, when the plan says why: it can't be unmade.
    """
    activity, mode = mission.activity(start.activity), mission.mode(start.mode)
    begun, room = mission.has_begun(activity), plan.horizon.weeks - start.week
    if mode.weeks == 0:
        return (0 if begun else min(mode.at_least, room)), max(room, start.weeks)
    left = _weeks_left(mission, plan.horizon, activity, mode)
    most = min(max(0, left - start.week) if begun else left, room)
    told = any(one.activity == activity.id for one in plan.left_out)
    return (0 if begun and told else most), most


def _weeks_left(mission: Mission, horizon: Horizon, activity: Activity, mode: Mode) -> int:
    """Whole weeks of the horizon that a fixed length has left: of begun work, counted from then.

    The time of begun work may be over before, and what a pause took isn't made up.
    """
    if activity.began is None or not mission.has_begun(activity):
        return mode.weeks
    return max(0, horizon.week(min(activity.began + mode.weeks * WEEK, activity.window.end)))


def continuing(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find work that runs already and is neither planned nor left out with a reason."""
    told = {one.activity for one in plan.starts} | {one.activity for one in plan.left_out}
    first_week = plan.horizon.span(0)
    for activity in mission.activities:
        days = span(mission, activity)
        if days is None or activity.id in told or not mission.has_begun(activity):
            continue
        if days.end >= first_week.end:
            yield DROPPED.broken(
                about=activity.id,
                window=days,
                message=f"{activity.name} runs already, but the plan neither continues it nor "
                "says why not.",
                remedy="Continue it, or say why it ends.",
                sources=cited([activity]),
            )


def exclusions(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find pairs of chosen activities of which one excludes the other; each pair once."""
    chosen = [mission.activity(start.activity) for start in plan.starts]
    for index, one in enumerate(chosen):
        for other in chosen[index + 1 :]:
            if other.id in one.excludes or one.id in other.excludes:
                yield EXCLUDED.broken(
                    about=one.id,
                    message=f"{one.name} and {other.name} exclude each other, but both start.",
                    remedy="Choose one of them.",
                    sources=cited([one, other]),
                    related=(other.id,),
                )


def order(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find starts before those they must follow, or too near to them."""
    for start in plan.starts:
        activity = mission.activity(start.activity)
        if mission.has_begun(activity):
            continue
        first = plan.horizon.day(start.week)
        for key in activity.after:
            before = mission.activity(key)
            began = _began(mission, plan, before)
            if began is not None and began + activity.lag_weeks * WEEK <= first:
                continue
            yield ORDER.broken(
                about=activity.id,
                window=_days(plan, start),
                message=f"{activity.name} starts on {first}, but must start "
                f"{_lag(activity)}{before.name}, "
                + (f"which starts on {began}." if began else "which isn't planned."),
                remedy="Start it later, or start the other earlier.",
                sources=cited([activity]),
                related=(before.id,),
            )


def order_of_ends(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find starts before the end of work that must be over by then, or too near to it."""
    for start in plan.starts:
        activity = mission.activity(start.activity)
        for key in () if mission.has_begun(activity) else activity.after_end:
            before = mission.activity(key)
            end = _over(mission, plan, before)
            if end is not None and end + activity.lag_weeks <= start.week:
                continue
            yield BEFORE_END.broken(
                about=activity.id,
                window=_days(plan, start),
                message=f"{activity.name} starts on {plan.horizon.day(start.week)}, but must start "
                f"{_lag(activity)}the end of {before.name}, "
                + ("which isn't planned." if end is None else f"on {plan.horizon.day(end)}."),
                remedy="Start it later, or have the other end earlier.",
                sources=cited([activity]),
                related=(before.id,),
            )


def _lag(activity: Activity) -> str:
    return f"{counted(activity.lag_weeks, 'week')} after " if activity.lag_weeks else "after "


def _over(mission: Mission, plan: Plan, activity: Activity) -> int | None:
    """First week after planned work; begun work that isn't planned any more is over."""
    start = plan.start_of(activity.id)
    if start is None:
        return 0 if mission.has_begun(activity) else None
    return start.end


def required(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find required work that a plan doesn't hold, and what it comes after."""
    for key in required_work(mission):
        if plan.start_of(key) is None:
            activity = mission.activity(key)
            named = [one for one in mission.activities if one.required]
            why = "is required" if activity.required else "comes before required work"
            yield REQUIRED.broken(
                about=key,
                window=plan.horizon.window,
                message=f"{activity.name} {why}, but isn't planned.",
                remedy="Give it what it lacks, or don't require it.",
                sources=cited([activity] if activity.required else named),
            )


def _began(mission: Mission, plan: Plan, activity: Activity) -> date | None:
    if activity.began is not None and mission.has_begun(activity):
        return activity.began
    start = plan.start_of(activity.id)
    return None if start is None else plan.horizon.day(start.week)


def gates(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find starts before the planning date of a gate they wait for, notice included."""
    dates = dates_of_gates(mission)
    names = {str(one.id): one.name for one in mission.authorities}
    names |= {str(one.id): one.name for one in mission.conditions}
    names |= {str(one.id): one.name for one in mission.decisions}
    for start in plan.starts:
        activity = mission.activity(start.activity)
        if mission.has_begun(activity):
            continue
        first = plan.horizon.day(start.week)
        for gate in gates_of_start(mission, plan, start):
            opens = dates.get(gate)
            if opens is not None and opens + activity.notice_weeks * WEEK <= first:
                continue
            notice = f" and it needs {counted(activity.notice_weeks, 'week')} of notice"
            when = f"opens on {opens}{notice if activity.notice_weeks else ''}"
            yield GATE.broken(
                about=activity.id,
                window=_days(plan, start),
                message=f"{activity.name} starts on {first}, but {names[gate]} "
                f"{when if opens else 'has no day that can be planned on'}.",
                remedy="Start it later, or have the gate opened earlier.",
                sources=cited([activity]),
                related=(gate,),
            )


def gates_of_start(mission: Mission, plan: Plan, start: Start) -> tuple[GateId, ...]:
    """The gates that must open before a start: what it awaits, and cover it lacks at first.

    Of the authorities that it waits for, those count without which its first week isn't covered.
    """
    activity = mission.activity(start.activity)
    relied = [cover.relied for cover in covers(mission, activity, start.site)]
    week = plan.horizon.span(start.week)
    in_time = all(any(window.covers(week) for window in days) for days in relied)
    pending = {str(one.id) for one in mission.authorities if one.pending}
    cover = [] if in_time else [gate for gate in start.waits_for if gate in pending]
    return tuple(dict.fromkeys([*awaited(mission, activity), *cover]))


def without(horizon: Horizon, weeks: Iterable[int], days: Iterable[Window]) -> set[int]:
    """Those of some weeks that `days` don't hold on all seven days."""
    held = horizon.covered(days)
    return {week for week in weeks if not held[week]}


def honesty(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find starts that hide a condition or decision they wait for; note those that say it."""
    waiting: list[Activity] = []
    for start in plan.starts:
        activity = mission.activity(start.activity)
        if mission.has_begun(activity):
            continue
        hidden = [gate for gate in awaited(mission, activity) if gate not in start.waits_for]
        if hidden:
            yield NOT_FIRM.broken(
                about=activity.id,
                window=_days(plan, start),
                message=f"{activity.name} waits for {listed(hidden)}, which its start doesn't say.",
                remedy="Name the gates among what the start waits for.",
                sources=cited([activity]),
                related=tuple(hidden),
            )
        elif not start.firm:
            waiting.append(activity)
    if waiting:
        yield PREPARED.broken(
            about=waiting[0].id,
            message=f"{listed(one.name for one in waiting)} can be prepared, but not ordered "
            "today.",
            remedy="Prepare them, and order each when its gates have opened.",
            sources=cited(waiting),
            related=ids(waiting),
        )


def places(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks of planned work at closed sites, and work that a red line rules out."""
    for start in plan.starts:
        activity, site = mission.activity(start.activity), mission.site(start.site)
        worked = worked_weeks(mission, plan, start)
        shut = without(plan.horizon, worked, open_windows(mission, site.id))
        for days in week_windows(plan.horizon, shut):
            yield CLOSED.broken(
                about=activity.id,
                window=days,
                message=f"{site.name} isn't open to {activity.name} in the weeks {days}.",
                remedy="Choose another site, or end the work before.",
                sources=cited([site]),
                related=(site.id,),
            )
        for line in mission.red_lines:
            if activity.id in line.forbids:
                yield RED_LINE.broken(
                    about=activity.id,
                    window=_days(plan, start),
                    message=f"{activity.name} crosses a red line of {line.side}: {line.statement}",
                    remedy="Leave it out, or have the red line lifted.",
                    sources=cited([line]),
                    related=(line.id,),
                )


CHECKS = (
    ways,
    times,
    lengths,
    continuing,
    exclusions,
    order,
    order_of_ends,
    required,
    gates,
    honesty,
    places,
)
