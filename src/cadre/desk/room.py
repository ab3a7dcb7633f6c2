"""Room: one dossier, open for many readers at once, each with a view of their own."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from cadre.desk.desk import Desk
from cadre.desk.store_moments import within
from cadre.dossier.store.address import Address, is_address, parse
from cadre.dossier.store.opening import kept_open, opened
from cadre.dossier.store.views import head_seq
from cadre.dossier.wherever import Where, named
from cadre.release.rules import STAFF

KEPT = 24
"""Desks that a room keeps open: as many views are answered without reading the dossier again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which state of a dossier is looked at: all of it stands in an address.

    Attributes:
        branch: The branch; empty for the one that the dossier's address names.
        at: What the staff had written down by then: a change's number or an ISO time; empty: now.
        as_of: What was reported by then; None takes the dossier's own day.
        scenario: Named future to apply; None takes the dossier as stated.
    """

    branch: str = ""
    at: str = ""
    as_of: date | None = None
    scenario: str | None = None


Asked = tuple[View, str]
"""What a desk is opened for: a view, and the audience that its answers are for."""


class Room:
    """A dossier, open for many readers at once; safe to be asked from several threads.

    Attributes:
        where: Where it lies.
        is_store: Whether it is a store, which keeps changes; a folder is only read.
    """

    def __init__(self, where: Where) -> None:
        self.where = where
        self.is_store = is_address(where)
        self._parsed: Address | None = parse(where) if self.is_store else None
        self._desks: OrderedDict[Asked, tuple[str, Desk]] = OrderedDict()
        self._lock = Lock()
        self._opening: dict[tuple[Asked, str], Lock] = {}

    def open(self) -> AbstractContextManager[None]:
        """Keep the store's connections open for as long as this lasts, as a server does."""
        return kept_open()

    @property
    def name(self) -> str:
        """Where the dossier lies, as people are told: without a password."""
        return named(self.where)

    def moment(self) -> str:
        """What changes whenever the dossier does.

        Raises:
            CadreError: The dossier isn't there any more.
        """
        if self._parsed is None:
            files = sorted(Path(self.where).glob("*.*"))
            return "-".join(f"{one.stat().st_mtime_ns:x}" for one in files)
        with opened(self._parsed) as store, store.reading() as connection:
            return str(head_seq(connection))

    def look(self) -> None:
        """Look whether there is a dossier before anybody asks; a store may have no mission yet.

        Raises:
            CadreError: There is none, or it can't be read.
        """
        if self.is_store:
            self.moment()
        else:
            self.desk(View(), str(STAFF.id))

    def address(self, view: View) -> Where:
        """Where a view lies: the folder, or the store's address with branch and moment."""
        return within(str(self.where), view.branch, view.at) if self.is_store else self.where

    def desk(self, view: View, reader: str, moment: str = "") -> Desk:
        """The desk of a view for a reader: the same one as long as nothing changed.

        Args:
            view: The view.
            reader: Id of the audience that answers are for.
            moment: As `moment` tells it, where that is known already.

        Raises:
            CadreError: There is no such branch, moment, scenario or reader.
        """
        key, moment = (view, reader), moment or self.moment()
        with self._lock:
            found = self._kept(key, moment)
            if found is not None:
                return found
            waiting = self._opening.setdefault((key, moment), Lock())
        # Of many who ask for the same at once, one reads and the others wait for it.
        with waiting:
            with self._lock:
                found = self._kept(key, moment)
            if found is None:
                try:
                    found = Desk.open(
                        self.address(view), reader=reader, as_of=view.as_of, scenario=view.scenario
                    )
                    self._keep(key, moment, found)
                finally:
                    with self._lock:
                        self._opening.pop((key, moment), None)
        return found

    def _kept(self, key: Asked, moment: str) -> Desk | None:
        known, desk = self._desks.get(key, ("", None))
        if desk is None or known != moment:
            return None
        self._desks.move_to_end(key)
        return desk

    def _keep(self, key: Asked, moment: str, desk: Desk) -> None:
        """Keep a desk in the place of the one of before, which nobody asks for any more."""
        with self._lock:
            self._desks[key] = (moment, desk)
            self._desks.move_to_end(key)
            while len(self._desks) > KEPT:
                self._desks.popitem(last=False)
