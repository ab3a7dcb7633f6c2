"""What is wrong in a workbook, with its place; long series are cut and counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cadre.exchange.rules import unlisted
from cadre.mission.findings import Finding, Rule
from cadre.workbook.rules import MORE

LISTED = 1000
"""Findings of one rule that are listed; the others are counted."""


@dataclass(slots=True)
class Noted:
    """Collects findings while a workbook is read.

    Attributes:
        file: Name of the workbook.
        found: What was noted, each with the place in the workbook that it is sorted by.
        counts: How often each rule was broken.
    """

    file: str
    found: list[tuple[tuple[str, int], Finding]] = field(default_factory=list)
    counts: Counter[Rule] = field(default_factory=Counter)

    def place(self, sheet: str = "", row: int = 0, column: str = "") -> str:
        """Where something stands: file, sheet, row and column."""
        parts = (self.file, sheet, str(row) if row else "", column)
        return ":".join(part for part in parts if part)

    def add(  # noqa: PLR0913 - the parts of a finding and of its place, each named at the call
        self,
        rule: Rule,
        message: str,
        remedy: str,
        *,
        sheet: str = "",
        row: int = 0,
        column: str = "",
        about: str = "",
    ) -> None:
        """Note that `rule` is broken; `about` empty takes the file's name."""
        self.counts[rule] += 1
        if self.counts[rule] <= LISTED:
            place = self.place(sheet, row, column)
            made = rule.broken(
                about=about or self.file, message=message, remedy=remedy, place=place
            )
            self.found.append(((sheet, row), made))

    def findings(self) -> tuple[Finding, ...]:
        """All that was noted: the worst first, then by sheet and row."""
        cut = unlisted(MORE, self.file, self.counts, LISTED)
        ordered = sorted(self.found, key=lambda one: (one[1].severity.rank, *one[0]))
        return (*(finding for _, finding in ordered), *cut)
