"""The example of 2004 to 2011 is sensible on any of its days, and tells history as it was known.

It is walked every ninety days. What ran, how strong the mission was and who led it is written down
here once more, from the documents: a row that is known too early, or kept too long, shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from cadre.checks.catalogue import run_checks
from cadre.checks.plan import judge
from cadre.dossier.asof import known, reported_from
from cadre.dossier.load import load
from cadre.mission.authorities import AuthorityKind
from cadre.mission.cover import covers
from cadre.mission.findings import Severity
from cadre.mission.forces import CaveatKind, Rung
from cadre.mission.halts import paused
from cadre.mission.ids import ActivityId, NegotiationId, SiteId
from cadre.mission.markings import Classification
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.rows import Row
from cadre.mission.sources import FigureKind
from cadre.mission.talks import clashes
from cadre.mission.weeks import Window, days_in
from cadre.planner.solve import solve

EXAMPLE = Path(__file__).parents[1] / "examples" / "ntm-i"
FIRST, LAST = date(2004, 8, 1), date(2011, 12, 1)
DAYS = [FIRST + timedelta(days=90 * turn) for turn in range((LAST - FIRST).days // 90 + 1)]
OF_DECEMBER = [date(2011, 12, 12), date(2011, 12, 31)]

RAN = {
    "hq": ("2004-08-14", "2011-12-31"),
    "mentoring": ("2004-10-08", "2011-12-31"),
    "abroad": ("2004-11-01", "2011-12-31"),
    "hq-support": ("2005-06-01", "2006-07-14"),
    "staff-college": ("2005-09-25", "2011-12-31"),
    "academy": ("2006-07-15", "2011-12-31"),
    "defence-college": ("2006-09-03", "2011-12-31"),
    "carabinieri": ("2007-10-06", "2011-10-31"),
    "naval-team": ("2009-01-01", "2011-05-22"),
    "nco-training": ("2010-01-05", "2011-12-31"),
    "guard-training": ("2010-01-05", "2011-12-31"),
    "oil-police": ("2011-01-01", "2011-12-31"),
}
"""First and last day of what ran; work that was told of only later isn't asked about before."""
TOLD = {"hq-support": "2005-09-28", "staff-college": "2005-09-28", "abroad": "2004-11-02"}
"""From when on it was known to run, where that is later."""
STRENGTH = [
    ("2004-08-14", 50),
    ("2004-11-01", 60),
    ("2005-02-23", 110),
    ("2005-06-01", 121),
    ("2005-09-27", 165),
    ("2007-11-16", 160),
    ("2010-08-01", 177),
    ("2011-12-12", 130),
]
"""Since which day which figure was the one to use."""
LAW_ALONE = {"AUT-01", "CON-01"}
"""The only errors that the example has on any day: law that ends before the work does."""


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture(scope="module")
def whole() -> Mission:
    loaded = load(EXAMPLE)
    assert loaded.findings == ()
    return loaded.mission


def rows(mission: Mission) -> Iterator[Row]:
    for field in fields(mission):
        if field.name != "profile":
            yield from getattr(mission, field.name)


def stem(key: str) -> str:
    """What the work is called in all its rows: planned, running, in its last weeks."""
    for ending in ("-2005", "-last", "-past", "-to-2011"):
        key = key.removesuffix(ending)
    return key


# Every ninety days -------------------------------------------------------------------------


@pytest.mark.parametrize("on", [*DAYS, *OF_DECEMBER], ids=str)
def test_work_that_runs_is_the_work_that_ran(whole: Mission, on: date) -> None:
    mission = known(whole, on)
    running = {
        stem(one.id) for one in mission.activities if mission.has_begun(one) and on in one.window
    }
    assert running == {
        name
        for name, (since, until) in RAN.items()
        if max(day(since), day(TOLD.get(name, since))) <= on <= day(until)
    }


@pytest.mark.parametrize("on", [*DAYS, *OF_DECEMBER], ids=str)
def test_strength_and_lead_are_those_known_on_the_day(whole: Mission, on: date) -> None:
    mission = known(whole, on)
    baselines = [
        one.people for one in mission.levels if one.kind is FigureKind.DEPLOYED and on in one.window
    ]
    leads = [one for one in mission.lead_rotations if on in one.window]
    figures = [people for since, people in STRENGTH if day(since) <= on]
    assert baselines == figures[-1:]
    assert len(leads) == (1 if on >= day("2004-08-14") else 0)


@pytest.mark.parametrize("on", [*DAYS, *OF_DECEMBER], ids=str)
def test_nothing_cites_what_was_not_yet_reported(whole: Mission, on: date) -> None:
    reported = reported_from(whole)
    mission = known(whole, on)
    sources = {str(claim.id): str(claim.source) for claim in whole.claims}
    early = [
        (row.id, one.ref)
        for row in rows(mission)
        for one in row.sources
        # A source is known with the first of its claims, whatever its own date.
        if reported.get(one.ref, date.min) > on and one.ref not in sources.values()
    ]
    assert early == []
    assert not [one.id for one in mission.claims if reported[one.id] > on]


@pytest.mark.parametrize("on", [*DAYS, *OF_DECEMBER], ids=str)
def test_checks_find_no_error_but_law_that_ends(whole: Mission, on: date) -> None:
    found = run_checks(known(whole, on))
    errors = {one.code for one in found if one.severity is Severity.ERROR}
    assert errors <= LAW_ALONE
    assert "EVI-01" not in {one.code for one in found}


