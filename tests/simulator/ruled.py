"""Small missions in which one rule acts, and what came of it."""

from __future__ import annotations

import numpy as np

from cadre.mission.ids import (
    LevelId,
    SignalId,
    SiteId,
    TargetId,
    TriggerId,
)
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.plans import Plan
from cadre.mission.triggers import Action, Signal, Trigger
from cadre.mission.weeks import DateRange
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.run import simulate
from tests.oracle import simulator as oracle
from tests.simulator.small import (
    ADVISE,
    PARTNER,
    WEEKS,
    first_day,
    planned,
    small,
    start,
)
from tests.simulator.test_simulator_exactness import LEVELS, differences

CAMP = SiteId("camp")
ALL = list(range(WEEKS))


def rule(seen: Signal, subject: str | None, does: Action, to: str, **fields: object) -> Trigger:
    return Trigger(
        id=TriggerId("rule"),
        name="A rule.",
        signal=seen,
        subject=None if subject is None else SignalId(subject),
        action=does,
        target=TargetId(to),
        **fields,  # type: ignore[arg-type]
    )


def gone_in(week: int) -> tuple[Partner, ...]:
    """A partner who leaves for sure in a week."""
    day = DateRange.exactly(first_day(week))
    return (Partner(id=PARTNER, name="Coalition", leaves=day, leave_belief=1.0),)


def gone(does: Action, to: str, week: int = 5, **tables: object) -> Mission:
    """A mission in which a rule acts when the partner is gone."""
    fields = {
        "partners": gone_in(week),
        "triggers": (rule(Signal.PROVIDER_GONE, PARTNER, does, to),),
    }
    return small(**(fields | tables))


def play(of: Mission, with_plan: Plan | None = None, futures: int = 20) -> Outcomes:
    return simulate(of, with_plan or planned(start(ADVISE)), futures=futures, seed=3)


def people(outcomes: Outcomes) -> list[int]:
    """People present by week, the same in every future."""
    return [int(np.flatnonzero(week == outcomes.futures)[0]) for week in outcomes.force]


def compared(of: Mission, with_plan: Plan, futures: int) -> list[str]:
    levels = tuple((LevelId(str(number)), number) for number in LEVELS)
    fast = simulate(of, with_plan, futures=futures, seed=11, levels=levels)
    return differences(fast, oracle.simulate(of, with_plan, 11, range(futures), LEVELS))
