"""Menu: the forms of what-ifs with what may be filled in, and a text from what was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cadre.desk.desk import Desk
from cadre.desk.seen import seen
from cadre.errors import CadreError
from cadre.mission.asking import asked
from cadre.mission.forces import Funding
from cadre.mission.forms import FORMS, TABLES, Form
from cadre.mission.mission import Mission
from cadre.mission.provenance import marking_of
from cadre.release.rules import may_see

_BLANK = re.compile(r"[+-]?[A-Z][A-Z-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that a blank may be filled with.

    Attributes:
        id: As it is written.
        name: As people call it.
    """

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A word of a form that is filled in.

    Attributes:
        name: Its name in the form's inputs: its place among the blanks.
        word: What it is for, as people read it.
        kind: choice, day, number or amount.
        sign: What stands before a number: +, - or nothing.
        needed: Whether the form lacks something without it.
        choices: What may be chosen.
    """

    name: str
    word: str
    kind: str
    sign: str
    needed: bool
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A form of the menu.

    Attributes:
        number: Its place among all forms, 0 the first.
        usage: Its words.
        effect: What it does, as a sentence.
        blanks: What is filled in.
    """

    number: int
    usage: str
    effect: str
    blanks: tuple[Blank, ...]


def menu(desk: Desk) -> tuple[Item, ...]:
    """The forms that this mission has something to fill in for."""
    items = (_item(desk, number, form) for number, form in enumerate(FORMS))
    lacking = (
        item
        for item in items
        if all(one.choices or one.kind != "choice" for one in item.blanks if one.needed)
    )
    return tuple(one for one in lacking if one.effect != "The same.")


def samples(desk: Desk) -> tuple[str, ...]:
    """What-ifs of this mission, to show how they are written; of rows that the reader may see."""
    mission = seen(desk)
    profile = desk.mission.profile
    day = profile.as_of + (profile.until - profile.as_of) / 2
    pledges = [one for one in mission.pledges if day in one.window]
    nations = {one.nation for one in pledges}
    return (
        *(f"pledge {one.id} withdrawn {day}" for one in pledges[:1]),
        *(f"site {one.id} closes {day}" for one in mission.sites[:1]),
        *(f"{one.id} leaves {day}" for one in [x for x in mission.nations if x.id in nations][:1]),
    )


def refuse_strange(desk: Desk, texts: Iterable[str]) -> None:
    """Refuse what-ifs that can't be understood, of what the desk's reader may see.

    Raises:
        CadreError: One of the texts has none of the forms, or names what isn't there.
    """
    for text in texts:
        asked(seen(desk), text)


def text_of(number: int, filled: Mapping[str, str]) -> str:
    """The what-if that a form says once its blanks are filled.

    Args:
        number: The form's place among all.
        filled: What each blank was filled with, by its name.

    Raises:
        CadreError: There is no such form, or a blank that it needs is empty.
    """
    if not 0 <= number < len(FORMS):
        raise CadreError("form", f"is {number}", f"0 to {len(FORMS) - 1}", "Choose another.")
    words, place, needed = [], 0, True
    for raw in FORMS[number].usage.split():
        needed = needed and not raw.startswith("[")
        word = raw.strip("[]")
        if not _BLANK.fullmatch(word):
            words.append(word)
            continue
        value = filled.get(f"blank{place}", "").strip()
        place += 1
        if value:
            sign = word[0] if word[0] in "+-" else ""
            words.append(value if value.startswith(sign) else sign + value)
        elif needed:
            raise CadreError(
                f"what-if `{FORMS[number].usage}`",
                f"lacks its {word.strip('+-')}",
                "all that doesn't stand in brackets",
                "Fill it in.",
            )
        else:
            _drop_joint(words)
            break
    return " ".join(words)


def _drop_joint(words: list[str]) -> None:
    """Take off the small words that only led to what was left empty."""
    while words and words[-1] == "to":
        words.pop()


def _item(desk: Desk, number: int, form: Form) -> Item:
    blanks: list[Blank] = []
    needed = True
    for raw in form.usage.split():
        needed = needed and not raw.startswith("[")
        word = raw.strip("[]")
        if _BLANK.fullmatch(word):
            blanks.append(_blank(desk, len(blanks), word, needed=needed))
    return Item(number=number, usage=form.usage, effect=form.effect, blanks=tuple(blanks))


def _blank(desk: Desk, place: int, word: str, *, needed: bool) -> Blank:
    bare = word.strip("+-")
    choices = _choices(desk, bare)
    kind = {"DAY": "day", "AMOUNT": "amount"}.get(bare, "choice" if choices else "number")
    if bare in TABLES:
        kind = "choice"
    return Blank(
        name=f"blank{place}",
        word=bare.lower().replace("-", " "),
        kind=kind,
        sign=word[0] if word[0] in "+-" else "",
        needed=needed,
        choices=choices,
    )


def _choices(desk: Desk, word: str) -> tuple[Choice, ...]:
    if word == "PAYER":
        return tuple(Choice(id=one.value.replace(" ", "-"), name=one.value) for one in Funding)
    mission: Mission = desk.mission
    rows = getattr(mission, TABLES[word]) if word in TABLES else ()
    return tuple(
        Choice(id=str(row.id), name=str(getattr(row, "name", "")) or str(row.id))
        for row in rows
        if may_see(desk.audience, marking_of(mission, row)).allowed
    )
