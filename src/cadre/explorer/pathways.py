"""Pathways: when a choice stops working, what shows it, and to what one can still change then.

Dynamic adaptive policy pathways: M. Haasnoot, J. H. Kwakkel, W. E. Walker, J. ter Maat, Global
Environmental Change 23, 2013.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cadre.explorer.aims import Aim, value
from cadre.explorer.changing import Changed, change, last_week, left_work, new_work
from cadre.explorer.choices import Choice, chosen
from cadre.explorer.exploration import Exploration
from cadre.explorer.facts import Seen, seen
from cadre.explorer.runner import Stop
from cadre.explorer.signposts import FORETOLD, RIGHT, Signpost, Watch, alarm_weeks, watch
from cadre.explorer.tipping import Tipping, tipping
from cadre.mission.ids import ActivityId, TriggerId
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan, Start
from cadre.simulator.estimates import Estimate
from cadre.simulator.run import each_future

T = TypeVar("T")
FUTURES = 2000
SIGNS = 2
"""Signs of a choice, those with most weeks of warning, at which a change is tried."""
FEWEST = 30
"""Futures, of those that had no part in choosing a sign, in which it must be seen for a change at
it to be judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One choice on the map, from the first week on.

    Attributes:
        choice: The choice.
        same_as: Id of an earlier choice that starts the same work in the same weeks; "" of none.
        ends: Week in which it has stopped working in half of the futures; None while it hasn't.
        met: Share of futures in which the aim is met.
        value: Mean of what the aim counts.
        on_course: (weeks,) share of futures in which neither a sign has alarmed nor it has failed.
        watch: What shows that it fails.
        tipping: Along which uncertainties it tips, by an exploration; empty without one.
    """

    choice: Choice
    same_as: str
    ends: int | None
    met: Estimate
    value: Estimate
    on_course: NDArray[np.float64]
    watch: Watch
    tipping: tuple[Tipping, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One way from a choice to another.

    Attributes:
        source: Id of the choice that is left.
        target: Id of the choice that is taken up.
        week: Week in which it is ordered: after the sign is seen, or the last in which it can be.
        day: First day of it.
        sign: What was seen; None for a change that can't wait for a sign.
        seen: Share of futures in which it is seen by then; all of them without a sign.
        begins: Work that the change begins, as planned.
        last: Last week in which it could be ordered with some of that work still begun.
        stay: Share of those futures in which the aim is met by staying; at a sign of those alone
            that had no part in choosing it.
        leave: Share of them in which it is met by changing.
        gain: Mean of what the aim counts, changing less staying, in the same futures.
        plan: The plan that was played.
    """

    source: str
    target: str
    week: int
    day: date
    sign: Signpost | None
    seen: Estimate
    begins: tuple[ActivityId, ...]
    last: int
    stay: Estimate
    leave: Estimate
    gain: Estimate
    plan: Plan

    @property
    def worth_it(self) -> bool:
        """Whether changing gains, by more than two standard errors."""
        return self.gain.value > 2 * self.gain.error


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A change that can't be made any more when the sign is seen.

    Attributes:
        source: Id of the choice that would be left.
        target: Id of the choice that would be taken up.
        week: Week in which it would be ordered.
        last: Last week in which it could have been by its windows; None when it never could.
        sign: What was seen; None for a change that didn't wait for a sign.
        why: Why not, as a sentence.
    """

    source: str
    target: str
    week: int
    last: int | None
    sign: Signpost | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathways:
    """The map: choices as lines over weeks, changes as crossings between them.

    Attributes:
        aim: What the choices must come to.
        weeks: Weeks of the horizon.
        start: First day of it.
        lines: The choices.
        changes: Changes that can be made, from choices that aren't the same as earlier ones;
            those from one choice at one sign stand together.
        closed: Changes that come too late, or begin nothing.
        futures: Futures played of each.
        stopped: Whether it was stopped before all changes were tried.
    """

    aim: Aim
    weeks: int
    start: date
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    closed: tuple[Closed, ...]
    futures: int
    stopped: bool = False


def pathways(  # noqa: PLR0913 - the one door: each is a choice of the caller
    mission: Mission,
    choices: Sequence[Choice],
    plans: Sequence[Plan],
    aim: Aim,
    *,
    made_from: MadeFrom,
    exploration: Exploration | None = None,
    futures: int = FUTURES,
    seed: int = 0,
    seconds: float = 10.0,
    right: float = RIGHT,
    foretold: float = FORETOLD,
    signs: int = SIGNS,
    progress: Callable[[int, int], None] | None = None,
    stop: Stop | None = None,
) -> Pathways:
    """Draw the map of choices for one aim.

    At each of the first signs of each choice a change to each other choice that has other work is
    tried: that choice is planned with its new work ordered after the sign is seen, and played in
    the futures in which it is: of those, only such as had no part in choosing the sign (see
    `signposts`). Where the window of that work closes before, the change is tried in
    the last week in which it can be ordered, whatever has been seen, and played in all futures.

    Args:
        mission: What is known.
        choices: The choices.
        plans: The plan of each.
        aim: What they must come to.
        made_from: What to write on plans.
        exploration: What was explored, for tipping points; its measures may hold the aim's id.
        futures: How many are played of each, one by one; about a thousand a second.
        seed: As for `simulate`.
        seconds: How long each plan may take.
        right: As for `signposts`.
        foretold: As for `signposts`.
        signs: At how many signs of a choice changes are tried.
        progress: Told (done, of all) lines and changes.
        stop: Asked between them.

    Raises:
        CadreError: As `signposts` and `solve`.
    """
    walk = _Walk(mission, aim, made_from, futures, seed, seconds)
    go_on = _Going(progress or (lambda *_: None), stop or (lambda: False))
    lines: list[Line] = []
    pairs = list(zip(choices, plans, strict=True))
    for choice, plan in go_on.through(pairs, len(pairs) * (1 + signs)):
        lines.append(walk.line(choice, plan, exploration, (right, foretold)))
    tries = list(walk.tries(lines, signs))
    found: list[Change | Closed] = []
    for line, sign, other in go_on.through(tries, len(lines) + len(tries)):
        found.extend(one for one in walk.changes(line, sign, other) if one not in found)
    return Pathways(
        aim=aim,
        weeks=mission.horizon.weeks,
        start=mission.horizon.start,
        lines=tuple(lines),
        changes=tuple(one for one in found if isinstance(one, Change)),
        closed=tuple(one for one in found if isinstance(one, Closed)),
        futures=futures,
        stopped=go_on.stopped,
    )


@dataclass(slots=True)
class _Going:
    """Goes through things until somebody asks to stop, and tells how far it is."""

    progress: Callable[[int, int], None]
    stop: Stop
    done: int = 0
    stopped: bool = False

    def through(self, things: Sequence[T], number: int) -> Iterator[T]:
        """The things, as long as nobody asks to stop; `number` is of all that are to be done."""
        for one in things:
            self.stopped = self.stopped or self.stop()
            if self.stopped:
                return
            yield one
            self.done += 1
            self.progress(self.done, number)


class _Walk:
    """Lines and changes of one map."""

    def __init__(
        self,
        mission: Mission,
        aim: Aim,
        made_from: MadeFrom,
        futures: int,
        seed: int,
        seconds: float,
    ) -> None:
        self.mission, self.aim, self.made_from = mission, aim, made_from
        self.futures, self.seed, self.seconds = futures, seed, seconds
        self.seen: dict[str, Seen] = {}
        self.watches: dict[str, Watch] = {}
        self.plans: dict[str, Plan] = {}
        self.triggers: dict[str, tuple[TriggerId, ...]] = {}
        self.played: dict[_Taken, tuple[Changed, _Values]] = {}

    def line(
        self,
        choice: Choice,
        plan: Plan,
        exploration: Exploration | None,
        shares: tuple[float, float],
    ) -> Line:
        """A choice as it stands; one that is the same as an earlier one isn't played again."""
        same = self._same(choice, plan)
        then = chosen(self.mission, choice)
        if same:
            found, watched = self.seen[same], self.watches[same]
        else:
            found = seen(then, plan, [self.aim], futures=self.futures, seed=self.seed)
            watched = watch(then, found, 0, *shares)
        self.seen[choice.id], self.watches[choice.id] = found, watched
        self.plans[choice.id] = plan
        self.triggers[choice.id] = choice.triggers
        gone = np.flatnonzero(np.median(found.stopped[0]) <= np.arange(found.weeks))
        return Line(
            choice=choice,
            same_as=same,
            ends=int(gone[0]) if len(gone) else None,
            met=Estimate.of_share(int(found.good[0].sum()), self.futures),
            value=_mean(found.values[0]),
            on_course=watched.on_course,
            watch=watched,
            tipping=self._tipping(choice, exploration),
        )

    def _same(self, choice: Choice, plan: Plan) -> str:
        for key, other in self.plans.items():
            alike = (other.starts, other.assignments) == (plan.starts, plan.assignments)
            if alike and self.triggers[key] == choice.triggers:
                return key
        return ""

    def _tipping(self, choice: Choice, exploration: Exploration | None) -> tuple[Tipping, ...]:
        if exploration is None or all(one.id != self.aim.id for one in exploration.measures):
            return ()
        rows = [number for number, one in enumerate(exploration.choices) if one.id == choice.id]
        return tipping(exploration, rows[0], self.aim.id) if rows else ()

    def tries(
        self, lines: Sequence[Line], signs: int
    ) -> Iterator[tuple[Line, Signpost | None, Line]]:
        """The changes to try: at the first signs of each choice, to all that have other work.

        A choice of which no sign is known is left, if at all, before a window closes.
        """
        for line in lines:
            if line.same_as:
                continue
            for sign in line.watch.signposts[:signs] or (None,):
                for other in lines:
                    if new_work(self.mission, line.choice, other.choice):
                        yield line, sign, other

    def changes(self, line: Line, sign: Signpost | None, other: Line) -> Iterator[Change | Closed]:
        """What a change at a sign gains, or why it can't be made, and what it would have before."""
        last = last_week(self.mission, line.choice, other.choice)
        if sign is not None:
            found = self.seen[line.choice.id]
            when = alarm_weeks(found, sign)
            week = 1 + (sign.week if sign.week is not None else _middle(when, found.weeks))
            if last is not None and week <= last:
                # Those of even number chose the sign: there it foretells too well.
                odd = np.arange(self.futures) % 2 == 1
                yield self._change((line, other), sign, week, last, odd & (when < week))
                return
            why = "its new work can't begin any more by then"
            yield _closed((line, other), sign, week, last, why)
        if last is not None:
            yield self._change((line, other), None, last, last, np.full(self.futures, True))

    def _change(
        self,
        pair: tuple[Line, Line],
        sign: Signpost | None,
        week: int,
        last: int,
        there: NDArray[np.bool_],
    ) -> Change | Closed:
        """A change in a week, judged in the futures that are `there`."""
        line, other = pair
        changed, values = self._played(line.choice, other.choice, week)
        if changed.plan is None:
            return _closed(pair, sign, week, last, f"no new work fits then{changed.why}")
        number = int(there.sum())
        if number < FEWEST:
            why = "the sign is seen in too few futures to judge a change by"
            return _closed(pair, sign, week, last, why)
        before, after = self.seen[line.choice.id].values[0][there], values[there]
        return Change(
            source=line.choice.id,
            target=other.choice.id,
            week=week,
            day=self.mission.horizon.day(week),
            sign=sign,
            seen=Estimate.of_share(number, self.futures if sign is None else self.futures // 2),
            begins=changed.begins,
            last=last,
            stay=Estimate.of_share(int((before >= self.aim.enough).sum()), number),
            leave=Estimate.of_share(int((after >= self.aim.enough).sum()), number),
            gain=_mean(after - before),
            plan=changed.plan,
        )

    def _played(self, source: Choice, target: Choice, week: int) -> tuple[Changed, _Values]:
        """A choice taken up in a week, with what each future of it comes to; played once."""
        works = tuple(one.id for one in new_work(self.mission, source, target))
        left = left_work(self.mission, self.plans[source.id], source, target, week)
        key = (target.id, week, works, left)
        if key not in self.played:
            changed = change(
                self.mission,
                (source, target),
                week,
                left=left,
                made_from=self.made_from,
                seed=self.seed,
                seconds=self.seconds,
            )
            self.played[key] = changed, self._values(changed)
        return self.played[key]

    def _values(self, changed: Changed) -> _Values:
        if changed.plan is None:
            return np.zeros(0)
        mission, plan = changed.mission, changed.plan
        number, seed = self.futures, self.seed
        futures = each_future(mission, plan, futures=number, seed=seed, matters=False)
        return np.array([value(self.aim, mission, one) for one in futures])


_Values = NDArray[np.float64]
_Taken = tuple[str, int, tuple[ActivityId, ...], tuple[Start, ...]]
"""A choice that is taken up, the week, the work that begins then and the work that is left."""


def _closed(
    pair: tuple[Line, Line], sign: Signpost | None, week: int, last: int | None, why: str
) -> Closed:
    """What stands for a change that can't be made."""
    source, target = (one.choice.id for one in pair)
    words = f"From {source} to {target} in week {week}: {why}."
    return Closed(source=source, target=target, week=week, last=last, sign=sign, why=words)


def _middle(when: NDArray[np.int64], never: int) -> int:
    """The median week in which something that may happen at any time does, where it does."""
    return int(np.median(when[when < never]))


def _mean(values: _Values) -> Estimate:
    """The mean with its standard error."""
    number = len(values)
    return Estimate(float(values.mean()), float(values.std()) / sqrt(number))
