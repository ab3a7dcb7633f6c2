"""What a choice leans on: its load-bearing assumptions, which are the staff's own."""

from __future__ import annotations

from cadre.brief.explored import Leaning
from cadre.brief.explored_tables import Told
from cadre.brief.sections import Line, Paragraph, Part, Table, columns_of
from cadre.mission.rows import Citation

MOST = 4
"""Assumptions told; the manual's `--json` has all."""


def leaning(told: Told) -> list[Part]:
    """The assumptions that bear the best choice, with signpost, shaping and hedging."""
    bearing = [one for one in told.explored.leaning if one.load_bearing]
    if not bearing:
        return []
    name = told.explored.label(told.explored.best)
    lead = (
        f"If one of these turns out wrong, {name} falls short, or loses more than a tenth of what "
        "it gives, all else going as its plan counts on it. They are assumptions of the staff."
    )
    table = Table(
        id="explored-leaning",
        title="Load-bearing assumptions, found by letting each fail in the same futures",
        columns=columns_of(("Assumption", "If it fails", "Signpost", "What helps")),
        lines=tuple(_line(told, one) for one in bearing[:MOST]),
    )
    return [Paragraph.of([lead], told.marking), table]


def _line(told: Told, one: Leaning) -> Line:
    cite = told.context.cite(Citation(one.assumption))
    helps = " ".join(text for text in (one.shaping, one.hedging) if text)
    return Line.of(
        (
            (f"{one.statement} ", cite),
            one.why,
            one.signpost or "none stated",
            helps or "nothing stated",
        ),
        told.marking,
        "weak" if one.vulnerable else "",
        f"e-{one.assumption}",
    )
