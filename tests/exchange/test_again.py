"""A file imported again, edited, or over what a person wrote: nothing is lost, nothing doubled."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.errors import CadreError, ChangedUnderneathError
from tests.dossier.building import Folder
from tests.exchange.files import ROW, codes, one_told, row, table, take, works

SOUTH = row(province="South")


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


def test_the_same_file_imported_twice_changes_nothing(dossier: Path, tmp_path: Path) -> None:
    path = table(tmp_path / "x.xlsx", ROW, SOUTH)
    take(dossier, path)
    before = contents(dossier)
    again = take(dossier, path)
    assert (again.added, again.updated, again.moved, again.written) == ({}, {}, {}, ())
    assert contents(dossier) == before


EDITS = [
    ({"end": "2026-09-30"}, "window", "prolonged"),
    ({"start": "2026-02-15"}, "window", "begun later"),
    ({"activity": "Seminars"}, "name", "renamed"),
    ({"sector": "Justice"}, "sector", "of another field"),
    ({"province": "East"}, "place", "moved"),
    ({"organisation": "Another Body", "acronym": "AB"}, "partner", "done by another"),
]


@pytest.mark.parametrize(("cells", "field", "reason"), EDITS)
def test_an_edited_row_is_one_update_and_no_duplicate(
    cells: dict[str, object], field: str, reason: str, dossier: Path, tmp_path: Path
) -> None:
    take(dossier, table(tmp_path / "x.xlsx", ROW, SOUTH))
    ids = [one.id for one in works(dossier)]
    edited = table(tmp_path / "x.xlsx", row(**cells), SOUTH)
    done = take(dossier, edited)
    assert done.updated["partner_activities"] == 1, reason
    assert "partner_activities" not in done.added
    changed = [one for one in done.changes if one.table == "partner_activities"]
    assert field in changed[0].fields
    assert [one.id for one in works(dossier)] == ids
    assert "IMP-16" not in codes(done)
    again = take(dossier, edited)
    assert (again.added, again.updated, again.written) == ({}, {}, ())


def test_a_row_put_in_before_others_adds_one_and_moves_the_rest(
    dossier: Path, tmp_path: Path
) -> None:
    take(dossier, table(tmp_path / "x.xlsx", ROW, SOUTH))
    done = take(dossier, table(tmp_path / "x.xlsx", row(province="East"), ROW, SOUTH))
    assert done.added == {"partner_activities": 1}
    assert done.moved["partner_activities"] == 2
    places = {one.place: one.sources[0].locator for one in works(dossier)}
    assert places == {"East": "3W, row 2", "North": "3W, row 3", "South": "3W, row 4"}


def test_a_row_taken_out_of_the_file_is_kept_and_told(dossier: Path, tmp_path: Path) -> None:
    take(dossier, table(tmp_path / "x.xlsx", ROW, SOUTH))
    done = take(dossier, table(tmp_path / "x.xlsx", ROW))
    assert "Activities imported from x before" in one_told(done, "IMP-16").message
    assert len(works(dossier)) == 2


def test_what_a_person_wrote_into_an_imported_row_stays(dossier: Path, tmp_path: Path) -> None:
    take(dossier, table(tmp_path / "x.xlsx", ROW))
    path = dossier / "partner_activities.csv"
    header, line = path.read_text().splitlines()
    places = header.split(",")
    cells = line.split(",")
    for name, value in (("institution", "mod"), ("site", "capital"), ("place", "")):
        if name not in places:
            places.append(name)
            cells.append("")
        cells[places.index(name)] = value
    path.write_text(f"{','.join(places)}\n{','.join(cells)}\n")
    done = take(dossier, table(tmp_path / "x.xlsx", row(end="2026-12-31")))
    work = works(dossier)[0]
    assert (work.institution, work.site, work.place) == ("mod", "capital", "")
    assert str(work.window.last) == "2026-12-31"
    assert done.updated["partner_activities"] == 1


def test_the_dossiers_institution_comes_before_that_of_a_map(dossier: Path, tmp_path: Path) -> None:
    maps = [tmp_path / "one.toml", tmp_path / "other.toml"]
    for path, institution in zip(maps, ("mod", "moi"), strict=True):
        path.write_text(f"[[work]]\nsector = 'police'\ninstitution = '{institution}'\n")
    take(dossier, table(tmp_path / "x.xlsx", ROW), mapped=maps[0])
    done = take(dossier, table(tmp_path / "x.xlsx", ROW), mapped=maps[1])
    assert (
        "names institution mod in the dossier and moi by the map"
        in one_told(done, "IMP-17").message
    )
    assert works(dossier)[0].institution == "mod"


def test_the_same_work_from_another_file_is_not_taken_again(dossier: Path, tmp_path: Path) -> None:
    take(dossier, table(tmp_path / "x.xlsx", ROW))
    done = take(dossier, table(tmp_path / "other.xlsx", ROW, SOUTH))
    assert done.added["partner_activities"] == 1
    assert "place, field and days: 1 " in one_told(done, "IMP-18").message


def test_a_trial_writes_nothing(dossier: Path, tmp_path: Path) -> None:
    before = contents(dossier)
    done = take(dossier, table(tmp_path / "x.xlsx", ROW), dry_run=True)
    assert done.added["partner_activities"] == 1
    assert done.written == ()
    assert contents(dossier) == before


def test_a_folder_that_changes_while_the_file_is_read_is_left_alone(
    dossier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's work would be lost."""
    from cadre.desk import imports  # noqa: PLC0415

    def read(file: object, given: object) -> object:
        (dossier / "partners.csv").write_text("id,name\nnew,Somebody else's\n")
        return read_before(file, given)  # type: ignore[arg-type]

    read_before = imports.FORMATS["3w"]
    monkeypatch.setitem(imports.FORMATS, "3w", read)
    with pytest.raises(ChangedUnderneathError):
        take(dossier, table(tmp_path / "x.xlsx", ROW))
    assert not (dossier / "partner_activities.csv").exists()
    assert (dossier / "partners.csv").read_text() == "id,name\nnew,Somebody else's\n"


