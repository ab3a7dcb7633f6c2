"""Messages between a job's process and whoever started it."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.desk.job_orders import Fault, JobOrder

READY = "--ready"
"""What a job's process is started with that prepares the engines before its order comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is.

    Attributes:
        done: How much is done of the step under way.
        of: How much there is to do in it; 0 while that isn't known.
        told: What is under way, in words.
        gap: Share of the bound by which the best plan may fall short; None isn't known.
    """

    done: int = 0
    of: int = 0
    told: str = ""
    gap: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """What the process is started for.

    Attributes:
        job: Id of the job.
        order: What is ordered.
        by: Who ordered it.
        ordered: Hash of the order and of what its dossier states.
        shelf: File of the shelf.
    """

    job: str
    order: JobOrder
    by: str
    ordered: str
    shelf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the work ended.

    Attributes:
        result: Key of the answer; empty when it failed.
        stopped: Whether the answer is only what there was when it was asked to stop.
        fault: Why it failed; None if it didn't.
    """

    result: str = ""
    stopped: bool = False
    fault: Fault | None = None
