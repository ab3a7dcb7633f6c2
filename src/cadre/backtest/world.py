"""World: a dossier as known on a day, with what the engines make of it, worked out once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cadre.backtest.answers import Answer, parts
from cadre.checks.catalogue import run_checks
from cadre.checks.serving import OURS
from cadre.errors import CadreError, UnknownIdError
from cadre.mission.cases import Case
from cadre.mission.findings import Finding
from cadre.mission.ids import CourseId, LevelId
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.rows import Row
from cadre.mission.weeks import DAY, NEVER, Window

if TYPE_CHECKING:
    from cadre.simulator.outcomes import Outcomes


MOST_TAUGHT = 1_000
"""Futures that are played one by one: sums over all of them don't tell how graduates spread."""


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Graduates, future by future.

    Attributes:
        courses: The courses that the plan teaches.
        graduates: (futures, courses, weeks) graduates of that week.
    """

    courses: tuple[CourseId, ...]
    graduates: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class World:
    """A mission as known on a day, and what follows from it. Nothing is worked out unasked.

    Attributes:
        whole: The mission as stated, of all days: only to tell which ids there are.
        mission: The mission as known, in its scenario.
        made_from: What it was made from.
        futures: Futures to play when a question asks for them.
        seconds: Longest time to look for a plan.
        levels: Force levels that questions ask about.
    """

    whole: Mission
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
        from cadre.planner.ranking import ranked  # noqa: PLC0415 - only some questions need it
        from cadre.planner.solve import solve  # noqa: PLC0415

        result = solve(
            ranked(self.mission),
            made_from=self.made_from,
            seed=self.made_from.seed,
            seconds=self.seconds,
        )
        return result.plan

    @cached_property
    def outcomes(self) -> Outcomes:
        """That plan, played."""
        return self.played(self.mission, self.plan)

    def played(self, mission: Mission, plan: Plan) -> Outcomes:
        """A plan, played in as many futures of a mission as this world plays."""
        from cadre.simulator.run import default_levels, simulate  # noqa: PLC0415 - as above

        asked = tuple((LevelId(f"asked-{people}"), people) for people in self.levels)
        return simulate(
            mission,
            plan,
            futures=self.futures,
            seed=self.made_from.seed,
            levels=(*default_levels(mission, plan), *asked),
        )

    @cached_property
    def taught(self) -> Taught:
        """The graduates of the plan's courses, future by future: at most `MOST_TAUGHT` futures."""
        from cadre.simulator.run import each_future  # noqa: PLC0415 - as above

        futures = min(self.futures, MOST_TAUGHT)
        seed = self.made_from.seed
        played = list(each_future(self.mission, self.plan, futures=futures, seed=seed))
        return Taught(played[0].courses, np.stack([one.graduates for one in played]))

    def day(self, case: Case) -> date:
        """The day that a case asks about."""
        return case.on or self.mission.profile.as_of

    def week_after(self, case: Case) -> int:
        """Number of the first week that isn't over by the day asked about.

        Raises:
            CadreError: The horizon ends before that day.
        """
        horizon, day = self.mission.horizon, self.day(case)
        if day >= horizon.window.end:
            raise CadreError(
                f"case {case.id}",
                f"asks about {day}, after the last week that is counted",
                f"a day up to {horizon.window.last}",
                "Ask about another day, or move `until` in mission.toml.",
            )
        return horizon.week(day + DAY)

    def days(self, case: Case) -> Window:
        """The days that a case asks about; open ends are the as-of day and the horizon's end."""
        end = self.mission.horizon.window.end
        start = case.window.first or self.mission.profile.as_of
        return Window(start, end if case.window.end == NEVER else case.window.end)

    def refuse_strangers(self, keys: Iterable[str], tables: Iterable[str]) -> None:
        """Refuse ids that no row of the tables has, on whatever day it was known.

        Raises:
            UnknownIdError: There is one.
        """
        names = tuple(tables)
        known = {row.id for name in names for row in getattr(self.whole, name)}
        for key in keys:
            if key not in known:
                raise UnknownIdError(" or ".join(names), key, sorted(known))

    def row(self, key: str, table: str) -> Row:
        """The row `key` of a table, or the one that had replaced it by the as-of day.

        Raises:
            UnknownIdError: The dossier has no such row.
            CadreError: It wasn't known on the as-of day.
        """
        rows = {row.id: row for row in getattr(self.mission, table)}
        for heir in self._line(key, table):
            if heir in rows:
                found: Row = rows[heir]
                return found
        if key in {row.id for row in getattr(self.whole, table)}:
            raise CadreError(
                f"{table} {key}",
                f"wasn't known on {self.mission.profile.as_of}",
                "a row known on that day",
                "Ask as of a later day, or name the row in `allow`.",
            )
        raise UnknownIdError(table, key, sorted(rows))

    def _line(self, key: str, table: str) -> list[str]:
        """A row, those that replaced it one after the other, and those that it replaced."""
        rows: tuple[Row, ...] = getattr(self.whole, table)
        line = [key]
        for one in line:
            line += [row.id for row in rows if one in row.supersedes and row.id not in line]
        earlier = [key]
        for one in earlier:
            stated = (row for row in rows if row.id == one)
            earlier += [old for row in stated for old in row.supersedes if old not in earlier]
        return [*line, *earlier[1:]]

    def first_id(self, key: str, table: str) -> str:
        """The first id under which a row was stated: the last of those that it replaced in turn."""
        rows: dict[str, Row] = {row.id: row for row in getattr(self.whole, table)}
        seen = [key]
        while key in rows and rows[key].supersedes and rows[key].supersedes[0] not in seen:
            key = rows[key].supersedes[0]
            seen.append(key)
        return key

    def by_first_id(self, answer: Answer, case: Case) -> tuple[Answer, Case]:
        """An answer of ids and what is expected of it, each row by its first id.

        Raises:
            UnknownIdError: What is expected names no row of the dossier.
        """
        if not isinstance(answer.value, tuple):
            return answer, case
        wanted = parts(case.expected)
        known = {row.id for row in getattr(self.whole, answer.table)} | {OURS}
        for key in wanted:
            if key not in known:
                raise UnknownIdError(answer.table, key, sorted(known))
        first = tuple(dict.fromkeys(self.first_id(key, answer.table) for key in answer.value))
        expected = "; ".join(self.first_id(key, answer.table) for key in wanted) or "none"
        return replace(answer, value=first), replace(case, expected=expected)
