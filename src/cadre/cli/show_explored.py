"""Explorations as text for a person: the bottom line first, then what it rests on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from cadre.brief.explored_pictures import fine, points
from cadre.brief.explored_words import plainly, whatever
from cadre.brief.sections import words_of
from cadre.brief.words import day_text, listed, percent, short_day
from cadre.mission.quantities import counted

if TYPE_CHECKING:
    from rich.table import Table

    from cadre.brief.explored import Explored

LINE, WIDEST = 100, 140
"""Characters a line where no terminal says how many, and at most."""
MOST, SIGNS, WIDE = 8, 3, 4
"""Things listed, signs of each choice, and choices side by side; JSON has all."""

Part = str | tuple[str, Sequence[str], list[tuple[str, ...]], int]
"""A text, or a table: its title, heads, rows, and how many of its first columns are words."""


def explored_as_text(explored: Explored) -> str:
    """What holds up, what it trades, when it fails, what would tell, what it leans on."""
    parts: tuple[Callable[[Explored], Iterator[Part]], ...] = (
        _bottom,
        _choices,
        _trades,
        _behind,
        _robust,
        _deciding,
        _failing,
        _pathways,
        _leaning,
        _silent,
    )
    return _written(part for make in parts for part in make(explored))


def _written(parts: Iterable[Part]) -> str:
    from rich.console import Console  # noqa: PLC0415 - only long answers need it

    width = min(WIDEST, get_terminal_size((LINE, 24)).columns) if sys.stdout.isatty() else LINE
    stream = StringIO()
    console = Console(file=stream, width=width, no_color=True, highlight=False)
    for number, part in enumerate(parts):
        if number:
            console.print()
        if isinstance(part, str):
            console.print(part, markup=False)
        else:
            console.print(part[0], markup=False)
            console.print(_table(*part[1:]))
    lines = (line.rstrip() for line in stream.getvalue().splitlines())
    return "\n".join(lines)


def _table(heads: Sequence[str], rows: list[tuple[str, ...]], words: int) -> Table:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - only long answers need it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for place, head in enumerate(heads):
        table.add_column(Text(head), justify="left" if place < words else "right")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _worth(value: float | None, unit: str) -> str:
    return "" if value is None else fine(value, unit)


def _bottom(explored: Explored) -> Iterator[Part]:
    yield " ".join(explored.bottom)
    early = " Stopped early: this is what had been played by then." if explored.stopped else ""
    yield (
        f"{counted(len(explored.choices), 'choice')} in {counted(explored.cases, 'case')} "
        f"({explored.method}, "
        f"{counted(explored.varied, 'uncertain figure or day', 'uncertain figures and days')}), "
        f"{counted(explored.futures, 'future')} each: "
        f"{counted(explored.played, 'combination')}, seed {explored.made_from.seed}.{early}"
    )


def _choices(explored: Explored) -> Iterator[Part]:
    rows: list[tuple[str, ...]] = [
        (one.label, one.id, listed(one.starts) or "nothing new", listed(one.same))
        for one in explored.choices
    ]
    heads = ("", "as --options", "starts", "the same plan as")
    yield "The choices, those that hold up first", heads, rows, 4
    for one in explored.choices:
        if one.beaten_by:
            better = listed(one.beaten_by, 3)
            yield f"{better} is as good as {one.label} by every measure, and better by one."
    for barred in explored.barred:
        yield f"No plan starts work of “{barred.name}”. {barred.why}"


def _trades(explored: Explored) -> Iterator[Part]:
    """Each measure by each choice: as stated, and the spread over the cases."""
    found = {(one.choice, one.measure): one for one in explored.came}
    rows: list[tuple[str, ...]] = []
    for judge in explored.measures:
        cells = []
        for choice in explored.choices[:WIDE]:
            one = found[choice.id, judge.id]
            low, high = (_worth(end, judge.unit) for end in (one.low, one.high))
            cells.append(f"{_worth(one.mean, judge.unit)} ({low} to {high})")
        rows.append((judge.titled, "more" if judge.more else "less", *cells))
    heads = ("", "better", *(one.label for one in explored.choices[:WIDE]))
    more = len(explored.choices) - WIDE
    left = f"; {more} more choices in --json" if more > 0 else ""
    yield f"What each comes to: mean over the cases (nine in ten cases){left}", heads, rows, 2
    if explored.flat:
        told = (f"  {words_of(whatever(one, plainly))}" for one in explored.flat)
        yield "\n".join(["Whatever is chosen", *told])


def _behind(explored: Explored) -> Iterator[Part]:
    if len(explored.choices) < 2:
        return
    found = {(one.choice, one.case): one for one in explored.behind}
    cases = {one.case: one.name for one in explored.behind}
    lead = explored.lead
    rows: list[tuple[str, ...]] = []
    for choice in explored.choices:
        own = [one for one in explored.behind if one.choice == choice.id]
        cells = [_worth(found[choice.id, case].mean, lead.unit) for case in cases]
        rows.append((choice.label, *cells, _worth(max(one.most for one in own), lead.unit)))
    heads = ("", *cases.values(), "at most")
    yield f"Behind the best choice of the same cases: {lead.titled}", heads, rows, 1


def _robust(explored: Explored) -> Iterator[Part]:
    if not explored.robust:
        return
    found = {(one.id, one.choice): one for one in explored.robust}
    rows: list[tuple[str, ...]] = []
    for key in dict.fromkeys(one.id for one in explored.robust):
        cells = []
        for choice in explored.choices[:WIDE]:
            one = found.get((key, choice.id))
            text = "" if one is None else _worth(one.value, one.unit)
            cells.append(f"*{text}" if one is not None and one.best else text)
        name = next(one.name for one in explored.robust if one.id == key)
        rows.append((name, *cells))
    heads = ("", *(one.label for one in explored.choices[:WIDE]))
    yield f"Robustness by {explored.lead.titled}; * is best by it", heads, rows, 1


def _deciding(explored: Explored) -> Iterator[Part]:
    turning = sorted(explored.swings, key=lambda one: -one.turn)[: MOST // 2]
    moving = [one for one in explored.swings if one not in turning][: MOST - len(turning)]
    shown = [*turning, *moving]
    if not shown:
        return
    unit = explored.lead.unit
    rows: list[tuple[str, ...]] = [
        (
            one.name,
            f"{one.low} to {one.high}",
            "" if one.share is None else percent(one.share),
            _worth(one.at_low, unit),
            _worth(one.at_high, unit),
            "" if one.ahead_low is None else points(one.ahead_low, unit),
            "" if one.ahead_high is None else points(one.ahead_high, unit),
            f"{explored.label(one.turns)} is better at an end" if one.turns else "",
        )
        for one in shown
    ]
    ahead = ("ahead at low", "at high")
    heads = ("", "range", "of the spread", "at low", "at high", *ahead, "")
    yield f"What decides {explored.label(explored.best)}: {explored.lead.titled}", heads, rows, 2
    if explored.decides:
        yield explored.decides


def _failing(explored: Explored) -> Iterator[Part]:
    if not explored.fails:
        return
    told = (
        f"  {explored.label(one.choice)}: {one.words} There it fails in "
        f"{percent(one.density)} of cases, against {percent(one.failing)} of all; "
        f"{percent(one.coverage)} of its failures lie there."
        for one in explored.fails[:MOST]
    )
    yield "\n".join(["When it fails", *told])


def _pathways(explored: Explored) -> Iterator[Part]:
    if not explored.tracks:
        return
    rows: list[tuple[str, ...]] = []
    for track in explored.tracks:
        until = "to the end" if track.until is None else f"until {short_day(track.until)}"
        rows.append((explored.label(track.choice), until, percent(track.met), track.why))
    heads = ("", "works in half of futures", "enough in", "")
    yield "How long each works", heads, rows, 4
    signs: list[tuple[str, ...]] = [
        (
            explored.label(one.choice),
            one.text,
            f"{one.earlier:.0f}",
            percent(one.foretold),
            percent(one.right),
        )
        for choice in explored.choices
        for one in [each for each in explored.signs if each.choice == choice.id][:SIGNS]
    ]
    if signs:
        columns = ("fails", "what is seen before", "weeks ahead", "foretells", "right")
        yield "What would tell in time", columns, [*signs], 2
    told = []
    for change in explored.changes:
        since, to = explored.label(change.since), explored.label(change.to)
        why = change.sign or "It can't wait for a sign; that is the last day to order it."
        gain = f"{change.verb} {points(abs(change.gain), explored.lead.unit)}"
        unit = " points" if explored.lead.unit == "%" else f" {explored.lead.unit}"
        sure = "" if change.sure else ", no more than luck"
        told.append(f"  {since} to {to} on {short_day(change.at)}: {gain}{unit}{sure}. {why}")
    told += [f"  {one}" for one in explored.closed]
    if told:
        yield "\n".join(["Where one can still change", *told])


def _leaning(explored: Explored) -> Iterator[Part]:
    some = [one for one in explored.leaning if one.load_bearing]
    if not some:
        return
    name = explored.label(explored.best)
    more = f"; {len(some) - MOST} more in --json" if len(some) > MOST else ""
    lines = [f"Assumptions that {name} leans on, all else as its plan counts on it{more}"]
    for one in some[:MOST]:
        weak = ", vulnerable" if one.vulnerable else ""
        lines.append(f"  {one.assumption}{weak}. {one.why}")
        what = (("signpost", one.signpost), ("shaping", one.shaping), ("hedging", one.hedging))
        told = "; ".join(f"{word}: {text.rstrip('.')}" for word, text in what if text)
        lines.append(f"    {told or 'no signpost, shaping or hedging is stated'}.")
    yield "\n".join(lines)


def _silent(explored: Explored) -> Iterator[Part]:
    if explored.silent:
        yield "What this can't say\n" + "\n".join(f"  {one}" for one in explored.silent)
    yield f"As known on {day_text_of(explored.made_from.as_of)}."


def day_text_of(day: str) -> str:
    """A day of a made-from as it is read."""
    from datetime import date  # noqa: PLC0415 - only the last line needs it

    return day_text(date.fromisoformat(day))
