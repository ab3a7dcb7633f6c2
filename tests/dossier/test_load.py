"""Bad input: every fault has its place, its value, what is allowed and a remedy; none is lost."""

import os
from pathlib import Path

import pytest

from cadre.dossier import folder as folders
from cadre.dossier.load import load
from cadre.dossier.rules import DOSSIER_RULES
from cadre.dossier.save import save
from cadre.dossier.tables import TABLES
from cadre.errors import DossierError
from cadre.mission.findings import Severity
from cadre.mission.quantities import Range
from tests.dossier.building import MISSION, Folder

EXAMPLES = sorted(
    one.parent for one in (Path(__file__).parents[2] / "examples").glob("*/mission.toml")
)


def test_a_sound_dossier_has_no_findings_and_all_its_rows(dossier: Folder) -> None:
    loaded = dossier.load()
    assert loaded.findings == ()
    assert [row.id for row in loaded.mission.bed_spaces] == ["rooms", "huts"]
    assert str(loaded.mission.sites[0].window) == "2025-12-01 to 2026-12-31"
    assert [str(one) for one in loaded.mission.bed_spaces[1].sources] == ["C1", "letter:p 2"]
    assert loaded.mission.profile.weights.needs == 50
    assert loaded.mission.profile.rely_on == 0.8


@pytest.mark.parametrize("where", EXAMPLES, ids=lambda one: one.name)
def test_every_example_loads_without_an_error(where: Path) -> None:
    errors = [one for one in load(where).findings if one.severity is Severity.ERROR]
    assert errors == []


ROWS = [
    # table, a row, code, column, what the message must tell
    ("sites", "x,X,XLK,2021-02-30,,", "DOS-12", "from", "'2021-02-30'"),
    ("sites", "x,X,XLK,20210228,,", "DOS-12", "from", "year-month-day"),
    ("sites", "x,X,XLK,2026-03-02,2026-03-01,", "DOS-14", "from", "2026-03-02 / 2026-03-01"),
    ("sites", "x,,XLK,,,", "DOS-11", "name", "blank"),
    ("sites", "x y,X,XLK,,,", "DOS-12", "id", "'x y'"),
    # Letters that can't be seen made another id, to which no reference led.
    ("sites", "x\u200b,X,XLK,,,", "DOS-12", "id", "U+200B, its character 2"),
    ("bed_spaces", "x,cap\u00adital,4,", "DOS-12", "site", "U+00AD, its character 4"),
    ("bed_spaces", "x,capital,4,C\ufeff1", "DOS-12", "sources", "U+FEFF"),
    ("bed_spaces", "x,capital,4,\u200eC1:p 2", "DOS-12", "sources", "U+200E"),
    ("sites", ",X,XLK,,,", "DOS-11", "id", "blank"),
    ("sites", "capital,X,XLK,,,", "DOS-15", "id", "line 2"),
    ("sites", "x,X,XLK,,,C9", "DOS-18", "sources", "'C9'"),
    ("sites", "x,X,XLK,,,,more", "DOS-10", "", "7 cells"),
    ("sites", "x,X", "DOS-10", "", "2 cells"),
    ("sites", 'x,"X,XLK,,,', "DOS-09", "", "never closed"),
    ("sites", 'x,"X"Y,XLK,,,', "DOS-09", "", "closing quote"),
    ("sites", "x,X\x00,XLK,,,", "DOS-12", "name", "control characters"),
    ("bed_spaces", "x,capital,-4,", "DOS-13", "beds", "0 to 1,000,000"),
    ("bed_spaces", "x,capital,4.5,", "DOS-12", "beds", "whole number"),
    ("bed_spaces", f"x,capital,{'9' * 5000},", "DOS-12", "beds", "whole number"),
    ("bed_spaces", "x,nowhere,4,", "DOS-16", "site", "'nowhere'"),
    ("claims", 'x,force,People,"1,5",2025,letter', "DOS-12", "quantity", "with a point"),
    ("claims", "x,force,People,nan,2025,letter", "DOS-12", "quantity", "'nan'"),
    ("claims", "x,force,People,1e999,2025,letter", "DOS-13", "quantity", "1e308"),
    ("claims", "x,force,People,1,2025-13,letter", "DOS-12", "reported_on", "2021-02"),
    (
        "claims",
        "x,force,People,1,\uff12\uff10\uff12\uff15,L",
        "DOS-12",
        "reported_on",
        "a date",
    ),
]


