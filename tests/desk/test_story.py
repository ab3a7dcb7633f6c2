"""A future told in words: every sentence holds in that future, and what weighs is told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cadre.brief.futures import CAUSES
from cadre.cli.show_story import WIDE, story_as_text
from cadre.desk.desk import Desk, Effort
from cadre.desk.stops import Spell, spells, stops
from cadre.desk.story import About, Story, tell, told
from cadre.desk.summary import Asked
from cadre.errors import CadreError
from cadre.mission.conditions import Milestone, MilestoneKind
from cadre.mission.forces import Nation, Pledge, Rung
from cadre.mission.ids import MilestoneId, NationId
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range, exact
from cadre.mission.scenarios import ShockKind
from cadre.mission.weeks import DateRange, Horizon
from cadre.simulator.outcomes import HeldBackBy
from cadre.simulator.run import one_future
from tests.oracle.simulator_future import Future
from tests.oracle.simulator_reserve import with_reserve
from tests.simulator.chance import AS_OF
from tests.simulator.missions import mission, plan
from tests.simulator.orders import ordered
from tests.simulator.plans import plain_plan
from tests.simulator.small import (
    ADVISE,
    EXTRA,
    PARTNER,
    WEEKS,
    activity,
    consent,
    first_day,
    planned,
    pledge,
    shock,
    small,
    start,
)
from tests.simulator.test_simulator_results import course
from tests.simulator.test_simulator_triggers import two_sites
from tests.stages import criteria

EXAMPLE = Path(__file__).parents[2] / "examples" / "nmi"
OF_EVENTS = ("Begun", "Stopped", "Ended")


def eventful() -> Mission:
    """A bit of everything that can be told."""
    offer = pledge(
        EXTRA, rung=Rung.OFFERED, belief=0.8, delay=Range(0, 3, 8), strength=Range(0.5, 0.8, 1)
    )
    return small(
        activities=(activity(ADVISE, began=AS_OF), activity(EXTRA, min_fill=0.3)),
        authorities=(consent(0.9, DateRange(first_day(3), first_day(6), first_day(12))),),
        nations=(Nation(id=NationId("CAN"), name="Canada"),),
        pledges=(pledge(ADVISE), offer),
        partners=(
            Partner(
                id=PARTNER,
                name="Coalition, the",
                leaves=DateRange.exactly(first_day(20)),
                leave_belief=0.5,
            ),
        ),
        shocks=(
            replace(
                shock(kind=ShockKind.PANDEMIC, weeks=Range(2, 4, 9)),
                name="A wave",
                per_year=exact(2),
            ),
        ),
        courses=(replace(course(), keep_weeks=1),),
        milestones=(Milestone(id=MilestoneId("m"), name="All at work", kind=MilestoneKind.FOC),),
        criteria=criteria("m", 0, [ADVISE, EXTRA]),
    )


def eventful_plan() -> Plan:
    return planned(start(ADVISE), start(EXTRA, 4, 22, "consent"))


def story(number: int) -> Story:
    of, played = eventful(), eventful_plan()
    return told(of, played, one_future(of, played, number=number, seed=2))


def test_the_same_seed_and_number_tell_the_same_words() -> None:
    """The words of a future may be quoted in a paper, and must then still be found."""
    wanted = (Path(__file__).parent / "story.txt").read_text(encoding="utf-8")
    assert story_as_text(story(0)) + "\n" == wanted


def test_names_are_told_and_never_ids() -> None:
    of = Desk.open(EXAMPLE).mission
    played = plain_plan(of)
    ids = {str(one.id) for one in (*of.pledges, *of.activities, *of.partners, *of.authorities)}
    ids = {one for one in ids if "-" in one}
    for number in range(3):
        text = story_as_text(told(of, played, one_future(of, played, number=number, seed=0)))
        assert ids.isdisjoint(re.findall(r"[\w-]+", text))
        assert max(map(len, text.splitlines())) <= WIDE


def test_events_stand_in_the_order_of_time() -> None:
    for number in range(20):
        days = [event.day for event in story(number).events]
        assert days == sorted(days)


def work_told(found: Story, name: str) -> list[tuple[int, str]]:
    """The weeks in which a work is told to begin, stop or end."""
    rows = []
    for event in found.events:
        kind = re.match("|".join(OF_EVENTS), event.text)
        named = event.text.partition(": ")[2].rstrip(".").split("; ")
        if event.about is About.WORK and kind and (name in named or "all work" in named):
            rows.append(((event.day - found.first).days // 7, event.text))
    return rows


@pytest.mark.parametrize("number", [2, 5, 7, 101])
def test_work_is_told_to_run_in_just_the_weeks_in_which_the_oracle_lets_it_run(
    number: int,
) -> None:
    """Beginnings, stops with their weeks, and ends leave no week open."""
    of = mission(number)
    played = plan(of, number)
    names = {str(one.id): one.name for one in of.activities}
    for future in range(4):
        whole, callers = with_reserve(of, played)
        slow = Future(of, whole, 4, future, callers)
        found = told(of, played, one_future(of, played, number=future, seed=4))
        states = [slow.settle(week) for week in range(slow.weeks)]
        for one in played.starts:
            wanted = {w for w, state in enumerate(states) if state.get(one.activity) == "RUNS"}
            name = names[str(one.activity)]
            assert told_weeks(found, name, slow.weeks) == wanted, (future, name)


@pytest.mark.parametrize("number", range(8))
def test_work_that_orders_stop_move_or_begin_again_is_told_in_its_weeks_too(number: int) -> None:
    of, played = ordered(number)
    names = {str(one.id): one.name for one in of.activities}
    for future in range(4):
        one = one_future(of, played, number=future, seed=4)
        found = told(of, played, one)
        for row, key in enumerate(one.outcomes.activities):
            ran = set(np.flatnonzero(one.outcomes.running[row]).tolist())
            assert told_weeks(found, names[str(key)], played.horizon.weeks) == ran, (future, key)


def told_weeks(found: Story, name: str, weeks: int) -> set[int]:
    """The weeks in which a reader of the story takes a work to run."""
    runs = [False] * weeks
    at_first = found.at_first[1] if len(found.at_first) > 1 else ""
    if name in at_first.partition("Work that runs: ")[2].rstrip(".").split("; "):
        runs = [True] * weeks
    for week, text in work_told(found, name):
        length = re.match(r"Stopped for (\d+) week", text)
        end = week + int(length[1]) if length else weeks
        for later in range(week, end):
            runs[later] = text.startswith("Begun")
    return {week for week, there in enumerate(runs) if there}


def test_what_a_stop_is_put_down_to_is_the_cause_that_was_counted() -> None:
    for number in range(20):
        of, played = eventful(), eventful_plan()
        future = one_future(of, played, number=number, seed=2)
        found = told(of, played, future)
        for row in range(2):
            for stop in stops(future.outcomes.running[row], future.outcomes.held_back[row]):
                if stop.begin > int(future.outcomes.begun[row].argmax()):
                    words = CAUSES[stop.causes[0][0]]
                    day = played.horizon.day(stop.begin)
                    assert any(e.day == day and words in e.text for e in found.events)


def test_a_stop_names_each_cause_with_its_weeks_and_whether_it_went_on() -> None:
    running = np.array([1, 0, 0, 0, 1, 0, 0])
    held = np.zeros((len(HeldBackBy), 7), dtype=np.int64)
    held[HeldBackBy.ATTACK, 1:3] = held[HeldBackBy.POSTS, 3] = held[HeldBackBy.SITE, 5] = 1
    first, second = stops(running, held)
    assert first.begin == 1
    assert first.causes == ((HeldBackBy.ATTACK, 2), (HeldBackBy.POSTS, 1))
    assert first.resumes
    assert (second.begin, second.resumes) == (5, False)


def test_work_that_was_over_and_is_due_again_is_told_as_begun_again() -> None:
    running = np.array([1, 1, 0, 0, 0, 1, 0, 0])
    held = np.zeros((len(HeldBackBy), 8), dtype=np.int64)
    held[HeldBackBy.SITE, 4] = held[HeldBackBy.GATE, 7] = 1
    assert spells(running, held) == (Spell(0, 0, 2), Spell(4, 5, 6))


def test_kept_late_weak_and_broken_pledges_are_told_where_they_were_so() -> None:
    told_of = {"isn't kept": 0, " late.": 0, "Fewer people": 0}
    for number in range(30):
        of, played = eventful(), eventful_plan()
        future = one_future(of, played, number=number, seed=2)
        offer = next((one for one in future.served if str(one.pledge) == EXTRA), None)
        text = " ".join(event.text for event in told(of, played, future).events)
        if offer is not None:
            assert ("isn't kept" in text) == (offer.heads == 0)
            there = offer.heads > 0 and offer.begin < min(offer.end, WEEKS)
            assert (" late." in text) == (there and offer.begin > offer.ready)
            assert ("Fewer people" in text) == (there and offer.heads < offer.people)
        for sign in told_of:
            told_of[sign] += sign in text
    assert min(told_of.values()) > 0, "no future had one of these: the test would show nothing"


def test_who_is_called_upon_though_the_plan_does_not_use_them_is_told() -> None:
    """They are what saves a mission whose lender leaves."""
    called = 0
    for number in range(12):
        of = mission(number)
        played = plan(of, number)
        for future in range(6):
            one = one_future(of, played, number=future, seed=1)
            comes = any(not row.planned and row.heads > 0 for row in one.served)
            text = " ".join(event.text for event in told(of, played, one).events)
            assert ("Called upon: " in text) == comes
            called += comes
    assert called > 0, "nobody was called upon: the test would show nothing"


@pytest.mark.parametrize(
    ("fields", "told_late"),
    [({}, False), ({"latest_start": first_day(3)}, True), ({"notice_weeks": WEEKS - 4}, True)],
)
def test_work_whose_gate_opened_too_late_isnt_told_as_waiting_for_it(
    fields: dict[str, Any], told_late: bool
) -> None:
    """The consent comes in week 4; it stands above as in force."""
    works = (activity(ADVISE, began=AS_OF), activity(EXTRA, **fields))
    canada = Nation(id=NationId("CAN"), name="Canada")
    of = small(activities=works, authorities=(consent(1.0),), nations=(canada,))
    played = planned(start(ADVISE), start(EXTRA, 2, 26, "consent"))
    found = told(of, played, one_future(of, played, number=0, seed=0))
    line = "Never begun, a gate that hadn't opened: extra. What it waits for came too late."
    begun = "Begun, 2 weeks late for a gate that hadn't opened: extra."
    assert (line in found.never) == told_late
    assert (begun in [event.text for event in found.events]) != told_late


def test_talks_are_told_with_their_first_day_and_the_day_after_their_last() -> None:
    desk = Desk.open(EXAMPLE)
    played = plain_plan(desk.mission)
    names = {one.id: one.name for one in desk.mission.negotiations}
    for number in range(4):
        one = one_future(desk.mission, played, number=number, seed=0)
        found = told(desk.mission, played, one)
        days = {(e.text, e.day) for e in found.events if e.about is About.TALKS}
        last = 7 * played.horizon.weeks
        for key, span in one.talks.items():
            if span is not None and 0 < span[1] < last:
                assert (f"Over: {names[key]}.", found.first + timedelta(days=span[1])) in days
            else:
                assert names[key] in " ".join(found.never)


def test_a_level_asked_for_is_told_with_the_day_on_which_it_is_reached() -> None:
    desk = Desk.open(EXAMPLE)
    played = replace(plain_plan(desk.mission), made_from=desk.made_from)
    found = tell(desk, played, Effort(), number=0, asked=Asked(levels=(300, 900_000)))
    text = " ".join((*found.at_first, *(e.text for e in found.events), *found.never))
    assert "Never present: 900,000 people." in text
    assert found.made_from.plan


def test_a_level_that_is_there_from_the_first_week_is_told_too() -> None:
    """Who asks for a level and reads nothing of it can't tell whether it ever comes."""
    desk = Desk.open(EXAMPLE)
    played = replace(plain_plan(desk.mission), made_from=desk.made_from)
    found = tell(desk, played, Effort(), number=0, asked=Asked(levels=(1, 2, 900_000)))
    assert "Present already: 1 person and 2 people." in found.at_first


