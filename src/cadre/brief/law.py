"""What legally holds and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cadre.brief.charts.spans import authorities as authorities_chart
from cadre.brief.context import Context
from cadre.brief.sections import Chart, Line, Paragraph, Part, RowRef, Section, Table, columns_of
from cadre.brief.words import day_text, listed, sentence, short_day, window_text
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.cover import Cover, covers, first_lapse, pauses_by_authority
from cadre.mission.days import LawState, spells
from cadre.mission.halts import unpaused
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from cadre.mission.plans import Start
from cadre.mission.weeks import DAY, Window, common_to_all

_BEFORE = timedelta(weeks=26)
_KINDS = {
    AuthorityKind.MANDATE: "Mandate",
    AuthorityKind.CONSENT: "Consent of the host",
    AuthorityKind.STATUS: "Status of the people",
    AuthorityKind.NATIONAL: "National decisions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """Where the cover of one start ends.

    Attributes:
        start: The start.
        kind: The kind of authority that ends first, or was never there.
        firm: Last day that authorities in force cover; None when not even its first day.
        relied: Last day covered when authorities believed enough to plan on come in as well;
            None when not even its first day.
        permitted: Whether there is permission without agreement on its first day.
    """

    start: Start
    kind: AuthorityKind
    firm: date | None
    relied: date | None
    permitted: bool = False

    @property
    def lacks(self) -> str:
        """What isn't there on its first day, for a start not covered on it."""
        return str(LawState.PERMITTED.value) if self.permitted else "not covered today"


def section(context: Context) -> Section:
    """The authorities on a time line and in a table, gaps, and what hangs on a belief."""
    parts: list[Part] = []
    if not context.mission.authorities:
        parts.append(Paragraph.of(["The dossier states no authority: what holds is unknown."]))
    else:
        parts += [*_in_short(context), _chart(context), _table(context)]
    parts += [table for table in (_pause_table(context), _lapse_table(context)) if table.lines]
    return Section(id="law", title="What legally holds, and until when", parts=tuple(parts))


def _ordered(mission: Mission) -> list[Authority]:
    kinds = list(AuthorityKind)
    return sorted(
        mission.authorities, key=lambda one: (kinds.index(one.kind), one.window.start, one.id)
    )


def _in_short(context: Context) -> Iterator[Paragraph]:
    """For each kind what is in force and what isn't there yet, apart if their marks differ."""
    day, pauses = context.mission.profile.as_of, pauses_by_authority(context.mission)
    for kind in AuthorityKind:
        own = [one for one in context.mission.authorities if one.kind is kind]
        held = [one for one in own if one.in_force and day in one.window]
        paused = [one for one in held if any(day in days for days in pauses.get(one.id, ()))]
        firm = [one for one in held if one not in paused]
        pending = [one for one in own if one.pending]
        said = [(f"{_in_force(context, firm)}.", context.mark(*firm))] if own else []
        if paused:
            names = listed((context.short(one.id, "authorities") for one in paused), 3)
            said.append((f"Paused today: {names}.", context.mark(*paused)))
        if pending:
            names = listed((context.short(one.id, "authorities") for one in pending), 3)
            said.append((f"Not yet there: {names}.", context.mark(*pending)))
        if len({mark for _, mark in said}) == 1:
            said = [(" ".join(text for text, _ in said), said[0][1])]
        for text, mark in said:
            yield Paragraph.of([sentence(text)], mark, role="item", label=_KINDS[kind])


def _in_force(context: Context, firm: list[Authority]) -> str:
    if not firm:
        return "Nothing in force today"
    ending = sorted((one for one in firm if one.window.last), key=lambda one: one.window.end)
    names = [context.short(one.id, "authorities") for one in firm]
    said = f"{names[0]} is in force" if len(firm) == 1 else f"{len(firm)} are in force"
    if not ending:
        return f"{said}, with no end stated" if len(firm) == 1 else f"{said}, none with an end"
    first = context.short(ending[0].id, "authorities")
    return f"{said}; first to end: {first}, on {day_text(ending[0].window.last)}"


def standing(mission: Mission, one: Authority) -> AuthorityState:
    """How far an authority has come today: one whose days are over has lapsed."""
    over = one.in_force and one.window.end <= mission.profile.as_of
    return AuthorityState.LAPSED if over else one.state


def _chart(context: Context) -> Chart:
    mission, horizon = context.mission, context.horizon
    frame = Window(mission.profile.as_of - _BEFORE, horizon.window.end)
    bars, drawn = [], []
    pauses = pauses_by_authority(mission)
    for one in _ordered(mission):
        inside = one.window.common(frame)
        if inside is None:
            continue
        drawn.append(one)
        paused = common_to_all([(inside,), pauses.get(one.id, ())])
        states = [(standing(mission, one).value, days) for days in inside.without(paused)]
        bars += [
            {
                "name": one.name,
                "kind": _KINDS[one.kind],
                "state": state,
                "from": days.start.isoformat(),
                "to": days.end.isoformat(),
            }
            for state, days in [*states, *(("paused", days) for days in paused)]
        ]
    domain = (frame.start.isoformat(), frame.end.isoformat())
    return Chart(
        id="law-timeline",
        title="Authorities by kind and state",
        description=f"{len(drawn)} authorities from {day_text(frame.start)} to "
        f"{day_text(frame.end - DAY)}; the dashed line is the as-of day.",
        spec=authorities_chart(bars, domain, mission.profile.as_of.isoformat()),
        marking=context.mark(*drawn, *(one for one in mission.pauses if one.authorities)),
    )


