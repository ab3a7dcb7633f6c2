"""People to posts, slowly: one person at a time, by plain search for a chain of moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations


@dataclass
class Case:
    """Who may serve what.

    Attributes:
        demand: People asked for by class.
        supply: People there by group.
        arcs: Groups that may serve each class.
        nation: The nation of each group; None for none.
        caps: The most people of each nation; nations without a cap aren't in it.
    """

    demand: Sequence[int]
    supply: Sequence[int]
    arcs: Sequence[Sequence[int]]
    nation: Sequence[int | None]
    caps: Mapping[int, int] = field(default_factory=dict)

    def least_short(self) -> int:
        """People missing at best: the worst of all sets of classes (Hall, with caps)."""
        everyone = range(len(self.demand))
        return max(
            self.gap(some)
            for size in range(len(self.demand) + 1)
            for some in combinations(everyone, size)
        )

    def gap(self, classes: Sequence[int]) -> int:
        """People that these classes ask for beyond all who may serve them."""
        groups = {group for one in classes for group in self.arcs[one]}
        return sum(self.demand[one] for one in classes) - self.most(groups)

    def most(self, groups: set[int]) -> int:
        """People of these groups together, their nations' caps kept."""
        free = sum(self.supply[g] for g in groups if self.nation[g] not in self.caps)
        capped = sum(
            min(cap, sum(self.supply[g] for g in groups if self.nation[g] == nation))
            for nation, cap in self.caps.items()
        )
        return free + capped

    def kept(self, sent: Mapping[tuple[int, int], int]) -> bool:
        """Whether people sent, by class and group, break nothing."""
        by_class = [
            sum(n for (one, _), n in sent.items() if one == c) for c, _ in enumerate(self.demand)
        ]
        by_group = [
            sum(n for (_, one), n in sent.items() if one == g) for g, _ in enumerate(self.supply)
        ]
        return (
            all(n >= 0 and g in self.arcs[c] for (c, g), n in sent.items())
            and all(n <= asked for n, asked in zip(by_class, self.demand, strict=True))
            and all(n <= there for n, there in zip(by_group, self.supply, strict=True))
            and all(
                sum(n for g, n in enumerate(by_group) if self.nation[g] == nation) <= cap
                for nation, cap in self.caps.items()
            )
        )
