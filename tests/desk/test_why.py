"""Why at the desk: an answer that isn't given, or leaves something out, is no answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cadre.cli.why import as_text
from cadre.desk.desk import Desk, Effort
from cadre.desk.why import WhyAnswer, why
from cadre.dossier.save import save
from cadre.mission.activities import Option
from cadre.mission.authorities import AuthorityState, Negotiation
from cadre.mission.ids import ActivityId, EnablerId, NationId, NegotiationId, OptionId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.weeks import DateRange, Window
from tests.planner.missions import (
    activity,
    changing_over,
    day,
    effect,
    enabler,
    mission,
    mode,
    nation,
    pledge,
    post,
    support,
)


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


def test_who_is_added_is_told_with_rank_and_language_and_counted(tmp_path: Path) -> None:
    given = mission(
        activities=(activity("a", min_fill=1.0),),
        modes=(mode("a"),),
        posts=(post("a", 2, rank="OF-5", language="Arabic"),),
        pledges=(pledge(4),),
        effects=(effect("a", 0.5),),
    )
    found = answer(given, tmp_path)
    out = found.kept_out
    assert out is not None
    assert out.unlock is not None
    assert out.unlock.changes == ("people for a-adviser +2",)
    assert (out.unlock.people, out.unlock.who) == (2, ("adviser, OF-5, Arabic",))
    assert "  people for a-adviser +2 (adviser, OF-5, Arabic)" in as_text(found)


def test_planned_work_is_told_after_what_it_comes_whether_begun_or_over(tmp_path: Path) -> None:
    works = (
        activity("a"),
        activity("b"),
        activity("c", after=(ActivityId("a"),), after_end=(ActivityId("b"),)),
    )
    given = mission(
        activities=works,
        modes=(mode("a"), mode("b", weeks=2), mode("c")),
        effects=tuple(effect(one.id, 0.5) for one in works),
    )
    rests = answer(given, tmp_path, "c").rests
    assert rests is not None
    assert rests.after == ("a", "b")


def test_law_that_is_only_expected_is_told_from_the_day_that_plans_count_on(tmp_path: Path) -> None:
    given = mission(activities=(activity("a"),), modes=(mode("a"),), effects=(effect("a", 0.5),))
    mandate, *others = given.authorities
    expected = replace(
        mandate,
        state=AuthorityState.EXPECTED,
        belief=0.9,
        granted=DateRange.exactly(day(3)),
        window=Window(),
    )
    rests = answer(replace(given, authorities=(expected, *others)), tmp_path).rests
    assert rests is not None
    assert rests.authorities[0].window == Window(day(3))


def test_talks_are_told_with_days_on_which_others_make_way(tmp_path: Path) -> None:
    """Held in the order of the table, those of b would come too late."""
    given = mission(
        activities=tuple(
            activity(key, option=OptionId(key), latest_start=day(last))
            for key, last in (("a", 4), ("b", 2))
        ),
        modes=(mode("a"), mode("b")),
        effects=(effect("a", 0.5), effect("b", 0.3)),
        options=tuple(
            Option(id=OptionId(key), name=key, negotiations=(NegotiationId(key),)) for key in "ab"
        ),
        negotiations=tuple(
            Negotiation(id=NegotiationId(key), name=key, earliest=day(0), weeks=exact(2))
            for key in "ab"
        ),
    )
    given = replace(given, profile=replace(given.profile, negotiating_capacity=1))
    found = answer(given, tmp_path)
    assert found.rests is not None
    [talks] = found.rests.talks
    assert talks.window == Window(day(2), day(4))
    assert "to be agreed  2021-03-15 to 2021-03-28" in as_text(found)


def test_lent_support_is_told_less_from_the_day_on_which_some_of_its_people_change_over(
    tmp_path: Path,
) -> None:
    given = mission(
        **changing_over("guards-base", 4, day(2)),
        activities=(activity("a", enablers=(EnablerId("guards"),)),),
        modes=(mode("a", weeks=8),),
        posts=(post("a", 4),),
        pledges=(pledge(8),),
        effects=(effect("a", 0.5),),
        enablers=(enabler("guards", 0, fixed=2),),
        supports=(support("guards", 6),),
    )
    found = answer(given, tmp_path)
    assert found.rests is not None
    told = [(one.people, one.window) for one in found.rests.lent]
    assert told == [(6, Window(end=day(2))), (2, Window(day(2)))], "six count where plans count two"
    assert f"2  from {day(2)} on" in as_text(found)
