"""`cadre plan`: what starts when, who fills the posts, what is left out and why."""

from __future__ import annotations

from pathlib import Path

import click

from cadre.cli.options import NEW_FILE, progress_bar, stoppable, with_desk, with_effort
from cadre.cli.show import plan_as_text, withheld_as_text
from cadre.desk.desk import Desk, Effort
from cadre.desk.plain import to_json


@click.command()
@with_desk
@with_effort(plans=True, plays=False)
@click.option("--out", type=NEW_FILE, help="Write the plan to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def plan(desk: Desk, effort: Effort, out: Path | None, as_json: bool) -> None:
    """Find a phased plan for the mission in DOSSIER.

    Ctrl-C ends the search and keeps the best plan so far.

    \b
    Example:
      cadre plan examples/nmi --as-of 2021-03-15 --out plan.json
    """
    with stoppable() as stop, progress_bar("planning") as progress:
        result, withheld = desk.plan(effort, progress=progress, stop=stop)
    if out is not None:
        desk.write(out, to_json(result))
    click.echo(to_json(result) if as_json else plan_as_text(result), nl=not as_json)
    if withheld:
        click.echo(withheld_as_text(withheld).strip(), err=True)