@pytest.mark.parametrize(("table", "row", "code", "column", "told"), ROWS)
def test_a_bad_row_is_told_with_its_place_and_the_others_are_kept(
    dossier: Folder, table: str, row: str, code: str, column: str, told: str
) -> None:
    text = dossier.raw(table).decode()
    before = dossier.load().mission
    dossier.write(table, f"{text}{row}\n")
    finding = dossier.only_finding()
    line = text.count("\n") + 1
    assert finding.place == f"{table}.csv:{line}" + (f":{column}" if column else "")
    assert finding.code == code
    assert told in finding.message
    assert finding.remedy.endswith(".")
    kept = getattr(dossier.load().mission, table)
    # A citation that leads nowhere costs the citation, not the row.
    assert len(kept) - len(getattr(before, table)) == (1 if code == "DOS-18" else 0)


FILES = [
    ("sites", "", "DOS-05", "sites.csv:1"),
    ("sites", "\n\n", "DOS-05", "sites.csv:1"),
    ("sites", "id;name;country\nx;X;XLK\n", "DOS-06", "sites.csv:1"),
    ("sites", "id\tname\tcountry\nx\tX\tXLK\n", "DOS-06", "sites.csv:1"),
    ("sites", "id,name\nx,X\n", "DOS-07", "sites.csv:1:country"),
    ("sites", "id,name,country,contry\nx,X,XLK,\n", "DOS-08", "sites.csv:1:contry"),
    ("sites", "id,name,country,name\nx,X,XLK,Y\n", "DOS-08", "sites.csv:1:name"),
    ("sites", b"id,name,country\nx,caf\xe9,XLK\n", "DOS-04", "sites.csv:2:name"),
    ("sites", "id,name,country\n".encode("utf-16"), "DOS-04", "sites.csv:1:cell 1"),
    ("pledge", "id\n", "DOS-01", "pledge.csv"),
]


@pytest.mark.parametrize(("table", "text", "code", "place"), FILES)
def test_a_file_that_is_wrong_as_a_whole_is_told_once(
    dossier: Folder, table: str, text: str | bytes, code: str, place: str
) -> None:
    (dossier.path / "bed_spaces.csv").unlink()
    dossier.write(table, text)
    finding = dossier.only_finding()
    assert (finding.code, finding.place) == (code, place)


def test_what_a_file_names_cant_steer_a_terminal_nor_flood_it(dossier: Folder) -> None:
    """A name of a column, or an id, was told with its colours, or thousands of letters."""
    dossier.write("sites", f"id,name,country,\x1b[31mred,{'x' * 5000}\ncapital,Capital,XLK,,\n")
    dossier.write("bed_spaces", "id,site,beds\n\x1b[31mred,capital,4\n")
    steering, flooding, refused = dossier.load().findings
    assert steering.place == r"sites.csv:1:'\x1b[31mred'"
    assert len(flooding.place) < 100
    assert refused.about == r"'\x1b[31mred'"


def test_a_line_that_tells_excel_of_the_commas_is_no_header(dossier: Folder) -> None:
    """It gave four findings that asked for columns which stand in the line below it."""
    text = dossier.raw("sites").decode()
    for mark in ("", "\ufeff"):
        dossier.write("sites", f"{mark}sep=,\n{text}")
        assert dossier.load().findings == ()
    dossier.write("sites", f"sep=;\n{text}".replace(",", ";"))
    assert dossier.load().findings[0].code == "DOS-06"


def test_ids_of_a_table_that_cant_be_read_are_not_said_to_be_missing(dossier: Folder) -> None:
    """Saved with semicolons, all of a table's ids are there: whoever adds them does so twice."""
    text = dossier.raw("sites").decode()
    dossier.write("sites", text.replace(",", ";"))
    first, *others = dossier.load().findings
    assert first.code == "DOS-06"
    assert {(one.code, one.remedy) for one in others} == {("DOS-17", "Correct sites.csv.")}
    assert all("and sites.csv can't be read" in one.message for one in others)
    dossier.write("sites", text)
    dossier.write("claims", dossier.raw("claims").decode().replace(",", ";"))
    lost = [one for one in dossier.load().findings if one.code == "DOS-18"]
    assert {one.remedy for one in lost} == {"Correct claims.csv."}


