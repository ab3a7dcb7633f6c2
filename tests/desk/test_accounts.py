"""Accounts: who gets in, who doesn't, and that nobody learns anything from being refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadre.desk import passwords, sessions, throttling
from cadre.desk.account import Account, WrongLogInError
from cadre.desk.accounts import Accounts
from cadre.desk.roles import Role
from cadre.errors import CadreError
from tests.desk.keeping import HERE, RIGHT, Clock, refused


def test_roles_stand_in_order() -> None:
    assert Role.READER < Role.PLANNER < Role.EDITOR < Role.ADMINISTRATOR
    assert Role.EDITOR >= Role.EDITOR
    assert not Role.PLANNER > Role.EDITOR


def test_whoever_knows_the_password_is_let_in_and_known_by_the_token(accounts: Accounts) -> None:
    done = accounts.log_in("ben", RIGHT, HERE)
    known = accounts.session(done.token)
    assert known is not None
    assert (known.name, known.role, known.reader) == ("Ben", Role.EDITOR, "staff")
    assert known.logged_in is not None


@pytest.mark.parametrize("name", ["BEN", " ben ", "\uff22\uff45\uff4e"])
def test_case_blanks_and_wide_letters_of_a_name_do_not_count(accounts: Accounts, name: str) -> None:
    assert accounts.log_in(name, RIGHT, HERE).account.name == "Ben"


def test_a_password_may_be_typed_on_another_keyboard(accounts: Accounts) -> None:
    """An é is one sign on some, two on others."""
    accounts.set_password("Ben", "caf\u00e9 caf\u00e9 caf\u00e9", by="anna")
    assert accounts.log_in("ben", "cafe\u0301 cafe\u0301 cafe\u0301", HERE).token


def test_the_answer_does_not_tell_whether_there_is_such_an_account(accounts: Accounts) -> None:
    unknown, wrong = refused(accounts, "nobody"), refused(accounts, "ben")
    accounts.disable("Ben", by="anna")
    off = refused(accounts, "ben", RIGHT)
    assert unknown == wrong == off


def test_an_unknown_name_takes_as_much_work_to_refuse_as_a_known_one(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password is compared with one hash, of the same cost; the rest takes no time."""
    compared: list[str] = []
    verify = PasswordHasher.verify

    def watched(hasher: PasswordHasher, kept: str, password: str) -> bool:
        compared.append(kept)
        return verify(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    refused(accounts, "ben")
    refused(accounts, "nobody", at="192.0.2.1")
    known, unknown = compared
    assert known != unknown == passwords.nobody()
    assert extract_parameters(known) == extract_parameters(unknown)


def test_hashes_are_argon2id_of_the_strength_of_rfc_9106(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    assert passwords.hashed(RIGHT).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_same_password_twice_has_two_hashes() -> None:
    assert passwords.hashed(RIGHT) != passwords.hashed(RIGHT)


def test_a_hash_of_old_parameters_is_made_anew_at_the_next_log_in(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: newer)
    for _ in range(2):
        assert accounts.log_in("ben", RIGHT, HERE).token
    with closing(sqlite3.connect(accounts.path)) as file:
        (kept,) = file.execute("SELECT hash FROM account WHERE key = 'ben'").fetchone()
    assert "m=16,t=2" in kept


def test_nothing_in_the_file_opens_a_session_or_tells_a_password(accounts: Accounts) -> None:
    """Whoever steals a copy of the file gets hashes only."""
    token = accounts.log_in("ben", RIGHT, HERE).token
    refused(accounts, "typed into the wrong field", RIGHT)
    files = accounts.path.parent.glob("accounts.db*")
    held = b"".join(file.read_bytes() for file in files)
    for secret in (token, RIGHT, "typed into the wrong field", HERE):
        assert secret.encode() not in held
    assert accounts.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "password", ["elevenchars", "", "x" * 257, "ben ben ben ben", "BenBenBenBen"]
)
def test_a_weak_password_is_refused_and_not_repeated(accounts: Accounts, password: str) -> None:
    with pytest.raises(CadreError) as told:
        accounts.set_password("Ben", password, by="anna")
    assert not password or password not in str(told.value)
    assert accounts.log_in("ben", RIGHT, HERE).token


@pytest.mark.parametrize(
    "password", ["twelve chars", "x" * 256, "aaaaaaaaaaaa", "ben and anna too"]
)
def test_no_kinds_of_characters_are_asked_for(accounts: Accounts, password: str) -> None:
    accounts.set_password("Ben", password, by="anna")
    assert accounts.log_in("ben", password, HERE).token


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "-a", "a\n", "x" * 65, "a/b", "<b>", "\u202eanna", "a."]
)
def test_a_name_that_can_not_be_read_back_from_a_log_is_refused(
    accounts: Accounts, name: str
) -> None:
    with pytest.raises(CadreError):
        accounts.add(Account(name=name, role=Role.READER), RIGHT, by="anna")
    assert len(accounts.all()) == 2


