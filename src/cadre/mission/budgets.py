"""Budgets: what work may cost in a calendar year."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.forces import Funding
from cadre.mission.ids import BudgetId
from cadre.mission.quantities import Money, Year
from cadre.mission.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(Row):
    """Money for the work of one calendar year; rows of one year and one payer add up.

    A year of which no row speaks isn't limited, and neither is a payer of whom none does.

    Attributes:
        id: Name within the dossier.
        year: The year.
        funding: Who pays.
        amount: The most that all work of that payer may cost in the year.
    """

    id: BudgetId
    year: Year
    funding: Funding = Funding.COMMON
    amount: Money
