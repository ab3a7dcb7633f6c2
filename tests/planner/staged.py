"""What random missions get of milestones: criteria of every measure that starts alone decide."""

# ruff: noqa: S311 - dice make missions
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from cadre.mission.conditions import Criterion, Measure, Milestone, MilestoneKind
from cadre.mission.ids import CourseId, MilestoneId, ProgrammeId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.training import Course, Programme
from tests.planner.missions import course, random_mission
from tests.planner.rules import random_ruled
from tests.stages import criterion


def random_staged(seed: int, *, fill: bool = False) -> Mission:
    """A tiny mission with two milestones that ask for people taught, needs covered, and the rest.

    Args:
        seed: Seed of all that is random in it.
        fill: Whether the first asks for posts to be filled too, and for little else.
    """
    dice = Random(seed + 5_000_000)
    made = random_ruled(seed) if dice.random() < 0.5 else random_mission(seed)
    programmes = tuple(Programme(id=ProgrammeId(key), name=key) for key in ("advice", "schools"))
    works = tuple(
        replace(one, programme=dice.choice(programmes).id, excludes=one.excludes[:0])
        if dice.random() < 0.7
        else one
        for one in made.activities
    )
    courses = _courses(dice, made)
    keys = ("first", "second")
    asked = [one for key in keys for one in _asked(dice, key, made, courses)]
    if fill:
        work = dice.choice([None, *(one.id for one in made.activities)])
        asked = [one for one in asked if one.milestone != "first" or dice.random() < 0.3]
        asked.append(criterion("first", Measure.FILL, work, dice.choice([0.5, 0.8, 1])))
    weights = replace(made.profile.weights, milestones=dice.choice([20, 100, 400]))
    return replace(
        made,
        profile=replace(made.profile, weights=weights),
        programmes=programmes,
        activities=works,
        courses=courses,
        milestones=tuple(
            Milestone(id=MilestoneId(key), name=key, kind=MilestoneKind.STAGE) for key in keys
        ),
        criteria=tuple(asked),
    )


def _courses(dice: Random, mission: Mission) -> tuple[Course, ...]:
    """Short courses of all works, some of which train for others, and whose people leave."""
    rows = [
        replace(
            course(
                one.id, dice.randint(1, 2), dice.choice([2, 5, 10]), break_weeks=dice.randint(0, 1)
            ),
            id=CourseId(f"{one.id}-{n}"),
            instructors=dice.choice([0, 3, 6]),
            host_instructors=dice.choice([0, 0, 2]),
            loss_a_month=exact(dice.choice([0, 0, 0.1, 0.5])),
            pass_share=exact(dice.choice([0.5, 0.9, 1])),
            keep_weeks=dice.choice([0, 1, 4]),
            supply=dice.choice([0, 0, 0, 130]),
        )
        for one in mission.activities
        for n in range(dice.choice([0, 1, 1, 2]))
    ]
    keys = [one.id for one in rows]
    return tuple(
        replace(one, trains=dice.choice(keys)) if dice.random() < 0.6 else one for one in rows
    )


def _asked(
    dice: Random, key: str, mission: Mission, courses: tuple[Course, ...]
) -> Iterator[Criterion]:
    """One to three criteria of measures that starts decide."""
    measures = [Measure.COVERAGE, Measure.GRADUATES, Measure.HOST_INSTRUCTORS, Measure.RUNNING]
    for measure in dice.sample([*measures, Measure.PEOPLE], dice.choice([1, 1, 2, 3])):
        if measure is Measure.COVERAGE:
            need = dice.choice(mission.needs).id
            yield criterion(key, measure, need, dice.choice([0.1, 0.2, 0.5, 0.6, 0.75, 0.95, 1]))
        elif measure is Measure.GRADUATES:
            subject = dice.choice(["advice", "schools"])
            yield criterion(key, measure, subject, dice.choice([0, 2, 4.5, 9, 15, 30]))
        elif measure is Measure.HOST_INSTRUCTORS:
            subject = dice.choice([one.id for one in courses] or ["none"])
            yield criterion(key, measure, subject, dice.choice([None, 2, 4.5, 8]))
        elif measure is Measure.RUNNING:
            yield criterion(key, measure, dice.choice(mission.activities).id)
        else:
            yield criterion(key, measure, at_least=dice.choice([2, 4, 8]))
