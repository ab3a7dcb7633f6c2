"""Drafts: what a file of others says, as rows of a dossier that nobody has put there yet."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.findings import Finding
from cadre.mission.needs import Effect
from cadre.mission.partners import Partner, PartnerActivity
from cadre.mission.rows import Row
from cadre.mission.sources import Assumption, Claim, Conflict, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of the rows of a file.

    Attributes:
        read: Rows below the header that aren't blank.
        taken: Rows that stand behind a row of the dossier.
        repeated: Rows that say what another one says already.
        left: Rows left aside for a reason that is told: totals, work that is over.
        refused: Rows with a fault.
        activities: Activities of partners that they make.
        without_institution: Those of them that name no institution of the host.
        without_dates: Those of them without a day.
    """

    read: int
    taken: int
    repeated: int
    left: int
    refused: int
    activities: int
    without_institution: int
    without_dates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """The rows that a file makes, table by table.

    Attributes:
        source: The file itself, as it is cited.
        sha256: SHA-256 of its bytes, hexadecimal.
        sources: The file, and the documents that it was taken from.
        partners: Bodies at work; those that the dossier has already aren't among them.
        activities: Their work.
        claims: Figures that the file tells.
        conflicts: Figures of it that don't agree.
        assumptions: Estimates of the map.
        effects: Needs that the map says are served.
        findings: What is odd in the file.
        tally: What became of its rows.
        known_partners: Bodies at work that the dossier has already.
    """

    source: Source
    sha256: str
    sources: tuple[Source, ...]
    partners: tuple[Partner, ...] = ()
    activities: tuple[PartnerActivity, ...] = ()
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    effects: tuple[Effect, ...] = ()
    findings: tuple[Finding, ...] = ()
    tally: Tally
    known_partners: int = 0

    @property
    def tables(self) -> dict[str, tuple[Row, ...]]:
        """The rows by the table they belong to."""
        return {
            "sources": self.sources,
            "claims": self.claims,
            "conflicts": self.conflicts,
            "assumptions": self.assumptions,
            "effects": self.effects,
            "partners": self.partners,
            "partner_activities": self.activities,
        }
