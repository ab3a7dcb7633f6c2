"""A web desk in this process, as it answers one who asks with a role and a reader's eyes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from cadre.desk.jobs import Jobs
from cadre.desk.roles import Role
from cadre.desk.room import Room
from cadre.web.application import application
from cadre.web.house import House
from cadre.web.who import Who

BASE = "http://desk"


@contextmanager
def housed(
    where: Path, shelf: Path, *, role: Role = Role.EDITOR, reader: str = "staff"
) -> Iterator[TestClient]:
    """A client of a desk over a dossier, as somebody with a role who reads as a reader."""
    jobs = Jobs(shelf)
    who = Who(name="somebody", role=role, reader=reader)
    house = House(room=Room(str(where)), hosts=frozenset({"desk"}), jobs=jobs, who=lambda _: who)
    with TestClient(application(house), base_url=BASE, headers={"origin": BASE}) as client:
        yield client
    jobs.close()
