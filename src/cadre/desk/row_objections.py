"""Objections to drafts: rows that lean on nothing, that others lean on, or that lead in circles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from cadre.desk.row_answers import CellProblem
from cadre.desk.row_drafts import Draft, Refused, problem
from cadre.dossier.listing import shown
from cadre.dossier.load import nearest_id
from cadre.dossier.priors import judged as judged_priors
from cadre.dossier.priors import published
from cadre.dossier.references import circles
from cadre.dossier.rules import FAR_PRIOR
from cadre.dossier.store.changes import Key
from cadre.dossier.store.cited import row_of
from cadre.dossier.store.opening import Reading
from cadre.dossier.store.rows import named_by, naming, readable, rows_of_kind
from cadre.dossier.store.views import Version, rows_at
from cadre.dossier.tables import CITED, TABLES
from cadre.mission.rows import Row

NAMED = 5
"""Rows that a sentence names; more are counted."""
_Name = tuple[str, str, tuple[str, ...]]
"""A column, the id in it, and the tables of which one must hold it."""


class Objections:
    """Judges drafts against the rows that a branch shows as of a change."""

    def __init__(self, connection: Reading, branch: str, seq: int) -> None:
        self._connection = connection
        self._branch = branch
        self._seq = seq
        self._there: dict[Key, Row] = {}
        self._names: dict[Key, list[_Name]] = {}
        self._users: dict[str, list[Version]] = {}

    def judged(self, drafts: Sequence[Draft]) -> tuple[list[Draft], list[Refused]]:
        """The drafts that can stand together, and the others with what stands in their way.

        What leans on a draft that can't stand can't either; so it goes on until all others can.
        """
        self._look_up(drafts)
        left, refused = list(drafts), []
        while found := self._found(left):
            refused += [
                Refused(edit=one.edit, problems=tuple(found[one.key]))
                for one in left
                if one.key in found
            ]
            left = [one for one in left if one.key not in found]
        return left, refused

    def _look_up(self, drafts: Sequence[Draft]) -> None:
        """Read at once what drafts name anew, and what names the rows that they take out."""
        for one in drafts:
            self._names[one.key] = [] if one.row is None else _new_names(one, one.row)
        named = ((t, x) for some in self._names.values() for _, x, tables in some for t in tables)
        gone: dict[str, list[str]] = defaultdict(list)
        for one in drafts:
            if one.row is None:
                gone[one.edit.table].append(one.id)
        for kind, ids in gone.items():
            self._users[kind] = naming(self._connection, self._branch, self._seq, kind, ids)
        further = (
            (table, target)
            for some in self._users.values()
            for key, row in readable({(x.kind, x.id): x for x in some}).items()
            for _, target, tables in named_by(key[0], row)
            for table in tables
            if any(target in ids for ids in gone.values())
        )
        keys = dict.fromkeys((*named, *further))
        self._there = readable(rows_at(self._connection, self._branch, self._seq, keys))

    def _found(self, drafts: Sequence[Draft]) -> dict[Key, list[CellProblem]]:
        """What stands in the way of drafts: first of those that take out rows, if of any.

        What leans on such a row may stand once it stays.
        """
        after: dict[Key, Row | None] = {one.key: one.row for one in drafts}
        named = self._still_named(drafts, after)
        if named:
            return named
        found: dict[Key, list[CellProblem]] = defaultdict(list)
        for one in drafts:
            for column, target, tables in self._names[one.key]:
                if not self._has(after, target, tables):
                    found[one.key].append(self._lost(one, column, target, tables))
        for one, said in (*self._circling(drafts), *_odd_priors(drafts)):
            found[one.key].append(said)
        return dict(found)

    def _has(self, after: dict[Key, Row | None], target: str, tables: Sequence[str]) -> bool:
        keys = [(table, target) for table in tables]
        if any(after[key] is not None if key in after else key in self._there for key in keys):
            return True
        return "priors" in tables and target in published()

    def _lost(self, draft: Draft, column: str, target: str, tables: tuple[str, ...]) -> CellProblem:
        asked = (self._connection, self._branch, self._seq)
        known = [one.id for table in tables for one in rows_of_kind(*asked, table)]
        where = "sources, claims, assumptions or priors" if tables == CITED else " or ".join(tables)
        says = f"`{column}` names {shown(target)}, which isn't in {where}."
        return problem(draft.edit, column, says, nearest_id(target, known), key=draft.id)

    def _still_named(
        self, drafts: Sequence[Draft], after: dict[Key, Row | None]
    ) -> dict[Key, list[CellProblem]]:
        """The drafts that take out what others name."""
        users: dict[Key, dict[str, None]] = defaultdict(dict)
        for kind, versions in self._users.items():
            gone = {one.id for one in drafts if one.row is None and one.edit.table == kind}
            for version in versions:
                key = (version.kind, version.id)
                row = after[key] if key in after else row_of(version)
                for column, target, tables in () if row is None else named_by(version.kind, row):
                    lost = target in gone and kind in tables
                    if lost and not self._has(after, target, tables):
                        users[kind, target][f"{version.kind} {version.id} (`{column}`)"] = None
        by_key = {one.key: one for one in drafts}
        return {key: [_named_still(by_key[key], list(some))] for key, some in users.items()}

    def _circling(self, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, CellProblem]]:
        """Drafts by which rows of a table lead to each other in a circle."""
        by_key = {one.key: one for one in drafts if one.row is not None}
        tables = {
            table
            for (table, _), names in self._names.items()
            if any(table in some and column != "sources" for column, _, some in names)
        }
        for table in sorted(tables):
            asked = (self._connection, self._branch, self._seq)
            stated = {(table, one.id): one for one in rows_of_kind(*asked, table)}
            rows: dict[str, Any] = {name: {} for name in TABLES}
            rows[table] = {key: row for (_, key), row in readable(stated).items()}
            for one in drafts:
                if one.edit.table == table:
                    rows[table].pop(one.id, None)
                    if one.row is not None:
                        rows[table][one.id] = one.row
            for lost in circles(rows):
                draft = by_key.get((table, lost.row))
                column = lost.field.columns[0].name
                if draft is not None and any(c == column for c, _, _ in self._names[draft.key]):
                    says = f"`{column}` names {shown(lost.target)}, which leads into a circle."
                    remedy = "Name another row, or none."
                    yield draft, problem(draft.edit, column, says, remedy, key=draft.id)


def _new_names(draft: Draft, row: Row) -> list[_Name]:
    """What a row names that it didn't name before."""
    old = None if draft.standing is None else row_of(draft.standing)
    before = set() if old is None else set(named_by(draft.edit.table, old))
    return [one for one in dict.fromkeys(named_by(draft.edit.table, row)) if one not in before]


def _named_still(draft: Draft, users: list[str]) -> CellProblem:
    more = f" and {len(users) - NAMED} more" if len(users) > NAMED else ""
    by = ", ".join(users[:NAMED]) + more
    verb = "names it" if len(users) == 1 else "name it"
    says = f"{shown(draft.id)} can't be taken out: {by} {verb}."
    return problem(draft.edit, "", says, "Change or take out first what names it.")


def _odd_priors(drafts: Sequence[Draft]) -> Iterator[tuple[Draft, CellProblem]]:
    """Drafts of priors that can't stand in their column."""
    own = {one.id: one for one in drafts if one.edit.table == "priors" and one.row is not None}
    rows = {key: one.row for key, one in own.items() if one.row is not None}
    for bad in judged_priors(rows) if rows else ():
        if bad.rule is not FAR_PRIOR:
            said = problem(own[bad.id].edit, bad.column, bad.message, "Correct the value.")
            yield own[bad.id], said
