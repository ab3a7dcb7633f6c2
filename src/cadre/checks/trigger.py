"""Trigger checks: rules that act by themselves can fire, can be carried out, and don't run away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from cadre.checks.feasible import needless, obstacle
from cadre.checks.words import cited, ids, listed
from cadre.checks.work import span
from cadre.mission.activities import Activity, Mode, Option
from cadre.mission.authorities import Authority, AuthorityState
from cadre.mission.conditions import Condition
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Pledge
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ConditionId,
    ModeId,
    OptionId,
    PartnerId,
    PledgeId,
    ProgrammeId,
    SiteId,
    TriggerId,
)
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.rows import Row
from cadre.mission.sites import Site
from cadre.mission.training import Programme
from cadre.mission.transfers import lends
from cadre.mission.triggers import Action, Signal, Trigger
from cadre.mission.verbs import Verb
from cadre.mission.weeks import NEVER, Window

MISMATCH = Rule("TRI-01", Severity.ERROR, "A trigger watches or moves what it can't")
NEVER_FIRES = Rule("TRI-02", Severity.WARNING, "A trigger never fires, or fires at once")
FIRES_ITSELF = Rule("TRI-03", Severity.WARNING, "A trigger sets itself off")
IMPOSSIBLE = Rule("TRI-04", Severity.WARNING, "What a trigger orders can't be done")
OPPOSED = Rule("TRI-05", Severity.WARNING, "Two triggers order opposite things at one signal")
ENDLESS = Rule("TRI-06", Severity.ERROR, "A trigger's pause keeps up its own signal")

RULES = (MISMATCH, NEVER_FIRES, FIRES_ITSELF, IMPOSSIBLE, OPPOSED, ENDLESS)

SUBJECTS: dict[Signal, tuple[str, type[Row]] | None] = {
    Signal.AUTHORITY_LOST: ("authorities", Authority),
    Signal.CONDITION_MET: ("conditions", Condition),
    Signal.PROVIDER_GONE: ("partners", Partner),
    Signal.SITE_CLOSED: ("sites", Site),
    Signal.WORK_STOPPED: ("activities", Activity),
    Signal.STRENGTH_BELOW: None,
    Signal.FILL_BELOW: ("activities", Activity),
    Signal.GRADUATES_BELOW: ("programmes", Programme),
}
"""The table that the subject of each signal is in, and its rows; None for one without a subject."""

TARGETS: dict[Action, tuple[str, type[Row]]] = {
    Action.START: ("activities", Activity),
    Action.STOP: ("activities", Activity),
    Action.PAUSE: ("activities", Activity),
    Action.MOVE: ("modes", Mode),
    Action.CALL: ("pledges", Pledge),
    Action.SWITCH: ("options", Option),
}
"""The table that the target of each action is in, and its rows."""

LEVELS = (Signal.STRENGTH_BELOW, Signal.FILL_BELOW, Signal.GRADUATES_BELOW)
"""Signals that are there below a level."""


def mismatched(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find triggers whose subject isn't of the kind that their signal needs, or target of action.

    The fill of all running work has no subject, as the strength of the whole force has none.
    """
    for one in mission.triggers:
        for problem in _mismatches(mission, one):
            yield MISMATCH.broken(
                about=one.id,
                message=f"{_rule(one)}. {problem}",
                remedy="Name what the signal watches and what the action moves, each from its "
                "own table.",
                sources=cited([one]),
                related=tuple(key for key in (one.subject, one.target) if key),
            )


def _rule(one: Trigger) -> str:
    """The rule's sentence without its full stop."""
    return one.name.rstrip(".")


def _mismatches(mission: Mission, one: Trigger) -> Iterator[str]:
    watched = SUBJECTS[one.signal]
    signal, moved = repr(one.signal.value), TARGETS[one.action]
    if watched is None:
        if one.subject is not None:
            yield f"The signal {signal} is of the whole force, not of {one.subject}."
    elif one.subject is None:
        if one.signal is not Signal.FILL_BELOW:
            yield f"The signal {signal} names nothing of the table {watched[0]}."
    elif not _holds(mission, watched[1], one.subject):
        yield f"The signal {signal} can't watch {one.subject}, which isn't in {watched[0]}."
    if not _holds(mission, moved[1], one.target):
        action = repr(one.action.value)
        yield f"The action {action} can't act on {one.target}, which isn't in {moved[0]}."


