"""Deciding: the shares are those that are known for functions whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from math import pi

import numpy as np
import pytest
from SALib.sample import morris as morris_sample  # type: ignore[import-untyped]
from SALib.sample import sobol as sobol_sample
from scipy.stats import qmc  # type: ignore[import-untyped]

from cadre.errors import CadreError, UnknownIdError
from cadre.explorer.deciding import SCENARIO, Decider, Method, deciding
from cadre.explorer.exploration import Design, Exploration, Values
from cadre.explorer.said import what_decides
from cadre.explorer.uncertainties import Uncertainty
from tests.explorer.made import design, exploration, played, uncertainty

ANGLES = tuple(uncertainty(f"x{k}", -pi, 0, pi) for k in range(3))
A, B = 7.0, 0.1


def ishigami(points: Values) -> Values:
    """T. Ishigami, T. Homma: An Importance Quantification Technique, ISUMA 1990."""
    x = points.T
    answers: Values = np.sin(x[0]) + A * np.sin(x[1]) ** 2 + B * x[2] ** 4 * np.sin(x[0])
    return answers


def ishigami_shares() -> tuple[list[float], list[float]]:
    """First-order and total-order shares from the integrals of the function's parts."""
    first = (1 + B * pi**4 / 5) ** 2 / 2
    second = A**2 / 8
    joint = B**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = first + second + joint
    alone = [first / whole, second / whole, 0.0]
    return alone, [(first + joint) / whole, second / whole, joint / whole]


WEIGHTS = np.array([0.0, 0.5, 3.0, 9.0, 99.0])
UNIT = tuple(uncertainty(f"x{k}") for k in range(len(WEIGHTS)))


def g_function(points: Values) -> Values:
    """I. M. Sobol': product of (|4 x - 2| + a) / (1 + a), with a weight a for each x."""
    answers: Values = np.prod((np.abs(4 * points - 2) + WEIGHTS) / (1 + WEIGHTS), axis=1)
    return answers


def g_shares() -> tuple[list[float], list[float]]:
    parts = 1 / (3 * (1 + WEIGHTS) ** 2)
    whole = np.prod(1 + parts) - 1
    others = np.array([np.prod(1 + np.delete(parts, k)) for k in range(len(parts))])
    return (parts / whole).tolist(), (parts * others / whole).tolist()


def saltelli(
    uncertainties: tuple[Uncertainty, ...], base: int, *, second: bool = False, seed: int = 5
) -> Design:
    points = sobol_sample.sample(problem(uncertainties), base, calc_second_order=second, seed=seed)
    return design(points, uncertainties, method="saltelli")


def trajectories(uncertainties: tuple[Uncertainty, ...], count: int, levels: int = 4) -> Design:
    points = morris_sample.sample(problem(uncertainties), count, num_levels=levels, seed=5)
    return design(points, uncertainties, method="morris")


def problem(uncertainties: tuple[Uncertainty, ...]) -> dict[str, object]:
    return {
        "num_vars": len(uncertainties),
        "names": [one.id for one in uncertainties],
        "bounds": [[one.low, one.high] for one in uncertainties],
    }


def scattered(uncertainties: tuple[Uncertainty, ...], count: int) -> Design:
    unit = qmc.LatinHypercube(len(uncertainties), rng=np.random.default_rng(3)).random(count)
    low = np.array([one.low for one in uncertainties])
    width = np.array([one.high for one in uncertainties]) - low
    return design(low + unit * width, uncertainties)


def under(cases: Design, scenarios: list[str]) -> Design:
    """The same points under each scenario."""
    return replace(
        cases,
        points=np.tile(cases.points, (len(scenarios), 1)),
        scenarios=tuple(one for one in scenarios for _ in cases.points),  # type: ignore[misc]
    )


def by_id(made: Exploration) -> dict[str, Decider]:
    return {one.id: one for one in deciding(made, "graduates", "A").deciders}


@pytest.mark.parametrize("second", [False, True])
def test_sobols_shares_of_ishigamis_function_are_those_of_the_formula(*, second: bool) -> None:
    found = by_id(played(ishigami, saltelli(ANGLES, 4096, second=second)))
    for key, alone, together in zip(("x0", "x1", "x2"), *ishigami_shares(), strict=True):
        one = found[key]
        assert one.alone is not None
        assert one.together is not None
        assert one.alone.value == pytest.approx(alone, abs=0.01)
        assert one.together.value == pytest.approx(together, abs=0.01)
        assert abs(one.alone.value - alone) < 4 * one.alone.error + 1e-3
        assert one.together.error < 0.03


def test_sobols_shares_of_the_g_function_are_those_of_the_formula() -> None:
    found = by_id(played(g_function, saltelli(UNIT, 4096)))
    for one, alone, together in zip(UNIT, *g_shares(), strict=True):
        mine = found[one.id]
        assert mine.alone is not None
        assert mine.together is not None
        assert mine.alone.value == pytest.approx(alone, abs=0.01)
        assert mine.together.value == pytest.approx(together, abs=0.01)


