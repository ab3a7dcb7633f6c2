"""What comes from outside: waves of attacks, and a consent that is withdrawn and comes back."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.enablers import Enabler
from cadre.mission.ids import AuthorityId, ShockId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment
from cadre.mission.quantities import Range, exact
from cadre.mission.scenarios import Shock, ShockKind
from cadre.simulator.outcomes import HeldBackBy, Outcomes
from cadre.simulator.run import simulate
from tests.simulator.chance import AS_OF, profile
from tests.simulator.small import (
    ADVISE,
    EXTRA,
    GUARD,
    SITE,
    WEEKS,
    activity,
    held,
    planned,
    pledge,
    ran,
    shock,
    small,
    start,
)

LONG = 520
AGREED = Authority(id=AuthorityId("c"), name="c", kind=AuthorityKind.CONSENT)


def at_work(weeks: int, *shocks: Shock, **fields: object) -> Mission:
    """One piece of work for so many weeks, a thousand each, under these shocks."""
    begun = activity(ADVISE, began=AS_OF, cost=1.0, **fields)
    return small(profile=profile(weeks), activities=(begun,), authorities=(AGREED,), shocks=shocks)


def played(of: Mission, futures: int, seed: int = 1) -> Outcomes:
    weeks = of.horizon.weeks
    plan = replace(planned(start(ADVISE, 0, weeks)), horizon=of.horizon)
    return simulate(of, plan, futures=futures, seed=seed)


def stops(outcomes: Outcomes) -> tuple[float, float]:
    """Mean and variance of the weeks without work in a future: what they don't cost."""
    total, squares = (int(one) for one in np.asarray(outcomes.cost).reshape(-1, 2)[-1])
    mean = total / outcomes.futures
    return len(outcomes.force) - mean, squares / outcomes.futures - mean**2


def waves(again: float, per_year: float = 2.0) -> Shock:
    """Attacks of a week, each of which another follows at once with a chance of `again`."""
    return shock(
        kind=ShockKind.ATTACK, per_year=exact(per_year), again=exact(again), again_weeks=exact(0)
    )


def counted(again: float, per_year: float, weeks: int) -> tuple[float, float]:
    """Mean and variance of the weeks hit, by the chances of two states from week to week."""
    fresh = per_year * (1 - again) / 52
    chance = {(False, 0): 1.0}
    for _ in range(weeks):
        after: dict[tuple[bool, int], float] = {}
        for (hit, number), p in chance.items():
            comes = again + (1 - again) * fresh if hit else fresh
            for now, q in ((True, comes), (False, 1 - comes)):
                key = now, number + now
                after[key] = after.get(key, 0.0) + p * q
        chance = {key: p for key, p in after.items() if p > 1e-15}
    mean = sum(number * p for (_, number), p in chance.items())
    return mean, sum(number**2 * p for (_, number), p in chance.items()) - mean**2


@pytest.mark.parametrize("again", [0.0, 0.37, 0.8])
def test_attacks_in_waves_vary_as_much_as_their_chances_from_week_to_week_say(again: float) -> None:
    futures = 40_000
    mean, variance = stops(played(at_work(LONG, waves(again)), futures))
    known, spread = counted(again, 2.0, LONG)
    assert mean == pytest.approx(known, abs=4.5 * sqrt(spread / futures))
    assert variance == pytest.approx(spread, rel=0.05)


@pytest.mark.parametrize("again", [0.37, 0.8])
def test_short_attacks_spread_as_a_sum_of_geometric_waves_does(again: float) -> None:
    # Variance over mean is what the record of attacks is told by: 1 when they come evenly.
    mean, variance = stops(played(at_work(1040, waves(again, 0.5)), 40_000))
    assert variance / mean == pytest.approx((1 + again) / (1 - again), rel=0.06)


def test_a_year_has_as_many_attacks_in_waves_as_when_they_come_evenly() -> None:
    # Who states how often attacks come must not get more of them by saying that they cluster.
    evenly, clustered = (stops(played(at_work(LONG, waves(a, 0.5)), 40_000))[0] for a in (0, 0.6))
    assert evenly == pytest.approx(0.5 * LONG / 52, rel=0.02)
    assert clustered == pytest.approx(evenly, rel=0.03)


def test_the_weeks_until_the_first_attack_are_geometric() -> None:
    futures, chance = 40_000, 5.2 / 52
    for_good = shock(kind=ShockKind.ATTACK, for_good=exact(1))
    outcomes = played(at_work(WEEKS, for_good), futures)
    hit = outcomes.held_back[0, HeldBackBy.ATTACK] / futures
    known = 1 - (1 - chance) ** (np.arange(WEEKS) + 1)
    assert np.all(np.abs(hit - known) <= 4.5 * np.sqrt(known * (1 - known) / futures))


def test_another_attack_follows_after_the_weeks_that_are_stated() -> None:
    # Every second attack follows another, three weeks after its end: none comes sooner.
    pair = shock(
        kind=ShockKind.ATTACK,
        per_year=exact(0.5),
        weeks=exact(2),
        again=exact(0.5),
        again_weeks=exact(3),
    )
    outcomes = played(at_work(60, pair), 40_000)
    hit = outcomes.held_back[0, HeldBackBy.ATTACK] / 40_000
    fresh = 0.5 * 0.5 / 52
    assert hit[1] == pytest.approx(2 * fresh, rel=0.12)
    assert hit[4] == pytest.approx(2 * fresh, rel=0.12)
    assert hit[5] == pytest.approx(2.5 * fresh, rel=0.12)
    assert hit[6] == pytest.approx(3 * fresh, rel=0.12)


