"""Who stands behind whom: enablers, who lends them, and what their loss asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from cadre.errors import CadreError
from cadre.mission.ids import EnablerId, PartnerId, SiteId, SupportId
from cadre.mission.quantities import Heads, People, PeopleRange, PerPerson, exact
from cadre.mission.rows import Row
from cadre.mission.weeks import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Enabler(Row):
    """A kind of support without which people can't work: base defence, escort, medical.

    At a site where P people are, `per_person` x P + `fixed` people of this kind are needed.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
        per_person: People of this kind needed for each person present.
        fixed: People of this kind needed as soon as anybody is present.
        step: People come in whole units of this size.
    """

    id: EnablerId
    name: str
    per_person: PerPerson = exact(0)
    fixed: PeopleRange = exact(0)
    step: Heads = 1


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


def brought_support(
    people: int, enablers: Mapping[EnablerId, Enabler], supply: Mapping[EnablerId, float]
) -> dict[EnablerId, int]:
    """How many people of each kind the mission must bring itself to one site.

    The least fixed point of section 3 of the mission model: with P = people + sum of what is
    brought, x_k = per_person_k P + fixed_k - supply_k, at least 0, in whole steps. It is
    monotone and is found by iterating from nothing brought. Nobody present needs nothing.

    Args:
        people: People present without those to be brought, own enabler posts included.
        enablers: The kinds of support that count.
        supply: People's worth that is there of each kind, lent and own; inf is without limit.

    Raises:
        CadreError: The kinds that are short need one person or more for each person present,
            so no force is large enough.
    """
    brought = dict.fromkeys(enablers, 0)
    if people == 0:
        return brought
    changed = True
    while changed:
        changed = False
        total = people + sum(brought.values())
        if total > 1_000_000:
            short = [kind for kind, more in brought.items() if more]
            share = sum(enablers[kind].per_person.likely for kind in short)
            raise CadreError(
                "enablers " + ", ".join(sorted(short)),
                f"they need {share:g} people for each person present",
                "less than 1 in all",
                "Lower `per_person`, or have one of them lent.",
            )
        for kind, enabler in enablers.items():
            needed = enabler.per_person.likely * total + enabler.fixed.likely
            short_by = needed - supply.get(kind, 0.0)
            # The tolerance keeps 0.1 x 30 from becoming 4 people by rounding of binary fractions.
            more = ceil(short_by / enabler.step - 1e-9) * enabler.step if short_by > 1e-9 else 0
            if more > brought[kind]:
                brought[kind] = more
                changed = True
    return brought
