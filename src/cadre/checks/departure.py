"""Departures: what is lost when a provider, a site or a nation goes, and how it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cadre.checks.loss import (
    Leaver,
    SiteLoss,
    Stop,
    at_end,
    fallen,
    people_needed,
    sum_known,
    without,
)
from cadre.checks.refuge import Refuge, refuges
from cadre.checks.work import present, running, segments, waiting
from cadre.errors import CadreError
from cadre.mission import caveats
from cadre.mission.cover import service_windows
from cadre.mission.forces import LeadRotation, Pledge
from cadre.mission.halts import lost_days
from cadre.mission.ids import (
    ActivityId,
    EnablerId,
    NationId,
    PartnerActivityId,
    PledgeId,
    RotationId,
    SiteId,
    SkillId,
)
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import Beds, People
from cadre.mission.spelling import near
from cadre.mission.transfers import lends
from cadre.mission.weeks import DAY, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Who or what goes.

    Attributes:
        what: A provider, a site or a nation.
        id: Its id.
        name: Its name.
    """

    what: Leaver
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How many times as many people are needed after as before, for all work to go on.

    Attributes:
        low: With the enablers' lowest figures.
        likely: With the likely ones.
        high: With their highest; empty when no force is large enough then.
    """

    low: float
    likely: float
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """How things stand on days on which nothing changes.

    Attributes:
        window: The days.
        posts_before: People in posts of work that runs, without the loss.
        posts_after: People in posts of work that still runs with it.
        needed_before: People needed for all work without the loss, brought support included;
            empty when no force is large enough.
        needed_after: The same with the loss, for all work that has a place.
        growth: Needed after to needed before, where support is lost; empty when nobody is needed
            or no force is large enough.
        beds_before: Beds at sites of work, without the loss; empty when no site states any.
        beds_after: The same with it.
        beds_short_before: People needed beyond the beds of their site, without the loss; empty
            when no site states any, or no force is large enough.
        beds_short_after: The same with it.
        stops: Work that stops, and why.
        sites: The sites that lose something.
    """

    window: Window
    posts_before: People
    posts_after: People
    needed_before: People | None
    needed_after: People | None
    growth: Growth | None
    beds_before: Beds | None
    beds_after: Beds | None
    beds_short_before: People | None
    beds_short_after: People | None
    stops: tuple[Stop, ...]
    sites: tuple[SiteLoss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """A pledge that offers support which must be brought.

    Attributes:
        pledge: The pledge.
        nation: Whose it is.
        skill: What its people can do.
        people: How many it offers in all.
        rung: How far it has come.
        notice_weeks: Weeks from the call to the arrival.
    """

    pledge: PledgeId
    nation: NationId
    skill: SkillId
    people: People
    rung: str
    notice_weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What is lost when somebody goes.

    Attributes:
        leaving: Who or what goes.
        since: From which day on.
        moments: How things stand, from the first day looked at to the end of the horizon.
        offers: The pledges that could bring what is missing on the first day looked at.
        refuges: Sites to which displaced work could go that day, for a site that closes.
        leaning: Work yet to begin that leans on what goes, and on nobody else beside.
        own_work: What a partner itself does for the host, and that ends with it.
        leads: Turns of a nation in the lead that fall away.
        paused: Work whose people are counted on the first day looked at, though a pause takes
            that day from it: they stay meanwhile.
        pledges: Pledges of a nation that fall away, those for work to come among them.
    """

    leaving: Leaving
    since: date
    moments: tuple[Moment, ...]
    offers: tuple[Helper, ...]
    refuges: tuple[Refuge, ...]
    leaning: tuple[ActivityId, ...]
    own_work: tuple[PartnerActivityId, ...]
    leads: tuple[RotationId, ...]
    paused: tuple[ActivityId, ...] = ()
    pledges: tuple[PledgeId, ...] = ()