def lapse(**fields: object) -> Shock:
    stated: dict[str, object] = {"kind": ShockKind.CONSENT, "per_year": exact(99)}
    return shock(**(stated | fields))


HOSTED = {"cover": (AuthorityKind.CONSENT,)}
WORSE = {"weeks": exact(2), "worsens": exact(1), "return_weeks": exact(5)}


def of_host(**fields: object) -> Mission:
    """Work that needs the host's consent, and beside it work that doesn't."""
    return small(
        activities=(
            activity(ADVISE, began=AS_OF, **HOSTED),
            activity(EXTRA, began=AS_OF),
        ),
        authorities=(AGREED,),
        **fields,
    )


def test_people_leave_when_a_suspension_worsens_and_come_back_with_consent() -> None:
    of = of_host(shocks=(lapse(**WORSE),))
    outcomes = simulate(of, planned(start(ADVISE), start(EXTRA)), futures=5)
    suspended = [week for week in range(WEEKS) if week % 7 < 2]
    assert held(outcomes, HeldBackBy.CONSENT) == suspended
    assert held(outcomes, HeldBackBy.WITHDRAWN) == [w for w in range(WEEKS) if w % 7 >= 2]
    assert [int(outcomes.force[w, 20]) for w in range(7)] == [5, 5, 0, 0, 0, 0, 0]
    assert [int(outcomes.force[w, 10]) for w in range(7)] == [0, 0, 5, 5, 5, 5, 5]
    assert len(ran(outcomes, 1)) == WEEKS


def test_a_consent_that_is_lost_for_good_is_withdrawn_when_its_weeks_are_over() -> None:
    of = of_host(shocks=(lapse(weeks=exact(3), for_good=exact(1)),))
    outcomes = simulate(of, planned(start(ADVISE), start(EXTRA)), futures=5)
    assert held(outcomes, HeldBackBy.CONSENT) == [0, 1, 2]
    assert held(outcomes, HeldBackBy.WITHDRAWN) == list(range(3, WEEKS))
    assert outcomes.paused[HeldBackBy.WITHDRAWN] == 5 * (WEEKS - 3)


def test_guards_brought_stay_when_consent_is_withdrawn_and_those_in_posts_go() -> None:
    brought = Assignment(
        pledge=pledge(EXTRA).id, enabler=GUARD, site=SITE, people=4, week=0, weeks=WEEKS
    )
    of = of_host(
        shocks=(lapse(weeks=exact(1), for_good=exact(1)),),
        enablers=(Enabler(id=GUARD, name="Guards", per_person=exact(0.1)),),
    )
    plan = planned(start(ADVISE))
    outcomes = simulate(of, replace(plan, assignments=(*plan.assignments, brought)), futures=3)
    assert outcomes.force[0, 14] == 3
    assert outcomes.force[1, 4] == 3


def test_consent_withdrawn_at_one_site_leaves_another_alone() -> None:
    elsewhere = lapse(weeks=exact(1), for_good=exact(1), site=SiteId("elsewhere"))
    of = of_host(shocks=(elsewhere,))
    assert len(ran(simulate(of, planned(start(ADVISE)), futures=3))) == WEEKS


def test_the_share_of_weeks_withdrawn_is_that_of_a_cycle_in_the_long_run() -> None:
    # A wait of 9 weeks on average, 2 suspended, and then 5 withdrawn for every second one.
    half = lapse(**(WORSE | {"per_year": exact(5.2), "worsens": exact(0.5)}))
    outcomes = played(at_work(200, half, **HOSTED), 20_000)
    late = slice(120, 200)
    for cause, weeks in ((HeldBackBy.CONSENT, 2.0), (HeldBackBy.WITHDRAWN, 2.5)):
        share = outcomes.held_back[0, cause, late].mean() / 20_000
        assert share == pytest.approx(weeks / (9 + 2 + 2.5), rel=0.02)


def test_more_that_worsen_never_bring_people_back_sooner_the_first_time() -> None:
    first = []
    for share in (0.2, 0.5):
        one = lapse(**(WORSE | {"worsens": exact(share), "return_weeks": exact(99)}))
        outcomes = simulate(of_host(shocks=(one,)), planned(start(ADVISE)), futures=500)
        first.append(outcomes.held_back[0, HeldBackBy.WITHDRAWN])
    assert np.all(first[0] <= first[1])
    assert first[0].sum() < first[1].sum()


def test_attacks_that_cluster_leave_the_draws_of_everything_else_alone() -> None:
    # Or an option that lowers one risk would seem to change another by mere luck.
    disease = replace(shock(kind=ShockKind.PANDEMIC, weeks=Range(1, 2, 6)), id=ShockId("disease"))
    evenly, clustered = (played(at_work(80, disease, waves(a, 8.0)), 400) for a in (0, 0.7))
    pandemic, attack = HeldBackBy.PANDEMIC, HeldBackBy.ATTACK
    assert np.array_equal(evenly.held_back[0, pandemic], clustered.held_back[0, pandemic])
    assert not np.array_equal(evenly.held_back[0, attack], clustered.held_back[0, attack])
