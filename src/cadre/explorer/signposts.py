"""Signposts: what would tell in time that a choice fails, found in futures played one by one.

A sign is looked for in one half of the futures and judged in the other, so that what is told of it
isn't the luck of having been the best of many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from cadre.errors import CadreError
from cadre.explorer.aims import Aim
from cadre.explorer.facts import AWAITED, HAPPENED, Fact, Seen, Watched, behind, seen
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.sources import Assumption
from cadre.simulator.estimates import Estimate
from cadre.simulator.spread import Quantile, quantile

RIGHT = 0.9
"""Share of a sign's alarms that must be right, unless told otherwise."""
FORETOLD = 0.1
"""Share of failures that a sign must foretell to be worth watching."""
FUTURES, MOST = 4000, 100_000
LEVELS = 12
"""Levels that are tried for a number in a week."""
FEWEST = 10
"""Futures of each outcome, in each half, without which nothing is looked for."""

ECHO = 0.75
"""Share of the alarms of two signs that must be common for one to be an echo of the other."""
FIRST = {
    Fact.GATE: 0,
    Fact.PARTNER: 0,
    Fact.SUSPENDED: 0,
    Fact.WITHDRAWN: 0,
    Fact.TALKS: 1,
    Fact.WORK: 2,
    Fact.PLEDGE: 3,
    Fact.NATION: 4,
    Fact.GRADUATES: 5,
    Fact.STRENGTH: 5,
}
"""Which of echoes is told: causes before what follows of them."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """One thing that, when it is seen, foretells that a choice fails.

    Attributes:
        watched: What is watched.
        week: Week at whose end it is looked at; None for what is seen whenever it happens.
        day: First day of that week; None likewise.
        below: The level below which it alarms; None for what either is or isn't.
        text: What is seen, as a sentence.
        foretold: Share of failures that it foretells (sensitivity).
        right: Share of its alarms that are right (precision).
        false_alarms: Share of the futures that go well in which it alarms.
        alarms: Futures in which it alarms.
        lead: Weeks from when it is seen until the choice has failed, median over its right alarms.
        assumptions: Assumptions of the staff behind the same rows: those with a signpost, if any.
        echoes: Other signs that are seen in nearly the same futures.
    """

    watched: Watched
    week: int | None
    day: date | None
    below: int | None
    text: str
    foretold: Estimate
    right: Estimate
    false_alarms: Estimate
    alarms: int
    lead: Quantile
    assumptions: tuple[Assumption, ...]
    echoes: tuple[str, ...] = ()

    @property
    def warning(self) -> float:
        """Weeks of warning that it gives a failure, on average: what it foretells, times lead."""
        return self.foretold.value * self.lead.value


Told = tuple[Signpost, NDArray[np.int64]]
"""A sign, and the (futures,) week in which it is seen; the number of weeks where it isn't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What to watch for one aim of one choice.

    Attributes:
        aim: The aim.
        failed: Share of futures in which it isn't met.
        signposts: The earliest sign of each thing watched that is right often enough; those that
            give failures most weeks of warning come first.
        together: Share of failures that at least one of them foretells; None without any.
        on_course: (weeks,) share of futures in which none of them has alarmed by a week, and
            which haven't failed yet.
        why_none: Why there are none, as a sentence; "" where there are.
        futures: Futures in which they were judged: half of those played.
    """

    aim: Aim
    failed: Estimate
    signposts: tuple[Signpost, ...]
    together: Estimate | None
    on_course: NDArray[np.float64]
    why_none: str
    futures: int


def signposts(  # noqa: PLR0913 - the one door: each is a choice of the caller
    mission: Mission,
    plan: Plan,
    aims: Sequence[Aim],
    *,
    futures: int = FUTURES,
    seed: int = 0,
    right: float = RIGHT,
    foretold: float = FORETOLD,
) -> tuple[Watch, ...]:
    """What would tell in time that a plan misses its aims; a watch for each aim.

    Of each thing that a staff can see the earliest week is chosen in which its alarm is right in
    at least `right` of all alarms (by the lower end of Wilson's interval of one standard error)
    and comes in at most 1 - `right` of the futures that go well, surely less often than in those
    that fail. Futures of even number choose, those of odd number judge.

    Args:
        mission: The mission as chosen.
        plan: Its plan.
        aims: What it must come to.
        futures: How many are played one by one, 2 to 100,000; about a thousand a second.
        seed: As for `simulate`.
        right: Share of alarms that must be right, 0 to 1.
        foretold: Share of failures that a sign must foretell, 0 to 1.

    Raises:
        CadreError: A number is out of its bounds; or as `simulate`.
    """
    for name, share in (("right", right), ("foretold", foretold)):
        if not 0 <= share <= 1:
            raise CadreError(name, f"is {share:g}", "a share from 0 to 1", "Give a share.")
    if not 2 <= futures <= MOST:
        raise CadreError("futures", f"are {futures:,}", f"2 to {MOST:,}", "Give another number.")
    found = seen(mission, plan, aims, futures=futures, seed=seed)
    return tuple(watch(mission, found, row, right, foretold) for row in range(len(aims)))


def watch(
    mission: Mission, found: Seen, row: int, right: float = RIGHT, foretold: float = FORETOLD
) -> Watch:
    """What to watch for the aim in a row of what was seen; the arguments as for `signposts`."""
    judge = _Judge(mission, found, row, right, foretold)
    posts, alarms = [], []
    if not judge.why_none:
        every = sorted(_apart(list(judge.every()), found.weeks), key=lambda one: -one[0].warning)
        posts, alarms = [one for one, _ in every], [seen_in for _, seen_in in every]
    failed = ~found.good[row]
    odd = np.arange(found.futures) % 2 == 1
    together = None
    first = np.where(found.good[row], found.weeks, found.stopped[row]).astype(np.int64)
    if alarms:
        earliest = np.min(alarms, axis=0)
        told = int((failed & odd & (earliest < found.weeks)).sum())
        together = Estimate.of_share(told, int((failed & odd).sum()))
        first = np.minimum(first, earliest)
    gone = np.bincount(first, minlength=found.weeks + 1)[: found.weeks]
    why = judge.why_none
    if not why and not posts:
        why = (
            "Nothing that can be seen foretells it: no sign is right in "
            f"{100 * right:.0f}% of its alarms and foretells {100 * foretold:.0f}% of failures."
        )
    return Watch(
        aim=found.aims[row],
        failed=Estimate.of_share(int(failed.sum()), found.futures),
        signposts=tuple(posts),
        together=together,
        on_course=1 - np.cumsum(gone) / found.futures,
        why_none=why,
        futures=int(odd.sum()),
    )


def _apart(every: list[Told], never: int) -> Iterator[Told]:
    """The signs without echoes: of some that are seen in nearly the same futures the nearest cause.

    Two are nearly the same when the futures in which both alarm are `ECHO` of those in which
    either does.
    """
    kept: list[tuple[Signpost, NDArray[np.int64], list[str]]] = []
    for one, when in sorted(
        every, key=lambda pair: (FIRST[pair[0].watched.fact], -pair[0].warning)
    ):
        alarm = when < never
        for _, other, echoes in kept:
            both, either = (alarm & (other < never)).sum(), (alarm | (other < never)).sum()
            if both >= ECHO * either:
                echoes.append(one.text)
                break
        else:
            kept.append((one, when, []))
    for one, when, echoes in kept:
        yield replace(one, echoes=tuple(echoes)), when


class _Judge:
    """Looks for signs of one aim's failure."""

    def __init__(
        self, mission: Mission, found: Seen, row: int, right: float, foretold: float
    ) -> None:
        self.mission, self.seen, self.due = mission, found, found.aims[row].due
        self.right, self.foretold = right, foretold
        even = np.arange(found.futures) % 2 == 0
        failed = ~found.good[row]
        self.chooses = (even & failed, even & ~failed)
        self.judges = (~even & failed, ~even & ~failed)
        self.why_none = self._why_none(failed)

    def _why_none(self, failed: Flags) -> str:
        fewest = [int(one.sum()) for one in (*self.chooses, *self.judges)]
        if min(fewest) >= FEWEST:
            return ""
        number = int(failed.sum())
        share = f"in {number:,} of {len(failed):,} futures"
        if number > len(failed) / 2:
            return f"It fails {share}: no sign is needed to expect it."
        return f"It fails {share}: too seldom to tell signs from luck."

    def every(self) -> Iterator[Told]:
        """The earliest good sign of each thing, with the (futures,) week in which it is seen."""
        suspended = False
        for watched, first in self.seen.first:
            # The shortest suspension that foretells is seen before all longer ones.
            if watched.fact is Fact.SUSPENDED and suspended:
                continue
            weeks = self._happened(first) if watched.fact in HAPPENED else self._awaited(first)
            if weeks is not None and (one := self._told(watched, *weeks)) is not None:
                suspended = suspended or watched.fact is Fact.SUSPENDED
                yield one, weeks[1]
        for watched, levels in self.seen.levels:
            found = self._level(watched, levels)
            if found is not None and (one := self._told(watched, *found)) is not None:
                yield one, found[1]

    def _awaited(self, first: NDArray[np.int32]) -> tuple[int, NDArray[np.int64], None] | None:
        """The earliest week by which its not having come tells."""
        for week in range(self.due):
            alarm = first > week
            if self._good(alarm):
                return week, np.where(alarm, week, self.seen.weeks), None
        return None

    def _happened(self, first: NDArray[np.int32]) -> tuple[None, NDArray[np.int64], None] | None:
        alarm = first < self.due
        if not self._good(alarm):
            return None
        return None, np.where(alarm, first, self.seen.weeks).astype(np.int64), None

    def _level(
        self, watched: Watched, levels: NDArray[np.int32]
    ) -> tuple[int, NDArray[np.int64], int] | None:
        """The earliest week in which its being below some level tells; of levels the highest."""
        numbers = watched.fact in (Fact.STRENGTH, Fact.GRADUATES)
        for week in range(self.due):
            now = levels[:, week]
            for level in _levels(now[self.chooses[0]]) if numbers else (1,):
                alarm = now < level
                if self._good(alarm):
                    return week, np.where(alarm, week, self.seen.weeks), level
        return None

    def _good(self, alarm: Flags) -> bool:
        """Whether an alarm is right often enough in the half that chooses."""
        bad, well = (one & alarm for one in self.chooses)
        hits, wrong = int(bad.sum()), int(well.sum())
        fails, goes_well = (int(one.sum()) for one in self.chooses)
        if hits < max(self.foretold * fails, FEWEST / 2):
            return False
        right = _least(hits, hits + wrong) >= self.right and wrong <= (1 - self.right) * goes_well
        return right and _tells((hits, fails), (wrong, goes_well))

    def _told(
        self, watched: Watched, week: int | None, when: NDArray[np.int64], below: int | None
    ) -> Signpost | None:
        """A sign as the other half judges it; None where that half has no right alarm of it."""
        alarm = when < self.seen.weeks
        hits = alarm & self.judges[0]
        fails, goes_well = (int(one.sum()) for one in self.judges)
        right, wrong = int(hits.sum()), int((alarm & self.judges[1]).sum())
        if not right:
            return None
        precision, false = (
            Estimate.of_share(right, right + wrong),
            Estimate.of_share(wrong, goes_well),
        )
        # Lucky in the half that chose it, and surely worse than asked for in the other.
        worse = precision.value + precision.error < self.right
        if worse or false.value - false.error > 1 - self.right:
            return None
        if not _tells((right, fails), (wrong, goes_well)):
            return None
        lead = quantile(np.bincount(self.due - when[hits]), 0.5)
        return Signpost(
            watched=watched,
            week=week,
            day=None if week is None else self.mission.horizon.day(week),
            below=below,
            text=text(self.mission, watched, week, below),
            foretold=Estimate.of_share(right, fails),
            right=precision,
            false_alarms=false,
            alarms=right + wrong,
            lead=lead,
            assumptions=behind(self.mission, watched),
        )


def _tells(bad: tuple[int, int], well: tuple[int, int]) -> bool:
    """Whether alarms surely come more often in futures that fail: by two standard errors.

    Where nearly all futures fail, any alarm is mostly right, and tells nothing. A future is added
    to both sides of each share, so that none of a few isn't taken for never.

    Args:
        bad: Alarms in futures that fail, and their number.
        well: Alarms in futures that go well, and their number.
    """
    one, other = ((alarms + 1) / (number + 2) for alarms, number in (bad, well))
    spread = one * (1 - one) / (bad[1] + 2) + other * (1 - other) / (well[1] + 2)
    return one - other > 2 * sqrt(spread)


def alarm_weeks(found: Seen, sign: Signpost) -> NDArray[np.int64]:
    """(futures,) the week in which a sign is seen in each future; the number of weeks for never.

    The futures may be others than those in which it was found, of the same plan. The first aim
    asked of them must be that whose failure it foretells: nothing is a sign once that is due.
    """
    never, due = found.weeks, found.aims[0].due
    for watched, first in found.first:
        if watched == sign.watched:
            if sign.week is None:
                return np.where(first < due, first, never).astype(np.int64)
            return np.where(first > sign.week, sign.week, never)
    for watched, levels in found.levels:
        if watched == sign.watched and sign.week is not None and sign.below is not None:
            return np.where(levels[:, sign.week] < sign.below, sign.week, never)
    return np.full(found.futures, never)


def _least(hits: int, alarms: int) -> float:
    """The lower end of Wilson's interval of one standard error (E. B. Wilson, JASA 22, 1927)."""
    share = hits / alarms
    half = sqrt(share * (1 - share) / alarms + 1 / (4 * alarms**2))
    return (share + 1 / (2 * alarms) - half) / (1 + 1 / alarms)


def _levels(values: NDArray[np.int32]) -> list[int]:
    """Levels worth trying in a week, the highest first: what failures have then, just above."""
    shares = np.linspace(1, 1 / LEVELS, LEVELS)
    tried = np.quantile(values, shares, method="inverted_cdf").astype(int) + 1
    return [int(one) for one in dict.fromkeys(tried.tolist()) if one > 0]


def text(mission: Mission, watched: Watched, week: int | None, below: int | None) -> str:
    """What is seen, as a sentence."""
    name, fact = watched.name.rstrip("."), watched.fact
    if fact is Fact.SUSPENDED and int(watched.subject) > 1:
        return f"{name} is suspended for {watched.subject} weeks on end."
    if week is None:
        return f"{name} {fact.value}."
    day = f"the week of {mission.horizon.day(week)}"
    if fact in AWAITED:
        return f"{name} {fact.value} by the end of {day}."
    fewer = "Nobody" if below == 1 else f"Fewer than {below:,}" if below is not None else ""
    if fact is Fact.STRENGTH:
        return f"{fewer} {'is' if below == 1 else 'people are'} present in {day}."
    if fact is Fact.GRADUATES:
        return f"{fewer} {'has' if below == 1 else 'people have'} graduated by the end of {day}."
    return f"{name} {fact.value} in {day}."
