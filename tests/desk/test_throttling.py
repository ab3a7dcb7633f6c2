"""Throttling: whoever guesses passwords waits, and others don't."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest

from cadre.desk import throttling
from cadre.desk.account import WrongLogInError
from cadre.desk.accounts import Accounts
from cadre.desk.throttling import TooManyAttemptsError
from cadre.errors import CadreError
from tests.desk.keeping import HERE, RIGHT, Clock, refused


def test_after_ten_failures_a_name_waits_even_with_the_right_password(
    accounts: Accounts,
) -> None:
    for _ in range(throttling.OF_BOTH):
        refused(accounts, "ben")
    with pytest.raises(TooManyAttemptsError, match="Wait 15 minutes") as told:
        accounts.log_in("ben", RIGHT, HERE)
    assert told.value.wait == throttling.WINDOW
    assert accounts.log_in("anna", RIGHT, HERE).token, "others from there get in"
    assert accounts.log_in("ben", RIGHT, "192.0.2.8").token, "and it does from elsewhere"
    refused(accounts, "ben")


def test_the_wait_is_over_when_it_was_said_to_be(accounts: Accounts, clock: Clock) -> None:
    for _ in range(throttling.OF_BOTH):
        refused(accounts, "ben")
        clock.now += 10
    with pytest.raises(TooManyAttemptsError) as told:
        accounts.log_in("ben", RIGHT, HERE)
    clock.now += told.value.wait - 1
    with pytest.raises(TooManyAttemptsError, match="Wait 1 minute,"):
        accounts.log_in("ben", RIGHT, HERE)
    clock.now += 1
    assert accounts.log_in("ben", RIGHT, HERE).token


def test_unknown_names_are_throttled_like_known_ones(accounts: Accounts) -> None:
    """Else it would tell which there are."""
    for _ in range(throttling.OF_BOTH):
        refused(accounts, "nobody")
    with pytest.raises(TooManyAttemptsError):
        accounts.log_in("nobody", RIGHT, HERE)


def test_an_address_that_tries_many_names_waits(accounts: Accounts) -> None:
    for i in range(throttling.OF_ADDRESS):
        refused(accounts, f"name{i}")
    with pytest.raises(TooManyAttemptsError):
        accounts.log_in("ben", RIGHT, HERE)
    assert accounts.log_in("ben", RIGHT, "192.0.2.8").token


def test_a_name_tried_from_many_addresses_waits(accounts: Accounts) -> None:
    for i in range(throttling.OF_NAME):
        refused(accounts, "ben", at=f"198.51.100.{i}")
    with pytest.raises(TooManyAttemptsError):
        accounts.log_in("ben", RIGHT, HERE)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("", "testclient", False),
    ],
)
def test_addresses_of_one_subscriber_count_as_one(
    accounts: Accounts, one: str, other: str, *, same: bool
) -> None:
    for _ in range(throttling.OF_BOTH):
        refused(accounts, "ben", at=one)
    if same:
        with pytest.raises(TooManyAttemptsError):
            accounts.log_in("ben", RIGHT, other)
    else:
        assert accounts.log_in("ben", RIGHT, other).token


def test_a_success_forgives_the_name_but_not_the_address(accounts: Accounts) -> None:
    """Whoever has an account of their own could else guess for ever at those of others."""
    for i in range(throttling.OF_ADDRESS - 1):
        refused(accounts, f"name{i}")
    accounts.log_in("anna", RIGHT, HERE)
    refused(accounts, "ben")
    with pytest.raises(TooManyAttemptsError):
        accounts.log_in("anna", RIGHT, HERE)


def test_attempts_are_kept_up_to_a_bound(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST", 20)
    for i in range(30):
        refused(accounts, f"name{i}", at=f"198.51.100.{i}")
    with closing(sqlite3.connect(accounts.path)) as file:
        assert file.execute("SELECT count(*) FROM attempt").fetchone() == (20,)


def test_many_at_once_get_no_more_tries_than_one_after_the_other(accounts: Accounts) -> None:
    told: list[type[Exception]] = []

    def attempt() -> None:
        try:
            accounts.log_in("ben", "not it at all", HERE)
        except CadreError as error:
            told.append(type(error))

    threads = [threading.Thread(target=attempt) for _ in range(3 * throttling.OF_BOTH)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count(WrongLogInError) == throttling.OF_BOTH
    assert told.count(TooManyAttemptsError) == 2 * throttling.OF_BOTH
