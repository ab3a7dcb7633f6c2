"""`cadre needs`: who serves which need, what is left open, who does the same."""

from __future__ import annotations

from datetime import date

import click

from cadre.cli.options import Day, with_desk
from cadre.cli.show import ended, table
from cadre.desk.desk import Desk
from cadre.desk.needs import NeedsAnswer, NeedServed
from cadre.desk.refused import answer_as_json


@click.command()
@with_desk
@click.option("--on", "day", type=Day(), help="Day looked at; the as-of day unless told.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def needs(desk: Desk, day: date | None, as_json: bool) -> None:
    """Show for DOSSIER who serves which need on a day, the largest gap first, and who overlaps.

    Beside each body stands the share of the need that it meets alone, and what would be missing
    without it. Work of the mission that hasn't begun covers nothing; it is listed as waiting.

    \b
    Example:
      cadre needs examples/nmi --on 2021-09-01
    """
    answer = desk.needs(day)
    click.echo(answer_as_json(desk, answer) if as_json else needs_as_text(answer), nl=not as_json)


def needs_as_text(answer: NeedsAnswer) -> str:
    """Needs by their gap, then the bodies side by side."""
    rows = [
        (
            f"{one.gap:.2f}",
            f"{one.weight:g}{' *' if one.critical else ''}",
            f"{one.covered:.0%}",
            one.need,
            one.institution,
            _bodies(one) or "nobody",
            ", ".join(one.waiting),
        )
        for one in answer.needs
    ]
    header = ("gap", "weight", "covered", "need", "institution", "served by", "waiting")
    lines = [f"On {answer.day} (* critical; gap is weight times what isn't covered)", ""]
    lines += [table(header, rows) if rows else "no need is known", "", "Side by side"]
    lines.append(_side_by_side(answer) if answer.overlaps else "nobody, as far as known")
    return ended(lines, answer.withheld)


def _bodies(one: NeedServed) -> str:
    return ", ".join(f"{part.name} {part.alone:.0%} (adds {part.adds:.0%})" for part in one.by)


def _side_by_side(answer: NeedsAnswer) -> str:
    rows = [
        (
            one.need,
            one.institution or "not known",
            one.place or "not known",
            " and ".join(one.bodies),
            one.window,
            "" if one.certain else "may be",
        )
        for one in answer.overlaps
    ]
    return table(("need", "institution", "place", "bodies", "days", ""), rows)
