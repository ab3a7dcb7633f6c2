"""An exploration in words: what holds up, what decides, and what would tell in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from cadre.brief.explored import Change, Explored, Swing
from cadre.brief.explored_pictures import most_behind, worth
from cadre.brief.sections import Piece, Text, words_of
from cadre.brief.words import day_text, listed, sentence

Say = Callable[[str, float, str, str], Piece]
"""How a number is said, by its key, its value, its unit and what it is."""


def plainly(key: str, value: float, unit: str, label: str) -> Piece:  # noqa: ARG001 - a `Say`
    """A number said as text."""
    return worth(value, unit)


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
    worst = most_behind(explored)
    lead = explored.lead
    same = _like(explored)
    name = lead.name[:1].lower() + lead.name[1:]
    own = worst[explored.best]
    if same and not explored.clear:
        yield f"{best} and {listed((explored.label(one) for one in same), 3)} come to the same"
        yield f" by {name}: no difference between them is more than luck; each is at most "
    elif explored.clear:
        yield f"{best} holds up best: by {name} it is at most "
    else:
        yield f"{best} is ahead, though not by more than luck: by {name} it is at most "
    label = f"Largest regret of {best}: {lead.name}"
    yield say(f"regret.{explored.best}.most", own.most, lead.unit, label)
    yield f"{unit} behind the best choice of the same cases"
    others = [one for one in worst.values() if one.choice not in (explored.best, *same)]
    if others:
        far = max(others, key=lambda one: one.most)
        other = explored.label(far.choice)
        yield f", and {other} up to "
        label = f"Largest regret of {other}: {lead.name}"
        yield say(f"regret.{far.choice}.most", far.most, lead.unit, label)
        yield f" ({far.name})"
    yield "."


def _like(explored: Explored) -> tuple[str, ...]:
    """The choices that came to the same as the best one in all cases, as far as is printed."""
    worst = most_behind(explored)
    own = worst[explored.best]
    text = worth(own.most, explored.lead.unit)
    return tuple(
        key
        for key, one in worst.items()
        if key != explored.best and worth(one.most, explored.lead.unit) == text
    )


def _unit(unit: str) -> str:
    return "" if unit in ("", "%") else f" {unit}"


def tells(explored: Explored, say: Say) -> Text:
    """What decides, and what would tell in time."""
    return tuple(_tells(explored, say))


def _tells(explored: Explored, say: Say) -> Iterator[Piece]:
    first = next((one for one in explored.swings if one.span > 0), None)
    if first is None:
        yield "Nothing that was varied moves it"
    else:
        yield from _decides(explored, first, say)
    yield from _in_time(explored, say)


def _decides(explored: Explored, first: Swing, say: Say) -> Iterator[Piece]:
    lead = explored.lead
    yield f"What decides is “{_bare(first.name)}” ("
    ends = (("low", first.low, first.at_low), ("high", first.high, first.at_high))
    for place, (key, text, value) in enumerate(ends):
        label = f"{lead.name} of {explored.label(explored.best)} with “{first.name}” at {text}"
        yield f"{text}: " if place == 0 else f"; {text}: "
        yield say(f"swing.{first.id}.{key}", value, lead.unit, label)
        yield _unit(lead.unit)
    yield ")"
    if first.turns:
        yield f", and at one end {explored.label(first.turns)} would be better"


def _bare(name: str) -> str:
    return name.strip().rstrip(".")


def _in_time(explored: Explored, say: Say) -> Iterator[Piece]:
    change = soonest(explored)
    if change is None or change.shown is None:
        yield "; nothing that the dossier names would tell in time that it fails."
        return
    own = change.since == explored.best
    whose = "it stops working" if own else f"{explored.label(change.since)} stops working"
    yield f"; {sentence(change.sign).rstrip('.')}, seen on {day_text(change.shown)}, tells"
    if change.earlier is not None:
        label = f"Weeks between the sign and the day on which {whose}"
        yield " "
        yield say(f"sign.{change.since}.earlier", round(change.earlier), "weeks", label)
        yield " weeks"
    yield f" before {whose}."


def soonest(explored: Explored) -> Change | None:
    """The change that matters first: of the best choice, else the first that a sign tells."""
    signed = [one for one in explored.changes if one.shown is not None]
    own = [one for one in signed if one.since == explored.best]
    return min(own or signed, key=lambda one: one.shown or date.max, default=None)