def _holds(mission: Mission, kind: type[Row], key: str) -> bool:
    return any(isinstance(row, kind) for row in mission.named(key))


def _sound(mission: Mission) -> list[Trigger]:
    """The triggers whose subject and target are of the right kind."""
    return [one for one in mission.triggers if not any(_mismatches(mission, one))]


def idle(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find triggers whose signal can't come, is there already, or bears on nothing."""
    for one in _sound(mission):
        reason = _level(mission, one) if one.signal in LEVELS else _IDLE[one.signal](mission, one)
        if not reason and one.weeks > mission.horizon.weeks:
            weeks = counted(mission.horizon.weeks, "week")
            reason = f"the signal must last {counted(one.weeks, 'week')}, and {weeks} are looked at"
        if reason:
            yield NEVER_FIRES.broken(
                about=one.id,
                message=f"{_rule(one)}. It can't do its work: {reason}.",
                remedy="Watch something that can happen and that work hangs on, or drop the rule.",
                sources=cited([one]),
                related=tuple(key for key in (one.subject,) if key),
            )


def _level(mission: Mission, one: Trigger) -> str:
    if one.below is None:
        return "it names no level below which the signal is there"
    if one.below <= 0:
        return f"nothing is ever below {one.below:g}"
    if one.signal is Signal.FILL_BELOW and one.below > 1:
        return f"the fill is a share, and so always below {one.below:g}"
    asked = {str(post.activity) for post in mission.posts}
    if one.signal is Signal.FILL_BELOW and one.subject and one.subject not in asked:
        return f"{_work(mission, one.subject)} asks for no posts"
    taught = {str(mission.activity(course.activity).programme) for course in mission.courses}
    if one.signal is Signal.GRADUATES_BELOW and one.subject not in taught:
        return f"no course belongs to {_programme(mission, one.subject)}"
    return ""


def _programme(mission: Mission, key: str | None) -> str:
    return next(row.name for row in mission.programmes if row.id == ProgrammeId(key or ""))


def _work(mission: Mission, key: str | None) -> str:
    return mission.activity(ActivityId(key or "")).name


def _authority(mission: Mission, one: Trigger) -> str:
    authority = mission.authority(AuthorityId(one.subject or ""))
    if authority.state in (AuthorityState.REFUSED, AuthorityState.LAPSED):
        return f"{authority.name} is {authority.state.value}, so it can't be lost"
    if authority.pending and authority.belief <= 0:
        return f"nobody believes that {authority.name} comes, so it can't be lost"
    if authority.window.end <= mission.profile.as_of:
        return f"{authority.name} has ended already"
    return "" if _is_used(mission, authority) else f"no work needs {authority.name}"


def _is_used(mission: Mission, authority: Authority) -> bool:
    """Whether work that isn't over, a pledge or another authority rests on an authority."""
    if any(authority.id in other.rests_on for other in mission.authorities):
        return True
    nations = set(authority.nations)
    if nations & {pledge.nation for pledge in mission.pledges}:
        return True
    works = {one.id: one for one in mission.activities if span(mission, one) is not None}
    return any(
        authority.kind in works[mode.activity].cover
        and authority.reaches(works[mode.activity].programme, mode.site)
        for mode in mission.modes
        if mode.activity in works
    )


def _condition(mission: Mission, one: Trigger) -> str:
    condition = mission.condition(ConditionId(one.subject or ""))
    if condition.met is not None and condition.met <= mission.profile.as_of:
        return f"it is met since {condition.met}, so the rule acts at once"
    return f"nobody believes that {condition.name!r} is met" if condition.belief <= 0 else ""


def _provider(mission: Mission, one: Trigger) -> str:
    partner = mission.partner(PartnerId(one.subject or ""))
    ahead = Window(mission.profile.as_of, NEVER)
    lent = any(
        row.provider == partner.id and lends(mission, row, ahead) for row in mission.supports
    )
    works = any(
        row.partner == partner.id and row.window.overlaps(ahead)
        for row in mission.partner_activities
    )
    if not lent and not works:
        return f"{partner.name} neither lends nor does anything"
    # A scenario may have it leave all the same.
    made_to = any(
        change.kind is Verb.PROVIDER_LEAVES and str(change.subject) == str(partner.id)
        for change in mission.changes
    )
    never = partner.leaves is None or partner.leave_belief <= 0
    return f"nobody believes that {partner.name} leaves" if never and not made_to else ""


def _site(mission: Mission, one: Trigger) -> str:
    site = mission.site(SiteId(one.subject or ""))
    if site.window.end <= mission.profile.as_of:
        return f"{site.name} is closed already"
    used = any(mode.site == site.id for mode in mission.modes)
    return "" if used else f"no work is or could be done at {site.name}"


def _stopped(mission: Mission, one: Trigger) -> str:
    activity = mission.activity(ActivityId(one.subject or ""))
    if span(mission, activity) is None:
        return f"{activity.name} is over, or can't start any more"
    return "" if mission.modes_of(activity.id) else f"no way to run {activity.name} is stated"


_IDLE: dict[Signal, Callable[[Mission, Trigger], str]] = {
    Signal.AUTHORITY_LOST: _authority,
    Signal.CONDITION_MET: _condition,
    Signal.PROVIDER_GONE: _provider,
    Signal.SITE_CLOSED: _site,
    Signal.WORK_STOPPED: _stopped,
}
"""Why a signal can't do its work, as part of a sentence; empty when it can."""


def circles(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find triggers whose action brings about their own signal, directly or through others.

    A trigger that acts once only, on strength or graduates, may lower these itself. Pauses that
    keep up each other's signal for good are found as such, and not here.
    """
    known = _sound(mission)
    endless = {one.id for ring in _rings(known, _locked(mission)) for one in ring}
    ends = {one.id: _halts(mission, one) for one in known}
    after = {
        one.id: [two for two in known if _sets_off(mission, one, two, ends[one.id])]
        if ends[one.id]
        else []
        for one in known
    }
    for ring in _rings(known, after):
        if not endless.issuperset(one.id for one in ring):
            yield _circle(ring)


def endless_pauses(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find triggers that pause the very work whose standing still they watch, for good.

    A pause ends when its signal is away. Work that a trigger pauses because it stands still, or
    because other work does that pauses with it, never goes on.
    """
    for ring in _rings(_sound(mission), _locked(mission)):
        first, others = ring[0], ids(ring[1:])
        how = "keeps up its own signal"
        if len(ring) > 1:
            how = f"keeps up its own signal through {listed(repr(_rule(one)) for one in ring[1:])}"
        yield ENDLESS.broken(
            about=first.id,
            message=f"The pause that {_rule(first)!r} orders {how}, so it never ends.",
            remedy="Watch what made the work stop, not the work itself, or stop the work for good.",
            sources=cited(ring),
            related=(*others, first.target),
        )


def _locked(mission: Mission) -> dict[TriggerId, list[Trigger]]:
    """For each pause at work that stands still, the pauses at the standstill it brings about."""
    known = _sound(mission)
    pauses = [
        one for one in known if (one.action, one.signal) == (Action.PAUSE, Signal.WORK_STOPPED)
    ]
    return {
        one.id: [two for two in pauses if one in pauses and str(two.subject) == str(one.target)]
        for one in known
    }


def _sets_off(mission: Mission, one: Trigger, two: Trigger, stopped: set[ActivityId]) -> bool:
    """Whether the action of `one`, which halts the work `stopped`, gives the signal of `two`."""
    if two.signal is Signal.WORK_STOPPED:
        return two.subject in {str(key) for key in stopped}
    if one.id == two.id and one.times == 1:
        return False
    if two.signal is Signal.STRENGTH_BELOW:
        return one.action is not Action.PAUSE and any(
            post.activity in stopped for post in mission.posts
        )
    if two.signal is Signal.GRADUATES_BELOW:
        taught = {course.activity for course in mission.courses} & stopped
        return any(str(mission.activity(key).programme) == two.subject for key in taught)
    return False


def _halts(mission: Mission, one: Trigger) -> set[ActivityId]:
    """The work that an action halts: what it stops or pauses, or that of the options given up."""
    if one.action in (Action.STOP, Action.PAUSE):
        return {ActivityId(one.target)}
    if one.action is Action.SWITCH:
        return {x.id for x in mission.activities if x.option not in (None, OptionId(one.target))}
    return set()


def _rings(
    known: Sequence[Trigger], after: Mapping[TriggerId, list[Trigger]]
) -> Iterator[list[Trigger]]:
    """The rings of triggers of which each leads to the next, none told twice."""
    seen: set[str] = set()
    for one in known:
        ring = _ring(one, after)
        if ring and one.id not in seen:
            seen.update(two.id for two in ring)
            yield ring


def _ring(start: Trigger, after: Mapping[TriggerId, list[Trigger]]) -> list[Trigger]:
    """The shortest way from a trigger back to itself; empty when there is none."""
    paths = [[start]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for two in after[path[-1].id]:
            if two.id == start.id:
                return path
            if two.id not in seen:
                seen.add(two.id)
                paths.append([*path, two])
    return []


def _circle(ring: list[Trigger]) -> Finding:
    first = ring[0]
    how = "brings about its own signal"
    if len(ring) > 1:
        how = f"comes back to itself through {listed(repr(_rule(one)) for one in ring[1:])}"
    return FIRES_ITSELF.broken(
        about=first.id,
        message=f"What {_rule(first)!r} orders {how}, so one event runs through all of it.",
        remedy="Watch a signal from outside, or let one of the rules only tell a person.",
        sources=cited(ring),
        related=ids(ring[1:]),
    )


def impossible_actions(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find triggers whose action can't be carried out, or would change nothing."""
    for one in _sound(mission):
        reason = obstacle(mission, one)
        if not reason and plan is not None and one.action is Action.CALL:
            reason = needless(mission, plan, mission.pledge(PledgeId(one.target)))
        if reason:
            yield IMPOSSIBLE.broken(
                about=one.id,
                message=f"{_rule(one)}. That can't be done: {reason}.",
                remedy="Order something that can be done that day, or prepare what it needs.",
                sources=cited([one]),
                related=tuple(key for key in (one.target, one.subject) if key),
            )


def opposed(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pairs of triggers that at the same signal, as long and as low, order opposite things.

    A signal that lasts longer may well ask for more: that is how rules escalate.
    """
    alike: dict[tuple[object, ...], list[Trigger]] = {}
    for one in _sound(mission):
        seen = (one.signal, one.subject, one.below, one.weeks)
        alike.setdefault(seen, []).append(one)
    for one, two in (pair for some in alike.values() for pair in combinations(some, 2)):
        if _opposite(mission, one, two):
            yield OPPOSED.broken(
                about=one.id,
                message=f"At the same signal, {_rule(one)!r} and {_rule(two)!r} order opposite "
                f"things: {one.action.value} {one.target} and {two.action.value} {two.target}.",
                remedy="Drop one of the rules, or let one wait longer than the other.",
                sources=cited([one, two]),
                related=(two.id, one.target, two.target),
            )


def _opposite(mission: Mission, one: Trigger, two: Trigger) -> bool:
    if one.target == two.target:
        orders = {one.action, two.action}
        return orders in ({Action.START, Action.STOP}, {Action.START, Action.PAUSE})
    if one.action is two.action is Action.SWITCH:
        return True
    moved = [_moved(mission, trigger) for trigger in (one, two)]
    if None not in moved:
        return moved[0] == moved[1]
    stopped = [trigger.target for trigger in (one, two) if trigger.action is Action.STOP]
    return bool(stopped) and any(str(key) == stopped[0] for key in moved if key)


def _moved(mission: Mission, one: Trigger) -> ActivityId | None:
    """The activity that a trigger moves; None for one that moves nothing."""
    return mission.mode(ModeId(one.target)).activity if one.action is Action.MOVE else None


CHECKS = (mismatched, idle, circles, impossible_actions, opposed, endless_pauses)
