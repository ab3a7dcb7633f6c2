"""Early: the one door to schedules in which all work is done and the last of it ends early."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from cadre.errors import CadreError
from cadre.planner.core.layout import Ints, Layout
from cadre.planner.core.lists import Lists
from cadre.planner.core.shape import Shape, sorted_by_order

TURNS = ((0.05, 0.15), (0.8, 1.0))
"""Turns of lists and solver: by which share of the time each ends. The first is short: small work
is proven in it."""
SETTLED = (0.3, 12)
"""Lists hand over to the solver at once after this share of the time, when they have made so many
times as many schedules as it took to find the best: more of the same rarely helps then."""
BUILDING = 7e-4
"""Seconds that the solver's model takes to build, for each track: a turn must be twice as long."""
EFFORT = 7e-9
"""The solver's own count of work that takes as long as putting one work or way into a schedule."""
LEAST_EFFORT = 0.01
"""The least of that which the solver may spend in a turn: small work is proven in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found.

    Attributes:
        runs: (works, 3) track, first week and first week after of each work; None when no
            schedule was found.
        end: The first week after all; the horizon's length + 1 when no schedule was found.
        bound: No schedule ends before this week.
        proven: Whether no schedule ends earlier than this one, or there is none at all.
        stopped: Whether it was stopped before its time.
        made: Schedules made from lists on the way.
        seconds: How long it took.
    """

    runs: Ints | None
    end: int
    bound: int
    proven: bool
    stopped: bool
    made: int
    seconds: float


