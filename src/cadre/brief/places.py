"""Sites: where the mission works, on a map, with beds against people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cadre.brief.charts.sites import STATUS, sites
from cadre.brief.context import Context
from cadre.brief.counts import beds_by_week, began, people_by_site
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
)
from cadre.brief.words import listed, window_text
from cadre.mission.halts import open_windows
from cadre.mission.ids import ActivityId
from cadre.mission.markings import Marking
from cadre.mission.sites import Site

_TITLE = "Sites"


def section(context: Context) -> Section:
    """The map of sites, and a table of beds against people."""
    mission = context.mission
    if not mission.sites:
        nothing = Paragraph.of(["The dossier states no site."])
        return Section(id="sites", title=_TITLE, parts=(nothing,))
    parts: list[Part] = []
    placed = [one for one in mission.sites if one.latitude is not None]
    if any(one.country == mission.profile.host for one in placed):
        parts.append(_map(context))
    else:
        parts.append(Paragraph.of(["No site in the host country has a known place: no map."]))
    parts.append(_table(context))
    return Section(id="sites", title=_TITLE, parts=tuple(parts))


def _status(context: Context, site: Site) -> str:
    here = [start for start in context.plan.starts if start.site == site.id]
    if any(began(context.mission, start) and start.week == 0 for start in here):
        return STATUS[0]
    if here:
        return STATUS[1]
    today = context.mission.profile.as_of
    is_open = any(today in days for days in open_windows(context.mission, site.id))
    return STATUS[2] if is_open else STATUS[3]


def _in_use(context: Context, site: Site) -> tuple[list[int] | None, list[int]]:
    """Beds and people of the weeks in which a site is open or somebody is there; else of all.

    Before it opens there are no beds and no people: that isn't a week without room. Beds are None
    when nobody has stated any.
    """
    horizon = context.horizon
    people = people_by_site(context.plan).get(site.id, [0] * horizon.weeks)
    beds = beds_by_week(context.mission, site.id)
    there = horizon.covered([site.window])
    weeks = [week for week in range(horizon.weeks) if there[week] or people[week]]
    weeks = weeks or [*range(horizon.weeks)]
    return beds and [beds[week] for week in weeks], [people[week] for week in weeks]


def _point(context: Context, site: Site) -> dict[str, Any]:
    beds, _ = _in_use(context, site)
    return {
        "label": context.short(site.id, "sites") + (f", {_beds_text(beds)} beds" if beds else ""),
        "longitude": site.longitude,
        "latitude": site.latitude,
        "status": _status(context, site),
    }


def _map(context: Context) -> Chart:
    host = context.mission.profile.host
    shown = [one for one in context.mission.sites if None not in (one.latitude, one.longitude)]
    points = [_point(context, site) for site in shown]
    home = next(one for one in shown if one.country == host)
    rows = (*shown, *context.mission.bed_spaces)
    return Chart(
        id="sites-map",
        title="Where the mission works; beds where they are known",
        description="; ".join(f"{point['label']}: {point['status']}" for point in points),
        spec=sites(points, (home.longitude or 0.0, home.latitude or 0.0)),
        marking=Marking.strictest([context.bases["plan"].marking, context.mark(*rows)]),
    )


def _beds_text(beds: list[int]) -> str:
    low, high = min(beds), max(beds)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _table(context: Context) -> Table:
    columns = ("Site", "Country", "Run by", "Open", "Beds", "Most people", "Least room", "Work")
    numeric = ("Beds", "Most people", "Least room")
    return Table(
        id="sites-beds",
        title="Beds against people assigned by the plan",
        columns=columns_of(columns, numeric),
        lines=tuple(_line(context, site) for site in context.mission.sites),
    )


def _line(context: Context, site: Site) -> Line:
    beds, people = _in_use(context, site)
    room = None
    if beds is not None:
        room = min(have - need for have, need in zip(beds, people, strict=True))
    work = dict.fromkeys(start.activity for start in context.plan.starts if start.site == site.id)
    return Line.of(
        (
            site.name,
            site.country,
            site.run_by,
            window_text(site.window),
            _beds(context, site, beds),
            _people(context, site, max(people)),
            _room(context, site, room),
            _work(context, work),
        ),
        context.mark(site),
        "bad" if room is not None and room < 0 else "",
    )


def _work(context: Context, work: Iterable[ActivityId]) -> str:
    names = context.shorts(work, "activities")
    if len(names) == len(context.plan.starts) > 3:
        return f"all {len(names)} planned starts"
    return listed(names, 3) or "none planned"


def _origin(context: Context, site: Site, words: str, basis: str = "") -> Origin:
    beds = [one.id for one in context.mission.bed_spaces if one.site == site.id]
    return Origin(rows=context.refs("bed_spaces", beds), basis=basis, words=words)


def _beds(context: Context, site: Site, beds: list[int] | None) -> Text:
    if beds is None:
        return ("unknown",)
    words = "Sum of the beds stated for whole weeks in which the site is open."
    lowest, highest = min(beds), max(beds)
    origin = _origin(context, site, words)
    label = f"beds at {site.name}"
    low = context.number(f"site.{site.id}.beds", lowest, f"Fewest {label}", origin, "beds")
    if lowest == highest:
        return (low,)
    most = f"site.{site.id}.beds.most"
    return (low, " to ", context.number(most, highest, f"Most {label}", origin, "beds"))


def _people(context: Context, site: Site, people: int) -> Number:
    return context.number(
        f"site.{site.id}.people",
        people,
        f"Most people assigned at {site.name} in a week",
        Origin(basis="plan", words="Largest sum of the plan's assignments there in one week."),
        "people",
    )


def _room(context: Context, site: Site, room: int | None) -> Number | str:
    if room is None:
        return "unknown"
    words = "Least difference of beds and people assigned, in any week in which the site is open."
    origin = _origin(context, site, words, "plan")
    return context.number(
        f"site.{site.id}.room",
        room,
        f"Fewest beds free at {site.name} in a week",
        origin,
        "beds",
    )
