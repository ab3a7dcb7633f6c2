"""Priors: a plan that hangs on somebody else's guess must say so, and not cry wolf."""

from __future__ import annotations

import pytest

from cadre.checks.catalogue import run_checks
from cadre.mission.enablers import EnablerKind
from cadre.mission.mission import Mission
from cadre.mission.quantities import Range, exact, unstated
from tests.checks.building import DOC, added, altered, of_code, sound
from tests.checks.priors import GUARDS, attack, guards, leaning, of_kind


def codes(mission: Mission) -> list[str]:
    found = (one.code for one in run_checks(mission))
    return [code for code in found if code in ("EVI-01", "EVI-11", "EVI-12", "EVI-13")]


@pytest.mark.parametrize(
    ("mission", "expected", "reason"),
    [
        (leaning(), ["EVI-11"], "the plan hangs on guards, and sources differ"),
        (leaning(disputed=False), [], "leaning on what is agreed is no fault"),
        (altered(leaning(), "enablers", "guarding", sources=DOC), [], "the staff's own figure"),
        (altered(leaning(), "activities", "hq", enablers=()), ["EVI-11"], "advice needs guards"),
        (of_kind(EnablerKind.MEDICAL), [], "the prior is for another kind"),
        (of_kind(EnablerKind.AIRLIFT), ["EVI-11"], "the prior is for this kind"),
    ],
)
def test_only_figures_that_bear_load_on_disputed_priors_are_found(
    mission: Mission, expected: list[str], reason: str
) -> None:
    assert codes(mission) == expected, reason


def test_an_enabler_that_no_work_needs_bears_no_load() -> None:
    mission = leaning()
    for key in ("hq", "advice"):
        mission = altered(mission, "activities", key, enablers=())
    assert codes(mission) == []


@pytest.mark.parametrize(
    ("value", "far"),
    [
        (exact(0.19), True),
        (exact(0.2), False),  # the end of the range is in it
        (Range(0.1, 0.15, 0.21), False),  # a range that reaches into it may well be right
        (Range(0.5, 0.6, 0.7), False),
        (Range(0.51, 0.6, 0.7), True),
        (unstated(0), False),  # nobody stated it
    ],
)
def test_a_figure_is_far_when_no_value_of_it_was_published(value: Range, *, far: bool) -> None:
    mission = added(sound(), "priors", guards())
    mission = altered(mission, "enablers", "guarding", per_person=value)
    assert bool(of_code(run_checks(mission), "EVI-12")) is far


@pytest.mark.parametrize(
    ("mission", "expected", "reason"),
    [
        (added(sound(), "shocks", attack()), 2, "neither how often nor how long"),
        (added(sound(), "shocks", attack(per_year=exact(1), weeks=exact(0))), 0, "0 is meant"),
        (added(sound(), "shocks", attack(per_year=exact(1), weeks=exact(2))), 0, "all is told"),
        (
            altered(sound(), "enablers", "guarding", per_person=unstated(0)),
            0,
            "a fixed number is needed, whoever is present",
        ),
        (
            altered(sound(), "enablers", "guarding", per_person=unstated(0), fixed=exact(0)),
            1,
            "support that needs nobody isn't support",
        ),
    ],
)
def test_what_is_blank_is_not_taken_for_nothing_in_silence(
    mission: Mission, expected: int, reason: str
) -> None:
    assert len(of_code(run_checks(mission), "EVI-13")) == expected, reason


def test_a_prior_stands_behind_a_figure_and_not_behind_its_row() -> None:
    mission = leaning(disputed=False)
    row = mission.enablers[0]
    assert row.per_person == GUARDS
    mission = altered(mission, "enablers", "guarding", sources=row.sources[-1:])
    assert codes(mission) == ["EVI-01"]
