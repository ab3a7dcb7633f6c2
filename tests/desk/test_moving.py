"""Moving: a work put into another week is judged by every rule, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.desk.desk import Desk
from cadre.desk.moving import Move, drafted, moved, read_move, with_moves
from cadre.errors import CadreError
from cadre.mission.ids import ActivityId
from cadre.mission.plans import Plan
from cadre.planner.result import PlanResult, SolveStatus
from tests.desk.plans import INCREMENT, NMI, WEEK, planned

DESK = Desk.open(NMI)
RESULT = planned(DESK)
HORIZON = RESULT.plan.horizon
WEEKS = st.integers(0, HORIZON.weeks - 1)


def to(week: int) -> list[Move]:
    return [Move(activity=INCREMENT, week=week)]


def test_work_moved_into_a_week_without_consent_is_told_so_in_a_sentence() -> None:
    found = moved(DESK, RESULT, to(12))
    assert not found.allowed
    said = [one.message for one in found.errors if one.code == "PLA-09"]
    assert said == [
        (
            "First increment: army, air force and air defence commands is planned, but no consent "
            "covers it 2021-06-07 to 2021-06-29, not even one expected."
        )
    ]


def test_work_moved_to_before_its_gate_and_its_notice_is_told_which_gate() -> None:
    found = moved(DESK, RESULT, to(14))
    assert any("opens on 2021-06-14 and it needs 4 weeks" in one.message for one in found.errors)


def test_work_moved_to_a_later_week_that_is_free_is_allowed_and_worth_less() -> None:
    found = moved(DESK, RESULT, to(WEEK + 2))
    assert found.allowed
    assert found.worth_after < found.worth_before


def test_what_the_plan_broke_before_isnt_blamed_on_the_move() -> None:
    found = moved(DESK, RESULT, to(WEEK + 2))
    assert not {one.code for one in found.new} & {"PLA-05", "PLA-25"}


def test_work_that_has_begun_cant_be_moved_away() -> None:
    found = moved(DESK, RESULT, [Move(activity=ActivityId("hq"), week=3)])
    assert any("it has begun" in one.message for one in found.errors)


def test_work_that_isnt_planned_cant_be_moved() -> None:
    with pytest.raises(CadreError, match="isn't in the plan"):
        moved(DESK, RESULT, [Move(activity=ActivityId("kurdistan-advice"), week=3)])


def test_a_moved_start_names_the_law_that_it_rests_on_then_and_what_it_waits_for() -> None:
    start = moved(DESK, RESULT, to(WEEK + 2)).plan.start_of(INCREMENT)
    assert start is not None
    assert "consent-expansion" in start.rests_on
    assert set(start.waits_for) == {"consent-expansion", "plan-approval"}


def test_a_draft_that_breaks_a_rule_isnt_kept() -> None:
    with pytest.raises(CadreError, match="can't be put in force"):
        drafted(DESK, RESULT, moved(DESK, RESULT, to(12)))


def test_a_draft_that_breaks_nothing_is_kept_with_its_worth_counted_anew() -> None:
    draft = moved(DESK, RESULT, to(WEEK + 2))
    kept = drafted(DESK, RESULT, draft)
    assert kept.status is SolveStatus.FEASIBLE
    assert kept.objective == pytest.approx(draft.worth_after)
    assert kept.bound is not None
    assert kept.bound >= kept.objective
    assert kept.plan.made_from == RESULT.plan.made_from


def test_a_plan_of_another_dossier_isnt_moved() -> None:
    strange = PlanResult(
        status=RESULT.status,
        objective=0.0,
        bound=None,
        seconds=0.0,
        seed=0,
        plan=_of_another_dossier(),
    )
    with pytest.raises(CadreError, match="made from dossier"):
        moved(DESK, strange, to(30))


def _of_another_dossier() -> Plan:
    other = replace(RESULT.plan.made_from, dossier="another")
    return replace(RESULT.plan, made_from=other)


@pytest.mark.parametrize("text", ["services-1", ":3", "services-1:soon", "services-1:", "x:-1"])
def test_a_text_that_says_no_move_is_refused(text: str) -> None:
    with pytest.raises(CadreError):
        read_move(text, HORIZON)


@pytest.mark.parametrize(
    "text", ["services-1:93", "services-1:2019-01-01", "services-1:2023-02-01"]
)
def test_a_move_out_of_the_weeks_planned_is_refused(text: str) -> None:
    with pytest.raises(CadreError, match="outside the weeks planned"):
        read_move(text, HORIZON)


@given(WEEKS, st.integers(0, 6))
def test_any_day_of_a_week_means_the_week(week: int, day: int) -> None:
    when = HORIZON.day(week) + timedelta(days=day)
    assert read_move(f"a-b:{when}", HORIZON) == read_move(f"a-b:{week}", HORIZON)


@given(WEEKS)
def test_a_move_is_read_back_from_its_text(week: int) -> None:
    move = Move(activity=INCREMENT, week=week)
    assert read_move(str(move), HORIZON) == move


@given(WEEKS)
def test_no_other_work_and_nobody_else_moves(week: int) -> None:
    then = with_moves(DESK.weighed, RESULT.plan, to(week))
    others = [one for one in RESULT.plan.starts if one.activity != INCREMENT]
    assert [one for one in then.starts if one.activity != INCREMENT] == others
    assert then.left_out == RESULT.plan.left_out


@given(WEEKS)
def test_moved_people_serve_while_their_work_runs_and_their_pledge_lasts(week: int) -> None:
    then = with_moves(DESK.weighed, RESULT.plan, to(week))
    start = then.start_of(INCREMENT)
    assert start is not None
    assert (start.week, start.end) == (week, HORIZON.weeks)
    for one in then.assignments:
        assert start.week <= one.week
        assert one.week + one.weeks <= start.end
        window = DESK.mission.pledge(one.pledge).window
        assert window.covers(HORIZON.span(one.week, one.weeks))


@given(WEEKS, WEEKS)
def test_only_where_work_ends_up_counts_not_the_way_there(first: int, last: int) -> None:
    mission = DESK.weighed
    there = with_moves(mission, with_moves(mission, RESULT.plan, to(first)), to(last))
    at_once = with_moves(mission, RESULT.plan, to(last))
    assert there.start_of(INCREMENT) == at_once.start_of(INCREMENT)


@settings(deadline=None, max_examples=30)
@given(st.lists(WEEKS, min_size=1, max_size=4))
def test_of_several_moves_of_one_work_the_last_counts(weeks: list[int]) -> None:
    several = moved(DESK, RESULT, [move for week in weeks for move in to(week)])
    assert several.plan == moved(DESK, RESULT, to(weeks[-1])).plan


def test_moving_work_to_where_it_is_changes_nothing() -> None:
    found = moved(DESK, RESULT, to(WEEK))
    assert found.moves == ()
    assert found.plan is RESULT.plan
    assert found.new == found.gone == ()
