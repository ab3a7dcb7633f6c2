"""The plan: what starts when and where, on what it rests, and what waits for which gate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cadre.brief.charts.spans import STANDINGS, gantt
from cadre.brief.context import Context
from cadre.brief.counts import began, people_asked, posts_of
from cadre.brief.sections import (
    Chart,
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    Piece,
    RowRef,
    Section,
    Table,
    Text,
    columns_of,
)
from cadre.brief.words import day_text, listed, plural, short_day
from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority
from cadre.mission.gates import Gate, gates, planning_dates
from cadre.mission.ids import GateId, SiteId
from cadre.mission.markings import Marking
from cadre.mission.plans import Start
from cadre.mission.weeks import DAY


def section(context: Context) -> Section:
    """The Gantt chart, the table of starts, and what is prepared but can't start today."""
    starts = context.plan.starts
    parts: list[Part] = []
    if not starts:
        parts.append(Paragraph.of(["The plan starts nothing."]))
    else:
        parts += [_chart(context), *_where(context), _table(context)]
    waiting = _gate_table(context)
    if waiting.lines:
        parts += [
            Paragraph.of(
                [
                    (
                        "These starts are prepared, not ordered. Each waits for what the table "
                        "names, and moves with it:"
                    )
                ]
            ),
            waiting,
        ]
    elif starts:
        parts.append(Paragraph.of(["No start waits for a gate: all can be ordered today."]))
    return Section(id="plan", title="The plan", parts=tuple(parts))


def standing(context: Context, start: Start) -> str:
    """Whether a start runs today, can be ordered today, waits, or goes on after a pause."""
    if began(context.mission, start):
        return STANDINGS[3] if start.week else STANDINGS[0]
    return STANDINGS[1] if start.firm else STANDINGS[2]


NO_POSTS = "no posts of its own"


def posts_or_none(context: Context, start: Start) -> Number | str:
    """The posts of a start; work done by people in others' posts has none of its own."""
    own = context.mission.posts_of(start.activity)
    return posts_number(context, start) if own else "none of its own"


def posts_number(context: Context, start: Start) -> Number:
    """The people whom the posts of a start ask for."""
    mission, key = context.mission, start.activity
    origin = Origin(
        rows=context.refs("posts", (post.id for post in mission.posts_of(key))),
        words="Sum of the people asked for by its lines of posts.",
    )
    label = f"People asked for by the posts of {context.name(key, 'activities')}"
    return context.number(f"plan.{key}.posts", posts_of(mission, key), label, origin, "people")


def _chart(context: Context) -> Chart:
    mission, plan, horizon = context.mission, context.plan, context.horizon
    bars = []
    for start in plan.starts:
        span = start.window(horizon)
        people = posts_of(mission, start.activity)
        bars.append(
            {
                "name": context.name(start.activity, "activities"),
                "standing": standing(context, start),
                "from": span.start.isoformat(),
                "to": min(span.end, horizon.window.end).isoformat(),
                "text": f"{people} {plural(people, 'post')}" if people else NO_POSTS,
            }
        )
    domain = (horizon.start.isoformat(), horizon.window.end.isoformat())
    return Chart(
        id="plan-gantt",
        title="What runs when",
        description=f"{len(bars)} starts over {horizon.weeks} weeks; colour tells what runs today, "
        "what can be ordered today, what waits for a gate and what is paused.",
        spec=gantt(bars, domain, mission.profile.as_of.isoformat()),
        marking=context.bases["plan"].marking,
    )


def _sites(context: Context) -> list[SiteId]:
    return list(dict.fromkeys(start.site for start in context.plan.starts))


def _where(context: Context) -> Iterator[Paragraph]:
    """Where the work is and how long it runs, said once rather than in every line."""
    found = _sites(context)
    if len(found) == 1:
        said = f"All planned work is at {context.name(found[0], 'sites')}."
        yield Paragraph.of([said], context.mark(context.mission.site(found[0])), role="note")
    else:
        # Sites by their mark: who may see some of them is told what these are called.
        alike: dict[Marking, list[str]] = {}
        for key in found:
            mark = context.mark(context.mission.site(key))
            alike.setdefault(mark, []).append(f"{key} is {context.name(key, 'sites')}")
        for mark, keys in alike.items():
            yield Paragraph.of([f"Sites: {'; '.join(keys)}."], mark, role="note")
    if not _some_end(context):
        # It is said of all starts, so it is as strict as the strictest of them.
        said = "All of it is planned to run to the end of the plan."
        yield Paragraph.of([said], context.bases["plan"].marking, role="note")


def _some_end(context: Context) -> bool:
    """Whether some planned work ends before the plan does."""
    return any(start.end < context.horizon.weeks for start in context.plan.starts)


def _table(context: Context) -> Table:
    """Each start; columns in which all lines would be empty or alike are left out."""
    leads = any(context.mission.mode(start.mode).lead for start in context.plan.starts)
    shown = {"Where": len(_sites(context)) > 1, "Lead": leads, "Runs until": _some_end(context)}
    names = ("Week of", "What", "Where", "Lead", "Posts", "Runs until", "Rests on", "Standing")
    columns = [name for name in names if shown.get(name, True)]
    return Table(
        id="plan-starts",
        title="Every start",
        columns=columns_of(columns, ["Posts"]),
        lines=tuple(_start_line(context, start, columns) for start in context.plan.starts),
    )


