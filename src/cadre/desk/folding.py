"""Folding: texts without case, accents and signs, to be found however they are typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cadre.mission.spelling import OTHERS

_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter.casefold())
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return bare.translate(OTHERS)


def folded(text: str) -> str:
    """The text without case and accents: Erbil, ERBIL and Érbil are alike."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_letter, unicodedata.normalize("NFC", text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A part of a text.

    Attributes:
        text: The part.
        hit: Whether it is what was asked for.
    """

    text: str
    hit: bool


def folded_words(text: str) -> list[str]:
    """The words of a text, folded, without signs."""
    return _SIGNS.sub(" ", folded(text)).split()


def all_begin(words: Iterable[str], text: str) -> bool:
    """Whether each of the words begins a word of `text`: folded words with a blank before each."""
    return all(f" {word}" in text for word in words)


def parts_hit(text: str, words: Iterable[str]) -> tuple[Run, ...]:
    """A text cut into what the words match and what stands between; each with whether it does."""
    plain, origin = text.lower(), list(range(len(text)))
    if not text.isascii():
        # A letter may become several or none: what stands where is told by their lengths.
        letters = [_folded_letter(one) for one in text]
        plain = "".join(letters)
        origin = [number for number, one in enumerate(letters) for _ in one]
    hit = [False] * len(text)
    for word in words:
        for found in re.finditer(rf"(?<![^\W_]){re.escape(word)}", plain):
            for place in range(found.start(), found.end()):
                hit[origin[place]] = True
    return _runs(text, hit)


def _runs(text: str, hit: list[bool]) -> tuple[Run, ...]:
    runs: list[Run] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or hit[end] != hit[start]:
            runs.append(Run(text=text[start:end], hit=hit[start]))
            start = end
    return tuple(runs)
