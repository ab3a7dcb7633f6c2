"""Days as others write them: each form once, and the slips that are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cadre.exchange.days import BadDayError, Order, days_of, order_of

D, M = Order.DAY_FIRST, Order.MONTH_FIRST
READ = [
    ("2022-02-18", None, ("2022-02-18", "2022-02-18"), "a day"),
    ("2022-02", None, ("2022-02-01", "2022-02-28"), "a month"),
    ("2022", None, ("2022-01-01", "2022-12-31"), "a year"),
    ("2022-02-18T00:00:00", None, ("2022-02-18", "2022-02-18"), "with a time of day"),
    ("18.02.2022 00:00", None, ("2022-02-18", "2022-02-18"), "so in Germany"),
    ("2/18/22 12:00:00 AM", None, ("2022-02-18", "2022-02-18"), "so in the United States"),
    ("2022/2/8", None, ("2022-02-08", "2022-02-08"), "slashes"),
    ("18/02/2022", None, ("2022-02-18", "2022-02-18"), "there is no month 18"),
    ("02/18/2022", None, ("2022-02-18", "2022-02-18"), "there is no month 18, the other way"),
    ("03/04/2022", D, ("2022-04-03", "2022-04-03"), "the day first"),
    ("03/04/2022", M, ("2022-03-04", "2022-03-04"), "the month first"),
    ("05.05.2022", None, ("2022-05-05", "2022-05-05"), "both ways are one"),
    ("8/5/02", M, ("2002-08-05", "2002-08-05"), "two figures of a year"),
    ("février 2022", None, ("2022-02-01", "2022-02-28"), "French"),
    ("1er mars 2022", None, ("2022-03-01", "2022-03-01"), "the first, in French"),
    ("12 March 2021", None, ("2021-03-12", "2021-03-12"), "English"),
    ("Jan-22", None, ("2022-01-01", "2022-01-31"), "short"),
    (44610, None, ("2022-02-18", "2022-02-18"), "the number of a spreadsheet"),
    (datetime(2022, 2, 18, tzinfo=UTC), None, ("2022-02-18", "2022-02-18"), "a date with time"),
    (date(2022, 2, 18), None, ("2022-02-18", "2022-02-18"), "a date"),
    (2018, None, ("2018-01-01", "2018-12-31"), "a bare year"),
    (date(1905, 7, 10), None, ("2018-01-01", "2018-12-31"), "2018 in a cell shown as a day"),
]


@pytest.mark.parametrize(("value", "order", "window", "reason"), READ)
def test_a_day_is_read_as_it_was_meant(
    value: object, order: Order | None, window: tuple[str, str], reason: str
) -> None:
    found = days_of(value, order)
    assert found is not None
    assert (str(found.window.first), str(found.window.last)) == window, reason


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_blank_cell_says_nothing(value: object) -> None:
    assert days_of(value) is None


def test_a_bare_year_is_told_apart_from_a_day() -> None:
    """Else work of a hundred years ago would seem to run."""
    years = [days_of(value) for value in (2018, date(1905, 7, 10), "2018", date(2018, 1, 1))]
    assert [one.year_typed for one in years if one] == [True, True, False, False]


REFUSED = [
    ("03/04/2022", True, "March or April"),
    ("soon", False, "no day"),
    ("2022-02-30", False, "no such day"),
    ("31/31/2022", False, "no such month"),
    (date(1913, 9, 8), False, "5000 is no year either"),
    (date(201, 12, 31), False, "a figure is missing"),
    ("2921-01-01", False, "a figure was mistyped"),
    (True, False, "a truth"),
    (1e300, False, "a number"),
    ("fin mai ou juin 2022", False, "two months"),
]


@pytest.mark.parametrize(("value", "two_ways", "reason"), REFUSED)
def test_what_is_no_day_is_refused(value: object, two_ways: bool, reason: str) -> None:
    with pytest.raises(BadDayError) as error:
        days_of(value)
    assert error.value.two_ways is two_ways, reason


ORDERS = [
    (["03/04/2022", "18/04/2022"], D, "18 is a day"),
    (["03/04/2022", "04/18/2022"], M, "18 is a day"),
    (["03/04/2022"], None, "nothing tells"),
    (["18/04/2022", "04/18/2022"], None, "both ways in one column"),
    ([44610, None, "2022-02"], None, "none of these can be read in two ways"),
]


@pytest.mark.parametrize(("values", "order", "reason"), ORDERS)
def test_the_order_of_a_column_is_found_out_from_days_beyond_twelve(
    values: list[object], order: Order | None, reason: str
) -> None:
    assert order_of(values) is order, reason
