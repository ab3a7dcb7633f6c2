"""World: a dossier as known on a day, with what the engines make of it, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from cadre.checks.catalogue import run_checks
from cadre.errors import UnknownIdError
from cadre.mission.cases import Case
from cadre.mission.findings import Finding
from cadre.mission.ids import LevelId
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.rows import Row
from cadre.mission.weeks import NEVER, Window

if TYPE_CHECKING:
    from cadre.simulator.outcomes import Outcomes


@dataclass(frozen=True, kw_only=True)
class World:
    """A mission as known on a day, and what follows from it. Nothing is worked out unasked.

    Attributes:
        mission: The mission as known, in its scenario.
        made_from: What it was made from.
        futures: Futures to play when a question asks for them.
        seconds: Longest time to look for a plan.
        levels: Force levels that questions ask about.
    """

    mission: Mission
    made_from: MadeFrom
    futures: int
    seconds: float
    levels: tuple[int, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the mission."""
        return run_checks(self.mission)

    @cached_property
    def plan(self) -> Plan:
        """The best plan found."""
        from cadre.planner.solve import solve  # noqa: PLC0415 - only some questions need it

        result = solve(
            self.mission,
            made_from=self.made_from,
            seed=self.made_from.seed,
            seconds=self.seconds,
        )
        return result.plan

    @cached_property
    def outcomes(self) -> Outcomes:
        """That plan, played."""
        from cadre.simulator.run import default_levels, simulate  # noqa: PLC0415 - as above

        asked = tuple((LevelId(f"asked-{people}"), people) for people in self.levels)
        return simulate(
            self.mission,
            self.plan,
            futures=self.futures,
            seed=self.made_from.seed,
            levels=(*default_levels(self.mission, self.plan), *asked),
        )

    def day(self, case: Case) -> date:
        """The day that a case asks about."""
        return case.on or self.mission.profile.as_of

    def days(self, case: Case) -> Window:
        """The days that a case asks about; open ends are the as-of day and the horizon's end."""
        end = self.mission.horizon.window.end
        start = case.window.first or self.mission.profile.as_of
        return Window(start, end if case.window.end == NEVER else case.window.end)

    def row(self, key: str, table: str) -> Row:
        """The row `key` of a table.

        Raises:
            UnknownIdError: It isn't there, or wasn't known on the as-of day.
        """
        rows = {row.id: row for row in getattr(self.mission, table)}
        if key not in rows:
            raise UnknownIdError(table, key, sorted(rows))
        found: Row = rows[key]
        return found
