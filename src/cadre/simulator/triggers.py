"""Triggers: the rules of a dossier as tables, what they watch and what they order (rule 15)."""

from __future__ import annotations

from collections.abc import Sequence

from cadre.errors import CadreError
from cadre.mission.authorities import AuthorityKind
from cadre.mission.halts import open_windows
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ConditionId,
    OptionId,
    PartnerId,
    PledgeId,
    SiteId,
)
from cadre.mission.triggers import Action, Signal, Trigger
from cadre.simulator.dormant import Wide, groups_of
from cadre.simulator.laying import Laying, grid, ints, slices
from cadre.simulator.manning import Seat
from cadre.simulator.orders import Orders
from cadre.simulator.streams import rounded

ABOUT_NOBODY = (Signal.STRENGTH_BELOW, Signal.FILL_BELOW)
"""Signals that need no subject."""


def lay_orders(
    laying: Laying, wide: Wide, criteria: Sequence[int], seats: Sequence[Seat]
) -> Orders:
    """Lay all triggers.

    Args:
        laying: The mission and the wide plan.
        wide: What triggers may begin.
        criteria: For each trigger the criterion that its signal looks at, or -1.
        seats: The assignments, in the order of `People`.

    Raises:
        CadreError: A trigger watches or acts on what isn't in the table that it should be in.
    """
    triggers, weeks, works = laying.mission.triggers, laying.plan.horizon.weeks, laying.starts
    groups, notice = groups_of(wide), {one.id: one.notice_weeks for one in laying.mission.pledges}
    end_at, ends = slices([_ended(laying, works, one) for one in triggers])
    begin_at, begins = slices([_begun(laying, works, one) for one in triggers])
    return Orders(
        signal=ints(list(Signal).index(one.signal) for one in triggers),
        subject=ints(_subject(laying, works, one) for one in triggers),
        criterion=ints(criteria),
        consent=ints(_consent(laying, one) for one in triggers),
        shut=grid([_shut(laying, one) for one in triggers], weeks),
        weeks=ints(max(1, one.weeks) for one in triggers),
        action=ints(list(Action).index(one.action) for one in triggers),
        row=ints(_row(wide, one) for one in triggers),
        group=ints(groups.get(PledgeId(one.target), -1) for one in triggers),
        delay=ints(one.delay_weeks for one in triggers),
        cost=ints(rounded(one.cost) for one in triggers),
        times=ints(one.times for one in triggers),
        end_at=end_at,
        ends=ends,
        begin_at=begin_at,
        begins=begins,
        work=ints(works[row.activity] for row in wide.rows),
        own=ints(number < wide.own for number in range(len(works))),
        called=ints(seat.group for seat in seats),
        notice=ints(notice.get(seat.assignment.pledge, 0) for seat in seats),
        source=ints(seat.source for seat in seats),
    )


def _subject(laying: Laying, works: dict[ActivityId, int], one: Trigger) -> int:
    """The number of a partner or work; whatever else is watched must only be there."""
    mission, key = laying.mission, str(one.subject or "")
    if one.subject is None and one.signal not in ABOUT_NOBODY:
        raise CadreError(
            one.id,
            f"watches nothing for the signal {one.signal.value!r}",
            "a subject",
            "Name in `subject` what it watches.",
        )
    if one.signal is Signal.PROVIDER_GONE:
        return laying.partners[mission.partner(PartnerId(key)).id]
    if one.signal is Signal.AUTHORITY_LOST:
        mission.authority(AuthorityId(key))
    if one.signal is Signal.CONDITION_MET:
        mission.condition(ConditionId(key))
    if one.signal in (Signal.WORK_STOPPED, Signal.FILL_BELOW) and one.subject is not None:
        return works.get(mission.activity(ActivityId(key)).id, -1)
    return -1


def _consent(laying: Laying, one: Trigger) -> bool:
    if one.signal is not Signal.AUTHORITY_LOST:
        return False
    return laying.mission.authority(AuthorityId(str(one.subject))).kind is AuthorityKind.CONSENT


def _shut(laying: Laying, one: Trigger) -> list[int]:
    weeks = laying.plan.horizon.weeks
    if one.signal is not Signal.SITE_CLOSED:
        return [0] * weeks
    site = laying.mission.site(SiteId(str(one.subject))).id
    opened = laying.plan.horizon.covered(open_windows(laying.mission, site))
    return [int(not there) for there in opened]


def _ended(laying: Laying, works: dict[ActivityId, int], one: Trigger) -> list[int]:
    if one.action in (Action.STOP, Action.PAUSE):
        return _works(works, [laying.mission.activity(ActivityId(one.target)).id])
    if one.action is Action.SWITCH:
        others = [
            work.id
            for work in laying.mission.activities
            if work.option not in (None, OptionId(one.target))
        ]
        return sorted(_works(works, others))
    return []


def _begun(laying: Laying, works: dict[ActivityId, int], one: Trigger) -> list[int]:
    if one.action is Action.START:
        return _works(works, [laying.mission.activity(ActivityId(one.target)).id])
    if one.action is Action.SWITCH:
        if all(str(option.id) != one.target for option in laying.mission.options):
            raise CadreError(
                one.id,
                f"switches to {one.target}, which isn't in options",
                ", ".join(sorted(option.id for option in laying.mission.options)) or "no option",
                "Name an option.",
            )
        mine = [work.id for work in laying.mission.activities if str(work.option) == one.target]
        return sorted(_works(works, mine))
    return []


def _works(works: dict[ActivityId, int], keys: Sequence[ActivityId]) -> list[int]:
    return [works[key] for key in keys if key in works]


def _row(wide: Wide, one: Trigger) -> int:
    """The row of `Starts` in which a MOVE has work go on; -1 for none."""
    if one.action is not Action.MOVE:
        return -1
    modes = [str(start.mode) for start in wide.rows]
    return modes.index(one.target) if one.target in modes else -1
