"""A future told in words, held against the plain oracle: its numbers, days and causes are so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from cadre.brief.words import quarter_weeks, sentence, short_day
from cadre.desk.story import Event, Story, told
from cadre.mission.milestones import unjudged
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.simulator.run import one_future
from tests.oracle.simulator import Class, Sums, everybody, nations, simulate
from tests.oracle.simulator_ordered import Ordered
from tests.oracle.simulator_stages import Past
from tests.simulator.missions import mission, plan
from tests.simulator.orders import ordered

SEED = 5
MADE = [(number, rules) for number in (1, 4, 8, 13, 21, 34) for rules in (False, True)]
"""Missions by number, each with and without rules of its own."""


@cache
def made(number: int, rules: bool) -> tuple[Mission, Plan]:
    if rules:
        of, played = ordered(number)
    else:
        of = mission(number)
        played = plan(of, number)
    # Who waits but a little for a cohort loses some.
    courses = tuple(
        replace(one, name=f"course {one.id}", keep_weeks=min(one.keep_weeks, 2))
        for one in of.courses
    )
    goals = tuple(replace(one, name=f"goal {one.id}") for one in of.milestones)
    return replace(of, courses=courses, milestones=goals), played


def oracle(of: Mission, played: Plan, future: int) -> Sums:
    return simulate(of, played, SEED, range(future, future + 1), [])


def lost(of: Mission, played: Plan, future: int, sums: Sums) -> set[tuple[int, str, bool]]:
    """Week and name of each lost cohort, and whether its work was due in that week."""
    whole, reserve, callers = everybody(of, played)
    slow, past = Ordered(of, whole, SEED, future, callers, reserve), Past(of)
    found = set[tuple[int, str, bool]]()
    rows = [one.activity for one in whole.starts]
    for one in of.courses:
        if one.activity in rows:
            row, taught = rows.index(one.activity), Class(slow, one, past.stands(one))
            for week in range(whole.horizon.weeks):
                before, runs = taught.lost, bool(sums["running"][row, week])
                taught.week(runs)
                if taught.lost > before:
                    due = bool(sums["held_back"][row, :, week].any())
                    found.add((week, one.name, due))
    return found


def events(found: Story, pattern: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Weeks of the events of which the words fit."""
    for event in found.events:
        fits = re.fullmatch(pattern, event.text)
        if fits:
            yield week_of(found, event), fits


def week_of(found: Story, event: Event) -> int:
    return (event.day - found.first).days // 7


def each(number: int, rules: bool, futures: int = 4) -> Iterator[tuple[Mission, Plan, Sums, Story]]:
    of, played = made(number, rules)
    for future in range(futures):
        sums = oracle(of, played, future)
        yield of, played, sums, told(of, played, one_future(of, played, number=future, seed=SEED))


@pytest.mark.parametrize(("number", "rules"), MADE)
def test_a_cohort_is_told_as_lost_to_what_lost_it(number: int, rules: bool) -> None:
    """Who reads of a long pause looks for what to do about pauses; an end needs none."""
    of, played = made(number, rules)
    for future, (_, _, sums, found) in enumerate(each(number, rules)):
        said = {
            (week, name, words[1] == "to a long pause")
            for week, words in events(found, r"A cohort is lost (to a long pause|.*?): (.*)\.")
            for name in words[2].split("; ")
        }
        wanted = lost(of, played, future, sums)
        assert said == wanted, future
        assert len(wanted) == sums["lost_cohorts"].sum()


@pytest.mark.parametrize(("number", "rules"), MADE)
def test_graduates_are_told_as_many_as_there_are(number: int, rules: bool) -> None:
    for of, played, sums, found in each(number, rules):
        names = course_names(of, played)
        begin, wanted = 0, dict[int, dict[str, int]]()
        for week in quarter_weeks(played.horizon):
            some = sums["graduates"][:, begin : week + 1].sum(axis=1).tolist()
            wanted[week] = {name: n for name, n in zip(names, some, strict=True) if n}
            begin = week + 1
        said = {
            week: counted(words[1]) for week, words in events(found, r"Graduates since .*?: (.*)\.")
        }
        assert said == {week: some for week, some in wanted.items() if some}
        end = " ".join(found.at_the_end)
        assert f"{sums['graduates'].sum():,} graduates" in end or not names
        cohorts = sums["lost_cohorts"].sum()
        assert bool(re.search(rf"\b{cohorts} cohorts? (was|were) lost", end)) == bool(cohorts)


