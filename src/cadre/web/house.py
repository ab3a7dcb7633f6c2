"""House: what one server holds: the dossier's room, and who may come in."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from fastapi import Request

from cadre.desk.accounts import Accounts
from cadre.desk.jobs import Jobs
from cadre.desk.room import Room
from cadre.web.kept import KeptPages
from cadre.web.press import Press
from cadre.web.who import Who, whoever_sits_here


@dataclass(kw_only=True)
class House:
    """What one server holds.

    Attributes:
        room: The dossier.
        hosts: Names under which it may be asked for.
        jobs: Long runs, with the shelf of what they found.
        who: Tells from a request who asks.
        accounts: Who may log in; None when only whoever sits at this machine may ask.
        started: Tells one run of the server from another.
        pages: Names and titles of the pages, in the order in which they are listed.
        kept: Pages that were made, for others who ask for the same.
        press: Makes pages while many write; None where they are all made here.
        closing: Whether the server goes down, so that whoever follows jobs is let go.
        answers: What each page shows, for a visit, by the name of the page: numbers are looked up
            there by their id.
    """

    room: Room
    hosts: frozenset[str]
    jobs: Jobs
    who: Callable[[Request], Who] = field(default_factory=lambda: whoever_sits_here)
    accounts: Accounts | None = None
    started: str = field(default_factory=lambda: secrets.token_hex(4))
    pages: tuple[tuple[str, str], ...] = ()
    kept: KeptPages = field(init=False)
    press: Press | None = None
    closing: bool = False
    answers: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep no page yet, and know of no change."""
        self.kept = KeptPages(self.room.moment)
        self._looking = Lock()
        self._known = (float("-inf"), "")

    def close(self) -> None:
        """End the making of pages."""
        self.kept.close()
        if self.press is not None:
            self.press.close()

    def last_change(self) -> str:
        """The number of the store's last change, looked up once a second for all who follow it."""
        with self._looking:
            looked, known = self._known
            if time.monotonic() - looked >= 1:
                known = self.room.moment()
                self._known = time.monotonic(), known
            return known

    def moment(self) -> str:
        """What changes whenever anything does that pages show beside the dossier."""
        of_accounts = "" if self.accounts is None else f" {self.accounts.moment()}"
        return f"{self.jobs.moment()}{of_accounts}"
