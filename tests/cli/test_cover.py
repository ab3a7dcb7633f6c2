"""`cadre cover`: a gap that its picture hides or its list misses is work without law."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest

from cadre.mission.weeks import Window, union
from tests.cli.conftest import EXAMPLES, ROOT, Run

MISSION = """[mission]
id = "small"
name = "Small mission"
host = "XLK"
lead_body = "Council"
as_of = 2021-01-04
until = 2021-12-26
"""
TABLES = {
    "audiences": "id,name,clearance,communities,told_of_more\nstaff,Staff,SECRET,,true\n"
    "public,Public,UNCLASSIFIED,,true\nhost,Host,UNCLASSIFIED,,false\n",
    "programmes": "id,name\nadvice,Advice\nclasses,Classes\n",
    "sites": "id,name,country\ncamp,Camp,XLK\n",
    "activities": "id,name,programme,began,from,to\nadvise,Advise,advice,2020-06-01,2020-06-01,\n"
    "teach,Teach,classes,,2021-03-01,2021-10-31\n",
    "modes": "id,activity,site\nadvise-camp,advise,camp\nteach-camp,teach,camp\n",
    "authorities": "id,name,kind,state,belief,granted,from,to,programmes,marking\n"
    "mandate,Resolution,mandate,in force,,,2020-01-01,,,\n"
    "consent,Invitation,consent,in force,,,2020-01-01,2021-07-31,,\n"
    "status,Old agreement,status,in force,,,2020-01-01,2021-05-31,,\n"
    "next,New agreement,status,proposed,0.4,2021-06-10,2021-06-01,,,RESTRICTED\n",
    "pauses": "id,name,cause,authorities,sites,programmes,from,to\n"
    "election,Election,election,,,advice,2021-02-01,2021-02-14\n",
}
GAPS = [
    "2021-02-01 to 2021-02-14, 14 days: paused.",
    "2021-06-01 to 2021-06-09, 9 days: permission without agreement. Missing: status.",
    "2021-06-10 to 2021-07-31, 52 days: permission without agreement. Missing: status.",
    "2021-08-01 to 2021-10-31, 92 days: partial. Missing: consent, status.",
    "2021-08-01 to 2021-12-26, 148 days: partial. Missing: consent, status.",
]


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "mission.toml").write_text(MISSION, encoding="utf-8")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_each_gap_is_listed_to_the_day_with_what_is_missing_and_what_may_come(
    run: Run, dossier: Path
) -> None:
    ran = run("cover", dossier)
    assert (ran.code, ran.err) == (0, "")
    said = " ".join(ran.out.split())
    listed = re.findall(r"\d{4}-\S+ to \S+, \d+ days?: [a-z ]+\.(?: Missing: [a-z, ]+\.)?", said)
    assert listed == GAPS
    assert "Comes later: New agreement (status, belief 0.4, planned for 2021-06-10)." in said
    assert "May come: New agreement (status, belief 0.4, planned for 2021-06-10)." in said
    assert "paused. Paused: Election, 2021-02-01 to 2021-02-14. [advise]" in said


def test_the_picture_has_a_line_a_kind_and_shows_a_gap_of_a_single_day(
    run: Run, dossier: Path
) -> None:
    short = TABLES["authorities"].replace("2020-01-01,2021-07-31", "2020-01-01,2021-03-09")
    again = "again,Invitation again,consent,in force,,,2021-03-11,,,\n"
    (dossier / "authorities.csv").write_text(short + again, encoding="utf-8")
    lines = run("cover", dossier, "--activity", "advise", "--to", "2021-05-31").out.splitlines()
    marks = re.compile(r"[a-z][a-z ]{10}[-~o.x+# ]+")
    drawn = {line[:11].strip(): set(line[11:]) for line in lines if marks.fullmatch(line)}
    assert list(drawn) == ["mandate", "consent", "status", "all kinds"]
    assert drawn["mandate"] == drawn["status"] == {"#"}
    assert drawn["consent"] == {"#", "-"}, "one day of many in its column"
    assert drawn["all kinds"] >= {"x", "~"}
    assert max(len(line) for line in lines) <= 100


def test_work_of_the_same_cover_is_drawn_together(run: Run, dossier: Path) -> None:
    out = run("cover", dossier).out
    assert out.count("all kinds  ") == 1
    assert "advise (camp), teach (camp)" in out
    alone = run("cover", dossier, "--activity", "teach").out
    assert "advise" not in alone


def test_the_answer_as_data_holds_every_day_once(run: Run, dossier: Path) -> None:
    ran = run("cover", dossier, "--json", "--from", "2020-09-01")
    plain = json.loads(ran.out)
    schema = json.loads((ROOT / "docs/schemas/cover.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(plain, schema)
    assert plain["span"] == {"from": "2020-09-01", "to": "2021-12-26"}
    spans = {one["activity"]: one["window"] for one in plain["works"]}
    assert spans == {
        "advise": {"from": "2020-09-01", "to": "2021-12-26"},
        "teach": {"from": "2021-03-01", "to": "2021-10-31"},
    }
    for work in plain["works"]:
        days = [window(one["window"]) for one in work["days"]]
        assert union(days) == (window(work["window"]),)
        assert sum(one["days"] for one in work["days"]) == window(work["window"]).days


def window(plain: dict[str, str]) -> Window:
    return Window.of_days(date.fromisoformat(plain["from"]), date.fromisoformat(plain["to"]))


def test_the_span_begins_with_the_first_law_unless_told_otherwise(run: Run, dossier: Path) -> None:
    plain = json.loads(run("cover", dossier, "--json").out)
    assert plain["span"]["from"] == "2020-01-01"
    old = TABLES["authorities"] + "old,Old treaty,mandate,in force,,,1951-06-19,,,\n"
    (dossier / "authorities.csv").write_text(old, encoding="utf-8")
    plain = json.loads(run("cover", dossier, "--json").out)
    assert plain["span"]["from"] == "2019-06-01", "a year before the first work, not seventy"


def test_a_gap_of_work_that_may_run_at_several_sites_says_at_which(run: Run, dossier: Path) -> None:
    more = {
        "sites": "town,Town,XLK\n",
        "modes": "teach-town,teach,town\n",
        "pauses": "flood,Flood,threat,,town,,2021-03-01,2021-03-14\n",
    }
    for name, row in more.items():
        with (dossier / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(row)
    text = " ".join(run("cover", dossier).out.split())
    assert "Paused: Flood, 2021-03-01 to 2021-03-14. [teach (town)]" in text


def test_a_reader_sees_neither_hidden_law_nor_the_days_that_hang_on_it(
    run: Run, dossier: Path
) -> None:
    ran = run("cover", dossier, "--reader", "public")
    assert "New agreement" not in ran.out
    assert "mandate " in ran.out
    assert "status " not in ran.out.split("blank:")[1]
    assert "all kinds  " not in ran.out
    assert re.search(r"^\d+ parts aren't shown to this reader\.$", ran.out, re.MULTILINE)
    untold = run("cover", dossier, "--reader", "host")
    assert "aren't shown" not in untold.out
    assert (dossier / ".cadre" / "releases.jsonl").exists(), "what leaves is logged"


def test_unknown_work_is_refused_with_what_was_meant_and_hidden_work_isnt_named(
    run: Run, dossier: Path
) -> None:
    head, *rows = TABLES["activities"].splitlines()
    marked = [f"{head},marking", f"{rows[0]},", f"{rows[1]},SECRET"]
    (dossier / "activities.csv").write_text("\n".join(marked) + "\n", encoding="utf-8")
    asked = run("cover", dossier, "--activity", "teech")
    assert asked.code == 2
    assert "Did you mean teach?" in asked.err
    for key in ("teech", "teach"):
        hidden = run("cover", dossier, "--activity", key, "--reader", "public")
        assert hidden.code == 2
        assert hidden.err.replace(f"'{key}'", "") == (
            "cadre: activity : not in the dossier; allowed: advise. "
            "Use an id of the dossier, or add the row.\n"
        )


def test_the_picture_can_be_written_to_a_file(run: Run, dossier: Path, tmp_path: Path) -> None:
    file = tmp_path / "cover.svg"
    ran = run("cover", dossier, "--svg", file)
    assert ran.code == 0
    picture = file.read_text(encoding="utf-8")
    assert picture.startswith("<svg")
    assert "<title>Law by the day, " in picture, "who can't see it is told what it is"
    assert "permission without agreement" in picture
    refused = run("cover", dossier, "--svg", dossier)
    assert refused.code == 2


def test_no_label_of_a_long_time_line_stands_on_another(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cover.svg"
    assert run("cover", EXAMPLES / "ntm-i", "--svg", file).code == 0
    label = re.compile(r'anchor="(\w+)" transform="translate\(([\d.]+),[^>]*>[A-Z][a-z]{2} \d{4}<')
    left = {"start": 0, "middle": 28, "end": 56}  # eight letters of 12 px are 56 px wide
    found = label.findall(file.read_text(encoding="utf-8"))
    begins = [float(x) - left[anchor] for anchor, x in found]
    assert len(begins) > 5
    assert min(later - one for one, later in pairwise(begins)) > 56


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--activity", "nobody"), "'nobody'"),
        (("--from", "2021-05-01", "--to", "2021-04-30"), "ends before it begins"),
        (("--from", "May"), "is no day"),
    ],
)
def test_what_cant_be_looked_at_is_said_in_a_line(
    run: Run, dossier: Path, options: tuple[str, ...], told: str
) -> None:
    ran = run("cover", dossier, *options)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_days_on_which_no_work_is_wanted_are_told_to_be_empty(run: Run, dossier: Path) -> None:
    ran = run("cover", dossier, "--activity", "teach", "--to", "2021-02-28")
    assert "No work is wanted on these days." in ran.out


def test_a_scenario_can_pause_law(run: Run, dossier: Path) -> None:
    (dossier / "scenarios.csv").write_text("id,name\nstop,Stop\n", encoding="utf-8")
    (dossier / "changes.csv").write_text(
        "id,scenario,kind,subject,from,to\nc1,stop,paused,consent,2021-03-01,2021-03-31\n",
        encoding="utf-8",
    )
    out = run("cover", dossier, "--scenario", "stop").out
    assert "2021-03-01 to 2021-03-31, 31 days: paused. Missing: consent. Paused: Invitation" in out
