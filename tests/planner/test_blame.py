"""Who is blamed: where an older rule could be named as well, a staff hears of what changed."""

# ruff: noqa: ANN401 - tables go through to the mission
from __future__ import annotations

from typing import Any

from cadre.mission.asking import asked
from cadre.mission.authorities import Authority
from cadre.mission.conditions import Condition
from cadre.mission.edits import edited
from cadre.mission.ids import ActivityId, AuthorityId, ConditionId
from cadre.mission.mission import Mission
from cadre.mission.plans import LeftOut
from cadre.mission.weeks import DateRange
from cadre.planner.blame import turned
from cadre.planner.problem import Problem
from tests.planner.missions import (
    activity,
    authority,
    day,
    effect,
    mission,
    mode,
    pause,
    pledge,
    post,
    span,
)
from tests.planner.test_in_force import after, in_force


def advice(**tables: Any) -> Mission:
    """One work of one adviser, and whatever else is stated."""
    return mission(
        modes=(mode("a", weeks=3),),
        posts=(post("a", 1),),
        pledges=(pledge(1),),
        effects=(effect("a", 0.5),),
        **({"activities": (activity("a"),)} | tables),
    )


def fell(given: Mission, *texts: str) -> LeftOut:
    """What is said of the work, which is planned, once something changes."""
    then = given
    for text in texts:
        then = edited(then, [asked(then, text)])
    force = in_force(given)
    assert len(force.plan.starts) == 1, "there is nothing to fall"
    (told,) = after(force, then).result.plan.left_out
    return told


def standing_in() -> tuple[Authority, ...]:
    """Law, and a second consent from week 4 on, when the first has long been paused."""
    laws = (authority(kind) for kind in ("mandate", "consent", "status"))
    return (*laws, authority("consent", id="second", window=span(4, 12)))


def halted() -> Mission:
    """Work whose first consent is paused in all weeks, so that it rests on the second."""
    strike = pause("strike", span(0, 99), authorities=(AuthorityId("consent"),))
    return advice(authorities=standing_in(), pauses=(strike,))


def test_a_site_that_closes_is_named_and_not_the_pause_that_the_plan_had_gone_around() -> None:
    given = advice(pauses=(pause("early", span(0, 4)),))
    told = fell(given, f"site base closes {day(5)}")
    assert told.rule == "site"
    assert "early" not in told.reason
    assert told.blockers == ("base",)


def test_law_that_lapses_is_named_and_not_the_pause_of_other_law_that_it_stood_in_for() -> None:
    told = fell(halted(), f"authority second lapses {day(5)}")
    assert told.rule == "cover"


def test_of_two_pauses_only_the_one_that_came_is_named_and_its_end_alone_is_tried() -> None:
    told = fell(halted(), f"programme advice paused {day(4)}")
    assert told.rule == "paused"
    assert "strike" not in told.reason
    assert len(told.blockers) == 1
    # The old pause goes on: without the new one work could start when it did, no sooner.
    assert f"{day(4).day} {day(4):%B %Y}" in told.unlock


def test_of_several_gates_those_that_come_too_late_are_named_first() -> None:
    gates = tuple(
        Condition(id=ConditionId(key), name=key, when=DateRange.exactly(day(2)))
        for key in ("sooner", "later")
    )
    keys = tuple(one.id for one in gates)
    given = advice(activities=(activity("a", conditions=keys),), conditions=gates)
    told = fell(given, f"condition later slips to {day(11)}")
    assert told.rule == "gates"
    assert told.reason.index("later") < told.reason.index("sooner")
    assert told.blockers == ("later", "sooner")


def test_only_rules_that_leave_a_work_other_weeks_than_before_count_as_changed() -> None:
    given = advice()
    closed = edited(given, [asked(given, f"site base closes {day(1)}")])
    before, now = Problem.of(given), Problem.of(closed)
    assert turned(before, now, ActivityId("a")) == {"site"}
    assert turned(now, now, ActivityId("a")) == frozenset()