def end_early(
    layout: Layout,
    *,
    seed: int = 0,
    seconds: float = 10.0,
    schedules: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Found:
    """A schedule of all works in which the last ends as early as was found in time.

    Args:
        layout: What may be scheduled: all of it required, without rivals, open-ended tracks or
            draws by week.
        seed: Same seed and same `schedules`, same result, while time suffices.
        seconds: Time limit, by the clock, which begins when there is a first schedule.
        schedules: How many schedules may be made from lists, the solver's turns taking their part;
            None leaves it to the clock.
        progress: Told what is done of what, in hundredths of the time.
        stop: Asked often whether to stop, with the best so far.

    Raises:
        CadreError: The layout asks for what lists can't do.
    """
    _refuse(layout)
    quest = _Quest(layout, seed, seconds, schedules, progress, stop)
    try:
        for lists, solver in TURNS:
            quest.breed(lists)
            quest.prove(solver)
    except KeyboardInterrupt:
        quest.stopped = True
    return quest.found()


def _refuse(layout: Layout) -> None:
    faults = {
        "work that isn't required": not layout.required.all(),
        "rivals": layout.rival.size > 0,
        "open-ended tracks": (layout.length < 1).any(),
        "draws by week": (layout.draw_week >= 0).any(),
        "works without tracks": (np.diff(layout.tracks_from) < 1).any(),
        "lags below 0": (layout.lag < 0).any(),
        "order that runs in a circle": len(sorted_by_order(layout)) < layout.required.size,
    }
    for name, there in faults.items():
        if there:
            raise CadreError(
                "the layout",
                f"has {name}",
                "required works with tracks of settled length, in an order",
                "Plan it as a mission.",
            )


class _Quest:
    """The search of one call: what was found so far, and what time is left."""

    def __init__(
        self,
        layout: Layout,
        seed: int,
        seconds: float,
        schedules: int | None,
        progress: Callable[[int, int], None] | None,
        stop: Callable[[], bool] | None,
    ) -> None:
        self.began = perf_counter()
        self.layout, self.seed, self.seconds, self.schedules = layout, seed, seconds, schedules
        self.progress, self.asked = progress or (lambda _done, _all: None), stop
        self.lists = Lists(layout, seed)
        # Machine code is made once and then kept; no limit of time is meant for that.
        self.began += self.lists.readying
        self.best: Ints | None = self.lists.runs
        self.bound = least_end(layout, self.lists.shape)
        self.stopped, self.gained = False, self.lists.made

    @property
    def spent(self) -> float:
        """Seconds since the call."""
        return perf_counter() - self.began

    @property
    def end(self) -> int:
        """When the best plan ends; past the horizon when there is none."""
        if self.best is None:
            return self.layout.weeks + 1
        return int(self.best[:, 2].max(initial=0))

    def _stop(self) -> bool:
        self.progress(min(99, int(100 * self.spent / max(self.seconds, 1e-9))), 100)
        self.stopped = self.stopped or (self.asked is not None and self.asked())
        return self.stopped

    def _over(self, share: float) -> bool:
        return self.end <= self.bound or self.stopped or self.spent >= share * self.seconds

    def breed(self, share: float) -> None:
        """Breed lists until the bound is met or this share of the time or count is over."""
        counted = None if self.schedules is None else share * self.schedules
        while not self._over(share):
            self.lists.advance()
            self._take(self.lists.runs)
            if self._stop() or self._settled():
                return
            if counted is not None and self.lists.made >= counted:
                return

    def _settled(self) -> bool:
        """Whether lists have found nothing better for long."""
        share = self.spent / self.seconds
        if self.schedules is not None:
            share = self.lists.made / max(1, self.schedules)
        return share > SETTLED[0] and self.lists.made > SETTLED[1] * self.gained

    def _take(self, runs: Ints | None) -> None:
        if runs is not None and int(runs[:, 2].max(initial=0)) < self.end:
            self.best, self.gained = runs, self.lists.made

    def prove(self, share: float) -> None:
        """Have the solver better the plan and raise the bound, for this share of the time."""
        left = share * self.seconds - self.spent
        if self._over(share) or left < 2 * BUILDING * self.layout.length.size:
            return
        most = min(self.end, self.layout.weeks)
        from cadre.planner.core.spans import Spans  # noqa: PLC0415 - loads a solver

        spans = Spans(self.layout, self.lists.shape.ends, self.bound, most)
        if self.best is not None:
            spans.hint(self.best)
        try:
            bound = spans.solve(
                seconds=share * self.seconds - self.spent,
                seed=self.seed,
                effort=self._effort(share),
                stop=self._stop,
            )
        finally:
            self._take(spans.best)
        self.bound = max(self.bound, bound)

    def _effort(self, share: float) -> float | None:
        """What the solver may spend up to a share of the whole; what lists left undone is its."""
        if self.schedules is None:
            return None
        left = max(0.0, share * self.schedules - self.lists.made)
        counted = EFFORT * left * (self.layout.required.size + self.layout.length.size)
        return max(LEAST_EFFORT, counted)

    def found(self) -> Found:
        """The result so far."""
        self.progress(100, 100)
        return Found(
            runs=self.best,
            end=self.end,
            bound=min(self.bound, self.end),
            proven=self.end <= self.bound,
            stopped=self.stopped,
            made=self.lists.made,
            seconds=self.spent,
        )


def least_end(layout: Layout, given: Shape) -> int:
    """No schedule ends before this week: by the longest path, and by what each line can bear."""
    bound = max(int(given.tail.max(initial=0)), _least_by_windows(layout, given.ends))
    track = np.repeat(np.arange(layout.length.size), np.diff(layout.use_from))
    for line in range(layout.line_room.shape[0]):
        energy = np.zeros(layout.length.size, np.int64)
        here = layout.use_line == line
        np.add.at(energy, track[here], layout.use[here] * layout.length[track[here]])
        asked = (
            int(np.minimum.reduceat(energy, layout.tracks_from[:-1]).sum()) if energy.size else 0
        )
        borne = np.cumsum(np.maximum(0, layout.line_room[line]))
        bound = max(bound, int(np.searchsorted(borne, asked)) + 1 if asked else 0)
    return bound


def _least_by_windows(layout: Layout, ends: Ints) -> int:
    """The latest of the earliest ends of works, each by itself."""
    soonest = np.where(ends > 0, ends, layout.weeks + 1).min(axis=1, initial=layout.weeks + 1)
    if not soonest.size:
        return 0
    return int(np.minimum.reduceat(soonest, layout.tracks_from[:-1]).max())
