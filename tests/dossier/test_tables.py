"""The tables follow the dataclasses: a field without a column could never be stated."""

import subprocess
import sys
from dataclasses import fields

import pytest

from cadre.dossier.tables import TABLES, Kind, Shape, Table
from cadre.mission.mission import Mission


def test_each_tuple_of_the_mission_is_a_table_of_the_same_name() -> None:
    assert list(TABLES) == [one.name for one in fields(Mission) if one.name != "profile"]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda one: one.name)
def test_every_field_has_its_columns_and_no_two_columns_share_a_name(table: Table) -> None:
    assert {field.name for field in table.fields} == {one.name for one in fields(table.row)}
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert names[0] == "id"
    assert names[-5:] == ["sources", "marking", "known_from", "supersedes", "note"]
    assert all(column.help for column in table.columns)


def test_windows_and_ranges_take_the_columns_that_a_reader_expects() -> None:
    names = [column.name for column in TABLES["pledges"].columns]
    assert names[4:10] == ["from", "to", "rung", "belief", "delay_low", "delay"]
    granted = [c.name for c in TABLES["authorities"].columns if c.field == "granted"]
    assert granted == ["granted_earliest", "granted", "granted_latest"]
    shapes = {field.name: field.shape for field in TABLES["sites"].fields}
    assert shapes["window"] is Shape.WINDOW


@pytest.mark.parametrize(
    ("table", "column", "targets"),
    [
        ("bed_spaces", "site", ("sites",)),
        ("effects", "work", ("activities", "partner_activities")),
        ("institutions", "part_of", ("institutions",)),
        ("levels", "preferred_to", ("claims",)),
        ("sites", "supersedes", ("sites",)),
        ("sites", "country", ()),
        ("changes", "other", ("nations", "sites")),
    ],
)
def test_an_id_leads_to_the_table_that_its_type_names(
    table: str, column: str, targets: tuple[str, ...]
) -> None:
    found = next(one for one in TABLES[table].columns if one.name == column)
    assert found.refers_to == targets
    assert (found.kind is Kind.REFERENCE) == bool(targets)


def test_units_and_choices_come_from_the_annotations() -> None:
    columns = {one.name: one for one in TABLES["pledges"].columns}
    assert str(columns["people"].unit) == "people, 1 to 1,000,000"
    assert str(columns["strength_low"].unit) == "share, 0 to 1"
    assert columns["rung"].allowed == ("indicated", "offered", "confirmed", "arrived")
    assert columns["people"].required
    assert not columns["rung"].required


def test_python_without_docstrings_is_refused_with_a_sentence() -> None:
    # -OO strips the texts that README and datapackage are made from; blank help would be worse.
    program = (
        f"import sys\nsys.path[:0] = {sys.path!r}\n"
        "from cadre.dossier.tables import TABLES\n"
        "from cadre.errors import CadreError\n"
        "try:\n    TABLES['sites'].columns[0].help\n"
        "except CadreError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-OO", "-c", program], capture_output=True, text=True, check=True
    )
    assert "Start Python without -OO" in done.stdout
