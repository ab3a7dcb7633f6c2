"""Additions: people, beds and lent support that a mission would have to have more of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from cadre.mission.ids import EnablerId, SiteId, SkillId


@dataclass
class Additions:
    """What would have to be added for a work to fit.

    Attributes:
        people: Heads by skill.
        at: Where people of a skill are missing, and whether as brought support.
        beds: Beds by site.
        lent: Kinds of support that would have to be lent, since bringing them never ends.
        week: First week in which anything is missing.
        plenty: Whether there is more of all than any work could want, so that nobody counts.
    """

    people: Counter[SkillId] = field(default_factory=Counter)
    at: dict[SkillId, set[tuple[SiteId, EnablerId | None]]] = field(default_factory=dict)
    beds: Counter[SiteId] = field(default_factory=Counter)
    lent: set[tuple[SiteId, EnablerId]] = field(default_factory=set)
    week: int | None = None
    plenty: bool = False

    def __bool__(self) -> bool:
        return bool(self.people or self.beds or self.lent)

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same of additions that do the same."""
        people, beds = frozenset(self.people.items()), frozenset(self.beds.items())
        return self.plenty, people, beds, frozenset(self.lent)

    def grown(self, more: Additions) -> Additions:
        """Both together."""
        keys = {**self.at, **more.at}
        return Additions(
            people=self.people + more.people,
            at={key: self.at.get(key, set()) | more.at.get(key, set()) for key in keys},
            beds=self.beds + more.beds,
            lent=self.lent | more.lent,
            week=more.week if self.week is None else self.week,
        )

    def with_people(self, skill: SkillId, people: int) -> Additions:
        """The same with so many people of a skill."""
        number = Counter({**self.people, skill: people})
        return replace(self, people=+number)

    def with_beds(self, site: SiteId, beds: int) -> Additions:
        """The same with so many beds at a site."""
        return replace(self, beds=+Counter({**self.beds, site: beds}))
