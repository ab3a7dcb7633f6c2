"""Who does what where: tables as others keep them, and the rows of a dossier they make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cadre.errors import CadreError
from cadre.exchange.fields import Told, by_headers, by_tags, tag_of
from tests.exchange.files import (
    HEADER,
    ROW,
    codes,
    one_told,
    row,
    stated,
    table,
    take,
    told,
    workbook,
    works,
)

TAGS = ("#org+name", "#org+acronym", "#sector", "#activity", "#adm1+name", "#date+start", None)


def test_a_row_becomes_a_partner_with_its_work_and_where_it_is_written(
    dossier: Path, tmp_path: Path
) -> None:
    """Whoever reads the row must find the line of the workbook behind it."""
    done = take(dossier, table(tmp_path / "field list.xlsx", ROW))
    assert (done.tally.taken, done.tally.refused, done.source) == (1, 0, "field-list")
    mission = stated(dossier)
    partner = next(one for one in mission.partners if one.id == "hfa")
    assert partner.name == "Help for All"
    work = mission.partner_activities[0]
    assert (work.partner, work.name, work.sector, work.place) == (
        "hfa",
        "Courses",
        "Police",
        "North",
    )
    assert str(work.window) == "2026-02-01 to 2026-06-30"
    assert [str(one) for one in work.sources] == ["field-list:3W, row 2"]
    source = next(one for one in mission.sources if one.id == "field-list")
    assert done.sha256 in source.note
    assert "field list.xlsx" in source.note


SHEETS = [
    ([HEADER, ROW], "a header in the first row"),
    ([HEADER, TAGS, ROW], "tags below it"),
    ([["Who does what"], [], [None, None, "as of May"], HEADER, ROW], "a title above it"),
    ([[None] * 7, [None, *HEADER], [None, *ROW], [None] * 8], "a margin, blanks at the end"),
    ([[one.upper() + " " for one in HEADER], ROW], "capitals and blanks"),
    ([("ONG", "Sigle", "Secteur", "Activité", "Région", "Date début", "Date fin"), ROW], "French"),
    ([("?", "??", "x", "y", "z", "1", "2"), (*TAGS[:6], "#date+end"), ROW], "tags alone tell"),
    ([("Who", "", "What", "", "Where", "When"), HEADER, ROW], "names of groups above it"),
    ([("Who", "", "What", "", "Where", "When"), HEADER, TAGS, ROW], "groups, and tags below"),
    ([(*HEADER[:5], "When"), (*[None] * 5, *HEADER[5:]), ROW], "days named in a second row"),
    ([(*HEADER[:5], "When", "When"), HEADER, ROW], "cells merged over both rows"),
]


@pytest.mark.parametrize(("rows", "reason"), SHEETS)
def test_the_header_is_found_wherever_and_however_it_is_written(
    rows: list[list[object]], reason: str, dossier: Path, tmp_path: Path
) -> None:
    done = take(dossier, workbook(tmp_path / "list.xlsx", rows))
    assert done.tally.taken == 1, reason
    work = works(dossier)[0]
    assert (work.partner, work.sector, work.name, work.place) == (
        "hfa",
        "Police",
        "Courses",
        "North",
    )
    assert str(work.window) == "2026-02-01 to 2026-06-30", "and its days are known"


def test_a_french_heading_with_its_own_letters_is_known() -> None:
    """Spelled rightly it would be left aside, and every row be without a body."""
    assert by_headers(("Partenaire de mise en œuvre",)) == {Told.PARTNER: 0}


def test_a_tag_set_wrongly_gives_way_to_a_better_one() -> None:
    """OCHA's workbook of Iraq tags its column of roles as the organisation."""
    tags = ("#org +impl ", "#org +acronym", "#org +name", "#org +type", "#sector +cluster")
    assert by_tags(tags) == {
        Told.ACRONYM: 1,
        Told.PARTNER: 2,
        Told.KIND: 3,
        Told.SECTOR: 4,
    }
    assert tag_of("#adm1 +name") == ("#adm1", frozenset({"name"}))
    assert tag_of("#1 priority") is None


