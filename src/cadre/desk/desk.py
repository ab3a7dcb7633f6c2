"""Desk: everything one can ask of a dossier, answered for one reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from cadre import __version__
from cadre.checks.catalogue import run_checks
from cadre.checks.departure import departure, named
from cadre.checks.loss import Leaver, Loss, losses
from cadre.checks.option import rank_options
from cadre.desk.answers import CheckAnswer, LoseAnswer
from cadre.desk.cover import CoverAnswer, picture_of, span_of
from cadre.desk.cover import answer_for as cover_for
from cadre.desk.files import write_whole
from cadre.desk.made_of import LOST, PLAYED, digest
from cadre.desk.needs import NeedsAnswer, answer_for
from cadre.desk.plan_shown import shown
from cadre.desk.priors import PriorsAnswer, priors_for
from cadre.desk.releases import record_release
from cadre.dossier.asof import known, known_of_something
from cadre.dossier.fingerprint import fingerprint
from cadre.dossier.load import Loaded
from cadre.dossier.tables import TABLES
from cadre.dossier.wherever import Where, is_own_file, load_from
from cadre.errors import CadreError
from cadre.mission.asking import asked
from cadre.mission.authorities import AuthorityKind
from cadre.mission.edits import edited
from cadre.mission.enacting import under
from cadre.mission.findings import Finding, Severity
from cadre.mission.ids import ScenarioId
from cadre.mission.manned import trimmed
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.provenance import marking_of, marking_of_finding
from cadre.mission.rows import Row
from cadre.mission.sources import Audience
from cadre.release.redact import Kept, keep, redact
from cadre.release.rules import STAFF, audience_of, may_see

if TYPE_CHECKING:
    from cadre.brief.sections import Brief
    from cadre.brief.trace import Trace
    from cadre.desk.summary import Asked, Summary
    from cadre.planner.result import PlanResult
    from cadre.simulator.outcomes import Outcomes

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
Told = Callable[[float, float], None]
T = TypeVar("T")

FUTURES, PLANNING_SECONDS = 100_000, 6.0
"""Futures that a brief plays, and how long a plan is looked for, unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to try.

    Attributes:
        futures: Futures to play.
        seconds: Longest time to look for a plan.
        seed: Seed of every random choice.
        threads: Threads to use; None is one a core. It changes no result.
        attrition: How futures draw who leaves the service: exact, or dithered, which is faster.
        device: What plays futures: cpu, or cuda, a GPU. It changes no result.
    """

    futures: int = FUTURES
    seconds: float = PLANNING_SECONDS
    seed: int = 0
    threads: int | None = None
    attrition: str = "exact"
    device: str = "cpu"


class Desk:
    """A dossier, as known on a day, perhaps in a scenario, read by somebody.

    Attributes:
        where: Where the dossier lies: a folder, or an address in a store.
        mission: The mission as known and as changed by the scenario.
        audience: Who reads.
        made_from: What every answer is made from.
        before: The mission as known, before the scenario.
    """

    def __init__(
        self,
        where: Where,
        loaded: Loaded,
        mission: Mission,
        audience: Audience,
        scenario: ScenarioId | None = None,
    ) -> None:
        self.where = where
        self.mission = mission
        self.audience = audience
        self.made_from = MadeFrom(
            dossier=fingerprint(mission),
            as_of=mission.profile.as_of.isoformat(),
            scenario=scenario,
            version=__version__,
        )
        self.before = mission
        self._loaded = loaded
        self._answers: dict[str, tuple[Any, int]] = {}
        self._supposed: dict[tuple[str, ...], Desk] = {}

    @classmethod
    def open(
        cls,
        where: Where,
        *,
        reader: str = str(STAFF.id),
        as_of: date | None = None,
        scenario: str | None = None,
    ) -> Self:
        """Read the dossier at `where`.

        Args:
            where: The folder with `mission.toml`, or the address of a store.
            reader: Id of the audience that answers are for.
            as_of: Only what was reported by then is known; None takes the dossier's own day.
            scenario: Named future to apply; None takes the dossier as stated.

        Raises:
            CadreError: The dossier can't be read, or has no such reader or scenario.
        """
        loaded = load_from(where, guarded=reader != STAFF.id)
        audience = audience_of(loaded.mission, reader)
        whole = loaded.mission
        # On its own day even a dossier that has hardly begun is answered: it is being written.
        of_old = None if as_of is None else known_of_something(whole, as_of)
        before = of_old or known(whole, whole.profile.as_of)
        named = None if scenario is None else ScenarioId(scenario)
        desk = cls(where, loaded, under(before, named) if named else before, audience, named)
        desk.before = before
        return desk

    def supposing(self, changes: tuple[str, ...]) -> Desk:
        """The desk as if some what-ifs were so; CadreError for one that can't be applied."""
        if changes and changes not in self._supposed:
            then = edited(self.mission, [asked(self.mission, text) for text in changes])
            found = Desk(self.where, self._loaded, then, self.audience, self.made_from.scenario)
            found.made_from = replace(found.made_from, changes=changes)
            self._supposed[changes] = found
        return self._supposed[changes] if changes else self

    @cached_property
    def weighed(self) -> Mission:
        """The mission as it is planned: an order of its objectives written as weights."""
        from cadre.planner.ranking import ranked

        return ranked(self.mission)

    @cached_property
    def refusals(self) -> Kept:
        """Errors in the dossier's files, for the reader: what they state isn't in the mission."""
        errors = (one for one in self._loaded.findings if one.severity is Severity.ERROR)
        return keep(errors, self.audience, self._mark_of_finding)

    def check(self) -> CheckAnswer:
        """What is wrong with the dossier's files and with the mission they state."""
        return self.once("check", self._check)

    def _check(self) -> tuple[CheckAnswer, int]:
        findings = (*self._loaded.findings, *run_checks(self.mission))
        kept = keep(findings, self.audience, self._mark_of_finding)
        withheld = self.told(kept.withheld)
        answer = CheckAnswer(made_from=self.made_from, findings=kept.things, withheld=withheld)
        return answer, kept.withheld

    def needs(self, day: date | None = None) -> NeedsAnswer:
        """Who serves which need on a day, what is left open, and who does the same.

        Raises:
            CadreError: The day lies outside the horizon.
        """
        answer, withheld = answer_for(self.audience, self.made_from, self.mission, day)
        return self.released("needs", answer, withheld)

    def priors(self) -> PriorsAnswer:
        """Which figures stand in for blank ones, and which rows lean on each."""
        answer, withheld = priors_for(self.audience, self.made_from, self.mission)
        return self.released("priors", answer, withheld)

    def plan(
        self,
        effort: Effort = Effort(),
        *,
        progress: Progress | None = None,
        stop: Stop | None = None,
        told: Told | None = None,
    ) -> tuple[PlanResult, int | None]:
        """The best plan found without the rows that the reader may not see, and how many these are.

        The number is None for a reader who isn't told that there is more.
        """
        result = self.best(effort, progress=progress, stop=stop, told=told)
        seen, withheld = shown(self.mission, self.audience, result)
        return self.released("plan", seen, withheld), self.told(withheld)

    def simulate(
        self,
        plan: Plan,
        effort: Effort = Effort(),
        asked: Asked | None = None,
        *,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Summary:
        """What happens to `plan`, maybe made before the scenario, in many futures.

        Raises:
            CadreError: The plan is of another dossier, a day asked for isn't played, or the reader
                may not see what futures are made of: what is made of all can't be shown in part.
        """
        from cadre.desk.summary import Asked, summarise

        more = asked or Asked()
        self.refuse_unless_playable(plan)
        more.refuse_days_outside(plan.horizon)
        outcomes = self._simulate(plan, effort, progress, stop, more)
        return self.released("simulate", summarise(self.mission, outcomes, more), 0)

    def lose(
        self, who: str, since: date, *, what: Leaver | None = None, plan: Plan | None = None
    ) -> LoseAnswer:
        """What is lost if a provider, a site or a nation is gone from a day on.

        Args:
            who: Its id.
            since: The first day without it.
            what: Which of the three it is, where one id stands for several.
            plan: Whose starts and people run; None takes begun work with its posts as asked for.

        Raises:
            CadreError: The dossier has no such id, the day lies after the horizon, the plan is of
                another dossier, or the reader may not see all that the answer is made of.
        """
        rows = [row for table in LOST for row in getattr(self.mission, table)]
        rows += [one for one in self.mission.authorities if one.kind is AuthorityKind.NATIONAL]
        self._refuse_unless_released(self.mission, rows, "what is lost")
        if plan is not None:
            self.refuse_unless_fitting(plan)
        leaving = named(self.mission, who, what)
        answer = LoseAnswer(
            made_from=replace(self.made_from, plan="" if plan is None else digest(plan)),
            loss=departure(self.mission, plan, leaving, since),
        )
        return self.released("lose", answer, 0)

    def cover(
        self,
        first: date | None = None,
        last: date | None = None,
        activities: Iterable[str] = (),
    ) -> CoverAnswer:
        """How law covers work day by day, from `first` to `last`, both inside.

        Args:
            first: None takes the first authority, at most a year before the first work.
            last: None takes the last day that plans look at.
            activities: The only ones looked at; none takes all.

        Raises:
            CadreError: There are no such days, or no such activity.
        """
        span = span_of(self.mission, first, last)
        answer, withheld = cover_for(
            self.audience, self.made_from, self.mission, span=span, activities=activities
        )
        return self.released("cover", answer, withheld)

    def cover_picture(self, answer: CoverAnswer) -> str:
        """How law covers work day by day, as an SVG picture."""
        return picture_of(answer)

    def brief(
        self,
        effort: Effort = Effort(),
        *,
        result: PlanResult | None = None,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Brief:
        """The whole of it as a brief: checked, planned, played, explained, for this reader.

        `result` is the whole plan to play; None makes one first.

        Raises:
            CadreError: The plan is of another dossier.
        """
        if result is not None:
            self.refuse_unless_fitting(result.plan)
        brief, withheld = redact(self._compose(effort, progress, stop, result), self.audience)
        return self.released("brief", replace(brief, not_shown=self.told(withheld)), withheld)

    def write(self, path: Path, text: str) -> None:
        """Write an answer to a file, in one step.

        Raises:
            CadreError: The file can't be written, or it is a file of the dossier itself.
        """
        if is_own_file(self.where, path):
            raise CadreError(
                str(path), "is a file of the dossier", "another file", "Name another file."
            )
        write_whole(path, text)

    def render(self, brief: Brief) -> tuple[str, str]:
        """A brief as one HTML page, and as JSON."""
        from cadre.brief.html import render
        from cadre.brief.plain import as_json

        return render(brief), as_json(brief)

    def trace(self, number: str, effort: Effort = Effort()) -> Trace:
        """The chain from a number of the brief back to documents.

        Raises:
            CadreError: The brief has no such number for this reader.
        """
        from cadre.brief.trace import trace

        brief, withheld = redact(self._compose(effort, None, None), self.audience)
        return self.released("trace", trace(self._with_conflicts_seen(), brief, number), withheld)

    def _with_conflicts_seen(self) -> Mission:
        """The mission without the conflicts that the reader may not see, or of such claims."""
        known = {one.id: one for one in self.mission.claims}
        seen = tuple(
            conflict
            for conflict in self.mission.conflicts
            if all(
                may_see(self.audience, marking_of(self.mission, row)).allowed
                for row in (conflict, *(known[key] for key in conflict.claims if key in known))
            )
        )
        return replace(self.mission, conflicts=seen)

    def best(
        self,
        effort: Effort = Effort(),
        *,
        progress: Progress | None = None,
        stop: Stop | None = None,
        told: Told | None = None,
    ) -> PlanResult:
        """The best plan found, whole: what is shown of it is for the reader's eyes only later."""
        from cadre.planner.solve import solve

        return solve(
            self.weighed,
            made_from=replace(self.made_from, seed=effort.seed),
            seed=effort.seed,
            seconds=effort.seconds,
            progress=progress,
            stop=stop,
            told=told,
        )

    def _simulate(
        self,
        plan: Plan,
        effort: Effort,
        progress: Progress | None,
        stop: Stop | None,
        asked: Asked | None = None,
    ) -> Outcomes:
        from cadre.desk.summary import Asked
        from cadre.simulator.run import default_levels, simulate

        more = asked or Asked()
        return simulate(
            self.mission,
            trimmed(plan, self.mission),
            made_from=replace(self.made_from, seed=effort.seed, plan=digest(plan)),
            futures=effort.futures,
            seed=effort.seed,
            threads=effort.threads,
            levels=(*more.named, *default_levels(self.mission, plan)),
            attrition=effort.attrition,
            device=effort.device,
            progress=progress,
            stop=stop,
        )

    def _compose(
        self,
        effort: Effort,
        progress: Progress | None,
        stop: Stop | None,
        given: PlanResult | None = None,
    ) -> Brief:
        from cadre.brief.compose import BriefInputs, compose

        result = given or self.best(effort, stop=stop)
        outcomes = self._simulate(result.plan, effort, progress, stop)
        return compose(
            BriefInputs(
                mission=self.mission,
                findings=(*self._loaded.findings, *run_checks(self.mission, result.plan)),
                result=result,
                outcomes=outcomes,
                losses=self._losses(result.plan),
                standings=rank_options(self.mission),
                audience=self.audience,
                made_from=outcomes.made_from,
                stated=self.before,
            )
        )

    def _losses(self, plan: Plan) -> tuple[Loss, ...]:
        """What the loss of each provider would mean, on the day as of which things are known."""
        providers = dict.fromkeys(support.provider for support in self.mission.supports)
        day = self.mission.profile.as_of
        return tuple(losses(self.mission, plan, provider, day) for provider in providers)

    def told(self, withheld: int) -> int | None:
        """How many parts aren't shown, for a reader who may know that there are any."""
        return withheld if self.audience.told_of_more else None

    def _mark_of_finding(self, thing: object) -> Marking | None:
        return marking_of_finding(self.mission, thing) if isinstance(thing, Finding) else None

    def whole(self, what: str) -> Mission:
        """The dossier as stated, of all days, for what is made of all its rows.

        Raises:
            CadreError: The reader may not see all of it; `what` names what is refused.
        """
        mission = self._loaded.mission
        rows = [row for table in TABLES for row in getattr(mission, table)]
        self._refuse_unless_released(mission, rows, what)
        return mission

    def known_whole(self, what: str) -> Mission:
        """The mission as known, for what is made of all its rows.

        Raises:
            CadreError: The reader may not see all of it; `what` names what is refused.
        """
        rows = [row for table in TABLES for row in getattr(self.mission, table)]
        self._refuse_unless_released(self.mission, rows, what)
        return self.mission

    def refuse_unless_playable(self, plan: Plan) -> None:
        """Refuse a plan that doesn't fit, and a reader who may not see what futures are made of."""
        from cadre.desk.plan_file import refuse_unplayable

        rows = [row for table in PLAYED for row in getattr(self.mission, table)]
        self._refuse_unless_released(self.mission, rows, "the futures")
        refuse_unplayable(plan, self.made_from, self.mission, self.before)

    def _refuse_unless_released(self, mission: Mission, rows: Iterable[Row], what: str) -> None:
        whole = Marking.strictest(marking_of(mission, row) for row in rows)
        answer = may_see(self.audience, whole)
        if not answer.allowed:
            raise CadreError(
                f"reader {self.audience.id}",
                f"may not see {what}: {answer.reason.removesuffix('.')}",
                f"a reader cleared for {whole}",
                "Read as one who is, or make a dossier without the rows withheld.",
            )

    def refuse_unless_fitting(self, plan: Plan) -> None:
        """Refuse a plan of another dossier, or one that names what this one doesn't hold."""
        from cadre.desk.plan_file import refuse_other, refuse_strange

        refuse_other(plan, self.made_from)
        refuse_strange(plan, self.mission)

    def once(self, what: str, make: Callable[[], tuple[T, int]]) -> T:
        """The answer to `what`, worked out once and handed out, on record, each time.

        Args:
            what: What is asked, with all that the answer depends on beside this desk.
            make: Works out the answer, and how many parts of it are withheld.
        """
        found: tuple[T, int] | None = self._answers.get(what)
        if found is None:
            found = self._answers[what] = make()
        return self.released(what, *found)

    def released(self, what: str, answer: T, withheld: int) -> T:
        """The answer, once it is recorded that somebody other than the staff was given it."""
        if self.audience.id != STAFF.id:
            by, reader = self.made_from.dossier, self.audience
            record_release(self.where, reader, (what, answer), made_from=by, withheld=withheld)
        return answer
