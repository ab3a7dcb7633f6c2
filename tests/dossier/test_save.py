"""Saving: nobody's work may be lost, and what didn't change may not look changed in a diff."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cadre.dossier.fingerprint import fingerprint
from cadre.dossier.load import load
from cadre.dossier.save import save
from cadre.errors import CadreError, ChangedUnderneathError, DossierError
from cadre.mission.forces import Nation
from cadre.mission.ids import BedSpaceId, NationId, SiteId
from cadre.mission.mission import Mission, Weights
from cadre.mission.rows import Citation
from cadre.mission.sites import BedSpace
from tests.dossier.building import Folder

ODD = (
    b'\xef\xbb\xbfnote,"beds",id,site,,\r\n'
    b'"a ""b"", c",040,rooms, capital ,,\r\n'
    b",,,,,\r\n"
    b"refused,many,bad,capital,,\r\n"
    b'"two\nlines",20,"huts",capital,,\r\n'
    b"caf\xe9,9,latin,capital,,\r\n"
    b"\r\n"
    b",7,tents,capital,,"
)
"""A file as hands and spreadsheets write it: two refused rows, blank ones, no last line end."""


def changed(mission: Mission, key: str, beds: int) -> Mission:
    rows = tuple(replace(one, beds=beds) if one.id == key else one for one in mission.bed_spaces)
    return replace(mission, bed_spaces=rows)


def test_saving_what_was_loaded_writes_only_the_package(dossier: Folder) -> None:
    dossier.write("bed_spaces", ODD)
    before = dossier.bytes()
    loaded = dossier.load()
    assert [row.id for row in loaded.mission.bed_spaces] == ["rooms", "huts", "tents"]
    assert save(loaded.mission, dossier.path, loaded) == ("datapackage.json",)
    after = dossier.bytes()
    del after["datapackage.json"]
    assert after == before
    assert save(loaded.mission, dossier.path, dossier.load()) == ()


def test_one_changed_value_changes_one_cell(dossier: Folder) -> None:
    dossier.write("bed_spaces", ODD)
    loaded = dossier.load()
    save(changed(loaded.mission, "huts", 25), dossier.path, loaded)
    assert dossier.raw("bed_spaces") == ODD.replace(b'lines",20,"huts"', b'lines",25,huts')


def test_rows_come_and_go_without_touching_their_neighbours(dossier: Folder) -> None:
    dossier.write("bed_spaces", ODD)
    loaded = dossier.load()
    rooms, _, tents = loaded.mission.bed_spaces
    more = BedSpace(id=BedSpaceId("more"), site=SiteId("capital"), beds=3, note="x, y")
    save(replace(loaded.mission, bed_spaces=(rooms, more, tents)), dossier.path, loaded)
    gone = ODD.replace(b'"two\nlines",20,"huts",capital,,\r\n', b"")
    place = gone.index(b",7,tents")
    assert dossier.raw("bed_spaces") == gone[:place] + b'"x, y",3,more,capital,,\r\n' + gone[place:]
    assert [row.id for row in dossier.load().mission.bed_spaces] == ["rooms", "more", "tents"]


def test_a_row_added_after_a_last_line_without_end_gets_its_own_line(dossier: Folder) -> None:
    dossier.write("bed_spaces", ODD)
    loaded = dossier.load()
    more = BedSpace(id=BedSpaceId("more"), site=SiteId("capital"), beds=3)
    rows = (*loaded.mission.bed_spaces, more)
    save(replace(loaded.mission, bed_spaces=rows), dossier.path, loaded)
    assert dossier.raw("bed_spaces") == ODD + b"\r\n,3,more,capital,,\r\n"


def test_another_order_of_rows_is_kept(dossier: Folder) -> None:
    loaded = dossier.load()
    rows = loaded.mission.bed_spaces[::-1]
    save(replace(loaded.mission, bed_spaces=rows), dossier.path, loaded)
    assert dossier.load().mission.bed_spaces == rows


def test_a_column_is_added_only_when_a_row_needs_it(dossier: Folder) -> None:
    loaded = dossier.load()
    rooms, huts = loaded.mission.bed_spaces
    noted = replace(loaded.mission, bed_spaces=(rooms, replace(huts, note="new")))
    save(noted, dossier.path, loaded)
    assert dossier.raw("bed_spaces").decode() == (
        "id,site,beds,sources,note\nrooms,capital,40,guess,\nhuts,capital,20,C1; letter:p 2,new\n"
    )
    assert dossier.load().mission == noted


def test_a_cell_too_many_never_slips_into_a_new_column(dossier: Folder) -> None:
    dossier.write("bed_spaces", "id,site,beds\nrooms,capital,40,,\nhuts,capital,20,extra\n")
    loaded = dossier.load()
    (rooms,) = loaded.mission.bed_spaces
    noted = replace(loaded.mission, bed_spaces=(replace(rooms, note="new"),))
    with pytest.raises(DossierError, match=r"bed_spaces\.csv:3: has 4 cells"):
        save(noted, dossier.path, loaded)
    dossier.write("bed_spaces", "id,site,beds,,\nrooms,capital,40,,\nhuts,capital,20\n")
    loaded = dossier.load()
    rooms, huts = loaded.mission.bed_spaces
    noted = replace(loaded.mission, bed_spaces=(replace(rooms, note="new"), huts))
    save(noted, dossier.path, loaded)
    assert dossier.raw("bed_spaces") == (
        b"id,site,beds,note\nrooms,capital,40,new\nhuts,capital,20,\n"
    )


def test_citations_that_were_dropped_stay_in_the_file(dossier: Folder) -> None:
    dossier.write("bed_spaces", "id,site,beds,sources\nrooms,capital,40,C9; C1\n")
    loaded = dossier.load()
    assert loaded.mission.bed_spaces[0].sources == (Citation("C1"),)
    save(changed(loaded.mission, "rooms", 41), dossier.path, loaded)
    assert dossier.raw("bed_spaces") == b"id,site,beds,sources\nrooms,capital,41,C9; C1\n"


def test_a_table_without_a_file_gets_one_with_every_column(dossier: Folder) -> None:
    loaded = dossier.load()
    nation = Nation(id=NationId("XAA"), name="Northland")
    written = save(replace(loaded.mission, nations=(nation,)), dossier.path, loaded)
    assert written == ("nations.csv", "datapackage.json")
    assert dossier.raw("nations") == (
        b"id,name,unnamed,sources,marking,known_from,supersedes,note\nXAA,Northland,false,,,,,\n"
    )


def test_comments_of_the_mission_stay(dossier: Folder) -> None:
    loaded = dossier.load()
    before = (dossier.path / "mission.toml").read_text(encoding="utf-8")
    profile = replace(
        loaded.mission.profile,
        name='Großer "Name"',
        until=date(2027, 1, 31),
        weights=Weights(needs=50.0, output=2.5),
    )
    save(replace(loaded.mission, profile=profile), dossier.path, loaded)
    after = (dossier.path / "mission.toml").read_text(encoding="utf-8")
    assert dossier.load().mission.profile == profile
    assert "# What the mission is." in after
    assert "# as printed" in after
    same = [line for line in before.splitlines() if line in after.splitlines()]
    assert len(same) == len(before.splitlines()) - 2


@pytest.mark.parametrize("file", ["bed_spaces.csv", "sites.csv", "mission.toml"])
def test_a_file_that_changed_underneath_stops_everything(dossier: Folder, file: str) -> None:
    loaded = dossier.load()
    with (dossier.path / file).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    before = dossier.bytes()
    with pytest.raises(ChangedUnderneathError, match=file):
        save(changed(loaded.mission, "huts", 25), dossier.path, loaded)
    assert dossier.bytes() == before


def test_a_file_that_went_or_came_since_stops_everything(dossier: Folder) -> None:
    loaded = dossier.load()
    mission = replace(loaded.mission, nations=(Nation(id=NationId("XAA"), name="N"),))
    dossier.write("nations", "id,name\nXBB,Somebody else's work\n")
    before = dossier.bytes()
    with pytest.raises(ChangedUnderneathError, match=r"nations\.csv"):
        save(mission, dossier.path, loaded)
    assert dossier.bytes() == before
    (dossier.path / "nations.csv").unlink()
    (dossier.path / "claims.csv").unlink()
    with pytest.raises(ChangedUnderneathError, match=r"claims\.csv"):
        save(mission, dossier.path, loaded)


def test_a_dossier_is_not_written_over_one_that_was_never_read(dossier: Folder) -> None:
    before = dossier.bytes()
    with pytest.raises(ChangedUnderneathError):
        save(dossier.load().mission, dossier.path, None)
    assert dossier.bytes() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("note", " padded"),
        ("note", "bell\x07"),
        ("note", "half\ud800"),
        ("id", "a;b"),
        ("beds", -1),
        ("sources", (Citation("C1", "p 1; p 2"),)),
    ],
)
def test_what_would_not_read_back_is_refused_before_anything_is_written(
    dossier: Folder, field: str, value: object
) -> None:
    loaded = dossier.load()
    change = {field: value}
    rooms = replace(loaded.mission.bed_spaces[0], **change)  # type: ignore[arg-type]
    before = dossier.bytes()
    with pytest.raises(CadreError, match="reads back the same"):
        save(replace(loaded.mission, bed_spaces=(rooms,)), dossier.path, loaded)
    assert dossier.bytes() == before


def test_an_id_twice_is_refused(dossier: Folder) -> None:
    loaded = dossier.load()
    rooms = loaded.mission.bed_spaces[0]
    with pytest.raises(CadreError, match="stands 2 times"):
        save(replace(loaded.mission, bed_spaces=(rooms, rooms)), dossier.path, loaded)


def test_a_file_with_an_open_quote_is_not_written_to(dossier: Folder) -> None:
    dossier.write("bed_spaces", 'id,site,beds\nrooms,capital,40\nhuts,"capital,20\n')
    loaded = dossier.load()
    before = dossier.bytes()
    with pytest.raises(DossierError, match=r"bed_spaces\.csv:3"):
        save(changed(loaded.mission, "rooms", 41), dossier.path, loaded)
    assert dossier.bytes() == before


def test_rights_and_links_stay_and_nothing_is_left_behind(dossier: Folder, tmp_path: Path) -> None:
    path = dossier.path / "bed_spaces.csv"
    real = tmp_path / "elsewhere.csv"
    path.rename(real)
    path.symlink_to(real)
    real.chmod(0o640)
    loaded = dossier.load()
    save(changed(loaded.mission, "huts", 25), dossier.path, loaded)
    assert path.is_symlink()
    assert b",25," in real.read_bytes()
    assert real.stat().st_mode & 0o777 == 0o640
    assert not [one for one in [*tmp_path.iterdir(), *dossier.path.iterdir()] if "new" in one.name]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_told(dossier: Folder) -> None:
    loaded = dossier.load()
    dossier.path.chmod(0o500)
    with pytest.raises(DossierError, match="can't be written"):
        save(changed(loaded.mission, "huts", 25), dossier.path, loaded)


def test_a_path_that_is_no_folder_is_told(dossier: Folder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DossierError, match="can't be written"):
        save(dossier.load().mission, tmp_path / "file", None)


def test_the_fingerprint_sees_what_is_stated_and_not_how(dossier: Folder, tmp_path: Path) -> None:
    mission = dossier.load().mission
    first = fingerprint(mission)
    save(mission, tmp_path / "copy", None)
    copy = load(tmp_path / "copy").mission
    assert copy == mission
    assert fingerprint(copy) == first
    assert len(first) == 64
    others = [
        changed(mission, "huts", 21),
        replace(mission, bed_spaces=mission.bed_spaces[::-1]),
        replace(mission, profile=replace(mission.profile, rely_on=0.7)),
    ]
    assert len({first, *map(fingerprint, others)}) == 4
