"""Said: numbers, lists and what decides, in words."""

from __future__ import annotations

from collections.abc import Sequence

from cadre.explorer.deciding import Decider, Deciding, Method

SURE = 3.0
"""Many things are asked about at once: one counts as deciding beyond this many standard errors."""


def number(value: float) -> str:
    """A number as people write it: three figures that count, thousands parted by commas."""
    if abs(value) >= 100 or value == round(value):
        return f"{value:z,.0f}"
    return f"{value:.3g}"


def share(value: float) -> str:
    """A share as a percentage: whole, or with one more figure below 10%."""
    percent = 100 * value
    if percent == round(percent) or abs(percent) >= 9.95:
        return f"{percent:.0f}%"
    return f"{percent:.1f}%"


def quantity(value: float, unit: str) -> str:
    """A number with its unit, 1 with that of one thing; shares as percentages."""
    if unit == "%" or unit.split(" ", maxsplit=1)[0] == "share":
        return share(value)
    text = number(value)
    return f"{text} {unit.removesuffix('s') if text == '1' else unit}".strip()


def listed(parts: Sequence[str], last: str = "and") -> str:
    """The parts of a list: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def quoted(name: str) -> str:
    """A name within a sentence: one with a great first letter is a title, and stands in quotes."""
    return f"“{name}”" if name[:1].isupper() else name


def thing(name: str) -> str:
    """A name within a sentence, what of it is meant in brackets: “Talks” (weeks they last)."""
    about, parted, word = name.rpartition(": ")
    return f"{quoted(about)} ({word})" if parted else quoted(name)


def sentence(text: str) -> str:
    """The text with a great first letter."""
    return text[:1].upper() + text[1:]


def what_decides(found: Deciding, most: int = 3) -> str:
    """What decides, as two or three sentences, `most` things named at most."""
    about = thing(found.measure.name)
    if found.against is not None:
        about = f"the difference in {about} between {found.choice} and {found.against}"
    if not found.deciders:
        return f"Nothing decides {about}: it is the same in all {number(found.cases)} cases."
    sure = [one for one in found.deciders if one.weight.value > SURE * one.weight.error]
    sure = [one for one in sure if one.weight.value > 0][:most]
    if not sure:
        first = thing(found.deciders[0].name)
        return (
            f"No single thing clearly decides {about}: what {first} does can't be told from chance "
            f"in {number(found.cases)} cases."
        )
    told = (
        _by_effect(found, sure, about)
        if found.method is Method.MORRIS
        else _by_share(found, sure, about)
    )
    if found.luck > 0.1:
        told += f" Luck in the futures played may make up to {share(min(1.0, found.luck))} of it."
    return told


def _by_share(found: Deciding, sure: Sequence[Decider], about: str) -> str:
    """What explains most of the variance, and what is left to things acting together."""
    first = sure[0]
    varies = (
        f"the differences in {about} between cases"
        if found.against is None
        else f"how {about} varies from case to case"
    )
    name = thing(first.name)
    text = sentence(f"{name} decides most: it explains {share(_alone(first))} of {varies}")
    rest = [f"{thing(one.name)} explains {share(_alone(one))}" for one in sure[1:]]
    text += (f"; {listed(rest)}." if rest else ".") + _unsure(sure)
    left = 1 - sum(max(0.0, _alone(one)) for one in found.deciders)
    if found.method is Method.SOBOL and left > 0.1:
        text += f" {share(left)} comes from things acting together."
    return text


def _by_effect(found: Deciding, sure: Sequence[Decider], about: str) -> str:
    """What moves the answer most from one end of its range to the other."""
    unit = found.measure.unit
    first, moved = thing(sure[0].name), quantity(sure[0].weight.value, unit)
    text = sentence(
        f"{first} decides most: from one end of its range to the other it moves {about} by {moved} "
        f"on average"
    )
    rest = [f"{thing(one.name)} by {quantity(one.weight.value, unit)}" for one in sure[1:]]
    text += (f"; {listed(rest)}." if rest else ".") + _unsure(sure)
    return text


def _unsure(sure: Sequence[Decider]) -> str:
    """That nobody knows which of the first two weighs more, as a sentence; "" where it is known."""
    if len(sure) < 2 or not _tied(sure[0], sure[1]):
        return ""
    return " Which of the first two weighs more isn't sure."


def _alone(one: Decider) -> float:
    return 0.0 if one.alone is None else min(1.0, one.alone.value)


def _tied(one: Decider, other: Decider) -> bool:
    """Whether two weights are no further apart than chance may put them."""
    apart = one.weight.value - other.weight.value
    return apart**2 <= SURE**2 * (one.weight.error**2 + other.weight.error**2)
