"""Whom and what triggers may call up, laid beside the plan before anything is played."""

from __future__ import annotations

from dataclasses import replace

from cadre.mission.forces import Caveat, CaveatKind
from cadre.mission.ids import CaveatId, NationId, PledgeId
from cadre.mission.triggers import Action
from cadre.simulator.outcomes import HeldBackBy
from tests.simulator.chance import AS_OF
from tests.simulator.ruled import ALL, compared, gone, people, play
from tests.simulator.small import ADVISE, EXTRA, activity, held, planned, pledge, ran, start


def test_called_people_fill_what_lacks_in_the_weakest_week() -> None:
    """Were they as few as lack in the best week, a plan that thins out would never be helped."""
    surge = replace(pledge(ADVISE, people=10), id=PledgeId("surge"))
    of = gone(Action.CALL, "surge", pledges=(pledge(ADVISE), surge))
    whole = planned(start(ADVISE))
    first, last = replace(whole.assignments[0], weeks=20), whole.assignments[0]
    last = replace(last, week=20, weeks=10, people=4)
    thin = replace(whole, assignments=(first, last))
    assert people(play(of, thin)) == [10] * 6 + [16] * 14 + [10] * 10
    assert compared(of, thin, 4) == []


def test_a_capital_that_must_approve_of_new_work_keeps_nobody_from_a_call() -> None:
    """It takes days from the as-of day on: read as a bar, it would keep people away for good."""
    asks = Caveat(
        id=CaveatId("c"),
        nation=NationId("CAN"),
        kind=CaveatKind.APPROVAL,
        statement="Ask us.",
        days=10,
    )
    surge = replace(pledge(ADVISE), id=PledgeId("surge"))
    of = gone(
        Action.CALL,
        "surge",
        activities=(activity(ADVISE),),
        pledges=(pledge(ADVISE), surge),
        caveats=(asks,),
    )
    four = planned(start(ADVISE), people=4)
    assert people(play(of, four)) == [4] * 6 + [10] * 24
    assert compared(of, four, 4) == []


def test_people_of_the_reserve_whom_a_caveat_bars_do_not_fill_work_that_an_order_begins() -> None:
    bars = Caveat(
        id=CaveatId("c"),
        nation=NationId("CAN"),
        kind=CaveatKind.ACTIVITY_DENY,
        statement="Not in this.",
        activities=(EXTRA,),
    )
    works = (activity(ADVISE), activity(EXTRA))
    of = gone(Action.START, EXTRA, activities=works, caveats=(bars,))
    found = play(of)
    assert held(found, HeldBackBy.POSTS, 1) == ALL[6:]
    assert people(found) == [10] * 30
    assert compared(of, planned(start(ADVISE)), 4) == []


def test_begun_work_that_nobody_plans_is_over_though_a_rule_may_begin_it_anew() -> None:
    """Else what comes after it would wait for an order that may never be given."""
    works = (activity(EXTRA, began=AS_OF), activity(ADVISE, after_end=(EXTRA,)))
    of = gone(Action.START, EXTRA, week=40, activities=works)
    assert ran(play(of)) == ALL
    assert compared(of, planned(start(ADVISE)), 4) == []
