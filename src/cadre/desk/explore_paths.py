"""What would tell in time, to what one can change, and what the best choice leans on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from cadre.brief.explored import Change, Leaning, Sign, Track
from cadre.brief.words import day_text, percent
from cadre.desk.desk import Stop
from cadre.desk.explore_asked import ExploreAsked
from cadre.desk.explore_found import Found
from cadre.desk.explore_said import said, with_days
from cadre.explorer.aims import Aim, aim_of, value
from cadre.explorer.choices import Choice, chosen
from cadre.explorer.leaning import Leaning as Played
from cadre.explorer.leaning import leaning
from cadre.explorer.pathways import Closed, Pathways, pathways
from cadre.explorer.regret import SURE
from cadre.explorer.signposts import Signpost
from cadre.mission.plans import Plan
from cadre.mission.weeks import WEEK
from cadre.simulator.estimates import Estimate
from cadre.simulator.run import each_future

PAIRED = 400
"""Futures in which the best two are set against each other one by one."""
FEWEST = 100
"""Futures in which an assumption fails, and a change without a sign is made, at least."""
MOST_SIGNS = 4
"""Signs of a choice."""
MOST_PATHS = 6
"""Choices that pathways are drawn for, those that hold up first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Pathways and leaning, as rows.

    Attributes:
        tracks: How long each choice works.
        signs: What would tell that they fail.
        changes: Changes that can be made.
        closed: Changes that can't, a sentence each.
        leaning: Assumptions that the best choice leans on.
        remarks: Where play and the staff's marks differ, a sentence each.
    """

    tracks: tuple[Track, ...] = ()
    signs: tuple[Sign, ...] = ()
    changes: tuple[Change, ...] = ()
    closed: tuple[str, ...] = ()
    leaning: tuple[Leaning, ...] = ()
    remarks: tuple[str, ...] = ()


def paths(found: Found, asked: ExploreAsked, stop: Stop | None) -> Paths:
    """What would tell in time; nothing of it where it was stopped before."""
    if stop is not None and stop():
        return Paths()
    leans, remarks = _leaning(found, asked, stop)
    empty = Paths(leaning=leans, remarks=remarks)
    aim = _aim(found)
    if aim is None:
        return empty
    drawn = [_drawn(found, asked, aim, signs, stop) for signs in (1, 0)]
    first = drawn[0]
    return replace(
        empty,
        tracks=tuple(_tracks(first)),
        signs=tuple(_signs(first)),
        changes=tuple(_changes(drawn)),
        closed=tuple(dict.fromkeys(_closed(found, one, first) for one in _never(drawn))),
    )


def _drawn(found: Found, asked: ExploreAsked, aim: Aim, signs: int, stop: Stop | None) -> Pathways:
    """The map with changes at so many signs of each choice; of none, on the last day for each."""
    rows = [found.row(key) for key in found.order[:MOST_PATHS]]
    return pathways(
        found.mission,
        [found.exploration.choices[row] for row in rows],
        [found.exploration.plans[row] for row in rows],
        aim,
        made_from=found.exploration.made_from,
        futures=asked.told if signs else max(FEWEST, asked.told // 2),
        seed=asked.seed,
        seconds=asked.seconds,
        signs=signs,
        stop=stop,
    )


def _never(drawn: list[Pathways]) -> Iterator[Closed]:
    """Changes that can't be made, at a sign or without one, of pairs that have no other."""
    there = {(one.source, one.target) for each in drawn for one in each.changes}
    for each in drawn:
        yield from (one for one in each.closed if (one.source, one.target) not in there)


def ahead(found: Found, asked: ExploreAsked) -> Estimate | None:
    """How far the best choice is ahead of the next as stated, in the same futures one by one.

    None where there is no next, or the measure isn't one of single futures.
    """
    aim = _aim(found)
    if aim is None or len(found.order) < 2:
        return None
    values = []
    for key in found.order[:2]:
        row = found.row(key)
        one, plan = found.exploration.choices[row], found.exploration.plans[row]
        values.append(_values(found, aim, one, plan, asked.seed))
    apart = values[0] - values[1]
    return Estimate(float(apart.mean()), float(apart.std(ddof=1)) / sqrt(PAIRED))


