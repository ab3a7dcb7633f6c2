"""The starter: the first thing that a new user sees must be sound, whole and explained."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from cadre.dossier.load import load
from cadre.dossier.starter import FIRST_HOUR, write_starter
from cadre.dossier.tables import TABLES
from cadre.errors import CadreError
from cadre.mission.cover import covers, full_cover
from cadre.mission.mission import Profile


def test_it_loads_without_findings_and_shows_every_table(tmp_path: Path) -> None:
    files = write_starter(tmp_path / "new")
    loaded = load(tmp_path / "new")
    assert loaded.findings == ()
    assert all(1 <= len(getattr(loaded.mission, name)) <= 6 for name in TABLES)
    assert {*files} == {one.name for one in (tmp_path / "new").iterdir()}


def test_its_work_is_covered_by_law_for_the_whole_horizon(tmp_path: Path) -> None:
    write_starter(tmp_path)
    mission = load(tmp_path).mission
    for mode in mission.modes:
        found = covers(mission, mission.activity(mode.activity), mode.site)
        assert any(one.covers(mission.horizon.window) for one in full_cover(found))


def test_no_enabler_hangs_on_one_partner(tmp_path: Path) -> None:
    write_starter(tmp_path)
    mission = load(tmp_path).mission
    for enabler in mission.enablers:
        lenders = {one.provider for one in mission.supports if one.enabler == enabler.id}
        assert len(lenders) > 1


def test_every_key_of_the_mission_is_there_and_explained(tmp_path: Path) -> None:
    write_starter(tmp_path)
    text = (tmp_path / "mission.toml").read_text(encoding="utf-8")
    keys = tomllib.loads(text)["mission"]
    assert {*keys} == {*Profile.__dataclass_fields__}
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            assert lines[number - 1].startswith("# "), line


def test_its_page_explains_every_column(tmp_path: Path) -> None:
    write_starter(tmp_path)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        section = page.partition(f"### {table.file}\n")[2].partition("### ")[0]
        missing = [one.name for one in table.columns if f"- `{one.name}`: " not in section]
        assert missing == []


def test_its_page_says_what_to_fill_first_and_why_it_is_enough(tmp_path: Path) -> None:
    write_starter(tmp_path)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    hour = page.partition("## The first hour\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\d\. `(\w+)\.csv`: \S", hour, re.MULTILINE) == list(FIRST_HOUR)
    assert set(re.findall(r"`(\w+)\.csv`", hour)) <= set(TABLES)
    assert len(FIRST_HOUR) == 5


def test_the_template_among_the_examples_is_what_the_program_writes(tmp_path: Path) -> None:
    # Who looks at the examples only, on the web say, must see the same as who calls `cadre init`.
    write_starter(tmp_path)
    template = Path(__file__).parents[2] / "examples" / "template"
    written = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert {one.name: one.read_bytes() for one in template.iterdir() if one.is_file()} == written


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(CadreError, match="isn't an empty folder"):
        write_starter(tmp_path)
    with pytest.raises(CadreError, match="isn't an empty folder"):
        write_starter(tmp_path / "thesis.txt")
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.txt"]


def test_whoever_removes_a_table_as_its_page_says_is_left_without_an_error(tmp_path: Path) -> None:
    write_starter(tmp_path)
    page = " ".join((tmp_path / "README.md").read_text(encoding="utf-8").split())
    assert "delete its file, its entry in `datapackage.json`, and what refers to it" in page
    (tmp_path / "lead_rotations.csv").write_text("id,nation,from,to\n", encoding="utf-8")
    [finding] = load(tmp_path).findings
    assert "remove the file and its entry in datapackage.json" in finding.remedy
    (tmp_path / "lead_rotations.csv").unlink()
    package = tmp_path / "datapackage.json"
    told = json.loads(package.read_text(encoding="utf-8"))
    told["resources"] = [one for one in told["resources"] if one["name"] != "lead_rotations"]
    package.write_text(json.dumps(told), encoding="utf-8")
    assert load(tmp_path).findings == ()
