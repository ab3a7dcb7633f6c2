"""`cadre import`: an edited workbook, or what others write down of their work, into a dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cadre.cli.options import progress_bar, with_signature
from cadre.cli.show import table
from cadre.cli.show_workbook import finding_with_place, taken_as_text
from cadre.desk.imports import FORMATS, Imported, Order, import_file
from cadre.desk.plain import to_json
from cadre.desk.workbook import TAKES, WorkbookOrder, import_workbook

WORKBOOK = "workbook"
"""The format of what `cadre export` wrote."""
_FILE = click.Path(path_type=Path)
CHANGES = 20
"""Rows updated that are listed in text; JSON has all."""
WIDEST = 60
"""Characters of a value before or after that text repeats."""


@click.command("import")
@click.argument("dossier")
@click.argument("file", type=_FILE)
@click.option("--format", "form", type=click.Choice([*FORMATS, WORKBOOK]))
@click.option("--xlsx", is_flag=True, help="The same as `--format workbook`.")
@click.option("--remove", is_flag=True, help="Remove rows that aren't in the workbook any more.")
@click.option(
    "--take", type=click.Choice(TAKES), help="Whose value counts where both changed a field."
)
@click.option("--map", "mapped", type=_FILE, help="What the file's words mean here, in TOML.")
@click.option("--about", type=_FILE, help="What its publisher says of the file, in JSON.")
@click.option("--sheet", help="Sheet of the workbook; else the first with such a table.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and write nothing.")
@with_signature
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def import_(
    dossier: str,
    as_json: bool,
    form: str | None,
    xlsx: bool,
    **given: Any,  # noqa: ANN401 - the other options, whatever they are
) -> None:
    """Take an edited workbook, or a table of others, FILE, into DOSSIER.

    Formats: `workbook`, what `cadre export` wrote and a person edited; `3w`, a workbook, CSV or
    JSON of who does what where, with or without HXL tags; `us-training`, the records of courses
    that the United States gave to a host's people.

    Rows with a fault are refused and told with their place; the others are taken. The same file
    imported again changes nothing; an edited one updates its own rows.

    Ends with 0 when all rows were taken, 1 when some were refused, 2 when nothing could be done.

    \b
    Example:
      cadre import my-mission partners-3w.xlsx --format 3w --map map.toml --dry-run
    """
    form = WORKBOOK if xlsx and form is None else form
    if form is None or (xlsx and form != WORKBOOK):
        raise click.UsageError("Say what FILE is: one of `--format` and `--xlsx`.")
    if form == WORKBOOK:
        _refuse_options(form, given, ("mapped", "about", "sheet"))
        own = {name: given[name] for name in ("file", "remove", "take", "dry_run", "by", "because")}
        taken = import_workbook(dossier, WorkbookOrder(**own))
        click.echo(to_json(taken) if as_json else taken_as_text(taken), nl=not as_json)
        raise SystemExit(1 if taken.refused else 0)
    _refuse_options(form, given, ("remove", "take"))
    order = Order(format=form, **given)
    with progress_bar("rows") as progress:
        done = import_file(dossier, order, progress)
    click.echo(to_json(done) if as_json else imported_as_text(done), nl=not as_json)
    raise SystemExit(1 if done.tally.refused else 0)


def _refuse_options(form: str, given: dict[str, Any], others: tuple[str, ...]) -> None:
    """Take out the options of other formats; refuse one that was given."""
    for name in others:
        if given.pop(name):
            option = {"mapped": "map"}.get(name, name)
            message = f"`--{option}` isn't for the format {form}."
            raise click.UsageError(message)


def imported_as_text(done: Imported) -> str:
    """What was read, taken, refused and written, and what is odd about the file."""
    tally, trial = done.tally, ": a trial, nothing is written" if done.dry_run else ""
    rows = [
        ("rows read", tally.read),
        ("taken", tally.taken),
        ("repeated", tally.repeated),
        ("left aside", tally.left),
        ("refused", tally.refused),
        ("activities", tally.activities),
        ("without institution", tally.without_institution),
        ("without dates", tally.without_dates),
        ("partners known before", done.known_partners),
    ]
    lines = [f"{done.file} as source {done.source} into {done.folder}{trial}", ""]
    lines += [table(("", ""), [(name, f"{number:,}") for name, number in rows]).lstrip("\n"), ""]
    lines += [
        f"added: {_counts(done.added)}",
        f"updated: {_counts(done.updated)}",
        f"at another row of the file: {_counts(done.moved)}",
        f"unchanged: {done.unchanged:,}",
    ]
    lines += _changes(done)
    lines += ["", *map(finding_with_place, done.findings)] if done.findings else []
    return "\n".join(lines)


def _counts(counted: dict[str, int]) -> str:
    return ", ".join(f"{table} {number:,}" for table, number in counted.items()) or "nothing"


def _changes(done: Imported) -> list[str]:
    lines = []
    for one in done.changes[:CHANGES]:
        fields = "; ".join(
            f"{name} {_cut(before)} -> {_cut(after)}"
            for name, (before, after) in one.fields.items()
        )
        lines.append(f"  {one.table} {one.id}: {fields}")
    more = len(done.changes) - CHANGES
    return [*lines, f"  and {more:,} more"] if more > 0 else lines


def _cut(text: str) -> str:
    shown = text if len(text) <= WIDEST else f"{text[:WIDEST]}..."
    return repr(shown)