def test_who_may_not_see_what_futures_are_made_of_is_told_no_story() -> None:
    desk = Desk.open(EXAMPLE, reader="public")
    played = replace(plain_plan(desk.mission), made_from=desk.made_from)
    with pytest.raises(CadreError, match="may not see the futures"):
        tell(desk, played, Effort(), number=0)


LATE = exact(3)
ARRIVALS = [
    ((), [], "all were there from the first day"),
    ((pledge(ADVISE, rung=Rung.OFFERED, delay=LATE),), ["3 weeks"], "late before it moves"),
    (
        (pledge(ADVISE, rung=Rung.OFFERED, delay=exact(9)),),
        ["9 weeks"],
        "late, and where their work is by then",
    ),
]


@pytest.mark.parametrize(("pledges", "late", "reason"), ARRIVALS)
def test_people_who_move_with_their_work_are_not_told_as_late(
    pledges: tuple[Pledge, ...], late: list[str], reason: str
) -> None:
    nations: dict[str, object] = {"nations": (Nation(id=NationId("CAN"), name="Canada"),)}
    of = two_sites(**nations | ({"pledges": pledges} if pledges else {}))
    played = planned(start(ADVISE))
    found = told(of, played, one_future(of, played, number=0, seed=0))
    text = " ".join(event.text for event in found.events)
    assert "Ordered at the end of the week" in text
    assert re.findall(r"comes? (.*?) late", text) == late, reason


def test_a_single_week_is_told_as_one() -> None:
    week = timedelta(days=6)
    nations = (Nation(id=NationId("CAN"), name="Canada"),)
    of = small(profile=replace(small().profile, until=AS_OF + week), nations=nations)
    played = replace(planned(start(ADVISE, weeks=1)), horizon=Horizon(AS_OF, 1))
    found = told(of, played, one_future(of, played, number=0, seed=0))
    assert " of 1 week. Work ran for 1 activity-week;" in " ".join(found.at_the_end)
