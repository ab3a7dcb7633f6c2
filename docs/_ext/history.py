"""The calibration of the manual: its figures, its picture, and the parts of the page made of both.

`python -m docs._ext.history` foretells all records of the examples anew and writes both files; it
takes about a minute. Pages and picture are made from the figures alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cadre.backtest.calibration import AHEAD, Forecast, Group, groups
from cadre.cli.calibration import span, written
from cadre.desk.calibration import calibration, calibration_picture
from cadre.desk.desk import Desk, Effort
from cadre.desk.plain import from_plain, to_plain

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "docs" / "data" / "calibration.json"
PICTURE = ROOT / "docs" / "images" / "calibration.svg"
EXAMPLES = ("ntm-i", "nmi")
EFFORT = Effort(futures=2_000, seconds=60.0, threads=1)


def foretold(ahead: Sequence[int] = AHEAD) -> dict[str, tuple[Forecast, ...]]:
    """What the futures foretell of the records of each example."""
    return {
        name: calibration(
            Desk.open(ROOT / "examples" / name),
            (ROOT / "examples" / "backtests" / f"{name}-record.csv",),
            EFFORT,
            ahead=ahead,
        ).forecasts
        for name in EXAMPLES
    }


def as_text(told: Mapping[str, Sequence[Forecast]]) -> str:
    """The figures as they stand in their file."""
    plain = {name: [to_plain(one) for one in some] for name, some in told.items()}
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def kept() -> dict[str, tuple[Forecast, ...]]:
    """The figures in their file."""
    plain = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {name: tuple(from_plain(one, Forecast) for one in some) for name, some in plain.items()}


def together(told: Mapping[str, Sequence[Forecast]]) -> tuple[Forecast, ...]:
    """The forecasts of all examples; the name of each record says of which."""
    return tuple(one for name in EXAMPLES for one in told[name])


def picture(told: Mapping[str, Sequence[Forecast]]) -> str:
    """The picture of all examples."""
    return calibration_picture(together(told))


# Parts of the page ---------------------------------------------------------------------------


def hits() -> str:
    """How often history fell inside, of both examples together and of each, as a table."""
    told = kept()
    parts = [*groups(together(told))]
    parts += [_named(name, groups(told[name])[0]) for name in EXAMPLES]
    return _grid(
        ("forecasts", "of outcomes", "number", *_SHARES, "history above", "history below"),
        (_hits(one) for one in parts),
    )


_SHARES = ("in the middle 50%", "in the middle 80%", "in the middle 90%")


def _named(name: str, group: Group) -> Group:
    return replace(group, name=f"of `{name}`")


def _hits(one: Group) -> tuple[str, ...]:
    told = (
        f"{hit.inside}, {hit.inside / one.forecasts:.0%} ({hit.least} to {hit.most})"
        for hit in one.hits
    )
    return one.name, str(one.records), str(one.forecasts), *told, str(one.above), str(one.below)


def near() -> str:
    """How far off the futures were, and how far who plays nothing would have been, as a table."""
    found = {one.name: one for one in groups(together(kept()))}
    people, graduates = found["told in people"], found["told in graduates"]
    lines = (
        ("graduates, the futures' median", graduates.off),
        ("strengths, the futures' median", people.off),
        ("strengths for which a count was known, the futures' median", people.off_then),
        ("the same, that count itself", people.last_off),
    )
    shown = ((name, "" if off is None else f"{off:.0%}") for name, off in lines)
    return _grid(("foretold", "off by"), shown)


def misses() -> str:
    """The outcomes that lay outside the middle 90% of the futures at the last asking."""
    lines: list[tuple[str, ...]] = []
    for one in _last(together(kept())):
        middle = next(found for found in one.intervals if found.share == 0.9)
        if not middle.inside:
            told = span(one, middle.low, middle.high)
            history = span(one, one.low, one.high)
            lines.append((one.record, one.what, str(one.ahead), told, history, one.note))
    return _grid(("record", "what", "days ahead", "middle 90%", "history", "of the record"), lines)


def _last(forecasts: Iterable[Forecast]) -> Iterator[Forecast]:
    """Of each outcome the forecast with the fewest days ahead."""
    found: dict[str, Forecast] = {}
    for one in forecasts:
        if one.record not in found or one.ahead < found[one.record].ahead:
            found[one.record] = one
    yield from found.values()


def all_told() -> str:
    """Every forecast, with where in the futures history fell."""
    return _grid(
        ("record", "as of", "median", "middle 90%", "history", "futures below"),
        (_line(one) for one in together(kept())),
    )


def _line(one: Forecast) -> tuple[str, ...]:
    middle = next(found for found in one.intervals if found.share == 0.9)
    tuned = "\\*" if one.tuned else ""
    history = span(one, one.low, one.high)
    outside = "" if middle.inside else " **outside**"
    return (
        *(f"{one.record}{tuned}", str(one.as_of), written(one, one.median)),
        *(span(one, middle.low, middle.high), f"{history}{outside}", f"{one.middle:.0%}"),
    )


def _grid(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    shown = [header, ["---"] * len(header), *lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in shown)


if __name__ == "__main__":
    FIGURES.write_text(as_text(found := foretold()), encoding="utf-8")
    PICTURE.write_text(picture(found), encoding="utf-8")