def test_ids_of_a_table_that_was_emptied_or_lost_are_not_said_to_be_wrong(dossier: Folder) -> None:
    """Whoever corrects ids then has spoilt sound rows when the file is back."""
    dossier.write("sites", "")
    first, *others = dossier.load().findings
    assert first.code == "DOS-05"
    assert {(one.code, one.remedy) for one in others} == {("DOS-17", "Fill sites.csv.")}
    assert all("and sites.csv is empty" in one.message for one in others)
    (dossier.path / "sites.csv").unlink()
    (dossier.path / "datapackage.json").write_text('{"resources": [{"path": "sites.csv"}]}')
    first, *others = dossier.load().findings
    assert first.code == "DOS-22"
    assert {(one.code, one.remedy) for one in others} == {("DOS-17", "Put sites.csv back.")}


def test_bytes_that_are_not_utf8_cost_only_their_rows(dossier: Folder) -> None:
    dossier.write("sites", "id,name,country\ncapital,café,XLK\nport,Port,XLK\n".encode("latin-1"))
    loaded = dossier.load()
    assert [row.id for row in loaded.mission.sites] == ["port"]
    codes = [one.code for one in loaded.findings]
    assert codes == ["DOS-04", "DOS-17", "DOS-17"]
    assert "0xE9" in loaded.findings[0].message
    assert "UTF-8" in loaded.findings[0].remedy


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(dossier: Folder) -> None:
    before = dossier.load().mission
    for table in ("sites", "claims"):
        dossier.write(table, b"\xef\xbb\xbf" + dossier.raw(table).replace(b"\n", b"\r\n"))
    loaded = dossier.load()
    assert loaded.findings == ()
    assert loaded.mission == before


def test_a_quoted_line_end_does_not_shift_the_lines_told(dossier: Folder) -> None:
    dossier.write("sites", 'id,name,country,note\ncapital,"a\nb",XLK,\nx,,XLK,"c\nd"\ny,,XLK,\n')
    places = [one.place for one in dossier.load().findings]
    assert places == ["sites.csv:4:name", "sites.csv:6:name"]


def test_a_huge_file_is_refused_before_it_is_read(dossier: Folder) -> None:
    path = dossier.path / "claims.csv"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)  # sparse: no disk is used, and none of it may be read
    finding = next(one for one in dossier.load().findings if one.code == "DOS-03")
    assert finding.place == "claims.csv"
    assert "200,000,000" in finding.message


