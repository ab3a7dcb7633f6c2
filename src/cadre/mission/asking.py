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
from cadre.mission.mission import Mission
from cadre.mission.spelling import MOST_NAMED, near, spelling_key
from cadre.mission.verbs import Verb
from cadre.mission.weeks import Window


class Form(NamedTuple):
    """A form that a what-if may have.

    Attributes:
        usage: Its words: small ones as they are, capital ones for what is filled in; what
            stands in brackets may be left out.
        verb: What it does.
        effect: What it does, as a sentence.
    """

    usage: str
    verb: Verb
    effect: str

    @property
    def variants(self) -> Iterator[tuple[str, ...]]:
        """The words of each length that it may have, the shortest first."""
        parts = self.usage.replace("]", "").split("[")
        yield from (tuple(" ".join(parts[: n + 1]).split()) for n in range(len(parts)))


FORMS = (
    Form(
        "pledge PLEDGE withdrawn [DAY]",
        Verb.PLEDGE_WITHDRAWN,
        "Its people serve until the day before.",
    ),
    Form("pledge PLEDGE +PEOPLE", Verb.PLEDGE_MORE, "It is so many people larger."),
    Form("pledge PLEDGE -PEOPLE", Verb.PLEDGE_FEWER, "It is so many people smaller."),
    Form(
        "pledge PLEDGE later NUMBER weeks",
        Verb.PLEDGE_LATER,
        "Its first day, still to come, moves; its last day stays.",
    ),
    Form("pledge PLEDGE earlier NUMBER weeks", Verb.PLEDGE_EARLIER, "Its first day moves."),
    Form(
        "PARTNER leaves [DAY]",
        Verb.PROVIDER_LEAVES,
        "It goes for certain that day, with all that it lends and does.",
    ),
    Form("partner PARTNER leaves [DAY]", Verb.PROVIDER_LEAVES, "The same."),
    Form(
        "NATION leaves [DAY]",
        Verb.NATION_LEAVES,
        "Its people serve until the day before, and it leads no longer.",
    ),
    Form("nation NATION leaves [DAY]", Verb.NATION_LEAVES, "The same."),
    Form(
        "people SKILL +PEOPLE [DAY [to DAY]]",
        Verb.PEOPLE_ADDED,
        "So many people more of that skill, of any rank, from nobody in particular; they speak "
        "what its posts ask for.",
    ),
    Form(
        "people for POST +PEOPLE [DAY [to DAY]]",
        Verb.PEOPLE_FOR,
        "So many people more who have the skill, rank and language that this line of posts asks "
        "for, and no other.",
    ),
    Form(
        "people SKILL +PEOPLE of NATION [DAY [to DAY]]",
        Verb.PEOPLE_SENT,
        "So many people more of that skill of a nation, whose caveats they keep.",
    ),
    Form(
        "support ENABLER lent SITE [DAY [to DAY]]",
        Verb.SUPPORT_LENT,
        "Somebody lends as much of it there as is needed.",
    ),
    Form("support SUPPORT ends [DAY]", Verb.SUPPORT_ENDS, "It is lent until the day before."),
    Form(
        "authority AUTHORITY granted [DAY [to DAY]]",
        Verb.AUTHORITY_GRANTED,
        "It is in force from that day, for as long as it would have held, or to the last day.",
    ),
    Form("authority AUTHORITY extended to DAY", Verb.AUTHORITY_EXTENDED, "That is its last day."),
    Form(
        "authority AUTHORITY lapses [DAY]", Verb.AUTHORITY_LAPSES, "It holds until the day before."
    ),
    Form(
        "authority AUTHORITY paused DAY [to DAY]",
        Verb.PAUSED,
        "It doesn't hold meanwhile; nobody knows how long if no last day is named.",
    ),
    Form("condition CONDITION met [DAY]", Verb.CONDITION_MET, "It is met on that day."),
    Form(
        "condition CONDITION slips to DAY",
        Verb.CONDITION_SLIPS,
        "It is expected for that day, if it comes.",
    ),
    Form("condition CONDITION fails", Verb.CONDITION_FAILS, "It is never met."),
    Form("decision DECISION taken [DAY]", Verb.DECISION_TAKEN, "It is taken on that day."),
    Form(
        "decision DECISION slips to DAY",
        Verb.DECISION_SLIPS,
        "The body meets on that day first; its meetings after that day stay.",
    ),
    Form("decision DECISION fails", Verb.DECISION_FAILS, "It is never taken."),
    Form("site SITE closes [DAY]", Verb.SITE_CLOSES, "It is open until the day before."),
    Form(
        "site SITE closes DAY to DAY",
        Verb.SITE_CLOSES,
        "No work is done there on these days; people stay.",
    ),
    Form("site SITE opens", Verb.SITE_OPENS, "It is open on all days."),
    Form("pause PAUSE ends [DAY]", Verb.PAUSE_ENDS, "It lasts until the day before."),
    Form(
        "programme PROGRAMME paused DAY [to DAY]",
        Verb.PAUSED,
        "Its work is halted on these days.",
    ),
    Form(
        "beds SITE NUMBER [DAY [to DAY]]",
        Verb.BEDS,
        "So many beds in all, in the place of what is stated, from that day on.",
    ),
    Form(
        "beds SITE +NUMBER [DAY [to DAY]]",
        Verb.BEDS_ADDED,
        "So many beds more than are stated.",
    ),
    Form(
        "stock STOCK NUMBER",
        Verb.STOCK,
        "So much of it is left on the as-of day, in the place of what is stated.",
    ),
    Form("stock STOCK +NUMBER", Verb.STOCK_ADDED, "So much more of it than is stated."),
    Form(
        "budget YEAR PAYER AMOUNT",
        Verb.BUDGET,
        "So much money for the year, in the unit of the table budgets, in the place of what is "
        "stated.",
    ),
    Form(
        "trainees INSTITUTION NUMBER",
        Verb.TRAINEES,
        "It releases so many trainees a year; 0 is without limit.",
    ),
    Form("red-line RED-LINE dropped", Verb.RED_LINE_DROPPED, "It rules nothing out any more."),
    Form("activity ACTIVITY lawful", Verb.ACTIVITY_LAWFUL, "It has all the law that it needs."),
    Form(
        "activity ACTIVITY at any time",
        Verb.ACTIVITY_UNTIMED,
        "It may run on all days, and start on any.",
    ),
    Form("activity ACTIVITY dropped", Verb.ACTIVITY_DROPPED, "It is ruled out."),
    Form(
        "activity ACTIVITY must",
        Verb.ACTIVITY_MUST,
        "It is to be in the plan, whatever it is worth.",
    ),
    Form(
        "activity ACTIVITY led by NATION",
        Verb.ACTIVITY_LED,
        "That nation leads it, wherever it runs.",
    ),
    Form(
        "activity ACTIVITY runs NUMBER weeks",
        Verb.ACTIVITY_LASTS,
        "It takes so many weeks, wherever it runs; 0 is for as long as its law lasts.",
    ),
    Form(
        "activity ACTIVITY on its own",
        Verb.ACTIVITY_ALONE,
        "It makes no other work greater, and needn't run beside any.",
    ),
    Form(
        "rotation ROTATION hands over in NUMBER weeks",
        Verb.HAND_OVER,
        "So long no new work starts when it takes command; 0 is not at all.",
    ),
    Form(
        "negotiation NEGOTIATION done [DAY]",
        Verb.TALKED_OUT,
        "It is over on that day, and the host carries nothing for it.",
    ),
    Form(
        "negotiation NEGOTIATION slips to DAY",
        Verb.TALKS_SLIP,
        "It begins on that day at the soonest.",
    ),
    Form(
        "negotiation NEGOTIATION fails",
        Verb.TALKS_FAIL,
        "Its sides never agree, and what it alone would bring never comes.",
    ),
    Form(
        "negotiating capacity NUMBER",
        Verb.CAPACITY,
        "The host can carry so much negotiation at a time; 0 is without limit.",
    ),
    Form("need NEED weight AMOUNT", Verb.NEED_WEIGHED, "It matters so much beside the others."),
)
"""All forms, in the order of the manual."""

TABLES = {
    "PLEDGE": "pledges",
    "PARTNER": "partners",
    "NATION": "nations",
    "SUPPORT": "supports",
    "AUTHORITY": "authorities",
    "CONDITION": "conditions",
    "DECISION": "decisions",
    "SITE": "sites",
    "PROGRAMME": "programmes",
    "ACTIVITY": "activities",
    "NEED": "needs",
    "SKILL": "skills",
    "POST": "posts",
    "ENABLER": "enablers",
    "PAUSE": "pauses",
    "RED-LINE": "red_lines",
    "INSTITUTION": "institutions",
    "NEGOTIATION": "negotiations",
    "ROTATION": "lead_rotations",
    "STOCK": "stocks",
}
"""What may be filled in for a word, by the table that holds the ids."""


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
