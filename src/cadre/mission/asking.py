"""Asking: the grammar of what-ifs, one text a change, and what is said of a text not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from itertools import pairwise
from typing import NamedTuple

from cadre.errors import CadreError
from cadre.mission.edits import Edit
from cadre.mission.forces import Funding
from cadre.mission.forms import FORMS, TABLES, Form
from cadre.mission.mission import Mission
from cadre.mission.spelling import MOST_NAMED, near, spelling_key
from cadre.mission.verbs import Verb
from cadre.mission.weeks import Window


class _UnreadError(Exception):
    """A word that isn't what a form has there: what would be, and the texts that come near."""

    def __init__(self, wanted: str, near: Iterable[str] = ()) -> None:
        self.wanted = wanted
        self.near = tuple(near)
        super().__init__(wanted)


class _Miss(NamedTuple):
    """A form that a text hasn't, and the word at which it leaves it."""

    form: Form
    place: int
    error: _UnreadError


@dataclass
class _Heard:
    """What a text said, as far as it was read.

    Attributes:
        subject: The id it named first.
        site: The id it named after that, of a site or a nation.
        days: The days it named.
        amount: The number it named.
        year: The year it named.
    """

    subject: str = ""
    site: str = ""
    days: list[date] = field(default_factory=list)
    amount: float = 0.0
    year: int = 0


def asked(mission: Mission, text: str) -> Edit:
    """The edit that `text` says.

    Ids are found whatever the case of their letters; `on` and `from` before a day may be left out.

    Raises:
        CadreError: It has none of the `FORMS`, or names what the mission doesn't hold: which
            word isn't understood, what may stand there, and which ids come near.
    """
    words = _with_long_ids(mission, _without_fillers(text.split()))
    found: list[tuple[Form, Edit]] = []
    misses: list[_Miss] = []
    for form, read in _readings(mission, words):
        if isinstance(read, _Heard):
            found.append((form, _edit(form, read, " ".join(words))))
        else:
            misses.append(_Miss(form, *read))
    if not found:
        raise _kind_left_out(mission, words) or _not_understood(mission, words, misses)
    if len({edit.verb for _, edit in found}) > 1:
        raise _ambiguous(words, [form for form, _ in found])
    return found[0][1]


def _readings(
    mission: Mission, words: list[str]
) -> Iterator[tuple[Form, _Heard | tuple[int, _UnreadError]]]:
    """What `words` say in each form, or where they leave it."""
    for form in FORMS:
        for variant in form.variants:
            yield form, _read(mission, variant, words)


def _without_fillers(words: list[str]) -> list[str]:
    pairs = pairwise([*words, ""])
    return [one for one, after in pairs if one.lower() not in ("on", "from") or not _is_day(after)]


def _with_long_ids(mission: Mission, words: list[str]) -> list[str]:
    """The words, those of an id of several as one: rows that changes bring are called so.

    No form begins with such an id.
    """
    ids = {key for table in dict.fromkeys(TABLES.values()) for key in _ids(mission, table)}
    for key in sorted((key for key in ids if " " in key), key=len, reverse=True):
        parts = key.lower().split()
        for place in range(1, len(words) - len(parts) + 1):
            if [word.lower() for word in words[place : place + len(parts)]] == parts:
                words = [*words[:place], key, *words[place + len(parts) :]]
                break
    return words


