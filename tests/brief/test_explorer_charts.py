"""The pictures of an exploration: each shows what it is given, and nothing lies on anything."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from cadre.brief.charts.boxes import boxes
from cadre.brief.charts.pathways import pathways
from cadre.brief.charts.regret import regret
from cadre.brief.charts.robustness import HEIGHT, LINE, robustness
from cadre.brief.charts.tornado import tornado
from cadre.brief.render import drawn
from cadre.brief.sections import Spec


def cell(choice: str, case: str, lost: float) -> dict[str, Any]:
    text = f"{lost:g}" if lost else "best"
    return {"choice": choice, "case": case, "regret": lost, "text": text}


def bar(name: str, low: float, high: float) -> dict[str, Any]:
    return {"name": name, "low": low, "high": high, "low_text": "few", "high_text": "many"}


def limit(name: str, low: float, high: float) -> dict[str, Any]:
    return {
        "box": "fails in 8 of 10",
        "name": name,
        "low": low,
        "high": high,
        "likely": 0.5,
        "low_text": "1 June 2021",
        "high_text": "never",
        "words": "after the summer",
    }


def line(choice: str, to: str, *, whole: bool) -> dict[str, Any]:
    text = "" if whole else "guards leave"
    return {"choice": choice, "from": "2021-03-01", "to": to, "whole": whole, "text": text}


CHANGE = {"at": "2021-10-01", "from": "bold", "to": "calm", "stop": "1"}
SIGN = {"at": "2021-07-01", "choice": "bold", "letter": "a"}
PATHS = pathways(
    [line("calm", "2022-12-31", whole=True), line("bold", "2021-10-01", whole=False)],
    [CHANGE],
    [SIGN],
    ("2021-03-01", "2022-12-31"),
    "calm",
)
POINTS: list[dict[str, Any]] = [
    {"choice": name, "at": at, "value": value - at * fall}
    for name, value, fall in (("calm", 0.9, 0.1), ("bold", 0.91, 0.1), ("none", 0.2, 0.0))
    for at in (0.0, 1.0)
]
PICTURES: dict[str, Spec] = {
    "regret": regret(
        [cell("calm", "as stated", 0), cell("bold", "as stated", 40)], "lost", ",d", "calm"
    ),
    "robustness": robustness(POINTS, ("range", ".0%"), ("cases", ".0%"), accent="calm"),
    "tornado": tornado([bar("consent", 3, 9)], "weeks", ",d", 5),
    "boxes": boxes([limit("consent", 0, 0.3), limit("helicopters", 0.5, 1)]),
    "pathways": PATHS,
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_an_exploration_draws_its_words_and_no_broken_figures(name: str) -> None:
    picture = drawn(PICTURES[name])
    words = {
        "regret": ["calm", "as stated", "best", ">40<"],
        "robustness": ["calm", "bold", "none"],
        "tornado": ["consent", "few", "many"],
        "boxes": ["fails in 8 of 10", "after the summer", "1 June 2021", "never"],
        "pathways": ["calm", "bold", "guards leave", ">1<", ">a<"],
    }[name]
    assert [word for word in words if word not in picture] == []
    assert "NaN" not in picture
    assert "undefined" not in picture


def test_the_choice_that_loses_nothing_stays_paper_and_the_one_that_loses_most_is_dark() -> None:
    """Who looks for ten seconds must see which row is empty."""
    picture = drawn(PICTURES["regret"]).lower()
    assert "#ffffff" in picture
    assert re.search(r"rgb\(6, 48, 79\)|#06304f", picture)


def test_a_regret_of_nothing_anywhere_is_drawn_without_a_division_by_nothing() -> None:
    picture = drawn(regret([cell("calm", "as stated", 0)], "lost", ",d"))
    assert "NaN" not in picture
    assert "best" in picture


def test_a_name_with_a_quote_in_it_breaks_no_picture() -> None:
    """Names come from dossiers: an apostrophe would end a text inside the drawing's language."""
    picture = drawn(
        regret([cell("the host's way", "the coalition's end", 1)], "lost", ",d", "the host's way")
    )
    assert "host's way" in picture or "host&#39;s way" in picture
    assert "undefined" not in picture


def test_names_at_the_ends_of_lines_that_lie_close_are_pushed_apart() -> None:
    spec = PICTURES["robustness"]
    placed = [
        one["label"] for layer in spec["layer"] for one in layer["data"]["values"] if "label" in one
    ]
    values = [one["value"] for one in POINTS]
    step = LINE * (max(values) - min(values)) / HEIGHT
    ordered = sorted(placed)
    assert len(ordered) == 3
    assert all(b - a >= step - 1e-9 for a, b in pairwise(ordered))


def test_a_bar_of_the_tornado_bears_its_figures_outside() -> None:
    """More of an assumption may be worse: then its high figure stands on the left."""
    parts = tornado([bar("good", 3, 9), bar("bad", 9, 3)], "weeks", ",d", 5)["data"]["values"]
    left = {(one["name"], one["end"]) for one in parts if one["left"]}
    assert left == {("good", "at its low figure"), ("bad", "at its high figure")}


def test_both_bars_on_one_side_still_have_one_figure_on_each_side() -> None:
    parts = tornado([bar("odd", 6, 9)], "weeks", ",d", 5)["data"]["values"]
    assert sorted(one["left"] for one in parts) == [False, True]


def test_a_choice_that_stops_working_keeps_a_thin_line_to_the_end_of_the_plan() -> None:
    ended = [
        one
        for layer in PATHS["layer"]
        if layer["mark"].get("strokeDash")
        for one in layer["data"]["values"]
    ]
    assert [(one["choice"], one["to"], one["domain_end"]) for one in ended] == [
        ("bold", "2021-10-01", "2022-12-31")
    ]


def test_pictures_are_plain_data_that_json_can_hold() -> None:
    for spec in PICTURES.values():
        assert json.loads(json.dumps(spec)) == spec
