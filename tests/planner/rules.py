"""What random missions get of leads, hand-overs, increments, money and trainees."""

# ruff: noqa: S311 - dice make missions
from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from cadre.mission.activities import Activity, Option
from cadre.mission.authorities import Negotiation
from cadre.mission.budgets import Budget
from cadre.mission.forces import Funding, LeadRotation
from cadre.mission.ids import (
    ActivityId,
    BudgetId,
    InstitutionId,
    NationId,
    NegotiationId,
    OptionId,
    RotationId,
)
from cadre.mission.mission import Mission, Weights
from cadre.mission.needs import Institution
from cadre.mission.quantities import exact
from cadre.mission.training import Course
from cadre.mission.weeks import ALWAYS, NEVER, Window
from tests.planner.missions import (
    activity,
    course,
    day,
    effect,
    mission,
    mode,
    pledge,
    post,
    random_mission,
)

T = TypeVar("T")

PAYERS = (Funding.COMMON, Funding.TRUST_FUND)
YEAR_END = 40
"""Weeks from the Monday of tiny missions to one of December."""


def random_ruled(seed: int, *, coupled: bool = True) -> Mission:
    """A tiny mission in which every rule may bind.

    Args:
        seed: Seed of all that is random in it.
        coupled: Whether rules may bind that tie works to each other: increments, money, trainees.
    """
    dice = Random(seed + 3_000_000)
    made = with_leads(dice, random_mission(seed))
    if coupled:
        made = with_trainees(dice, with_money(dice, with_increments(dice, made)))
    return later(made, weeks=YEAR_END + dice.randint(0, 3)) if dice.random() < 0.6 else made


def with_leads(dice: Random, mission: Mission) -> Mission:
    """Some modes have a lead nation; the command changes over now and then."""
    nations = [one.id for one in mission.nations]
    modes = tuple(
        replace(one, lead=dice.choice(nations)) if dice.random() < 0.45 else one
        for one in mission.modes
    )
    first = dice.choice([-3, -1, 0, 1])
    rotations = [rotation(f"lead-{n}", first + n * dice.randint(1, 3), dice) for n in range(3)]
    return replace(
        mission, modes=modes, lead_rotations=tuple(rotations[: dice.choice([0, 0, 1, 2, 3])])
    )


def random_talks(seed: int) -> Mission:
    """A tiny mission of three options, whose talks the host can't carry all at once."""
    dice = Random(seed + 4_000_000)
    works = ["a", "b", "c"]
    rows = tuple(
        Negotiation(
            id=NegotiationId(f"talk-{n}"),
            name=f"Talks {n}",
            earliest=day(dice.choice([-2, 0, 0, 0, 1])) + timedelta(days=dice.choice([0, 0, 3])),
            weeks=exact(dice.choice([0, 0.5, 1, 1, 1.5, 2, 3])),
            load=dice.choice([1, 1, 2]),
            agreed=dice.random() < 0.1,
        )
        for n in range(dice.randint(3, 4))
    )
    some = [dice.sample([one.id for one in rows], dice.choice([1, 1, 2])) for _ in works]
    options = [
        Option(id=OptionId(f"option-{key}"), name=f"Option {key}", negotiations=tuple(needed))
        for key, needed in zip(works, some, strict=True)
    ]
    given = mission(
        9,
        Weights(early=dice.choice([0, 1, 5])),
        activities=tuple(
            activity(
                key,
                option=option.id,
                latest_start=dice.choice([None, day(dice.randint(2, 5))]),
                after=(ActivityId("a"),) if key == "b" and dice.random() < 0.3 else (),
            )
            for key, option in zip(works, options, strict=True)
        ),
        modes=tuple(mode(key, weeks=dice.choice([0, 3, 4])) for key in works),
        posts=tuple(post(key, dice.choice([2, 4])) for key in works),
        pledges=(pledge(dice.choice([6, 8, 12])),),
        effects=tuple(effect(key, dice.choice([0.2, 0.5, 0.9])) for key in works),
        options=tuple(options),
        negotiations=rows,
    )
    capacity = dice.choice([1, 1, 2, 2, 3])
    return replace(given, profile=replace(given.profile, negotiating_capacity=capacity))


def rotation(key: str, week: int, dice: Random) -> LeadRotation:
    first = day(week) + timedelta(days=dice.choice([0, 0, 3]))
    return LeadRotation(
        id=RotationId(key),
        nation=NationId("CAN"),
        window=Window(first),
        handover_weeks=dice.choice([0, 1, 2, 3]),
    )


def with_increments(dice: Random, mission: Mission) -> Mission:
    """Some work makes work greater that the table names before it."""
    works: list[Activity] = []
    for one in mission.activities:
        base = dice.choice(works).id if works and dice.random() < 0.5 else None
        rivals = tuple(key for key in one.excludes if key != base)
        works.append(replace(one, increment_of=base, excludes=rivals))
    return replace(mission, activities=tuple(works))


def with_money(dice: Random, mission: Mission) -> Mission:
    """Work costs, and some years have a budget of some payer, or two that add up."""
    works = tuple(
        replace(
            one,
            cost=dice.choice([1, 2.5, 4]),
            start_cost=dice.choice([0, 0, 3]),
            funding=dice.choice((*PAYERS, Funding.COMMON)),
        )
        for one in mission.activities
    )
    rows = tuple(
        Budget(
            id=BudgetId(f"budget-{n}"),
            year=dice.choice([2021, 2021, 2022]),
            funding=dice.choice(PAYERS),
            amount=dice.choice([0, 4, 6.5, 10, 15]),
        )
        for n in range(dice.choice([1, 2, 3]))
    )
    return replace(mission, activities=works, budgets=rows)


def with_trainees(dice: Random, mission: Mission) -> Mission:
    """Works teach for institutions of which some can release only so many."""
    state = Institution(
        id=InstitutionId("state"), name="State", supply=dice.choice([0, 150, 200, 300])
    )
    rows = tuple(
        replace(one, part_of=state.id, supply=dice.choice([0, 0, 120, 250]))
        for one in mission.institutions
    )
    whom = [None, state.id, *(one.id for one in rows)]
    works = tuple(
        replace(one, institution=dice.choice(whom)) if dice.random() < 0.7 else one
        for one in mission.activities
    )
    return replace(
        mission,
        activities=works,
        institutions=(state, *rows),
        courses=(*mission.courses, *_more_courses(dice, mission)),
    )


def _more_courses(dice: Random, mission: Mission) -> list[Course]:
    taught = {one.activity for one in mission.courses}
    return [
        course(
            one.id,
            dice.randint(1, 3),
            dice.choice([4, 9, 20]),
            break_weeks=dice.randint(0, 2),
            supply=dice.choice([0, 0, 130]),
        )
        for one in mission.activities
        if one.id not in taught and dice.random() < 0.6
    ]


def later(value: T, weeks: int) -> T:
    """The same with all its days so many weeks later; what has no known end has none then."""
    if isinstance(value, date):
        known = value not in (ALWAYS, NEVER)
        return value + timedelta(weeks=weeks) if known else value
    if isinstance(value, tuple):
        return tuple(later(one, weeks) for one in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        moved: dict[str, Any] = {
            one.name: later(getattr(value, one.name), weeks) for one in fields(value)
        }
        return replace(value, **moved)
    return value
