"""PRIM: boxes are the published ones, and those of another program, on the same data."""

from __future__ import annotations

import csv
from dataclasses import replace
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cadre.explorer.discovery import Search, box_of, search
from cadre.explorer.exploration import Values
from cadre.explorer.prim import Dimension, Edge, Flags, Objective, Peeling, inside, peel

# The other program takes ten seconds to load.
pytestmark = pytest.mark.xdist_group("prim")


def named(values: Values, *, whole: bool = False) -> tuple[Dimension, ...]:
    return tuple(
        Dimension(id=f"u{column}", values=values[:, column], whole=whole)
        for column in range(values.shape[1])
    )


def everywhere(sought: Flags) -> Flags:
    return np.ones(sought.size, dtype=np.bool_)


def biofuel() -> tuple[tuple[Dimension, ...], Flags]:
    """The data of Bryant and Lempert (2010), which ema_workbench's examples hold."""
    found = find_spec("ema_workbench")
    assert found is not None
    assert found.origin is not None
    file = Path(found.origin).parent / "examples" / "data" / "bryant et al 2010 data.csv"
    if not file.exists():
        pytest.skip("this ema_workbench came without its examples")
    with file.open(newline="") as opened:
        head, *rows = csv.reader(opened)
    values = np.array(rows, dtype=np.float64)
    return (
        tuple(Dimension(id=head[column], values=values[:, column]) for column in range(2, 11)),
        values[:, 15] > 0,
    )


PUBLISHED = {
    "Total biomass": (None, 755.799988),
    "Demand elasticity": (-0.422, None),
    "Biomass backstop price": (150.049995, None),
    "Cellulosic cost": (72.650002, None),
}
"""Box 21 of ema_workbench's manual (Performing Scenario Discovery in Python), which takes the same
box as Bryant and Lempert do; with its coverage, density, mass and quasi p-values below."""


def test_the_published_box_of_bryant_and_lemperts_data_is_found() -> None:
    dimensions, sought = biofuel()
    (found, *_) = search(dimensions, sought, Search(peeling=Peeling(alpha=0.1))).found
    box = found.trajectory[21]
    assert (box.hits, box.cases) == (67, 87)
    assert box.coverage == pytest.approx(0.752809, abs=5e-7)
    assert box.density == pytest.approx(0.770115, abs=5e-7)
    assert box.mass == pytest.approx(0.0986395, abs=5e-8)
    limits = {one.edge.dimension: one for one in box.limits}
    assert set(limits) == set(PUBLISHED)
    for key, (low, high) in PUBLISHED.items():
        edge = limits[key].edge
        assert (edge.low is None) is (low is None)
        assert (edge.high is None) is (high is None)
        assert (edge.low or edge.high) == pytest.approx(low or high, rel=1e-6)
    assert limits["Total biomass"].high_chance == pytest.approx(4.716968553178765e-06)
    assert limits["Demand elasticity"].low_chance == pytest.approx(1.1849299115762218e-16)
    assert limits["Biomass backstop price"].low_chance == pytest.approx(3.515112530263049e-11)
    assert limits["Cellulosic cost"].low_chance == pytest.approx(0.15741333528927348)


def test_the_published_last_box_is_found_and_the_unsure_limit_is_dropped() -> None:
    dimensions, sought = biofuel()
    found = search(dimensions, sought, Search(peeling=Peeling(alpha=0.1)))
    last = found.found[0].trajectory[-1]
    assert last.coverage == pytest.approx(0.5056179775280899)
    assert last.density == 1
    assert last.mass == pytest.approx(0.05102040816326531)
    assert len(last.limits) == 6
    assert {one.edge.dimension for one in found.found[0].box.limits} == {
        "Total biomass",
        "Demand elasticity",
        "Biomass backstop price",
    }


def their_trajectory(
    values: Values, sought: Flags, how: Peeling, categories: int = 0
) -> list[tuple[int, int]]:
    """(cases, hits) of each box that ema_workbench's PRIM goes through."""
    ema = pytest.importorskip("ema_workbench.analysis.prim")
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({f"u{k}": values[:, k] for k in range(values.shape[1])})
    for column in range(values.shape[1] - categories, values.shape[1]):
        frame[f"u{column}"] = [f"c{int(one)}" for one in values[:, column]]
    objective = {
        Objective.ORIGINAL: ema.PRIMObjectiveFunctions.ORIGINAL,
        Objective.LENIENT: ema.PRIMObjectiveFunctions.LENIENT1,
        Objective.LENIENT_MASS: ema.PRIMObjectiveFunctions.LENIENT2,
    }[how.objective]
    theirs = ema.Prim(
        frame,
        sought.astype(int),
        threshold=1e-9,  # of cases sought: theirs counts values from here on
        obj_function=objective,
        peel_alpha=how.alpha,
        paste_alpha=how.paste,
        mass_min=how.least,
    ).find_box()
    steps = theirs.peeling_trajectory
    return [(int(n), int(k)) for n, k in zip(steps["n"], steps["k"], strict=True)]


