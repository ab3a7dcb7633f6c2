"""Edits: changes to a mission as a staff says them, a text each, read, checked and applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from cadre.errors import CadreError
from cadre.mission import rearranged
from cadre.mission.authorities import RedLine
from cadre.mission.budgets import Budget
from cadre.mission.enablers import Support
from cadre.mission.forces import Funding, Pledge
from cadre.mission.giving import LENDER, given, given_of, giver
from cadre.mission.ids import (
    ActivityId,
    BedSpaceId,
    BudgetId,
    ChangeId,
    EnablerId,
    NationId,
    NegotiationId,
    PledgeId,
    RedLineId,
    RotationId,
    ScenarioId,
    SiteId,
    SubjectId,
    SupportId,
)
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.quantities import COUNT, PEOPLE
from cadre.mission.rows import Row
from cadre.mission.scenarios import STATED, Change, changed
from cadre.mission.sites import BedSpace
from cadre.mission.trades import trade
from cadre.mission.verbs import Verb
from cadre.mission.weeks import ALWAYS, WEEK, DateRange, Window

R = TypeVar("R", bound=Row)

AGAIN = ", again"
"""What follows the id of a second row that one change brings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change, as a text said it.

    Attributes:
        text: The text, with one blank between its words.
        verb: What it does.
        subject: The id of what it changes; of a budget its payer.
        site: The site, or the nation, that it names beside its subject.
        window: The days that it names: from the first on, and up to the last when one is named.
        amount: People, weeks, beds, money or weight; 0 where none is named.
        year: The year of a budget; 0 of anything else.
    """

    text: str
    verb: Verb
    subject: str
    site: str = ""
    window: Window = Window()
    amount: float = 0.0
    year: int = 0


def edited(mission: Mission, edits: Iterable[Edit]) -> Mission:
    """The mission after `edits`, one after the other; rows that none of them names stay.

    `ACTIVITY_MUST` asks something of the plan and changes no row; see `musts`.

    Raises:
        CadreError: An edit can't be applied: more people taken off a pledge than it has, a
            day that lies wrong.
    """
    for edit in edits:
        mission = _applied(mission, edit)
    return mission


def musts(edits: Iterable[Edit]) -> tuple[ActivityId, ...]:
    """The activities that `edits` want in the plan, each once."""
    wanted = (one.subject for one in edits if one.verb is Verb.ACTIVITY_MUST)
    return tuple(dict.fromkeys(map(ActivityId, wanted)))


def _applied(mission: Mission, edit: Edit) -> Mission:
    if edit.verb in STATED:
        if edit.verb is Verb.PLEDGE_WITHDRAWN:
            _row(mission.pledges, edit)
        return changed(mission, _change(mission, edit, edit.verb))
    return _ALTER[edit.verb](mission, edit)


def _change(mission: Mission, edit: Edit, kind: Verb, subject: str = "") -> Change:
    """The edit as a row of the table `changes`; without a day it counts from the as-of day."""
    first = edit.window.first or mission.profile.as_of
    return Change(
        id=ChangeId(edit.text),
        scenario=ScenarioId("what-if"),
        kind=kind,
        subject=SubjectId(subject or edit.subject),
        window=Window(first, edit.window.end),
        note=edit.text,
    )


def _refused(edit: Edit, problem: str, allowed: str, remedy: str) -> CadreError:
    return CadreError(f"what-if {edit.text!r}", problem, allowed, remedy)


def _with(mission: Mission, table: str, row: Row) -> Mission:
    """The mission with `row` in the place of the row of that id."""
    rows = tuple(row if one.id == row.id else one for one in getattr(mission, table))
    return _having(mission, table, rows)


def _having(mission: Mission, table: str, rows: tuple[Row, ...]) -> Mission:
    tables: dict[str, Any] = {table: rows}
    return replace(mission, **tables)


def _row(rows: Iterable[R], edit: Edit) -> R:
    """The row that the edit names.

    Raises:
        CadreError: An edit before it has taken the row away.
    """
    found = next((one for one in rows if one.id == edit.subject), None)
    if found is None:
        raise _refused(edit, f"{edit.subject} is gone", "a row that is there", "Leave one out.")
    return found


# People ------------------------------------------------------------------------------------


def _more(mission: Mission, edit: Edit) -> Mission:
    pledge = _row(mission.pledges, edit)
    sign = 1 if edit.verb is Verb.PLEDGE_MORE else -1
    people = pledge.people + sign * int(edit.amount)
    if people < 1 or not PEOPLE.allows(people):
        raise _refused(
            edit,
            f"{pledge.id} is of {pledge.people} people",
            f"1 to {PEOPLE.high:,.0f} people left",
            f"Say `pledge {pledge.id} withdrawn` to take all of it away.",
        )
    return _with(mission, "pledges", replace(pledge, people=people))


def _shifted(mission: Mission, edit: Edit) -> Mission:
    pledge = _row(mission.pledges, edit)
    first, as_of = pledge.window.first, mission.profile.as_of
    later = edit.verb is Verb.PLEDGE_LATER
    if first is None or (later and first <= as_of):
        since = "" if first is None else f" since {first}"
        raise _refused(
            edit,
            f"{pledge.id} is there already{since}",
            f"a pledge whose first day is after {as_of}",
            "Say how many fewer there are, or that it is withdrawn.",
        )
    day = first + (1 if later else -1) * int(edit.amount) * WEEK
    if day >= pledge.window.end:
        raise _refused(
            edit,
            f"it would come on {day}, and ends on {pledge.window.last}",
            "weeks that leave a day of it",
            f"Say `pledge {pledge.id} withdrawn`.",
        )
    window = Window(day, pledge.window.end)
    return _with(mission, "pledges", replace(pledge, window=window))


def _nation_leaves(mission: Mission, edit: Edit) -> Mission:
    """Its people leave, and its turns in the lead end."""
    for pledge in mission.pledges_of(NationId(edit.subject)):
        change = _change(mission, edit, Verb.PLEDGE_WITHDRAWN, str(pledge.id))
        mission = changed(mission, change)
    return _cut_rows(mission, edit, "lead_rotations", "nation")


def _cut_rows(mission: Mission, edit: Edit, table: str, column: str) -> Mission:
    """The mission with the rows that name the subject in `column` ended on the day."""
    left = Window(ALWAYS, edit.window.first or mission.profile.as_of)
    kept = []
    for row in getattr(mission, table):
        window = left.common(row.window)
        if str(getattr(row, column)) != edit.subject:
            kept.append(row)
        elif window is not None:
            kept.append(replace(row, window=window))
    return _having(mission, table, tuple(kept))


def _people_added(mission: Mission, edit: Edit) -> Mission:
    """A pledge of a nation that isn't named and has no caveat."""
    return _given(mission, edit, given(mission, edit.subject, int(edit.amount)))


