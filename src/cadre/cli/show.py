"""Findings, plans and backtests as text for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cadre.desk.answers import CheckAnswer
from cadre.mission.findings import Finding, Severity
from cadre.mission.mission import Order
from cadre.mission.money import Account
from cadre.mission.plans import Plan, Start
from cadre.mission.quantities import counted
from cadre.mission.required import required_work

if TYPE_CHECKING:
    from cadre.desk.backtest import BacktestAnswer
    from cadre.mission.mission import Mission, Weights
    from cadre.planner.result import PlanResult, SolveStatus, Term

MOST_SOURCES = 8
"""Sources named with a finding in text; JSON has all."""


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns of equal width; columns of numbers are set to the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    wide = [max(len(row[i]) for row in [list(header), *texts]) for i in range(len(header))]
    right = [bool(texts) and all(_is_number(row[i]) for row in texts) for i in range(len(header))]
    lines = []
    for row in [list(header), *texts]:
        cells = (
            cell.rjust(width) if flush else cell.ljust(width)
            for cell, width, flush in zip(row, wide, right, strict=True)
        )
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").replace("%", "").lstrip("-").isdigit()


def findings_as_text(answer: CheckAnswer) -> str:
    """Findings, the worst first, with place, remedy and sources; a count at the end."""
    blocks = [finding_as_text(finding) for finding in answer.findings]
    counts = {
        severity: sum(finding.severity is severity for finding in answer.findings)
        for severity in Severity
    }
    told = ", ".join(counted(number, severity.value) for severity, number in counts.items())
    blocks.append(f"{told}." + withheld_as_text(answer.withheld))
    return "\n".join(blocks)


def withheld_as_text(withheld: int | None) -> str:
    """How much isn't shown, as a sentence; nothing when all is shown."""
    if not withheld:
        return ""
    verb = "isn't" if withheld == 1 else "aren't"
    return f" {counted(withheld, 'part')} {verb} shown to this reader."


def ended(lines: list[str], withheld: int | None) -> str:
    """Lines of an answer, and below them how much of it isn't shown."""
    told = withheld_as_text(withheld).strip()
    return "\n".join([*lines, "", told] if told else lines)


def finding_as_text(finding: Finding) -> str:
    """A finding with its place, its days, what to do and where it is written down."""
    where = f" {finding.place}" if finding.place else ""
    when = f" ({finding.window})" if finding.window else ""
    lines = [
        f"{finding.severity.value} {finding.code}{where} {finding.about}{when}",
        f"  {finding.message}",
        f"  -> {finding.remedy}",
    ]
    if finding.sources:
        some = [str(source) for source in finding.sources[:MOST_SOURCES]]
        more = len(finding.sources) - len(some)
        lines.append("  sources: " + ", ".join(some) + (f" and {more} more" if more else ""))
    return "\n".join(lines)


def plan_as_text(result: PlanResult) -> str:
    """A plan: what starts when, what is prepared, what is left out and what would unlock it."""
    plan = result.plan
    most = "" if result.bound is None else f" of at most {result.bound:z,.0f}"
    gap = "" if result.gap is None else f"gap {100 * result.gap:.1f}%, "
    lines = [
        f"{state_as_text(result.status)}, worth {result.objective:z,.0f}{most}",
        f"{gap}{result.seconds:.1f} s, seed {result.seed}",
        "",
        "Starts that can be ordered",
        _starts_as_text(plan, [start for start in plan.starts if start.firm]),
    ]
    waiting = [start for start in plan.starts if not start.firm]
    if waiting:
        lines += ["", "Prepared, not startable today", _starts_as_text(plan, waiting)]
    if result.stages:
        lines += ["", "Milestones on planning dates", _stages_as_text(result)]
    if any(one.budget is not None for one in result.accounts):
        lines += ["", _money_as_text(result.accounts)]
    if plan.left_out:
        lines += ["", "Left out"]
    for left in plan.left_out:
        lines += [f"{left.activity} ({left.rule}): {left.reason}", f"  -> {left.unlock}"]
    return "\n".join(lines)


def objective_as_text(weights: Weights, terms: Iterable[Term]) -> str:
    """What counts, by how much, in which order, and what the plan has of it."""
    rows = [
        (one.name, f"{one.weight:,.4g}", f"{one.amount:z,.1f}", f"{one.worth:z,.0f}")
        for one in terms
    ]
    order = {
        Order.WEIGHTED: "by the weights of the dossier",
        Order.LEXICOGRAPHIC: "in order: finish, needs, milestones, output, footprint, early; "
        "written as weights, of which each outweighs all below it",
    }[weights.order]
    return f"What counts, {order}\n" + table(("", "weight", "amount", "worth"), rows)


def state_as_text(status: SolveStatus) -> str:
    """How far a search came; a plan that somebody stopped for is marked as such."""
    return "stopped; best so far" if status.value == "stopped" else status.value


def _stages_as_text(result: PlanResult) -> str:
    """One line a milestone: the week that reaches it or why none does."""
    rows = [(stage.milestone, stage.day or "never", stage.why) for stage in result.stages]
    return table(("milestone", "week of", "note"), rows)


def _money_as_text(accounts: Sequence[Account]) -> str:
    """One line a year and payer: what there is, what has begun takes, what is new, what is left."""
    rows = [
        (
            one.year,
            one.funding.value,
            "-" if one.budget is None else f"{one.budget:,}",
            f"{one.spent + one.running:,}",
            f"{one.new:,}",
            "-" if one.budget is None else f"{one.budget - one.total:,}",
        )
        for one in accounts
    ]
    heading = f"Money by year, in {accounts[0].currency}"
    return f"{heading}\n" + table(("year", "funding", "budget", "begun", "new", "left"), rows)


def _starts_as_text(plan: Plan, starts: list[Start]) -> str:
    if not starts:
        return "none"
    rows = [
        (
            plan.horizon.day(start.week),
            start.week,
            start.weeks,
            start.activity,
            start.site,
            ", ".join(start.waits_for or start.rests_on),
        )
        for start in starts
    ]
    last = "waits for" if any(start.waits_for for start in starts) else "rests on"
    return table(("from", "week", "weeks", "activity", "site", last), rows)


WIDEST = 34
"""Characters of a cell of a wide table; JSON has all."""


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def backtest_as_text(answer: BacktestAnswer, *, why: bool) -> str:
    """Questions with their known and their given answers, and how many agree."""
    blocks = [finding_as_text(finding) for finding in answer.findings]
    header = ("case", "as of", "question", "about", "history", "Cadre", "")
    rows = [
        (
            *(one.id, one.as_of, one.question, _cut(one.about), _cut(one.expected)),
            *(_cut(one.answer), one.verdict.value),
        )
        for one in answer.cases
    ]
    blocks.append(table(header, rows))
    told = [one for one in answer.cases if one.because and (why or one.verdict.value != "passed")]
    blocks += ["", *(f"{one.id}: {one.because}" for one in told)] if told else []
    blocks += ["", f"{answer.passed} of {len(answer.cases)} agree with history."]
    blocks[-1] += f" {answer.unanswered} could not be asked." if answer.unanswered else ""
    return "\n".join(blocks)


def required_left_out(mission: Mission, result: PlanResult) -> str:
    """Which required work a plan doesn't hold, as far as its reader may know; empty for none."""
    missing = set(required_work(mission)) - {one.activity for one in result.plan.starts}
    told = [str(one.activity) for one in result.plan.left_out if one.activity in missing]
    return f"Required work is left out: {', '.join(told)}. No plan should do so." if told else ""