def _is_day(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return True


def _read(
    mission: Mission, variant: tuple[str, ...], words: list[str]
) -> _Heard | tuple[int, _UnreadError]:
    """What `words` say if they have this form; else the word at which they leave it."""
    heard = _Heard()
    for place, wanted in enumerate(variant):
        if place >= len(words):
            filled = wanted in TABLES or wanted in _VALUES
            return place, _UnreadError(wanted if filled else f"`{wanted}`")
        try:
            _take(mission, wanted, words[place], heard)
        except _UnreadError as error:
            return place, error
    if len(words) > len(variant):
        return len(variant), _UnreadError("the end")
    return heard


def _take(mission: Mission, wanted: str, word: str, heard: _Heard) -> None:
    if wanted in TABLES:
        key = _id(mission, wanted, word)
        if heard.subject:
            heard.site = key
        else:
            heard.subject = key
    elif wanted in _VALUES:
        _VALUES[wanted](word, heard)
    elif word.lower() != wanted:
        raise _UnreadError(f"`{wanted}`", get_close_matches(word.lower(), [wanted], n=1))


def _id(mission: Mission, wanted: str, word: str) -> str:
    ids = _ids(mission, TABLES[wanted])
    if word in ids:
        return word
    same = _same(ids, word)
    if len(same) == 1:
        return same[0]
    number = f"one of {len(ids)}" if ids else "there are no"
    what = f"{number} {_words(TABLES[wanted])}"
    raise _UnreadError(f"{wanted} ({what})", same or near(word, ids))


def _ids(mission: Mission, table: str) -> list[str]:
    return [str(row.id) for row in getattr(mission, table)]


def _same(ids: Iterable[str], word: str) -> list[str]:
    """The ids that are `word` but for the case of letters and what parts its words."""
    return [one for one in ids if spelling_key(one) == spelling_key(word)]


def _words(table: str) -> str:
    return table.replace("_", " ")


def _day(word: str, heard: _Heard) -> None:
    if not _is_day(word):
        raise _UnreadError("DAY (as 2021-10-01)")
    heard.days.append(date.fromisoformat(word))
    if heard.days != sorted(heard.days):
        raise _UnreadError(f"DAY (not before {heard.days[0]})")


def _whole(sign: str, least: int = 0) -> Callable[[str, _Heard], None]:
    """Reads a whole number with `sign` before it."""

    def take(word: str, heard: _Heard) -> None:
        digits = word.replace(",", "")
        plain = digits.removeprefix(sign)
        if not digits.startswith(sign) or not re.fullmatch(r"[0-9]{1,6}", plain):
            raise _UnreadError(f"a whole number of at most 999,999, as {sign}20")
        if int(plain) < least:
            raise _UnreadError(f"a whole number, at least {least}")
        heard.amount = float(plain)

    return take


def _amount(word: str, heard: _Heard) -> None:
    if not re.fullmatch(r"[0-9][0-9,]{0,11}(\.[0-9]{1,6})?", word):
        raise _UnreadError("AMOUNT (a number as 1500 or 2.5)")
    heard.amount = float(word.replace(",", ""))


def _year(word: str, heard: _Heard) -> None:
    if not re.fullmatch(r"(19|20|21)[0-9]{2}", word):
        raise _UnreadError("YEAR (as 2022)")
    heard.year = int(word)


def _payer(word: str, heard: _Heard) -> None:
    payers = {one.value.replace(" ", "-"): one.value for one in Funding}
    if word.lower() not in payers:
        raise _UnreadError(f"PAYER ({', '.join(payers)})", get_close_matches(word.lower(), payers))
    heard.subject = payers[word.lower()]


_VALUES: dict[str, Callable[[str, _Heard], None]] = {
    "DAY": _day,
    "+PEOPLE": _whole("+", 1),
    "-PEOPLE": _whole("-", 1),
    "NUMBER": _whole(""),
    "+NUMBER": _whole("+", 1),
    "AMOUNT": _amount,
    "YEAR": _year,
    "PAYER": _payer,
}


def _edit(form: Form, heard: _Heard, text: str) -> Edit:
    first, last = ([*heard.days, None, None])[:2]
    if form.verb is Verb.AUTHORITY_EXTENDED:
        first, last = None, first
    return Edit(
        text=text,
        verb=form.verb,
        subject=heard.subject,
        site=heard.site,
        window=Window.of_days(first, last),
        amount=heard.amount,
        year=heard.year,
    )


def _not_understood(mission: Mission, words: list[str], misses: list[_Miss]) -> CadreError:
    """The error at the word that the most was understood before; of several forms all wishes."""
    far = max((one.place for one in misses), default=0)
    here = [one for one in misses if one.place == far]
    meant = list(dict.fromkeys(text for one in here for text in one.error.near))[:MOST_NAMED]
    wanted = list(dict.fromkeys(one.error.wanted for one in here))
    forms = list(dict.fromkeys(f"`{one.form.usage}`" for one in here))
    word = _unknown(mission, words[far]) if far < len(words) else "it ends too soon"
    remedy = "The manual lists all forms."
    if meant:
        remedy = f"Did you mean {', '.join(meant)}?"
    elif len(forms) <= MOST_NAMED:
        remedy = f"Say {' or '.join(forms)}."
    return CadreError(
        f"what-if {' '.join(words)!r}, word {far + 1}", word, " or ".join(wanted), remedy
    )


def _unknown(mission: Mission, word: str) -> str:
    """That a word isn't understood; of an id, what it is: who mistakes the kind knows the id."""
    tables = [one for one in TABLES.values() if _same(_ids(mission, one), word)]
    if not tables:
        return f"{word!r} isn't understood"
    return f"{word!r} isn't understood: it is one of the {' and the '.join(map(_words, tables))}"


def _kind_left_out(mission: Mission, words: list[str]) -> CadreError | None:
    """The error where only the word before an id is missing, that says of what kind it is."""
    kinds = dict.fromkeys(form.usage.split()[0] for form in FORMS if form.usage[0].islower())
    clear = [
        f"`{kind} {' '.join(words)}`"
        for kind in kinds
        if any(isinstance(read, _Heard) for _, read in _readings(mission, [kind, *words]))
    ]
    if not clear:
        return None
    return CadreError(
        f"what-if {' '.join(words)!r}, word 1",
        _unknown(mission, words[0]),
        " or ".join(clear),
        "Say of what kind it is.",
    )


def _ambiguous(words: list[str], forms: list[Form]) -> CadreError:
    clear = [f"`{one.usage.split()[0].lower()} {' '.join(words)}`" for one in forms]
    return CadreError(
        f"what-if {' '.join(words)!r}, word 1",
        f"{words[0]!r} means more than one",
        " or ".join(dict.fromkeys(clear)),
        "Say which.",
    )
