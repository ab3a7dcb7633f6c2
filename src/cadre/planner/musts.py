"""Musts: required work, and the end of the last of it, as rows of a linear model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cadre.mission.required import finishing, required_work
from cadre.planner.problem import Problem
from cadre.planner.works import Track

V = TypeVar("V")


@dataclass(frozen=True)
class Musts(Generic[V]):
    """Writes down which work every plan must hold, and what an early end of the last is worth.

    Attributes:
        problem: The problem.
        chosen: Tells whether a work is chosen, as a sum of terms.
        over: Tells whether a track was chosen and is over by a week; None for certainly not.
        add: Writes down that a sum of terms is at most a number.
        number: A new number from 0 to so much.
        value: Writes down what one more of a number is worth.
    """

    problem: Problem
    chosen: Callable[[int], tuple[list[tuple[V, int]], int]]
    over: Callable[[Track, int], V | None]
    add: Callable[[Iterable[tuple[V, int]], int], None]
    number: Callable[[int], V]
    value: Callable[[V, float], None]

    def write(self) -> None:
        """Write down all of it."""
        mission, index = self.problem.mission, self.problem.index_of
        for key in required_work(mission):
            self.add([(literal, -times) for literal, times in self.chosen(index[key])[0]], -1)
        works = [index[key] for key in finishing(mission)]
        if works:
            left = self.number(self.problem.weeks)
            self.value(left, mission.profile.weights.finish)
            for work in works:
                self.add([(left, 1), *self._weeks_after(work)], 0)

    def _weeks_after(self, work: int) -> Iterable[tuple[V, int]]:
        """Less the weeks of the horizon in which a work is over."""
        for track in self.problem.tracks_of[work]:
            for week in range(self.problem.weeks):
                literal = self.over(track, week)
                if literal is not None:
                    yield literal, -1
