"""A chain of work goes where all of it adds most: tried against every way to place it."""

# ruff: noqa: S311 - dice make tiny missions
from __future__ import annotations

from random import Random

import numba
import numpy as np
import pytest

from cadre.mission.mission import Mission
from cadre.planner.core.board import Board
from cadre.planner.core.chaining import chain_room, put_chain
from cadre.planner.core.dice import dice
from cadre.planner.core.insertion import fill
from cadre.planner.quick import Quick
from tests.planner.core.boards import by_luck, copied, emptied, joins, missions, quick, same
from tests.planner.missions import activity, effect, mission, mode, need, pledge, post, site, span

WORKS = ("first", "second", "third")


def chained(seed: int) -> Mission:
    """Three works one after the other, and a fourth that may be in their way."""
    luck = Random(seed)
    ends = luck.random() < 0.7
    works = []
    for before, key in zip((None, *WORKS), WORKS, strict=False):
        # Work that counts from a start waits for longer than any work lasts.
        lag = luck.randint(0, 2) if ends else luck.randint(4, 5)
        order = {} if before is None else {"after_end" if ends else "after": (before,)}
        works.append(activity(key, lag_weeks=lag if order else 0, **order))
    return mission(
        weeks=13,
        sites=(site("base"), site("camp")),
        needs=tuple(need(key, weight=luck.randint(1, 3)) for key in (*WORKS, "other")),
        activities=(*works, activity("other")),
        modes=(
            *(mode(key, where, luck.randint(1, 4)) for key in WORKS for where in ("base", "camp")),
            mode("other", weeks=4),
        ),
        posts=tuple(post(key, luck.randint(1, 4)) for key in (*WORKS, "other")),
        pledges=tuple(
            pledge(luck.randint(1, 3), id=f"pledge-{n}", window=span(first, first + 8))
            for n, first in enumerate((-1, luck.randint(0, 4), luck.randint(3, 9)))
        ),
        effects=tuple(effect(key, luck.choice([0.2, 0.5, 0.9]), key) for key in (*WORKS, "other")),
    )


def most(some: Quick, board: Board, works: tuple[int, ...]) -> float:
    """The most that a board comes to with the first of some works, then the next ones, on it."""
    worths = [some.laid.worth(board)]
    for track in some.problem.tracks_of[works[0]] if works else ():
        for run in track.runs():
            with_it = copied(board)
            if joins(some, with_it, works[0], run):
                worths.append(most(some, with_it, works[1:]))
    return max(worths)


@numba.njit
def outside(layout, ground, aims, board, kin, spare, luck, lead, weeks):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201
    """`put_chain`, which only kernels may call."""
    chain = chain_room(weeks)
    put_chain(layout, ground, aims, board, kin, spare, luck, lead, 0.0, chain)


def put(some: Quick, board: Board, lead: int) -> None:
    laid, weeks = some.laid, some.laid.layout.weeks
    outside(laid.layout, laid.ground, laid.aims, board, laid.kin, some.spare, dice(0), lead, weeks)


def numbers(some: Quick, *keys: str) -> tuple[int, ...]:
    found = {str(one.activity.id): one.index for one in some.problem.works}
    return tuple(found[key] for key in keys)


def test_no_way_to_place_a_chain_adds_more() -> None:
    better = 0
    for seed in range(40):
        some = quick(chained(seed))
        board = emptied(some.laid)
        works, (other,) = numbers(some, *WORKS), numbers(some, "other")
        if seed % 2:
            runs = [run for track in some.problem.tracks_of[other] for run in track.runs()]
            joins(some, board, other, Random(seed).choice(runs))
        one_by_one, together = copied(board), copied(board)
        laid, order = some.laid, np.array(works, np.int64)
        fill(
            laid.layout, laid.ground, laid.aims, one_by_one, laid.kin, some.spare, dice(0), order, 0
        )
        put(some, together, works[0])
        assert laid.worth(together) == pytest.approx(most(some, board, works))
        better += laid.worth(together) > laid.worth(one_by_one) + 1e-6
    # Else nothing would be gained by choosing all runs together.
    assert better > 5


def test_a_chain_is_put_as_rules_let_it_and_leaves_all_else_where_it_is() -> None:
    placed = 0
    for seed, given in missions(60):
        some = quick(given, seed)
        board = emptied(some.laid)
        there = by_luck(some, Random(seed), board) if seed % 2 else some.laid.runs(board)
        for work in some.problem.works:
            before = copied(board)
            put(some, board, work.index)
            now = some.laid.runs(board)
            assert now.items() >= there.items()
            # Run by run, all that is on the board fits there: in the order in which they wait.
            again = emptied(some.laid)
            some.walk.reload(again, now)
            assert some.laid.runs(again) == now
            assert now != there or same(board, before)
            placed += len(now) - len(there)
            there = now
    assert placed > 20
