"""Stamps: what a dossier states at one moment as one short text, told without reading it all."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from cadre.dossier.folder import MISSION
from cadre.dossier.store.address import MAIN, is_address, parse
from cadre.dossier.store.opening import opened
from cadre.dossier.store.origin import seal_of
from cadre.dossier.store.views import asked_seq
from cadre.dossier.wherever import Where


def pinned(where: Where) -> str:
    """Where a dossier lies, from any folder that one works in, at one moment if it is a store.

    Raises:
        CadreError: There is no such store or change.
    """
    if not is_address(where):
        return str(Path(where).absolute())
    address = parse(where)
    with opened(address) as store, store.reading() as connection:
        seq = asked_seq(connection, address)
    if address.file is not None:
        file = address.file.absolute()
        return f"{file}#{address.branch}@{seq}"
    schema = f"?schema={address.schema}" if address.schema else ""
    return f"{address.url}{schema}#{address.branch}@{seq}"


def stamp(where: Where) -> str:
    """What a dossier states there: another text whenever it may state something else.

    A store's is that of one change with all before it, and the branch; a folder's that of its
    files.

    Raises:
        CadreError: There is no such store or change.
    """
    if is_address(where):
        address = parse(where)
        with opened(address) as store, store.reading() as connection:
            seal = seal_of(connection, asked_seq(connection, address))
        return f"{seal}#{address.branch}"
    folder, digest = Path(where), sha256()
    for file in sorted({folder / MISSION, *folder.glob("*.csv")}):
        content = file.read_bytes() if file.is_file() else b""
        digest.update(f"{file.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def branch_of(where: Where) -> str:
    """The branch that an address names; a folder has only the one that stores begin with."""
    return parse(where).branch if is_address(where) else MAIN


def change_of(where: Where) -> int | None:
    """The number of the change that an address names; None for a folder, or where it names none."""
    at = parse(where).at if is_address(where) else None
    return at if isinstance(at, int) else None
