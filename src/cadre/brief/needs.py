"""Needs of the host's institutions against all who help."""

from __future__ import annotations

from cadre.brief.charts.matrix import needs as needs_chart
from cadre.brief.context import Context
from cadre.brief.counts import OURS, strength_by_body
from cadre.brief.sections import (
    Chart,
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    Section,
    Table,
    columns_of,
)
from cadre.brief.words import listed, percent, window_text
from cadre.checks.overlap import Overlap, overlaps
from cadre.mission.ids import NeedId
from cadre.mission.markings import Marking
from cadre.mission.needs import Effect, Need
from cadre.mission.rows import Row

_TITLE = "Needs of the host, and who serves them"
Strengths = dict[str, float]


def section(context: Context) -> Section:
    """The heat map of needs and bodies, coverage, gaps and overlaps."""
    if not context.mission.needs:
        unknown = Paragraph.of(["The dossier states no need: what the host lacks is unknown."])
        return Section(id="needs", title=_TITLE, parts=(unknown,))
    weeks = range(context.horizon.weeks)
    strengths: dict[NeedId, Strengths] = {
        need: {str(body): share for body, share in bodies.items()}
        for need, bodies in strength_by_body(context.mission, context.plan, weeks).items()
    }
    chart = _chart(context, strengths)
    found = overlaps(context.mission, context.plan)
    parts: list[Part] = [chart, _note(chart), _table(context, strengths, found)]
    if found:
        parts.append(_overlaps(context, found))
    return Section(id="needs", title=_TITLE, parts=tuple(parts))


def _note(chart: Chart) -> Paragraph:
    return Paragraph.of(
        [
            (
                "Each cell is the share of the need that one body meets, on average over the "
                "horizon, as the dossier estimates effects. Shares of several bodies don't add "
                "up: what is left open is the product of what each leaves open."
            )
        ],
        chart.marking,
        role="note",
    )


def _label(context: Context, need: Need) -> str:
    institution = context.name(need.institution, "institutions")
    return f"{institution}: {need.name}{' *' if need.critical else ''}"


def _chart(context: Context, strengths: dict[NeedId, Strengths]) -> Chart:
    mission = context.mission
    serving = {body for bodies in strengths.values() for body in bodies}
    bodies = [OURS, *(str(one.id) for one in mission.partners if str(one.id) in serving)]
    names = {OURS: "This mission"} | {body: context.short(body, "partners") for body in bodies[1:]}
    cells = []
    for need in sorted(mission.needs, key=lambda one: (one.institution, -one.weight)):
        for body in bodies:
            share = strengths[need.id].get(body, 0.0)
            cells.append(
                {
                    "need": _label(context, need),
                    "body": names[body],
                    "share": round(share, 4),
                    "text": percent(share) if share else "",
                }
            )
    rows = (*mission.needs, *mission.effects, *mission.partner_activities)
    return Chart(
        id="needs-bodies",
        title="Share of each need met by each body, mean over the horizon (* critical)",
        description=f"{len(mission.needs)} needs against {len(bodies)} bodies.",
        spec=needs_chart(cells),
        marking=Marking.strictest([context.bases["plan"].marking, context.mark(*rows)]),
    )


def coverage(context: Context, need: Need) -> Number | None:
    """Share of a need covered, by all bodies, mean over weeks and futures."""
    outcomes = context.outcomes
    if need.id not in outcomes.needs:
        return None
    effects = [one.id for one in context.mission.effects if one.need == need.id]
    rows = (*context.refs("needs", [need.id]), *context.refs("effects", effects))
    return context.number(
        f"need.{need.id}.coverage",
        outcomes.covered(outcomes.needs.index(need.id)),
        f"Share of the need covered, all bodies: {need.name}",
        Origin(rows=rows, basis="futures", words="Mean over all weeks and futures."),
        "%",
    )