def _pause_table(context: Context) -> Table:
    """The pauses of the weeks that the chart shows."""
    mission = context.mission
    frame = Window(mission.profile.as_of - _BEFORE, context.horizon.window.end)
    shown = [one for one in mission.pauses if one.window.overlaps(frame)]
    return Table(
        id="law-pauses",
        title="What is paused, or was of late",
        columns=columns_of(("Pause", "Days", "Why", "What it stops", "Documents")),
        lines=tuple(_pause_line(context, one) for one in shown),
    )


def _pause_line(context: Context, one: Pause) -> Line:
    stopped = [
        *context.shorts(one.authorities, "authorities"),
        *context.shorts(one.sites, "sites"),
        *context.shorts(one.programmes, "programmes"),
    ]
    first = one.window.first
    unknown = "nobody knows how long" if first is None else f"from {short_day(first)}, no end known"
    rows = context.found((*one.authorities, *one.sites, *one.programmes))
    return Line.of(
        (
            (f"{one.name} ", context.link(RowRef("pauses", one.id))),
            window_text(one.window) if one.window.last else unknown,
            one.cause.value,
            listed(stopped) or "all work",
            context.cites(one.sources),
        ),
        context.mark(one, *rows),
        "bad" if context.mission.profile.as_of in one.window else "",
    )


def _table(context: Context) -> Table:
    columns = ("Authority", "Kind", "State", "Holds", "Belief", "For", "Documents")
    return Table(
        id="law-authorities",
        title="Every authority, in force or not",
        columns=columns_of(columns, ["Belief"]),
        lines=tuple(_authority_line(context, one) for one in _ordered(context.mission)),
    )


def _authority_line(context: Context, one: Authority) -> Line:
    belief = context.number(
        f"authority.{one.id}.belief",
        one.belief,
        f"Share of futures in which {one.name} comes into force",
        context.stated("authorities", one.id),
        "%",
    )
    holds = window_text(one.window)
    if one.pending and one.granted is not None:
        holds += f"; granted about {short_day(one.granted.likely)}"
    tone = {AuthorityState.IN_FORCE: "", AuthorityState.EXPECTED: "weak"}.get(one.state, "bad")
    return Line.of(
        (
            (f"{one.name} ", context.link(RowRef("authorities", one.id))),
            one.kind.value,
            standing(context.mission, one).value,
            holds,
            belief if one.pending else "",
            _scope(context, one),
            context.cites(one.sources),
        ),
        context.mark(one),
        tone,
    )


def _scope(context: Context, one: Authority) -> str:
    parts = [
        listed(context.named(keys, table), 3)
        for table, keys in (
            ("nations", one.nations),
            ("sites", one.sites),
            ("programmes", one.programmes),
        )
        if keys
    ]
    return "; ".join(parts) or "all"


def lapses(context: Context) -> tuple[Lapse, ...]:
    """The starts whose cover by authorities in force ends before they do, first ends first."""
    found = [lapse for start in context.plan.starts for lapse in _lapses_of(context, start)]
    return tuple(sorted(found, key=lambda one: (one.firm or date.min, one.start.activity)))


def _lapses_of(context: Context, start: Start) -> Iterator[Lapse]:
    span = start.window(context.horizon)
    ends = [
        Lapse(
            start=start,
            kind=cover.kind,
            firm=_covered_until(cover.firm, span),
            relied=_covered_until(cover.relied, span),
        )
        for cover in _covers(context, start)
        if (first_lapse(cover.firm, span.start) or span.end) < span.end
    ]
    if ends:
        first = min(ends, key=lambda one: one.firm or date.min)
        yield replace(first, permitted=_permitted(context, start, span.start))


def _permitted(context: Context, start: Start, day: date) -> bool:
    """Whether a start may be made on a day while the status of its people is only to come."""
    mission = unpaused(context.mission)
    activity = mission.activity(start.activity)
    law = spells(mission, activity, start.site, Window.of_days(day, day))
    return law[0].state is LawState.PERMITTED


def _covers(context: Context, start: Start) -> tuple[Cover, ...]:
    """Cover of a start by kind; a pause isn't the end of it."""
    activity = context.mission.activity(start.activity)
    return covers(unpaused(context.mission), activity, start.site)


def _covered_until(windows: tuple[Window, ...], span: Window) -> date | None:
    lapse = first_lapse(windows, span.start)
    if lapse is None or lapse >= span.end:
        return span.end - DAY
    return None if lapse == span.start else lapse - DAY


def _lapse_table(context: Context) -> Table:
    columns = ("Planned work", "Runs", "First kind to end", "Firm until", "With what is expected")
    return Table(
        id="law-lapses",
        title="Planned work whose cover in force ends before it does",
        columns=columns_of(columns),
        lines=tuple(_lapse_line(context, lapse) for lapse in lapses(context)),
    )


def _lapse_line(context: Context, lapse: Lapse) -> Line:
    start = lapse.start
    span = start.window(context.horizon)
    pending = [one for key in start.rests_on if (one := context.mission.authority(key)).pending]
    relied = "none on its first day" if lapse.relied is None else short_day(lapse.relied)
    if pending:
        relied += f"; rests on {listed(f'{one.name} ({one.state.value})' for one in pending)}"
    return Line.of(
        (
            context.short(start.activity, "activities"),
            window_text(span),
            lapse.kind.value,
            lapse.lacks if lapse.firm is None else short_day(lapse.firm),
            relied,
        ),
        context.mark(context.mission.activity(start.activity), *pending),
        "weak",
    )


def beliefs(context: Context) -> dict[Authority, int]:
    """Authorities not yet in force on which the plan rests, with how many starts rest on each."""
    found: dict[str, int] = {}
    for start in context.plan.starts:
        for key in start.rests_on:
            if context.mission.authority(key).pending:
                found[key] = found.get(key, 0) + 1
    return {one: found[one.id] for one in context.mission.authorities if one.id in found}
