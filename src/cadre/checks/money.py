"""Money checks: budgets hold what running work costs, and are of years that plans look at."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.checks.words import cited, ids
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.mission import Mission
from cadre.mission.money import accounts
from cadre.mission.plans import Plan
from cadre.mission.weeks import DAY

OVERDRAWN = Rule("MON-01", Severity.WARNING, "Running work alone costs more than a year's budget")
OTHER_YEAR = Rule("MON-02", Severity.NOTE, "A budget is for a year that plans don't look at")

RULES = (OVERDRAWN, OTHER_YEAR)


def overdrawn(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find budgets that don't last for the work that has begun, were nothing new to start.

    It goes on as far as law that may be relied on, its site and its window allow it. What it has
    cost in that year before the as-of day is reckoned from the day on which it began.
    """
    for account in accounts(mission) if mission.budgets else ():
        if account.over:
            purse, currency = account.purse, mission.profile.currency
            rows = [one for one in mission.budgets if (one.year, one.funding) == purse]
            yield OVERDRAWN.broken(
                about=rows[0].id,
                message=f"Work that has begun takes {account.total:,} {currency} of "
                f"{purse.funding.value} funding in {purse.year}, {account.spent:,} of them before "
                f"the as-of day, and {account.budget:,} are there.",
                remedy="Have more money approved, or end some of the work; nothing new that "
                "draws on this money is planned.",
                sources=cited(rows),
                related=ids(rows),
            )


def other_years(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find budgets of years in which no week of the horizon begins; they limit nothing."""
    horizon = mission.horizon
    years = range(horizon.start.year, (horizon.window.end - DAY).year + 1)
    for row in mission.budgets:
        if row.year not in years:
            yield OTHER_YEAR.broken(
                about=row.id,
                message=f"The budget {row.id} is for {row.year}; plans look at {years.start} to "
                f"{years.stop - 1}.",
                remedy="Correct the year, or leave the row for a later day.",
                sources=cited([row]),
            )


CHECKS = (overdrawn, other_years)
