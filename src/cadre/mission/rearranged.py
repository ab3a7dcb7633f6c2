"""Rearranged: who leads, how long work runs, what hangs on what, as a what-if would have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from cadre.mission.activities import Activity, Mode
from cadre.mission.ids import ActivityId, NationId, NegotiationId, RotationId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.weeks import WEEK, Window


def led_by(mission: Mission, activity: ActivityId, nation: NationId) -> Mission:
    """The mission in which a nation leads an activity, wherever it runs."""
    return _in_each_mode(mission, activity, lambda _: {"lead": nation})


def lasting_for(mission: Mission, activity: ActivityId, weeks: int) -> Mission:
    """The mission in which an activity takes so many weeks; 0 is for as long as law lets it."""
    return _in_each_mode(mission, activity, lambda _: {"weeks": weeks})


def _in_each_mode(
    mission: Mission, activity: ActivityId, change: Callable[[Mode], Mapping[str, Any]]
) -> Mission:
    modes = tuple(
        replace(one, **change(one)) if one.activity == activity else one for one in mission.modes
    )
    return replace(mission, modes=modes)


def on_its_own(mission: Mission, activity: ActivityId) -> Mission:
    """The mission in which an activity makes no other greater."""
    rows = tuple(
        replace(one, increment_of=None) if one.id == activity else one for one in mission.activities
    )
    return replace(mission, activities=rows)


def untimed(mission: Mission, activity: Activity) -> Activity:
    """The activity as if it might run on all days, and start on any to come."""
    began = activity.began if mission.has_begun(activity) else None
    return replace(activity, window=Window(), latest_start=None, began=began)


def handing_over(mission: Mission, rotation: RotationId, weeks: int) -> Mission:
    """The mission in which a change of command takes so many weeks; 0 is none."""
    rows = tuple(
        replace(one, handover_weeks=weeks) if one.id == rotation else one
        for one in mission.lead_rotations
    )
    return replace(mission, lead_rotations=rows)


def carrying(mission: Mission, negotiations: int) -> Mission:
    """The mission whose host can carry so many negotiations at a time; 0 is without limit."""
    return replace(mission, profile=replace(mission.profile, negotiating_capacity=negotiations))


def talked_in_vain(mission: Mission, negotiation: NegotiationId) -> Mission:
    """The mission in which a negotiation isn't agreed, and nothing comes that it alone brings."""
    rows = tuple(
        replace(one, agreed=False) if one.id == negotiation else one for one in mission.negotiations
    )
    alone = {key for one in rows if one.id == negotiation for key in one.brings}
    alone -= {key for one in rows if one.id != negotiation for key in one.brings}
    authorities = tuple(
        replace(one, belief=0.0) if one.id in alone and one.pending else one
        for one in mission.authorities
    )
    return replace(mission, negotiations=rows, authorities=authorities)


def talked_out(mission: Mission, negotiation: NegotiationId, day: date) -> Mission:
    """The mission in which a negotiation is over on a day, and nothing is carried for it."""
    rows = tuple(
        replace(one, earliest=day - WEEK, weeks=exact(1), load=0, agreed=True)
        if one.id == negotiation
        else one
        for one in mission.negotiations
    )
    # Whatever ruled it out before, the sides have agreed by then.
    lines = tuple(
        replace(line, negotiations=tuple(key for key in line.negotiations if key != negotiation))
        for line in mission.red_lines
    )
    return replace(mission, negotiations=rows, red_lines=lines)
