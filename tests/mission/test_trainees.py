"""Trainees are asked of each institution above a course, whole people a year."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cadre.mission.ids import ActivityId, CourseId, InstitutionId
from cadre.mission.mission import Mission
from cadre.mission.needs import Institution
from cadre.mission.trainees import TraineeLine, releasing, trainee_lines, trainee_rate
from cadre.mission.training import Course
from tests.planner.missions import activity, course, mission

STATE, MOD, SCHOOL = InstitutionId("state"), InstitutionId("mod"), InstitutionId("school")


def ladder(*courses: Course) -> Mission:
    """A school below a ministry below the state; the ministry's supply isn't known."""
    return mission(
        activities=(
            activity("a", institution=SCHOOL),
            activity("b", institution=MOD),
            activity("c"),
        ),
        institutions=(
            Institution(id=STATE, name="State", supply=500),
            Institution(id=MOD, name="Ministry", part_of=STATE),
            Institution(id=SCHOOL, name="School", part_of=MOD, supply=100),
        ),
        courses=courses,
    )


def test_each_institution_above_that_states_a_supply_is_asked() -> None:
    made = ladder(course("a", 10, 20, break_weeks=3), course("b", 4, 5), course("c", 4, 5))
    assert trainee_lines(made) == (
        TraineeLine(institution=STATE, room=500, rates={ActivityId("a"): 80, ActivityId("b"): 65}),
        TraineeLine(institution=SCHOOL, room=100, rates={ActivityId("a"): 80}),
    )
    assert [releasing(made, one) for one in made.activities] == [(SCHOOL, STATE), (STATE,), ()]


def test_courses_of_one_work_ask_together() -> None:
    one = course("a", 10, 20, break_weeks=3)
    made = ladder(one, replace(one, id=CourseId("second"), seats=10))
    assert trainee_lines(made)[1].rates == {ActivityId("a"): 120}


def test_where_nothing_is_taught_nobody_is_asked() -> None:
    assert trainee_lines(ladder()) == ()


@given(
    weeks=st.integers(1, 60),
    rest=st.integers(0, 30),
    seats=st.integers(1, 400),
    supply=st.integers(0, 2000),
)
def test_a_rate_is_what_a_year_of_classes_asks_less_a_part_of_one(
    weeks: int, rest: int, seats: int, supply: int
) -> None:
    one = course("a", weeks, seats, break_weeks=rest, supply=supply)
    cycle = weeks + rest
    filled = min(seats, supply * cycle // 52) if supply else seats
    exact = Fraction(filled * 52, cycle)
    assert trainee_rate(one) <= exact < trainee_rate(one) + 1
    assert not supply or trainee_rate(one) <= supply