def test_the_estimate_from_any_cases_is_near_the_formula_too() -> None:
    made = played(ishigami, scattered(ANGLES, 4000))
    found = by_id(made)
    assert deciding(made, "graduates", "A").method is Method.GIVEN
    # The eighths take the mean over a stretch of the sine: a little of it is lost within.
    for key, alone in zip(("x0", "x1", "x2"), ishigami_shares()[0], strict=True):
        one = found[key].alone
        assert one is not None
        assert alone * 0.8 - 0.02 < one.value < alone + 0.02
        assert found[key].together is None


def test_two_scenarios_share_the_variance_with_what_is_uncertain() -> None:
    # u moves the answer by one, the scenario by two: variances 1/12 and 1, nothing in common.
    two = (uncertainty("u"), uncertainty("v"))
    cases = under(saltelli(two, 512), ["calm", "storm"])
    storm = np.array([one == "storm" for one in cases.scenarios])
    made = exploration((cases.points[:, 0] + 2 * storm)[None], cases)
    found = by_id(made)
    whole = 1 / 12 + 1
    for key, share in (("u", 1 / 12 / whole), ("v", 0.0), (SCENARIO, 1 / whole)):
        alone, together = found[key].alone, found[key].together
        assert alone is not None
        assert together is not None
        assert alone.value == pytest.approx(share, abs=0.01)
        assert together.value == pytest.approx(share, abs=0.01)


def test_what_counts_only_in_one_scenario_acts_together_with_it() -> None:
    # answer = u - 1/2 in the storm only: variance 1/24, of which 1/48 u alone and 1/48 together.
    two = (uncertainty("u"), uncertainty("v"))
    cases = under(saltelli(two, 1024), ["calm", "storm"])
    storm = np.array([one == "storm" for one in cases.scenarios])
    found = by_id(exploration(((cases.points[:, 0] - 0.5) * storm)[None], cases))
    assert found["u"].alone is not None
    assert found["u"].together is not None
    assert found["u"].alone.value == pytest.approx(0.5, abs=0.02)
    assert found["u"].together.value == pytest.approx(1, abs=0.02)
    scenario = found[SCENARIO]
    assert scenario.alone is not None
    assert scenario.together is not None
    assert scenario.alone.value == pytest.approx(0, abs=0.01)
    assert scenario.together.value == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("levels", [4, 6, 8])
def test_morris_finds_the_slope_over_the_range_of_a_straight_line(levels: int) -> None:
    three = (uncertainty("u", 0, 5, 10), uncertainty("v", -1, 0, 1), uncertainty("w"))
    made = played(lambda p: 3 * p[:, 0] - 20 * p[:, 1], trajectories(three, 10, levels))
    found = deciding(made, "graduates", "A")
    assert found.method is Method.MORRIS
    assert [one.id for one in found.deciders] == ["v", "u", "w"]
    effects = [one.effect.value for one in found.deciders if one.effect is not None]
    assert effects == pytest.approx([40, 30, 0])
    assert [one.uneven for one in found.deciders] == pytest.approx([0, 0, 0], abs=1e-9)


def test_the_same_points_under_more_scenarios_are_no_more_evidence() -> None:
    rng = np.random.default_rng(8)
    cases = under(scattered(tuple(uncertainty(f"u{k}") for k in range(30)), 60), ["a", "b", "c"])
    luck = rng.random(60)
    found = deciding(exploration(np.tile(luck, 3)[None], cases), "graduates", "A")
    alone = deciding(
        exploration(luck[None], replace(cases, points=cases.points[:60], scenarios=(None,) * 60)),
        "graduates",
        "A",
    )
    mine = {one.id: one.alone for one in found.deciders}
    for one in alone.deciders:
        assert one.alone is not None
        same = mine[one.id]
        assert same is not None
        assert (same.value, same.error) == pytest.approx((one.alone.value, one.alone.error))
    assert what_decides(found).startswith("No single thing clearly decides")


def test_morris_says_that_what_hangs_on_others_is_uneven() -> None:
    two = (uncertainty("u"), uncertainty("v"))
    made = played(lambda p: p[:, 0] * p[:, 1], trajectories(two, 40))
    assert all((one.uneven or 0) > 0.2 for one in deciding(made, "graduates", "A").deciders)


def test_morris_sees_how_far_the_scenario_moves_the_answer() -> None:
    two = (uncertainty("u"), uncertainty("v"))
    cases = under(trajectories(two, 20), ["calm", "storm"])
    storm = np.array([one == "storm" for one in cases.scenarios])
    found = by_id(exploration((cases.points[:, 0] + 5 * storm)[None], cases))
    moved = [found[key].weight.value for key in (SCENARIO, "u", "v")]
    assert moved == pytest.approx([5, 1, 0])


