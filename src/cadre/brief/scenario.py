"""The scenario of a brief: which it is, what it changes against the dossier as stated."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.brief.context import Context
from cadre.brief.sections import Paragraph, Piece, RowRef
from cadre.brief.words import day_text, sentence
from cadre.checks.loss import Loss, losses
from cadre.mission.forces import Pledge
from cadre.mission.ids import PartnerId
from cadre.mission.markings import OPEN
from cadre.mission.scenarios import Change, ChangeKind, Scenario
from cadre.mission.weeks import DAY

_TABLES = {
    ChangeKind.PROVIDER_LEAVES: "partners",
    ChangeKind.PLEDGE_WITHDRAWN: "pledges",
    ChangeKind.AUTHORITY_GRANTED: "authorities",
    ChangeKind.AUTHORITY_LAPSES: "authorities",
    ChangeKind.CONDITION_MET: "conditions",
    ChangeKind.DECISION_TAKEN: "decisions",
    ChangeKind.SITE_CLOSES: "sites",
}
_PAUSED = ("authorities", "sites", "programmes")
_SAID = {
    ChangeKind.PROVIDER_LEAVES: "{} leaves",
    ChangeKind.PLEDGE_WITHDRAWN: "the pledge {} is withdrawn",
    ChangeKind.AUTHORITY_GRANTED: "{} is in force",
    ChangeKind.AUTHORITY_LAPSES: "{} lapses",
    ChangeKind.CONDITION_MET: "this has come: {}",
    ChangeKind.DECISION_TAKEN: "{} is decided",
    ChangeKind.SITE_CLOSES: "{} is closed",
    ChangeKind.PAUSED: "{} is paused",
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
    subjects = [_subject(context, one) for one in own]
    withdrawn = [_pledge(context, one) for one in own if one.kind is ChangeKind.PLEDGE_WITHDRAWN]
    mark = context.mark(found, *own, *subjects, *withdrawn)
    yield Paragraph.of(said, mark, role="item", label="Changed against the dossier as stated")


def _subject(context: Context, one: Change) -> RowRef:
    """What a change is about; a pause may be of several kinds of thing."""
    tables = [_TABLES[one.kind]] if one.kind in _TABLES else list(_PAUSED)
    refs = [RowRef(table, str(one.subject)) for table in tables]
    return next((ref for ref in refs if context.row(ref) is not None), refs[0])


def _said(context: Context, one: Change) -> Iterator[Piece]:
    name = context.short(str(one.subject), _subject(context, one).table)
    if one.kind is ChangeKind.PLEDGE_WITHDRAWN:
        pledge = _pledge(context, one)
        name = "that it names"
        if pledge is not None:
            skill = context.short(pledge.skill, "skills")
            name = f"of {context.short(pledge.nation, 'nations')} ({skill})"
    last = one.window.last if one.kind is ChangeKind.PAUSED else None
    until = "" if last is None else f" to {day_text(last)}"
    yield f"From {day_text(one.window.first)}{until}: {_SAID[one.kind].format(name)}. "


def _pledge(context: Context, one: Change) -> Pledge | None:
    """The pledge that is withdrawn; before its first day nothing of it is left in the mission."""
    stated = context.inputs.stated or context.mission
    rows = (*context.mission.pledges, *stated.pledges)
    return next((row for row in rows if str(row.id) == one.subject), None)


def leaving(context: Context) -> Loss | None:
    """What falls with a provider that leaves, as on the last day before that week."""
    for one in changes(context):
        if one.kind is ChangeKind.PROVIDER_LEAVES and one.window.first is not None:
            # Work that can't go on stops before the week in which the provider leaves.
            week = max(0, context.horizon.week(one.window.start))
            day = max(context.mission.profile.as_of, context.horizon.day(week) - DAY)
            return losses(context.mission, context.plan, PartnerId(str(one.subject)), day)
    return None
