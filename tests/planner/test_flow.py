"""People sent to classes of demand: as many as can be, with a true cut, and kept where they are."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.planner.core.flow import Net, Seats, empty, flow, net
from cadre.planner.core.layout import Ints
from tests.oracle.flow import Case

NATIONS = 2


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Small cases in which everything may bind."""
    classes = draw(st.integers(1, 5))
    groups = draw(st.integers(1, 6))
    few = st.integers(0, 5)
    return Case(
        demand=draw(st.lists(few, min_size=classes, max_size=classes)),
        supply=draw(st.lists(few, min_size=groups, max_size=groups)),
        arcs=[
            sorted(draw(st.sets(st.integers(0, groups - 1), max_size=groups)))
            for _ in range(classes)
        ],
        nation=draw(
            st.lists(
                st.one_of(st.none(), st.integers(0, NATIONS - 1)),
                min_size=groups,
                max_size=groups,
            )
        ),
        caps=draw(st.dictionaries(st.integers(0, NATIONS - 1), st.integers(0, 6))),
    )


def laid_out(case: Case) -> Net:
    starts = np.cumsum([0, *(len(some) for some in case.arcs)])
    groups = np.array([group for some in case.arcs for group in some], np.int64)
    nation = np.array([-1 if one is None else one for one in case.nation], np.int64)
    return net(starts, groups, nation, NATIONS)


def caps_of(case: Case) -> Ints:
    return np.array([case.caps.get(nation, -1) for nation in range(NATIONS)], np.int64)


def send(case: Case, web: Net, state: Seats) -> int:
    demand, supply = np.array(case.demand, np.int64), np.array(case.supply, np.int64)
    return flow(web, demand, supply, caps_of(case), state)


def sent(web: Net, state: Seats) -> dict[tuple[int, int], int]:
    rows = zip(web.owner.tolist(), web.group.tolist(), state.flow.tolist(), strict=True)
    return {(one, group): people for one, group, people in rows if people}


@given(cases())
@settings(deadline=None)
def test_as_many_people_are_sent_as_can_be_and_no_limit_is_broken(case: Case) -> None:
    web = laid_out(case)
    state = empty(web)
    assert send(case, web, state) == case.least_short()
    assert case.kept(sent(web, state))
    assert sum(sent(web, state).values()) == sum(case.demand) - case.least_short()


@given(cases())
@settings(deadline=None)
def test_the_cut_names_classes_that_all_who_may_serve_them_are_too_few_for(case: Case) -> None:
    web = laid_out(case)
    state = empty(web)
    short = send(case, web, state)
    classes, groups = len(case.demand), len(case.supply)
    reached = [one for one in range(classes) if state.lost[one]]
    there = {group for group in range(groups) if state.lost[classes + group]}
    assert {group for one in reached for group in case.arcs[one]} <= there
    assert case.gap(reached) == short
    assert bool(reached) == bool(short)


@given(cases(), st.data())
@settings(deadline=None)
def test_beginning_from_another_flow_fills_as_much_and_keeps_who_can_stay(
    case: Case, data: st.DataObject
) -> None:
    web = laid_out(case)
    state = empty(web)
    few = st.integers(0, 4)
    state.flow[:] = data.draw(
        st.lists(few, min_size=len(web.group), max_size=len(web.group)), label="flow before"
    )
    state.shut[:] = False
    before = sent(web, state)
    assert send(case, web, state) == case.least_short()
    assert case.kept(sent(web, state))
    if case.kept(before):
        after = sent(web, state)
        kept = [
            sum(n for (one, _), n in rows.items() if one == c)
            for rows in (before, after)
            for c, _ in enumerate(case.demand)
        ]
        half = len(case.demand)
        assert all(old <= new for old, new in zip(kept[:half], kept[half:], strict=True))


@given(cases(), st.data())
@settings(deadline=None)
def test_nobody_is_sent_along_an_arc_that_is_shut(case: Case, data: st.DataObject) -> None:
    web = laid_out(case)
    state = empty(web)
    send(case, web, state)
    shut = data.draw(st.lists(st.booleans(), min_size=len(web.group), max_size=len(web.group)))
    state.shut[:] = shut
    open_arcs = [
        [g for k, g in enumerate(web.group.tolist()) if web.owner[k] == one and not shut[k]]
        for one, _ in enumerate(case.demand)
    ]
    rest = Case(case.demand, case.supply, open_arcs, case.nation, case.caps)
    assert send(case, web, state) == rest.least_short()
    assert rest.kept(sent(web, state))


def test_a_person_steps_back_so_that_another_of_his_nation_can_serve_what_only_he_can() -> None:
    # One nation of at most 1: its second group alone can serve class 1, its first is in class 0,
    # which a group of no nation can take over.
    case = Case(
        demand=[1, 1], supply=[1, 1, 1], arcs=[[0, 2], [1]], nation=[0, 0, None], caps={0: 1}
    )
    web = laid_out(case)
    state = empty(web)
    assert send(case, web, state) == 0
    assert sent(web, state) == {(0, 2): 1, (1, 1): 1}


def test_people_stay_though_others_would_do_as_well() -> None:
    case = Case(demand=[1], supply=[1, 1], arcs=[[0, 1]], nation=[None, None])
    web = laid_out(case)
    state = empty(web)
    state.flow[:] = [0, 1]
    assert send(case, web, state) == 0
    assert state.flow.tolist() == [0, 1]


def test_free_people_go_to_earlier_classes_first() -> None:
    case = Case(demand=[2, 2], supply=[3], arcs=[[0], [0]], nation=[None])
    web = laid_out(case)
    state = empty(web)
    assert send(case, web, state) == 1
    assert sent(web, state) == {(0, 0): 2, (1, 0): 1}
