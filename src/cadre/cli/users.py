"""`cadre users`: who may log in at the web desk, and what they may do there."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from cadre.cli.show import table
from cadre.desk.account import STAFF, Account
from cadre.desk.accounts import Accounts
from cadre.desk.plain import to_json
from cadre.desk.roles import Role
from cadre.desk.signing import signed

_ROLES = click.Choice([role.word for role in Role])
_PASSWORD = click.option(
    "--password-stdin",
    "piped",
    is_flag=True,
    help="Read the password from the first line of the standard input, instead of asking for it.",
)


@click.group()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def users(context: click.Context, file: Path) -> None:
    """Keep the accounts of the web desk in FILE: who may log in, and what they may do.

    FILE is begun by its first account, which must be an administrator. `cadre serve --users FILE`
    asks for the password of one of them. A password is kept as a hash that can't be turned back.

    \b
    Example:
      cadre users accounts.db add anna --role administrator
    """
    context.obj = file


@users.command()
@click.argument("name")
@click.option("--role", type=_ROLES, default=Role.READER.word, show_default=True)
@click.option("--reader", default=STAFF, show_default=True, help="Audience as which it reads.")
@_PASSWORD
@click.pass_obj
def add(file: Path, name: str, role: str, reader: str, piped: bool) -> None:
    """Add an account, with its password.

    \b
    Example:
      cadre users accounts.db add ben --role editor
    """
    account = Account(name=name, role=Role.of(role), reader=reader)
    by = signed().actor
    # A password is asked for last: nobody types one twice to be told that the name can't be.
    if file.exists():
        with closing(Accounts(file)) as accounts:
            accounts.refuse_new(account)
            accounts.add(account, _password(name, piped), by=by)
    else:
        Accounts.refuse_first(file, account)
        Accounts.begin(file, account, _password(name, piped), by=by).close()
    click.echo(f"{file}: {name} is added: {role}, reads as {reader}")


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def list_(file: Path, as_json: bool) -> None:
    """List the accounts.

    \b
    Example:
      cadre users accounts.db list
    """
    with closing(Accounts(file)) as opened:
        accounts = opened.all()
    if as_json:
        click.echo(to_json([one.told for one in accounts]), nl=False)
        return
    rows = [
        (
            one.name,
            one.role.word,
            one.reader,
            "never" if one.logged_in is None else f"{one.logged_in:%Y-%m-%d %H:%M}Z",
            "disabled" if one.disabled else "",
        )
        for one in accounts
    ]
    click.echo(table(("name", "role", "reads as", "last log-in", ""), rows))


@users.command()
@click.argument("name")
@click.argument("role", type=_ROLES)
@click.option("--reader", help="Audience as which it reads from now on.")
@click.pass_obj
def role(file: Path, name: str, role: str, reader: str | None) -> None:
    """Give an account another role; whoever uses it has to log in again.

    \b
    Example:
      cadre users accounts.db role ben planner --reader partners
    """
    with closing(Accounts(file)) as accounts:
        now = accounts.give(name, Role.of(role), reader=reader, by=signed().actor)
    click.echo(f"{file}: {now.name} is {now.role.word}, reads as {now.reader}")


@users.command()
@click.argument("name")
@_PASSWORD
@click.pass_obj
def password(file: Path, name: str, piped: bool) -> None:
    """Give an account a new password; whoever uses it has to log in again.

    \b
    Example:
      cadre users accounts.db password ben
    """
    with closing(Accounts(file)) as accounts:
        known = accounts.account(name)
        accounts.set_password(known.name, _password(known.name, piped), by=signed().actor)
    click.echo(f"{file}: {known.name} has a new password")


@users.command()
@click.argument("name")
@click.pass_obj
def disable(file: Path, name: str) -> None:
    """Let an account log in no more; what it did stays signed with its name.

    \b
    Example:
      cadre users accounts.db disable ben
    """
    with closing(Accounts(file)) as accounts:
        accounts.disable(name, by=signed().actor)
    click.echo(f"{file}: {name} is disabled")


@users.command()
@click.argument("name")
@click.pass_obj
def enable(file: Path, name: str) -> None:
    """Let an account log in again.

    \b
    Example:
      cadre users accounts.db enable ben
    """
    with closing(Accounts(file)) as accounts:
        accounts.enable(name, by=signed().actor)
    click.echo(f"{file}: {name} is enabled")


def _password(name: str, piped: bool) -> str:
    """The password, piped or asked for twice; it is never an argument, which others could see."""
    if piped:
        return sys.stdin.readline().removesuffix("\n").removesuffix("\r")
    text: str = click.prompt(
        f"Password of {name}", hide_input=True, confirmation_prompt="The same once more"
    )
    return text
