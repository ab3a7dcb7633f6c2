"""A plan in force asked what-ifs: soon, near, by every rule, and the same whoever asks first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cadre.checks.plan import judge
from cadre.desk.desk import Desk, Effort
from cadre.mission.asking import asked
from cadre.mission.edits import edited
from cadre.mission.findings import Severity
from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission, Weights
from cadre.planner.in_force import Answer, InForce
from cadre.planner.letting_in import let_in
from cadre.planner.result import SolveStatus
from cadre.planner.solve import solve
from cadre.planner.unlocking import Question
from tests.oracle.planner import Oracle, best
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
    span,
    two_works,
)
from tests.planner.test_replan import change, twins

EXAMPLES = Path(__file__).parents[2] / "examples"


def in_force(given: Mission, seed: int = 0) -> InForce:
    plan = solve(given, made_from=FROM, seed=seed, seconds=5).plan
    return InForce(given, plan, seed=seed)


def after(force: InForce, then: Mission, *wanted: str, seconds: float | None = None) -> Answer:
    keys = tuple(map(ActivityId, wanted))
    return force.after(then, made_from=FROM, wanted=keys, seconds=seconds)


def wrong(given: Mission, answer: Answer) -> list[str]:
    """What judges find against a plan, and whether its worth is what it says."""
    judged = judge(given, answer.result.plan)
    assert judged.objective == pytest.approx(answer.result.objective)
    return [one.message for one in judged.findings if one.severity is Severity.ERROR]


def works(answer: Answer) -> set[str]:
    return {str(one.activity) for one in answer.result.plan.starts}


def test_a_mission_may_have_no_work_before_a_what_if_or_after_it() -> None:
    none, some = mission(), two_works()
    dropped = replace(some, activities=(), modes=(), posts=(), effects=())
    for given, then in ((none, none), (none, some), (some, dropped)):
        assert works(after(in_force(given), then)) <= {"a", "b"}
        assert works(after(in_force(given), then, seconds=1)) <= {"a", "b"}


def test_running_work_stays_where_it_stands_when_another_of_its_sites_opens() -> None:
    """Else a what-if of a site, or of people there, moves people whom nobody asked to move."""
    given = mission(
        activities=(activity("a", began=day(-9)), activity("b")),
        modes=(mode("a"), mode("a", "camp"), mode("b")),
        sites=(site("base", window=span(-9, -2)), site("camp")),
        posts=(post("a", 2), post("b", 2)),
        pledges=(pledge(4),),
        effects=(effect("a", 0.5), effect("b", 0.5)),
    )
    before = solve(given, made_from=FROM).plan
    then = edited(given, [asked(given, "site base opens")])
    answers = [
        after(InForce(given, before), then).result,
        after(InForce(given, before), then, seconds=1).result,
    ]
    found = let_in(Question(given, before, ActivityId("b")), ["site base opens"], FROM)
    assert found is not None
    for result in (*answers, found.result):
        start = result.plan.start_of(ActivityId("a"))
        assert start is not None
        assert start.site == "camp"
        assert judge(then, result.plan).objective == pytest.approx(result.objective)
    assert answers[1].status is SolveStatus.OPTIMAL


@pytest.mark.parametrize("seed", range(30))
def test_the_first_plan_near_another_keeps_every_rule_and_is_worth_what_it_says(seed: int) -> None:
    given = random_mission(seed)
    then = edited(given, [asked(given, change(given, seed))])
    answer = after(in_force(given, seed), then)
    assert wrong(then, answer) == []
    plan = [(str(s.activity), str(s.site), s.week, s.end) for s in answer.result.plan.starts]
    assert Oracle(then).allowed(plan)
    most = best(then)
    assert most + 1e-6 >= answer.result.objective >= most - 0.02 * max(1.0, abs(most))


@pytest.mark.parametrize(
    ("example", "texts"),
    [
        (
            "nmi",
            [
                "MAG leaves 2021-10-01",
                "decision plan-approval slips to 2021-09-01",
                "pledge dnk-escort withdrawn",
                "beds union-iii 500",
                "authority mandate-2021 lapses 2021-12-01",
            ],
        ),
        ("ntm-i", ["nation ITA leaves", "site rustamiyah closes 2008-06-01", "people adviser +5"]),
    ],
)
def test_the_first_plans_for_the_examples_keep_every_rule(example: str, texts: list[str]) -> None:
    desk = Desk.open(EXAMPLES / example)
    force = InForce(desk.weighed, desk.best(Effort(seconds=2)).plan)
    for text in texts:
        then = edited(desk.weighed, [asked(desk.weighed, text)])
        assert wrong(then, after(force, then)) == [], text


def test_what_is_asked_before_changes_no_answer() -> None:
    given = random_mission(7)
    thens = [edited(given, [asked(given, change(given, n))]) for n in range(4)]
    one, other = in_force(given), in_force(given)
    forth = [after(one, then).result.plan for then in thens]
    back = [after(other, then).result.plan for then in reversed(thens)]
    assert forth == back[::-1]


def test_what_fell_has_its_reason_and_of_what_was_never_planned_only_that_is_told() -> None:
    given = mission(
        activities=(activity("a"), activity("b"), activity("c")),
        modes=(mode("a"), mode("b"), mode("c")),
        posts=(post("a", 4), post("b", 2), post("c", 90)),
        pledges=(pledge(8),),
        effects=(effect("a", 0.5), effect("b", 0.5), effect("c", 0.5)),
    )
    then = edited(given, [asked(given, f"pledge {given.pledges[0].id} -7")])
    answer = after(in_force(given), then)
    assert works(answer) == {"b"}
    told = {str(one.activity): one for one in answer.result.plan.left_out}
    assert told["a"].rule == "posts"
    assert told["c"].rule == "time"
    assert "cadre why" in told["c"].unlock


def test_a_mission_that_has_not_changed_keeps_its_plan() -> None:
    force = in_force(two_works())
    answer = after(force, two_works())
    assert answer.result.plan.starts == force.plan.starts
    assert answer.result.plan.assignments == force.plan.assignments


def test_what_must_be_in_comes_in_at_once_whatever_it_is_worth() -> None:
    better = replace(twins(), effects=(effect("a", 0.1), effect("b", 0.9)))
    assert works(after(in_force(better), better)) == {"b"}
    assert works(after(in_force(better), better, "a")) == {"a"}


def test_a_base_makes_way_for_an_increment_that_must_be_in() -> None:
    """It was put where it adds most first, where what must make it greater has no room."""
    given = mission(
        weeks=6,
        activities=(activity("a"), activity("b", increment_of=ActivityId("a"))),
        modes=(mode("a", weeks=3), mode("b", at_least=4)),
        posts=(post("a", 2), post("b", 2)),
        pledges=(pledge(4),),
        effects=(effect("a", 0.5),),
    )
    force = in_force(given)
    assert {one.activity: one.week for one in force.plan.starts} == {"a": 0}
    answer = after(force, given, "b")
    found = {str(one.activity): (one.week, one.end) for one in answer.result.plan.starts}
    assert found == {"a": (3, 6), "b": (3, 6)}
    assert wrong(given, answer) == []


def test_what_must_be_in_and_can_t_be_is_left_out_with_its_reason() -> None:
    given = replace(two_works(), bed_spaces=(beds(1),))
    answer = after(in_force(given), given, "a")
    assert "a" not in works(answer)
    assert {one.rule for one in answer.result.plan.left_out if one.activity == "a"} == {"beds"}


def test_a_plan_without_what_must_be_in_is_not_called_best() -> None:
    """It was proven best of plans that needn't hold it, and read as if nothing better could be."""
    given = replace(two_works(), bed_spaces=(beds(1),))
    force = in_force(given)
    assert after(force, given, seconds=1).result.status is SolveStatus.OPTIMAL
    assert after(force, given, "a", seconds=1).result.status is SolveStatus.FEASIBLE


