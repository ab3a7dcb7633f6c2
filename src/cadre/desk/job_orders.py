"""Jobs in words: what may be ordered, how far it is, and why it failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from cadre.errors import CadreError
from cadre.release.rules import STAFF


class UnknownJobError(CadreError):
    """An id that no job has, or none that who asks may follow."""

    def __init__(self, key: str) -> None:
        super().__init__(f"job {key}", "isn't known", "the id of a job", "List the jobs.")


class NoResultError(CadreError):
    """A job that has no result, or not yet."""


class JobKind(Enum):
    """What long runs there are."""

    PLAN = "plan"
    FUTURES = "futures"
    WHAT_IF = "what-if"
    BRIEF = "brief"
    WHY = "why"


class JobState(Enum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self not in (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOrder:
    """What is to be worked out, of which dossier at which moment, for whom.

    Attributes:
        kind: What is worked out.
        where: The dossier's folder, or a store's address; one without a change's number is taken
            as of the last change when it is ordered.
        as_of: Only what was reported by then is known; None takes the dossier's own day.
        scenario: Named future to apply; None takes the dossier as stated.
        reader: Id of the audience that the answer is for.
        asked: What else is asked, by the names that the kind has in `job_asked`.
    """

    kind: JobKind
    where: str
    as_of: date | None = None
    scenario: str | None = None
    reader: str = str(STAFF.id)
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a job failed, in the parts of a `CadreError`.

    Attributes:
        place: Where.
        problem: What is wrong there.
        allowed: What would be right; empty when nothing that was asked is wrong.
        remedy: What to do about it, as a sentence.
    """

    place: str
    problem: str
    allowed: str
    remedy: str

    @classmethod
    def of(cls, error: CadreError) -> Fault:
        """The fault that an error tells."""
        return cls(
            place=error.place, problem=error.problem, allowed=error.allowed, remedy=error.remedy
        )

    @property
    def error(self) -> CadreError:
        """The error that tells this fault, as if it had been raised here."""
        return CadreError(self.place, self.problem, self.allowed, self.remedy)

    @property
    def text(self) -> str:
        """The fault as people read it."""
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        return f"{self.place}: {self.problem}{allowed}. {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands.

    Attributes:
        id: Its id, which can't be guessed.
        order: What was ordered.
        by: Who ordered it.
        state: How far it is.
        at: When it was ordered: ISO time in UTC, as all times here.
        done: How much is done, of `of`.
        of: How much there is to do in the step that is under way; 0 while that isn't known.
        told: What is under way, in words: `gap 2.1%`.
        gap: Share of the bound by which the best plan so far may fall short; None isn't known.
        began: When it began last; empty before.
        ended: When it ended; empty before.
        problem: Why it failed, as a sentence; empty if it didn't.
        fault: The same in its parts; None if it didn't.
        result: Key of its answer on the shelf; None before it has one.
        taken: How often it was begun: more than once when the server went down under it.
        number: Number of the event that made it so; later events have higher ones.
    """

    id: str
    order: JobOrder
    by: str
    state: JobState
    at: str
    done: int = 0
    of: int = 0
    told: str = ""
    gap: float | None = None
    began: str = ""
    ended: str = ""
    problem: str = ""
    fault: Fault | None = None
    result: str | None = None
    taken: int = 0
    number: int = 0


def now() -> str:
    """The time, in UTC to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
