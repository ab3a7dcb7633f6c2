"""Doubt: a plan made with it must not lean on what its doubt denies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cadre.mission.authorities import AuthorityState
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.forces import Pledge, Rung
from cadre.mission.gates import planning_dates
from cadre.mission.ids import ConditionId, DecisionId, GateId, PartnerId
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.pessimism import DOUBTS, Doubt, doubted
from cadre.mission.quantities import Range
from cadre.mission.weeks import DateRange
from tests.planner.missions import (
    MONDAY,
    authority,
    day,
    enabler,
    mission,
    pledge,
    span,
    support,
)

WORST = Doubt(name="worst", late=1.0, trust=0.5)
COMING = pledge(
    10,
    window=span(2, 20),
    belief=0.9,
    delay=Range(0, 1, 4),
    strength=Range(0.5, 0.9, 1.0),
)
THERE = replace(COMING, id="there", rung=Rung.ARRIVED, window=span(-5, 20), belief=0.1)  # type: ignore[arg-type]


def seen(doubt: Doubt = WORST, **tables: object) -> Mission:
    return doubted(mission(weeks=20, **tables), doubt)  # type: ignore[arg-type]


def the(pledge_: Pledge, doubt: Doubt = WORST) -> list[Pledge]:
    return list(seen(doubt, pledges=(pledge_,)).pledges)


def test_no_doubt_at_all_sees_the_mission_as_it_is() -> None:
    given = mission(weeks=20, pledges=(COMING, THERE))
    assert doubted(given, Doubt(name="none", late=0.0, trust=0.0)) == given


def test_a_pledge_comes_as_late_and_as_weak_as_is_thought_possible() -> None:
    [late] = the(COMING)
    assert (late.window.first, late.people) == (day(6), 5)
    [half] = the(COMING, Doubt(name="half", late=0.5, trust=0.0))
    assert (half.window.first, half.people) == (day(4), 7)


def test_people_in_place_stay_as_many_as_they_are() -> None:
    """No future thins them: a plan that does leaves work out which runs in every one of these."""
    assert the(THERE) == [THERE]


def test_a_pledge_not_trusted_or_too_late_does_not_come() -> None:
    assert the(replace(COMING, belief=0.4)) == []
    assert the(replace(COMING, window=span(2, 6))) == []


def test_gates_come_on_their_latest_day_or_not_at_all() -> None:
    when = DateRange(day(1), day(3), day(9))
    sure = Condition(id=ConditionId("sure"), name="s", when=when)
    unsure = Condition(id=ConditionId("unsure"), name="u", when=when, belief=0.4)
    met = Condition(id=ConditionId("met"), name="m", met=day(-1), belief=0.1)
    then = seen(conditions=(sure, unsure, met))
    assert next(one.when for one in then.conditions) == DateRange.exactly(day(9))
    assert [one.belief for one in then.conditions] == [1.0, 0.0, 0.1]
    decision = DecisionPoint(id=DecisionId("d"), name="d", body="B", meetings=(day(2),), belief=0.3)
    assert [one.belief for one in seen(decisions=(decision,)).decisions] == [0.0]


def test_an_open_decision_falls_on_the_meeting_that_fits_a_late_day() -> None:
    meetings = (day(-2), day(2), day(5), day(7), day(10))
    given = DecisionPoint(id=DecisionId("d"), name="d", body="B", meetings=meetings)

    def planned(doubt: Doubt, decision: DecisionPoint) -> date | None:
        return planning_dates(seen(doubt, decisions=(decision,)))[GateId("d")]

    # Half-way from the next meeting to the last is day 6 weeks on, when nobody meets.
    for late, meets in ((0.0, day(2)), (0.5, day(7)), (1.0, day(10))):
        doubt = Doubt(name="late", late=late, trust=0.0)
        assert planned(doubt, given) == meets
        assert planned(doubt, replace(given, meetings=(day(2),))) == day(2)
        assert planned(doubt, replace(given, meetings=(day(-2),))) is None
    taken = replace(given, taken=day(-1))
    assert seen(decisions=(taken,)).decisions == (taken,)


def test_law_in_force_stays_and_law_not_trusted_is_refused() -> None:
    hoped = authority("consent", state=AuthorityState.PROPOSED, belief=0.3)
    then = seen(authorities=(authority("mandate"), hoped))
    assert [one.state for one in then.authorities] == [
        AuthorityState.IN_FORCE,
        AuthorityState.REFUSED,
    ]


def test_a_partner_not_sure_to_stay_leaves_with_what_it_lends() -> None:
    leaves = DateRange.exactly(day(5))
    for belief, stays in ((0.6, False), (0.4, True)):
        partner = Partner(id=PartnerId("coalition"), name="C", leaves=leaves, leave_belief=belief)
        then = seen(
            partners=(partner,),
            enablers=(enabler("defence", 0.5),),
            supports=(support("defence", None),),
        )
        [lent] = then.supports
        assert (lent.window.last is None) == stays
        assert stays or lent.window.last == day(5) - timedelta(days=1)


def test_doubts_differ_and_the_plan_for_planning_dates_is_none_of_them() -> None:
    kinds = {(one.late, one.trust) for one in DOUBTS}
    assert len(kinds) == len(DOUBTS)
    assert (0.0, 0.0) not in kinds
    assert day(0) == MONDAY
