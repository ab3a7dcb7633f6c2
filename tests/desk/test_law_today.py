"""Law on the overview is shown to whoever may see what it was made from, and to nobody else."""

from __future__ import annotations

import csv
from pathlib import Path
from shutil import copytree

import pytest

from cadre.desk.desk import Desk
from cadre.desk.overview import overview

TEMPLATE = Path(__file__).parents[2] / "examples/template"
KEPT = "RESTRICTED REL MISSION"


def with_row(folder: Path, table: str, **cells: str) -> Path:
    """The starter with a row more in a table, and with advice that has begun."""
    copytree(TEMPLATE, folder)
    for name, row in ((table, cells), ("activities", {})):
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            head, rows = reader.fieldnames or [], list(reader)
        for one in rows if name == "activities" else ():
            one["began"] = "2025-12-20" if one["id"] == "advise-ministry" else ""
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
