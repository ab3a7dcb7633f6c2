"""Triggers in futures: what a rule sees, what it orders, and what follows from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cadre.errors import CadreError
from cadre.mission.activities import Mode, Option
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.conditions import Condition
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import Caveat, CaveatKind, Rung, Skill
from cadre.mission.ids import (
    BedSpaceId,
    CaveatId,
    ChangeId,
    ConditionId,
    CourseId,
    ModeId,
    NationId,
    OptionId,
    PauseId,
    PledgeId,
    ProgrammeId,
    ScenarioId,
    SkillId,
    SubjectId,
    SupportId,
    TriggerId,
)
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.quantities import exact
from cadre.mission.scenarios import Change, ShockKind, changed
from cadre.mission.sites import BedSpace, Site
from cadre.mission.training import Course, Programme
from cadre.mission.triggers import Action, Signal
from cadre.mission.verbs import Verb
from cadre.mission.weeks import DateRange, Window
from cadre.simulator.outcomes import HeldBackBy
from cadre.simulator.run import simulate
from tests.simulator.entangled import entangled
from tests.simulator.missions import mission, plan
from tests.simulator.orders import ordered
from tests.simulator.ruled import ALL, CAMP, compared, gone, people, play, rule
from tests.simulator.small import (
    ADVISE,
    CONSENT,
    EXTRA,
    GUARD,
    PARTNER,
    SITE,
    WEEKS,
    activity,
    first_day,
    held,
    mode,
    planned,
    pledge,
    ran,
    shock,
    small,
    start,
)


@pytest.mark.parametrize("number", range(300, 330))
def test_orders_are_given_and_followed_as_the_slow_oracle_has_it(number: int) -> None:
    assert compared(*ordered(number), 8) == []


@pytest.mark.parametrize("number", [3, 94, 157, 410, 411, 412])
def test_works_that_wait_for_each_other_are_pushed_to_and_fro_as_the_oracle_has_it(
    number: int,
) -> None:
    assert compared(*entangled(number), 6) == []


def test_work_moved_to_and_fro_before_its_call_is_due_to_its_planned_end() -> None:
    camp = Mode(id=ModeId("camp"), activity=ADVISE, site=SITE, weeks=6)
    rules = (
        rule(Signal.PROVIDER_GONE, PARTNER, Action.MOVE, "camp", times=1),
        replace(
            rule(Signal.PROVIDER_GONE, PARTNER, Action.MOVE, ADVISE, times=1, weeks=3),
            id=TriggerId("back"),
        ),
    )
    of = gone(
        Action.MOVE,
        "camp",
        activities=(activity(ADVISE),),
        modes=(mode(ADVISE), camp),
        sites=(Site(id=SITE, name="Base", country="IRQ", window=Window(first_day(12))),),
        triggers=rules,
    )
    played = planned(start(ADVISE, 0, 20))
    found = play(of, played)
    assert found.ordered.tolist() == [[20, 20], [20, 20]]
    assert ran(found) == ALL[12:20], "the mode between would lengthen what was planned"
    assert compared(of, played, 5) == []


def test_hundreds_of_futures_side_by_side_obey_each_its_own_orders() -> None:
    assert compared(*ordered(331), 300) == []


def test_the_missions_made_by_chance_order_all_there_is() -> None:
    seen: set[object] = set()
    for number in range(300, 330):
        of, played = ordered(number)
        found = simulate(of, played, futures=50, seed=11)
        seen |= {
            thing
            for one, (times, _) in zip(of.triggers, found.ordered, strict=True)
            for thing in (one.signal, one.action)
            if times
        }
    assert seen == {*Signal, *Action}, "the oracle would be asked nothing about the others"


def test_a_rule_whose_signal_never_comes_changes_no_bit() -> None:
    of, played = mission(7), plan(mission(7), 7)
    day = DateRange.exactly(of.horizon.day(WEEKS))
    stays = Partner(id=PARTNER, name="stays", leaves=day, leave_belief=0.0)
    idle = rule(Signal.PROVIDER_GONE, PARTNER, Action.STOP, of.activities[0].id)
    kept = tuple(one for one in of.partners if one.id != PARTNER)
    with_rule = replace(of, partners=(*kept, stays), triggers=(idle,))
    without = replace(with_rule, triggers=())
    one, other = (simulate(each, played, futures=300, seed=2) for each in (with_rule, without))
    for name in ("force", "running", "begun", "held_back", "graduates", "reached", "cost"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert one.ordered.tolist() == [[0, 0]]


# Actions.
def test_stopped_work_ends_in_the_week_after_the_signal_and_its_people_leave() -> None:
    found = play(gone(Action.STOP, ADVISE))
    assert ran(found) == ALL[:6]
    assert people(found) == [10] * 6 + [0] * 24
    assert not found.held_back.any(), "work given up isn't work held back"
    assert found.ordered.tolist() == [[20, 20]]


def test_an_order_waits_for_the_signal_to_last_and_for_its_own_delay() -> None:
    patient = rule(Signal.PROVIDER_GONE, PARTNER, Action.STOP, ADVISE, weeks=4, delay_weeks=3)
    assert ran(play(gone(Action.STOP, ADVISE, triggers=(patient,)))) == ALL[:12]


def test_a_pause_lasts_until_the_signal_is_away_and_people_stay() -> None:
    closed = Pause(
        id=PauseId("p"),
        name="p",
        cause=PauseCause.ORDER,
        window=Window(first_day(8), first_day(11)),
        sites=(CAMP,),
    )
    of = small(
        sites=(Site(id=SITE, name="Base", country="IRQ"), Site(id=CAMP, name="C", country="IRQ")),
        pauses=(closed,),
        triggers=(rule(Signal.SITE_CLOSED, CAMP, Action.PAUSE, ADVISE, times=0),),
    )
    found = play(of)
    assert held(found, HeldBackBy.TRIGGER) == [9, 10, 11]
    assert people(found) == [10] * WEEKS
    assert found.ordered.tolist() == [[20, 20]]


def test_times_bound_how_often_a_pause_is_ordered() -> None:
    shut = tuple(
        Pause(
            id=PauseId(f"p{w}"),
            name="p",
            cause=PauseCause.ORDER,
            window=Window(first_day(w), first_day(w + 1)),
            sites=(CAMP,),
        )
        for w in (4, 8, 12)
    )
    sites = (Site(id=SITE, name="B", country="IRQ"), Site(id=CAMP, name="C", country="IRQ"))
    for times, weeks in ((1, [5]), (2, [5, 9]), (0, [5, 9, 13])):
        one = rule(Signal.SITE_CLOSED, CAMP, Action.PAUSE, ADVISE, times=times, cost=100.0)
        found = play(small(sites=sites, pauses=shut, triggers=(one,)))
        assert held(found, HeldBackBy.TRIGGER) == weeks
        assert found.ordered.tolist() == [[20 * len(weeks), 20]]
        assert found.cost_mean().value == 100 * len(weeks), "each order is paid for"


def test_work_that_the_plan_leaves_out_begins_with_people_from_the_reserve() -> None:
    found = play(gone(Action.START, EXTRA, activities=(activity(ADVISE), activity(EXTRA))))
    assert found.activities == (ADVISE, EXTRA)
    assert ran(found, 1) == ALL[6:]
    assert people(found) == [10] * 6 + [20] * 24


def test_people_of_the_reserve_need_their_notice() -> None:
    late = pledge(EXTRA, notice_weeks=4)
    works = (activity(ADVISE), activity(EXTRA))
    found = play(gone(Action.START, EXTRA, activities=works, pledges=(pledge(ADVISE), late)))
    assert ran(found, 1) == ALL[10:]
    assert held(found, HeldBackBy.POSTS, 1) == ALL[6:10]


def test_work_begun_by_an_order_waits_for_its_gates() -> None:
    calm = Condition(
        id=ConditionId("calm"), name="calm", when=DateRange.exactly(first_day(12)), belief=1.0
    )
    works = (activity(ADVISE), activity(EXTRA, conditions=(calm.id,)))
    found = play(gone(Action.START, EXTRA, activities=works, conditions=(calm,)))
    assert held(found, HeldBackBy.GATE, 1) == ALL[6:12]
    assert ran(found, 1) == ALL[12:]


def test_stopped_work_starts_again_as_planned_with_its_own_people() -> None:
    calm = Condition(
        id=ConditionId("calm"), name="calm", when=DateRange.exactly(first_day(9)), belief=1.0
    )
    stop = rule(Signal.PROVIDER_GONE, PARTNER, Action.STOP, ADVISE)
    again = replace(rule(Signal.CONDITION_MET, "calm", Action.START, ADVISE), id=TriggerId("again"))
    found = play(gone(Action.STOP, ADVISE, conditions=(calm,), triggers=(stop, again)))
    assert ran(found) == [*ALL[:6], *ALL[10:]]
    assert people(found) == [10] * 6 + [0] * 4 + [10] * 20
    assert found.ordered.tolist() == [[20, 20], [20, 20]]


def two_sites(**tables: object) -> Mission:
    """Classes at the base that a rule moves to the camp, where medics are asked for too."""
    stated: dict[str, object] = {
        "sites": (
            Site(id=SITE, name="Base", country="IRQ", window=Window(end=first_day(5))),
            Site(id=CAMP, name="Camp", country="JOR"),
        ),
        "modes": (mode(ADVISE), Mode(id=ModeId("away"), activity=ADVISE, site=CAMP)),
        "triggers": (rule(Signal.SITE_CLOSED, SITE, Action.MOVE, "away"),),
        "programmes": (Programme(id=ProgrammeId("p"), name="p"),),
        "courses": (
            Course(
                id=CourseId("c"),
                activity=ADVISE,
                name="c",
                weeks=8,
                seats=10,
                pass_share=exact(1),
                keep_weeks=2,
            ),
        ),
    }
    return small(**(stated | tables))


def test_moved_work_goes_on_elsewhere_with_its_people_and_its_cohort() -> None:
    found = play(two_sites())
    assert ran(found) == [*ALL[:5], *ALL[6:]]
    assert held(found, HeldBackBy.SITE) == [5]
    assert people(found) == [10] * WEEKS
    assert [int(n) for n in np.flatnonzero(found.graduates[0])] == [8, 16, 24]
    assert not found.lost_cohorts.any(), "the cohort in class moves with its teachers"


def test_moved_work_keeps_its_place_before_work_that_was_there_already() -> None:
    """Of equal rank what comes first in the plan is kept; a move makes nobody the last."""
    works = (activity(ADVISE), activity(EXTRA))
    there = replace(mode(EXTRA), site=CAMP)
    beds = BedSpace(id=BedSpaceId("b"), site=CAMP, beds=10)
    away = Mode(id=ModeId("away"), activity=ADVISE, site=CAMP)
    of = two_sites(activities=works, modes=(mode(ADVISE), away, there), bed_spaces=(beds,))
    whole = planned(start(ADVISE), start(EXTRA))
    played = replace(
        whole,
        starts=(whole.starts[0], replace(whole.starts[1], site=CAMP)),
        assignments=(whole.assignments[0], replace(whole.assignments[1], site=CAMP)),
    )
    found = play(of, played)
    assert ran(found, 0) == [*ALL[:5], *ALL[6:]]
    assert held(found, HeldBackBy.BEDS, 1) == ALL[6:]
    assert compared(of, played, 4) == []


def test_people_who_may_not_serve_there_stay_away() -> None:
    bars = Caveat(
        id=CaveatId("c"),
        nation=NationId("CAN"),
        kind=CaveatKind.LOCATION_DENY,
        statement="Not there.",
        sites=(CAMP,),
    )
    found = play(two_sites(caveats=(bars,)))
    assert ran(found) == ALL[:5]
    assert held(found, HeldBackBy.POSTS) == ALL[6:]
    assert people(found) == [10] * 6 + [0] * 24


def test_moved_work_runs_under_the_law_of_where_it_goes() -> None:
    law = Authority(
        id=CONSENT,
        name="Consent",
        kind=AuthorityKind.CONSENT,
        state=AuthorityState.IN_FORCE,
        sites=(SITE,),
    )
    found = play(
        two_sites(
            activities=(activity(ADVISE, cover=(AuthorityKind.CONSENT,)),), authorities=(law,)
        )
    )
    assert held(found, HeldBackBy.COVER) == ALL[6:]


def test_a_called_pledge_fills_what_the_plan_leaves_empty() -> None:
    half = pledge(ADVISE, people=4)
    surge = replace(pledge(ADVISE, people=10), id=PledgeId("surge"))
    of = gone(Action.CALL, "surge", pledges=(half, surge))
    found = play(of, planned(start(ADVISE), people=4))
    assert held(found, HeldBackBy.POSTS) == ALL[:6], "four of ten aren't half"
    assert ran(found) == ALL[6:]
    assert people(found) == [4] * 6 + [10] * 24, "no more than the posts ask for"


def test_two_called_pledges_fill_one_gap_between_them() -> None:
    half = pledge(ADVISE, people=4)
    surges = [replace(half, id=PledgeId(key)) for key in ("one", "two")]
    calls = [rule(Signal.PROVIDER_GONE, PARTNER, Action.CALL, one.id) for one in surges]
    rules = tuple(replace(one, id=TriggerId(one.target)) for one in calls)
    found = play(
        gone(Action.CALL, "one", pledges=(half, *surges), triggers=rules),
        planned(start(ADVISE), people=4),
    )
    assert people(found) == [4] * 6 + [10] * 24, "four of the one, and two of the other"


def test_called_people_who_fill_posts_do_not_come_again_as_support() -> None:
    half = pledge(ADVISE, people=4)
    of = gone(
        Action.CALL,
        "surge",
        activities=(activity(ADVISE, began=first_day(0), enablers=(GUARD,)),),
        skills=(Skill(id=SkillId("adviser"), name="adviser", enabler=GUARD),),
        enablers=(Enabler(id=GUARD, name="guards"),),
        pledges=(half, replace(half, id=PledgeId("surge"), people=10)),
    )
    assert people(play(of, planned(start(ADVISE), people=4))) == [4] * 6 + [10] * 24


def test_nobody_is_called_of_a_pledge_that_a_scenario_withdraws_before_it_begins() -> None:
    """The rule would call what isn't there, and no future of the scenario could be played."""
    half = pledge(ADVISE, people=4)
    surge = replace(pledge(ADVISE, people=10), id=PledgeId("surge"), window=Window(first_day(3)))
    of = gone(Action.CALL, "surge", pledges=(half, surge))
    withdrawn = Change(
        id=ChangeId("withdrawn"),
        scenario=ScenarioId("worse"),
        kind=Verb.PLEDGE_WITHDRAWN,
        subject=SubjectId("surge"),
        window=Window(first_day(1)),
    )
    found = play(changed(of, withdrawn), planned(start(ADVISE), people=4))
    assert people(found) == [4] * 30
    late = changed(of, replace(withdrawn, window=Window(first_day(9))))
    assert late.triggers == of.triggers, "some of it is there until then"


