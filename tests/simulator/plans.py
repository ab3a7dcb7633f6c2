"""A plan for any mission, made without a planner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cadre.mission.gates import awaited, planning_dates
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, Plan, Start
from tests.simulator.chance import MADE


def plain_plan(of: Mission) -> Plan:
    """A plan that starts all work in its first mode as soon as its gates should be open.

    Posts are filled from pledges of their skill, first come, first served.
    """
    dates, horizon = planning_dates(of), of.horizon
    starts: list[Start] = []
    for work in of.activities:
        mode, waits = of.modes_of(work.id)[0], awaited(of, work)
        weeks = [horizon.first_whole_week(day) for gate in waits if (day := dates[gate])]
        begun = work.began is not None and work.began <= of.profile.as_of
        earliest = (
            0
            if begun
            else max(0, horizon.first_whole_week(max(of.profile.as_of, work.window.start)))
        )
        week = max([earliest, *(opens + work.notice_weeks for opens in weeks)])
        if len(weeks) == len(waits) and week < horizon.weeks:
            length = min(mode.weeks or horizon.weeks, horizon.weeks - week)
            starts.append(
                Start(
                    activity=work.id,
                    mode=mode.id,
                    site=mode.site,
                    week=week,
                    weeks=length,
                    waits_for=waits,
                )
            )
    return Plan(
        horizon=horizon,
        starts=tuple(starts),
        assignments=tuple(_filled(of, starts)),
        made_from=MADE,
    )


def _filled(of: Mission, starts: Sequence[Start]) -> Iterator[Assignment]:
    left = {pledge.id: pledge.people for pledge in of.pledges}
    for start in starts:
        for post in of.posts_of(start.activity):
            wanted = post.people
            for pledge in of.pledges:
                heads = min(wanted, left[pledge.id]) if pledge.skill == post.skill else 0
                if heads > 0:
                    wanted -= heads
                    left[pledge.id] -= heads
                    yield Assignment(
                        pledge=pledge.id,
                        activity=start.activity,
                        post=post.id,
                        site=start.site,
                        people=heads,
                        week=start.week,
                        weeks=start.weeks,
                    )
