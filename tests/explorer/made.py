"""Explorations made by hand: choices, cases and numbers as a test says, without a mission."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from hypothesis import strategies as st

from cadre.explorer.choices import Choice
from cadre.explorer.exploration import Design, Exploration, Values
from cadre.explorer.measures import Measure
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.ids import ScenarioId
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.weeks import Horizon

HORIZON = Horizon(date(2021, 3, 1), 95)
MADE_FROM = MadeFrom(dossier="0" * 64, as_of="2021-03-01", version="test")
GRADUATES = Measure(id="graduates", name="graduates", unit="graduates", more=True, enough=100)
COST = Measure(id="cost", name="cost", unit="thousand EUR", more=False, enough=50)


def uncertainty(
    key: str,
    low: float = 0,
    likely: float = 0.5,
    high: float = 1,
    *,
    kind: Kind = Kind.FIGURE,
    unit: str = "",
    name: str = "",
) -> Uncertainty:
    """An uncertainty whose name is its id, if no other is given."""
    return Uncertainty(
        id=key,
        name=name or key,
        kind=kind,
        unit=unit,
        low=low,
        likely=likely,
        high=high,
        fields=(("table", key, "field"),),
    )


def design(
    points: Sequence[Sequence[float]] | Values,
    uncertainties: Sequence[Uncertainty] = (),
    *,
    method: str = "lhs",
    scenarios: Sequence[str | None] = (),
    seed: int = 7,
) -> Design:
    """A design of these (cases, uncertainties) points; without scenarios, as the dossier states."""
    array = np.asarray(points, dtype=np.float64)
    several = tuple(uncertainties) or tuple(uncertainty(f"u{k}") for k in range(array.shape[1]))
    return Design(
        method=method,
        seed=seed,
        uncertainties=several,
        scenarios=tuple(None if one is None else ScenarioId(one) for one in scenarios)
        or (None,) * len(array),
        points=array,
    )


def exploration(
    values: Sequence[Sequence[float]] | Values,
    cases: Design | None = None,
    *,
    measures: Sequence[Measure] = (GRADUATES,),
    errors: float | Values = 0.0,
    choices: Sequence[str] = (),
    futures: int = 1000,
) -> Exploration:
    """An exploration with these (choices, cases) or (choices, cases, measures) means.

    Choices are called A, B, C ..., cases without a design lie evenly in one range.
    """
    means = np.asarray(values, dtype=np.float64)
    means = means[:, :, None] if means.ndim == 2 else means
    names = tuple(choices) or tuple(chr(ord("A") + row) for row in range(len(means)))
    cases = cases or design(np.linspace(0, 1, means.shape[1])[:, None])
    return Exploration(
        made_from=MADE_FROM,
        choices=tuple(Choice(id=name, name=name, options=(), triggers=()) for name in names),
        plans=tuple(Plan(horizon=HORIZON, made_from=MADE_FROM) for _ in names),
        design=cases,
        measures=tuple(measures),
        futures=futures,
        means=means,
        errors=np.where(np.isnan(means), np.nan, np.broadcast_to(errors, means.shape)),
    )


def played(
    answers: Callable[[Values], Values], cases: Design, measure: Measure = GRADUATES
) -> Exploration:
    """One choice, whose measure is a function of the (cases, uncertainties) points."""
    return exploration(answers(cases.points)[None], cases, measures=[measure])


def shuffled(made: Exploration, order: Sequence[int] | Values) -> Exploration:
    """The same exploration with its cases in another order."""
    places = np.asarray(order, dtype=np.intp)
    cases = Design(
        method=made.design.method,
        seed=made.design.seed,
        uncertainties=made.design.uncertainties,
        scenarios=tuple(made.design.scenarios[int(place)] for place in places),
        points=made.design.points[places],
    )
    return Exploration(
        made_from=made.made_from,
        choices=made.choices,
        plans=made.plans,
        design=cases,
        measures=made.measures,
        futures=made.futures,
        means=made.means[:, places],
        errors=made.errors[:, places],
        stopped=made.stopped,
    )


@st.composite
def explorations(
    draw: st.DrawFn, *, gaps: bool = False, most_cases: int = 12, more: bool | None = None
) -> Exploration:
    """Explorations of one to four choices, by one measure, with whole numbers, equal ones often.

    With `gaps`, some combinations aren't played, but never all of a case's choices in all cases.
    """
    count, cases = draw(st.integers(1, 4)), draw(st.integers(1, most_cases))
    numbers = st.integers(-20, 120).map(float)
    rows = [[draw(numbers) for _ in range(cases)] for _ in range(count)]
    means = np.array(rows)
    if gaps:
        holes = [[draw(st.booleans()) for _ in range(cases - 1)] for _ in range(count)]
        missing = np.hstack(
            [
                np.zeros((count, 1), dtype=bool),
                np.array(holes, dtype=bool).reshape(count, cases - 1),
            ]
        )
        means[missing] = np.nan
    better = draw(st.booleans()) if more is None else more
    measure = GRADUATES if better else COST
    points = np.array([[draw(st.integers(0, 10)) / 10] for _ in range(cases)])
    errors = draw(st.sampled_from([0.0, 0.5, 5.0]))
    return exploration(means, design(points), measures=[measure], errors=errors)
