"""Refused: what of a dossier's files is no part of an answer, named beside it."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.desk.desk import Desk
from cadre.desk.plain import to_json
from cadre.mission.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row, or a file, of which nothing went into an answer.

    Attributes:
        file: Name of the file; of a store, of the table's file in a folder.
        line: Line of the file, counted from 1; None is the whole file.
        column: Column at fault; empty is the whole line.
        row: Id of the row; empty where it isn't known.
        code: Code of the rule that it breaks, of the manual's list of checks.
        reason: What is wrong, as a sentence.
        remedy: What to do, as a sentence that begins with a verb.
    """

    file: str
    line: int | None
    column: str
    row: str
    code: str
    reason: str
    remedy: str


def refused_of(finding: Finding) -> Refused:
    """A finding of a file's fault, its place taken apart."""
    file, *rest = finding.place.split(":")
    line = int(rest.pop(0)) if rest and rest[0].isdigit() else None
    return Refused(
        file=file,
        line=line,
        column=":".join(rest),
        row="" if finding.about == file else finding.about,
        code=finding.code,
        reason=finding.message,
        remedy=finding.remedy,
    )


def left_out(desk: Desk) -> int | None:
    """How many rows or files are no part of a desk's answers; None is that the reader isn't told.

    A reader may know how many there are without being told which.
    """
    withheld = desk.told(desk.refusals.withheld)
    return None if withheld is None else len(desk.refusals.things) + withheld


def answer_as_json(desk: Desk, answer: object) -> str:
    """An answer of a desk as JSON, beside it in `refused` the rows that are no part of it.

    Who may know that there are more, but not which, finds their number in `refused_withheld`.
    There are no such keys where nothing was refused. What is told, and what is withheld, is
    recorded as of any answer.
    """
    kept = desk.refusals
    if not kept.things and not kept.withheld:
        return to_json(answer)
    rows = desk.released("refused", tuple(map(refused_of, kept.things)), kept.withheld)
    beside: dict[str, object] = {"refused": rows} if rows else {}
    if withheld := desk.told(kept.withheld):
        beside["refused_withheld"] = withheld
    return to_json(answer, **beside)
