"""Transfers: who changes over from another mission is counted in one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from cadre.checks.words import cited, ids, listed
from cadre.mission.enablers import Support
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Contingent, Pledge, Transfer
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.rows import Citation
from cadre.mission.sources import Claim, Source
from cadre.mission.transfers import leavings, may_leave, strength
from cadre.mission.weeks import Window

OVER_LEFT = Rule("FOR-15", Severity.ERROR, "More people leave a contingent than it has")
OVERFILLED = Rule("FOR-16", Severity.ERROR, "More people are transferred than a pledge offers")
UNLIKE = Rule("FOR-17", Severity.ERROR, "A transfer's contingent and pledge differ")
OUT_OF_TIME = Rule("FOR-18", Severity.WARNING, "A transfer falls outside its contingent or pledge")
SUPPORT_LEFT = Rule("FOR-19", Severity.WARNING, "Lent support can't shrink with those who leave it")
TWICE = Rule("FOR-20", Severity.WARNING, "The same people may be pledged twice")

RULES = (OVER_LEFT, OVERFILLED, UNLIKE, OUT_OF_TIME, SUPPORT_LEFT, TWICE)


def contingents_overdrawn(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find contingents that more people are to leave than they have."""
    for contingent in mission.contingents:
        rows = mission.transfers_from(contingent.id)
        excess = sum(one.people for one in rows) - contingent.people
        if excess > 0:
            yield OVER_LEFT.broken(
                about=contingent.id,
                window=Window(_day_beyond(rows, contingent.people)),
                message=f"{_named(mission, contingent)} has "
                f"{counted(contingent.people, 'person', 'people')}, but "
                f"{excess + contingent.people:,} are to leave it: {_listed(mission, rows)}.",
                remedy=f"Transfer {excess:,} fewer, or correct the contingent's strength.",
                sources=cited([contingent, *rows]),
                related=ids(rows),
            )


