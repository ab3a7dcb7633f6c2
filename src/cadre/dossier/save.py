"""Saving: only files that changed are written, and none that somebody else has changed."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table as TomlTable

from cadre.dossier.edit import TableText, fresh_text
from cadre.dossier.folder import MARK, MISSION, PACKAGE, Contents, contents, read, records
from cadre.dossier.listing import Listing
from cadre.dossier.load import Loaded
from cadre.dossier.package import datapackage, package_text
from cadre.dossier.profile import ROOT, read_profile
from cadre.dossier.tables import TABLES, Table, attribute_help
from cadre.errors import CadreError, ChangedUnderneathError, DossierError
from cadre.mission.mission import Mission, Profile, Weights
from cadre.mission.rows import Row

Rows = tuple[Row, ...]


def save(mission: Mission, where: Path, loaded: Loaded | None) -> tuple[str, ...]:
    """Write a mission to the folder `where`; returns the names of the files written.

    What is the same isn't touched: files whose rows are the same, and rows of other files, keep
    their bytes, whatever their order of columns, quotes, line ends or byte order mark. Rows that
    loading refused stay in their files. Each file is replaced in one step; `datapackage.json` is
    made anew from the tables.

    Args:
        mission: What to write.
        where: The folder; it is made when there is none.
        loaded: What was loaded from this folder, on which `mission` builds; None for a folder
            that holds no dossier yet.

    Raises:
        ChangedUnderneathError: A file is no longer what it was when it was loaded, or is there
            although it wasn't. Nothing is written then.
        DossierError: The folder or a file can't be written.
        CadreError: A row can't be written so that it reads back the same. Nothing is written.
    """
    now = _present(where, loaded)
    changed = _changed(mission, loaded, now)
    headers = {
        name: _header(text)
        for name, table in TABLES.items()
        if (text := changed.get(table.file, _text(now, table.file)))
    }
    package = package_text(datapackage(mission.profile, headers))
    old = _text(now, PACKAGE)
    if package != old:
        changed[PACKAGE] = package
    _write(where, changed, now)
    return tuple(changed)


def _text(now: Mapping[str, Contents], name: str) -> str:
    return now[name].text if name in now else ""


def _header(text: str) -> tuple[str, ...]:
    head = next(records(text.removeprefix(MARK)), None)
    return () if head is None else tuple(cell.strip() for cell in head.cells)


def _present(where: Path, loaded: Loaded | None) -> dict[str, Contents]:
    """The files of the folder, once it is sure that they are those that were loaded."""
    seen = {} if loaded is None else loaded.files
    now: dict[str, Contents] = {}
    for name in [MISSION, *(table.file for table in TABLES.values())]:
        path = where / name
        there = path.exists() or path.is_symlink()
        if name in seen:
            if not there:
                raise ChangedUnderneathError(name)
            now[name] = read(path)
            if now[name].sha256 != seen[name].sha256:
                raise ChangedUnderneathError(name)
        elif there and loaded is None:
            raise ChangedUnderneathError(name)
    if (where / PACKAGE).is_file():
        now[PACKAGE] = read(where / PACKAGE)
    return now


def _changed(
    mission: Mission, loaded: Loaded | None, now: Mapping[str, Contents]
) -> dict[str, str]:
    """The new text of each file that must change."""
    changed: dict[str, str] = {}
    for name, table in TABLES.items():
        before = () if loaded is None else getattr(loaded.mission, name)
        after = getattr(mission, name)
        if before != after:
            _unique(table, after)
            changed[table.file] = _table_text(table, before, after, loaded, now)
    if loaded is None:
        changed[MISSION] = _fresh_profile(mission.profile)
    elif loaded.mission.profile != mission.profile:
        changed[MISSION] = _edited_profile(
            now[MISSION].text, loaded.mission.profile, mission.profile
        )
    if MISSION in changed:
        _reads_back(changed[MISSION], mission.profile)
    return changed


def _table_text(
    table: Table, before: Rows, after: Rows, loaded: Loaded | None, now: Mapping[str, Contents]
) -> str:
    if loaded is None or table.file not in now:
        return fresh_text(table, after)
    text = TableText(table, now[table.file].text, loaded.files[table.file].lines)
    return text.with_rows({row.id: row for row in before}, after)


def _unique(table: Table, rows: Rows) -> None:
    for key, times in Counter(row.id for row in rows).items():
        if times > 1:
            raise CadreError(
                f"{table.name} {key}",
                f"stands {times} times",
                "an id used once in its table",
                "Give the others another id.",
            )


def _fresh_profile(profile: Profile) -> str:
    """A `mission.toml` of its own, each key with what it means."""
    document = tomlkit.document()
    document[ROOT] = _commented(profile)
    return tomlkit.dumps(document)


def _commented(stated: Profile | Weights) -> TomlTable:
    table = tomlkit.table()
    for name, text in attribute_help(type(stated)).items():
        value = getattr(stated, name)
        if isinstance(value, Weights):
            table.add(tomlkit.nl())
            table[name] = _commented(value)
        else:
            table.add(tomlkit.comment(text))
            table[name] = value.value if isinstance(value, Enum) else value
    return table


def _edited_profile(text: str, before: Profile, after: Profile) -> str:
    """The text of `mission.toml` with the keys that changed; comments stay."""
    mark = MARK if text.startswith(MARK) else ""
    document = tomlkit.parse(text.removeprefix(MARK))
    table: Any = document[ROOT]
    for field in fields(Profile):
        if field.name != "weights" and getattr(before, field.name) != getattr(after, field.name):
            table[field.name] = getattr(after, field.name)
    if before.weights != after.weights:
        weights = table.setdefault("weights", tomlkit.table())
        # A table without it says by being there that its weights count.
        weights["order"] = after.weights.order.value
        for field in fields(Weights):
            old, new = (getattr(one.weights, field.name) for one in (before, after))
            if field.name != "order" and old != new:
                weights[field.name] = new
    return mark + tomlkit.dumps(document)


def _reads_back(text: str, profile: Profile) -> None:
    """Refuse a text of `mission.toml` that doesn't read back as the same profile."""
    again = read_profile(contents(MISSION, text.encode("utf-8", "replace")), Listing())
    if again != profile:
        wrong = [
            field.name
            for field in fields(Profile)
            if getattr(again, field.name) != getattr(profile, field.name)
        ]
        raise CadreError(
            MISSION,
            f"can't be written so that it reads back the same ({', '.join(wrong)})",
            "text without control characters, numbers within their bounds",
            "Correct these values.",
        )


