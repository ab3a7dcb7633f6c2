"""Uncertainties: which are found, what a value does to a mission, and what can't decide."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.errors import CadreError
from cadre.explorer.applying import placed, put
from cadre.explorer.cells import name_of
from cadre.explorer.designs import grid
from cadre.explorer.finding import deciding, named, uncertainties
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.enablers import Enabler, Support
from cadre.mission.enacting import under
from cadre.mission.forces import Rung
from cadre.mission.ids import EnablerId, NationId, PledgeId, ShockId, SkillId, SupportId
from cadre.mission.mission import Mission
from cadre.mission.quantities import Range, exact
from cadre.mission.rows import Citation
from cadre.mission.scenarios import ShockKind
from cadre.mission.weeks import DateRange
from cadre.simulator.run import simulate
from tests.explorer.branches import LEAVES, branches, day, plan_of

MISSION = branches()
FOUND = {one.id: one for one in uncertainties(MISSION)}


def one(key: str) -> Uncertainty:
    (found,) = named(MISSION, (key,), kinds=tuple(Kind))
    return found


def test_an_assumptions_figure_binds_all_cells_that_rest_on_it() -> None:
    hope = FOUND["A-hope"]
    assert hope.kind is Kind.FIGURE
    assert set(hope.fields) == {("pledges", "south-work", "belief"), ("decisions", "go", "belief")}
    assert (hope.low, hope.likely, hope.high) == (0.2, 0.6, 0.9)
    moved = put(MISSION, hope, 0.3)
    assert (moved.pledges[2].belief, moved.decisions[0].belief) == (0.3, 0.3)
    assert moved.pledges[:2] == MISSION.pledges[:2]


def test_a_belief_that_no_figure_binds_may_be_anything() -> None:
    kept = FOUND["pledges.north-work.belief"]
    assert (kept.kind, kept.low, kept.likely, kept.high) == (Kind.BELIEF, 0.0, 0.8, 1.0)
    assert FOUND["partners.coalition.leave_belief"].likely == 0.3


def test_a_range_goes_from_end_to_end_and_is_taken_as_exactly_the_value() -> None:
    delay = FOUND["pledges.north-work.delay"]
    assert (delay.kind, delay.low, delay.high, delay.unit) == (Kind.RANGE, 0, 6, "weeks")
    assert put(MISSION, delay, 3.5).pledges[1].delay == exact(3.5)


def test_a_day_is_told_in_weeks_from_the_first_and_taken_as_exactly_that() -> None:
    leaves = FOUND["partners.coalition.leaves"]
    assert (leaves.kind, leaves.low, leaves.likely, leaves.high) == (Kind.DAY, 5, 10, 20)
    assert put(MISSION, leaves, 7.0).partners[0].leaves == DateRange.exactly(day(7))


def test_rows_that_cite_the_same_for_the_same_range_move_together() -> None:
    cited = (Citation("F1"),)
    pledges = tuple(
        replace(row, sources=(*row.sources, *cited)) if row.rung is Rung.OFFERED else row
        for row in MISSION.pledges
    )
    found = {x.id: x for x in uncertainties(branches(pledges=pledges))}
    assert len(found["pledges.north-work.delay"].fields) == 2
    assert "pledges.south-work.delay" not in found


def test_a_prior_of_whoever_is_in_place_or_of_what_is_settled_is_no_uncertainty() -> None:
    touched = {place[1] for x in FOUND.values() for place in x.fields if place[0] == "pledges"}
    assert touched == {"north-work", "south-work"}
    taken = tuple(replace(row, taken=day(-1)) for row in MISSION.decisions)
    found = {x.id: x for x in uncertainties(branches(decisions=taken))}
    assert found["A-hope"].fields == (("pledges", "south-work", "belief"),)


def test_a_figure_that_is_known_exactly_is_no_uncertainty() -> None:
    known = tuple(replace(row, value=Range.exactly(0.6)) for row in MISSION.assumptions)
    found = {x.id for x in uncertainties(branches(assumptions=known))}
    assert "A-hope" not in found
    assert "decisions.go.belief" in found


def test_a_figure_that_a_cell_couldnt_hold_doesnt_bind_it() -> None:
    wide = tuple(replace(row, value=Range(0.2, 0.6, 9.0)) for row in MISSION.assumptions)
    assert "A-hope" not in {x.id for x in uncertainties(branches(assumptions=wide))}


@pytest.mark.parametrize(
    ("unit", "bound"),
    [
        ("share of futures", {"belief"}),
        ("share of offers", {"belief", "strength"}),
        ("", {"belief", "strength"}),
        ("weeks", set[str]()),
        ("people", set[str]()),
        ("people per person present", set[str]()),
    ],
)
def test_a_figure_binds_no_cell_that_only_happens_to_be_as_large(
    unit: str, bound: set[str]
) -> None:
    """A strength of 0.6 in a row that cites how likely it comes has nothing to do with that."""
    assumed = tuple(replace(row, unit=unit) for row in MISSION.assumptions)
    pledges = tuple(replace(row, strength=exact(0.6)) for row in MISSION.pledges)
    found = {x.id: x for x in uncertainties(branches(assumptions=assumed, pledges=pledges))}
    fields = found["A-hope"].fields if "A-hope" in found else ()
    assert {field for table, _, field in fields if table == "pledges"} == bound


@pytest.mark.parametrize(
    ("unit", "weeks"), [("weeks", True), ("weeks late", True), ("seats", False), ("days", False)]
)
def test_a_length_binds_lengths_alone(unit: str, weeks: bool) -> None:
    assumed = tuple(replace(row, unit=unit, value=Range(0, 2, 6)) for row in MISSION.assumptions)
    found = {x.id: x for x in uncertainties(branches(assumptions=assumed))}
    assert ("A-hope" in found) is weeks
    if weeks:
        assert found["A-hope"].fields == (("pledges", "south-work", "delay"),)


def test_each_cell_stands_behind_one_uncertainty_alone() -> None:
    every = [place for x in uncertainties(MISSION, kinds=tuple(Kind)) for place in x.fields]
    assert len(every) == len(set(every))


def test_where_the_week_of_a_shock_is_in_question_its_rate_isnt() -> None:
    rated = branches(shocks=(replace(MISSION.shocks[0], per_year=Range(1, 2, 3)),))
    assert "shocks.attack.per_year" in {x.id for x in uncertainties(rated)}
    every = {x.id for x in uncertainties(rated, kinds=tuple(Kind))}
    assert "shocks.attack.per_year" not in every
    assert "shocks.attack" in every


def test_a_shock_put_in_a_week_halts_work_then_for_its_likely_length_and_never_else() -> None:
    struck = put(MISSION, one("shocks.attack"), 4.0)
    plan = plan_of(MISSION)
    found = simulate(struck, plan, futures=300, threads=1)
    calm = simulate(put(MISSION, one("shocks.attack"), 30.0), plan, futures=300, threads=1)
    assert found.running[0].tolist() == [300] * 4 + [0] * 2 + [300] * 24
    assert calm.running[0].tolist() == [300] * 30


def test_a_value_that_isnt_put_leaves_all_as_stated() -> None:
    assert put(MISSION, FOUND["A-hope"], nan) == MISSION


def test_a_row_that_is_gone_is_passed_over() -> None:
    gone = branches(pledges=MISSION.pledges[:2])
    assert put(gone, FOUND["A-hope"], 0.3).pledges == gone.pledges


def test_whole_numbers_stay_whole_and_within_what_the_field_allows() -> None:
    people = Uncertainty(
        id="x",
        name="x",
        kind=Kind.FIGURE,
        unit="people",
        low=0,
        likely=10,
        high=20,
        fields=(("posts", "advise", "people"),),
    )
    assert put(MISSION, people, 7.5).posts[0].people == 8
    assert put(MISSION, people, 0.2).posts[0].people == 1
    assert isinstance(put(MISSION, people, 7.5).posts[0].people, int)


def test_what_a_scenario_settles_stays_settled() -> None:
    leaves = FOUND["partners.coalition.leaves"]
    design = grid((leaves,), (None, LEAVES), levels=2)
    first, second = placed(MISSION, design, 0), placed(MISSION, design, 2)
    assert first.partners[0].leaves == DateRange.exactly(day(5))
    assert second.partners == under(MISSION, LEAVES).partners


def test_only_what_can_change_a_future_of_a_plan_decides() -> None:
    unused = branches(
        pledges=(
            *MISSION.pledges,
            replace(MISSION.pledges[2], id=PledgeId("spare"), skill=SkillId("cook")),
        ),
        skills=(*MISSION.skills, replace(MISSION.skills[0], id=SkillId("cook"))),
        triggers=(),
    )
    plan = plan_of(unused)
    found = uncertainties(unused)
    kept = {x.id for x in deciding((unused,), (plan,), found)}
    assert {"A-hope", "pledges.north-work.delay", "partners.coalition.leaves"} <= kept
    assert {x.id for x in found} - kept == {"pledges.spare.delay", "pledges.spare.strength"} & {
        x.id for x in found
    }


def test_support_that_nobody_needs_or_lends_and_waves_that_never_come_decide_nothing() -> None:
    """They would take points of the design, and be told as things that were varied."""
    far = Range(0.1, 0.2, 0.3)
    spare = Enabler(id=EnablerId("spare"), name="spare", per_person=far)
    (shock,) = (replace(one, id=ShockId("s")) for one in MISSION.shocks[:1])
    alone = replace(shock, kind=ShockKind.ATTACK, again=exact(0), again_weeks=Range(0, 2, 6))
    rows: dict[str, Any] = {"enablers": (*MISSION.enablers, spare), "shocks": (alone,)}
    keys = {"enablers.spare.per_person", "shocks.s.again_weeks"}

    def decides(mission: Mission) -> set[str]:
        plan, found = plan_of(mission), uncertainties(mission)
        assert keys <= {one.id for one in found}
        return keys & {one.id for one in deciding((mission,), (plan,), found)}

    mission = replace(MISSION, **rows)
    assert decides(mission) == set()
    loan = Support(
        id=SupportId("loan"),
        enabler=spare.id,
        provider=mission.partners[0].id,
        site=mission.sites[0].id,
    )
    waves = replace(alone, again=Range(0, 0.2, 0.4))
    assert decides(replace(mission, supports=(loan,), shocks=(waves,))) == keys


def test_how_many_people_come_decides_where_a_plan_counts_on_them() -> None:
    found = tuple(
        replace(
            one("A-hope"), id=key, low=4, likely=10, high=12, fields=(("pledges", key, "people"),)
        )
        for key in ("north-work", "nobody")
    )
    assert [x.id for x in deciding((MISSION,), (plan_of(MISSION),), found)] == ["north-work"]


def test_a_pledge_of_a_nation_that_stands_in_no_table_is_called_by_its_id() -> None:
    offered = MISSION.pledges[0]
    stranger = replace(offered, nation=NationId("XX"))
    mission = replace(MISSION, nations=(), skills=(), pledges=(stranger,))
    assert name_of(mission, stranger) == f"XX, {offered.skill} ({offered.id})"
    assert uncertainties(mission)


def test_an_uncertainty_that_isnt_the_missions_is_refused_with_those_that_are() -> None:
    with pytest.raises(CadreError, match="A-hope"):
        named(MISSION, ("A-fear",))


def played(mission: Mission, futures: int = 4000) -> list[int]:
    found = simulate(mission, plan_of(MISSION), futures=futures, threads=1)
    return [int(cell) for cell in found.running.sum(axis=1)]


def test_a_belief_that_is_put_to_its_ends_comes_always_or_never() -> None:
    hope = FOUND["A-hope"]
    never, ever = played(put(MISSION, hope, 0.0)), played(put(MISSION, hope, 1.0))
    assert never[1] == never[2] == 0
    assert ever[1] > 0
    assert ever[2] > 0


@settings(max_examples=40, deadline=None)
@given(
    key=st.sampled_from(sorted(x.id for x in uncertainties(MISSION, kinds=tuple(Kind)))),
    share=st.floats(0, 1),
    other=st.sampled_from(sorted(FOUND)),
    second=st.floats(0, 1),
)
def test_values_are_put_in_whatever_order(
    key: str, share: float, other: str, second: float
) -> None:
    a, b = one(key), one(other)
    if b.id in (a.id, f"{a.id}.weeks"):
        return
    x, y = (u.low + s * (u.high - u.low) for u, s in ((a, share), (b, second)))
    assert put(put(MISSION, a, x), b, y) == put(put(MISSION, b, y), a, x)


def test_placed_is_what_each_value_put_by_itself_gives() -> None:
    some = (FOUND["A-hope"], FOUND["pledges.north-work.delay"], one("shocks.attack"))
    design = grid(some, levels=2)
    for case in range(len(design.scenarios)):
        by_hand = MISSION
        for which, value in zip(some, design.points[case], strict=True):
            by_hand = put(by_hand, which, float(value))
        assert placed(MISSION, design, case) == by_hand
    assert np.array_equal(design.points[0], [0.2, 0.0, 0.0])
