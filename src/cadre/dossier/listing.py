"""What is wrong in a folder, in the order of its files; long series are cut and counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cadre.dossier.rules import CONSEQUENCES, MORE
from cadre.mission.findings import Finding, Rule

LISTED = 100
"""Findings of one rule that are listed for one file; the others are counted."""
LONG = 100
"""Characters of a name that are told, as many as an id may have."""
SHOWN = 60
"""Characters of a value that a message repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a folder something stands.

    Attributes:
        file: Name of the file.
        line: Line, counted from 1; 0 is the whole file.
        column: Name of the column or key; empty is the whole line.
    """

    file: str
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        parts = [self.file, str(self.line) if self.line else "", _told(self.column)]
        return ":".join(part for part in parts if part)


@dataclass(slots=True)
class Listing:
    """Collects findings while a folder is read.

    Attributes:
        found: Each finding with its place.
        counts: How many there are of each rule in each file.
    """

    found: list[tuple[Place, Finding]] = field(default_factory=list)
    counts: Counter[tuple[str, Rule]] = field(default_factory=Counter)

    def add(self, rule: Rule, place: Place, message: str, remedy: str, about: str = "") -> None:
        """Note that `rule` is broken at `place`; `about` empty takes the file's name."""
        self.counts[place.file, rule] += 1
        if self.counts[place.file, rule] <= LISTED:
            finding = rule.broken(
                about=_told(about) or place.file, message=message, remedy=remedy, place=str(place)
            )
            self.found.append((place, finding))

    def findings(self, files: list[str]) -> tuple[Finding, ...]:
        """All that was noted: causes first, by file in the order of `files`, then by line."""
        rank = {file: number for number, file in enumerate(files)}
        cut = [
            (
                Place(file=file, line=2**63),
                MORE.broken(
                    about=file,
                    message=f"{count - LISTED} more findings of {rule.code} aren't listed.",
                    remedy="Correct those listed and check again.",
                    place=file,
                ),
            )
            for (file, rule), count in self.counts.items()
            if count > LISTED
        ]
        late = {rule.code for rule in CONSEQUENCES}
        ordered = sorted(
            self.found + cut,
            key=lambda one: (
                one[1].code in late,
                rank.get(one[0].file, len(rank)),
                one[0].line,
            ),
        )
        return tuple(finding for _, finding in ordered)


def _told(name: str) -> str:
    """A name that a file gives, as it stands; else as a message has a value."""
    return name if name.isprintable() and len(name) <= LONG else shown(name)


def shown(value: str) -> str:
    """A value as a message repeats it: in quotes, on one line, long ones cut."""
    cut = value if len(value) <= SHOWN else f"{value[:SHOWN]}..."
    return repr(cut)
