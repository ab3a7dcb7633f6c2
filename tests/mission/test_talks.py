"""When the host can carry talks, in an order in which each is over when it is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.mission.authorities import Negotiation
from cadre.mission.ids import NegotiationId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.talks import in_time
from tests.oracle.talks import held
from tests.planner.missions import MONDAY, day, mission


def talk(key: str, weeks: float, load: int = 1, since: int = 0) -> Negotiation:
    first = MONDAY + timedelta(days=since)
    return Negotiation(
        id=NegotiationId(key), name=key, earliest=first, weeks=exact(weeks), load=load
    )


def carrying(capacity: int, *talks: Negotiation) -> Mission:
    made = mission(negotiations=talks)
    return replace(made, profile=replace(made.profile, negotiating_capacity=capacity))


def days_of(given: Mission, **due: date) -> dict[str, date] | None:
    found = in_time(given, {NegotiationId(key): last for key, last in due.items()})
    return None if found is None else {str(one.id): days.start for days, one in found}


def test_talks_due_first_are_held_first() -> None:
    """In the order of the table b would be over a week too late."""
    given = carrying(1, talk("a", 2), talk("b", 1))
    assert days_of(given, a=day(3), b=day(1)) == {"a": day(1), "b": day(0)}
    assert days_of(given, a=day(2), b=day(1)) is None


def test_talks_due_later_go_first_where_those_due_first_cannot_begin_yet() -> None:
    """Waiting for a would leave the host idle, and b without time."""
    given = carrying(1, talk("a", 1, since=14), talk("b", 2))
    assert days_of(given, a=day(3), b=day(4)) == {"a": day(2), "b": day(0)}


def test_talks_that_could_begin_now_wait_for_others_that_cannot_wait() -> None:
    """Whoever always begins what is due first, or what can begin first, finds no way here."""
    given = carrying(2, talk("a", 4), talk("b", 2, load=2, since=7), talk("c", 1, load=2))
    assert days_of(given, a=day(7), b=day(3), c=day(1)) == {"a": day(3), "b": day(1), "c": day(0)}


def test_agreed_talks_keep_their_days_and_may_be_over_too_late() -> None:
    given = carrying(1, replace(talk("a", 2), agreed=True), talk("b", 1))
    assert days_of(given, b=day(3)) == {"b": day(2)}
    assert days_of(given, a=day(2), b=day(3)) == {"a": day(0), "b": day(2)}
    assert days_of(given, a=day(1)) is None


@settings(deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from((0.5, 1, 1.5, 2)),
            st.integers(1, 2),
            st.sampled_from((0, 3, 7)),
            st.integers(1, 6),
        ),
        min_size=1,
        max_size=4,
    ),
    capacity=st.integers(0, 3),
)
def test_talks_are_in_time_where_some_order_of_all_has_them_in_time(
    rows: list[tuple[float, int, int, int]], capacity: int
) -> None:
    """An order given up too soon is work refused that could have begun."""
    talks = [talk(f"t{n}", *row[:3]) for n, row in enumerate(rows)]
    given = carrying(capacity, *talks)
    due = {one.id: day(row[3]) for one, row in zip(talks, rows, strict=True)}
    some = any(
        all(end <= due[NegotiationId(key)] for key, end in held(given, order).items())
        for order in permutations(talks)
    )
    found = in_time(given, due)
    assert (found is not None) is some
    for window, one in found or ():
        assert one.earliest <= window.start
        assert window.end <= due[one.id]
