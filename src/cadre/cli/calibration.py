"""A calibration as text: what was foretold, what came, and how often it fits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cadre.backtest.calibration import DAYS, Forecast, Group
from cadre.cli.show import finding_as_text, table
from cadre.desk.calibration import CalibrationAnswer
from cadre.mission.quantities import counted


def calibration_as_text(answer: CalibrationAnswer, *, why: bool) -> str:
    """Each outcome with its middle 80% of futures, then how often history fell inside."""
    blocks = [finding_as_text(finding) for finding in answer.findings]
    header = (
        "record",
        "as of",
        "ahead",
        "what",
        "median",
        "80% of futures",
        "history",
        "below",
        "",
    )
    blocks.append(table(header, [_row(one) for one in answer.forecasts]))
    told = (f"{one.record}: {one.note}" for one in answer.forecasts if one.note)
    blocks += ["", *dict.fromkeys(told)] if why else []
    blocks += ["", table(_GROUPS, list(_groups(answer.groups)))] if answer.groups else []
    blocks += ["", _count(answer)]
    if why:
        blocks += [f"{one.record} as of {one.as_of}: {one.because}" for one in answer.unasked]
    return "\n".join(blocks)


_GROUPS = (
    *("forecasts", "of records", "number", "in 50%", "in 80%", "in 90%", "above", "below"),
    *("off by", "last count"),
)


def _row(one: Forecast) -> tuple[object, ...]:
    middle = next(found for found in one.intervals if found.share == 0.8)
    inside = [f"{found.share:.0%}" for found in one.intervals if found.inside]
    history = span(one, one.low, one.high)
    return (
        *(one.record, one.as_of, one.ahead, one.what, written(one, one.median)),
        *(span(one, middle.low, middle.high), history, f"{one.middle:.0%}"),
        f"in {inside[0]}" if inside else "outside",
    )


def written(one: Forecast, figure: float | None) -> str:
    """A figure of a forecast: a number, a day, or never."""
    if figure is None:
        return "never"
    if one.unit == DAYS:
        return str(one.as_of + timedelta(days=one.ahead + round(figure)))
    return f"{figure:,.0f}"


def span(one: Forecast, low: float | None, high: float | None) -> str:
    """Two figures of a forecast, or one where they are the same."""
    ends = dict.fromkeys((written(one, low), written(one, high)))
    return " to ".join(ends)


def _groups(groups: tuple[Group, ...]) -> Iterator[tuple[object, ...]]:
    """A line a group; in brackets how many hits right futures would have, nine times in ten."""
    for one in groups:
        hits = (f"{hit.inside} ({hit.least} to {hit.most})" for hit in one.hits)
        off = ("" if share is None else f"{share:.0%}" for share in (one.off, one.last_off))
        yield one.name, one.records, one.forecasts, *hits, one.above, one.below, *off


def _count(answer: CalibrationAnswer) -> str:
    records = len({one.record for one in answer.forecasts})
    text = f"{counted(len(answer.forecasts), 'forecast')} of {counted(records, 'outcome')}"
    if answer.unasked:
        text += f"; {len(answer.unasked)} could not be made, as `--why` tells"
    return f"{text}.\n{_BRACKETS}"


_BRACKETS = """\
In brackets: what right futures would have, nine times in ten, were each forecast of a thing of its
own. Forecasts of one outcome, and outcomes of one mission, aren't. Off by: how far the futures'
median lies from a number, as a share of it, in the middle of the forecasts; last count: the same of
the latest count known on the day."""
