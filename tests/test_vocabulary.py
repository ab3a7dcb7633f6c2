"""The vocabulary explains itself and stands on nothing but Python: every other room leans on it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import cadre.mission

SOURCE = Path(cadre.mission.__file__).parents[1]
STANDING_ALONE = ("errors.py", "mission", "checks", "release")


def dataclasses() -> Iterator[type]:
    for module in iter_modules(cadre.mission.__path__, "cadre.mission."):
        for one in vars(import_module(module.name)).values():
            if isinstance(one, type) and is_dataclass(one) and one.__module__ == module.name:
                yield one


def explained(owner: type) -> list[str]:
    """The names under `Attributes:`, in their order."""
    docstring = owner.__doc__ or ""
    section = docstring.partition("\n    Attributes:\n")[2].partition("\n\n")[0]
    return re.findall(r"^ {8}(\w+): \S", section, flags=re.MULTILINE)


def own_fields(owner: type) -> list[str]:
    """The fields that the class itself states, in its order; not those it only inherits."""
    stated = vars(owner).get("__annotations__", {})
    names = [field.name for field in fields(owner)]
    return [name for name in stated if name in names]


@pytest.mark.parametrize("owner", list(dataclasses()), ids=lambda one: one.__qualname__)
def test_every_field_has_its_line_in_order(owner: type) -> None:
    # Tables, templates, forms and the manual take their texts from these lines.
    assert explained(owner) == own_fields(owner)


def classes() -> Iterator[tuple[str, ast.ClassDef]]:
    """All classes of the program that say what their attributes are, by module and name."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and "Attributes:\n" in (
                ast.get_docstring(node) or ""
            ):
                yield f"{path.relative_to(SOURCE)}:{node.name}", node


def test_what_a_class_says_of_its_fields_is_all_of_them_in_order() -> None:
    """A line in another place reads as if it told of another array; one left out tells nothing."""
    wrong = []
    for name, node in classes():
        told = re.findall(r"^ {4}(\w+): \S", ast.get_docstring(node) or "", flags=re.MULTILINE)
        stated = [part.target for part in node.body if isinstance(part, ast.AnnAssign)]
        own = [one.id for one in stated if isinstance(one, ast.Name) and one.id[0] != "_"]
        if own and [one for one in told if one in own] != own:
            wrong.append(name)
    assert wrong == []


def test_the_vocabulary_was_found() -> None:
    assert len(list(dataclasses())) > 50


def modules() -> list[Path]:
    found = [SOURCE / name for name in STANDING_ALONE]
    return sorted(path for one in found for path in ([one] if one.is_file() else one.rglob("*.py")))


def imported(path: Path) -> set[str]:
    """First names of all that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(f"{'.' * node.level}{node.module or ''}")
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("path", modules(), ids=lambda one: str(one.relative_to(SOURCE)))
def test_mission_checks_and_release_import_the_standard_library_only(path: Path) -> None:
    assert imported(path) - sys.stdlib_module_names <= {"cadre"}
