"""`cadre priors`: which published figures stand in for a dossier's blank ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click

from cadre.cli.options import Day, tell_refused
from cadre.cli.show import ended, table
from cadre.desk.desk import Desk
from cadre.desk.plain import to_json
from cadre.desk.priors import PriorInForce, PriorsAnswer, published_priors
from cadre.desk.refused import answer_as_json


@click.command()
@click.argument("dossier", required=False, type=str)
@click.option("--as-of", type=Day(), help="Know only what was reported by this day.")
@click.option("--reader", default="staff", show_default=True, help="Who reads the answer.")
@click.option("--all", "everything", is_flag=True, help="Print those to look up, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def priors(
    dossier: str | None, *, as_of: date | None, reader: str, everything: bool, as_json: bool
) -> None:
    """Show which figures stand in for the blank ones of DOSSIER, and how many lean on each.

    Without DOSSIER all published ones are shown. A row of the dossier's own table `priors` comes
    before the published one of the same id; * marks figures on which sources differ.

    \b
    Example:
      cadre priors examples/nmi
    """
    if dossier is None:
        answer = published_priors()
        told = to_json(answer)
    else:
        desk = Desk.open(dossier, reader=reader, as_of=as_of)
        tell_refused(desk)
        answer = desk.priors()
        told = answer_as_json(desk, answer)
    text = priors_as_text(answer, everything=everything or dossier is None)
    click.echo(told if as_json else text, nl=not as_json)


def priors_as_text(answer: PriorsAnswer, *, everything: bool) -> str:
    """Those that stand for blank cells with how many do; those to look up; where all are from."""
    standing = [one for one in answer.priors if one.column]
    others = [one for one in answer.priors if not one.column]
    listed = [*standing, *others] if everything else standing
    lines = ["Standing in for blank cells (* disputed)", "", _standing(answer, standing)]
    if everything:
        lines += ["", "To look up and to cite", "", _others(others)]
    else:
        lines += ["", f"{len(others)} more are there to be looked up: add --all."]
    lines += ["", "Where they are from", *_sources(listed)]
    return ended(lines, answer.withheld)


def _standing(answer: PriorsAnswer, priors: Iterable[PriorInForce]) -> str:
    rows = [
        (
            one.column,
            ", ".join(one.when) or "any",
            _figure(one),
            one.unit,
            one.id,
            _whose(one),
            *((len(one.leaning), len(one.far)) if answer.made_from else ()),
        )
        for one in priors
    ]
    header = ("blank", "of kind", "counts as", "unit", "prior", "whose")
    return table((*header, "lean", "far") if answer.made_from else header, rows)


def _others(priors: Iterable[PriorInForce]) -> str:
    rows = [(one.id, _figure(one), one.unit, one.name) for one in priors]
    return table(("prior", "figure", "unit", "what it is"), rows)


def _figure(one: PriorInForce) -> str:
    return f"{one.value}{' *' if one.disputed else ''}"


def _whose(one: PriorInForce) -> str:
    if not one.own:
        return "published"
    return "own" if one.published is None else f"own, published {one.published}"


def _sources(priors: Iterable[PriorInForce]) -> list[str]:
    parts = (
        (f"{one.id} ({one.grade.value}):", one.document, one.address, one.note) for one in priors
    )
    return ["  ".join(part for part in some if part) for some in parts]