def _table(
    context: Context, strengths: dict[NeedId, Strengths], found: tuple[Overlap, ...]
) -> Table:
    columns = ("Institution", "Need", "Weight", "Covered in the futures", "Served by", "Reading")
    numeric = ("Weight", "Covered in the futures")
    ordered = sorted(
        context.mission.needs,
        key=lambda one: (
            -one.weight * (2 if one.critical else 1) * (1 - _value(coverage(context, one))),
            one.id,
        ),
    )
    return Table(
        id="needs-coverage",
        title="Needs by what is left open, the largest gap first",
        columns=columns_of(columns, numeric),
        lines=tuple(
            _line(context, need, strengths[need.id], _reading(context, need, strengths, found))
            for need in ordered
        ),
    )


def _value(number: Number | None) -> float:
    return 0.0 if number is None or number.value is None else number.value


def _reading(
    context: Context, need: Need, strengths: dict[NeedId, Strengths], found: tuple[Overlap, ...]
) -> str:
    """What the bodies that serve a need mean for it, in a few words."""
    bodies = len(strengths[need.id])
    there = [one for one in found if one.need == need.id]
    certain = [_where(context, one) for one in there if one.certain]
    if certain:
        return f"overlap at {listed(dict.fromkeys(certain), 2)}"
    if there:
        return "may overlap: places or institutions aren't known"
    alone = "one body only" if bodies else "gap: nobody serves it"
    return f"{bodies} bodies, not side by side" if bodies > 1 else alone


def _where(context: Context, overlap: Overlap) -> str:
    """The place of an overlap; what isn't known is said to be so."""
    if overlap.where is None:
        return "not known"
    site = overlap.where.site
    return overlap.where.place if site is None else context.name(site, "sites")


def _effects(context: Context, need: Need) -> list[Effect]:
    return [one for one in context.mission.effects if one.need == need.id]


def _works(context: Context, need: Need) -> list[Row]:
    """The rows of all work that serves a need: what is said of it is as strict as they are."""
    keys = {one.work for one in _effects(context, need)}
    return [row for key in sorted(keys) for row in context.mission.named(key)]


def _overlaps(context: Context, found: tuple[Overlap, ...]) -> Table:
    columns = ("Institution", "Need", "Place", "Side by side", "Days")
    return Table(
        id="needs-overlaps",
        title="Bodies that serve one need at one institution and place, or may do so",
        columns=columns_of(columns),
        lines=tuple(_overlap(context, one) for one in found),
    )


def _overlap(context: Context, overlap: Overlap) -> Line:
    need = next(one for one in context.mission.needs if one.id == overlap.need)
    works = {one.work for one in overlap.works}
    effects = [one for one in _effects(context, need) if one.work in works]
    whose = overlap.institution
    return Line.of(
        (
            "not known" if whose is None else context.name(whose, "institutions"),
            need.name,
            _where(context, overlap),
            listed(dict.fromkeys(f"{one.name} ({one.title})" for one in overlap.works), 4),
            window_text(overlap.window),
        ),
        context.mark(need, *effects, *(one.row for one in overlap.works)),
    )


def _line(context: Context, need: Need, bodies: Strengths, reading: str) -> Line:
    weight = context.number(
        f"need.{need.id}.weight",
        need.weight,
        f"Weight of the need: {need.name}",
        context.stated("needs", need.id),
    )
    covered = coverage(context, need)
    names = [
        "this mission" if body == OURS else context.short(body, "partners")
        for body, _ in sorted(bodies.items(), key=lambda pair: -pair[1])
    ]
    return Line.of(
        (
            context.name(need.institution, "institutions"),
            f"{need.name}{' (critical)' if need.critical else ''}",
            weight,
            covered if covered is not None else "unknown",
            listed(names, 4) or "nobody",
            reading,
        ),
        context.mark(need, *_effects(context, need), *_works(context, need)),
        "bad" if not bodies else "",
    )