def _start_line(context: Context, start: Start, columns: list[str]) -> Line:
    mission = context.mission
    mode = mission.mode(start.mode)
    rests = [mission.authority(key) for key in start.rests_on]
    waits = listed(context.gate_name(one) for one in start.waits_for)
    last = start.window(context.horizon).end - DAY
    cells: dict[str, Text | Piece] = {
        "Week of": short_day(context.horizon.day(start.week)),
        "What": context.name(start.activity, "activities"),
        "Where": str(start.site),
        "Lead": context.name(mode.lead, "nations") if mode.lead else "",
        "Posts": posts_or_none(context, start),
        "Runs until": short_day(last) if start.end < context.horizon.weeks else "plan's end",
        "Rests on": _rests_on(context, rests),
        "Standing": f"waits for {waits}" if waits else standing(context, start),
    }
    return Line.of(
        [cells[name] for name in columns],
        context.mark(mission.activity(start.activity), mode, mission.site(start.site), *rests),
        "" if start.firm else "weak",
    )


def _rests_on(context: Context, rests: list[Authority]) -> Text:
    """The authorities by their ids, which lead to their names; with their state if not in force."""
    pieces: list[Piece] = []
    for one in rests:
        pieces += [", "] if pieces else []
        pieces.append(context.link(RowRef("authorities", one.id)))
        pieces += [] if one.in_force else [f" ({one.state.value})"]
    return tuple(pieces) or ("no authority named",)


def waiting(context: Context) -> dict[GateId, list[Start]]:
    """The starts that wait for each gate, gates in the order in which they are planned to open."""
    days = planning_dates(context.mission)
    found: dict[GateId, list[Start]] = {}
    for start in context.plan.starts:
        for gate in start.waits_for:
            found.setdefault(gate, []).append(start)
    order = sorted(found, key=lambda key: (days.get(key) or date.max, key))
    return {key: found[key] for key in order}


def _gate_table(context: Context) -> Table:
    columns = ("Gate", "Planned for", "May fall", "Belief", "What it opens", "People")
    days = planning_dates(context.mission)
    known = {gate.id: gate for gate in gates(context.mission)}
    lines = (
        _gate_line(context, known[key], days.get(key), starts)
        for key, starts in waiting(context).items()
        if key in known
    )
    return Table(
        id="plan-gates",
        title="Prepared, not startable today",
        columns=columns_of(columns, ["Belief", "People"]),
        lines=tuple(lines),
    )


def _gate_line(context: Context, gate: Gate, day: date | None, starts: list[Start]) -> Line:
    reference = context.gate(gate.id)
    own = (reference,) if reference else ()
    belief = context.number(
        f"gate.{gate.id}.belief",
        gate.belief,
        f"Share of futures in which this comes: {gate.name}",
        Origin(rows=own, words="As the dossier states it."),
        "%",
    )
    posts = any(context.mission.posts_of(start.activity) for start in starts)
    people = _gate_people(context, gate.id, starts) if posts else "none of its own"
    return Line.of(
        (
            gate.name,
            short_day(day) if day else "nobody can say",
            _spread(gate),
            belief,
            listed((context.short(start.activity, "activities") for start in starts), 5),
            people,
        ),
        context.mark(*own, *_activities(context, starts)),
    )


def _gate_people(context: Context, key: GateId, starts: list[Start]) -> Number:
    """The people whom the posts of all that waits for a gate ask for."""
    posts = (post.id for one in starts for post in context.mission.posts_of(one.activity))
    own = context.gate(key)
    rows = (*([own] if own else []), *context.refs("posts", posts))
    return context.number(
        f"gate.{key}.people",
        people_asked(context.mission, starts),
        f"People asked for by the posts of what waits for: {context.gate_name(key)}",
        Origin(rows=rows, words="Sum over the starts that wait."),
        "people",
    )


def _activities(context: Context, starts: list[Start]) -> list[Activity]:
    return [context.mission.activity(start.activity) for start in starts]


def _spread(gate: Gate) -> str:
    if gate.when is None:
        return "unknown"
    if gate.meetings:
        return "meetings: " + listed((short_day(day) for day in gate.meetings), 3)
    if gate.when.earliest == gate.when.latest:
        return ""
    return f"{short_day(gate.when.earliest)} to {short_day(gate.when.latest)}"


def decisions_now(context: Context) -> Iterator[Paragraph]:
    """What somebody has to decide or bring about, each with its day and what it opens."""
    days = planning_dates(context.mission)
    for key, starts in waiting(context).items():
        decision = next((one for one in context.mission.decisions if str(one.id) == key), None)
        who = f"{decision.body}: " if decision else ""
        opens = listed((context.short(start.activity, "activities") for start in starts), 3)
        said: list[Piece] = [f"{who}{context.gate_name(key)}. It opens {opens}"]
        if any(context.mission.posts_of(start.activity) for start in starts):
            said += [" (", _gate_people(context, key, starts), " posts)"]
        else:
            said.append(f" ({NO_POSTS})")
        yield Paragraph.of(
            [*said, "."],
            context.mark(context.gate(key), *_activities(context, starts)),
            role="item",
            label=f"By {day_text(days.get(key))}" if days.get(key) else "No day known",
        )
