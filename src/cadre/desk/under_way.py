"""Under way: how far a job is, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.desk.desk import Desk
from cadre.desk.job_orders import Job, JobKind, JobState, UnknownJobError

WORDS = {
    JobKind.PLAN: "A plan is being looked for",
    JobKind.FUTURES: "Futures are being played",
    JobKind.WHAT_IF: "What-ifs are being tried",
    JobKind.BRIEF: "A brief is being written",
    JobKind.WHY: "It is being asked why",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """How far a job is.

    Attributes:
        id: Its id.
        words: What is being worked out, as a sentence without its full stop.
        state: waiting, running, done, failed or cancelled.
        over: Whether nothing more comes of it.
        done: Share of the step under way that is done; None while that isn't known.
        told: What is under way.
        gap: Share of the bound by which the best plan so far may fall short; None isn't known.
        problem: Why it failed, as a sentence; empty if it didn't.
        kept: Key of its answer; empty before it has one.
    """

    id: str
    words: str
    state: str
    over: bool
    done: float | None
    told: str
    gap: float | None
    problem: str
    kept: str


def under_way(desk: Desk, job: Job) -> UnderWay:
    """How far a job is, for the reader that it is for.

    Raises:
        UnknownJobError: It is for another reader.
    """
    if job.order.reader != desk.audience.id:
        raise UnknownJobError(job.id)
    return UnderWay(
        id=job.id,
        words=WORDS[job.order.kind],
        state=job.state.value,
        over=job.state.over,
        done=job.done / job.of if job.of else None,
        told=job.told or ("waits for its turn" if job.state is JobState.WAITING else ""),
        gap=job.gap,
        problem=job.problem,
        kept=job.result or "",
    )
