"""What each kind of job works out, in the job's own process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cadre.desk.desk import Effort, Stop
from cadre.desk.job_answers import BriefWritten, FuturesPlayed, WhatIfsTried, WhyTold
from cadre.desk.job_asked import (
    BriefAsked,
    FuturesAsked,
    JobAsked,
    PlanAsked,
    WhatIfAsked,
    WhyAsked,
)
from cadre.desk.job_orders import JobKind, JobOrder
from cadre.desk.job_telling import Telling
from cadre.desk.plain import to_plain
from cadre.desk.shelf import Shelf, key_of
from cadre.desk.story import tell
from cadre.desk.summary import Asked
from cadre.desk.what_if import what_if
from cadre.desk.why import why
from cadre.desk.working_desk import WorkingDesk
from cadre.errors import CadreError
from cadre.planner.ready import ready as planner_ready
from cadre.planner.result import PlanResult
from cadre.release.rules import STAFF
from cadre.simulator.ready import ready as simulator_ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A job at work.

    Attributes:
        job: Its id.
        order: What is ordered.
        by: Who ordered it.
        branch: The branch that it is about.
        desk: The desk.
        shelf: Where answers are kept.
        telling: Whom to tell how far it is.
        stop: Whether it is to end with what it has.
        made: Keys of the plans made on the way.
    """

    job: str
    order: JobOrder
    by: str
    branch: str
    desk: WorkingDesk
    shelf: Shelf
    telling: Telling
    stop: Stop
    made: list[str] = field(default_factory=list)

    def key(self, kind: JobKind, asked: object) -> str:
        """What the answer to `asked` is found by, once it is whole."""
        return key_of(kind, self.desk.made_from, self.order.reader, to_plain(asked))

    def keep(self, kind: JobKind, asked: object, answer: object, beside: str = "") -> str:
        """Keep an answer, under a key of its own if it was stopped; its key."""
        stopped = f"stopped {self.job}" if self.stop() else ""
        key = self.shelf.put(
            kind,
            answer,
            made_from=self.desk.made_from,
            asked=to_plain(asked),
            by=self.by,
            reader=self.order.reader,
            withheld=self.desk.withheld,
            beside=beside + stopped,
        )
        if kind is JobKind.PLAN:
            self.shelf.list_plan(self.branch, key, self.by)
        return key


def worked_out(work: Work, asked: JobAsked) -> str:
    """Work out what is asked, or find it on the shelf; the key under which it is kept.

    Raises:
        CadreError: It can't be: what the desk says of it.
    """
    kind = work.order.kind
    key = work.key(kind, asked)
    if work.shelf.has(key):
        if kind is JobKind.PLAN:
            work.shelf.list_plan(work.branch, key, work.by)
        return key
    if isinstance(asked, PlanAsked):
        return _plan(work, asked)[0]
    return work.keep(kind, asked, _answer(work, asked))


def prepare_engines(telling: Telling) -> None:
    """Load planner and simulator, or compile them, before anybody waits for it."""
    with telling.preparing():
        planner_ready()
        simulator_ready()


def _answer(work: Work, asked: FuturesAsked | WhatIfAsked | BriefAsked | WhyAsked) -> object:
    if isinstance(asked, FuturesAsked):
        return _futures(work, asked)
    if isinstance(asked, WhatIfAsked):
        return _what_ifs(work, asked)
    if isinstance(asked, BriefAsked):
        return _brief(work, asked)
    return _why(work, asked)


def _plan(work: Work, asked: PlanAsked) -> tuple[str, PlanResult]:
    """The best plan, as whole as its reader may see it, from the shelf if it is there."""
    key = work.key(JobKind.PLAN, asked)
    if work.shelf.has(key):
        work.shelf.list_plan(work.branch, key, work.by)
        return key, work.shelf.plan(key)
    _prepared(work, planner_ready)
    work.telling.step("looking for a plan")
    result, _ = work.desk.plan(
        asked.effort, progress=work.telling, stop=work.stop, told=work.telling.told
    )
    return work.keep(JobKind.PLAN, asked, result), result


