"""Money is counted to the unit, to the year that a week begins in, and to who pays."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.mission.activities import Activity
from cadre.mission.budgets import Budget
from cadre.mission.forces import Funding
from cadre.mission.ids import ActivityId, BudgetId, ModeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.money import Account, Purse, accounts, budget, cost_by_year, room, spent
from cadre.mission.plans import Plan, Start
from tests.planner.missions import FROM, activity, mission, mode
from tests.planner.rules import YEAR_END, later

COMMON, TRUST = Funding.COMMON, Funding.TRUST_FUND


def around_new_year(*works: Activity, **tables: object) -> Mission:
    """Twelve weeks from Monday 6 December 2021: four of them begin in that year."""
    made = mission(activities=works, modes=tuple(mode(one.id) for one in works))
    moved = later(made, weeks=YEAR_END)
    return replace(moved, activities=works, **tables)  # type: ignore[arg-type]


def of(year: int, amount: float, key: str = "", funding: Funding = COMMON) -> Budget:
    return Budget(id=BudgetId(f"{year}{key}"), year=year, amount=amount, funding=funding)


def test_a_week_counts_to_the_year_in_which_it_begins() -> None:
    work = activity("a", cost=2.5, start_cost=1.25)
    made = around_new_year(work)
    # The week of 27 December is the fourth.
    assert cost_by_year(made, work, 3, 5) == {
        Purse(2021, COMMON): 2500 + 1250,
        Purse(2022, COMMON): 2500,
    }
    assert cost_by_year(made, work, 4, 5) == {Purse(2022, COMMON): 2500 + 1250}
    assert cost_by_year(made, work, 4, 4) == {}


def test_work_that_costs_nothing_touches_no_purse() -> None:
    work = activity("a")
    assert cost_by_year(around_new_year(work), work, 0, 12) == {}


@given(
    cost=st.integers(0, 4000),
    once=st.integers(0, 9000),
    week=st.integers(0, 11),
    cut=st.integers(0, 11),
    end=st.integers(1, 12),
)
def test_a_run_costs_what_its_parts_cost(
    cost: int, once: int, week: int, cut: int, end: int
) -> None:
    work = activity("a", cost=cost / 1000, start_cost=once / 1000)
    made, free = around_new_year(work), replace(work, start_cost=0.0)
    week, cut, end = sorted([week, cut, end])
    parts = Counter(cost_by_year(made, work, week, cut)) if cut > week else Counter[Purse]()
    parts += Counter(cost_by_year(made, free if cut > week else work, cut, end))
    assert parts == Counter(cost_by_year(made, work, week, end))


def test_rows_of_one_year_and_payer_add_up_and_others_stay_apart() -> None:
    rows = (of(2021, 1.5), of(2021, 2, "b"), of(2021, 4, "c", TRUST), of(2022, 8))
    assert budget(around_new_year(budgets=rows)) == {
        Purse(2021, COMMON): 3500,
        Purse(2021, TRUST): 4000,
        Purse(2022, COMMON): 8000,
    }


def test_begun_work_has_spent_since_the_new_year_or_its_start() -> None:
    old = activity("old", began=date(2020, 1, 6), cost=1, start_cost=100)
    new = activity("new", began=date(2021, 11, 24), cost=1, start_cost=100, funding=TRUST)
    made = around_new_year(old, new, budgets=(of(2021, 500), of(2021, 500, "t", TRUST)))
    # 48 Mondays of 2021 lie before 6 December; the new work has one whole week behind it.
    assert spent(made)[Purse(2021, COMMON)] == 48_000
    assert spent(made)[Purse(2021, TRUST)] == 1_000 + 100_000
    assert room(made)[Purse(2021, COMMON)] == 452_000
    assert cost_by_year(made, new, 0, 1) == {Purse(2021, TRUST): 1000}, "its start is paid"


def test_begun_work_of_a_fixed_length_stops_spending_when_it_is_over() -> None:
    work = activity("a", began=date(2021, 9, 6), cost=1)
    made = around_new_year(work, budgets=(of(2021, 500),))
    assert spent(made)[Purse(2021, COMMON)] == 13_000
    short = replace(made, modes=(mode("a", weeks=5),))
    assert spent(short)[Purse(2021, COMMON)] == 5_000


def planned(made: Mission, *runs: tuple[str, int, int]) -> Plan:
    starts = tuple(
        Start(
            activity=ActivityId(key),
            mode=ModeId(f"{key}@base"),
            site=SiteId("base"),
            week=week,
            weeks=weeks,
        )
        for key, week, weeks in runs
    )
    return Plan(horizon=made.horizon, starts=starts, made_from=FROM)


def test_an_account_tells_who_took_what() -> None:
    old = activity("old", began=date(2021, 11, 29), cost=2)
    new = activity("new", cost=1, start_cost=3)
    made = around_new_year(old, new, budgets=(of(2021, 10),))
    plan = planned(made, ("old", 0, 12), ("new", 3, 2))
    this, following = accounts(made, plan)
    assert this == Account(
        year=2021,
        funding=COMMON,
        currency="EUR",
        budget=10_000,
        spent=2_000,
        running=8_000,
        new=4_000,
        made_of=("2021", "old", "new"),
    )
    assert following.purse == Purse(2022, COMMON)
    assert (this.total, this.over) == (14_000, 4_000)
    assert (following.budget, following.total, following.over) == (None, 17_000, 0)


def test_without_a_plan_begun_work_goes_on_and_nothing_starts() -> None:
    old = activity("old", began=date(2021, 11, 29), cost=2)
    made = around_new_year(old, activity("new", cost=1), budgets=(of(2021, 10),))
    this, following = accounts(made)
    assert (this.spent, this.running, this.new) == (2_000, 8_000, 0)
    assert following.running == 16_000


@pytest.mark.parametrize("amount", [0.001, 0.0014, 12.5, 1e6])
def test_amounts_are_counted_in_whole_units(amount: float) -> None:
    assert budget(around_new_year(budgets=(of(2021, amount),))) == {
        Purse(2021, COMMON): round(amount * 1000)
    }
