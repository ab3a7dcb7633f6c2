"""Orders in the futures: how often each trigger was ordered, and what that cost."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.ids import TriggerId
from cadre.mission.mission import Mission
from cadre.simulator.estimates import Estimate
from cadre.simulator.outcomes import Outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerOutcome:
    """What one trigger did in the futures.

    Attributes:
        trigger: Its id.
        ever: Share of futures in which its action was ordered at all.
        times: How often it was ordered, mean over futures.
        cost: What that cost, in thousands of the mission's currency, mean over futures.
    """

    trigger: TriggerId
    ever: Estimate
    times: float
    cost: float


def ordered(mission: Mission, outcomes: Outcomes) -> tuple[TriggerOutcome, ...]:
    """What the triggers did, in the order of their table."""
    cost = {one.id: one.cost for one in mission.triggers}
    return tuple(
        TriggerOutcome(
            trigger=key,
            ever=Estimate.of_share(int(futures), outcomes.futures),
            times=int(times) / outcomes.futures,
            cost=int(times) * cost[key] / outcomes.futures,
        )
        for key, (times, futures) in zip(outcomes.triggers, outcomes.ordered, strict=True)
    )
