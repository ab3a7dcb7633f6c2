"""What a choice leans on: its load-bearing assumptions, which are the staff's own."""

from __future__ import annotations

from cadre.brief.explored import Leaning
from cadre.brief.explored_tables import Told
from cadre.brief.sections import Line, Paragraph, Part, Table, columns_of
from cadre.mission.rows import Citation

MOST = 6
"""Assumptions told; the manual's `--json` has all."""


def leaning(told: Told) -> list[Part]:
    """The assumptions that bear the best choice, with signpost, shaping and hedging."""
    bearing = [one for one in told.explored.leaning if one.load_bearing]
    if not bearing:
        return []
    name = told.explored.label(told.explored.best)
    lead = (
        f"If one of these is wrong, {name} fails or another choice is better. No document states "
        "them: they are the staff's own."
    )
    table = Table(
        id="explored-leaning",
        title="Load-bearing assumptions, found by playing each at both ends of its range",
        columns=columns_of(("Assumption", "Why it bears", "Signpost", "Shaping", "Hedging")),
        lines=tuple(_line(told, one) for one in bearing[:MOST]),
    )
    return [Paragraph.of([lead]), table]


def _line(told: Told, one: Leaning) -> Line:
    cite = told.context.cite(Citation(one.assumption))
    return Line.of(
        (
            (f"{one.statement} ", cite),
            one.why,
            one.signpost or "none stated",
            one.shaping or "none stated",
            one.hedging or "none stated",
        ),
        told.marking,
        "weak" if one.vulnerable else "",
        f"e-{one.assumption}",
    )