def my_trajectory(
    dimensions: tuple[Dimension, ...], sought: Flags, how: Peeling
) -> list[tuple[int, int]]:
    boxes = [
        inside(edges, dimensions) for edges in peel(dimensions, sought, everywhere(sought), how)
    ]
    return [(int(one.sum()), int((one & sought).sum())) for one in boxes]


def bumps(seed: int, cases: int = 300, columns: int = 3) -> tuple[Values, Flags]:
    rng = np.random.default_rng(seed)
    values = rng.random((cases, columns))
    low, width = rng.random(columns) * 0.5, 0.3 + 0.5 * rng.random(columns)
    within = ((values > low) & (values < low + width)).all(axis=1)
    return values, within ^ (rng.random(cases) < 0.05)


@pytest.mark.parametrize("objective", list(Objective))
@pytest.mark.parametrize("seed", range(2))
def test_on_random_data_the_peels_are_those_of_ema_workbench(
    seed: int, objective: Objective
) -> None:
    values, sought = bumps(seed)
    how = Peeling(objective=objective, least=0.08)
    mine, theirs = my_trajectory(named(values), sought, how), their_trajectory(values, sought, how)
    smallest = min(theirs)[0]
    peeled = [one for one in mine if one[0] >= smallest][: theirs.index(min(theirs)) + 1]
    assert peeled == theirs[: len(peeled)]
    assert len(peeled) == theirs.index(min(theirs)) + 1


