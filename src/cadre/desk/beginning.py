"""How a dossier is begun: from the starter, or from the example that comes with Cadre."""

from __future__ import annotations

import shutil
from pathlib import Path

from cadre.desk.answers import Started
from cadre.desk.signing import signed
from cadre.desk.store import begin_store, take_in
from cadre.dossier.starter import write_starter
from cadre.errors import CadreError


def start_dossier(folder: Path) -> Started:
    """Write a commented starter dossier for a new mission into an empty or new folder."""
    return Started(folder=str(folder), files=tuple(write_starter(folder)))


def example_folder(name: str = "nmi") -> Path:
    """The folder of an example that comes with Cadre."""
    package = Path(__file__).resolve().parents[1]
    for place in (package / "examples" / name, package.parents[1] / "examples" / name):
        if (place / "mission.toml").exists():
            return place
    raise CadreError(
        f"example {name}", "isn't installed", "the examples of the distribution", "Install again."
    )


def copy_example(folder: Path) -> Path:
    """Copy the example to a folder that doesn't exist yet, so that it can be changed.

    Raises:
        CadreError: The folder is there already, or can't be made.
    """
    try:
        shutil.copytree(example_folder(), folder, ignore=shutil.ignore_patterns(".cadre"))
    except FileExistsError as error:
        raise CadreError(
            str(folder), "is there already", "a new folder", "Name another folder."
        ) from error
    except OSError as error:
        raise CadreError(
            str(folder),
            f"can't be made ({error.strerror})",
            "a folder that may be written",
            "Name another folder.",
        ) from error
    return folder


def demo_store(folder: Path) -> Path:
    """The store of the example in `folder`, made with it when it isn't there yet.

    Raises:
        CadreError: The folder is there without such a store, or can't be made.
    """
    store = folder / "mission.db"
    if not store.exists():
        copy_example(folder)
        begin_store(str(store), signed("", "begun by cadre demo"))
        take_in(str(store), folder, signed("", "the example that comes with Cadre"))
    return store
