"""The first sheet: what the workbook is, what was left out, how to edit it."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.dossier.tables import TABLES
from cadre.mission.mission import Mission
from cadre.workbook.base import Edition
from cadre.workbook.layout import MISSION

RULES = (
    "Write below the last row to add one. An id may stay blank: it is then made from the row.",
    "An id is a name for good: other rows refer to it. A row whose id is changed is another row.",
    "Names of columns are in row 3; dark ones are needed in every row. Their notes say what they "
    "mean. Columns and sheets may change places, and columns of your own may be added.",
    "Cells that may hold several values part them by `; `. A blank cell stands for what row 2 says.",
    "Days are days (2021-02-18); where only a month or a year is known, write 2021-02 or 2021 as "
    "text. A day as 03/04/2021 is refused, since it can be read in two ways.",
    "A row that is deleted here stays in the dossier, unless it is imported with --remove. Rows "
    "that are hidden or filtered are rows like all others.",
    "What changed in the dossier meanwhile is kept; where both sides changed one field, it is told.",
    "Read back with: cadre import DOSSIER FILE --xlsx --dry-run",
)


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
    rules: tuple[str, ...] = RULES


def guide_for(
    mission: Mission, edition: Edition, marking: str, withheld: int | None, refused: int
) -> Guide:
    """The guide to the workbook of a mission.

    Args:
        mission: What the workbook holds.
        edition: What it is made from.
        marking: The strictest mark of its rows.
        withheld: Rows that the reader may not see; None when he isn't told.
        refused: Rows of the dossier's files that can't be read and aren't in it.
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
    some = f"{withheld:,} rows aren't shown. " if withheld else ""
    return f"PART of the dossier. {some}What isn't here can't be changed or removed by it."
