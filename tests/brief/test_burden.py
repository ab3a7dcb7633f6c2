"""The burden in the brief: each nation's people in the fullest week, traceable to its pledges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cadre.brief import burden, support
from cadre.brief.context import BriefInputs, Context
from cadre.brief.sections import Number, Table
from cadre.mission.enablers import Support
from cadre.mission.forces import Contingent, Transfer
from cadre.mission.ids import ContingentId, TransferId
from cadre.mission.markings import Classification, Marking
from tests.brief.missions import AS_OF

SECRET = Marking(classification=Classification.SECRET)


def figures(table: Table) -> dict[str, str]:
    return {
        piece.id: piece.text
        for line in table.lines
        for cell in line.cells
        for piece in cell
        if isinstance(piece, Number)
    }


def test_each_nation_is_shown_in_the_week_in_which_most_people_are_there(
    inputs: BriefInputs,
) -> None:
    table = burden.table(Context(inputs))
    shown = figures(table)
    assert burden.busiest(Context(inputs)).day == inputs.mission.horizon.day(27)
    assert (shown["burden.DNK.people"], shown["burden.CAN.people"]) == ("200", "40")
    assert (shown["burden.DNK.share"], shown["burden.CAN.share"]) == ("83%", "17%")
    assert [line.cells[0][0] for line in table.lines] == ["Denmark", "Canada"], "largest first"


def hatted(inputs: BriefInputs, day: date) -> BriefInputs:
    """Five of those who lend support at the camp join a pledge of the plan on a day."""
    mission = inputs.mission
    lends: Support = next(one for one in mission.supports if one.site == "camp")
    source = Contingent(
        id=ContingentId("elsewhere"),
        partner=lends.provider,
        nation=mission.pledge(inputs.result.plan.assignments[0].pledge).nation,
        skill=mission.skills[0].id,
        people=9,
        support=lends.id,
    )
    hats = Transfer(
        id=TransferId("hats"),
        contingent=source.id,
        pledge=inputs.result.plan.assignments[0].pledge,
        people=5,
        day=day,
        marking=SECRET,
    )
    moved = replace(mission, contingents=(source,), transfers=(hats,))
    return replace(inputs, mission=moved)


def test_a_plan_rests_on_the_transfers_that_bring_its_people_and_take_its_support(
    inputs: BriefInputs,
) -> None:
    rows = Context(hatted(inputs, AS_OF)).bases["plan"].rows
    assert {(one.table, one.id) for one in rows} >= {
        ("transfers", "hats"),
        ("contingents", "elsewhere"),
    }, "a plan could be shown to whom the transfer behind it is withheld"


def test_lent_support_is_told_less_once_some_who_lend_it_have_changed_over(
    inputs: BriefInputs,
) -> None:
    day = inputs.mission.horizon.day(10)
    parts = support.section(Context(hatted(inputs, day))).parts
    (table,) = (one for one in parts if isinstance(one, Table) and one.id == "support-lent")
    shown = figures(table)
    assert shown["support.s1.people"] == "120"
    assert shown[f"support.s1.people.{day}"] == "115", "the brief counts five in both places"
    assert {line.marking for line in table.lines} == {SECRET}, "the day of a transfer is given away"
