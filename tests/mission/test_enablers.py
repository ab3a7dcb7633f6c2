"""Brought support: a platoon forgotten here is a site without protection."""

from itertools import product
from math import ceil, floor, inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.errors import CadreError
from cadre.mission.enablers import Enabler, EnablerKind, brought_support
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


steps = st.integers(1, 30)
shares = st.tuples(st.integers(0, 49), st.integers(0, 49)).map(
    lambda two: (two[0] / 100, two[1] / 100)
)


def needs(enablers: dict[EnablerId, Enabler], kind: EnablerId, total: int, lent: float) -> float:
    one = enablers[kind]
    return max(0.0, one.per_person.likely * total + one.fixed.likely - lent)


@given(st.integers(1, 200), shares, st.integers(0, 40))
def test_the_closed_form_is_met_when_nothing_is_lent_and_people_come_one_by_one(
    core: int, two: tuple[float, float], fixed: int
) -> None:
    """P = (c + sum b) / (1 - sum a), but for the rounding of each kind to whole people."""
    brought = brought_support(core, kinds(*two, fixed=fixed), {})
    exact = (core + fixed) / (1 - sum(two))
    # Each kind is rounded up by less than one, and those rounded up need support as well.
    assert exact - 1e-6 <= core + sum(brought.values()) < exact + 2 / (1 - sum(two)) + 1e-6


@given(st.integers(1, 400), supplies, shares, steps)
def test_people_come_in_whole_units_and_no_unit_is_idle(
    core: int, supply: dict[EnablerId, float], two: tuple[float, float], step: int
) -> None:
    enablers = kinds(*two, fixed=7, step=step)
    brought = brought_support(core, enablers, supply)
    total = core + sum(brought.values())
    for kind, people in brought.items():
        unit = enablers[kind].step
        want = needs(enablers, kind, total, supply[kind])
        assert people % unit == 0
        assert want - 1e-6 <= people < want + unit + 1e-6, "one unit fewer would be too few"


@given(st.integers(1, 12), shares, st.integers(1, 3), st.integers(0, 6), st.integers(0, 6))
def test_what_is_brought_is_the_least_of_all_that_would_do(
    core: int, two: tuple[float, float], step: int, defence: int, medical: int
) -> None:
    """Every smaller force is tried, and none supports itself."""
    enablers = kinds(*two, fixed=2, step=step)
    supply: dict[EnablerId, float] = {DEFENCE: defence, MEDICAL: medical}
    brought = brought_support(core, enablers, supply)
    most = {kind: people // enablers[kind].step for kind, people in brought.items()}
    for units in product(*(range(most[kind] + 1) for kind in brought)):
        tried = {kind: n * enablers[kind].step for kind, n in zip(brought, units, strict=True)}
        total = core + sum(tried.values())
        does = all(
            tried[kind] >= needs(enablers, kind, total, supply[kind]) - 1e-9 for kind in tried
        )
        assert does is (tried == brought)


@given(st.integers(0, 400), supplies, shares, steps, st.integers(0, 100))
def test_each_kind_grows_with_people_and_with_what_is_lost(
    core: int, supply: dict[EnablerId, float], two: tuple[float, float], step: int, more: int
) -> None:
    enablers = kinds(*two, fixed=3, step=step)
    base = brought_support(core, enablers, supply)
    larger = brought_support(core + more, enablers, supply)
    lost = brought_support(
        core, enablers, {kind: max(0, some - more) for kind, some in supply.items()}
    )
    for kind, people in base.items():
        assert larger[kind] >= people
        assert lost[kind] >= people


@given(st.integers(1, 400), shares, st.integers(0, 200))
def test_nobody_is_brought_beyond_what_the_people_present_need(
    core: int, two: tuple[float, float], lent: int
) -> None:
    """Whoever is present is in a post or brought; what is lent isn't counted as present."""
    supply: dict[EnablerId, float] = {DEFENCE: lent, MEDICAL: inf}
    enablers = kinds(*two)
    brought = brought_support(core, enablers, supply)
    total = core + sum(brought.values())
    assert brought[MEDICAL] == 0
    assert brought[DEFENCE] == max(0, ceil(two[0] * total - lent - 1e-9))
    assert floor(two[0] * total) <= brought[DEFENCE] + lent


@given(st.integers(1, 50), st.integers(100, 300), st.integers(0, 100), st.integers(1, 9))
def test_shares_of_one_or_more_are_refused_whatever_the_unit(
    core: int, defence: int, medical: int, step: int
) -> None:
    with pytest.raises(CadreError, match="less than 1 in all"):
        brought_support(core, kinds(defence / 100, medical / 100, fixed=1, step=step), {})


def test_a_share_so_near_to_one_that_no_figure_could_hold_the_force_is_refused_as_such() -> None:
    with pytest.raises(CadreError, match="at most 1,000,000 people"):
        brought_support(100, kinds(defence=0.99999, medical=0), {})


def test_every_kind_of_support_is_explained_in_the_manual() -> None:
    page = Path(__file__).parents[2] / "docs" / "manual" / "support.md"
    text = page.read_text(encoding="utf-8")
    for kind in EnablerKind:
        assert f"| {kind.value} |" in text, "whoever fills in the column looks here"
