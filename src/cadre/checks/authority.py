"""Authority checks: no work on a day for which a kind of legal cover is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cadre.checks.words import cited, day_before, ids, listed
from cadre.checks.work import wanted
from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.cover import Cover, covers, first_lapse, holding, planned_window, with_bases
from cadre.mission.days import LawState, days_of, spells
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.halts import unpaused
from cadre.mission.ids import AuthorityId, ProgrammeId, SiteId
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.provenance import marking_of
from cadre.mission.quantities import counted
from cadre.mission.weeks import NEVER, WEEK, Window, common_to_all

NEAR_WEEKS = 26
"""A lapse nearer than this many weeks is flagged: renewals took up to 34 weeks in the record."""
NAMED = 12
"""Works that a finding of them all names; more are counted."""

NO_COVER = Rule("AUT-01", Severity.ERROR, "Work has no legal cover of one kind")
ON_BELIEF = Rule("AUT-02", Severity.WARNING, "Legal cover rests on a belief")
BASE_LAPSES = Rule("AUT-03", Severity.WARNING, "An authority rests on one that doesn't hold")
NEAR_LAPSE = Rule("AUT-04", Severity.WARNING, "Legal cover lapses soon")
LATER_START = Rule("AUT-05", Severity.NOTE, "Work can't start as early as it is wanted")
NO_AGREEMENT = Rule("AUT-06", Severity.WARNING, "Permission without agreement")
OTHER_SITE = Rule("AUT-07", Severity.NOTE, "Work is covered at one of its sites only")
AWAITED = Rule("AUT-08", Severity.WARNING, "Work waits for an authority that is only hoped for")

RULES = (
    NO_COVER,
    ON_BELIEF,
    BASE_LAPSES,
    NEAR_LAPSE,
    LATER_START,
    NO_AGREEMENT,
    OTHER_SITE,
    AWAITED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One activity, when it is wanted, and how it is covered at its best covered site.

    Attributes:
        activity: The activity.
        span: The days for which it is wanted.
        site: The site of its modes at which cover lasts longest.
        covers: Its cover there, by kind.
        others: The other sites of its modes with the first day not covered there; None is never.
    """

    activity: Activity
    span: Window
    site: SiteId
    covers: tuple[Cover, ...]
    others: tuple[tuple[SiteId, date | None], ...]


def covered_work(mission: Mission) -> Iterator[Covered]:
    """Each activity that isn't over, at the site where what may be relied on lasts longest."""
    for activity, days in wanted(mission):
        sites = dict.fromkeys(mode.site for mode in mission.modes_of(activity.id))
        if sites:
            by_site = {site: covers(mission, activity, site) for site in sites}
            yield _best(activity, days, by_site)


def _best(activity: Activity, days: Window, by_site: dict[SiteId, tuple[Cover, ...]]) -> Covered:
    lapses = {site: _lapse(some, days) for site, some in by_site.items()}
    site = max(lapses, key=lambda one: lapses[one] or NEVER)
    others = tuple((other, lapse) for other, lapse in lapses.items() if other != site)
    return Covered(activity=activity, span=days, site=site, covers=by_site[site], others=others)


def _lapse(some: Iterable[Cover], days: Window) -> date | None:
    lapses = [first_lapse(cover.relied, days.start) for cover in some]
    first = min((day for day in lapses if day is not None), default=None)
    return None if first is None or first >= days.end else first


def gaps(mission: Mission, held: Iterable[Window], days: Window) -> tuple[Window, ...]:
    """The days from the start of `days` on that `held` leaves open, in order of time.

    Only gaps that begin within `days` and the horizon count; for work that is wanted only
    after the horizon, those that begin with it. A gap after which nothing is held has no end,
    whenever the work ends: nobody knows of cover after it.
    """
    found: list[Window] = []
    for gap in Window(days.start).without(held):
        seen = gap.start < mission.horizon.window.end or gap.start == days.start
        if gap.start < days.end and seen:
            found.append(Window(gap.start, NEVER if gap.end == NEVER else min(gap.end, days.end)))
    return tuple(found)


def starts_late(mission: Mission, activity: Activity, gap: Window, days: Window) -> bool:
    """Whether a gap only puts off the start of work that hasn't begun."""
    return not mission.has_begun(activity) and gap.start == days.start and gap.end < days.end


