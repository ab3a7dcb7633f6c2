"""Boards of tiny missions, and plans made on them by luck."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np

from cadre.mission.mission import Mission
from cadre.planner.core.board import Board
from cadre.planner.core.insertion import reload
from cadre.planner.laying import Laid
from cadre.planner.lines import Lines
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.quick import Quick
from cadre.planner.works import Run
from tests.planner.missions import random_mission
from tests.planner.rules import random_ruled

Plan = dict[int, Run]


def missions(seeds: int) -> Iterator[tuple[int, Mission]]:
    """Tiny missions in which every rule may bind, money, trainees and increments in the latter."""
    for seed in range(seeds):
        yield seed, random_mission(seed)
        yield seed, random_ruled(seed)


def quick(given: Mission, seed: int = 0, lines: Lines | None = None) -> Quick:
    problem, objective = Problem.of(given), Objective(given)
    return Quick(problem, objective, seed, Laid(problem, objective, lines or Lines.of(problem)))


def joins(some: Quick, board: Board, work: int, run: Run) -> bool:
    """Put a run on the board if the board says that it fits; whether it did."""
    laid = some.laid
    wanted = np.array([(work, *run)], np.int64)
    return bool(reload(laid.layout, laid.ground, laid.aims, board, some.spare, wanted))


def by_luck(some: Quick, dice: Random, board: Board) -> Plan:
    """Put work on the board run by run, as it fits; the runs there then."""
    problem = some.problem
    works = [one.index for one in problem.works if not one.begun]
    for work in dice.sample(works, len(works)) * 2:
        found = [run for track in problem.tracks_of[work] for run in track.runs()]
        if found and board.track[work] < 0:
            joins(some, board, work, dice.choice(found))
    return some.laid.runs(board)


def short(some: Quick, board: Board) -> int:
    """In how many weeks people are short for what is on the board."""
    return some.walk.lacks(board)


def same(one: Board, other: Board) -> bool:
    """Whether two boards are alike to the last bit; weeks count of works that run."""
    there = one.track >= 0
    scratch = ("lean_now", "there_now", "brought_now")
    return all(
        np.array_equal(ours[there], theirs[there])
        if name in ("week", "end")
        else np.array_equal(ours, theirs)
        for name, ours, theirs in zip(Board._fields, one, other, strict=True)
        if name not in scratch
    )


def copied(board: Board) -> Board:
    return Board._make(part.copy() for part in board)


def emptied(laid: Laid) -> Board:
    """A board with running work alone."""
    return laid.board(laid.running)