def test_columns_with_people_are_never_taken(dossier: Path, tmp_path: Path) -> None:
    """Addresses of aid workers have no place in a planner's dossier."""
    header = (*HEADER, "Personne de contact", "Focal point email")
    path = workbook(tmp_path / "list.xlsx", [header, (*ROW, "A. Person", "a@b.c")])
    done = take(dossier, path)
    message = one_told(done, "IMP-14").message
    assert "Columns with people (Personne de contact, Focal point email) never are." in message
    text = "".join(one.read_text() for one in dossier.glob("*.csv"))
    assert "Person" not in text.replace("Personne", "")
    assert "a@b.c" not in text


def test_without_a_header_it_is_said_what_was_looked_for(dossier: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [["a", "b"], ["c", "d"]], sheet="Notes")
    with pytest.raises(CadreError) as error:
        take(dossier, path)
    assert "looked at: Notes" in error.value.problem
    assert "--sheet" in error.value.remedy


BAD = [
    ({"organisation": None, "acronym": None}, "IMP-01", "list.xlsx:3W:3:Organisation"),
    ({"sector": " ", "activity": None}, "IMP-01", "list.xlsx:3W:3:Sector"),
    ({"start": "soon"}, "IMP-02", "list.xlsx:3W:3:Start date"),
    ({"province": "#REF!"}, "IMP-02", "list.xlsx:3W:3:Province"),
    ({"end": "2026-01-31"}, "IMP-03", "list.xlsx:3W:3:End date"),
    ({"start": "03/04/2026"}, "IMP-04", "list.xlsx:3W:3:Start date"),
]


@pytest.mark.parametrize(("cells", "code", "place"), BAD)
def test_a_bad_row_is_refused_with_its_place_and_the_others_are_taken(
    cells: dict[str, object], code: str, place: str, dossier: Path, tmp_path: Path
) -> None:
    rows = [ROW, row(**cells), row(province="South")]
    done = take(dossier, table(tmp_path / "list.xlsx", *rows))
    assert (done.tally.taken, done.tally.refused) == (2, 1)
    assert one_told(done, code).place == place
    assert [one.place for one in works(dossier)] == ["North", "South"]


SUMMED = [
    {"organisation": "Summe", "acronym": None, "sector": None, "activity": None, "start": None},
    {"organisation": "Total :", "acronym": None},
    {"activity": "Sous-total"},
]


@pytest.mark.parametrize("cells", SUMMED)
def test_a_row_that_sums_up_others_is_nobodys_work(
    cells: dict[str, object], dossier: Path, tmp_path: Path
) -> None:
    """`Total` became a partner who did it all once more, and a bare sum ended the import with 1."""
    done = take(dossier, table(tmp_path / "list.xlsx", ROW, row(**cells), row(province="South")))
    assert (done.tally.taken, done.tally.left, done.tally.refused) == (2, 1, 0)
    assert "others: 1 (row 3)" in one_told(done, "IMP-19").message
    assert [one.place for one in works(dossier)] == ["North", "South"]


def test_a_day_that_can_be_read_in_two_ways_is_read_as_the_column_tells(
    dossier: Path, tmp_path: Path
) -> None:
    rows = [row(start="03/04/2026"), row(province="South", start="25/04/2026")]
    done = take(dossier, table(tmp_path / "list.xlsx", *rows))
    assert done.tally.refused == 0
    assert str(works(dossier)[0].window.first) == "2026-04-03"


OVER = [
    ("Réalisé", None, True, "over, and nobody says since when"),
    ("Finalisé", "2026-06-30", False, "over on a day"),
    ("En attente de financement", "2026-06-30", True, "nobody pays for it"),
    ("Planned", "2026-06-30", False, "planned from a day on"),
    ("En cours", None, False, "under way, no end in sight"),
]


@pytest.mark.parametrize(("status", "end", "left", "reason"), OVER)
def test_work_that_is_over_without_a_day_is_not_taken_for_running(
    status: str, end: str | None, left: bool, reason: str, dossier: Path, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "x.xlsx", [(*HEADER, "Status"), (*row(end=end), status)])
    done = take(dossier, path)
    assert (done.tally.left == 1) is left, reason
    assert ("IMP-05" in codes(done)) is left


