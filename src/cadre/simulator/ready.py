"""Ready: the rules of a week, compiled or loaded before any future is played."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from cadre.mission.mission import Mission, Profile
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.weeks import Horizon
from cadre.simulator.run import simulate


@lru_cache(maxsize=1)
def ready() -> None:
    """Play one future of a mission of four weeks: half a minute where no rules are kept yet."""
    day, last = date(2024, 1, 1), date(2024, 1, 28)
    mission = Mission(
        profile=Profile(
            id="tiny", name="Tiny", host="XAA", lead_body="Staff", as_of=day, until=last
        )
    )
    plan = Plan(
        horizon=Horizon(day, 4),
        starts=(),
        assignments=(),
        left_out=(),
        made_from=MadeFrom(dossier="", as_of=day.isoformat()),
    )
    simulate(mission, plan, futures=1, threads=1)
