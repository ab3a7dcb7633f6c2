"""The fast simulator does what its contract says, to the last digit, however it is run."""

# ruff: noqa: S311 - dice make missions
from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

from cadre.dossier.asof import known
from cadre.dossier.load import load
from cadre.mission.ids import LevelId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import exact
from cadre.simulator.attrition import EXACT
from cadre.simulator.cpu import play_all
from cadre.simulator.held import Held
from cadre.simulator.layout import Tally
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.room import scratch, tally
from cadre.simulator.run import simulate
from cadre.simulator.tables import lay
from cadre.simulator.week import week_rules
from tests.oracle import simulator as oracle
from tests.simulator.ends import at_the_ends
from tests.simulator.missions import mission, plan
from tests.simulator.plans import plain_plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "nmi"
LEVELS = [0, 10, 25]
T = TypeVar("T")
Grid = NDArray[np.int64]


def differences(fast: Outcomes, slow: oracle.Sums) -> list[str]:
    """Names of the outcomes that aren't the same in every cell."""
    wide = fast.force.shape[1]
    found = [
        name
        for name, sums in slow.items()
        if name != "people" and not np.array_equal(getattr(fast, name), sums)
    ]
    same = (
        np.array_equal(fast.force, slow["people"][:, :wide]) and not slow["people"][:, wide:].any()
    )
    return found if same else [*found, "force"]


def compared(of: Mission, played: Plan, futures: int, attrition: str = EXACT) -> list[str]:
    levels = tuple((LevelId(str(people)), people) for people in LEVELS)
    fast = simulate(of, played, futures=futures, seed=11, levels=levels, attrition=attrition)
    slow = oracle.simulate(of, played, 11, range(futures), LEVELS, attrition)
    return differences(fast, slow)


@pytest.mark.parametrize("number", [2, 5, 7])
def test_two_hundred_futures_are_those_of_the_slow_oracle(number: int) -> None:
    of = mission(number)
    assert compared(of, plan(of, number), 200) == []


@pytest.mark.parametrize("number", range(100, 125))
def test_many_small_missions_are_played_as_the_slow_oracle_plays_them(number: int) -> None:
    of = mission(number, weeks=26)
    assert compared(of, plan(of, number), 6) == []


@pytest.mark.parametrize("number", range(33))
def test_figures_at_their_ends_are_played_as_the_slow_oracle_plays_them(number: int) -> None:
    of, played = at_the_ends(number)
    mode = "dithered" if number % 3 == 0 else "exact"
    assert compared(of, played, 1 + number % 3, mode) == []


def waiting(number: int) -> Mission:
    """A small mission in which some work waits for the end of other work."""
    of, dice = mission(number, weeks=30), Random(number)
    rows = [
        replace(one, after_end=tuple(o.id for o in of.activities[:n] if dice.random() < 0.2))
        for n, one in enumerate(of.activities)
    ]
    return replace(of, activities=tuple(rows))


@pytest.mark.parametrize("number", range(200, 215))
def test_work_that_waits_for_ends_is_played_as_the_slow_oracle_plays_it(number: int) -> None:
    of = waiting(number)
    assert compared(of, plan(of, number), 20) == []


def test_work_that_waits_for_the_end_of_other_work_runs_in_other_weeks() -> None:
    of = waiting(200)
    free = replace(of, activities=tuple(replace(one, after_end=()) for one in of.activities))
    played = plan(of, 200)
    held, let = (simulate(one, played, futures=20, seed=11) for one in (of, free))
    assert not np.array_equal(held.running, let.running), "ends would be asked for by nobody"


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the example dossier isn't there")
def test_the_example_mission_is_played_as_the_slow_oracle_plays_it() -> None:
    of = load(EXAMPLE).mission
    assert compared(of, plain_plan(of), 25) == []


HISTORY = [
    ("ntm-i", "2008-12-23", "talks that end law or go on without it"),
    ("nmi", "2021-03-15", "published shares of waves and of withdrawn consent"),
]


@pytest.mark.parametrize(("name", "day", "why"), HISTORY)
def test_missions_of_history_are_played_as_the_slow_oracle_plays_them(
    name: str, day: str, why: str
) -> None:
    folder = EXAMPLE.parent / name
    if not folder.exists():
        pytest.skip("the example dossiers aren't there")
    of = known(load(folder).mission, date.fromisoformat(day))
    # Thousands of graduates who may leave are left out: fractions take minutes for them.
    stay = tuple(replace(one, loss_a_month=exact(0)) for one in of.courses)
    assert compared(replace(of, courses=stay), plain_plan(of), 2) == [], why


def test_a_difference_of_one_is_noticed() -> None:
    of = mission(5)
    played = plan(of, 5)
    fast = simulate(of, played, futures=20, seed=1)
    slow = oracle.simulate(of, played, 1, range(20), [p for _, p in fast.levels])
    slow["cost"][0] += 1
    assert differences(fast, slow) == ["cost"]


