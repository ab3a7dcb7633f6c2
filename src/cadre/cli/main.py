"""The command `cadre`: its subcommands, and errors as one line with exit code 2."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from cadre import __version__
from cadre.errors import CadreError

COMMANDS = {
    "backtest": (
        "backtest",
        "Put the questions in CASES to DOSSIER, as known on the day of each, and judge them.",
    ),
    "brief": ("brief", "Check, plan and play the mission in DOSSIER, and write a brief of it."),
    "check": (
        "check",
        "Check the mission in DOSSIER: law, consent, enablers, beds, posts, evidence.",
    ),
    "cover": ("cover", "Draw law along time for the work in DOSSIER, and list gaps to the day."),
    "demo": ("dossier", "Copy the example mission to FOLDER and make the brief of it there."),
    "explore": (
        "explore",
        "Play the choices before DOSSIER in many futures: which holds up, and what would tell.",
    ),
    "export": (
        "export",
        "Write DOSSIER as a workbook: a sheet a table, to be edited and imported again.",
    ),
    "import": (
        "imports",
        "Take an edited workbook, or a table of others, FILE, into DOSSIER.",
    ),
    "init": ("dossier", "Write a commented starter dossier to FOLDER, which must be new or empty."),
    "lose": (
        "lose",
        "Show what the mission in DOSSIER loses if a provider, site or nation, WHO, goes.",
    ),
    "needs": (
        "needs",
        "Show for DOSSIER who serves which need on a day, the largest gap first, and who overlaps.",
    ),
    "plan": ("plan", "Find a phased plan for the mission in DOSSIER."),
    "priors": (
        "priors",
        "Show which figures stand in for the blank ones of DOSSIER, and how many lean on each.",
    ),
    "serve": ("serve", "Open DOSSIER, a folder or a store, as a web desk in the browser."),
    "simulate": ("simulate", "Play a plan for the mission in DOSSIER against many futures."),
    "store": (
        "store",
        "Keep a dossier in a database: every change with who, when and why; branches, undo, merge.",
    ),
    "trace": (
        "trace",
        "Show what NUMBER of the brief of DOSSIER rests on: rows, claims, documents.",
    ),
    "users": (
        "users",
        "Keep the accounts of the web desk in FILE: who may log in, and what they may do.",
    ),
    "what-if": (
        "what_if",
        "Re-plan DOSSIER for each WHAT-IF, near the plan in force, and show what that changes.",
    ),
    "why": ("why", "Say why ACTIVITY is in a plan for DOSSIER, or why it isn't."),
}
"""Each command with its module in this package and its line in `cadre --help`."""


CLOSED_PIPE = 141
"""What a shell tells of a program that wrote where nobody reads any more: 128 and SIGPIPE's 13."""


class _UnreadError(Exception):
    """Whoever read what is printed has read enough, as `head` has after its lines."""


@contextmanager
def _read_on() -> Iterator[None]:
    """Tell apart that nobody reads on, which click would end with 1: that something is wrong."""
    try:
        yield
    except BrokenPipeError as error:
        raise _UnreadError from error


class Commands(click.Group):
    """The commands, each imported only when it is called: so `cadre --help` answers at once."""

    def make_context(self, *given: Any, **named: Any) -> click.Context:  # noqa: ANN401 - click's
        """The context of a call; help is printed while it is made."""
        with _read_on():
            return super().make_context(*given, **named)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command that was called."""
        with _read_on():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command `cmd_name`; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        # A command named like a word of Python, such as import, is a function with a line after it.
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"cadre.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; of a slip of the hand, what was meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            close = get_close_matches(args[0], COMMANDS, n=1)
            if not close:
                raise
            meant = f"{error.message} Did you mean {close[0]}?"
            raise click.UsageError(meant, ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="cadre")
def cadre() -> None:
    """Plan, test and explain a multinational mission that trains and advises a host's forces.

    A dossier is a folder of tables: what law holds, who offers whom, what each site needs.
    Start with `cadre demo`, or with `cadre init` for a mission of your own.
    """


def main() -> None:
    """Run the command line; what a call can't do becomes one line on the error stream.

    Ends as the command says, with 2 when it can't do what was asked, with 130 after Ctrl-C, with
    `CLOSED_PIPE` where nobody read to the end.
    """
    try:
        code = cadre(prog_name="cadre", standalone_mode=False)
        with _read_on():
            sys.stdout.flush()
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except _UnreadError:
        # What is left has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = CLOSED_PIPE
    except (CadreError, OSError) as error:
        click.echo(f"cadre: {error}", err=True)
        code = 2
    sys.exit(code)
