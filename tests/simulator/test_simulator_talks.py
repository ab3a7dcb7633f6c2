"""Talks in the futures: an authority can't come before the talks that bring it are over."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from cadre.mission.activities import Option
from cadre.mission.authorities import Authority, AuthorityKind, Negotiation, RedLine
from cadre.mission.ids import AuthorityId, NegotiationId, OptionId, RedLineId
from cadre.mission.mission import Mission
from cadre.mission.quantities import Range, exact
from cadre.mission.rearranged import talked_out
from cadre.mission.weeks import DateRange
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.run import simulate
from cadre.simulator.streams import CERTAIN, triangular
from tests.simulator.small import (
    CONSENT,
    EXTRA,
    WEEKS,
    activity,
    consent,
    first_day,
    planned,
    small,
    start,
)

NOW = DateRange.exactly(first_day(0))
OTHERS = "others"


def talk(
    key: str, *brings: str, at: int = 0, weeks: float | Range = 5, **fields: object
) -> Negotiation:
    return Negotiation(
        id=NegotiationId(key),
        name=key,
        brings=tuple(AuthorityId(one) for one in brings),
        earliest=first_day(at),
        weeks=weeks if isinstance(weeks, Range) else exact(weeks),
        **fields,  # type: ignore[arg-type]
    )


def of_talks(*talks: Negotiation, capacity: int = 0, **fields: object) -> Mission:
    """Work that waits for a consent that would come at once but for its talks."""
    given = small(
        activities=(activity(EXTRA),),
        authorities=(consent(1.0, NOW),),
        negotiations=talks,
        **fields,
    )
    return replace(given, profile=replace(given.profile, negotiating_capacity=capacity))


def played(of: Mission, futures: int = 3) -> Outcomes:
    return simulate(of, planned(start(EXTRA, 0, WEEKS, CONSENT)), futures=futures)


def begins(of: Mission) -> int:
    """The week in which the work begins in all futures; WEEKS when it never does."""
    found = np.flatnonzero(played(of).begun[0])
    assert len(found) == 1
    return int(found[0])


PLACED = [
    ((), 0, 0, "no talks bring it"),
    ((talk("its", CONSENT),), 0, 5, "its talks are over"),
    ((talk("its", CONSENT, at=2),), 0, 7, "they can't begin before"),
    ((talk("its", CONSENT, weeks=0),), 0, 1, "a week at least"),
    ((talk("other", agreed=True), talk("its", CONSENT)), 0, 5, "without limit all go on at once"),
    ((talk("other", agreed=True), talk("its", CONSENT)), 1, 10, "one after another"),
    ((talk("other", agreed=True), talk("its", CONSENT)), 2, 5, "side by side"),
    ((talk("its", CONSENT), talk("other", agreed=True)), 1, 10, "agreed ones come first"),
    ((talk("other"), talk("its", CONSENT)), 1, 5, "nobody agreed to the other"),
    ((talk("other", agreed=True, at=9), talk("its", CONSENT)), 1, 5, "room before the other"),
    ((talk("other", agreed=True, at=4), talk("its", CONSENT)), 1, 14, "no room before the other"),
    ((talk("its", CONSENT, load=3),), 2, WEEKS, "more than the host can carry"),
    (
        (talk("vast", agreed=True, load=3), talk("its", CONSENT)),
        2,
        5,
        "what never fits takes nothing",
    ),
    ((talk("slow", CONSENT, weeks=9), talk("quick", CONSENT)), 0, 5, "the first to be over"),
    ((talk("vast", CONSENT, load=3), talk("its", CONSENT)), 2, 5, "the others bring it"),
    (
        (
            talk("a", agreed=True, load=2, weeks=4),
            talk("b", agreed=True, load=1, weeks=9),
            talk("its", CONSENT, load=2),
        ),
        3,
        9,
        "beside what is left",
    ),
]


@pytest.mark.parametrize(("talks", "capacity", "week", "reason"), PLACED)
def test_an_authority_comes_when_its_talks_are_over(
    talks: tuple[Negotiation, ...], capacity: int, week: int, reason: str
) -> None:
    assert begins(of_talks(*talks, capacity=capacity)) == week, reason


def test_talks_that_planned_work_needs_come_before_others() -> None:
    """As in the plan, in which others make way: in the order of the table it would be late."""
    talks = (talk("other", OTHERS), talk("its", CONSENT))
    of = of_talks(*talks, capacity=1)
    other = replace(of.authorities[0], id=AuthorityId(OTHERS))
    option = Option(id=OptionId("inside"), name="inside", negotiations=(talks[1].id,))
    of = replace(of, authorities=(*of.authorities, other))
    assert begins(of) == 10
    works = tuple(replace(one, option=option.id) for one in of.activities)
    assert begins(replace(of, options=(option,), activities=works)) == 5


def test_an_authority_waits_for_its_own_day_after_its_talks() -> None:
    of = of_talks(talk("its", CONSENT))
    later = replace(of, authorities=(consent(1.0, DateRange.exactly(first_day(8))),))
    assert begins(later) == 8


def line(side: str, *accepts: str, point: str = "courts") -> RedLine:
    return RedLine(
        id=RedLineId(f"{side}-{point}-{accepts}"),
        side=side,
        statement="No further.",
        point=point,
        accepts=accepts,
        negotiations=(NegotiationId("its"),),
    )


CLASHES = [
    ((line("host", "a"), line("mission", "b")), WEEKS, "nothing in common"),
    ((line("host", "a", "b"), line("mission", "b")), 5, "one thing in common"),
    ((line("host", "a"), line("host", "b")), 5, "one side alone"),
    ((line("host", "a"), line("mission", "b", point="number")), 5, "two points"),
]


@pytest.mark.parametrize(("lines", "week", "reason"), CLASHES)
def test_talks_without_a_common_point_bring_nothing(
    lines: tuple[RedLine, ...], week: int, reason: str
) -> None:
    assert begins(of_talks(talk("its", CONSENT), red_lines=lines)) == week, reason


def test_talks_that_a_what_if_says_are_over_bring_their_authority_on_that_day() -> None:
    # Plans count on it from that day; futures must not wait a week longer, nor for ever.
    lines = (line("host", "a"), line("mission", "b"))
    of = of_talks(talk("its", CONSENT, at=9), red_lines=lines)
    assert begins(talked_out(of, NegotiationId("its"), first_day(3))) == 3


def test_talks_that_go_on_do_not_close_what_is_in_force_already() -> None:
    of = of_talks(talk("renewal", CONSENT, OTHERS, agreed=True))
    force = Authority(id=CONSENT, name="c", kind=AuthorityKind.CONSENT)
    assert begins(replace(of, authorities=(force,))) == 0


def test_two_talks_one_after_the_other_take_the_sum_of_their_weeks() -> None:
    # Each takes 2 to 8 weeks; both chances together are the table of their sum.
    futures, weeks = 40_000, Range(2, 4, 8)
    talks = (talk("first", agreed=True, weeks=weeks), talk("its", CONSENT, weeks=weeks))
    begun = played(of_talks(*talks, capacity=1), futures).begun[0]
    limits = np.array(triangular(2, 4, 8), dtype=float) / CERTAIN
    each = np.diff(limits, prepend=0.0)
    known = np.zeros(WEEKS + 1)
    for (one, p), (other, q) in product(enumerate(each, 2), repeat=2):
        known[one + other] += p * q
    assert begun.sum() == futures
    spread = np.sqrt(futures * known * (1 - known))
    assert np.all(np.abs(begun - futures * known) <= 4.5 * spread + 1e-9)


def test_talks_that_take_longer_never_bring_an_authority_sooner() -> None:
    sooner, later = (
        played(of_talks(talk("its", CONSENT, weeks=Range(2, likely, 20))), 500).begun[0].cumsum()
        for likely in (4, 12)
    )
    assert np.all(later <= sooner)
    assert later.sum() < sooner.sum()


def test_other_talks_leave_the_draws_of_these_alone() -> None:
    # Or who agrees to other talks would seem to move these by mere luck.
    its = talk("its", CONSENT, weeks=Range(2, 6, 20))
    alone = played(of_talks(its, capacity=2), 400)
    beside = played(
        of_talks(talk("other", agreed=True, weeks=Range(1, 9, 20)), its, capacity=2), 400
    )
    assert np.array_equal(alone.begun, beside.begun)