def _people_for(mission: Mission, edit: Edit) -> Mission:
    """The same, of people who have what a line of posts asks for and nothing beside it."""
    post = _row(mission.posts, edit)
    return _given(mission, edit, given_of(trade(post), int(edit.amount)))


def _given(mission: Mission, edit: Edit, pledge: Pledge) -> Mission:
    nations = mission.nations
    if giver() not in nations:
        nations = (*nations, giver())
    pledge = replace(pledge, id=PledgeId(edit.text), window=edit.window)
    return replace(mission, nations=nations, pledges=(*mission.pledges, pledge))


def _people_sent(mission: Mission, edit: Edit) -> Mission:
    """A pledge of a nation, whose caveats and own law it is under."""
    pledge = replace(
        given(mission, edit.subject, int(edit.amount)),
        id=PledgeId(edit.text),
        nation=NationId(edit.site),
        window=edit.window,
    )
    return replace(mission, pledges=(*mission.pledges, pledge))


def _support_lent(mission: Mission, edit: Edit) -> Mission:
    """As much of it as is needed, by somebody who isn't named."""
    lender = Partner(id=LENDER, name="whoever lends it")
    partners = mission.partners if lender in mission.partners else (*mission.partners, lender)
    row = Support(
        id=SupportId(edit.text),
        enabler=EnablerId(edit.subject),
        provider=LENDER,
        site=SiteId(edit.site),
        window=edit.window,
    )
    return replace(mission, partners=partners, supports=(*mission.supports, row))


def _support_ends(mission: Mission, edit: Edit) -> Mission:
    return _cut_rows(mission, edit, "supports", "id")


# Law and gates -----------------------------------------------------------------------------


def _extended(mission: Mission, edit: Edit) -> Mission:
    authority = _row(mission.authorities, edit)
    if edit.window.end <= authority.window.end:
        raise _refused(
            edit,
            f"{authority.id} holds {authority.window}",
            "a later day",
            f"Say `authority {authority.id} lapses DAY` to end it sooner.",
        )
    window = Window(authority.window.start, edit.window.end)
    return _with(mission, "authorities", replace(authority, window=window))


def _condition(mission: Mission, edit: Edit) -> Mission:
    row = _row(mission.conditions, edit)
    _refuse_settled(edit, "met", row.met)
    if edit.verb is Verb.CONDITION_FAILS:
        return _with(mission, "conditions", replace(row, met=None, belief=0.0))
    when = DateRange.exactly(_day(mission, edit))
    return _with(mission, "conditions", replace(row, met=None, when=when))


