"""`cadre simulate`: a plan against many futures."""

from __future__ import annotations

from pathlib import Path

import click

from cadre.cli.options import progress_bar, stoppable, with_desk, with_effort
from cadre.cli.show import summary_as_text
from cadre.desk.desk import Desk, Effort
from cadre.desk.plain import to_json
from cadre.desk.plan_file import read_plan


@click.command()
@with_desk
@with_effort(plans=False, plays=True)
@click.option(
    "--attrition",
    type=click.Choice(["exact", "dithered"]),
    default="exact",
    show_default=True,
    help="How it is drawn which graduates leave: one by one, or the mean, which is faster.",
)
@click.option(
    "--plan",
    "plan_file",
    required=True,
    type=click.Path(path_type=Path),
    help="Plan to play, from `cadre plan --out`.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def simulate(desk: Desk, effort: Effort, plan_file: Path, as_json: bool) -> None:
    """Play a plan for the mission in DOSSIER against many futures.

    The same plan, futures and seed give the same numbers on any machine. Ctrl-C ends with
    the futures played so far, and says so.

    \b
    Example:
      cadre simulate examples/nmi --plan plan.json --futures 100000 --seed 1
    """
    plan = read_plan(plan_file).plan
    with stoppable() as stop, progress_bar("futures") as progress:
        summary = desk.simulate(plan, effort, progress=progress, stop=stop)
    click.echo(to_json(summary) if as_json else summary_as_text(summary), nl=not as_json)
