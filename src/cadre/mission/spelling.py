"""Spellings: texts as they are compared, whoever typed them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from cadre.errors import ANOTHER_ID, UnknownIdError

MOST_NAMED = 5
"""Ids named at most when one isn't known."""

UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Letters that can't be seen, which come along when text is pasted from a page."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that no text may hold: spreadsheets, XML or UTF-8 can't carry them."""
OTHERS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u0131": "i",  # the dotless one
        "\u02bf": "",  # ayn
        "\u02be": "",  # hamza
        "\u0640": "",  # the stroke that draws an Arabic word out
    }
)
"""Small letters that bear a sign which can't be taken off, and signs that count as letters."""


@lru_cache(maxsize=65_536)
def plain_words(text: str) -> str:
    """Small letters and digits without accents, words parted by one blank; `Al-Anbar ` too."""
    flat = unicodedata.normalize("NFKD", text).casefold().translate(OTHERS)
    kept = (
        letter if letter.isalnum() else " " for letter in flat if not unicodedata.combining(letter)
    )
    return " ".join("".join(kept).split())


@lru_cache(maxsize=65_536)
def spelling_key(text: str) -> str:
    """`plain_words` without blanks: what two spellings of one name have in common."""
    return plain_words(text).replace(" ", "")


def near(unknown: str, ids: Iterable[str]) -> list[str]:
    """The ids that an unknown one may have meant, the likeliest first: a few at most, or none.

    Those spelled alike; where there are none, those that share a word with it, in their order.
    """
    by_key = {spelling_key(one): one for one in ids}
    alike = get_close_matches(spelling_key(unknown), by_key, MOST_NAMED)
    if alike:
        return [by_key[one] for one in alike]
    # A number alone says nothing of what is meant: `nation-3` isn't near to `site-3`.
    words = {one for one in plain_words(unknown).split() if not one.isdigit()}
    sharing = (one for one in by_key.values() if words.intersection(plain_words(one).split()))
    return [*sharing][:MOST_NAMED]


def no_such(
    kind: str, unknown: str, ids: Iterable[str], remedy: str = ANOTHER_ID
) -> UnknownIdError:
    """The error that an id isn't there, with those that it may have meant.

    Args:
        kind: What it should be an id of.
        unknown: The id.
        ids: Those that are there, in the order in which the first are named.
        remedy: What to do where none of them was meant.
    """
    known = list(ids)
    meant = near(unknown, known)
    asked = f"Did you mean {', '.join(meant)}? {remedy}" if meant else remedy
    return UnknownIdError(kind, unknown, known, asked)
