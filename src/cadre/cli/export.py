"""`cadre export`: a dossier as a file for others to read and edit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cadre.cli.options import NEW_FILE, Day
from cadre.cli.show import withheld_as_text
from cadre.desk.export import Exported, export_workbook
from cadre.desk.plain import to_json


@click.command()
@click.argument("dossier")
@click.option("--xlsx", type=NEW_FILE, required=True, help="The workbook to write.")
@click.option("--reader", default="staff", show_default=True, help="Who reads the workbook.")
@click.option("--as-of", type=Day(), help="Only what was known by this day; else all.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def export(dossier: str, xlsx: Path, reader: str, as_of: date | None, as_json: bool) -> None:
    """Write DOSSIER as a workbook: a sheet a table, to be edited and imported again.

    Rows that the reader may not see are left out, and importing the workbook can't change or remove
    them. `cadre import DOSSIER FILE --xlsx` shows what was edited and takes it back.

    \b
    Example:
      cadre export my-mission --xlsx my-mission.xlsx
    """
    done = export_workbook(dossier, xlsx, reader=reader, as_of=as_of)
    click.echo(to_json(done) if as_json else exported_as_text(done), nl=not as_json)


def exported_as_text(done: Exported) -> str:
    """What was written, and what was left out."""
    rows = sum(done.rows.values())
    told = f"{done.file}: {rows:,} rows in {len(done.rows)} tables, {done.marking}."
    refused = f" {done.refused:,} errors in the dossier's files: these rows aren't in it."
    return told + withheld_as_text(done.withheld) + (refused if done.refused else "")
