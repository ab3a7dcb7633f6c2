"""The pictures of the fans of examples/nmi, drawn from what the program computes.

`python -m docs._ext.fans` writes them anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from cadre.brief.charts.fan import force
from cadre.brief.charts.style import INK, RED, days, rows
from cadre.brief.render import picture_file
from cadre.brief.sections import Chart, Spec
from cadre.desk.desk import Desk, Effort
from cadre.desk.summary import Summary
from cadre.dossier.cases import load_records
from cadre.mission.records import Record, Recorded

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
DOSSIER = ROOT / "examples" / "nmi"
RECORDS = ROOT / "examples" / "backtests" / "nmi-record.csv"
EFFORT = Effort(futures=5_000, seconds=60.0, threads=1)
FORETOLD = date(2018, 12, 16)
"""A year before the first strength of the mission that was counted."""
OF_THE_BRIEF = {
    "nmi-fan.svg": "force-fan",
    "nmi-causes.svg": "futures-causes",
    "nmi-graduates.svg": "futures-graduates",
}
"""Charts of the brief that the manual shows, by file."""
WITH_RECORD = "nmi-fan-record.svg"


def pictures() -> dict[str, str]:
    """The pictures, by file."""
    charts = {one.id: one for one in _charts()}
    shown = {name: charts[key] for name, key in OF_THE_BRIEF.items()}
    drawn = {
        name: picture_file(one.spec, one.title, one.description) for name, one in shown.items()
    }
    return {**drawn, WITH_RECORD: with_record()}


def _charts() -> Iterator[Chart]:
    brief = Desk.open(DOSSIER).brief(EFFORT)
    for section in brief.sections:
        yield from (part for part in section.parts if isinstance(part, Chart))


def with_record() -> str:
    """What was foretold of the strength in December 2018, and what was counted later."""
    desk = Desk.open(DOSSIER, as_of=FORETOLD)
    summary = desk.simulate(desk.best(EFFORT).plan, EFFORT)
    dots = [_dot(one) for one in load_records(RECORDS)[0] if _counted(one)]
    spec = force(_weeks(summary), [], [], [], reach=max(one["high"] for one in dots))
    _on(spec, dots)
    description = (
        "People present by week in the futures, as bands of 90% and 50% with their median, and as "
        "dots with what their documents leave open: "
        f"{'; '.join(one['text'] for one in dots)}."
    )
    title = f"Foretold on {FORETOLD:%d %B %Y}, and what was counted later (red)"
    return picture_file(spec, title, description)


def _weeks(summary: Summary) -> list[dict[str, Any]]:
    return [
        {
            "from": one.day.isoformat(),
            **{name: getattr(one, name) for name in ("p05", "p25", "p50", "p75", "p95")},
        }
        for one in summary.force
    ]


def _counted(record: Record) -> bool:
    return record.what is Recorded.STRENGTH and record.on > FORETOLD


def _dot(record: Record) -> dict[str, Any]:
    if record.figure is None:
        message = f"record {record.id} of a strength has no figure"
        raise ValueError(message)
    figure = record.figure
    text = f"{figure.likely:,.0f}, {record.on:%b %Y}"
    ends = {"low": figure.low, "people": figure.likely, "high": figure.high}
    return {"from": record.on.isoformat(), "text": text, **ends}


def _on(spec: Spec, dots: list[dict[str, Any]]) -> None:
    """Draw counts on a fan."""
    place = {"data": rows(dots)}
    along = {"x": days(), "y": {"field": "people", "type": "quantitative"}}
    ends = {"x": days(), "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
    spec["vconcat"][-1]["layer"] += [
        {**place, "mark": {"type": "rule", "color": RED, "strokeWidth": 3}, "encoding": ends},
        {
            **place,
            "mark": {"type": "point", "filled": True, "size": 70, "color": RED, "opacity": 1},
            "encoding": along,
        },
        {
            **place,
            "mark": {
                "type": "text",
                "dx": -9,
                "align": "right",
                "color": INK,
                "fontWeight": "bold",
            },
            "encoding": {**along, "text": {"field": "text"}},
        },
    ]


if __name__ == "__main__":
    for name, picture in pictures().items():
        (IMAGES / name).write_text(picture, encoding="utf-8")
