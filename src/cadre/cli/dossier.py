"""`cadre init` and `cadre demo`: a dossier to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from cadre.cli.brief import brief
from cadre.cli.serve import start
from cadre.desk.beginning import copy_example, demo_store, start_dossier
from cadre.desk.plain import to_json
from cadre.desk.room import Room


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def init(folder: Path, as_json: bool) -> None:
    """Write a commented starter dossier to FOLDER, which must be new or empty.

    \b
    Example:
      cadre init my-mission
    """
    started = start_dossier(folder)
    told = f"{folder} is a dossier. Change it, then: cadre check {folder}\n"
    click.echo(to_json(started) if as_json else told, nl=False)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("nmi"))
@click.option("--reader", default="staff", show_default=True, help="Who reads the brief.")
@click.option("--json", "as_json", is_flag=True, help="Print the brief as JSON, too.")
@click.option("--serve", "serves", is_flag=True, help="Open it as a web desk, without a brief.")
@click.option("--port", default=8765, show_default=True, help="Where to serve; 0: any free port.")
@click.pass_context
def demo(
    context: click.Context, folder: Path, reader: str, as_json: bool, serves: bool, port: int
) -> None:
    """Copy the example mission to FOLDER and make the brief of it there.

    With --serve it goes into a store in FOLDER, which the web desk shows and edits; a second call
    goes on with that store.

    \b
    Example:
      cadre demo nmi
      cadre demo --serve
    """
    if serves:
        start(Room(str(demo_store(folder))), "127.0.0.1", port)
        return
    copy_example(folder)
    arguments = [str(folder), "--reader", reader, "--out", str(folder / "brief.html")]
    arguments += ["--json"] if as_json else []
    brief.main(arguments, standalone_mode=False, parent=context)
