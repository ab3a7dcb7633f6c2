"""Small layouts of required work, made by hand and by luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from hypothesis import strategies as st

from cadre.planner.core.layout import Ints, Layout


@dataclass(frozen=True, kw_only=True)
class Way:
    """A track: its weeks, what it uses of lines, draws from stocks, and when it may start."""

    weeks: int
    uses: dict[int, int] = field(default_factory=dict)
    draws: dict[int, int] = field(default_factory=dict)
    may: frozenset[int] | None = None
    stop: int | None = None
    idle: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Job:
    """A work: its tracks, its predecessors as (number, lag, from end), and its first week."""

    ways: tuple[Way, ...]
    after: tuple[tuple[int, int, bool], ...] = ()
    earliest: int = 0


def laid(
    weeks: int,
    jobs: Sequence[Job],
    lines: Sequence[Sequence[int]] = (),
    stocks: Sequence[int] = (),
) -> Layout:
    """The jobs laid out; `lines` has each line's room by week."""
    ways = [way for job in jobs for way in job.ways]
    after = [one for job in jobs for one in job.after]
    return Layout(
        weeks=weeks,
        tracks_from=_ints([0, *accumulate(len(job.ways) for job in jobs)]),
        required=np.ones(len(jobs), np.bool_),
        earliest=_ints([job.earliest for job in jobs]),
        work=_ints([n for n, job in enumerate(jobs) for _ in job.ways]),
        length=_ints([way.weeks for way in ways]),
        least=_ints([0 for _ in ways]),
        stop=_ints([weeks if way.stop is None else way.stop for way in ways]),
        may_start=_flags([[way.may is None or w in way.may for w in range(weeks)] for way in ways]),
        may_end=np.ones((len(ways), weeks + 1), np.bool_),
        idle=_flags([[w in way.idle for w in range(weeks)] for way in ways]),
        after_from=_ints([0, *accumulate(len(job.after) for job in jobs)]),
        after=_ints([one for one, _, _ in after]),
        lag=_ints([lag for _, lag, _ in after]),
        from_end=np.array([from_end for _, _, from_end in after], np.bool_),
        rival_from=_ints([0] * (len(jobs) + 1)),
        rival=_ints([]),
        line_room=_ints([list(line) for line in lines]).reshape(len(lines), weeks),
        use_from=_ints([0, *accumulate(len(way.uses) for way in ways)]),
        use_line=_ints([line for way in ways for line in way.uses]),
        use=_ints([use for way in ways for use in way.uses.values()]),
        stock_room=_ints(list(stocks)),
        draw_from=_ints([0, *accumulate(len(way.draws) for way in ways)]),
        draw_stock=_ints([stock for way in ways for stock in way.draws]),
        draw_week=_ints([-1 for way in ways for _ in way.draws]),
        draw=_ints([draw for way in ways for draw in way.draws.values()]),
    )


def _ints(values: Sequence[object]) -> Ints:
    return np.array(values, np.int64)


def _flags(rows: list[list[bool]]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.array(rows, np.bool_)


@st.composite
def layouts(draw: st.DrawFn, *, jobs: int = 4, weeks: int = 7) -> Layout:
    """Layouts in which every rule may bind; some of them have no schedule at all."""
    lines = draw(st.integers(0, 2))
    stocks = draw(st.integers(0, 2))
    some = [
        Job(
            ways=tuple(draw(_ways(weeks, lines, stocks)) for _ in range(draw(st.integers(1, 2)))),
            after=tuple(
                (before, draw(st.integers(0, 2)), draw(st.booleans()))
                for before in range(number)
                if draw(st.integers(0, 2)) == 0
            ),
            earliest=draw(st.sampled_from((0, 0, 1))),
        )
        for number in range(draw(st.integers(1, jobs)))
    ]
    rooms = [
        draw(st.lists(st.integers(1, 5), min_size=weeks, max_size=weeks)) for _ in range(lines)
    ]
    # Works are numbered anew by luck, so that none is before another merely by its number.
    order = draw(st.permutations(range(len(some))))
    number = {old: new for new, old in enumerate(order)}
    jobs_anew = [
        Job(
            ways=some[old].ways,
            after=tuple((number[one], lag, from_end) for one, lag, from_end in some[old].after),
            earliest=some[old].earliest,
        )
        for old in order
    ]
    return laid(weeks, jobs_anew, rooms, [draw(st.integers(2, 6)) for _ in range(stocks)])


@st.composite
def _ways(draw: st.DrawFn, weeks: int, lines: int, stocks: int) -> Way:
    narrow = draw(st.integers(0, 3)) == 0
    paused = draw(st.integers(0, 3)) == 0
    return Way(
        weeks=draw(st.integers(1, 2)),
        uses={line: draw(st.integers(0, 3)) for line in range(lines)},
        draws={stock: draw(st.integers(0, 2)) for stock in range(stocks)},
        may=draw(st.frozensets(st.integers(0, weeks - 1), min_size=1)) if narrow else None,
        stop=draw(st.sampled_from((None, weeks - 1))),
        idle=draw(st.frozensets(st.integers(0, weeks - 1), max_size=2)) if paused else frozenset(),
    )


def random_project(
    jobs: int, seed: int, *, ways: int = 1, room: int = 6, length: int = 6
) -> Layout:
    """A project of many jobs, each waiting for up to two of the ten before it."""
    luck = np.random.default_rng(seed)
    some = []
    for number in range(jobs):
        before = luck.choice(max(0, number - 10) + np.arange(min(10, number) or 1), 2)
        some.append(
            Job(
                ways=tuple(
                    Way(
                        weeks=int(luck.integers(1, length)),
                        uses={line: int(luck.integers(0, room - 1)) for line in range(3)},
                        draws={0: int(luck.integers(0, 5))} if ways > 1 else {},
                    )
                    for _ in range(ways)
                ),
                after=tuple((int(one), 0, True) for one in sorted({*before.tolist()}) if number),
            )
        )
    weeks = length * jobs
    return laid(weeks, some, [[room] * weeks] * 3, [2 * jobs] if ways > 1 else [])
