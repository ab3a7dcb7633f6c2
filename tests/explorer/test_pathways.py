"""The map of choices: tipping points, windows that close, and what a change gains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.explorer.aims import Aim
from cadre.explorer.changing import change, last_week, left_work, new_work
from cadre.explorer.choices import Choice, choices, chosen
from cadre.explorer.exploration import Design, Exploration
from cadre.explorer.explore import planned as plans_of
from cadre.explorer.measures import Measure
from cadre.explorer.pathways import Change, Pathways, pathways
from cadre.explorer.tipping import isotonic, tipping
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.conditions import Condition
from cadre.mission.ids import (
    ActivityId,
    ConditionId,
    EffectId,
    InstitutionId,
    ModeId,
    NeedId,
    ScenarioId,
    WorkId,
)
from cadre.mission.mission import Mission
from cadre.mission.needs import Effect, Need
from cadre.mission.weeks import Window
from tests.explorer.few import AWAITED, OTHER, two_options
from tests.oracle.isotonic import isotonic as slow_isotonic
from tests.simulator.chance import MADE
from tests.simulator.small import EXTRA, WEEKS, first_day

LAST = WEEKS - 1
PEOPLE = Aim(id="people", name="Twenty people", enough=20, due=LAST)
FUTURES = 300


def drawn(mission: Mission) -> Pathways:
    every = choices(mission, ["a", "b"])
    plans = plans_of(mission, every, MADE, seconds=2.0)
    return pathways(mission, every, plans, PEOPLE, made_from=MADE, futures=FUTURES, seconds=2.0)


def only(found: Pathways, source: str, target: str) -> Change:
    some = [one for one in found.changes if (one.source, one.target) == (source, target)]
    assert len(some) == 1
    return some[0]


def pair(mission: Mission) -> tuple[Choice, Choice]:
    one, other = choices(mission, ["a", "b"])
    return one, other


def test_a_change_is_ordered_the_week_after_the_sign_and_gains_the_people_of_other_work() -> None:
    found = only(drawn(two_options()), "a", "b")
    assert found.sign is not None
    assert (found.sign.week, found.week, found.begins) == (AWAITED, AWAITED + 1, (OTHER,))
    assert (found.stay.value, found.leave.value) == (0, 1)
    assert (found.gain.value, found.gain.error) == (10, 0)
    assert abs(found.seen.value - 0.5) < 5 * found.seen.error
    start = found.plan.start_of(OTHER)
    assert start is not None
    assert start.week == AWAITED + 1 + 2


def test_a_window_that_closes_before_the_sign_leaves_the_change_only_before_it_is_seen() -> None:
    found = drawn(two_options(latest=6))
    closed = [one for one in found.closed if (one.source, one.target) == ("a", "b")]
    assert [(one.week, one.last) for one in closed] == [(AWAITED + 1, 4)]
    assert "can't begin any more" in closed[0].why
    early = only(found, "a", "b")
    assert (early.sign, early.week, early.seen.value) == (None, 4, 1)
    assert early.leave.value == 1


def test_a_choice_that_never_fails_has_no_sign_and_is_never_left_for_one() -> None:
    found = drawn(two_options())
    lines = {one.choice.id: one for one in found.lines}
    assert lines["b"].ends is None
    assert lines["b"].met.value == 1
    assert lines["b"].watch.signposts == ()
    assert all(one.sign is None for one in found.changes if one.source == "b")


def test_a_choice_that_starts_nothing_of_its_own_is_told_to_be_the_same_as_another() -> None:
    mission = two_options()
    never = Condition(id=ConditionId("never"), name="Nobody can say when.")
    works = (*mission.activities[:-1], replace(mission.activities[-1], conditions=(never.id,)))
    mission = replace(mission, activities=works, conditions=(*mission.conditions, never))
    every = choices(mission, ["a", "a+b", "none"])
    plans = plans_of(mission, every, MADE, seconds=2.0)
    found = pathways(mission, every, plans, PEOPLE, made_from=MADE, futures=60, seconds=2.0)
    assert [one.same_as for one in found.lines] == ["", "a", ""]
    assert all(one.source != "a+b" for one in found.changes)
    assert all(one.source != "a+b" for one in found.closed)


def test_the_same_input_draws_the_same_map() -> None:
    one, other = drawn(two_options()), drawn(two_options())
    assert [(c.week, c.gain, c.plan) for c in one.changes] == [
        (c.week, c.gain, c.plan) for c in other.changes
    ]


def test_a_map_that_is_stopped_says_so_and_holds_what_it_has() -> None:
    mission = two_options()
    every = choices(mission, ["a", "b"])
    plans = plans_of(mission, every, MADE, seconds=2.0)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 1

    found = pathways(mission, every, plans, PEOPLE, made_from=MADE, futures=60, stop=stop)
    assert found.stopped
    assert len(found.lines) == 1


@pytest.mark.parametrize(
    ("latest", "notice", "last"), [(12, 2, 10), (6, 0, 6), (3, 4, None), (2 * WEEKS, 0, LAST)]
)
def test_the_last_week_to_change_leaves_time_for_notice_before_the_latest_start(
    latest: int, notice: int, last: int | None
) -> None:
    mission = two_options(latest, notice)
    assert [one.id for one in new_work(mission, *pair(mission))] == [OTHER]
    assert last_week(mission, *pair(mission)) == last


def test_work_that_comes_after_other_new_work_can_be_ordered_no_later_than_that() -> None:
    mission = two_options(latest=12, notice=2)
    works = tuple(
        replace(one, option=mission.options[1].id, after=(OTHER,)) if one.id == EXTRA else one
        for one in mission.activities
    )
    mission = replace(mission, activities=works)
    none, both = choices(mission, ["none", "b"])
    assert last_week(mission, none, both) == 10


def test_work_at_the_end_of_a_chain_can_be_ordered_no_later_than_its_first_whatever_the_order() -> (
    None
):
    mission = two_options(latest=12, notice=2)
    extra = next(one for one in mission.activities if one.id == EXTRA)
    last = replace(extra, id=ActivityId("last"), option=mission.options[1].id, after_end=(EXTRA,))
    works = tuple(
        replace(one, option=mission.options[1].id, after=(OTHER,)) if one.id == EXTRA else one
        for one in mission.activities
    )
    (its,) = mission.modes_of(EXTRA)
    modes = (*mission.modes, replace(its, id=ModeId("last"), activity=last.id))
    for order in ((last, *works), (*works, last)):
        told = replace(mission, activities=order, modes=modes)
        none, both = choices(told, ["none", "b"])
        assert last_week(told, none, both) == 10


def test_a_window_that_ends_needs_room_for_what_the_work_must_run_at_least() -> None:
    mission = two_options(latest=2 * WEEKS, notice=0)
    window = Window(first_day(0), first_day(20))
    works = tuple(
        replace(one, window=window) if one.id == OTHER else one for one in mission.activities
    )
    modes = tuple(
        replace(one, at_least=5) if one.activity == OTHER else one for one in mission.modes
    )
    mission = replace(mission, activities=works, modes=modes)
    assert last_week(mission, *pair(mission)) == 15


def test_a_change_that_is_too_late_gives_no_plan_and_says_what_is_in_the_way() -> None:
    mission = two_options(latest=6)
    found = change(mission, pair(mission), 20, made_from=MADE, seconds=2.0)
    assert found.plan is None
    assert found.begins == ()
    assert found.why


def test_work_that_both_choices_have_goes_on_as_it_is_planned() -> None:
    mission = two_options()
    one, both = choices(mission, ["a", "a+b"])
    assert [work.id for work in new_work(mission, one, both)] == [OTHER]
    found = change(mission, (one, both), 8, made_from=MADE, seconds=2.0)
    assert found.plan is not None
    (alone,) = plans_of(mission, [one], MADE, seconds=2.0)
    before, after = alone.start_of(EXTRA), found.plan.start_of(EXTRA)
    assert before is not None
    assert after is not None
    assert before.week == after.week
    assert chosen(mission, both).activities != found.mission.activities


def covering(notice: int = 0) -> Mission:
    """Work of option a that waits for nothing and excludes that of b; each covers half a need."""
    mission = two_options(latest=2 * WEEKS, notice=notice)
    works = tuple(
        replace(one, conditions=(), excludes=(OTHER,)) if one.id == EXTRA else one
        for one in mission.activities
    )
    need = Need(id=NeedId("n"), institution=InstitutionId("i"), name="n")
    effects = tuple(
        Effect(id=EffectId(key), work=WorkId(key), need=need.id, strength=0.5)
        for key in (EXTRA, OTHER)
    )
    return replace(mission, activities=works, needs=(need,), effects=effects)


@pytest.mark.parametrize("weeks", [0, WEEKS], ids=["open-ended", "of a fixed length"])
def test_work_that_a_change_leaves_counts_until_the_week_of_the_change(weeks: int) -> None:
    """Else changing late would seem to lose all that the choice had come to by then."""
    mission = covering()
    modes = tuple(
        replace(one, weeks=weeks) if one.activity == EXTRA else one for one in mission.modes
    )
    mission = replace(mission, modes=modes)
    every = choices(mission, ["a", "b"])
    plans = plans_of(mission, every, MADE, seconds=2.0)
    half = Aim(id="coverage", name="A need", enough=0.9, due=LAST)
    found = pathways(mission, every, plans, half, made_from=MADE, futures=60, seconds=2.0)
    late = only(found, "a", "b")
    assert (late.week, late.begins) == (LAST, (OTHER,))
    left, taken = late.plan.start_of(EXTRA), late.plan.start_of(OTHER)
    assert left is not None
    assert taken is not None
    assert (left.week, left.end, taken.week) == (0, LAST, LAST)
    assert late.gain.value == pytest.approx(0), "each covers half of the need"


def test_people_of_work_that_is_left_are_awaited_no_longer_than_their_notice() -> None:
    """Nobody covers the need in the two weeks between."""
    mission = covering(notice=2)
    one, other = choices(mission, ["a", "b"])
    (plan,) = plans_of(mission, [one], MADE, seconds=2.0)
    left = left_work(mission, plan, one, other, 10)
    assert [start.activity for start in left] == [EXTRA]
    found = change(mission, (one, other), 10, left=left, made_from=MADE, seconds=2.0)
    assert found.plan is not None
    spans = {start.activity: (start.week, start.end) for start in found.plan.starts}
    assert (spans[EXTRA], spans[OTHER]) == ((0, 10), (12, WEEKS))


def along(points: np.ndarray, values: np.ndarray, *, more: bool = True) -> Exploration:
    """An exploration of one choice along one uncertainty from 0 to 10."""
    one = Uncertainty(
        id="x", name="x", kind=Kind.RANGE, unit="weeks", low=0, likely=5, high=10, fields=()
    )
    measure = Measure(id="people", name="p", unit="share", more=more, enough=0.5)
    return Exploration(
        made_from=MADE,
        choices=(Choice(id="a", name="A", options=(), triggers=()),),
        plans=(),
        design=Design(
            method="lhs",
            seed=0,
            uncertainties=(one,),
            scenarios=(None,) * len(points),
            points=points[:, None],
        ),
        measures=(measure,),
        futures=1,
        means=values[None, :, None],
        errors=np.zeros((1, len(points), 1)),
    )


def test_a_straight_line_tips_where_it_crosses_what_is_enough() -> None:
    random = np.random.default_rng(1)
    points = random.uniform(0, 10, 400)
    values = 1 - points / 10 + random.normal(0, 0.05, 400)
    (found,) = tipping(along(points, values), 0, "people")
    assert found.fails_above
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 5 <= found.high
    assert found.high - found.low < 1
    assert found.span == pytest.approx(0.5, abs=0.05)


def test_of_what_is_better_less_too_much_fails_where_it_rises_above_enough() -> None:
    points = np.linspace(0, 10, 200)
    (found,) = tipping(along(points, points / 10, more=False), 0, "people")
    assert found.fails_above
    assert found.value == pytest.approx(5, abs=0.1)
    (other,) = tipping(along(points, points / 10), 0, "people")
    assert not other.fails_above
    assert (np.diff(other.line[:, 2]) >= 0).all()


def test_what_is_always_enough_tips_nowhere_and_what_is_luck_alone_is_left_out() -> None:
    points = np.linspace(0, 10, 200)
    (found,) = tipping(along(points, 0.9 - points / 100), 0, "people")
    assert (found.value, found.always, found.span) == (None, True, 0)
    (found,) = tipping(along(points, 0.1 - points / 1000), 0, "people")
    assert (found.value, found.always, found.span) == (None, False, 1)
    luck = np.random.default_rng(3).permutation(np.linspace(0, 1, 200))
    assert tipping(along(points, luck), 0, "people") == ()


def test_points_met_in_several_scenarios_are_no_more_points_for_the_interval() -> None:
    """The same luck told four times isn't four times as sure."""
    random = np.random.default_rng(1)
    points = random.uniform(0, 10, 100)
    values = 1 - points / 10 + random.normal(0, 0.1, 100)
    once = along(points, values)
    ids = tuple(map(ScenarioId, "abcd"))
    again = replace(
        once,
        design=replace(
            once.design,
            scenarios=tuple(key for key in ids for _ in points),
            points=np.tile(once.design.points, (4, 1)),
        ),
        means=np.concatenate([once.means + push for push in (-0.2, -0.1, 0.1, 0.2)], axis=1),
    )
    (one,), (four,) = tipping(once, 0, "people"), tipping(again, 0, "people")
    assert four.value == pytest.approx(one.value)
    assert (four.low, four.high) == pytest.approx((one.low, one.high))


