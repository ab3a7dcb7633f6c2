"""Chance: what small missions are made of, always the same for one number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from cadre.mission.ids import (
    EnablerId,
    InstitutionId,
    NationId,
    PartnerId,
    ProgrammeId,
    SiteId,
    SkillId,
)
from cadre.mission.mission import Profile
from cadre.mission.plans import MadeFrom
from cadre.mission.quantities import Range, exact
from cadre.mission.weeks import DateRange, Window

T = TypeVar("T")

AS_OF = date(2021, 2, 18)
MADE = MadeFrom(dossier="d" * 64, as_of=AS_OF.isoformat(), version="0")


def profile(weeks: int) -> Profile:
    """A mission of so many weeks from AS_OF on."""
    until = AS_OF + timedelta(days=7 * weeks - 1)
    return Profile(
        id="x", name="Mission X", host="IRQ", lead_body="Council", as_of=AS_OF, until=until
    )


class Chance:
    """Draws what a mission is made of."""

    def __init__(self, seed: int, weeks: int) -> None:
        self.random = Random(seed)  # noqa: S311 - no secrets here
        self.weeks = weeks

    def day(self, low: int = -60, high: int | None = None) -> date:
        last = 7 * self.weeks + 30 if high is None else high
        return AS_OF + timedelta(days=self.random.randint(low, last))

    def dates(self) -> DateRange:
        days = sorted(self.day(0) for _ in range(3))
        return DateRange(days[0], days[1], days[2])

    def window(self, open_ended: float = 0.5) -> Window:
        if self.random.random() < open_ended:
            return Window()
        first = self.day(-60, 7 * self.weeks // 2)
        return Window.of_days(first, first + timedelta(days=self.random.randint(20, 400)))

    def range(self, low: float, high: float) -> Range:
        if self.random.random() < 0.3:
            return exact(round(self.random.uniform(low, high), 2))
        ends = sorted(round(self.random.uniform(low, high), 2) for _ in range(3))
        return Range(ends[0], ends[1], ends[2])

    def share(self) -> float:
        return self.random.choice((1.0, 1.0, 0.95, 0.8, 0.6, 0.0))

    def some(self, of: Sequence[T], most: int) -> tuple[T, ...]:
        """At most so many of them, or none."""
        return tuple(self.random.sample(list(of), min(len(of), self.random.randint(0, most))))

    def one(self, of: Sequence[T]) -> T:
        return self.random.choice(of)


SITES = [SiteId(f"site-{n}") for n in range(3)]
PROGRAMMES = [ProgrammeId("advice"), ProgrammeId("school")]
NATIONS = [NationId(code) for code in ("CAN", "DNK", "ITA", "TUR")]
ENABLERS = [EnablerId(name) for name in ("guard", "medic", "signal")]
SKILLS = [SkillId(name) for name in ("adviser", "guards", "medics", "staff")]
PARTNERS = [PartnerId(name) for name in ("coalition", "union")]
INSTITUTION = InstitutionId("ministry")
