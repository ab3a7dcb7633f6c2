"""Priors: a blank cell takes the figure in force, and a stated one never changes."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.dossier.asof import known
from cadre.dossier.fingerprint import fingerprint
from cadre.dossier.load import load
from cadre.dossier.priors import in_force, published
from cadre.dossier.save import save
from cadre.dossier.tables import TABLES
from cadre.mission.leaning import figures
from cadre.mission.markings import Classification
from cadre.mission.mission import Mission
from cadre.mission.priors import Blank, Grade
from cadre.mission.provenance import chain, marking_of
from cadre.mission.quantities import Range, Unstated, exact
from cadre.mission.rows import Citation
from tests.dossier.building import Folder
from tests.dossier.test_asof import PROFILE
from tests.dossier.test_round_trip import Maker

DAY = date(2026, 1, 20)
PLEDGES = "id,nation,skill,people,rung,delay,strength,sources\n"
FORCE = {
    "nations": "id,name\nXAA,Northland\n",
    "skills": "id,name\nadviser,Adviser\n",
}
OWN = "id,name,value_low,value,value_high,column,when,marking,known_from\n"


def then(dossier: Folder, **tables: str) -> Mission:
    """The mission as known on the day, from files without a fault."""
    for name, text in (FORCE | tables).items():
        dossier.write(name, text)
    loaded = dossier.load()
    assert loaded.findings == ()
    return known(loaded.mission, DAY)


def test_the_published_file_is_whole_and_says_where_each_figure_is_from() -> None:
    priors = published().values()
    assert len(priors) > 100
    assert all(one.id.startswith("P-") and one.name and one.unit for one in priors)
    assert all(one.document for one in priors)
    assert all(one.address.startswith("https://") for one in priors if one.address)
    unplaced = [one for one in priors if not one.address and one.grade is not Grade.DERIVED]
    assert len(unplaced) <= 2, [one.id for one in unplaced]
    assert {one.column for one in priors if one.column} == set(Blank)
    # What is worked out names what it is worked out from; a name of none would mislead.
    named = {word.strip("(),.:;") for one in priors for word in one.document.split()}
    assert {word for word in named if word.startswith("P-")} <= set(published())


def test_every_column_that_counts_a_blank_as_something_has_a_name_that_priors_can_use() -> None:
    blank = {
        f"{name}.{field.name}"
        for name, table in TABLES.items()
        for field in fields(table.row)
        if isinstance(field.default, Unstated)
    }
    assert blank == {one.value for one in Blank}
    for one in Blank:
        column = next(c for c in TABLES[one.table].columns if c.name == one.field)
        assert (str(column.unit), column.owner) == (str(one.unit), TABLES[one.table].row)


def test_a_blank_takes_the_published_figure_and_a_stated_one_stays(dossier: Folder) -> None:
    rows = "a,XAA,adviser,3,offered,,,guess\nb,XAA,adviser,3,offered,0,1,guess\n"
    blank, stated = then(dossier, pledges=PLEDGES + rows).pledges
    assert blank.strength == published()["P-presence"].value
    assert blank.delay == published()["P-delay"].value
    assert [str(one) for one in blank.sources] == ["guess", "P-presence", "P-delay"]
    assert (stated.strength, stated.delay) == (exact(1), exact(0))
    assert [str(one) for one in stated.sources] == ["guess"]


def test_a_prior_for_some_kinds_of_row_leaves_the_others_blank(dossier: Folder) -> None:
    mission = then(dossier, pledges=PLEDGES + "a,XAA,adviser,3,arrived,,,guess\n")
    # People in place can't be late.
    assert isinstance(mission.pledges[0].delay, Unstated)


@pytest.mark.parametrize(
    ("own", "strength", "reason"),
    [
        ("P-presence,Ours,0.7,0.8,0.9,,,,\n", 0.8, "the published one's column counts"),
        ("P-presence,Ours,,0.8,,,,,2026-01-21\n", 0.89, "not known yet"),
        ("P-ours,Ours,,0.6,,pledges.strength,,,\n", 0.6, "its own comes first"),
        ("P-ours,Ours,,0.6,,pledges.strength,arrived,,\n", 0.89, "for another rung"),
        (
            "P-all,All,,0.6,,pledges.strength,,,\nP-offered,O,,0.7,,pledges.strength,offered,,\n",
            0.7,
            "the one for the kind comes first",
        ),
        ("P-other,Other,,0.6,,courses.pass_share,,,\n", 0.89, "another column"),
        ("P-none,None,,0.6,,,,,\n", 0.89, "no column: only there to be cited"),
    ],
)
def test_a_dossier_s_own_prior_comes_before_the_published_one(
    dossier: Folder, own: str, strength: float, reason: str
) -> None:
    rows = "a,XAA,adviser,3,offered,0,,guess\n"
    mission = then(dossier, pledges=PLEDGES + rows, priors=OWN + own)
    assert mission.pledges[0].strength.likely == strength, reason


def test_a_later_prior_of_the_dossier_replaces_the_earlier_one_from_its_day(
    dossier: Folder,
) -> None:
    header = OWN.replace("known_from", "known_from,supersedes")
    own = (
        "P-old,Old,,0.6,,pledges.strength,,,,\n"
        "P-new,New,,0.7,,pledges.strength,,,2026-02-01,P-old\n"
    )
    rows = "a,XAA,adviser,3,offered,0,,guess\n"
    assert then(dossier, pledges=PLEDGES + rows, priors=header + own).pledges[0].strength == exact(
        0.6
    )
    later = known(dossier.load().mission, date(2026, 2, 1))
    assert later.pledges[0].strength == exact(0.7)


def test_a_figure_that_a_prior_stands_in_for_leads_to_it_and_takes_its_mark(
    dossier: Folder,
) -> None:
    rows = "a,XAA,adviser,3,offered,0,,guess\n"
    own = "P-presence,Ours,0.7,0.8,0.9,,,CONFIDENTIAL,\n"
    mission = then(dossier, pledges=PLEDGES + rows, priors=OWN + own)
    pledge = mission.pledges[0]
    assert marking_of(mission, pledge).classification is Classification.CONFIDENTIAL
    link = chain(mission, pledge.sources[-1])
    assert link.row == mission.priors[0]
    found = [one for one in figures(mission) if one.leans]
    assert [(one.row.id, one.column) for one in found] == [("a", Blank.STRENGTH)]


def test_a_row_may_cite_a_published_prior_of_its_own_accord(dossier: Folder) -> None:
    mission = then(dossier, pledges=PLEDGES + "a,XAA,adviser,3,offered,0,0.9,P-presence\n")
    assert mission.pledges[0].sources == (Citation("P-presence"),)
    assert not any(one.leans for one in figures(mission))


@pytest.mark.parametrize(
    ("row", "code", "column", "told"),
    [
        ("P-presence,Ours,,1.2,,,,,\n", "DOS-13", "value", "share, 0 to 1"),
        ("P-ours,Ours,,1.2,,pledges.strength,,,\n", "DOS-12", "value", "share, 0 to 1"),
        ("P-ours,Ours,,0.5,,pledges.people,,,\n", "DOS-12", "column", "pledges.strength"),
        ("P-presence,Ours,,0.5,,,soon,,\n", "DOS-12", "when", "indicated, offered"),
        ("P-ours,Ours,,0.5,,courses.pass_share,arrived,,\n", "DOS-12", "when", "no kinds"),
        ("P-delay,Ours,,90,,,,,\n", "DOS-24", "value", "9 (0 to 26)"),
    ],
)
def test_a_prior_that_can_t_stand_in_its_column_is_told_with_its_place(
    dossier: Folder, row: str, code: str, column: str, told: str
) -> None:
    dossier.write("priors", OWN + row)
    finding = dossier.only_finding()
    assert (finding.code, finding.place) == (code, f"priors.csv:2:{column}")
    assert told in finding.message
    kept = code == "DOS-24"
    assert bool(dossier.load().mission.priors) is kept
    known(dossier.load().mission, DAY)


def test_saving_keeps_blank_cells_blank_and_the_file_its_bytes(dossier: Folder) -> None:
    text = PLEDGES + "a,XAA,adviser,3,offered,,,guess\nb,XAA,adviser,4,offered,0,1,guess\n"
    for name, one in (FORCE | {"pledges": text}).items():
        dossier.write(name, one)
    loaded = dossier.load()
    people = tuple(replace(one, people=9) for one in loaded.mission.pledges)
    save(replace(loaded.mission, pledges=people), dossier.path, loaded)
    expected = text.replace("adviser,3", "adviser,9").replace("adviser,4", "adviser,9")
    assert dossier.raw("pledges").decode() == expected
    save(dossier.load().mission, dossier.path / "copy", None)
    assert load(dossier.path / "copy").mission == dossier.load().mission


def test_another_prior_makes_another_mission(dossier: Folder) -> None:
    rows = "a,XAA,adviser,3,offered,0,,guess\n"
    plain = fingerprint(then(dossier, pledges=PLEDGES + rows))
    own = OWN + "P-presence,Ours,,0.88,,,,,\n"
    assert fingerprint(then(dossier, priors=own)) != plain


def test_no_published_prior_is_lost_behind_a_dossier_s_own() -> None:
    mine = replace(published()["P-fill"], value=Range(0.1, 0.2, 0.3))
    force = in_force([mine])
    assert force[0] == mine
    assert {one.id for one in force} == set(published())
    assert in_force(force) == force


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_stated_figures_never_change_and_what_is_filled_stays_filled(seed: int) -> None:
    maker = Maker(seed)
    tables: dict[str, Any] = {
        name: tuple(maker.row(table, number) for number in range(maker.count))
        for name, table in TABLES.items()
    }
    stated = Mission(profile=PROFILE, **tables)
    day = PROFILE.until
    once = known(stated, day)
    before = {(one.column, one.row.id): one.value for one in figures(stated)}
    for one in figures(once):
        was = before[one.column, one.row.id]
        assert one.value == was or (isinstance(was, Unstated) and one.leans)
        assert not isinstance(one.value, Unstated) or one.prior is None
    again = known(once, day)
    assert {name: set(getattr(again, name)) for name in TABLES} == {
        name: set(getattr(once, name)) for name in TABLES
    }
