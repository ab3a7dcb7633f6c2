"""Pages of the workbook: what every sheet has, and the cells of a row, by their columns."""

from __future__ import annotations

from datetime import date
from typing import Any

from cadre.dossier.tables import Column, Kind
from cadre.workbook import looks
from cadre.workbook.choices import FIRST_DAY
from cadre.workbook.guide import Guide
from cadre.workbook.layout import HEADER, TITLE, carried

Sheet = Any
"""A sheet as XlsxWriter has it; the library tells no types."""
A4 = 9


class Pages:
    """Sheets of one book, alike in title, print and formats."""

    def __init__(self, book: Any, guide: Guide) -> None:  # noqa: ANN401 - untyped library
        self._book = book
        self._guide = guide
        self._formats: dict[str, Any] = {}

    def form(self, look: looks.Looks) -> Any:  # noqa: ANN401 - untyped library
        """The format for a look, made once."""
        key = repr(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(looks.BOOK | look)
        return self._formats[key]

    def begun(self, name: str, title: str, says: str) -> Sheet:
        """A sheet with its title, set up for screen and print; its mark is on every page."""
        sheet = self._book.get_worksheet_by_name(name)
        sheet.set_row(TITLE - 1, 26)
        sheet.write_string(TITLE - 1, 0, title, self.form(looks.TITLE))
        if says:
            sheet.write_string(TITLE - 1, 2, says, self.form(looks.SAYS))
        mark = _printed(self._guide.marking)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.75)
        sheet.set_header(f"&L{_printed(title)}&R{mark}")
        sheet.set_footer(f"&L{mark}&C{_printed(self._guide.title)}&R&P / &N")
        return sheet

    def head(self, sheet: Sheet, row: int, names: dict[str, looks.Looks]) -> None:
        """A row of names, each with its look."""
        for number, (name, look) in enumerate(names.items()):
            sheet.write_string(row, number, name, self.form(look))


def repeated(sheet: Sheet) -> None:
    """Repeat a sheet's title and header on every page."""
    sheet.repeat_rows(TITLE - 1, HEADER - 1)


def put(sheet: Sheet, place: tuple[int, int], column: Column, text: str, form: object) -> None:
    """Write one cell: a number or a day where these come back the same, else text."""
    if not text:
        if column.kind is Kind.ID:
            sheet.write_blank(*place, None, form)
    elif column.many:
        sheet.write_string(*place, carried(text), form)
    elif column.kind in looks.NUMBERS and _exact(text):
        sheet.write_number(*place, float(text), form)
    elif column.kind is Kind.DAY and (day := date.fromisoformat(text)) >= FIRST_DAY:
        sheet.write_datetime(*place, day, form)
    else:
        sheet.write_string(*place, carried(text), form)


def _exact(text: str) -> bool:
    """Whether a number comes back the same from the 16 digits that a workbook holds."""
    number = float(text)
    return float(f"{number:.16G}") == number and abs(number) < 1e300


def _printed(text: str) -> str:
    """A text for the head or foot of a page, where `&` begins a code; these are short."""
    return text.replace("&", "&&")[:70]
