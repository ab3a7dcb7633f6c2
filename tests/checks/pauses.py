"""An example that breaks each rule on pauses; nothing else is wrong with the mission."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from cadre.mission.ids import AuthorityId, PauseId, ProgrammeId
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.plans import Plan
from tests.checks.building import DOC, added, altered, days, good_plan, sound


def pause(
    key: str = "pause",
    first: str | None = "2021-02-01",
    last: str | None = "2021-02-14",
    **scope: Any,  # noqa: ANN401
) -> Pause:
    given: dict[str, Any] = {"cause": PauseCause.ELECTION, "sources": DOC} | scope
    return Pause(id=PauseId(key), name="Election", window=days(first, last), **given)


def paused(*pauses: Pause) -> Mission:
    """The mission in which nothing is wrong, with these pauses."""
    return added(sound(), "pauses", *pauses)


def base_paused() -> Mission:
    """Status rests on the mandate, which is paused."""
    mission = altered(sound(), "authorities", "status", rests_on=(AuthorityId("mandate"),))
    return added(mission, "pauses", pause(authorities=(AuthorityId("mandate"),)))


PAUSES: MappingProxyType[str, Callable[[], Mission]] = MappingProxyType(
    {
        "PAU-01": lambda: paused(pause(programmes=(ProgrammeId("advice"),))),
        "PAU-02": lambda: paused(pause(last=None, authorities=(AuthorityId("consent"),))),
        "PAU-03": base_paused,
    }
)

PAUSED_PLANS: MappingProxyType[str, tuple[Callable[[], Mission], Callable[[], Plan]]]
PAUSED_PLANS = MappingProxyType(
    {"PLA-17": (lambda: paused(pause(first="2021-03-08", last="2021-03-14")), good_plan)}
)
