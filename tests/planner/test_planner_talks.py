"""Plans and talks: work whose option needs an agreement waits for it, or does without."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.checks.option import rank_options
from cadre.checks.plan import judge
from cadre.mission.activities import Option
from cadre.mission.authorities import Negotiation, RedLine
from cadre.mission.findings import Severity
from cadre.mission.ids import NegotiationId, OptionId, RedLineId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.planner.result import SolveStatus
from cadre.planner.solve import solve
from tests.oracle.planner import best
from tests.planner.judged import planned, runs
from tests.planner.missions import FROM, activity, day, two_works
from tests.planner.rules import random_talks


def talks(load: int) -> Mission:
    """Two works of two options, each with a negotiation of three weeks."""
    rows = [
        Negotiation(
            id=NegotiationId(f"talk-{key}"),
            name=f"Talks on {key}",
            earliest=day(0),
            weeks=exact(3),
            load=load,
        )
        for key in "ab"
    ]
    choices = tuple(
        Option(id=OptionId(key), name=key, negotiations=(NegotiationId(f"talk-{key}"),))
        for key in "ab"
    )
    works = tuple(activity(key, option=OptionId(key)) for key in "ab")
    given = replace(two_works(), activities=works, options=choices, negotiations=tuple(rows))
    return replace(given, profile=replace(given.profile, negotiating_capacity=2))


def test_work_starts_when_the_negotiations_of_its_option_are_over() -> None:
    assert runs(planned(talks(1))) == {"a": (3, 12), "b": (3, 12)}


def lines(*accepted: tuple[str, ...], point: str = "immunity") -> tuple[RedLine, ...]:
    """A red line for each of several sides in the talks on a."""
    return tuple(
        RedLine(
            id=RedLineId(f"side-{number}"),
            side=f"side {number}",
            statement="So far.",
            point=point,
            accepts=one,
            negotiations=(NegotiationId("talk-a"),),
        )
        for number, one in enumerate(accepted)
    )


def test_work_whose_talks_leave_three_sides_no_common_point_is_left_out() -> None:
    """As the checks say: what each two of them share is of no use when the third refuses it."""
    given = replace(talks(1), red_lines=lines(("x", "y"), ("y", "z"), ("z", "x")))
    result = planned(given)
    assert runs(result) == {"b": (3, 12)}
    [left] = result.plan.left_out
    assert (left.activity, left.rule) == ("a", "negotiations")
    assert left.reason == "a needs Talks on a, whose sides have no common point on immunity."
    sides = {line.id for line in given.red_lines}
    assert sides < set(left.blockers), "who may not see a red line isn't told its point"
    agreeable = lines(("x", "y"), ("y", "z"), ("y",))
    assert "a" in runs(planned(replace(talks(1), red_lines=agreeable)))


def test_red_lines_that_name_no_point_rule_no_talks_out() -> None:
    given = replace(talks(1), red_lines=lines(("x",), ("y",), point=""))
    assert "a" in runs(planned(given)), "they can't be compared"


def test_negotiations_that_the_host_cannot_carry_together_follow_one_another() -> None:
    """Left out for good, work would wait for nobody: its talks are held a little later."""
    result = planned(talks(2))
    assert runs(result) == {"a": (3, 12), "b": (6, 12)}
    assert result.status is SolveStatus.OPTIMAL


def test_negotiations_that_are_over_too_late_beside_others_keep_one_option_out() -> None:
    given = talks(2)
    works = tuple(replace(one, latest_start=day(5)) for one in given.activities)
    result = planned(replace(given, activities=works))
    assert runs(result) == {"a": (3, 12)}
    [left] = result.plan.left_out
    assert (left.activity, left.rule, left.blockers) == ("b", "negotiations", ("talk-b",))


def test_talks_due_first_are_held_first() -> None:
    """In the order of the table a would have its talks first, and b could begin no more."""
    given = talks(2)
    a, b = given.activities
    given = replace(given, activities=(a, replace(b, latest_start=day(4))))
    assert runs(planned(given)) == {"a": (6, 12), "b": (3, 12)}


def together(load: int) -> Mission:
    """The same, but that the option of b needs both negotiations."""
    given = talks(load)
    a, b = given.options
    both = tuple(one.id for one in given.negotiations)
    return replace(given, options=(a, replace(b, negotiations=both)))


def test_talks_of_one_option_that_the_host_cannot_carry_together_follow_one_another() -> None:
    """As the checks lay them: at once they would ask for 4 of a capacity of 2."""
    mission = together(2)
    assert {one.option.id: one.earliest for one in rank_options(mission)} == {
        "a": day(3),
        "b": day(6),
    }
    assert runs(planned(mission)) == {"a": (3, 12), "b": (6, 12)}


def test_talks_put_off_for_others_of_their_option_still_need_room_beside_other_options() -> None:
    mission = together(2)
    a, b = mission.options
    late = replace(mission.negotiations[0], id=NegotiationId("late"), earliest=day(4))
    mission = replace(
        mission,
        options=(replace(a, negotiations=(late.id,)), b),
        negotiations=(*mission.negotiations, late),
    )
    result = planned(mission)
    assert runs(result) == {"a": (9, 12), "b": (6, 12)}, "both would hold talks in weeks 4 and 5"


def test_agreed_talks_beyond_the_capacity_keep_out_no_talks_of_other_days() -> None:
    first, second = (
        replace(one, id=NegotiationId(f"agreed-{one.id}"), agreed=True)
        for one in talks(2).negotiations
    )
    given = talks(1)
    given = replace(given, negotiations=(*given.negotiations, first, second))
    assert runs(planned(given)) == {"a": (6, 12), "b": (6, 12)}


def test_work_needs_no_room_for_talks_that_are_agreed() -> None:
    given = talks(2)
    settled = tuple(replace(one, agreed=True) for one in given.negotiations)
    assert runs(planned(replace(given, negotiations=settled))) == {"a": (3, 12), "b": (3, 12)}


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_is_better_than_the_one_found_where_talks_make_way_for_others(seed: int) -> None:
    """Every order of the talks is tried, of every plan there is."""
    given = random_talks(seed)
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    assert result.status is SolveStatus.OPTIMAL
    assert result.objective == pytest.approx(best(given), abs=1e-6)
    judged = judge(given, result.plan)
    assert [one.message for one in judged.findings if one.severity is Severity.ERROR] == []
