"""Files of others, made for a test: workbooks, tables as text, and what an import makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from cadre.desk.imports import Imported, Order, import_file
from cadre.dossier.load import load
from cadre.mission.findings import Finding
from cadre.mission.mission import Mission
from cadre.mission.partners import PartnerActivity

SAMPLES = Path(__file__).parents[2] / ".." / "shared" / "samples"
IRAQ = SAMPLES / "partners" / "iraq-3w-2022-jan-apr.xlsx"
NIGER = SAMPLES / "partners" / "niger-3w-2022-feb.xlsx"
ABOUT = SAMPLES / "partners" / "iraq-humanitarian-operational-presence-3w.json"
TRAINING = SAMPLES / "training" / "us-training-iraq-2000-2021.csv"

HEADER = ("Organisation", "Acronym", "Sector", "Activity", "Province", "Start date", "End date")
ROW = ("Help for All", "HFA", "Police", "Courses", "North", "2026-02-01", "2026-06-30")


def row(**cells: object) -> tuple[object, ...]:
    """The usual row with some cells changed, by the first word of their header."""
    places = {name.split()[0].lower(): place for place, name in enumerate(HEADER)}
    made: list[object] = list(ROW)
    for name, value in cells.items():
        made[places[name]] = value
    return tuple(made)


def workbook(path: Path, rows: Iterable[Sequence[object]], sheet: str = "3W") -> Path:
    """A workbook of one sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for cells in rows:
        page.append(list(cells))
    book.save(path)
    return path


def table(path: Path, *rows: Sequence[object]) -> Path:
    """A workbook with the usual header over some rows."""
    return workbook(path, [HEADER, *rows])


def take(folder: Path, file: Path, **order: Any) -> Imported:  # noqa: ANN401
    given: dict[str, Any] = {"file": file, "format": "3w"} | order
    return import_file(folder, Order(**given))


def stated(folder: Path) -> Mission:
    """What the dossier states, once it is sure that it reads without a fault."""
    loaded = load(folder)
    assert loaded.findings == ()
    return loaded.mission


def works(folder: Path) -> tuple[PartnerActivity, ...]:
    return stated(folder).partner_activities


def codes(done: Imported) -> list[str]:
    return [one.code for one in done.findings]


def told(done: Imported, code: str) -> list[Finding]:
    return [one for one in done.findings if one.code == code]


def one_told(done: Imported, code: str) -> Finding:
    found = told(done, code)
    assert len(found) == 1, [f"{one.code} {one.place} {one.message}" for one in done.findings]
    return found[0]
