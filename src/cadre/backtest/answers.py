"""What a question is answered with, and how an answer is judged against history."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeVar

from cadre.errors import CadreError
from cadre.mission.cases import Case, Relation
from cadre.mission.weeks import Window

Value = bool | float | date | str | tuple[str, ...] | None
"""Yes or no, a number, a day, a word, ids; None is that there is none."""

T = TypeVar("T")
_TOLERANCE = re.compile(r"\+?(?P<number>[0-9]+(\.[0-9]+)?) ?(?P<unit>%|days?|)")
_WRITTEN = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")
NOTHING = ("none", "never", "open")
"""How a case writes that there is none, never will be, or no end is known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engines say.

    Attributes:
        value: The answer.
        because: What it was made from, in words; empty when the answer says it all.
        ordered: Whether the order of the ids is part of the answer.
        table: The table whose rows the ids name; empty when they name none.
    """

    value: Value
    because: str = ""
    ordered: bool = False
    table: str = ""


class Verdict(Enum):
    """How an answer stands to history."""

    PASSED = "passed"
    FAILED = "failed"
    UNANSWERED = "unanswered"


def written(value: Value) -> str:
    """A value as cases and tables write it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(value) or "none"
    return f"{value:,.4g}" if isinstance(value, float) and abs(value) < 100 else _whole(value)


def _whole(value: float | date | str) -> str:
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)


def windows_written(windows: tuple[Window, ...]) -> tuple[str, ...]:
    """Windows as cases write them: both days count, an open end has none."""
    return tuple(f"{one.first or ''}/{one.last or ''}" for one in windows)


def agrees(case: Case, answer: Answer) -> bool:
    """Whether an answer stands to what is expected as the case asks.

    Raises:
        CadreError: What is expected can't be compared with such an answer.
    """
    expected, value = case.expected.strip(), answer.value
    _refuse_unfit(case, value)
    if isinstance(value, tuple):
        return _sets(case, value, parts(expected), ordered=answer.ordered)
    if value is None or expected.lower() in NOTHING:
        return (value is None) == (expected.lower() in NOTHING)
    if isinstance(value, bool):
        return value is _read(case, expected, _truth)
    if isinstance(value, str):
        return value == expected
    off = _tolerance(case)
    if isinstance(value, date):
        met, wanted = value.toordinal(), _read(case, expected, date.fromisoformat).toordinal()
        return _numbers(case.relation, met, wanted, off(0.0))
    number = _read(case, expected, _number)
    return _numbers(case.relation, value, number, off(number))


def parts(text: str) -> tuple[str, ...]:
    """The ids that a cell names; none when it says that there is none."""
    return () if text.lower() in NOTHING else tuple(part.strip() for part in text.split(";"))


def _sets(case: Case, value: tuple[str, ...], expected: tuple[str, ...], *, ordered: bool) -> bool:
    if case.relation is Relation.INCLUDES:
        return set(expected) <= set(value)
    if case.relation is Relation.EXCLUDES:
        return set(expected).isdisjoint(value)
    return value == expected if ordered else set(value) == set(expected)


def _refuse_unfit(case: Case, value: Value) -> None:
    """Refuse a relation or a tolerance by which such an answer isn't compared.

    Where there is no answer, nobody knows of which kind it would have been.
    """
    if value is None:
        return
    measured = not isinstance(value, bool | str | tuple)
    fits: tuple[Relation, ...] = (Relation.IS,)
    if measured:
        fits = (Relation.IS, Relation.AT_LEAST, Relation.AT_MOST)
    elif isinstance(value, tuple):
        fits = (Relation.IS, Relation.INCLUDES, Relation.EXCLUDES)
    if case.relation not in fits:
        allowed = " or ".join(f"`{one.value}`" for one in fits)
        raise _unlike(case, f"{allowed} for such an answer")
    text = case.tolerance.strip()
    if text and not measured:
        raise _untold(case, "none but for numbers and days")
    if text.endswith("%") and isinstance(value, date):
        raise _untold(case, "`3 days`")


def _numbers(relation: Relation, met: float, wanted: float, off: float) -> bool:
    slack = off + 1e-9
    if relation is Relation.AT_LEAST:
        return met >= wanted - slack
    if relation is Relation.AT_MOST:
        return met <= wanted + slack
    return abs(met - wanted) <= slack


def _tolerance(case: Case) -> Callable[[float], float]:
    """How far off an answer may be, from the number expected."""
    text = case.tolerance.strip()
    found = _TOLERANCE.fullmatch(text or "0")
    if found is None:
        raise _untold(case, "a number, `20%` or `3 days`")
    number, share = float(found["number"]), found["unit"] == "%"
    return lambda expected: abs(expected) * number / 100 if share else number


def _untold(case: Case, allowed: str) -> CadreError:
    """That an answer isn't compared by the tolerance of a case."""
    what = f"has the tolerance {case.tolerance.strip()!r}"
    return CadreError(f"case {case.id}", what, allowed, "Correct the cell.")


def _number(text: str) -> float:
    """A number in digits, whose commas part thousands."""
    if not _WRITTEN.fullmatch(text):
        raise ValueError(text)
    return float(text.replace(",", ""))


def _truth(text: str) -> bool:
    return {"yes": True, "no": False}[text.lower()]


def _read(case: Case, text: str, how: Callable[[str], T]) -> T:
    try:
        return how(text)
    except (ValueError, KeyError):
        raise _unlike(case, "an answer of the question's kind") from None


def _unlike(case: Case, allowed: str) -> CadreError:
    return CadreError(
        f"case {case.id}",
        f"expects {case.expected!r} of {case.question.value!r} ({case.relation.value})",
        allowed,
        "Look the question up in the manual, and correct the cell.",
    )
