"""Calibration at the desk: what was foretold with a dossier as known then, and what came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from cadre import __version__
from cadre.backtest.calibration import (
    AHEAD,
    Forecast,
    Group,
    Unasked,
    calibrate,
    groups,
    reliability,
)
from cadre.backtest.world import World
from cadre.desk.desk import Desk, Effort, Progress
from cadre.dossier.asof import known_of_something, reported_from
from cadre.dossier.cases import load_records
from cadre.dossier.fingerprint import fingerprint
from cadre.mission.findings import Finding
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom

MOST_FUTURES = 4_000
"""Futures played for each forecast at most: their quantiles are known to a hundredth of a share."""
TITLE = "What the futures foretold, and what came"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationAnswer:
    """What the futures foretold of dated outcomes, and what came.

    Attributes:
        made_from: The whole dossier, of which each forecast was told what was known on its day.
        findings: What is wrong in the files of records; a row with a fault wasn't asked.
        futures: Futures played for each forecast.
        groups: How often history fell inside, of all forecasts and by kind.
        forecasts: Each outcome as of each day, in the order of the files.
        unasked: Outcomes that could not be foretold as of a day, and why.
    """

    made_from: MadeFrom
    findings: tuple[Finding, ...]
    futures: int
    groups: tuple[Group, ...]
    forecasts: tuple[Forecast, ...]
    unasked: tuple[Unasked, ...]


def calibration(
    desk: Desk,
    files: Iterable[Path],
    effort: Effort,
    *,
    ahead: Iterable[int] = AHEAD,
    progress: Progress | None = None,
) -> CalibrationAnswer:
    """Foretell the outcomes in `files` as of some days before each, and hold them against history.

    Args:
        desk: The dossier.
        files: Files of records.
        effort: How many futures to play for each, at most `MOST_FUTURES`, and how long to look
            for a plan.
        ahead: Days before an outcome as of which it is foretold.
        progress: Told (done, all) after each forecast.

    Raises:
        CadreError: A file isn't there, or the reader may not see all of the dossier: an answer
            made of all rows can't be shown in part.
    """
    mission = desk.whole("the calibration")
    effort = replace(effort, futures=min(effort.futures, MOST_FUTURES))
    read = [load_records(path, mission) for path in files]

    def world_of(day: date) -> World:
        return _world(mission, day, effort)

    told, unasked = calibrate(
        (one for some, _ in read for one in some),
        reported_from(mission),
        world_of,
        ahead,
        progress,
    )
    return CalibrationAnswer(
        made_from=replace(desk.made_from, dossier=fingerprint(mission), seed=effort.seed),
        findings=tuple(finding for _, some in read for finding in some),
        futures=effort.futures,
        groups=groups(told),
        forecasts=told,
        unasked=unasked,
    )


def _world(mission: Mission, day: date, effort: Effort) -> World:
    then = known_of_something(mission, day)
    return World(
        whole=mission,
        mission=then,
        made_from=MadeFrom(
            dossier=fingerprint(then),
            as_of=day.isoformat(),
            seed=effort.seed,
            version=__version__,
        ),
        futures=effort.futures,
        seconds=effort.seconds,
    )


HALF_A_YEAR = 182


def calibration_picture(forecasts: Iterable[Forecast]) -> str:
    """What was foretold and what came, as an SVG picture; empty where nothing was foretold.

    Of each outcome the forecast nearest to half a year ahead is drawn as bars; the two charts
    below them count all.
    """
    from cadre.brief.charts.calibration import calibration as drawn  # noqa: PLC0415 - as below
    from cadre.brief.render import picture_file  # noqa: PLC0415 - only a picture needs it

    told = tuple(forecasts)
    if not told:
        return ""
    description = (
        "Above: for each outcome the middle half and the middle nine tenths of the futures as "
        "bars, their median as a stroke, and the record as a dot, red where it lies outside the "
        "bars. Below left: the share of forecasts with history inside a middle share of the "
        "futures, against that share. Below right: where in the futures history fell."
    )
    units = dict.fromkeys(one.unit for one in told)
    parts = {"all": told, **{unit: _told_in(unit, told) for unit in units}}
    curves = [
        {"unit": name, "asked": asked, "inside": inside}
        for name, some in parts.items()
        for asked, inside in reliability(some)
    ]
    middles = [{"unit": one.unit, "middle": one.middle} for one in told]
    spec = drawn([_bar(one) for one in nearest(told)], curves, middles)
    return picture_file(spec, TITLE, description)


def _told_in(unit: str, forecasts: tuple[Forecast, ...]) -> tuple[Forecast, ...]:
    return tuple(one for one in forecasts if one.unit == unit)


def nearest(forecasts: Iterable[Forecast], ahead: int = HALF_A_YEAR) -> tuple[Forecast, ...]:
    """Of each outcome the forecast whose days ahead are nearest to `ahead`; the earlier of two."""
    told, found = tuple(forecasts), dict[str, Forecast]()
    for one in sorted(told, key=lambda one: (abs(one.ahead - ahead), -one.ahead)):
        found.setdefault(one.record, one)
    return tuple(found[key] for key in dict.fromkeys(one.record for one in told))


def _bar(one: Forecast) -> dict[str, Any]:
    """A forecast as the chart takes it."""
    wide = {round(interval.share * 100): interval for interval in one.intervals}
    return {
        "name": f"{one.record}, {one.ahead} days ahead",
        "unit": one.unit,
        "low": one.low,
        "high": one.high,
        "median": one.median,
        **{f"low{share}": found.low for share, found in wide.items()},
        **{f"high{share}": found.high for share, found in wide.items()},
        "inside": wide[90].inside,
    }
