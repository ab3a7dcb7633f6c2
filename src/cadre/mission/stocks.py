"""Stocks: material of which there is so much once for all, and what starts draw from it."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.ids import DrawId, ModeId, StockId
from cadre.mission.quantities import Count
from cadre.mission.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Row):
    """Material for all work together: vehicles to hand over, kits, cabins, radios.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
        amount: What is left of it on the as-of day, in whole pieces or whatever it is counted in.
    """

    id: StockId
    name: str
    amount: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw(Row):
    """What a start in one mode takes from a stock, once; work that has begun took its part before.

    Attributes:
        id: Name within the dossier.
        mode: The mode.
        stock: The stock.
        amount: How much, as the stock is counted; rows of one mode and one stock add up.
    """

    id: DrawId
    mode: ModeId
    stock: StockId
    amount: Count
