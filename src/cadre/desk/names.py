"""Names: how the rows of a mission are called in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from cadre.brief.words import listed, sentence, short_name
from cadre.mission.activities import Activity
from cadre.mission.forces import Nation
from cadre.mission.ids import (
    ActivityId,
    ConditionId,
    CourseId,
    EnablerId,
    NationId,
    NegotiationId,
    PartnerId,
    SiteId,
    TriggerId,
)
from cadre.mission.mission import Mission
from cadre.mission.scenarios import ShockKind
from cadre.mission.sites import Site
from cadre.simulator.outcomes import HeldBackBy

OF_SHOCK = {
    HeldBackBy.CONSENT: ShockKind.CONSENT,
    HeldBackBy.WITHDRAWN: ShockKind.CONSENT,
    HeldBackBy.PANDEMIC: ShockKind.PANDEMIC,
    HeldBackBy.ELECTION: ShockKind.ELECTION,
    HeldBackBy.ATTACK: ShockKind.ATTACK,
}
"""The kind of shock behind each cause that shocks have."""


OF_CONSENT = {HeldBackBy.CONSENT: "suspended", HeldBackBy.WITHDRAWN: "withdrawn"}
"""What becomes of a consent, which one row of shocks tells together."""


class Names:
    """Rows of a mission, as printed.

    Attributes:
        mission: The mission.
    """

    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        self._works = _short_names(mission.activities)
        self._nations = _short_names(mission.nations)
        self._sites = _short_names(mission.sites)

    def work(self, key: ActivityId) -> str:
        """An activity, its name cut short where no other is called so."""
        return self._works[key]

    def works(self, keys: Iterable[ActivityId]) -> str:
        """Several activities."""
        return "; ".join(self.work(key) for key in keys)

    def site(self, key: SiteId) -> str:
        """A site, its name cut short where no other is called so."""
        return self._sites[key]

    def nation(self, key: NationId) -> str:
        """A nation, its name cut short where no other is called so."""
        return self._nations[key]

    def partner(self, key: PartnerId) -> str:
        """A partner."""
        return self.mission.partner(key).name

    def enabler(self, key: EnablerId) -> str:
        """A kind of support."""
        return self.mission.enabler(key).name.lower()

    def course(self, key: CourseId) -> str:
        """A course."""
        return next(one.name for one in self.mission.courses if one.id == key)

    def talks(self, key: NegotiationId) -> str:
        """A negotiation."""
        return next(one.name for one in self.mission.negotiations if one.id == key)

    def trigger(self, key: TriggerId) -> str:
        """A trigger: the rule as a sentence."""
        return sentence(next(one.name for one in self.mission.triggers if one.id == key))

    def gate(self, key: str) -> str:
        """An authority, a decision with its body, or what a condition asks for."""
        for authority in self.mission.authorities:
            if authority.id == key:
                return authority.name
        for decision in self.mission.decisions:
            if decision.id == key:
                return f"{decision.name} ({short_name(decision.body)})"
        return self.mission.condition(ConditionId(key)).name.rstrip(".")

    def opening(self, key: str) -> str:
        """What happens when a gate opens, as a sentence."""
        if any(one.id == key for one in self.mission.authorities):
            return f"In force: {self.gate(key)}."
        if any(one.id == key for one in self.mission.decisions):
            return f"Decided: {self.gate(key)}."
        return f"Met: {self.gate(key)}."

    def shock(self, cause: HeldBackBy, sites: Sequence[SiteId]) -> str:
        """The shocks that may have hit these sites, or all; several rows may be of one kind."""
        kind = OF_SHOCK[cause]
        found = [
            one.name
            for one in self.mission.shocks
            if one.kind is kind and (one.site in sites if sites else one.site is None)
        ]
        name = listed(dict.fromkeys(found)) or kind.value
        return f"{name}: {OF_CONSENT[cause]}" if cause in OF_CONSENT else name


def _short_names(rows: Sequence[Activity | Nation | Site]) -> dict[str, str]:
    count = Counter(short_name(one.name) for one in rows)
    return {
        str(one.id): one.name if count[short_name(one.name)] > 1 else short_name(one.name)
        for one in rows
    }
