"""Failing: the ways in which an assumption turns out wrong, each as a mission to play."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cadre.explorer.applying import put
from cadre.explorer.cells import BELIEFS
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.authorities import Authority, AuthorityState
from cadre.mission.conditions import Condition
from cadre.mission.enablers import Support
from cadre.mission.forces import Pledge
from cadre.mission.mission import Mission
from cadre.mission.rows import Row
from cadre.mission.sources import Assumption, Claim, Source

LEAVING = ("partners", "leave_belief")
"""What is believed of a partner is that it leaves: that fails a plan when it comes true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in which an assumption fails, beside the same mission in which it holds.

    Attributes:
        text: What is otherwise, as a sentence.
        holds: The mission in which it holds, all else as stated.
        fails: The mission in which it fails, all else as stated.
        uncertainty: The uncertainty that is at its bad end; None where rows fall.
        value: What it is then; None where rows fall.
        likelihood: How likely it is to fail outright, by the dossier's own belief; None where
            the dossier has a range, or nothing.
        alone: Whether the rows that fall rest on assumptions alone: no claim, no document.
    """

    text: str
    holds: Mission
    fails: Mission
    uncertainty: Uncertainty | None = None
    value: float | None = None
    likelihood: float | None = None
    alone: bool = True


def ways(mission: Mission, assumption: Assumption, found: Sequence[Uncertainty]) -> tuple[Way, ...]:
    """The ways in which an assumption can fail; none where nothing of it can be tried.

    An assumption whose figure, belief or day is uncertain fails at each end; that which hurts is
    told from play. One without any fails with the rows that cite it: authorities lapse, met
    conditions aren't met any more, pledges aren't kept, lent support is gone.

    Args:
        mission: The mission, cut to a choice.
        assumption: The assumption.
        found: The mission's uncertainties.
    """
    mine = [one for one in found if one.assumption == assumption.id]
    told = tuple(way for one in mine for way in _ends(mission, one))
    return told or tuple(_fallen(mission, assumption))


def is_belief(uncertainty: Uncertainty) -> bool:
    """Whether it is how likely something comes at all."""
    return all(BELIEFS.get(table) == field for table, _, field in uncertainty.fields)


def _ends(mission: Mission, one: Uncertainty) -> Iterator[Way]:
    if is_belief(one):
        yield from (_belief(mission, one, value) for value in (0.0, 1.0))
        return
    unit = "" if one.kind is Kind.DAY else f" {one.unit}"
    word = "week " if one.kind is Kind.DAY else ""
    for value in (one.low, one.high):
        if value != one.likely:
            yield Way(
                text=f"{one.name}: {word}{value:,.3g}{unit} in place of {one.likely:,.3g}.",
                holds=put(mission, one, one.likely),
                fails=put(mission, one, value),
                uncertainty=one,
                value=value,
            )


def _belief(mission: Mission, one: Uncertainty, value: float) -> Way:
    """The event that is believed in comes in every future, or in none."""
    word = "It comes true" if value else "It never comes true"
    return Way(
        text=f"{word}: {one.name}.",
        holds=put(mission, one, 1.0 - value),
        fails=put(mission, one, value),
        uncertainty=one,
        value=value,
        likelihood=one.likely if value else 1.0 - one.likely,
    )


def usual(way: Way) -> bool:
    """Whether a belief fails in this way unless play tells otherwise.

    Partners leave; all else doesn't come. Of what is no belief every way is usual.
    """
    if way.uncertainty is None or not is_belief(way.uncertainty):
        return True
    leaving = all((table, field) == LEAVING for table, _, field in way.uncertainty.fields)
    return (way.value == 1.0) == leaving


def _fallen(mission: Mission, assumption: Assumption) -> Iterator[Way]:
    """The mission without the rows that cite an assumption."""
    tables: dict[str, Any] = {}
    names: list[str] = []
    alone = True
    for table in ("authorities", "conditions", "pledges", "supports"):
        rows: list[Row] = []
        for row in getattr(mission, table):
            after = _without(row) if _cites(row, assumption) else row
            if after is not row:
                names.append(_name(row))
                alone = alone and not _told(mission, row)
            if after is not None:
                rows.append(after)
        tables[table] = tuple(rows)
    if names:
        most = 3
        more = f" and {len(names) - most} more" if len(names) > most else ""
        yield Way(
            text=f"What rests on it is gone: {', '.join(names[:most])}{more}.",
            holds=mission,
            fails=replace(mission, **tables),
            alone=alone,
        )


def _without(row: Row) -> Row | None:
    """A row after what it states has failed; itself where that changes nothing."""
    if isinstance(row, Authority) and row.in_force:
        return replace(row, state=AuthorityState.LAPSED)
    if isinstance(row, Condition) and row.met is not None:
        return replace(row, met=None, when=None, belief=0.0)
    if isinstance(row, Pledge) and row.belief > 0:
        return replace(row, belief=0.0)
    return None if isinstance(row, Support) else row


def _cites(row: Row, assumption: Assumption) -> bool:
    return any(one.ref == assumption.id for one in row.sources)


def _told(mission: Mission, row: Row) -> bool:
    """Whether a claim or a document stands behind a row."""
    behind = (mission.evidence.get(one.ref) for one in row.sources)
    return any(isinstance(one, Claim | Source) for one in behind)


def _name(row: Row) -> str:
    return str(getattr(row, "name", "") or row.id).rstrip(".")
