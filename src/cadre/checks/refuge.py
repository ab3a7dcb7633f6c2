"""Refuges: where work could go whose site closes, and what is missing there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cadre.checks.seats import seated
from cadre.checks.standing import beds, standing_with
from cadre.checks.work import Present
from cadre.mission.cover import covers
from cadre.mission.ids import ActivityId, ModeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.quantities import Beds, People, counted
from cadre.mission.sites import Site
from cadre.mission.weeks import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuge:
    """A site to which work could go.

    Attributes:
        activity: The work.
        site: Where it could go.
        name: Name of the site.
        mode: The way to run it there that the dossier states; empty when it states none.
        people: People of the work itself.
        beds: Beds there; empty when the dossier states none.
        lacks: What is missing there, in words; empty when it can go.
    """

    activity: ActivityId
    site: SiteId
    name: str
    mode: ModeId | None
    people: People
    beds: Beds | None
    lacks: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether the work can go there."""
        return not self.lacks


def refuges(
    mission: Mission, displaced: Sequence[Present], placed: Sequence[Present], day: date
) -> Iterator[Refuge]:
    """The sites to which work could go on `day`, for each of `displaced` in its order.

    Those of its other modes are judged, whatever they lack; others are named only where nothing
    lacks and beds are stated. What has found a place counts as there for those that follow.

    Args:
        mission: The mission without the site that closes.
        displaced: Work that loses its site, best rank first.
        placed: Work that keeps its own.
        day: The day.
    """
    there = list(placed)
    for one in displaced:
        stated = list(_stated(mission, one, there, day))
        found = stated or [x for x in _unstated(mission, one, there, day) if x.fits]
        yield from found
        home = next((refuge.site for refuge in stated if refuge.fits), None)
        if home is not None:
            there.append(Present(activity=one.activity, site=home, heads=one.heads))
            there.sort(key=lambda work: work.activity.rank)


def _stated(
    mission: Mission, one: Present, there: Sequence[Present], day: date
) -> Iterator[Refuge]:
    known = {site.id: site for site in mission.sites}
    for mode in mission.modes_of(one.activity.id):
        if mode.site != one.site and mode.site in known:
            yield _judged(mission, one, known[mode.site], there, day, mode.id)


def _unstated(
    mission: Mission, one: Present, there: Sequence[Present], day: date
) -> Iterator[Refuge]:
    for site in mission.sites:
        if site.id != one.site and beds(mission, site.id, Window.of_days(day, day)) is not None:
            yield _judged(mission, one, site, there, day, None)


def _judged(
    mission: Mission,
    one: Present,
    site: Site,
    there: Sequence[Present],
    day: date,
    mode: ModeId | None,
) -> Refuge:
    moved = Present(activity=one.activity, site=site.id, heads=one.heads)
    work = sorted((*there, moved), key=lambda other: other.activity.rank)
    lacks = [] if day in site.window else ["it is closed"]
    lacks += _uncovered(mission, moved, day)
    lacks += _unsupported(mission, moved, work, day)
    lacks += _unmanned(mission, one, moved, there, day)
    return Refuge(
        activity=one.activity.id,
        site=site.id,
        name=site.name,
        mode=mode,
        people=one.people,
        beds=beds(mission, site.id, Window.of_days(day, day)),
        lacks=tuple(lacks),
    )


def _uncovered(mission: Mission, moved: Present, day: date) -> Iterator[str]:
    for cover in covers(mission, moved.activity, moved.site):
        if not any(day in window for window in cover.relied):
            yield f"no {cover.kind.value}"


def _unsupported(
    mission: Mission, moved: Present, work: Sequence[Present], day: date
) -> Iterator[str]:
    standing = next(one for one in standing_with(mission, work, day) if one.site == moved.site)
    if standing.total is None:
        yield "no force is large enough to support itself"
        return
    for kind, people in standing.short.items():
        yield f"{mission.enabler(kind).name} ({people:,} short)"
    limit = beds(mission, moved.site, Window.of_days(day, day))
    if limit is not None and standing.total > limit:
        yield counted(standing.total - limit, "bed")


def _unmanned(
    mission: Mission, one: Present, moved: Present, there: Iterable[Present], day: date
) -> Iterator[str]:
    """People in its posts whom caveats let serve at the old site and not at the new one."""
    key, company = one.activity.id, tuple(there)
    old, new = seated(mission, (*company, one), day), seated(mission, (*company, moved), day)
    barred = sum(max(old[key, skill] - new[key, skill], 0) for skill in one.heads)
    if barred:
        yield f"{counted(barred, 'person', 'people')} whose caveats bar them"
