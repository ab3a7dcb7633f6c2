"""People counted out week by week: the search's look at a board against the exact check."""

# ruff: noqa: S311 - dice make tiny plans
from __future__ import annotations

from random import Random

from cadre.planner.fill import segments
from cadre.planner.lines import Lines
from cadre.planner.problem import Problem
from cadre.planner.staff import Staff
from tests.planner.core.boards import by_luck, emptied, missions, quick, short


def test_people_are_called_short_just_when_the_exact_check_finds_nobody_for_some_post() -> None:
    lacking = enough = 0
    for seed, given in missions(60):
        problem = Problem.of(given)
        # Without a line known, boards take all that beds, support and order let through.
        some = quick(given, seed, Lines(problem))
        some.laid.lines.sets.clear()
        some.laid.draw()
        board = emptied(some.laid)
        plan = by_luck(some, Random(seed), board)
        staff = Staff(some.problem)
        fits = [staff.fits(one.period, one.places) for one in segments(some.problem, plan.values())]
        assert bool(short(some, board)) != all(fits)
        lacking, enough = lacking + (not all(fits)), enough + all(fits)
    assert lacking > 15
    assert enough > 15


def test_what_is_learnt_of_a_shortage_shuts_out_the_plan_that_lacked_people() -> None:
    learnt = 0
    for seed, given in missions(60):
        some = quick(given, seed, Lines(Problem.of(given)))
        lines, laid = some.laid.lines, some.laid
        board = emptied(laid)
        plan = by_luck(some, Random(seed), board)
        walk = some.walk
        found, weeks, count = walk.short, walk.when, walk.lacks(board)
        if count:
            assert lines.learn((int(weeks[n]), found[n]) for n in range(count))
            laid.draw()
            room = laid.board(plan).room
            assert all((room[:, weeks[n]] < 0).any() for n in range(count))
            learnt += 1
    assert learnt > 10


def test_no_line_shuts_out_people_whom_the_exact_check_can_seat() -> None:
    for seed, given in missions(40):
        some = quick(given, seed)
        plan = by_luck(some, Random(seed), emptied(some.laid))
        staff = Staff(some.problem)
        for part in segments(some.problem, plan.values()):
            if staff.fits(part.period, part.places):
                room = some.laid.board(plan).room[:, part.week : part.end]
                assert (room >= 0).all()
