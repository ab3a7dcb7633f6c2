"""Counts of a plan by week: nobody and no week counted twice."""

from __future__ import annotations

import pytest

from cadre.brief.compose import BriefInputs
from cadre.brief.counts import OURS, beds_by_week, fill_by_skill, people_by_site, strength_by_body
from cadre.mission.ids import NationId, NeedId, PartnerId, SiteId


def test_posts_count_only_in_the_weeks_in_which_their_work_runs(inputs: BriefInputs) -> None:
    fills = {fill.skill: fill for fill in fill_by_skill(inputs.mission, inputs.result.plan)}
    instructor = fills[next(key for key in fills if key == "instructor")]
    assert [instructor.asked[week] for week in (0, 13, 14, 26, 27, 40)] == [
        0,
        0,
        150,
        150,
        220,
        220,
    ]
    assert [instructor.filled[week] for week in (13, 14, 27)] == [0, 140, 200]
    assert instructor.peak == inputs.mission.horizon.weeks - 1
    assert instructor.nations == {NationId("DNK"): 140 * 27 + 60 * 14}
    assert instructor.share([0]) is None
    assert instructor.share([14]) == pytest.approx(140 / 150)


def test_skills_come_by_the_people_asked_for(inputs: BriefInputs) -> None:
    fills = fill_by_skill(inputs.mission, inputs.result.plan)
    assert [fill.skill for fill in fills] == ["instructor", "adviser"]


def test_a_partner_counts_only_in_the_whole_weeks_of_its_window(inputs: BriefInputs) -> None:
    mission, plan = inputs.mission, inputs.result.plan
    weeks = range(mission.horizon.weeks)
    strengths = strength_by_body(mission, plan, weeks)[NeedId("plans")]
    assert strengths[OURS] == pytest.approx(0.4)
    # 15 March to 30 June holds 15 whole weeks of the 41.
    assert strengths[PartnerId("union")] == pytest.approx(0.5 * 15 / 41)
    assert strength_by_body(mission, plan, weeks)[NeedId("pay")] == {}


def test_people_at_a_site_add_up_over_work(inputs: BriefInputs) -> None:
    people = people_by_site(inputs.result.plan)
    assert [people[SiteId("camp")][week] for week in (0, 13, 14)] == [40, 40, 180]
    assert people[SiteId("town")][26:28] == [0, 60]


def test_beds_without_a_row_are_unknown(inputs: BriefInputs) -> None:
    assert beds_by_week(inputs.mission, SiteId("camp")) == [260] * 41
    assert beds_by_week(inputs.mission, SiteId("town")) is None
