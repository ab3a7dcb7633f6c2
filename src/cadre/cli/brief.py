"""`cadre brief`: the main job, from a dossier to a page that can be taken into a meeting."""

from __future__ import annotations

from pathlib import Path

import click

from cadre.cli.options import progress_bar, stoppable, with_desk, with_effort
from cadre.desk.desk import Desk, Effort
from cadre.desk.plan_file import write_whole


@click.command()
@with_desk
@with_effort(plans=True, plays=True)
@click.option(
    "--out",
    default=Path("brief.html"),
    show_default=True,
    type=click.Path(path_type=Path),
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
    with stoppable() as stop, progress_bar("brief") as progress:
        made = desk.brief(effort, progress=progress, stop=stop)
    page, data = desk.render(made)
    write_whole(out, page)
    write_whole(out.with_suffix(".json"), data)
    click.echo(f"{out} and {out.with_suffix('.json')} are written.", err=as_json)
    if as_json:
        click.echo(data, nl=False)