def test_a_table_with_faults_is_corrected_before_rows_are_added_to_it(
    dossier: Path, tmp_path: Path
) -> None:
    """A row that was refused would stand there twice."""
    (dossier / "partners.csv").write_text("id,name,leave_belief\nx,X,often\n")
    with pytest.raises(CadreError, match=r"partners\.csv:2"):
        take(dossier, table(tmp_path / "x.xlsx", ROW))


def test_a_source_of_the_dossiers_own_is_not_taken_over(dossier: Path, tmp_path: Path) -> None:
    with pytest.raises(CadreError, match="letter"):
        take(dossier, table(tmp_path / "letter.xlsx", ROW))


def test_rows_of_other_tables_and_comments_keep_their_bytes(dossier: Path, tmp_path: Path) -> None:
    before = contents(dossier)
    take(dossier, table(tmp_path / "x.xlsx", ROW))
    after = contents(dossier)
    for name in ("mission.toml", "sites.csv", "needs.csv", "bed_spaces.csv"):
        assert after[name] == before[name]
    kept = after["partners.csv"].decode().splitlines()
    assert kept[1].startswith("undp,United Nations Development Programme")


CELLS = st.fixed_dictionaries(
    {
        "organisation": st.sampled_from(["Help for All", "Aid", "Aide à tous"]),
        "sector": st.sampled_from(["Police", "Justice"]),
        "activity": st.sampled_from(["Courses", ""]),
        "province": st.sampled_from(["North", "north ", "South", ""]),
        "start": st.sampled_from(["2026-02-01", "2026-03-01", "", 2026]),
        "end": st.sampled_from(["2026-06-30", "2026-12-31", ""]),
    }
)


@settings(max_examples=25, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_whatever_a_file_holds_a_second_import_changes_nothing(
    cells: list[dict[str, object]], random: Random
) -> None:
    """Every row is told of, ids are used once, and the order of rows doesn't matter to them."""
    with TemporaryDirectory() as place:
        folder = Folder.made(Path(place) / "small").path
        rows = [row(**one, acronym="") for one in cells]
        path = table(Path(place) / "x.xlsx", *rows)
        tally = take(folder, path).tally
        assert tally.read == tally.taken + tally.repeated + tally.left + tally.refused
        ids = [one.id for one in works(folder)]
        assert len(set(ids)) == len(ids) == tally.activities
        assert take(folder, path).written == ()
        random.shuffle(rows)
        assert take(folder, table(path, *rows)).added == {}
        assert [one.id for one in works(folder)] == ids
