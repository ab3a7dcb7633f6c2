"""Who provides what, and what falls with each provider."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from cadre.brief.charts.matrix import PROVISION, providers
from cadre.brief.context import Context
from cadre.brief.sections import (
    Chart,
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    Section,
    Table,
    Text,
    columns_of,
    joined,
)
from cadre.brief.words import day_text, listed, plural, window_text
from cadre.checks.loss import Loss
from cadre.mission.enablers import Support
from cadre.mission.forces import Contingent, Transfer
from cadre.mission.ids import EnablerId, SiteId
from cadre.mission.markings import Marking
from cadre.mission.quantities import People
from cadre.mission.transfers import lends, lent_in_turn, lessening
from cadre.mission.weeks import Window


def section(context: Context) -> Section:
    """The matrix of enablers and sites, who lends what until when, and the loss table."""
    if not context.mission.enablers:
        unknown = Paragraph.of(
            ["The dossier names no kind of support: who provides it is unknown."]
        )
        return Section(id="support", title=_TITLE, parts=(unknown,))
    parts: list[Part] = []
    cells = list(_cells(context))
    if cells:
        chart = _chart(context, cells)
        parts += [chart, _key(context, chart)]
    lent = [one for one in context.mission.supports if _lent(context, one)]
    if lent:
        parts.append(_supports(context, lent))
    if context.inputs.losses:
        parts.append(_losses(context))
    return Section(id="support", title=_TITLE, parts=tuple(parts))


_TITLE = "Who provides what, and what falls with each provider"


def _lent(context: Context, one: Support) -> bool:
    return lends(context.mission, one, context.horizon.window)


def _letters(context: Context) -> dict[str, str]:
    """A short sign for each provider, in the order of the partners."""
    lending = {one.provider for one in context.mission.supports if _lent(context, one)}
    lenders = [one.id for one in context.mission.partners if one.id in lending]
    signs = [*ascii_uppercase, *(f"{a}{b}" for a in ascii_uppercase for b in ascii_uppercase)]
    return {str(key): sign for key, sign in zip(lenders, signs, strict=False)}


def _needed(context: Context) -> dict[SiteId, dict[EnablerId, None]]:
    """The kinds of support that planned work needs at each site."""
    found: dict[SiteId, dict[EnablerId, None]] = {}
    for start in context.plan.starts:
        kinds = found.setdefault(start.site, {})
        kinds.update(dict.fromkeys(context.mission.activity(start.activity).enablers))
    return found


def _cells(context: Context) -> Iterator[dict[str, str]]:
    letters, needed, mission = _letters(context), _needed(context), context.mission
    brought: set[tuple[SiteId, EnablerId | None]] = {
        (one.site, one.enabler) for one in context.plan.assignments if one.enabler
    }
    brought |= {
        (one.site, mission.skill(mission.post(one.post).skill).enabler)
        for one in context.plan.assignments
        if one.post is not None
    }
    for kind in mission.enablers:
        for site in (one for one in mission.sites if needed.get(one.id)):
            if kind.id not in needed[site.id]:
                continue
            signs = [
                letters[str(one.provider)]
                for one in mission.supports
                if one.site == site.id and one.enabler == kind.id and _lent(context, one)
            ]
            own = ["own"] if (site.id, kind.id) in brought else []
            who = list(dict.fromkeys([*signs, *own]))
            yield {
                "enabler": context.short(kind.id, "enablers"),
                "site": context.short(site.id, "sites"),
                "provision": PROVISION[min(len(who), 2)],
                "text": " ".join(who) or "nobody",
            }


def _chart(context: Context, cells: list[dict[str, str]]) -> Chart:
    single = sum(cell["provision"] == PROVISION[1] for cell in cells)
    none = sum(cell["provision"] == PROVISION[0] for cell in cells)
    supports = [one for one in context.mission.supports if _lent(context, one)]
    rows = (*supports, *context.mission.enablers)
    return Chart(
        id="support-matrix",
        title="Support that planned work needs, by site",
        description=f"Of {len(cells)} needs of support at sites, {single} "
        f"{plural(single, 'hangs', 'hang')} on one provider and {none} on nobody.",
        spec=providers(cells),
        marking=Marking.strictest([context.bases["plan"].marking, context.mark(*rows)]),
    )


def _key(context: Context, chart: Chart) -> Paragraph:
    signs = [f"{sign} {context.name(key, 'partners')}" for key, sign in _letters(context).items()]
    signs.append("own: people of the mission, in posts or brought")
    partners = [one for one in context.mission.partners if str(one.id) in _letters(context)]
    mark = Marking.strictest([chart.marking, context.mark(*partners)])
    return Paragraph.of(["; ".join(signs) + "."], mark, role="note")


def _supports(context: Context, lent: list[Support]) -> Table:
    columns = ("Provider", "What", "Where", "People's worth", "Lent", "Documents")
    groups: dict[tuple[Window, People | None, tuple[str, ...]], list[Support]] = {}
    for one in sorted(lent, key=lambda one: (one.provider, one.site, one.enabler)):
        own = () if one.people is None else (one.id,)
        marking = str(_mark(context, one))
        for days, people in lent_in_turn(context.mission, one):
            if days.overlaps(context.horizon.window):
                told = (one.provider, one.site, marking, *own)
                groups.setdefault((days, people, told), []).append(one)
    return Table(
        id="support-lent",
        title="What is lent, and until when",
        columns=columns_of(columns, columns[3:4]),
        lines=tuple(
            _support_line(context, alike, days, people)
            for (days, people, _), alike in groups.items()
        ),
    )


def _support_line(
    context: Context, alike: list[Support], days: Window, people: People | None
) -> Line:
    """One line for all that a provider lends at a site, without limit, for the same days."""
    first = alike[0]
    return Line.of(
        (
            context.short(first.provider, "partners"),
            listed(context.shorts((one.enabler for one in alike), "enablers")),
            context.short(first.site, "sites"),
            "as many as needed" if people is None else _worth(context, first, days, people),
            window_text(days),
            context.cites((source for one in alike for source in one.sources), 4),
        ),
        Marking.strictest([_mark(context, one) for one in alike]),
    )


def _mark(context: Context, one: Support) -> Marking:
    return context.mark(one, *lessening(context.mission, one))


def _worth(context: Context, one: Support, days: Window, people: People) -> Number:
    label = f"{context.name(one.enabler, 'enablers')} lent at {context.name(one.site, 'sites')}"
    key = f"support.{one.id}.people"
    if people == one.people:
        return context.number(key, people, label, context.stated("supports", one.id), "people")
    less = lessening(context.mission, one)
    changed = [row.id for row in less if isinstance(row, Transfer)]
    left = dict.fromkeys(row.id for row in less if isinstance(row, Contingent))
    origin = Origin(
        rows=(
            *context.refs("supports", [one.id]),
            *context.refs("contingents", left),
            *context.refs("transfers", changed),
        ),
        words="What the dossier states, less those who have changed over.",
    )
    return context.number(f"{key}.{days.start}", people, label, origin, "people")


def _losses(context: Context) -> Table:
    columns = (
        "Provider",
        "What it takes along",
        "Needed with it",
        "Needed without it",
        "Support to be brought",
        "What stops",
    )
    return Table(
        id="support-losses",
        title=f"If a provider left: people needed, and what stops{_day(context)}",
        columns=columns_of(columns, columns[2:4]),
        lines=tuple(_loss_line(context, one) for one in context.inputs.losses),
    )


def _day(context: Context) -> str:
    days = {one.day for one in context.inputs.losses}
    return f" (as on {day_text(days.pop())}, without work paused then)" if len(days) == 1 else ""


def loss_number(context: Context, one: Loss, which: str) -> Number:
    """People needed in all `before` or `after` a provider leaves; unknown if no force is enough."""
    sites = {site.site for site in one.sites}
    lent = [row.id for row in context.mission.supports if row.site in sites]
    rows = (
        *context.refs("enablers", (row.id for row in context.mission.enablers)),
        *context.refs("supports", lent),
    )
    words = {"before": "with", "after": "without"}[which]
    partner = context.name(one.provider, "partners")
    key = str(one.provider)
    if one.day != context.mission.profile.as_of:
        key += f".{one.day.isoformat()}"
    return context.number(
        f"loss.{key}.{which}",
        one.before if which == "before" else one.after,
        f"People needed in all {words} {partner} on {day_text(one.day)}, for planned work that "
        "runs that day",
        Origin(
            rows=rows,
            basis="plan",
            words="People in posts, and the support to be brought, site by site: the smallest "
            "force that supports itself together with what is lent. Posts as the plan fills them; "
            "work that is paused that day isn't in it.",
        ),
        "people",
    )


def _loss_line(context: Context, one: Loss) -> Line:
    taken = [
        f"{listed(context.shorts(kinds, 'enablers'))} at {context.short(site, 'sites')}"
        for site, kinds in one.enablers.items()
    ]
    partner = context.mission.partner(one.provider)
    after: Text = (loss_number(context, one, "after"),)
    if one.after is None:
        after = ("no force is large enough",)
    return Line.of(
        (
            context.short(one.provider, "partners"),
            "; ".join(taken) or "nothing on that day",
            loss_number(context, one, "before"),
            after,
            _brought(context, one),
            _stopping(context, one),
        ),
        context.mark(partner),
        "bad" if one.stops or one.after is None else "",
    )


def _stopping(context: Context, one: Loss) -> str:
    running = {item.activity for item in context.plan.starts if item.week == 0}
    if one.stops and running <= set(one.stops):
        return "all work that runs today"
    return listed(context.shorts(one.stops, "activities")) or "nothing"


def _brought(context: Context, one: Loss) -> Text:
    partner = context.name(one.provider, "partners")
    texts: list[Text] = []
    for kind, people in one.brought.items():
        number = context.number(
            f"loss.{one.provider}.brought.{kind}",
            people,
            f"{context.name(kind, 'enablers')} to be brought without {partner}",
            Origin(
                rows=context.refs("enablers", [kind]),
                basis="plan",
                words="The smallest force that supports itself together with what is lent.",
            ),
            "people",
        )
        texts.append((f"{context.short(kind, 'enablers')} ", number))
    return joined(texts, ", ") or ("none",)
