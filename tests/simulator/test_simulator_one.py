"""A single future under names: the slow oracle draws the same for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from cadre.dossier.asof import known
from cadre.dossier.load import load
from cadre.errors import CadreError
from cadre.mission.enablers import Enabler
from cadre.mission.forces import Skill
from cadre.mission.ids import PledgeId, ShockId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import exact
from cadre.mission.scenarios import ShockKind
from cadre.mission.sites import Site
from cadre.mission.triggers import Action, Signal
from cadre.mission.weeks import Window
from cadre.simulator.one import OneFuture, stretches
from cadre.simulator.outcomes import HeldBackBy
from cadre.simulator.run import each_future, each_told, one_future, simulate
from tests.oracle.simulator_future import Future
from tests.oracle.simulator_reserve import with_reserve
from tests.simulator.missions import mission, plan
from tests.simulator.plans import plain_plan
from tests.simulator.ruled import gone_in, people, rule
from tests.simulator.small import (
    ADVISE,
    EXTRA,
    GUARD,
    PARTNER,
    SITE,
    activity,
    first_day,
    mode,
    planned,
    pledge,
    shock,
    small,
    start,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "nmi"
SHOCKS = (HeldBackBy.CONSENT, HeldBackBy.PANDEMIC, HeldBackBy.ELECTION, HeldBackBy.ATTACK)


def example() -> tuple[Mission, Plan]:
    whole = load(EXAMPLE).mission
    of = known(whole, whole.profile.as_of)
    return of, plain_plan(of)


def made(number: int) -> tuple[Mission, Plan]:
    of = mission(number)
    return of, plan(of, number)


def day_of(plan: Plan, number: int | None) -> date | None:
    return None if number is None else plan.horizon.start + timedelta(days=number)


def wrong(of: Mission, played: Plan, number: int, seed: int) -> list[str]:
    """What is told otherwise than the oracle has it."""
    whole, callers = with_reserve(of, played)
    fast = one_future(of, played, number=number, seed=seed)
    slow = Future(of, whole, seed, number, callers)
    return [*_wrong_draws(fast, slow), *_wrong_people(fast, slow), *_wrong_weeks(fast, slow)]


def _wrong_draws(fast: OneFuture, slow: Future) -> list[str]:
    found = [f"gate {key}" for key, day in fast.opened.items() if _opens_otherwise(slow, key, day)]
    found += [
        f"partner {key}" for key, week in fast.gone.items() if _in(slow, slow.gone[key]) != week
    ]
    ends = {key: None if days is None else days[1] for key, days in fast.talks.items()}
    if {key: day_of(slow.plan, day) for key, day in ends.items()} != slow.talk_ends:
        found.append("talks")
    if {str(key) for key in slow.gate_days} != set(fast.opened):
        found.append("gates")
    return found


def _in(slow: Future, week: int | None) -> int | None:
    """A week, if the horizon has it."""
    return None if week is None or week >= slow.weeks else max(0, week)


def _opens_otherwise(slow: Future, key: str, day: int | None) -> bool:
    """Whether a gate opens on another day than the oracle has it."""
    other = slow.gate_days[key]
    if other is not None and other.year == 1:
        return day is None or day > 0
    return day_of(slow.plan, day) != other


def _wrong_people(fast: OneFuture, slow: Future) -> list[str]:
    order = list(dict.fromkeys(one.pledge for one in slow.plan.assignments))
    rows = [n for key in order for n, a in enumerate(slow.plan.assignments) if a.pledge == key]
    spans = {n: slow.span(n) for n in rows if slow.pledge_of(slow.plan.assignments[n]) is not None}
    wanted = [
        (heads, begin, min(end, slow.weeks))
        for heads, begin, end in spans.values()
        if begin < min(end, slow.weeks)
    ]
    told = [(one.heads, one.begin, one.end) for one in fast.served if one.begin < one.end]
    return [] if told == wanted else ["people"]


def _wrong_weeks(fast: OneFuture, slow: Future) -> list[str]:
    """Weeks in which a shock of some kind stops a site of the plan."""
    found = []
    kinds = {shock.id: shock for shock in slow.mission.shocks}
    for cause in SHOCKS:
        for site in {one.site for one in slow.plan.starts}:
            told = {
                week
                for hit in fast.hits
                if hit.cause is cause and (site in hit.sites or not hit.sites)
                for week in range(hit.begin, hit.end)
            }
            wanted = set[int]()
            for one, weeks in zip(kinds.values(), slow.shocks, strict=True):
                if one.kind.name == cause.name and one.site in (None, site):
                    wanted |= weeks
            found += [] if told == wanted else [f"{cause.name} at {site}"]
    return found


@pytest.mark.parametrize("number", [2, 5, 7, 101, 113])
def test_what_is_told_of_a_future_is_what_the_oracle_draws_for_it(number: int) -> None:
    """A story that tells another future than the one that was counted would be made up."""
    of, played = made(number)
    assert [wrong(of, played, future, 11) for future in range(6)] == [[]] * 6


def test_it_is_so_for_the_example_too() -> None:
    of, played = example()
    assert [wrong(of, played, future, 3) for future in (0, 4711)] == [[], []]


def test_a_future_told_alone_is_the_one_that_is_played_among_many() -> None:
    of, played = made(5)
    for number, among in enumerate(each_future(of, played, futures=4, seed=8)):
        alone = one_future(of, played, number=number, seed=8).outcomes
        for name in ("force", "running", "held_back", "graduates", "reached", "cost"):
            assert np.array_equal(getattr(alone, name), getattr(among, name)), name


def test_there_are_futures_up_to_a_thousand_million_and_no_others() -> None:
    for number in (-1, 10**9):
        with pytest.raises(CadreError, match="future: is"):
            one_future(small(), planned(start(ADVISE)), number=number, seed=0)
    last = one_future(small(), planned(start(ADVISE)), number=10**9 - 1, seed=0)
    assert last.outcomes.futures == 1


def test_stretches_are_told_apart_by_the_gaps_between_them() -> None:
    assert stretches(np.array([1, 1, 0, 1, 0, 0, 1], dtype=bool)) == [(0, 2), (3, 4), (6, 7)]
    assert stretches(np.zeros(3, dtype=bool)) == []


@pytest.mark.parametrize("number", [1, 6])
def test_futures_told_in_a_row_are_those_that_are_told_one_by_one(number: int) -> None:
    of, played = made(number)
    row = list(each_told(of, played, futures=5, seed=3))
    for future, told in enumerate(row):
        alone = one_future(of, played, number=future, seed=3)
        assert (told.number, told.opened, told.gone) == (future, alone.opened, alone.gone)
        assert (told.talks, told.hits, told.ordered) == (alone.talks, alone.hits, alone.ordered)
        assert told.served == alone.served
        assert np.array_equal(told.outcomes.force, alone.outcomes.force)
        assert np.array_equal(told.outcomes.running, alone.outcomes.running)


@pytest.mark.parametrize("block", [1, 3, 7, 50])
def test_blocks_of_futures_add_up_to_all_of_them(block: int) -> None:
    of, played = made(2)
    whole = simulate(of, played, futures=20, seed=4)
    parts = list(each_future(of, played, futures=20, seed=4, block=block))
    assert sum(one.futures for one in parts) == 20
    for table in ("force", "running", "coverage", "graduates", "cost", "reached"):
        assert np.array_equal(sum(getattr(one, table) for one in parts), getattr(whole, table))


def test_called_support_is_told_of_where_it_finds_no_work() -> None:
    guards = Skill(id=SkillId("guard"), name="guard", enabler=GUARD)
    surge = replace(pledge(ADVISE, people=8), id=PledgeId("surge"), skill=guards.id)
    of = small(
        activities=(activity(ADVISE, enablers=(GUARD,), window=Window(end=first_day(0))),),
        enablers=(Enabler(id=GUARD, name="Guards", per_person=exact(0.4)),),
        skills=(*small().skills, guards),
        pledges=(pledge(ADVISE), surge),
        partners=gone_in(5),
        triggers=(rule(Signal.PROVIDER_GONE, PARTNER, Action.CALL, "surge"),),
    )
    told = one_future(of, planned(start(ADVISE)), number=0, seed=0)
    assert people(told.outcomes) == [0] * 6 + [8] * 24
    assert [(one.pledge, one.heads, one.ready, one.begin, one.end) for one in told.served] == [
        ("surge", 8, 6, 6, 30)
    ], "a story would leave out people who are counted as present"


def test_people_whose_work_of_fixed_length_is_called_late_are_awaited_as_late_as_that() -> None:
    """Else a story would have them come late who come on the day on which they are needed."""
    of = small(
        activities=(activity(ADVISE),),
        modes=(mode(ADVISE, weeks=12),),
        sites=(Site(id=SITE, name="Base", country="IRQ", window=Window(first_day(9))),),
        pledges=(pledge(ADVISE), replace(pledge(ADVISE), id=PledgeId("then"))),
    )
    whole = planned(start(ADVISE, 5, 12))
    first = replace(whole.assignments[0], weeks=6)
    then = replace(first, pledge=PledgeId("then"), week=11)
    told = one_future(of, replace(whole, assignments=(first, then)), number=0, seed=0)
    assert [(one.ready, one.begin, one.end) for one in told.served] == [(9, 9, 15), (15, 15, 21)]


def test_shocks_that_stop_two_sites_in_the_same_weeks_are_told_as_one_of_both() -> None:
    camp = SiteId("camp")
    storm = {"kind": ShockKind.ATTACK, "per_year": exact(52), "weeks": exact(99)}
    of = small(
        activities=(activity(ADVISE), activity(EXTRA)),
        modes=(mode(ADVISE), replace(mode(EXTRA), site=camp)),
        sites=(*small().sites, Site(id=camp, name="Camp", country="IRQ")),
        shocks=(
            shock(site=SITE, **storm),
            replace(shock(site=camp, **storm), id=ShockId("too")),
        ),
    )
    whole = planned(start(ADVISE), start(EXTRA))
    two = replace(whole, starts=(whole.starts[0], replace(whole.starts[1], site=camp)))
    (hit,) = one_future(of, two, number=0, seed=0).hits
    assert (hit.sites, hit.begin, hit.end) == ((SITE, camp), 0, 30)
