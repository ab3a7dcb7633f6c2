"""Ranking: an order of objectives that a weighted sum breaks is no order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.mission.mission import Mission, Order, Profile, Weights
from cadre.planner.objective import SIGNS, Objective
from cadre.planner.ranking import GIVEN_UP, LEVELS, ranges, ranked, weights_of
from cadre.planner.solve import solve
from tests.planner.judged import runs
from tests.planner.missions import (
    FROM,
    MONDAY,
    activity,
    beds,
    course,
    day,
    effect,
    mission,
    mode,
    pledge,
    post,
    random_mission,
    two_works,
)


def in_order(given_: Mission) -> Mission:
    weights = replace(given_.profile.weights, order=Order.LEXICOGRAPHIC)
    return replace(given_, profile=replace(given_.profile, weights=weights))


def rivals(strength: float) -> Mission:
    """Beds for one of two works: `a` meets a need, `b` has many graduates."""
    return mission(
        activities=(activity("a"), activity("b")),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 4), post("b", 4)),
        pledges=(pledge(8),),
        effects=(effect("a", strength),),
        courses=(course("b", 1, 900),),
        bed_spaces=(beds(2),),
    )


def test_a_need_comes_before_any_number_of_graduates() -> None:
    assert set(runs(solve(rivals(0.5), made_from=FROM))) == {"b"}, "weighted, graduates win"
    assert set(runs(solve(ranked(in_order(rivals(0.5))), made_from=FROM))) == {"a"}


def test_what_is_weighed_stays_as_it_is_weighed() -> None:
    assert ranked(two_works()) == two_works()
    once = ranked(in_order(two_works()))
    assert once.profile.weights.order is Order.WEIGHTED
    assert ranked(once) is once


def test_a_mission_that_states_no_weight_is_planned_in_order() -> None:
    profile = Profile(id="m", name="M", host="XHO", lead_body="C", as_of=MONDAY, until=day(9))
    assert profile.weights.order is Order.LEXICOGRAPHIC
    assert Weights(needs=3.0).order is Order.WEIGHTED


AMOUNTS = st.tuples(*(st.floats(0, 1) for _ in LEVELS))


@given(one=AMOUNTS, other=AMOUNTS, scale=st.tuples(*(st.floats(0.5, 1e6) for _ in LEVELS)))
def test_no_sum_prefers_less_of_a_level_by_more_than_its_share(
    one: tuple[float, ...], other: tuple[float, ...], scale: tuple[float, ...]
) -> None:
    """One plan has as much of all levels above and a share more of this: it must be worth more."""
    spans = dict(zip(LEVELS, scale, strict=True))
    weights = weights_of(spans)
    for place, level in enumerate(LEVELS):
        ahead = [
            SIGNS.get(name, 1) * (a - b) for name, a, b in zip(LEVELS, one, other, strict=True)
        ]
        if all(lead >= 0 for lead in ahead[:place]) and ahead[place] > GIVEN_UP * 1.0001:
            worths = [
                sum(
                    SIGNS.get(name, 1) * getattr(weights, name) * spans[name] * amount
                    for name, amount in zip(LEVELS, plan, strict=True)
                )
                for plan in (one, other)
            ]
            assert worths[0] > worths[1], level


def test_a_level_that_cannot_vary_counts_nothing() -> None:
    weights = weights_of(dict.fromkeys(LEVELS, 0.0) | {"needs": 10.0, "early": 5.0})
    assert (weights.milestones, weights.output, weights.footprint) == (0.0, 0.0, 0.0)
    assert weights.early * 5 == pytest.approx(1.0)
    assert weights.needs * 10 == pytest.approx(20.0)


@pytest.mark.parametrize("seed", range(25))
def test_no_plan_has_more_of_anything_than_it_could_vary_by(seed: int) -> None:
    given_ = random_mission(seed)
    most = ranges(given_)
    plan = solve(given_, made_from=FROM, seed=seed, seconds=10)
    nothing = {term.name: term.amount for term in Objective(given_).parts({})}
    for term in plan.terms:
        assert abs(term.amount - nothing[term.name]) <= most[term.name] + 1e-6, term.name
