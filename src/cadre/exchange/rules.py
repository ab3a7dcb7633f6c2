"""What may be odd in a file of others: the rules that an import finds broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from cadre.mission.findings import Finding, Rule, Severity

NO_VALUE = Rule("IMP-01", Severity.ERROR, "A row lacks what every row must tell")
BAD_VALUE = Rule("IMP-02", Severity.ERROR, "A value can't be read")
DISORDER = Rule("IMP-03", Severity.ERROR, "A row ends before it begins")
TWO_READINGS = Rule("IMP-04", Severity.ERROR, "A date can be read in two ways")
OVER = Rule("IMP-05", Severity.NOTE, "Work is over or hasn't begun, and no day says when")
REPEATED = Rule("IMP-06", Severity.NOTE, "A row says what another one says already")
JOINED = Rule("IMP-07", Severity.NOTE, "Several rows make one activity")
YEAR_TYPED = Rule("IMP-08", Severity.NOTE, "A year was typed where a day is asked for")
SPELLINGS = Rule("IMP-09", Severity.NOTE, "One body is spelled in several ways")
NAMESAKE = Rule("IMP-10", Severity.WARNING, "An acronym stands for two bodies")
NO_INSTITUTION = Rule("IMP-11", Severity.NOTE, "Work names no institution of the host")
NO_SITE = Rule("IMP-12", Severity.NOTE, "A place is the province of none of the dossier's sites")
NO_DATES = Rule("IMP-13", Severity.NOTE, "Work has no dates")
NOT_TAKEN = Rule("IMP-14", Severity.NOTE, "Columns aren't taken")
LATER = Rule("IMP-15", Severity.WARNING, "The file is of a day after the dossier's own")
GONE = Rule("IMP-16", Severity.WARNING, "What was imported before isn't in the file any more")
KEPT = Rule("IMP-17", Severity.WARNING, "The dossier says otherwise and is kept")
KNOWN = Rule("IMP-18", Severity.NOTE, "The dossier has this work from another source already")
TOTAL_ROW = Rule("IMP-19", Severity.NOTE, "Rows sum up other rows")
TOTAL_DIFFERS = Rule("IMP-20", Severity.WARNING, "A total isn't the sum of its rows")
NO_COURSE = Rule("IMP-21", Severity.NOTE, "Rows are no courses")
NO_COST = Rule("IMP-22", Severity.NOTE, "Costs are missing or zero")
ALIKE = Rule("IMP-23", Severity.NOTE, "Rows are alike word for word")
TWO_REPORTS = Rule("IMP-24", Severity.WARNING, "Two reports tell of one fiscal year")
OUTSIDE_YEAR = Rule("IMP-25", Severity.NOTE, "Courses begin outside their fiscal year")
PLACES_NOT_PEOPLE = Rule("IMP-26", Severity.NOTE, "Figures count places on courses, not people")
OTHER_SCALE = Rule("IMP-27", Severity.WARNING, "A figure is of another scale than all others")
RUN_TOGETHER = Rule("IMP-28", Severity.NOTE, "Cells ran into each other and were parted")
NO_QUANTITY = Rule("IMP-29", Severity.NOTE, "A number of places is missing or zero")
WHERE_HELD = Rule("IMP-30", Severity.NOTE, "Courses are held outside the country")
OTHER_COUNTRY = Rule("IMP-31", Severity.NOTE, "Rows are of another country")
LONG = Rule("IMP-32", Severity.NOTE, "A course lasts unusually long")
DRAGGED = Rule("IMP-33", Severity.NOTE, "Days go up by one though all else is the same")
MORE = Rule("IMP-34", Severity.NOTE, "More of one kind is found than is listed")

IMPORT_RULES = (
    NO_VALUE,
    BAD_VALUE,
    DISORDER,
    TWO_READINGS,
    OVER,
    REPEATED,
    JOINED,
    YEAR_TYPED,
    SPELLINGS,
    NAMESAKE,
    NO_INSTITUTION,
    NO_SITE,
    NO_DATES,
    NOT_TAKEN,
    LATER,
    GONE,
    KEPT,
    KNOWN,
    TOTAL_ROW,
    TOTAL_DIFFERS,
    NO_COURSE,
    NO_COST,
    ALIKE,
    TWO_REPORTS,
    OUTSIDE_YEAR,
    PLACES_NOT_PEOPLE,
    OTHER_SCALE,
    RUN_TOGETHER,
    NO_QUANTITY,
    WHERE_HELD,
    OTHER_COUNTRY,
    LONG,
    DRAGGED,
    MORE,
)
"""All of them, in the order of their codes."""

LISTED = 20
"""Findings of one rule that are listed; the others are counted."""


def unlisted(more: Rule, file: str, counts: Mapping[Rule, int], listed: int) -> list[Finding]:
    """For each rule that a file breaks more often than is `listed`, a finding of `more` says so."""
    return [
        more.broken(
            about=file,
            message=f"{count - listed:,} more findings of {rule.code} aren't listed.",
            remedy="Correct those listed and import again.",
            place=file,
        )
        for rule, count in counts.items()
        if count > listed
    ]


@dataclass(slots=True)
class Noted:
    """Collects findings while a file is read; long series are cut and counted.

    Attributes:
        file: Name of the file that is read.
        found: What was noted.
        counts: How often each rule was broken.
    """

    file: str
    found: list[Finding] = field(default_factory=list)
    counts: Counter[Rule] = field(default_factory=Counter)

    def add(
        self,
        rule: Rule,
        message: str,
        remedy: str,
        *,
        place: str = "",
        about: str = "",
        related: tuple[str, ...] = (),
    ) -> None:
        """Note that `rule` is broken; `place` and `about` empty take the file's name."""
        self.counts[rule] += 1
        if self.counts[rule] <= LISTED:
            self.found.append(
                rule.broken(
                    about=about or self.file,
                    message=message,
                    remedy=remedy,
                    place=place or self.file,
                    related=related,
                )
            )

    def findings(self) -> tuple[Finding, ...]:
        """All that was noted, the worst first, in the order of the codes."""
        return tuple(
            sorted(
                [*self.found, *unlisted(MORE, self.file, self.counts, LISTED)],
                key=lambda one: (one.severity.rank, one.code),
            )
        )