def pledges_overfilled(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pledges into which more people are transferred than they offer."""
    for pledge in mission.pledges:
        rows = mission.transfers_into(pledge.id)
        people = sum(one.people for one in rows)
        if people > pledge.people:
            yield OVERFILLED.broken(
                about=pledge.id,
                window=Window(_day_beyond(rows, pledge.people)),
                message=f"{_offer(mission, pledge)} has "
                f"{counted(pledge.people, 'person', 'people')}, but {people:,} are "
                f"transferred into it: {_listed(mission, rows)}.",
                remedy=f"Raise the pledge to {people:,}, or transfer "
                f"{people - pledge.people:,} fewer.",
                sources=cited([pledge, *rows]),
                related=ids(rows),
            )


def _day_beyond(rows: Iterable[Transfer], limit: int) -> date:
    """The day on which transfers, in order of their days, exceed a number for the first time."""
    total = 0
    for one in rows:
        total += one.people
        if total > limit:
            return one.day
    return date.min


def _listed(mission: Mission, rows: Iterable[Transfer]) -> str:
    return listed(
        f"{one.people:,} on {one.day} ({mission.contingent(one.contingent).id} to {one.pledge})"
        for one in rows
    )


def _named(mission: Mission, contingent: Contingent) -> str:
    nation = mission.nation(contingent.nation).name
    skill, body = mission.skill(contingent.skill).name, mission.partner(contingent.partner).name
    return f"{nation}'s contingent of {skill} in {body}"


def _offer(mission: Mission, pledge: Pledge) -> str:
    nation, skill = mission.nation(pledge.nation).name, mission.skill(pledge.skill).name
    return f"{nation}'s pledge of {skill} ({pledge.id})"


def unlike_transfers(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find transfers whose contingent and pledge are of different nations or skills.

    The support that a contingent lends must be its own body's.
    """
    supports = {one.id: one for one in mission.supports}
    for one in mission.transfers:
        contingent, pledge = mission.contingent(one.contingent), mission.pledge(one.pledge)
        wrong = list(_differences(mission, contingent, pledge))
        lends = None if contingent.support is None else supports[contingent.support]
        if lends is not None and lends.provider != contingent.partner:
            wrong.append(
                f"it lends support of {mission.partner(lends.provider).name}, but serves in "
                f"{mission.partner(contingent.partner).name}"
            )
        if wrong:
            yield UNLIKE.broken(
                about=one.id,
                window=Window(one.day),
                message=f"{counted(one.people, 'person', 'people')} of {contingent.id} can't "
                f"become people of {pledge.id}: {listed(wrong)}.",
                remedy="Name the pledge and the contingent that are meant.",
                sources=cited([one, contingent, pledge]),
                related=(contingent.id, pledge.id),
            )


def _differences(mission: Mission, contingent: Contingent, pledge: Pledge) -> Iterator[str]:
    if contingent.nation != pledge.nation:
        nations = mission.nation(contingent.nation).name, mission.nation(pledge.nation).name
        yield "the contingent is of {}, the pledge of {}".format(*nations)
    if contingent.skill != pledge.skill:
        skills = mission.skill(contingent.skill).name, mission.skill(pledge.skill).name
        yield "its skill is {}, the pledge's is {}".format(*skills)


def transfers_out_of_time(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find transfers on a day on which their contingent or their pledge doesn't serve.

    A pledge whose people all come by transfer, and that begins before the first does, offers
    nobody until then.
    """
    for one in mission.transfers:
        contingent, pledge = mission.contingent(one.contingent), mission.pledge(one.pledge)
        wrong = list(_untimely(mission, one, contingent, pledge))
        if wrong:
            yield OUT_OF_TIME.broken(
                about=one.id,
                window=Window(one.day),
                message=f"{counted(one.people, 'person', 'people')} of {contingent.id} change over "
                f"to {pledge.id} on {one.day}, but {listed(wrong)}.",
                remedy="Correct the day, or the days of the contingent and the pledge.",
                sources=cited([one, contingent, pledge]),
                related=(contingent.id, pledge.id),
            )


def _untimely(
    mission: Mission, one: Transfer, contingent: Contingent, pledge: Pledge
) -> Iterator[str]:
    if not may_leave(contingent, one.day):
        yield f"the contingent serves {contingent.window}"
    if one.day not in pledge.window:
        yield f"the pledge is for {pledge.window}"
        return
    into = mission.transfers_into(pledge.id)
    own = pledge.people - sum(x.people for x in into)
    begins = pledge.window.first
    if own <= 0 and one is into[0] and begins is not None and begins < one.day:
        yield f"the pledge begins before, {pledge.window}, when nobody of it is there"


def shrinking_support(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find support that more people leave than it lends, or whose number isn't known."""
    for support in mission.supports:
        leaving = [
            (one, people)
            for contingent in mission.contingents_lending(support.id)
            for one, people in leavings(mission, contingent)
            if people
        ]
        people = sum(number for _, number in leaving)
        if people and (support.people is None or people > support.people):
            yield _unshrunk(mission, support, people, [one for one, _ in leaving])


def _unshrunk(mission: Mission, support: Support, people: int, rows: list[Transfer]) -> Finding:
    kind, where = mission.enabler(support.enabler).name, mission.site(support.site).name
    lent = "as many as are needed" if support.people is None else f"{support.people:,}"
    return SUPPORT_LEFT.broken(
        about=support.id,
        window=Window(min(one.day for one in rows)),
        message=f"{counted(people, 'person', 'people')} who lend {kind} at {where} change over, "
        f"but {lent} are stated as lent there, so what stays isn't known.",
        remedy="Say how many are lent before anybody leaves.",
        sources=cited([support, *rows]),
        related=ids(rows),
    )


def people_pledged_twice(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pledges that may stand for the same people: of each other, or of a contingent.

    Alike are pledges of one nation, skill and number, on days they share, that cite the same place
    of a document; a claim that counts all of them is no ground. A contingent of the same nation,
    skill and number on the same days is the same people when nobody of it is transferred into the
    pledge. Contributors that aren't named may be several nations, and aren't looked at.
    """
    ahead = Window(mission.profile.as_of, max(mission.horizon.window.end, mission.profile.until))
    named = [
        one
        for one in mission.pledges
        if not mission.nation(one.nation).unnamed and one.window.overlaps(ahead)
    ]
    yield from _alike(mission, named)
    lent = defaultdict[tuple[str, str, int], list[Contingent]](list)
    for contingent in mission.contingents:
        lent[contingent.nation, contingent.skill, contingent.people].append(contingent)
    for pledge in named:
        for contingent in lent.get((pledge.nation, pledge.skill, pledge.people), ()):
            days = pledge.window.common(contingent.window)
            known = days is not None and strength(mission, contingent, days.start)
            if days is not None and known == contingent.people and days.overlaps(ahead):
                into = mission.transfers_from(contingent.id)
                if not any(one.pledge == pledge.id for one in into):
                    yield _also_there(mission, pledge, contingent, days)


def _also_there(mission: Mission, pledge: Pledge, contingent: Contingent, days: Window) -> Finding:
    return TWICE.broken(
        about=pledge.id,
        window=days,
        message=f"{_offer(mission, pledge)} and {_named(mission, contingent)} have the same "
        f"{counted(pledge.people, 'person', 'people')} {days}, and none is transferred.",
        remedy="State the transfer, or say in a note that they are different people.",
        sources=cited([pledge, contingent]),
        related=(contingent.id,),
    )


def _alike(mission: Mission, pledges: Iterable[Pledge]) -> Iterator[Finding]:
    groups = defaultdict[tuple[str, str, int, Citation], list[Pledge]](list)
    for pledge in pledges:
        for citation in dict.fromkeys(pledge.sources):
            groups[pledge.nation, pledge.skill, pledge.people, citation].append(pledge)
    told: set[frozenset[str]] = set()
    for (*_, citation), some in groups.items():
        rows = _overlapping(some) if len(some) > 1 else []
        key = frozenset(one.id for one in rows)
        if rows and key not in told and _shows_one(mission, citation, rows):
            told.add(key)
            yield _pledged_twice(mission, rows, citation)


def _overlapping(pledges: list[Pledge]) -> list[Pledge]:
    """Of some pledges, those that share a day with another that they don't supersede."""
    gone = {key for one in pledges for key in one.supersedes}
    ordered = sorted((x for x in pledges if x.id not in gone), key=lambda one: one.window)
    found: dict[str, Pledge] = {}
    last: Pledge | None = None
    for one in ordered:
        if last is not None and last.window.overlaps(one.window):
            found |= {last.id: last, one.id: one}
        if last is None or one.window.end > last.window.end:
            last = one
    return list(found.values())


def _shows_one(mission: Mission, citation: Citation, rows: list[Pledge]) -> bool:
    """Whether what pledges cite alike speaks of one offer, and nothing they cite counts all."""
    people = sum(one.people for one in rows)
    shared = set(rows[0].sources).intersection(*(one.sources for one in rows[1:]))
    claims = [mission.evidence.get(one.ref) for one in shared]
    counts_all = any(
        isinstance(one, Claim) and one.quantity is not None and one.quantity >= people
        for one in claims
    )
    return not counts_all and isinstance(mission.evidence.get(citation.ref), Claim | Source)


def _pledged_twice(mission: Mission, rows: list[Pledge], citation: Citation) -> Finding:
    nation, skill = mission.nation(rows[0].nation).name, mission.skill(rows[0].skill).name
    return TWICE.broken(
        about=rows[-1].id,
        window=Window(sorted(x.window.start for x in rows)[1], max(x.window.end for x in rows)),
        message=f"{nation}'s {rows[0].people:,} for {skill} stand in {len(rows)} pledges on the "
        f"same days, {listed(one.id for one in rows)}, and all of them cite {citation}.",
        remedy="Say which row supersedes the others, or cite what tells them apart.",
        sources=cited(rows),
        related=ids(rows[:-1]),
    )


CHECKS = (
    contingents_overdrawn,
    pledges_overfilled,
    unlike_transfers,
    transfers_out_of_time,
    shrinking_support,
    people_pledged_twice,
)
