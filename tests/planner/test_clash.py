"""Clashes: a set that is too large, or that doesn't clash, sends a staff astray."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations, product

import pytest

from cadre.mission.asking import asked
from cadre.mission.edits import edited
from cadre.mission.ids import ActivityId, EnablerId
from cadre.mission.mission import Mission
from cadre.planner.clash import Clash, Tries, clash, shrunk
from cadre.planner.lifting import RULES, lifted
from cadre.planner.search import Search
from cadre.planner.works import Run, Runs
from tests.oracle.planner import Oracle
from tests.planner.missions import (
    activity,
    beds,
    effect,
    enabler,
    mission,
    mode,
    pledge,
    post,
    random_mission,
    skill,
    span,
    two_works,
)


def between(given: Mission, *works: str) -> Clash | None:
    return clash(given, map(ActivityId, works))


def test_works_that_fit_together_don_t_clash() -> None:
    assert between(two_works(), "a", "b") is None


def test_the_rule_that_binds_is_named_alone() -> None:
    tight = replace(two_works(), bed_spaces=(beds(2),))
    found = between(tight, "a", "b")
    assert found is not None
    assert (found.works, found.rules, found.sure) == (("a", "b"), ("beds",), True)
    assert found.said == (
        "Not all of a and b can be: the beds stand in the way. That, wider, would let them in."
    )


def test_a_work_that_can_never_be_clashes_alone_and_the_others_are_not_blamed() -> None:
    given = edited(two_works(), [asked(two_works(), "activity b dropped")])
    found = between(given, "a", "b")
    assert found is not None
    assert (found.works, found.rules) == (("b",), ("red lines",))


def test_ways_are_tried_in_the_order_in_which_work_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With as many tries as there are, which works are met first may tell whether one is found."""
    keys = [f"work-{number}" for number in range(7)]
    given = mission(activities=tuple(map(activity, keys)), modes=tuple(map(mode, keys)))
    tried: list[list[int]] = []

    def noted(_: Search, _runs: Runs, works: list[int], _tries: Tries) -> dict[int, Run]:
        tried.append(works)
        return {}

    monkeypatch.setattr("cadre.planner.clash.placed", noted)
    assert between(given, *reversed(keys)) is None
    assert tried == [[6, 5, 4, 3, 2, 1, 0]]


def test_two_rules_each_of_which_would_do_are_both_named() -> None:
    """People are short twice over: lent support or more guards, either would do."""
    given = mission(
        activities=(activity("a", enablers=(EnablerId("defence"),)),),
        modes=(mode("a"),),
        posts=(post("a", 4),),
        skills=(skill("adviser"), skill("guard", "defence")),
        pledges=(pledge(4), pledge(1, offers="guard")),
        enablers=(enabler("defence", 0.5),),
        effects=(effect("a", 0.5),),
    )
    found = between(given, "a")
    assert found is not None
    assert set(found.rules) == {"posts", "support"}


def test_work_whose_posts_ask_for_a_language_that_nobody_speaks_lacks_people() -> None:
    """It was said that no way to run it within the plan is stated, though there is one."""
    given = mission(
        activities=(activity("a"),),
        modes=(mode("a"),),
        posts=(post("a", 4, rank="OF-5", language="Arabic"),),
        pledges=(pledge(4),),
        effects=(effect("a", 0.5),),
    )
    found = between(given, "a")
    assert found is not None
    assert found.rules == ("posts",)
    assert found.said.endswith("the people pledged stand in the way. That, wider, would let it in.")


def test_a_rule_beside_which_others_stand_in_the_way_isnt_said_to_let_the_works_in() -> None:
    """Too few people and too few beds: with more people alone there still are too few beds."""
    given = mission(
        activities=(activity("a"),),
        modes=(mode("a"),),
        posts=(post("a", 4),),
        skills=(skill("adviser"),),
        pledges=(pledge(1),),
        bed_spaces=(beds(1),),
        effects=(effect("a", 0.5),),
    )
    found = between(given, "a")
    assert found is not None
    assert len(found.rules) == 1
    assert found.said.endswith(
        "in the way. Other rules are in the way, too: that alone, wider, wouldn't let it in."
    )


