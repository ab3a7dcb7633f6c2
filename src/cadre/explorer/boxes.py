"""Boxes in words: when a choice fails, as a sentence a decision-maker reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from cadre.explorer.deciding import SCENARIO
from cadre.explorer.discovery import AS_STATED, Box, Discovery, Limit
from cadre.explorer.exploration import Design
from cadre.explorer.prim import Edge
from cadre.explorer.said import listed, number, quantity, sentence
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.weeks import DAY, Horizon

PLURAL_HEADS = (" of ", " in ", " on ", " at ", " for ", " from ", " to ", " with ", " by ")
"""What ends the head of a phrase: "attacks on Erbil" are many, "loss of bases" is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A box in words.

    Attributes:
        when: When it is so, without the first word: "consent is suspended before week 30 ...".
        holds: What the box holds of what is sought, and how sure it is.
        sentence: Both, as sentences.
    """

    when: str
    holds: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What words are made of.

    Attributes:
        design: The uncertainties that boxes limit.
        horizon: The weeks of the plan: they give dates, and their number is "never" of a shock.
        scenarios: Names of scenarios by id, for sentences; an id without one stands for itself.
        fails: What is told of the cases sought, as a verb: "fails", "is beaten".
        failure: One of them, as a noun with a plural in s: "failure".
    """

    design: Design
    horizon: Horizon
    scenarios: Mapping[str, str]
    fails: str = "fails"
    failure: str = "failure"

    def discovery(self, discovery: Discovery) -> tuple[Told, ...]:
        """All boxes in words, in the order they were found."""
        return tuple(self.box(one.box, discovery.hits) for one in discovery.found)

    def box(self, box: Box, hits: int) -> Told:
        """One box in words; `hits` is the number of all sought cases."""
        when = listed([self.limit(one) for one in box.limits]) or "in any case"
        holds = (
            f"holds {number(box.hits)} of {number(hits)} {self.failure}{'s' if hits != 1 else ''}; "
            f"{number(box.hits)} of {number(box.cases)} cases inside {self._fail(box.hits)}"
        )
        start = f"{sentence(self.fails)} when {when}" if box.limits else sentence(self.fails)
        return Told(when=when, holds=holds, sentence=f"{start}. It {holds}.")

    def limit(self, limit: Limit) -> str:
        """One limit as a clause: "helicopters come late (from week 40 on, ...)"."""
        edge = limit.edge
        if edge.dimension == SCENARIO:
            return f"the scenario is {listed([self._scenario(one) for one in edge.kept], 'or')}"
        own = next(one for one in self.design.uncertainties if one.id == edge.dimension)
        if own.kind is Kind.SHOCK:
            return shock_in_words(edge, own, self.horizon)
        if own.kind is Kind.DAY:
            return day_in_words(edge, own, self.horizon)
        return figure_in_words(edge, own)

    def _scenario(self, key: str) -> str:
        if key in self.scenarios:
            return f"“{self.scenarios[key]}”"
        return "what the dossier states" if key == AS_STATED else f"“{key}”"

    def _fail(self, many: int) -> str:
        """The verb for so many: "fails" of one, "fail" of others."""
        first, *rest = self.fails.split(" ")
        if many != 1:
            first = {"is": "are", "has": "have"}.get(first, first.removesuffix("s"))
        return " ".join([first, *rest])


def shock_in_words(edge: Edge, own: Uncertainty, horizon: Horizon) -> str:
    """When a shock comes first: before a week, from one on, between two, at all, or never."""
    verb = "" if _is_clause(own.name) else " come" if plural(own.name) else " comes"
    never = _negated(own.name)
    first = max(0, ceil(own.low if edge.low is None else edge.low))
    # The number of weeks, and anything beyond it, says that it never comes.
    last = None if edge.high is None or edge.high >= horizon.weeks else floor(edge.high)
    if first >= horizon.weeks:
        return never
    late = first > max(0.0, own.low)
    if last is None:
        if not late:
            return f"{own.name}{verb}, or not"
        day = said_day(horizon.day(first))
        return f"{_not_before(own.name)} before week {first} ({day})"
    if last >= horizon.weeks - 1 and own.high >= horizon.weeks:
        return f"{own.name}{verb}{_from(first, horizon) if late else ' at all'}"
    if not late:
        return f"{own.name}{verb} before week {last + 1} ({said_day(horizon.day(last + 1))})"
    return f"{own.name}{verb} in {_weeks(first, last, horizon)}"


