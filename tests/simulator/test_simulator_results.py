"""What comes out: courses, needs, stages, cost, levels, and what a call refuses."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from cadre.errors import CadreError
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.conditions import Milestone, MilestoneKind
from cadre.mission.enacting import under
from cadre.mission.forces import Level
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ChangeId,
    CourseId,
    EffectId,
    InstitutionId,
    LevelId,
    MilestoneId,
    NeedId,
    ScenarioId,
    SubjectId,
    WorkId,
)
from cadre.mission.needs import Effect, Need
from cadre.mission.plans import Plan
from cadre.mission.quantities import exact
from cadre.mission.scenarios import (
    Cause,
    Change,
    Hindrance,
    Scenario,
    ShockKind,
)
from cadre.mission.sources import FigureKind
from cadre.mission.training import Course
from cadre.mission.triggers import Action, Signal
from cadre.mission.verbs import Verb
from cadre.mission.weeks import Window
from cadre.simulator.estimates import Estimate
from cadre.simulator.outcomes import HeldBackBy
from cadre.simulator.room import scratch
from cadre.simulator.run import default_levels, simulate
from cadre.simulator.tables import lay
from tests.simulator.chance import AS_OF, MADE, profile
from tests.simulator.ruled import rule
from tests.simulator.small import (
    ADVISE,
    EXTRA,
    SITE,
    WEEKS,
    activity,
    first_day,
    held,
    mode,
    planned,
    post,
    shock,
    small,
    start,
)
from tests.stages import criteria


def course(**fields: object) -> Course:
    stated: dict[str, object] = {"name": "c", "weeks": 4, "seats": 20, "pass_share": exact(0.75)}
    return Course(id=CourseId("c"), activity=ADVISE, **(stated | fields))  # type: ignore[arg-type]


def test_cohorts_follow_each_other_with_their_break_and_graduate_their_share() -> None:
    of = small(courses=(course(break_weeks=2),))
    outcomes = simulate(of, planned(start(ADVISE)), futures=4000)
    assert list(np.flatnonzero(outcomes.graduates[0])) == [3, 9, 15, 21, 27]
    total, squares = (int(number) for number in outcomes.graduate_total[0])
    mean = Estimate.of_sums(total, squares, outcomes.futures)
    assert mean.value == pytest.approx(5 * 15, abs=4 * mean.error)
    assert mean.error == pytest.approx(sqrt(5 * 20 * 0.75 * 0.25 / 4000), rel=0.1)


@pytest.mark.parametrize(("supply", "seats"), [(0, 20), (52, 4), (10**6, 20)])
def test_a_cohort_is_no_larger_than_the_host_can_fill(supply: int, seats: int) -> None:
    of = small(courses=(course(supply=supply, pass_share=exact(1)),))
    outcomes = simulate(of, planned(start(ADVISE)), futures=2)
    assert outcomes.graduates[0, 3] == 2 * seats


def test_lanes_are_wide_enough_for_the_largest_cohort() -> None:
    # In lanes as narrow as people and weeks allow, graduates of 40,000 seats were fewer than none.
    for seats, wide in ((40_000, True), (20, False)):
        of = small(courses=(course(seats=seats, pass_share=exact(1)),))
        lot = np.asarray(scratch(lay(of, planned(start(ADVISE)), ()), 1).lot)
        assert (lot.dtype == np.int32) is wide


@pytest.mark.parametrize(("keep", "lost", "first"), [(3, 0, 6), (2, 1, 9)])
def test_a_paused_cohort_resumes_or_is_lost(keep: int, lost: int, first: int) -> None:
    gap = Window(first_day(2), first_day(5))
    windows = (Window(end=gap.start), Window(gap.end))
    of = small(
        activities=(activity(ADVISE, began=AS_OF, cover=(AuthorityKind.MANDATE,)),),
        courses=(course(keep_weeks=keep),),
        authorities=tuple(
            Authority(
                id=AuthorityId(str(number)), name="m", kind=AuthorityKind.MANDATE, window=window
            )
            for number, window in enumerate(windows)
        ),
    )
    # Two weeks taught, three lost: the cohort ends after two more, or a new one after four.
    outcomes = simulate(of, planned(start(ADVISE)), futures=2)
    assert outcomes.lost_cohorts[0] == 2 * lost
    assert np.flatnonzero(outcomes.graduates[0])[0] == (first if lost == 0 else first - 1)


def test_engagements_fail_as_often_as_their_causes_say() -> None:
    of = small(
        hindrances=(
            Hindrance(id="t", cause=Cause.THREAT, share=0.1),
            Hindrance(id="r", cause=Cause.ROUTES, share=0.05),
        )
    )
    outcomes = simulate(of, planned(start(ADVISE)), futures=4000)
    causes = list(Cause)
    assert outcomes.engagements[-1] == 4000 * WEEKS
    shares = outcomes.engagements / outcomes.engagements[-1]
    assert shares[causes.index(Cause.THREAT)] == pytest.approx(0.1, abs=0.004)
    assert shares[causes.index(Cause.ROUTES)] == pytest.approx(0.05, abs=0.003)
    assert outcomes.engagements[:-1].sum() == pytest.approx(0.15 * 4000 * WEEKS, rel=0.03)


def test_two_works_cover_more_of_a_need_than_one_but_less_than_their_sum() -> None:
    need = NeedId("n")
    of = small(
        activities=(activity(ADVISE, began=AS_OF), activity(EXTRA)),
        needs=(Need(id=need, institution=InstitutionId("i"), name="n"),),
        effects=(
            Effect(id=EffectId("a"), work=WorkId(ADVISE), need=need, strength=0.5),
            Effect(id=EffectId("b"), work=WorkId(EXTRA), need=need, strength=0.4),
        ),
    )
    outcomes = simulate(of, planned(start(ADVISE), start(EXTRA, 10, 5)), futures=3)
    assert outcomes.coverage[0, 9] == 3 * 500
    assert outcomes.coverage[0, 10] == 3 * 700
    assert outcomes.coverage[0, 15] == 3 * 500


def test_a_milestone_waits_for_its_people_and_its_work() -> None:
    of = small(
        activities=(activity(ADVISE, began=AS_OF), activity(EXTRA)),
        milestones=(
            Milestone(id=MilestoneId("i"), name="i", kind=MilestoneKind.IOC),
            Milestone(id=MilestoneId("f"), name="f", kind=MilestoneKind.FOC),
            Milestone(id=MilestoneId("e"), name="e", kind=MilestoneKind.END_STATE),
        ),
        criteria=(
            *criteria("i", 11),
            *criteria("f", 0, [EXTRA]),
            *criteria("e", 0, ["unplanned"]),
        ),
    )
    outcomes = simulate(of, planned(start(ADVISE), start(EXTRA, 7, 9)), futures=3)
    assert [int(row.argmax()) for row in outcomes.reached] == [7, 7, WEEKS]


def test_cost_is_that_of_the_weeks_that_ran() -> None:
    of = small(activities=(activity(ADVISE, began=AS_OF, cost=12.5),))
    outcomes = simulate(of, planned(start(ADVISE, 0, 9)), futures=4)
    assert outcomes.cost[-1].tolist() == [4 * 9 * 13, 4 * (9 * 13) ** 2]


def test_a_scenario_that_takes_a_pledge_or_a_site_away_still_plays_the_old_plan() -> None:
    def scene(kind: Verb, subject: str, week: int) -> Change:
        return Change(
            id=ChangeId("c"),
            scenario=ScenarioId("x"),
            kind=kind,
            subject=SubjectId(subject),
            window=Window(first_day(week)),
        )

    cases = [
        (scene(Verb.PLEDGE_WITHDRAWN, ADVISE, 5), HeldBackBy.POSTS),
        (scene(Verb.SITE_CLOSES, SITE, 5), HeldBackBy.SITE),
    ]
    for change, cause in cases:
        of = small(scenarios=(Scenario(id=ScenarioId("x"), name="x"),), changes=(change,))
        outcomes = simulate(under(of, ScenarioId("x")), planned(start(ADVISE)), futures=3)
        assert held(outcomes, cause) == list(range(5, WEEKS))
    gone = replace(small(), pledges=(), sites=small().sites)
    assert held(simulate(gone, planned(start(ADVISE)), futures=3), HeldBackBy.POSTS) == list(
        range(WEEKS)
    )


def test_levels_asked_about_are_those_of_the_mission_and_of_the_planned_path() -> None:
    last = ActivityId("last")
    of = small(
        activities=(activity(ADVISE, began=AS_OF), activity(EXTRA), activity(last)),
        modes=(mode(ADVISE), mode(EXTRA), mode(last)),
        posts=(post(ADVISE, 10), post(EXTRA, 10), post(last, 3)),
        levels=(
            Level(id=LevelId("now"), name="now", kind=FigureKind.DEPLOYED, people=500),
            Level(id=LevelId("cap"), name="cap", kind=FigureKind.CEILING, people=4000),
            Level(id=LevelId("open"), name="open", kind=FigureKind.DEPLOYED),
        ),
    )
    found = default_levels(of, planned(start(ADVISE), start(EXTRA, 7, 9), start(last, 9, 9)))
    assert found == (("now", 500), ("cap", 4000), ("now+1", 510), ("now+2", 513))


def test_stopping_gives_the_first_futures_and_says_so() -> None:
    of = small(shocks=(shock(kind=ShockKind.ATTACK),))
    told: list[tuple[int, int]] = []
    cut = simulate(
        of,
        planned(start(ADVISE)),
        futures=10_000,
        threads=2,
        progress=lambda done, total: told.append((done, total)),
        stop=lambda: len(told) >= 3,
    )
    assert cut.stopped
    assert told[-1] == (cut.futures, 10_000)
    assert 0 < cut.futures < 10_000
    whole = simulate(of, planned(start(ADVISE)), futures=cut.futures)
    assert not whole.stopped
    assert np.array_equal(cut.running, whole.running)
    assert np.array_equal(cut.force, whole.force)


@pytest.mark.parametrize(
    ("choice", "named"),
    [
        ({"futures": 0}, "futures"),
        ({"futures": 10**9 + 1}, "futures"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**63}, "seed"),
        ({"threads": 0}, "threads"),
    ],
)
def test_numbers_out_of_bounds_are_refused_by_name(choice: dict[str, int], named: str) -> None:
    with pytest.raises(CadreError, match=named):
        simulate(small(), planned(start(ADVISE)), **choice)  # type: ignore[arg-type]


def test_a_plan_that_does_not_belong_to_the_mission_is_refused() -> None:
    of, played = small(), planned(start(ADVISE))
    with pytest.raises(CadreError, match="has 30 weeks"):
        simulate(replace(of, profile=profile(WEEKS + 1)), played, futures=1)
    with pytest.raises(CadreError, match="unheard-of"):
        simulate(of, planned(start(ActivityId("unheard-of"))), futures=1)
    with pytest.raises(CadreError, match="doesn't start"):
        simulate(of, replace(played, starts=()), futures=1)


def test_work_that_comes_after_itself_is_refused() -> None:
    of = small(activities=(activity(ADVISE, after=(EXTRA,)), activity(EXTRA, after=(ADVISE,))))
    with pytest.raises(CadreError, match="advise, extra"):
        simulate(of, planned(start(ADVISE), start(EXTRA)), futures=1)


def test_sums_that_would_not_fit_are_refused() -> None:
    of = small(activities=(activity(ADVISE, began=AS_OF, cost=1e9),))
    figures = "up to 2,147,483,648 in a future. Correct the figures"
    with pytest.raises(CadreError, match=f"overflow; allowed: {figures}"):
        simulate(of, planned(start(ADVISE)), futures=10)
    dear = rule(Signal.STRENGTH_BELOW, None, Action.CALL, ADVISE, below=1, cost=1e9)
    with pytest.raises(CadreError, match="overflow"):
        simulate(small(triggers=(dear,)), planned(start(ADVISE)), futures=10)
    half = small(activities=(activity(ADVISE, began=AS_OF, cost=5e7),))
    with pytest.raises(CadreError, match=r"overflow; allowed: at most 2\. Play fewer futures"):
        simulate(half, planned(start(ADVISE)), futures=10)
    # A million seats of which hardly any can be filled are no reason.
    for supply, futures in ((0, 100_000), (180, 1)):
        school = course(seats=500_000, weeks=1, break_weeks=0, supply=supply)
        taught = small(courses=(school,))
        if supply:
            simulate(taught, planned(start(ADVISE)), futures=futures)
        else:
            with pytest.raises(CadreError, match=r"graduate up to .* of course c "):
                simulate(taught, planned(start(ADVISE)), futures=futures)


def test_what_is_due_after_the_horizon_is_reached_by_whatever_reached_it_within() -> None:
    outcomes = simulate(small(), planned(start(ADVISE)), futures=10)
    first = np.array([0, 4, *[0] * (WEEKS - 2), 6])
    for week, share in ((-1, 0.0), (0, 0.0), (1, 0.4), (WEEKS - 1, 0.4), (WEEKS + 9, 0.4)):
        assert outcomes.share_by(first, week).value == share, week
    assert outcomes.share_ever(first).value == 0.4, "never is no week by which it is so"


def test_a_day_whose_interval_reaches_into_never_has_no_error_in_weeks() -> None:
    """Never stands beside the last week, so that a number of weeks would say far too little."""
    outcomes = simulate(small(), planned(start(ADVISE)), futures=10)
    first = np.array([0, 6, *[0] * (WEEKS - 2), 4])
    found = outcomes.first_quantile(first, 0.5)
    assert (found.value, found.error, found.earliest, found.latest) == (1, None, 1, None)


def test_errors_of_weeks_and_needs_are_those_of_numbers_as_far_apart_as_they_can_be() -> None:
    # Of 99 futures a third lose all weeks, the others none; half cover a need, the others nothing.
    one = simulate(small(), planned(start(ADVISE)), futures=99)
    paused = np.zeros_like(one.paused)
    paused[-1] = paused[HeldBackBy.ATTACK] = 33 * WEEKS
    lost = replace(one, paused=paused)
    for found in (lost.weeks_held_back(), lost.weeks_held_back(HeldBackBy.ATTACK)):
        assert found.value == 10
        assert found.error == pytest.approx(sqrt(10 * (WEEKS - 10) / 99))
    half = replace(one, needs=(NeedId("n"),), coverage=np.full((1, WEEKS), 99 * 500))
    found = half.coverage_of(0)
    assert found.value == 0.5
    assert found.error == pytest.approx(sqrt(0.25 / 99))


def test_a_plan_that_starts_nothing_is_played_too() -> None:
    outcomes = simulate(small(), Plan(horizon=small().horizon, made_from=MADE), futures=7, seed=5)
    assert outcomes.force[:, 0].tolist() == [7] * WEEKS
    assert outcomes.made_from.seed == 5
