"""Ids made from content: the same thing has the same id whenever it is imported."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

LONGEST = 40
"""Characters of a text that an id takes over."""


def slug(text: str) -> str:
    """A text as an id: small letters of the Latin alphabet and digits, parted by dashes.

    Of a text without any of these, its digest.
    """
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", flat)[:LONGEST].strip("-")
    return found or digest(text)


def digest(*parts: str) -> str:
    """Ten letters and digits made from texts: of a million such, two alike are unlikely."""
    raw = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return base64.b32encode(raw).decode().lower()[:10]
