"""Coupled: what runs leave each other of money, stocks, trainees; where increments may run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from cadre.mission.ids import InstitutionId, StockId
from cadre.mission.increments import chain
from cadre.mission.money import Purse
from cadre.planner.problem import Problem
from cadre.planner.works import Run, Runs

RULES = ("increment", "trainees", "budget", "stock")
"""The rules of this module, by the names that explanations use."""


Spent = tuple[Counter[Purse], Counter[Purse]]
"""What is taken from each purse, and what of it running work takes."""


@dataclass(frozen=True)
class Coupled:
    """Answers what a run may do beside others.

    What running work takes is settled: it goes on where it takes more than there is, and new work
    that takes anything of the same has no place beside it.

    Attributes:
        problem: The problem.
    """

    problem: Problem

    def broken(
        self, work: int, run: Run, runs: Runs, spent: Spent | None = None
    ) -> tuple[str, ...]:
        """The rules of `RULES` that `run` of a work breaks beside `runs` of others, in order.

        Args:
            work: The work.
            run: Its run.
            runs: The others.
            spent: What these spend, where it is known.
        """
        found = []
        if not self.beside_base(work, run, runs):
            found.append("increment")
        if any(self.trainees_short(work, run, runs)):
            found.append("trainees")
        if self.money_short(work, run, runs, spent):
            found.append("budget")
        if self.stock_short(run, runs):
            found.append("stock")
        return tuple(found)

    def beside_base(self, work: int, run: Run, runs: Runs) -> bool:
        """Whether an increment lies within the run of its base, at its site."""
        base = self.problem.base_of[work]
        if base is None:
            return True
        there = runs.get(base)
        return (
            there is not None
            and self._site(there) == self._site(run)
            and there.week <= run.week
            and run.end <= there.end
        )

    def _site(self, run: Run) -> str:
        return self.problem.tracks[run.track].mode.site

    def spent(self, runs: Runs) -> Spent:
        """What runs take from each purse, and what running work does."""
        taken, settled = Counter[Purse](), Counter[Purse]()
        for other, there in runs.items():
            begun = self.problem.works[other].begun
            for purse, amount in self.problem.costs(other, there.week, there.end).items():
                taken[purse] += amount
                settled[purse] += amount if begun else 0
        return taken, settled

    def money_short(
        self, work: int, run: Run, runs: Runs, spent: Spent | None = None
    ) -> dict[Purse, int]:
        """By how much each purse is too small for `run` beside `runs`; nothing where it isn't."""
        mine = self.problem.costs(work, run.week, run.end)
        if not mine or self.problem.works[work].begun:
            return {}
        taken, settled = spent or self.spent(runs)
        room = self.problem.purses
        return {
            purse: taken[purse] + amount - room[purse]
            for purse, amount in mine.items()
            if taken[purse] + amount > max(room[purse], settled[purse])
        }

    def stock_short(self, run: Run, runs: Runs) -> dict[StockId, int]:
        """By how much each stock is too small for `run` beside `runs`; nothing where it isn't."""
        mine = self.problem.draws(run.track)
        if not mine:
            return {}
        taken = Counter(mine)
        for there in runs.values():
            taken.update(self.problem.draws(there.track))
        room = self.problem.stocks
        return {key: taken[key] - room[key] for key in mine if taken[key] > room[key]}

    def trainees_short(
        self, work: int, run: Run, runs: Runs
    ) -> Iterator[tuple[InstitutionId, int, int]]:
        """Institution, week and by how much its supply is too small for `run` beside `runs`.

        Of weeks in a row in which the same others ask, the first.
        """
        if self.problem.works[work].begun:
            return
        for institution, room, rates in self.problem.trainee_lines:
            if work in rates:
                for week, asked, settled in self._asked(rates, run, runs):
                    if asked + rates[work] > max(room, settled):
                        yield institution, week, asked + rates[work] - room

    def _asked(self, rates: dict[int, int], run: Run, runs: Runs) -> Iterator[tuple[int, int, int]]:
        """Trainees a year that `runs` ask for beside `run`, and those of them for running work.

        With the week from which they do: the first, and each in which one of them begins or ends.
        """
        asked, settled = Counter({run.week: 0}), Counter[int]()
        for one in rates.keys() & runs.keys():
            there, begun = runs[one], self.problem.works[one].begun
            for week, rate in ((there.week, rates[one]), (there.end, -rates[one])):
                asked[max(week, run.week)] += rate
                settled[max(week, run.week)] += rate if begun else 0
        weeks = sorted(week for week in asked if week < run.end)
        sums = (accumulate(map(some.__getitem__, weeks)) for some in (asked, settled))
        yield from zip(weeks, *sums, strict=True)

    def precedence(self, work: int) -> tuple[int, int, str]:
        """What running work is kept by, lowest first: rank, then what it hangs on, then its id.

        An increment's rank is no better than that of its base, and it comes after it.
        """
        activity = self.problem.works[work].activity
        under = chain(self.problem.mission, activity)
        return max(one.rank for one in (activity, *under)), len(under), activity.id


def needed_by(problem: Problem, works: Iterable[int]) -> list[int]:
    """Other works without which these can't be planned: all that come before, and bases."""
    found = dict.fromkeys(works)
    left, first = list(found), len(found)
    while left:
        work = left.pop()
        base = problem.base_of[work]
        before = [other for other, _ in problem.works[work].after]
        more = {one for one in (*before, base) if one is not None and one not in found}
        found.update(dict.fromkeys(sorted(more)))
        left += more
    return list(found)[first:]


def in_turn(problem: Problem, works: Iterable[int]) -> list[int]:
    """Works and all new work that they come after or make greater, what must be first first.

    What begun work came after is no matter any more. Of works that wait for each other in a circle
    none is left out.
    """
    met, found = set[int](), list[int]()

    def visit(work: int) -> None:
        met.add(work)
        base = problem.base_of[work]
        before = [other for other, _ in problem.works[work].after]
        for other in (*before, *(() if base is None else (base,))):
            if other not in met and problem.works[other].settled is None:
                visit(other)
        found.append(work)

    for work in works:
        if work not in met:
            visit(work)
    return found
