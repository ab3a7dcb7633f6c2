"""`cadre plan`: what starts when, who fills the posts, what is left out and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cadre.cli.options import NEW_FILE, progress_bar, stoppable, with_desk, with_effort
from cadre.cli.show import (
    objective_as_text,
    plan_as_text,
    required_left_out,
    table,
    withheld_as_text,
)
from cadre.desk.desk import Desk, Effort
from cadre.desk.plain import to_json
from cadre.desk.refused import answer_as_json
from cadre.mission.quantities import counted

if TYPE_CHECKING:
    from cadre.desk.pareto import ParetoAnswer
    from cadre.desk.robust import RobustAnswer


@click.command()
@with_desk
@with_effort(plans=True, plays=False)
@click.option("--out", type=NEW_FILE, help="Write the plan to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--pareto", is_flag=True, help="Show the trade between work, people and earliness.")
@click.option(
    "--robust",
    type=click.IntRange(1, 100_000),
    help="Compare plans made with more or less doubt against so many futures.",
)
@click.option("--svg", type=NEW_FILE, help="With --pareto: write the picture to this file.")
def plan(  # noqa: PLR0913 - one for each option
    desk: Desk,
    effort: Effort,
    out: Path | None,
    svg: Path | None,
    robust: int | None,
    *,
    as_json: bool,
    pareto: bool,
) -> None:
    """Find a phased plan for the mission in DOSSIER.

    Ctrl-C ends the search and keeps the best plan so far.

    \b
    Example:
      cadre plan examples/nmi --as-of 2021-03-15 --out plan.json
    """
    _refuse_mixed(pareto=pareto, futures=robust, svg=svg, out=out)
    if pareto:
        _trade(desk, effort, svg, as_json=as_json)
    elif robust is not None:
        _robust(desk, effort, robust, out, as_json=as_json)
    else:
        _plan(desk, effort, out, as_json=as_json)


def _refuse_mixed(*, pareto: bool, futures: int | None, svg: Path | None, out: Path | None) -> None:
    """Refuse options that don't go together, before anything is worked out."""
    if svg is not None and not pareto:
        raise click.UsageError("--svg draws the trade: give --pareto too.")
    if pareto and out is not None:
        raise click.UsageError("--pareto makes several plans, and --out holds one.")
    if pareto and futures is not None:
        raise click.UsageError("--pareto and --robust are two questions: ask one at a time.")


def _plan(desk: Desk, effort: Effort, out: Path | None, *, as_json: bool) -> None:
    with stoppable() as stop, progress_bar("planning") as progress:
        result, withheld = desk.plan(effort, progress=progress, stop=stop, told=progress.told)
    if out is not None:
        desk.write(out, to_json(result))
    if as_json:
        click.echo(answer_as_json(desk, result), nl=False)
    else:
        click.echo(plan_as_text(result))
        if missing := required_left_out(desk.mission, result):
            click.echo(f"\n{missing}")
        if result.terms:
            click.echo("\n" + objective_as_text(desk.mission.profile.weights, result.terms))
    if withheld:
        click.echo(withheld_as_text(withheld).strip(), err=True)


def _trade(desk: Desk, effort: Effort, svg: Path | None, *, as_json: bool) -> None:
    from cadre.desk.pareto import pareto, picture  # noqa: PLC0415 - loads the planner

    with stoppable() as stop, progress_bar("plans") as progress:
        answer = pareto(desk, effort, progress=progress, stop=stop)
    if svg is not None:
        desk.write(svg, picture(answer))
    click.echo(answer_as_json(desk, answer) if as_json else trade_as_text(answer), nl=not as_json)


def _robust(desk: Desk, effort: Effort, futures: int, out: Path | None, *, as_json: bool) -> None:
    from cadre.desk.robust import robust as ask  # noqa: PLC0415 - loads planner and simulator

    with stoppable() as stop, progress_bar("plans") as progress:
        answer = ask(desk, futures, effort=effort, progress=progress, stop=stop)
    if out is not None:
        desk.write(out, to_json(answer.best.result))
    click.echo(answer_as_json(desk, answer) if as_json else robust_as_text(answer), nl=not as_json)


def robust_as_text(answer: RobustAnswer) -> str:
    """Plans side by side by their worth in the same futures, and which is chosen."""
    rows = [
        (
            *(one.name, f"{one.promised:z,.0f}", f"{one.mean.value:z,.0f}"),
            *(f"{one.mean.error:,.0f}", f"{one.lowest:z,.0f}", f"{one.ahead.value:+z,.0f}"),
            *(f"{one.ahead.error:,.0f}", len(one.result.plan.starts)),
            "chosen" if one.name == answer.chosen else "",
        )
        for one in answer.plans
    ]
    header = (
        *("plan made for", "promised", "mean", "s.e.", "lowest tenth"),
        *("ahead", "s.e.", "starts", ""),
    )
    stopped = "stopped; best so far: " if answer.stopped else ""
    plans = "1 plan" if len(answer.plans) == 1 else f"{len(answer.plans)} plans that differ"
    head = f"{stopped}{plans}, in the same {counted(answer.futures, 'future')}"
    if answer.futures < answer.asked and not answer.stopped:
        head += f"; the time was over before {answer.asked:,} were played"
    return "\n".join([head, table(header, rows), _chosen(answer)])


def _chosen(answer: RobustAnswer) -> str:
    first = answer.plans[0].name
    if answer.chosen == first:
        return f"None is ahead of the plan for {first}."
    sure = "by more than chance" if answer.clear else "but not by more than chance"
    return f"The plan made for '{answer.chosen}' is ahead of that for {first}, {sure}."


def trade_as_text(answer: ParetoAnswer) -> str:
    """The plans that no other betters, one line each, and what sets each apart from the one above.

    The mission's own plan is marked.
    """
    rows = []
    before: set[str] = set()
    for number, one in enumerate(answer.points, start=1):
        starts = {str(start.activity) for start in one.result.plan.starts}
        news = [f"+{key}" for key in sorted(starts - before)] if before else []
        news += [f"-{key}" for key in sorted(before - starts)]
        rows.append(
            (
                *(number, f"{one.output:z,.0f}", f"{one.footprint:z,.0f}", f"{one.early:z,.0f}"),
                *(len(starts), "own" if one.own else "", " ".join(news)),
            )
        )
        before = starts
    header = ("", "work", "person-weeks", "early", "starts", "", "beside the line above")
    stopped = "stopped; best so far: " if answer.stopped else ""
    own = any(one.own for one in answer.points)
    head = (
        f"{stopped}{len(answer.points)} of {answer.tried} plans that no other betters; "
        f"objectives are {answer.order}"
    )
    lines = [head, table(header, rows)]
    return "\n".join(
        lines if own else [*lines, "The mission's own plan is bettered by one of them."]
    )
