"""Law by the day as one reader may see it: kinds of cover along time, gaps, and what may come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cadre.checks.work import finished
from cadre.checks.work import span as days_wanted
from cadre.errors import CadreError
from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.cover import Cover, covers, planned_window, with_bases
from cadre.mission.days import LawState, Spell, spells
from cadre.mission.halts import halting, halts_of, unpaused
from cadre.mission.ids import ActivityId, SiteId
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from cadre.mission.plans import MadeFrom
from cadre.mission.provenance import marking_of
from cadre.mission.quantities import Share
from cadre.mission.rows import Row
from cadre.mission.sources import Audience
from cadre.mission.spelling import no_such
from cadre.mission.weeks import ALWAYS, Window, common_to_all, union
from cadre.release.redact import keep, redact

BEFORE = timedelta(days=366)
"""How long before the first work law is shown unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCover:
    """One kind of authority along the span; each tuple of days holds the one before.

    Attributes:
        kind: The kind.
        firm: Days that authorities in force cover.
        relied: Days covered when those expected and believed enough come too.
        hoped: Days covered when all that may come does.
        paused: Days that authorities in force would cover, but for a pause.
        authorities: Ids of all whose scope holds the work.
        marking: Who may see it.
    """

    kind: AuthorityKind
    firm: tuple[Window, ...]
    relied: tuple[Window, ...]
    hoped: tuple[Window, ...]
    paused: tuple[Window, ...]
    authorities: tuple[str, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """An authority that may close a gap.

    Attributes:
        authority: Its id.
        name: Its name.
        kind: Its kind.
        in_force: Whether it is in force, and only begins later.
        belief: Share of futures in which it comes into force, when it isn't yet.
        planned: Day on which it begins, or on which plans expect it; null when none is known.
    """

    authority: str
    name: str
    kind: AuthorityKind
    in_force: bool
    belief: Share
    planned: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """A pause that takes something from work.

    Attributes:
        pause: Its id.
        name: What happened.
        window: All its days.
    """

    pause: str
    name: str
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOfLaw:
    """Days on end on which law covers a piece of work in the same way.

    Attributes:
        window: The days.
        days: How many.
        state: How far it is covered by what is in force.
        missing: Kinds that nothing in force covers.
        relied: Of these, those that authorities believed enough to plan on would cover.
        hoped: Of these, those that would be covered if all that may come did.
        coming: What may come and would then hold.
        later: What isn't there on these days and comes, or may come, later.
        pauses: What is paused, by name.
        marking: Who may see it.
    """

    window: Window
    days: int
    state: LawState
    missing: tuple[AuthorityKind, ...]
    relied: tuple[AuthorityKind, ...]
    hoped: tuple[AuthorityKind, ...]
    coming: tuple[Coming, ...]
    later: tuple[Coming, ...]
    pauses: tuple[Halt, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCover:
    """One activity at one site.

    Attributes:
        activity: Its id.
        name: Its name.
        site: Where.
        begun: Whether it has begun.
        window: Days of the span on which it ran or is wanted.
        kinds: Law by kind, along the whole span.
        days: Law by the day within `window`, every day once.
        marking: Who may see that there is such work.
    """

    activity: str
    name: str
    site: str
    begun: bool
    window: Window
    kinds: tuple[KindCover, ...]
    days: tuple[DaysOfLaw, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverAnswer:
    """How law covers the work, day by day.

    Attributes:
        made_from: What was looked at.
        span: The days looked at.
        works: Each activity at each of its sites; where it has begun, at the first.
        withheld: Parts that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    span: Window
    works: tuple[WorkCover, ...]
    withheld: int | None


def answer_for(
    audience: Audience,
    made_from: MadeFrom,
    mission: Mission,
    *,
    span: Window,
    activities: Iterable[str] = (),
) -> tuple[CoverAnswer, int]:
    """What an audience may see of it, and how many parts it may not see.

    Raises:
        UnknownIdError: There is no such activity that the audience may see.
    """
    rows = tuple(_asked(mission, audience, activities)) or mission.activities
    works = tuple(_works(mission, span, rows))
    whole = CoverAnswer(made_from=made_from, span=span, works=works, withheld=None)
    seen, withheld = redact(whole, audience)
    return replace(seen, withheld=withheld if audience.told_of_more else None), withheld


def span_of(mission: Mission, first: date | None, last: date | None) -> Window:
    """The days looked at, both `first` and `last` inside.

    Without `first`, from the first authority on, at most a year before the first work; without
    `last`, to the last day that plans look at.

    Raises:
        CadreError: `last` lies before `first`.
    """
    begins, ends = first or _first_day(mission), last or mission.profile.until
    if begins > ends:
        raise CadreError(
            f"from {begins} to {ends}",
            "ends before it begins",
            "a `--to` not before `--from`",
            "Choose other days.",
        )
    return Window.of_days(begins, ends)


def _first_day(mission: Mission) -> date:
    began = [one.began for one in mission.activities if one.began is not None]
    first = min([*began, mission.profile.as_of])
    starts = (one.window.start for one in mission.authorities if one.window.start != ALWAYS)
    law = min(starts, default=first)
    return min(first, max(law, first - BEFORE))


def _asked(mission: Mission, audience: Audience, asked: Iterable[str]) -> Iterator[Activity]:
    """The activities of these ids; of what the audience may not see not even the id is told."""
    seen = {str(one.id) for one in keep(mission.activities, audience).things}
    for key in asked:
        if key not in seen:
            raise no_such("activity", key, sorted(seen))
        yield mission.activity(ActivityId(key))


def _works(mission: Mission, span: Window, rows: Iterable[Activity]) -> Iterator[WorkCover]:
    for activity in rows:
        sites = tuple(dict.fromkeys(mode.site for mode in mission.modes_of(activity.id)))
        begun = mission.has_begun(activity)
        own = own_days(mission, activity)
        inside = None if own is None else own.common(span)
        for site in sites[:1] if begun else sites:
            if inside is not None:
                yield _work(mission, activity, site, span, inside)


def own_days(mission: Mission, activity: Activity) -> Window | None:
    """The days of an activity: from its first on once begun, else those for which it is wanted.

    Begun work of a fixed length ends when that is over.
    """
    if activity.began is None or not mission.has_begun(activity):
        return days_wanted(mission, activity)
    end = min(activity.window.end, finished(mission, activity))
    return Window(activity.began, end) if activity.began < end else None


def _work(
    mission: Mission, activity: Activity, site: SiteId, span: Window, inside: Window
) -> WorkCover:
    place = mission.site(site)
    held, free = (covers(one, activity, site) for one in (mission, unpaused(mission)))
    halts = halts_of(mission, activity, site)
    kinds = tuple(
        _kind(mission, one, other, halts, span) for one, other in zip(held, free, strict=True)
    )
    whole = law_marking(mission, activity, site)
    return WorkCover(
        activity=activity.id,
        name=activity.name,
        site=site,
        begun=mission.has_begun(activity),
        window=inside,
        kinds=kinds,
        days=tuple(
            _days(mission, held, one, whole) for one in spells(mission, activity, site, inside)
        ),
        marking=_marking(mission, [activity, place]),
    )


def _kind(
    mission: Mission, held: Cover, free: Cover, halts: Iterable[Pause], span: Window
) -> KindCover:
    def within(days: Iterable[Window]) -> tuple[Window, ...]:
        return union(common_to_all([(span,), days]))

    return KindCover(
        kind=held.kind,
        firm=within(held.firm),
        relied=within(held.relied),
        hoped=within(held.hoped),
        paused=within(gap for day in free.firm for gap in day.without(held.firm)),
        authorities=tuple(str(one.id) for one in held.authorities),
        marking=_kind_marking(mission, held, halts),
    )


def _kind_marking(mission: Mission, held: Cover, halts: Iterable[Pause]) -> Marking:
    """Who may see how one kind of authority covers a work."""
    rows = {base.id: base for one in held.authorities for base in with_bases(mission, one)}
    taking = [one for one in halts if not rows.keys().isdisjoint(one.authorities)]
    return _marking(mission, [*rows.values(), *taking])


def law_marking(mission: Mission, activity: Activity, site: SiteId) -> Marking:
    """Who may see how law covers a work at a site: the strictest of all that its days come from."""
    halts = tuple(halts_of(mission, activity, site))
    kinds = (_kind_marking(mission, one, halts) for one in covers(mission, activity, site))
    direct = halting(mission, activity.programme, site)
    own = _marking(mission, [activity, mission.site(site), *direct])
    return Marking.strictest([*kinds, own])


def _days(mission: Mission, held: tuple[Cover, ...], spell: Spell, marking: Marking) -> DaysOfLaw:
    pauses = [one for one in mission.pauses if one.id in spell.pauses]
    return DaysOfLaw(
        window=spell.window,
        days=spell.window.days,
        state=spell.state,
        missing=spell.missing,
        relied=spell.relied,
        hoped=spell.hoped,
        coming=tuple(_coming(mission.authority(key)) for key in spell.coming),
        later=tuple(_later(held, spell)),
        pauses=tuple(Halt(pause=one.id, name=one.name, window=one.window) for one in pauses),
        marking=marking,
    )


def _later(held: tuple[Cover, ...], spell: Spell) -> Iterator[Coming]:
    """Authorities of missing kinds that come after these days: what ends them, and hopes."""
    for cover in held:
        for one in cover.authorities if cover.kind in spell.missing else ():
            days = planned_window(one)
            begins = one.window.start if one.in_force or days is None else days.start
            hoped = one.pending and one.belief > 0 and spell.window.start < begins
            if (hoped and one.id not in spell.coming) or (
                one.in_force and begins == spell.window.end
            ):
                yield _coming(one)


def _coming(authority: Authority) -> Coming:
    planned = planned_window(authority)
    return Coming(
        authority=authority.id,
        name=authority.name,
        kind=authority.kind,
        in_force=authority.in_force,
        belief=authority.belief,
        planned=None if planned is None else planned.first,
    )


def _marking(mission: Mission, rows: Iterable[Row]) -> Marking:
    return Marking.strictest(marking_of(mission, row) for row in rows)


def bars_of(answer: CoverAnswer) -> list[dict[str, str]]:
    """The answer as bars of a chart: `work`, `line`, `state`, and days `from` and `to`."""
    return [
        {
            "work": f"{one.name} ({one.site})",
            "line": line,
            "state": state,
            "from": window.start.isoformat(),
            "to": window.end.isoformat(),
        }
        for one in answer.works
        for line, state, windows in lines_of(one)
        for window in windows
    ]


def lines_of(work: WorkCover) -> Iterator[tuple[str, str, tuple[Window, ...]]]:
    """The lines on which a piece of work is drawn: each line, a state on it, and its days.

    A line a kind of authority comes first, then one for all kinds; no day of a line is in two
    states.
    """
    yield from _kind_bars(work)
    yield from _day_bars(work)


def picture_of(answer: CoverAnswer) -> str:
    """The answer as an SVG picture."""
    from cadre.brief.charts.spans import cover  # noqa: PLC0415 - only a picture needs it
    from cadre.brief.render import picture_file  # noqa: PLC0415 - loads what draws

    domain, as_of = (str(answer.span.start), str(answer.span.end)), answer.made_from.as_of
    return picture_file(
        cover(bars_of(answer), domain, as_of),
        f"Law by the day, {answer.span}, as known on {as_of}",
        "For each activity at its site a line a kind of authority and one for all kinds; the "
        "dashed line is the as-of day.",
    )


def _kind_bars(work: WorkCover) -> Iterator[tuple[str, str, tuple[Window, ...]]]:
    for kind in work.kinds:
        line = kind.kind.value
        yield line, "only hoped for", _without(kind.hoped, (*kind.relied, *kind.paused))
        yield line, "may be relied on", _without(kind.relied, kind.firm)
        yield line, "paused", _without(kind.paused, kind.relied)
        yield line, "in force", kind.firm


def _day_bars(work: WorkCover) -> Iterator[tuple[str, str, tuple[Window, ...]]]:
    for one in work.days:
        yield "all kinds", shown(one), (one.window,)


def shown(one: DaysOfLaw) -> str:
    """How days are drawn for all kinds together: what may come before what is missing."""
    if one.state is LawState.FULL:
        return "in force"
    if one.missing and one.relied == one.missing:
        return "may be relied on"
    said = one.state in (LawState.PAUSED, LawState.PERMITTED)
    if one.missing and one.hoped == one.missing and not said:
        return "only hoped for"
    return str(one.state.value)


def _without(days: Iterable[Window], others: Iterable[Window]) -> tuple[Window, ...]:
    taken = tuple(others)
    return tuple(gap for day in days for gap in day.without(taken))
