"""Drawing: what modes take from stocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cadre.mission.ids import ModeId, StockId
from cadre.mission.mission import Mission
from cadre.mission.once import once


@once
def draws_of_modes(mission: Mission) -> Mapping[ModeId, Counter[StockId]]:
    """What a start in each mode takes; modes that take nothing aren't in it, nor begun work's."""
    found: dict[ModeId, Counter[StockId]] = {}
    for row in mission.draws:
        if row.amount and not mission.has_begun(mission.activity(mission.mode(row.mode).activity)):
            found.setdefault(row.mode, Counter())[row.stock] += row.amount
    return found
