"""Needs that a map says are served: effects of imported work, and the estimates they rest on."""

from __future__ import annotations

from cadre.exchange.mapping import Map, Work
from cadre.exchange.naming import LONGEST, digest
from cadre.mission.ids import AssumptionId, EffectId, NeedId, SourceId, WorkId
from cadre.mission.needs import Effect
from cadre.mission.partners import PartnerActivity
from cadre.mission.quantities import Range
from cadre.mission.rows import Citation
from cadre.mission.sources import Assumption


class Serves:
    """Collects effects while activities are made.

    Attributes:
        effects: What was collected.
    """

    def __init__(self, source: SourceId, mapped: Map) -> None:
        self.effects: list[Effect] = []
        self._source = source
        self._mapped = mapped
        self._assumptions: dict[str, Assumption] = {}

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The estimates that the effects rest on, each once."""
        return tuple(self._assumptions.values())

    def add(self, made: PartnerActivity, work: Work | None) -> None:
        """The effects of an activity, when the map says that such work serves needs."""
        if work is None:
            return
        for need, strength in work.serves.items():
            last = made.id.rpartition(".")[2]
            self.effects.append(
                Effect(
                    id=EffectId(f"{self._source}.{need[:LONGEST]}.{last}"),
                    work=WorkId(made.id),
                    need=need,
                    strength=strength,
                    sources=(Citation(work.assumption or self._assumed(work, need, strength)),),
                )
            )

    def _assumed(self, work: Work, need: NeedId, strength: float) -> str:
        """The estimate of the map's author, as a row that can be cited."""
        words = "; ".join(f"{name} {' or '.join(asked)}" for name, asked in work.asks.items())
        key = f"A-{self._source}.{digest(words, need)}"
        self._assumptions[key] = Assumption(
            id=AssumptionId(key),
            statement=f"Each activity of partners ({words}) meets a share of {need}.",
            value=Range.exactly(strength),
            unit="share of the need",
            reasoning=work.because or f"As the map {self._mapped.file} says.",
        )
        return key