def _decision(mission: Mission, edit: Edit) -> Mission:
    row = _row(mission.decisions, edit)
    _refuse_settled(edit, "taken", row.taken)
    if edit.verb is Verb.DECISION_FAILS:
        return _with(mission, "decisions", replace(row, belief=0.0))
    day = _day(mission, edit)
    later = tuple(one for one in row.meetings if one > day)
    return _with(mission, "decisions", replace(row, meetings=(day, *later)))


def _refuse_settled(edit: Edit, what: str, day: date | None) -> None:
    if day is not None:
        raise _refused(
            edit,
            f"{edit.subject} was {what} on {day}",
            f"something not yet {what}",
            "Look at the plan as of an earlier day with `--as-of`.",
        )


def _day(mission: Mission, edit: Edit) -> date:
    """The day of an edit that looks ahead."""
    as_of = mission.profile.as_of
    day = edit.window.first or as_of
    if day < as_of:
        raise _refused(
            edit, f"{day} is past on {as_of}", f"{as_of} or later", "Name a day to come."
        )
    return day


# Places, money, work -----------------------------------------------------------------------


def _opens(mission: Mission, edit: Edit) -> Mission:
    site = _row(mission.sites, edit)
    return _with(mission, "sites", replace(site, window=Window()))


def _pause_ends(mission: Mission, edit: Edit) -> Mission:
    """Ended the day before, or as if it had never been."""
    left = Window(ALWAYS, edit.window.first or mission.profile.as_of).common(
        _row(mission.pauses, edit).window
    )
    kept = []
    for row in mission.pauses:
        if row.id != edit.subject:
            kept.append(row)
        elif left is not None:
            kept.append(replace(row, window=left))
    return replace(mission, pauses=tuple(kept))


def _undrawn(mission: Mission, edit: Edit) -> Mission:
    kept = (line for line in mission.red_lines if line.id != edit.subject)
    return replace(mission, red_lines=tuple(kept))


def _trainees(mission: Mission, edit: Edit) -> Mission:
    row = _row(mission.institutions, edit)
    return _with(mission, "institutions", replace(row, supply=int(edit.amount)))


def _lawful(mission: Mission, edit: Edit) -> Mission:
    row = _row(mission.activities, edit)
    return _with(mission, "activities", replace(row, cover=()))


def _beds(mission: Mission, edit: Edit) -> Mission:
    """All rows of the site end, or pause, for the days named, and one row takes their place."""
    site = SiteId(edit.subject)
    first = edit.window.first or mission.profile.as_of
    days = Window(first, edit.window.end)
    if first > mission.profile.as_of or edit.window.last is not None:
        _refuse_unlimited(mission, edit)
    kept = []
    for row in mission.bed_spaces:
        parts = (row.window,) if row.site != site else row.window.without([days])
        for number, window in enumerate(parts):
            key = row.id if number == 0 else BedSpaceId(f"{row.id}{AGAIN}")
            kept.append(replace(row, id=key, window=window))
    new = BedSpace(id=BedSpaceId(edit.text), site=site, beds=int(edit.amount), window=days)
    return replace(mission, bed_spaces=(*kept, new))


def _refuse_unlimited(mission: Mission, edit: Edit) -> None:
    """A site without a row isn't limited; with one for some days it would have no beds on others.

    Raises:
        CadreError: No beds of the site are stated.
    """
    if not mission.beds_at(SiteId(edit.subject)):
        raise _refused(
            edit,
            f"no beds of {edit.subject} are stated, so that it is limited on no day",
            "a site whose beds are stated",
            f"Say `beds {edit.subject} NUMBER` for all days, or state its beds in the dossier.",
        )


def _beds_added(mission: Mission, edit: Edit) -> Mission:
    _refuse_unlimited(mission, edit)
    new = BedSpace(
        id=BedSpaceId(edit.text),
        site=SiteId(edit.subject),
        beds=int(edit.amount),
        window=edit.window,
    )
    return replace(mission, bed_spaces=(*mission.bed_spaces, new))


def _stocked(mission: Mission, edit: Edit) -> Mission:
    row = _row(mission.stocks, edit)
    before = row.amount if edit.verb is Verb.STOCK_ADDED else 0
    amount = before + int(edit.amount)
    if not COUNT.allows(amount):
        raise _refused(
            edit, f"{row.id} is {before:,}", f"at most {COUNT.high:,.0f} in all", "Add fewer."
        )
    return _with(mission, "stocks", replace(row, amount=amount))


