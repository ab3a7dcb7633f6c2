"""What matters: the shares are those that are known for functions whose answer is known."""

# ruff: noqa: S311 - dice make the futures
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import pi, sin, sqrt
from random import Random
from statistics import fmean, stdev

import numpy as np
import pytest

from cadre.cli.show_futures import summary_as_text
from cadre.desk.summary import Asked, summarise
from cadre.mission.conditions import Condition
from cadre.mission.forces import Pledge, Rung
from cadre.mission.ids import ConditionId, PledgeId
from cadre.mission.partners import Partner
from cadre.mission.quantities import Range, exact
from cadre.mission.scenarios import ShockKind
from cadre.mission.triggers import Action
from cadre.mission.weeks import DateRange
from cadre.simulator.deciding import draws, joint_sums
from cadre.simulator.matters import BINS, Answer, Deciding, JointSums, Matter, Thing, matters
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.room import tally
from cadre.simulator.run import each_future, simulate
from cadre.simulator.streams import named, words
from cadre.simulator.tables import lay
from tests.simulator.chance import AS_OF
from tests.simulator.missions import mission, plan
from tests.simulator.ruled import gone
from tests.simulator.small import (
    ADVISE,
    CONSENT,
    EXTRA,
    PARTNER,
    activity,
    consent,
    first_day,
    planned,
    pledge,
    shock,
    small,
    start,
)
from tests.simulator.test_simulator_talks import of_talks, talk

SCALE = 1000
WORDS = 1 << 32


def if_met(when: DateRange | None, belief: float) -> Condition:
    return Condition(id=ConditionId("if"), name="c", when=when, belief=belief)


def leaving(when: DateRange, belief: float) -> Partner:
    return Partner(id=PARTNER, name="p", leaves=when, leave_belief=belief)


def unsure(rung: Rung) -> Pledge:
    more = {"delay": Range(0, 2, 4), "strength": Range(0.5, 0.8, 1)}
    return pledge(ADVISE, rung=rung, belief=0.5, **more)


def thing(number: int, deciding: Deciding = Deciding.PLEDGE_DELAY) -> Thing:
    return Thing(id=f"thing-{number}", deciding=deciding)


def joint(
    of: Callable[[Sequence[float]], float], things: int, futures: int, seed: int
) -> JointSums:
    """Sums as a simulator would make them, of whole numbers and words of 32 bits."""
    random = Random(seed)
    counts = np.zeros((things, BINS), dtype=np.int64)
    sums = np.zeros((things, BINS, len(Answer)), dtype=np.int64)
    total = squares = 0
    for _ in range(futures):
        words = [random.getrandbits(32) for _ in range(things)]
        answer = round(SCALE * of([word / WORDS for word in words]))
        total, squares = total + answer, squares + answer**2
        for place, word in enumerate(words):
            counts[place, word >> 29] += 1
            sums[place, word >> 29, Answer.GRADUATES] += answer
    return JointSums(
        things=tuple(thing(number) for number in range(things)),
        counts=counts,
        sums=sums,
        totals=tuple((total, squares) if one is Answer.GRADUATES else (0, 0) for one in Answer),
    )


def by_thing(found: Sequence[Matter]) -> list[Matter]:
    return sorted(found, key=lambda one: one.thing.id)


def ishigami(draws: Sequence[float]) -> float:
    """T. Ishigami, T. Homma 1990, a = 7, b = 0.1: first-order shares 0.3139, 0.4424 and 0."""
    one, two, three = (pi * (2 * draw - 1) for draw in draws)
    return 20 + sin(one) + 7 * sin(two) ** 2 + 0.1 * three**4 * sin(one)


def part_kept(frequency: float) -> float:
    """What means over eighths of -pi to pi keep of a wave's variance."""
    half = frequency * pi / BINS
    return (sin(half) / half) ** 2