def test_along_a_few_levels_the_line_has_a_bin_for_each() -> None:
    points = np.repeat([0.0, 4.0, 10.0], 40)
    random = np.random.default_rng(2)
    values = 1 - points / 10 + np.tile(np.sort(random.normal(0, 0.2, 40)), 3)
    (found,) = tipping(along(points, values - values[40:80].mean() + 0.6), 0, "people")
    assert found.line[:, 0].tolist() == [0, 4, 10]
    assert found.value == pytest.approx(5)


def test_where_other_points_might_not_tip_at_all_the_interval_reaches_the_end() -> None:
    random = np.random.default_rng(4)
    points = random.uniform(0, 10, 200)
    values = 0.59 - points / 100 + random.normal(0, 0.02, 200)
    (found,) = tipping(along(points, values), 0, "people")
    assert found.value is not None
    assert found.value < 10
    assert found.high == 10


def test_combinations_that_were_not_played_count_for_nothing() -> None:
    points = np.linspace(0, 10, 200)
    values = 1 - points / 10
    values[::3] = np.nan
    (found,) = tipping(along(points, values), 0, "people")
    assert found.value == pytest.approx(5, abs=0.2)


@given(
    pairs=st.lists(
        st.tuples(st.floats(-5, 5, allow_nan=False), st.floats(0.5, 3)), min_size=1, max_size=12
    )
)
def test_the_fitted_line_is_that_of_the_min_max_formula(pairs: list[tuple[float, float]]) -> None:
    values, weights = (np.array(some) for some in zip(*pairs, strict=True))
    fast = isotonic(values, weights)
    assert np.allclose(fast, slow_isotonic(values.tolist(), weights.tolist()))
    assert (np.diff(fast) >= -1e-12).all()


def test_what_only_happens_to_go_along_with_what_decides_is_left_out() -> None:
    random = np.random.default_rng(5)
    decides = random.uniform(0, 10, 300)
    along_with = 0.6 * decides + random.uniform(0, 4, 300)
    found = along(decides, 1 - decides / 10)
    one = found.design.uncertainties[0]
    design = replace(
        found.design,
        uncertainties=(one, replace(one, id="y")),
        points=np.column_stack((decides, along_with)),
    )
    values = 1 - decides / 10 + random.normal(0, 0.1, 300)
    told = tipping(replace(found, design=design, means=values[None, :, None]), 0, "people")
    assert [one.uncertainty.id for one in told] == ["x"]
