"""Missions by chance whose figures stand at the ends of what their columns allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from cadre.mission.authorities import AuthorityKind
from cadre.mission.forces import Rung
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range, exact
from cadre.mission.rows import Row
from cadre.mission.weeks import DateRange, Window
from tests.simulator.chance import AS_OF, SITES, Chance
from tests.simulator.orders import ordered

LEAST = 2**-29
"""A belief that lies between two words of a draw, near nothing."""
BELIEFS = (0.0, 1.0, LEAST, 1 - 2**-33, 1 - 2**-34, 0.5)
HORIZONS = (1, 2, 3, 8, 26, 31, 32, 33, 40, 64, 65)
"""Weeks, on both sides of the words of 32 weeks in which law is kept."""
MADE_FOR = 26
"""Weeks of the missions that are cut or grown to these."""
SELDOM = 0.25
"""Share of the cells that are set to an end."""
Draw = Callable[[Chance], Any]


def of(*values: object) -> Draw:
    return lambda chance: chance.one(values)


def shares(chance: Chance) -> Range:
    ends = sorted(chance.one((0.0, 1.0, 0.4)) for _ in range(3))
    return Range(ends[0], ends[1], ends[2])


def weeks(chance: Chance) -> Range:
    """Few or many, also halves, which are rounded upwards."""
    ends = sorted(float(chance.one((0, 0.5, 1, 3, chance.weeks, 70))) for _ in range(3))
    return Range(ends[0], ends[1], ends[2])


def dates(chance: Chance) -> DateRange:
    edge = AS_OF + timedelta(days=7 * chance.one((0, chance.weeks)) - chance.one((0, 1)))
    days = sorted((chance.day(-40), chance.day(-20), chance.day(0)))
    return chance.one((DateRange.exactly(edge), DateRange(days[0], days[0], days[2])))


def windows(chance: Chance) -> Window:
    week = chance.random.randint(0, chance.weeks)
    first = AS_OF + timedelta(days=7 * week + chance.one((-7, -1, 0, 1)))
    last = first + timedelta(days=chance.one((0, 6, 7, 34)))
    return chance.one((Window(), Window(first), Window(end=first), Window.of_days(first, last)))


def some_cover(chance: Chance) -> tuple[AuthorityKind, ...]:
    return chance.some(list(AuthorityKind), 4)


MANY = of(0, 0, 1, 2600)
ENDS: dict[str, dict[str, Draw]] = {
    "activities": {
        "began": lambda chance: chance.one((None, AS_OF, chance.day(-400, 0))),
        "window": windows,
        "latest_start": lambda chance: chance.day(-20),
        "cover": some_cover,
        "lag_weeks": MANY,
        "notice_weeks": MANY,
        "min_fill": of(0.0, 1.0, 1 / 3, 1e-12),
        "cost": of(0.49, 0.5, 1.5),
        "start_cost": of(0.0, 0.5, 2.5),
    },
    "pledges": {
        "people": of(1, 2, 1000),
        "window": windows,
        "rung": of(*Rung),
        "belief": of(*BELIEFS),
        "delay": weeks,
        "strength": shares,
        "notice_weeks": MANY,
    },
    "partners": {"leaves": dates, "leave_belief": of(*BELIEFS, 1.0)},
    "shocks": {
        "site": of(None, *SITES),
        "per_year": of(exact(0), exact(5), exact(52), exact(200)),
        "weeks": weeks,
        "for_good": of(exact(0), exact(1), exact(0.4)),
        "again": of(exact(0), exact(0.99), exact(1)),
        "again_weeks": weeks,
        "return_weeks": weeks,
    },
    "courses": {
        "weeks": of(1, 2, 100),
        "break_weeks": of(0, 1, 100),
        "seats": of(1, 31, 32, 33),
        "supply": of(0, 1, 52, 1000),
        "pass_share": shares,
        "loss_a_month": of(exact(0), exact(1), exact(1e-9), exact(0.999999)),
        "keep_weeks": of(0, 0, 1, 100),
    },
    "authorities": {"window": windows},
    "conditions": {"belief": of(*BELIEFS)},
    "decisions": {"belief": of(*BELIEFS)},
    "enablers": {"lead_weeks": weeks, "per_person": of(exact(0), exact(1), exact(2.5))},
    "supports": {"people": of(None, 0, 1, 5000), "window": windows},
    "bed_spaces": {"beds": of(0, 1, 1_000_000)},
    "sites": {"window": windows},
    "pauses": {"window": windows},
    "effects": {"strength": of(0.0, 1.0, 0.0005, 0.9995)},
    "negotiations": {"weeks": weeks},
    "triggers": {
        "weeks": of(0, 1, 2600),
        "delay_weeks": of(0, 1, 2600),
        "times": of(0, 1, 1_000_000),
        "cost": of(0.0, 0.5),
    },
}
"""What cells are set to, by table and column."""


def at_the_ends(number: int) -> tuple[Mission, Plan]:
    """A mission with many figures at their ends, and a plan; the same for one number."""
    given, whole = ordered(number, weeks=MADE_FOR)
    chance = Chance(number + 6_000_000, HORIZONS[number % len(HORIZONS)])
    last = AS_OF + timedelta(days=7 * chance.weeks - 1 + chance.one((0, 0, 1, 6)))
    tables: dict[str, Any] = {
        name: tuple(_pushed(chance, row, columns) for row in getattr(given, name))
        for name, columns in ENDS.items()
    }
    grown = replace(given, profile=replace(given.profile, until=last), **tables)
    return grown, _within(whole, grown)


def _pushed(chance: Chance, row: Row, columns: dict[str, Draw]) -> Row:
    cells = {
        name: draw(chance) for name, draw in columns.items() if chance.random.random() < SELDOM
    }
    return replace(row, **cells)


def _within(whole: Plan, grown: Mission) -> Plan:
    """The plan with its starts and people inside the horizon."""
    end = grown.horizon.weeks
    return replace(
        whole,
        horizon=grown.horizon,
        starts=tuple(_cut(whole.starts, end)),
        assignments=tuple(_cut(whole.assignments, end)),
    )


def _cut(rows: Sequence[Any], end: int) -> list[Any]:
    found = []
    for row in rows:
        week = row.week % end
        found.append(replace(row, week=week, weeks=max(1, min(row.weeks, end - week))))
    return found
