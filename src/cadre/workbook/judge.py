"""Whether changes can stand together: what leans on nothing is told, and isn't taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cadre.dossier.listing import shown
from cadre.dossier.load import nearest_id
from cadre.dossier.priors import judged, published
from cadre.dossier.references import circles, lost_citations, lost_rows
from cadre.dossier.rules import FAR_PRIOR
from cadre.dossier.tables import CITED, TABLES
from cadre.mission.mission import Mission
from cadre.mission.rows import Row
from cadre.workbook import rules
from cadre.workbook.changes import Change, Taken
from cadre.workbook.noted import Noted

Rows = Mapping[str, Mapping[str, Row]]
Key = tuple[str, str]
"""Table and id of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why one change can't stand.

    Attributes:
        change: The change.
        column: The column at fault; empty for the whole row.
        message: What is wrong, without its full stop.
        remedy: What to do.
        removal: Whether it is a row that others still name.
    """

    change: Change
    column: str = ""
    message: str
    remedy: str
    removal: bool = False


def judge(taken: Taken, mission: Mission, noted: Noted) -> None:
    """Take back the changes that can't stand, each with its reason, until all others can.

    The dossier itself has no row that leans on nothing, so this ends at the latest when no change
    is left.
    """
    while objections := _first_of_each(_objections(taken, mission)):
        taken.changes = [x for x in taken.changes if (x.table, x.id) not in objections]
        for one in objections.values():
            _told(taken, one, noted)


def _first_of_each(objections: Iterator[Objection]) -> dict[Key, Objection]:
    """One objection to a change; removals first, since what leans on them may stand then."""
    found: dict[Key, Objection] = {}
    for one in objections:
        found.setdefault((one.change.table, one.change.id), one)
    removals = {key: one for key, one in found.items() if one.removal}
    return removals or found


def _told(taken: Taken, one: Objection, noted: Noted) -> None:
    """Count and note a change that was taken back."""
    tally = taken.tallies[one.change.table]
    if one.change.row:
        tally.refused += 1
    else:
        tally.missing += 1
    noted.add(
        rules.STILL_NAMED if one.removal else rules.LEANS,
        f"{one.message}.",
        one.remedy,
        sheet=one.change.sheet,
        row=one.change.row,
        column=one.column,
        about=one.change.id,
    )


def _objections(taken: Taken, mission: Mission) -> Iterator[Objection]:
    changes = {(one.table, one.id): one for one in taken.changes if one.table in TABLES}
    if not changes:
        return
    rows = taken.rows(mission)
    yield from _lost(rows, changes)
    yield from _uncited(rows, changes)
    yield from _circling(rows, changes)
    yield from _odd_priors(rows, changes)


def _lost(rows: Rows, changes: Mapping[Key, Change]) -> Iterator[Objection]:
    """Changes by which a row refers to what isn't there."""
    for lost in lost_rows(rows):
        removed = [
            changes[key]
            for name in lost.field.refers_to
            if (key := (name, lost.target)) in changes and changes[key].removed
        ]
        if removed:
            yield from (_still_named(one, f"{lost.table} {lost.row}") for one in removed)
        elif (change := changes.get((lost.table, lost.row))) is not None:
            where = " or ".join(lost.field.refers_to)
            known = [key for name in lost.field.refers_to for key in rows[name]]
            yield Objection(
                change=change,
                column=lost.field.columns[0].name,
                message=f"`{lost.field.name}` names {shown(lost.target)}, which isn't in {where}, "
                "or was refused",
                remedy=nearest_id(lost.target, known),
            )


def _still_named(change: Change, by: str) -> Objection:
    return Objection(
        change=change,
        message=f"{shown(change.id)} can't be removed: {by} names it",
        remedy="Change or remove what names it in the same workbook.",
        removal=True,
    )


def _uncited(rows: Rows, changes: Mapping[Key, Change]) -> Iterator[Objection]:
    """Changes by which a citation leads nowhere."""
    cited = {**rows, "priors": {**published(), **rows["priors"]}}
    gone = {key: one for (table, key), one in changes.items() if table in CITED and one.removed}
    for name, table in TABLES.items():
        for key, citations in lost_citations(table, cited):
            refs = [one.ref for one in citations]
            removed = [gone[ref] for ref in refs if ref in gone]
            if removed:
                yield from (_still_named(one, f"{name} {key}") for one in removed)
            elif (change := changes.get((name, key))) is not None:
                yield Objection(
                    change=change,
                    column="sources",
                    message=f"`sources` names {shown(refs[0])}, which no source, claim, "
                    "assumption or prior is called, or which was refused",
                    remedy=nearest_id(refs[0], [ref for name in CITED for ref in rows[name]]),
                )


def _circling(rows: Rows, changes: Mapping[Key, Change]) -> Iterator[Objection]:
    """Changes by which rows lead to each other in a circle."""
    for one in circles(rows):
        change = changes.get((one.table, one.row))
        if change is not None and not change.removed:
            yield Objection(
                change=change,
                column=one.field.columns[0].name,
                message=f"`{one.field.name}` names {shown(one.target)}, which leads into a circle",
                remedy="Remove one of the references.",
            )


def _odd_priors(rows: Rows, changes: Mapping[Key, Change]) -> Iterator[Objection]:
    """Changes by which a prior can't stand in its column."""
    for bad in judged(rows["priors"]):
        change = changes.get(("priors", bad.id))
        if change is not None and bad.rule is not FAR_PRIOR:
            yield Objection(
                change=change,
                column=bad.column,
                message=bad.message.removesuffix("."),
                remedy="Correct the value.",
            )
