"""What spreadsheets make of what a person types, and what is taken of it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from cadre.dossier.tables import TABLES, Column
from cadre.exchange.cells import NO_VALUE, Cell
from cadre.workbook.values import CellError, Held, text_of


def column(name: str) -> Column:
    table, _, own = name.partition(".")
    return next(one for one in TABLES[table].columns if one.name == own)


TEXT, IDS, REF = column("posts.rank"), column("posts.id"), column("posts.activity")
PEOPLE, SHARE, SCALE = column("posts.people"), column("pledges.belief"), column("needs.weight")
DAY, PARTIAL, DAYS = (
    column("posts.known_from"),
    column("sources.date"),
    column("decisions.meetings"),
)
TRUTH, CHOICE = column("needs.critical"), column("posts.priority")

READ: list[tuple[Column, Cell, str]] = [
    (TEXT, Cell("OF-3"), "OF-3"),
    (TEXT, Cell("  OF-3\xa0 "), "OF-3"),
    (TEXT, Cell("Col\xa0(retd)"), "Col\xa0(retd)"),
    (TEXT, Cell(3.0, "General"), "3"),
    (TEXT, Cell("=1+1"), "=1+1"),
    (IDS, Cell("007"), "007"),
    (IDS, Cell("p\u200b1"), "p1"),
    (IDS, Cell("\u200ep\u00ad1"), "p1"),
    (REF, Cell("\xa0"), ""),
    (PEOPLE, Cell(12.0, "General"), "12"),
    (PEOPLE, Cell("12"), "12"),
    (PEOPLE, Cell(" 1\u202f200 "), "1200"),
    (PEOPLE, Cell(12.5, "General"), "12.5"),  # not a whole number, as the row's reader tells
    (SHARE, Cell(0.5, "0%"), "0.5"),
    (SHARE, Cell("50 %"), "0.5"),
    (SHARE, Cell("12,5 %"), "0.125"),
    (SHARE, Cell("0,5"), "0.5"),
    (SHARE, Cell("0,125"), "0.125"),  # no thousands begin with 0
    (SHARE, Cell("12 500,250"), "12500.250"),  # blanks part thousands, so the comma doesn't
    (SCALE, Cell("2,75"), "2.75"),
    (DAY, Cell(datetime(2021, 2, 18), "yyyy\\-mm\\-dd"), "2021-02-18"),  # noqa: DTZ001
    (DAY, Cell("2021-02-18"), "2021-02-18"),
    (DAY, Cell("18 February 2021"), "2021-02-18"),
    (DAY, Cell("18 févr. 2021"), "2021-02-18"),
    (DAY, Cell("February 18, 2021"), "2021-02-18"),
    (DAY, Cell("18.02.2021"), "2021-02-18"),
    (DAY, Cell("03/03/2021"), "2021-03-03"),
    (DAYS, Cell("2021-02-18; 2021-03-01"), "2021-02-18; 2021-03-01"),
    (PARTIAL, Cell("2021-02"), "2021-02"),
    (PARTIAL, Cell("Summer 2021"), "Summer 2021"),
    (PARTIAL, Cell("Feb 2021"), "2021-02"),
    (PARTIAL, Cell(2021, "General"), "2021"),
    (PARTIAL, Cell(datetime(2021, 2, 1), "mmm\\-yy"), "2021-02"),  # noqa: DTZ001
    (PARTIAL, Cell(datetime(2021, 2, 1), "dd/mm/yyyy"), "2021-02-01"),  # noqa: DTZ001
    (TRUTH, Cell(value=True), "true"),
    (TRUTH, Cell("FALSE"), "FALSE"),
    (CHOICE, Cell("Critical"), "critical"),
]


@pytest.mark.parametrize(("kind", "cell", "text"), READ)
def test_a_cell_is_taken_as_it_is_meant(kind: Column, cell: Cell, text: str) -> None:
    assert text_of(cell, kind) == text


REFUSED: list[tuple[Column, Cell, str]] = [
    (DAY, Cell("03/04/2021"), "day and month may be either way round"),
    (DAY, Cell(datetime(2021, 2, 18, 14, 30), "General"), "a day with a time"),  # noqa: DTZ001
    (DAY, Cell(44245, "General"), "is the number 44245"),
    (DAY, Cell(datetime(1905, 7, 13), "yyyy-mm-dd"), "a year typed as a day"),  # noqa: DTZ001
    (DAY, Cell(datetime(2021, 2, 1), "mmm yyyy"), "shows a month"),  # noqa: DTZ001
    (DAY, Cell(time(14, 30), "hh:mm"), "a time of the day"),
    (DAY, Cell(value=True), "is true"),
    (PEOPLE, Cell("1,234"), "the comma may part thousands or begin a fraction"),
    (PEOPLE, Cell(12, "0%"), "shown as a percentage, though it is no share"),
    (PEOPLE, Cell(datetime(2021, 2, 18), "General"), "may have made of something else"),  # noqa: DTZ001
    (TEXT, Cell(datetime(2021, 3, 1), "d-mmm"), "may have made of something else"),  # noqa: DTZ001
    (IDS, Cell(date(2021, 3, 1), "d-mmm"), "may have made of something else"),
    (IDS, Cell(7, "General"), "zeros were lost"),
    (TRUTH, Cell(1, "General"), "is the number 1"),
    (TEXT, Cell(problem=NO_VALUE), "a formula without its value"),
    (TEXT, Cell(problem="holds the error #REF!"), "#REF!"),
]


@pytest.mark.parametrize(("kind", "cell", "why"), REFUSED)
def test_a_cell_that_may_mean_something_else_is_refused_with_its_reason(
    kind: Column, cell: Cell, why: str
) -> None:
    with pytest.raises(CellError) as error:
        text_of(cell, kind, Held(ids=("007", "p1")))
    assert why in error.value.problem
    assert error.value.remedy.endswith(".")


def test_a_day_before_all_missions_is_a_day_all_the_same() -> None:
    """A negative number shown as a day; whether the column takes it is told by the row's reader."""
    assert text_of(Cell(datetime(1899, 12, 25), "yyyy-mm-dd"), DAY) == "1899-12-25"  # noqa: DTZ001


def test_what_the_dossier_has_already_is_never_refused() -> None:
    """Else a sound row couldn't come back: a day of 1905, a weight shown in percent."""
    day = Cell(datetime(1905, 7, 13), "yyyy-mm-dd")  # noqa: DTZ001
    assert text_of(day, DAY, Held(text="1905-07-13")) == "1905-07-13"
    assert text_of(Cell(2, "0%"), SCALE, Held(text="2")) == "2"
    assert text_of(Cell("a\nb"), TEXT, Held(text="a\r\nb")) == "a\r\nb"
    assert text_of(Cell(7, "General"), IDS, Held(text="7", ids=("007", "7"))) == "7"
