"""Files that the desk writes: each is there in full or not changed at all."""

from __future__ import annotations

from pathlib import Path

from cadre.errors import CadreError


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file, text as UTF-8, so that it is either there in full or not changed at all.

    A link is followed: what it points to is replaced.

    Raises:
        CadreError: The file can't be written.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise CadreError(str(path), "is no file", "a file, new or to be replaced", "Name a file.")
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CadreError(
            str(path),
            f"can't be written ({error.strerror})",
            "a file in a folder that exists and may be written to",
            "Name another file.",
        ) from error
