"""Starter: a small dossier of an invented mission, to be overwritten row by row."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from cadre.dossier.folder import MISSION, PACKAGE
from cadre.dossier.load import load
from cadre.dossier.package import description
from cadre.dossier.save import save
from cadre.dossier.tables import TABLES, Table
from cadre.errors import CadreError, DossierError

README = "README.md"


def write_starter(folder: Path) -> tuple[str, ...]:
    """Write the starter into `folder`, made when there is none; returns the names of its files.

    Each table has every column it can have, and one to six rows that show how it is used.

    Raises:
        CadreError: The folder holds something, or isn't a folder.
        DossierError: It can't be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CadreError(
            str(folder), "isn't an empty folder", "an empty or a new folder", "Name another one."
        )
    with as_file(files("cadre.dossier") / "template") as template:
        mission = load(template).mission
    written = save(mission, folder, None)
    try:
        (folder / README).write_text(readme(mission.profile.name), encoding="utf-8")
    except OSError as error:
        place = str(folder / README)
        problem = f"can't be written: {error.strerror}"
        raise DossierError(place, problem, "a folder with room", "Check its rights.") from error
    return (*written, README)


def readme(name: str) -> str:
    """The page that explains a folder: how it is written, and what each table and column says."""
    tables = "\n".join(_section(table) for table in TABLES.values())
    hour = "\n".join(f"{number}. `{TABLES[table].file}`: {what}" for number, table, what in _HOUR)
    first = _INTRODUCTION.format(name=name, mission=MISSION, package=PACKAGE, hour=hour)
    return first + tables


def _section(table: Table) -> str:
    lines = [f"### {table.file}", "", table.says, ""]
    for column in table.columns:
        must = " **Must be filled.**" if column.required else ""
        values = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
        targets = " or ".join(f"{name}.csv" for name in column.refers_to)
        refers = f" Id of a row in {targets}." if targets else ""
        lines.append(f"- `{column.name}`: {description(column)}{values}{refers}{must}")
    return "\n".join([*lines, ""])


FIRST_HOUR = {
    "authorities": "what holds in law, from when to when: mandate, the host's consent, status of "
    "your people, decisions of parliaments. Nothing runs on a day that these don't cover.",
    "sites": "where you work, and from when to when each place is open to you.",
    "activities": "what you do and could do, each with its way to be run in `modes.csv`; give "
    "`began` to what is at work already.",
    "posts": "whom each activity needs: skill and number.",
    "pledges": "whom nations offer: skill, number, days, and how sure it is.",
}
"""The tables to fill first, in their order, with what to put there."""

_HOUR = [(number, table, what) for number, (table, what) in enumerate(FIRST_HOUR.items(), 1)]

_INTRODUCTION = """# {name}: a dossier

This folder states a mission: `{mission}` the mission itself, one CSV file a table all the rest.
The mission in it is invented. Overwrite it row by row with your own, and check it as you go:

    cadre check .

`{package}` describes the tables for other tools; it is made anew whenever Cadre saves.

## The first hour

Fill in `{mission}`, then these five tables, in this order. Leave the other rows as they stand
until their turn comes; `cadre check .` names each id that leads nowhere any more, with its line.

{hour}

Then ask what can start: `cadre plan .` answers with the weeks, and says for the rest what is
missing. What you left blank counts as published figures have it; `cadre priors .` shows them. Add
next what decides most: who lends you what (`supports.csv`), what the host's institutions lack
(`needs.csv`), and what each figure rests on (`sources.csv`, `claims.csv`). A table that your
mission doesn't need can go: delete its file, its entry in `{package}`, and what refers to it.

## How it is written

- CSV in UTF-8, cells separated by commas, the names of the columns in the first line. Columns may
  stand in any order; those that needn't be filled may be left out, and so may whole files.
- An `id` is short, without blanks, `;` and `:`, and used once in its table. Other rows name it.
- Days are written 2026-01-31. Where a document tells only the month or the year: 2026-01, 2026.
- `from` and `to` both count; blank is open.
- A figure known only roughly has three columns: `x_low`, `x`, `x_high`. The two ends may be blank.
- Several values in a cell are separated by `; `. A lone `-` says: none at all.
- `sources` names claims, assumptions, or documents with a place: `C001; council-decision:para 2`.
- `marking` says who may see a row: `RESTRICTED`, or `RESTRICTED REL MISSION` for communities.
- Unknown is blank. It is never 0.
- What was replaced isn't deleted: the new row names the old one in `supersedes`, and both stay, so
  that the mission can be read as it was known on any day (`--as-of`).

## The tables

"""
