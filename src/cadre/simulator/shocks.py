"""Shocks: what may hit the mission, and who may leave it, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cadre.mission.ids import SiteId
from cadre.mission.scenarios import Shock, ShockKind
from cadre.simulator.laying import Laying, ints, pairs
from cadre.simulator.layout import STATES, STRUCK
from cadre.simulator.streams import (
    CERTAIN,
    threshold,
    waiting,
)
from cadre.simulator.weather import Weather

_CAUSE_OF = {
    ShockKind.CONSENT: "CONSENT",
    ShockKind.PANDEMIC: "PANDEMIC",
    ShockKind.ELECTION: "ELECTION",
    ShockKind.ATTACK: "ATTACK",
}


def lay_weather(laying: Laying) -> Weather:
    """Lay what may hit, and who may leave."""
    weeks = laying.plan.horizon.weeks
    shocks = [one for one in laying.mission.shocks if one.site is None or one.site in laying.sites]
    lengths = [laying.steps(one.weeks, least=1) for one in shocks]
    nexts = [laying.steps(one.again_weeks) for one in shocks]
    backs = [laying.steps(one.return_weeks, least=1) for one in shocks]
    partners = laying.mission.partners
    never = (0, laying.chances.add((CERTAIN,)))
    days = [never if one.leaves is None else laying.dates(one.leaves) for one in partners]
    leave = [0.0 if one.leaves is None else one.leave_belief for one in partners]
    # Those that follow others count too, so that fewer come by themselves.
    chances = [min(1.0, one.per_year.likely * (1 - _again(one)) / 52) for one in shocks]
    return Weather(
        name=pairs(one.id for one in shocks),
        cause=ints(STATES.index(_CAUSE_OF[one.kind]) - STRUCK for one in shocks),
        site=ints(-1 if one.site is None else laying.sites[one.site] for one in shocks),
        wait=ints(laying.chances.add(waiting(chance, weeks)) for chance in chances),
        first=ints(first for first, _ in lengths),
        length=ints(table for _, table in lengths),
        good=ints(threshold(one.for_good.likely) for one in shocks),
        worse=ints(_worse(one) for one in shocks),
        again=ints(threshold(_again(one)) for one in shocks),
        again_first=ints(first for first, _ in nexts),
        again_weeks=ints(table for _, table in nexts),
        back_first=ints(first for first, _ in backs),
        back=ints(table for _, table in backs),
        home=ints(_home(shocks, site) for site in (*laying.sites, None)),
        partner=pairs(one.id for one in partners),
        leaves=ints(threshold(belief) for belief in leave),
        day_first=ints(first for first, _ in days),
        day=ints(table for _, table in days),
    )


def _again(shock: Shock) -> float:
    """Share of a shock's events that another follows: none of a consent's."""
    return 0.0 if shock.kind is ShockKind.CONSENT else shock.again.likely


def _worse(shock: Shock) -> int:
    """Threshold of a suspended consent's lasting for good or worsening; 0 for other kinds."""
    if shock.kind is not ShockKind.CONSENT:
        return 0
    return threshold(
        min(Fraction(1), Fraction(shock.for_good.likely) + Fraction(shock.worsens.likely))
    )


def _home(shocks: Sequence[Shock], site: SiteId | None) -> bool:
    """Whether people may be sent home from a site alone, or from all."""
    return any(one.site == site and _worse(one) > 0 for one in shocks)
