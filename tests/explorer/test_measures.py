"""Measures: which a mission has, and where what is enough comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.errors import CadreError
from cadre.explorer.measures import measures
from tests.explorer.branches import branches


def test_a_mission_has_the_measures_that_it_has_something_of() -> None:
    assert [one.id for one in measures(branches())] == [
        "coverage",
        "reached.both",
        "reached.strong",
        "strength.twenty",
        "end.twenty",
        "presence",
        "held",
    ]


def test_a_mission_whose_needs_weigh_nothing_isnt_measured_by_them() -> None:
    """Their mean by weight is no number: no case would seem to have been played."""
    mission = branches()
    weightless = tuple(replace(one, weight=0) for one in mission.needs)
    assert "coverage" in [one.id for one in measures(mission)]
    found = measures(replace(mission, needs=weightless))
    assert "coverage" not in [one.id for one in found]


def test_a_mission_with_cost_is_measured_by_it() -> None:
    mission = branches()
    works = tuple(replace(one, cost=5.0) for one in mission.activities)
    cost = measures(replace(mission, activities=works))[-1]
    assert (cost.id, cost.more, cost.unit) == ("cost", False, "thousand EUR")


def test_enough_comes_from_the_day_and_the_belief_that_the_dossier_states() -> None:
    both, strong = (one for one in measures(branches()) if one.id.startswith("reached"))
    assert both.enough == 0.8
    assert "`rely_on`" in both.origin
    assert "2021-05-12" in both.origin
    assert (strong.enough, strong.origin) == (None, "")


def test_who_asks_may_say_what_is_enough() -> None:
    (found,) = measures(branches(), {"coverage": 0.4}, ("coverage",))
    assert found.enough == 0.4
    assert found.origin


@pytest.mark.parametrize(("key", "enough"), [("coverage", 40), ("coverage", -0.1), ("held", -1)])
def test_what_nothing_can_come_to_isnt_taken_for_enough(key: str, enough: float) -> None:
    """Of 40, meant as percent, every choice would seem to fail in every case."""
    with pytest.raises(CadreError, match=f"enough of '{key}': is {enough:g}"):
        measures(branches(), {key: enough})


def test_a_measure_that_the_mission_doesnt_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(CadreError, match="coverage"):
        measures(branches(), asked=("graduates",))
    with pytest.raises(CadreError, match="coverage"):
        measures(branches(), {"graduates": 5})


def test_a_ceiling_is_no_strength_to_reach() -> None:
    assert "strength.most" not in [one.id for one in measures(branches())]