def test_what_decides_between_two_choices_is_not_what_moves_both() -> None:
    two = (uncertainty("u"), uncertainty("v"))
    cases = saltelli(two, 256)
    u, v = cases.points.T
    made = exploration([100 * u + v, 100 * u - v], cases)
    assert deciding(made, "graduates", "A").deciders[0].id == "u"
    between = deciding(made, "graduates", "A", "B")
    assert between.deciders[0].id == "v"
    assert between.against == "B"
    assert between.deciders[0].low < 0.5 < between.deciders[0].high


def test_a_first_case_at_the_likely_values_does_not_spoil_the_scheme() -> None:
    two = (uncertainty("u"), uncertainty("v"))
    cases = saltelli(two, 64)
    ahead = replace(
        cases, points=np.vstack([[0.5, 0.5], cases.points]), scenarios=(None, *cases.scenarios)
    )
    found = deciding(played(lambda p: p[:, 0], ahead), "graduates", "A")
    assert (found.method, found.left_out) == (Method.SOBOL, 1)


def test_a_block_that_was_not_played_whole_is_left_out_and_counted() -> None:
    two = (uncertainty("u"), uncertainty("v"))
    cases = saltelli(two, 64)
    answers = cases.points[:, 0].copy()
    answers[[5, 9]] = np.nan
    found = deciding(exploration(answers[None], cases), "graduates", "A")
    assert (found.method, found.left_out, found.cases) == (Method.SOBOL, 8, 64 * 4 - 8)


def test_cases_that_only_call_themselves_a_scheme_are_taken_as_they_are() -> None:
    cases = replace(scattered(ANGLES, 400), method="saltelli")
    assert deciding(played(ishigami, cases), "graduates", "A").method is Method.GIVEN


def test_the_same_exploration_gives_the_same_bits_even_with_seed_nothing() -> None:
    for cases in (saltelli(ANGLES, 64), trajectories(ANGLES, 10), scattered(ANGLES, 100)):
        made = played(ishigami, replace(cases, seed=0))
        assert deciding(made, "graduates", "A") == deciding(made, "graduates", "A")


def test_an_answer_that_never_changes_is_decided_by_nothing() -> None:
    found = deciding(played(lambda p: 0 * p[:, 0] + 4, scattered(ANGLES, 50)), "graduates", "A")
    assert found.deciders == ()
    assert what_decides(found) == "Nothing decides graduates: it is the same in all 50 cases."


def test_luck_that_could_make_all_of_it_is_said() -> None:
    made = exploration(scattered(ANGLES, 200).points[:, :1].T, scattered(ANGLES, 200), errors=1.5)
    found = deciding(made, "graduates", "A")
    assert found.luck == pytest.approx(1.5**2 / (pi**2 / 3), rel=0.05)
    assert "Luck in the futures played may make up to 68%" in what_decides(found)


def test_too_few_cases_are_refused() -> None:
    with pytest.raises(CadreError, match="at least 4"):
        deciding(exploration([[1, 2, 3]]), "graduates", "A")
    with pytest.raises(UnknownIdError):
        deciding(exploration([[1, 2, 3, 4]]), "graduates", "Z")


def test_the_answer_in_words_names_the_share_of_what_decides_most() -> None:
    named = (uncertainty("u", name="strength of pledges"), uncertainty("v", name="Consent"))
    made = played(lambda p: 100 * p[:, 0] + 50 * p[:, 1], saltelli(named, 256))
    told = what_decides(deciding(made, "graduates", "A"))
    assert told == (
        "Strength of pledges decides most: it explains 80% of the differences in graduates between "
        "cases; “Consent” explains 20%."
    )


def test_two_that_weigh_the_same_are_not_put_in_order_as_if_it_were_sure() -> None:
    two = (uncertainty("u"), uncertainty("v"))
    told = what_decides(
        deciding(played(lambda p: p.sum(axis=1), saltelli(two, 128)), "graduates", "A")
    )
    assert "Which of the first two weighs more isn't sure." in told, "names may begin with which"


def test_what_acts_together_only_is_said_to_be_nobodys_alone() -> None:
    two = (uncertainty("u", -1, 0, 1), uncertainty("v", -1, 0, 1))
    made = played(lambda p: p[:, 0] * p[:, 1], saltelli(two, 256))
    assert what_decides(deciding(made, "graduates", "A")).startswith("No single thing clearly")


def test_how_far_the_answer_moves_is_said_in_its_unit() -> None:
    two = (uncertainty("u", name="consent date"), uncertainty("v"))
    made = played(lambda p: 250 * p[:, 0], trajectories(two, 10))
    assert what_decides(deciding(made, "graduates", "A")) == (
        "Consent date decides most: from one end of its range to the other it moves graduates by "
        "250 graduates on average."
    )
