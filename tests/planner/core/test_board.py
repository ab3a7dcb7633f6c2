"""The board against plain Python: support, what fits, and what a run taken off gives back."""

# ruff: noqa: S311 - dice make tiny plans
from __future__ import annotations

from dataclasses import replace
from math import inf
from random import Random

import numpy as np
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from cadre.errors import CadreError
from cadre.mission.enablers import Enabler, brought_support
from cadre.mission.ids import EnablerId
from cadre.planner.core.insertion import prune
from cadre.planner.core.support import support
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from tests.planner.core.boards import (
    by_luck,
    copied,
    emptied,
    joins,
    missions,
    quick,
    same,
    short,
)
from tests.planner.missions import beds, enabler, two_works

KINDS = st.lists(
    st.tuples(
        st.sampled_from([0.02, 0.1, 0.25, 0.3, 0.5, 0.75]),
        st.sampled_from([0.0, 1.0, 2.0, 7.5]),
        st.sampled_from([1, 1, 3, 10]),
        st.sampled_from([0.0, 0.0, 1.0, 4.0, inf]),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


def in_plain_python(
    people: int, kinds: list[tuple[float, float, int, float, bool]]
) -> list[int] | None:
    """Support brought by kind, by the mission model's own words; None when it never ends."""
    rows: dict[EnablerId, Enabler] = {}
    there: dict[EnablerId, float] = {}
    for number, (each, fixed, step, lent, needed) in enumerate(kinds):
        if needed:
            row = enabler(str(number), each, fixed, step)
            rows[row.id], there[row.id] = row, lent
    try:
        found = brought_support(people, rows, there)
    except CadreError:
        return None
    return [found.get(EnablerId(str(number)), 0) for number in range(len(kinds))]


@settings(max_examples=300, deadline=None)
@for_all(people=st.integers(0, 400), kinds=KINDS, fewer=st.integers(0, 400))
def test_people_are_asked_for_the_support_that_the_mission_model_says(
    people: int, kinds: list[tuple[float, float, int, float, bool]], fewer: int
) -> None:
    share, fixed = (np.array([float(one[n]) for one in kinds]) for n in (0, 1))
    terms = share, fixed, np.array([one[2] for one in kinds], np.int64)
    needed = np.array([int(one[4]) for one in kinds])
    lent = np.array([one[3] for one in kinds])
    told = in_plain_python(people, kinds)
    brought = np.zeros(len(kinds), np.int64)
    total = support(*terms, people, needed, lent, brought)
    if told is None:
        assert total == -1
        return
    assert (total, brought.tolist()) == (people + sum(told), told)
    # From what fewer people ask for the same is found: it saves rounds, no more.
    brought[:] = in_plain_python(min(people, fewer), kinds) or 0
    assert support(*terms, people, needed, lent, brought) == total
    assert brought.tolist() == told


def test_a_run_fits_on_the_board_just_when_the_exact_search_says_so() -> None:
    asked, shut_out = 0, 0
    for seed, given in missions(30):
        some, dice = quick(given, seed), Random(seed)
        search = Search(some.problem, Staff(some.problem), some.laid.objective)
        board = emptied(some.laid)
        assert some.laid.runs(board) == search.continued
        for _ in range(2):
            plan = by_luck(some, dice, board)
            if short(some, board):
                # Lines let it pass that people are short: such a board is never kept.
                break
            for work in (w.index for w in some.problem.works if w.index not in plan):
                runs = [run for track in some.problem.tracks_of[work] for run in track.runs()]
                for run in dice.sample(runs, min(3, len(runs))):
                    trial = copied(board)
                    fits = joins(some, trial, work, run) and not short(some, trial)
                    assert fits == search.fits(work, run, plan)
                    asked, shut_out = asked + 1, shut_out + (not fits)
            board = emptied(some.laid)
    assert asked > 100
    assert shut_out > 50


def test_what_is_taken_off_gives_back_all_that_it_took() -> None:
    taken = 0
    for seed, given in missions(40):
        some = quick(given, seed)
        laid, board = some.laid, emptied(some.laid)
        taken += len(by_luck(some, Random(seed), board)) - len(laid.running)
        # With footprints dear beyond measure nothing is worth its people, and all is taken off.
        dear = laid.aims._replace(price=laid.aims.price + 1e9)
        alone = laid.kin._replace(next_from=0 * laid.kin.next_from)
        prune(laid.layout, laid.ground, dear, board, alone)
        assert same(board, emptied(laid))
    assert taken > 30


def test_what_is_taken_off_and_put_back_leaves_the_board_as_it_was() -> None:
    for seed, given in missions(40):
        some = quick(given, seed)
        laid, board = some.laid, emptied(some.laid)
        by_luck(some, Random(seed), board)
        before = copied(board)
        # Nothing counts: each work in turn is tried without, and stays as nothing is gained.
        none = laid.aims._replace(
            need_worth=0 * laid.aims.need_worth,
            price=0 * laid.aims.price,
            early=0 * laid.aims.early,
            taught=0 * laid.aims.taught,
            stage_worth=0.0,
        )
        assert prune(laid.layout, laid.ground, none, board, laid.kin) == 0
        assert same(board, before)


def test_runs_put_on_in_another_order_leave_the_same_room() -> None:
    for seed, given in missions(30):
        some = quick(given, seed)
        board = emptied(some.laid)
        plan = by_luck(some, Random(seed), board)
        backwards = some.laid.board(dict(reversed(plan.items())))
        assert np.allclose(board.left, backwards.left, rtol=1e-12)
        assert same(board._replace(left=backwards.left), backwards)


def test_weeks_that_a_board_calls_alike_are_alike() -> None:
    # Support is worked out once for weeks alike: one turn missed, and others' beds are given away.
    turns = 0
    for seed, given in missions(30):
        some = quick(given, seed)
        board, ground = emptied(some.laid), some.laid.ground
        by_luck(some, Random(seed), board)
        rows = (ground.lent, board.own, board.lean)
        for site, week in np.ndindex(board.turn.shape):
            unlike = week == 0 or any(
                (one[site, week] != one[site, week - 1]).any()
                for one in (*rows, board.present[..., None], ground.beds[..., None])
            )
            assert board.turn[site, week] == unlike
            turns += unlike and week > 0
    assert turns > 100


def test_beds_that_are_all_taken_keep_more_people_out() -> None:
    given = two_works()
    some = quick(replace(given, bed_spaces=(beds(3),)))
    board = emptied(some.laid)
    first, second = (next(iter(some.problem.tracks_of[work][0].runs())) for work in (0, 1))
    assert joins(some, board, 0, first)
    assert not joins(some, board, 1, second)
