"""Accounts to try: a file of two, a clock that a test turns, and hashes that take no time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from cadre.desk import passwords
from cadre.desk.account import Account, WrongLogInError
from cadre.desk.accounts import Accounts
from cadre.desk.roles import Role

RIGHT = "four words in a row"
HERE = "192.0.2.7"


@dataclass
class Clock:
    """A clock that a test turns."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that take no time; their strength is looked at by a test of its own."""
    fast = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: fast)
    passwords.nobody.cache_clear()
    yield
    passwords.nobody.cache_clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock, quick: None) -> Iterator[Accounts]:  # noqa: ARG001
    """Anna keeps the accounts, Ben edits."""
    anna = Account(name="anna", role=Role.ADMINISTRATOR)
    opened = Accounts.begin(tmp_path / "accounts.db", anna, RIGHT, by="test", clock=clock)
    with closing(opened):
        opened.add(Account(name="Ben", role=Role.EDITOR), RIGHT, by="anna")
        yield opened


WRONG = "not it at all"


def refused(accounts: Accounts, name: str, password: str = WRONG, at: str = HERE) -> str:
    with pytest.raises(WrongLogInError) as told:
        accounts.log_in(name, password, at)
    return str(told.value)
