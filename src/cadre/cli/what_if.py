"""`cadre what-if`: what changes if something does, re-planned near the plan in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cadre.cli.options import (
    NEW_FILE,
    Seconds,
    progress_bar,
    stoppable,
    with_desk,
    with_effort,
)
from cadre.cli.show import required_left_out, state_as_text, table
from cadre.desk.desk import Desk, Effort
from cadre.desk.plain import to_json
from cadre.desk.plan_file import read_plan
from cadre.desk.refused import answer_as_json
from cadre.mission.quantities import counted

if TYPE_CHECKING:
    from cadre.desk.what_if import Moves, Reply, Shift, WhatIfAnswer
    from cadre.mission.mission import Mission
    from cadre.planner.result import PlanResult


@click.command(name="what-if")
@with_desk
@with_effort(plans=False, plays=False)
@click.argument("texts", nargs=-1, required=True, metavar="WHAT-IF...")
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path),
    help="Plan in force, from `cadre plan --out`; else one is made first.",
)
@click.option(
    "--seconds",
    "longer",
    type=Seconds(0.1, 86_400),
    help="Search on for so long to better each plan; without it the first checked plan is told.",
)
@click.option("--together", is_flag=True, help="Apply all at once, in the order given.")
@click.option("--out", type=NEW_FILE, help="Write the new plan to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def what_if(  # noqa: PLR0913 - one for each option
    desk: Desk,
    effort: Effort,
    texts: tuple[str, ...],
    plan_file: Path | None,
    out: Path | None,
    *,
    longer: float | None,
    together: bool,
    as_json: bool,
) -> None:
    """Re-plan DOSSIER for each WHAT-IF, near the plan in force, and show what that changes.

    Each is a text of its own, and all stand side by side. Texts are as `MAG leaves 2021-10-01`
    or `pledge DNK-3 withdrawn`; the manual lists all forms. Each is answered by the first plan
    that keeps all rules; with `--seconds` the search goes on from there, and Ctrl-C ends with the
    best so far.

    \b
    Example:
      cadre what-if examples/nmi "MAG leaves 2021-10-01" "beds union-iii 500"
    """
    from cadre.desk import what_if as asking  # noqa: PLC0415 - loads the planner

    if longer is not None:
        effort = replace(effort, seconds=longer)
    plan = None if plan_file is None else read_plan(plan_file).plan
    if out is not None and len(texts) > 1 and not together:
        asking.refuse_several(len(texts))
    with stoppable() as stop, progress_bar("what-ifs") as progress:
        answer = asking.what_if(
            desk,
            texts,
            plan,
            together=together,
            effort=effort,
            longer=longer is not None,
            progress=progress,
            stop=stop,
        )
    if out is not None:
        desk.write(out, to_json(answer.replies[0].result))
    click.echo(
        answer_as_json(desk, answer) if as_json else as_text(answer, desk.mission), nl=not as_json
    )


def as_text(answer: WhatIfAnswer, mission: Mission) -> str:
    """What-ifs side by side, then each for itself."""
    blocks = [_side_by_side(answer)] if len(answer.replies) > 1 else []
    for reply in answer.replies:
        blocks += ["\n".join(_reply(reply, mission))]
    return "\n\n".join(blocks)


def _side_by_side(answer: WhatIfAnswer) -> str:
    rows = [
        (
            number + 1,
            f"{one.worth_after:z,.0f}",
            f"{one.worth_after - one.worth_before:+z,.0f}",
            len(one.moved),
            len(one.dropped),
            len(one.came),
            f"{one.unchanged:.0%}",
            f"{one.result.seconds:.2f}",
            "; ".join(one.asked),
        )
        for number, one in enumerate(answer.replies)
    ]
    header = ("", "worth", "change", "moved", "dropped", "new", "unchanged", "seconds", "what if")
    return table(header, rows)


def _reply(reply: Reply, mission: Mission) -> Iterator[str]:
    yield f"What if {'; '.join(reply.asked)}"
    change = reply.worth_after - reply.worth_before
    yield (
        f"{state_as_text(reply.result.status)}, worth {reply.worth_before:z,.0f} -> "
        f"{reply.worth_after:z,.0f} ({change:+z,.0f}){_at_most(reply.result)}, "
        f"{reply.unchanged:.0%} of starts unchanged"
    )
    yield _time(reply)
    yield from reply.notes
    if reply.clash is not None:
        yield f"Not met: {', '.join(reply.unmet)}. {reply.clash.said}"
    elif reply.unmet:
        yield f"Not met in the time given: {', '.join(reply.unmet)}."
    yield from _starts(reply)
    if missing := required_left_out(mission, reply.result):
        yield missing
    costs = [
        (one.what, f"{one.before:z,.0f}", f"{one.after:z,.0f}", f"{one.more:+z,.0f}")
        for one in reply.costs
        if one.before != one.after
    ]
    if costs:
        yield table(("", "before", "after", "change"), costs)


def _at_most(result: PlanResult) -> str:
    """How much a plan could be worth at most, where that was sought."""
    return "" if result.bound is None else f" of at most {result.bound:z,.0f}"


def _time(reply: Reply) -> str:
    """How soon the plan was there, and whether searching on has bettered it."""
    first = f"checked plan after {reply.soon:.3f} s"
    if reply.gained is None:
        return f"{first}, told after {reply.result.seconds:.2f} s; not searched on"
    better = f"bettered by {reply.gained:,.0f}" if reply.gained > 0.5 else "not bettered"
    return f"{first}, {better} by searching on to {reply.result.seconds:.1f} s"


def _starts(reply: Reply) -> Iterator[str]:
    """What moved, runs longer or shorter, fell, came; or that nothing did."""
    yield moves_as_text(reply) or "No start changes."
    why = {one.activity: one.reason for one in reply.result.plan.left_out}
    shorter = [one.activity for one in reply.resized if one.weeks_after < one.weeks_before]
    for key in [*(one.activity for one in reply.dropped), *shorter]:
        if why.get(key):
            yield f"{key}: {why[key]}"


def moves_as_text(found: Moves | Reply) -> str:
    """A table of what moved, runs longer or shorter, fell and came; empty when nothing did."""
    rows = [*map(_moved, found.moved), *map(_resized, found.resized)]
    rows += [(one.activity, "dropped", f"week {one.week}", "") for one in found.dropped]
    rows += [
        (one.activity, "new", "", f"week {one.week} ({one.day}), {counted(one.weeks, 'week')}")
        for one in found.came
    ]
    return table(("activity", "", "before", "after"), rows) if rows else ""


def _moved(one: Shift) -> tuple[str, ...]:
    way = "" if one.mode_before == one.mode_after else f", {one.mode_after}"
    before = f"week {one.week_before} ({one.day_before})"
    return one.activity, "moved", before, f"week {one.week_after} ({one.day_after}){way}"


def _resized(one: Shift) -> tuple[str, ...]:
    what = "longer" if one.weeks_after > one.weeks_before else "shorter"
    return one.activity, what, counted(one.weeks_before, "week"), counted(one.weeks_after, "week")
