"""Pauses that are known today are the same in every future, and named as what they are."""

from __future__ import annotations

import pytest

from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.ids import AuthorityId, NationId, PauseId, ProgrammeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.weeks import DateRange, Window
from cadre.simulator.outcomes import HeldBackBy
from cadre.simulator.run import simulate
from tests.simulator.chance import AS_OF
from tests.simulator.missions import mission, plan
from tests.simulator.small import (
    ADVISE,
    CONSENT,
    EXTRA,
    SITE,
    WEEKS,
    activity,
    first_day,
    held,
    mode,
    planned,
    ran,
    small,
    start,
)
from tests.simulator.test_simulator_exactness import compared

STATED = Authority(id=CONSENT, name="Consent", kind=AuthorityKind.CONSENT)
WORK = activity(ADVISE, began=AS_OF, cover=(AuthorityKind.CONSENT,))


def pause(first: int, end: int, **scope: object) -> Pause:
    return Pause(
        id=PauseId(f"p{first}"),
        name="p",
        cause=PauseCause.ORDER,
        window=Window(first_day(first), first_day(end)),
        **scope,  # type: ignore[arg-type]
    )


def paused(*pauses: Pause, **tables: object) -> Mission:
    stated: dict[str, object] = {"activities": (WORK,), "authorities": (STATED,)}
    return small(pauses=pauses, **(stated | tables))


SCOPES = [
    {"authorities": (CONSENT,)},
    {"sites": (SITE,)},
    {"programmes": (ProgrammeId("p"),)},
    {},
]


@pytest.mark.parametrize("scope", SCOPES, ids=["law", "site", "programme", "all work"])
def test_work_stands_still_in_a_pause_and_goes_on_after_it(scope: dict[str, object]) -> None:
    outcomes = simulate(paused(pause(5, 9, **scope)), planned(start(ADVISE)), futures=20)
    assert held(outcomes, HeldBackBy.PAUSE) == [5, 6, 7, 8]
    assert ran(outcomes) == [*range(5), *range(9, WEEKS)]
    assert outcomes.paused[HeldBackBy.PAUSE] == 20 * 4
    assert outcomes.force[6, 10] == 20, "people stay"


def test_pauses_that_overlap_take_their_union() -> None:
    of = paused(pause(5, 9, sites=(SITE,)), pause(7, 12, authorities=(CONSENT,)))
    outcomes = simulate(of, planned(start(ADVISE)), futures=5)
    assert held(outcomes, HeldBackBy.PAUSE) == list(range(5, 12))


def test_a_pause_elsewhere_halts_nothing() -> None:
    of = paused(pause(5, 9, sites=(SiteId("other"),)), pause(6, 7, programmes=(ProgrammeId("q"),)))
    assert ran(simulate(of, planned(start(ADVISE)), futures=5)) == list(range(WEEKS))


def test_law_that_lapses_in_a_pause_is_law_that_lapses() -> None:
    short = Authority(
        id=CONSENT, name="c", kind=AuthorityKind.CONSENT, window=Window(end=first_day(7))
    )
    of = paused(pause(5, 9, authorities=(CONSENT,)), authorities=(short,))
    outcomes = simulate(of, planned(start(ADVISE)), futures=5)
    assert held(outcomes, HeldBackBy.PAUSE) == [5, 6]
    assert held(outcomes, HeldBackBy.COVER) == list(range(7, WEEKS))


def test_a_start_isnt_called_in_a_pause() -> None:
    of = paused(pause(3, 6), activities=(activity(EXTRA),), modes=(mode(EXTRA, weeks=4),))
    outcomes = simulate(of, planned(start(EXTRA, 3, 4)), futures=5)
    assert ran(outcomes) == [6, 7, 8, 9]
    assert held(outcomes, HeldBackBy.PAUSE) == [3, 4, 5]


def test_time_that_a_pause_takes_from_work_of_a_fixed_length_isnt_made_up() -> None:
    of = paused(pause(3, 6), activities=(activity(EXTRA),), modes=(mode(EXTRA, weeks=8),))
    assert ran(simulate(of, planned(start(EXTRA, 0, 8)), futures=5)) == [0, 1, 2, 6, 7]


def test_law_that_may_come_in_a_pauses_stead_lets_work_go_on_in_some_futures() -> None:
    again = Authority(
        id=AuthorityId("again"),
        name="again",
        kind=AuthorityKind.CONSENT,
        state=AuthorityState.EXPECTED,
        belief=0.5,
        granted=DateRange.exactly(first_day(10)),
    )
    of = paused(pause(0, WEEKS, authorities=(CONSENT,)), authorities=(STATED, again))
    outcomes = simulate(of, planned(start(ADVISE)), futures=2_000)
    assert held(outcomes, HeldBackBy.PAUSE) == list(range(10))
    assert outcomes.running[0, 10] == pytest.approx(1_000, abs=100)
    # From then on planning dates have other law: what lacks isn't for the pause alone.
    assert outcomes.held_back[0, HeldBackBy.COVER, 10] == 2_000 - outcomes.running[0, 10]


def test_people_are_away_while_their_nations_own_decision_is_paused() -> None:
    vote = Authority(
        id=AuthorityId("vote"), name="v", kind=AuthorityKind.NATIONAL, nations=(NationId("CAN"),)
    )
    of = paused(pause(4, 6, authorities=(vote.id,)), authorities=(STATED, vote))
    outcomes = simulate(of, planned(start(ADVISE)), futures=5)
    assert held(outcomes, HeldBackBy.POSTS) == [4, 5]
    assert outcomes.force[4, 0] == 5


@pytest.mark.parametrize("number", [9, 12, 15, 19])
def test_futures_with_pauses_are_those_of_the_slow_oracle(number: int) -> None:
    of = mission(number)
    assert of.pauses
    assert compared(of, plan(of, number), 25) == []


def test_the_random_missions_have_pauses_that_halt_work_and_pauses_that_take_its_law() -> None:
    causes = [simulate(mission(n), plan(mission(n), n), futures=5) for n in (9, 12, 15, 19)]
    assert sum(int(one.paused[HeldBackBy.PAUSE]) for one in causes) > 50
