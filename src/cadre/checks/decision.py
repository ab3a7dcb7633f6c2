"""Decision checks: conditions with a way to come true, decisions with a meeting, milestones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cadre.checks import milestone
from cadre.checks.words import cited, ids, listed
from cadre.checks.work import dates_of_gates, wanted
from cadre.errors import CadreError
from cadre.mission.activities import Activity
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.gates import planning_dates
from cadre.mission.ids import GateId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.weeks import WEEK, Window

NO_WAY = Rule("DEC-01", Severity.WARNING, "A condition has no known way to come true")
CIRCLE = Rule("DEC-02", Severity.ERROR, "Conditions wait for each other")
NO_SITTING = Rule("DEC-03", Severity.WARNING, "A decision falls outside its body's meetings")
NO_MEETING = Rule("DEC-04", Severity.WARNING, "No meeting is left before a decision is needed")
TOO_LATE = Rule("DEC-07", Severity.WARNING, "The last day to start has passed")

RULES = (NO_WAY, CIRCLE, NO_SITTING, NO_MEETING, TOO_LATE, *milestone.RULES)


def circles(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find conditions that wait for each other, so that none can come true."""
    try:
        planning_dates(mission)
    except CadreError as error:
        yield CIRCLE.broken(
            about=error.place.split(", ")[0],
            message=f"These wait for each other, or for some that do: {error.place}.",
            remedy=error.remedy,
            related=tuple(error.place.split(", ")),
        )


def conditions_without_a_way(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find unmet conditions that plans can't count on, and the work that waits for them."""
    dates = dates_of_gates(mission)
    for condition in mission.conditions:
        key = GateId(condition.id)
        if key not in dates or dates[key] is not None:
            continue
        held = [work for work, _ in wanted(mission) if condition.id in work.conditions]
        waits = f" {listed(one.name for one in held)} can't be planned before." if held else ""
        yield NO_WAY.broken(
            about=condition.id,
            message=f'No day can be planned for "{_plain(condition)}", since '
            f"{_why(mission, condition, dates)}.{waits}",
            remedy="Say when it is expected and by whom it is judged, or drop it.",
            sources=cited([condition]),
            related=ids(held),
        )


def _why(mission: Mission, condition: Condition, dates: Mapping[GateId, date | None]) -> str:
    if condition.belief <= 0:
        return "nobody believes that it comes"
    needs = (*condition.all_of, *condition.any_of)
    stuck = [mission.condition(one) for one in needs if dates.get(GateId(one), condition) is None]
    if stuck:
        return f'it waits for "{listed(_plain(one) for one in stuck)}"'
    return "the dossier gives it no date"


def _plain(condition: Condition) -> str:
    """A condition's sentence as part of another."""
    return condition.name.rstrip(".")


def decisions_outside_meetings(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find decisions stated as taken on a day on which their body didn't meet."""
    for one in mission.decisions:
        if one.taken is not None and one.meetings and one.taken not in one.meetings:
            yield NO_SITTING.broken(
                about=one.id,
                window=Window.of_days(one.taken, one.taken),
                message=f"{one.name} is stated as taken on {one.taken}, when {one.body} didn't "
                f"meet; it met or meets on {listed(str(day) for day in one.meetings)}.",
                remedy="Correct the day, or add the meeting.",
                sources=cited([one]),
            )


def decisions_without_a_meeting(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find open decisions whose body meets no more, or only when it is too late for some work."""
    for one in mission.decisions:
        if one.taken is not None:
            continue
        ahead = sorted(day for day in one.meetings if day >= mission.profile.as_of)
        held = [work for work, _ in wanted(mission) if one.id in work.decisions]
        late = [work for work in held if ahead and _too_late(work, ahead[0])]
        if not ahead or late:
            yield _no_meeting(one, ahead, late or held)


def _too_late(work: Activity, meeting: date) -> bool:
    ready = meeting + work.notice_weeks * WEEK
    over = ready >= work.window.end
    return over or (work.latest_start is not None and ready > work.latest_start)


def _no_meeting(one: DecisionPoint, ahead: list[date], held: list[Activity]) -> Finding:
    when = f"meets next on {ahead[0]}, too late for" if ahead else "has no meeting left for"
    return NO_MEETING.broken(
        about=one.id,
        message=f"{one.name} is still to be decided, but {one.body} {when} "
        f"{listed(work.name for work in held) or 'it'}.",
        remedy="Have a meeting called, or a decision by another way.",
        sources=cited([one]),
        related=ids(held),
    )


def missed_starts(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find work that hasn't begun though the last day to start it is over."""
    as_of = mission.profile.as_of
    for work in mission.activities:
        latest = work.latest_start
        if latest is not None and latest < as_of and not mission.has_begun(work):
            yield TOO_LATE.broken(
                about=work.id,
                window=Window.of_days(None, latest),
                message=f"{work.name} had to start by {latest} and hasn't begun.",
                remedy="Give it a new day, or drop it.",
                sources=cited([work]),
            )


CHECKS = (
    missed_starts,
    circles,
    conditions_without_a_way,
    decisions_outside_meetings,
    decisions_without_a_meeting,
    *milestone.CHECKS,
)
