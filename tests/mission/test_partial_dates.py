"""Dates as documents give them: a season read as a day would date what nobody dated."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cadre.mission.partial import PATTERN
from cadre.mission.weeks import PartialDate, Window

MEANT = [
    ("2021-Q3", "2021-07-01", "2021-09-30"),
    ("2021-q1", "2021-01-01", "2021-03-31"),
    ("Q4 2021", "2021-10-01", "2021-12-31"),
    ("second quarter of 2021", "2021-04-01", "2021-06-30"),
    ("2021-H1", "2021-01-01", "2021-06-30"),
    ("First half of 2021", "2021-01-01", "2021-06-30"),
    ("second half of 2021", "2021-07-01", "2021-12-31"),
    ("spring 2021", "2021-03-01", "2021-05-31"),
    ("summer 2021", "2021-06-01", "2021-08-31"),
    ("Summer 2021", "2021-06-01", "2021-08-31"),
    ("autumn 2021", "2021-09-01", "2021-11-30"),
    ("fall 2021", "2021-09-01", "2021-11-30"),
    ("winter 2020/21", "2020-12-01", "2021-02-28"),
    ("winter 2019/2020", "2019-12-01", "2020-02-29"),
    ("winter 1999/00", "1999-12-01", "2000-02-29"),
    ("winter 2021", "2020-12-01", "2022-02-28"),
    ("early 2021", "2021-01-01", "2021-04-30"),
    ("mid-2021", "2021-05-01", "2021-08-31"),
    ("mid 2021", "2021-05-01", "2021-08-31"),
    ("late 2021", "2021-09-01", "2021-12-31"),
    ("March 2021", "2021-03-01", "2021-03-31"),
    ("early March 2021", "2021-03-01", "2021-03-10"),
    ("mid-March 2021", "2021-03-11", "2021-03-20"),
    ("late February 2020", "2020-02-21", "2020-02-29"),
    ("2018/2021", "2018-01-01", "2021-12-31"),
    ("2018 to 2020", "2018-01-01", "2020-12-31"),
    ("2020-03/2020-05", "2020-03-01", "2020-05-31"),
    ("2020-01-04 to 2020-02", "2020-01-04", "2020-02-29"),
    ("autumn 2020 to mid-2021", "2020-09-01", "2021-08-31"),
    ("winter 2019/20 to winter 2020/21", "2019-12-01", "2021-02-28"),
]


@pytest.mark.parametrize(("text", "first", "last"), MEANT)
def test_every_form_is_all_the_days_that_it_may_mean(text: str, first: str, last: str) -> None:
    read = PartialDate.parse(text)
    assert read.window == Window.of_days(date.fromisoformat(first), date.fromisoformat(last))
    assert str(read) == text, "what the document says must not be lost"


@pytest.mark.parametrize(
    "text",
    [
        "summer",
        "2021 summer",
        "summer of 2021",
        "2021-Q5",
        "2021-H3",
        "third half of 2021",
        "winter 2020/22",
        "2020/21",
        "2018-2021",
        "2021 to 2018",
        "2020 to",
        "late",
        "mid-2021-13",
        "2018 to 2019 to 2020",
        "SUMMER 2021",
        " 2021",
        "\uff12\uff10\uff12\uff11",  # digits of another width
    ],
)
def test_what_has_no_one_meaning_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


YEARS = st.integers(1990, 2050)
SEASONS = ("spring", "summer", "autumn", "winter")


def day_of(year: int) -> st.SearchStrategy[date]:
    return st.integers(0, 364).map(lambda n: date(year, 1, 1) + timedelta(n))


@given(YEARS.flatmap(day_of))
def test_quarters_halves_and_thirds_of_a_year_hold_each_day_once(day: date) -> None:
    year = day.year
    for parts in (
        [f"{year}-Q{n}" for n in (1, 2, 3, 4)],
        [f"{which} half of {year}" for which in ("first", "second")],
        [f"{which} {year}" for which in ("early", "mid", "late")],
        [f"{name} {year}" for name in calendar.month_name[1:]],
    ):
        assert sum(day in PartialDate.parse(part).window for part in parts) == 1


@given(YEARS.flatmap(day_of))
def test_every_day_lies_in_one_season(day: date) -> None:
    winters = [f"winter {year}/{(year + 1) % 100:02}" for year in (day.year - 1, day.year)]
    seasons = [f"{name} {day.year}" for name in SEASONS[:3]]
    held = [one for one in (*seasons, *winters) if day in PartialDate.parse(one).window]
    assert len(held) == 1
    either = PartialDate.parse(f"winter {day.year}").window
    assert all(PartialDate.parse(one).window.overlaps(either) for one in winters)


SINGLE = st.one_of(
    YEARS.flatmap(day_of).map(str),
    YEARS.map(str),
    st.tuples(YEARS, st.integers(1, 12)).map(lambda pair: f"{pair[0]}-{pair[1]:02}"),
    st.tuples(YEARS, st.integers(1, 4)).map(lambda pair: f"{pair[0]}-Q{pair[1]}"),
    st.tuples(st.sampled_from(SEASONS), YEARS).map(lambda pair: f"{pair[0]} {pair[1]}"),
    st.tuples(st.sampled_from(("early", "mid", "late")), YEARS).map(
        lambda pair: f"{pair[0]}-{pair[1]}"
    ),
    YEARS.map(lambda year: f"winter {year}/{(year + 1) % 100:02}"),
)


@given(SINGLE, SINGLE, st.sampled_from((" to ", "/")))
def test_a_span_reaches_from_the_first_to_the_last_day_or_is_refused(
    one: str, other: str, between: str
) -> None:
    # A stroke after a winter belongs to the winter: `winter 2020/2021`.
    assume(between != "/" or re.fullmatch(r"winter \d{4}/\d{4}", f"{one}/{other}") is None)
    first, last = PartialDate.parse(one), PartialDate.parse(other)
    orderly = first.earliest <= last.earliest and first.latest <= last.latest
    text = f"{one}{between}{other}"
    if not orderly:
        with pytest.raises(ValueError, match="disorder"):
            PartialDate.parse(text)
        return
    span = PartialDate.parse(text)
    assert (span.earliest, span.latest) == (first.earliest, last.latest)
    assert PartialDate.parse(str(span)) == span


@given(st.one_of(SINGLE, st.tuples(SINGLE, SINGLE).map(" to ".join), st.text(max_size=24)))
def test_what_is_read_looks_as_the_published_pattern_says(text: str) -> None:
    """Other tools check the tables by the pattern: it must not refuse what Cadre takes."""
    try:
        PartialDate.parse(text)
    except ValueError:
        return
    assert re.fullmatch(PATTERN, text)
