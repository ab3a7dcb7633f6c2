"""Named futures: what may change, what may hit, and a mission as it would be then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from cadre.errors import CadreError, UnknownIdError
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.enablers import Support
from cadre.mission.forces import Pledge
from cadre.mission.ids import (
    BesideId,
    ChangeId,
    EnablerId,
    PauseId,
    PledgeId,
    ScenarioId,
    ShockId,
    SiteId,
    SubjectId,
)
from cadre.mission.partners import Partner, PartnerActivity
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.quantities import Amount, PerYear, Share, ShareRange, WeeksRange, exact, unstated
from cadre.mission.rows import Row
from cadre.mission.sites import Site
from cadre.mission.triggers import Action
from cadre.mission.verbs import Verb
from cadre.mission.weeks import ALWAYS, NO_DAY, DateRange, Window

if TYPE_CHECKING:
    from cadre.mission.mission import Mission

Windowed = TypeVar("Windowed", Authority, PartnerActivity, Pledge, Support)


class ShockKind(Enum):
    """What may hit a mission while it works."""

    CONSENT = "consent"
    ATTACK = "attack"
    PANDEMIC = "pandemic"
    ELECTION = "election"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock(Row):
    """Something that comes at random and stops work for a time.

    Attributes:
        id: Name within the dossier.
        kind: What it is.
        name: Name as printed.
        site: The only site it stops; empty is every site.
        per_year: How often it comes, while it isn't there; those that follow another count too.
        weeks: How long work stops.
        for_good: Share of such events after which work never resumes.
        again: Share of such events that another one follows soon, as attacks come in waves; a
            suspended consent has none.
        again_weeks: Weeks from its end until the one that follows.
        worsens: Share of suspensions of consent that become a withdrawal when their weeks are
            over, so that people leave; other kinds have none.
        return_weeks: Weeks until a consent withdrawn so is given again, and people come back.
    """

    id: ShockId
    kind: ShockKind
    name: str
    site: SiteId | None = None
    per_year: PerYear = unstated(0)
    weeks: WeeksRange = unstated(0)
    for_good: ShareRange = unstated(0)
    again: ShareRange = unstated(0)
    again_weeks: WeeksRange = unstated(0)
    worsens: ShareRange = exact(0)
    return_weeks: WeeksRange = unstated(0)


class Cause(Enum):
    """Why an engagement planned with a counterpart doesn't take place: the codes ANET uses."""

    ADVISOR = "cancelled by advisor"
    INTERLOCUTOR = "cancelled by interlocutor"
    INTERPRETERS = "cancelled due to availability of interpreters"
    FORCE_PROTECTION = "cancelled due to force protection"
    NETWORK = "cancelled due to network issues"
    ROUTES = "cancelled due to routes"
    THREAT = "cancelled due to threat"
    TRANSPORT = "cancelled due to transportation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance(Row):
    """How often a week's engagements of an activity fail for one cause.

    Attributes:
        id: Name within the dossier.
        cause: Why they fail.
        share: Share of running weeks lost to it.
        enabler: The enabler whose absence it stands for; empty when there is none.
    """

    id: str
    cause: Cause
    share: Share
    enabler: EnablerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Row):
    """A named future, made of changes to what the dossier states.

    Attributes:
        id: Name as given with `--scenario`.
        name: Name as printed.
        story: What happens, in a sentence or two.
    """

    id: ScenarioId
    name: str
    story: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Row):
    """One thing that a scenario changes.

    Attributes:
        id: Name within the dossier.
        scenario: The scenario it belongs to.
        kind: What happens, as a what-if says it; that a work must be planned, and what the host can
            negotiate at a time, are said of no row, and so of no change either.
        subject: To what: the first that the what-if names. An authority, a programme or a site may
            be paused; a budget stands for all of its year and payer.
        window: The days that the what-if names; of an authority extended only the last one. Without
            a last day nobody knows how long a pause lasts, and an authority granted holds as long
            as it would have.
        other: The nation or the site that the what-if names beside its subject.
        amount: People, weeks, beds, money, weight, or how much of a stock.
    """

    id: ChangeId
    scenario: ScenarioId
    kind: Verb
    subject: SubjectId
    window: Window = Window()
    other: BesideId | None = None
    amount: Amount | None = None


