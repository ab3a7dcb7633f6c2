"""Who changes over is counted in one place: never in both, never in none, never below zero."""

from dataclasses import replace
from datetime import date, timedelta
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.mission.enablers import Support
from cadre.mission.forces import Contingent, Pledge, Transfer
from cadre.mission.ids import (
    ContingentId,
    EnablerId,
    NationId,
    PartnerId,
    PledgeId,
    SiteId,
    SkillId,
    SupportId,
    TransferId,
)
from cadre.mission.mission import Mission
from cadre.mission.transfers import (
    arrivals,
    leavings,
    lends,
    lent,
    lent_days,
    lent_in_turn,
    lent_on,
    people_on,
    pledged,
    strength,
)
from cadre.mission.weeks import Window
from tests.checks.building import profile

FIRST = date(2020, 7, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(-3, 40)]
numbers = st.integers(1, 30)
offsets = st.integers(-2, 36)


def contingent(number: int, people: int, lends: str | None = None) -> Contingent:
    return Contingent(
        id=ContingentId(f"c{number}"),
        partner=PartnerId("coalition"),
        nation=NationId("ESP"),
        skill=SkillId("trainer"),
        people=people,
        support=None if lends is None else SupportId(lends),
    )


def pledge(number: int, people: int, window: Window = Window()) -> Pledge:
    return Pledge(
        id=PledgeId(f"p{number}"),
        nation=NationId("ESP"),
        skill=SkillId("trainer"),
        people=people,
        window=window,
    )


def transfer(number: int, source: int, into: int, people: int, after: int) -> Transfer:
    return Transfer(
        id=TransferId(f"t{number}"),
        contingent=ContingentId(f"c{source}"),
        pledge=PledgeId(f"p{into}"),
        people=people,
        day=FIRST + timedelta(days=after),
    )


def support(people: int | None) -> Support:
    return Support(
        id=SupportId("guards"),
        enabler=EnablerId("guarding"),
        provider=PartnerId("coalition"),
        site=SiteId("camp"),
        people=people,
    )


@st.composite
def missions(draw: st.DrawFn) -> Mission:
    """Contingents, pledges and transfers between them, sound or not."""
    sources = draw(st.lists(numbers, min_size=1, max_size=3))
    offers = draw(st.lists(numbers, min_size=1, max_size=3))
    moves = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(sources) - 1), st.integers(0, len(offers) - 1), numbers, offsets
            ),
            max_size=8,
        )
    )
    lends = draw(st.booleans())
    return Mission(
        profile=profile(),
        contingents=tuple(
            contingent(n, people, "guards" if lends else None) for n, people in enumerate(sources)
        ),
        pledges=tuple(pledge(n, people) for n, people in enumerate(offers)),
        transfers=tuple(transfer(n, *move) for n, move in enumerate(moves)),
        supports=(support(draw(st.integers(0, 60))),),
    )


def by_transfer(mission: Mission, pledge: Pledge, day: date) -> int:
    """People who have come to a pledge by transfer up to and on a day."""
    return sum(people for one, people in arrivals(mission, pledge) if one.day <= day)


@given(missions())
def test_on_every_day_those_who_stay_and_those_who_have_come_are_the_same_people(
    mission: Mission,
) -> None:
    everybody = sum(one.people for one in mission.contingents)
    for day in DAYS:
        stayed = sum(strength(mission, one, day) for one in mission.contingents)
        came = sum(by_transfer(mission, one, day) for one in mission.pledges)
        assert stayed + came == everybody, "people were lost on the way, or counted twice"


@given(missions())
def test_no_contingent_pledge_or_support_falls_below_zero_whatever_a_dossier_says(
    mission: Mission,
) -> None:
    for day in DAYS:
        today = Window.of_days(day, day)
        assert all(strength(mission, one, day) >= 0 for one in mission.contingents)
        assert all(0 <= people_on(mission, one, today) <= one.people for one in mission.pledges)
        lends = [(lent_on(mission, one, day), one.people) for one in mission.supports]
        assert all(0 <= now <= (inf if most is None else most) for now, most in lends)


