"""What each kind of job asks: names, bounds, and what is taken where nothing is said."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from math import isfinite
from typing import Any

import cattrs

from cadre.desk.desk import FUTURES, PLANNING_SECONDS, Effort
from cadre.desk.job_orders import JobKind, JobOrder
from cadre.desk.plain import from_plain, to_plain
from cadre.errors import CadreError

MOST_SECONDS, MOST_FUTURES, MOST_SEED = 86_400, 1_000_000_000, 2**63 - 1
MOST_STORIES, MOST_TEXTS = 10, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAsked:
    """A plan is looked for.

    Attributes:
        seconds: Longest time to look for it.
        seed: Seed of every random choice.
    """

    seconds: float = PLANNING_SECONDS
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse figures out of bounds."""
        _refuse_outside("seconds", self.seconds, 0.1, MOST_SECONDS)
        _refuse_outside("seed", self.seed, 0, MOST_SEED)

    @property
    def effort(self) -> Effort:
        """How hard to try."""
        return Effort(seconds=self.seconds, seed=self.seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class FuturesAsked:
    """A kept plan is played.

    Attributes:
        plan: Key of the plan on the shelf.
        futures: Futures to play.
        seed: Seed of every draw.
        levels: Force levels in people to ask for, beside those of the dossier and the plan.
        by: Days by which levels and milestones are to be reached.
        matters: Whether to tell what answers hang on.
        attrition: How it is drawn who leaves the service: exact or dithered.
        tell: Numbers of futures to tell as stories, 0 the first.
    """

    plan: str
    futures: int = FUTURES
    seed: int = 0
    levels: tuple[int, ...] = ()
    by: tuple[date, ...] = ()
    matters: bool = True
    attrition: str = "exact"
    tell: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse figures out of bounds."""
        _refuse_outside("futures", self.futures, 1, MOST_FUTURES)
        _refuse_outside("seed", self.seed, 0, MOST_SEED)
        for level in self.levels:
            _refuse_outside("levels", level, 1, 1_000_000)
        for number in self.tell:
            _refuse_outside("tell", number, 0, MOST_FUTURES - 1)
        _refuse_more("tell", len(self.tell), MOST_STORIES, "futures to tell")
        if self.attrition not in ("exact", "dithered"):
            raise _refused("attrition", repr(self.attrition), "exact or dithered")

    @property
    def effort(self) -> Effort:
        """How hard to try."""
        return Effort(futures=self.futures, seed=self.seed, attrition=self.attrition)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfAsked:
    """What-ifs are put to a plan.

    Attributes:
        texts: The what-ifs, each in one of the forms of `mission.asking`.
        plan: Key of the plan in force; None makes one first.
        seconds: How long a plan is looked for where one is made first, or to search on.
        seed: Seed of every random choice.
        longer: Whether the search goes on from each first plan.
        together: Whether all apply at once.
    """

    texts: tuple[str, ...]
    plan: str | None = None
    seconds: float = PLANNING_SECONDS
    seed: int = 0
    longer: bool = False
    together: bool = False

    def __post_init__(self) -> None:
        """Refuse none, too many, and figures out of bounds."""
        PlanAsked(seconds=self.seconds, seed=self.seed)
        _refuse_more("texts", len(self.texts), MOST_TEXTS, "what-ifs")
        if not self.texts or not all(text.strip() for text in self.texts):
            raise _refused("texts", "no what-if, or an empty one", "a text for each what-if")

    @property
    def effort(self) -> Effort:
        """How hard to try."""
        return Effort(seconds=self.seconds, seed=self.seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefAsked:
    """A brief is written.

    Attributes:
        plan: Key of the plan that it explains; None makes one first.
        futures: Futures to play.
        seconds: How long a plan is looked for where one is made first.
        seed: Seed of every random choice.
    """

    plan: str | None = None
    futures: int = FUTURES
    seconds: float = PLANNING_SECONDS
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse figures out of bounds."""
        PlanAsked(seconds=self.seconds, seed=self.seed)
        _refuse_outside("futures", self.futures, 1, MOST_FUTURES)

    @property
    def effort(self) -> Effort:
        """How hard to try."""
        return Effort(futures=self.futures, seconds=self.seconds, seed=self.seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyAsked:
    """It is asked why a work is in a plan, or isn't.

    Attributes:
        activity: Id of the work.
        plan: Key of the plan; None makes one first.
        seconds: How long a plan is looked for where one is made first.
        seed: Seed of every random choice.
    """

    activity: str
    plan: str | None = None
    seconds: float = PLANNING_SECONDS
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse figures out of bounds."""
        PlanAsked(seconds=self.seconds, seed=self.seed)

    @property
    def effort(self) -> Effort:
        """How hard to try."""
        return Effort(seconds=self.seconds, seed=self.seed)


JobAsked = PlanAsked | FuturesAsked | WhatIfAsked | BriefAsked | WhyAsked
ASKED: dict[JobKind, type[Any]] = {
    JobKind.PLAN: PlanAsked,
    JobKind.FUTURES: FuturesAsked,
    JobKind.WHAT_IF: WhatIfAsked,
    JobKind.BRIEF: BriefAsked,
    JobKind.WHY: WhyAsked,
}


def asked_of(order: JobOrder) -> JobAsked:
    """What an order asks, with what is taken where it says nothing.

    Raises:
        CadreError: Something is asked that the kind doesn't know, is missing, or out of bounds.
    """
    kind = ASKED[order.kind]
    known = [one.name for one in fields(kind)]
    for name in order.asked:
        if name not in known:
            raise CadreError(
                f"asked.{name}",
                f"isn't something that a job of kind {order.kind.value} asks",
                ", ".join(known),
                "Leave it out, or correct its name.",
            )
    try:
        asked: JobAsked = from_plain(dict(order.asked), kind)
    except (cattrs.BaseValidationError, TypeError, ValueError) as error:
        refused = _refusal_in(error)
        raise refused or _misshapen(order.kind, error) from error
    return asked


def checked(order: JobOrder) -> JobOrder:
    """The order with all that it asks spelled out, so that the same is always written alike.

    Raises:
        CadreError: As `asked_of`.
    """
    return replace(order, asked=to_plain(asked_of(order)))


def _refusal_in(error: BaseException) -> CadreError | None:
    """The refusal of a figure that a validation error holds, if it does."""
    if isinstance(error, CadreError):
        return error
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return next((found for one in inner if (found := _refusal_in(one))), None)


def _misshapen(kind: JobKind, error: Exception) -> CadreError:
    texts = cattrs.transform_error(error, path="asked", format_exception=_said)
    first = texts[0] if texts else str(error)
    what, _, place = first.rpartition(" @ ")
    names = ", ".join(one.name for one in fields(ASKED[kind]))
    return CadreError(
        place or "asked",
        what or first,
        f"what a job of kind {kind.value} asks: {names}",
        "Correct it.",
    )


def _said(error: BaseException, _: type[Any] | None) -> str:
    return "is missing" if isinstance(error, KeyError) else str(error)


def _refuse_outside(name: str, value: float, least: float, most: float) -> None:
    if not isfinite(value) or not least <= value <= most:
        raise _refused(name, f"{value:,}", f"from {least:,} to {most:,}")


def _refuse_more(name: str, number: int, most: int, what: str) -> None:
    if number > most:
        raise _refused(name, f"{number} {what}", f"at most {most}")


def _refused(name: str, met: str, allowed: str) -> CadreError:
    return CadreError(f"asked.{name}", f"is {met}", allowed, "Correct it.")
