"""The example of NATO Mission Iraq on any day from August 2015 to December 2022.

What it says must be what was known on that day, and what runs in it what ran in history.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from cadre.checks.catalogue import run_checks
from cadre.checks.plan import judge
from cadre.dossier.asof import known, known_from, reported_from
from cadre.dossier.load import load
from cadre.dossier.tables import TABLES
from cadre.mission.enacting import under
from cadre.mission.findings import Severity
from cadre.mission.forces import Level
from cadre.mission.halts import paused
from cadre.mission.ids import NegotiationId, ScenarioId
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.rows import Row
from cadre.mission.sources import FigureKind
from cadre.mission.talks import clashes
from cadre.mission.weeks import Window, days_in
from cadre.planner.result import PlanResult
from cadre.planner.solve import solve

NMI = Path(__file__).parents[1] / "examples" / "nmi"
FIRST, LAST = date(2015, 8, 1), date(2022, 12, 24)
YEARS = range(1990, 2100)
WALK = [FIRST + timedelta(days=60 * n) for n in range((LAST - FIRST).days // 60 + 1)]
CAMP = {"hq", "air-mobility"}
ADVICE = {"mod-advice", "onsa-advice", "schools-advice"}
CLASSES = {"schools-courses", "besmaya-courses", "taji-courses"}
HAND_OVERS = {
    "qaim": date(2020, 3, 17),
    "qayyarah": date(2020, 3, 26),
    "k1": date(2020, 3, 29),
    "mosul": date(2020, 3, 30),
    "taqaddum": date(2020, 4, 4),
    "abu-ghraib": date(2020, 4, 7),
    "besmaya": date(2020, 7, 25),
    "taji": date(2020, 8, 23),
}
"""Sites that the coalition handed over in 2020, each with its day."""


@cache
def dossier() -> Mission:
    loaded = load(NMI)
    assert loaded.findings == ()
    return loaded.mission


@cache
def on(day: date) -> Mission:
    return known(dossier(), day)


def at_work(day: date) -> set[str]:
    """The work that had begun by a day, isn't over, and isn't paused on it."""
    mission, today = on(day), Window.of_days(day, day)
    return {
        str(one.id)
        for one in mission.activities
        if mission.has_begun(one) and day in one.window and not paused(mission, one.id, today)
    }


def rows(mission: Mission) -> Iterator[Row]:
    for name in TABLES:
        yield from getattr(mission, name)


# What was known ----------------------------------------------------------------------------


@pytest.mark.parametrize("day", WALK, ids=str)
def test_no_day_of_seven_years_finds_an_error_or_a_row_that_nothing_stands_behind(
    day: date,
) -> None:
    findings = run_checks(on(day))
    wrong = [
        (one.code, one.about, one.message)
        for one in findings
        if one.severity is Severity.ERROR or one.code == "EVI-01"
    ]
    assert wrong == []


def test_a_row_known_before_anything_it_cites_was_reported_says_on_which_assumption() -> None:
    mission = dossier()
    reported = reported_from(mission)
    assumed = {str(one.id): known_from(one, reported) for one in mission.assumptions}
    unfounded = []
    for row in rows(mission):
        if str(row.id) in assumed:
            # An assumption is the staff's own word, whatever bears it out later.
            continue
        since = known_from(row, reported)
        behind = [reported.get(one.ref, assumed.get(one.ref)) for one in row.sources]
        if behind and not any(day is not None and day <= since for day in behind):
            unfounded.append((row.id, since))
    assert unfounded == []


@pytest.mark.parametrize("day", WALK, ids=str)
def test_no_strength_is_told_before_the_claim_it_is_taken_from(day: date) -> None:
    mission = on(day)
    stated = {one.id: one for one in dossier().levels}
    claims = {one.id for one in mission.claims}
    early = [one.id for one in mission.levels if stated[one.id].claim not in {None, *claims}]
    assert early == []


@pytest.mark.parametrize(
    ("day", "kind", "people"),
    [
        (date(2017, 6, 1), FigureKind.DEPLOYED, {8}),
        (date(2018, 3, 1), FigureKind.PLANNED, {200}),
        (date(2018, 9, 1), FigureKind.PLANNED, {580}),
        (date(2019, 6, 1), FigureKind.DEPLOYED, {500}),
        (date(2019, 6, 1), FigureKind.PLANNED, {580}),
        (date(2020, 2, 12), FigureKind.CEILING, {2000}),
        (date(2021, 3, 15), FigureKind.DEPLOYED, {500, 320}),
        (date(2021, 3, 15), FigureKind.CEILING, {4000}),
        (date(2022, 6, 1), FigureKind.DEPLOYED, {500}),
    ],
)
def test_the_strength_in_use_is_the_one_told_by_then(
    day: date, kind: FigureKind, people: set[int]
) -> None:
    def ahead(one: Level) -> bool:
        return day in one.window or (one.window.start > day)

    assert {one.people for one in on(day).levels if one.kind is kind and ahead(one)} == people


# What ran ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "work"),
    [
        (date(2016, 3, 1), set()),
        (date(2016, 6, 1), {"abroad"}),
        (date(2016, 12, 15), set()),
        (date(2017, 6, 1), {"core-team", "team-bombs"}),
        (date(2018, 3, 1), {"core-team", "team-bombs", "team-maintenance"}),
        (date(2018, 10, 30), {"core-team", "team-bombs", "team-maintenance"}),
        (date(2018, 10, 31), CAMP | ADVICE | CLASSES),
        (date(2019, 6, 1), CAMP | ADVICE | CLASSES),
        (date(2020, 1, 3), CAMP | ADVICE | CLASSES),
        (date(2020, 1, 4), CAMP),
        (date(2020, 2, 1), CAMP),
        (date(2020, 2, 12), CAMP),
        (date(2020, 2, 13), CAMP | ADVICE),
        (date(2020, 4, 1), CAMP),
        (date(2020, 5, 11), CAMP | ADVICE),
        (date(2021, 3, 15), CAMP | ADVICE),
        (date(2022, 6, 1), CAMP | ADVICE),
    ],
)
def test_the_work_that_runs_is_the_work_that_ran(day: date, work: set[str]) -> None:
    assert at_work(day) == work


@pytest.mark.parametrize("day", [date(2020, 1, 4), date(2020, 2, 12), date(2020, 3, 16)])
def test_while_a_pause_goes_on_nobody_knows_how_long(day: date) -> None:
    windows = paused(on(day), "mod-advice")
    assert windows[-1].last is None


def test_the_days_lost_in_2020_are_the_union_of_the_pauses() -> None:
    mission, year = on(date(2020, 6, 1)), Window.of_days(date(2020, 1, 1), date(2020, 12, 31))
    lost = paused(mission, "mod-advice", year)
    assert lost == (
        Window.of_days(date(2020, 1, 4), date(2020, 2, 12)),
        Window.of_days(date(2020, 3, 16), date(2020, 5, 10)),
    )
    assert [one.days for one in lost] == [40, 56]
    # Of the classes nobody has told when they began again: one pause with two causes.
    assert paused(mission, "schools-courses") == (Window(date(2020, 1, 4)),)


def test_history_can_be_replayed_on_the_mission_as_it_was_before() -> None:
    mission = under(on(date(2019, 12, 1)), ScenarioId("winter-2020"))
    assert days_in(paused(mission, "mod-advice")) == 96
    assert paused(mission, "hq") == ()


# Bases ---------------------------------------------------------------------------------------


def test_closing_bases_are_known_to_the_day_with_all_who_worked_there() -> None:
    mission = on(date(2020, 9, 1))
    closed = {str(one.id): one.window.end for one in mission.sites}
    assert {key: closed[key] for key in HAND_OVERS} == HAND_OVERS
    for key, day in HAND_OVERS.items():
        work = [one.window.end for one in mission.partner_activities if one.site == key]
        lent = [one.window.end for one in mission.supports if one.site == key]
        assert work, key
        assert {*work, *lent} == {day}, key


@pytest.mark.parametrize(("site", "day"), HAND_OVERS.items())
def test_nobody_knows_of_a_closing_before_its_day(site: str, day: date) -> None:
    before = on(day - timedelta(days=1))
    there = {str(one.id): one.window.last for one in before.sites}
    assert there[f"{site}-open"] is None
    assert site not in there


def test_classes_leave_besmaya_and_taji_with_the_bases() -> None:
    mission = on(date(2020, 9, 1))
    ends = {str(one.id): one.window.end for one in mission.activities if one.window.last}
    assert ends["besmaya-courses-ended"] == HAND_OVERS["besmaya"]
    assert ends["taji-courses-ended"] == HAND_OVERS["taji"]
    trainers = [one for one in mission.posts if one.skill == "trainer" and one.people < 200]
    assert sum(one.people for one in trainers) == 35


# Law and talks -------------------------------------------------------------------------------


def test_in_2015_the_sides_have_no_common_point_on_jurisdiction_and_in_2016_they_have() -> None:
    before = clashes(on(date(2015, 9, 1)), NegotiationId("talks-status-2015"))
    assert [point for point, _ in before] == ["jurisdiction"]
    assert {line.side for _, lines in before for line in lines} == {"host", "mission"}
    assert clashes(on(date(2016, 6, 1)), NegotiationId("talks-2016")) == ()


@pytest.mark.parametrize("day", WALK, ids=str)
def test_no_decision_is_stated_as_taken_before_its_day(day: date) -> None:
    early = [one.id for one in on(day).decisions if one.taken is not None and one.taken > day]
    assert early == []


# Plans ---------------------------------------------------------------------------------------


@cache
def planned(day: date) -> PlanResult:
    return solve(on(day), made_from=MadeFrom(dossier="", as_of=str(day)), seed=0, seconds=5.0)


@pytest.mark.parametrize(
    "day",
    [
        date(2016, 6, 1),
        date(2019, 6, 1),
        date(2020, 4, 1),
        date(2021, 3, 15),
        date(2022, 6, 1),
    ],
    ids=str,
)
def test_a_plan_made_on_a_day_of_history_keeps_every_rule_and_all_that_runs(day: date) -> None:
    plan = planned(day).plan
    judged = judge(on(day), plan)
    assert [one.message for one in judged.findings if one.severity is Severity.ERROR] == []
    assert {str(one.activity) for one in plan.starts if one.week == 0} >= at_work(day)


def test_in_june_2016_courses_go_on_and_the_team_waits_for_the_summit() -> None:
    starts = {str(one.activity): one for one in planned(date(2016, 6, 1)).plan.starts}
    assert starts["abroad"].firm
    assert starts["core-team-planned"].waits_for == ("warsaw-awaited",)


def test_in_april_2020_advice_resumes_when_the_sixty_days_are_over() -> None:
    plan = planned(date(2020, 4, 1)).plan
    resumed = {str(one.activity): plan.horizon.day(one.week) for one in plan.starts}
    assert resumed["mod-advice"] == date(2020, 5, 20)
    assert resumed["schools-courses"] > resumed["mod-advice"]
    assert not any(one.firm for one in plan.starts if one.activity == "takeover-2020")


def test_findings_tell_thousands_with_commas() -> None:
    """The same figure was 5000 in one sentence and 4,000 in the next."""
    bare = re.compile(r"(?<![\w,./-])\d{4,}(?![\w-])")
    told = [f"{one.message} {one.remedy}" for one in run_checks(dossier())]
    found = [text for text in told for number in bare.findall(text) if int(number) not in YEARS]
    assert found == []
