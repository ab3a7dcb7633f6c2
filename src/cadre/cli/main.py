"""The command `cadre`: its subcommands, and errors as one line with exit code 2."""

from __future__ import annotations

import sys

import click

from cadre import __version__
from cadre.cli.brief import brief
from cadre.cli.check import check
from cadre.cli.dossier import demo, init
from cadre.cli.plan import plan
from cadre.cli.simulate import simulate
from cadre.cli.trace import trace
from cadre.errors import CadreError


@click.group()
@click.version_option(__version__, prog_name="cadre")
def cadre() -> None:
    """Plan, test and explain a multinational mission that trains and advises a host's forces.

    A dossier is a folder of tables: what law holds, who offers whom, what each site needs.
    Start with `cadre demo`, or with `cadre init` for a mission of your own.
    """


for command in (brief, check, demo, init, plan, simulate, trace):
    cadre.add_command(command)


def main() -> None:
    """Run the command line; what a call can't do becomes one line on the error stream."""
    try:
        cadre(prog_name="cadre")
    except CadreError as error:
        click.echo(f"cadre: {error}", err=True)
        sys.exit(2)
