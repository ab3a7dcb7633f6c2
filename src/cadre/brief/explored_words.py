"""An exploration in words: what holds up, what decides, and what would tell in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cadre.brief.explored import Explored, Flat, Swing
from cadre.brief.explored_pictures import fine, most_behind, points
from cadre.brief.sections import Piece, Text, words_of
from cadre.brief.words import sentence

AHEAD = " ahead"
"""Ends the unit of a difference, which is said in points where the unit is a share."""
LITTLE = 0.05
"""Share of what the best choice comes to below which being behind is little."""
Say = Callable[[str, float, str, str], Piece]
"""How a number is said, by its key, its value, its unit and what it is."""


def plainly(key: str, value: float, unit: str, label: str) -> Piece:  # noqa: ARG001 - a `Say`
    """A number said as text."""
    if unit.endswith(AHEAD):
        return points(value, unit.removesuffix(AHEAD))
    return fine(value, unit)


def bottom_line(explored: Explored) -> tuple[str, str]:
    """The bottom line in two sentences, as plain text."""
    return words_of(holds_up(explored, plainly)), words_of(tells(explored, plainly))


def holds_up(explored: Explored, say: Say) -> Text:
    """Which choice holds up, by how much, and whether that is more than luck."""
    best, lead = explored.label(explored.best), explored.lead
    if len(explored.choices) < 2:
        return (f"Only one choice was played: {best}.",)
    return tuple(_holds_up(explored, say, best, _unit(lead.unit)))


def _holds_up(explored: Explored, say: Say, best: str, unit: str) -> Iterator[Piece]:
    worst, lead = most_behind(explored), explored.lead
    own = worst[explored.best]
    far = max(worst.values(), key=lambda one: one.most)
    little = far.relative is not None and far.relative < LITTLE
    best_by = "holds up best, though by little" if little else "holds up best"
    sure = best_by if explored.clear else "is ahead, though by no more than luck"
    yield f"{best} {sure}: by “{lead.name}” it is "
    if own.most > 0:
        yield "at most "
        label = f"Largest regret of {best}: {lead.name}"
        yield say(f"regret.{explored.best}.most", own.most, lead.unit, label)
        yield f"{unit} behind the best choice of the same cases"
    else:
        yield "behind no other choice in any case"
    if far.choice != explored.best and far.most > 0:
        other = explored.label(far.choice)
        yield f", and {other} is behind by up to "
        label = f"Largest regret of {other}: {lead.name}"
        yield say(f"regret.{far.choice}.most", far.most, lead.unit, label)
        yield f" (where: {far.name})"
    yield "."


def _unit(unit: str) -> str:
    return "" if unit in ("", "%") else f" {unit}"


def tells(explored: Explored, say: Say) -> Text:
    """What decides, and what would tell in time."""
    return tuple(_tells(explored, say))


def _tells(explored: Explored, say: Say) -> Iterator[Piece]:
    turning = max(explored.swings, key=lambda one: one.turn, default=None)
    moving = max(explored.swings, key=lambda one: one.span, default=None)
    if turning is not None and turning.turn > 0:
        yield from _decides(explored, turning, say)
    elif moving is not None and moving.span > 0:
        yield from _moves(explored, moving, say)
    elif explored.stopped and len(explored.swings) < explored.varied:
        yield "What moves it hadn't been played by then"
    else:
        yield "Nothing that was varied moves it"
    yield from _in_time(explored, say)


def _decides(explored: Explored, one: Swing, say: Say) -> Iterator[Piece]:
    best, second = explored.label(explored.best), explored.label(explored.second)
    lead = explored.lead
    yield f"What decides how far {best} is ahead of {second} is “{_bare(one.name)}” ("
    ends = (("low", one.low, one.ahead_low), ("high", one.high, one.ahead_high))
    for place, (key, text, value) in enumerate(ends):
        label = f"How far {best} is ahead of {second} with “{one.name}” at {text}: {lead.name}"
        yield f"at {text} " if place == 0 else f", at {text} "
        yield say(f"swing.{one.id}.ahead.{key}", value or 0.0, f"{lead.unit}{AHEAD}", label)
    yield " points)" if lead.unit == "%" else f"{_unit(lead.unit)})"
    if one.turns:
        yield f", and at an end of its range {explored.label(one.turns)} would be better"


def _moves(explored: Explored, one: Swing, say: Say) -> Iterator[Piece]:
    lead = explored.lead
    yield f"What moves it most is “{_bare(one.name)}” ("
    for place, (key, text, value) in enumerate(
        (("low", one.low, one.at_low), ("high", one.high, one.at_high))
    ):
        label = f"{lead.name} of {explored.label(explored.best)} with “{one.name}” at {text}"
        yield f"at {text} " if place == 0 else f", at {text} "
        yield say(f"swing.{one.id}.{key}", value, lead.unit, label)
    yield f"{_unit(lead.unit)})"


def _bare(name: str) -> str:
    return name.strip().rstrip(".")


def _in_time(explored: Explored, say: Say) -> Iterator[Piece]:
    sign = next((one for one in explored.signs if one.choice == explored.best), None)
    best = explored.label(explored.best)
    if all(one.choice != explored.best for one in explored.tracks):
        yield "; what would tell in time that it fails wasn't looked for."
        return
    if sign is None:
        yield "; nothing that can be watched would tell in time that it fails."
        return
    yield f". What would tell in time: {sentence(sign.text).rstrip('.')} ("
    yield say(f"sign.{best}.earlier", round(sign.earlier), "weeks", "Weeks from sign to failure")
    yield " weeks ahead; it foretells "
    label = f"Share of the failures of {best} that the sign foretells"
    yield say(f"sign.{best}.foretold", sign.foretold, "%", label)
    yield " of failures)."


def whatever(one: Flat, say: Say) -> Text:
    """What a measure that tells no choice from another comes to."""
    label = f"{one.name}: the best that any choice comes to in any case"
    most = say(f"flat.{one.measure}.most", one.most, one.unit, label)
    told: list[Piece] = [f"{one.name}: ", *(() if one.same else ("at best ",)), most]
    told += [_unit(one.unit), " in every case" if one.same else ""]
    if one.enough is not None:
        label = f"{one.name}: what is enough"
        enough = say(f"flat.{one.measure}.enough", one.enough, one.unit, label)
        so = "; enough is " if one.same else "; never enough, which is "
        told += [so, enough, _unit(one.unit)]
    return tuple(part for part in (*told, ".") if part != "")
