"""The scenario of a brief: which it is, what it changes against the dossier as stated."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cadre.brief.context import Context
from cadre.brief.sections import Paragraph, Piece, RowRef
from cadre.brief.words import day_text, plural, sentence, short_name
from cadre.checks.loss import Loss, losses
from cadre.mission.budgets import Budget
from cadre.mission.enablers import Support
from cadre.mission.enacting import BESIDE, SUBJECTS
from cadre.mission.forces import LeadRotation, Pledge, Post
from cadre.mission.ids import PartnerId
from cadre.mission.markings import OPEN
from cadre.mission.rows import Row
from cadre.mission.scenarios import Change, Scenario
from cadre.mission.verbs import Verb
from cadre.mission.weeks import DAY

SAID = {
    Verb.PROVIDER_LEAVES: "{} leaves",
    Verb.NATION_LEAVES: "{} leaves",
    Verb.PLEDGE_WITHDRAWN: "the pledge {} is withdrawn",
    Verb.PLEDGE_MORE: "the pledge {} is larger by {amount} {people}",
    Verb.PLEDGE_FEWER: "the pledge {} is smaller by {amount} {people}",
    Verb.PLEDGE_LATER: "the pledge {} comes {amount} {weeks} later",
    Verb.PLEDGE_EARLIER: "the pledge {} comes {amount} {weeks} earlier",
    Verb.PEOPLE_ADDED: "{amount} {people} more come: {}",
    Verb.PEOPLE_FOR: "{amount} {people} more come for posts {}",
    Verb.PEOPLE_SENT: "{other} sends {amount} {people} more: {}",
    Verb.SUPPORT_LENT: "{} is lent at {other}",
    Verb.SUPPORT_ENDS: "this is lent no more: {}",
    Verb.AUTHORITY_GRANTED: "{} is in force",
    Verb.AUTHORITY_EXTENDED: "{} is extended",
    Verb.AUTHORITY_LAPSES: "{} lapses",
    Verb.PAUSED: "{} is paused",
    Verb.PAUSE_ENDS: "this is over: {}",
    Verb.CONDITION_MET: "this has come: {}",
    Verb.CONDITION_SLIPS: "this is expected: {}",
    Verb.CONDITION_FAILS: "this never comes: {}",
    Verb.DECISION_TAKEN: "{} is decided",
    Verb.DECISION_SLIPS: "{} is decided on at the soonest",
    Verb.DECISION_FAILS: "{} is never decided",
    Verb.TALKED_OUT: "these talks are over: {}",
    Verb.TALKS_SLIP: "these talks begin at the soonest: {}",
    Verb.TALKS_FAIL: "these talks fail: {}",
    Verb.SITE_CLOSES: "{} is closed",
    Verb.SITE_OPENS: "{} is open on all days",
    Verb.BEDS: "{} has {amount} {beds}",
    Verb.BEDS_ADDED: "{} has {amount} {beds} more",
    Verb.STOCK: "of this {amount} are left: {}",
    Verb.STOCK_ADDED: "of this there are {amount} more: {}",
    Verb.BUDGET: "the money {} is {amount} (thousands)",
    Verb.TRAINEES: "{} releases {amount} trainees a year",
    Verb.RED_LINE_DROPPED: "this is a red line no more: {}",
    Verb.ACTIVITY_LAWFUL: "{} has all the law that it needs",
    Verb.ACTIVITY_UNTIMED: "{} may start on any day",
    Verb.ACTIVITY_DROPPED: "{} is ruled out",
    Verb.ACTIVITY_LED: "{} is led by {other}",
    Verb.ACTIVITY_LASTS: "{} takes {amount} {weeks}",
    Verb.ACTIVITY_ALONE: "{} needs no other work beside it",
    Verb.HAND_OVER: "{amount} {weeks} pass without new work when the lead goes to {}",
    Verb.NEED_WEIGHED: "{} weighs {amount}",
}


def applied(context: Context) -> Scenario | None:
    """The scenario that the brief is made under; None for the dossier as stated."""
    wanted = context.inputs.made_from.scenario
    return next((one for one in context.mission.scenarios if one.id == wanted), None)


def title(context: Context) -> str:
    """What the title of the brief says of the scenario; its id alone when its name is marked."""
    found = applied(context)
    if found is None:
        return ""
    return f". Scenario: {found.name if context.mark(found) == OPEN else found.id}"


def changes(context: Context) -> tuple[Change, ...]:
    """What the scenario changes, in the order of days."""
    found = applied(context)
    own = (one for one in context.mission.changes if found and one.scenario == found.id)
    return tuple(sorted(own, key=lambda one: (one.window.start, one.id)))


def paragraphs(context: Context) -> Iterator[Paragraph]:
    """Which scenario it is, and what differs from the dossier as stated; nothing without one."""
    found = applied(context)
    if found is None:
        return
    text: list[Piece] = [sentence(found.name), " ", sentence(found.story), " "]
    yield Paragraph.of(text, context.mark(found), role="item", label="Scenario")
    own = changes(context)
    if not own:
        said: list[Piece] = ["Nothing: the scenario names no change."]
    else:
        said = [piece for one in own for piece in _said(context, one)]
    named = [row for one in own for _, row in _named(context, one)]
    yield Paragraph.of(
        said,
        context.mark(found, *own, *named),
        role="item",
        label="Changed against the dossier as stated",
    )


def _named(context: Context, one: Change) -> Iterator[tuple[str, Row]]:
    """The rows that a change names, its subject first, and their tables.

    A row that the change takes away is told as it was stated.
    """
    stated = context.inputs.stated or context.mission
    for key, tables in ((one.subject, SUBJECTS[one.kind]), (one.other, BESIDE)):
        rows = (
            (table, row)
            for mission in (context.mission, stated)
            for table in tables
            for row in getattr(mission, table)
            if str(row.id) == key
        )
        yield from islice(rows, 1)


def _said(context: Context, one: Change) -> Iterator[Piece]:
    first, last = one.window.first, one.window.last
    ends = (("From", first), ("to" if first else "To", last))
    days = " ".join(f"{word} {day_text(day)}" for word, day in ends if day is not None)
    names = [_name(context, table, row) for table, row in _named(context, one)]
    subject, other = (*names, "that it names", "that it names")[:2]
    count = one.amount or 0
    words = {
        "other": other,
        "people": plural(count, "person", "people"),
        "weeks": plural(count, "week"),
        "beds": plural(count, "bed"),
    }
    before, numbered, after = SAID[one.kind].partition("{amount}")
    before, after = (part.format(subject, **words) for part in (before, after))
    yield f"{days}: {before}" if days else before[:1].upper() + before[1:]
    if numbered:
        what, origin = f"What {one.id} changes", context.stated("changes", one.id)
        yield context.number(f"scenario.{one.id}", one.amount, what, origin)
        yield after
    yield ". "


def _name(context: Context, table: str, row: Row) -> str:
    """What a row is called; rows without a name by what they are of."""
    if isinstance(row, Pledge | Post):
        of = ("nations", row.nation) if isinstance(row, Pledge) else ("activities", row.activity)
        return f"of {context.short(of[1], of[0])} ({context.short(row.skill, 'skills')})"
    if isinstance(row, Support):
        provider, site = context.short(row.provider, "partners"), context.short(row.site, "sites")
        return f"{context.short(row.enabler, 'enablers')} by {provider} at {site}"
    if isinstance(row, Budget):
        return f"for {row.year} ({row.funding.value})"
    if isinstance(row, LeadRotation):
        return context.short(row.nation, "nations")
    if context.row(RowRef(table, str(row.id))) is not None:
        return context.short(str(row.id), table)
    said = getattr(row, "statement", row.id)
    return short_name(str(getattr(row, "name", said)))


def leaving(context: Context) -> Loss | None:
    """What falls with a provider that leaves, as on the last day before that week."""
    for one in changes(context):
        if one.kind is Verb.PROVIDER_LEAVES and one.window.first is not None:
            # Work that can't go on stops before the week in which the provider leaves.
            week = max(0, context.horizon.week(one.window.start))
            day = max(context.mission.profile.as_of, context.horizon.day(week) - DAY)
            return losses(context.mission, context.plan, PartnerId(str(one.subject)), day)
    return None