def _untimed(mission: Mission, edit: Edit) -> Mission:
    row = _row(mission.activities, edit)
    return _with(mission, "activities", rearranged.untimed(mission, row))


def _budget(mission: Mission, edit: Edit) -> Mission:
    """One row in the place of all of that year and payer."""
    funding = Funding(edit.subject)
    kept = (one for one in mission.budgets if (one.year, one.funding) != (edit.year, funding))
    new = Budget(id=BudgetId(edit.text), year=edit.year, funding=funding, amount=edit.amount)
    return replace(mission, budgets=(*kept, new))


def _dropped(mission: Mission, edit: Edit) -> Mission:
    """The staff's own red line: the work stays in the dossier, and other work may name it."""
    line = RedLine(
        id=RedLineId(edit.text),
        side="what-if",
        statement=edit.text,
        forbids=(ActivityId(edit.subject),),
    )
    return replace(mission, red_lines=(*mission.red_lines, line))


def _weighed(mission: Mission, edit: Edit) -> Mission:
    need = _row(mission.needs, edit)
    return _with(mission, "needs", replace(need, weight=edit.amount))


def _talked_out(mission: Mission, edit: Edit) -> Mission:
    return rearranged.talked_out(mission, NegotiationId(edit.subject), _day(mission, edit))


def _talks_slip(mission: Mission, edit: Edit) -> Mission:
    row = _row(mission.negotiations, edit)
    return _with(mission, "negotiations", replace(row, earliest=_day(mission, edit)))


def _talks_fail(mission: Mission, edit: Edit) -> Mission:
    """Two red lines with nothing in common: so talks fail in a dossier, too."""
    lines = tuple(
        RedLine(
            id=RedLineId(key),
            side=side,
            statement=edit.text,
            point="the whole",
            accepts=(f"what {side} wants",),
            negotiations=(NegotiationId(edit.subject),),
        )
        for key, side in ((edit.text, "one side"), (edit.text + AGAIN, "the other"))
    )
    then = replace(mission, red_lines=(*mission.red_lines, *lines))
    return rearranged.talked_in_vain(then, NegotiationId(edit.subject))


_ALTER: dict[Verb, Callable[[Mission, Edit], Mission]] = {
    Verb.PLEDGE_MORE: _more,
    Verb.PLEDGE_FEWER: _more,
    Verb.PLEDGE_LATER: _shifted,
    Verb.PLEDGE_EARLIER: _shifted,
    Verb.NATION_LEAVES: _nation_leaves,
    Verb.PEOPLE_ADDED: _people_added,
    Verb.PEOPLE_FOR: _people_for,
    Verb.PEOPLE_SENT: _people_sent,
    Verb.SUPPORT_ENDS: _support_ends,
    Verb.SUPPORT_LENT: _support_lent,
    Verb.AUTHORITY_EXTENDED: _extended,
    Verb.CONDITION_SLIPS: _condition,
    Verb.CONDITION_FAILS: _condition,
    Verb.DECISION_SLIPS: _decision,
    Verb.DECISION_FAILS: _decision,
    Verb.SITE_OPENS: _opens,
    Verb.PAUSE_ENDS: _pause_ends,
    Verb.RED_LINE_DROPPED: _undrawn,
    Verb.TRAINEES: _trainees,
    Verb.ACTIVITY_LAWFUL: _lawful,
    Verb.BEDS: _beds,
    Verb.BEDS_ADDED: _beds_added,
    Verb.STOCK: _stocked,
    Verb.STOCK_ADDED: _stocked,
    Verb.ACTIVITY_UNTIMED: _untimed,
    Verb.BUDGET: _budget,
    Verb.ACTIVITY_DROPPED: _dropped,
    Verb.ACTIVITY_MUST: lambda mission, _edit: mission,
    Verb.ACTIVITY_LED: lambda mission, edit: rearranged.led_by(
        mission, ActivityId(edit.subject), NationId(edit.site)
    ),
    Verb.ACTIVITY_LASTS: lambda mission, edit: rearranged.lasting_for(
        mission, ActivityId(edit.subject), int(edit.amount)
    ),
    Verb.ACTIVITY_ALONE: lambda mission, edit: rearranged.on_its_own(
        mission, ActivityId(edit.subject)
    ),
    Verb.HAND_OVER: lambda mission, edit: rearranged.handing_over(
        mission, RotationId(edit.subject), int(edit.amount)
    ),
    Verb.CAPACITY: lambda mission, edit: rearranged.carrying(mission, int(edit.amount)),
    Verb.TALKED_OUT: _talked_out,
    Verb.TALKS_SLIP: _talks_slip,
    Verb.TALKS_FAIL: _talks_fail,
    Verb.NEED_WEIGHED: _weighed,
}
