"""Charts show what they are given, without overlaps and without a network."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pytest

from cadre.brief.charts.bars import lines
from cadre.brief.charts.fan import force, spread
from cadre.brief.charts.sites import STATUS, sites
from cadre.brief.charts.spans import gantt
from cadre.brief.render import svg
from cadre.brief.sections import Brief, Chart, Spec
from cadre.mission.markings import OPEN

BAGHDAD = (44.4, 33.3)


def drawn(spec: Spec, key: str = "x") -> str:
    return svg(Chart(id=key, title="A < B", description="C & D", spec=spec, marking=OPEN))


def test_every_chart_of_a_brief_draws_something(brief: Brief) -> None:
    for chart in brief.charts():
        picture = svg(chart)
        assert len(re.findall(r"<(?:path|text|rect)\b", picture)) > 10, chart.id
        assert "NaN" not in picture, chart.id
        assert "undefined" not in picture, chart.id


def test_titles_are_escaped_and_ids_of_two_pictures_differ(brief: Brief) -> None:
    chart = brief.charts()[0]
    one = svg(replace(chart, id="one", title="A < B", description="C & D"))
    two = svg(replace(chart, id="two"))
    assert "A &lt; B" in one
    assert "C &amp; D" in one
    ids = [set(re.findall(r'\bid="([^"]+)"', picture)) for picture in (one, two)]
    assert ids[0]
    assert not ids[0] & ids[1]


def site(label: str, longitude: float, latitude: float, status: str = STATUS[0]) -> dict[str, Any]:
    return {"label": label, "longitude": longitude, "latitude": latitude, "status": status}


def labels_of(panel: Spec) -> list[dict[str, Any]]:
    """The labels of a panel, as its last layers draw them."""
    texts = [layer for layer in panel["layer"] if layer["mark"]["type"] == "text"]
    unique = {one["label"]: one for layer in texts for one in layer["data"]["values"]}
    return list(unique.values())


def across(label: dict[str, Any]) -> tuple[float, float]:
    """From where to where a label goes, at six pixels a letter."""
    long = 6 * len(label["label"])
    start = label["label_x"] if label["side"] == "left" else label["label_x"] - long
    return start, start + long


def test_a_crowd_of_sites_gets_a_panel_of_its_own_and_the_rest_stay_on_the_map() -> None:
    """Four camps around a capital would be one blot."""
    points = [
        site("Camp", 44.40, 33.30),
        site("Schools", 44.53, 33.28, STATUS[1]),
        site("Port", 47.8, 30.5, STATUS[2]),
    ]
    country, insets = sites(points, BAGHDAD)["hconcat"]
    assert sorted(one["label"] for one in labels_of(country)) == ["A: 2 sites", "Port"]
    (inset,) = insets["vconcat"]
    assert sorted(one["label"] for one in labels_of(inset)) == ["Camp", "Schools"]
    assert inset["title"]["text"].startswith("A, enlarged: ")
    crowd = next(one for one in labels_of(country) if one["label"].startswith("A"))
    assert crowd["status"] == STATUS[0], "a crowd counts as used when one of its sites is"


def test_sites_far_apart_need_no_second_panel() -> None:
    spec = sites([site("Camp", 44.4, 33.3), site("North", 43.9, 36.2)], BAGHDAD)
    assert len(spec["hconcat"]) == 1


def test_labels_of_sites_at_one_place_meet_neither_each_other_nor_a_point() -> None:
    """A label under another can't be read."""
    points = [site(f"Site {number}", BAGHDAD[0] + number / 1e5, BAGHDAD[1]) for number in range(12)]
    spec = sites(points, BAGHDAD)
    (inset,) = spec["hconcat"][1]["vconcat"]
    found = labels_of(inset)
    assert len(found) == 12
    for one, other in combinations(found, 2):
        apart = abs(one["label_y"] - other["label_y"]) >= 14
        (left, right), (start, end) = sorted(map(across, (one, other)))
        assert apart or right <= start < end
        assert left < right
        assert 0 <= one["label_y"] <= inset["height"]
    assert drawn(spec).count(">Site ") >= 12


