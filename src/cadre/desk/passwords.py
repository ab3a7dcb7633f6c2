"""Passwords: what is taken as one, and how it is kept: as an argon2id hash, never as it is."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from importlib import import_module
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from cadre.errors import CadreError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 256
"""Characters that a password may have. No kinds of them are asked for: length is what helps."""
_AT_ONCE = BoundedSemaphore(2)
"""Each hash takes 64 MiB on purpose, so many log-ins at once wait for one another."""


def refuse_weak(name: str, password: str) -> None:
    """Refuse a password that is too short or too long, or nothing but the account's name.

    Raises:
        CadreError: It is one of these. The password isn't repeated.
    """
    length = len(_normal(password))
    problem = ""
    if length < SHORTEST:
        problem = f"has {length} characters" if length != 1 else "has one character"
    elif length > LONGEST:
        problem = f"has {length:,} characters"
    elif not _normal(password).casefold().replace(_normal(name).casefold(), "").strip():
        problem = "is the name of the account"
    if problem:
        raise CadreError(
            "the password",
            problem,
            f"{SHORTEST} to {LONGEST} characters, and not the name",
            "Take another one: four or five words in a row are easy to keep in mind.",
        )


def hashed(password: str) -> str:
    """The argon2id hash of a password, with its own salt and the parameters used (RFC 9106).

    Raises:
        CadreError: The package that hashes isn't installed.
    """
    with _AT_ONCE:
        return hasher().hash(_normal(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether a password is the one whose hash is kept.

    Args:
        password: As it was typed.
        kept: The hash; None for an account that there isn't, which takes as long to refuse.

    Raises:
        CadreError: The package that hashes isn't installed.
    """
    # Worked out whether or not it is needed, so that its first use can't be told by the clock.
    nobodys = nobody()
    try:
        with _AT_ONCE:
            hasher().verify(nobodys if kept is None else kept, _normal(password))
    except _refusals():
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with parameters that are no longer used."""
    return hasher().check_needs_rehash(kept)


def _normal(password: str) -> str:
    """The same letters whichever keyboard typed them; what is no letter at all is kept apart."""
    readable = password.encode("utf-8", "backslashreplace").decode()
    return unicodedata.normalize("NFKC", readable)


@cache
def hasher() -> PasswordHasher:
    """What hashes, with the parameters that RFC 9106 recommends where memory is short.

    Raises:
        CadreError: The package isn't installed.
    """
    try:
        argon2 = import_module("argon2")
    except ImportError as error:
        raise CadreError(
            "accounts",
            "need a package that isn't installed (argon2-cffi)",
            "the extra `web`",
            "Install it: pip install 'cadre-planner[web]'",
        ) from error
    made: PasswordHasher = argon2.PasswordHasher()
    return made


@cache
def _refusals() -> tuple[type[Exception], ...]:
    """What the hasher raises for a wrong password, and for a hash that is none."""
    exceptions = import_module("argon2.exceptions")
    return exceptions.VerificationError, exceptions.InvalidHashError


@cache
def nobody() -> str:
    """The hash of a password that nobody has."""
    return hasher().hash(secrets.token_hex())