def _values(found: Found, aim: Aim, choice: Choice, plan: Plan, seed: int) -> np.ndarray:
    cut = chosen(found.mission, choice)
    futures = each_future(cut, plan, futures=PAIRED, seed=seed)
    return np.array([value(aim, cut, one) for one in futures])


def surely(apart: Estimate | None, *, otherwise: bool) -> bool:
    """Whether a difference is more than luck."""
    return otherwise if apart is None else apart.value > SURE * apart.error


def _aim(found: Found) -> Aim | None:
    place = found.exploration.measure(found.leads)
    return aim_of(found.mission, found.exploration.measures[place])


def _tracks(drawn: Pathways) -> Iterator[Track]:
    for line in drawn.lines:
        until = None if line.ends is None else drawn.start + line.ends * WEEK
        yield Track(choice=line.choice.id, until=until, met=line.met.value, why=line.watch.why_none)


def _signs(drawn: Pathways) -> Iterator[Sign]:
    for line in drawn.lines:
        for one in line.watch.signposts[:MOST_SIGNS]:
            yield _sign(line.choice.id, one)


def _sign(choice: str, one: Signpost) -> Sign:
    return Sign(
        choice=choice,
        text=with_days(one.text),
        day=one.day,
        foretold=one.foretold.value,
        right=one.right.value,
        earlier=float(one.lead.value or 0),
        assumptions=tuple(str(row.id) for row in one.assumptions),
    )


def _changes(drawn: list[Pathways]) -> Iterator[Change]:
    """Changes at signs, then those of other pairs on the last day on which they can be ordered."""
    armed = {line.choice.id: line.choice.triggers for line in drawn[0].lines}
    told: set[tuple[str, str, bool]] = set()
    for one in (change for each in drawn for change in each.changes):
        pair = (one.source, one.target, one.sign is None)
        # Arming a trigger needs no change of choice.
        if pair in told or armed[one.source] != armed[one.target]:
            continue
        told.add(pair)
        yield Change(
            since=one.source,
            to=one.target,
            at=one.day,
            sign="" if one.sign is None else with_days(one.sign.text),
            gain=one.gain.value,
            error=one.gain.error,
            seen=one.seen.value,
        )


def _closed(found: Found, one: Closed, drawn: Pathways) -> str:
    """A change that can't be made, and why not."""
    day = day_text(drawn.start + one.week * WEEK)
    why = with_days(one.why.partition(": ")[2])
    return f"{found.labels[one.source]} to {found.labels[one.target]} on {day}: {why}"


def _leaning(
    found: Found, asked: ExploreAsked, stop: Stop | None
) -> tuple[tuple[Leaning, ...], tuple[str, ...]]:
    row = found.row(found.best)
    result = leaning(
        chosen(found.mission, found.exploration.choices[row]),
        found.exploration.plans[row],
        [one for one in found.measures if one.more],
        futures=max(FEWEST, asked.told // 2),
        seed=asked.seed,
        as_hoped=True,
        stop=stop,
    )
    rows = tuple(_leans(one) for one in result.leanings if one.load_bearing is not None)
    return rows, result.remarks


def _leans(one: Played) -> Leaning:
    row = one.assumption
    marks = (("load-bearing", row.load_bearing), ("vulnerable", row.vulnerable))
    return Leaning(
        assumption=str(row.id),
        statement=row.statement,
        load_bearing=bool(one.load_bearing),
        vulnerable=bool(one.vulnerable),
        stated=tuple(word for word, so in marks if so),
        why=_why(one),
        signpost=row.signpost,
        shaping=row.shaping,
        hedging=row.hedging,
    )


def _why(one: Played) -> str:
    """How it fails, and what that takes from what."""
    if not one.losses:
        return one.how
    worst = one.losses[0]
    unit = worst.measure.unit
    stated = one.assumption.statement.rstrip(".")
    how = one.how.rstrip(".").removeprefix(stated).removesuffix(stated).strip(": ")
    came = f"{said(worst.holds.value, unit)} becomes {said(worst.fails.value, unit)}"
    likely = "" if one.likelihood is None else f" ({percent(one.likelihood)} likely)"
    return with_days(f"{how}{likely}: “{worst.measure.name}” of {came}.")