def same(one: Tally, other: Tally) -> bool:
    return all(
        np.array_equal(np.asarray(mine), np.asarray(yours))
        for mine, yours in zip(one, other, strict=True)
    )


@pytest.mark.parametrize(("threads", "chunk"), [(1, 1000), (2, 17), (3, 64), (5, 1)])
def test_threads_and_chunks_leave_every_bit_as_it_is(threads: int, chunk: int) -> None:
    of = mission(7)
    tables = lay(of, plan(of, 7), LEVELS)
    alone, _ = play_all(tables, futures=300, seed=3, threads=1, chunk=300)
    split, done = play_all(tables, futures=300, seed=3, threads=threads, chunk=chunk)
    assert done == 300
    assert same(alone, split)


def unchanged(rule: T) -> T:
    return rule


def test_plain_python_and_compiled_rules_give_the_same_bits() -> None:
    of = mission(6)
    tables = lay(of, plan(of, 6), LEVELS)
    compiled, _ = play_all(tables, futures=25, seed=2**40 + 5, threads=1)
    sums = tally(tables)
    week_rules(unchanged)(tables, scratch(tables, 5, plain=True), sums, 2**40 + 5, (0, 25))
    assert same(compiled, sums)


def test_rules_for_narrow_and_for_wide_lanes_are_told_apart_by_name() -> None:
    # Code taken from the cache is linked by name: of two with one name the first would be called
    # for both, and write beyond the other's rows.
    of = mission(6)
    tables = lay(of, plan(of, 6), LEVELS)
    rooms = [scratch(tables, 5, plain=wide) for wide in (False, True)]
    kinds: list[Any] = [numba.typeof(room) for room in rooms]  # type: ignore[no-untyped-call]
    assert len({Held(kind).name for kind in kinds}) == 2


def test_two_seeds_give_two_answers() -> None:
    of = mission(5)
    tables = lay(of, plan(of, 5), LEVELS)
    one, _ = play_all(tables, futures=200, seed=1, threads=1)
    other, _ = play_all(tables, futures=200, seed=2**33 + 1, threads=1)
    assert not same(one, other)


def test_two_plans_meet_the_same_weather() -> None:
    of = mission(5)
    weather = []
    for number in (5, 6):
        tables = lay(of, plan(of, number), LEVELS)
        room, days = scratch(tables, 1, plain=True), []
        for future in range(40):
            week_rules(unchanged)(tables, room, tally(tables), 9, (future, future + 1))
            days.append((np.array(room.gate_day)[:6], np.array(room.leaves), np.array(room.shut)))
        weather.append((days, list(dict.fromkeys(s.site for s in plan(of, number).starts))))
    sites = [s for s in weather[0][1] if s in weather[1][1]]
    assert len(sites) > 1
    for one, other in zip(weather[0][0], weather[1][0], strict=True):
        assert np.array_equal(one[0], other[0])
        assert np.array_equal(one[1], other[1])
        for site in sites:
            here, there = (group.index(site) for _, group in weather)
            assert np.array_equal(rows(one[2], here), rows(other[2], there))
            assert np.array_equal(rows(one[2], -1), rows(other[2], -1))
    assert any(day[2].any() for day in weather[0][0])


def rows(shut: Grid, site: int) -> Grid:
    """What stops a site, week by week; -1 is everywhere."""
    weeks = mission(5).horizon.weeks
    found: Grid = shut.reshape(-1, weeks)[site]
    return found


@pytest.mark.parametrize("number", [22, 30, 69])
def test_work_left_out_of_a_plan_changes_nothing_for_work_elsewhere(number: int) -> None:
    # What an option changes must show as its own effect, not as other luck. Partners stay: people
    # whom a plan doesn't use would else stand in for them elsewhere.
    of = mission(number)
    of = replace(of, partners=tuple(replace(one, leaves=None) for one in of.partners))
    played = plan(of, number)
    first = played.starts[0]
    moved = {one.pledge for one in played.assignments if one.activity == first.activity}
    # Whoever stands beside people of these pledges feels its going too.
    near = {first.site, *(one.site for one in played.assignments if one.pledge in moved)}
    left = Plan(
        horizon=played.horizon,
        starts=played.starts[1:],
        assignments=tuple(a for a in played.assignments if a.activity != first.activity),
        made_from=played.made_from,
    )
    whole, part = (simulate(of, one, futures=500, seed=4) for one in (played, left))
    alike = 0
    for row, start in enumerate(left.starts):
        waits = of.activity(start.activity).after
        if start.site not in near and not waits:
            assert np.array_equal(part.running[row], whole.running[row + 1])
            alike += int(part.running[row].sum())
    assert alike > 0
