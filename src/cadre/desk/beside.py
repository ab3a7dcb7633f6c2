"""Beside: where the desk keeps what it works out of a dossier, apart from the dossier itself."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from cadre.dossier.store.address import is_address, parse
from cadre.dossier.wherever import Where
from cadre.errors import CadreError


def shelf_file(where: Where) -> Path:
    """The file of the shelf of a dossier: beside a SQLite store, else in the user's own folder.

    What stands on a shelf can be worked out again, but for which plan is in force.

    Raises:
        CadreError: The user's folder can't be made.
    """
    file = parse(where).file if is_address(where) else None
    if file is not None:
        return file.with_name(f"{file.name}.shelf")
    kept = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    address = str(where) if is_address(where) else str(Path(where).resolve())
    place = Path(kept) / "cadre" / f"{sha256(address.encode()).hexdigest()[:24]}.shelf"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CadreError(
            str(place.parent),
            f"can't be made ({error.strerror})",
            "a folder that may be written to, for what is worked out",
            "Name another one by XDG_STATE_HOME.",
        ) from error
    return place
