"""Additions: people, beds and lent support that a mission would have to have more of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from cadre.mission.ids import EnablerId, SiteId, SkillId
from cadre.mission.trades import Trade


@dataclass
class Additions:
    """What would have to be added for a work to fit.

    Attributes:
        people: Heads by skill, of people who have whatever posts of that skill ask for.
        trades: Heads by trade, of people who have what it asks for and nothing beside it.
        duties: By skill, the most that each duty goes short of.
        beds: Beds by site.
        lent: Kinds of support that would have to be lent, since bringing them never ends.
        week: First week in which anything is missing.
        plenty: Whether there is more of all than any work could want, so that nobody counts.
    """

    people: Counter[SkillId] = field(default_factory=Counter)
    trades: Counter[Trade] = field(default_factory=Counter)
    duties: dict[SkillId, Counter[int]] = field(default_factory=dict)
    beds: Counter[SiteId] = field(default_factory=Counter)
    lent: set[tuple[SiteId, EnablerId]] = field(default_factory=set)
    week: int | None = None
    plenty: bool = False

    def __bool__(self) -> bool:
        return bool(self.people or self.trades or self.beds or self.lent)

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same of additions that do the same."""
        people, trades = frozenset(self.people.items()), frozenset(self.trades.items())
        return self.plenty, people, trades, frozenset(self.beds.items()), frozenset(self.lent)

    def grown(self, more: Additions) -> Additions:
        """Both together."""
        skills, none = {**self.duties, **more.duties}, Counter[int]()
        return Additions(
            people=self.people + more.people,
            trades=self.trades + more.trades,
            duties={key: self.duties.get(key, none) | more.duties.get(key, none) for key in skills},
            beds=self.beds + more.beds,
            lent=self.lent | more.lent,
            week=more.week if self.week is None else self.week,
        )

    def with_people(self, skill: SkillId, people: int) -> Additions:
        """The same with so many people of a skill."""
        number = Counter({**self.people, skill: people})
        return replace(self, people=+number)

    def made_out(self, skill: SkillId, trade: Trade, left: int) -> Additions:
        """The same with so many people of a skill left, the others being of a trade of it."""
        others = Counter({trade: self.people[skill] - left})
        return replace(self.with_people(skill, left), trades=self.trades + others)

    def with_beds(self, site: SiteId, beds: int) -> Additions:
        """The same with so many beds at a site."""
        return replace(self, beds=+Counter({**self.beds, site: beds}))
