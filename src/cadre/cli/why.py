"""`cadre why`: what a planned work rests on and what would break it; what keeps another out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cadre.cli.options import stoppable, with_desk, with_effort
from cadre.cli.show import table
from cadre.cli.what_if import moves_as_text
from cadre.desk.desk import Desk, Effort
from cadre.desk.plan_file import read_plan
from cadre.desk.refused import answer_as_json
from cadre.mission.quantities import counted
from cadre.mission.weeks import WEEK

if TYPE_CHECKING:
    from cadre.desk.why import KeptOut, Rests, Unlock, WhyAnswer


@click.command()
@with_desk
@with_effort(plans=True, plays=False)
@click.argument("activity")
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path),
    help="Plan to look at, from `cadre plan --out`; else one is made first.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def why(
    desk: Desk, effort: Effort, activity: str, plan_file: Path | None, *, as_json: bool
) -> None:
    """Say why ACTIVITY is in a plan for DOSSIER, or why it isn't.

    Of work that is planned: its law, gates, people, support and beds, and each loss that alone
    would stop it. Of other work: the fewest rules in its way, and the fewest changes that let it
    in, proven by planning again with them.

    \b
    Example:
      cadre why examples/nmi services-1 --plan plan.json
    """
    from cadre.desk.why import why as ask  # noqa: PLC0415 - loads the planner

    plan = None if plan_file is None else read_plan(plan_file).plan
    if plan is None:
        note = f"No --plan is given: one is made first, within {effort.seconds:g} s."
        click.echo(note, err=True)
    with stoppable() as stop:
        answer = ask(desk, activity, plan, effort=effort, stop=stop)
    click.echo(answer_as_json(desk, answer) if as_json else as_text(answer), nl=not as_json)


def as_text(answer: WhyAnswer) -> str:
    """Why a work is in the plan, or isn't, on one page."""
    if answer.rests is not None:
        return "\n\n".join(_rests(answer.name, answer.rests))
    if answer.kept_out is not None:
        return "\n".join(_kept_out(answer.name, answer.activity, answer.kept_out))
    return answer.name


def _rests(name: str, rests: Rests) -> Iterator[str]:
    yield f"{name} runs from {rests.first} to {rests.last} at {rests.start.site}"
    law = [
        (one.id, one.kind, one.state, f"{one.belief:.0%}", str(one.window))
        for one in rests.authorities
    ]
    yield "Law\n" + table(("authority", "kind", "state", "belief", "holds"), law)
    yield from _waits(rests)
    served = [
        (
            one.pledge,
            one.nation,
            one.people,
            one.what,
            "brought" if one.brought else "posts",
            one.first,
            one.last,
            one.rung,
        )
        for one in rests.served
    ]
    if served:
        header = ("pledge", "nation", "people", "of", "for", "from", "to", "")
        yield "People in its posts, and in support brought to its site\n" + table(header, served)
    lent = [
        (one.kind, one.provider, "as needed" if one.people is None else one.people, str(one.window))
        for one in rests.lent
    ]
    if lent:
        yield "Support lent\n" + table(("kind", "by", "people", "when"), lent)
    beds = "none are stated" if rests.beds is None else f"{rests.beds} are there"
    yield f"Beds at its site: at most {rests.used} are used; {beds}."
    yield _breaks(rests)


def _waits(rests: Rests) -> Iterator[str]:
    rows = [
        (
            one.id,
            "open" if one.open else "awaited",
            one.day or "nobody can say",
            f"{one.belief:.0%}",
        )
        for one in rests.gates
    ]
    if rows:
        yield "Conditions and decisions\n" + table(("gate", "", "day", "belief"), rows)
    talks = [
        (one.id, "agreed" if one.agreed else "to be agreed", one.window or "not in time")
        for one in rests.talks
    ]
    if talks:
        yield "Talks that its option needs\n" + table(("talks", "", "held"), talks)
    if rests.after:
        yield f"It comes after {', '.join(rests.after)}."


def _breaks(rests: Rests) -> str:
    if not rests.breaks:
        return "No single loss stops it."
    rows = [
        (
            one.what,
            one.id,
            one.week,
            rests.first + (one.week - rests.start.week) * WEEK,
            one.wants,
            one.text,
        )
        for one in rests.breaks
    ]
    header = ("loss of", "", "stops in week", "from", "for want of", "what if")
    return "Each of these alone stops it, or keeps it from starting\n" + table(header, rows)


def _kept_out(name: str, key: str, out: KeptOut) -> Iterator[str]:
    yield f"{name} isn't planned."
    yield out.left_out.reason
    if out.rules:
        yield f"In its way beside this plan ({_only(out.rules)}): {', '.join(out.rules)}."
    if out.rules or out.alone is not None:
        yield _alone(out)
    if out.unlock is not None:
        yield from _unlock(out.unlock)
        return
    yield "No what-ifs that Cadre knows would let it in, everything else as planned."
    if out.alone is None:
        yield f'The what-if "activity {key} must" shows what else would move for it.'


def _only(rules: tuple[str, ...]) -> str:
    return "these rules together" if len(rules) > 1 else "this rule alone"


def _alone(out: KeptOut) -> str:
    """Whether it could be in another plan."""
    if out.alone is None:
        return "With running work alone beside it, it would have a place."
    if not out.alone.rules:
        return out.alone.said
    tried = "" if out.alone.sure else ", as far as was tried"
    same = "the same" if out.alone.rules == out.rules else ", ".join(out.alone.rules)
    return (
        f"With running work alone beside it, it couldn't be in a plan either{tried} "
        f"(in the way: {same})."
    )


def _unlock(unlock: Unlock) -> Iterator[str]:
    gained = unlock.worth_after - unlock.worth_before
    if unlock.changes:
        yield "The fewest changes that let it in:"
        for text, who in zip(unlock.changes, unlock.who, strict=True):
            yield f"  {text} ({who})" if who else f"  {text}"
        if unlock.people or unlock.beds:
            people = counted(unlock.people, "person", "people")
            beds = counted(unlock.beds, "bed")
            yield f"In all {people} and {beds} more."
    else:
        yield "It has a place beside the plan."
    how = "it is then chosen and" if unlock.chosen else "it isn't chosen even then; asked for, it"
    day = unlock.result.plan.horizon.day(unlock.week)
    last = ", the last of the plan" if unlock.to_the_end else ""
    yield (
        f"Proven by planning again: {how} runs from week {unlock.week} ({day}) for "
        f"{counted(unlock.weeks, 'week')}{last}; the plan is worth {unlock.worth_after:z,.0f}, "
        f"{gained:+z,.0f}."
    )
    others = moves_as_text(unlock.others)
    yield f"Other work then:\n{others}" if others else "All other work stays as planned."
