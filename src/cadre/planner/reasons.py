"""Reasons: why no week has law for a work, in the words of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cadre.mission.activities import Activity, Mode
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.cover import full_cover, own_law
from cadre.mission.gates import awaited, planning_dates
from cadre.mission.halts import halts_of
from cadre.mission.ids import GateId
from cadre.mission.increments import base_of, modes_beside
from cadre.mission.leads import changes_of_command, handover, led
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from cadre.mission.quantities import counted
from cadre.mission.talks import clashes, needed_talks
from cadre.mission.weeks import Window
from cadre.planner.law import UNDATED, Law, later

KINDS = {
    AuthorityKind.MANDATE: "a mandate",
    AuthorityKind.CONSENT: "the host's consent",
    AuthorityKind.STATUS: "a status of its people",
    AuthorityKind.NATIONAL: "a nation's own decision",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something isn't planned.

    Attributes:
        rule: The rule in the way.
        reason: Why, as a sentence.
        unlock: What would let it in, as a sentence; of a rule of law, only what follows "if".
        blockers: Ids of what is in the way.
    """

    rule: str
    reason: str
    unlock: str
    blockers: tuple[str, ...] = ()


def listed(words: list[str]) -> str:
    """a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def spoken(day: date) -> str:
    """15 March 2021."""
    return f"{day.day} {day:%B %Y}"


def why_no_law(
    law: Law, activity: Activity, mode: Mode, rule: str, by: date | None = None
) -> Reason:
    """Why `rule`, of `law.RULES` or `UNDATED`, leaves no week for `activity` in `mode`.

    Of several gates those come first that open too late for a start on the day `by`.
    """
    if rule == "gates":
        return _gates(law, activity, mode, by)
    return {
        "paused": _paused,
        "cover": _cover,
        UNDATED: _undated,
        "site": _site,
        "window": _window,
        "red lines": _red_lines,
        "negotiations": _negotiations,
        "lead": _lead,
        "hand-over": _hand_over,
        "increment": _increment,
    }[rule](law, activity, mode)


def _paused(law: Law, activity: Activity, mode: Mode) -> Reason:
    halts = pauses_ahead(law.mission, activity, mode)
    names = listed([f"'{one.name}'" for one in halts])
    said = listed([_halt(one) for one in halts])
    # New work of a fixed length isn't planned over a pause.
    whole = mode.weeks if not law.mission.has_begun(activity) else 0
    left = f"no {mode.weeks} weeks on end for it" if whole > 1 else "no week to work"
    return Reason(
        rule="paused",
        reason=f"{activity.name} is halted at {law.mission.site(mode.site).name} by {said}, which "
        f"leaves {left}.",
        unlock=f"{names} ended sooner, or on a day that is known",
        blockers=tuple(str(one.id) for one in halts),
    )


def pauses_ahead(mission: Mission, activity: Activity, mode: Mode) -> tuple[Pause, ...]:
    """The pauses within the horizon that take days from `mode`, or its lead nation from it."""
    led_by = () if mode.lead is None else own_law(mission, mode.lead)
    law = {one.id for one in led_by}
    halts = halts_of(mission, activity, mode.site)
    return tuple(
        one
        for one in mission.pauses
        if (one in halts or not law.isdisjoint(one.authorities))
        and one.window.overlaps(mission.horizon.window)
    )


def _halt(pause: Pause) -> str:
    """'Consent suspended' (from 2020-01-04 on, nobody knows how long)."""
    unknown = ", nobody knows how long" if pause.window.last is None else ""
    return f"'{pause.name}' ({pause.window}{unknown})"


def _cover(law: Law, activity: Activity, mode: Mode) -> Reason:
    horizon = law.mission.horizon
    site = law.mission.site(mode.site)
    missing, blockers = [], []
    for cover in law.covers(activity, mode):
        if not any(horizon.covered(cover.hoped)):
            known = [_state(one) for one in cover.authorities]
            missing.append(KINDS[cover.kind] + (f" ({'; '.join(known)})" if known else ""))
            blockers += [str(one.id) for one in cover.authorities]
    if not missing:
        return _brief_cover(law, activity, mode)
    wanted = listed(missing)
    return Reason(
        rule="cover",
        reason=f"No week has law for {activity.name} at {site.name}: it lacks {wanted}.",
        unlock=f"it had {wanted}",
        blockers=tuple(dict.fromkeys(blockers)),
    )


def _brief_cover(law: Law, activity: Activity, mode: Mode) -> Reason:
    """Each kind of law is there, but not together when, or as long as, the work needs it."""
    horizon = law.mission.horizon
    by_kind = law.covers(activity, mode)
    site = law.mission.site(mode.site).name
    passing = [one for one in by_kind if horizon.window.without(one.hoped)]
    held = _days(full_cover(by_kind, "hoped"), horizon.window)
    if held:
        why = f"has law at {site} only {held}: none of it when, and as long as, it could run."
    else:
        apart = [f"{KINDS[one.kind]} {_days(one.hoped, horizon.window)}" for one in passing]
        why = f"has all its law at {site} on no day: it has {listed(apart)}."
    return Reason(
        rule="cover",
        reason=f"{activity.name} {why}",
        unlock="its law held for longer",
        blockers=tuple(
            dict.fromkeys(
                str(one.id)
                for cover in passing
                for one in cover.authorities
                if one.in_force or one.pending
            )
        ),
    )


def _days(windows: Iterable[Window], within: Window) -> str:
    """When, within a window, as part of a sentence; empty for never."""
    shared = (one.common(within) for one in windows)
    spans = [str(one) for one in shared if one is not None]
    return listed(spans) if spans else ""


def _state(one: Authority) -> str:
    """consent-2021 is proposed, belief 25%, until 31 May 2021."""
    belief = f", belief {one.belief:.0%}" if one.pending else ""
    when = "" if one.window.first is None and one.window.last is None else f", {one.window}"
    return f"{one.name} is {one.state.value}{belief}{when}"


def _gates(law: Law, activity: Activity, mode: Mode, by: date | None) -> Reason:
    waits, days = _awaited(law, activity, mode), planning_dates(law.mission)

    def in_time(key: str) -> bool:
        day = days.get(GateId(key))
        return day is not None and by is not None and later(day, activity.notice_weeks) <= by

    return _waiting(law, activity, sorted(waits, key=in_time))


def _undated(law: Law, activity: Activity, mode: Mode) -> Reason:
    days = planning_dates(law.mission)
    waits = _awaited(law, activity, mode)
    return _waiting(law, activity, [key for key in waits if days.get(GateId(key)) is None])


def _awaited(law: Law, activity: Activity, mode: Mode) -> list[str]:
    """Ids of the gates that a start waits for."""
    mission = law.mission
    waits = [str(key) for key in awaited(mission, activity)]
    waits += [
        str(one.id)
        for cover in law.covers(activity, mode)
        for one in cover.authorities
        if one.pending and one.belief < mission.profile.rely_on
    ]
    return list(dict.fromkeys(waits))


def _waiting(law: Law, activity: Activity, waits: list[str]) -> Reason:
    mission = law.mission
    days = planning_dates(mission)
    said = []
    for key in waits:
        day = days.get(GateId(key))
        when = "nobody can say when" if day is None else f"on planning dates {spoken(day)}"
        said.append(f"'{_name(mission, key)}' ({when})")
    weeks = activity.notice_weeks
    notice = f", with {counted(weeks, 'week')} of notice" if weeks else ""
    what = (listed(said) if said else "gates that open too late") + notice
    return Reason(
        rule="gates",
        reason=f"{activity.name} waits for {what}, which leaves no week to start.",
        unlock=f"{'these' if len(waits) > 1 else 'this'} came in time",
        blockers=tuple(waits),
    )


def _name(mission: Mission, key: str) -> str:
    names = {str(one.id): one.name for one in mission.authorities}
    names |= {str(one.id): one.name for one in mission.decisions}
    names |= {str(one.id): one.name for one in mission.conditions}
    return names[key].removesuffix(".")


def _site(law: Law, activity: Activity, mode: Mode) -> Reason:
    site = law.mission.site(mode.site)
    return Reason(
        rule="site",
        reason=f"{site.name} isn't open long enough when {activity.name} could work there "
        f"(open {site.window}).",
        unlock=f"{site.name} were open for longer",
        blockers=(site.id,),
    )


def _window(law: Law, activity: Activity, mode: Mode) -> Reason:
    day = None if law.mission.has_begun(activity) else activity.began
    first = "" if day is None else f", not before {spoken(day)}"
    last = "" if activity.latest_start is None else f", start by {spoken(activity.latest_start)}"
    length = f", {counted(mode.weeks, 'week')} long" if mode.weeks else ""
    return Reason(
        rule="window",
        reason=f"{activity.name} has no room in its own time ({activity.window}{first}{last}"
        f"{length}) within the plan, which ends on {spoken(law.mission.profile.until)}.",
        unlock="its own time were longer",
        blockers=(activity.id,),
    )


def _red_lines(law: Law, activity: Activity, mode: Mode) -> Reason:
    del mode
    lines = [line for line in law.mission.red_lines if activity.id in line.forbids]
    said = "; ".join(f"{line.side}: {line.statement}" for line in lines)
    return Reason(
        rule="red lines",
        reason=f"A red line rules {activity.name} out ({said}).",
        unlock=f"{listed([line.side for line in lines])} gave up that red line",
        blockers=tuple(line.id for line in lines),
    )


def _negotiations(law: Law, activity: Activity, mode: Mode) -> Reason:
    del mode
    needed = needed_talks(law.mission, activity)
    rows = [one for one in law.mission.negotiations if one.id in needed]
    vain = [one for one in rows if not one.agreed and clashes(law.mission, one.id)]
    if vain:
        found = [pair for one in vain for pair in clashes(law.mission, one.id)]
        names = listed([one.name for one in vain])
        where = listed(list(dict.fromkeys(point for point, _ in found)))
        lines = dict.fromkeys(line.id for _, some in found for line in some)
        return Reason(
            rule="negotiations",
            reason=f"{activity.name} needs {names}, whose sides have no common point on {where}.",
            unlock=f"{names} found a point that all sides accept",
            blockers=(*(one.id for one in vain), *lines),
        )
    names = listed([one.name for one in rows]) if rows else "its negotiations"
    beside = "what is agreed and each other" if len(rows) > 1 else "what is agreed"
    return Reason(
        rule="negotiations",
        reason=f"{activity.name} needs {names}, which can't end in time beside {beside}.",
        unlock=f"{names} ended sooner",
        blockers=tuple(needed),
    )


def _lead(law: Law, activity: Activity, mode: Mode) -> Reason:
    mission = law.mission
    mode = next((one for one in _of(mission, activity, mode) if one.lead is not None), mode)
    nation = "" if mode.lead is None else mission.nation(mode.lead).name
    skills = dict.fromkeys(post.skill for post in mission.posts_at(activity.id, mode.site))
    names = listed([mission.skill(key).name for key in skills])
    when = "when it could" if any(led(mission, activity, mode)) else "in any week"
    return Reason(
        rule="lead",
        reason=f"{activity.name} runs at {mission.site(mode.site).name} under the lead of "
        f"{nation}, which has nobody there {when} for {names}.",
        unlock=f"{nation} sent somebody for {names} there, free of caveats",
        blockers=() if mode.lead is None else (str(mode.lead),),
    )


def _of(mission: Mission, activity: Activity, first: Mode) -> tuple[Mode, ...]:
    """The modes of an activity, the one in question first."""
    return (first, *(one for one in mission.modes_of(activity.id) if one != first))


def _hand_over(law: Law, activity: Activity, mode: Mode) -> Reason:
    mission, weeks = law.mission, law.mission.horizon.window
    del mode
    rows = [one for one in changes_of_command(mission) if handover(one).overlaps(weeks)]
    nations = listed(list(dict.fromkeys(mission.nation(one.nation).name for one in rows)))
    days = listed([str(handover(one)) for one in rows])
    return Reason(
        rule="hand-over",
        reason=f"{activity.name} could start only while {nations} takes command ({days}), when no "
        "new work starts.",
        unlock="the command changed over at another time, or in fewer weeks",
        blockers=tuple(str(one.id) for one in rows),
    )


def _increment(law: Law, activity: Activity, mode: Mode) -> Reason:
    mission, base = law.mission, base_of(law.mission, activity)
    name = "" if base is None else base.name
    site = mission.site(mode.site).name
    never = not modes_beside(mission, activity, mode)
    why = f"has no way to run at {site}" if never else f"can't run at {site} when it could"
    return Reason(
        rule="increment",
        reason=f"{activity.name} makes {name} greater, which {why}.",
        unlock=f"{name} could run at {site} in these weeks",
        blockers=() if base is None else (base.id,),
    )
