"""Questions about law by the day, and about pauses."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.backtest.answers import Answer, windows_written
from cadre.backtest.world import World
from cadre.errors import CadreError
from cadre.mission import halts
from cadre.mission.activities import Activity
from cadre.mission.authorities import AuthorityKind
from cadre.mission.cases import Case
from cadre.mission.days import Spell, spells
from cadre.mission.ids import SiteId
from cadre.mission.weeks import Window, days_in, union


def cover(world: World, case: Case) -> Answer:
    """How law covers an activity on a day.

    The answer is full, partial, none, paused, or permission without agreement.
    """
    spell = _on(world, case)
    missing = ", ".join(kind.value for kind in spell.missing)
    return Answer(spell.state.value, f"missing: {missing}" if missing else "")


def missing(world: World, case: Case) -> Answer:
    """The kinds of authority that are missing for an activity on a day."""
    return Answer(tuple(kind.value for kind in _on(world, case).missing))


def _on(world: World, case: Case) -> Spell:
    day = world.day(case)
    if len(case.subject) != 1:
        raise CadreError(f"case {case.id}", "names no activity", "one activity", "Name one.")
    activity, site = next(_places(world, case))
    return spells(world.mission, activity, site, Window.of_days(day, day))[0]


def gaps(world: World, case: Case) -> Answer:
    """The days on which authority in force is missing for activities, as windows.

    Of every kind that they need, or of the `kind` named; `relied` beside it counts authorities
    believed enough to plan on as there, `hoped` all that may still come. Of all work, on the days
    for which it is wanted, when no activity is named. A day on which one lacks it counts once.
    """
    return Answer(windows_written(_gaps(world, case)), ordered=True)


def gap_days(world: World, case: Case) -> Answer:
    """The number of days of such gaps."""
    found = _gaps(world, case)
    return Answer(float(days_in(found)), "; ".join(windows_written(found)))


def gap_begins(world: World, case: Case) -> Answer:
    """The first day of the first such gap."""
    found = _gaps(world, case)
    return Answer(found[0].first if found else None, "; ".join(windows_written(found)))


def gap_ends(world: World, case: Case) -> Answer:
    """The last day of the first such gap; none while no end is in sight on the days asked about."""
    found, asked = _gaps(world, case), _asked(world, case)
    ends = found[0].last if found and found[0].end < asked.end else None
    return Answer(ends, "; ".join(windows_written(found)))


def _gaps(world: World, case: Case) -> tuple[Window, ...]:
    _refuse_strange(world, case)
    asked = _asked(world, case)
    lacking: list[Window] = []
    for activity, site in _places(world, case):
        span = asked if case.subject else asked.common(activity.window)
        if span is not None:
            found = spells(world.mission, activity, site, span)
            lacking += [one.window for one in found if _lacks(one, case)]
    return union(lacking)


def _refuse_strange(world: World, case: Case) -> None:
    known = {*(kind.value for kind in AuthorityKind), "relied", "hoped"}
    strange = set(case.kind.split()) - known
    if strange:
        raise CadreError(
            f"case {case.id}",
            f"has the kind {case.kind!r}",
            ", ".join(sorted(known)),
            "Correct the cell.",
        )
    world.refuse_strangers(case.at, ("sites",))


def _asked(world: World, case: Case) -> Window:
    """The days asked about: as far as law is written when the case names no end."""
    return Window(world.days(case).start, case.window.end)


def _lacks(spell: Spell, case: Case) -> bool:
    words = set(case.kind.split())
    there = {"relied": spell.relied, "hoped": spell.hoped}
    lacking = {kind.value for kind in spell.missing}
    for level in words & there.keys():
        lacking -= {kind.value for kind in there[level]}
    kinds = words - there.keys()
    return not lacking.isdisjoint(kinds) if kinds else bool(lacking)


def _places(world: World, case: Case) -> Iterator[tuple[Activity, SiteId]]:
    """The activities asked about, each at the site named in `at` or at that of its first mode."""
    named = case.subject or tuple(str(one.id) for one in world.mission.activities)
    for key in named:
        activity = next(
            one for one in world.mission.activities if one.id == world.row(key, "activities").id
        )
        modes = world.mission.modes_of(activity.id)
        sites = [mode.site for mode in modes if not case.at or mode.site in case.at]
        if sites:
            yield activity, sites[0]
        elif case.subject:
            raise CadreError(
                f"case {case.id}",
                f"asks about {key}, which has no mode there",
                "a site of its modes",
                "Name another site.",
            )


def pauses(world: World, case: Case) -> Answer:
    """The days on which something is paused, as windows.

    Of an activity, a site, an authority, a programme or a pause; of the mission as a whole without
    a subject. Pauses that overlap or touch are one.
    """
    return Answer(windows_written(_paused(world, case)), ordered=True)


def paused_days(world: World, case: Case) -> Answer:
    """The number of these days: the length of the union of the pauses."""
    found = _paused(world, case)
    return Answer(float(days_in(found)), "; ".join(windows_written(found)))


def _paused(world: World, case: Case) -> tuple[Window, ...]:
    days = case.window
    subjects = case.subject or ("",)
    return union(day for key in subjects for day in halts.paused(world.mission, key, days))
