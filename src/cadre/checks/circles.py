"""Circles: sites whose work shares support, so that what one lacks may matter to the others."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.checks.work import Present
from cadre.mission.ids import EnablerId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.once import once


@dataclass(frozen=True, slots=True)
class Circle:
    """Sites whose work shares kinds of support, directly or over others; no other site matters.

    Attributes:
        sites: The sites.
        kinds: The kinds of support that work there needs, or has people in posts for.
    """

    sites: frozenset[SiteId]
    kinds: frozenset[EnablerId]

    def __add__(self, other: Circle) -> Circle:
        return Circle(self.sites | other.sites, self.kinds | other.kinds)

    def meets(self, other: Circle) -> bool:
        """Whether the two have a site or a kind in common."""
        return not (self.sites.isdisjoint(other.sites) and self.kinds.isdisjoint(other.kinds))


def circle(mission: Mission, work: Present) -> Circle:
    """The circle of one piece of work by itself."""
    own = (mission.skill(skill).enabler for skill in work.heads)
    kinds = {*work.activity.enablers, *(kind for kind in own if kind is not None)}
    return Circle(frozenset([work.site]), frozenset(kinds))


@once
def circles(mission: Mission, works: tuple[Present, ...]) -> tuple[Circle, ...]:
    """The sites of some work, by the support that they share."""
    found: tuple[Circle, ...] = ()
    for one in works:
        new = circle(mission, one)
        met = [other for other in found if other.meets(new)]
        found = (*(other for other in found if other not in met), sum(met, new))
    return found
