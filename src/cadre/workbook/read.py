"""Reading a workbook back: what a person changed in it, as changes of the dossier."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from cadre.dossier.tables import TABLES
from cadre.exchange.archive import extras
from cadre.exchange.opening import opened_workbook
from cadre.mission.findings import Finding
from cadre.mission.mission import Mission, Profile
from cadre.mission.rows import Row
from cadre.workbook import rules
from cadre.workbook.base import Base, Edition, read_base
from cadre.workbook.changes import Taken
from cadre.workbook.judge import judge
from cadre.workbook.layout import MISSION
from cadre.workbook.mission import MissionTaker
from cadre.workbook.noted import Noted
from cadre.workbook.sheets import Sheet, SheetFinder
from cadre.workbook.take import Known, SheetTaker, Terms
from cadre.workbook.threeway import Take


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRead:
    """What a workbook says against a dossier.

    Attributes:
        sha256: SHA-256 of its bytes, hexadecimal.
        edition: What it was exported from; None when it doesn't tell.
        taken: What becomes of the dossier's rows.
        mission: The mission with all that is right; None when the workbook makes none.
        findings: What is wrong in it, the worst first.
    """

    sha256: str
    edition: Edition | None
    taken: Taken
    mission: Mission | None
    findings: tuple[Finding, ...]


def read_book(path: Path, mission: Mission | None, terms: Terms) -> BookRead:
    """Compare the workbook at `path` with a mission.

    Args:
        path: The workbook.
        mission: What the dossier states; None when there is none yet.
        terms: How the workbook is taken.

    Raises:
        CadreError: It is no workbook, is broken, protected, or too large.
    """
    noted = Noted(path.name)
    with opened_workbook(path) as book:
        finder = SheetFinder(book, noted)
        base = read_base(finder.base())
        sheets, named = finder.sheets(), finder.named()
        if more := extras(path):
            message = f"The workbook holds {' and '.join(more)}: only values are read."
            noted.add(rules.NOT_FOLLOWED, message, "Look whether the values are what you mean.")
        sha256 = book.sha256
    reader = _Reader(mission, base, terms, noted)
    reader.miss({name for name in TABLES if name not in sheets and name not in named})
    taken = reader.taken(sheets)
    return BookRead(
        sha256=sha256,
        edition=None if base is None else base.edition,
        taken=taken,
        mission=reader.mission(taken),
        findings=noted.findings(),
    )


class _Reader:
    """Compares the sheets of one workbook with one mission."""

    def __init__(
        self, mission: Mission | None, base: Base | None, terms: Terms, noted: Noted
    ) -> None:
        self._noted = noted
        self._terms = terms
        self._told = base
        # What a dossier without rows has lost since the export isn't asked: it is filled anew.
        self._fresh = mission is None or not any(getattr(mission, name) for name in TABLES)
        self._mission = mission
        self._base = None if self._fresh else base
        if base is None and not self._fresh:
            self._without_base()
        if base is not None and not base.edition.whole:
            message = f"The workbook holds what {base.edition.reader} may see."
            remedy = "Know that nothing it doesn't hold is changed or removed."
            noted.add(rules.PART, message, remedy)

    def _without_base(self) -> None:
        self._noted.add(
            rules.NO_BASE,
            "The workbook doesn't tell what it held when it was exported, so that a change made "
            "here can't be told from one made in the dossier.",
            "Edit a workbook that Cadre wrote; else --take workbook or --take dossier decides.",
        )

    def miss(self, tables: Container[str]) -> None:
        """Tell of tables whose rows the workbook held when it was exported, and has no sheet of."""
        told = {} if self._told is None else self._told.rows
        gone = [name for name in told if name in tables]
        if self._base is not None:
            gone = [name for name in gone if not told[name].keys().isdisjoint(self._rows(name))]
        if not gone:
            return
        stays = "none of their rows are taken" if self._fresh else "the dossier's rows stay"
        self._noted.add(
            rules.NO_SHEET,
            f"There is no sheet any more of {', '.join(gone)}: {stays}.",
            "Leave it so if that is meant; else put the sheet back. To take rows out of a dossier, "
            "delete them in their sheet, and import with --remove.",
        )

    def taken(self, sheets: Mapping[str, Sheet]) -> Taken:
        """What becomes of the dossier's rows, sheet by sheet in the order of tables."""
        taken = Taken(order={} if self._told is None else self._told.rows)
        if MISSION in sheets:
            changes, tally = self._mission_taker(sheets[MISSION]).taken()
            taken.changes += changes
            taken.tallies[MISSION] = tally
        rows = {name: self._rows(name) for name in TABLES}
        for name in TABLES:
            if name in sheets:
                base = None if self._base is None else self._base.rows.get(name, {})
                known = Known(rows=rows[name], base=base, ids=rows)
                taker = SheetTaker(sheets[name], known, self._terms, self._noted)
                taker.take()
                taken.changes += taker.changes
                taken.tallies[name] = taker.tally
        if (begun := self._begun(taken)) is not None:
            judge(taken, begun, self._noted)
        return taken

    def mission(self, taken: Taken) -> Mission | None:
        """The mission with the changes; None when there was none and the workbook makes none."""
        begun = self._begun(taken)
        return None if begun is None else taken.mission(begun)

    def _begun(self, taken: Taken) -> Mission | None:
        """The mission that changes are made to: where there is none yet, one without rows."""
        if self._mission is not None:
            return self._mission
        made = next((one.after for one in taken.changes if isinstance(one.after, Profile)), None)
        return None if made is None else Mission(profile=made)

    def _mission_taker(self, sheet: Sheet) -> MissionTaker:
        base = None if self._base is None else self._base.rows.get(MISSION, {}).get(MISSION)
        return MissionTaker(
            sheet=sheet,
            now=None if self._mission is None else self._mission.profile,
            base=base,
            take=Take.WORKBOOK if self._fresh else self._terms.take,
            noted=self._noted,
        )

    def _rows(self, name: str) -> dict[str, Row]:
        rows = () if self._mission is None else getattr(self._mission, name)
        return {row.id: row for row in rows}
