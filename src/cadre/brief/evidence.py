"""The way back from each number of a brief to rows, claims and documents."""

from __future__ import annotations

from collections.abc import Iterable

from cadre.brief.context import Context
from cadre.brief.sections import (
    Basis,
    Cite,
    Group,
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    RowLink,
    RowRef,
    Section,
    Table,
    Text,
    columns_of,
)
from cadre.brief.words import UNKNOWN
from cadre.mission.mission import Evidence
from cadre.mission.priors import Prior
from cadre.mission.provenance import Link, chain
from cadre.mission.rows import Citation
from cadre.mission.sources import Claim, Source

_MOST_ROWS = 12


def section(context: Context, before: Iterable[Section]) -> Section:
    """Every number, the rows it was made from, the claims behind them, and the documents."""
    pieces = tuple(piece for one in before for piece in one.pieces())
    numbers = {piece.id: piece for piece in pieces if isinstance(piece, Number)}
    linked = {piece.row for piece in pieces if isinstance(piece, RowLink)}
    rows = tuple(sorted(linked | _rows_behind(context, numbers.values())))
    cited = {piece.citation for piece in pieces if isinstance(piece, Cite)}
    cited |= {source for number in numbers.values() for source in number.origin.sources}
    cited |= {source for row in map(context.row, rows) if row for source in row.sources}
    found = _evidence(context, cited)
    claims = [one for one in found.values() if isinstance(one, Claim)]
    sources = [one for one in found.values() if isinstance(one, Source)]
    priors = [one for one in found.values() if isinstance(one, Prior)]
    how = Paragraph.of(
        [
            (
                "Each number in this brief leads to its line below; from there to the rows of "
                "the dossier it was made from, to the claims and assumptions that these cite, "
                "and to the place in the document."
            )
        ]
    )
    parts: list[Part] = [how]
    tables = [
        ("Numbers", _number_table(context, numbers.values())),
        ("Sets of rows", _basis_table(context)),
        ("Rows of the dossier", _row_table(context, rows)),
        ("Claims", _claim_table(context, claims)),
        ("Documents", _source_table(context, sources)),
        ("Figures that stand in for blank ones", _prior_table(context, priors)),
    ]
    for title, table in tables:
        if table.lines:
            parts.append(Group(title=title, parts=(table,)))
    return Section(id="evidence", title="Sources and numbers", parts=tuple(parts))


def _rows_behind(context: Context, numbers: Iterable[Number]) -> set[RowRef]:
    found = {row for number in numbers for row in number.origin.rows}
    return found | {row for basis in context.bases.values() for row in basis.rows}


def _evidence(context: Context, cited: Iterable[Citation]) -> dict[str, Evidence]:
    """All that the citations lead to, by id, sources last."""
    found: dict[str, Evidence] = {}

    def walk(link: Link) -> None:
        if link.row is not None:
            found[str(link.row.id)] = link.row
        for further in link.behind:
            walk(further)

    for citation in sorted(cited):
        walk(chain(context.mission, citation))
    return dict(sorted(found.items()))


def _number_table(context: Context, numbers: Iterable[Number]) -> Table:
    columns = ("Id", "Value", "What it is, and how it was made", "Made from")
    lines = (
        Line.of(
            (
                one.id,
                f"{one.text} {one.unit}".strip() if one.unit != "%" else one.text,
                f"{one.label}. {one.origin.words}",
                _made_from(context, one.origin),
            ),
            one.marking,
            "",
            f"n-{one.id}",
        )
        for one in numbers
    )
    return _plain_table("evidence-numbers", "Every number", columns, lines)


def _made_from(context: Context, origin: Origin) -> Text:
    pieces = [*context.links(origin.rows[:_MOST_ROWS])]
    if len(origin.rows) > _MOST_ROWS:
        pieces.append(f" and {len(origin.rows) - _MOST_ROWS} more rows")
    if origin.sources:
        pieces += [" "] if pieces else []
        pieces += context.cites(origin.sources, 6)
    if origin.basis:
        pieces += ["; all rows of " if pieces else "all rows of ", f"“{origin.basis}”"]
    return tuple(pieces) or ("counted in this brief",)


def _basis_table(context: Context) -> Table:
    lines = (_basis_line(context, one) for one in context.bases.values())
    columns = ("Set", "What it is", "Made again with", "Rows")
    return _plain_table("evidence-bases", "Rows that went in together", columns, lines)


def _basis_line(context: Context, basis: Basis) -> Line:
    cells = (f"“{basis.id}”", basis.label, basis.words, context.links(basis.rows))
    return Line.of(cells, basis.marking)


def _row_table(context: Context, rows: Iterable[RowRef]) -> Table:
    columns = ("Row", "Table", "Name", "Written down in")
    lines = []
    for reference in rows:
        row = context.row(reference)
        if row is None:
            continue
        text = str(getattr(row, "name", "") or getattr(row, "statement", "") or row.note)
        cites = context.cites(row.sources, 8) or ("no document cited",)
        anchor = f"r-{reference.table}-{reference.id}"
        table = reference.table.replace("_", " ")
        lines.append(Line.of((reference.id, table, text, cites), context.mark(row), "", anchor))
    return _plain_table("evidence-rows", "Rows of the dossier", columns, lines)


def _claim_table(context: Context, claims: Iterable[Claim]) -> Table:
    columns = ("Claim", "What is said", "Figure", "Kind", "Place", "Reported", "Belief")
    lines = (
        Line.of(
            (
                one.id,
                one.subject,
                one.figure,
                one.kind.value,
                (context.cite(Citation(one.source)), f" {one.locator}"),
                str(one.reported_on),
                one.confidence.value,
            ),
            context.mark(one),
            "",
            f"e-{one.id}",
        )
        for one in claims
    )
    return _plain_table("evidence-claims", "Claims", columns, lines)


def _source_table(context: Context, sources: Iterable[Source]) -> Table:
    columns = ("Document", "Title", "Publisher", "Date", "Where", "How far to trust it")
    lines = (
        Line.of(
            (
                one.id,
                one.title,
                one.publisher,
                str(one.date) if one.date else UNKNOWN,
                one.address,
                one.reliability + (f" Copies {one.derived_from}." if one.derived_from else ""),
            ),
            context.mark(one),
            "",
            f"e-{one.id}",
        )
        for one in sources
    )
    return _plain_table("evidence-sources", "Documents", columns, lines)


def _prior_table(context: Context, priors: Iterable[Prior]) -> Table:
    columns = ("Prior", "What it is", "Figure", "Published in", "Where", "How far to trust it")
    lines = (
        Line.of(
            (
                one.id,
                one.name,
                one.figure,
                one.document,
                one.address,
                f"{one.grade.value}, disputed" if one.disputed else one.grade.value,
            ),
            context.mark(one),
            "",
            f"e-{one.id}",
        )
        for one in priors
    )
    return _plain_table("evidence-priors", "Priors that stand in", columns, lines)


def _plain_table(key: str, title: str, columns: Iterable[str], lines: Iterable[Line]) -> Table:
    return Table(id=key, title=title, columns=columns_of(columns), lines=tuple(lines))
