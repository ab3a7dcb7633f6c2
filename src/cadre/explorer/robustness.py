"""Robustness: how well choices do over all cases at once, by the criteria of the field.

The choice of criteria, and their forms where authors differ, follow C. McPhail, H. R. Maier, J. H.
Kwakkel, M. Giuliani, A. Castelletti, S. Westra: Robustness Metrics: How Are They Calculated, When
Should They Be Used and Why Do They Give Different Results?, Earth's Future 6, 2018. No case is
taken for likelier than another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from cadre.explorer.compared import Compared, compared
from cadre.explorer.exploration import Exploration, Values
from cadre.explorer.measures import Measure

PESSIMISM = 0.5
"""Weight of the worst case in Hurwicz's criterion."""


class Reading(Enum):
    """What a criterion's number is, and so how it is printed and what is better."""

    LEVEL = "level"
    """In the unit of the measure; better as the measure is."""
    LOSS = "loss"
    """In the unit of the measure; less is better."""
    INDEX = "index"
    """Without a unit; more is better."""
    RATIO = "ratio"
    """Without a clear unit; more is better where more of the measure is, else less."""
    SHARE = "share"
    """A share of cases; more is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a criterion sees.

    Attributes:
        good: (choices, cases) values signed: more is better.
        measure: The measure they are of.
    """

    good: Values
    measure: Measure

    @property
    def regret(self) -> Values:
        """(choices, cases) what is given away against the best choice of the case."""
        given: Values = self.good.max(axis=0) - self.good
        return given


