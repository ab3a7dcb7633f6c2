"""Failing: the ways in which an assumption turns out wrong, each as a mission to play."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from functools import partial
from math import floor
from typing import Any

from cadre.explorer.applying import put
from cadre.explorer.cells import BELIEFS, name_of
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.authorities import Authority, AuthorityState
from cadre.mission.conditions import Condition
from cadre.mission.enablers import Support
from cadre.mission.forces import Pledge
from cadre.mission.gates import gates
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range
from cadre.mission.rows import Row
from cadre.mission.sources import Assumption, Claim, Source

TABLES = 3
"""Tables whose rows may cite an assumption that is about some of them."""
NEARLY = 0.02
"""Share by which a sum of people may miss a figure that is rounded."""
LEAVING = ("partners", "leave_belief")
"""What is believed of a partner is that it leaves: that fails a plan when it comes true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in which an assumption fails, beside the same mission in which it holds.

    Attributes:
        text: What is otherwise, as a sentence.
        holds: The mission in which it holds, all else as stated.
        fails: The mission in which it fails, all else as stated.
        range: The figure's range; None of beliefs, and where rows fall.
        value: What the figure, or the belief, is where it fails; None where rows fall.
        at: Makes the mission in which the figure is a value; None likewise.
        likelihood: How likely it is to fail outright, by the dossier's own belief; None where
            the dossier has a range, or nothing.
        usual: Whether this is how it fails unless play tells otherwise: a partner leaves, all
            else that is believed in doesn't come.
        alone: Whether the rows that fall rest on assumptions alone: no claim, no document.
    """

    text: str
    holds: Mission
    fails: Mission
    range: Range | None = None
    value: float | None = None
    at: Callable[[float], Mission] | None = None
    likelihood: float | None = None
    usual: bool = True
    alone: bool = True


def ways(mission: Mission, assumption: Assumption, found: Sequence[Uncertainty]) -> tuple[Way, ...]:
    """The ways in which an assumption can fail; none where nothing of it can be tried.

    A figure, belief or day that is its own fails at each end; which of them hurts is told by play.
    A number of people that is the sum of its pledges, or of its posts, makes these fewer or more.
    One that states no figure fails with the rows that cite it: authorities lapse, met conditions
    aren't met any more, pledges aren't kept, lent support is gone.

    Args:
        mission: The mission, cut to a choice.
        assumption: The assumption.
        found: The mission's uncertainties.
    """
    if whole(mission, assumption):
        return ()
    told = tuple(way for one in own(assumption, found) for way in _ends(mission, one))
    if assumption.value is not None:
        return told or tuple(_summed(mission, assumption, assumption.value))
    return told or tuple(_fallen(mission, assumption))


def hoped(mission: Mission, plan: Plan, found: Sequence[Uncertainty]) -> Mission:
    """The mission in which all goes as a plan counts on it.

    Gates that its starts rest on, or wait for, open on their likely days after talks of likely
    length; pledges are kept; no partner leaves. Shocks, and all figures, stay as they are.
    """
    relied = _relied_on(mission, plan)
    for one in found:
        tables = {table for table, _, _ in one.fields}
        of_gates = {row for _, row, _ in one.fields} <= relied
        if is_belief(one) and (tables <= {"pledges", "partners"} or of_gates):
            leaving = all((table, field) == LEAVING for table, _, field in one.fields)
            mission = put(mission, one, 0.0 if leaving else 1.0)
        elif of_gates and (one.kind is Kind.DAY or tables == {"negotiations"}):
            mission = put(mission, one, one.likely)
    return mission


def _relied_on(mission: Mission, plan: Plan) -> set[str]:
    """Ids of the gates that a plan's starts rest on, with what these need, and of talks."""
    by_id = {str(one.id): one for one in gates(mission)}
    left = [str(key) for start in plan.starts for key in (*start.rests_on, *start.waits_for)]
    known: set[str] = set()
    while left:
        key = left.pop()
        if key not in known:
            known.add(key)
            gate = by_id.get(key)
            left += [str(one) for one in (*gate.all_of, *gate.any_of)] if gate else []
    talks = {str(one.id) for one in mission.negotiations if known & set(map(str, one.brings))}
    return known | talks


