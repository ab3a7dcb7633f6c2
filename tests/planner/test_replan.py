"""Re-planning: what needn't move stays, what must be in comes in, and every rule is kept."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from cadre.checks.plan import judge
from cadre.mission.asking import asked
from cadre.mission.edits import edited
from cadre.mission.findings import Severity
from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.mission.weeks import Window
from cadre.planner.in_force import InForce
from cadre.planner.replan import held
from cadre.planner.result import PlanResult, SolveStatus
from cadre.planner.solve import solve
from tests.oracle.planner import Oracle, best
from tests.planner.judged import runs
from tests.planner.missions import (
    FROM,
    activity,
    beds,
    day,
    effect,
    mission,
    mode,
    pledge,
    post,
    random_mission,
    site,
    two_works,
)


def again(was: Mission, before: PlanResult, then: Mission, *wanted: str) -> PlanResult:
    """The plan of `was` searched on from for ten seconds, for the mission that it is then."""
    keys = tuple(map(ActivityId, wanted))
    force = InForce(was, before.plan, seed=before.seed)
    return force.after(then, made_from=FROM, seconds=10, wanted=keys).result


def twins() -> Mission:
    """Two works of which the beds hold one, that differ in worth by a hair."""
    return mission(
        activities=(activity("a"), activity("b")),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 4), post("b", 4)),
        pledges=(pledge(8),),
        effects=(effect("a", 0.5), effect("b", 0.5001)),
        bed_spaces=(beds(2),),
    )


def test_a_mission_that_has_not_changed_keeps_its_plan() -> None:
    before = solve(two_works(), made_from=FROM)
    assert again(two_works(), before, two_works()).plan.starts == before.plan.starts


def test_a_mission_without_work_is_planned_again() -> None:
    assert runs(again(mission(), solve(mission(), made_from=FROM), mission())) == {}


def test_a_hair_more_worth_moves_nothing_that_stands() -> None:
    only_a = edited(twins(), [asked(twins(), "activity b dropped")])
    before = solve(only_a, made_from=FROM)
    assert set(runs(before)) == {"a"}
    assert set(runs(solve(twins(), made_from=FROM))) == {"b"}
    assert set(runs(again(only_a, before, twins()))) == {"a"}


def test_a_good_deal_more_worth_does_move_it() -> None:
    better = replace(twins(), effects=(effect("a", 0.5), effect("b", 0.9)))
    only_a = edited(better, [asked(better, "activity b dropped")])
    assert set(runs(again(only_a, solve(only_a, made_from=FROM), better))) == {"b"}


def test_what_must_be_in_comes_in_whatever_it_is_worth() -> None:
    better = replace(twins(), effects=(effect("a", 0.1), effect("b", 0.9)))
    before = solve(better, made_from=FROM)
    assert set(runs(again(better, before, better, "a"))) == {"a"}


def test_what_must_be_in_brings_along_what_it_comes_after() -> None:
    given = mission(
        activities=(activity("a"), activity("b", after=(ActivityId("a"),))),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 6), post("b", 2)),
        pledges=(pledge(8),),
        effects=(effect("b", 0.0001),),
    )
    given = replace(
        given,
        profile=replace(
            given.profile, weights=replace(given.profile.weights, footprint=5.0, early=0.0)
        ),
    )
    before = solve(given, made_from=FROM)
    assert runs(before) == {}
    assert set(runs(again(given, before, given, "b"))) == {"a", "b"}


def test_what_nothing_lets_in_is_left_out_with_its_reason() -> None:
    given = replace(two_works(), pledges=())
    result = again(given, solve(given, made_from=FROM), given, "a")
    assert runs(result) == {}
    assert {one.activity for one in result.plan.left_out} == {"a", "b"}


def test_a_site_that_closes_before_it_opens_is_told_as_closed_not_as_paused_without_end() -> None:
    """Else a staff looks for a pause that no row states, and for who could end it."""
    late = replace(two_works(), sites=(site("base", window=Window(day(4))),))
    closed = edited(late, [asked(late, f"site base closes {day(2)}")])
    result = again(late, solve(late, made_from=FROM), closed)
    assert runs(result) == {}
    for left in result.plan.left_out:
        assert (left.rule, left.blockers) == ("site", ("base",))
        assert left.reason.endswith("could work there (open on no day).")


def test_a_stop_keeps_the_best_so_far_and_says_so() -> None:
    before = solve(two_works(), made_from=FROM)
    force = InForce(two_works(), before.plan)
    result = force.after(two_works(), made_from=FROM, seconds=10, stop=lambda: True).result
    assert result.plan.starts == before.plan.starts
    # Both works at once can't be bettered, and that needs no search.
    assert result.status in (SolveStatus.STOPPED, SolveStatus.OPTIMAL)


def change(given: Mission, seed: int) -> str:
    """Something that happens to a random mission; nothing that the oracle doesn't know."""
    dice = Random(seed)  # noqa: S311 - dice make tiny missions
    pledges = [str(one.id) for one in given.pledges] or [""]
    texts = [
        "beds base 6",
        "authority consent lapses 2021-03-22",
        "coalition leaves 2021-03-15",
        "DNK leaves",
        "need reform weight 9",
        *([f"pledge {dice.choice(pledges)} +3"] if given.pledges else []),
        *([f"pledge {dice.choice(pledges)} withdrawn 2021-03-15"] if given.pledges else []),
    ]
    return dice.choice(texts)


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_made_near_another_keeps_every_rule_and_is_worth_what_it_says(seed: int) -> None:
    given = random_mission(seed)
    before = solve(given, made_from=FROM, seed=seed, seconds=10)
    then = edited(given, [asked(given, change(given, seed))])
    after = again(given, before, then)
    judged = judge(then, after.plan)
    assert [one.message for one in judged.findings if one.severity is Severity.ERROR] == []
    assert judged.objective == pytest.approx(after.objective)
    plan = [(str(s.activity), str(s.site), s.week, s.end) for s in after.plan.starts]
    assert Oracle(then).allowed(plan)


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_near_another_gives_up_little_worth_for_it(seed: int) -> None:
    given = random_mission(seed)
    before = solve(given, made_from=FROM, seed=seed, seconds=10)
    then = edited(given, [asked(given, change(given, seed))])
    after = again(given, before, then)
    most = best(then)
    assert after.objective <= most + 1e-6
    assert after.objective >= most - 0.02 * max(1.0, abs(most))


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_held_moves_nothing_and_brings_nothing_new(seed: int) -> None:
    given = random_mission(seed)
    before = solve(given, made_from=FROM, seed=seed, seconds=10)
    then = edited(given, [asked(given, change(given, seed))])
    after = held(then, before.plan, made_from=FROM)
    begun = {str(one.id) for one in then.activities if then.has_begun(one)}
    was = {(s.activity, s.mode, s.week) for s in before.plan.starts}
    new = {(s.activity, s.mode, s.week) for s in after.plan.starts if s.activity not in begun}
    assert new <= was
    judged = judge(then, after.plan)
    assert [one.message for one in judged.findings if one.severity is Severity.ERROR] == []
