"""How numbers, dates and lists are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cadre.brief.words import (
    day_text,
    days_in,
    figure,
    listed,
    percent,
    percents,
    quarter_weeks,
    sentence,
    some_of,
    window_text,
)
from cadre.mission.weeks import ALWAYS, NEVER, NO_DAY, Horizon, Window


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (4000, "4,000"),
        (1234567.8, "1,234,568"),
        (12.34, "12.3"),
        (0.254, "0.25"),
        (0.1, "0.1"),
        (-3, "-3"),
        (-0.001, "0"),
    ],
)
def test_figures_have_no_more_places_than_needed(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.004, "<1%"),
        (0.005, "<1%"),
        (0.995, ">99%"),
        (0.996, ">99%"),
        (0.006, "1%"),
        (0.37, "37%"),
    ],
)
def test_what_is_neither_nothing_nor_all_is_not_printed_as_such(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("shares", "places", "texts"),
    [
        ([0.375, 0.375, 0.125, 0.125], 0, ["38%", "38%", "12%", "12%"]),
        ([1 / 3, 1 / 3, 1 / 3], 0, ["34%", "33%", "33%"]),
        ([0.3336, 0.3336, 0.3328], 1, ["33.4%", "33.3%", "33.3%"]),
        ([0.996, 0.004], 0, [">99%", "<1%"]),
        ([0.9996, 0.0004], 1, [">99.9%", "<0.1%"]),
        ([0.1249, 0.25], 1, ["12.5%", "25.0%"]),
        ([1.0, 0.0], 1, ["100.0%", "0.0%"]),
        ([], 0, []),
    ],
)
def test_shares_of_one_whole_add_up_as_printed(
    shares: list[float], places: int, texts: list[str]
) -> None:
    assert percents(shares, places) == texts


def test_dates_are_written_out() -> None:
    assert day_text(date(2021, 3, 15)) == "15 March 2021"
    assert day_text(None) == "unknown"


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (Window(), "no dates stated"),
        (NO_DAY, "on no day"),
        (Window(ALWAYS, date(2021, 3, 2)), "until 1 Mar 2021"),
        (Window(date(2021, 3, 1), NEVER), "from 1 Mar 2021, no end stated"),
        (Window(date(2021, 3, 1), date(2021, 3, 2)), "1 Mar 2021"),
        (Window(date(2021, 3, 1), date(2021, 4, 1)), "1 Mar 2021 to 31 Mar 2021"),
    ],
)
def test_windows_name_the_last_day_that_counts(window: Window, text: str) -> None:
    assert window_text(window) == text


def test_days_named_in_a_text_are_found() -> None:
    assert days_in("From 18 February 2021 to 1 May 2022; 31 February 2021 is none") == [
        date(2021, 2, 18),
        date(2022, 5, 1),
    ]


def test_lists_read_as_a_person_says_them() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b", "c"], 2) == "a, b and 1 more"
    assert sentence("what is asked") == "What is asked."
    assert sentence("Why?") == "Why?"


def test_every_quarter_end_has_its_week_and_the_last_week_is_there() -> None:
    horizon = Horizon.between(date(2021, 3, 15), date(2022, 12, 31))
    weeks = quarter_weeks(horizon)
    ends = [horizon.span(week) for week in weeks]
    for day in (date(2021, 3, 31), date(2021, 6, 30), date(2021, 12, 31), date(2022, 9, 30)):
        assert any(day in span for span in ends), day
    assert weeks[-1] == horizon.weeks - 1
    assert len(set(weeks)) == len(weeks)


def test_a_quarter_that_ends_with_the_week_is_not_counted_twice() -> None:
    horizon = Horizon(date(2021, 1, 4), 26)
    weeks = quarter_weeks(horizon)
    assert date(2021, 3, 31) in horizon.span(weeks[0])
    assert horizon.day(weeks[-1] + 1) - timedelta(days=1) == date(2021, 7, 4)


def test_of_many_weeks_the_last_one_stays() -> None:
    assert some_of((1, 2, 3), 3) == (1, 2, 3)
    picked = some_of(tuple(range(10)), 4)
    assert len(picked) <= 4
    assert picked[-1] == 9
