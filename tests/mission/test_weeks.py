"""Windows and weeks: a day lost or gained here is a day without law somewhere else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.errors import FigureError
from cadre.mission.weeks import (
    ALWAYS,
    NEVER,
    DateRange,
    Horizon,
    PartialDate,
    Window,
    common_to_all,
    days_in,
    union,
)

START = date(2021, 1, 1)


def window(first: int, end: int) -> Window:
    return Window(START + timedelta(first), START + timedelta(end))


windows = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(
    lambda pair: window(pair[0], pair[0] + pair[1])
)


def days(some: tuple[Window, ...] | list[Window]) -> set[date]:
    return {one.start + timedelta(i) for one in some for i in range(one.days)}


@pytest.mark.parametrize(
    ("others", "gaps"),
    [
        ([], [(10, 20)]),
        ([(0, 10)], [(10, 20)]),  # touches before
        ([(20, 30)], [(10, 20)]),  # begins when it ends
        ([(10, 20)], []),
        ([(5, 25)], []),
        ([(12, 15)], [(10, 12), (15, 20)]),
        ([(5, 12), (15, 30)], [(12, 15)]),
        ([(10, 12), (12, 20)], []),  # one follows the other without a gap
        ([(10, 13), (11, 12)], [(13, 20)]),  # one inside another
        ([(30, 40), (0, 5)], [(10, 20)]),
    ],
)
def test_only_the_days_that_nothing_covers_are_gaps(
    others: list[tuple[int, int]], gaps: list[tuple[int, int]]
) -> None:
    found = window(10, 20).without([window(*other) for other in others])
    assert list(found) == [window(*gap) for gap in gaps]


def test_a_gap_after_the_last_cover_stays_open() -> None:
    assert Window(START).without([window(0, 10)]) == (Window(START + timedelta(10)),)


@given(windows, st.lists(windows, max_size=5))
def test_gaps_and_covered_days_make_up_the_window(whole: Window, others: list[Window]) -> None:
    gaps = whole.without(others)
    assert days(gaps) == days([whole]) - days(others)
    assert union(gaps) == gaps


@given(st.lists(windows, max_size=6))
def test_a_union_holds_each_day_once(some: list[Window]) -> None:
    assert days(union(some)) == days(some)
    assert days_in(some) == len(days(some))


@given(st.lists(st.lists(windows, max_size=3), min_size=1, max_size=3))
def test_common_days_are_those_in_every_group(groups: list[list[Window]]) -> None:
    expected = set.intersection(*(days(group) for group in groups))
    assert days(common_to_all(groups)) == expected


def test_days_common_to_no_group_at_all_are_all_days() -> None:
    assert common_to_all([]) == (Window(),)


def test_both_days_of_a_file_count() -> None:
    one_day = Window.of_days(START, START)
    assert one_day.days == 1
    assert START in one_day
    assert START + timedelta(1) not in one_day
    assert (one_day.first, one_day.last) == (START, START)


def test_a_window_without_ends_says_so() -> None:
    assert str(Window()) == "at all times"
    assert str(Window.of_days(START, None)) == "from 2021-01-01 on"
    assert str(Window.of_days(None, START)) == "until 2021-01-01"
    assert Window.of_days(None, None) == Window(ALWAYS, NEVER)


@pytest.mark.parametrize("end", [START, START - timedelta(1)])
def test_a_window_that_ends_before_it_begins_is_refused(end: date) -> None:
    with pytest.raises(FigureError, match="`to` not before `from`"):
        Window(START, end)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2021-12", date(2021, 12, 1), date(2021, 12, 31)),
        ("2021-02-18", date(2021, 2, 18), date(2021, 2, 18)),
    ],
)
def test_a_partial_date_is_all_the_days_it_may_mean(text: str, first: date, last: date) -> None:
    partial = PartialDate.parse(text)
    assert (partial.earliest, partial.latest) == (first, last)
    assert str(partial) == text


@pytest.mark.parametrize("text", ["", "21", "2021-2", "2021-13", "2021-02-30", "summer", "2021-"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_a_date_range_in_disorder_is_refused() -> None:
    with pytest.raises(FigureError, match="in order of time"):
        DateRange(date(2021, 2, 1), date(2021, 1, 1), date(2021, 3, 1))


def test_a_horizon_begins_on_its_first_day_and_holds_whole_weeks_only() -> None:
    """Were it to begin before, work would need law and people on days already past."""
    horizon = Horizon.between(date(2021, 3, 17), date(2021, 4, 6))
    assert horizon == Horizon(date(2021, 3, 17), 3)
    assert Horizon.between(date(2021, 3, 17), date(2021, 4, 5)).weeks == 2


@given(st.integers(-100, 100))
def test_every_day_lies_in_the_week_that_is_numbered_for_it(offset: int) -> None:
    horizon = Horizon(date(2021, 3, 15), 10)
    day = horizon.start + timedelta(offset)
    assert day in horizon.span(horizon.week(day))
    first = horizon.first_whole_week(day)
    assert horizon.day(first) >= day > horizon.day(first - 1)


def test_a_week_is_covered_only_when_all_its_days_are() -> None:
    horizon = Horizon(date(2021, 3, 15), 4)
    almost = Window(date(2021, 3, 16), date(2021, 4, 4))
    assert horizon.covered([almost]) == (False, True, False, False)
    mended = [almost, Window(date(2021, 4, 4), date(2021, 4, 5))]
    assert horizon.covered(mended) == (False, True, True, False)
    assert horizon.covered([Window()]) == (True,) * 4
    assert horizon.covered([]) == (False,) * 4


@given(st.lists(windows, max_size=5))
def test_a_covered_week_has_no_gap(some: list[Window]) -> None:
    horizon = Horizon(date(2021, 1, 4), 12)
    for week, covered in enumerate(horizon.covered(some)):
        assert covered == (horizon.span(week).without(some) == ())


def test_the_weeks_that_a_window_touches_are_counted_from_any_day() -> None:
    horizon = Horizon(date(2021, 3, 15), 4)
    assert list(horizon.overlapped(Window.of_days(date(2021, 3, 21), date(2021, 3, 22)))) == [0, 1]
    assert list(horizon.overlapped(Window.of_days(None, date(2021, 3, 14)))) == []
    assert list(horizon.overlapped(Window())) == [0, 1, 2, 3]


@pytest.mark.parametrize("weeks", [0, -1, 2601])
def test_a_horizon_that_nobody_can_mean_is_refused(weeks: int) -> None:
    with pytest.raises(FigureError, match="fifty years"):
        Horizon(START, weeks)
