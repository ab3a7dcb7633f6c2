"""Spellings: texts as they are compared, whoever typed them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65_536)
def plain_words(text: str) -> str:
    """Small letters and digits without accents, words parted by one blank; `Al-Anbar ` too."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    kept = (
        letter if letter.isalnum() else " " for letter in flat if not unicodedata.combining(letter)
    )
    return " ".join("".join(kept).split())


@lru_cache(maxsize=65_536)
def spelling_key(text: str) -> str:
    """`plain_words` without blanks: what two spellings of one name have in common."""
    return plain_words(text).replace(" ", "")