@given(missions())
def test_lent_support_shrinks_by_those_who_leave_until_nothing_is_left(mission: Mission) -> None:
    one = mission.supports[0]
    assert one.people is not None
    for day in DAYS:
        gone = sum(
            row.people - strength(mission, row, day)
            for row in mission.contingents
            if row.support == one.id
        )
        assert lent_on(mission, one, day) == max(0, one.people - gone)


@given(missions())
def test_parts_add_up_to_what_is_there_on_each_day(mission: Mission) -> None:
    for day in DAYS:
        today = Window.of_days(day, day)
        for one in mission.pledges:
            rows = mission.transfers_into(one.id)
            own = max(0, one.people - sum(row.people for row in rows))
            expected = min(one.people, own + by_transfer(mission, one, day))
            assert people_on(mission, one, today) == expected
        row = mission.supports[0]
        parts = sum(people for window, people in lent(mission, row) if day in window)
        assert parts == lent_on(mission, row, day)


@given(missions())
def test_stretches_tell_of_each_day_what_is_lent_on_it_and_nothing_twice(mission: Mission) -> None:
    row = mission.supports[0]
    for day in DAYS:
        told = [people for days, people in lent_in_turn(mission, row) if day in days]
        assert sum(people or 0 for people in told) == lent_on(mission, row, day)
        assert len(told) <= 1, "a reader would add up what is told of one day twice"
        assert lends(mission, row, Window.of_days(day, day)) == (lent_on(mission, row, day) > 0)
    days = lent_days(mission, row)
    assert (days is None) == (not lent_in_turn(mission, row))


def test_a_transfer_is_the_same_number_where_it_leaves_and_where_it_arrives() -> None:
    mission = Mission(
        profile=profile(),
        contingents=(contingent(0, 10),),
        pledges=(pledge(0, 12),),
        transfers=(transfer(0, 0, 0, 7, 0), transfer(1, 0, 0, 5, 10)),
    )
    left = [people for _, people in leavings(mission, mission.contingents[0])]
    came = [people for _, people in arrivals(mission, mission.pledges[0])]
    assert left == came == [7, 3], "the second finds only three people left"


ROWS = [
    (FIRST - timedelta(days=1), 0, "the day before the first"),
    (FIRST, 7, "the first day itself"),
    (FIRST + timedelta(days=20), 7, "the day after the contingent's last"),
    (FIRST + timedelta(days=21), 0, "a day later nobody is there"),
]


@pytest.mark.parametrize(("day", "people", "reason"), ROWS)
def test_people_can_leave_a_contingent_while_it_is_there_and_as_it_ends(
    day: date, people: int, reason: str
) -> None:
    window = Window(FIRST, FIRST + timedelta(days=20))
    mission = Mission(
        profile=profile(),
        contingents=(replace(contingent(0, 7), window=window),),
        pledges=(pledge(0, 7),),
        transfers=(replace(transfer(0, 0, 0, 7, 0), day=day),),
    )
    late = FIRST + timedelta(days=60)
    assert by_transfer(mission, mission.pledges[0], late) == people, reason


def test_a_pledge_holds_its_own_people_before_others_join_it() -> None:
    window = Window(FIRST, FIRST + timedelta(days=30))
    mission = Mission(
        profile=profile(),
        contingents=(contingent(0, 10),),
        pledges=(pledge(0, 12, window),),
        transfers=(transfer(0, 0, 0, 7, 10),),
    )
    joined = Window(FIRST + timedelta(days=10), window.end)
    assert pledged(mission, mission.pledges[0]) == ((window, 5), (joined, 7))
    assert people_on(mission, mission.pledges[0], window) == 5, "not all were there all the time"


def test_support_without_a_number_stays_as_much_as_is_needed() -> None:
    mission = Mission(
        profile=profile(),
        contingents=(contingent(0, 10, "guards"),),
        pledges=(pledge(0, 10),),
        transfers=(transfer(0, 0, 0, 10, 0),),
        supports=(support(None),),
    )
    assert lent_on(mission, mission.supports[0], DAYS[-1]) == inf