@pytest.mark.parametrize("seed", range(2))
def test_with_categories_boxes_are_as_dense_at_the_same_coverage(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, sought = bumps(seed, columns=3)
    scenario = rng.integers(0, 4, size=len(values)).astype(float)
    sought = sought & (scenario < 2) | (rng.random(len(values)) < 0.03)
    how = Peeling(least=0.05)
    dimensions = (
        *named(values),
        Dimension(id="scenario", values=scenario, categories=("c0", "c1", "c2", "c3")),
    )
    mine = my_trajectory(dimensions, sought, how)
    theirs = their_trajectory(np.column_stack([values, scenario]), sought, how, categories=1)
    for cases, hits in theirs:
        as_much = [one[1] / one[0] for one in mine if one[1] >= hits]
        assert max(as_much) >= hits / cases - 0.02


def test_a_box_that_is_there_is_found_again() -> None:
    rng = np.random.default_rng(11)
    values = rng.random((2000, 5))
    sought = (values[:, 1] < 0.4) & (values[:, 3] > 0.7)
    (found,) = search(named(values), sought).found
    edges = {one.edge.dimension: one.edge for one in found.box.limits}
    assert set(edges) == {"u1", "u3"}
    assert edges["u1"].high == pytest.approx(0.4, abs=0.03)
    assert edges["u3"].low == pytest.approx(0.7, abs=0.03)
    assert found.box.coverage > 0.93
    assert found.box.density > 0.93


def test_two_boxes_far_apart_are_found_one_after_the_other() -> None:
    rng = np.random.default_rng(12)
    values = rng.random((3000, 3))
    sought = (values[:, 0] < 0.25) & (values[:, 1] < 0.8)
    sought |= (values[:, 1] > 0.7) & (values[:, 2] > 0.7)
    found = search(named(values), sought)
    assert len(found.found) == 2
    assert found.covered > 0.85
    one, other = (
        inside(tuple(limit.edge for limit in each.box.limits), named(values))
        for each in found.found
    )
    assert sum(each.box.hits for each in found.found) == int((sought & (one | other)).sum())


def test_failures_that_lie_anywhere_are_not_given_a_story() -> None:
    rng = np.random.default_rng(13)
    found = search(named(rng.random((400, 6))), rng.random(400) < 0.1)
    assert found.found == ()
    assert found.covered == 0


def test_nothing_sought_and_everything_sought_have_no_box() -> None:
    values = np.random.default_rng(1).random((50, 2))
    assert search(named(values), np.zeros(50, dtype=bool)).found == ()
    assert search(named(values), np.ones(50, dtype=bool)).found == ()


def test_never_is_told_apart_from_the_last_week() -> None:
    rng = np.random.default_rng(2)
    weeks = np.where(rng.random(600) < 0.5, 95.0, rng.integers(0, 95, 600))
    dimension = Dimension(id="shock", values=weeks, whole=True)
    (never,) = search([dimension], weeks >= 95).found
    (limit,) = never.box.limits
    assert limit.edge.low == 95
    (at_all,) = search([dimension], weeks < 95).found
    (limit,) = at_all.box.limits
    assert limit.edge.high is not None
    assert limit.edge.high < 95
    assert (at_all.box.coverage, at_all.box.density) == (1, 1)


def test_a_scenario_is_kept_or_left_whole() -> None:
    rng = np.random.default_rng(3)
    scenario = rng.integers(0, 3, 300).astype(float)
    dimension = Dimension(id="scenario", values=scenario, categories=("calm", "storm", "flood"))
    (found,) = search([dimension], scenario != 0).found
    (limit,) = found.box.limits
    assert limit.edge.kept == ("storm", "flood")
    assert limit.kept_chance is not None
    assert limit.kept_chance < 1e-6


cases_of_whole_numbers = st.integers(0, 2**32 - 1).map(
    lambda seed: (
        np.random.default_rng(seed).integers(0, 6, size=(60, 3)).astype(float),
        np.random.default_rng(seed + 1).random(60) < 0.3,
    )
)
SEARCH = Search(peeling=Peeling(least=0.1), significant=1.0, density=0.0)


@settings(max_examples=25, deadline=None)
@given(cases_of_whole_numbers, st.sampled_from(list(Objective)))
def test_no_box_holds_fewer_cases_than_the_least_and_counts_add_up(
    made: tuple[Values, Flags], objective: Objective
) -> None:
    values, sought = made
    how = replace(SEARCH, peeling=replace(SEARCH.peeling, objective=objective))
    for one in search(named(values, whole=True), sought, how).found:
        for box in (*one.trajectory, one.box):
            assert box.cases >= 0.1 * 60 or box is one.trajectory[0]
            assert box.coverage * sought.sum() == pytest.approx(box.hits)
            assert box.density * box.cases == pytest.approx(box.hits)
            assert box.mass * 60 == pytest.approx(box.cases)


@settings(max_examples=25, deadline=None)
@given(cases_of_whole_numbers, st.randoms(use_true_random=False))
def test_the_order_of_cases_does_not_matter(made: tuple[Values, Flags], random: object) -> None:
    values, sought = made
    order = list(range(60))
    random.shuffle(order)  # type: ignore[attr-defined]
    one = search(named(values, whole=True), sought, SEARCH)
    other = search(named(values[order], whole=True), sought[order], SEARCH)
    assert one == other


@settings(max_examples=25, deadline=None)
@given(cases_of_whole_numbers)
def test_each_box_is_what_its_edges_say(made: tuple[Values, Flags]) -> None:
    values, sought = made
    dimensions = named(values, whole=True)
    for edges in peel(dimensions, sought, everywhere(sought), Peeling(least=0.1)):
        flags = [
            all(
                (edge.low is None or row[int(edge.dimension[1])] >= edge.low)
                and (edge.high is None or row[int(edge.dimension[1])] <= edge.high)
                for edge in edges
            )
            for row in values.tolist()
        ]
        box = box_of(edges, dimensions, sought, everywhere(sought))
        assert box.cases == sum(flags)
        assert box.hits == sum(a and b for a, b in zip(flags, sought.tolist(), strict=True))


def test_a_quasi_p_value_is_the_chance_of_as_many_hits_without_the_limit() -> None:
    values = np.arange(10.0)[:, None]
    sought = values[:, 0] >= 6
    box = box_of((Edge(dimension="u0", low=6),), named(values), sought, everywhere(sought))
    # Without the limit 4 of 10 are sought: all of four are with a chance of 0.4 to the fourth.
    assert box.limits[0].low_chance == pytest.approx(0.4**4)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100_000))
def test_no_box_of_two_limits_is_much_better_than_the_one_found(seed: int) -> None:
    """Every box on a coarse grid is tried: greedy peeling may miss the best, but not by much."""
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 5, size=(400, 2)).astype(float)
    low, high = sorted(rng.integers(0, 5, 2).tolist())
    sought = (values[:, 0] >= low) & (values[:, 0] <= high) & (values[:, 1] >= 2)
    assume(sought.sum() >= 40)
    found = search(named(values, whole=True), sought, replace(SEARCH, boxes=1)).found
    spans = list(combinations(range(6), 2))
    best = 0.0
    for a, b in spans:
        for c, d in spans:
            flags = (
                (values[:, 0] >= a) & (values[:, 0] < b) & (values[:, 1] >= c) & (values[:, 1] < d)
            )
            hits = int((flags & sought).sum())
            if flags.sum() >= 40:
                best = max(best, 2 * hits / (int(flags.sum()) + int(sought.sum())))
    assert found
    box = found[0].box
    assert 2 * box.hits / (box.cases + int(sought.sum())) >= 0.9 * best
