"""plan.json: a plan with how good it is, as a file that other commands read."""

from __future__ import annotations

import json
from pathlib import Path

import cattrs

from cadre.desk.plain import from_plain, to_json
from cadre.errors import CadreError
from cadre.planner.result import PlanResult


def write_plan(result: PlanResult, path: Path) -> None:
    """Write a plan; an existing file is replaced in one step."""
    write_whole(path, to_json(result))


def read_plan(path: Path) -> PlanResult:
    """Read what `write_plan` wrote.

    Raises:
        CadreError: There is no such file, or it isn't a plan.
    """
    try:
        return from_plain(json.loads(path.read_text(encoding="utf-8")), PlanResult)
    except OSError as error:
        problem = error.strerror or "can't be read"
    except (TypeError, ValueError, cattrs.BaseValidationError) as error:
        problem = f"isn't a plan ({type(error).__name__})"
    raise CadreError(
        str(path), problem, "a file written by `cadre plan --out`", "Make the plan again."
    )


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that it is either there in full or not changed at all.

    Raises:
        CadreError: The file can't be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CadreError(
            str(path),
            f"can't be written ({error.strerror})",
            "a file in a folder that exists and may be written to",
            "Name another file with `--out`.",
        ) from error
