"""Binding: whom a caveat that hangs on lent support keeps away in a week (rule 7 of `week`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cadre.mission.caveats import ON_SUPPORT, Tie, ties
from cadre.mission.ids import NationId, PartnerId, SiteId
from cadre.mission.plans import Assignment
from cadre.simulator.laying import Laying, ints, slices
from cadre.simulator.ties import Ties

Known = dict[tuple[NationId, SiteId], list[tuple[range, Tie]]]


def lay_ties(laying: Laying, flat: Sequence[Assignment]) -> Ties:
    """Lay the ties of each assignment, in the order of `People`."""
    mission, known = laying.mission, Known()
    nations = {one.id: one.nation for one in mission.pledges}
    groups = [
        [] if one.pledge not in nations else _ties(laying, known, nations[one.pledge], one.site)
        for one in flat
    ]
    rows = [row for group in groups for row in group]
    at, _ = slices([[0] * len(group) for group in groups])
    bar_at, bar = slices([_numbers(laying, one.barring or ()) for _, one in rows])
    relief_at, relief = slices([_numbers(laying, one.relieving) for _, one in rows])
    return Ties(
        at=at,
        since=ints(weeks.start for weeks, _ in rows),
        until=ints(weeks.stop for weeks, _ in rows),
        always=ints(one.barring is None for _, one in rows),
        bar_at=bar_at,
        bar=bar,
        relief_at=relief_at,
        relief=relief,
    )


def _ties(laying: Laying, known: Known, nation: NationId, site: SiteId) -> list[tuple[range, Tie]]:
    """The ties of a nation's caveats at a site, each with the weeks of which it has a day."""
    if (nation, site) not in known:
        found = [
            (laying.plan.horizon.overlapped(one.window), one)
            for caveat in laying.mission.caveats_of(nation)
            if caveat.kind in ON_SUPPORT
            for one in ties(laying.mission, caveat, site)
        ]
        known[nation, site] = [(weeks, one) for weeks, one in found if weeks]
    return known[nation, site]


def _numbers(laying: Laying, partners: Iterable[PartnerId]) -> list[int]:
    return sorted(laying.partners[laying.mission.partner(one).id] for one in partners)