@pytest.mark.parametrize("watched", [ADVISE, None])
def test_who_is_called_for_want_of_posts_filled_serves_there_though_the_plan_is_full(
    watched: str | None,
) -> None:
    """A reserve that may come only where the plan has gaps is never missed on paper, nor called."""
    there, away = pledge(ADVISE, people=6), pledge(EXTRA, people=4, rung=Rung.INDICATED, belief=0.0)
    surge = replace(pledge(ADVISE, people=3), id=PledgeId("surge"))
    watching = rule(Signal.FILL_BELOW, watched, Action.CALL, "surge", below=0.8)
    six = planned(start(ADVISE), people=6)
    four = replace(six.assignments[0], pledge=away.id, people=4)
    full = replace(six, assignments=(*six.assignments, four))
    found = play(small(pledges=(there, away, surge), triggers=(watching,)), full)
    assert people(found)[0] == 6
    assert people(found)[-1] == 9
    assert compared(small(pledges=(there, away, surge), triggers=(watching,)), full, 4) == []


def test_a_pledge_that_is_not_kept_is_called_in_vain() -> None:
    surge = replace(pledge(ADVISE, people=10), id=PledgeId("surge"))
    doubtful = replace(surge, rung=Rung.INDICATED, belief=0.5)
    of = gone(Action.CALL, "surge", pledges=(pledge(ADVISE, people=4), doubtful))
    found = play(of, planned(start(ADVISE), people=4), futures=2000)
    share = found.running[0, -1] / found.futures
    assert abs(share - 0.5) < 0.05
    assert found.ordered.tolist() == [[2000, 2000]], "the call goes out in every future"


