"""Sites: places, their beds and what is lent there as tables."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cadre.mission.halts import open_windows
from cadre.mission.ids import EnablerId, SiteId
from cadre.mission.plans import Start
from cadre.mission.quantities import Range
from cadre.mission.transfers import lent
from cadre.simulator.laying import Laying, grid, ints, skills_asked, slices
from cadre.simulator.layout import (
    MILLION,
    NEVER,
    Places,
)
from cadre.simulator.streams import (
    rounded,
)

UNLIMITED = 1 << 24
"""People's worth of a loan of as many as are needed."""
ALL_LENT = (1 << 31) - (1 << 23)
"""People's worth of all loans at a site: with the people who are there it fits 32 bits."""


def lay_places(laying: Laying, rows: Sequence[Start]) -> Places:
    """Lay where work stands in all its modes, and whose support it has there."""
    mission, horizon = laying.mission, laying.plan.horizon
    known = {one.id: one for one in mission.sites}
    is_open = [
        horizon.covered(open_windows(mission, site) if site in known else [])
        for site in laying.sites
    ]
    beds = [_beds(laying, site) for site in laying.sites]
    works = [mission.activity(start.activity) for start in rows]
    by_site = [
        sorted(
            (n for n, start in enumerate(rows) if start.site == site),
            key=lambda n: (works[n].rank, laying.starts[works[n].id]),
        )
        for site in laying.sites
    ]
    ranked_at, ranked = slices(by_site)
    loans = [
        [(one, days, n) for one in mission.supports_at(site) for days, n in lent(mission, one)]
        for site in laying.sites
    ]
    flat = [row for group in loans for row in group]
    for one, *_ in flat:
        mission.partner(one.provider)
        mission.enabler(one.enabler)
    spans = [laying.weeks(days) for _, days, _ in flat]
    lent_at, _ = slices([[0] * len(group) for group in loans])
    wants_at, wants = slices(
        [
            [n for n in at_site if kind in works[n].enablers]
            for at_site in by_site
            for kind in laying.kinds
        ]
    )
    slots = _giving(laying, rows)
    giving = [
        [(slot, n) for *place, slot, n in slots if place == [site, kind]]
        for site in laying.sites
        for kind in laying.kinds
    ]
    gives_at, _ = slices([[0] * len(group) for group in giving])
    return Places(
        open=grid(is_open, horizon.weeks),
        beds=grid(beds, horizon.weeks),
        ranked_at=ranked_at,
        ranked=ranked,
        per_person=ints(_millionths(one.per_person) for one in mission.enablers),
        fixed=ints(_millionths(one.fixed) for one in mission.enablers),
        wants_at=wants_at,
        wants=wants,
        gives_at=gives_at,
        gives=ints(slot for group in giving for slot, _ in group),
        gives_by=ints(start for group in giving for _, start in group),
        lent_at=lent_at,
        lent_kind=ints(laying.kinds[one.enabler] for one, *_ in flat),
        lent_by=ints(laying.partners[one.provider] for one, *_ in flat),
        lent_people=ints(one for group in loans for one in _lent([n for *_, n in group])),
        lent_from=ints(since for since, _ in spans),
        lent_to=ints(until for _, until in spans),
    )


def _lent(loans: Sequence[float]) -> list[int]:
    """People's worth of each loan at a site; among very many, one without limit is less."""
    most = min(UNLIMITED, ALL_LENT // max(1, len(loans)))
    return [int(min(most, one)) for one in loans]


def _giving(laying: Laying, rows: Sequence[Start]) -> list[tuple[SiteId, EnablerId, int, int]]:
    """The slots whose posts provide support: site, kind, slot and start of each."""
    slots = [(n, skill) for n, s in enumerate(rows) for skill in skills_asked(laying.mission, s)]
    kinds = [laying.mission.skill(skill).enabler for _, skill in slots]
    return [
        (rows[n].site, kind, slot, n)
        for slot, ((n, _), kind) in enumerate(zip(slots, kinds, strict=True))
        if kind is not None
    ]


def _millionths(range_: Range) -> int:
    return rounded(Fraction(range_.likely) * MILLION)


def _beds(laying: Laying, site: SiteId) -> list[int]:
    """Beds at a site by week; NEVER in all weeks when the dossier states none."""
    horizon = laying.plan.horizon
    rows = [one for one in laying.mission.bed_spaces if one.site == site]
    if not rows:
        return [NEVER] * horizon.weeks
    flags = [(one.beds, horizon.covered([one.window])) for one in rows]
    return [sum(beds for beds, there in flags if there[w]) for w in range(horizon.weeks)]
