"""What would tell in time: known by hand where one thing decides, by count where many do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.errors import CadreError
from cadre.explorer.aims import Aim, aim_of, due_week, reached, value
from cadre.explorer.facts import Fact
from cadre.explorer.measures import measures
from cadre.explorer.signposts import Watch, signposts
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.ids import ShockId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import exact
from cadre.mission.scenarios import Shock, ShockKind
from cadre.simulator.run import one_future
from tests.explorer.few import AWAITED, GONE, leaned_on, waiting, with_milestone
from tests.oracle.signposts import counted
from tests.simulator.chance import AS_OF
from tests.simulator.missions import mission as made_mission
from tests.simulator.missions import plan as made_plan
from tests.simulator.small import (
    ADVISE,
    CONSENT,
    EXTRA,
    PARTNER,
    WEEKS,
    activity,
    planned,
    small,
    start,
)

LAST = WEEKS - 1
BEGUN = Aim(id=f"begun.{EXTRA}", name="It begins", enough=1, due=LAST)
FUTURES = 400


def one_watch(mission: Mission, plan: Plan, aim: Aim = BEGUN, **fields: object) -> Watch:
    stated: dict[str, object] = {"futures": FUTURES, "seed": 5}
    return signposts(mission, plan, [aim], **(stated | fields))[0]  # type: ignore[arg-type]


def on_consent() -> tuple[Mission, Plan]:
    return waiting(), planned(start(ADVISE), start(EXTRA, AWAITED, WEEKS - AWAITED, CONSENT))


def on_partner() -> tuple[Mission, Plan]:
    return leaned_on(), planned(start(ADVISE), start(EXTRA, 15, WEEKS - 15))


def test_the_sign_of_work_that_waits_for_one_gate_is_that_gate_in_the_week_it_should_open() -> None:
    watch = one_watch(*on_consent())
    first = watch.signposts[0]
    assert (first.watched.fact, first.watched.subject) == (Fact.GATE, CONSENT)
    assert (first.week, first.lead.value, first.lead.error) == (AWAITED, LAST - AWAITED, 0)
    assert (first.foretold.value, first.right.value, first.false_alarms.value) == (1, 1, 0)
    assert watch.together is not None
    assert watch.together.value == 1
    assert abs(watch.failed.value - 0.5) < 5 * watch.failed.error


def test_what_follows_of_the_gate_is_told_as_its_echo_and_not_as_signs_of_their_own() -> None:
    watch = one_watch(*on_consent())
    assert [one.watched.fact for one in watch.signposts] == [Fact.GATE]
    assert any("extra isn't running" in text for text in watch.signposts[0].echoes)


def test_the_answer_names_the_signpost_that_the_staff_wrote_for_the_same_row() -> None:
    first = one_watch(*on_consent()).signposts[0]
    assert [one.signpost for one in first.assumptions] == ["A letter."]
    assert first.text == "“Consent” isn't there by the end of the week of 2021-03-18."


def test_a_partner_that_leaves_is_seen_in_the_week_in_which_it_does() -> None:
    first = one_watch(*on_partner()).signposts[0]
    assert (first.watched.fact, first.watched.subject) == (Fact.PARTNER, PARTNER)
    assert (first.week, first.lead.value, first.right.value) == (None, LAST - GONE, 1)
    assert first.foretold.value == 1
    assert [one.signpost for one in first.assumptions] == ["A date for the end."]


def test_a_milestone_is_missed_when_its_day_has_passed_and_leads_count_up_to_that() -> None:
    mission, plan = on_consent()
    mission = with_milestone(mission, EXTRA, week=20)
    aim = reached(mission, "m")
    assert aim.due == 20
    assert one_watch(mission, plan, aim).signposts[0].lead.value == 20 - AWAITED


def test_a_suspension_that_becomes_a_withdrawal_is_seen_when_it_begins() -> None:
    shock = Shock(
        id=ShockId("s"),
        name="s",
        kind=ShockKind.CONSENT,
        per_year=exact(1),
        weeks=exact(2),
        worsens=exact(1),
        return_weeks=exact(200),
    )
    kind = AuthorityKind.CONSENT
    mission = small(
        activities=(activity(ADVISE, began=AS_OF, cover=(kind,)),),
        authorities=(Authority(id=CONSENT, name="Consent", kind=kind),),
        shocks=(shock,),
    )
    people = Aim(id="people", name="People", enough=1, due=LAST)
    plan = planned(start(ADVISE))
    starts = (replace(plan.starts[0], rests_on=(CONSENT,)),)
    watch = one_watch(mission, replace(plan, starts=starts), people)
    first = watch.signposts[0]
    assert (first.watched.fact, first.watched.subject, first.week) == (Fact.SUSPENDED, "1", None)
    assert first.foretold.value == 1
    assert 0 < watch.failed.value < 1
    assert first.lead.low < first.lead.value < first.lead.high


@pytest.mark.parametrize(("belief", "words"), [(1.0, "too seldom"), (0.0, "no sign is needed")])
def test_what_never_or_always_fails_has_no_signs_and_says_so(belief: float, words: str) -> None:
    _, plan = on_consent()
    watch = one_watch(waiting(belief), plan)
    assert watch.signposts == ()
    assert watch.together is None
    assert words in watch.why_none


def test_work_that_fails_by_luck_alone_has_no_sign_and_says_so() -> None:
    mission, plan = on_consent()
    late = replace(BEGUN, due=AWAITED)
    # The gate is looked at for the last time before the week in which it would open.
    watch = one_watch(mission, plan, late)
    assert watch.signposts == ()
    assert "Nothing that can be seen foretells it" in watch.why_none


def test_the_share_on_course_falls_when_the_sign_is_seen_and_not_only_at_the_end() -> None:
    watch = one_watch(*on_consent())
    course = watch.on_course
    assert course[AWAITED - 1] == 1
    assert course[AWAITED] == course[-1] == pytest.approx(1 - watch.failed.value)


@pytest.mark.parametrize("number", [3, 8, 21])
def test_signs_are_worth_what_an_oracle_counts_future_by_future(number: int) -> None:
    mission = made_mission(number)
    plan = made_plan(mission, number)
    people = sorted(
        value(people_at_end(plan, 1), mission, one_future(mission, plan, number=k, seed=2).outcomes)
        for k in range(40)
    )
    aim = people_at_end(plan, people[len(people) // 2])
    watch = one_watch(mission, plan, aim, futures=120, seed=2, right=0.7)
    for sign in watch.signposts:
        slow = counted(mission, plan, aim, sign, futures=120, seed=2)
        assert sign.foretold.value == slow.foretold / slow.failures, sign.text
        assert sign.right.value == slow.foretold / slow.alarms, sign.text
        assert sign.alarms == slow.alarms
        assert abs(sign.lead.value - slow.lead) <= 0.5 * (len(slow.leads) > 1) * LAST


def people_at_end(plan: Plan, enough: float) -> Aim:
    return Aim(id="people", name="People", enough=enough, due=plan.horizon.weeks - 1)


@settings(max_examples=8, deadline=None)
@given(number=st.integers(0, 200), right=st.sampled_from((0.5, 0.8)), share=st.floats(0.1, 1.2))
def test_whatever_the_mission_shares_are_shares_and_signs_come_before_the_end(
    number: int, right: float, share: float
) -> None:
    mission = made_mission(number)
    plan = made_plan(mission, number)
    people = sum(one.people for one in plan.assignments)
    aim = people_at_end(plan, max(1, round(share * people)))
    watch = one_watch(mission, plan, aim, futures=100, right=right)
    for sign in watch.signposts:
        for found in (sign.foretold, sign.right, sign.false_alarms):
            assert 0 <= found.value <= 1
        assert sign.lead.low >= 1
        assert sign.week is None or 0 <= sign.week < aim.due
        assert sign.text.endswith(".")
    assert (np.diff(watch.on_course) <= 1e-12).all()
    assert bool(watch.signposts) != bool(watch.why_none)
    again = one_watch(mission, plan, aim, futures=100, right=right)
    assert again.signposts == watch.signposts


@pytest.mark.parametrize(
    "fields", [{"right": 1.5}, {"foretold": -0.1}, {"futures": 1}], ids=["right", "foretold", "one"]
)
def test_shares_beyond_one_and_a_single_future_are_refused(fields: dict[str, object]) -> None:
    mission, plan = on_consent()
    with pytest.raises(CadreError):
        one_watch(mission, plan, BEGUN, **fields)


@pytest.mark.parametrize("key", ["reached.nothing", "end.nothing", "coverage.nothing", "fame"])
def test_an_aim_that_the_mission_does_not_have_is_refused_with_those_it_has(key: str) -> None:
    with pytest.raises(CadreError) as refused:
        one_watch(*on_consent(), Aim(id=key, name="", enough=1, due=LAST))
    assert key in str(refused.value)


def test_measures_become_aims_of_single_futures_where_somebody_has_said_what_is_enough() -> None:
    mission = with_milestone(waiting(), EXTRA)
    found = {one.id: aim_of(mission, one) for one in measures(mission)}
    milestone = found["reached.m"]
    assert milestone is not None
    assert (milestone.enough, milestone.due) == (1.0, due_week(mission, "reached.m"))
    assert found["presence"] is None


def test_where_nearly_all_futures_fail_an_alarm_that_tells_nothing_is_no_sign() -> None:
    _, plan = on_consent()
    rare = waiting(0.03, partners=leaned_on(0.06).partners)
    watch = one_watch(rare, plan, futures=3000, foretold=0.02)
    assert watch.failed.value > 0.95
    # The partner leaves in one of sixteen futures, nearly all of which fail, and has no part in it.
    assert [one.watched.fact for one in watch.signposts] == [Fact.GATE]
