"""Calibration: foretold with what was known then, and held against the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log, log1p
from statistics import median

from cadre.backtest.foretelling import days_of, foretell
from cadre.backtest.spread import CENTRAL, Place, Spread
from cadre.backtest.world import World
from cadre.errors import CadreError
from cadre.mission.records import Record, Recorded
from cadre.mission.rows import Citation
from cadre.mission.sources import FigureKind
from cadre.mission.weeks import Horizon

AHEAD = (28, 91, 182, 364)
"""Days before an outcome as of which it is foretold, unless told otherwise: a month to a year."""
UNITS = {Recorded.STRENGTH: "people", Recorded.GRADUATES: "graduates"}
"""What a number tells; all else is told in days."""
DAYS = "days"
LEVELS = tuple(share / 20 for share in range(1, 20))
"""The middle shares of futures of a reliability curve."""

WorldOf = Callable[[date], World]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A middle share of the futures, and whether history fell into it.

    Attributes:
        share: The share that was asked for.
        low: Its lower end, in the forecast's unit; None is never.
        high: Its upper end.
        holds: The share of futures inside; more than asked for where many are alike.
        inside: Whether history was.
    """

    share: float
    low: float | None
    high: float | None
    holds: float
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What the futures foretold of one outcome, as of one day.

    Attributes:
        record: Id of the record.
        what: What it tells.
        subject: Of what.
        as_of: Only what was reported by then was known.
        ahead: Days from then to the outcome.
        unit: Of the figures: people, graduates, or days from the outcome, negative before it.
        low: The least that the record leaves open; None for what hadn't come.
        high: The most.
        median: Half of the futures have so much or less; None is never.
        last: The latest count known on the day, of strengths: what who plays nothing would say.
        intervals: Middle shares of the futures.
        below: Share of futures with less than the record, or sooner.
        up_to: Share of futures with so much or less.
        middle: Half-way between the two: where in the futures history fell.
        tuned: Whether figures of the dossier were set with this outcome in sight.
        sources: Where the outcome is written down.
        note: How the document hedges it, and what else to know.
    """

    record: str
    what: str
    subject: str
    as_of: date
    ahead: int
    unit: str
    low: float | None
    high: float | None
    median: float | None
    last: float | None
    intervals: tuple[Interval, ...]
    below: float
    up_to: float
    middle: float
    tuned: bool
    sources: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """An outcome that could not be foretold as of a day.

    Attributes:
        record: Id of the record.
        as_of: The day.
        because: Why.
    """

    record: str
    as_of: date
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """How often history fell into a middle share of the futures.

    Attributes:
        share: The share that was asked for.
        holds: The share of futures that the intervals really hold, mean.
        inside: Outcomes inside.
        least: Fewest to be expected, nine times in ten, if the futures were right and the forecasts
            had nothing to do with each other.
        most: Most to be expected so.
    """

    share: float
    holds: float
    inside: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Forecasts looked at together.

    Attributes:
        name: Which they are.
        records: Different outcomes among them.
        forecasts: How many they are.
        hits: How often history fell inside, by middle share.
        above: Forecasts in which history lies above the middle of the futures: more, or later.
        below: Forecasts in which it lies below: less, or sooner.
        off: How far the futures' median lies from the record, as a share of it, in the middle of
            the forecasts of numbers; None without any.
        last_off: The same of the latest count known on the day, where there was one.
        off_then: How far the futures' median lies off in these.
    """

    name: str
    records: int
    forecasts: int
    hits: tuple[Hits, ...]
    above: int
    below: int
    off: float | None
    last_off: float | None
    off_then: float | None


def calibrate(
    records: Iterable[Record],
    reported: Mapping[str, date],
    world_of: WorldOf,
    ahead: Iterable[int] = AHEAD,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Forecast, ...], tuple[Unasked, ...]]:
    """Foretell each record as of so many days before it.

    Args:
        records: The outcomes.
        reported: The first day on which each claim and source may have been known.
        world_of: Makes the world as known on a day.
        ahead: Days before the outcome.
        progress: Told (done, all) after each.
    """
    asked = [(one, days) for one in records for days in ahead]
    worlds: dict[date, World] = {}
    told: list[Forecast] = []
    unasked: list[Unasked] = []
    for number, (record, days) in enumerate(asked, start=1):
        day = record.on - timedelta(days=days)
        try:
            _refuse_told(record, day, reported)
            if day not in worlds:
                worlds[day] = world_of(day)
            told.append(_forecast(worlds[day], record, days))
        except CadreError as error:
            unasked.append(Unasked(record=record.id, as_of=day, because=str(error)))
        if progress is not None:
            progress(number, len(asked))
    return tuple(told), tuple(unasked)


def _refuse_told(record: Record, day: date, reported: Mapping[str, date]) -> None:
    """Refuse an outcome of which a document told by the day: it would be known already."""
    for one in record.sources:
        if one.ref in reported and reported[one.ref] <= day:
            raise CadreError(
                f"record {record.id}",
                f"cites {one.ref}, which may have been known by {day}",
                f"a day before {reported[one.ref]}",
                "Leave it.",
            )


