"""A job as others are told it: what was ordered and how far it is, not where the dossier lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cadre.desk.desk import Desk
from cadre.desk.job_orders import Fault, Job
from cadre.desk.room import Room, View
from cadre.desk.stamps import branch_of, change_of


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTold:
    """A job.

    Attributes:
        id: Its id.
        kind: What is worked out: plan, futures, what-if, brief or why.
        by: Who ordered it.
        branch: The branch that it is about.
        change: The change as of which it looks at a store; None for a folder.
        as_of: Only what was reported by then is known; None takes the dossier's own day.
        scenario: Named future that is applied; None takes the dossier as stated.
        reader: Id of the audience that the answer is for.
        asked: What else is asked, spelled out.
        state: How far it is: waiting, running, done, failed or cancelled.
        at: When it was ordered: ISO time in UTC, as all times here.
        began: When it began last; empty before.
        ended: When it ended; empty before.
        done: How much is done, of `of`.
        of: How much there is to do in the step that is under way; 0 while that isn't known.
        told: What is under way, in words.
        gap: Share of the bound by which the best plan so far may fall short; None isn't known.
        problem: Why it failed, as a sentence; empty if it didn't.
        fault: The same in its parts; None if it didn't.
        result: Key of its answer on the shelf; None before it has one.
        number: Number of the event that made it so.
    """

    id: str
    kind: str
    by: str
    branch: str
    change: int | None
    as_of: date | None
    scenario: str | None
    reader: str
    asked: dict[str, Any]
    state: str
    at: str
    began: str
    ended: str
    done: int
    of: int
    told: str
    gap: float | None
    problem: str
    fault: Fault | None
    result: str | None
    number: int


def told(job: Job) -> JobTold:
    """A job as others are told it."""
    order = job.order
    return JobTold(
        id=job.id,
        kind=order.kind.value,
        by=job.by,
        branch=branch_of(order.where),
        change=change_of(order.where),
        as_of=order.as_of,
        scenario=order.scenario,
        reader=order.reader,
        asked=dict(order.asked),
        state=job.state.value,
        at=job.at,
        began=job.began,
        ended=job.ended,
        done=job.done,
        of=job.of,
        told=job.told,
        gap=job.gap,
        problem=job.problem,
        fault=job.fault,
        result=job.result,
        number=job.number,
    )


def desk_of(room: Room, job: Job, reader: str) -> Desk:
    """The desk of what a job is about, for a reader.

    Raises:
        CadreError: There is no such branch, change or scenario any more, or no such reader.
    """
    order, change = job.order, change_of(job.order.where)
    view = View(
        branch=branch_of(order.where) if room.is_store else "",
        at="" if change is None else str(change),
        as_of=order.as_of,
        scenario=order.scenario,
    )
    return room.desk(view, reader)
