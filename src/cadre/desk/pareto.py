"""The trade at the desk: plans that no other betters in work, people and earliness at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cadre.desk.desk import Desk, Effort, Progress, Stop
from cadre.mission.plans import MadeFrom
from cadre.planner.trade import PLANS, Point, front, points


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoAnswer:
    """The trade between work, people and earliness.

    Attributes:
        made_from: What was planned.
        order: Whether the mission weighs its objectives or puts them in an order.
        points: The plans that no other betters, those with the fewest people first.
        tried: How many plans were made.
        stopped: Whether it was stopped before all were.
    """

    made_from: MadeFrom
    order: str
    points: tuple[Point, ...]
    tried: int
    stopped: bool


def pareto(
    desk: Desk, effort: Effort, *, progress: Progress | None = None, stop: Stop | None = None
) -> ParetoAnswer:
    """Plans along the trade; `effort.seconds` count for all of them together.

    Raises:
        CadreError: The reader may not see all of the mission.
    """
    mission = desk.known_whole("the trade")
    made_from = replace(desk.made_from, seed=effort.seed)
    found = points(
        desk.weighed,
        made_from=made_from,
        seed=effort.seed,
        seconds=effort.seconds,
        progress=progress,
        stop=stop,
    )
    answer = ParetoAnswer(
        made_from=made_from,
        order=mission.profile.weights.order.value,
        points=front(found),
        tried=len(found),
        stopped=len(found) < PLANS or (stop is not None and stop()),
    )
    return desk.released("pareto", answer, 0)


def picture(answer: ParetoAnswer) -> str:
    """The trade as an SVG picture."""
    from cadre.brief.charts.trade import OTHER, OWN, trade  # noqa: PLC0415 - only a picture needs it
    from cadre.brief.render import drawn  # noqa: PLC0415

    return drawn(
        trade(
            [
                {
                    "label": str(number),
                    "footprint": one.footprint,
                    "output": one.output,
                    "early": one.early,
                    "whose": OWN if one.own else OTHER,
                }
                for number, one in enumerate(answer.points, start=1)
            ]
        )
    )
