"""Ranks, languages, sites of posts: what nobody fits is found, who doesn't fit is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cadre.checks.catalogue import run_checks
from cadre.mission.findings import Finding
from cadre.mission.forces import Pledge, Post
from cadre.mission.ids import SiteId
from cadre.mission.mission import Mission
from cadre.mission.trades import has, lacking, trade
from tests.checks.building import added, altered, day, days, good_plan, of_code, pledge, post, sound


def found(mission: Mission, code: str) -> list[Finding]:
    return of_code(run_checks(mission), code)


def judged(mission: Mission, code: str) -> list[Finding]:
    return of_code(run_checks(mission, good_plan()), code)


@pytest.mark.parametrize(
    ("asked", "stated", "expected", "reason"),
    [
        ({}, {}, True, "nothing is asked for"),
        ({"rank": "OF-3"}, {}, True, "who states no rank has any"),
        ({"rank": "OF-3"}, {"ranks": ("OF-2", "of 3")}, True, "spelling doesn't count"),
        ({"rank": "OF-3"}, {"ranks": ("OF-2",)}, False, "another rank"),
        ({}, {"ranks": ("OF-2",)}, True, "the post takes any rank"),
        ({"language": "French"}, {}, False, "who states no language speaks the mission's own only"),
        ({"language": "French"}, {"languages": ("Dari", "FRENCH")}, True, "one of two"),
        ({}, {"languages": ("Dari",)}, True, "everybody speaks the mission's own"),
        ({"rank": "OF-3", "language": "French"}, {"languages": ("French",)}, True, "both"),
    ],
)
def test_a_pledge_has_a_trade_just_when_its_people_may_fill_the_post(
    asked: dict[str, Any], stated: dict[str, Any], expected: bool, reason: str
) -> None:
    line: Post = post("line", "hq", "staff", 1, **asked)
    offer: Pledge = pledge("offer", "AAA", "staff", 1, **stated)
    assert has(offer, trade(line)) is expected, reason
    assert bool(lacking(offer, line)) is not expected
    assert not has(pledge("other", "AAA", "guard", 1, **stated), trade(line)), "another skill"


def test_running_posts_that_too_few_fit_are_found_for_the_days_on_which_they_are_too_few() -> None:
    mission = altered(sound(), "posts", "hq-staff", language="French")
    [one] = found(mission, "FOR-32")
    assert "10 of 10 posts for staff (French)" in one.message
    speaking = pledge(
        "b-staff", "BBB", "staff", 10, languages=("French",), window=days(None, "2021-06-30")
    )
    [later] = found(added(mission, "pledges", speaking), "FOR-32")
    assert later.window is not None
    assert later.window.start == day("2021-07-01")


def test_one_post_has_no_pledge_and_two_have_none() -> None:
    for asked, told in ((11, "1 of 11 posts for staff has"), (12, "2 of 12 posts for staff have")):
        [one] = found(altered(sound(), "posts", "hq-staff", people=asked), "FOR-02")
        assert told in one.message


def test_what_is_missing_on_the_worst_day_isnt_said_of_all_days() -> None:
    """Where one post was empty until June and three from then on, three were said to be."""
    mission = altered(sound(), "pledges", "a-staff", people=9)
    [steady] = found(mission, "FOR-02")
    assert "worst" not in steady.message
    until = days(None, "2021-06-30")
    more = pledge("a-more", "AAA", "staff", 2, window=until)
    few = altered(mission, "pledges", "a-staff", people=7)
    [varying] = found(added(few, "pledges", more), "FOR-02")
    assert varying.window == steady.window
    assert "3 of 10 posts for staff have no pledge" in varying.message
    assert "(on the worst of these days)" in varying.message


def test_what_pledges_state_instead_of_the_rank_asked_for_is_told() -> None:
    """One who asks for P-3 to P-5, and is offered P-3, P-4 and P-5, was told to state it."""
    mission = altered(sound(), "posts", "hq-staff", rank="P-3 to P-5")
    mission = altered(mission, "pledges", "a-staff", ranks=("P-3", "P-4"), languages=("French",))
    [one] = found(mission, "FOR-32")
    assert "; other pledges state P-3 and P-4." in one.message


def test_where_the_skill_itself_is_short_the_rank_is_not_blamed() -> None:
    mission = altered(sound(), "posts", "advice-adviser", people=12, rank="OF-3")
    assert found(mission, "FOR-32") == []


def test_enough_who_fit_are_enough_however_many_others_there_are() -> None:
    mission = altered(sound(), "posts", "advice-adviser", people=4, language="French")
    speaking = {"languages": ("French",), "window": days("2021-04-05", None)}
    others = pledge("a-adviser", "AAA", "adviser", 9)
    mission = added(mission, "pledges", others)
    [few] = found(altered(mission, "pledges", "b-adviser", people=3, **speaking), "FOR-32")
    assert "have 3 at most" in few.message
    assert found(altered(mission, "pledges", "b-adviser", people=4, **speaking), "FOR-32") == []


def test_posts_of_a_site_at_which_the_work_does_not_run_ask_for_nobody() -> None:
    more = post("hq-more", "hq", "staff", 5, site=SiteId("school"))
    assert found(added(sound(), "posts", more), "FOR-03") == []
    here = replace(more, site=SiteId("camp"))
    assert found(added(sound(), "posts", here), "FOR-03")


@pytest.mark.parametrize(
    "fields", [{"rank": "OF-3"}, {"language": "French"}, {"site": SiteId("school")}]
)
def test_a_plan_that_puts_people_where_rank_language_or_site_do_not_fit_is_refused(
    fields: dict[str, Any],
) -> None:
    mission = altered(sound(), "pledges", "a-staff", ranks=("OF-2",))
    assert judged(mission, "PLA-22") == []
    [one] = judged(altered(mission, "posts", "hq-staff", **fields), "PLA-22")
    assert one.about == "a-staff"


def test_people_who_do_not_speak_the_language_do_not_count_towards_the_least() -> None:
    mission = altered(sound(), "posts", "hq-staff", language="French")
    [one] = judged(mission, "PLA-25")
    assert "0 of at least 5 people for staff, French" in one.message
