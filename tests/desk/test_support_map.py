"""Who holds up what: single points of failure, what is left without somebody, what is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from cadre.checks.departure import named
from cadre.checks.loss import Leaver
from cadre.desk.desk import Desk
from cadre.desk.loss_told import loss_told
from cadre.desk.support_answers import Held, SupportMap
from cadre.desk.support_map import support_map
from cadre.dossier.save import save
from cadre.errors import CadreError
from cadre.mission.ids import EnablerId, NationId
from cadre.mission.plans import Plan
from tests.planner.missions import (
    activity,
    changing_over,
    day,
    enabler,
    mission,
    mode,
    pledge,
    support,
)

EXAMPLES = Path(__file__).parents[2] / "examples"
OCTOBER = date(2021, 10, 1)


@cache
def desk(example: str = "nmi", reader: str = "staff") -> Desk:
    return Desk.open(EXAMPLES / example, reader=reader)


def without(who: str, what: Leaver | None = None) -> SupportMap:
    one = desk()
    return support_map(one, OCTOBER, leaving=named(one.mission, who, what))


def cell(told: SupportMap, enabler: str, site: str = "union-iii") -> Held:
    found = told.at(enabler, site)
    assert found is not None
    return found


def test_the_provider_whose_going_stops_most_work_comes_first() -> None:
    failing = support_map(desk()).failing
    assert failing[0].provider == "mag"
    assert len(failing[0].stops) == 6
    assert (failing[0].before.text, failing[0].after.text) == ("500", "2,000")
    stops = [len(one.stops) for one in failing]
    assert stops == sorted(stops, reverse=True)


def test_own_people_who_arent_enough_dont_hold_support_up() -> None:
    medical = cell(support_map(desk()), "medical")
    assert medical.own == 15
    assert not medical.enough
    assert medical.single


def test_what_the_mission_provides_enough_of_itself_hangs_on_nobody() -> None:
    escort = cell(support_map(desk()), "movement_escort")
    assert escort.lent == ()
    assert escort.enough
    assert not escort.single


def test_without_its_provider_nobody_holds_support_up() -> None:
    left = cell(without("mag"), "base_defence")
    assert [one.provider for one in left.lent] == ["mag"]
    assert left.left == ()
    assert left.provision == 0


def test_what_others_lend_is_left_as_it_was() -> None:
    before = cell(support_map(desk(), OCTOBER), "airlift")
    assert cell(without("mag"), "airlift").left == before.left


def test_a_site_that_closes_takes_all_that_is_lent_there_along() -> None:
    told = without("union-iii", Leaver.SITE)
    held = [one for one in told.held if one.site == "union-iii"]
    assert held
    assert all(one.provision == 0 for one in held)


def test_rows_keep_their_place_when_somebody_is_taken_away() -> None:
    before = [(one.enabler, one.site) for one in support_map(desk(), OCTOBER).held]
    assert [(one.enabler, one.site) for one in without("mag").held] == before


def test_each_piece_of_work_is_listed_with_what_it_leans_on() -> None:
    told = support_map(desk())
    work = {one.activity: one for one in told.works}
    assert work["hq"].runs
    assert not work["services-1"].runs
    assert "airlift" in work["hq"].enablers
    assert "hq" in cell(told, "airlift").works


def test_a_plan_that_starts_nothing_leans_on_nothing() -> None:
    one = desk()
    plan = Plan(horizon=one.mission.horizon, made_from=one.made_from)
    told = support_map(one, plan=plan)
    assert not any(held.works for held in told.held)
    assert not any(work.runs for work in told.works)


def test_a_loss_is_told_as_the_command_line_tells_it() -> None:
    told = loss_told(desk(), "mag", OCTOBER)
    changes = {one.name: (one.before.text, one.after.text, one.worse) for one in told.changes}
    assert changes["People in posts"] == ("500", "0", True)
    assert changes["People needed in all"] == ("500", "2,000", True)
    assert changes["Beds"] == ("750", "750", False)
    leaning = next(one for one in told.falling if one.said.startswith("Work to come"))
    assert {one.id for one in leaning.rows} == {"services-1", "services-2", "interior-advice"}


def test_an_id_that_stands_for_two_must_say_which() -> None:
    one = Desk.open(EXAMPLES / "nmi")
    nation = replace(one.mission.nations[0], id=NationId("usa"))
    one.mission = replace(one.mission, nations=(*one.mission.nations, nation))
    with pytest.raises(CadreError, match="one of them"):
        loss_told(one, "usa", OCTOBER)
    assert loss_told(one, "usa", OCTOBER, what=Leaver.PROVIDER).first.stops


def test_a_reader_who_may_not_see_all_sees_no_loss_and_what_is_theirs_of_the_matrix() -> None:
    whole, seen = support_map(desk("eu-advice")), support_map(desk("eu-advice", "host"))
    assert whole.failing
    assert seen.failing == ()
    assert len(seen.held) < len(whole.held)
    assert seen.withheld is None
    with pytest.raises(CadreError, match="may not see"):
        loss_told(desk("eu-advice", "host"), "host-guard", date(2026, 6, 1))


def test_who_has_changed_over_by_the_day_lends_nothing_on_the_map(tmp_path: Path) -> None:
    given = mission(
        **changing_over("guards-base", 4, day(2)),
        activities=(activity("a", enablers=(EnablerId("guards"),)),),
        modes=(mode("a"),),
        pledges=(pledge(4),),
        enablers=(enabler("guards", 0, fixed=2),),
        supports=(support("guards", 6),),
    )
    save(given, tmp_path, None)
    one = Desk.open(tmp_path)
    told = [support_map(one, on).lending[0].people for on in (day(1), day(2))]
    assert told == [6, 2], "the map counts people of whom plans know that they have left"
    fewer = replace(given, supports=(support("guards", 4),))
    save(fewer, tmp_path / "fewer", None)
    gone = support_map(Desk.open(tmp_path / "fewer"), day(2))
    assert not gone.failing
    assert [len(held.lent) for held in gone.held] == [0]
