"""Handing out: nobody gets from the shelf what they may not see, and each look is on record."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from cadre.desk.desk import Desk
from cadre.desk.handing_out import hand_out
from cadre.desk.job_asked import BriefAsked, PlanAsked
from cadre.desk.job_kinds import Work, worked_out
from cadre.desk.job_orders import JobKind, JobOrder
from cadre.desk.job_telling import Telling
from cadre.desk.shelf import Shelf
from cadre.desk.working_desk import WorkingDesk
from cadre.errors import CadreError
from cadre.planner.result import PlanResult
from tests.desk.shelved import result

ROOT = Path(__file__).parents[2]
ASKED = PlanAsked(seconds=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A starter of which the public may see all but the courses."""
    found = tmp_path / "mine"
    shutil.copytree(ROOT / "examples" / "template", found)
    restrict(found / "courses.csv")
    return found


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "jobs.db")


def restrict(path: Path) -> None:
    """Mark every row of a table."""
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    marked = [[*rows[0], "marking"], *([*row, "RESTRICTED"] for row in rows[1:])]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(marked)


def worked(folder: Path, shelf: Shelf, reader: str) -> str:
    """Key of a plan as a job for a reader keeps it."""
    work = Work(
        job="job",
        order=JobOrder(kind=JobKind.PLAN, where=str(folder), reader=reader),
        by="Anna",
        branch="main",
        desk=WorkingDesk.open(folder, reader=reader),
        shelf=shelf,
        telling=Telling(lambda _: None),
        stop=lambda: False,
    )
    return worked_out(work, ASKED)


def record(folder: Path) -> list[dict[str, object]]:
    file = folder / ".cadre" / "releases.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_each_time_that_a_result_is_handed_out_is_on_record(folder: Path, shelf: Shelf) -> None:
    key = worked(folder, shelf, "public")
    assert record(folder) == [], "worked out isn't seen"
    desk = Desk.open(folder, reader="public")
    first, again = (hand_out(shelf, desk, key, PlanResult) for _ in range(2))
    assert first == again
    lines = record(folder)
    assert [(one["reader"], one["what"], one["withheld"]) for one in lines] == [
        ("public", "plan", shelf.found(key).withheld)
    ] * 2
    assert lines[0]["digest"] == lines[1]["digest"]


def test_what_a_job_keeps_for_a_guarded_reader_lacks_what_the_desk_withholds(
    folder: Path, shelf: Shelf
) -> None:
    key = worked(folder, shelf, "public")
    direct, withheld = Desk.open(folder, reader="public").plan(ASKED.effort)
    assert shelf.found(key).withheld == withheld
    assert withheld
    kept = shelf.plan(key)
    assert (kept.plan, kept.stages) == (direct.plan, direct.stages)
    assert [one.milestone for one in kept.stages] == ["ioc", "foc"]


def test_of_the_staff_s_plan_a_guarded_reader_sees_a_part(folder: Path, shelf: Shelf) -> None:
    key = worked(folder, shelf, "staff")
    whole = hand_out(shelf, Desk.open(folder), key, PlanResult)
    assert record(folder) == []
    part = hand_out(shelf, Desk.open(folder, reader="public"), key, PlanResult)
    assert {one.milestone for one in whole.stages} > {one.milestone for one in part.stages}
    assert [one["withheld"] for one in record(folder)] != [0]


def test_no_day_and_no_sum_tells_when_work_starts_that_isn_t_shown(folder: Path) -> None:
    """The work itself is open to all; the law that tells when it can start isn't."""
    restrict(folder / "authorities.csv")
    whole, _ = Desk.open(folder).plan(ASKED.effort)
    assert all((whole.plan.starts, whole.stages, whole.accounts, whole.terms))
    part, withheld = Desk.open(folder, reader="public").plan(ASKED.effort)
    assert not any((part.plan.starts, part.stages, part.accounts, part.terms))
    hidden = (whole.plan.starts, whole.plan.assignments, whole.stages, whole.accounts, whole.terms)
    assert withheld == sum(map(len, hidden))


def test_a_plan_of_another_dossier_is_not_handed_to_a_guarded_reader(
    folder: Path, shelf: Shelf
) -> None:
    """Nobody could say which of its parts they may see."""
    asked = {"seconds": 1}
    other = result()
    made_from = other.plan.made_from
    key = shelf.put(JobKind.PLAN, other, made_from=made_from, asked=asked, by="Anna")
    with pytest.raises(CadreError, match="Make the plan again"):
        hand_out(shelf, Desk.open(folder, reader="public"), key, PlanResult)
    assert record(folder) == []


def test_an_answer_for_another_reader_is_refused(folder: Path, shelf: Shelf) -> None:
    desk = Desk.open(folder, reader="public")
    key = shelf.put(
        JobKind.FUTURES, ASKED, made_from=desk.made_from, asked={}, by="Anna", reader="host"
    )
    with pytest.raises(CadreError, match="worked out for another reader"):
        hand_out(shelf, desk, key, PlanAsked)
    assert record(folder) == []


def test_what_was_marked_more_strictly_since_is_not_handed_out_any_more(
    folder: Path, shelf: Shelf
) -> None:
    key = worked(folder, shelf, "public")
    restrict(folder / "budgets.csv")
    with pytest.raises(CadreError, match="rows or markings"):
        hand_out(shelf, Desk.open(folder, reader="public"), key, PlanResult)
    assert record(folder) == []
    assert worked(folder, shelf, "public") != key, "ordered again it is worked out anew"


def test_what_a_job_for_a_guarded_reader_is_asked_about_must_be_whole(
    folder: Path, shelf: Shelf
) -> None:
    """A brief of a plan without some of its parts would tell wrong figures as right ones."""
    key = worked(folder, shelf, "public")
    work = Work(
        job="job",
        order=JobOrder(kind=JobKind.BRIEF, where=str(folder), reader="public"),
        by="Anna",
        branch="main",
        desk=WorkingDesk.open(folder, reader="public"),
        shelf=shelf,
        telling=Telling(lambda _: None),
        stop=lambda: False,
    )
    with pytest.raises(CadreError, match="was kept without"):
        worked_out(work, BriefAsked(plan=key, futures=10))