def test_searching_on_tells_a_bound_and_what_it_gained_and_the_first_plan_neither() -> None:
    given = random_mission(5)
    then = edited(given, [asked(given, change(given, 5))])
    force = in_force(given)
    first, longer = after(force, then), after(force, then, seconds=5)
    assert (first.gained, first.result.bound, first.result.gap) == (None, None, None)
    assert longer.result.bound is not None
    assert longer.gained == pytest.approx(longer.result.objective - first.result.objective)
    assert longer.result.objective <= longer.result.bound
    assert wrong(then, longer) == []


def test_a_stop_ends_the_search_with_the_plan_it_has() -> None:
    given = random_mission(5)
    then = edited(given, [asked(given, change(given, 5))])
    force = in_force(given)
    answer = force.after(then, made_from=FROM, seconds=3600, stop=lambda: True)
    assert answer.result.status in (SolveStatus.STOPPED, SolveStatus.OPTIMAL)
    assert wrong(then, answer) == []


@pytest.mark.parametrize("seconds", [None, 1.0])
def test_required_work_that_a_change_gives_a_place_is_taken_in_whatever_it_is_worth(
    seconds: float | None,
) -> None:
    given = mission(
        weights=Weights(footprint=5.0, early=0.0),
        activities=(activity("a"), activity("b", required=True)),
        modes=(mode("a", weeks=2), mode("b", weeks=2)),
        posts=(post("a", 2), post("b", 6)),
        pledges=(pledge(8),),
        bed_spaces=(beds(2),),
        effects=(effect("a", 0.5),),
    )
    force = in_force(given)
    assert force.plan.start_of(ActivityId("b")) is None, "there are no beds for it"
    then = edited(given, [asked(given, "beds base 9")])
    answer = after(force, then, seconds=seconds)
    assert wrong(then, answer) == []
    assert works(answer) == {"a", "b"}