def test_names_that_differ_in_case_only_are_one(accounts: Accounts) -> None:
    with pytest.raises(CadreError, match="is there already"):
        accounts.add(Account(name="BEN", role=Role.READER), RIGHT, by="anna")


def test_a_file_begins_with_an_administrator_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    for account, password in (
        (Account(name="anna", role=Role.EDITOR), RIGHT),
        (Account(name="anna", role=Role.ADMINISTRATOR), "short"),
        (Account(name="an na", role=Role.ADMINISTRATOR), RIGHT),
    ):
        with pytest.raises(CadreError):
            Accounts.begin(file, account, password, by="test")
        assert not file.exists()


def test_a_file_that_is_there_is_never_begun_anew(accounts: Accounts) -> None:
    with pytest.raises(CadreError, match="can't be begun"):
        Accounts.begin(accounts.path, Account(name="eve", role=Role.ADMINISTRATOR), RIGHT, by="eve")
    assert [one.name for one in accounts.all()] == ["anna", "Ben"]


def test_another_database_is_no_file_of_accounts(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as file:
        file.execute("CREATE TABLE account (name)")
    before = other.read_bytes()
    with pytest.raises(CadreError, match="is no file of accounts"):
        Accounts(other)
    assert other.read_bytes() == before


def test_the_last_administrator_can_neither_be_disabled_nor_demoted(accounts: Accounts) -> None:
    """Else nobody could let anybody in again."""
    for change in (
        lambda: accounts.disable("anna", by="anna"),
        lambda: accounts.give("anna", Role.EDITOR, by="anna"),
    ):
        with pytest.raises(CadreError, match="last administrator"):
            change()
    assert accounts.account("anna").role is Role.ADMINISTRATOR
    accounts.give("Ben", Role.ADMINISTRATOR, by="anna")
    accounts.disable("anna", by="Ben")
    assert accounts.account("anna").disabled


ENDING: dict[str, Callable[[Accounts], object]] = {
    "a new password": lambda accounts: accounts.set_password("Ben", RIGHT + "!", by="anna"),
    "another role": lambda accounts: accounts.give("Ben", Role.READER, by="anna"),
    "another audience": lambda accounts: accounts.give(
        "Ben", Role.EDITOR, reader="partners", by="anna"
    ),
    "disabled": lambda accounts: accounts.disable("Ben", by="anna"),
}


@pytest.mark.parametrize("why", ENDING)
def test_sessions_end_when_what_they_rest_on_changes(accounts: Accounts, why: str) -> None:
    mine, other = (accounts.log_in(name, RIGHT, HERE).token for name in ("ben", "anna"))
    ENDING[why](accounts)
    assert accounts.session(mine) is None
    assert accounts.session(other) is not None, "those of others go on"


def test_a_role_that_stays_the_same_ends_nothing(accounts: Accounts) -> None:
    token = accounts.log_in("ben", RIGHT, HERE).token
    accounts.give("Ben", Role.EDITOR, by="anna")
    assert accounts.session(token) is not None


def test_who_logs_out_is_out_and_only_there(accounts: Accounts) -> None:
    here, there = (accounts.log_in("ben", RIGHT, HERE).token for _ in range(2))
    accounts.log_out(here)
    assert accounts.session(here) is None
    assert accounts.session(there) is not None


def test_a_session_ends_when_it_is_not_used_for_long(accounts: Accounts, clock: Clock) -> None:
    token = accounts.log_in("ben", RIGHT, HERE).token
    clock.now += sessions.IDLE - 1
    assert accounts.session(token) is not None
    clock.now += sessions.IDLE - 1
    assert accounts.session(token) is not None, "being used, it goes on"
    clock.now += sessions.IDLE
    assert accounts.session(token) is None


def test_a_session_that_is_always_used_still_ends_after_a_week(
    accounts: Accounts, clock: Clock
) -> None:
    token = accounts.log_in("ben", RIGHT, HERE).token
    hours = 0
    while accounts.session(token) is not None:
        clock.now += 3600
        hours += 1
    assert hours == 7 * 24


def test_an_account_has_so_many_sessions_and_no_more(accounts: Accounts, clock: Clock) -> None:
    tokens = []
    for _ in range(sessions.MOST + 1):
        clock.now += 1
        tokens.append(accounts.log_in("ben", RIGHT, HERE).token)
    open_ones = [accounts.session(token) is not None for token in tokens]
    assert open_ones == [False] + [True] * sessions.MOST


@given(st.text(max_size=80))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_is_a_token_unless_it_was_given_out(accounts: Accounts, text: str) -> None:
    accounts.log_in("anna", RIGHT, HERE)
    assert accounts.session(text) is None
    accounts.log_out(text)


@given(name=st.text(max_size=40), password=st.text(max_size=300))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_typed_is_refused_in_the_same_words(
    accounts: Accounts, clock: Clock, name: str, password: str
) -> None:
    clock.now += throttling.WINDOW
    told = refused(accounts, name, password)
    assert told == str(WrongLogInError())


@given(st.text(min_size=12, max_size=256))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_password_that_is_taken_opens_the_account(accounts: Accounts, password: str) -> None:
    try:
        accounts.set_password("Ben", password, by="anna")
    except CadreError:
        return
    assert accounts.log_in("ben", password, HERE).token
    refused(accounts, "ben", password + "x")


def test_a_log_in_that_a_new_password_overtakes_is_refused(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking at the password and beginning the session, an administrator changed it."""
    right = passwords.is_right

    def overtaken(password: str, kept: str | None) -> bool:
        told = right(password, kept)
        accounts.set_password("Ben", "another one altogether", by="anna")
        return told

    monkeypatch.setattr("cadre.desk.accounts.is_right", overtaken)
    refused(accounts, "ben", RIGHT)


def test_ones_own_password_takes_the_old_one_and_ends_other_sessions(accounts: Accounts) -> None:
    stolen = accounts.log_in("ben", RIGHT, HERE).token
    with pytest.raises(WrongLogInError):
        accounts.change_own_password("Ben", "not it at all", "a new password", HERE)
    assert accounts.session(stolen) is not None
    now = accounts.change_own_password("Ben", RIGHT, "a new password", HERE)
    assert accounts.session(stolen) is None
    assert accounts.session(now.token) is not None
    refused(accounts, "ben", RIGHT)


def test_what_was_done_to_accounts_is_told_with_who_did_it(accounts: Accounts) -> None:
    accounts.give("Ben", Role.READER, reader="partners", by="anna")
    accounts.disable("Ben", by="anna")
    told = [(one.actor, one.name, one.what) for one in accounts.notes()]
    assert told == [
        ("anna", "Ben", "disabled"),
        ("anna", "Ben", "made reader, reading as partners"),
        ("anna", "Ben", "added as editor, reading as staff"),
        ("test", "anna", "added as administrator, reading as staff"),
    ]


def test_two_programs_share_one_file(accounts: Accounts, clock: Clock) -> None:
    """Somebody is disabled by the command line while the server runs."""
    token = accounts.log_in("ben", RIGHT, HERE).token
    with closing(Accounts(accounts.path, clock=clock)) as other:
        other.disable("Ben", by="console")
    assert accounts.session(token) is None


DOINGS = st.lists(
    st.tuples(
        st.sampled_from(["anna", "Ben"]),
        st.sampled_from([*Role, "disable", "enable", "password"]),
    ),
    max_size=12,
)


@given(DOINGS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_done_somebody_can_keep_the_accounts(
    accounts: Accounts, doings: list[tuple[str, Role | str]]
) -> None:
    for name, doing in doings:
        token = None if accounts.account(name).disabled else accounts.log_in(name, RIGHT, "").token
        before = accounts.account(name)
        try:
            if isinstance(doing, Role):
                accounts.give(name, doing, by="test")
            elif doing == "password":
                accounts.set_password(name, RIGHT, by="test")
            else:
                getattr(accounts, doing)(name, by="test")
        except CadreError:
            assert accounts.account(name).role is before.role, "a refusal changes nothing"
            assert token is None or accounts.session(token) is not None
            continue
        keepers = [
            one for one in accounts.all() if one.role is Role.ADMINISTRATOR and not one.disabled
        ]
        assert keepers
        now = accounts.account(name)
        stands = (now.role, now.disabled) == (before.role, before.disabled)
        if token is not None and (doing == "password" or not stands):
            assert accounts.session(token) is None
