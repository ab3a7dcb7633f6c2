"""The overview tells a reader what is made of rows that he may see, and nothing of others."""

from __future__ import annotations

import csv
from pathlib import Path
from shutil import copytree

import pytest

from cadre.desk.desk import Desk
from cadre.desk.overview import overview

TEMPLATE = Path(__file__).parents[2] / "examples/template"
KEPT = "RESTRICTED REL MISSION"


def with_row(folder: Path, table: str, *, begun: str = "2025-12-20", **cells: str) -> Path:
    """The starter with a row more in a table, and with advice that has begun on a day."""
    copytree(TEMPLATE, folder)
    for name, row in ((table, cells), ("activities", {})):
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            head, rows = reader.fieldnames or [], list(reader)
        for one in rows if name == "activities" else ():
            one["began"] = begun if one["id"] == "advise-ministry" else ""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, head)
            writer.writeheader()
            writer.writerows([*rows, row] if row else rows)
    return folder


@pytest.mark.parametrize(
    ("table", "row", "seen", "reason"),
    [
        (
            "authorities",
            {"kind": "national", "name": "A vote", "from": "2025-12-01"},
            True,
            "of a kind that the work doesn't need",
        ),
        (
            "authorities",
            {"kind": "mandate", "name": "More", "from": "2027-12-01", "state": "expected"},
            False,
            "of a kind that it needs, though not in force yet",
        ),
        (
            "pauses",
            {"name": "A halt", "cause": "threat", "from": "2026-01-01", "programmes": "advice"},
            False,
            "what halts it: that it is paused would tell of that",
        ),
    ],
)
def test_who_sees_law_today_is_told_by_the_rows_that_it_is_made_from(
    tmp_path: Path, table: str, row: dict[str, str], seen: bool, reason: str
) -> None:
    """One authority that was kept from a reader took all work with it; a halt took none."""
    folder = with_row(tmp_path / "mine", table, id="more", marking=KEPT, **row)
    assert [one.activity for one in overview(Desk.open(folder)).works] == ["advise-ministry"]
    assert bool(overview(Desk.open(folder, reader="public")).works) is seen, reason


def test_who_may_not_see_a_work_isnt_told_that_it_runs_at_a_site(tmp_path: Path) -> None:
    """The map named all work of a site to whoever may see the site."""
    folder = with_row(tmp_path / "mine", "activities")
    [place] = overview(Desk.open(folder, reader="public")).places
    assert (place.status, [one.name for one in place.works]) == (
        "working",
        ["Advise the ministry on planning"],
    )
    path = folder / "activities.csv"
    head, advice, *others = path.read_text(encoding="utf-8").splitlines()
    assert advice.endswith("council-decision:para 2,,,,")
    advice = advice.removesuffix(",,,,") + f",{KEPT},,,"
    path.write_text("\n".join([head, advice, *others]), encoding="utf-8")
    assert overview(Desk.open(folder)).places[0].status == "working"
    [place] = overview(Desk.open(folder, reader="public")).places
    assert (place.status, place.works) == ("open", ())


def test_who_may_not_see_a_pause_isnt_told_that_a_site_is_shut(tmp_path: Path) -> None:
    halt = {"id": "more", "name": "A halt", "cause": "threat", "from": "2026-01-01"}
    kept = {"sites": "capital", "marking": KEPT}
    folder = with_row(tmp_path / "mine", "pauses", begun="", **halt, **kept)
    assert overview(Desk.open(folder)).places[0].status == "not open"
    assert overview(Desk.open(folder, reader="public")).places[0].status == "open"
