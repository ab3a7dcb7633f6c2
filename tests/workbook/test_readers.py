"""Workbooks for readers who may see a part: it says so, and can't touch what it doesn't hold."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cadre.errors import CadreError
from cadre.mission.ids import SiteId
from cadre.mission.markings import Classification, Marking
from tests.workbook.books import Edited, tree
from tests.workbook.conftest import TEMPLATE

SECRET = Marking(Classification.SECRET)


@pytest.fixture
def part(tmp_path: Path) -> Edited:
    """The starter dossier of which a pledge and a skill are secret, as the public may see it."""
    folder = tmp_path / "mine"
    shutil.copytree(TEMPLATE, folder)
    whole = Edited.of(folder)
    pledges, skills = whole.mission.pledges, whole.mission.skills
    whole.rewrite(
        pledges=(replace(pledges[0], marking=SECRET), *pledges[1:]),
        skills=(*skills[:-1], replace(skills[-1], marking=SECRET)),
    )
    return Edited.of(folder, reader="public")


def texts_of(edited: Edited) -> str:
    book = load_workbook(edited.file)
    return "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )


def test_what_a_reader_may_not_see_is_nowhere_in_the_workbook(part: Edited) -> None:
    """Not the row, nor its id in a row that names it, nor its digest."""
    hidden = [str(part.mission.pledges[0].id), str(part.mission.skills[-1].id)]
    texts = texts_of(part)
    assert "PART: what public may see" in texts
    for key in hidden:
        assert f"\n{key}\n" not in texts


def test_a_part_changes_nothing_and_removes_nothing_that_it_does_not_hold(part: Edited) -> None:
    before = tree(part.folder)
    done = part.take(remove=True)
    assert (done.changes, [one.code for one in done.findings]) == ((), ["XLS-20"])
    assert tree(part.folder) == before


def test_an_id_that_a_reader_cannot_see_is_not_overwritten(part: Edited) -> None:
    key = str(part.mission.skills[-1].id)
    part.write("skills", {("+1", "id"): key, ("+1", "name"): "Mine"})
    assert "XLS-12" in [code for code, _ in part.refused()]


def test_every_workbook_for_others_is_recorded(part: Edited) -> None:
    log = (part.folder / ".cadre" / "releases.jsonl").read_text()
    assert '"reader": "public"' in log
    assert '"what": "export"' in log


def test_as_of_a_day_only_what_was_known_is_written_and_the_rest_stays(edited: Edited) -> None:
    site = edited.mission.sites[0]
    edited.rewrite(sites=(site, replace(site, id=SiteId("later"), known_from=date(2026, 6, 1))))
    again = Edited.of(edited.folder, as_of=date(2026, 2, 1))
    assert "\nlater\n" not in texts_of(again)
    done = again.take(remove=True)
    assert (done.changes, [one.code for one in done.findings]) == ((), ["XLS-20"])


def test_a_reader_whom_nobody_knows_gets_nothing(edited: Edited) -> None:
    with pytest.raises(CadreError, match="nobody"):
        Edited.of(edited.folder, reader="nobody")