def test_standing_is_told_by_shape_as_well_as_by_colour() -> None:
    """It is printed in black and white."""
    spec = sites([site("Camp", 44.4, 33.3)], BAGHDAD)
    layer = next(one for one in spec["hconcat"][0]["layer"] if "shape" in one["encoding"])
    assert len(set(layer["encoding"]["shape"]["scale"]["range"])) == len(STATUS)


def test_bars_keep_the_order_of_the_plan() -> None:
    bars = [
        {
            "name": name,
            "standing": "runs today",
            "from": "2021-03-15",
            "to": "2021-06-01",
            "text": "",
        }
        for name in ("Zebra", "Ant", "Middle")
    ]
    picture = drawn(gantt(bars, ("2021-03-15", "2021-12-31"), "2021-03-15"))
    places = [picture.index(f">{name}<") for name in ("Zebra", "Ant", "Middle")]
    assert places == sorted(places)


WEEKS = [
    {"from": day, "p05": 100, "p25": 200, "p50": 300, "p75": 400, "p95": 500}
    for day in ("2021-03-15", "2021-03-22")
]


@pytest.mark.parametrize("above", [[], ["CEILING: 4,000. No plan."]])
def test_a_fan_without_paths_levels_or_ceilings_still_draws(above: list[str]) -> None:
    picture = drawn(force(WEEKS, [], [], above))
    assert "<svg" in picture
    assert all(text in picture for text in above)


def test_every_band_and_path_of_the_fan_bears_its_name() -> None:
    """In black and white a legend of colours says nothing."""
    points = [{"from": "2021-03-15", "people": 500}, {"from": "2021-03-22", "people": 650}]
    picture = drawn(force(WEEKS, [{"name": "planned, from 500", "points": points}], [], []))
    for name in ("5%", "25%", "median", "75%", "95%"):
        assert f">{name} of futures: " in picture
    assert ">planned, from 500: 650<" in picture
    assert ">500<" in picture
    assert ">650<" in picture


@pytest.mark.parametrize("above", [[], ["CEILING: 4,000. No plan."]])
def test_a_fan_has_no_width_that_a_page_could_change(above: list[str]) -> None:
    """Without a ceiling it had: its names were cut off, and on a phone nothing was left of it."""
    assert "width" not in force(WEEKS, [], [], above)


def test_bands_that_fall_together_share_one_name() -> None:
    week = {"from": "2021-03-15", "p05": 0, "p25": 0, "p50": 0, "p75": 0, "p95": 0}
    assert "all bands of futures: 0" in drawn(force([week], [], [], []))


def test_names_that_would_meet_are_spread_in_their_order() -> None:
    places = spread([100, 101, 102, 103, 300, 379], 15, 380)
    assert all(low - high >= 15 for high, low in pairwise(places))
    assert places[-2:] == [300, 379]
    crowded = spread([380.0] * 5, 15, 380)
    assert crowded[-1] <= 380
    assert all(low - high >= 15 for high, low in pairwise(crowded))


def test_what_no_future_reaches_lies_on_the_foot_of_a_scale_that_can_be_read() -> None:
    """Or its one mark stands half-way up, and nought looks like a half."""
    weeks = ("2026-02-11", "2026-02-18")
    never = [{"from": week, "name": "Training runs", "value": 0.0} for week in weeks]
    texts = re.findall(r">(\d+%)<", drawn(lines(never, "Share of futures", ".0%")))
    assert texts == ["0%", "1%", "2%", "3%", "4%", "5%"]


def test_a_scale_of_few_people_doesnt_print_a_number_twice() -> None:
    weeks = {"2026-02-11": 0.0, "2026-02-18": 2.1}
    few = [{"from": week, "name": "Course", "value": value} for week, value in weeks.items()]
    texts = re.findall(r">(\d)<", drawn(lines(few, "Graduates", ",d")))
    assert texts == ["0", "1", "2"]


def test_a_chart_drawn_again_in_the_same_process_is_the_same_text() -> None:
    spec = {
        "data": {"values": [{"x": 0, "y": 0.0}, {"x": 1, "y": 1.0}]},
        "mark": "rect",
        "encoding": {
            "x": {"field": "x", "type": "ordinal"},
            "color": {"field": "y", "type": "quantitative"},
        },
    }
    once, again = drawn(spec), drawn(spec)
    assert "url(#c-x-0)" in once, "the legend's gradient is what bears an id"
    assert once == again
