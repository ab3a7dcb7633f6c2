"""Back-tests at the desk: a dossier as known on the day of each case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from cadre import __version__
from cadre.backtest.answers import Verdict
from cadre.backtest.run import Judged, run
from cadre.backtest.world import World
from cadre.desk.desk import Desk, Effort, Progress
from cadre.dossier.asof import known_of_something
from cadre.dossier.cases import load_cases, with_allowed
from cadre.dossier.fingerprint import fingerprint
from cadre.mission.cases import Case
from cadre.mission.enacting import under
from cadre.mission.findings import Finding
from cadre.mission.ids import ScenarioId
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestAnswer:
    """What the engines answer to questions whose answers are known.

    Attributes:
        made_from: The whole dossier, of which each case was told what was known on its day.
        findings: What is wrong in the files of cases; a row with a fault wasn't asked, one that
            only names what the dossier doesn't have was.
        cases: Each question with its answer, in the order of the files.
        passed: How many agree with history.
        failed: How many don't.
        unanswered: How many could not be asked of this dossier.
    """

    made_from: MadeFrom
    findings: tuple[Finding, ...]
    cases: tuple[Judged, ...]
    passed: int
    failed: int
    unanswered: int


def backtest(
    desk: Desk, files: tuple[Path, ...], effort: Effort, progress: Progress | None = None
) -> BacktestAnswer:
    """Put the cases in `files` to the dossier of a desk.

    Raises:
        CadreError: A file isn't there, or the reader may not see all of the dossier: an answer
            made of all rows can't be shown in part.
    """
    mission = desk.whole("the back-test")
    read = [load_cases(path, mission) for path in files]
    cases = [case for some, _ in read for case in some]

    def world_of(case: Case, levels: tuple[int, ...]) -> World:
        return _world(mission, case, levels, effort)

    judged = run(cases, world_of, progress)
    counts = {verdict: sum(one.verdict is verdict for one in judged) for verdict in Verdict}
    return BacktestAnswer(
        made_from=replace(desk.made_from, dossier=fingerprint(mission), seed=effort.seed),
        findings=tuple(finding for _, some in read for finding in some),
        cases=judged,
        passed=counts[Verdict.PASSED],
        failed=counts[Verdict.FAILED],
        unanswered=counts[Verdict.UNANSWERED],
    )


def _world(mission: Mission, case: Case, levels: tuple[int, ...], effort: Effort) -> World:
    then = known_of_something(with_allowed(mission, case.allow, case.as_of), case.as_of)
    scenario = ScenarioId(case.scenario) if case.scenario else None
    if scenario is not None:
        then = under(then, scenario)
    return World(
        whole=mission,
        mission=then,
        made_from=MadeFrom(
            dossier=fingerprint(then),
            as_of=case.as_of.isoformat(),
            scenario=scenario,
            seed=effort.seed,
            version=__version__,
        ),
        futures=effort.futures,
        seconds=effort.seconds,
        levels=levels,
    )
