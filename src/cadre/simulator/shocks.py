"""Shocks: what may hit the mission, and who may leave it, as tables."""

from __future__ import annotations

from cadre.mission.scenarios import ShockKind
from cadre.simulator.laying import Laying, ints, pairs
from cadre.simulator.layout import STATES, STRUCK, Weather
from cadre.simulator.streams import (
    CERTAIN,
    threshold,
    waiting,
)

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
    partners = laying.mission.partners
    never = (0, laying.chances.add((CERTAIN,)))
    days = [never if one.leaves is None else laying.dates(one.leaves) for one in partners]
    leave = [0.0 if one.leaves is None else one.leave_belief for one in partners]
    chances = [min(1.0, one.per_year.likely / 52) for one in shocks]
    return Weather(
        name=pairs(one.id for one in shocks),
        cause=ints(STATES.index(_CAUSE_OF[one.kind]) - STRUCK for one in shocks),
        site=ints(-1 if one.site is None else laying.sites[one.site] for one in shocks),
        wait=ints(laying.chances.add(waiting(chance, weeks)) for chance in chances),
        first=ints(first for first, _ in lengths),
        length=ints(table for _, table in lengths),
        good=ints(threshold(one.for_good.likely) for one in shocks),
        partner=pairs(one.id for one in partners),
        leaves=ints(threshold(belief) for belief in leave),
        day_first=ints(first for first, _ in days),
        day=ints(table for _, table in days),
    )
