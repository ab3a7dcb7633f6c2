"""What exploring made of the simulator: answers left out, cases laid soon, and the same bits."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from math import floor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cadre.mission.mission import Mission
from cadre.mission.once import once_a_plan
from cadre.mission.plans import Plan
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.run import simulate
from cadre.simulator.streams import rounded
from tests.explorer.branches import branches, plan_of
from tests.simulator.missions import mission as varied
from tests.simulator.plans import plain_plan


def equal(one: Outcomes, other: Outcomes, but: str) -> bool:
    pairs = (
        (getattr(one, field.name), getattr(other, field.name))
        for field in fields(Outcomes)
        if field.name != but
    )
    return all(np.array_equal(a, b) for a, b in pairs)


def test_leaving_out_what_matters_changes_nothing_else() -> None:
    for seed in range(4):
        mission = varied(seed)
        plan = plain_plan(mission)
        whole = simulate(mission, plan, futures=600, threads=2)
        bare = simulate(mission, plan, futures=600, threads=1, matters=False)
        assert equal(whole, bare, "matters")
        assert bare.matters.totals == whole.matters.totals
        assert bare.matters.things == ()


def test_one_thread_tells_how_far_it_is_and_can_be_stopped() -> None:
    mission, told = branches(), list[tuple[int, int]]()
    plan = plan_of(mission)
    found = simulate(
        mission,
        plan,
        futures=5000,
        threads=1,
        progress=lambda *done: told.append(done),
        stop=lambda: len(told) == 2,
    )
    assert found.stopped
    assert told == [(1024, 5000), (2048, 5000)]
    assert equal(replace(found, stopped=False), simulate(mission, plan, futures=2048), "matters")


@given(st.floats(-1e6, 1e6) | st.integers(-(10**6), 10**6).map(lambda n: n / 2))
def test_floats_are_rounded_as_the_fractions_that_they_are(value: float) -> None:
    assert rounded(value) == floor(Fraction(value) + Fraction(1, 2))


def test_the_largest_float_below_a_half_isnt_rounded_up() -> None:
    assert rounded(float(np.nextafter(0.5, 0))) == 0
    assert rounded(float(np.nextafter(-0.5, -1))) == -1
    assert rounded(-0.5) == 0


def test_an_answer_on_a_plan_is_worked_out_once_until_another_plan_is_asked_about() -> None:
    asked: list[Plan] = []

    @once_a_plan
    def starts(_mission: Mission, plan: Plan) -> int:
        asked.append(plan)
        return len(plan.starts)

    mission = branches()
    plan = plan_of(mission)
    other = replace(plan, starts=plan.starts[:1])
    assert [starts(mission, one) for one in (plan, plan, other, other, plan)] == [3, 3, 1, 1, 3]
    assert [one is plan for one in asked] == [True, False, True]
    assert starts(branches(), other) == 1
