"""Findings by severity, with remedies."""

from __future__ import annotations

from cadre.brief.context import Context
from cadre.brief.sections import Column, Group, Line, Origin, Paragraph, Part, Section, Table
from cadre.brief.words import plural, window_text
from cadre.mission.findings import Finding, Severity
from cadre.mission.provenance import marking_of_finding

_TITLE = "What is wrong, or worth knowing"
_TONES = {Severity.ERROR: "bad", Severity.WARNING: "weak", Severity.NOTE: ""}


def section(context: Context) -> Section:
    """Findings grouped by severity, the worst unfolded."""
    found = context.inputs.findings
    if not found:
        clean = Paragraph.of(["The checks found nothing."])
        return Section(id="findings", title=_TITLE, parts=(clean,))
    worst = min((one.severity for one in found), key=lambda one: one.rank)
    parts: list[Part] = []
    for severity in Severity:
        own = [one for one in found if one.severity is severity]
        if own:
            parts.append(_group(context, severity, own, unfolded=severity is worst))
    return Section(id="findings", title=_TITLE, parts=tuple(parts))


def _group(context: Context, severity: Severity, own: list[Finding], *, unfolded: bool) -> Group:
    count = context.number(
        f"findings.{severity.value}",
        len(own),
        f"Findings of severity {severity.value}",
        Origin(words="Counted over what the checks found."),
    )
    columns = ("Code", "About", "What", "Days", "What to do", "Documents")
    table = Table(
        id=f"findings-{severity.value}",
        title=f"{severity.value.capitalize()}s",
        columns=tuple(Column(name=name) for name in columns),
        lines=tuple(_line(context, one) for one in own),
    )
    title = f"{len(own)} {plural(len(own), severity.value)}"
    said = Paragraph.of(
        [count, f" {plural(len(own), 'finding')}, in the order of the checks."], role="note"
    )
    return Group(title=title, parts=(said, table), open=unfolded)


def _line(context: Context, one: Finding) -> Line:
    return Line.of(
        (
            one.code,
            context.name(one.about),
            one.message,
            window_text(one.window) if one.window else "",
            one.remedy,
            context.cites(one.sources, 3),
        ),
        marking_of_finding(context.mission, one),
        _TONES[one.severity],
    )
