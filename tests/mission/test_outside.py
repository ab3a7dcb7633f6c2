"""Days that no plan looks at: who asks about them hears it, and doesn't take no change for news."""

from __future__ import annotations

from datetime import date

import pytest

from cadre.mission.edits import Edit
from cadre.mission.outside import said_outside
from cadre.mission.verbs import Verb
from cadre.mission.weeks import ALWAYS, NEVER, Horizon, Window

WEEKS = Horizon(date(2021, 3, 1), 4)
"""From 1 to 28 March 2021."""


def said(verb: Verb, window: Window = Window(), year: int = 0) -> str:
    edit = Edit(text="it", verb=verb, subject="x", window=window, year=year)
    return " ".join(said_outside(WEEKS, [edit]))


@pytest.mark.parametrize(
    ("window", "where"),
    [
        (Window(), ""),
        (Window(date(2021, 3, 28), NEVER), ""),
        (Window(date(2021, 3, 29), NEVER), "2021-03-29 lies after"),
        (Window(date(2021, 3, 29), date(2021, 4, 2)), "2021-03-29 to 2021-04-01 lie after"),
        (Window(date(2021, 2, 1), NEVER), ""),
        (Window(date(2021, 2, 1), date(2021, 3, 2)), ""),
        (Window(date(2021, 2, 1), date(2021, 3, 1)), "2021-02-01 to 2021-02-28 lie before"),
        (Window(ALWAYS, date(2021, 3, 1)), "2021-02-28 lies before"),
    ],
    ids=[
        *("no day named", "from the last day on", "from the day after it on"),
        *("days after it", "from before on", "into its first day", "up to it", "to a day before"),
    ],
)
def test_days_all_of_which_lie_outside_the_horizon_are_told_with_it(
    window: Window, where: str
) -> None:
    horizon = " the horizon of plans, 2021-03-01 to 2021-03-28: `it` changes nothing in it."
    assert said(Verb.PLEDGE_WITHDRAWN, window) == (where and where + horizon)


def test_the_year_of_a_budget_counts_with_all_its_days() -> None:
    assert said(Verb.BUDGET, year=2021) == ""
    assert "The year 2022 lies after the horizon" in said(Verb.BUDGET, year=2022)
    assert "The year 2020 lies before the horizon" in said(Verb.BUDGET, year=2020)


def test_what_slips_beyond_the_horizon_is_not_said_to_change_nothing() -> None:
    late = Window(date(2021, 4, 5), NEVER)
    assert "puts it off beyond it" in said(Verb.DECISION_SLIPS, late)
    assert "puts it off beyond it" in said(Verb.AUTHORITY_GRANTED, late)