def changed(mission: Mission, change: Change) -> Mission:
    """The mission after one change of a kind that is `STATED`."""
    for_a_time = change.kind is Verb.SITE_CLOSES and change.window.last is not None
    if for_a_time or change.kind is Verb.PAUSED:
        return _with_pause(mission, change)
    table, alter = _HOW[change.kind]
    rows = getattr(mission, table)
    if change.subject not in {row.id for row in rows}:
        raise UnknownIdError(table, change.subject, sorted(str(row.id) for row in rows))
    altered = tuple(
        new for row in rows for new in (alter(row, change) if row.id == change.subject else (row,))
    )
    edited: dict[str, Any] = {table: altered}
    result = replace(mission, **edited)
    if change.kind is Verb.PLEDGE_WITHDRAWN:
        kept = {row.id for row in result.pledges}
        # Whoever was to join a pledge that is no more stays where he is, and nobody calls it.
        staying = tuple(one for one in result.transfers if one.pledge in kept)
        left = tuple(
            one
            for one in result.triggers
            if one.action is not Action.CALL or PledgeId(one.target) in kept
        )
        result = replace(result, transfers=staying, triggers=left)
    if change.kind is Verb.PROVIDER_LEAVES:
        result = replace(
            result,
            supports=_until(mission.supports, "provider", change),
            partner_activities=_until(mission.partner_activities, "partner", change),
        )
    return result


def _until(rows: Iterable[Windowed], whose: str, change: Change) -> tuple[Windowed, ...]:
    """The rows, those of the change's subject by the column `whose` up to its day."""
    parts = (
        _cut(row, change) if str(getattr(row, whose)) == change.subject else (row,) for row in rows
    )
    return tuple(row for some in parts for row in some)


def _with_pause(mission: Mission, change: Change) -> Mission:
    """The mission with one more pause, of all that bears the id of the change's subject."""
    tables = ("authorities", "sites", "programmes")
    held = {
        name: [row for row in getattr(mission, name) if row.id == change.subject] for name in tables
    }
    named = [row for rows in held.values() for row in rows]
    if not named:
        known = sorted(str(row.id) for name in tables for row in getattr(mission, name))
        raise UnknownIdError("authority, site or programme", change.subject, known)
    scope: dict[str, Any] = {name: tuple(row.id for row in rows) for name, rows in held.items()}
    consent = any(one.kind is AuthorityKind.CONSENT for one in held["authorities"])
    pause = Pause(
        id=PauseId(change.id),
        name=f"{named[0].name} paused",
        cause=PauseCause.CONSENT if consent else PauseCause.ORDER,
        window=Window(_day(change), change.window.end),
        sources=change.sources,
        marking=change.marking,
        note=change.note,
        **scope,
    )
    return replace(mission, pauses=(*mission.pauses, pause))


def _lapses(authority: Authority, change: Change) -> Iterator[Authority]:
    """Cut, or never in force when it had not begun by then: others may rest on it."""
    if authority.window.start >= _day(change):
        yield replace(authority, state=AuthorityState.LAPSED)
    else:
        yield from _cut(authority, change)


def _closes(site: Site, change: Change) -> Iterator[Site]:
    """Cut, or never open when it hadn't opened by then: work still names it."""
    left = Window(ALWAYS, _day(change)).common(site.window)
    yield replace(site, window=NO_DAY if left is None else left)


def _cut(row: Windowed, change: Change) -> Iterator[Windowed]:
    """The row up to the day of the change: nothing of it when it had not begun by then."""
    left = Window(ALWAYS, _day(change)).common(row.window)
    if left is not None:
        yield replace(row, window=left)


def _day(change: Change) -> date:
    """The day of a change; a change without a first day can't be applied."""
    if change.window.first is None:
        raise CadreError(
            f"change {change.id}", "has no `from`", "a day", "Say from which day it holds."
        )
    return change.window.start


def _granted(authority: Authority, change: Change) -> Iterator[Authority]:
    """In force from the day up to the last one that the change names, or else that it had."""
    day, last = _day(change), change.window.last
    end = authority.window.end if last is None else change.window.end
    if end <= day:
        raise CadreError(
            f"change {change.id}",
            f"{authority.id} would have held until {authority.window.last}, before {day}",
            "a day on which it would hold",
            "Name an earlier day, or its last day too.",
        )
    window = Window(day, end)
    yield replace(authority, state=AuthorityState.IN_FORCE, belief=1.0, granted=None, window=window)


def _leaves(partner: Partner, change: Change) -> Iterator[Partner]:
    leaves = DateRange.exactly(_day(change))
    yield replace(partner, leaves=leaves, leave_belief=1.0)


def _met(condition: Condition, change: Change) -> Iterator[Condition]:
    yield replace(condition, met=_day(change))


def _taken(decision: DecisionPoint, change: Change) -> Iterator[DecisionPoint]:
    yield replace(decision, taken=_day(change))


_HOW: dict[Verb, tuple[str, Callable[..., Iterator[Row]]]] = {
    Verb.PROVIDER_LEAVES: ("partners", _leaves),
    Verb.PLEDGE_WITHDRAWN: ("pledges", _cut),
    Verb.AUTHORITY_GRANTED: ("authorities", _granted),
    Verb.AUTHORITY_LAPSES: ("authorities", _lapses),
    Verb.CONDITION_MET: ("conditions", _met),
    Verb.DECISION_TAKEN: ("decisions", _taken),
    Verb.SITE_CLOSES: ("sites", _closes),
}

STATED = frozenset((*_HOW, Verb.PAUSED))
"""The kinds that `changed` applies, on the day that a change states."""
