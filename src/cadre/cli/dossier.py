"""`cadre init` and `cadre demo`: a dossier to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from cadre.cli.brief import brief
from cadre.desk.desk import copy_example, start_dossier


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Write a commented starter dossier to FOLDER, which must be new or empty.

    \b
    Example:
      cadre init my-mission
    """
    start_dossier(folder)
    click.echo(f"{folder} is a dossier. Change it, then: cadre check {folder}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("nmi"))
@click.pass_context
def demo(context: click.Context, folder: Path) -> None:
    """Copy the example mission to FOLDER and make the brief of it there.

    \b
    Example:
      cadre demo nmi
    """
    copy_example(folder)
    arguments = [str(folder), "--out", str(folder / "brief.html")]
    brief.main(arguments, standalone_mode=False, parent=context)
