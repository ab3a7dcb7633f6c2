"""Clauses: what is uncertain, between limits, as a part of a sentence, for each of its kinds."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil, floor

from cadre.explorer.prim import Edge
from cadre.explorer.said import listed, quantity, quoted
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.weeks import DAY, Horizon

HEAD_ENDS = (
    " of ",
    " in ",
    " on ",
    " at ",
    " for ",
    " from ",
    " to ",
    " with ",
    " by ",
    " and ",
    " that ",
)
"""What ends the head of a phrase: "attacks on Erbil" are many, "loss of bases" is one."""
FIRST_COMES = "week in which it comes first"
"""How a name of a shock may end."""
DAY_ON_WHICH = "day on which it "
"""How the name of a day may go on after the thing it is about, with a verb: "comes"."""

IDIOMS = {
    "belief": ("is", ("unlikely", "likely"), ""),
    "belief that it leaves": ("is", ("unlikely", "likely"), " to leave"),
    "weeks late": ("is", ("early", "late"), ""),
    "weeks it lasts": ("lasts", ("short", "long"), ""),
    "strength": ("is", ("weak", "strong"), ""),
}
"""How what is said of a thing ("Camp Union: strength") goes on: verb, low or high, and the rest."""


def shock_in_words(edge: Edge, own: Uncertainty, horizon: Horizon) -> str:
    """When a shock comes first: before a week, from one on, between two, at all, or never."""
    thing = own.name.removesuffix(f": {FIRST_COMES}")
    first = max(0, ceil(own.low if edge.low is None else edge.low))
    # The number of weeks, and anything beyond it, says that it never comes.
    last = None if edge.high is None or edge.high >= horizon.weeks else floor(edge.high)
    late = first > max(0.0, own.low)
    if first >= horizon.weeks:
        return _happens(thing, "never")
    if last is None:
        return f"{_happens(thing, 'not')} before week {first} ({said_day(horizon.day(first))})"
    if last == first:
        return f"{_happens(thing)} in week {first} ({said_day(horizon.day(first))})"
    if last >= horizon.weeks - 1:
        start = f"in week {first} or later ({said_day(horizon.day(first))})" if late else "at all"
        return f"{_happens(thing)} {start}"
    if not late:
        return f"{_happens(thing)} before week {last + 1} ({said_day(horizon.day(last + 1))})"
    end = said_day(horizon.day(last + 1) - DAY)
    return f"{_happens(thing)} in weeks {first} to {last} ({said_day(horizon.day(first))} to {end})"


def day_in_words(edge: Edge, own: Uncertainty, horizon: Horizon) -> str:
    """When a day known as a range falls: early or late, with dates."""
    word = _third(edge, own, ("early", "late"))
    thing, _, rest = own.name.partition(": ")
    said = rest.removeprefix(DAY_ON_WHICH)
    if rest and said != rest:
        clause = f"{quoted(thing)} {_agreeing(thing, said)} {word}"
    else:
        clause = f"{quoted(own.name)} {_agreeing(own.name, 'is')} {word}"
    if edge.low is None and edge.high is not None:
        told = f"by {said_day(_day(edge.high, horizon))}"
    elif edge.high is None and edge.low is not None:
        told = f"on {said_day(_day(edge.low, horizon))} or later"
    else:
        ends = [said_day(_day(one or 0.0, horizon)) for one in (edge.low, edge.high)]
        told = f"{ends[0]} to {ends[1]}"
    return f"{clause} ({told}; plans use {said_day(_day(own.likely, horizon))})"


def figure_in_words(edge: Edge, own: Uncertainty) -> str:
    """Where a figure, a belief or a range lies: low or high, with numbers in its unit."""
    if edge.low is None and edge.high is not None:
        told = f"at most {quantity(edge.high, own.unit)}"
    elif edge.high is None and edge.low is not None:
        told = f"at least {quantity(edge.low, own.unit)}"
    else:
        low, high = (quantity(one or 0.0, own.unit) for one in (edge.low, edge.high))
        told = f"{low} to {high}"
    return f"{_is_so(edge, own)} ({told}; plans use {quantity(own.likely, own.unit)})"


def plural(name: str) -> bool:
    """Whether a phrase speaks of many, as far as its head tells: it ends in s, not ss, us or is."""
    if quoted(name) != name:
        return False
    head = f"{name} "
    for ending in HEAD_ENDS:
        head = head.split(ending, maxsplit=1)[0]
    words = head.split()
    last = words[-1].strip(",.") if words else ""
    first = words[0] if words else ""
    many = {"people", "weeks", "trainees", "graduates", "instructors", "days", "times"}
    return first in many or (last.endswith("s") and not last.endswith(("ss", "us", "is", "'s")))


def said_day(day: date) -> str:
    """A day as people write it: "4 October 2021"."""
    return f"{day.day} {day:%B %Y}"


def _is_so(edge: Edge, own: Uncertainty) -> str:
    """The clause without its numbers, as its kind and its name ask for."""
    if own.kind is Kind.FIGURE and own.unit.startswith("share of futures"):
        return f"{quoted(own.name)} is {_third(edge, own, ('unlikely', 'likely'))}"
    thing, parted, word = own.name.rpartition(": ")
    if own.kind is Kind.BELIEF and not parted:
        thing, word = own.name, "belief"
    if word in IDIOMS:
        verb, ends, rest = IDIOMS[word]
        return f"{quoted(thing)} {_agreeing(thing, verb)} {_third(edge, own, ends)}{rest}"
    if parted:
        be = "are" if plural(word) else "is"
        return f"the {word} of {quoted(thing)} {be} {_third(edge, own, _words(own, word))}"
    return f"{_figure_of(own)} {_third(edge, own, _words(own, own.name))}"


def _figure_of(own: Uncertainty) -> str:
    """What is low or high, with its verb: a phrase itself, or the figure behind a statement."""
    if quoted(own.name) != own.name:
        return f"the figure behind {quoted(own.name)} is"
    return f"{own.name} {_agreeing(own.name, 'is')}"


def _words(own: Uncertainty, name: str) -> tuple[str, str]:
    """The words for the lower and the upper end of a figure."""
    if quoted(name) != name:
        return "low", "high"
    if "strength" in f"{own.id} {name}".lower():
        return "weak", "strong"
    if plural(name):
        return "few", "many"
    if own.unit.split(" ", maxsplit=1)[0] in {"days", "weeks", "months"}:
        return "short", "long"
    return "low", "high"


def _third(edge: Edge, own: Uncertainty, words: tuple[str, str]) -> str:
    """The third of its range in which the middle of what is inside lies, as a word."""
    width = own.high - own.low
    low = own.low if edge.low is None else max(edge.low, own.low)
    high = own.high if edge.high is None else min(edge.high, own.high)
    middle = ((low + high) / 2 - own.low) / width if width > 0 else 0.5
    if middle < 1 / 3:
        return words[0]
    if middle > 2 / 3:
        return words[1]
    if edge.low is None:
        return f"not {words[1]}"
    return f"not {words[0]}" if edge.high is None else f"neither {listed(words, 'nor')}"


def _happens(thing: str, negated: str = "") -> str:
    """That a shock comes, never comes, or doesn't come; a name may have its own verb."""
    for verb in (" is ", " are "):
        if verb in thing and quoted(thing) == thing:
            return thing.replace(verb, f"{verb}{negated} ", 1) if negated else thing
    subject = quoted(thing)
    if negated == "never":
        return f"{subject} never {_agreeing(thing, 'comes')}"
    if negated:
        return f"{subject} {'don' if plural(thing) else 'doesn'}'t come"
    return f"{subject} {_agreeing(thing, 'comes')}"


def _agreeing(name: str, verb: str) -> str:
    """A verb, given in the singular, in the number of the phrase."""
    if not plural(name):
        return verb
    first, *rest = verb.split(" ")
    return " ".join([{"is": "are", "has": "have"}.get(first, first.removesuffix("s")), *rest])


def _day(week: float, horizon: Horizon) -> date:
    """The day so many weeks from the first; a part of a week is rounded to the nearest day."""
    return horizon.start + timedelta(days=floor(7 * week + 0.5))
