"""House: what one server holds: the dossier's room, and who may come in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request

from cadre.desk.jobs import Jobs
from cadre.desk.room import Room
from cadre.errors import CadreError
from cadre.web.who import Who, whoever_sits_here


@dataclass(kw_only=True)
class House:
    """What one server holds.

    Attributes:
        room: The dossier.
        hosts: Names under which it may be asked for.
        who: Tells from a request who asks.
        started: Tells one run of the server from another.
        pages: Names and titles of the pages, in the order in which they are listed.
        jobs: The long runs, with the shelf of what they found; None where none can be run.
        noted: How often something was put in force or kept beside jobs.
    """

    room: Room
    hosts: frozenset[str]
    who: Callable[[Request], Who] = field(default_factory=lambda: whoever_sits_here)
    started: str = field(default_factory=lambda: secrets.token_hex(4))
    pages: tuple[tuple[str, str], ...] = ()
    jobs: Jobs | None = None
    noted: int = 0

    def moment(self) -> str:
        """What changes whenever anything does that pages show."""
        events = "" if self.jobs is None else f"-{self.jobs.last_event}-{self.noted}"
        return f"{self.room.moment()}{events}"

    @property
    def at_work(self) -> Jobs:
        """The long runs.

        Raises:
            CadreError: This desk has none.
        """
        if self.jobs is None:
            raise CadreError(
                "jobs", "can't be run by this desk", "a desk begun with them", "Use `cadre serve`."
            )
        return self.jobs
