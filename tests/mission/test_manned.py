"""A plan never has more people of a pledge than are pledged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.mission.authorities import RedLine
from cadre.mission.ids import PledgeId, RedLineId
from cadre.mission.manned import trimmed
from cadre.mission.plans import Assignment
from tests.simulator.small import EXTRA, SITE, planned, pledge, small, start

WEEKS = 10


def served(*spans: tuple[int, int, int], pledged: int) -> list[int]:
    """The people of (people, week, weeks) of one pledge of ten, once it is of so many."""
    rows = tuple(
        Assignment(pledge=PledgeId(EXTRA), activity=EXTRA, site=SITE, people=p, week=w, weeks=n)
        for p, w, n in spans
    )
    plan = replace(planned(start(EXTRA)), assignments=rows)
    mission = small(pledges=(pledge(EXTRA, people=pledged),))
    return [one.people for one in trimmed(plan, mission).assignments]


@pytest.mark.parametrize(
    ("spans", "pledged", "left"),
    [
        ([(10, 0, WEEKS)], 4, [4]),
        ([(6, 0, WEEKS)], 7, [6]),  # the plan has no use for all of them
        ([(6, 0, WEEKS)], 5, [5]),
        ([(4, 0, WEEKS), (2, 0, WEEKS)], 5, [3, 2]),
        ([(5, 0, 4), (5, 4, 4)], 5, [5, 5]),  # one after the other they are the same people
        ([(5, 0, 5), (5, 4, 4)], 5, [2, 3]),
        ([(1, 0, WEEKS)] * 5, 2, [1, 1]),  # whoever isn't there serves nowhere
    ],
)
def test_of_a_pledge_that_has_become_smaller_no_more_serve_than_there_are(
    spans: list[tuple[int, int, int]], pledged: int, left: list[int]
) -> None:
    assert served(*spans, pledged=pledged) == left


def test_work_that_a_red_line_rules_out_is_not_in_it_nor_who_serves_there() -> None:
    line = RedLine(id=RedLineId("no"), side="what-if", statement="no", forbids=(EXTRA,))
    plan = planned(start(EXTRA))
    assert plan.assignments
    left = trimmed(plan, small(red_lines=(line,)))
    assert not [one for one in left.starts if one.activity == EXTRA]
    assert not [one for one in left.assignments if one.activity == EXTRA]


def test_a_plan_that_fits_and_a_pledge_that_is_gone_stay_as_they_are() -> None:
    plan = planned(start(EXTRA))
    assert trimmed(plan, small()) is plan
    assert trimmed(plan, small(pledges=())) is plan