def test_a_file_of_just_the_largest_size_is_read(
    dossier: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier.write("nations", "id,name\n" + "".join(f"N{n},Nation\n" for n in range(99)))
    size = len(dossier.raw("nations"))
    monkeypatch.setattr(folders, "LARGEST", size - 1)
    assert dossier.only_finding().code == "DOS-03"
    monkeypatch.setattr(folders, "LARGEST", size)
    assert dossier.load().findings == ()


def test_what_is_no_file_is_a_finding(dossier: Folder) -> None:
    (dossier.path / "nations.csv").mkdir()
    (dossier.path / "skills.csv").symlink_to("nowhere")
    os.mkfifo(dossier.path / "posts.csv")
    found = {one.place: one.code for one in dossier.load().findings}
    assert found == dict.fromkeys(("nations.csv", "skills.csv", "posts.csv"), "DOS-02")


def test_a_cell_without_end_stops_the_reading_of_its_file(dossier: Folder) -> None:
    dossier.write("sites", 'id,name,country\ncapital,C,XLK\nx,"' + "long\n" * 50_000)
    finding = dossier.only_finding()
    assert (finding.code, finding.place) == ("DOS-09", "sites.csv:3")
    assert "quote" in finding.message


def test_long_series_of_one_fault_are_cut_and_counted(dossier: Folder) -> None:
    rows = "".join(f"r{number},capital,many\n" for number in range(250))
    dossier.write("bed_spaces", "id,site,beds\n" + rows)
    findings = dossier.load().findings
    assert [one.code for one in findings].count("DOS-12") == 100
    assert findings[-1].code == "DOS-21"
    assert findings[-1].message.startswith("150 more findings of DOS-12")


def test_every_fault_of_a_row_is_told(dossier: Folder) -> None:
    dossier.write("sites", "id,name,country,latitude,from\nx,,XLK,200,soon\n")
    (dossier.path / "bed_spaces.csv").unlink()
    columns = [one.place.rpartition(":")[2] for one in dossier.load().findings]
    assert columns == ["name", "latitude", "from"]


def test_what_leans_on_a_refused_row_falls_to_the_end(dossier: Folder) -> None:
    dossier.write(
        "institutions",
        "id,name,part_of\ntop,,\nmiddle,M,top\nlow,L,middle\nother,O,\n",
    )
    dossier.write("needs", "id,institution,name\nn1,low,N\nn2,other,N\n")
    loaded = dossier.load()
    assert [row.id for row in loaded.mission.institutions] == ["other"]
    assert [row.id for row in loaded.mission.needs] == ["n2"]
    assert [one.code for one in loaded.findings] == ["DOS-11", "DOS-17", "DOS-17", "DOS-17"]
    assert "institutions.csv:2" in loaded.findings[1].message


@pytest.mark.parametrize("length", [1, 2, 20_000])
def test_circles_are_told_and_do_not_hang(dossier: Folder, length: int) -> None:
    rows = "".join(f"i{n},I,i{(n + 1) % length}\n" for n in range(length))
    dossier.write("institutions", f"id,name,part_of\n{rows}free,F,\n")
    loaded = dossier.load()
    assert [row.id for row in loaded.mission.institutions] == ["free"]
    assert loaded.findings[0].code == "DOS-20"


def test_work_that_in_the_end_makes_itself_greater_is_refused(dossier: Folder) -> None:
    dossier.write("programmes", "id,name\np,P\n")
    works = "a,A,p,b\nb,B,p,a\nc,C,p,\nd,D,p,c\n"
    dossier.write("activities", f"id,name,programme,increment_of\n{works}")
    loaded = dossier.load()
    assert [row.id for row in loaded.mission.activities] == ["c", "d"]
    assert {one.code for one in loaded.findings} == {"DOS-20"}


def test_a_budget_without_its_amount_is_refused_since_unknown_is_no_limit(dossier: Folder) -> None:
    dossier.write("budgets", "id,year,funding,amount\nx,2021,common,\ny,2022,trust fund,5\n")
    loaded = dossier.load()
    assert [(row.id, row.year, row.amount) for row in loaded.mission.budgets] == [("y", 2022, 5.0)]
    assert [one.code for one in loaded.findings] == ["DOS-11"]


def test_work_of_a_partner_counts_where_either_kind_of_work_may_stand(dossier: Folder) -> None:
    dossier.write("institutions", "id,name\nm,M\n")
    dossier.write("needs", "id,institution,name\nn,m,N\n")
    dossier.write("partners", "id,name\np,P\n")
    dossier.write("partner_activities", "id,partner,name,institution\nw,p,W,m\n")
    dossier.write("effects", "id,work,need,strength\ne,w,n,0.5\nf,v,n,0.5\n")
    finding = dossier.only_finding()
    assert finding.place == "effects.csv:3:work"
    assert "activities.csv or partner_activities.csv" in finding.message


def test_a_close_name_is_offered(dossier: Folder) -> None:
    dossier.write("bed_spaces", "id,site,beds\nx,captial,4\n")
    assert dossier.only_finding().remedy.startswith("Write 'capital'")


@pytest.mark.parametrize("typed", ["CAPITAL", "cap ital", "Cápital"])
def test_an_id_typed_in_other_letters_is_offered_as_it_is_written(
    dossier: Folder, typed: str
) -> None:
    """In capitals no letter is alike: the id was to be corrected without a word on how."""
    dossier.write("bed_spaces", f"id,site,beds\nx,{typed.replace(' ', '-')},4\n")
    assert dossier.only_finding().remedy.startswith("Write 'capital'")


def test_columns_without_a_name_are_told_by_their_number(dossier: Folder) -> None:
    """Two of them were one column that stands twice."""
    dossier.write("bed_spaces", "id,,site,,beds\nx,,capital,,4\n")
    loaded = dossier.load()
    told = [(one.code, one.place, one.message.partition(",")[0]) for one in loaded.findings]
    assert told == [
        ("DOS-08", f"bed_spaces.csv:1:cell {number}", f"Column {number} has no name")
        for number in (2, 4)
    ]
    assert [one.id for one in loaded.mission.bed_spaces] == ["x"]


def test_a_line_of_blanks_is_a_blank_line(dossier: Folder) -> None:
    """Each cell that a row must have was told to be missing, of a row that isn't there."""
    dossier.write("bed_spaces", "id,site,beds\nx,capital,4\n , ,\n\t,,\u00a0\n")
    assert dossier.load().findings == ()


def test_blanks_take_defaults_and_a_dash_is_nothing(dossier: Folder) -> None:
    dossier.write("programmes", "id,name\np,P\n")
    dossier.write("activities", "id,name,programme,cover,rank\na,A,p,,\nb,B,p,-,3\n")
    loaded = dossier.load()
    assert loaded.findings == ()
    one, other = loaded.mission.activities
    assert [kind.value for kind in one.cover] == ["mandate", "consent", "status"]
    assert (one.rank, other.rank, other.cover) == (100, 3, ())


def test_the_ends_of_a_range_may_be_blank(dossier: Folder) -> None:
    header = "id,name,per_person_low,per_person,per_person_high\n"
    dossier.write("enablers", f"{header}a,A,,0.2,\nb,B,0.1,0.2,\nc,C,0.3,0.2,\nd,D,0.1,,\n")
    loaded = dossier.load()
    found = [row.per_person for row in loaded.mission.enablers]
    assert found == [Range.exactly(0.2), Range(0.1, 0.2, 0.2)]
    assert [one.place for one in loaded.findings] == [
        "enablers.csv:4:per_person_low",
        "enablers.csv:5:per_person",
    ]


def test_no_folder_and_no_mission_are_errors(tmp_path: Path) -> None:
    with pytest.raises(DossierError, match="is no folder"):
        load(tmp_path / "nowhere")
    with pytest.raises(DossierError, match=r"is no dossier: it has no mission\.toml"):
        load(tmp_path)


def test_a_folder_of_dossiers_is_told_apart_from_a_dossier_without_its_file(
    tmp_path: Path,
) -> None:
    with pytest.raises(DossierError, match="begin a dossier with `cadre init`"):
        load(tmp_path)
    for name in ("second", "first"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mission.toml").touch()
    with pytest.raises(DossierError, match=r"Name one of the dossiers inside: first, second\."):
        load(tmp_path)


def test_a_file_that_is_like_no_table_is_not_given_the_name_of_one(dossier: Folder) -> None:
    (dossier.path / "options.csv").write_text("id,name\nx,X\n", encoding="utf-8")
    for name in ("foo.csv", "postss.csv", "Options (copy).csv"):
        (dossier.path / name).write_text("id\n", encoding="utf-8")
    remedies = {one.about: one.remedy for one in dossier.load().findings if one.code == "DOS-01"}
    assert remedies["postss.csv"] == "Rename it to posts.csv."
    said = "Move it out of the folder, or its rows into options.csv."
    assert remedies["Options (copy).csv"] == said, "renamed, it would write over the table"
    assert "Rename" not in remedies["foo.csv"]
    assert "activities" in remedies["foo.csv"], "the tables there are"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", r"has no table \[mission\]"),
        (b"[mission\n", r"mission\.toml:1: isn't TOML"),
        (b'[mission]\nname = "caf\xe9"\n', r"mission\.toml:2: holds the byte 0xE9"),
        (
            b"[mission]\nname = 3\n",
            r"; name is '3'; .*allowed: every key .*; name: text",
        ),
        (
            MISSION.replace("2026-12-27", '"soon"').encode(),
            r"until is 'soon'; allowed: until: a day without quotes, such as [-0-9]+\. Give",
        ),
        (MISSION.replace("2026-12-27", "2025-12-27").encode(), "are -2 weeks"),
        (MISSION.replace("2026-12-27", "9999-12-31").encode(), "1 to 2600"),
        (MISSION.replace("2026-12-27", "2026-02-30").encode(), "isn't TOML"),
        (b"a = " + b"[" * 5000, "nested too deeply"),
        (b"a = " + b"9" * 5000, "isn't TOML"),
    ],
)
def test_a_dossier_without_a_mission_is_an_error(dossier: Folder, text: bytes, told: str) -> None:
    (dossier.path / "mission.toml").write_bytes(text)
    with pytest.raises(DossierError, match=told):
        dossier.load()


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("until", "untill = 3\nuntil", "DOS-19", "mission.toml:8:untill"),
        ("needs = 50.0", "need = 3", "DOS-19", "mission.toml:11:need"),
        ("needs = 50.0", "needs = -1", "DOS-13", "mission.toml:11:needs"),
        ("[mission.weights]", "rely_on = 80", "DOS-13", "mission.toml:10:rely_on"),
        ("[mission]", "[other]\nx = 1\n[mission]", "DOS-19", "mission.toml:2:other"),
    ],
)
def test_a_wrong_key_is_told_with_its_line(
    dossier: Folder, old: str, new: str, code: str, place: str
) -> None:
    text = MISSION.replace(old, new, 1)
    if "rely_on" in new:
        text = text.replace("needs = 50.0\n", "")
    (dossier.path / "mission.toml").write_text(text, encoding="utf-8")
    finding = dossier.only_finding()
    assert (finding.code, finding.place) == (code, place)


