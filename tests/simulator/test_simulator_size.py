"""What is too large is refused in a sentence, before the machine is brought to its knees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cadre.errors import CadreError
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range
from cadre.simulator import size
from cadre.simulator.room import scratch, tally
from cadre.simulator.run import each_future, one_future, simulate
from cadre.simulator.size import memory
from cadre.simulator.tables import lay
from tests.simulator.chance import profile
from tests.simulator.missions import mission, plan
from tests.simulator.small import ADVISE, planned, pledge, small, start
from tests.simulator.test_simulator_results import course


def crowded(people: int, weeks: int) -> tuple[Mission, Plan]:
    """Many people for a long time."""
    of = replace(small(pledges=(pledge(ADVISE, people=people),)), profile=profile(weeks))
    played = planned(start(ADVISE, 0, weeks), people=people)
    return of, replace(played, horizon=of.horizon)


def nbytes(some: object) -> int:
    """Bytes of an array, or of all in a tuple of arrays and tuples."""
    if isinstance(some, tuple):
        return sum(nbytes(one) for one in some)
    return np.asarray(some).nbytes


def taken(of: Mission, played: Plan, threads: int) -> int:
    """Bytes of all arrays that a play makes: of its threads, of their sum, of what is told."""
    tables = lay(of, played, [])
    room, counts = scratch(tables), tally(tables)
    summed = nbytes(counts)
    own = summed + nbytes(room)
    return threads * own + summed + 8 * counts.force.size + nbytes(tables)


def test_the_estimate_is_never_below_what_is_taken_and_not_far_above_it() -> None:
    """An estimate that is too low lets the machine die; one too high refuses what would go."""
    for of, played in (crowded(100_000, 520), crowded(5_000, 2600)):
        for threads in (1, 4):
            really = taken(of, played, threads)
            assert really < memory(of, played, threads) < 4 * really + 1_000_000
    for number in (2, 5, 7):
        of, played = mission(number), plan(mission(number), number)
        assert taken(of, played, 2) < 2 * memory(of, played, 2)


def test_more_graduates_or_people_than_sums_hold_are_refused_and_not_told_below_zero() -> None:
    of, played = crowded(100, 400)
    mass = replace(of, courses=(course(weeks=1, seats=30_000),))
    with pytest.raises(CadreError, match=r"graduates of course c: may be 12,000,000.*fewer seats"):
        simulate(mass, played, futures=256)
    of, played = crowded(9_000_000, 2)
    with pytest.raises(CadreError, match=r"people: may be 9,000,000; allowed: at most 8,388,607"):
        simulate(of, played, futures=256)


def test_what_memory_does_not_hold_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of, played = crowded(100_000, 520)
    alone = memory(of, played, 1)
    monkeypatch.setattr(size, "free_bytes", lambda: alone)
    with pytest.raises(CadreError, match="`--threads 1` takes about") as many:
        simulate(of, played, futures=1, threads=64)
    assert "100,000 people in 520 weeks on 64 threads" in str(many.value)
    monkeypatch.setattr(size, "free_bytes", lambda: alone - 1)
    calls = (
        lambda: simulate(of, played, futures=1, threads=1),
        lambda: next(each_future(of, played, futures=1, seed=0)),
        lambda: one_future(of, played, number=0, seed=0),
    )
    for call in calls:
        with pytest.raises(CadreError, match=r"GiB that are free\. Shorten the horizon"):
            call()


def test_results_do_not_hang_on_what_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    of, played = mission(5), plan(mission(5), 5)
    first = simulate(of, played, futures=50)
    for free in (None, 1 << 40):
        monkeypatch.setattr(size, "free_bytes", lambda free=free: free)
        again = simulate(of, played, futures=50)
        assert np.array_equal(first.force, again.force)
        assert np.array_equal(first.held_back, again.held_back)


def test_courses_whose_tables_would_take_hours_are_refused() -> None:
    large = course(seats=1_000_000, pass_share=Range(0.5, 0.7, 0.9))
    with pytest.raises(CadreError, match="64,000,064 cells of tables"):
        simulate(small(courses=(large,)), planned(start(ADVISE)), futures=1)


def test_this_machine_tells_what_is_free() -> None:
    free = size.free_bytes()
    assert free is None or free > 0