def test_rows_that_say_the_same_are_taken_once_and_told(dossier: Path, tmp_path: Path) -> None:
    """Counted twice, a partner would seem to do twice as much."""
    done = take(dossier, table(tmp_path / "x.xlsx", ROW, row(organisation="Help for All "), ROW))
    assert (done.tally.taken, done.tally.repeated, done.tally.activities) == (1, 2, 1)
    assert "2 (row 3 as 2, row 4 as 2)" in one_told(done, "IMP-06").message


def test_rows_that_differ_in_what_a_dossier_does_not_keep_make_one_activity(
    dossier: Path, tmp_path: Path
) -> None:
    header = ("Month", "Partner", "Cluster", "Governorate", "District", "Beneficiary Type")
    months = [("2026-01", "East"), ("2026-02", "East"), ("2026-02", "West"), ("2026-04", "West")]
    rows = [(month, "HFA", "Health", "North", where, "Police") for month, where in months]
    take(dossier, workbook(tmp_path / "x.xlsx", [header, *rows]))
    work = works(dossier)[0]
    assert (work.name, str(work.window)) == ("Health for Police", "2026-01-01 to 2026-04-30")
    assert work.note == "2 places below the province; not reported 2026-03-01 to 2026-03-31"
    assert work.sources[0].locator == "3W, rows 2-5"


SPELLED = [
    (["Help for All", "HFA"], ["Help for All ", "hfa"], 1, "blanks and capitals"),
    (["Aide à tous", "AAT"], ["Aide a Tous", "AAT"], 1, "accents"),
    (["Save the Children", "SC"], ["Save The Children International", "SC"], 1, "a longer name"),
    (["HFA", "HFA"], ["Help for All", "HFA"], 1, "the acronym where the name should be"),
    (["Doctors Abroad", "DA"], ["Doctors Abroad", "DA/OCG"], 1, "one name, two acronyms"),
    (["Les Œuvres du Lac", ""], ["les oeuvres du lac", ""], 1, "a letter that is two"),
    (["قوات السلام", ""], ["قوات الســلام", ""], 1, "an Arabic word drawn out"),
    (["قوات السلام", ""], ["قوات الحدود", ""], 2, "two Arabic names"),
    (["Mines Clearing", "MC"], ["Mercy Corps", "MC"], 2, "an acronym of two bodies"),
]


@pytest.mark.parametrize(("one", "other", "bodies", "reason"), SPELLED)
def test_a_body_in_several_spellings_is_one_partner(
    one: list[str], other: list[str], bodies: int, reason: str, dossier: Path, tmp_path: Path
) -> None:
    rows = [(*one, *ROW[2:]), (*other, *ROW[2:4], "South", *ROW[5:])]
    done = take(dossier, table(tmp_path / "x.xlsx", *rows))
    assert done.added["partners"] == bodies, reason
    assert ("IMP-10" in codes(done)) is (bodies == 2 and bool(one[1]))


def test_a_body_that_the_dossier_has_keeps_its_id(dossier: Path, tmp_path: Path) -> None:
    rows = [
        row(organisation="united nations development Programme", acronym="PNUD"),
        row(organisation=None, acronym="UNDP", province="South"),
    ]
    done = take(dossier, table(tmp_path / "x.xlsx", *rows))
    assert "partners" not in done.added
    assert {one.partner for one in works(dossier)} == {"undp"}


def test_a_namesake_of_a_body_of_the_dossier_is_another_one(dossier: Path, tmp_path: Path) -> None:
    """MAG is an advisory group of the coalition, and clears mines elsewhere."""
    (dossier / "partners.csv").write_text("id,name\nmag,Military Advisor Group\n")
    done = take(
        dossier, table(tmp_path / "x.xlsx", row(organisation="Mines Advisory Trust", acronym="MAG"))
    )
    assert "MAG is Mines Advisory Trust in the file" in one_told(done, "IMP-10").message
    key = works(dossier)[0].partner
    assert key.startswith("mag-")
    again = take(
        dossier, table(tmp_path / "x.xlsx", row(organisation="Mines Advisory Trust", acronym="MAG"))
    )
    assert works(dossier)[0].partner == key
    assert again.added == {}


