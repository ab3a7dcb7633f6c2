"""What makes other work greater knows where that runs and what it hangs on in the end."""

from __future__ import annotations

from dataclasses import replace

from cadre.mission.ids import ActivityId
from cadre.mission.increments import base_of, chain, modes_beside
from tests.planner.missions import activity, mission, mode, site

A, B = ActivityId("a"), ActivityId("b")


def test_only_modes_of_its_base_at_the_same_site_are_beside_it() -> None:
    longer = replace(mode("a", weeks=4), id=mode("a", "x").id)
    made = mission(
        sites=(site("base"), site("camp")),
        activities=(activity("a"), activity("b", increment_of=A)),
        modes=(mode("a"), longer, mode("b"), mode("b", "camp")),
    )
    grown = made.activity(B)
    assert base_of(made, grown) == made.activity(A)
    assert modes_beside(made, grown, made.modes[2]) == made.modes[:2]
    assert modes_beside(made, grown, made.modes[3]) == ()
    assert modes_beside(made, made.activity(A), made.modes[0]) == (), "it is work of its own"


def test_a_chain_leads_down_to_work_of_its_own_and_never_round_and_round() -> None:
    third = activity("c", increment_of=B)
    made = mission(activities=(activity("a"), activity("b", increment_of=A), third))
    assert [one.id for one in chain(made, third)] == ["b", "a"]
    ring = mission(activities=(activity("a", increment_of=B), activity("b", increment_of=A)))
    assert [one.id for one in chain(ring, ring.activity(A))] == ["b"]