Reckoned = Callable[[Judged], Values]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One way to judge a choice over all cases.

    Attributes:
        id: Its name in short.
        name: As printed.
        asks: The question it answers.
        reference: Author and year; the whole reference is in its function.
        reading: What its number is.
        reckon: (choices,) signed values, more is better; NaN where it says nothing.
    """

    id: str
    name: str
    asks: str
    reference: str
    reading: Reading
    reckon: Reckoned


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """All choices by one criterion.

    Attributes:
        criterion: The criterion.
        values: (choices,) as printed, in the order of `RobustnessTable.choices`.
        more: Whether more of them is better.
        ranks: (choices,) 1 for the best, equals share the better rank; 0 where it says nothing.
    """

    criterion: Criterion
    values: tuple[float, ...]
    more: bool
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustnessTable:
    """All choices by all criteria, for one measure.

    Attributes:
        measure: The measure.
        choices: Ids of the choices compared.
        rows: One a criterion; Starr's is missing where nobody has said what is enough.
        cases: Number of cases compared.
        left_out: Combinations left out.
    """

    measure: Measure
    choices: tuple[str, ...]
    rows: tuple[Robustness, ...]
    cases: int
    left_out: int


def maximin(judged: Judged) -> Values:
    """The worst case. A. Wald: Statistical Decision Functions, 1950."""
    worst: Values = judged.good.min(axis=1)
    return worst


def maximax(judged: Judged) -> Values:
    """The best case: the optimist's limit of L. Hurwicz's criterion (see `hurwicz`)."""
    best: Values = judged.good.max(axis=1)
    return best


def hurwicz(judged: Judged, pessimism: float = PESSIMISM) -> Values:
    """The worst and the best case, weighted; `pessimism` from 0 to 1 is the weight of the worst.

    L. Hurwicz: Optimality Criteria for Decision Making under Ignorance, Cowles Commission
    Discussion Paper 370, 1951.
    """
    return pessimism * maximin(judged) + (1 - pessimism) * maximax(judged)


def laplace(judged: Judged) -> Values:
    """The mean, all cases taken for equally likely: the principle of insufficient reason.

    P. S. de Laplace: Essai philosophique sur les probabilités, 1814; as a criterion L. J. Savage:
    The Foundations of Statistics, 1954.
    """
    mean: Values = judged.good.mean(axis=1)
    return mean


def minimax_regret(judged: Judged) -> Values:
    """The largest regret.

    L. J. Savage: The Theory of Statistical Decision, Journal of the American Statistical
    Association 46, 1951.
    """
    largest: Values = -judged.regret.max(axis=1)
    return largest


def ninth_regret(judged: Judged) -> Values:
    """The 90th percentile of regret: Savage's criterion without the few most extreme cases.

    McPhail and others, 2018, after Savage, 1951 (see `minimax_regret`).
    """
    ninth: Values = -np.quantile(judged.regret, 0.9, axis=1)
    return ninth


def mean_variance(judged: Judged) -> Values:
    """Mean and standard deviation in one: (m + 1) / (s + 1), or (m + 1) (s + 1) for a loss.

    C. Hamarat, J. H. Kwakkel, E. Pruyt, E. T. Loonen: An Exploratory Approach for Adaptive
    Policymaking by Using Multi-Objective Robust Optimization, Simulation Modelling Practice and
    Theory 46, 2014; a signal-to-noise ratio in the sense of G. Taguchi, 1986. The ones make it
    hang on the unit of the measure.
    """
    sign = 1.0 if judged.measure.more else -1.0
    mean, spread = sign * judged.good.mean(axis=1), judged.good.std(axis=1)
    ratio: Values = (mean + 1) / (spread + 1) if sign > 0 else -(mean + 1) * (spread + 1)
    return ratio


def undesirable_deviations(judged: Judged) -> Values:
    """How far cases worse than the choice's own median lie below it, summed, over all cases.

    J. H. Kwakkel, S. Eker, E. Pruyt: How Robust Is a Robust Policy? Comparing Alternative
    Robustness Metrics for Robust Decision-Making, in Robustness Analysis in Decision Aiding,
    Optimization, and Analytics, 2016, after S. Takriti, S. Ahmed: On Robust Optimization of
    Two-Stage Systems, Mathematical Programming 99, 2004. Divided by the number of cases, which
    changes no order, so that it doesn't grow with them.
    """
    median = np.median(judged.good, axis=1, keepdims=True)
    below: Values = -np.maximum(median - judged.good, 0.0).mean(axis=1)
    return below


def skewness(judged: Judged) -> Values:
    """Skewness to the good side, from percentiles: ((q90 + q10) / 2 - q50) / ((q90 - q10) / 2).

    V. Voudouris, K. Matsumoto, J. Sedgwick, R. Rigby, D. Stasinopoulos, M. Jefferson: Exploring the
    Production of Natural Gas Through the Lenses of the ACEGES Model, Energy Policy 64, 2014; so in
    Kwakkel and others, 2016. 0 where q90 is q10.
    """
    low, middle, high = np.quantile(judged.good, (0.1, 0.5, 0.9), axis=1)
    half = (high - low) / 2
    skew: Values = np.zeros_like(half)
    np.divide((high + low) / 2 - middle, half, out=skew, where=half > 0)
    return skew


def peakedness(judged: Judged) -> Values:
    """Peakedness from percentiles, (q90 - q10) / (q75 - q25): more is more cases near the middle.

    Voudouris and others, 2014, and Kwakkel and others, 2016 (see `skewness`). NaN where q75 is q25.
    """
    tail, low, high, top = np.quantile(judged.good, (0.1, 0.25, 0.75, 0.9), axis=1)
    peaked: Values = np.full_like(tail, np.nan)
    np.divide(top - tail, high - low, out=peaked, where=high > low)
    return peaked


def satisficing(judged: Judged) -> Values:
    """The share of cases with enough; NaN where nobody has said what is enough.

    M. K. Starr: Product Design and Decision Theory, 1963; H. O. Schneller, G. P. Sphicas: Decision
    Making Under Uncertainty: Starr's Domain Criterion, Theory and Decision 15, 1983.
    """
    enough = satisfied(judged.good, judged.measure)
    share: Values = enough.mean(axis=1)
    return share


def satisfied(good: Values, measure: Measure) -> Values:
    """1 where a signed value is enough, 0 where it isn't; NaN where nobody has said what is."""
    if measure.enough is None:
        return np.full_like(good, np.nan)
    least = measure.enough if measure.more else -measure.enough
    return (good >= least).astype(np.float64)