def test_days_pulled_down_over_several_rows_are_one_day(dossier: Path, tmp_path: Path) -> None:
    rows = [row(start=f"2026-02-{day:02}", activity="Courses") for day in (3, 1, 2, 4)]
    done = take(dossier, table(tmp_path / "x.xlsx", *rows))
    assert "from 2026-02-01 to 2026-02-04" in one_told(done, "IMP-33").message
    assert [str(one.window.first) for one in works(dossier)] == ["2026-02-01"]


MAP = """
[source]
id = "list"
title = "A list"
date = "2026-01-02"
marking = "RESTRICTED"

[columns]
sector = "What"

[dates]
reported = "2026-03"

[partners]
"Aid" = "undp"

[places]
"the capital" = "capital"
"Norden" = "Nord"

[[work]]
sector = ["rule of law", "police *"]
institution = "moi"
serves = { justice = 0.05 }
because = "A guess."
"""
MAPPED = [
    ("Who", "What", "Where"),
    ("Aid", "Police courses", "the capital"),
    ("Aid", "Policework", "Norden"),
    ("Aid", "Rule of Law", "NORD"),
]


def test_a_map_says_what_words_mean_here(dossier: Path, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    path = workbook(tmp_path / "x.xlsx", MAPPED)
    take(dossier, path, mapped=tmp_path / "map.toml")
    mission = stated(dossier)
    by_sector = {one.sector: one for one in mission.partner_activities}
    assert {one.partner for one in by_sector.values()} == {"undp"}
    assert {(one.site, one.place, one.institution) for one in by_sector.values()} == {
        ("capital", "", "moi"),
        (None, "Nord", None),
        (None, "Nord", "moi"),
    }
    assert all(str(one.window) == "2026-03-01 to 2026-03-31" for one in by_sector.values())
    assert [(one.need, one.strength) for one in mission.effects] == [("justice", 0.05)] * 2
    basis = mission.evidence[mission.effects[0].sources[0].ref]
    assert getattr(basis, "reasoning", "") == "A guess."
    source = mission.evidence["list"]
    assert (str(source.marking), getattr(source, "title", "")) == ("RESTRICTED", "A list")


BAD_MAPS = [
    ("[sauce]\nid = 'x'\n", "sauce", "an unknown part"),
    ("[source]\nname = 'x'\n", "source.name", "an unknown key"),
    ("[source]\nid = 'a b'\n", "source.id", "no id"),
    ("[source]\nid = 'a\u200bb'\n", "source.id", "an id that no file may hold"),
    ("[source]\ndate = 'May'\n", "source", "no date"),
    (
        "[source]\nmarking = 'RESTRICTED REL NA\u200bTO'\n",
        "map.toml:source",
        "a mark that no file may bear",
    ),
    (
        "[source]\nmarking = 'RESTRICTED REL NATO,'\n",
        "map.toml:source",
        "a community without a name",
    ),
    ("[dates]\norder = 'ymd'\n", "dates.order", "no order"),
    ("[partners]\nx = 'nobody'\n", "partner 'nobody'", "an id of nobody"),
    ("[[work]]\ninstitution = 'moi'\n", "work 1", "every row would fit"),
    ("[[work]]\nsector = 'x'\ninstitution = 'mo'\n", "institution 'mo'", "an id of nothing"),
    ("[[work]]\nsector = 'x'\nserves = { justice = 2 }\n", "work 1.serves", "more than all of it"),
    ("[[work]]\nsector = 3\n", "work 1.sector", "no text"),
    ("[work]\nsector = 'x'\n", "work", "one bracket is missing"),
    ("[columns]\nsector = 'No such'\n", "column 'No such'", "no such column"),
    ("= 3", "map.toml", "no TOML"),
    (f"x = {'[' * 100_000}", "map.toml", "deeper than can be read"),
]


def test_a_map_saved_by_a_windows_editor_is_read_or_told_why_not(
    dossier: Path, tmp_path: Path
) -> None:
    """A mark before UTF-8 was an `invalid statement`, an umlaut of Windows a codec's message."""
    path = tmp_path / "map.toml"
    path.write_text('[partners]\n"Träger" = "csdp"\n[dates]\norder = "dmy"\n', "utf-8-sig")
    with pytest.raises(CadreError) as error:
        take(dossier, table(tmp_path / "x.xlsx", ROW), mapped=path)
    assert error.value.place == "map.toml: partner 'csdp'"
    path.write_text('[partners]\n"Träger" = "csdp"\n', "cp1252")
    with pytest.raises(CadreError) as error:
        take(dossier, table(tmp_path / "x.xlsx", ROW), mapped=path)
    assert error.value.problem == "isn't UTF-8: line 2 holds the byte 0xE4"
    assert "Windows-1252" in error.value.remedy


@pytest.mark.parametrize(("text", "place", "reason"), BAD_MAPS)
def test_a_map_that_means_nothing_is_refused_with_its_place(
    text: str, place: str, reason: str, dossier: Path, tmp_path: Path
) -> None:
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CadreError) as error:
        take(dossier, table(tmp_path / "x.xlsx", ROW), mapped=tmp_path / "map.toml")
    assert place in error.value.place, reason


