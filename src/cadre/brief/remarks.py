"""Findings by what they are about, those with errors first, each with its remedy."""

from __future__ import annotations

from cadre.brief.context import Context
from cadre.brief.sections import (
    Group,
    Line,
    Origin,
    Paragraph,
    Part,
    Piece,
    Section,
    Table,
    columns_of,
)
from cadre.brief.words import plural, window_text
from cadre.mission.findings import Finding, Severity
from cadre.mission.markings import Marking
from cadre.mission.provenance import marking_of_finding

_TITLE = "What is wrong, or worth knowing"
_TONES = {Severity.ERROR: "bad", Severity.WARNING: "weak", Severity.NOTE: ""}
FAMILIES = {
    "PLA": "The plan",
    "AUT": "Legal cover",
    "CON": "Consent of the host",
    "PAU": "What is paused",
    "NEG": "Talks with the host",
    "OPT": "Options",
    "DEC": "Decisions and conditions",
    "ENA": "Support and who lends it",
    "SIT": "Sites and beds",
    "FOR": "Nations, pledges and posts",
    "INC": "Work that makes other work greater",
    "MON": "Money",
    "COV": "Needs, gaps and overlaps",
    "COM": "What is told, and to whom first",
    "EVI": "Evidence",
    "DOS": "The dossier's files",
}
"""What each family of rules is about, by the letters of its codes."""


def section(context: Context) -> Section:
    """Findings grouped by what they are about, the groups with the worst first and unfolded."""
    found = context.inputs.findings
    if not found:
        clean = Paragraph.of(["The checks found nothing."])
        return Section(id="findings", title=_TITLE, parts=(clean,))
    families: dict[str, list[Finding]] = {}
    for one in sorted(found, key=lambda one: one.severity.rank):
        families.setdefault(_family(one), []).append(one)
    order = list(FAMILIES.values())
    names = sorted(
        families,
        key=lambda name: (
            families[name][0].severity.rank,
            order.index(name) if name in order else len(order),
        ),
    )
    parts: list[Part] = [_counts(context)]
    parts += [_group(context, name, families[name]) for name in names]
    return Section(id="findings", title=_TITLE, parts=tuple(parts))


def _family(one: Finding) -> str:
    return FAMILIES.get(one.code.partition("-")[0], "Other matters")


def _counts(context: Context) -> Paragraph:
    """How many of each severity; as strict as all of them, since it counts all of them."""
    found = context.inputs.findings
    said: list[Piece] = []
    for severity in Severity:
        own = sum(one.severity is severity for one in found)
        count = context.number(
            f"findings.{severity.value}",
            own,
            f"Findings of severity {severity.value}",
            Origin(words="Counted over what the checks found."),
        )
        said += [", " if said else "", count, f" {plural(own, severity.value)}"]
    marks = (marking_of_finding(context.mission, one) for one in found)
    return Paragraph.of([*said, "."], Marking.strictest(marks), role="note")


def _group(context: Context, name: str, own: list[Finding]) -> Group:
    columns = ("What is wrong", "What to do", "Days", "Documents")
    table = Table(
        id=f"findings-{own[0].code.partition('-')[0].lower()}",
        title=name,
        columns=columns_of(columns),
        lines=tuple(_line(context, one) for one in own),
    )
    return Group(title=name, parts=(table,), open=own[0].severity is not Severity.NOTE)


def _line(context: Context, one: Finding) -> Line:
    kind = "" if one.severity is Severity.NOTE else f"{one.severity.value.capitalize()}. "
    return Line.of(
        (
            f"{kind}{one.message} ({one.code})",
            one.remedy,
            window_text(one.window) if one.window else "",
            context.cites(one.sources, 2),
        ),
        marking_of_finding(context.mission, one),
        _TONES[one.severity],
    )
