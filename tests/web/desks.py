"""A web desk in this process, for tests of what it answers that need no browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient

from cadre.desk.account import Account
from cadre.desk.accounts import Accounts
from cadre.desk.jobs import Jobs
from cadre.desk.roles import Role
from cadre.desk.room import Room
from cadre.desk.signing import signed
from cadre.dossier.store.access import load_at, save_at
from cadre.dossier.store.address import parse
from cadre.web.access import Gate
from cadre.web.application import application
from cadre.web.house import House

RIGHT = "four words in a row"


def accounts_in(folder: Path) -> Accounts:
    """A file of accounts with one of each role, and one that reads as the host."""
    made = Accounts.begin(
        folder / "accounts.db", Account(name="anna", role=Role.ADMINISTRATOR), RIGHT, by="test"
    )
    for name, role in (("ben", Role.EDITOR), ("clara", Role.PLANNER), ("dan", Role.READER)):
        made.add(Account(name=name, role=role), RIGHT, by="anna")
    made.add(Account(name="hana", role=Role.EDITOR, reader="public"), RIGHT, by="anna")
    return made


@contextmanager
def desk(
    where: Path, accounts: Accounts | None = None, *, base: str = "http://testserver"
) -> Iterator[TestClient]:
    """A client of a desk over a dossier."""
    with TemporaryDirectory() as shelf, closing(Jobs(Path(shelf) / "shelf.db")) as jobs:
        house = House(room=Room(where), hosts=frozenset({"testserver"}), jobs=jobs)
        if accounts is not None:
            house.accounts, house.who = accounts, Gate(accounts)
        app = application(house)
        with TestClient(app, base_url=base, follow_redirects=False) as client:
            yield client


def enter(client: TestClient, name: str, to: str = "/") -> None:
    """Log in."""
    sent = {"name": name, "password": RIGHT, "to": to}
    done = client.post("/log-in", data=sent)
    assert (done.status_code, done.headers["location"]) == (303, to)


def edit(where: str, people: int, who: str = "ben") -> int:
    """Change how many people the first post asks for; the number of the change."""
    address = parse(where)
    loaded = load_at(address)
    first, *others = loaded.mission.posts
    stated = replace(loaded.mission, posts=(replace(first, people=people), *others))
    made = save_at(stated, address, loaded, signed(who, f"{people} now"))
    assert made is not None
    return made.seq
