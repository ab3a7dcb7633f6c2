"""Designs: which cases are played: full grids, Latin hypercubes, sequences, samples for shares."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import product

import numpy as np

from cadre.errors import CadreError
from cadre.explorer.exploration import Design, Values
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.ids import ScenarioId

Scenarios = Sequence[ScenarioId | None]
AS_STATED: Scenarios = (None,)
MOST_CASES = 1_000_000
"""Cases of a design; more would not be a plan of runs but a slip."""
COMES = 0.5
"""Share of points at which a shock comes at all; how likely it is isn't known either."""
LEVELS = 4
"""Levels of Morris's trajectories."""
_SEEDS = 1 << 32


def grid(
    uncertainties: Sequence[Uncertainty], scenarios: Scenarios = AS_STATED, *, levels: int = 3
) -> Design:
    """Every mix of some levels of each uncertainty, under each scenario.

    Two levels are the ends of each range, three the likely value as well, more lie evenly between
    the ends. No uncertainties leave the scenarios alone, with all as the dossier states it.

    Raises:
        CadreError: Fewer than two levels, or more cases than `MOST_CASES`.
    """
    if levels < 2:
        raise CadreError("levels", f"are {levels}", "2 or more", "Ask for the ends at least.")
    _refuse(len(scenarios) * levels ** len(uncertainties), "Name fewer uncertainties or levels.")
    steps = [_steps(one, levels) for one in uncertainties]
    mixes = list(product(*steps))
    points = np.array(mixes, dtype=np.float64).reshape(len(mixes), len(uncertainties))
    return _under("grid", 0, uncertainties, scenarios, points)


def latin(
    uncertainties: Sequence[Uncertainty],
    scenarios: Scenarios = AS_STATED,
    *,
    points: int,
    seed: int = 0,
) -> Design:
    """A Latin hypercube: each range in as many equal parts as points, one point in each part.

    Points are even over the ranges: how likely values are isn't known (M. D. McKay, R. J.
    Beckman, W. J. Conover: A Comparison of Three Methods, Technometrics 21, 1979). A shock comes
    at `COMES` of them, in any week alike, and at the others never. All scenarios meet the same
    points.

    Raises:
        CadreError: No points, or more cases than `MOST_CASES`.
    """
    from scipy.stats import qmc  # type: ignore[import-untyped]  # noqa: PLC0415

    _refuse(len(scenarios) * points, "Ask for fewer points.", points)
    if not uncertainties:
        return _under("lhs", seed, uncertainties, scenarios, np.zeros((points, 0)))
    unit = qmc.LatinHypercube(len(uncertainties), rng=np.random.default_rng(seed)).random(points)
    return _under("lhs", seed, uncertainties, scenarios, _scaled(uncertainties, unit))


