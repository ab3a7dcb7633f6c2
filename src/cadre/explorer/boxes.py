"""Boxes in words: when a choice fails, as a sentence a decision-maker reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cadre.explorer.clauses import day_in_words, figure_in_words, shock_in_words
from cadre.explorer.deciding import SCENARIO
from cadre.explorer.discovery import AS_STATED, Box, Discovery, Limit
from cadre.explorer.exploration import Design
from cadre.explorer.said import listed, number, sentence
from cadre.explorer.uncertainties import Kind
from cadre.mission.weeks import Horizon


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A box in words.

    Attributes:
        when: When it is so, without the first word: "consent is suspended before week 30 ...".
        holds: What the box holds of what is sought, and how many of its cases are sought.
        sentence: Both, as two sentences.
    """

    when: str
    holds: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells boxes in words.

    Attributes:
        design: The uncertainties that boxes limit.
        horizon: The weeks of the plan: they give dates, and their number is "never" of a shock.
        scenarios: Names of scenarios by id; an id without one stands for itself.
        fails: What is told of a sought case, as a verb in the singular: "fails", "is beaten".
        failure: A sought case as a noun with a plural in s: "failure".
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
        when = listed([self.limit(one) for one in box.limits]) or "anything may happen"
        holds = (
            f"holds {number(box.hits)} of {number(hits)} {self.failure}{'' if hits == 1 else 's'}; "
            f"{number(box.hits)} of {number(box.cases)} cases inside {self._verb(box.hits)}"
        )
        told = f"{sentence(self.fails)} when {when}. This {holds}."
        return Told(when=when, holds=holds, sentence=told)

    def limit(self, limit: Limit) -> str:
        """One limit as a clause: "helicopters come late (on 4 October 2021 or later; ...)"."""
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

    def _verb(self, many: int) -> str:
        """The verb for so many: "fails" of one, "fail" of others."""
        first, *rest = self.fails.split(" ")
        if many != 1:
            first = {"is": "are", "has": "have"}.get(first, first.removesuffix("s"))
        return " ".join([first, *rest])