def whole(mission: Mission, assumption: Assumption) -> bool:
    """Whether an assumption is about the dossier as a whole: rows of many tables cite it."""
    if assumption.value is not None:
        return False
    tables = [
        field.name
        for field in fields(mission)
        if field.name != "profile"
        and any(_cites(row, assumption) for row in getattr(mission, field.name))
    ]
    return len(tables) > TABLES


def own(assumption: Assumption, found: Sequence[Uncertainty]) -> tuple[Uncertainty, ...]:
    """The uncertainties that are what an assumption states.

    That is its figure, and what else is uncertain in the same rows. Of one without a figure in
    any cell: ranges and beliefs for which it alone stands, and days that it is cited for.
    """
    mine = [one for one in found if one.assumption == assumption.id]
    figures = [one for one in mine if one.kind is Kind.FIGURE]
    rows = {place[:2] for one in figures for place in one.fields}
    if figures:
        return tuple(one for one in mine if {place[:2] for place in one.fields} <= rows)
    if assumption.value is not None:
        return ()
    alone = [one for one in mine if set(one.sources) == {assumption.id}]
    days = [one for one in found if one.kind is Kind.DAY and assumption.id in one.sources]
    return (*alone, *(one for one in days if one not in alone))


def is_belief(uncertainty: Uncertainty) -> bool:
    """Whether it is how likely something comes at all."""
    return all(BELIEFS.get(table) == field for table, _, field in uncertainty.fields)


def _ends(mission: Mission, one: Uncertainty) -> Iterator[Way]:
    if is_belief(one):
        yield from (_belief(mission, one, value) for value in (0.0, 1.0))
        return
    usual = _said(mission, one, one.likely)
    for value in (one.low, one.high):
        if value != one.likely:
            yield Way(
                text=f"{one.name}: {_said(mission, one, value)} in place of {usual}.",
                holds=put(mission, one, one.likely),
                fails=put(mission, one, value),
                range=Range(one.low, one.likely, one.high),
                value=value,
                at=partial(put, mission, one),
            )


def _said(mission: Mission, one: Uncertainty, value: float) -> str:
    if one.kind is Kind.DAY:
        return (mission.horizon.start + timedelta(days=round(7 * value))).isoformat()
    return f"{value:,.3g} {one.unit}"


def _belief(mission: Mission, one: Uncertainty, value: float) -> Way:
    """The event that is believed in comes in every future, or in none."""
    leaving = all((table, field) == LEAVING for table, _, field in one.fields)
    likelihood = one.likely if value else 1.0 - one.likely
    return Way(
        text=f"{'It comes true' if value else 'It never comes true'}: {one.name}.",
        holds=put(mission, one, 1.0 - value),
        fails=put(mission, one, value),
        value=value,
        # A belief of 0.9 fails in a tenth of futures, not in a little less.
        likelihood=round(likelihood, 9),
        usual=leaving == (value == 1.0),
    )


def _summed(mission: Mission, assumption: Assumption, figure: Range) -> Iterator[Way]:
    """The mission with more or fewer people, where pledges or posts add up to the figure."""
    for table in ("pledges", "posts"):
        rows = [one for one in getattr(mission, table) if _cites(one, assumption)]
        whole = sum(one.people for one in rows)
        if not whole or abs(whole - figure.likely) > NEARLY * figure.likely:
            continue
        keys = frozenset(str(one.id) for one in rows)
        for value in (figure.low, figure.high):
            if value != figure.likely:
                yield Way(
                    text=f"{assumption.statement.rstrip('.')}: {value:,.3g} people in place of "
                    f"{figure.likely:,.3g}, each of its {table} in proportion.",
                    holds=mission,
                    fails=_scaled(mission, table, keys, value / figure.likely),
                    range=figure,
                    value=value,
                    at=partial(_at, mission, table, keys, figure.likely),
                )


def _at(mission: Mission, table: str, keys: frozenset[str], likely: float, value: float) -> Mission:
    return _scaled(mission, table, keys, value / likely)


def _scaled(mission: Mission, table: str, keys: frozenset[str], share: float) -> Mission:
    """The mission whose rows of these ids have so many times their people, one at least."""
    rows = tuple(
        replace(one, people=max(1, floor(one.people * share + 0.5))) if one.id in keys else one
        for one in getattr(mission, table)
    )
    tables: dict[str, Any] = {table: rows}
    return replace(mission, **tables)


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
                names.append(name_of(mission, row))
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