def test_codes_are_used_once_and_in_order() -> None:
    codes = [rule.code for rule in DOSSIER_RULES]
    assert codes == [f"DOS-{number:02}" for number in range(1, len(codes) + 1)]


def test_no_table_is_forgotten_when_all_are_there(dossier: Folder) -> None:
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        dossier.write(table.name, ",".join(names) + "\n")
    loaded = dossier.load()
    assert {finding.code for finding in loaded.findings} == {"DOS-23"}
    assert len(loaded.findings) == len(TABLES)
    assert len(loaded.files) == len(TABLES) + 1


def test_a_table_that_was_there_and_is_gone_is_told_before_all_that_follows(
    dossier: Folder,
) -> None:
    dossier.write("sites", "id,name,country\ncapital,Capital,XLK\n")
    dossier.write("bed_spaces", "id,site,beds\nb,capital,10\n")
    loaded = dossier.load()
    save(loaded.mission, dossier.path, loaded)
    (dossier.path / "sites.csv").unlink()
    codes = [finding.code for finding in dossier.load().findings]
    assert codes == ["DOS-22", "DOS-17"]


def test_causes_are_told_before_what_follows_from_them(dossier: Folder) -> None:
    dossier.write("bed_spaces", "id,site,beds\nb,capital,10\n")
    dossier.write("sites", "id,name,country,from\ncapital,Capital,XLK,15/03/2021\n")
    places = [(finding.code, finding.place) for finding in dossier.load().findings]
    assert places == [("DOS-12", "sites.csv:2:from"), ("DOS-17", "bed_spaces.csv:2:site")]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("activities", "id,name,programme,after\na,A,p,a\n"),
        ("activities", "id,name,programme,after\na,A,p,b\nb,B,p,a\n"),
        ("activities", "id,name,programme,excludes\na,A,p,a\n"),
    ],
)
def test_work_that_waits_for_itself_is_refused(dossier: Folder, table: str, text: str) -> None:
    dossier.write("programmes", "id,name\np,P\n")
    dossier.write(table, text)
    assert {"DOS-20"} <= {finding.code for finding in dossier.load().findings}


def test_a_row_that_counts_again_since_its_replacement_is_refused_is_told(
    dossier: Folder,
) -> None:
    rows = "old,Old,XLK,\ncapital,Capital,nowhere,old; gone\nport,Port,XLK,\n"
    dossier.write("sites", f"id,name,country,supersedes\n{rows}")
    loaded = dossier.load()
    assert "old" in [row.id for row in loaded.mission.sites]
    found = {(one.code, one.place): one.message for one in loaded.findings}
    message = found["DOS-25", "sites.csv:3:supersedes"]
    assert message == "'old' counts, since this row, which replaces it, is refused."
