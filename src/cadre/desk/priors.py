"""Priors in force, as one reader may see them: what stands in for a dossier's blank figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cadre.dossier.priors import published
from cadre.mission.leaning import Figure, figures
from cadre.mission.markings import OPEN, Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.priors import Grade, Prior
from cadre.mission.provenance import marking_of
from cadre.mission.quantities import Range
from cadre.mission.rows import Row
from cadre.mission.sources import Audience
from cadre.release.redact import keep


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorInForce:
    """One prior, and what leans on it.

    Attributes:
        id: Its key.
        name: What it is.
        value: The figure in force.
        unit: Its unit.
        column: The column whose blank cells it stands for; empty for one to look up.
        when: The kinds of row that it is for; empty is every kind.
        own: Whether it is the dossier's own.
        published: The published figure; None when nothing was published under this key.
        grade: How far its source can be trusted.
        disputed: Whether sources differ so far that the range is a choice.
        document: Where it was published.
        address: Web address of that.
        note: What else is to be known of it.
        leaning: Rows whose blank cells it stands for.
        far: Rows whose own figure has no value in common with it.
        marking: Who may see it.
    """

    id: str
    name: str
    value: Range
    unit: str
    column: str
    when: tuple[str, ...]
    own: bool
    published: Range | None
    grade: Grade
    disputed: bool
    document: str
    address: str
    note: str
    leaning: tuple[str, ...] = ()
    far: tuple[str, ...] = ()
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorsAnswer:
    """The priors in force.

    Attributes:
        made_from: The dossier looked at; None for the published priors alone.
        priors: Those that stand for blank cells by column, then those to look up.
        withheld: Priors and rows that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom | None
    priors: tuple[PriorInForce, ...]
    withheld: int | None


def published_priors() -> PriorsAnswer:
    """The priors that come with Cadre, whatever the dossier."""
    priors = tuple(_told(one, (), OPEN) for one in _ordered(published().values()))
    return PriorsAnswer(made_from=None, priors=priors, withheld=0)


def priors_for(
    audience: Audience, made_from: MadeFrom, mission: Mission
) -> tuple[PriorsAnswer, int]:
    """The priors in force in `mission`, and how much of that the reader isn't shown."""

    def mark(thing: object) -> Marking | None:
        row = thing.row if isinstance(thing, Figure) else thing
        return marking_of(mission, row) if isinstance(row, Row) else None

    seen = keep(figures(mission), audience, mark)
    by_prior: dict[str, list[Figure]] = {}
    for one in seen.things:
        if one.prior is not None:
            by_prior.setdefault(one.prior.id, []).append(one)
    kept = keep(_ordered(mission.priors), audience, mark)
    priors = tuple(
        _told(one, by_prior.get(one.id, ()), marking_of(mission, one)) for one in kept.things
    )
    withheld = kept.withheld + seen.withheld
    told = withheld if audience.told_of_more else None
    return PriorsAnswer(made_from=made_from, priors=priors, withheld=told), withheld


def _ordered(priors: Iterable[Prior]) -> list[Prior]:
    """Those with a column by table and column, those tried first before the others."""
    return sorted(priors, key=lambda one: (one.column is None, _column(one)))


def _column(prior: Prior) -> str:
    return "" if prior.column is None else prior.column.value


def _told(prior: Prior, found: Iterable[Figure], marking: Marking) -> PriorInForce:
    stood_for = published().get(prior.id)
    some = list(found)
    return PriorInForce(
        id=prior.id,
        name=prior.name,
        value=prior.value,
        unit=prior.unit,
        column=_column(prior),
        when=prior.when,
        own=prior != stood_for,
        published=None if stood_for is None else stood_for.value,
        grade=prior.grade,
        disputed=prior.disputed,
        document=prior.document,
        address=prior.address,
        note=prior.note,
        leaning=tuple(one.row.id for one in some if one.leans),
        far=tuple(one.row.id for one in some if one.is_far),
        marking=marking,
    )
