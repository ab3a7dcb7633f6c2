"""Coverage checks: needs that nobody serves, bodies that do the same, partners' work that ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cadre.checks.overlap import Overlap, overlaps, side_by_side
from cadre.checks.serving import OURS, Serving, Where, leaving, serving
from cadre.checks.words import cited, day_before, ids, listed
from cadre.checks.work import worked_weeks
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.ids import InstitutionId, NeedId, PartnerId, WorkId
from cadre.mission.mission import Mission
from cadre.mission.needs import Need
from cadre.mission.partners import ABROAD
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.rows import Citation, Row
from cadre.mission.spelling import spelling_key
from cadre.mission.weeks import Window

UNSERVED_CRITICAL = Rule("COV-01", Severity.WARNING, "Nobody serves a critical need")
UNSERVED = Rule("COV-02", Severity.NOTE, "Nobody serves a need")
OVERLAP = Rule("COV-03", Severity.NOTE, "Several bodies serve one need at one institution")
SAME_FIELD = Rule(
    "COV-04", Severity.NOTE, "Partners work in one field at one institution and place"
)
FOR_NOBODY = Rule("COV-05", Severity.NOTE, "Partners' work names no institution of the host")
BARE_CRITICAL = Rule(
    "COV-06", Severity.WARNING, "A critical need is left bare when a partner's work ends"
)
BARE = Rule("COV-07", Severity.NOTE, "A need is left bare when a partner's work ends")
OTHERS_ALONE = Rule("COV-08", Severity.NOTE, "At a place only others work for the host")
NO_WORK = Rule("COV-09", Severity.NOTE, "At a site nobody works")

RULES = (
    UNSERVED_CRITICAL,
    UNSERVED,
    OVERLAP,
    SAME_FIELD,
    FOR_NOBODY,
    BARE_CRITICAL,
    BARE,
    OTHERS_ALONE,
    NO_WORK,
)


def coverage(mission: Mission, plan: Plan) -> dict[NeedId, tuple[float, ...]]:
    """Share of each need that is met in each week of the horizon, by the rule of section 4.

    A need is met to 1 - prod(1 - strength) over all work that serves it in the week: the
    starts of `plan`, and partners' activities in the weeks that lie whole in their windows.

    Returns:
        For each need, a share of 0 to 1 for each week of the horizon.
    """
    horizon = plan.horizon
    runs = _weeks_of_work(mission, plan)
    for one in mission.partner_activities:
        runs[WorkId(one.id)] = horizon.covered([one.window])
    unmet = {need.id: [1.0] * horizon.weeks for need in mission.needs}
    for effect in mission.effects:
        weeks = runs.get(effect.work)
        if weeks is None or effect.need not in unmet:
            continue
        for week, there in enumerate(weeks):
            if there:
                unmet[effect.need][week] *= 1 - effect.strength
    return {need: tuple(1 - share for share in shares) for need, shares in unmet.items()}


def _weeks_of_work(mission: Mission, plan: Plan) -> dict[WorkId, tuple[bool, ...]]:
    """For each piece of work, whether it is done in each week: those that pauses take aren't."""
    worked = {one.activity: set(worked_weeks(mission, plan, one)) for one in plan.starts}
    return {
        WorkId(key): tuple(week in weeks for week in range(plan.horizon.weeks))
        for key, weeks in worked.items()
    }


