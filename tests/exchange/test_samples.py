"""The real files: what is in them, counted apart from the program by the plainest means."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from cadre.desk.imports import Imported
from cadre.dossier.load import load
from tests.effort import calls
from tests.exchange.files import ABOUT, IRAQ, NIGER, TRAINING, codes, one_told, take, told

NMI = Path(__file__).parents[2] / "examples" / "nmi"
pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in (IRAQ, NIGER, ABOUT, TRAINING)),
    reason="the files of others aren't here",
)


@pytest.fixture
def nmi(tmp_path: Path) -> Path:
    folder = tmp_path / "nmi"
    shutil.copytree(NMI, folder, ignore=shutil.ignore_patterns(".cadre"))
    return folder


def cells(path: Path, sheet: int) -> list[tuple[object, ...]]:
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(path, read_only=True, data_only=True)
    return [row for row in book.worksheets[sheet].iter_rows(values_only=True) if any(row)]


def test_the_workbook_of_iraq(nmi: Path) -> None:
    """4,839 rows by month, camp and group make 583 activities of 107 bodies in 18 governorates."""
    rows = cells(IRAQ, 1)[2:]
    keys = {(row[13], row[10], row[11], row[2]) for row in rows}
    taken: list[Imported] = []
    # Twice what it takes: a row that is compared with every other would show.
    assert calls(lambda: taken.append(take(nmi, IRAQ, about=ABOUT))) < 9_000_000
    (done,) = taken
    assert (done.tally.read, done.tally.refused) == (len(rows), 0) == (4839, 0)
    assert done.tally.activities == len(keys) == 583
    assert done.added["partners"] == len({row[14] for row in rows}) == 107
    mission = load(nmi).mission
    imported = [one for one in mission.partner_activities if one.id.startswith(done.source)]
    assert {str(one.window.first)[:7] for one in imported} >= {"2022-01", "2022-04"}
    source = next(one for one in mission.sources if one.id == done.source)
    assert (source.publisher, str(source.date)) == ("OCHA Iraq", "2022-05-31")
    assert take(nmi, IRAQ, about=ABOUT).written == ()


def test_the_workbook_of_niger(nmi: Path) -> None:
    """In French, without a month, with slips of every kind."""
    rows = cells(NIGER, 0)[2:]
    done = take(nmi, NIGER)
    assert done.tally.read == len(rows) == 2574
    assert done.tally.refused == 5
    assert [one.place.rsplit(":", 2)[1] for one in told(done, "IMP-02")] == [
        "282",
        "283",
        "383",
        "411",
    ]
    assert one_told(done, "IMP-03").place.split(":")[2] == "30"
    over = [row for row in rows if str(row[15]).strip() in ("Réalisé", "Terminé") and not row[13]]
    assert f"Réalisé: {len(over) - 1}" in one_told(done, "IMP-05").message
    assert "a day is shown: 14 " in one_told(done, "IMP-08").message
    assert "rows 2075-2085 of Sentinelles" in one_told(done, "IMP-33").message
    assert "Columns with people (Personne de contact)" in one_told(done, "IMP-14").message
    text = (nmi / "partner_activities.csv").read_text() + (nmi / "partners.csv").read_text()
    people = [str(row[4]).split("@")[0][-8:] for row in rows if row[4] and "@" in str(row[4])]
    assert people
    assert all(f"{one}@" not in text for one in people)


def test_the_training_records(nmi: Path) -> None:
    """1,817 rows, of which 85 are totals and 90 no courses; a report's totals bear the sums out."""
    with TRAINING.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    done = take(nmi, TRAINING, format="us-training")
    assert done.tally.read == len(rows) == 1817
    assert done.tally.taken + done.tally.left + done.tally.refused == done.tally.read
    totals = [row for row in rows if "Program Totals" in row["course_title"]]
    bare = [row for row in rows if not row["course_title"] and not row["start_date"]]
    assert f"sum up others: {len(totals) + len(bare)} " in one_told(done, "IMP-19").message
    extended = [row for row in rows if row["course_title"] == "COVID-19 EXT"]
    assert any(
        f"rows that prolong a stay: {len(extended)} " in x.message for x in told(done, "IMP-21")
    )
    # Of all 85 totals the places agree with the rows once cells that ran together are parted.
    differ = [one.message for one in told(done, "IMP-20")]
    assert len(differ) == 3
    assert all("dollars" in message for message in differ)
    assert "another one: 297." in one_told(done, "IMP-23").message
    mission = load(nmi).mission
    places = [
        one.quantity or 0
        for one in mission.claims
        if one.unit == "course places" and one.source.startswith(done.source)
    ]
    years = {one.source[-9:] for one in mission.claims if one.unit == "course places"}
    assert len(years) == 21
    earlier = 3 + 50
    assert sum(places) - earlier == 2958 + 9000
    assert "IMP-10" not in codes(done)
    assert take(nmi, TRAINING, format="us-training").written == ()
