"""Chosen: which plan is looked at, and whether it still fits what the dossier says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cadre.desk.changed import changed
from cadre.desk.chosen import branch_at, chosen
from cadre.desk.desk import Desk
from cadre.desk.job_orders import Job, JobKind, JobOrder, JobState, UnknownJobError
from cadre.desk.plan_page import Asked, plan_page
from cadre.desk.shelf import Shelf
from cadre.desk.signing import signed
from cadre.desk.store import begin_branch, begin_store, take_in
from cadre.desk.under_way import under_way
from cadre.errors import CadreError
from cadre.mission.ids import ModeId
from cadre.mission.plans import MadeFrom
from cadre.planner.result import PlanResult
from tests.desk.plans import INCREMENT, NMI, WEEK, planned


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf.db")


def kept(shelf: Shelf, result: PlanResult, seed: int = 0) -> str:
    made = result.plan.made_from
    key = shelf.put(JobKind.PLAN, result, made_from=made, asked={"seed": seed}, by="Anna")
    shelf.list_plan("main", key, "Anna")
    return key


def remade(result: PlanResult, **changes: object) -> PlanResult:
    made: MadeFrom = replace(result.plan.made_from, **changes)  # type: ignore[arg-type]
    return replace(result, plan=replace(result.plan, made_from=made))


def test_without_any_plan_none_is_looked_at(staff: Desk, shelf: Shelf) -> None:
    assert chosen(staff, shelf, NMI) is None
    page = plan_page(staff, shelf, None, "main")
    assert (page.table, page.draft, page.kept) == (None, None, ())


def test_without_a_key_the_plan_in_force_is_looked_at(staff: Desk, shelf: Shelf) -> None:
    first, second = kept(shelf, planned(staff)), kept(shelf, planned(staff), seed=1)
    shelf.put_in_force("main", first, "Anna")
    found, other = chosen(staff, shelf, NMI), chosen(staff, shelf, NMI, second)
    assert found is not None
    assert other is not None
    assert (found.key, found.is_in_force, found.fits) == (first, True, True)
    assert (other.key, other.is_in_force) == (second, False)


def test_a_plan_of_another_state_is_shown_and_said_not_to_fit(staff: Desk, shelf: Shelf) -> None:
    key = kept(shelf, remade(planned(staff), dossier="before"))
    found = chosen(staff, shelf, NMI, key)
    assert found is not None
    assert (found.fits, found.drawn) == (False, True)
    page = plan_page(staff, shelf, found, "main", Asked(moves=(f"{INCREMENT}:30",)))
    assert page.table is not None
    assert "made from dossier" in page.draft_problem


def test_a_plan_that_names_what_isnt_there_any_more_isnt_drawn(staff: Desk, shelf: Shelf) -> None:
    result = planned(staff)
    gone = replace(result.plan.starts[0], mode=ModeId("gone-mode"))
    plan = replace(result.plan, starts=(gone, *result.plan.starts[1:]))
    found = chosen(staff, shelf, NMI, kept(shelf, replace(result, plan=plan)))
    assert found is not None
    assert not found.drawn
    assert plan_page(staff, shelf, found, "main").table is None


def test_a_plan_made_for_a_what_if_is_looked_at_as_if_it_were_so(staff: Desk, shelf: Shelf) -> None:
    text = "activity kurdistan-advice dropped"
    then = staff.supposing((text,))
    result = remade(planned(then), changes=(text,))
    found = chosen(staff, shelf, NMI, kept(shelf, result))
    assert found is not None
    assert (found.fits, found.supposes) == (True, (text,))
    assert found.desk is then


def test_a_plan_that_isnt_kept_is_refused(staff: Desk, shelf: Shelf) -> None:
    with pytest.raises(CadreError, match="isn't on the shelf"):
        chosen(staff, shelf, NMI, "0" * 32)


def test_a_branch_comes_from_those_before_it(tmp_path: Path) -> None:
    file = str(tmp_path / "m.db")
    begin_store(file, signed("anna", "begun"))
    take_in(file, NMI, signed("anna", "the example"))
    begin_branch(file, "option", signed("anna", "an option"))
    begin_branch(f"{file}#option", "deeper", signed("anna", "deeper"))
    assert branch_at(f"{file}#deeper") == ("deeper", ("option", "main"))
    assert branch_at(file) == ("main", ())
    assert branch_at(NMI) == ("main", ())


def test_what_a_plan_does_otherwise_is_told_work_by_work(staff: Desk) -> None:
    before = planned(staff)
    later = tuple(
        replace(one, week=WEEK + 4, weeks=one.weeks - 4) if one.activity == INCREMENT else one
        for one in before.plan.starts
        if one.activity != "hq"
    )
    found = changed(before, replace(before, plan=replace(before.plan, starts=later)))
    assert [one.activity for one in found.moved] == [INCREMENT]
    assert [one.activity for one in found.dropped] == ["hq"]
    assert found.unchanged == pytest.approx(2 / 4)
    back = changed(replace(before, plan=replace(before.plan, starts=later)), before)
    assert [one.activity for one in back.came] == ["hq"]
    same = changed(before, before)
    assert (same.moved, same.resized, same.dropped, same.came, same.pledges) == ((), (), (), (), ())
    alone = replace(before, plan=replace(before.plan, assignments=()))
    (served,) = before.plan.assignments
    assert changed(before, alone).pledges == ((served.pledge, served.people * served.weeks, 0),)


def test_a_run_of_another_reader_isnt_followed(staff: Desk, host: Desk) -> None:
    order = JobOrder(kind=JobKind.PLAN, where=str(NMI))
    job = Job(id="a", order=order, by="Anna", state=JobState.RUNNING, at="", done=3, of=4, gap=0.1)
    found = under_way(staff, job)
    assert (found.done, found.gap, found.over) == (0.75, 0.1, False)
    with pytest.raises(UnknownJobError):
        under_way(host, job)
