"""US training records: each trap of the table once, made small; then the real one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cadre.desk.imports import Imported
from cadre.errors import CadreError
from cadre.exchange.courses import (
    COLUMNS,
    Held,
    RowKind,
    held,
    is_language,
    kind_of,
    parted,
    programme_of,
)
from cadre.mission.mission import Mission
from cadre.mission.sources import Claim, Qualifier
from tests.exchange.files import codes, one_told, stated, take, told, works

COURSE = {
    "fy": "2012_2013",
    "country": "Xland",
    "program": "IMET-1 - Fiscal Year 2012 Department of State Training",
    "course_title": "Staff Officers",
    "us_unit": "",
    "student_unit": "Ministry of Defense",
    "start_date": "11/1/2011",
    "end_date": "12/15/2011",
    "location": "Ft. Lee, VA, US",
    "quantity": "2",
    "total_cost": "$1,000",
    "page_number": "14",
    "file": "2012_2013.xml",
}
TOTAL = {
    "course_title": "Fiscal Year 2012 Program Totals",
    "student_unit": "",
    "start_date": "",
    "end_date": "",
    "location": "",
}


def records(path: Path, *changes: dict[str, str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(COURSE | change for change in changes)
    return path


def taught(folder: Path, tmp_path: Path, *changes: dict[str, str], mapped: str = "") -> Imported:
    path = records(tmp_path / "courses.csv", *changes)
    given = {}
    if mapped:
        (tmp_path / "map.toml").write_text(mapped, encoding="utf-8")
        given = {"mapped": tmp_path / "map.toml"}
    return take(folder, path, format="us-training", **given)


def figures(mission: Mission, unit: str = "course places") -> list[Claim]:
    return [one for one in mission.claims if one.unit == unit]


def test_courses_become_an_activity_a_programme_a_year_and_a_place(
    dossier: Path, tmp_path: Path
) -> None:
    done = taught(
        dossier,
        tmp_path,
        {},
        {"quantity": "3", "end_date": "6/30/2012"},
        {"location": "Xland (In Country Training)"},
        {"program": "FMF - FY 2012 DoS Training"},
    )
    assert done.tally.activities == 3
    mission = stated(dossier)
    names = {one.name: one for one in mission.partner_activities}
    abroad = names["IMET-1, courses of fiscal year 2012, abroad"]
    assert (abroad.partner, abroad.place, str(abroad.window)) == (
        "usa",
        "abroad",
        "2011-11-01 to 2012-06-30",
    )
    claim = mission.evidence[abroad.sources[0].ref]
    assert isinstance(claim, Claim)
    assert (claim.quantity, claim.unit, claim.kind.value) == (5, "course places", "trained")
    assert (str(claim.valid_from), str(claim.valid_to)) == ("2011-10-01", "2012-09-30")
    assert (str(claim.reported_on), claim.locator) == ("2013", "page 14")
    assert [str(one) for one in claim.sources] == ["courses:rows 2-3"]
    report = mission.evidence[claim.source]
    assert getattr(report, "address", "") == "2012_2013.xml"


def test_no_unit_of_the_file_gets_into_the_dossier(dossier: Path, tmp_path: Path) -> None:
    """A unit may tell of one person by the post held."""
    post = "Commander of the Seventh Harbour Watch"
    done = taught(dossier, tmp_path, {"student_unit": post}, {})
    assert post not in "".join(one.read_text() for one in dossier.glob("*.csv"))
    assert all(post not in finding.message for finding in done.findings)


def test_a_unit_leads_to_an_institution_by_the_map(dossier: Path, tmp_path: Path) -> None:
    mapped = "[[work]]\nunit = ['mod', 'mod *', '*ministry of defen*']\ninstitution = 'mod'\n"
    units = ["MOD", "MoD, Supply", "The  MINISTRY of Defence", "Modern Art", ""]
    changes = [{"student_unit": unit} for unit in units]
    done = taught(dossier, tmp_path, *changes, mapped=mapped)
    by = {one.institution: one for one in works(dossier)}
    assert by["mod"].note.endswith("rows: 3")  # type: ignore[index]
    assert by[None].note.endswith("rows: 2")
    assert "no institution of the dossier: 2 of 5" in one_told(done, "IMP-11").message


TRAPS: list[tuple[str, list[dict[str, str]], str, float | None, str]] = [
    ("IMP-19", [{}, TOTAL], "Rows that sum up others: 1 (row 3)", 2, "a total isn't a course"),
    ("IMP-19", [{}, TOTAL | {"course_title": ""}], "others: 1", 2, "a total without its name"),
    ("IMP-20", [{}, TOTAL | {"quantity": "3"}], "total is 3 places", 2, "a total that differs"),
    ("IMP-20", [{}, TOTAL | {"total_cost": "$2"}], "total is 2 dollars", 2, "a cost that differs"),
    (
        "IMP-21",
        [{}, {"course_title": "COVID-19 EXT"}],
        "but rows that prolong a stay: 1",
        2,
        "a longer stay",
    ),
    (
        "IMP-21",
        [{}, {"course_title": "FLYING COST (IZ, HOURLY)"}],
        "but rows that carry a cost: 1",
        2,
        "a bill",
    ),
    ("IMP-21", [{}, {"course_title": "ORIENTATION VISIT/DV"}], "but visits: 1", 2, "a visit"),
    (
        "IMP-21",
        [{}, {"course_title": "EXT TRNG SERVICE SPEC"}],
        "but instructors sent: 1",
        2,
        "teachers",
    ),
    ("IMP-22", [{"total_cost": "$"}, {}], "without a cost: 1", 4, "no cost"),
    ("IMP-22", [{"total_cost": "$0"}, {}], "a cost of 0: 1", 4, "a cost of nothing"),
    (
        "IMP-23",
        [{}, {}, TOTAL | {"quantity": "4"}],
        "total counts each: 1",
        4,
        "places of a course",
    ),
    ("IMP-23", [{}, {}], "In others: 1", 4, "perhaps twice"),
    ("IMP-25", [{"start_date": "9/1/2011"}], "told under: 1", 2, "the year before"),
    (
        "IMP-26",
        [{}, {"course_title": "American Language Course"}],
        "another one: 2 (rows: 1)",
        4,
        "twice",
    ),
    ("IMP-27", [{"quantity": "9000"}], "9,000 places, too many", 9000, "a whole force"),
    ("IMP-29", [{"quantity": "0"}, {}], "or 0: 1 (row 2)", 2, "none is unknown"),
    ("IMP-29", [{"quantity": ""}], "or 0: 1 (row 2)", None, "unknown isn't zero"),
    ("IMP-30", [{}, {"location": "Xland"}], "in the country 1 (places: 2), abroad 1", None, ""),
    ("IMP-32", [{"end_date": "12/15/2013"}], "500 days: 1", 2, "over two years"),
    ("IMP-13", [{"end_date": ""}], "a last day: 1", 2, "no last day"),
    (
        "IMP-24",
        [{}, {"fy": "2011_2012", "quantity": "7"}],
        "told by the report 2011_2012 (places: 7; row 3) and by 2012_2013 (places: 2)",
        2,
        "two reports of one year",
    ),
]


@pytest.mark.parametrize(("code", "changes", "words", "number", "reason"), TRAPS)
def test_each_trap_is_counted_told_and_kept_out_of_the_sum(
    code: str,
    changes: list[dict[str, str]],
    words: str,
    number: float | None,
    reason: str,
    dossier: Path,
    tmp_path: Path,
) -> None:
    done = taught(dossier, tmp_path, *changes)
    assert words in one_told(done, code).message, reason
    assert one_told(done, code).remedy.endswith(".")
    counted = figures(stated(dossier))[0].quantity
    assert code == "IMP-30" or counted == number, reason


def test_a_plain_table_has_no_trap(dossier: Path, tmp_path: Path) -> None:
    mapped = "[[work]]\nunit = 'ministry of defense'\ninstitution = 'mod'\n"
    done = taught(dossier, tmp_path, {"location": "Xland"}, mapped=mapped)
    assert codes(done) == ["IMP-26"], "places aren't people, in the best of tables"


def test_a_figure_with_a_gap_is_at_least_what_is_told(dossier: Path, tmp_path: Path) -> None:
    taught(dossier, tmp_path, {}, {"quantity": "", "total_cost": ""})
    mission = stated(dossier)
    for unit, number in (("course places", 2), ("US dollars", 1000)):
        claim = figures(mission, unit)[0]
        assert (claim.quantity, claim.qualifier) == (number, Qualifier.AT_LEAST)


def test_what_an_earlier_report_says_is_kept_beside_the_later(
    dossier: Path, tmp_path: Path
) -> None:
    taught(dossier, tmp_path, {}, {"fy": "2011_2012", "quantity": "7"})
    mission = stated(dossier)
    assert sorted(one.quantity or 0 for one in figures(mission)) == [2, 7]
    assert len(mission.conflicts) == 1
    preferred = mission.evidence[mission.conflicts[0].preferred[0]]
    assert getattr(preferred, "quantity", None) == 2


def test_a_force_is_an_activity_of_its_own(dossier: Path, tmp_path: Path) -> None:
    done = taught(dossier, tmp_path, {}, {"quantity": "9000", "course_title": "Civil Corps"})
    assert done.tally.activities == 2
    assert sorted(one.quantity or 0 for one in figures(stated(dossier))) == [2, 9000]


BROKEN = [
    ({"program": "IMET"}, "courses.csv:3:program", "no fiscal year"),
    ({"start_date": "2/30/2012"}, "courses.csv:3:start_date", "no such day"),
    ({"end_date": "10/1/2011"}, "courses.csv:3:end_date", "before it begins"),
    ({"quantity": "-3"}, "courses.csv:3:quantity", "fewer than none"),
    ({"total_cost": "many"}, "courses.csv:3:total_cost", "no number"),
]


@pytest.mark.parametrize(("change", "place", "reason"), BROKEN)
def test_a_row_that_cannot_be_read_is_refused_with_its_place(
    change: dict[str, str], place: str, reason: str, dossier: Path, tmp_path: Path
) -> None:
    done = taught(dossier, tmp_path, {}, change)
    assert (done.tally.taken, done.tally.refused) == (1, 1), reason
    assert one_told(done, "IMP-02").place == place


PARTED = [
    ({"start_date": "6/16/2009 7/2/2009", "end_date": ""}, ("start_date", "end_date")),
    ({"start_date": "", "total_cost": "38902 5/18/2009"}, ("total_cost", "start_date")),
    ({"student_unit": "Bureau 8130", "total_cost": ""}, ("student_unit", "total_cost")),
    ({"course_title": "Studies 08-7 3", "quantity": ""}, ("course_title", "quantity")),
]


@pytest.mark.parametrize(("change", "columns"), PARTED)
def test_cells_that_ran_into_each_other_are_parted(
    change: dict[str, str], columns: tuple[str, str]
) -> None:
    one, other = columns
    whole = f"{change[one]} {change[other]}".split()
    told_of, repaired = parted(COURSE | change)
    assert repaired
    assert f"{told_of[one]} {told_of[other]}".split() == whole, "nothing is lost or made up"
    assert told_of[one]
    assert told_of[other]
    assert parted(COURSE) == (COURSE, False)
    full = COURSE | {"student_unit": "Squadron 203", "course_title": "Course 12"}
    assert parted(full) == (full, False), "figures with their own cells filled belong to the name"


PROGRAMMES = [
    ("IMET-1 - Fiscal Year 2012 Department of State Training", "IMET-1"),
    ("CTFP - FY 2008 DoD Training", "CTFP"),
    ("DOD Near East Region, Iraq,  Section 506, FY02", "Section 506"),
    (
        "DoS Near East Region, Iraq,  Miscellaneous, Non-Security Assistance (Note 3), FY 01",
        "Miscellaneous DoD/DoS activities",
    ),
    ("Miscellaneous DoD-DoS Activities, FY 00", "Miscellaneous DoD/DoS activities"),
    ("Non-SA, UC, JCET - FY 2009 DoD Training", "Non-SA, UC, JCET"),
]


@pytest.mark.parametrize(("heading", "name"), PROGRAMMES)
def test_a_programme_has_one_name_in_all_years(heading: str, name: str) -> None:
    assert programme_of(heading) == name


PLACES = [
    ("IRAQ (IN COUNTRY TRAINING)", "", Held.INSIDE),
    ("6 locations in Iraq", "", Held.INSIDE),
    ("MOBILE TRAINING TEAM", "MTT - BAGHDAD, IRAQ - N/A", Held.INSIDE),
    ("MOBILE TRAINING TEAM", "", Held.UNTOLD),
    ("VARIOUS", "", Held.UNTOLD),
    ("171B", "", Held.UNTOLD),
    ("", "", Held.UNTOLD),
    ("JORDAN (IN COUNTRY TRAINING)", "", Held.ABROAD),
    ("Jordan", "", Held.ABROAD),
    ("Lackland AFB, TX, US", "", Held.ABROAD),
    ("INFANTRY SCHOOL", "", Held.ABROAD),
]


@pytest.mark.parametrize(("location", "unit", "where"), PLACES)
def test_where_a_course_is_held_is_told_by_the_countrys_name(
    location: str, unit: str, where: Held
) -> None:
    assert held(location, unit, "Iraq") is where


def test_a_title_tells_what_a_row_is() -> None:
    assert kind_of(COURSE | {"course_title": "Next Generation Seminar"}) is RowKind.COURSE
    assert kind_of(COURSE | {"course_title": "INTERNATIONAL OFFICER PREP"}) is RowKind.COURSE
    assert is_language("ALC Specialized English Training Only")
    assert not is_language("Balcony Building")


def test_of_several_countries_the_map_names_one(dossier: Path, tmp_path: Path) -> None:
    both: tuple[dict[str, str], ...] = ({}, {"country": "Yland"})
    with pytest.raises(CadreError, match="tells of 2 countries"):
        taught(dossier, tmp_path, *both)
    done = taught(dossier, tmp_path, *both, mapped="[partner]\ncountry = 'xland'\n")
    assert (done.tally.taken, done.tally.left) == (1, 1)
    assert "other countries than Xland: 1" in one_told(done, "IMP-31").message


def test_a_table_without_its_columns_says_which_are_missing(dossier: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("fy,country\n1,2\n", encoding="utf-8")
    with pytest.raises(CadreError) as error:
        take(dossier, path, format="us-training")
    assert "lacks columns" in error.value.problem
    assert "course_title" in error.value.problem


def test_the_same_records_again_change_nothing_and_an_edit_is_one_update(
    dossier: Path, tmp_path: Path
) -> None:
    taught(dossier, tmp_path, {}, {"location": "Xland"})
    assert taught(dossier, tmp_path, {}, {"location": "Xland"}).written == ()
    done = taught(dossier, tmp_path, {"end_date": "1/15/2012"}, {"location": "Xland"})
    assert done.updated["partner_activities"] == 1
    assert "partner_activities" not in done.added
    assert told(done, "IMP-16") == []