def _forecast(world: World, record: Record, days: int) -> Forecast:
    spread, place = foretell(world, record)
    horizon = world.mission.horizon

    def figure(value: int) -> float | None:
        return _figure(value, spread, record, horizon)

    first, last = days_of(record)
    low, high = (0.0, float((last - first).days)) if record.came else (None, None)
    if record.figure is not None:
        low, high = record.figure.low, record.figure.high
    return Forecast(
        record=record.id,
        what=record.what.value,
        subject=", ".join(record.subject),
        as_of=world.mission.profile.as_of,
        ahead=days,
        unit=UNITS.get(record.what, DAYS),
        low=low,
        high=high,
        median=figure(spread.quantile(0.5)),
        last=_last_count(world) if record.what is Recorded.STRENGTH else None,
        intervals=tuple(_interval(share, spread, place, figure) for share in CENTRAL),
        below=place.below,
        up_to=place.up_to,
        middle=place.middle,
        tuned=record.tuned,
        sources=record.sources,
        note=record.note,
    )


def _last_count(world: World) -> float | None:
    """The strength that was counted last, and held on the as-of day; None when none did."""
    day = world.mission.profile.as_of
    counts = [
        one
        for one in world.mission.levels
        if one.kind is FigureKind.DEPLOYED and one.people is not None and day in one.window
    ]
    latest = max(counts, key=lambda one: one.window.start, default=None)
    return None if latest is None or latest.people is None else float(latest.people)


def _interval(
    share: float, spread: Spread, place: Place, figure: Callable[[int], float | None]
) -> Interval:
    low, high = spread.central(share)
    return Interval(
        share=share,
        low=figure(low),
        high=figure(high),
        holds=spread.within(share),
        inside=place.inside(share),
    )


def _figure(value: int, spread: Spread, record: Record, horizon: Horizon) -> float | None:
    """A value in the forecast's unit: of a week the days from the outcome to its first day."""
    if not spread.open_end:
        return float(value)
    return None if value == spread.never else float((horizon.day(value) - record.on).days)


# Taken together ------------------------------------------------------------------------------


def groups(forecasts: Iterable[Forecast]) -> tuple[Group, ...]:
    """All forecasts, those that nothing was tuned on, then by what is told and by days ahead."""
    everything = tuple(forecasts)
    parts = [("all", everything)]
    parts.append(("nothing tuned on", tuple(one for one in everything if not one.tuned)))
    units = ("people", "graduates", DAYS)
    parts += [(f"told in {unit}", _of(everything, unit)) for unit in units]
    for days in sorted({one.ahead for one in everything}):
        some = tuple(one for one in everything if one.ahead == days)
        parts.append((f"{days} days ahead", some))
    return tuple(_group(name, some) for name, some in parts if some)


def _of(forecasts: Iterable[Forecast], unit: str) -> tuple[Forecast, ...]:
    return tuple(one for one in forecasts if one.unit == unit)


def _group(name: str, forecasts: tuple[Forecast, ...]) -> Group:
    return Group(
        name=name,
        records=len({one.record for one in forecasts}),
        forecasts=len(forecasts),
        hits=tuple(_hits(share, forecasts) for share in CENTRAL),
        above=sum(one.middle > 0.5 for one in forecasts),
        below=sum(one.middle < 0.5 for one in forecasts),
        off=_off((one, one.median) for one in forecasts),
        last_off=_off((one, one.last) for one in forecasts if one.last is not None),
        off_then=_off((one, one.median) for one in forecasts if one.last is not None),
    )


def _off(told: Iterable[tuple[Forecast, float | None]]) -> float | None:
    """How far figures lie from what the record leaves open, as a share of it, in their middle."""
    shares = [
        max(one.low - figure, figure - one.high, 0.0) / ((one.low + one.high) / 2)
        for one, figure in told
        if one.unit != DAYS and figure is not None and one.low is not None and one.high
    ]
    return median(shares) if shares else None


def _hits(share: float, forecasts: tuple[Forecast, ...]) -> Hits:
    found = [one for each in forecasts for one in each.intervals if one.share == share]
    holds = sum(one.holds for one in found) / len(found)
    least, most = expected(len(found), holds)
    return Hits(
        share=share,
        holds=holds,
        inside=sum(one.inside for one in found),
        least=least,
        most=most,
    )


def expected(trials: int, chance: float, within: float = 0.9) -> tuple[int, int]:
    """The least and the most hits to be expected in so many independent trials.

    Each end is left out with at most half of what `within` leaves.
    """
    if chance in (0, 1):
        return (sure := round(trials * chance)), sure
    tail, below = (1 - within) / 2, 0.0
    least = most = -1
    # By logarithms: of a thousand trials and more there are more ways than a float can hold.
    ways, hit, missed = lgamma(trials + 1), log(chance), log1p(-chance)
    for hits in range(trials + 1):
        some = ways - lgamma(hits + 1) - lgamma(trials - hits + 1)
        below += exp(some + hits * hit + (trials - hits) * missed)
        if least < 0 and below > tail:
            least = hits
        if most < 0 and below >= 1 - tail - 1e-9:
            most = hits
    return max(least, 0), trials if most < 0 else most


def reliability(forecasts: Iterable[Forecast]) -> Iterator[tuple[float, float]]:
    """For each middle share in `LEVELS`, the share of outcomes that fell inside."""
    places = [Place(one.below, one.up_to) for one in forecasts]
    for share in LEVELS:
        yield share, sum(one.inside(share) for one in places) / len(places)
