"""`cadre simulate`: a plan against many futures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cadre.cli.options import Day, progress_bar, stoppable, with_desk, with_effort
from cadre.cli.show_futures import summary_as_text
from cadre.cli.show_story import story_as_text
from cadre.desk.desk import Desk, Effort
from cadre.desk.plan_file import read_plan
from cadre.desk.refused import answer_as_json
from cadre.mission.findings import Severity
from cadre.mission.plans import Plan

if TYPE_CHECKING:
    from cadre.desk.summary import Asked


@click.command()
@with_desk
@with_effort(plans=True, plays=True)
@click.option(
    "--attrition",
    type=click.Choice(["exact", "dithered"]),
    default="exact",
    show_default=True,
    help="How it is drawn which graduates leave: one by one, or the mean, which is faster.",
)
@click.option(
    "--device",
    type=click.Choice(["cpu", "cuda"]),
    default="cpu",
    show_default=True,
    help="What plays: the processor, or an NVIDIA GPU; the outcomes are the same.",
)
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path),
    help="Plan to play, from `cadre plan --out`; else one is made first.",
)
@click.option(
    "--level",
    "levels",
    multiple=True,
    type=click.IntRange(1, 1_000_000),
    help="A force level in people to ask for; may be given more than once.",
)
@click.option(
    "--by",
    multiple=True,
    type=Day(),
    help="Tell the chance to reach levels and milestones by this day; may be given more than once.",
)
@click.option("--matters", is_flag=True, help="Tell too what people, graduates and cost hang on.")
@click.option(
    "--tell",
    type=click.IntRange(0, 999_999_999),
    metavar="N",
    help="Tell future N of this seed, 0 the first, as a story instead.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def simulate(  # noqa: PLR0913 - one for each option
    desk: Desk,
    effort: Effort,
    plan_file: Path | None,
    levels: tuple[int, ...],
    by: tuple[date, ...],
    tell: int | None,
    *,
    matters: bool,
    as_json: bool,
) -> None:
    """Play a plan for the mission in DOSSIER against many futures.

    The same plan, futures and seed give the same numbers on any machine. Ctrl-C ends with
    the futures played so far, and says so.

    \b
    Example:
      cadre simulate examples/nmi --plan plan.json --futures 100000 --seed 1
      cadre simulate examples/nmi --plan plan.json --level 450 --by 2021-12-31
      cadre simulate examples/nmi --plan plan.json --matters
      cadre simulate examples/nmi --plan plan.json --tell 4711
    """
    from cadre.desk.summary import Asked  # noqa: PLC0415 - loads the simulator

    asked = Asked(levels=levels, by=by, matters=matters)
    found = sum(one.severity is Severity.ERROR for one in desk.check().findings)
    wrong = found - len(desk.refusals.things)
    if wrong > 0:
        errors = "1 error" if wrong == 1 else f"{wrong} errors"
        click.echo(f"`cadre check` finds {errors} in what is played as it stands.", err=True)
    with stoppable() as stop:
        plan = _plan(desk, effort, plan_file, stop)
        if tell is not None:
            _tell(desk, plan, effort, (tell, asked), as_json=as_json)
            return
        with progress_bar("futures") as progress:
            summary = desk.simulate(plan, effort, asked, progress=progress, stop=stop)
    if as_json:
        click.echo(answer_as_json(desk, summary), nl=False)
    else:
        click.echo(summary_as_text(summary, desk.mission.profile.currency))


def _tell(
    desk: Desk, plan: Plan, effort: Effort, what: tuple[int, Asked], *, as_json: bool
) -> None:
    """Tell one future as a story."""
    from cadre.desk.story import tell  # noqa: PLC0415 - loads the simulator

    number, asked = what
    for option, given in (("--by", asked.by), ("--matters", asked.matters)):
        if given:
            text = "asks for a share of many futures; leave it out with --tell."
            raise click.BadOptionUsage(option, f"{option} {text}")
    story = tell(desk, plan, effort, number=number, asked=asked)
    click.echo(answer_as_json(desk, story) if as_json else story_as_text(story), nl=not as_json)


def _plan(desk: Desk, effort: Effort, file: Path | None, stop: Callable[[], bool]) -> Plan:
    """The plan of a file, or one that is made now."""
    if file is not None:
        return read_plan(file).plan
    click.echo(f"No --plan is given: one is made first, within {effort.seconds:g} s.", err=True)
    return desk.best(effort, stop=stop).plan