def _write(where: Path, changed: Mapping[str, str], now: Mapping[str, Contents]) -> None:
    """Write all new texts beside the files, then put each in its place."""
    made: list[tuple[Path, Path]] = []
    try:
        where.mkdir(parents=True, exist_ok=True)
        for name, text in changed.items():
            # A link is followed, so that it stays a link.
            target = (where / name).resolve()
            beside = target.with_name(f".{name}.{os.getpid()}.new")
            made.append((beside, target))
            _write_one(beside, target, text)
        _still_the_same(where, changed, now)
        for beside, target in made:
            beside.replace(target)
    except OSError as error:
        raise DossierError(
            str(error.filename or where),
            f"can't be written: {error.strerror}",
            "a folder that may be written to, with room on its disk",
            "Check its rights and the room left.",
        ) from error
    finally:
        for beside, _ in made:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)


def _write_one(beside: Path, target: Path, text: str) -> None:
    with beside.open("wb") as stream:
        stream.write(text.encode("utf-8", "surrogateescape"))
        stream.flush()
        os.fsync(stream.fileno())
    if target.exists():
        beside.chmod(target.stat().st_mode)


def _still_the_same(where: Path, changed: Mapping[str, str], now: Mapping[str, Contents]) -> None:
    """Look once more, as late as can be, that nobody wrote to a file that is to be replaced."""
    for name in changed:
        path = where / name
        there = path.exists() or path.is_symlink()
        if there != (name in now) or (there and read(path).sha256 != now[name].sha256):
            raise ChangedUnderneathError(name)