def named(mission: Mission, key: str, what: Leaver | None = None) -> Leaving:
    """The provider, site or nation whose id is `key`.

    Raises:
        CadreError: There is none, or several and `what` doesn't say which.
    """
    found = [
        Leaving(what=kind, id=key, name=names[key])
        for kind, names in _names(mission).items()
        if key in names and what in (None, kind)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        kinds = " and a ".join(one.what.value for one in found)
        raise CadreError(repr(key), f"is a {kinds}", "one of them", "Say which with `--what`.")
    known = {kind: list(names) for kind, names in _names(mission).items() if what in (None, kind)}
    meant = near(key, [one for some in known.values() for one in some])
    raise CadreError(
        repr(key),
        f"is no {' or '.join(kind.value for kind in known)}",
        "; ".join(f"{kind.value}s {', '.join(some) or 'none'}" for kind, some in known.items()),
        f"Did you mean {meant[0]!r}?" if meant else "Use an id of the dossier.",
    )


def _names(mission: Mission) -> dict[Leaver, dict[str, str]]:
    """Names by id of all that may go; of partners, those who lend something come first."""
    lending = {one.provider for one in mission.supports}
    partners = sorted(mission.partners, key=lambda one: one.id not in lending)
    return {
        Leaver.PROVIDER: {one.id: one.name for one in partners},
        Leaver.SITE: {one.id: one.name for one in mission.sites},
        Leaver.NATION: {one.id: one.name for one in mission.nations},
    }


def departure(mission: Mission, plan: Plan | None, leaving: Leaving, since: date) -> Departure:
    """What is lost if `leaving` isn't there from `since` on.

    Before the as-of day, work counts from the day on which it began, as far as the dossier still
    states it. A plan is looked at from its own first day on.

    Args:
        mission: The mission.
        plan: Whose starts and people run; None takes begun work with its posts as asked for.
        leaving: Who or what goes.
        since: The first day without it.

    Raises:
        CadreError: `since` lies after the last day that plans look at.
    """
    end = mission.horizon.window.end
    if since >= end:
        raise CadreError(
            f"day {since}",
            "lies after the last day that plans look at",
            f"a day up to {end - DAY}",
            "Name an earlier day, or move `until` in mission.toml.",
        )
    cut = without(mission, leaving.what, leaving.id, since)
    span = Window(_first(mission, plan, since), end)
    moments = tuple(_joined(_moments(mission, cut, plan, span)))
    return Departure(
        leaving=leaving,
        since=since,
        moments=moments,
        offers=tuple(_helpers(mission, moments[0])),
        refuges=tuple(_refuges(mission, cut, plan, leaving, span.start)),
        leaning=tuple(_leaning(mission, cut, leaving)),
        own_work=tuple(_own_work(mission, leaving, since)),
        leads=tuple(one.id for one in _leads(mission, leaving, since)),
        paused=tuple(_paused(_then(mission, plan, span.start), plan, span.start)),
        pledges=tuple(_pledges(mission, leaving, since)),
    )


def _pledges(mission: Mission, leaving: Leaving, since: date) -> Iterator[PledgeId]:
    for one in mission.pledges:
        if leaving.what is Leaver.NATION and one.nation == leaving.id and one.window.end > since:
            yield one.id


def _paused(mission: Mission, plan: Plan | None, day: date) -> Iterator[ActivityId]:
    for one in present(mission, plan, day):
        if any(day in days for days in lost_days(mission, one.activity, one.site)):
            yield one.activity.id


def _first(mission: Mission, plan: Plan | None, since: date) -> date:
    """The first day looked at."""
    if plan is not None:
        return max(since, plan.horizon.start)
    begun = [one.began for one in mission.activities if one.began is not None]
    return max(since, min([mission.profile.as_of, *begun]))


def _then(mission: Mission, plan: Plan | None, day: date) -> Mission:
    """The mission as at work on `day`: for a day gone by, its as-of day is that day."""
    if plan is not None or day >= mission.profile.as_of:
        return mission
    return replace(mission, profile=replace(mission.profile, as_of=day))


def _moments(mission: Mission, cut: Mission, plan: Plan | None, span: Window) -> Iterator[Moment]:
    for part in segments(span, _edges(mission, plan)):
        then, after = _then(mission, plan, part.start), _then(cut, plan, part.start)
        yield _moment(then, after, plan, part)


def _edges(mission: Mission, plan: Plan | None) -> list[Window]:
    """Windows at whose ends something may change."""
    edges = [one.window for one in mission.supports] + [one.window for one in mission.pledges]
    edges += [*caveats.edges(mission), *(Window(one.day) for one in mission.transfers)]
    edges += [one.window for one in mission.sites]
    edges += [one.window for one in mission.bed_spaces]
    edges += [one.window for one in mission.activities]
    edges += [days for _, _, days in running(mission)]
    edges += [Window(one.began) for one in mission.activities if one.began is not None]
    for nation in {one.nation for one in mission.pledges}:
        edges += service_windows(mission, nation, mission.profile.rely_on)
    if plan is not None:
        edges += [start.window(plan.horizon) for start in plan.starts]
        edges += [plan.horizon.span(one.week, one.weeks) for one in plan.assignments]
    return edges


def _moment(mission: Mission, cut: Mission, plan: Plan | None, part: Window) -> Moment:
    sites = fallen(mission, cut, plan, part.start)
    lent = mission.supports != cut.supports
    return Moment(
        window=part,
        posts_before=sum(one.posts_before for one in sites),
        posts_after=sum(one.posts_after for one in sites),
        needed_before=sum_known(one.before for one in sites),
        needed_after=sum_known(one.after for one in sites),
        growth=_growth(mission, cut, plan, part.start) if lent else None,
        beds_before=_beds(one.beds_before for one in sites),
        beds_after=_beds(one.beds for one in sites),
        beds_short_before=_short((one.beds_before, one.before) for one in sites),
        beds_short_after=_short((one.beds, one.after) for one in sites),
        stops=tuple(stop for one in sites for stop in one.stopping),
        sites=tuple(one for one in sites if _touched(one)),
    )


def _beds(figures: Iterable[int | None]) -> int | None:
    known = [one for one in figures if one is not None]
    return sum(known) if known else None


def _short(sites: Iterable[tuple[int | None, int | None]]) -> int | None:
    """People beyond the beds, for sites as (beds, people needed there)."""
    short = [
        None if people is None else max(people - beds, 0)
        for beds, people in sites
        if beds is not None
    ]
    return sum_known(short) if short else None


def _touched(one: SiteLoss) -> bool:
    return bool(
        one.enablers or one.kinds or one.unfilled or one.stopping or one.after != one.before
    )


def _growth(mission: Mission, cut: Mission, plan: Plan | None, day: date) -> Growth | None:
    found: dict[str, float | None] = {}
    work = present(mission, plan, day)
    for end in ("low", "likely", "high"):
        before = people_needed(at_end(mission, end), work, day)
        after = people_needed(at_end(cut, end), work, day)
        found[end] = after / before if before and after is not None else None
    low, likely = found["low"], found["likely"]
    if low is None or likely is None:
        return None
    return Growth(low=low, likely=likely, high=found["high"])


def _joined(moments: Iterator[Moment]) -> Iterator[Moment]:
    """The moments, those that say the same joined to one."""
    last: Moment | None = None
    for one in moments:
        if last is not None and replace(one, window=last.window) == last:
            last = replace(last, window=Window(last.window.start, one.window.end))
        else:
            if last is not None:
                yield last
            last = one
    if last is not None:
        yield last


def _helpers(mission: Mission, first: Moment) -> Iterator[Helper]:
    offered = {offer.pledge for site in first.sites for kind in site.kinds for offer in kind.offers}
    for pledge in mission.pledges:
        if pledge.id in offered:
            yield _helper(pledge)


def _helper(pledge: Pledge) -> Helper:
    return Helper(
        pledge=pledge.id,
        nation=pledge.nation,
        skill=pledge.skill,
        people=pledge.people,
        rung=pledge.rung.value,
        notice_weeks=pledge.notice_weeks,
    )


def _refuges(
    mission: Mission, cut: Mission, plan: Plan | None, leaving: Leaving, day: date
) -> Iterator[Refuge]:
    if leaving.what is Leaver.SITE:
        then, after = _then(mission, plan, day), _then(cut, plan, day)
        work = present(then, plan, day)
        displaced = [one for one in work if one.site == leaving.id]
        yield from refuges(after, displaced, [one for one in work if one.site != leaving.id], day)


def _leaning(mission: Mission, cut: Mission, leaving: Leaving) -> Iterator[ActivityId]:
    """Work yet to begin for which, at each of its sites, only what goes stands."""
    for activity, sites, days in waiting(mission):
        if leaving.what is Leaver.SITE:
            leans = set(sites) == {leaving.id}
        elif leaving.what is Leaver.NATION:
            leads = {mode.lead for mode in mission.modes_of(activity.id)}
            leans = leads == {leaving.id}
        else:
            leans = all(
                _lost(mission, site, activity.enablers, days)
                - (_lost(cut, site, activity.enablers, days))
                for site in sites
            )
        if leans:
            yield activity.id


def _lost(
    mission: Mission, site: SiteId, kinds: tuple[EnablerId, ...], days: Window
) -> set[EnablerId]:
    """Of `kinds`, those that somebody lends at a site on the last of `days`."""
    last = Window(days.end - timedelta(days=1), days.end)
    return {
        one.enabler
        for one in mission.supports
        if one.site == site and one.enabler in kinds and lends(mission, one, last)
    }


def _own_work(mission: Mission, leaving: Leaving, since: date) -> Iterator[PartnerActivityId]:
    for one in mission.partner_activities:
        lasts = one.window.end > since
        if leaving.what is Leaver.PROVIDER and one.partner == leaving.id and lasts:
            yield one.id


def _leads(mission: Mission, leaving: Leaving, since: date) -> Iterator[LeadRotation]:
    for one in mission.lead_rotations:
        lasts = one.window.end > since
        if leaving.what is Leaver.NATION and one.nation == leaving.id and lasts:
            yield one
