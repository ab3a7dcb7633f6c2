"""What the desk tells of forces: posts against pledges on a day, and what a reader may see."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.desk.desk import Desk
from cadre.desk.forces import Forces, SkillFill, forces
from cadre.desk.numbers import numbers_in
from cadre.errors import CadreError

EXAMPLES = Path(__file__).parents[2] / "examples"
READERS = [("nmi", "staff"), ("eu-advice", "staff"), ("eu-advice", "public"), ("ntm-i", "staff")]


@cache
def desk(example: str = "nmi", reader: str = "staff") -> Desk:
    return Desk.open(EXAMPLES / example, reader=reader)


def skill(told: Forces, key: str) -> SkillFill:
    return next(one for one in told.skills if one.skill == key)


def figure(told: Forces, key: str) -> int:
    return int(next(one.value for one in told.figures if one.id == key) or 0)


@pytest.mark.parametrize(("example", "reader"), READERS)
def test_what_is_asked_for_is_either_filled_or_open(example: str, reader: str) -> None:
    told = forces(desk(example, reader))
    for one in told.skills:
        assert one.asked.value == (one.offered.value or 0) + (one.unfilled.value or 0)
        assert (one.critical.value or 0) <= (one.asked.value or 0)
    for key in ("asked", "offered", "unfilled"):
        shown = sum(int(getattr(one, key).value or 0) for one in told.skills)
        assert figure(told, f"all-{key}") == shown, "a sum says no more than its rows"


@settings(max_examples=20, deadline=None)
@given(st.integers(min_value=0, max_value=480))
def test_steps_along_time_say_the_same_as_the_day_itself(days: int) -> None:
    mission = desk().mission
    day = min(mission.profile.as_of + timedelta(days=days), mission.profile.until)
    for one in forces(desk(), day).skills:
        assert all(before.end <= after.first for before, after in pairwise(one.steps))
        assert all(0 <= step.offered <= step.asked for step in one.steps)
        there = [step for step in one.steps if step.first <= day < step.end]
        asked, offered = one.asked.value or 0, one.offered.value or 0
        if there:
            assert (there[0].asked, there[0].offered) == (asked, offered)
        else:
            assert (asked, offered) == (0, 0)


def test_a_pledge_that_is_withdrawn_leaves_its_posts_open() -> None:
    before, after = forces(desk()), forces(desk().supposing(("pledge dnk-escort withdrawn",)))
    lost, was = skill(after, "escort"), skill(before, "escort")
    assert (was.unfilled.value, was.tone) == (0, "good")
    assert lost.unfilled.value
    assert (lost.asked.value, lost.tone) == (was.asked.value, "weak")
    assert figure(after, "all-unfilled") == lost.unfilled.value
    assert after.skills[0].skill == "escort", "what is lacking most comes first"


def test_critical_posts_without_a_pledge_come_before_larger_gaps() -> None:
    changes = ("pledge dnk-escort withdrawn", "pledge can-advisers-2021 withdrawn")
    told = forces(desk().supposing(changes))
    first = told.skills[0]
    assert (first.skill, first.tone) == ("adviser", "bad")
    assert first.critical_unfilled == figure(told, "all-critical-unfilled") == 20
    assert (first.unfilled.value or 0) < (skill(told, "escort").unfilled.value or 0)


def test_posts_of_work_that_waits_are_told_apart_from_those_of_work_that_runs() -> None:
    coast = skill(forces(desk("eu-advice")), "adviser-coast")
    assert (coast.asked.value, coast.waiting.value, coast.tone) == (0, 4, "")
    assert coast.waiting.origin.rows, "it leads to the posts"


@pytest.mark.parametrize("days", [-1, 100_000])
def test_a_day_beyond_what_plans_look_at_is_refused_with_those_that_are(days: int) -> None:
    profile = desk().mission.profile
    asked = date.max if days > 0 else profile.as_of + timedelta(days=days)
    with pytest.raises(CadreError) as refused:
        forces(desk(), asked)
    assert refused.value.allowed == f"a day from {profile.as_of} to {profile.until}"


def test_a_caveat_of_many_nations_is_told_once_with_each_nations_own() -> None:
    told = forces(desk())
    alike = next(one for one in told.limits if one.kind == "audience deny")
    assert len(alike.caveats) > 10
    assert len({one.caveat for one in alike.caveats}) == len(alike.caveats)
    said = [(one.kind, one.statement, one.days) for one in told.limits]
    assert len(set(said)) == len(said)


def test_caveats_that_have_ended_are_not_told_and_those_to_come_stand_last() -> None:
    until = desk().mission.profile.until
    later = forces(desk(), until)
    assert all(until < one.days.end for one in later.limits)
    assert "dnk-cap" not in {x.caveat for one in later.limits for x in one.caveats}
    assert [one.holds for one in later.limits] == sorted(
        (x.holds for x in later.limits), reverse=True
    )


def test_a_nation_with_nothing_but_a_caveat_is_told_too() -> None:
    offers = {one.nation: one for one in forces(desk()).nations}
    assert (offers["SWE"].pledged.value, offers["SWE"].caveats) == (0, 1)
    people = [one.pledged.value or 0 for one in forces(desk()).nations]
    assert people == sorted(people, reverse=True)


def test_who_may_not_see_all_is_told_of_fewer_and_sums_give_nothing_away() -> None:
    whole, seen = forces(desk("eu-advice")), forces(desk("eu-advice", "public"))
    assert {one.skill for one in seen.skills} < {one.skill for one in whole.skills}
    assert figure(seen, "all-asked") < figure(whole, "all-asked")
    shown = {(row.table, row.id) for one in seen.skills for row in one.asked.origin.rows}
    total = next(one for one in seen.figures if one.id == "all-asked")
    assert {(row.table, row.id) for row in total.origin.rows} == shown
    assert seen.withheld
    assert forces(desk("eu-advice", "host")).withheld is None, "nor that there is more"


@pytest.mark.parametrize(("example", "reader"), READERS)
def test_every_number_has_an_id_of_its_own(example: str, reader: str) -> None:
    told = forces(desk(example, reader))
    every = [x for one in told.skills for x in (one.asked, one.offered, one.unfilled, one.waiting)]
    every += [x for one in told.nations for x in (one.pledged, one.firm)] + list(told.figures)
    assert len({one.id for one in every}) == len(every)
    assert {one.id for one in every} <= {one.id for one in numbers_in(told)}