def test_the_shares_of_a_sum_of_lines_are_those_of_their_slopes_squared() -> None:
    slopes = (4.0, -2.0, 1.0, 0.0)

    def lines(draws: Sequence[float]) -> float:
        return sum(slope * draw for slope, draw in zip(slopes, draws, strict=True))

    found = by_thing(matters(joint(lines, 4, 20_000, 1), Answer.GRADUATES))
    whole = sum(slope**2 for slope in slopes)
    for slope, one in zip(slopes, found, strict=True):
        wanted = slope**2 / whole * (1 - 1 / BINS**2)
        assert one.share.value == pytest.approx(wanted, abs=4 * one.share.error)
        assert one.correlation**2 == pytest.approx(wanted, abs=0.02)
        assert np.sign(round(one.correlation, 1)) == np.sign(slope)
        assert one.high - one.low == pytest.approx(SCALE * slope * 7 / 8, abs=60)


def test_the_shares_of_ishigami_s_function_are_those_of_its_waves() -> None:
    """A wave whose means in both halves are alike has no correlation, and still matters."""
    found = by_thing(matters(joint(ishigami, 3, 30_000, 2), Answer.GRADUATES))
    wanted = (0.3139 * part_kept(1), 0.4424 * part_kept(2), 0.0)
    for share, one in zip(wanted, found, strict=True):
        assert one.share.value == pytest.approx(share, abs=4 * one.share.error)
    assert abs(found[1].correlation) < 0.03
    assert found[0].correlation > 0.4


def test_what_explains_nothing_scatters_around_nothing_as_its_error_says() -> None:
    """Without taking chance off, hundred idle things would seem to explain much together."""
    runs = [
        by_thing(matters(joint(lambda draws: draws[0], 2, 400, seed), Answer.GRADUATES))
        for seed in range(200)
    ]
    idle = [one[1].share for one in runs]
    assert fmean(one.value for one in idle) == pytest.approx(0, abs=0.004)
    scatter = stdev(one.value for one in idle)
    assert fmean(one.error for one in idle) == pytest.approx(scatter, rel=0.3)


def test_the_error_of_a_share_is_what_other_seeds_scatter_by() -> None:
    def noisy(draws: Sequence[float]) -> float:
        return draws[0] + draws[1] + draws[2]

    runs = [
        by_thing(matters(joint(noisy, 3, 400, seed), Answer.GRADUATES))[0].share
        for seed in range(200)
    ]
    scatter = stdev(one.value for one in runs)
    assert fmean(one.error for one in runs) == pytest.approx(scatter, rel=0.3)
    assert fmean(one.value for one in runs) == pytest.approx(
        63 / 64 / 3, abs=4 * scatter / sqrt(200)
    )


def test_sums_of_two_halves_tell_the_same_as_those_of_the_whole() -> None:
    """Threads count apart, and what they counted is added."""
    one, other = (joint(ishigami, 3, 500, seed) for seed in (1, 2))
    added = replace(
        one,
        counts=one.counts + other.counts,
        sums=one.sums + other.sums,
        totals=tuple(
            (mine[0] + theirs[0], mine[1] + theirs[1])
            for mine, theirs in zip(one.totals, other.totals, strict=True)
        ),
    )
    found = by_thing(matters(added, Answer.GRADUATES))
    low = sum(int(part.sums[0, 0, Answer.GRADUATES]) for part in (one, other))
    assert found[0].low == low / int(added.counts[0, 0])


def test_an_answer_that_is_always_the_same_hangs_on_nothing() -> None:
    assert matters(joint(lambda _: 3.0, 2, 100, 1), Answer.GRADUATES) == ()
    assert matters(joint(lambda _: 3.0, 2, 100, 1), Answer.COST) == ()
    few = joint(ishigami, 3, BINS, 1)
    assert matters(few, Answer.GRADUATES) == ()