def sobol(
    uncertainties: Sequence[Uncertainty],
    scenarios: Scenarios = AS_STATED,
    *,
    points: int,
    seed: int = 0,
) -> Design:
    """The first points of a scrambled Sobol' sequence; most even where they are a power of two.

    Shocks come as in a Latin hypercube (see `latin`).

    Raises:
        CadreError: No points, or more cases than `MOST_CASES`.
    """
    from scipy.stats import qmc  # noqa: PLC0415

    _refuse(len(scenarios) * points, "Ask for fewer points.", points)
    if not uncertainties:
        return _under("sobol", seed, uncertainties, scenarios, np.zeros((points, 0)))
    engine = qmc.Sobol(len(uncertainties), scramble=True, rng=np.random.default_rng(seed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        unit = engine.random(points)
    return _under("sobol", seed, uncertainties, scenarios, _scaled(uncertainties, unit))


def saltelli(
    uncertainties: Sequence[Uncertainty],
    scenarios: Scenarios = AS_STATED,
    *,
    base: int,
    seed: int = 0,
    second: bool = False,
) -> Design:
    """The sample from which Sobol' shares of variance are told: base x (uncertainties + 2) points.

    With `second`, base x (2 uncertainties + 2), from which shares of pairs are told as well.
    The base should be a power of two. Shocks come as in a Latin hypercube (see `latin`).

    Raises:
        CadreError: Nothing is uncertain, no points, or more cases than `MOST_CASES`.
    """
    _some(uncertainties)
    whole = base * (len(uncertainties) * (2 if second else 1) + 2)
    _refuse(len(scenarios) * whole, "Ask for a smaller base.", base)
    from SALib.sample import sobol as sample  # type: ignore[import-untyped]  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        points = sample.sample(
            _problem(uncertainties), base, calc_second_order=second, seed=seed % _SEEDS
        )
    drawn = _scaled(uncertainties, np.asarray(points, dtype=np.float64))
    return _under("saltelli", seed, uncertainties, scenarios, drawn)


def morris(
    uncertainties: Sequence[Uncertainty],
    scenarios: Scenarios = AS_STATED,
    *,
    trajectories: int,
    seed: int = 0,
) -> Design:
    """Morris's trajectories, from which elementary effects are told: one thing changes at a time.

    Values lie on `LEVELS` levels from end to end (M. D. Morris, Technometrics 33, 1991).

    Raises:
        CadreError: Nothing is uncertain, no points, or more cases than `MOST_CASES`.
    """
    _some(uncertainties)
    whole = trajectories * (len(uncertainties) + 1)
    _refuse(len(scenarios) * whole, "Ask for fewer trajectories.", trajectories)
    from SALib.sample import morris as sample  # noqa: PLC0415

    points = sample.sample(
        _problem(uncertainties), trajectories, num_levels=LEVELS, seed=seed % _SEEDS
    )
    # Steps are alike only on a straight scale: the last level of a shock is that it never comes.
    drawn = _straight(uncertainties, np.asarray(points, dtype=np.float64))
    return _under("morris", seed, uncertainties, scenarios, drawn)


def _steps(one: Uncertainty, levels: int) -> list[float]:
    if levels == 3:
        return list(dict.fromkeys((one.low, one.likely, one.high)))
    return [float(value) for value in np.linspace(one.low, one.high, levels)]


def _problem(uncertainties: Sequence[Uncertainty]) -> dict[str, object]:
    """The uncertainties as SALib wants them told, all from 0 to 1."""
    return {
        "num_vars": len(uncertainties),
        "names": [one.id for one in uncertainties],
        "bounds": [[0.0, 1.0]] * len(uncertainties),
    }


def _straight(uncertainties: Sequence[Uncertainty], unit: Values) -> Values:
    """(points, uncertainties) values for such shares of the ranges."""
    low = np.array([one.low for one in uncertainties])
    high = np.array([one.high for one in uncertainties])
    scaled: Values = low + unit * (high - low)
    return scaled


def _scaled(uncertainties: Sequence[Uncertainty], unit: Values) -> Values:
    """The same, but of a shock a whole week at `COMES` of the points, and never at the others."""
    scaled = _straight(uncertainties, unit)
    for column, one in enumerate(uncertainties):
        if one.kind is Kind.SHOCK:
            week = np.floor(one.low + unit[:, column] / COMES * (one.high - one.low))
            scaled[:, column] = np.minimum(week, one.high)
    return scaled


def _under(
    method: str,
    seed: int,
    uncertainties: Sequence[Uncertainty],
    scenarios: Scenarios,
    points: Values,
) -> Design:
    """The points under each scenario, one scenario after the other."""
    return Design(
        method=method,
        seed=seed,
        uncertainties=tuple(uncertainties),
        scenarios=tuple(one for one in scenarios for _ in range(len(points))),
        points=np.tile(points, (len(scenarios), 1)),
    )


def _some(uncertainties: Sequence[Uncertainty]) -> None:
    if not uncertainties:
        raise CadreError(
            "design", "has nothing uncertain", "one uncertainty or more", "Name what to vary."
        )


def _refuse(cases: int, remedy: str, points: int = 1) -> None:
    if points < 1 or not 1 <= cases <= MOST_CASES:
        met = points if points < 1 else cases
        raise CadreError("design", f"has {met:,} cases", f"1 to {MOST_CASES:,}", remedy)
