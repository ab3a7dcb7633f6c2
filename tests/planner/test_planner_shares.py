"""What works leave each other too little of is told with what would be enough, tried out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cadre.mission.activities import Activity
from cadre.mission.budgets import Budget
from cadre.mission.forces import Funding, LeadRotation
from cadre.mission.ids import (
    ActivityId,
    BudgetId,
    DrawId,
    InstitutionId,
    ModeId,
    NationId,
    RotationId,
    StockId,
)
from cadre.mission.mission import Mission
from cadre.mission.needs import Institution
from cadre.mission.pipeline import pipelines
from cadre.mission.plans import LeftOut
from cadre.mission.stocks import Draw, Stock
from cadre.mission.weeks import Window
from cadre.planner.result import PlanResult
from tests.planner.judged import planned, runs
from tests.planner.missions import (
    activity,
    course,
    day,
    effect,
    mission,
    mode,
    nation,
    pledge,
    post,
    site,
    span,
)

A = ActivityId("a")


def two(**tables: Any) -> Mission:  # noqa: ANN401
    """Two works of twelve weeks with people enough for both; the first is worth more."""
    rows: dict[str, Any] = {
        "activities": (activity("a"), activity("b")),
        "modes": (mode("a"), mode("b")),
        "posts": (post("a", 4), post("b", 4)),
        "pledges": (pledge(8),),
        "nations": (nation("CAN"), nation("DNK")),
        "effects": (effect("a", 0.5), effect("b", 0.3)),
    }
    return mission(**(rows | tables))


BEFORE_2022 = two(
    weeks=60,
    activities=(activity("a", cost=1), activity("b", cost=1, funding=Funding.NATIONAL)),
    budgets=(Budget(id=BudgetId("new-year"), year=2022, amount=3),),
)
"""Two works in ten months of one year and four of the next, which has little for one of them."""


def left(result: PlanResult, key: str) -> LeftOut:
    [one] = [out for out in result.plan.left_out if out.activity == key]
    return one


def funded(amount: float, *works: Activity) -> Mission:
    row = Budget(id=BudgetId("money"), year=2021, amount=amount)
    return two(activities=works, budgets=(row,))


def test_money_goes_to_what_is_worth_more_and_the_rest_says_what_it_lacks() -> None:
    works = activity("a", cost=1), replace(activity("b", cost=1), min_fill=1.0)
    works = works[0], replace(works[1], start_cost=2)
    result = planned(funded(12, *works))
    assert runs(result) == {"a": (0, 12)}
    told = left(result, "b")
    assert told.rule == "budget"
    assert told.blockers == ("money",)
    assert "3,000 EUR of common funding are missing in 2021" in told.reason, "one week and a start"
    assert told.unlock.startswith("Add 3,000 EUR of common funding in 2021: it then fits")
    assert "b" in runs(planned(funded(15, *works)))


def test_work_that_lacks_people_and_money_is_told_both() -> None:
    """People alone were told to let it in: whoever found them met the budget next."""
    costly = replace(activity("b", start_cost=3), min_fill=1.0)
    given = replace(funded(2, activity("a"), costly), pledges=(pledge(4),))
    told = left(planned(given), "b")
    assert told.rule == "posts"
    assert told.blockers == ("adviser", "money")
    assert "2 people of adviser are missing at Base" in told.reason
    assert "1,000 EUR of common funding are missing in 2021" in told.reason
    assert "and add 1,000 EUR of common funding in 2021: it then fits" in told.unlock
    manned = replace(given, pledges=(pledge(6),))
    assert runs(planned(manned)) == {"a": (0, 12)}
    [money] = given.budgets
    assert "b" in runs(planned(replace(manned, budgets=(replace(money, amount=3),))))


def test_work_that_lacks_people_is_told_no_money_that_a_shorter_run_does_without() -> None:
    a, b = BEFORE_2022.activities
    works = replace(a, min_fill=1.0), replace(b, min_fill=1.0, began=day(-3))
    given = replace(BEFORE_2022, activities=works, pledges=(pledge(6),))
    told = left(planned(given), "a")
    assert told.rule == "posts"
    assert "funding" not in told.reason + told.unlock
    assert runs(planned(replace(given, pledges=(pledge(8),)))) == {"a": (0, 44), "b": (0, 60)}


def test_what_other_work_must_let_in_first_is_told_with_the_money_that_it_would_lack() -> None:
    """Else "it would go" is told of work whose start costs more than there is."""
    waiting = activity("b", after=(ActivityId("c"),), start_cost=3)
    given = replace(
        funded(2, activity("a"), waiting, activity("c")),
        modes=(mode("a"), mode("b")),
    )
    told = left(planned(given), "b")
    assert told.rule == "after"
    assert told.unlock == "Plan c first; it would go, if the budgets allowed it."


def test_open_ended_work_may_end_where_a_year_begins_that_has_only_so_much_money() -> None:
    new_year = BEFORE_2022.budgets[0]
    result = planned(BEFORE_2022)
    assert runs(result) == {"a": (0, 44), "b": (0, 60)}, "3 January 2022 is the first Monday"
    told = left(result, "a")
    assert (told.rule, told.blockers) == ("budget", (new_year.id,))
    assert "a stops on 3 January 2022: 13,000 EUR of common funding are missing" in told.reason
    enough = replace(BEFORE_2022, budgets=(replace(new_year, amount=16),))
    assert runs(planned(enough)) == {"a": (0, 60), "b": (0, 60)}


def test_begun_work_goes_on_into_a_year_that_has_too_little_money_for_it() -> None:
    a, b = BEFORE_2022.activities
    begun = replace(BEFORE_2022, activities=(replace(a, began=day(-3)), b))
    assert runs(planned(begun))["a"] == (0, 60)


def test_graduates_that_count_are_of_the_whole_people_whom_the_host_releases() -> None:
    taught = course("a", 2, 20, supply=120)
    given = two(activities=(activity("a"),), posts=(post("a", 4),), courses=(taught,))
    given = replace(given, modes=(mode("a"),), effects=())
    result = planned(given)
    [output] = [term.amount for term in result.terms if term.name == "output"]
    line = pipelines(given, result.plan)[taught.id]
    assert line.asked[0] == 4, "of 120 a year, 4.6 in two weeks"
    assert output == line.graduated(12) == 6 * 4 * taught.pass_share.likely


def test_work_that_others_pay_for_leaves_the_budget_alone() -> None:
    works = activity("a", cost=1), activity("b", cost=9, funding=Funding.NATIONAL)
    assert runs(planned(funded(12, *works))) == {"a": (0, 12), "b": (0, 12)}


def test_begun_work_goes_on_beyond_its_budget_and_leaves_none() -> None:
    works = activity("a", cost=5, began=day(-3)), activity("b", cost=0.001)
    result = planned(funded(20, *works))
    assert runs(result) == {"a": (0, 12)}
    assert "55,001 EUR" in left(result, "b").unlock
    assert "b" in runs(planned(funded(75.001, *works)))


def test_open_ended_work_ends_no_sooner_for_want_of_money_than_it_may() -> None:
    leaving = (pledge(4), replace(pledge(4, "DNK"), window=span(0, 6)))
    given = funded(9, activity("a", cost=1, latest_start=day(0)), activity("b"))
    result = planned(replace(given, pledges=leaving))
    assert runs(result)["a"] == (0, 6), "a week in which people leave"
    assert left(result, "a").rule == "budget"
    richer = replace(given, pledges=(pledge(8),))
    assert "a" not in runs(planned(richer)), "it can't end where nothing falls away"


@pytest.mark.parametrize(("supply", "starts"), [(103, {"a"}), (207, {"a"}), (208, {"a", "b"})])
def test_classes_that_run_together_share_what_their_ministry_releases(
    supply: int, starts: set[str]
) -> None:
    home = InstitutionId("ministry")
    ministry = Institution(id=home, name="Ministry", supply=supply)
    works = activity("a", institution=home), activity("b", institution=home)
    classes = course("a", 8, 20, break_weeks=2), course("b", 8, 20, break_weeks=2)
    result = planned(two(activities=works, courses=classes, institutions=(ministry,)))
    if supply < 104:
        assert runs(result) == {}
    assert set(runs(result)) == (starts if supply >= 104 else set())
    for key in {"a", "b"} - set(runs(result)):
        told = left(result, key)
        lacks = 104 * (len(runs(result)) + 1) - supply
        assert told.rule == "trainees"
        more = f"{lacks:,} more trainee{'' if lacks == 1 else 's'}"
        assert told.unlock.startswith(f"Have Ministry release {more} a year")


def greater(**fields: Any) -> Mission:  # noqa: ANN401
    return two(activities=(activity("a"), activity("b", increment_of=A, **fields)))


def test_an_increment_runs_with_its_base_and_not_a_week_longer() -> None:
    given = greater()
    given = replace(given, modes=(mode("a", weeks=5), mode("b")))
    assert runs(planned(given)) == {"a": (0, 5), "b": (0, 5)}


def test_what_breaks_all_rules_between_works_at_once_is_told_all_of_them() -> None:
    home = InstitutionId("ministry")
    base = replace(activity("a", cost=1), latest_start=day(0), institution=home)
    kits = Stock(id=StockId("kits"), name="kits", amount=1)
    given = two(
        activities=(base, activity("b", increment_of=A, institution=home, cost=1)),
        modes=(mode("a", weeks=4), mode("b", weeks=8)),
        courses=(course("b", 8, 20, break_weeks=2),),
        institutions=(Institution(id=home, name="Ministry", supply=10),),
        budgets=(Budget(id=BudgetId("money"), year=2021, amount=4),),
        stocks=(kits,),
        draws=(Draw(id=DrawId("b"), mode=ModeId("b@base"), stock=kits.id, amount=2),),
    )
    told = left(planned(given), "b")
    assert told.rule == "increment"
    assert set(told.blockers) == {"a", "ministry", "money", "kits"}
    assert "1 of kits is missing" in told.reason


def test_an_increment_that_is_longer_than_its_base_stays_out_and_says_so() -> None:
    given = replace(greater(), modes=(mode("a", weeks=5), mode("b", weeks=7)))
    result = planned(given)
    assert runs(result) == {"a": (0, 5)}
    told = left(result, "b")
    assert told.rule == "increment"
    assert "a, which it makes greater, runs at Base 2021-03-01 to 2021-04-04" in told.reason
    assert told.unlock.startswith("Let a run at Base 2021-03-01 to 2021-04-18")


def test_work_that_isnt_worth_it_alone_starts_for_the_sake_of_its_increment() -> None:
    given = replace(greater(), effects=(effect("b", 0.9),))
    assert set(runs(planned(given))) == {"a", "b"}


def test_an_increment_without_its_base_says_what_it_waits_for() -> None:
    given = replace(greater(), pledges=(pledge(3),), posts=(post("a", 8), post("b", 2)))
    told = left(planned(given), "b")
    assert told.rule == "increment"
    assert told.reason == "b makes a greater, which isn't planned."


def test_an_increment_has_no_mode_where_its_base_has_none() -> None:
    given = replace(
        greater(), sites=(site("base"), site("camp")), modes=(mode("a"), mode("b", "camp"))
    )
    told = left(planned(given), "b")
    assert told.rule == "increment"
    assert told.reason == "b makes a greater, which has no way to run at Camp."
    assert "If a could run at Camp in these weeks, it could start" in told.unlock


def test_a_begun_increment_ends_with_its_begun_base() -> None:
    works = (
        activity("a", began=day(-2), window=Window(end=day(4)), rank=9),
        activity("b", began=day(-1), increment_of=A, rank=1),
    )
    result = planned(two(activities=works))
    assert runs(result) == {"a": (0, 4), "b": (0, 4)}


def under(lead: str, **tables: Any) -> Mission:  # noqa: ANN401
    return two(modes=(mode("a", lead=NationId(lead)), mode("b")), **tables)


def test_work_under_a_lead_that_sends_nobody_says_who_should_come() -> None:
    told = left(planned(under("DNK")), "a")
    assert told.rule == "lead"
    assert "the lead of DNK, which has nobody there in any week for adviser" in told.reason
    assert "If DNK sent somebody for adviser there" in told.unlock
    assert told.blockers == ("DNK",)


def test_work_stops_when_the_last_of_its_lead_goes() -> None:
    people = (pledge(8), replace(pledge(1, "DNK"), window=span(0, 7)))
    result = planned(under("DNK", pledges=people))
    assert runs(result)["a"] == (0, 7)
    told = left(result, "a")
    assert told.rule == "lead"
    assert "when its lead nation has nobody there" in told.reason


def change(first: int, weeks: int) -> LeadRotation:
    return LeadRotation(
        id=RotationId(f"lead{first}"),
        nation=NationId("DNK"),
        window=Window(day(first)),
        handover_weeks=weeks,
    )


def test_new_work_waits_until_the_command_has_changed_over() -> None:
    works = activity("a"), activity("b", began=day(-3))
    changes = (change(-20, 2), change(0, 3))
    result = planned(two(activities=works, lead_rotations=changes))
    assert runs(result) == {"a": (3, 12), "b": (0, 12)}


def test_work_that_could_start_only_in_a_hand_over_says_so() -> None:
    works = activity("a"), activity("b", began=day(-3))
    changes = (change(-20, 2), change(0, 12))
    told = left(planned(two(activities=works, lead_rotations=changes)), "a")
    assert told.rule == "hand-over"
    assert "only while DNK takes command (2021-03-01 to 2021-05-23)" in told.reason
    assert told.blockers == ("lead0",)
