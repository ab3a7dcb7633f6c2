"""Accounts: one's own, and for administrators those of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from cadre.desk.account import STAFF, Account, NoAccountError, WrongLogInError
from cadre.desk.accounts import Accounts
from cadre.desk.roles import Role
from cadre.errors import CadreError, UnknownIdError
from cadre.web.access import give_cookie
from cadre.web.visits import Visit, Visiting

router = APIRouter()
Typed = Annotated[str, Form()]
MAY = {
    Role.READER: "looks at everything that its audience may see",
    Role.PLANNER: "also has plans and futures worked out, and begins branches",
    Role.EDITOR: "also changes the dossier: edits, imports, merges, undoes",
    Role.ADMINISTRATOR: "also keeps the accounts",
}
"""What each role may do beyond those before it."""
DONE = {
    "password": "The new password is set.",
    "added": "The account is added.",
    "role": "Role and audience are as set; whoever uses the account has to log in again.",
    "disabled": "The account is disabled, and its sessions have ended.",
    "enabled": "The account may log in again.",
}


@router.get("/account")
def own(visit: Visiting) -> Response:
    """One's own account."""
    return _own(visit)


def _own(visit: Visit, fault: CadreError | None = None) -> Response:
    _accounts(visit)
    return visit.page(
        "account.html.j2",
        title="Your account",
        page_name="account",
        status=200 if fault is None else 422,
        may=MAY,
        fault=fault,
        done=DONE.get(visit.asked("done")),
    )


@router.post("/account/password")
def own_password(visit: Visiting, old: Typed = "", new: Typed = "", again: Typed = "") -> Response:
    """Change one's own password; every other session of the account ends."""
    accounts = _accounts(visit)
    client = visit.request.client
    try:
        _refuse_different(new, again)
        done = accounts.change_own_password(
            visit.who.name, old, new, "" if client is None else client.host
        )
    except WrongLogInError:
        wrong = CadreError("The old password", "is wrong", "yours as it is now", "Type it again.")
        return _own(visit, wrong)
    except CadreError as error:
        return _own(visit, error)
    answer = RedirectResponse("/account?done=password", 303)
    give_cookie(visit.request, answer, done.token)
    return answer


def _refuse_different(new: str, again: str) -> None:
    if new != again:
        raise CadreError(
            "The new password", "differs from its repetition", "the same twice", "Type both again."
        )


@router.get("/accounts")
def every(visit: Visiting) -> Response:
    """All accounts, one of them opened to be changed."""
    return _every(visit)


def _every(
    visit: Visit, fault: CadreError | None = None, at: str = "", **typed: object
) -> Response:
    """The page.

    Args:
        visit: Who asks.
        fault: Why what was sent can't be done.
        at: Of which form it is.
        typed: What was typed there, passwords left out.
    """
    accounts = _accounts(visit)
    visit.needs(Role.ADMINISTRATOR)
    name = str(typed.get("opened") or visit.asked("name"))
    return visit.page(
        "accounts.html.j2",
        title="Accounts",
        page_name="accounts",
        status=200 if fault is None else 422,
        accounts=accounts.all(),
        opened=_found(accounts, name),
        notes=accounts.notes(),
        roles=tuple(Role),
        may=MAY,
        audiences=_audiences(visit),
        fault=fault,
        at=at,
        typed=typed,
        done=DONE.get(visit.asked("done")),
    )


def _found(accounts: Accounts, name: str) -> Account | None:
    try:
        return accounts.account(name) if name else None
    except NoAccountError:
        return None


def _audiences(visit: Visit) -> dict[str, str]:
    """The audiences that an account may read as, by id."""
    stated = {str(one.id): one.name for one in visit.desk.mission.audiences}
    return {STAFF: "The staff: sees all", **stated}


@router.post("/accounts")
def add(
    visit: Visiting,
    name: Typed = "",
    role: Typed = "reader",
    reader: Typed = STAFF,
    password: Typed = "",
) -> Response:
    """Add an account."""
    accounts = _accounts(visit)

    def work() -> None:
        account = Account(name=name, role=_role(role), reader=_audience(visit, reader))
        accounts.add(account, password, by=visit.who.name)

    return _tried(visit, work, ("add", "added"), name=name, role=role, reader=reader)


@router.post("/accounts/{name}/role")
def give(visit: Visiting, name: str, role: Typed = "", reader: Typed = STAFF) -> Response:
    """Give an account another role or audience."""
    accounts = _accounts(visit)

    def work() -> None:
        audience = _audience(visit, reader)
        accounts.give(name, _role(role), reader=audience, by=visit.who.name)

    return _tried(visit, work, ("role", "role"), opened=name, role=role, reader=reader)


@router.post("/accounts/{name}/password")
def set_password(visit: Visiting, name: str, password: Typed = "") -> Response:
    """Give an account a new password."""
    accounts = _accounts(visit)

    def work() -> None:
        accounts.set_password(name, password, by=visit.who.name)

    return _tried(visit, work, ("password", "password"), opened=name)


@router.post("/accounts/{name}/disable")
def disable(visit: Visiting, name: str) -> Response:
    """Let an account log in no more."""
    accounts = _accounts(visit)

    def work() -> None:
        accounts.disable(name, by=visit.who.name)

    return _tried(visit, work, ("state", "disabled"), opened=name)


@router.post("/accounts/{name}/enable")
def enable(visit: Visiting, name: str) -> Response:
    """Let an account log in again."""
    accounts = _accounts(visit)

    def work() -> None:
        accounts.enable(name, by=visit.who.name)

    return _tried(visit, work, ("state", "enabled"), opened=name)


def _tried(
    visit: Visit, work: Callable[[], None], told: tuple[str, str], **typed: object
) -> Response:
    """Do something to an account, or bring the form back as it was typed.

    Args:
        visit: Who asks.
        work: What is done.
        told: The form that it comes from, and what is said once it is done.
        typed: What was typed, passwords left out.
    """
    visit.needs(Role.ADMINISTRATOR)
    form, done = told
    try:
        work()
    except CadreError as error:
        return _every(visit, error, form, **typed)
    opened = {"name": str(typed["opened"])} if typed.get("opened") else {}
    return RedirectResponse(f"/accounts?{urlencode(opened | {'done': done})}", 303)


def _role(word: str) -> Role:
    try:
        return Role.of(word)
    except KeyError as error:
        known = [role.word for role in Role]
        raise CadreError(
            f"role {word[:40]!r}", "is none", ", ".join(known), "Choose one."
        ) from error


def _audience(visit: Visit, reader: str) -> str:
    """An audience that the dossier has: else the account could open no page."""
    known = _audiences(visit)
    if reader not in known:
        raise UnknownIdError("audience", reader, sorted(known), "Choose one of the list.")
    return reader


def _accounts(visit: Visit) -> Accounts:
    accounts = visit.house.accounts
    if accounts is None:
        raise UnknownIdError(
            "page", "accounts", None, "Serve with `--users FILE` to have accounts."
        )
    return accounts
