"""Entry: whether a work has a place beside a plan once rules are lifted and things are added."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cadre.planner.additions import Additions
from cadre.planner.coupled import RULES as COUPLED
from cadre.planner.law import RULES as LAWS
from cadre.planner.lifting import PLENTY, RULES
from cadre.planner.problem import Problem
from cadre.planner.search import ORDER
from cadre.planner.stand import NOTHING, Stand

BETWEEN = ORDER.union(COUPLED)
"""The rules between works."""
SUPPLY = frozenset(("posts", "support", "beds"))
"""The rules that enough people, lent support and beds lift."""


@dataclass
class Entry:
    """A work that asks for a place beside a plan, what it comes after brought along.

    Law and order are lifted for the work alone; people, support, beds, trainees and money for all
    that is brought along with it.

    Attributes:
        stand: The plan.
        work: A work that isn't in it and doesn't run yet.
    """

    stand: Stand
    work: int
    _ready: dict[tuple[object, ...], tuple[Stand, int | None]] = field(default_factory=dict)

    def fits(self, rules: frozenset[str] = frozenset(), added: Additions = NOTHING) -> bool:
        """Whether it has a place without some of `lifting.RULES` and with something added."""
        added = _enough(self.stand.bench.problem, rules, added)
        there, missing = self.ready(rules, added)
        if missing is not None:
            return False
        law = there.lawful(self.work, rules.intersection(LAWS))
        return law.has_room(self.work, rules & BETWEEN, added)

    def ready(
        self, rules: frozenset[str] = frozenset(), added: Additions = NOTHING
    ) -> tuple[Stand, int | None]:
        """The plan with what the work leans on; and the first work of that without a place."""
        shared = rules.intersection(COUPLED) - {"increment"}
        own = rules & {"after", "increment"}
        key = (own, shared, added.key)
        if key not in self._ready:
            self._ready[key] = _brought(self.stand, self.work, own, shared, added, frozenset())
        return self._ready[key]


def _brought(
    stand: Stand,
    work: int,
    own: frozenset[str],
    shared: frozenset[str],
    added: Additions,
    above: frozenset[int],
) -> tuple[Stand, int | None]:
    problem = stand.search.problem
    for other in _leans_on(problem, work, own):
        if other in stand.runs or other in above:
            continue
        stand, missing = _brought(stand, other, frozenset(), shared, added, above | {work})
        if missing is not None:
            return stand, missing
        found = None if problem.works[other].begun else stand.best_run(other, shared, added)
        if found is None:
            return stand, other
        stand = stand.having(other, found[1])
    return stand, None


def _leans_on(problem: Problem, work: int, own: frozenset[str]) -> list[int]:
    """Works that must be in the plan first; of those before it only what hasn't started yet."""
    base, after = problem.base_of[work], problem.works[work].after if "after" not in own else ()
    found = [other for other, _ in after if problem.works[other].settled is None]
    return found if base is None or "increment" in own else [*found, base]


def _enough(problem: Problem, rules: frozenset[str], added: Additions) -> Additions:
    """What is added, with plenty of what the rules of supply ask for."""
    if not rules & SUPPLY:
        return added
    mission = problem.mission
    people, lent = added.people, added.lent
    beds = added.beds
    if "posts" in rules:
        people = Counter({one.id: PLENTY for one in mission.skills})
    if "support" in rules:
        lent = set(problem.support_duty)
    if "beds" in rules:
        beds = Counter({one.site: PLENTY for one in mission.bed_spaces})
    return Additions(people=people, beds=beds, lent=lent)


def open_rules(kept: tuple[str, ...]) -> frozenset[str]:
    """All rules but those that stay."""
    return frozenset(RULES).difference(kept)
