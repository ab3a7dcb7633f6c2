"""Three programs, written apart, tell the same of one mission: Cadre, one in SimPy, one in NumPy.

The oracle is held to the last digit on small missions of every kind. This is the other end: one
large mission with every process at once, where a rule that both Cadre and its oracle got wrong in
one way would show.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from benchmarks import agreement
from benchmarks.numpy_once import Model as NumpyModel
from benchmarks.numpy_peer import Batch
from benchmarks.reading import read
from benchmarks.reference import reference
from benchmarks.simpy_peer import Future
from benchmarks.simpy_state import Model as SimpyModel
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.run import simulate


@cache
def ours() -> Outcomes:
    return simulate(*reference(), futures=8000, seed=11)


def apart(theirs: dict[str, agreement.Values]) -> list[str]:
    found = agreement.compared(ours(), theirs)
    assert len(found) > 15
    return [
        f"{one.name}: {one.ours:.3f} and {one.theirs:.3f} +- {one.error:.3f}"
        for one in agreement.far_apart(found)
    ]


def test_a_model_in_simpy_tells_what_the_simulator_tells() -> None:
    """A process an entity, with events in time: nothing of how Cadre plays a week is in it."""
    model = SimpyModel(read(*reference()))
    played = [Future(model, (3, number)) for number in range(120)]
    assert not apart(agreement.of_futures(played, agreement.names_of(ours())))


def test_a_model_in_numpy_tells_what_the_simulator_tells() -> None:
    """Many more futures than SimPy can play, so that smaller faults show."""
    played = Batch(NumpyModel(read(*reference())), 2000, 5)
    assert not apart(agreement.of_batch(played, agreement.names_of(ours())))


def test_a_peer_that_reads_one_figure_wrongly_is_found_out() -> None:
    """Else the two tests above would hold whatever the peers told."""
    stated = read(*reference())
    longer = tuple(replace(one, weeks=one.weeks + 1) for one in stated.schools)
    wrong = replace(stated, schools=longer)
    played = Batch(NumpyModel(wrong), 1000, 5)
    assert "graduates" in " ".join(apart(agreement.of_batch(played, agreement.names_of(ours()))))


def test_the_reference_mission_is_as_large_as_its_page_says() -> None:
    """Figures of speed are of this mission; a smaller one would be faster."""
    mission, plan = reference()
    assert (plan.horizon.weeks, len(plan.starts), len(mission.courses)) == (260, 20, 21)
    assert (len(mission.nations), len(mission.sites), len(mission.partners)) == (12, 8, 3)
    assert (len(plan.assignments), len(mission.shocks), len(mission.milestones)) == (242, 11, 4)
