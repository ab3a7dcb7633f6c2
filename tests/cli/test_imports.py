"""`cadre import` and `cadre needs`, as a user meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from cadre.dossier.load import load
from cadre.exchange.mapping import read_map
from tests.cli.conftest import EXAMPLES, ROOT, Run, tree
from tests.exchange.files import ROW, row, table

MAPS = EXAMPLES / "imports"


def validated(kind: str, text: str) -> dict[str, object]:
    schema = json.loads((ROOT / "docs" / "schemas" / f"{kind}.schema.json").read_text())
    plain = json.loads(text)
    jsonschema.validate(plain, schema)
    assert isinstance(plain, dict)
    return plain


def test_an_import_that_took_all_ends_with_0_and_says_what_it_did(
    run: Run, starter: Path, tmp_path: Path
) -> None:
    ran = run("import", starter, table(tmp_path / "x.xlsx", ROW), "--format", "3w")
    assert (ran.code, ran.err) == (0, "")
    assert "added: sources 1, claims 1, partners 1, partner_activities 1" in ran.out
    assert "note IMP-11 x.xlsx\n" in ran.out
    edited = table(tmp_path / "x.xlsx", row(end="2026-12-31"))
    ran = run("import", starter, edited, "--format", "3w")
    assert "updated: sources 1, partner_activities 1" in ran.out
    assert "window '2026-02-01 to 2026-06-30' -> '2026-02-01 to 2026-12-31'" in ran.out
    assert run("check", starter).code == 0


def test_an_import_that_refused_a_row_ends_with_1_and_took_the_others(
    run: Run, starter: Path, tmp_path: Path
) -> None:
    path = table(tmp_path / "x.xlsx", ROW, row(end="then"))
    ran = run("import", starter, path, "--format", "3w")
    assert ran.code == 1
    assert "error IMP-02 x.xlsx:3W:3:End date" in ran.out
    assert "x.hfa." in (starter / "partner_activities.csv").read_text()


def test_a_trial_leaves_every_file_as_it_is_and_answers_in_json(
    run: Run, starter: Path, tmp_path: Path
) -> None:
    path = table(tmp_path / "x.xlsx", ROW)
    before = tree(starter)
    ran = run("import", starter, path, "--format", "3w", "--dry-run", "--json")
    assert ran.code == 0
    plain = validated("import", ran.out)
    assert plain["dry_run"] is True
    assert plain["written"] == []
    assert tree(starter) == before


WRONG = [
    (["--format", "4w"], "4w"),
    (["--format", "3w", "--sheet", "none"], "has no sheet 'none'"),
    (["--format", "3w", "--map", "none.toml"], "can't be read"),
    (["--format", "3w", "--about", "none.json"], "can't be read"),
    (["--format", "us-training"], "lacks columns"),
]


@pytest.mark.parametrize(("options", "sentence"), WRONG)
def test_what_cannot_be_imported_is_one_line_and_code_2(
    options: list[str], sentence: str, run: Run, starter: Path, tmp_path: Path
) -> None:
    before = tree(starter)
    ran = run("import", starter, table(tmp_path / "x.xlsx", ROW), *options)
    assert ran.code == 2
    assert sentence in ran.err
    assert tree(starter) == before


@pytest.mark.parametrize("name", ["iraq-3w", "us-training-iraq"])
def test_the_maps_that_come_with_cadre_fit_their_example(name: str) -> None:
    """An id renamed in the example would leave them behind."""
    found = read_map(MAPS / f"{name}.toml", load(EXAMPLES / "nmi").mission)
    assert found.source["id"]


UNITS = [
    ("IRAQI COUNTER TERRORISM SERVICE", "cts"),
    ("2ISOF", "cts"),
    ("Ministry of Beshmerga/ Intelligence", "peshmerga"),
    ("MoP/2nd Regional Guard Brigade", "peshmerga"),
    ("Ministry of Interior, IG Officer", "moi"),
    ("Iraqi Navy, Ministry of Defense", "navy"),
    ("IRAQI AIR AORCE", "air-force"),
    ("Minsitry of Defense", "mod"),
    ("M OD", "mod"),
    ("Iraqi National Army", "army"),
    ("Iraqi National Congress", None),
    ("Modern Art Museum", None),
]


@pytest.mark.parametrize(("unit", "institution"), UNITS)
def test_the_map_of_units_leads_each_spelling_to_its_institution(
    unit: str, institution: str | None
) -> None:
    mission = load(EXAMPLES / "nmi").mission
    work = read_map(MAPS / "us-training-iraq.toml", mission).work_of({"unit": unit})
    assert (work.institution if work else None) == institution


def test_needs_are_shown_by_their_gap_with_who_serves_them(run: Run, starter: Path) -> None:
    ran = run("needs", starter)
    assert (ran.code, ran.err) == (0, "")
    lines = [line.split() for line in ran.out.splitlines() if line[:1].strip() or line[:2] == " g"]
    gaps = [float(words[0]) for words in lines if words and words[0][0].isdigit()]
    assert gaps == sorted(gaps, reverse=True)
    assert len(gaps) == 2
    assert "Observers' Group 20% (adds 20%)" in ran.out
    plain = validated("needs", run("needs", starter, "--json").out)
    assert len(plain["needs"]) == 2  # type: ignore[arg-type]


def test_a_day_outside_the_weeks_looked_at_is_refused(run: Run, starter: Path) -> None:
    ran = run("needs", starter, "--on", "2035-01-01")
    assert ran.code == 2
    assert "lies outside the weeks that are looked at" in ran.err


def test_a_reader_sees_no_need_whose_work_is_marked_beyond_him(run: Run, nmi: Path) -> None:
    """Who serves a need, and how far, tells of the rows behind it."""
    path = nmi / "effects.csv"
    lines = path.read_text().splitlines()
    header = lines[0].split(",")
    place = next(n for n, line in enumerate(lines) if line.startswith("pa-mag.counter-terrorism"))
    cells = lines[place].split(",")
    cells[header.index("marking")] = "SECRET"
    lines[place] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n")
    day = ["--as-of", "2021-03-15"]
    assert "counter-terrorism" in run("needs", nmi, *day).out
    shown = run("needs", nmi, *day, "--reader", "public", "--json")
    assert shown.code == 0, shown.err
    assert "counter-terrorism" not in shown.out
    *_, last = run("needs", nmi, *day, "--reader", "public").out.splitlines()
    assert re.fullmatch(r"(1 part isn't|\d+ parts aren't) shown to this reader\.", last)
