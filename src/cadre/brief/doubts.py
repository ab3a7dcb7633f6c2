"""Where the sources disagree, and what the staff assumes."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.brief.context import Context
from cadre.brief.sections import (
    Group,
    Line,
    Origin,
    Paragraph,
    Part,
    Section,
    Table,
    Text,
    columns_of,
)
from cadre.brief.words import sentence
from cadre.mission.rows import Citation, Row
from cadre.mission.sources import Assumption, Claim, Conflict


def conflicts(context: Context) -> Section:
    """Each conflict with all its sides, the one used marked, and why."""
    mission = context.mission
    title = "Where the sources disagree"
    if not mission.conflicts:
        none = Paragraph.of(["The dossier records no conflict between its sources."])
        return Section(id="conflicts", title=title, parts=(none,))
    used = _used_claims(context)
    weighing = [one for one in mission.conflicts if used & set(one.claims)]
    others = [one for one in mission.conflicts if one not in weighing]
    parts: list[Part] = []
    if weighing:
        lead = "These bear on what this brief is made from; every side is kept:"
        parts += [Paragraph.of([lead]), _conflict_table(context, "conflicts", weighing)]
    if others:
        table = _conflict_table(context, "conflicts-others", others)
        name = "Sides of conflicts on other matters"
        parts.append(Group(title=name, parts=(table,), open=not weighing))
    return Section(id="conflicts", title=title, parts=tuple(parts))


def _used_claims(context: Context) -> set[str]:
    """The claims that planned and played rows, levels and authorities cite."""
    found = {reference for basis in context.bases.values() for reference in basis.rows}
    rows: list[Row | None] = [context.row(reference) for reference in found]
    rows += [*context.mission.levels, *context.mission.authorities]
    return {cited.ref for row in rows if row is not None for cited in row.sources}


def _conflict_table(context: Context, key: str, conflicts: list[Conflict]) -> Table:
    columns = ("Conflict, why they differ, and every side", "Figure", "Used", "Reported")
    return Table(
        id=key,
        title="Every side of every conflict",
        columns=columns_of(columns, ["Figure"]),
        lines=tuple(line for one in conflicts for line in _sides(context, one)),
    )


def _sides(context: Context, conflict: Conflict) -> Iterator[Line]:
    claims = [context.mission.evidence.get(key) for key in conflict.claims]
    reason = conflict.reason or "Why they differ is unknown."
    yield Line.of(
        (f"{sentence(conflict.about)} {reason}", "", "", ""),
        context.mark(conflict, *claims),
        "strong",
    )
    for claim in claims:
        if not isinstance(claim, Claim):
            continue
        used = claim.id in conflict.preferred
        yield Line.of(
            (
                (f"{claim.subject} ", context.cite(Citation(claim.id))),
                claim_figure(context, claim),
                "used" if used else ("" if conflict.preferred else "open"),
                str(claim.reported_on),
            ),
            context.mark(conflict, claim),
            "good" if used else "",
        )


def claim_figure(context: Context, claim: Claim) -> Text:
    """The figure of a claim as it is hedged: up to 4,000 people."""
    if claim.quantity is None:
        return ("no figure",)
    number = context.number(
        f"claim.{claim.id}",
        claim.quantity,
        claim.subject,
        Origin(sources=(Citation(claim.id),), words="As the source states it."),
        claim.unit,
    )
    said = claim.hedge
    return (said, number, f" {claim.unit}") if claim.unit else (said, number)


def assumptions(context: Context) -> Section:
    """What the staff assumes, what leans on it, and how one would see it fail."""
    title = "What is assumed"
    rows = context.mission.assumptions
    if not rows:
        none = Paragraph.of(["The dossier states no assumption."])
        return Section(id="assumptions", title=title, parts=(none,))
    ordered = sorted(rows, key=lambda one: (not one.load_bearing, not one.vulnerable, one.id))
    heavy = [one for one in ordered if one.load_bearing and one.vulnerable]
    rest = [one for one in ordered if one not in heavy]
    parts: list[Part] = []
    if heavy:
        lead = "The plan fails if one of these is wrong, and any of them may well turn out wrong:"
        parts += [
            Paragraph.of([lead], context.mark(*heavy)),
            _assumption_table(context, "assumptions-heavy", heavy),
        ]
    if rest:
        table = _assumption_table(context, "assumptions-rest", rest)
        name = "Further assumptions" if heavy else "Assumptions"
        parts.append(Group(title=name, parts=(table,), open=not heavy))
    return Section(id="assumptions", title=title, parts=tuple(parts))


def _assumption_table(context: Context, key: str, rows: list[Assumption]) -> Table:
    columns = (
        "Assumption",
        "Value",
        "Range, unit",
        "Weighs",
        "Signpost",
        "Reasoning",
        "If it fails",
    )
    return Table(
        id=key,
        title="Assumptions",
        columns=columns_of(columns, ["Value"]),
        lines=tuple(_assumption_line(context, one) for one in rows),
    )


def _assumption_line(context: Context, one: Assumption) -> Line:
    weighs = [
        word
        for word, said in (("load-bearing", one.load_bearing), ("vulnerable", one.vulnerable))
        if said
    ]
    value: Text = ("",)
    spread = ""
    if one.value is not None:
        origin = Origin(sources=(Citation(one.id),), words="The staff's estimate.")
        key = f"assumption.{one.id}"
        number = context.number(key, one.value.likely, one.statement, origin, one.unit)
        value = (number,)
        spread = one.unit if one.value.known else f"{one.value.low:,.10g} to {one.value.high:,.10g}"
        spread += "" if one.value.known or not one.unit else f" {one.unit}"
    return Line.of(
        (
            (f"{one.statement} ", *context.cites(one.sources, 3)),
            value,
            spread,
            ", ".join(weighs),
            one.signpost,
            one.reasoning,
            one.hedging or one.shaping,
        ),
        context.mark(one),
        "weak" if one.load_bearing and one.vulnerable else "",
        f"e-{one.id}",
    )
