"""Shelf place: where a desk keeps its jobs and their results, beside what it is about."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from cadre.dossier.store.address import is_address, parse
from cadre.dossier.wherever import Where


def shelf_place(where: Where) -> Path:
    """The file for the jobs and results of a dossier; its folder is made if it isn't there.

    Beside a store's file; for a folder, into which nothing is written unasked, and for a database
    elsewhere, in the user's own folder for such things.
    """
    file = parse(where).file if is_address(where) else None
    if file is not None:
        return file.with_suffix(".shelf")
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    folder = Path(state) / "cadre"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = parse(where).database if is_address(where) else str(Path(where).absolute())
    return folder / f"{sha256(name.encode()).hexdigest()[:16]}.shelf"