def test_a_switch_stops_the_work_of_other_options_and_starts_that_of_its_own() -> None:
    options = (Option(id=OptionId("grow"), name="g"), Option(id=OptionId("leave"), name="l"))
    works = (activity(ADVISE, option="grow"), activity(EXTRA, option="leave"))
    found = play(gone(Action.SWITCH, "leave", activities=works, options=options))
    assert ran(found) == ALL[:6]
    assert ran(found, 1) == ALL[6:]
    assert people(found) == [10] * WEEKS


# What follows.
def test_work_that_waits_for_the_end_of_other_work_may_start_when_that_is_stopped() -> None:
    works = (activity(ADVISE), activity(EXTRA, after_end=(ADVISE,)))
    found = play(gone(Action.STOP, ADVISE, activities=works), planned(start(ADVISE), start(EXTRA)))
    assert held(found, HeldBackBy.GATE, 1) == ALL[:6]
    assert ran(found, 1) == ALL[6:]


def test_work_that_waits_for_the_start_of_what_an_order_begins_may_follow_it() -> None:
    works = (activity(ADVISE, after=(EXTRA,)), activity(EXTRA))
    found = play(gone(Action.START, EXTRA, activities=works))
    assert ran(found) == ALL[6:]


# What can't be, and what runs in circles.
def test_a_rule_that_watches_or_moves_what_is_not_there_is_refused_with_a_sentence() -> None:
    for one in (
        rule(Signal.PROVIDER_GONE, "nobody", Action.STOP, ADVISE),
        rule(Signal.PROVIDER_GONE, None, Action.STOP, ADVISE),
        rule(Signal.SITE_CLOSED, SITE, Action.STOP, "nothing"),
        rule(Signal.SITE_CLOSED, SITE, Action.MOVE, "nowhere"),
        rule(Signal.SITE_CLOSED, SITE, Action.CALL, "noone"),
        rule(Signal.SITE_CLOSED, SITE, Action.SWITCH, "never"),
        rule(Signal.AUTHORITY_LOST, "none", Action.STOP, ADVISE),
        rule(Signal.FILL_BELOW, "none", Action.STOP, ADVISE, below=0.5),
    ):
        with pytest.raises(CadreError):
            play(small(triggers=(one,)))


