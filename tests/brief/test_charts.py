"""Charts show what they are given, without overlaps and without a network."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from cadre.brief.charts.fan import force
from cadre.brief.charts.sites import sites
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


def test_sites_at_the_same_place_each_get_a_line_of_their_own() -> None:
    points = [
        {
            "name": f"Site {number}",
            "label": f"Site {number}",
            "longitude": BAGHDAD[0] + number / 1000,
            "latitude": BAGHDAD[1],
            "status": "used today",
            "people": 10,
        }
        for number in range(14)
    ]
    spec = sites(points, BAGHDAD)
    labels = spec["layer"][-1]["data"]["values"]
    heights = sorted(label["label_y"] for label in labels)
    assert min(low - high for high, low in pairwise(heights)) >= 12
    assert heights[-1] < spec["height"]
    assert drawn(spec).count(">Site ") == 14


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


@pytest.mark.parametrize("ceilings", [[], ["Ceiling: 4,000"]])
def test_a_fan_without_paths_levels_or_ceilings_still_draws(ceilings: list[str]) -> None:
    weeks = [
        {"from": day, "p05": 1, "p25": 2, "p50": 3, "p75": 4, "p95": 5}
        for day in ("2021-03-15", "2021-03-22")
    ]
    strip = [{"name": name, "from": "2021-03-15", "to": "2021-03-22"} for name in ceilings]
    assert "<svg" in drawn(force(weeks, [], [], strip))