def course_names(of: Mission, played: Plan) -> list[str]:
    """The courses in the order in which the oracle has them."""
    whole, *_ = everybody(of, played)
    return [one.name for one in of.courses if whole.start_of(one.activity)]


def counted(text: str) -> dict[str, int]:
    """Numbers by name, of a list such as: 3 of one; 1,204 of another."""
    pairs = (part.split(" of ", 1) for part in text.split("; "))
    return {name: int(number.replace(",", "")) for number, name in pairs}


@pytest.mark.parametrize(("number", "rules"), MADE)
def test_people_are_told_as_many_as_are_there(number: int, rules: bool) -> None:
    for of, played, sums, found in each(number, rules):
        heads = sums["people"].argmax(axis=1).tolist()
        high, low = max(heads), min(heads)
        day = [short_day(played.horizon.day(heads.index(one))) for one in (high, low)]
        assert found.at_first[0].startswith(f"{heads[0]:,} pe")
        assert (
            f"at most {high:,} (week of {day[0]}), at least {low:,} (week of {day[1]})"
            in (found.at_the_end[0])
        )
        assert found.at_the_end[0].startswith(f"{heads[-1]:,} pe")
        names = {str(one.id): one.name for one in of.nations}
        whole, *_ = everybody(of, played)
        keys = [names[str(key)] for key in nations(of, whole)]
        for week, words in events(found, r"People present \w+ from ([\d,]+) to ([\d,]+): (.*)\."):
            before, now = (int(words[n].replace(",", "")) for n in (1, 2))
            assert (before, now) == (heads[week - 1], heads[week])
            steps = sums["nation_people"][:, week] - sums["nation_people"][:, week - 1]
            moved = [
                f"{key} {step:+,}" for key, step in zip(keys, steps.tolist(), strict=True) if step
            ]
            assert words[3].split("; ") == moved


@pytest.mark.parametrize(("number", "rules"), MADE)
def test_milestones_are_told_in_the_week_in_which_they_are_reached(
    number: int, rules: bool
) -> None:
    for of, played, sums, found in each(number, rules):
        reached = r"Milestone reached: (.*) \(\w+\)\."
        said = {words[1]: week for week, words in events(found, reached)}
        said |= dict.fromkeys(listed_after("Reached already: ", found.at_first), 0)
        said |= dict.fromkeys(listed_after("Not reached: ", found.never), played.horizon.weeks)
        firsts = zip(of.milestones, sums["reached"].argmax(axis=1).tolist(), strict=True)
        assert said == {one.name: week for one, week in firsts if not unjudged(of, one)}


def listed_after(words: str, lines: Iterable[str]) -> list[str]:
    """The goals of a line that begins with some words, without their kind."""
    line = next((one for one in lines if one.startswith(words)), words)
    return re.findall(r"(goal \S+) \(", line)


@pytest.mark.parametrize(("number", "rules"), MADE)
def test_what_came_of_it_is_told_as_it_adds_up(number: int, rules: bool) -> None:
    for of, played, sums, found in each(number, rules):
        held, ran = int(sums["paused"][-1]), int(sums["engagements"][-1])
        failed = int(sums["engagements"][:-1].sum())
        told_of = " ".join(found.at_the_end)
        weeks = played.horizon.weeks
        assert f"Some planned work was held back in {held} of {weeks} weeks. " in told_of
        ran_for = "1 activity-week" if ran == 1 else f"{ran:,} activity-weeks"
        assert f"Work ran for {ran_for}; in {failed:,} of them" in told_of
        cost = int(sums["cost"][-1, 0])
        assert (f"Cost: {cost:,} thousand" in told_of) == bool(cost)
        acted = [line.partition(": ") for line in found.at_the_end if line.startswith("Acted")]
        wanted = [
            ("Acted" if times == 1 else f"Acted, {times} times", sentence(one.name))
            for one, times in zip(of.triggers, sums["ordered"][:, 0].tolist(), strict=True)
            if times
        ]
        assert [(often, name) for often, _, name in acted] == wanted


@pytest.mark.parametrize(("number", "rules"), MADE)
def test_work_is_told_as_never_begun_where_it_never_ran(number: int, rules: bool) -> None:
    for of, played, sums, found in each(number, rules):
        names = {str(one.id): one.name for one in of.activities}
        lines = [one for one in found.never if one.startswith("Never begun, ")]
        said = {line.split(": ")[1].split(".")[0] for line in lines}
        weeks = sums["running"].sum(axis=1).tolist()
        never = [one.activity for row, one in enumerate(played.starts) if not weeks[row]]
        assert said == {names[str(one)] for one in never}
