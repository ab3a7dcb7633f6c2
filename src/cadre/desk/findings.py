"""Findings: what is wrong with a mission, and with a plan of it, narrowed and grouped by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cadre.brief.sections import RowRef
from cadre.checks.catalogue import run_checks
from cadre.desk.desk import Desk
from cadre.desk.evidence import Choice
from cadre.desk.folding import all_begin, folded_words
from cadre.desk.made_of import digest
from cadre.desk.row_evidence import RowCalled, called
from cadre.desk.rule_book import titles
from cadre.desk.seen import seen
from cadre.dossier.tables import TABLES
from cadre.mission.findings import Finding, Severity
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.provenance import marking_of_finding
from cadre.release.redact import keep


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsAsked:
    """Which findings are asked for; what is empty doesn't matter.

    Attributes:
        code: Code of the rule, or the letters that the codes of a family begin with.
        severity: error, warning or note.
        about: Id of what it is about or names.
        text: Words that begin words of its message, its remedy or its code.
    """

    code: str = ""
    severity: str = ""
    about: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingTold:
    """A finding, with the rows that it names.

    Attributes:
        finding: The finding.
        rows: The rows, what it is about first.
        of_plan: Whether it comes from the plan.
    """

    finding: Finding
    rows: tuple[RowCalled, ...]
    of_plan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rule that is broken, and where.

    Attributes:
        code: Its code.
        title: What it means, as a sentence without its full stop.
        severity: How much it matters.
        findings: Where.
    """

    code: str
    title: str
    severity: Severity
    findings: tuple[FindingTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsAnswer:
    """What is wrong.

    Attributes:
        made_from: What was checked.
        plan: Digest of the plan that was checked too; empty without one.
        count: How many findings there are, before they are narrowed.
        found: How many are left of them.
        by_severity: How many there are of each severity, before they are narrowed.
        rules: The rules that are broken, before findings are narrowed, with counts.
        groups: The findings that are left, rule by rule, the worst first.
        withheld: Findings that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    plan: str
    count: int
    found: int
    by_severity: dict[str, int]
    rules: tuple[Choice, ...]
    groups: tuple[Broken, ...]
    withheld: int | None


def findings(
    desk: Desk, asked: FindingsAsked = FindingsAsked(), plan: Plan | None = None
) -> FindingsAnswer:
    """What is wrong, as far as the desk's reader may see it.

    Args:
        desk: The desk.
        asked: Which findings.
        plan: A plan of this mission that is checked too; None checks the mission alone.

    Raises:
        CadreError: The plan is of another dossier.
    """
    if plan is not None:
        desk.refuse_unless_fitting(plan)
    stated = desk.check()
    of_plan, withheld = _of_plan(desk, plan)
    every = sorted([*stated.findings, *of_plan], key=lambda one: (one.severity.rank, one.code))
    own, mission = set(of_plan), seen(desk)
    left = [one for one in every if _is_asked(one, asked)]
    told = [
        FindingTold(finding=one, rows=tuple(rows_named(mission, one)), of_plan=one in own)
        for one in left
    ]
    answer = FindingsAnswer(
        made_from=stated.made_from,
        plan="" if plan is None else digest(plan),
        count=len(every),
        found=len(left),
        by_severity={kind.value: sum(one.severity is kind for one in every) for kind in Severity},
        rules=_choices(every),
        groups=tuple(_groups(told)),
        withheld=None if stated.withheld is None else stated.withheld + withheld,
    )
    return desk.released("findings", answer, withheld)


def rows_named(mission: Mission, finding: Finding) -> Iterator[RowCalled]:
    """The rows that a finding names, what it is about first."""
    for key in dict.fromkeys((finding.about, *finding.related)):
        for table in _tables_of(mission, key):
            yield called(mission, RowRef(table, key))


def _tables_of(mission: Mission, key: str) -> Iterator[str]:
    kinds = {table.row: name for name, table in TABLES.items()}
    return (kinds[type(row)] for row in mission.named(key))


def _of_plan(desk: Desk, plan: Plan | None) -> tuple[list[Finding], int]:
    """What is wrong with a plan beside what is wrong with the mission, and how much is withheld."""
    if plan is None:
        return [], 0
    stated = set(run_checks(desk.mission))
    more = [one for one in run_checks(desk.mission, plan) if one not in stated]

    def mark(thing: object) -> Marking | None:
        return marking_of_finding(desk.mission, thing) if isinstance(thing, Finding) else None

    kept = keep(more, desk.audience, mark)
    return list(kept.things), kept.withheld


def _is_asked(one: Finding, asked: FindingsAsked) -> bool:
    text = " " + " ".join(folded_words(f"{one.code} {one.message} {one.remedy}"))
    return (
        (not asked.code or one.code == asked.code or one.code.startswith(f"{asked.code}-"))
        and asked.severity in ("", one.severity.value)
        and asked.about in ("", one.about, *one.related)
        and all_begin(folded_words(asked.text), text)
    )


def _choices(found: Iterable[Finding]) -> tuple[Choice, ...]:
    counted = sorted(Counter(one.code for one in found).items())
    named = titles()
    return tuple(
        Choice(value=code, words=named.get(code, code), count=count) for code, count in counted
    )


def _groups(told: Iterable[FindingTold]) -> Iterator[Broken]:
    def rule(one: FindingTold) -> tuple[int, str]:
        return one.finding.severity.rank, one.finding.code

    for (_, code), some in groupby(sorted(told, key=rule), key=rule):
        those = tuple(some)
        yield Broken(
            code=code,
            title=titles().get(code, code),
            severity=those[0].finding.severity,
            findings=those,
        )
