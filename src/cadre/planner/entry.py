"""Entry: whether a work has a place beside a plan once rules are lifted and things are added."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from cadre.planner.additions import Additions
from cadre.planner.coupled import RULES as COUPLED
from cadre.planner.law import RULES as LAWS
from cadre.planner.lifting import PLENTY, RULES
from cadre.planner.problem import Problem
from cadre.planner.search import ORDER
from cadre.planner.stand import NOTHING, Stand
from cadre.planner.works import Run

BETWEEN = ORDER.union(COUPLED)
"""The rules between works."""
SUPPLY = frozenset(("posts", "support", "beds"))
"""The rules that enough people, lent support and beds lift."""


class Ease(NamedTuple):
    """What is lifted for all that is brought along.

    Attributes:
        shared: Rules of money and trainees.
        added: People, beds and support.
        above: Works that lean on it already.
    """

    shared: frozenset[str]
    added: Additions
    above: frozenset[int] = frozenset()


@dataclass
class Entry:
    """A work that asks for a place beside a plan, what it comes after brought along.

    Law and order are lifted for the work alone; people, support, beds, trainees and money for all
    that is brought along with it. With pauses, those of nations' own law are lifted, so that their
    people come.

    Attributes:
        stand: The plan.
        work: A work that isn't in it.
        soon: Whether what it comes after is brought along as soon as can be, not where it adds
            most.
    """

    stand: Stand
    work: int
    soon: bool = False
    _plenty: dict[frozenset[str], Additions] = field(default_factory=dict)
    _ready: dict[tuple[object, ...], tuple[Stand, int | None]] = field(default_factory=dict)

    def fits(self, rules: frozenset[str] = frozenset(), added: Additions = NOTHING) -> bool:
        """Whether it has a place without some of `lifting.RULES` and with something added."""
        added = self._eased(rules & SUPPLY, added)
        if self.stand.search.problem.works[self.work].begun:
            law = self._staffed(rules).lawful(self.work, rules.intersection(LAWS))
            return law.goes_on(self.work, rules & BETWEEN, added)
        there, missing = self.ready(rules, added)
        if missing is not None:
            return False
        law = there.lawful(self.work, rules.intersection(LAWS))
        return law.has_room(self.work, rules & BETWEEN, added)

    def _eased(self, rules: frozenset[str], added: Additions) -> Additions:
        if added is not NOTHING or not rules:
            return added
        if rules not in self._plenty:
            self._plenty[rules] = _enough(self.stand.bench.problem, rules)
        return self._plenty[rules]

    def ready(
        self, rules: frozenset[str] = frozenset(), added: Additions = NOTHING
    ) -> tuple[Stand, int | None]:
        """The plan with what the work leans on; and the first work of that without a place."""
        shared = rules.intersection(COUPLED) - {"increment"}
        own = rules & {"after", "increment"}
        stand = self._staffed(rules)
        key = (own, shared, added.key, stand is self.stand)
        if key not in self._ready:
            self._ready[key] = self._brought(stand, self.work, own, Ease(shared, added))
        return self._ready[key]

    def _staffed(self, rules: frozenset[str]) -> Stand:
        """The plan, with whoever comes without pauses where these are lifted."""
        return self.stand.unpaused if "paused" in rules else self.stand

    def _brought(
        self, stand: Stand, work: int, own: frozenset[str], ease: Ease
    ) -> tuple[Stand, int | None]:
        problem = stand.search.problem
        for other in leans_on(problem, work, own):
            if other in stand.runs or other in ease.above:
                continue
            there = ease._replace(above=ease.above | {work})
            stand, missing = self._brought(stand, other, frozenset(), there)
            if missing is not None:
                return stand, missing
            run = None if problem.works[other].begun else self._placed(stand, other, ease)
            if run is None:
                return stand, other
            stand = stand.having(other, run)
        return stand, None

    def _placed(self, stand: Stand, work: int, ease: Ease) -> Run | None:
        if self.soon:
            fitting = (
                one.run
                for one in stand.openings(work, added=ease.added)
                if one.broken <= ease.shared
            )
            return min(fitting, key=lambda run: (run.week, run.end), default=None)
        found = stand.best_run(work, ease.shared, ease.added)
        return None if found is None else found[1]


def leans_on(problem: Problem, work: int, own: frozenset[str] = frozenset()) -> list[int]:
    """Works that must be in the plan first; of those before it only what hasn't started yet."""
    base, after = problem.base_of[work], problem.works[work].after if "after" not in own else ()
    found = [other for other, _ in after if problem.works[other].settled is None]
    return found if base is None or "increment" in own else [*found, base]


def _enough(problem: Problem, rules: frozenset[str]) -> Additions:
    """Plenty of what rules of supply ask for."""
    if rules >= SUPPLY:
        return Additions(plenty=True)
    skills = problem.mission.skills if "posts" in rules else ()
    limited = problem.mission.bed_spaces if "beds" in rules else ()
    return Additions(
        people=Counter({one.id: PLENTY for one in skills}),
        lent=set(problem.support_duty) if "support" in rules else set(),
        beds=Counter({one.site: PLENTY for one in limited}),
    )


def open_rules(kept: tuple[str, ...]) -> frozenset[str]:
    """All rules but those that stay."""
    return frozenset(RULES).difference(kept)
