"""An example that breaks each rule on leads, increments, money and trainees."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from cadre.mission.activities import Option
from cadre.mission.authorities import Negotiation
from cadre.mission.budgets import Budget
from cadre.mission.ids import (
    ActivityId,
    BudgetId,
    DrawId,
    ModeId,
    NationId,
    NegotiationId,
    OptionId,
    SiteId,
    StockId,
)
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import exact
from cadre.mission.stocks import Draw, Stock
from tests.checks.building import DOC, added, altered, days, good_plan, serve, sound, start
from tests.checks.courses import course, taught

HQ = ActivityId("hq")


def budget(year: int, amount: float, **fields: Any) -> Budget:  # noqa: ANN401
    given: dict[str, Any] = {"sources": DOC} | fields
    return Budget(id=BudgetId(f"of-{year}"), year=year, amount=amount, **given)


def funded(*budgets: Budget, **costs: Any) -> Mission:  # noqa: ANN401
    """Advice costs 10 a week and 5 to start, unless told otherwise; these budgets are stated."""
    given: dict[str, Any] = {"cost": 10.0, "start_cost": 5.0} | costs
    return added(altered(sound(), "activities", "advice", **given), "budgets", *budgets)


def stocked(left: int) -> Mission:
    """Advice hands four vehicles over when it starts."""
    vehicles = Stock(id=StockId("vehicles"), name="vehicles", amount=left, sources=DOC)
    handed = Draw(
        id=DrawId("handed"),
        mode=ModeId("advice-camp"),
        stock=vehicles.id,
        amount=4,
        sources=DOC,
    )
    return added(added(sound(), "stocks", vehicles), "draws", handed)


def talked(weeks: int) -> Mission:
    """Advice needs an agreement, which so many weeks of talks may bring."""
    talks = Negotiation(
        id=NegotiationId("talks"),
        name="talks on status",
        earliest=sound().profile.as_of,
        weeks=exact(weeks),
        sources=DOC,
    )
    inside = Option(id=OptionId("inside"), name="inside", negotiations=(talks.id,), sources=DOC)
    mission = altered(sound(), "activities", "advice", option=inside.id)
    return added(added(mission, "negotiations", talks), "options", inside)


def greater(**fields: Any) -> Mission:  # noqa: ANN401
    """Advice makes the headquarters greater."""
    return altered(sound(), "activities", "advice", increment_of=HQ, **fields)


def led_by(nation: str) -> Mission:
    return altered(sound(), "modes", "advice-camp", lead=NationId(nation))


def costly_hq(amount: float) -> Mission:
    mission = altered(sound(), "activities", "hq", cost=100.0)
    return added(mission, "budgets", budget(2021, amount))


def released(supply: int) -> Mission:
    """A class of twenty every ten weeks: 104 trainees a year."""
    return altered(taught(course(supply=0)), "institutions", "mod", supply=supply)


def short_hq() -> Plan:
    """The headquarters ends while advice goes on."""
    return good_plan(
        starts=(start("hq", 0, 15), start("advice", 9, 12)),
        assignments=(
            serve("a-staff", "hq", "hq-staff", 0, 15, 10),
            serve("b-adviser", "advice", "advice-adviser", 9, 12, 8),
        ),
    )


SHARES: MappingProxyType[str, Callable[[], Mission]] = MappingProxyType(
    {
        "FOR-29": lambda: led_by("AAA"),
        "INC-01": lambda: altered(greater(), "modes", "advice-camp", site=SiteId("school")),
        "INC-02": lambda: altered(
            greater(), "activities", "hq", window=days("2020-01-06", "2021-02-28")
        ),
        "INC-03": lambda: greater(excludes=(HQ,)),
        "MON-01": lambda: costly_hq(5000.0),
        "MON-02": lambda: funded(budget(2025, 100.0)),
    }
)

SHARED_PLANS: MappingProxyType[str, tuple[Callable[[], Mission], Callable[[], Plan]]]
SHARED_PLANS = MappingProxyType(
    {
        "PLA-40": (greater, short_hq),
        "PLA-41": (lambda: led_by("AAA"), good_plan),
        "PLA-42": (lambda: released(103), good_plan),
        "PLA-43": (lambda: funded(budget(2021, 124.9)), good_plan),
        "PLA-44": (lambda: stocked(3), good_plan),
        "PLA-45": (lambda: talked(10), good_plan),
    }
)