@pytest.mark.parametrize("on", [*DAYS, *OF_DECEMBER], ids=str)
def test_people_in_place_fill_no_more_than_the_posts_of_running_work(
    whole: Mission, on: date
) -> None:
    """Figures by nation and posts by skill are split by hand, and must add up to each other.

    Between autumn 2005 and autumn 2007 nobody counted: 165 then 160, with fewer in between.
    """
    mission = known(whole, on)
    there = sum(
        one.people for one in mission.pledges if one.rung is Rung.ARRIVED and on in one.window
    )
    posts = sum(one.people for one in mission.posts)
    levels = [one.people or 0 for one in mission.levels if one.kind is FigureKind.DEPLOYED]
    assert there <= posts
    assert all(abs(there - people) <= 0.35 * people for people in levels)


# Planning ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "on",
    ["2004-08-01", "2005-02-23", "2007-07-20", "2007-11-16", "2009-03-01", "2011-12-15"],
)
def test_plans_are_faultless_and_go_on_with_what_runs(whole: Mission, on: str) -> None:
    mission = known(whole, day(on))
    plan = solve(mission, made_from=MadeFrom(dossier="", as_of=on), seconds=4.0).plan
    judged = judge(mission, plan)
    assert [one.message for one in judged.findings if one.severity is Severity.ERROR] == []
    begun = {
        one.id for one in mission.activities if mission.has_begun(one) and day(on) in one.window
    }
    assert begun <= {one.activity for one in plan.starts}
    assert plan.starts


# What the example must be able to answer ---------------------------------------------------


def test_in_february_2005_the_requirement_and_what_is_there_stand_apart(whole: Mission) -> None:
    mission = known(whole, day("2005-02-23"))
    posts = dict.fromkeys(("trainer", "guard", "hq-staff", "supporter"), 0)
    for post in mission.posts:
        posts[post.skill] += post.people
    arrived = sum(one.people for one in mission.pledges if one.rung is Rung.ARRIVED)
    out = {one.nation for one in mission.caveats if one.kind is not CaveatKind.LOCATION_ALLOW}
    assert posts["trainer"] == 160
    assert sum(posts.values()) - posts["trainer"] == 200
    assert arrived == 110
    assert out >= {"BEL", "DEU", "ESP", "FRA", "GRC", "LUX"}
    assert not [one for one in mission.pledges if one.nation in out and one.skill == "trainer"]


def test_status_was_missing_for_206_days_of_2009_and_consent_for_none(whole: Mission) -> None:
    mission = known(whole, day("2011-11-30"))
    years = Window(day("2004-08-14"), day("2012-01-01"))
    lacking = {
        one.kind: days_in(years.without(one.firm))
        for one in covers(mission, mission.activity(ActivityId("hq")), SiteId("union-iii"))
    }
    assert lacking == {
        AuthorityKind.MANDATE: 0,
        AuthorityKind.CONSENT: 0,
        AuthorityKind.STATUS: 206,
    }


def test_the_british_team_lost_77_days_and_its_law_73(whole: Mission) -> None:
    """Two lengths of one thing: away from 28 July, without law from 1 August 2009."""
    mission = known(whole, day("2009-10-13"))
    team = mission.activity(ActivityId("naval-team"))
    year = Window(day("2009-01-01"), day("2009-12-31"))
    law = covers(mission, team, SiteId("umm-qasr"))
    lacking = [gap for one in law for gap in year.without(one.firm)]
    assert days_in(paused(mission, "naval")) == 77
    assert {str(gap) for gap in lacking} == {"2009-08-01 to 2009-10-12"}


@pytest.mark.parametrize(
    ("on", "talks", "points"),
    [
        ("2008-12-23", "talks-agreement", []),
        ("2008-12-23", "talks-salvador", ["source of authority"]),
        ("2009-07-29", "talks-reopen", ["text of the agreement"]),
        ("2011-11-29", "talks-extension", []),
        ("2011-12-12", "talks-extension", ["immunity"]),
    ],
)
def test_red_lines_leave_a_common_point_or_none_as_it_came_out(
    whole: Mission, on: str, talks: str, points: list[str]
) -> None:
    found = clashes(known(whole, day(on)), NegotiationId(talks))
    assert [point for point, _ in found] == points


def test_facts_of_the_marked_message_are_restricted(whole: Mission) -> None:
    marks = {one.marking for one in whole.claims if one.source == "seed-000"}
    assert len(marks) == 1
    mark = next(iter(marks))
    assert mark is not None
    assert mark.classification is Classification.RESTRICTED


def test_no_figure_of_the_days_before_march_2005_is_from_a_later_document(whole: Mission) -> None:
    """What is asked as of 23 February 2005 must rest on what had been printed by then."""
    reported = reported_from(whole)
    mission = known(whole, day("2005-02-23"))
    by_id = {row.id: row for row in rows(whole)}
    late = [
        (row.id, one.ref)
        for row in (*mission.pledges, *mission.posts, *mission.levels, *mission.caveats)
        for one in by_id[row.id].sources
        if reported.get(one.ref, date.min) > day("2005-02-23")
    ]
    assert late == []
