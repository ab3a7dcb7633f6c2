"""`cadre store`: one dossier in a database, many hands, every change kept."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from cadre.cli.options import Day, with_signature
from cadre.cli.show_store import (
    branches_as_text,
    change_as_text,
    diff_as_text,
    export_as_text,
    log_as_text,
    verify_as_text,
)
from cadre.desk import store as desk
from cadre.desk.plain import to_json
from cadre.desk.signing import Signed, signed
from cadre.desk.store_answers import ChangeMade
from cadre.desk.store_history import differences_of, log_of
from cadre.mission.findings import Severity

_FILE = click.Path(path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
_TRIAL = click.option("--dry-run", is_flag=True, help="Tell what would be done, and write nothing.")
_READER = click.option("--reader", default="staff", show_default=True, help="Who reads the answer.")


@click.group()
def store() -> None:
    """Keep a dossier in a database: every change with who, when and why; branches, undo, merge.

    A STORE is a SQLite file (`mission.db`) or a PostgreSQL database
    (`postgresql://user@host/database`, with `?schema=name` for one schema of it). Behind it may
    stand a branch and a change: `mission.db#option@12`, `mission.db@2026-11-20T12:00Z`. Every
    command that reads a dossier takes such an address in the place of a folder.

    \b
    Example:
      cadre store init mission.db
    """


Command = Callable[..., None]


def _signing(command: Command) -> Command:
    """Give a command `--by`, `--because`, `--key` and `--checkpoints` as what it signs with."""

    @functools.wraps(command)
    def tried(
        by: str,
        because: str,
        key: Path | None,
        checkpoints: Path | None,
        **given: Any,  # noqa: ANN401 - the other options, whatever they are
    ) -> None:
        command(pen=signed(by, because, key=key, checkpoints=checkpoints), **given)

    return with_signature(_where_signed(tried))


def _where_signed(command: Command) -> Command:
    """Give a command `--key` and `--checkpoints`."""
    command = click.option(
        "--checkpoints",
        type=_FILE,
        help="File of signed checkpoints; else CADRE_CHECKPOINTS, or beside a SQLite file.",
    )(command)
    return click.option(
        "--key",
        type=_FILE,
        help="Key that signs checkpoints; else CADRE_KEY, or beside a SQLite file.",
    )(command)


@store.command()
@click.argument("store")
@_signing
@_JSON
def init(store: str, pen: Signed, as_json: bool) -> None:
    """Begin an empty store at STORE, with the key that signs its checkpoints.

    \b
    Example:
      cadre store init mission.db
    """
    done = desk.begin_store(store, pen)
    click.echo(to_json(done) if as_json else change_as_text(done), nl=False)


@store.command("import")
@click.argument("store")
@click.argument("dossier")
@click.option("--without-faulty", is_flag=True, help="Leave out rows that can't be read.")
@_TRIAL
@_signing
@_JSON
def import_(
    store: str,
    dossier: str,
    without_faulty: bool,
    dry_run: bool,
    pen: Signed,
    as_json: bool,
) -> None:
    """Make STORE state what DOSSIER states, a folder or another store, as one change.

    \b
    Example:
      cadre store import mission.db examples/nmi --because "the staff's dossier"
    """
    done = desk.take_in(store, dossier, pen, dry_run=dry_run, faulty=without_faulty)
    click.echo(to_json(done) if as_json else change_as_text(done), nl=False)


@store.command()
@click.argument("store")
@click.argument("folder", type=_FILE)
@click.option("--replace", is_flag=True, help="Write over the dossier that the folder holds.")
@_JSON
def export(store: str, folder: Path, replace: bool, as_json: bool) -> None:
    """Write what STORE shows to FOLDER.

    Ends with 1 when rows of the store can't be read, and so aren't written.

    \b
    Example:
      cadre store export mission.db#option@12 option
    """
    done = desk.write_folder(store, folder, replaces=replace)
    click.echo(to_json(done) if as_json else export_as_text(done), nl=False)
    faults = [one for one in done.findings if one.severity is Severity.ERROR]
    raise SystemExit(1 if faults else 0)


@store.command()
@click.argument("store")
@click.option("--row", metavar="TABLE/ID", help="Only changes of one row.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1_000_000))
@_READER
@_JSON
def log(store: str, row: str | None, limit: int, reader: str, as_json: bool) -> None:
    """List the changes that STORE shows, the last first, row by row and field by field.

    \b
    Example:
      cadre store log mission.db --row posts/guards --limit 5
    """
    key = None if row is None else _key(row)
    told = log_of(store, reader=reader, row=key, at_most=limit)
    click.echo(to_json(told) if as_json else log_as_text(told), nl=False)


def _key(row: str) -> tuple[str, str]:
    kind, slash, name = row.partition("/")
    if not slash:
        message = f"{row!r} names no row; write it as posts/guards."
        raise click.BadParameter(message, param_hint="--row")
    return kind, name


@store.command()
@click.argument("old")
@click.argument("new")
@click.option("--as-of", type=Day(), help="Compare only what was reported by this day.")
@_READER
@_JSON
def diff(old: str, new: str, as_of: date | None, reader: str, as_json: bool) -> None:
    """Show what differs from OLD to NEW, two stores, branches, changes or folders.

    Ends with 0 when nothing differs, 1 when something does.

    \b
    Example:
      cadre store diff mission.db@12 mission.db#option
    """
    told = differences_of(old, new, reader=reader, as_of=as_of)
    click.echo(to_json(told) if as_json else diff_as_text(told), nl=False)
    raise SystemExit(1 if told.rows else 0)


@store.command()
@click.argument("store")
@click.argument("name", required=False)
@_signing
@_JSON
def branch(store: str, name: str | None, pen: Signed, as_json: bool) -> None:
    """Begin the branch NAME of what STORE shows; without a NAME list the branches.

    \b
    Example:
      cadre store branch mission.db option --because "fewer guards"
    """
    if name is None:
        listed = desk.branches_of(store)
        click.echo(to_json(listed) if as_json else branches_as_text(listed), nl=False)
        return
    done = desk.begin_branch(store, name, pen)
    click.echo(to_json(done) if as_json else change_as_text(done), nl=False)


@store.command()
@click.argument("store")
@click.argument("branch")
@click.option(
    "--take",
    multiple=True,
    metavar="SIDE",
    help="ours, theirs, TABLE/ID=theirs or TABLE/ID.FIELD=ours: whose version counts.",
)
@_TRIAL
@_signing
@_JSON
def merge(
    store: str,
    branch: str,
    take: tuple[str, ...],
    dry_run: bool,
    pen: Signed,
    as_json: bool,
) -> None:
    """Bring what BRANCH changed into STORE, field by field.

    What both sides changed is listed, and nothing is written until `--take` says whose version
    counts. Ends with 1 when a trial finds conflicts.

    \b
    Example:
      cadre store merge mission.db option --dry-run
    """
    done = desk.merge_branch(store, branch, take, pen, dry_run=dry_run)
    _shown(done, as_json)


@store.command()
@click.argument("store")
@click.argument("changes", metavar="CHANGE[..CHANGE]")
@_TRIAL
@_signing
@_JSON
def undo(store: str, changes: str, dry_run: bool, pen: Signed, as_json: bool) -> None:
    """Take back a change of STORE, or a span of changes, by a new one.

    Where later changes touched the same fields nothing is written. Ends with 1 when a trial finds
    such.

    \b
    Example:
      cadre store undo mission.db 12 --because "entered twice"
    """
    done = desk.undo_changes(store, _span(changes), pen, dry_run=dry_run)
    _shown(done, as_json)


def _shown(done: ChangeMade, as_json: bool) -> None:
    click.echo(to_json(done) if as_json else change_as_text(done), nl=False)
    raise SystemExit(1 if any(one.taken is None for one in done.conflicts) else 0)


def _span(text: str) -> tuple[int, int]:
    first, _, last = text.partition("..")
    try:
        span = int(first), int(last or first)
    except ValueError:
        span = 0, 0
    if not 0 < span[0] <= span[1] < 2**53:
        message = f"{text!r} is no change; write 12, or 12..15 for several."
        raise click.BadParameter(message, param_hint="CHANGE")
    return span


@store.command()
@click.argument("store")
@click.option("--sign", is_flag=True, help="Sign the last change, once all is found sound.")
@_where_signed
@_JSON
def verify(
    store: str, sign: bool, key: Path | None, checkpoints: Path | None, as_json: bool
) -> None:
    """Walk the chain of changes in STORE, and compare all that follows from it.

    Ends with 0 when all is as it was recorded, 1 when something isn't.

    \b
    Example:
      cadre store verify mission.db
    """
    told = desk.verify_store(store, signed(key=key, checkpoints=checkpoints), sign_now=sign)
    click.echo(to_json(told) if as_json else verify_as_text(told), nl=False)
    raise SystemExit(1 if told.faults else 0)
