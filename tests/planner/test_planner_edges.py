"""Plans at the edge of a rule: what is there in two rows is there twice."""

from __future__ import annotations

import pytest

from tests.planner.judged import planned
from tests.planner.missions import activity, beds, effect, mission, mode, pledge, post


@pytest.mark.parametrize(("rows", "people"), [((4, 2), 6), ((3, 2), 5), ((2, 1), 3), ((1, 1), 0)])
def test_beds_that_stand_in_two_rows_are_added_up(rows: tuple[int, int], people: int) -> None:
    """Of six people, three at least, as many come as have a bed; fewer start nothing."""
    given = mission(
        activities=(activity("a"),),
        modes=(mode("a"),),
        posts=(post("a", 6),),
        pledges=(pledge(6),),
        effects=(effect("a", 0.5),),
        bed_spaces=(beds(rows[0]), beds(rows[1], id="tents")),
    )
    assert sum(one.people for one in planned(given).plan.assignments) == people