def test_rules_that_feed_each_other_are_played_to_the_end_of_the_horizon() -> None:
    short = shock(kind=ShockKind.PANDEMIC)
    stop = rule(Signal.WORK_STOPPED, ADVISE, Action.STOP, ADVISE, times=0)
    again = replace(
        rule(Signal.STRENGTH_BELOW, None, Action.START, ADVISE, below=5, times=0),
        id=TriggerId("again"),
    )
    locked = replace(
        rule(Signal.WORK_STOPPED, ADVISE, Action.PAUSE, ADVISE, times=0), id=TriggerId("locked")
    )
    for triggers in ((stop, again), (locked,), (stop, again, locked)):
        of = small(shocks=(short,), triggers=triggers)
        assert compared(of, planned(start(ADVISE)), 30) == []
        times = play(of, futures=100).ordered[:, 0]
        assert times.max() <= 100 * WEEKS, "one order of a rule is under way at a time"
        assert times.min() > 0


def test_a_rule_for_work_that_nobody_plans_orders_nothing() -> None:
    found = play(gone(Action.STOP, EXTRA, activities=(activity(ADVISE), activity(EXTRA))))
    assert found.ordered.tolist() == [[0, 0]]
    assert ran(found) == ALL


def test_what_is_over_is_not_ordered_to_stop() -> None:
    assert play(gone(Action.STOP, ADVISE), planned(start(ADVISE, 0, 6))).ordered.sum() == 0


def test_called_people_bring_support_where_no_post_lacks_them() -> None:
    guards = Skill(id=SkillId("guard"), name="guard", enabler=GUARD)
    lent = Support(id=SupportId("l"), enabler=GUARD, provider=PARTNER, site=SITE, people=6)
    surge = replace(pledge(ADVISE, people=8), id=PledgeId("surge"), skill=guards.id)
    found = play(
        gone(
            Action.CALL,
            "surge",
            week=5,
            activities=(activity(ADVISE, enablers=(GUARD,)),),
            enablers=(Enabler(id=GUARD, name="Guards", per_person=exact(0.4)),),
            skills=(*small().skills, guards),
            supports=(lent,),
            pledges=(pledge(ADVISE), surge),
        )
    )
    assert held(found, HeldBackBy.ENABLER) == [5], "guards come in the week after"
    assert people(found) == [10] * 6 + [18] * 24
