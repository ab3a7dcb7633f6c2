"""Why at the desk: an answer that isn't given, or leaves something out, is no answer."""

from __future__ import annotations

from pathlib import Path

from cadre.desk.desk import Desk, Effort
from cadre.desk.why import WhyAnswer, why
from cadre.dossier.save import save
from cadre.mission.ids import NationId
from cadre.mission.mission import Mission
from tests.planner.missions import activity, effect, mission, mode, nation, pledge, post


def answer(given: Mission, where: Path, work: str = "a") -> WhyAnswer:
    save(given, where, None)
    return why(Desk.open(where), work, None, effort=Effort(seconds=1))


def test_people_of_a_nation_that_let_work_in_are_counted_with_the_others(tmp_path: Path) -> None:
    given = mission(
        nations=(nation("CAN"), nation("DNK")),
        activities=(activity("a"),),
        modes=(mode("a", lead=NationId("DNK")),),
        posts=(post("a", 4),),
        pledges=(pledge(4),),
        effects=(effect("a", 0.5),),
    )
    out = answer(given, tmp_path).kept_out
    assert out is not None
    assert out.unlock is not None
    assert out.unlock.changes == ("people adviser +1 of DNK",)
    assert (out.unlock.people, out.unlock.beds) == (1, 0)
