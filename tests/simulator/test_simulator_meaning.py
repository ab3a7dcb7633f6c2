"""What holds work back: small missions whose answers can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import Rung, Skill
from cadre.mission.ids import (
    AuthorityId,
    BedSpaceId,
    ConditionId,
    CourseId,
    DecisionId,
    LevelId,
    SkillId,
    SupportId,
)
from cadre.mission.partners import Partner
from cadre.mission.quantities import Range, exact
from cadre.mission.scenarios import (
    ShockKind,
)
from cadre.mission.sites import BedSpace
from cadre.mission.training import Course
from cadre.mission.weeks import DateRange, Window
from cadre.simulator.outcomes import HeldBackBy
from cadre.simulator.run import simulate
from tests.simulator.chance import AS_OF
from tests.simulator.small import (
    ADVISE,
    CONSENT,
    EXTRA,
    GUARD,
    PARTNER,
    SITE,
    WEEKS,
    activity,
    consent,
    first_day,
    held,
    mode,
    planned,
    pledge,
    post,
    ran,
    shock,
    small,
    start,
)


def test_a_consent_believed_by_a_quarter_lets_a_quarter_of_futures_grow() -> None:
    of = small(
        activities=(
            activity(ADVISE, began=AS_OF),
            activity(EXTRA, cover=(AuthorityKind.CONSENT,)),
        ),
        authorities=(consent(0.25, DateRange(first_day(2), first_day(4), first_day(9))),),
    )
    played = planned(start(ADVISE), start(EXTRA, 4, WEEKS - 4, CONSENT))
    levels = ((LevelId("both"), 20),)
    outcomes = simulate(of, played, futures=40_000, levels=levels)
    reached = outcomes.share_by(outcomes.level_reached[0], WEEKS - 1)
    assert reached.error == pytest.approx(sqrt(0.25 * 0.75 / 40_000), rel=0.05)
    assert reached.value == pytest.approx(0.25, abs=4 * reached.error)
    assert outcomes.share_by(outcomes.level_reached[0], 3).value == 0
    assert outcomes.running[1, -1] == outcomes.level_reached[0, :WEEKS].sum()
    gate, cover = (outcomes.held_back[1, c, -1] for c in (HeldBackBy.GATE, HeldBackBy.COVER))
    assert gate == outcomes.level_reached[0, WEEKS]
    assert cover == 0


def test_a_gate_opens_evenly_around_its_likely_day() -> None:
    of = small(
        activities=(activity(EXTRA),),
        authorities=(consent(1.0, DateRange(first_day(2), first_day(6), first_day(10))),),
    )
    outcomes = simulate(of, planned(start(EXTRA, 0, WEEKS, CONSENT)), futures=40_000)
    weeks = np.arange(WEEKS + 1)
    mean = (outcomes.begun[0] @ weeks) / outcomes.futures
    # A day is rounded up to the next week: three days on average.
    assert mean == pytest.approx(6 + 3 / 7, abs=0.05)


def test_work_stops_from_the_week_in_which_the_provider_of_its_guards_leaves() -> None:
    leaves = DateRange.exactly(first_day(12))
    of = small(
        activities=(activity(ADVISE, began=AS_OF, enablers=(GUARD,)),),
        enablers=(Enabler(id=GUARD, name="Guards", per_person=exact(0.5)),),
        supports=(Support(id=SupportId("l"), enabler=GUARD, provider=PARTNER, site=SITE),),
        partners=(Partner(id=PARTNER, name="c", leaves=leaves, leave_belief=1.0),),
    )
    outcomes = simulate(of, planned(start(ADVISE)), futures=50)
    assert ran(outcomes) == list(range(12))
    assert held(outcomes, HeldBackBy.ENABLER) == list(range(12, WEEKS))
    assert outcomes.paused[HeldBackBy.ENABLER] == 50 * (WEEKS - 12)
    assert outcomes.force[20, 10] == 50


@pytest.mark.parametrize(("lent", "runs"), [(1, False), (2, True), (None, True)])
def test_a_tenth_of_a_guard_for_each_of_ten_and_one_more_makes_two_guards(
    lent: int | None, runs: bool
) -> None:
    of = small(
        activities=(activity(ADVISE, began=AS_OF, enablers=(GUARD,)),),
        enablers=(Enabler(id=GUARD, name="Guards", per_person=exact(0.1), fixed=exact(1)),),
        supports=(
            Support(id=SupportId("l"), enabler=GUARD, provider=PARTNER, site=SITE, people=lent),
        ),
    )
    outcomes = simulate(of, planned(start(ADVISE)), futures=5)
    assert bool(ran(outcomes)) is runs


@pytest.mark.parametrize("loans", [127, 128, 1000])
def test_many_loans_of_as_many_as_are_needed_are_never_too_few(loans: int) -> None:
    """Summed in 32 bits, 128 of them were fewer than none."""
    lent = Support(id=SupportId("l"), enabler=GUARD, provider=PARTNER, site=SITE)
    of = small(
        activities=(activity(ADVISE, began=AS_OF, enablers=(GUARD,)),),
        enablers=(Enabler(id=GUARD, name="Guards", per_person=exact(2)),),
        supports=tuple(replace(lent, id=SupportId(f"l{n}")) for n in range(loans)),
    )
    assert ran(simulate(of, planned(start(ADVISE)), futures=5)) == list(range(WEEKS))


def test_guards_in_posts_of_other_work_guard_the_advisers_even_if_that_work_ranks_last() -> None:
    of = small(
        activities=(
            activity(ADVISE, began=AS_OF, enablers=(GUARD,), rank=1),
            activity(EXTRA, began=AS_OF, rank=9),
        ),
        enablers=(Enabler(id=GUARD, name="Guards", per_person=exact(0.5)),),
        skills=(
            Skill(id=SkillId("adviser"), name="adviser"),
            Skill(id=SkillId("soldier"), name="soldier", enabler=GUARD),
        ),
        posts=(post(ADVISE, 10), replace(post(EXTRA, 10), skill=SkillId("soldier"))),
    )
    both = simulate(of, planned(start(ADVISE), start(EXTRA)), futures=5)
    alone = simulate(of, planned(start(ADVISE)), futures=5)
    assert len(ran(both)) == WEEKS
    assert ran(alone) == []


def test_when_beds_run_short_the_work_that_ranks_last_stops() -> None:
    of = small(
        activities=(activity(ADVISE, began=AS_OF, rank=5), activity(EXTRA, began=AS_OF, rank=2)),
        bed_spaces=(
            BedSpace(id=BedSpaceId("a"), site=SITE, beds=12),
            BedSpace(
                id=BedSpaceId("b"), site=SITE, beds=8, window=Window(first_day(10), first_day(20))
            ),
        ),
    )
    outcomes = simulate(of, planned(start(ADVISE), start(EXTRA)), futures=5)
    assert len(ran(outcomes, 1)) == WEEKS
    assert ran(outcomes, 0) == list(range(10, 20))
    assert held(outcomes, HeldBackBy.BEDS) == [*range(10), *range(20, WEEKS)]


def test_a_fixed_length_counts_from_the_week_in_which_work_is_called() -> None:
    gate = consent(1.0, DateRange.exactly(first_day(9)))
    of = small(
        activities=(activity(EXTRA, notice_weeks=2),),
        modes=(mode(EXTRA, 6),),
        authorities=(gate,),
    )
    outcomes = simulate(of, planned(start(EXTRA, 4, 6, CONSENT)), futures=5)
    assert ran(outcomes) == list(range(11, 17))
    assert held(outcomes, HeldBackBy.GATE) == list(range(4, 11))
    assert outcomes.nation_people[0, 10] == 0
    assert outcomes.nation_people[0, 16] == 50
    assert outcomes.nation_people[0, 17] == 0


def test_open_ended_work_that_begins_late_ends_as_planned() -> None:
    of = small(activities=(activity(EXTRA),), authorities=(consent(1.0),))
    outcomes = simulate(of, planned(start(EXTRA, 2, 10, CONSENT)), futures=5)
    assert ran(outcomes) == list(range(4, 12))


def test_work_is_not_called_after_its_latest_start() -> None:
    of = small(
        activities=(activity(EXTRA, latest_start=first_day(3)),), authorities=(consent(1.0),)
    )
    outcomes = simulate(of, planned(start(EXTRA, 2, 10, CONSENT)), futures=5)
    assert ran(outcomes) == []
    assert held(outcomes, HeldBackBy.GATE) == list(range(2, 12))
    assert outcomes.force[:, 0].sum() == 5 * WEEKS


def test_work_pauses_while_its_cover_lapses_and_its_people_stay() -> None:
    def permission(name: str, first: int, end: int) -> Authority:
        return Authority(
            id=AuthorityId(name),
            name=name,
            kind=AuthorityKind.CONSENT,
            window=Window(first_day(first), first_day(end)),
        )

    of = small(
        activities=(activity(ADVISE, began=AS_OF, cover=(AuthorityKind.CONSENT,)),),
        authorities=(permission("old", 0, 7), permission("new", 10, 99)),
    )
    outcomes = simulate(of, planned(start(ADVISE)), futures=5)
    assert held(outcomes, HeldBackBy.COVER) == [7, 8, 9]
    assert outcomes.force[8, 10] == 5


def test_renewals_that_meet_in_the_middle_of_a_week_leave_no_gap() -> None:
    seam = first_day(10).fromordinal(first_day(10).toordinal() + 3)
    old = Authority(
        id=AuthorityId("old"), name="o", kind=AuthorityKind.CONSENT, window=Window(end=seam)
    )
    of = small(
        activities=(activity(ADVISE, began=AS_OF, cover=(AuthorityKind.CONSENT,)),),
        authorities=(old, replace(consent(1.0), window=Window(seam))),
    )
    outcomes = simulate(of, planned(start(ADVISE)), futures=5)
    assert len(ran(outcomes)) == WEEKS


def test_a_shock_stops_as_many_weeks_as_its_chance_and_length_say() -> None:
    of = small(shocks=(shock(kind=ShockKind.ATTACK, weeks=Range(1, 2, 3)),))
    outcomes = simulate(of, planned(start(ADVISE)), futures=40_000)
    stopped = outcomes.held_back[0, HeldBackBy.ATTACK] / outcomes.futures
    # From week to week: 10 weeks on average until it comes, then 1 to 3.
    assert stopped[0] == pytest.approx(0.1, abs=0.006)
    assert stopped[-1] == pytest.approx(2 / (9 + 2), abs=0.008)


def test_a_suspended_consent_stops_only_work_that_needs_consent() -> None:
    of = small(
        activities=(
            activity(ADVISE, began=AS_OF, cover=(AuthorityKind.CONSENT,)),
            activity(EXTRA, began=AS_OF),
        ),
        authorities=(Authority(id=CONSENT, name="c", kind=AuthorityKind.CONSENT),),
        shocks=(shock(kind=ShockKind.CONSENT, per_year=exact(99), for_good=exact(1)),),
    )
    outcomes = simulate(of, planned(start(ADVISE), start(EXTRA)), futures=5)
    assert held(outcomes, HeldBackBy.CONSENT) == [0]
    assert held(outcomes, HeldBackBy.WITHDRAWN) == list(range(1, WEEKS))
    assert len(ran(outcomes, 1)) == WEEKS


def test_a_pledge_comes_late_or_weak_or_not_at_all_as_often_as_it_says() -> None:
    offer = pledge(
        ADVISE, rung=Rung.OFFERED, belief=0.6, delay=exact(3), strength=Range(0.8, 0.9, 1.0)
    )
    of = small(pledges=(offer,))
    outcomes = simulate(of, planned(start(ADVISE)), futures=20_000)
    assert outcomes.force[2, 0] == 20_000
    assert outcomes.force[3, 0] / 20_000 == pytest.approx(0.4, abs=0.014)
    assert outcomes.nation_people[0, 5] / 20_000 == pytest.approx(0.6 * 9, abs=0.15)
    assert outcomes.held_back[0, HeldBackBy.POSTS, 5] == outcomes.force[5, 0]


def test_a_pledge_split_over_posts_loses_no_more_heads_than_it_says() -> None:
    # Ten single posts at nine tenths of strength are nine people, not ten times one.
    of = small(pledges=(pledge(ADVISE, strength=exact(0.9), rung=Rung.CONFIRMED),))
    one = planned(start(ADVISE), people=1)
    outcomes = simulate(of, replace(one, assignments=one.assignments * 10), futures=3)
    assert outcomes.force[0, 9] == 3


def test_two_thirds_of_a_guard_for_each_of_three_are_two_guards() -> None:
    # Counted in rounded millionths it would be a millionth of a guard too few.
    of = small(
        activities=(activity(ADVISE, began=AS_OF, enablers=(GUARD,)),),
        posts=(post(ADVISE, 3),),
        enablers=(Enabler(id=GUARD, name="Guards", per_person=exact(2 / 3)),),
        supports=(
            Support(id=SupportId("l"), enabler=GUARD, provider=PARTNER, site=SITE, people=2),
        ),
    )
    outcomes = simulate(of, planned(start(ADVISE), people=3), futures=2)
    assert len(ran(outcomes)) == WEEKS


def condition(key: str, week: int, **fields: object) -> Condition:
    when = DateRange.exactly(first_day(week))
    return Condition(id=ConditionId(key), name=key, when=when, **fields)  # type: ignore[arg-type]


def test_a_condition_waits_for_all_of_some_and_for_the_first_of_others() -> None:
    early, late = condition("early", 3), condition("late", 9)
    never = condition("never", 1, belief=0.0)
    cases: list[tuple[Condition, int]] = [
        (condition("it", 1, all_of=(early.id, late.id)), 9),
        (condition("it", 1, any_of=(early.id, late.id)), 3),
        (condition("it", 1, any_of=(never.id, late.id)), 9),
        (condition("it", 1, all_of=(never.id, late.id)), WEEKS),
        (condition("it", 12, any_of=(early.id, late.id)), 12),
    ]
    for awaited, first in cases:
        of = small(activities=(activity(EXTRA),), conditions=(awaited, early, late, never))
        outcomes = simulate(of, planned(start(EXTRA, 0, WEEKS, "it")), futures=3)
        assert outcomes.begun[0, first] == 3


def test_a_decision_falls_only_on_a_day_on_which_its_body_meets() -> None:
    meetings = (first_day(2), first_day(7), first_day(21))
    decision = DecisionPoint(id=DecisionId("d"), name="d", body="b", meetings=meetings)
    of = small(activities=(activity(EXTRA),), decisions=(decision,))
    outcomes = simulate(of, planned(start(EXTRA, 0, WEEKS, "d")), futures=3000)
    assert list(np.flatnonzero(outcomes.begun[0])) == [2, 7, 21]


def test_short_pauses_with_teaching_between_them_do_not_add_up() -> None:
    gaps = [Window(first_day(1), first_day(4)), Window(first_day(5), first_day(8))]
    cover = [
        Authority(id=AuthorityId(str(n)), name="m", kind=AuthorityKind.MANDATE, window=window)
        for n, window in enumerate(Window().without(gaps))
    ]
    of = small(
        activities=(activity(ADVISE, began=AS_OF, cover=(AuthorityKind.MANDATE,)),),
        authorities=tuple(cover),
        courses=(
            Course(
                id=CourseId("c"),
                activity=ADVISE,
                name="c",
                weeks=3,
                seats=5,
                pass_share=exact(1),
                keep_weeks=3,
            ),
        ),
    )
    outcomes = simulate(of, planned(start(ADVISE)), futures=2)
    assert outcomes.lost_cohorts[0] == 0
    assert outcomes.graduates[0, 8] == 10
