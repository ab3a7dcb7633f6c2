"""`cadre trace`: from a number of the brief back to the documents behind it."""

from __future__ import annotations

import click

from cadre.cli.options import with_desk, with_effort
from cadre.desk.desk import Desk, Effort
from cadre.desk.refused import answer_as_json


@click.command()
@with_desk
@with_effort(plans=True, plays=True)
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print the chain as JSON.")
def trace(desk: Desk, effort: Effort, number: str, as_json: bool) -> None:
    """Show what NUMBER of the brief of DOSSIER rests on: rows, claims, documents.

    The page and its .json name the id of every number. Give the options that the brief was
    made with.

    \b
    Example:
      cadre trace examples/nmi level.ceiling-4000 --as-of 2021-03-15
    """
    chain = desk.trace(number, effort)
    click.echo(answer_as_json(desk, chain) if as_json else chain.as_text(), nl=not as_json)
