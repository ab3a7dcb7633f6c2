"""Needs on a map: shares by body and place, the work behind each cell, what a reader may see."""

from __future__ import annotations

from datetime import date
from functools import cache
from math import isclose, prod
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cadre.checks.serving import OURS, Where
from cadre.desk.desk import Desk
from cadre.desk.needs_map import NOWHERE, Chosen, needs_map, place_of, works_of
from cadre.errors import CadreError
from cadre.mission.ids import SiteId
from cadre.mission.plans import Plan

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def desk(example: str = "nmi", reader: str = "staff") -> Desk:
    return Desk.open(EXAMPLES / example, reader=reader)


def test_a_body_that_does_two_things_for_a_need_leaves_what_both_leave() -> None:
    told = needs_map(desk("eu-advice"))
    cell = next(x for x in told.cells("place") if x.need == "leaders" and x.share)
    assert len(cell.works) == 2
    assert isclose(cell.share, 1 - 0.5 * 0.7)


@settings(max_examples=30, deadline=None)
@given(some.dates(date(2021, 3, 15), date(2022, 12, 24)), some.sampled_from(["body", "place"]))
def test_on_any_day_the_cells_of_a_need_make_up_how_far_it_is_covered(day: date, by: str) -> None:
    told = needs_map(desk(), day)
    for need in told.needs:
        left = prod(1 - one.share for one in told.cells(by) if one.need == need.need)
        assert isclose(need.covered.value or 0, 1 - left, abs_tol=1e-9)


def test_each_cell_has_the_work_behind_it() -> None:
    told = needs_map(desk())
    for by in ("body", "place"):
        for cell in told.cells(by):
            behind = [one for one in works_of(told, cell.need, cell.column, by) if one.runs]
            assert tuple(one.work for one in behind) == cell.works
            assert bool(behind) == (cell.share > 0)


def test_the_largest_gap_comes_first() -> None:
    gaps = [one.gap.value or 0 for one in needs_map(desk()).needs]
    assert gaps == sorted(gaps, reverse=True)


def test_work_that_hasnt_begun_covers_nothing_and_is_told_as_waiting() -> None:
    told = needs_map(desk(), date(2022, 6, 1))
    waiting = [one for one in told.works if not one.runs]
    assert {one.body for one in waiting} == {OURS}
    assert "services-1" in {one.work for one in waiting}
    shown = {work for cell in told.cells("body") for work in cell.works}
    assert not shown & {one.work for one in waiting}


def test_with_a_plan_that_starts_nothing_the_mission_serves_nothing() -> None:
    one = desk()
    told = needs_map(one, plan=Plan(horizon=one.mission.horizon, made_from=one.made_from))
    assert OURS not in {work.body for work in told.works}


def test_an_institution_is_looked_at_with_all_below_it() -> None:
    told = needs_map(desk())
    below = told.narrowed(Chosen(institution="mod"))
    assert {"mod", "army"} <= {one.institution for one in below.needs}
    assert "moi" not in {one.institution for one in below.needs}


def test_a_body_alone_leaves_the_coverage_by_all_as_it_is() -> None:
    told = needs_map(desk())
    alone = told.narrowed(Chosen(body="euam"))
    assert {one.body for one in alone.works} == {"euam"}
    assert [one.covered for one in alone.needs] == [one.covered for one in told.needs]
    assert [one.id for one in alone.bodies] == ["euam"]


def test_a_day_outside_the_horizon_is_refused() -> None:
    with pytest.raises(CadreError, match="outside"):
        needs_map(desk(), date(2030, 1, 1))


def test_a_reader_sees_no_column_of_work_that_isnt_for_them() -> None:
    whole, seen = needs_map(desk("eu-advice")), needs_map(desk("eu-advice", "public"))
    assert len(seen.works) < len(whole.works)
    assert {one.id for one in seen.bodies} <= {one.body for one in seen.works}
    assert {one.id for one in seen.places} <= {one.place for one in seen.works}
    assert seen.withheld


@pytest.mark.parametrize(
    ("where", "key"),
    [
        (Where(), NOWHERE),
        (Where(place="Salah al-Din"), place_of(Where(place="salah al din"))),
        (Where(site=SiteId("erbil"), place="Erbil"), "erbil"),
    ],
)
def test_a_place_is_a_site_or_a_province_however_it_is_spelled(where: Where, key: str) -> None:
    assert place_of(where) == key
