"""Wherever a dossier lies: a folder or a store, loaded, saved and recorded through one door.

What a store needs is imported where it is used: a folder's commands start without a database.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cadre.dossier.load import Loaded, load
from cadre.dossier.save import save
from cadre.dossier.store.address import is_address, parse
from cadre.dossier.store.signed import Signed
from cadre.mission.mission import Mission

Where = Path | str
"""A folder's path, or the address of a store."""


def load_from(where: Where, *, guarded: bool = False) -> Loaded:
    """Read the mission in a folder, or the one that the address of a store shows.

    Args:
        where: Where the dossier lies.
        guarded: Whether rows of a store's past bear the marks that they have by now, where these
            are stricter, and rows of a folder that lose a citation are withheld, as `load` tells:
            so it is for whoever may not see all.

    Raises:
        DossierError: There is no dossier, or it lacks what no mission can be without.
    """
    if not is_address(where):
        return load(Path(where), guarded=guarded)
    from cadre.dossier.store.access import load_at

    return load_at(parse(where), guarded=guarded)


def load_stated(where: Where) -> Loaded | None:
    """As `load_from`; None where nothing is stated yet.

    That is a folder that is new or empty, or a store's branch without rows.

    Raises:
        DossierError: There is something, and no mission can be made of it.
    """
    if is_address(where):
        from cadre.dossier.store.access import load_stated as stated_at

        return stated_at(parse(where))
    folder = Path(where)
    new = not any(folder.iterdir()) if folder.is_dir() else not folder.exists()
    return None if new else load(folder)


def save_to(
    mission: Mission,
    where: Where,
    loaded: Loaded | None,
    signed: Signed,
) -> tuple[str, ...]:
    """Write a mission to a folder, or as one change to a store.

    Args:
        mission: What to write.
        where: Where to.
        loaded: What was loaded from there, on which `mission` builds; None when nothing was.
        signed: Who changes it, why and when; a folder doesn't keep that.

    Returns:
        What was written: names of files, or the number of a change as `change 12`.

    Raises:
        CadreError: It changed underneath, or can't be written. Nothing is written.
    """
    if not is_address(where):
        return save(mission, Path(where), loaded)
    from cadre.dossier.store.access import save_at

    made = save_at(mission, parse(where), loaded, signed)
    return () if made is None else (f"change {made.seq}",)


def record_in(where: Where, sealed: Callable[[str], tuple[str, str]]) -> None:
    """Record in a store what was shown to whom.

    Args:
        where: The store's address.
        sealed: From the seal of the line before, the text of the line and its seal.

    Raises:
        DossierError: It can't be recorded, so that nothing may be shown.
    """
    from cadre.dossier.store.opening import opened
    from cadre.dossier.store.releases import append

    with opened(parse(where), writes=True) as store:
        append(store, sealed)


def named(where: Where) -> str:
    """Where a dossier lies, as people are told: without a password."""
    return str(parse(where)) if is_address(where) else str(Path(where))


def is_own_file(where: Where, path: Path) -> bool:
    """Whether a file is part of a dossier, so that nothing else may be written to it."""
    path = path.resolve()
    if not is_address(where):
        return path.parent == Path(where).resolve() and path.suffix in (".csv", ".toml")
    file = parse(where).file
    # A database keeps its log, its key and its checkpoints in files named after it.
    return (
        file is not None
        and path.parent == file.resolve().parent
        and (path.name == file.name or path.name.startswith((f"{file.name}-", f"{file.name}.")))
    )
