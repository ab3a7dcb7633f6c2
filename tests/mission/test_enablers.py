"""Brought support: a platoon forgotten here is a site without protection."""

from math import ceil, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.errors import CadreError
from cadre.mission.enablers import Enabler, brought_support
from cadre.mission.ids import EnablerId
from cadre.mission.quantities import Range

DEFENCE, MEDICAL = EnablerId("defence"), EnablerId("medical")


def kinds(
    defence: float = 0.4, medical: float = 0.1, fixed: float = 0, step: int = 1
) -> dict[EnablerId, Enabler]:
    return {
        DEFENCE: Enabler(
            id=DEFENCE,
            name="Base defence",
            per_person=Range.exactly(defence),
            fixed=Range.exactly(fixed),
            step=step,
        ),
        MEDICAL: Enabler(id=MEDICAL, name="Medical", per_person=Range.exactly(medical)),
    }


def test_nobody_present_needs_nobody() -> None:
    assert brought_support(0, kinds(fixed=30), {}) == {DEFENCE: 0, MEDICAL: 0}


def test_what_is_lent_without_limit_need_not_be_brought() -> None:
    assert brought_support(100, kinds(), {DEFENCE: inf, MEDICAL: inf}) == {DEFENCE: 0, MEDICAL: 0}


def test_those_who_are_brought_need_support_themselves() -> None:
    # Closed form of section 3: P = (100 + 0) / (1 - 0.5) = 200, so 80 and 20 are brought.
    assert brought_support(100, kinds(), {}) == {DEFENCE: 80, MEDICAL: 20}


def test_whole_units_are_rounded_up() -> None:
    brought = brought_support(100, kinds(step=30), {})
    assert brought[DEFENCE] % 30 == 0
    assert brought[DEFENCE] >= 80


def test_a_tenth_of_thirty_people_is_three_and_not_four() -> None:
    assert brought_support(30, kinds(defence=0.1, medical=0), {MEDICAL: inf})[DEFENCE] == 4
    assert brought_support(27, kinds(defence=0.1, medical=0), {MEDICAL: inf})[DEFENCE] == 3


def test_support_that_needs_as_many_as_it_supports_is_refused_with_a_sentence() -> None:
    with pytest.raises(CadreError, match="less than 1 in all"):
        brought_support(10, kinds(defence=0.9, medical=0.1), {})


people = st.integers(0, 1000)
supplies = st.fixed_dictionaries({DEFENCE: st.integers(0, 500), MEDICAL: st.integers(0, 200)})


@given(people, supplies, st.integers(1, 30))
def test_what_is_brought_is_enough_and_no_smaller_force_would_do(
    core: int, supply: dict[EnablerId, float], step: int
) -> None:
    enablers = kinds(step=step, fixed=5)
    brought = brought_support(core, enablers, supply)
    total = core + sum(brought.values())
    for kind, enabler in enablers.items():
        short = enabler.per_person.likely * total + enabler.fixed.likely - supply[kind]
        units = max(0, ceil(short / enabler.step - 1e-9)) if core else 0
        assert brought[kind] == units * enabler.step


@given(people, supplies, st.integers(0, 100), st.integers(0, 100))
def test_more_people_need_more_and_more_loans_need_less(
    core: int, supply: dict[EnablerId, float], more_people: int, more_lent: int
) -> None:
    base = sum(brought_support(core, kinds(), supply).values())
    larger = sum(brought_support(core + more_people, kinds(), supply).values())
    lent = {kind: some + more_lent for kind, some in supply.items()}
    assert larger >= base >= sum(brought_support(core, kinds(), lent).values())