CRITERIA = (
    Criterion(
        id="maximin",
        name="Worst case",
        asks="How bad can it get?",
        reference="Wald 1950",
        reading=Reading.LEVEL,
        reckon=maximin,
    ),
    Criterion(
        id="maximax",
        name="Best case",
        asks="How good can it get?",
        reference="Hurwicz 1951",
        reading=Reading.LEVEL,
        reckon=maximax,
    ),
    Criterion(
        id="hurwicz",
        name="Between worst and best",
        asks="How good is the middle between its worst and its best case?",
        reference="Hurwicz 1951",
        reading=Reading.LEVEL,
        reckon=hurwicz,
    ),
    Criterion(
        id="laplace",
        name="Mean over cases",
        asks="How good is it if all cases are equally likely?",
        reference="Laplace 1814",
        reading=Reading.LEVEL,
        reckon=laplace,
    ),
    Criterion(
        id="minimax-regret",
        name="Largest regret",
        asks="How much can it give away against the best choice?",
        reference="Savage 1951",
        reading=Reading.LOSS,
        reckon=minimax_regret,
    ),
    Criterion(
        id="ninth-regret",
        name="Regret in nine of ten cases",
        asks="How much does it give away if the most extreme tenth is set aside?",
        reference="Savage 1951; McPhail and others 2018",
        reading=Reading.LOSS,
        reckon=ninth_regret,
    ),
    Criterion(
        id="mean-variance",
        name="Mean against spread",
        asks="How good is it for how much it varies?",
        reference="Hamarat and others 2014",
        reading=Reading.RATIO,
        reckon=mean_variance,
    ),
    Criterion(
        id="undesirable-deviations",
        name="Shortfall below its middle",
        asks="How far do its worse cases fall below its own middle?",
        reference="Kwakkel and others 2016",
        reading=Reading.LOSS,
        reckon=undesirable_deviations,
    ),
    Criterion(
        id="skewness",
        name="Lean to the good side",
        asks="Are surprises rather good than bad?",
        reference="Voudouris and others 2014",
        reading=Reading.INDEX,
        reckon=skewness,
    ),
    Criterion(
        id="peakedness",
        name="Peakedness",
        asks="Do most cases lie close to its middle?",
        reference="Voudouris and others 2014",
        reading=Reading.INDEX,
        reckon=peakedness,
    ),
    Criterion(
        id="satisficing",
        name="Cases with enough",
        asks="In how many cases is it enough?",
        reference="Starr 1963",
        reading=Reading.SHARE,
        reckon=satisficing,
    ),
)
"""All criteria, in the order in which they are printed."""


def robustness(exploration: Exploration, measure: str) -> RobustnessTable:
    """All choices by all criteria, over the cases in which they can be compared.

    Raises:
        UnknownIdError: A measure that the exploration doesn't have.
        CadreError: Nothing that can be compared.
    """
    same = compared(exploration, [measure])
    judged = Judged(good=same.good[:, :, 0], measure=same.measures[0])
    rows = tuple(_by(criterion, judged) for criterion in CRITERIA if _says(criterion, same))
    return RobustnessTable(
        measure=judged.measure,
        choices=same.ids,
        rows=rows,
        cases=int(same.cases.size),
        left_out=same.left_out,
    )


def ranks(signed: Values) -> tuple[int, ...]:
    """1 for the most, equals share the better rank; 0 for NaN."""
    return tuple(
        0 if np.isnan(value) else 1 + int(np.sum(signed > value)) for value in signed.tolist()
    )


def _says(criterion: Criterion, same: Compared) -> bool:
    return criterion.reading is not Reading.SHARE or same.measures[0].enough is not None


def _by(criterion: Criterion, judged: Judged) -> Robustness:
    """All choices by one criterion, turned back from signed to printed values."""
    signed = criterion.reckon(judged)
    more = {Reading.INDEX: True, Reading.SHARE: True, Reading.LOSS: False}.get(
        criterion.reading, judged.measure.more
    )
    shown = signed if more else 0.0 - signed
    return Robustness(
        criterion=criterion,
        values=tuple(float(value) for value in shown),
        more=more,
        ranks=ranks(signed),
    )