def day_in_words(edge: Edge, own: Uncertainty, horizon: Horizon) -> str:
    """When a day known as a range falls: early or late, with weeks and dates."""
    word = _third(edge, own, ("early", "late"))
    be = "are" if plural(own.name) else "is"
    if edge.low is None and edge.high is not None:
        week = floor(edge.high) + 1
        told = f"before week {week}, {said_day(horizon.day(week))}"
    elif edge.high is None and edge.low is not None:
        week = ceil(edge.low)
        told = f"in week {week} or later, from {said_day(horizon.day(week))}"
    else:
        told = _weeks(ceil(edge.low or 0), floor(edge.high or 0), horizon)
    planned = f"plans use week {floor(own.likely)}"
    return f"{own.name} {be} {word} ({told}; {planned})"


def figure_in_words(edge: Edge, own: Uncertainty) -> str:
    """Where a figure, a belief or a range lies: low or high, with numbers in its unit."""
    be = "are" if plural(own.name) else "is"
    word = _third(edge, own, _words(own))
    if edge.low is None and edge.high is not None:
        told = f"at most {quantity(edge.high, own.unit)}"
    elif edge.high is None and edge.low is not None:
        told = f"at least {quantity(edge.low, own.unit)}"
    else:
        low, high = edge.low or 0.0, edge.high or 0.0
        told = f"{quantity(low, '%' if _is_share(own) else '')} to {quantity(high, own.unit)}"
    return f"{own.name} {be} {word} ({told}; plans use {quantity(own.likely, own.unit)})"


def plural(name: str) -> bool:
    """Whether a phrase speaks of many, as far as its head tells: it ends in s, not ss, us or is."""
    head = f"{name} "
    for ending in PLURAL_HEADS:
        head = head.split(ending)[0]
    word = head.split()[-1].strip(",.") if head.split() else ""
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))


def said_day(day: date) -> str:
    """A day as people write it: "4 October 2021"."""
    return f"{day.day} {day:%B %Y}"


def _words(own: Uncertainty) -> tuple[str, str]:
    """The words for the lower and the upper end of a figure."""
    if own.kind is Kind.BELIEF:
        return "unlikely", "likely"
    if "strength" in f"{own.id} {own.name}".lower():
        return "weak", "strong"
    if own.unit.split(" ")[0] in {"days", "weeks", "months"}:
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
    return f"not {words[0]}" if edge.high is None else "in the middle"


def _is_share(own: Uncertainty) -> bool:
    return quantity(0.5, own.unit).endswith("%")


def _is_clause(name: str) -> bool:
    """Whether a name has its own verb: "consent is suspended"."""
    return any(f" {verb} " in f" {name} " for verb in ("is", "are"))


def _negated(name: str) -> str:
    """That a shock never comes."""
    if _is_clause(name):
        for verb in (" is ", " are "):
            if verb in name:
                return name.replace(verb, f"{verb}never ", 1)
    return f"{name} never {'come' if plural(name) else 'comes'}"


def _not_before(name: str) -> str:
    """That a shock doesn't come, up to the word before "before"."""
    if _is_clause(name):
        for verb in (" is ", " are "):
            if verb in name:
                return name.replace(verb, f"{verb}not ", 1)
    return f"{name} {'don' if plural(name) else 'doesn'}'t come"


def _from(week: int, horizon: Horizon) -> str:
    return f" in week {week} or later (from {said_day(horizon.day(week))})"


def _weeks(first: int, last: int, horizon: Horizon) -> str:
    """A span of weeks with its first and its last day."""
    if first == last:
        return f"week {first} ({said_day(horizon.day(first))})"
    end = said_day(horizon.day(last + 1) - DAY)
    return f"weeks {first} to {last} ({said_day(horizon.day(first))} to {end})"
