"""Playing: the combinations of an exploration, one after another, as means and errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cadre.explorer.applying import placed
from cadre.explorer.choices import Choice, chosen
from cadre.explorer.exploration import Design
from cadre.explorer.measures import Measure, levels_of, read
from cadre.explorer.runner import Played, Shard
from cadre.mission.manned import trimmed
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.simulator.run import simulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """What plays shards; all combinations meet the futures of one seed, keyed alike.

    Attributes:
        missions: The mission of each choice, cut to it.
        plans: The plan of each choice.
        design: The cases.
        measures: What is told of each combination.
        futures: Futures played a combination.
        seed: Seed of every draw.
    """

    missions: tuple[Mission, ...]
    plans: tuple[Plan, ...]
    design: Design
    measures: tuple[Measure, ...]
    futures: int
    seed: int

    @classmethod
    def of(  # noqa: PLR0913 - the parts of an exploration
        cls,
        mission: Mission,
        choices: Sequence[Choice],
        plans: Sequence[Plan],
        design: Design,
        measures: Sequence[Measure],
        futures: int,
        *,
        seed: int = 0,
    ) -> Playing:
        """What plays the choices of a mission; no measure asks why engagements fail."""
        calm = replace(mission, hindrances=())
        return cls(
            missions=tuple(chosen(calm, one) for one in choices),
            plans=tuple(plans),
            design=design,
            measures=tuple(measures),
            futures=futures,
            seed=seed,
        )

    def __call__(self, shard: Shard) -> Played:
        """What the combinations of `shard` come to.

        Raises:
            CadreError: A scenario of the design isn't the mission's, or a combination can't be
                played.
        """
        told = [self.combination(number) for number in range(shard.begin, shard.end)]
        shape = (len(told), len(self.measures))
        means = np.array([means for means, _ in told], dtype=np.float64).reshape(shape)
        errors = np.array([errors for _, errors in told], dtype=np.float64).reshape(shape)
        return Played(shard=shard, means=means, errors=errors)

    def combination(self, number: int) -> tuple[list[float], list[float]]:
        """The means of one combination, and their standard errors.

        Where a case has fewer people in a pledge, the plan has those who are there.
        """
        choice, case = divmod(number, len(self.design.scenarios))
        mission = placed(self.missions[choice], self.design, case)
        outcomes = simulate(
            mission,
            trimmed(self.plans[choice], mission),
            futures=self.futures,
            seed=self.seed,
            threads=1,
            levels=levels_of(self.missions[choice]),
            matters=False,
        )
        return read(self.measures, mission, outcomes)
