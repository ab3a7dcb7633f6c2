"""Required work that ends early: never wrong, never later than need be, the same every time."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from cadre.errors import CadreError
from cadre.planner.core.early import end_early
from cadre.planner.core.layout import Layout
from cadre.planner.core.lists import Lists
from tests.oracle.schedules import faults, least_end
from tests.planner.core.layouts import Job, Way, laid, layouts, random_project

TWO = laid(4, [Job(ways=(Way(weeks=1),)), Job(ways=(Way(weeks=1),), after=((0, 0, True),))])
SLOW = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(layouts())
def test_no_schedule_ends_earlier_than_the_one_found_and_proven(layout: Layout) -> None:
    least = least_end(layout)
    found = end_early(layout, seconds=20, schedules=400)
    assert found.proven
    if least is None:
        assert found.runs is None
        return
    assert found.runs is not None
    assert faults(layout, found.runs) == []
    assert found.end == found.bound == least == found.runs[:, 2].max()


@SLOW
@given(layouts())
def test_lists_alone_keep_every_rule_and_find_a_schedule_where_there_is_one(
    layout: Layout,
) -> None:
    lists = Lists(layout, 0)
    while lists.made < 3000:
        lists.advance()
    least = least_end(layout)
    assert (lists.runs is None) == (least is None)
    if lists.runs is not None:
        assert faults(layout, lists.runs) == []
        assert lists.runs[:, 2].max() >= least


@pytest.mark.parametrize("ways", [1, 3])
@pytest.mark.parametrize("room", [6, 3000])
def test_great_schedules_keep_every_rule_too(ways: int, room: int) -> None:
    layout = random_project(80, seed=ways, ways=ways, room=room)
    found = end_early(layout, schedules=6000, seconds=30)
    assert found.runs is not None
    assert faults(layout, found.runs) == []
    assert found.bound <= found.end


def test_room_in_more_lines_than_a_word_holds_is_kept() -> None:
    lines = [[1000 + 7 * line] * 12 for line in range(17)]
    jobs = [Job(ways=(Way(weeks=1, uses={16: 600, n: 600}),)) for n in range(10)]
    layout = laid(12, jobs, lines)
    found = end_early(layout, schedules=100)
    assert found.runs is not None
    assert faults(layout, found.runs) == []
    assert (found.end, found.proven) == (10, True)


def test_the_same_seed_and_count_give_the_same_schedule() -> None:
    layout = random_project(40, seed=5, ways=2)
    first, second = (end_early(layout, seed=3, schedules=3000, seconds=60) for _ in range(2))
    assert first.runs is not None
    assert second.runs is not None
    assert np.array_equal(first.runs, second.runs)
    assert (first.end, first.bound, first.made) == (second.end, second.bound, second.made)


def test_other_seeds_search_elsewhere() -> None:
    layout = random_project(60, seed=5)
    kept = set()
    for seed in range(4):
        lists = Lists(layout, seed)
        for _ in range(3):
            lists.advance()
        kept.add(lists.herd.lists.tobytes())
    assert len(kept) == 4


def hard() -> Layout:
    """Work whose end isn't proven within seconds."""
    return random_project(150, seed=1, room=5)


def test_the_time_limit_is_kept() -> None:
    end_early(hard(), seconds=0.1)
    began = time.perf_counter()
    found = end_early(hard(), seconds=2.0)
    # Far above the tenth that is promised: a busy machine is no fault, a search without end is.
    assert time.perf_counter() - began < 20
    assert not found.stopped
    assert found.bound <= found.end


def test_no_time_still_gives_a_schedule() -> None:
    layout = hard()
    found = end_early(layout, seconds=0.0)
    assert found.runs is not None
    assert faults(layout, found.runs) == []


def test_a_stop_gives_the_best_so_far_and_says_so() -> None:
    layout = hard()
    began = time.perf_counter()
    found = end_early(layout, seconds=60, stop=lambda: time.perf_counter() > began + 0.5)
    assert time.perf_counter() - began < 20
    assert found.stopped
    assert found.runs is not None
    assert faults(layout, found.runs) == []


@pytest.mark.parametrize("after", [0.1, 1.2])
def test_ctrl_c_gives_the_best_so_far_from_lists_and_from_the_solver(after: float) -> None:
    layout = hard()
    end_early(layout, seconds=0.1)
    began = time.perf_counter()

    def interrupted() -> bool:
        if time.perf_counter() > began + after:
            raise KeyboardInterrupt
        return False

    found = end_early(layout, seconds=10, stop=interrupted)
    assert found.stopped
    assert found.runs is not None
    assert faults(layout, found.runs) == []


def test_progress_ends_at_all_of_it() -> None:
    told: list[tuple[int, int]] = []
    end_early(hard(), seconds=0.5, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (100, 100)
    assert told == sorted(told)


def test_more_work_than_the_horizon_holds_has_no_schedule_and_that_is_proven() -> None:
    jobs = [Job(ways=(Way(weeks=2, uses={0: 1}),)) for _ in range(3)]
    found = end_early(laid(5, jobs, [[1] * 5]), schedules=100)
    assert (found.runs, found.end, found.proven) == (None, 6, True)


def test_a_stock_that_no_choice_of_tracks_keeps_has_no_schedule() -> None:
    jobs = [Job(ways=(Way(weeks=1, draws={0: 3}), Way(weeks=2, draws={0: 2})))] * 2
    assert end_early(laid(9, jobs, stocks=[3]), schedules=100).proven
    found = end_early(laid(9, jobs, stocks=[4]), schedules=100)
    assert (found.end, found.proven) == (2, True)


def test_room_that_comes_and_goes_is_waited_for() -> None:
    jobs = [Job(ways=(Way(weeks=2, uses={0: 2}),)), Job(ways=(Way(weeks=1, uses={0: 1}),))]
    found = end_early(laid(8, jobs, [[1, 2, 1, 0, 2, 2, 1, 1]]), schedules=100)
    assert found.runs is not None
    assert found.runs[:, 1].tolist()[0] == 4
    assert found.end == 6


def test_a_pause_makes_a_run_longer_and_its_line_stays_used() -> None:
    paused = Job(ways=(Way(weeks=2, uses={0: 1}, idle=frozenset({1, 2})),))
    other = Job(ways=(Way(weeks=1, uses={0: 1}),))
    layout = laid(9, [paused, other], [[1] * 9])
    found = end_early(layout, schedules=100)
    assert found.runs is not None
    assert faults(layout, found.runs) == []
    # Before the pause there is room for the other alone; the run then lies behind it.
    assert found.end == 5


REFUSED = {
    "isn't required": TWO._replace(required=np.array([True, False])),
    "open-ended": TWO._replace(length=np.array([0, 1])),
    "rivals": TWO._replace(rival=np.array([1])),
    "draws by week": TWO._replace(draw_week=np.array([2])),
    "without tracks": TWO._replace(tracks_from=np.array([0, 2, 2])),
    "below 0": TWO._replace(lag=np.array([-1])),
    "circle": TWO._replace(
        after_from=np.array([0, 1, 2]),
        after=np.array([1, 0]),
        lag=np.zeros(2, np.int64),
        from_end=np.ones(2, np.bool_),
    ),
}


@pytest.mark.parametrize("word", REFUSED)
def test_what_lists_cannot_do_is_refused_in_a_sentence(word: str) -> None:
    with pytest.raises(CadreError, match=word):
        end_early(REFUSED[word])


def test_no_work_at_all_is_done_at_once() -> None:
    found = end_early(laid(4, []))
    assert found.runs is not None
    assert (found.runs.shape, found.end, found.proven) == ((0, 3), 0, True)
