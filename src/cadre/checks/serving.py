"""Who serves which need: how far each is covered on a day, by whom, and what is left open.

Coverage of a need is 1 - prod(1 - strength) over the work that serves it; its gap is its weight
times what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cadre.checks.work import in_horizon, wanted, week_windows
from cadre.mission.activities import Activity
from cadre.mission.halts import lost_days
from cadre.mission.ids import ActivityId, InstitutionId, NeedId, SiteId, WorkId
from cadre.mission.mission import Mission
from cadre.mission.needs import Need
from cadre.mission.partners import Partner, PartnerActivity
from cadre.mission.plans import Plan
from cadre.mission.quantities import Share
from cadre.mission.rows import Row
from cadre.mission.spelling import spelling_key
from cadre.mission.weeks import Window

OURS = "mission"
"""The body that the mission itself is, beside the ids of its partners."""
LIKELY = 0.5
"""Belief from which a partner is taken to leave on its likely day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """One place of a piece of work, as far as it is known.

    Attributes:
        site: The site; None when it is at none of the dossier's sites, or nobody says.
        place: Province or governorate; empty when nobody says.
    """

    site: SiteId | None = None
    place: str = ""

    def meets(self, other: Where) -> bool | None:
        """Whether both are one place; None when nobody can say.

        Two sites are two places, though they lie in one province. A site and a province meet when
        the site lies in it.
        """
        if self.site is not None and other.site is not None:
            return self.site == other.site
        mine, theirs = spelling_key(self.place), spelling_key(other.place)
        return mine == theirs if mine and theirs else None

    def shared(self, other: Where) -> Where:
        """The place of two that meet: the site when both have it, else the province."""
        if self.site is not None and other.site is not None:
            return Where(site=self.site, place=self.place)
        return Where(place=self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """One piece of work of the mission or of a partner.

    Attributes:
        body: Who does it: `OURS` or the id of a partner.
        name: Name of that body.
        work: Id of the work.
        title: Name of the work.
        window: Its days.
        begun: Whether it runs on the as-of day, or is of a partner.
        institution: For whom; None when nobody says, or for none.
        places: Where; empty when nobody says.
        row: Its row.
    """

    body: str
    name: str
    work: WorkId
    title: str
    window: Window
    begun: bool
    institution: InstitutionId | None
    places: tuple[Where, ...]
    row: Row


def serving(mission: Mission, plan: Plan | None = None) -> dict[WorkId, Serving]:
    """All work within the horizon by id: of the mission (wanted or begun) and of partners.

    With a plan, the mission's own work is what the plan starts, in its weeks and at its sites.
    """
    found = {one.work: one for one in (_planned(mission, plan) if plan else _wanted(mission))}
    for activity in mission.partner_activities:
        inside = in_horizon(mission, activity.window)
        if inside is not None:
            one = _theirs(mission, activity, inside)
            found[one.work] = one
    return found


def _wanted(mission: Mission) -> Iterator[Serving]:
    for activity, days in wanted(mission):
        inside = in_horizon(mission, days)
        if inside is not None:
            sites = [mode.site for mode in mission.modes_of(activity.id)]
            begun = mission.has_begun(activity)
            yield _ours(mission, activity.id, inside, sites[:1] if begun else sites)


def _planned(mission: Mission, plan: Plan) -> Iterator[Serving]:
    for start in plan.starts:
        days = week_windows(plan.horizon, range(start.week, start.end))
        if days:
            yield _ours(mission, start.activity, days[0], [start.site])


def _ours(mission: Mission, key: ActivityId, days: Window, sites: Iterable[SiteId]) -> Serving:
    activity = mission.activity(key)
    return Serving(
        body=OURS,
        name="the mission",
        work=WorkId(key),
        title=activity.name,
        window=days,
        begun=mission.has_begun(activity),
        institution=activity.institution,
        places=tuple(_at(mission, site) for site in dict.fromkeys(sites)),
        row=activity,
    )


def _at(mission: Mission, site: SiteId) -> Where:
    return Where(site=site, place=mission.site(site).place)


def _theirs(mission: Mission, activity: PartnerActivity, days: Window) -> Serving:
    places: tuple[Where, ...] = ()
    if activity.site is not None:
        places = (_at(mission, activity.site),)
    elif activity.place:
        places = (Where(place=activity.place),)
    return Serving(
        body=activity.partner,
        name=mission.partner(activity.partner).name,
        work=WorkId(activity.id),
        title=activity.name,
        window=days,
        begun=True,
        institution=activity.institution,
        places=places,
        row=activity,
    )


def at_work(mission: Mission, day: date, plan: Plan | None = None) -> dict[WorkId, Serving]:
    """The work of `serving` that is wanted on `day` and that no pause takes that day from."""
    works = serving(mission, plan)
    return {
        key: one
        for key, one in works.items()
        if day in one.window and not _paused(mission, one, day)
    }


def _paused(mission: Mission, work: Serving, day: date) -> bool:
    """Whether pauses take `day` from work of the mission at each of its sites."""
    if not isinstance(work.row, Activity) or not mission.pauses:
        return False
    lost = [lost_days(mission, work.row, one.site) for one in work.places if one.site is not None]
    return bool(lost) and all(any(day in window for window in windows) for windows in lost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one body contributes to a need.

    Attributes:
        body: `OURS` or the id of a partner.
        name: Its name.
        works: Its work that serves the need.
        alone: Share of the need that it would meet by itself.
        adds: Share of the need that would be left open without it. What several bodies meet side
            by side is added by none of them, so these sum to less than the coverage.
    """

    body: str
    name: str
    works: tuple[WorkId, ...]
    alone: Share
    adds: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCover:
    """How far a need is covered on a day, and by whom.

    Attributes:
        need: The need.
        share: Share of it that is covered.
        gap: Its weight times what isn't covered.
        parts: Who covers it, the strongest first.
        waiting: The mission's own work that would serve it and hasn't begun.
    """

    need: Need
    share: Share
    gap: float
    parts: tuple[Part, ...]
    waiting: tuple[WorkId, ...] = ()


def covers(mission: Mission, day: date, plan: Plan | None = None) -> tuple[NeedCover, ...]:
    """Each need as it is covered on `day`, the largest gap first.

    Without a plan only work of the mission counts that has begun by the as-of day; what else the
    dossier states is listed as waiting. What is paused on the day covers nothing. `day` lies
    within the horizon; outside nothing is known to run.
    """
    there = at_work(mission, day, plan)
    running = {key: one for key, one in there.items() if one.begun or plan is not None}
    served = strengths(mission, running)
    waiting = strengths(mission, {key: one for key, one in there.items() if key not in running})
    found = [
        _need_cover(need, served.get(need.id, []), waiting.get(need.id, []))
        for need in mission.needs
    ]
    return tuple(sorted(found, key=lambda one: (-one.gap, one.need.id)))


Strength = tuple[Serving, float]


def strengths(mission: Mission, works: dict[WorkId, Serving]) -> dict[NeedId, list[Strength]]:
    """For each need, the work that serves it and how strongly; strength 0 isn't service."""
    found: dict[NeedId, list[Strength]] = {}
    for effect in mission.effects:
        one = works.get(effect.work)
        if one is not None and effect.strength > 0:
            found.setdefault(effect.need, []).append((one, effect.strength))
    return found


def _left(strengths: Iterable[float]) -> float:
    left = 1.0
    for strength in strengths:
        left *= 1 - strength
    return left


def _need_cover(need: Need, served: list[Strength], waiting: list[Strength]) -> NeedCover:
    left = _left(strength for _, strength in served)
    bodies = dict.fromkeys(one.body for one, _ in served)
    parts = [_part(body, served, left) for body in bodies]
    return NeedCover(
        need=need,
        share=1 - left,
        gap=need.weight * left,
        parts=tuple(sorted(parts, key=lambda one: (-one.alone, one.body))),
        waiting=tuple(one.work for one, _ in waiting),
    )


def _part(body: str, served: list[Strength], left: float) -> Part:
    own = [(one, strength) for one, strength in served if one.body == body]
    others = _left(strength for one, strength in served if one.body != body)
    return Part(
        body=body,
        name=own[0][0].name,
        works=tuple(one.work for one, _ in own),
        alone=1 - _left(strength for _, strength in own),
        adds=others - left,
    )


def leaving(partner: Partner) -> date | None:
    """The day from which a partner is taken to be gone: believed at least as likely as not."""
    if partner.leaves is None or partner.leave_belief < LIKELY:
        return None
    return partner.leaves.likely
