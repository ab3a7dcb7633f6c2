"""Fills: posts of one skill against the people pledged for them, on all days in one sweep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cadre.checks.caveat import Offers, Place
from cadre.mission.cover import own_law
from cadre.mission.forces import Pledge
from cadre.mission.ids import NationId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.rows import Row
from cadre.mission.transfers import people_on, pledged
from cadre.mission.weeks import DAY, Window, common_to_all


def offered_by(mission: Mission, skills: Iterable[SkillId]) -> tuple[Row, ...]:
    """The rows that say how many people of some skills are offered, and when.

    They are the pledges, the caveats of their nations, and these nations' own law: whoever is told
    how many posts have no pledge is told of all of them.
    """
    pledges = [one for skill in skills for one in mission.pledges_for(skill)]
    nations = dict.fromkeys(one.nation for one in pledges)
    caveats = (one for nation in nations for one in mission.caveats_of(nation))
    law = (one for nation in nations for one in own_law(mission, nation))
    return tuple(dict.fromkeys((*pledges, *caveats, *law)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Posts of one skill at a place.

    Attributes:
        place: The work, and where.
        days: Days on which they are asked for.
        people: Heads.
        critical: Of them, in critical posts.
        least: Fewest with which the work runs.
    """

    place: Place
    days: Window
    people: int
    critical: int = 0
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Posts of one skill against pledges, on days on which neither changes.

    Attributes:
        days: The days.
        asked: People asked for.
        critical: Of them, in critical posts.
        least: Fewest with which all the work that asks for them runs.
        offered: People pledged who may serve there, never counted beyond what is asked for.
    """

    days: Window
    asked: int
    critical: int
    least: int
    offered: int


def fills(offers: Offers, pledges: Iterable[Pledge], demands: Iterable[Demand]) -> Iterator[Fill]:
    """The fill of posts of one skill by pledges of that skill, by days in order.

    Whoever may serve at one of the places at least is counted once, up to the cap of his nation.
    Days on which nothing is asked for are left out.
    """
    wanted, rows = tuple(demands), tuple(pledges)
    changes, places = _asked(wanted), [(one.place, one.days) for one in wanted]
    nations = dict.fromkeys(one.nation for one in rows)
    free = {nation: offers.free(nation, places) for nation in nations}
    for day, some in _served(offers, rows, free).items():
        changes[day].extend(some)
    for days, state in _states(changes):
        asked = state[_ASKED]
        if asked:
            yield Fill(
                days=days,
                asked=asked,
                critical=state[_CRITICAL],
                least=state[_LEAST],
                offered=min(asked, most(offers, {n: state[n] for n in nations}, days)),
            )


_ASKED, _CRITICAL, _LEAST = "asked", "critical", "least"

Changes = dict[date, list[tuple[str, int]]]
"""By how much each figure changes, by day."""


def _asked(demands: Iterable[Demand]) -> Changes:
    changes: Changes = defaultdict(list)
    for one in demands:
        figures = ((_ASKED, one.people), (_CRITICAL, one.critical), (_LEAST, one.least))
        for name, people in figures:
            _add(changes, one.days, name, people)
    return changes


def _served(
    offers: Offers, pledges: Iterable[Pledge], free: Mapping[NationId, tuple[Window, ...]]
) -> Changes:
    """People by nation who serve on the days on which theirs may, cut where caps change."""
    changes: Changes = defaultdict(list)
    for pledge in pledges:
        for days, people in pledged(offers.mission, pledge):
            for window in common_to_all([(days,), free[pledge.nation]]):
                _add(changes, window, pledge.nation, people)
    for nation in free if changes else ():
        for window in offers.capped(nation):
            _add(changes, window, nation, 0)
    return changes


def _add(changes: Changes, window: Window, name: str, people: int) -> None:
    changes[window.start].append((name, people))
    changes[window.end].append((name, -people))


def _states(changes: Changes) -> Iterator[tuple[Window, Mapping[str, int]]]:
    """The figures between one day of change and the next."""
    state: dict[str, int] = defaultdict(int)
    for day, following in pairwise(sorted(changes)):
        for name, people in changes[day]:
            state[name] += people
        yield Window(day, following), state


def most_at_once(
    offers: Offers,
    pledges: Iterable[Pledge],
    free: Mapping[NationId, tuple[Window, ...]],
    enough: int,
) -> int:
    """The most people of pledges who serve on one day; never counted beyond `enough`.

    Args:
        offers: The offers of the mission.
        pledges: The pledges.
        free: The days on which people of each nation may serve where they are wanted.
        enough: A number beyond which no more count.
    """
    rows = tuple(pledges)
    best = _on_first_day(offers, rows, free, enough)
    if best < enough:
        nations = dict.fromkeys(one.nation for one in rows)
        for days, state in _states(_served(offers, rows, free)):
            best = max(best, most(offers, {n: state[n] for n in nations}, days))
    return min(best, enough)


def _on_first_day(
    offers: Offers,
    pledges: Iterable[Pledge],
    free: Mapping[NationId, tuple[Window, ...]],
    enough: int,
) -> int:
    """People who serve on the first day on which anybody may; mostly there are enough by then."""
    first = min((windows[0].start for windows in free.values() if windows), default=None)
    if first is None:
        return 0
    today, there = Window(first, first + DAY), dict[NationId, int]()
    for one in pledges:
        if first in one.window and any(first in window for window in free[one.nation]):
            there[one.nation] = there.get(one.nation, 0) + people_on(offers.mission, one, today)
            if sum(there.values()) >= enough and most(offers, there, today) >= enough:
                break
    return most(offers, there, today)


def most(offers: Offers, by_nation: Mapping[NationId, int], days: Window) -> int:
    """People of nations together on some days, none beyond its own cap."""
    total = 0
    for nation, people in by_nation.items():
        limit = offers.cap(nation, days)
        total += people if limit is None else min(people, limit)
    return total


def by_skill(mission: Mission) -> dict[str, list[Pledge]]:
    """The pledges of each skill, in the order of the table."""
    found: dict[str, list[Pledge]] = defaultdict(list)
    for one in mission.pledges:
        found[one.skill].append(one)
    return found
