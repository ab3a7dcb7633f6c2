"""Legal cover and gates: work that runs on a hope must never look like work that runs on law."""

from datetime import date

import pytest

from cadre.errors import CadreError
from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.cover import (
    covering,
    covers,
    first_lapse,
    full_cover,
    holding,
    service_windows,
)
from cadre.mission.gates import awaited, gates, planning_dates
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ConditionId,
    DecisionId,
    GateId,
    NationId,
    ProgrammeId,
    SiteId,
)
from cadre.mission.mission import Mission, Profile
from cadre.mission.weeks import DateRange, Window

SITE, ADVICE = SiteId("capital"), ProgrammeId("advice")
ACTIVITY = Activity(
    id=ActivityId("advise"),
    name="Advise",
    programme=ADVICE,
    cover=(AuthorityKind.MANDATE, AuthorityKind.CONSENT),
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def authority(
    name: str,
    kind: AuthorityKind,
    first: str | None,
    last: str | None,
    state: AuthorityState = AuthorityState.IN_FORCE,
    belief: float = 1.0,
    rests_on: tuple[str, ...] = (),
    programme: str | None = None,
    granted: DateRange | None = None,
) -> Authority:
    return Authority(
        id=AuthorityId(name),
        name=name,
        kind=kind,
        state=state,
        belief=belief,
        granted=granted,
        window=Window.of_days(day(first) if first else None, day(last) if last else None),
        programmes=(ProgrammeId(programme),) if programme else (),
        rests_on=tuple(AuthorityId(one) for one in rests_on),
    )


def mission(
    *authorities: Authority,
    conditions: tuple[Condition, ...] = (),
    decisions: tuple[DecisionPoint, ...] = (),
) -> Mission:
    profile = Profile(
        id="m",
        name="M",
        host="XHO",
        lead_body="Council",
        as_of=day("2021-03-15"),
        until=day("2022-12-31"),
    )
    return Mission(
        profile=profile,
        authorities=authorities,
        activities=(ACTIVITY,),
        conditions=conditions,
        decisions=decisions,
    )


MANDATE = authority("mandate", AuthorityKind.MANDATE, "2021-01-01", "2021-12-31")
CONSENT = authority("consent", AuthorityKind.CONSENT, "2021-02-01", None)


def test_one_kind_of_authority_does_not_stand_in_for_another() -> None:
    found = full_cover(covers(mission(MANDATE), ACTIVITY, SITE))
    assert found == ()
    both = full_cover(covers(mission(MANDATE, CONSENT), ACTIVITY, SITE))
    assert both == (Window.of_days(day("2021-02-01"), day("2021-12-31")),)


def test_an_authority_for_another_programme_covers_nothing_here() -> None:
    other = authority("other", AuthorityKind.CONSENT, None, None, programme="police")
    assert full_cover(covers(mission(MANDATE, other), ACTIVITY, SITE)) == ()


def test_an_authority_falls_with_what_it_rests_on() -> None:
    resting = authority("status", AuthorityKind.STATUS, None, None, rests_on=("mandate",))
    assert holding(mission(MANDATE, resting))[resting.id] == (MANDATE.window,)
    alone = authority("status", AuthorityKind.STATUS, None, None, rests_on=("missing",))
    assert holding(mission(alone))[alone.id] == ()


def test_authorities_that_rest_on_each_other_hold_nothing_up() -> None:
    one = authority("one", AuthorityKind.MANDATE, None, None, rests_on=("two",))
    two = authority("two", AuthorityKind.MANDATE, None, None, rests_on=("one",))
    assert holding(mission(one, two)) == {one.id: (), two.id: ()}


@pytest.mark.parametrize(
    ("state", "belief", "firm", "relied", "hoped"),
    [
        (AuthorityState.IN_FORCE, 1.0, True, True, True),
        (AuthorityState.EXPECTED, 0.9, False, True, True),
        (AuthorityState.EXPECTED, 0.8, False, True, True),  # just believed enough
        (AuthorityState.PROPOSED, 0.25, False, False, True),
        (AuthorityState.PROPOSED, 1e-12, False, False, True),  # as little as can be is some
        (AuthorityState.PROPOSED, 0.0, False, False, False),
        (AuthorityState.REFUSED, 1.0, False, False, False),
        (AuthorityState.LAPSED, 1.0, False, False, False),
    ],
)
def test_what_may_come_counts_only_as_far_as_it_is_believed(
    state: AuthorityState, belief: float, firm: bool, relied: bool, hoped: bool
) -> None:
    hope = authority("hope", AuthorityKind.CONSENT, None, None, state, belief)
    kinds = covers(mission(MANDATE, hope), ACTIVITY, SITE)
    levels = ("firm", "relied", "hoped")
    assert [bool(full_cover(kinds, level)) for level in levels] == [firm, relied, hoped]


def test_a_pending_authority_counts_from_its_planning_date_only() -> None:
    granted = DateRange(day("2021-06-01"), day("2021-07-01"), day("2021-12-01"))
    hope = authority(
        "hope",
        AuthorityKind.CONSENT,
        "2021-05-01",
        None,
        AuthorityState.PROPOSED,
        0.3,
        granted=granted,
    )
    hoped = full_cover(covers(mission(MANDATE, hope), ACTIVITY, SITE), "hoped")
    assert hoped == (Window.of_days(day("2021-07-01"), day("2021-12-31")),)


def test_a_start_rests_on_firm_law_first_and_on_no_more_than_it_needs() -> None:
    renewal = authority(
        "renewal", AuthorityKind.MANDATE, "2022-01-01", None, AuthorityState.EXPECTED, 0.9
    )
    stated = mission(renewal, MANDATE, CONSENT)
    kinds = covers(stated, ACTIVITY, SITE)
    inside = Window.of_days(day("2021-03-15"), day("2021-12-31"))
    beyond = Window.of_days(day("2021-03-15"), day("2022-01-31"))
    assert covering(stated, kinds, inside) == ("mandate", "consent")
    assert covering(stated, kinds, beyond) == ("mandate", "renewal", "consent")


def test_a_nation_serves_only_while_its_own_law_lets_it() -> None:
    vote = Authority(
        id=AuthorityId("vote"),
        name="Vote",
        kind=AuthorityKind.NATIONAL,
        window=Window.of_days(day("2021-01-01"), day("2021-06-30")),
        nations=(NationId("DNK"),),
    )
    stated = mission(vote)
    assert service_windows(stated, NationId("DNK")) == (vote.window,)
    assert service_windows(stated, NationId("ESP")) == (Window(),)


def test_the_first_day_without_law_is_named() -> None:
    assert first_lapse([MANDATE.window], day("2021-03-15")) == day("2022-01-01")
    assert first_lapse([Window()], day("2021-03-15")) is None
    assert first_lapse([], day("2021-03-15")) == day("2021-03-15")


def condition(name: str, **more: object) -> Condition:
    return Condition(id=ConditionId(name), name=name, **more)  # type: ignore[arg-type]


def test_a_decision_falls_on_a_day_when_its_body_meets() -> None:
    council = DecisionPoint(
        id=DecisionId("go"),
        name="Go",
        body="Council",
        meetings=(day("2021-02-18"), day("2021-06-14"), day("2021-10-21")),
        belief=0.5,
    )
    assert planning_dates(mission(decisions=(council,))) == {GateId("go"): day("2021-06-14")}
    over = DecisionPoint(
        id=DecisionId("late"), name="Late", body="Council", meetings=(day("2021-02-18"),)
    )
    assert planning_dates(mission(decisions=(over,))) == {GateId("late"): None}


def test_a_condition_comes_with_the_last_of_all_or_the_first_of_any() -> None:
    early = condition("early", when=DateRange.exactly(day("2021-04-01")))
    late = condition("late", when=DateRange.exactly(day("2021-09-01")))
    both = condition("both", all_of=(early.id, late.id))
    either = condition("either", any_of=(early.id, late.id))
    found = planning_dates(mission(conditions=(both, either, late, early)))
    assert found[GateId("both")] == day("2021-09-01")
    assert found[GateId("either")] == day("2021-04-01")


def test_what_nobody_can_date_can_not_be_planned_on() -> None:
    unknown = condition("unknown")
    after = condition("after", all_of=(unknown.id,))
    found = planning_dates(mission(conditions=(unknown, after)))
    assert found == {GateId("unknown"): None, GateId("after"): None}


def test_conditions_in_a_circle_are_refused_by_name() -> None:
    one = condition("one", all_of=(ConditionId("two"),))
    two = condition("two", all_of=(ConditionId("one"),))
    with pytest.raises(CadreError, match=r"one, two: wait for each other"):
        gates(mission(conditions=(one, two)))


def test_met_conditions_and_decisions_taken_are_waited_for_no_longer() -> None:
    met = condition("met", met=day("2021-01-01"))
    unmet = condition("unmet")
    taken = DecisionPoint(id=DecisionId("taken"), name="T", body="B", taken=day("2021-02-18"))
    waiting = Activity(
        id=ActivityId("waits"),
        name="Waits",
        programme=ADVICE,
        conditions=(met.id, unmet.id),
        decisions=(taken.id,),
    )
    stated = mission(conditions=(met, unmet), decisions=(taken,))
    assert awaited(stated, waiting) == ("unmet",)
    assert [gate.id for gate in gates(stated)] == ["unmet"]
