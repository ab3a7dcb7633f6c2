"""On what a plan leans: assumptions that fail one by one, in missions whose answer is known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.errors import CadreError
from cadre.explorer.failing import hoped, ways
from cadre.explorer.finding import uncertainties
from cadre.explorer.leaning import Assumed, Leaning, beyond, leaning
from cadre.explorer.measures import measures
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.ids import AuthorityId, SourceId
from cadre.mission.manned import trimmed
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range, exact
from cadre.mission.sources import Source
from tests.explorer.few import A_CONSENT, AWAITED, assumption, cited, few, waiting, with_milestone
from tests.simulator.small import (
    ADVISE,
    CONSENT,
    EXTRA,
    WEEKS,
    planned,
    pledge,
    start,
)

KEY = "A-x"


def on_consent(belief: float = 0.5, **row: object) -> tuple[Mission, Plan]:
    mission = with_milestone(waiting(belief), EXTRA)
    told = replace(mission.assumptions[0], **row)  # type: ignore[arg-type]
    plan = planned(start(ADVISE), start(EXTRA, AWAITED, WEEKS - AWAITED, CONSENT))
    return replace(mission, assumptions=(told,)), plan


def played(mission: Mission, plan: Plan, **fields: object) -> Assumed:
    stated: dict[str, object] = {"futures": 400, "seed": 1}
    wanted = measures(mission, asked=("reached.m",)) if mission.milestones else measures(mission)
    return leaning(mission, plan, wanted, **(stated | fields))  # type: ignore[arg-type]


def one_of(found: Assumed, key: str = KEY) -> Leaning:
    return next(one for one in found.leanings if one.assumption.id == key)


def test_a_belief_whose_gate_never_opens_loses_the_milestone_that_waits_for_it() -> None:
    found = one_of(played(*on_consent()), A_CONSENT)
    (loss,) = found.losses
    assert (loss.holds.value, loss.fails.value, loss.lost.value) == (1, 0, 1)
    assert loss.lost.error == 0
    assert loss.below
    assert (found.load_bearing, found.likelihood, found.vulnerable) == (True, 0.5, True)
    assert found.how.startswith("It never comes true")


def test_what_the_staff_has_not_marked_and_not_prepared_for_is_said_in_sentences() -> None:
    answer = played(*on_consent())
    assert answer.found_only == (A_CONSENT,)
    assert answer.agreed == answer.marked_only == ()
    first, second, third = answer.remarks
    assert first == (
        "A-consent bears load and may well fail, but no shaping is stated, no hedging is prepared."
    )
    assert "isn't marked so" in second
    assert "fails in 50% of futures" in third


def test_what_the_staff_has_marked_and_prepared_for_is_agreed_without_a_remark() -> None:
    row = {"load_bearing": True, "vulnerable": True, "shaping": "Ask.", "hedging": "Wait."}
    answer = played(*on_consent(0.5, **row))
    assert answer.agreed == (A_CONSENT,)
    assert answer.remarks == ()


def test_a_belief_that_hardly_fails_bears_load_and_is_not_vulnerable() -> None:
    found = one_of(played(*on_consent(0.95)), A_CONSENT)
    assert (found.load_bearing, found.likelihood, found.vulnerable) == (True, 0.05, False)


def test_a_belief_of_nine_in_ten_fails_in_exactly_one_in_ten() -> None:
    assert one_of(played(*on_consent(0.9)), A_CONSENT).vulnerable is True


def test_what_is_marked_and_carries_nothing_is_told() -> None:
    mission, plan = on_consent(load_bearing=True)
    without = Plan(horizon=plan.horizon, starts=plan.starts[:1], made_from=plan.made_from)
    answer = played(mission, without)
    assert answer.marked_only == (A_CONSENT,)
    assert "by play it carries little: nothing surely changes when it fails" in answer.remarks[0]


def leaning_on_strength() -> tuple[Mission, Plan]:
    """Work that needs six of ten people, of whom from a fifth to all come."""
    row = assumption(KEY, value=Range(0.2, 0.9, 1.0), unit="share of heads", load_bearing=True)
    mission = waiting(1.0)
    works = tuple(
        replace(one, min_fill=0.6) if one.id == EXTRA else one for one in mission.activities
    )
    people = (
        mission.pledges[0],
        replace(
            mission.pledges[1],
            rung=type(mission.pledges[1].rung).OFFERED,
            strength=Range(0.2, 0.9, 1.0),
            sources=cited(KEY),
        ),
    )
    mission = replace(mission, activities=works, pledges=people, assumptions=(row,))
    plan = planned(start(ADVISE), start(EXTRA, AWAITED, WEEKS - AWAITED, CONSENT))
    return with_milestone(mission, EXTRA), plan


def test_a_range_tips_between_steps_that_hold_and_fail_and_is_likely_as_its_triangle() -> None:
    found = one_of(played(*leaning_on_strength()))
    # Of the steps 0.55 holds, since five and a half heads count as six; 0.375 fails.
    assert found.tips_at == pytest.approx((0.55 + 0.375) / 2)
    assert found.load_bearing is True
    under = (0.4625 - 0.2) ** 2 / ((1.0 - 0.2) * (0.9 - 0.2))
    assert found.likelihood == pytest.approx(under)


def on_authority(**fields: object) -> tuple[Mission, Plan]:
    """Work that runs under a consent in force that rests on an assumption without a figure."""
    kind = AuthorityKind.CONSENT
    row = Authority(id=AuthorityId("held"), name="Held", kind=kind, sources=cited(KEY, "S"))
    mission = with_milestone(few(), ADVISE)
    works = tuple(replace(one, cover=(kind,)) for one in mission.activities)
    mission = replace(
        mission,
        activities=works,
        authorities=(row,),
        assumptions=(assumption(KEY, **fields),),
        sources=(Source(id=SourceId("S"), title="A letter"),),
    )
    plan = planned(start(ADVISE))
    return mission, replace(plan, starts=(replace(plan.starts[0], rests_on=(row.id,)),))


def test_an_assumption_without_a_figure_fails_with_the_authority_that_rests_on_it() -> None:
    answer = played(*on_authority())
    found = one_of(answer)
    assert found.how == "What rests on it is gone: Held."
    assert (found.load_bearing, found.likelihood, found.vulnerable) == (True, None, None)
    # A letter stands behind the authority, so that nobody need mark the assumption.
    assert found.backed
    assert answer.found_only == ()


def test_without_the_letter_it_is_the_assumption_alone_that_bears_the_load() -> None:
    mission, plan = on_authority()
    row = replace(mission.authorities[0], sources=cited(KEY))
    answer = played(replace(mission, authorities=(row,)), plan)
    assert not one_of(answer).backed
    assert answer.found_only == (KEY,)


def test_people_who_are_fewer_than_assumed_are_taken_off_the_plan() -> None:
    row = assumption(KEY, value=Range(4, 10, 12), unit="people")
    mission, plan = on_authority()
    people = (pledge(ADVISE, sources=cited(KEY)),)
    works = tuple(replace(one, min_fill=0.5) for one in mission.activities)
    mission = replace(mission, pledges=people, activities=works, assumptions=(row,))
    found = one_of(played(mission, plan))
    assert found.load_bearing is True
    assert found.tips_at is not None
    assert 4 < found.tips_at < 7
    fewer = trimmed(plan, replace(mission, pledges=(replace(people[0], people=4),)))
    assert [one.people for one in fewer.assignments] == [4]
    assert trimmed(plan, mission) is plan


def test_what_hangs_on_no_row_and_what_all_rows_cite_is_said_not_to_be_played() -> None:
    mission, plan = on_authority()
    alone = assumption("A-alone")
    figure = assumption("A-figure", value=exact(3), unit="weeks")
    answer = played(replace(mission, assumptions=(alone, figure)), plan)
    assert [one.load_bearing for one in answer.leanings] == [None, None]
    assert one_of(answer, "A-alone").why_not.startswith("No belief, day, authority")
    assert one_of(answer, "A-figure").why_not.startswith("No cell")
    rows = {
        name: tuple(replace(one, sources=cited(KEY)) for one in getattr(mission, name))
        for name in ("sites", "skills", "posts", "authorities")
    }
    assert ways(replace(mission, **rows), mission.assumptions[0], ()) == ()  # type: ignore[arg-type]


def test_as_the_plan_hopes_its_gates_open_and_its_partners_stay() -> None:
    mission, plan = on_consent(0.5)
    best = hoped(mission, plan, uncertainties(mission))
    assert best.authorities[0].belief == 1
    other = replace(mission.authorities[0], id=AuthorityId("elsewhere"), sources=())
    wide = replace(mission, authorities=(*mission.authorities, other))
    assert hoped(wide, plan, uncertainties(wide)).authorities[1].belief == 0.5


def test_the_same_input_gives_the_same_answer_and_a_stop_says_so() -> None:
    mission, plan = on_consent()
    assert played(mission, plan) == played(mission, plan)
    stopped = played(mission, plan, stop=lambda: True)
    assert stopped.stopped
    assert stopped.leanings == ()


@pytest.mark.parametrize("fields", [{"lost": 2.0}, {"likely": -1.0}, {"futures": 3}])
def test_shares_beyond_one_and_too_few_futures_are_refused(fields: dict[str, object]) -> None:
    mission, plan = on_consent()
    with pytest.raises(CadreError):
        played(mission, plan, **fields)


@given(
    values=st.tuples(*[st.floats(0, 10)] * 4),
)
def test_the_chances_beyond_a_value_on_both_sides_make_one(
    values: tuple[float, float, float, float],
) -> None:
    low, mid, high, at = (*sorted(values[:3]), values[3])
    if high > low:
        one = Range(low, mid, high)
        above, below = beyond(one, at, above=True), beyond(one, at, above=False)
        assert above + below == pytest.approx(1)
        assert -1e-9 <= above <= 1 + 1e-9
