"""`cadre brief`: the main job, from a dossier to a page that can be taken into a meeting."""

from __future__ import annotations

from pathlib import Path

import click

from cadre.cli.options import NEW_FILE, progress_bar, stoppable, with_desk, with_effort
from cadre.desk.desk import Desk, Effort
from cadre.errors import CadreError


@click.command()
@with_desk
@with_effort(plans=True, plays=True)
@click.option(
    "--out",
    default=Path("brief.html"),
    show_default=True,
    type=NEW_FILE,
    help="Write the page to this file, and the same content beside it as .json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the content as JSON, too.")
def brief(desk: Desk, effort: Effort, out: Path, as_json: bool) -> None:
    """Check, plan and play the mission in DOSSIER, and write a brief of it.

    The page needs no network and prints well; every number in it leads back to its sources.

    \b
    Example:
      cadre brief examples/nmi --as-of 2021-03-15 --out brief.html
    """
    beside = out.with_suffix(".json")
    if beside == out:
        raise CadreError(
            str(out), "is where the content as data goes", "a name for the page", "End it in .html."
        )
    with stoppable() as stop, progress_bar("brief") as progress:
        made = desk.brief(effort, progress=progress, stop=stop)
        early = " Stopped early: it is made from what was done by then." if stop() else ""
    page, data = desk.render(made)
    desk.write(out, page)
    desk.write(beside, data)
    click.echo(f"{out} and {beside} are written.{early}", err=as_json)
    if as_json:
        click.echo(data, nl=False)
