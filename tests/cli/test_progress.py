"""Progress: how good the plan is while it is looked for, and that a stopped one is marked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from cadre.cli.options import Bar, gap_as_text, progress_bar
from cadre.cli.show import plan_as_text
from cadre.planner.result import SolveStatus
from cadre.planner.solve import solve
from tests.planner.missions import FROM, random_mission, two_works


def test_worth_and_bound_are_told_while_the_plan_is_looked_for_and_only_get_better() -> None:
    for seed in range(4):
        heard: list[tuple[float, float]] = []
        result = solve(
            random_mission(seed),
            made_from=FROM,
            seconds=5,
            told=lambda worth, bound, heard=heard: heard.append((worth, bound)),  # type: ignore[misc]
        )
        worths, bounds = zip(*heard, strict=True)
        assert list(worths) == sorted(worths)
        assert all(later <= bound + 1e-9 for bound, later in pairwise(bounds))
        assert all(worth <= bound for worth, bound in heard)
        assert worths[-1] == pytest.approx(result.objective)


@pytest.mark.parametrize(
    ("worth", "bound", "text"),
    [
        (1234.0, 1275.0, "gap 3.2%, best 1,234, bound 1,275"),
        (10.0, 10.0, "gap 0.0%, best 10, bound 10"),
        (-5.0, 0.0, "gap 0.0%, best -5, bound 0"),
        (-0.2, 0.0, "gap 0.0%, best 0, bound 0"),
    ],
)
def test_the_bar_tells_gap_best_and_bound(worth: float, bound: float, text: str) -> None:
    assert gap_as_text(worth, bound) == text
    news: list[dict[str, Any]] = []
    bar = Bar(news.append)
    bar.told(worth, bound)
    bar(3, 100)
    assert news == [{"description": text}, {"completed": 3, "total": 100}]


def test_without_a_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("planning") as bar:
        bar(1, 2)
        bar.told(1.0, 2.0)
    assert capsys.readouterr() == ("", "")


def test_a_plan_that_was_stopped_is_marked_as_the_best_so_far() -> None:
    result = solve(two_works(), made_from=FROM)
    assert plan_as_text(result).startswith("optimal, worth ")
    stopped = replace(result, status=SolveStatus.STOPPED)
    assert plan_as_text(stopped).startswith("stopped; best so far, worth ")
