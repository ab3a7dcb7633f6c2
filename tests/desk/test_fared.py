"""Fared: what becomes of a plan, each number with its way back; two plans meet the same futures."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cadre.brief.context import Context
from cadre.brief.sections import Table
from cadre.desk.desk import Desk, Effort
from cadre.desk.fared import fared
from cadre.desk.futures_page import FuturesAskedFor, futures_page
from cadre.desk.job_answers import FuturesPlayed
from cadre.desk.job_asked import FuturesAsked
from cadre.desk.job_orders import JobKind
from cadre.desk.numbers import context_of, numbers_in
from cadre.desk.plain import to_plain
from cadre.desk.played import Played, played_of
from cadre.desk.same_futures import compared
from cadre.desk.shelf import Shelf
from cadre.desk.summary import Asked
from cadre.mission.plans import Plan
from cadre.mission.weeks import DAY
from tests.desk.plans import NMI, peopled

FUTURES = 200


@cache
def desk() -> Desk:
    return Desk.open(NMI)


def played(plan: Plan) -> Played:
    summary = desk().simulate(plan, Effort(futures=FUTURES), Asked(matters=True))
    return Played(key="k", plan="p", futures=FUTURES, seed=0, summary=summary)


@cache
def usual() -> Played:
    return played(peopled(desk()).plan)


def test_every_number_of_the_futures_has_a_way_back() -> None:
    told = fared(context_of(desk(), peopled(desk())), usual())
    numbers = list(numbers_in(told))
    bases = {one.id for one in told.bases}
    assert len(numbers) > 60
    assert all(one.origin.basis in bases for one in numbers)
    values: dict[str, float | None] = {}
    for one in numbers:
        assert values.setdefault(one.id, one.value) == one.value, one.id


def test_the_sections_tell_force_milestones_causes_and_work() -> None:
    told = fared(context_of(desk(), peopled(desk())), usual())
    assert {"force", "milestones", "held", "work"} <= {one.id for one in told.sections}


def test_the_chance_by_a_day_never_falls() -> None:
    told = fared(context_of(desk(), peopled(desk())), usual())
    force = next(one for one in told.sections if one.id == "force")
    lines = [line for one in force.parts if isinstance(one, Table) for line in one.lines]
    for line in lines:
        shares = [one.value or 0.0 for one in numbers_in(line) if one.id.startswith("reached.")]
        assert shares == sorted(shares)


@pytest.mark.parametrize(("late", "share"), [(-1, 0.0), (0, 1.0), (6, 1.0)])
def test_what_was_wanted_before_the_plan_begins_is_not_reached_by_then(
    late: int, share: float
) -> None:
    """The brief of the same futures says so, too."""
    context, futures = context_of(desk(), peopled(desk())), usual()
    first = context.horizon.day(0) + late * DAY
    wanted = tuple(replace(one, by=first) for one in context.mission.milestones)
    inputs = replace(context.inputs, mission=replace(context.mission, milestones=wanted))
    sure = tuple(
        replace(one, chance=(1.0,) * context.horizon.weeks) for one in futures.summary.milestones
    )
    told = fared(
        Context(inputs), replace(futures, summary=replace(futures.summary, milestones=sure))
    )
    found = {one.id: one.value for one in numbers_in(told) if one.id.startswith("reached.")}
    assert sure
    assert [found[f"reached.{one.id}.{first.isoformat()}"] for one in sure] == [share] * len(sure)


def test_a_plan_beside_itself_differs_in_nothing() -> None:
    plan = peopled(desk()).plan
    for one in compared(desk(), (plan, plan), (usual(), usual())):
        assert (one.difference.value, one.difference.error, one.sure) == (0, 0, False)


def test_what_is_compared_is_told_with_its_unit() -> None:
    """Else nobody can tell thousands from units, nor weeks of work from weeks."""
    plan = peopled(desk()).plan
    paid = usual().summary.cost
    dear = replace(usual(), summary=replace(usual().summary, cost=replace(paid, value=7.0)))
    told = [one.what for one in compared(desk(), (plan, plan), (dear, dear))]
    assert "Work done (activity-weeks)" in told
    assert "Cost (thousand EUR)" in told


def test_the_same_futures_make_a_difference_surer_than_both_alone() -> None:
    plan = peopled(desk()).plan
    fewer = replace(plan, assignments=plan.assignments[::2])
    found = compared(desk(), (plan, fewer), (usual(), played(fewer)))
    by = {one.what: one for one in found}
    people = by["People present at the end"]
    assert people.difference.value == pytest.approx(people.ours.value - people.theirs.value)
    assert 0 < people.difference.error < (people.ours.error**2 + people.theirs.error**2) ** 0.5


def test_futures_are_found_by_plan_number_and_seed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf.db")
    asked = FuturesAsked(plan="p", futures=FUTURES, seed=0)
    answer = FuturesPlayed(plan="p", summary=usual().summary, stories=())
    key = shelf.put(
        JobKind.FUTURES, answer, made_from=desk().made_from, asked=to_plain(asked), by="Anna"
    )
    found = played_of(shelf, desk(), "p", FUTURES, 0)
    assert found is not None
    assert (found.key, found.summary.futures) == (key, FUTURES)
    assert played_of(shelf, desk(), "p", FUTURES, 1) is None


def test_without_a_plan_the_page_has_nothing_to_play(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf.db")
    page = futures_page(desk(), shelf, (), (None, None), "main", FuturesAskedFor(number=3))
    assert (page.played, page.story, page.both) == (None, None, None)
