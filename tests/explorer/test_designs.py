"""Designs: where the points of each lie, and that a seed gives the same ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from cadre.errors import CadreError
from cadre.explorer.designs import grid, latin, morris, saltelli, sobol
from cadre.explorer.exploration import Design
from cadre.explorer.finding import named, uncertainties
from cadre.explorer.uncertainties import Kind
from cadre.mission.ids import ScenarioId
from tests.explorer.branches import branches

ALL = uncertainties(branches())
SOME = named(branches(), ("A-hope", "pledges.north-work.delay"))
LOW, HIGH = (np.array([getattr(one, end) for one in ALL]) for end in ("low", "high"))
SEEDED: list[Callable[[int], Design]] = [
    lambda seed: latin(ALL, points=16, seed=seed),
    lambda seed: sobol(ALL, points=16, seed=seed),
    lambda seed: saltelli(ALL, base=8, seed=seed),
    lambda seed: morris(ALL, trajectories=5, seed=seed),
]


@pytest.mark.parametrize("made", SEEDED)
def test_a_seed_gives_the_same_points_within_the_ranges_and_another_gives_others(
    made: Callable[[int], Design],
) -> None:
    first, again, other = made(3), made(3), made(4)
    assert np.array_equal(first.points, again.points)
    assert not np.array_equal(first.points, other.points)
    assert ((first.points >= LOW - 1e-12) & (first.points <= HIGH + 1e-12)).all()


def test_a_grid_holds_every_mix_of_ends_and_likely_values() -> None:
    design = grid(SOME)
    assert design.points.tolist() == [
        [hope, delay] for hope in (0.2, 0.6, 0.9) for delay in (0.0, 2.0, 6.0)
    ]


def test_a_grid_of_five_levels_lies_evenly() -> None:
    assert grid(SOME[1:], levels=5).points.ravel().tolist() == [0.0, 1.5, 3.0, 4.5, 6.0]


def test_scenarios_meet_the_same_points() -> None:
    design = latin(SOME, (None, ScenarioId("leaves")), points=7)
    assert design.scenarios == (None,) * 7 + (ScenarioId("leaves"),) * 7
    assert np.array_equal(design.points[:7], design.points[7:])


def test_scenarios_alone_are_a_grid_of_nothing_uncertain() -> None:
    design = grid((), (None, ScenarioId("leaves")))
    assert design.points.shape == (2, 0)
    assert len(design.scenarios) == 2


def test_a_latin_hypercube_has_one_point_in_each_part_of_each_range() -> None:
    design = latin(ALL, points=50, seed=1)
    parts = np.floor((design.points - LOW) / (HIGH - LOW) * 50)
    assert all(sorted(column) == list(range(50)) for column in parts.T.tolist())


def test_a_sobol_sequence_halves_each_range_evenly() -> None:
    design = sobol(ALL, points=64, seed=1)
    assert ((design.points < (LOW + HIGH) / 2).sum(axis=0) == 32).all()


SHOCK = uncertainties(branches(), kinds=(Kind.SHOCK,))


@pytest.mark.parametrize(
    "design",
    [
        latin((*SOME, *SHOCK), points=64, seed=1),
        sobol((*SOME, *SHOCK), points=64, seed=1),
        saltelli((*SOME, *SHOCK), base=64, seed=1),
    ],
)
def test_a_shock_never_comes_at_half_of_the_points_and_else_in_any_week(design: Design) -> None:
    """A week drawn evenly would leave no case in which it doesn't come."""
    weeks, never = design.points[:, -1], SHOCK[0].high
    assert np.mean(weeks == never) == pytest.approx(0.5, abs=0.05)
    coming = weeks[weeks < never]
    assert (coming == np.round(coming)).all()
    assert coming.mean() == pytest.approx((never - 1) / 2, rel=0.1)


def test_samples_have_the_size_that_their_analysis_asks_for() -> None:
    assert len(saltelli(ALL, base=8).points) == 8 * (len(ALL) + 2)
    assert len(saltelli(ALL, base=8, second=True).points) == 8 * (2 * len(ALL) + 2)
    assert len(morris(ALL, trajectories=5).points) == 5 * (len(ALL) + 1)


def test_a_step_of_a_trajectory_changes_one_thing_alone() -> None:
    points = morris(ALL, trajectories=1).points
    assert ((np.diff(points, axis=0) != 0).sum(axis=1) == 1).all()


@pytest.mark.parametrize(
    "made",
    [
        partial(latin, ALL, points=0),
        partial(sobol, ALL, points=-1),
        partial(latin, ALL, (None, None), points=600_000),
        partial(grid, ALL, levels=1),
        partial(grid, ALL, levels=200),
        partial(saltelli, (), base=8),
        partial(morris, (), trajectories=8),
        partial(saltelli, ALL, base=1_000_000),
    ],
)
def test_a_design_that_cant_be_meant_is_refused(made: Callable[[], Design]) -> None:
    with pytest.raises(CadreError):
        made()
