"""Leads, increments, money and trainees are looked at to the week, and no further."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.checks.catalogue import run_checks
from cadre.mission.findings import Finding
from cadre.mission.forces import Funding, LeadRotation
from cadre.mission.ids import NationId, RotationId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from tests.checks.building import (
    AS_OF,
    DOC,
    added,
    altered,
    day,
    days,
    good_plan,
    of_code,
    pledge,
    sound,
    start,
    week_span,
)
from tests.checks.courses import course
from tests.checks.shares import (
    SHARED_PLANS,
    SHARES,
    budget,
    costly_hq,
    funded,
    greater,
    led_by,
    released,
)


def found(mission: Mission, code: str, plan: Plan | None = None) -> list[Finding]:
    return of_code(run_checks(mission, plan), code)


ALSO = {"INC-01": {"ENA-03", "SIT-05"}, "INC-03": {"DEC-08"}}
"""Rules that an example can't but break beside its own."""


@pytest.mark.parametrize("code", SHARES)
def test_each_example_breaks_its_own_rule_alone(code: str) -> None:
    assert {one.code for one in run_checks(SHARES[code]())} == {code, *ALSO.get(code, set())}


@pytest.mark.parametrize("code", SHARED_PLANS)
def test_each_plan_breaks_its_own_rule_alone(code: str) -> None:
    mission, plan = SHARED_PLANS[code]
    broken = {one.code for one in run_checks(mission(), plan())}
    # What the mission alone is told of isn't the plan's fault.
    assert broken - {one.code for one in run_checks(mission())} - {"COU-02"} == {code}


def test_a_plan_may_spend_the_last_unit_of_a_budget_and_no_more() -> None:
    assert found(funded(budget(2021, 125.0)), "PLA-43", good_plan()) == []
    [one] = found(funded(budget(2021, 124.9)), "PLA-43", good_plan())
    assert "takes 125,000 EUR of common funding" in one.message
    assert "124,900 are there" in one.message


def test_money_of_another_payer_isnt_touched() -> None:
    theirs = budget(2021, 0.0, funding=Funding.NATIONAL)
    assert found(funded(theirs), "PLA-43", good_plan()) == []
    assert found(funded(theirs, funding=Funding.NATIONAL), "PLA-43", good_plan())


def test_budgets_of_one_payer_and_year_add_up() -> None:
    two = replace(budget(2021, 25.0), id=budget(2022, 1.0).id)
    assert found(funded(budget(2021, 100.0), two), "PLA-43", good_plan()) == []


def test_running_work_spends_first_and_is_told_of_where_it_spends_too_much() -> None:
    # Fifty-one weeks at a hundred thousand; the weeks of 2020 are another year's.
    assert found(costly_hq(5100.0), "MON-01") == []
    [one] = found(costly_hq(5000.0), "MON-01")
    assert "takes 5,100,000 EUR" in one.message
    # Advice costs nothing here, so that the plan isn't to blame.
    assert found(costly_hq(5000.0), "PLA-43", good_plan()) == []


def test_what_running_work_cost_in_the_year_before_the_as_of_day_counts() -> None:
    later = costly_hq(5000.0)
    later = replace(later, profile=replace(later.profile, as_of=day("2021-03-01")))
    [one] = found(later, "MON-01")
    assert "800,000 of them before the as-of day" in one.message


def test_an_increment_may_run_in_the_first_and_the_last_week_of_its_base() -> None:
    plan = good_plan(starts=(start("hq", 0, 21), start("advice", 9, 12)))
    assert found(greater(), "PLA-40", plan) == []
    shorter = good_plan(starts=(start("hq", 0, 20), start("advice", 9, 12)))
    [one] = found(greater(), "PLA-40", shorter)
    assert one.window == week_span(20, 1)


def test_an_increment_elsewhere_or_without_its_base_is_alone_in_all_its_weeks() -> None:
    away = altered(greater(), "modes", "hq-camp", site=SiteId("school"))
    elsewhere = good_plan(
        starts=(start("hq", 0, 51, site=SiteId("school")), start("advice", 9, 12))
    )
    without = good_plan(starts=(start("advice", 9, 12),))
    for mission, plan in ((away, elsewhere), (greater(), without)):
        [one] = found(mission, "PLA-40", plan)
        assert one.window == week_span(9, 12)


def test_one_adviser_of_the_lead_nation_is_enough_and_must_stay() -> None:
    assert found(led_by("BBB"), "FOR-29") == []
    assert found(led_by("BBB"), "PLA-41", good_plan()) == []
    few = added(led_by("AAA"), "pledges", pledge("one", "AAA", "adviser", 1))
    assert found(few, "FOR-29") == []
    assert found(few, "PLA-41", good_plan()) == []
    leaving = altered(few, "pledges", "one", window=days("2021-01-04", "2021-03-28"))
    [one] = found(leaving, "PLA-41", good_plan())
    assert one.window == week_span(12, 9)


def test_trainees_are_counted_up_to_the_last_one_released() -> None:
    assert found(released(104), "PLA-42", good_plan()) == []
    [one] = found(released(103), "PLA-42", good_plan())
    assert "104 trainees a year" in one.message
    assert one.window == week_span(9, 12)


def test_work_that_had_begun_isnt_blamed_for_what_it_asks() -> None:
    begun = added(sound(), "courses", course(activity="hq", supply=0))
    begun = altered(begun, "activities", "hq", institution="mod")
    begun = altered(begun, "institutions", "mod", supply=50)
    assert found(begun, "COU-02", good_plan())
    assert found(begun, "PLA-42", good_plan()) == []


def rotations(*first_days: str) -> Mission:
    rows = tuple(
        LeadRotation(
            id=RotationId(f"lead-{n}"),
            nation=NationId("AAA"),
            window=days(first),
            handover_weeks=2,
            sources=DOC,
        )
        for n, first in enumerate(first_days)
    )
    return replace(sound(), lead_rotations=rows)


def test_nobody_hands_over_to_the_first_lead_of_all() -> None:
    plan = good_plan(starts=(start("hq", 0, 51), start("advice", 9, 12)))
    late = replace(rotations("2021-03-01"), profile=replace(sound().profile, as_of=AS_OF))
    assert found(late, "FOR-10", plan), "who led before is only not stated"
    past = rotations("2020-12-28")
    shifted = good_plan(starts=(start("hq", 0, 51), start("advice", 0, 12)))
    assert found(past, "FOR-10", shifted) == []
    assert found(rotations("2020-06-01", "2020-12-28"), "FOR-10", shifted)


def test_a_hand_over_takes_the_week_of_its_first_day_and_no_week_more() -> None:
    mission = rotations("2020-06-01", "2021-03-10")
    for week, told in ((8, 0), (9, 1), (10, 1), (11, 0)):
        plan = good_plan(starts=(start("hq", 0, 51), start("advice", week, 12)))
        assert len(found(mission, "FOR-10", plan)) == told, week