@pytest.mark.parametrize("seed", range(60))
def test_what_is_said_to_let_works_in_lets_them_in_with_all_other_rules_in_force(seed: int) -> None:
    given = random_mission(seed)
    found = between(given, *(str(one.id) for one in given.activities))
    if found is None or not found.rules:
        return
    works = frozenset(found.works)
    enough = [
        rule for rule in found.rules if clash(lifted(given, works, [rule]), found.works) is None
    ]
    assert ("Other rules are in the way" in found.said) == (not enough)
    assert ("Of these, only" in found.said) == (0 < len(enough) < len(found.rules))


def test_works_that_exclude_each_other_clash_by_that_rule() -> None:
    first, second = two_works().activities
    given = replace(two_works(), activities=(replace(first, excludes=(second.id,)), second))
    found = between(given, "a", "b")
    assert found is not None
    assert (found.works, found.rules) == (("a", "b"), ("exclusion",))


@pytest.mark.parametrize("rule", ["exclusion", "beds"])
def test_that_two_works_of_two_years_clash_is_sure(rule: str) -> None:
    """Where it isn't, a staff waits some seconds for a search that can find nothing."""
    first, second = two_works().activities
    long = replace(two_works(), profile=replace(two_works().profile, until=date(2023, 2, 26)))
    given = {
        "exclusion": replace(long, activities=(replace(first, excludes=(second.id,)), second)),
        "beds": replace(long, bed_spaces=(beds(2),)),
    }
    found = between(given[rule], "a", "b")
    assert found is not None
    assert (found.works, found.rules, found.sure) == (("a", "b"), (rule,), True)


def test_a_work_without_a_way_to_run_it_is_told_as_such() -> None:
    found = between(replace(two_works(), modes=(mode("a"),)), "b")
    assert found is not None
    assert found.rules == ()
    assert "no way to run it" in found.said


def test_what_is_shrunk_can_lose_no_further_item() -> None:
    needed = {"b", "d"}
    assert shrunk(("a", "b", "c", "d"), lambda some: needed <= set(some)) == ("b", "d")


def together(given: Mission, works: tuple[str, ...]) -> bool:
    """Whether the oracle knows a plan with all of `works`."""
    oracle = Oracle(given)
    kept = oracle.continued()
    lists = [oracle.choices(one) for one in given.activities if not oracle.begun(one)]
    plans = ([*kept, *(one for one in some if one is not None)] for some in product(*lists))
    return any(set(works) <= {run[0] for run in plan} and oracle.allowed(plan) for plan in plans)


@pytest.mark.parametrize("seed", range(60))
def test_a_clash_is_one_in_every_plan_there_is_and_no_part_of_it_is(seed: int) -> None:
    given = random_mission(seed)
    works = tuple(str(one.id) for one in given.activities)
    found = between(given, *works)
    assert (found is None) == together(given, works)
    if found is not None:
        assert found.sure
        assert not together(given, found.works)
        assert all(
            together(given, some) for some in combinations(found.works, len(found.works) - 1)
        )


@pytest.mark.parametrize("seed", range(60))
def test_lifting_any_rule_named_lets_the_works_in(seed: int) -> None:
    given = random_mission(seed)
    found = between(given, *(str(one.id) for one in given.activities))
    others = [] if found is None else [one for one in RULES if one not in found.rules]
    for rule in () if found is None else found.rules:
        assert found is not None
        wider = lifted(given, frozenset(found.works), [*others, rule])
        assert clash(wider, found.works) is None


def test_lifted_rules_touch_only_the_works_named() -> None:
    given = replace(
        two_works(),
        activities=tuple(replace(one, window=span(0, 3)) for one in two_works().activities),
    )
    then = lifted(given, frozenset([ActivityId("a")]), ("window", "cover", "gates"))
    assert then.activity(ActivityId("b")) == given.activity(ActivityId("b"))
    assert then.activity(ActivityId("a")).cover == ()
