"""datapackage.json: other tools must understand a dossier as Cadre does."""

import json
import shutil
from pathlib import Path

import pytest
from frictionless import Package, system

from cadre.dossier.load import load
from cadre.dossier.package import datapackage
from cadre.dossier.save import save
from cadre.dossier.starter import write_starter
from cadre.dossier.tables import TABLES
from tests.dossier.building import Folder


def faults(folder: Path) -> list[tuple[str, str]]:
    """What frictionless finds: kind of fault and file."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert not report.errors
    return [(error.type, task.place) for task in report.tasks for error in task.errors]


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("starter") / "lakeland"
    write_starter(folder)
    return folder


def test_frictionless_accepts_the_starter_with_every_table(starter: Path) -> None:
    package = json.loads((starter / "datapackage.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in package["resources"]] == list(TABLES)
    assert faults(starter) == []


def test_frictionless_accepts_files_with_few_columns_in_another_order(dossier: Folder) -> None:
    dossier.write("sites", "country,name,id\nXLK,Capital,capital\n")
    save(dossier.load().mission, dossier.path, dossier.load())
    assert faults(dossier.path) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        ("bed_spaces.csv", ",capital,", ",port,", "foreign-key"),
        ("institutions.csv", ",ministry,", ",army,", "foreign-key"),
        ("bed_spaces.csv", ",40,", ",-40,", "constraint-error"),
        ("bed_spaces.csv", ",40,", ",many,", "type-error"),
        ("sites.csv", ",Compound in the capital,", ",,", "constraint-error"),
        ("pledges.csv", ",arrived,", ",departed,", "constraint-error"),
        ("claims.csv", ",2025-10-14,", ",14.10.2025,", "constraint-error"),
        ("activities.csv", ",mandate; consent", ",mandat; consent", "constraint-error"),
        ("needs.csv", "teaching,", "planning,", "primary-key"),
    ],
)
def test_frictionless_refuses_what_loading_refuses(
    starter: Path, tmp_path: Path, file: str, old: str, new: str, kind: str
) -> None:
    folder = shutil.copytree(starter, tmp_path / "broken")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert (kind, file) in faults(folder)
    assert load(folder).findings


def test_what_is_described_is_derived_from_the_dataclasses(dossier: Folder) -> None:
    header = {"bed_spaces": ("id", "beds", "site", "own"), "sites": ("id", "name", "country")}
    package = datapackage(dossier.load().mission.profile, header)
    sites, beds = sorted(package["resources"], key=lambda one: one["name"], reverse=True)
    assert beds["schema"]["foreignKeys"] == [
        {"fields": "site", "reference": {"resource": "sites", "fields": "id"}}
    ]
    assert beds["schema"]["fields"][1] == {
        "name": "beds",
        "type": "integer",
        "description": "Beds that the mission may use. Unit: beds, 0 to 1,000,000.",
        "constraints": {"required": True, "minimum": 0, "maximum": 1_000_000},
    }
    assert beds["schema"]["fields"][3] == {"name": "own", "type": "any"}
    assert "foreignKeys" not in sites["schema"]
