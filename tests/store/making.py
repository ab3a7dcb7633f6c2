"""Small stores, and changes to them through the door that every command uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cadre.dossier.store.access import begin, load_at, save_at
from cadre.dossier.store.address import Address
from cadre.dossier.store.changes import Changeset
from cadre.dossier.store.signed import Signed
from cadre.mission.mission import Mission
from tests.dossier.building import Folder

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def by(actor: str, reason: str = "", at: datetime = NOON) -> Signed:
    """A signature."""
    return Signed(actor=actor, reason=reason, at=at)


@cache
def small_mission() -> Mission:
    """The small mission of the tests of folders."""
    with TemporaryDirectory() as folder:
        return Folder.made(Path(folder)).load().mission


def begun_store(address: Address, mission: Mission | None = None) -> Address:
    """A new store that states a mission, by two changes."""
    begin(address, by("founder"))
    save_at(mission or small_mission(), address, None, by("founder", "the small mission"))
    return address


def edit(
    address: Address, change: Callable[[Mission], Mission], actor: str = "anna"
) -> Changeset | None:
    """Load, change and save, as a command does."""
    loaded = load_at(address)
    return save_at(change(loaded.mission), address, loaded, by(actor))


def made(address: Address, change: Callable[[Mission], Mission], actor: str = "anna") -> Changeset:
    """The change that an edit made; it must have made one."""
    one = edit(address, change, actor)
    assert one is not None
    return one


def with_row(table: str, key: str, **fields: Any) -> Callable[[Mission], Mission]:  # noqa: ANN401
    """An edit of some fields of a row."""

    def change(mission: Mission) -> Mission:
        rows = tuple(
            replace(row, **fields) if row.id == key else row for row in getattr(mission, table)
        )
        tables: dict[str, Any] = {table: rows}
        return replace(mission, **tables)

    return change


def without_row(table: str, key: str) -> Callable[[Mission], Mission]:
    """An edit that takes out a row."""

    def change(mission: Mission) -> Mission:
        rows = tuple(row for row in getattr(mission, table) if row.id != key)
        tables: dict[str, Any] = {table: rows}
        return replace(mission, **tables)

    return change


def with_more(table: str, *rows: Any) -> Callable[[Mission], Mission]:  # noqa: ANN401
    """An edit that adds rows at the end of a table."""

    def change(mission: Mission) -> Mission:
        tables: dict[str, Any] = {table: (*getattr(mission, table), *rows)}
        return replace(mission, **tables)

    return change


def row(address: Address, table: str, key: str) -> Any:  # noqa: ANN401 - a row of any table
    """A row as an address shows it; None when it isn't there."""
    rows = getattr(load_at(address).mission, table)
    return next((one for one in rows if one.id == key), None)