def needs(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find needs that no work in the horizon serves, and those that several bodies serve.

    Bodies overlap when they serve one need on one day, neither at institutions nor at places
    known to differ. All work that the dossier wants counts, whether it has begun or not.
    """
    served = {need for need, works in _served(mission, None).items() if works}
    side_by_side: dict[NeedId, list[Overlap]] = {}
    for overlap in overlaps(mission):
        side_by_side.setdefault(overlap.need, []).append(overlap)
    for need in mission.needs:
        if need.id not in served:
            yield _unserved(mission, need)
        if need.id in side_by_side:
            yield _overlapping(mission, need, side_by_side[need.id])


def _served(mission: Mission, plan: Plan | None) -> dict[NeedId, list[Serving]]:
    """For each need, the work within the horizon that serves it."""
    works = serving(mission, plan)
    found: dict[NeedId, list[Serving]] = {need.id: [] for need in mission.needs}
    for effect in mission.effects:
        if effect.strength > 0 and effect.work in works and effect.need in found:
            found[effect.need].append(works[effect.work])
    return found


def _unserved(mission: Mission, need: Need) -> Finding:
    institution = mission.institution(need.institution)
    matters = ", though the mission fails without it" if need.critical else ""
    return (UNSERVED_CRITICAL if need.critical else UNSERVED).broken(
        about=need.id,
        message=f"Nobody serves {need.name} at {institution.name} within the horizon{matters}.",
        remedy="Plan work for it, or agree with a partner who takes it.",
        sources=cited([need]),
        related=(institution.id,),
    )


def _overlapping(mission: Mission, need: Need, found: list[Overlap]) -> Finding:
    works = list({one.work: one for overlap in found for one in overlap.works}.values())
    bodies = _with_their_work(works)
    where = listed(dict.fromkeys(_place_words(mission, overlap) for overlap in found), 3)
    institution = mission.institution(need.institution)
    return OVERLAP.broken(
        about=need.id,
        window=Window(min(one.window.start for one in found), max(one.window.end for one in found)),
        message=f"Side by side{where}, {bodies} serve {need.name} at {institution.name}.",
        remedy="Agree who does what, or take turns.",
        sources=cited([need, *(one.row for one in works)]),
        related=(institution.id, *(one.work for one in works), *_effects(mission, need.id, works)),
    )


def _effects(mission: Mission, need: NeedId, works: Iterable[Serving]) -> tuple[str, ...]:
    """The rows that say that some works serve a need, by their ids."""
    named = {one.work for one in works}
    return ids(one for one in mission.effects if one.need == need and one.work in named)


def _with_their_work(works: Iterable[Serving]) -> str:
    """Each body once, with all that it does: the mission (advice and courses) and UN (schools)."""
    own: dict[str, list[Serving]] = {}
    for one in works:
        own.setdefault(one.body, []).append(one)
    return listed(f"{some[0].name} ({listed(one.title for one in some)})" for some in own.values())


def _place_words(mission: Mission, overlap: Overlap) -> str:
    """Where an overlap is; what isn't known is said, since it may then be none."""
    if overlap.certain and overlap.where is not None:
        return f" at {_place_name(mission, overlap.where)}"
    unknown = "whether at one place" if overlap.institution else "whether for the same institution"
    return f" ({unknown} isn't known)"


def _place_name(mission: Mission, where: Where) -> str:
    return where.place if where.site is None else mission.site(where.site).name


def same_field(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find partners at work in one sector at one institution and place on one day.

    Sectors are compared as partners name them. What both serve by a row of effects is told as
    an overlap already.
    """
    serves: dict[WorkId, set[NeedId]] = {}
    for effect in mission.effects:
        serves.setdefault(effect.work, set()).add(effect.need)
    told: dict[InstitutionId, dict[str, list[Serving]]] = {}
    for institution, sector, there in _fields(mission):
        for pair in side_by_side(there):
            mine, theirs = (
                {need for one in presence.works for need in serves.get(one.work, ())}
                for presence in pair.both
            )
            if pair.where is not None and not mine & theirs:
                words = f"{sector} at {_place_name(mission, pair.where)}"
                both = [one for presence in pair.both for one in presence.works]
                told.setdefault(institution, {}).setdefault(words, []).extend(both)
    for institution, places in told.items():
        yield _same_field(mission, institution, places)


def _fields(mission: Mission) -> Iterator[tuple[InstitutionId, str, list[Serving]]]:
    """Partners' work in one sector for one institution, for each of both."""
    works = serving(mission)
    names: dict[str, str] = {}
    found: dict[tuple[InstitutionId, str], list[Serving]] = {}
    for activity in mission.partner_activities:
        key = spelling_key(activity.sector)
        one = works.get(WorkId(activity.id))
        if activity.institution is not None and key and one is not None:
            names.setdefault(key, activity.sector)
            found.setdefault((activity.institution, key), []).append(one)
    for (institution, key), there in found.items():
        yield institution, names[key], there


def _same_field(
    mission: Mission, institution: InstitutionId, places: dict[str, list[Serving]]
) -> Finding:
    works = list({one.work: one for found in places.values() for one in found}.values())
    words = listed(
        (f"{words} ({listed((one.name for one in found), 4)})" for words, found in places.items()),
        4,
    )
    name = mission.institution(institution).name
    sources, related = _behind(one.row for one in works)
    return SAME_FIELD.broken(
        about=institution,
        message=f"Several partners work in one field and place for {name}: {words}. No row of "
        "effects says which needs they serve.",
        remedy="Ask them who does what, and state in effects.csv which need each serves.",
        sources=sources,
        related=related,
    )


def for_nobody(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find partners' work for none of the host's institutions and none of its needs.

    It covers nothing here. One finding counts all of it.
    """
    works = serving(mission)
    serves = {effect.work for effect in mission.effects}
    partners = [one for one in mission.partner_activities if WorkId(one.id) in works]
    loose = [one for one in partners if one.institution is None and WorkId(one.id) not in serves]
    if not loose:
        return
    sectors = listed(dict.fromkeys(one.sector for one in loose if one.sector), 5)
    sources, related = _behind(loose)
    yield FOR_NOBODY.broken(
        about=mission.profile.id,
        message="Activities of partners that name no institution of the host and serve no need: "
        f"{len(loose)} of {len(partners)}{f' ({sectors})' if sectors else ''}. They cover nothing "
        "here.",
        remedy="Name the institution of those that work for one; leave the others as they are.",
        sources=sources,
        related=related,
    )


def _behind(rows: Iterable[Row]) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    """What many rows rest on, for their finding: documents without places, rows marked alone."""
    known = list(rows)
    refs = dict.fromkeys(one.ref for row in known for one in row.sources)
    marked = ids(row for row in known if row.marking is not None)
    return tuple(Citation(ref) for ref in refs), marked


def bare(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find needs that nobody serves from the day on which a partner's work ends.

    A partner believed at least as likely as not to leave is taken to be gone from its likely day
    on. Without a plan, work of the mission that the dossier wants counts though it hasn't begun.
    """
    for need, works in _served(mission, plan).items():
        served = [(one, days) for one in works if (days := _days(mission, one)) is not None]
        gaps = mission.horizon.window.without(days for _, days in served) if served else ()
        for gap in gaps:
            ending = [one for one, days in served if days.end == gap.start and one.body != OURS]
            if ending:
                yield _bare(mission, need, gap, ending)
                break


def _days(mission: Mission, work: Serving) -> Window | None:
    """The days of a piece of work, cut where its partner leaves; None when none is left."""
    gone = None if work.body == OURS else leaving(mission.partner(PartnerId(work.body)))
    if gone is None or gone >= work.window.end:
        return work.window
    return Window(work.window.start, gone) if gone > work.window.start else None


def _bare(mission: Mission, key: NeedId, gap: Window, ending: list[Serving]) -> Finding:
    need = next(one for one in mission.needs if one.id == key)
    institution = mission.institution(need.institution)
    until = "to the end of the horizon"
    if gap.end < mission.horizon.window.end:
        until = f"until {day_before(gap.end)}"
    who = _with_their_work(ending)
    return (BARE_CRITICAL if need.critical else BARE).broken(
        about=need.id,
        window=gap,
        message=f"From {gap.start} nobody serves {need.name} at {institution.name}, {until}: that "
        f"day the work of {who} is over.",
        remedy="Ask whether it goes on, or plan work that takes over by then.",
        sources=cited([need, *(one.row for one in ending)]),
        related=(institution.id, *(one.work for one in ending), *_effects(mission, key, ending)),
    )


def places(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find places at which only others work for the host, and sites at which nobody works.

    Places are provinces, as far as rows name them. Nothing is said of places while some of the
    mission's own work is at a site whose province nobody has written down. A site that houses
    people or is lent support isn't without use, and of one that is closed nobody expects any.
    """
    works = list(serving(mission, plan).values())
    yield from _idle(mission, works)
    serves = {effect.work for effect in mission.effects}
    ours = [where for one in works if one.body == OURS for where in one.places]
    if not ours or not all(where.place for where in ours):
        return
    own = {spelling_key(where.place) for where in ours}
    others: dict[str, list[Serving]] = {}
    names: dict[str, str] = {}
    for one in works:
        for where in one.places:
            key = "" if where.place == ABROAD else spelling_key(where.place)
            useful = one.institution is not None or one.work in serves
            if key and key not in own and useful:
                names.setdefault(key, where.place)
                others.setdefault(key, []).append(one)
    if others:
        yield _others_alone(mission, names, others)


def _others_alone(
    mission: Mission, names: dict[str, str], others: dict[str, list[Serving]]
) -> Finding:
    words = listed(
        f"{names[key]} ({listed((one.name for one in found), 3)})" for key, found in others.items()
    )
    sources, related = _behind(one.row for found in others.values() for one in found)
    number = counted(len(others), "place")
    return OTHERS_ALONE.broken(
        about=mission.profile.id,
        message=f"At {number} others work for the host's institutions and the mission doesn't: "
        f"{words}.",
        remedy="Ask them before work is planned there, or leave it to them.",
        sources=sources,
        related=related,
    )


def _idle(mission: Mission, works: Iterable[Serving]) -> Iterator[Finding]:
    there = [where for one in works for where in one.places]
    sites = {where.site for where in there}
    reached = {spelling_key(where.place) for where in there if where.site is None}
    used = {one.site for one in mission.bed_spaces} | {one.site for one in mission.supports}
    for site in mission.sites:
        near = spelling_key(site.place) in reached
        open_ahead = site.window.overlaps(mission.horizon.window)
        if site.place and open_ahead and not near and site.id not in sites | used:
            yield NO_WORK.broken(
                about=site.id,
                message=f"Nobody works at {site.name} ({site.place}) within the horizon: neither "
                "the mission nor a partner.",
                remedy="Plan work there, or take the site out.",
                sources=cited([site]),
            )


CHECKS = (needs, same_field, for_nobody, bare, places)