def answers_of(one: Outcomes) -> list[int]:
    """The answers of a single future, or summed over all, from what outcomes tell otherwise."""
    people = one.force @ np.arange(one.force.shape[1])
    work, graduates = one.running.sum(), one.graduates.sum()
    return [
        int(found) for found in (people.sum(), work, graduates, one.cost[-1, 0], one.coverage.sum())
    ]


@pytest.mark.parametrize("number", range(6))
def test_sums_by_parts_are_those_of_the_futures_played_one_by_one(number: int) -> None:
    """Blocks of futures are summed as they are played; here each is looked at for itself."""
    of = mission(number)
    played = plan(of, number)
    found = draws(of, played)
    known = simulate(of, played, futures=300, seed=4).matters
    counts = np.zeros((len(found), BINS), dtype=np.int64)
    sums = np.zeros((len(found), BINS, len(Answer)), dtype=np.int64)
    squares = np.zeros(len(Answer), dtype=np.int64)
    for future, one in enumerate(each_future(of, played, futures=300, seed=4)):
        answers = np.array(answers_of(one))
        squares += answers**2
        for row, draw in enumerate(found):
            word = words((4, future), draw.stream, named(draw.thing.id), 0)[draw.word]
            counts[row, BINS * word // WORDS] += 1
            sums[row, BINS * word // WORDS] += answers
    assert [one.thing for one in found] == list(known.things)
    assert known.counts.tolist() == counts.tolist()
    assert known.sums.tolist() == sums.tolist()
    assert [square for _, square in known.totals] == squares.tolist()


def test_answers_of_single_futures_add_up_to_those_of_all() -> None:
    of = mission(5)
    outcomes = simulate(of, plan(of, 5), futures=60, seed=4)
    known = outcomes.matters
    assert [total for total, _ in known.totals] == answers_of(outcomes)
    assert known.totals[Answer.COST][1] == outcomes.cost[-1, 1]
    for row in range(len(known.things)):
        assert known.counts[row].sum() == 60
        assert known.sums[row].sum(axis=0).tolist() == [total for total, _ in known.totals]


def test_squares_of_a_billion_large_answers_are_added_without_losing_any() -> None:
    """Kept in two halves, since a sum of squares of large answers passes 64 bits."""
    of = small()
    played = planned(start(ADVISE))
    tables = lay(of, played, ())
    sums = tally(tables)
    sums.answers[Answer.COST] = (7, (1 << 61) + 5, 1 << 61)
    total, squares = joint_sums(tuple(one.thing for one in draws(of, played)), sums).totals[
        Answer.COST
    ]
    assert (total, squares) == (7, (1 << 93) + (1 << 61) + 5)


def test_work_that_only_one_gate_decides_hangs_on_that_gate_alone() -> None:
    of = small(
        activities=(activity(ADVISE, began=AS_OF), activity(EXTRA)),
        authorities=(consent(0.5),),
        shocks=(replace(shock(kind=ShockKind.ELECTION), per_year=exact(0.01)),),
    )
    played = planned(start(ADVISE), start(EXTRA, 7, 9, "consent"))
    outcomes = simulate(of, played, futures=2000)
    first, *others = matters(outcomes.matters, Answer.WORK_WEEKS)
    assert (first.thing.id, first.thing.deciding) == ("consent", Deciding.GATE_OPENS)
    assert first.share.value > 0.95
    assert first.low > first.high
    assert all(abs(one.share.value) < 0.03 for one in others)


def test_what_can_come_out_only_one_way_is_no_draw_that_matters() -> None:
    of = small(authorities=(consent(1.0),), shocks=(shock(kind=ShockKind.ATTACK),))
    assert [one.thing.id for one in draws(of, planned(start(ADVISE)))] == ["s"]


OPEN = DateRange(AS_OF, AS_OF, first_day(9))
ONE_WAY = [
    ({"conditions": (if_met(None, 0.5),)}, [], "it can't be met when nobody can say when"),
    ({"conditions": (if_met(OPEN, 0.0),)}, [], "its day is nothing to what never opens"),
    (
        {"conditions": (if_met(OPEN, 0.5),)},
        ["opens, or doesn't", "opens early, or late"],
        "it may open",
    ),
    ({"partners": (leaving(OPEN, 0.0),)}, [], "its day is nothing to who never leaves"),
    ({"partners": (leaving(OPEN, 1.0),)}, ["leaves early, or late"], "it leaves for sure"),
    ({"pledges": (unsure(Rung.ARRIVED),)}, [], "who has arrived is there, in time and in strength"),
    (
        {"pledges": (unsure(Rung.OFFERED),)},
        ["is kept, or isn't", "comes in time, or late", "is weak, or strong"],
        "an offer is unsure in all three",
    ),
    ({"shocks": (shock(kind=ShockKind.ATTACK, per_year=exact(0)),)}, [], "it never comes"),
    ({"shocks": (shock(kind=ShockKind.ATTACK, site="elsewhere"),)}, [], "no work is there"),
]


@pytest.mark.parametrize(("tables", "told", "why"), ONE_WAY)
def test_a_draw_is_listed_where_it_can_come_out_in_more_ways_than_one(
    tables: dict[str, object], told: list[str], why: str
) -> None:
    of = small(**tables)
    found = [one.thing.deciding.value for one in draws(of, planned(start(ADVISE)))]
    assert found == told, why


def test_work_that_called_people_save_hangs_on_whether_their_pledge_is_kept() -> None:
    surge = replace(pledge(ADVISE), id=PledgeId("surge"), rung=Rung.INDICATED, belief=0.5)
    of = gone(Action.CALL, "surge", pledges=(pledge(ADVISE, people=4), surge))
    outcomes = simulate(of, planned(start(ADVISE), people=4), futures=500)
    first = matters(outcomes.matters, Answer.WORK_WEEKS)[0]
    assert (first.thing.id, first.thing.deciding) == ("surge", Deciding.PLEDGE_KEPT)
    assert first.share.value > 0.95


def test_talks_that_nobody_holds_or_that_never_end_matter_to_nothing() -> None:
    weeks = Range(2, 5, 9)
    talks = (talk("idle", weeks=weeks), talk("its", CONSENT, weeks=weeks))
    drawn = [of_talks(*talks), of_talks(*(replace(one, load=2) for one in talks), capacity=1)]
    found = [[one.thing.id for one in draws(of, planned(start(EXTRA)))] for of in drawn]
    assert found == [["its"], []]


def test_a_summary_tells_what_matters_and_leaves_out_what_may_be_luck() -> None:
    outcomes = simulate(small(), planned(start(ADVISE)), futures=10)
    known = replace(outcomes, matters=joint(lambda draws: 3 * draws[0] + draws[1], 3, 5000, 3))
    assert summarise(small(), known).matters == ()
    told = summarise(small(), known, Asked(matters=True))
    assert [one.id for one in told.matters] == ["thing-0", "thing-1"]
    assert told.matters[0].answer == "graduates"
    text = summary_as_text(told, "EUR")
    assert "what matters for" in text
    assert "thing-0" in text


def test_what_decides_a_small_part_of_a_large_answer_is_found() -> None:
    # Half of 80,000 futures cost one more than 10^9: doubles lose that between the squares.
    each, cost = 10_000, 10**9
    counts = np.full((1, BINS), each, dtype=np.int64)
    sums = np.zeros((1, BINS, len(Answer)), dtype=np.int64)
    sums[0, :, Answer.COST] = [each * (cost + part // (BINS // 2)) for part in range(BINS)]
    half = each * BINS // 2
    totals = [(0, 0)] * len(Answer)
    totals[Answer.COST] = half * (2 * cost + 1), half * (cost**2 + (cost + 1) ** 2)
    one = JointSums(things=(thing(0),), counts=counts, sums=sums, totals=tuple(totals))
    (found,) = matters(one, Answer.COST)
    assert found.share.value == pytest.approx(1, abs=1e-3)
