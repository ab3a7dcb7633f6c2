"""Spans: required work as intervals of a CP-SAT model, which bounds the end and betters plans."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ortools.sat.python import cp_model

from cadre.planner.core.layout import Ints, Layout
from cadre.planner.watch import watched


class _Kept(cp_model.CpSolverSolutionCallback):
    """Plans as they are found, kept outside the solver: one cut short may give none back."""

    def __init__(self, spans: Spans) -> None:
        super().__init__()
        self.spans = spans

    def on_solution_callback(self) -> None:
        """Keep the plan, which is better than the one before."""
        self.spans.best = self.spans.runs(self.value)


def _domain(weeks: Ints) -> cp_model.Domain:
    """The weeks, which are in order, as intervals without gaps."""
    gaps = np.flatnonzero(np.diff(weeks) > 1)
    firsts, lasts = weeks[np.append(0, gaps + 1)], weeks[np.append(gaps, weeks.size - 1)]
    return cp_model.Domain.from_intervals(np.stack([firsts, lasts], axis=1).tolist())


class Spans:
    """A layout as intervals: one a work, and where it has several tracks one more for each.

    Args:
        layout: All of its works are required.
        ends: (tracks, weeks) first week after a run by its first week, 0 where it can't start.
        least: No plan ends before this week.
        most: Plans that end after this week aren't looked for.

    Attributes:
        best: (works, 3) track, first week and first week after of each work in the best plan that
            the solver found; None while it found none.
    """

    def __init__(self, layout: Layout, ends: Ints, least: int, most: int) -> None:
        self.layout, self.ends = layout, ends
        self.model = cp_model.CpModel()
        self.most = most
        self.best: Ints | None = None
        self.last = self.model.new_int_var(min(least, most), most, "last")
        self.start: list[cp_model.IntVar] = []
        self.end: list[cp_model.IntVar] = []
        self.chosen: list[cp_model.IntVar | None] = [None] * layout.length.size
        self.settled: set[int] = set()
        self.interval: list[cp_model.IntervalVar | None] = [None] * layout.length.size
        for work in range(layout.required.size):
            self._add(work)
        self._order()
        self._lines()
        self._stocks()
        self.model.minimize(self.last)

    def _tracks(self, work: int) -> range:
        begins = self.layout.tracks_from
        return range(int(begins[work]), int(begins[work + 1]))

    def _add(self, work: int) -> None:
        tracks = [track for track in self._tracks(work) if self._starts(track).size]
        if not tracks:
            self.model.add_bool_or([])
        starts = np.concatenate([np.zeros(0, np.int64), *map(self._starts, tracks)])
        domain = _domain(np.unique(starts) if tracks else np.zeros(1, np.int64))
        start = self.model.new_int_var_from_domain(domain, f"start {work}")
        end = self.model.new_int_var(0, self.most, f"end {work}")
        self.start.append(start)
        self.end.append(end)
        self.model.add(end <= self.last)
        literals = [self._span(track, start, end, len(tracks) == 1) for track in tracks]
        if len(tracks) > 1:
            self.model.add_exactly_one(literals)
        else:
            self.settled.update(tracks)

    def _starts(self, track: int) -> Ints:
        ends = self.ends[track]
        return np.flatnonzero((ends > 0) & (ends <= self.most))

    def _span(
        self, track: int, start: cp_model.IntVar, end: cp_model.IntVar, alone: bool
    ) -> cp_model.IntVar:
        """The interval of a track, there when its literal is true."""
        model, starts = self.model, self._starts(track)
        chosen = model.new_constant(1) if alone else model.new_bool_var(f"track {track}")
        self.chosen[track] = chosen
        lengths = self.ends[track, starts] - starts
        if (lengths == lengths[0]).all():
            length: cp_model.LinearExprT = int(lengths[0])
        else:
            length = model.new_int_var(int(lengths.min()), int(lengths.max()), f"weeks {track}")
            pairs = np.stack([starts, self.ends[track, starts]], axis=1).tolist()
            model.add_allowed_assignments([start, end], pairs).only_enforce_if(chosen)
        if not alone:
            domain = _domain(starts)
            model.add_linear_expression_in_domain(start, domain).only_enforce_if(chosen)
        self.interval[track] = model.new_optional_interval_var(
            start, length, end, chosen, f"span {track}"
        )
        return chosen

    def _order(self) -> None:
        layout = self.layout
        for work in range(layout.required.size):
            for row in range(layout.after_from[work], layout.after_from[work + 1]):
                before = int(layout.after[row])
                since = self.end[before] if layout.from_end[row] else self.start[before]
                self.model.add(self.start[work] >= since + int(layout.lag[row]))

    def _lines(self) -> None:
        layout = self.layout
        track = np.repeat(np.arange(layout.length.size), np.diff(layout.use_from))
        for line in range(layout.line_room.shape[0]):
            rows = np.flatnonzero(layout.use_line == line)
            here = [
                (interval, int(layout.use[row]))
                for row in rows
                if (interval := self.interval[track[row]]) is not None
            ]
            if here:
                self._line(layout.line_room[line, : self.most], here)

    def _line(self, room: Ints, here: list[tuple[cp_model.IntervalVar, int]]) -> None:
        """Room that comes and goes is the most there is, less what nobody has."""
        most = max(0, int(room.max(initial=0)))
        edges = np.flatnonzero(np.diff(room, prepend=room[:1])).tolist()
        for begin, end in zip([0, *edges], [*edges, room.size], strict=True):
            if begin < end and room[begin] < most:
                gone = self.model.new_fixed_size_interval_var(begin, end - begin, "gone")
                here.append((gone, most - max(0, int(room[begin]))))
        self.model.add_cumulative([span for span, _ in here], [use for _, use in here], most)

    def _stocks(self) -> None:
        layout = self.layout
        track = np.repeat(np.arange(layout.length.size), np.diff(layout.draw_from))
        for stock, room in enumerate(layout.stock_room.tolist()):
            drawn = [
                chosen * int(layout.draw[row])
                for row in np.flatnonzero(layout.draw_stock == stock)
                if (chosen := self.chosen[track[row]]) is not None
            ]
            if drawn:
                self.model.add(sum(drawn) <= room)

    def runs(self, value: Callable[[cp_model.LinearExprT], int]) -> Ints:
        """The plan that a solution stands for, (works, 3)."""
        rows = []
        for work, start in enumerate(self.start):
            track = next(
                one
                for one in self._tracks(work)
                if (chosen := self.chosen[one]) is not None and value(chosen)
            )
            rows.append((track, value(start), int(self.ends[track, value(start)])))
        return np.array(rows, np.int64).reshape(-1, 3)

    def hint(self, runs: Ints) -> None:
        """Tell the solver of a plan to begin with."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        tracks = set(runs[:, 0].tolist())
        for work, (_, start, end) in enumerate(runs.tolist()):
            self.model.add_hint(self.start[work], start)
            self.model.add_hint(self.end[work], end)
        for track, chosen in enumerate(self.chosen):
            # A work's only track is chosen by a constant, which takes no hint.
            if chosen is not None and track not in self.settled:
                self.model.add_hint(chosen, int(track in tracks))
        self.model.add_hint(self.last, int(runs[:, 2].max(initial=0)))

    def solve(
        self, *, seconds: float, seed: int, effort: float | None, stop: Callable[[], bool]
    ) -> int:
        """Better the plan hinted at, and keep the best.

        Args:
            seconds: Time limit, by the clock.
            seed: The solver's.
            effort: Limit in the solver's own count of its work; None is no other limit.
            stop: Asked twenty times a second whether to stop.

        Returns:
            No plan ends before this week; `most` + 1 when none ends by `most`.
        """
        solver, kept = cp_model.CpSolver(), _Kept(self)
        solver.parameters.num_workers = 1
        # One worker takes turns among searches, one of them over neighbourhoods of the plan.
        solver.parameters.interleave_search = True
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
        solver.parameters.random_seed = seed % 2**31
        if effort is not None:
            solver.parameters.max_deterministic_time = effort
        status = watched(lambda: solver.solve(self.model, kept), stop, solver.stop_search)
        if status == cp_model.INFEASIBLE:
            return self.most + 1
        return round(solver.best_objective_bound)
