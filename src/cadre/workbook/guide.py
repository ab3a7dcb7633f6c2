"""The first sheet: what the workbook is, what was left out, how to edit it."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.dossier.tables import TABLES
from cadre.mission.mission import Mission
from cadre.workbook.base import Edition
from cadre.workbook.layout import MISSION

RULES = """
To add a row, write below the last one. An id may stay blank: it is then made from the row.
An id is a name for good, by which other rows refer to a row. Don't change it.
Names of columns are in row 3, dark where every row needs a value. Their notes say what they mean.
Sheets and columns may change places; columns of your own may be added, and aren't read.
Cells that may hold several values part them by `; `. Row 2 says what a blank cell stands for.
Write days in full (2021-02-18). Where only a month or year is known, write 2021-02 or 2021 as text.
A day such as 03/04/2021, which can be read in two ways, is refused.
A row deleted here stays in the dossier, unless the workbook is imported with --remove.
Rows that are hidden or filtered count like all others.
What changed in the dossier meanwhile is kept. Where both sides changed one field, it is told.
Look first: cadre import DOSSIER FILE --xlsx --dry-run
"""
"""How to edit it, a line each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What the first sheet says.

    Attributes:
        title: Name of the mission.
        marking: The strictest mark of what the workbook holds, as printed.
        facts: What it was made from: names and texts.
        sheets: The other sheets: name, number of rows, what it holds.
        rules: How to edit it.
    """

    title: str
    marking: str
    facts: tuple[tuple[str, str], ...]
    sheets: tuple[tuple[str, int, str], ...]
    rules: tuple[str, ...] = tuple(RULES.strip().splitlines())


def guide_for(
    mission: Mission, edition: Edition, marking: str, withheld: int | None, refused: int
) -> Guide:
    """The guide to the workbook of a mission.

    Args:
        mission: What the workbook holds.
        edition: What it is made from.
        marking: The strictest mark of its rows.
        withheld: Rows that the reader may not see; None when he isn't told.
        refused: Rows of the dossier's files that can't be read and aren't in it, as far as the
            reader is told.
    """
    facts = [
        ("mission", f"{mission.profile.name} ({edition.mission})"),
        ("fingerprint", edition.dossier),
        ("made by", f"Cadre {edition.version}"),
        ("for", edition.reader),
        ("as of", edition.as_of or "all that the dossier states"),
        ("holds", _holds(edition, withheld)),
    ]
    if refused:
        facts.append(("not here", f"{refused:,} faults in the dossier's files: see cadre check"))
    tables = tuple((name, len(getattr(mission, name)), one.says) for name, one in TABLES.items())
    return Guide(
        title=mission.profile.name,
        marking=" ".join(filter(None, (mission.profile.marking_policy, marking))),
        facts=tuple(facts),
        sheets=((MISSION, 1, "The mission itself."), *tables),
    )


def _holds(edition: Edition, withheld: int | None) -> str:
    if edition.whole:
        return "every row of the dossier"
    some = f", without {withheld:,} rows" if withheld else ""
    return (
        f"PART: what {edition.reader} may see{some}. "
        "What isn't here can't be changed or removed by it."
    )