def finds_room(mission: Mission, activity: Activity, held: Iterable[Window], days: Window) -> bool:
    """Whether work of a fixed length, not yet begun, fits whole into the days held."""
    lengths = [mode.weeks for mode in mission.modes_of(activity.id)]
    if mission.has_begun(activity) or not lengths or 0 in lengths:
        return False
    return any(
        room.days >= min(lengths) * WEEK.days for room in common_to_all([(days,), tuple(held)])
    )


def work_without_cover(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find the days on which a kind of cover is missing, or only believed; consent is CON's.

    Days lost to pauses are PAU's.
    """
    mission = unpaused(mission)
    asked = [
        (work, cover)
        for work in covered_work(mission)
        for cover in work.covers
        if cover.kind is not AuthorityKind.CONSENT
    ]
    lacking = [one for work, cover in asked for one in _uncovered(mission, work, cover)]
    for alike in together(mission, lacking):
        yield _not_covered(alike)
    believed = [one for work, cover in asked for one in _believed(mission, work, cover)]
    for alike in together(mission, believed):
        yield _on_belief(alike)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Days on which one kind of cover is missing for one piece of work, or only believed.

    Attributes:
        rule: The rule that this breaks.
        work: The work.
        cover: Its cover of the kind.
        window: The days.
        behind: The authorities that are named as the reason.
    """

    rule: Rule
    work: Covered
    cover: Cover
    window: Window
    behind: tuple[Authority, ...]


def together(mission: Mission, some: Iterable[Lack]) -> Iterator[tuple[Lack, ...]]:
    """What several works lack alike, as one: of one kind, on the same days, for one reason.

    Works that not the same readers may see stay apart, so that no finding is kept from a reader
    for the sake of another work in it.
    """
    found: dict[object, list[Lack]] = {}
    for one in some:
        rows = (one.work.activity, mission.site(one.work.site), *one.behind)
        marking = Marking.strictest(marking_of(mission, row) for row in rows)
        key = (one.rule, one.cover.kind, one.window, ids(one.behind), marking)
        found.setdefault(key, []).append(one)
    return (tuple(alike) for alike in found.values())


def works_named(alike: Iterable[Lack]) -> str:
    """The works of lacks that are alike, as a sentence has them."""
    return listed((one.work.activity.name for one in alike), NAMED)


def told_as_one(alike: tuple[Lack, ...], message: str, remedy: str) -> Finding:
    """The one finding of what several works lack alike."""
    one, related = alike[0], _related(alike)
    return one.rule.broken(
        about=related[0],
        window=one.window,
        message=message,
        remedy=remedy,
        sources=cited(one.behind),
        related=related[1:],
    )


def _related(alike: Iterable[Lack]) -> tuple[str, ...]:
    """The ids that such a finding names: works, the one it is about first, sites, authorities."""
    some = tuple(alike)
    works = (str(one.work.activity.id) for one in some)
    sites = (str(one.work.site) for one in some)
    return tuple(dict.fromkeys((*works, *sites, *ids(some[0].behind))))


def _uncovered(mission: Mission, work: Covered, cover: Cover) -> Iterator[Lack]:
    if finds_room(mission, work.activity, cover.relied, work.span):
        return
    for gap in gaps(mission, cover.relied, work.span):
        rule = AWAITED if _is_asked_for(mission, work, cover) else NO_COVER
        if starts_late(mission, work.activity, gap, work.span):
            rule = LATER_START
        yield Lack(rule=rule, work=work, cover=cover, window=gap, behind=cover.authorities)


def _not_covered(alike: tuple[Lack, ...]) -> Finding:
    one = alike[0]
    said = {LATER_START: _later, AWAITED: _awaited}.get(one.rule, _gap)
    return told_as_one(alike, *said(works_named(alike), one.cover, one.window))


def _gap(names: str, cover: Cover, gap: Window) -> tuple[str, str]:
    kind = cover.kind.value
    return (
        f"No {kind} covers {names} {gap}: {missing(cover, gap)}.",
        f"Obtain a {kind} that holds from {gap.start} on, or end the work before.",
    )


def _awaited(names: str, cover: Cover, gap: Window) -> tuple[str, str]:
    message, _ = _gap(names, cover, gap)
    return message, f"Obtain the {cover.kind.value}; prepare the start, but don't order it."


def _is_asked_for(mission: Mission, work: Covered, cover: Cover) -> bool:
    """Whether cover is only now asked for, for new work: nothing lapsed, a gate has yet to open."""
    begun = mission.has_begun(work.activity)
    return not begun and not cover.relied and bool(common_to_all([(work.span,), cover.hoped]))


def _later(names: str, cover: Cover, gap: Window) -> tuple[str, str]:
    kind = cover.kind.value
    return (
        f"{names} can't start before {gap.end}: no {kind} covers it until then.",
        f"Plan the start for {gap.end} or later, or have the {kind} brought forward.",
    )


def missing(cover: Cover, gap: Window) -> str:
    """What ends before `gap` and what might close it, as part of a sentence."""
    if not cover.authorities:
        return "the dossier states none whose scope holds this work"
    ended = [one for one in cover.authorities if one.window.end == gap.start]
    parts = [f"{one.name} ends on {day_before(one.window.end)}" for one in ended]
    coming = [one for one in cover.authorities if one.pending and _may_close(one, gap)]
    parts += [
        f"{one.name} is only {one.state.value} (belief {one.belief:g})"
        for one in sorted(coming, key=lambda one: -one.belief)
    ]
    return "; ".join(parts) or f"{listed(one.name for one in cover.authorities)} doesn't hold then"


def _may_close(authority: Authority, gap: Window) -> bool:
    days = planned_window(authority)
    return days is not None and days.overlaps(gap)


def _believed(mission: Mission, work: Covered, cover: Cover) -> Iterator[Lack]:
    for gap in gaps(mission, cover.firm, work.span):
        for part in common_to_all([(gap,), cover.relied, (work.span,)]):
            behind = relied_on(mission, cover, part)
            yield Lack(rule=ON_BELIEF, work=work, cover=cover, window=part, behind=behind)


def _on_belief(alike: tuple[Lack, ...]) -> Finding:
    one = alike[0]
    return told_as_one(
        alike,
        f"{str(one.window).capitalize()}, the {one.cover.kind.value} of {works_named(alike)} "
        f"rests on a belief {belief_in(one.behind)}",
        "Have it put into force, and say what is done if it doesn't come.",
    )


def relied_on(mission: Mission, cover: Cover, part: Window) -> tuple[Authority, ...]:
    """The pending authorities that `part` leans on, best believed first; bases count too.

    One that adds no day to those before it is left out.
    """
    held = holding(mission, mission.profile.rely_on)
    best = sorted(cover.authorities, key=lambda one: (not one.in_force, -one.belief))
    chosen: dict[AuthorityId, Authority] = {}
    left: tuple[Window, ...] = (part,)
    for one in best:
        rest = tuple(gap for days in left for gap in days.without(held[one.id]))
        if rest != left:
            left = rest
            chosen |= {base.id: base for base in with_bases(mission, one) if base.pending}
    return tuple(chosen.values())


def hoped_for(mission: Mission, cover: Cover, days: Window) -> tuple[Authority, ...]:
    """The pending authorities that a kind would rest on for some of `days`; bases count too."""
    found = {base.id: base for one in cover.authorities for base in with_bases(mission, one)}
    return tuple(
        one
        for one in found.values()
        if one.pending and (held := planned_window(one)) is not None and held.overlaps(days)
    )


def belief_in(behind: tuple[Authority, ...]) -> str:
    """What a belief is in, and how strong its weakest part is, as the end of a sentence."""
    belief = min((one.belief for one in behind), default=0)
    return f"({belief:g}): not yet in force is {listed(one.name for one in behind)}."


def authorities_on_lapsing_ones(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find authorities in force whose own window outlasts what they rest on, in the horizon.

    A base that is expected and may be relied on counts as there: work on it is AUT-02's matter.
    So does one that is paused: that is PAU's.
    """
    mission = unpaused(mission)
    held = holding(mission, mission.profile.rely_on)
    known = {one.id: one for one in mission.authorities}
    for authority in mission.authorities:
        ahead = authority.window.common(Window(mission.profile.as_of, NEVER))
        if not (authority.in_force and authority.rests_on and ahead):
            continue
        bases = [known[base] for base in authority.rests_on if base in known]
        for gap in gaps(mission, held[authority.id], ahead):
            yield BASE_LAPSES.broken(
                about=authority.id,
                window=gap.common(ahead) or gap,
                message=f"{authority.name} is stated {authority.window}, but doesn't hold "
                f"{gap.common(ahead) or gap}: it rests on {listed(one.name for one in bases)}.",
                remedy="Have what it rests on renewed, or give it a base of its own.",
                sources=cited([authority, *bases]),
                related=ids(bases),
            )


def near_lapses(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find the days within `NEAR_WEEKS` on which cover in force ends under work that runs."""
    as_of, found = mission.profile.as_of, dict[tuple[AuthorityKind, date], list[Covered]]()
    for work in covered_work(unpaused(mission)):
        for cover in work.covers:
            lapse = first_lapse(cover.firm, as_of)
            near = lapse is not None and as_of < lapse < as_of + NEAR_WEEKS * WEEK
            if lapse is not None and near and work.span.start == as_of and lapse < work.span.end:
                found.setdefault((cover.kind, lapse), []).append(work)
    for (kind, lapse), works in found.items():
        yield _near(mission, kind, lapse, works)


def _near(mission: Mission, kind: AuthorityKind, lapse: date, works: list[Covered]) -> Finding:
    ending = [one for one in mission.authorities if one.kind is kind and one.window.end == lapse]
    weeks = (lapse - mission.profile.as_of).days // 7
    names = listed(work.activity.name for work in works)
    return NEAR_LAPSE.broken(
        about=ending[0].id if ending else works[0].activity.id,
        window=Window(lapse),
        message=f"The {kind.value} in force for {names} ends on {day_before(lapse)}, "
        f"{counted(weeks, 'week')} from now.",
        remedy="Have it renewed in time, or prepare to stop.",
        sources=cited(ending),
        related=(*ids(ending), *(str(work.activity.id) for work in works)),
    )


def permission_without_agreement(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find the days on which work is permitted while the status of its people is only to come."""
    mission = unpaused(mission)
    known: dict[tuple[ProgrammeId, tuple[AuthorityKind, ...], SiteId], tuple[Window, ...]] = {}
    found: dict[tuple[tuple[Authority, ...], Window], list[Covered]] = {}
    for work in covered_work(mission):
        key = (work.activity.programme, work.activity.cover, work.site)
        if AuthorityKind.STATUS not in work.activity.cover:
            continue
        if key not in known:
            ahead = spells(mission, work.activity, work.site, mission.horizon.window)
            known[key] = days_of(ahead, LawState.PERMITTED)
        for days in common_to_all([(work.span,), known[key]]):
            found.setdefault((_agreements_to_come(work, days), days), []).append(work)
    for (coming, days), works in found.items():
        yield _no_agreement(mission, coming, days, works)


def _agreements_to_come(work: Covered, days: Window) -> tuple[Authority, ...]:
    status = next(cover for cover in work.covers if cover.kind is AuthorityKind.STATUS)
    return tuple(
        one
        for one in status.authorities
        if one.pending or (one.in_force and one.window.start > days.start)
    )


def _no_agreement(
    mission: Mission, coming: tuple[Authority, ...], days: Window, works: list[Covered]
) -> Finding:
    names = listed(work.activity.name for work in works)
    goes_on = days.end == mission.horizon.window.end
    return NO_AGREEMENT.broken(
        about=coming[0].id,
        window=Window(days.start, NEVER) if goes_on else days,
        message=f"{names} may be done, but the status of the people is not agreed; still to "
        f"come: {listed(one.name for one in coming)}.",
        remedy="Conclude the agreement before people deploy under the permission.",
        sources=cited(coming),
        related=(*ids(coming), *(str(work.activity.id) for work in works)),
    )


def sites_without_cover(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find sites of an activity at which cover ends earlier than at its best one."""
    for work in covered_work(unpaused(mission)):
        best = _lapse(work.covers, work.span) or NEVER
        for site, lapse in work.others:
            if lapse is not None and lapse < best and lapse < mission.horizon.window.end:
                yield OTHER_SITE.broken(
                    about=work.activity.id,
                    window=Window(lapse, max(best, lapse)),
                    message=f"{work.activity.name} is not covered at {mission.site(site).name} "
                    f"from {lapse} on; at {mission.site(work.site).name} it is.",
                    remedy="Choose the covered site, or have the scope widened.",
                    sources=cited([work.activity]),
                    related=(site, work.site),
                )


CHECKS = (
    work_without_cover,
    authorities_on_lapsing_ones,
    near_lapses,
    permission_without_agreement,
    sites_without_cover,
)
