"""What the desk answers with, beside plans, futures and briefs."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.checks.departure import Departure
from cadre.mission.findings import Finding
from cadre.mission.plans import MadeFrom


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswer:
    """What is wrong with a mission.

    Attributes:
        made_from: What was checked.
        findings: What was found, the worst first.
        withheld: Findings that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    findings: tuple[Finding, ...]
    withheld: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseAnswer:
    """What is lost when somebody goes.

    Attributes:
        made_from: What was looked at.
        loss: What is lost, and how it goes on.
    """

    made_from: MadeFrom
    loss: Departure


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A dossier to begin with.

    Attributes:
        folder: Where it lies.
        files: Its files, in order.
    """

    folder: str
    files: tuple[str, ...]
