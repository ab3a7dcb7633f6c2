"""Law costs a great mission next to nothing: it is worked out once for all that share it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cadre.checks.plan import judge
from cadre.mission.authorities import AuthorityState
from cadre.mission.findings import Severity
from cadre.mission.forces import LeadRotation
from cadre.mission.ids import ActivityId, NationId, RotationId
from cadre.mission.mission import Mission
from cadre.mission.weeks import DateRange, Window
from cadre.planner.law import Law, Stretch
from cadre.planner.problem import Problem
from cadre.planner.solve import solve
from cadre.planner.unlocking import Question, unlocking
from tests.effort import calls
from tests.planner.missions import (
    FROM,
    activity,
    authority,
    day,
    mission,
    mode,
    pledge,
    post,
    site,
    span,
)


def stretches(made: Mission, key: str = "a") -> tuple[Stretch, ...]:
    one = made.activity(ActivityId(key))
    return Law(mission=made).stretches(one, made.modes_of(one.id)[0])


def alone(**fields: object) -> Mission:
    return mission(8, activities=(activity("a", **fields),), modes=(mode("a"),))


@pytest.mark.parametrize(
    ("window", "latest", "starts"),
    [
        (Window(), None, range(8)),
        (span(2, 5), None, range(2, 5)),
        (Window(), day(3), range(4)),
        (Window(), day(3) - timedelta(days=1), range(3)),
        (span(2, 8), day(1), range(0)),
        (Window(day(2) + timedelta(days=1)), None, range(3, 8)),
    ],
)
def test_starts_lie_between_the_first_day_and_the_latest_start(
    window: Window, latest: object, starts: range
) -> None:
    found = stretches(alone(window=window, latest_start=latest))
    assert [week for one in found for week in one.starts] == list(starts)


@pytest.mark.parametrize(
    ("began", "starts"),
    [
        (day(2), range(2, 8)),
        (day(2) + timedelta(days=1), range(3, 8)),
        (day(0) + timedelta(days=1), range(1, 8)),
        (day(9), range(0)),
    ],
)
def test_work_that_begins_after_the_as_of_day_isn_t_planned_before_that_day(
    began: date, starts: range
) -> None:
    """Read as of an earlier day, work that runs by now is still to come; sooner is refused."""
    given = replace(alone(began=began), posts=(post("a", 1),), pledges=(pledge(1),))
    assert [week for one in stretches(given) for week in one.starts] == list(starts)
    plan = solve(given, made_from=FROM, seconds=2).plan
    assert not [one for one in judge(given, plan).findings if one.severity is Severity.ERROR]
    if not starts:
        assert unlocking(Question(given, plan, ActivityId("a"))) == ("activity a at any time",)


def test_a_start_waits_for_law_that_is_only_expected_and_for_its_notice() -> None:
    vote = authority(
        "status",
        state=AuthorityState.EXPECTED,
        belief=0.3,
        granted=DateRange.exactly(day(2)),
    )
    made = mission(
        8,
        activities=(activity("a", notice_weeks=1), activity("b")),
        modes=(mode("a"), mode("b")),
        authorities=(authority("mandate"), authority("consent"), vote),
    )
    assert [one.starts for one in stretches(made)] == [(3, 4, 5, 6, 7)]
    assert [one.starts for one in stretches(made, "b")] == [(2, 3, 4, 5, 6, 7)]


def test_a_gap_in_law_parts_two_stretches_to_the_week() -> None:
    halves = (
        authority("consent", id="first", window=Window(end=day(3) + timedelta(days=2))),
        authority("consent", id="second", window=Window(day(5) - timedelta(days=1))),
    )
    made = mission(
        8,
        activities=(activity("a"),),
        modes=(mode("a"),),
        authorities=(authority("mandate"), authority("status"), *halves),
    )
    assert [one.weeks for one in stretches(made)] == [range(3), range(5, 8)]


def test_law_whose_kinds_never_hold_together_is_told_with_the_days_of_each() -> None:
    """A staff that reads when each of them holds knows which to have moved."""
    given = replace(
        alone(),
        authorities=(
            authority("mandate", window=span(0, 3)),
            authority("consent", window=span(5, 8)),
            authority("status"),
        ),
    )
    [left] = solve(given, made_from=FROM).plan.left_out
    assert left.reason == (
        "a has all its law at Base on no day: it has a mandate 2021-03-01 to 2021-03-21 and the "
        "host's consent 2021-04-05 to 2021-04-25."
    )
    assert left.blockers == ("mandate", "consent")


def test_a_thousand_works_at_forty_sites_are_laid_out_in_a_breath() -> None:
    works = [f"w{n}" for n in range(1000)]
    sites = [f"s{n}" for n in range(40)]
    changes = tuple(
        LeadRotation(id=RotationId(f"r{n}"), nation=NationId("CAN"), window=Window(day(26 * n)))
        for n in range(8)
    )
    made = mission(
        208,
        sites=tuple(site(key) for key in sites),
        activities=tuple(activity(key, window=span(n % 50, 200)) for n, key in enumerate(works)),
        modes=tuple(mode(key, sites[n % 40], lead=NationId("CAN")) for n, key in enumerate(works)),
        posts=tuple(post(key, 4) for key in works),
        pledges=tuple(pledge(9, id=f"p{n}", window=span(n, 150 + n % 50)) for n in range(60)),
        lead_rotations=changes,
    )
    found = Problem.of(made).tracks
    assert len(found) == len(works)
    assert all(26 not in track.starts for track in found)
    # Twice what it takes: a law looked up week by week would show.
    assert calls(lambda: Problem.of(made).tracks) < 1500 * len(works)
