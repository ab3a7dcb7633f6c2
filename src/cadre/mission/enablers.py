"""Who stands behind whom: enablers, who lends them, and what their loss asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import ceil

from cadre.errors import CadreError
from cadre.mission.ids import EnablerId, PartnerId, SiteId, SupportId
from cadre.mission.quantities import (
    Heads,
    People,
    PeopleRange,
    PerPerson,
    WeeksRange,
    exact,
    unstated,
)
from cadre.mission.rows import Row
from cadre.mission.weeks import Window


class EnablerKind(Enum):
    """The kinds of support that a mission of advisers leans on."""

    BASE_DEFENCE = "base defence"
    ESCORT = "movement escort"
    MEDICAL = "medical"
    COMMUNICATIONS = "communications"
    AIRLIFT = "airlift"
    TRANSPORT = "routes and transport"
    INTERPRETERS = "interpreters"
    LIFE_SUPPORT = "life support"
    INTELLIGENCE = "intelligence"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enabler(Row):
    """A kind of support without which people can't work: base defence, escort, medical.

    At a site where P people are, `per_person` x P + `fixed` people of this kind are needed.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
        kind: What kind of support it is.
        per_person: People of this kind needed for each person present.
        fixed: People of this kind needed as soon as anybody is present.
        step: People come in whole units of this size.
        lead_weeks: Weeks from the day on which a lender leaves until people of the mission's own,
            held in reserve, stand in for it.
    """

    id: EnablerId
    name: str
    kind: EnablerKind = EnablerKind.OTHER
    per_person: PerPerson = unstated(0)
    fixed: PeopleRange = exact(0)
    step: Heads = 1
    lead_weeks: WeeksRange = unstated(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support(Row):
    """What a partner lends at a site, and until when.

    Attributes:
        id: Name within the dossier.
        enabler: The kind of support.
        provider: Who lends it.
        site: Where.
        people: How many people's worth; empty is as many as are needed.
        window: Days on which it is lent.
    """

    id: SupportId
    enabler: EnablerId
    provider: PartnerId
    site: SiteId
    people: People | None = None
    window: Window = Window()


MOST_PEOPLE = 1_000_000
"""A force that grows beyond this is refused: no figure of a dossier may be larger."""


def brought_support(
    people: int, enablers: Mapping[EnablerId, Enabler], supply: Mapping[EnablerId, float]
) -> dict[EnablerId, int]:
    """How many people of each kind the mission must bring itself to one site.

    The least fixed point of what people ask for: with P = people + sum of what is
    brought, x_k = per_person_k P + fixed_k - supply_k, at least 0, in whole steps. It is
    monotone and is found by iterating from nothing brought. Nobody present needs nothing.

    Args:
        people: People present without those to be brought, own enabler posts included.
        enablers: The kinds of support that count.
        supply: People's worth that is there of each kind, lent and own; inf is without limit.

    Raises:
        CadreError: The kinds that are short need one person or more for each person present,
            so no force is large enough; or so nearly one that it would exceed `MOST_PEOPLE`.
    """
    brought = dict.fromkeys(enablers, 0)
    if people == 0:
        return brought
    changed = True
    while changed:
        changed = False
        total = people + sum(brought.values())
        short = [kind for kind, more in brought.items() if more]
        # What is short stays short, and from a share of one on each round asks for more.
        if total > MOST_PEOPLE or sum(enablers[kind].per_person.likely for kind in short) >= 1:
            raise _too_large(enablers, short)
        for kind, enabler in enablers.items():
            needed = enabler.per_person.likely * total + enabler.fixed.likely
            short_by = needed - supply.get(kind, 0.0)
            # The tolerance keeps 0.28 x 25 from becoming 8 people by rounding of binary fractions.
            more = ceil(short_by / enabler.step - 1e-9) * enabler.step if short_by > 1e-9 else 0
            if more > brought[kind]:
                brought[kind] = more
                changed = True
    return brought


def _too_large(enablers: Mapping[EnablerId, Enabler], short: list[EnablerId]) -> CadreError:
    share = sum(enablers[kind].per_person.likely for kind in short)
    wanted = "less than 1 in all" if share >= 1 else f"a force of at most {MOST_PEOPLE:,} people"
    return CadreError(
        "enablers " + ", ".join(sorted(short)),
        f"they need {share:g} people for each person present",
        wanted,
        "Lower `per_person`, or have one of them lent.",
    )