def test_a_description_of_the_data_set_tells_who_published_what_when(
    dossier: Path, tmp_path: Path
) -> None:
    header = ("Who", "What", "Where")
    path = workbook(tmp_path / "x.xlsx", [header, ("HFA", "Health", "North")])
    about = {
        "title": "Who is there",
        "organization": {"title": "An office"},
        "license_title": "CC BY",
        "dataset_date": "[2026-01-01T00:00:00 TO 2026-04-30T23:59:59]",
        "last_modified": "2025-01-01",
        "resources": [
            {"size": 1, "last_modified": "2024-01-01", "url": "https://example.org/old"},
            {"size": path.stat().st_size, "last_modified": "2026-05-31", "url": "https://x.org/y"},
        ],
    }
    (tmp_path / "about.json").write_text(json.dumps(about), encoding="utf-8")
    take(dossier, path, about=tmp_path / "about.json")
    mission = stated(dossier)
    source = next(one for one in mission.sources if one.id == "x")
    assert (source.title, source.publisher, str(source.date)) == (
        "Who is there",
        "An office",
        "2026-05-31",
    )
    assert source.address == "https://x.org/y"
    assert "CC BY" in source.note
    assert str(works(dossier)[0].window) == "2026-01-01 to 2026-04-30"


def test_what_is_not_known_is_said(dossier: Path, tmp_path: Path) -> None:
    header = ("Who", "What", "Where")
    path = workbook(
        tmp_path / "x.xlsx", [header, ("HFA", "Health", "Norde"), ("HFA", "Work", "Up")]
    )
    done = take(dossier, path)
    assert "no institution of the host: 2 of 2" in one_told(done, "IMP-11").message
    assert "without dates: 2 of 2" in one_told(done, "IMP-13").message
    assert "Norde (Nord?), Up" in one_told(done, "IMP-12").message
    assert told(done, "IMP-05") == []


def test_a_file_of_after_the_dossiers_day_says_how_to_read_it(
    dossier: Path, tmp_path: Path
) -> None:
    """Else a planner would look for the rows in vain."""
    (tmp_path / "map.toml").write_text("[source]\ndate = '2026-02-01'\n", encoding="utf-8")
    done = take(dossier, table(tmp_path / "x.xlsx", ROW), mapped=tmp_path / "map.toml")
    assert "--as-of 2026-02-01" in one_told(done, "IMP-15").remedy


def test_no_header_names_two_things_with_one_column() -> None:
    for header in (
        HEADER,
        ("Organisation", "Organization", "Cluster", "Sector", "Where", "Region"),
    ):
        found = by_headers(header)
        assert len(set(found.values())) == len(found)
