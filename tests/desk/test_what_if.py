"""What-ifs at the desk: what a change takes and saves is told, whatever it is counted in."""

from __future__ import annotations

from pathlib import Path

from cadre.desk.desk import Desk, Effort
from cadre.desk.what_if import what_if
from cadre.dossier.save import save
from cadre.mission.ids import DrawId, ModeId, StockId
from cadre.mission.stocks import Draw, Stock
from tests.planner.missions import activity, effect, mission, mode, pledge, post

KITS = Stock(id=StockId("kits"), name="Kits", amount=9)


def test_material_is_asked_for_and_what_is_drawn_of_it_stands_beside_people_and_money(
    tmp_path: Path,
) -> None:
    given = mission(
        activities=(activity("a"), activity("b")),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 4), post("b", 4)),
        pledges=(pledge(8),),
        effects=(effect("a", 0.9), effect("b", 0.2)),
        stocks=(KITS,),
        draws=tuple(
            Draw(id=DrawId(key), mode=ModeId(f"{key}@base"), stock=KITS.id, amount=amount)
            for key, amount in (("a", 5), ("b", 4))
        ),
    )
    save(given, tmp_path, None)
    texts = ["stock kits 8", "stock kits +1"]
    fewer, more = what_if(Desk.open(tmp_path), texts, effort=Effort(seconds=1)).replies
    assert [one.activity for one in fewer.dropped] == ["b"]
    drawn = [(one.before, one.after) for one in fewer.costs if one.what == "drawn from Kits"]
    assert drawn == [(9, 5)]
    assert (more.dropped, more.moved, more.came) == ((), (), ())
