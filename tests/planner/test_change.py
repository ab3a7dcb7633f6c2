"""A changed mission: what is taken over is as if made anew, and plans stay near what was."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.mission.asking import asked
from cadre.mission.budgets import Budget
from cadre.mission.edits import edited
from cadre.mission.ids import ActivityId, BudgetId, NationId
from cadre.mission.mission import Mission
from cadre.planner.change import changed, laid_again, moved
from cadre.planner.coupled import needed_by
from cadre.planner.crews import Crews
from cadre.planner.laying import Laid, Near
from cadre.planner.lines import Lines
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.quick import Quick
from cadre.planner.replan import SLICES, _counted, _slices, changed_plan
from cadre.planner.works import Runs
from tests.oracle.planner import Oracle, best
from tests.planner.missions import (
    activity,
    effect,
    mission,
    mode,
    nation,
    pledge,
    post,
    random_mission,
    two_works,
)
from tests.planner.staged import random_staged

PARTS = (
    *("weeks", "works", "index_of", "excluded", "base_of", "trainee_lines", "purses", "periods"),
    *("period_of", "enablers", "places", "duties", "place_of_duty", "support_duty"),
    *("tracks", "tracks_of"),
)
BY_LINES = {"line_room", "use_from", "use_line", "use", "use_kinds"}
"""What hangs on which lines are known."""


def changes(given: Mission, luck: int) -> Mission:
    """A mission to which one to three things have happened."""
    dice = Random(luck)  # noqa: S311 - dice make tiny missions
    for _ in range(dice.randint(1, 3)):
        own = [str(one.id) for one in given.pledges if " " not in one.id]
        lent = [str(one.id) for one in given.supports]
        texts = [
            "beds base 6",
            "coalition leaves 2021-03-15",
            "DNK leaves",
            "CAN leaves 2021-03-22",
        ]
        texts += [
            "need reform weight 9",
            "people adviser +3",
            "authority consent lapses 2021-03-22",
        ]
        if own:
            one = dice.choice(own)
            texts += [f"pledge {one} +3", f"pledge {one} withdrawn 2021-03-15"]
        if lent:
            texts += [f"support {dice.choice(lent)} ends 2021-03-15"]
        given = edited(given, [asked(given, dice.choice(texts))])
    if dice.random() < 0.3:
        limit = Budget(id=BudgetId("b"), year=2021, amount=dice.choice([0.0, 5.0]))
        given = replace(given, budgets=(limit,))
    return replace(given, caveats=given.caveats[1:]) if dice.random() < 0.2 else given


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def serving(problem: Problem) -> np.ndarray:
    """(duties, periods) people who may serve in each duty."""
    crews = problem.crews
    there = np.where(crews.open, crews.supply[:, crews.web.group], 0)
    rows = [there[:, crews.web.owner == number].sum(axis=1) for number in crews.class_of]
    return np.array(rows)


@given(seed=st.integers(0, 199), luck=st.integers(0, 10_000))
@settings(max_examples=150, deadline=None)
def test_a_problem_taken_over_is_the_one_that_would_be_made_anew(seed: int, luck: int) -> None:
    before = random_mission(seed)
    after = changes(before, luck)
    old, anew = Problem.of(before), Problem.of(after)
    found = changed(old, after)
    for name in PARTS:
        assert getattr(found, name) == getattr(anew, name), name
    if found.crews.whos == anew.crews.whos:
        for field in fields(Crews):
            mine, theirs = getattr(found.crews, field.name), getattr(anew.crews, field.name)
            assert same(mine, theirs), field.name
    # People who aren't offered any more stay as a group of nobody: as many may serve as before.
    assert np.array_equal(serving(found), serving(anew))


@given(seed=st.integers(0, 199), luck=st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_arrays_taken_over_are_those_that_would_be_laid_out_anew(seed: int, luck: int) -> None:
    before = random_mission(seed) if luck % 2 else random_staged(seed, fill=luck % 4 == 0)
    after = changes(before, luck)
    old, new = Problem.of(before), Problem.of(after)
    laid = Laid(old, Objective(before), Lines.of(old))
    assert laid.kin is not None
    found, anew = laid_again(laid, after), Laid(new, Objective(after), Lines.of(new))
    alike = found.problem.crews.whos == new.crews.whos
    for name in ("layout", "ground", "aims", "kin"):
        mine, theirs = getattr(found, name)._asdict(), getattr(anew, name)._asdict()
        for key in mine.keys() - (set() if alike else BY_LINES):
            assert same(mine[key], theirs[key]), (name, key)
    if alike:
        assert list(found.lines.sets) == list(anew.lines.sets)
        assert same(found.lines.crowd, anew.lines.crowd)


@pytest.mark.parametrize("text", ["pledge CAN-adviser +3", "DNK leaves", "beds base 6"])
def test_other_people_and_beds_leave_works_and_law_as_they_are(text: str) -> None:
    before = replace(
        two_works(),
        nations=(nation("CAN"), nation("DNK")),
        pledges=(pledge(8), pledge(4, "DNK")),
    )
    after = edited(before, [asked(before, text)])
    old = Problem.of(before)
    assert changed(old, after).works is old.works


def test_a_budget_of_a_later_year_lets_open_ended_work_end_where_that_year_begins() -> None:
    paid = activity("a", cost=1), activity("b")
    before = replace(
        mission(weeks=60),
        activities=paid,
        modes=(mode("a"), mode("b")),
        posts=(post("a", 4), post("b", 4)),
    )
    after = edited(before, [asked(before, "budget 2022 common 3")])
    old, found = Problem.of(before), changed(Problem.of(before), after)
    assert [track.ends for track in old.tracks] == [(60,), (60,)]
    assert [track.ends for track in found.tracks] == [(44, 60), (60,)]
    assert found.tracks == Problem.of(after).tracks


def test_other_law_is_looked_at_anew() -> None:
    before = two_works()
    after = edited(before, [asked(before, "authority consent lapses 2021-03-22")])
    assert moved(before, after) == {"authorities"}
    old = Problem.of(before)
    assert changed(old, after).works is not old.works


def test_where_a_nation_leads_its_people_decide_what_is_lawful() -> None:
    before = mission(
        activities=(activity("a"),),
        modes=(replace(mode("a"), lead=NationId("CAN")),),
        posts=(post("a", 2),),
        pledges=(pledge(4),),
        effects=(effect("a", 0.5),),
    )
    after = replace(before, pledges=())
    assert changed(Problem.of(before), after).tracks == Problem.of(after).tracks == ()


def test_what_was_learnt_of_people_is_kept_when_only_their_number_is_another() -> None:
    before = two_works()
    old = Problem.of(before)
    lines = Lines.of(old)
    lines.sets[frozenset([0])] = None
    text = f"pledge {before.pledges[0].id} +3"
    new = changed(old, edited(before, [asked(before, text)]))
    found = lines.changed(new)
    assert list(found.sets) == list(lines.sets)
    for classes in found.sets:
        assert same(found.room(classes), lines.room(classes) + 3)


def searched(given: Mission) -> Quick:
    quick = Quick(Problem.of(given), Objective(given))
    quick.first()
    for _ in range(8):
        quick.better(20_000)
    return quick


def places(problem: Problem, runs: Runs) -> list[tuple[str, str, int, int]]:
    found = [(problem.tracks[run.track].mode, run) for run in runs.values()]
    return [(str(one.activity), str(one.site), run.week, run.end) for one, run in found]


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_for_a_changed_mission_keeps_every_rule_and_gives_up_little(seed: int) -> None:
    before = random_mission(seed)
    quick = searched(before)
    after = changes(before, seed + 500)
    found = changed_plan(quick, after, quick.runs)
    objective = Objective(after)
    assert found.worth == pytest.approx(objective.worth(found.quick.laid.spans(found.runs)))
    if not after.budgets:
        # The oracle counts no money.
        assert Oracle(after).allowed(places(found.quick.problem, found.runs))
        most = best(after)
        assert most + 1e-6 >= found.worth >= most - 0.02 * max(1.0, abs(most))


@pytest.mark.parametrize("seed", range(20))
def test_where_nothing_has_changed_the_plan_stays_as_it_is(seed: int) -> None:
    given = random_mission(seed)
    quick = searched(given)
    found = changed_plan(quick, given, quick.runs)
    assert found.worth >= quick.worth - 1e-9
    if found.worth < quick.worth * 1.001:
        assert found.runs == quick.runs


def test_the_same_change_gives_the_same_plan_and_the_search_before_stays_as_it_was() -> None:
    before = random_mission(3)
    quick = searched(before)
    runs, worth = dict(quick.runs), quick.worth
    after = changes(before, 4)
    one, other = (changed_plan(quick, after, quick.runs) for _ in range(2))
    assert one.runs == other.runs
    assert (quick.runs, quick.worth) == (runs, worth)
    assert quick.laid.worth(quick.laid.board(quick.runs)) == pytest.approx(worth)


def test_the_more_a_change_takes_the_longer_is_searched_but_never_without_end() -> None:
    # Else what-ifs that take nothing would be as slow as those that take much.
    assert _slices(100.0, 100.0) == _slices(100.0, 120.0) == 1
    assert 1 < _slices(100.0, 99.5) < _slices(100.0, 99.0) < _slices(100.0, 50.0) == SLICES
    # Worth may be nothing, or less where people count for more than what they reach.
    assert _slices(0.0, 0.0) == _slices(-10.0, -10.0) == 1 < _slices(-10.0, -10.2)


@pytest.mark.parametrize("seed", range(20))
def test_what_counts_only_near_a_plan_is_told_from_what_it_is_worth(seed: int) -> None:
    # Else a plan that keeps little would seem to have lost worth, and one with prizes none.
    quick = searched(random_mission(seed))
    worth, runs = quick.worth, dict(quick.runs)
    moved = {work: run._replace(week=run.week - 1) for work, run in list(runs.items())[::2]}
    near = Near(kept={**runs, **moved}, reward=3.0, wanted=frozenset([*runs, 999]), prize=7.0)
    stay = len(runs) - len(moved)
    assert _counted(near, runs) == pytest.approx(3.0 * stay + 7.0 * len(runs))
    within = replace(near, wanted=frozenset(runs))
    quick.laid.near_to(within)
    found = quick.laid.worth(quick.laid.board(runs)) - _counted(within, runs)
    assert found == pytest.approx(worth)


def test_one_change_may_follow_another() -> None:
    before = two_works()
    quick = searched(before)
    text = f"pledge {before.pledges[0].id} withdrawn"
    gone = edited(before, [asked(before, text)])
    less = changed_plan(quick, gone, quick.runs)
    back = changed_plan(less.quick, before, less.runs)
    assert less.runs == {}
    assert back.worth == pytest.approx(quick.worth)


def test_all_that_wanted_work_comes_after_is_needed_by_it() -> None:
    given = mission(
        activities=(
            activity("a"),
            activity("b", after=(ActivityId("a"),)),
            activity("c", after=(ActivityId("b"),)),
            activity("d"),
        ),
        modes=tuple(map(mode, "abcd")),
    )
    problem = Problem.of(given)
    assert needed_by(problem, [2]) == [1, 0]
    laid = Laid(problem, Objective(given), Lines.of(problem))
    laid.near_to(Near(wanted=frozenset([2]), prize=1e6))
    assert (laid.kin.hope[:2] >= 1e6).all()
    assert laid.kin.hope[3] == 0
    laid.near_to(Near())
    assert laid.kin.hope.max() < 1e6
