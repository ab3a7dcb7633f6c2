"""Deciding: which assumption decides, of a choice's result or between two choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from cadre.errors import CadreError
from cadre.explorer.exploration import Exploration, Values
from cadre.explorer.given_data import Hold, hold
from cadre.explorer.layouts import Layout, by_point, morris_layout, saltelli_layout
from cadre.explorer.measures import Measure
from cadre.simulator.estimates import Estimate

ONE_SIGMA = erf(1 / sqrt(2))
"""The confidence at which SALib's half-width is one standard error."""
RESAMPLED = 100
"""Resamples behind a standard error."""
SCENARIO = "scenario"
"""The id under which the scenario stands beside the uncertainties."""


class Method(Enum):
    """How shares were found."""

    SOBOL = "sobol"
    """From Saltelli's scheme: what a thing explains alone, and together with others."""
    MORRIS = "morris"
    """From trajectories: how far a thing moves the answer, by itself or with others."""
    GIVEN = "given"
    """From cases of any other design: what a thing explains alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """How much of an answer hangs on one thing.

    Attributes:
        id: Id of the uncertainty; `SCENARIO` for which scenario holds.
        name: As printed.
        alone: Share of the answer's variance between cases that it explains alone (Sobol's
            first-order index); None from trajectories.
        together: Share that would be left if all else were known (the total-order index): what it
            does alone and with others; only from Saltelli's scheme.
        effect: How far the answer moves, up or down, over the whole of its range, on the mean over
            the other things, in the unit of the measure (Morris's mu*); only from trajectories.
        uneven: Standard deviation of that (sigma): large where it hangs on the other things, or
            isn't a straight line.
        correlation: Of the answer with its values, -1 to 1; 0 for the scenario.
        low: Mean answer over the cases with its lowest values; of the scenario, the least mean.
        high: Mean answer over the cases with its highest values; of the scenario, the greatest.
    """

    id: str
    name: str
    alone: Estimate | None
    together: Estimate | None = None
    effect: Estimate | None = None
    uneven: float | None = None
    correlation: float
    low: float
    high: float

    @property
    def weight(self) -> Estimate:
        """What deciders are put in order by."""
        return self.effect or self.alone or Estimate(0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """Which things decide an answer.

    Attributes:
        measure: The measure asked for.
        choice: Id of the choice.
        against: Id of the choice it is set against, the answer being the difference; None for the
            measure itself.
        method: How shares were found.
        deciders: The one that decides most first; none where the answer is the same in all cases.
        mean: Mean of the answer over cases.
        spread: Its standard deviation between cases.
        luck: Share of the variance between cases that the luck of the futures played may make at
            most; nobody can say more exactly than this what decides.
        cases: Cases used.
        left_out: Cases left out: not played, or of a block of which one wasn't.
    """

    measure: Measure
    choice: str
    against: str | None
    method: Method
    deciders: tuple[Decider, ...]
    mean: float
    spread: float
    luck: float
    cases: int
    left_out: int


def deciding(
    exploration: Exploration, measure: str, choice: str, against: str | None = None
) -> Deciding:
    """Which things decide `measure` of `choice`, or its difference to that of `against`.

    Sobol's indices of first and total order where the cases are Saltelli's scheme (A. Saltelli, P.
    Annoni, I. Azzini, F. Campolongo, M. Ratto, S. Tarantola: Variance Based Sensitivity Analysis of
    Model Output, Computer Physics Communications 181, 2010), mu* and sigma where they are Morris's
    trajectories (F. Campolongo, J. Cariboni, A. Saltelli: An Effective Screening Design for
    Sensitivity Analysis of Large Models, Environmental Modelling & Software 22, 2007), both by
    SALib; else an estimate from the cases as they are (see `given_data`). Where each scenario holds
    the same points, the scenario is one more thing that may decide.

    Raises:
        UnknownIdError: A measure or a choice that the exploration doesn't have.
        CadreError: Fewer than four cases were played.
    """
    answers, noise = _answers(exploration, measure, choice, against)
    there = np.isfinite(answers)
    method, layout = _laid_out(exploration, there)
    used = np.flatnonzero(there) if layout is None else np.sort(layout.cases, axis=None)
    if used.size < 4:
        raise CadreError(
            f"choice {choice!r}",
            f"{used.size} cases that can be used",
            "at least 4",
            "Go on with the exploration until more combinations are played.",
        )
    spread = float(answers[used].std())
    return Deciding(
        measure=exploration.measures[exploration.measure(measure)],
        choice=choice,
        against=against,
        method=method,
        deciders=_deciders(exploration, answers, used, (method, layout)) if spread > 0 else (),
        mean=float(answers[used].mean()),
        spread=spread,
        luck=min(1.0, float(np.mean(noise[used])) / spread**2) if spread > 0 else 0.0,
        cases=int(used.size),
        left_out=int(answers.size - used.size),
    )


def _answers(
    exploration: Exploration, measure: str, choice: str, against: str | None
) -> tuple[Values, Values]:
    """(cases,) the answer, NaN where it isn't known, and the square of its standard error."""
    column, row = exploration.measure(measure), exploration.choice(choice)
    answers = exploration.means[row, :, column].copy()
    noise = exploration.errors[row, :, column] ** 2
    if against is not None:
        other = exploration.choice(against)
        answers -= exploration.means[other, :, column]
        noise = noise + exploration.errors[other, :, column] ** 2
    return answers, noise


def _laid_out(exploration: Exploration, there: NDArray[np.bool_]) -> tuple[Method, Layout | None]:
    """The method that the cases allow, with their layout; whole blocks only, two at least."""
    for name, method, lay in (
        ("saltelli", Method.SOBOL, saltelli_layout),
        ("morris", Method.MORRIS, morris_layout),
    ):
        if exploration.design.method == name:
            layout = lay(exploration.design)
            layout = None if layout is None else layout.whole(there)
            if layout is not None and layout.cases.shape[1] > 1:
                return method, layout
    return Method.GIVEN, None


def _deciders(
    exploration: Exploration,
    answers: Values,
    used: NDArray[np.intp],
    how: tuple[Method, Layout | None],
) -> tuple[Decider, ...]:
    """All things, the one that decides most first; equals in the order of the design."""
    method, layout = how
    things = _given(exploration, answers, used)
    if layout is not None:
        sheet = answers[layout.cases]
        seed = exploration.design.seed
        found = (
            _sobol(sheet, layout, seed)
            if method is Method.SOBOL
            else _morris(sheet, layout, seed, len(exploration.design.uncertainties))
        )
        things = [
            replace(
                thing,
                alone=one.alone,
                together=one.together,
                effect=one.effect,
                uneven=one.uneven,
            )
            for thing, one in zip(things, found, strict=True)
        ]
    return tuple(sorted(things, key=lambda one: -one.weight.value))


def _given(exploration: Exploration, answers: Values, cases: NDArray[np.intp]) -> list[Decider]:
    """Each uncertainty, then the scenario if there are several, from the cases as they are."""
    design = exploration.design
    named = {scenario: place for place, scenario in enumerate(dict.fromkeys(design.scenarios))}
    scenario = np.array([named[design.scenarios[case]] for case in cases], dtype=np.float64)
    sheet = by_point(design, cases)
    points, means, whole = (
        design.points[sheet[0]],
        answers[sheet].mean(axis=0),
        answers[sheet].var(),
    )
    # The share of the variance between cases that is one between points.
    part = float(means.var() / whole) if whole > 0 else 1.0
    rows = [
        (one.id, one.name, _scaled(hold(points[:, column], means), part))
        for column, one in enumerate(design.uncertainties)
    ]
    if len(named) > 1:
        rows.append(
            (SCENARIO, "which scenario holds", hold(scenario, answers[cases], ordered=False))
        )
    mean = float(answers[cases].mean())
    nothing = Hold(share=Estimate(0.0, 0.0), correlation=0.0, low=mean, high=mean)
    return [
        Decider(
            id=key,
            name=name,
            alone=(one or nothing).share,
            correlation=(one or nothing).correlation,
            low=(one or nothing).low,
            high=(one or nothing).high,
        )
        for key, name, one in rows
    ]


def _scaled(one: Hold | None, part: float) -> Hold | None:
    """What a thing does, with its share that of a variance of which this one is a part."""
    if one is None:
        return None
    share = Estimate(one.share.value * part, one.share.error * part)
    return replace(one, share=share, correlation=one.correlation * sqrt(part))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a design's own method tells of one thing; as in `Decider`."""

    alone: Estimate | None = None
    together: Estimate | None = None
    effect: Estimate | None = None
    uneven: float | None = None


def _sobol(sheet: Values, layout: Layout, seed: int) -> list[Found]:
    """`alone` and `together` of each thing, from (scenarios, blocks, rows) answers.

    Of several scenarios with the same points, taken for equally likely, the answer's variance is
    that of the mean over scenarios, plus that between them: a thing's first-order part is that of
    the mean, its total-order part the mean of those in each scenario.
    """
    ends = sheet[:, :, (0, -1)]
    within, between = ends.var(axis=(1, 2)), ends.mean(axis=(1, 2)).var()
    whole = float(within.mean() + between)
    mean = sheet.mean(axis=0)
    alone, error, *_ = _indices(mean, layout, seed)
    of_mean = float(mean[:, (0, -1)].var()) / whole
    each = [_indices(one, layout, seed) for one in sheet]
    parts = within / within.sum() if within.sum() > 0 else within
    inside = float(within.mean()) / whole
    found = [
        Found(
            alone=Estimate(float(alone[column]) * of_mean, float(error[column]) * of_mean),
            together=Estimate(
                float(sum(part * one[2][column] for part, one in zip(parts, each, strict=True)))
                * inside,
                float(sum(part * one[3][column] for part, one in zip(parts, each, strict=True)))
                * inside,
            ),
        )
        for column in range(layout.points.shape[2])
    ]
    if len(sheet) > 1:
        found.append(_scenario_shares(ends, seed))
    return found


def _indices(answers: Values, layout: Layout, seed: int) -> tuple[Values, Values, Values, Values]:
    """(uncertainties,) first order, its standard error, total order, its standard error."""
    from SALib.analyze import sobol  # type: ignore[import-untyped] # noqa: PLC0415 - slow to load

    many = layout.points.shape[2]
    if np.ptp(answers) <= 0:
        none = np.zeros(many)
        return none, none, none, none
    # SALib takes a seed of 0 for none at all, and then its errors are never the same twice.
    found = sobol.analyze(
        {"num_vars": many, "names": [str(column) for column in range(many)]},
        answers.ravel(),
        calc_second_order=layout.second,
        num_resamples=RESAMPLED,
        conf_level=ONE_SIGMA,
        seed=seed + 1,
    )
    return found["S1"], found["S1_conf"], found["ST"], found["ST_conf"]


def _scenario_shares(ends: Values, seed: int) -> Found:
    """`alone` and `together` of the scenario, from (scenarios, blocks, 2) independent answers."""

    def shares(some: Values) -> tuple[float, float]:
        between = float(some.mean(axis=(1, 2)).var())
        whole = float(some.var(axis=(1, 2)).mean()) + between
        return (
            (between / whole, float(some.var(axis=0).mean()) / whole) if whole > 0 else (0.0, 0.0)
        )

    blocks = ends.shape[1]
    drawn = np.random.default_rng(seed + 1).integers(blocks, size=(RESAMPLED, blocks))
    alone, together = np.array([shares(ends[:, some]) for some in drawn]).std(axis=0, ddof=1)
    value = shares(ends)
    return Found(
        alone=Estimate(value[0], float(alone)), together=Estimate(value[1], float(together))
    )


def _morris(sheet: Values, layout: Layout, seed: int, many: int) -> list[Found]:
    """`effect` and `uneven` of each thing, from (scenarios, trajectories, rows) answers."""
    from SALib.analyze import morris  # noqa: PLC0415 - slow to load

    step = np.abs(np.diff(layout.points, axis=1))
    length = float(np.median(step[step > 0]))
    # SALib asks for the number of levels, and takes the step for levels / (2 (levels - 1)).
    levels = max(2, 2 * round(length / (2 * length - 1))) if length > 0.5 else 2
    found = morris.analyze(
        {"num_vars": many, "names": [str(c) for c in range(many)], "bounds": [[0, 1]] * many},
        np.tile(layout.points.reshape(-1, many), (len(sheet), 1)),
        sheet.ravel(),
        num_resamples=RESAMPLED,
        conf_level=ONE_SIGMA,
        num_levels=levels,
        seed=seed + 1,
    )
    # The scenarios hold the same trajectories: they are no new draws for the standard error.
    wider = sqrt(len(sheet))
    rows = [
        Found(
            effect=Estimate(
                float(found["mu_star"][column]), float(found["mu_star_conf"][column]) * wider
            ),
            uneven=float(found["sigma"][column]),
        )
        for column in range(many)
    ]
    if len(sheet) > 1:
        rows.append(_scenario_effect(sheet))
    return rows


def _scenario_effect(sheet: Values) -> Found:
    """How far the answer moves from one scenario to another at the same point, on the mean."""
    pairs = np.triu_indices(len(sheet), 1)
    moved = sheet[pairs[0]] - sheet[pairs[1]]
    by_block = np.abs(moved).mean(axis=(0, 2))
    return Found(
        effect=Estimate(float(by_block.mean()), float(by_block.std(ddof=1) / sqrt(by_block.size))),
        uneven=float(moved.std(ddof=1)),
    )
