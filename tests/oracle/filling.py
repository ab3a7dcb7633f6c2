"""Filling by the book: one try after another, each judged from nothing by the oracle of plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from cadre.mission.activities import Activity
from cadre.mission.forces import Post, Priority
from tests.oracle.planner import Asked, Oracle

Place = tuple[str, str]
"""Activity and site."""
Heads = Mapping[tuple[Place, Asked], int]


def filled(oracle: Oracle, running: Sequence[Place], week: int) -> dict[tuple[Place, Asked], int]:
    """People by place and what is asked, when nobody served before.

    The least of all first; then critical, essential, desired posts of work after work, by rank:
    all that are wanted if they go, else by halves the most that goes.
    """
    heads = {
        (place, asked): people
        for place in running
        for asked, people in oracle.least(_work(oracle, place), place[1]).items()
    }
    ranked = sorted(running, key=lambda place: _work(oracle, place).rank)
    for wanted in accumulate([[level] for level in Priority]):
        for place in ranked:
            for asked in [key for there, key in heads if there == place]:
                posts = [p for p in _posts(oracle, place, asked) if p.priority in wanted]
                _raise(oracle, heads, (place, asked), (sum(p.people for p in posts), week))
    return heads


def _raise(
    oracle: Oracle,
    heads: dict[tuple[Place, Asked], int],
    where: tuple[Place, Asked],
    most: tuple[int, int],
) -> None:
    low, (high, week) = heads[where], most
    aim = high
    while low < high:
        if possible(oracle, heads | {where: aim}, week):
            low = aim
        else:
            high = aim - 1
        aim = (low + high + 1) // 2
    heads[where] = low


def possible(oracle: Oracle, heads: Heads, week: int) -> bool:
    """Whether so many people can be there, with their support, in beds."""
    wanted: list[tuple[str, str | None, Asked, int]] = []
    for site in sorted({place[1] for place, _ in heads}):
        here = [_work(oracle, place) for place in {place for place, _ in heads if place[1] == site}]
        rows = [(place[0], asked, n) for (place, asked), n in heads.items() if place[1] == site]
        brought = oracle.brought(site, here, rows, week)
        if brought is None:
            return False
        people = sum(n for *_, n in rows) + sum(brought.values())
        spaces = [one for one in oracle.mission.bed_spaces if one.site == site]
        if spaces and people > sum(s.beds for s in spaces if oracle.whole(s.window, week)):
            return False
        wanted += [(site, key, asked, n) for key, asked, n in rows]
        wanted += [(site, None, (kind, "", ""), n) for kind, n in brought.items()]
    return oracle.seated([row for row in wanted if row[3]], week)


def _work(oracle: Oracle, place: Place) -> Activity:
    return next(one for one in oracle.mission.activities if one.id == place[0])


def _posts(oracle: Oracle, place: Place, asked: Asked) -> list[Post]:
    return [
        one
        for one in oracle.mission.posts
        if one.activity == place[0]
        and one.site in (None, place[1])
        and (str(one.skill), one.rank, one.language) == asked
    ]