def _given(work: Work, key: str | None, effort: Effort) -> tuple[str, PlanResult]:
    """The plan that is asked about; one that is made first where none is named."""
    if key is not None:
        return key, _whole(work, key)
    return _plan(work, PlanAsked(seconds=effort.seconds, seed=effort.seed))


def _whole(work: Work, key: str) -> PlanResult:
    """A kept plan that lacks nothing: what is worked out from a part of a plan is wrong.

    Raises:
        CadreError: There is no such plan, or it was kept without what its reader may not see.
    """
    result, kept = work.shelf.plan(key), work.shelf.found(key)
    if kept.withheld:
        raise CadreError(
            f"plan {key}",
            f"was kept without {kept.withheld} parts that reader {kept.reader} may not see",
            "a plan made for the staff",
            "Name such a plan, or none, so that one is made first.",
        )
    return result


def _prepared(work: Work, ready: Callable[[], None]) -> None:
    with work.telling.preparing():
        ready()


def _futures(work: Work, asked: FuturesAsked) -> FuturesPlayed:
    result = _whole(work, asked.plan)
    work.desk.refuse_unless_playable(result.plan)
    _prepared(work, simulator_ready)
    work.telling.step("playing futures")
    more = Asked(levels=asked.levels, by=asked.by, matters=asked.matters)
    summary = work.desk.simulate(
        result.plan, asked.effort, more, progress=work.telling, stop=work.stop
    )
    stories = () if work.stop() else asked.tell
    return FuturesPlayed(
        plan=asked.plan,
        summary=summary,
        stories=tuple(
            tell(work.desk, result.plan, asked.effort, number=number, asked=more)
            for number in dict.fromkeys(stories)
        ),
    )


def _what_ifs(work: Work, asked: WhatIfAsked) -> WhatIfsTried:
    key, force = _given(work, asked.plan, asked.effort)
    _prepared(work, planner_ready)
    work.telling.step("trying what-ifs")
    answer = what_if(
        work.desk,
        asked.texts,
        force.plan,
        effort=asked.effort,
        longer=asked.longer,
        together=asked.together,
        progress=work.telling,
        stop=work.stop,
    )
    # What two what-ifs lead to are two plans, even where both are the same.
    named = replace(asked, plan=key)
    plans = tuple(
        work.keep(JobKind.PLAN, named, reply.result, beside=f"what-if {place}")
        for place, reply in enumerate(answer.replies)
    )
    return WhatIfsTried(plan=key, answer=answer, plans=plans)


def _why(work: Work, asked: WhyAsked) -> WhyTold:
    key, force = _given(work, asked.plan, asked.effort)
    _prepared(work, planner_ready)
    work.telling.step("asking why")
    answer = why(work.desk, asked.activity, force.plan, effort=asked.effort, stop=work.stop)
    return WhyTold(plan=key, answer=answer)


def _brief(work: Work, asked: BriefAsked) -> BriefWritten:
    key, result = _to_explain(work, asked)
    _prepared(work, simulator_ready)
    work.telling.step("playing futures")
    brief = work.desk.brief(asked.effort, result=result, progress=work.telling, stop=work.stop)
    work.telling.step("writing the brief")
    html, data = work.desk.render(brief)
    return BriefWritten(
        plan=key, made_from=brief.made_from, html=html, data=data, not_shown=brief.not_shown
    )


def _to_explain(work: Work, asked: BriefAsked) -> tuple[str, PlanResult | None]:
    """The whole plan that a brief explains.

    What a guarded reader may not see is taken out of the brief, not out of the plan before it is
    played: for such a reader one that isn't named is made with the brief, and not kept.
    """
    if asked.plan is None and work.order.reader != STAFF.id:
        _prepared(work, planner_ready)
        return "", None
    return _given(work, asked.plan, asked.effort)
