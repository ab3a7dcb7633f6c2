"""`cadre serve`: the web desk."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from cadre.desk.beside import shelf_file
from cadre.desk.jobs import Jobs
from cadre.desk.room import Room
from cadre.errors import CadreError


@click.command()
@click.argument("dossier", default=".")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8765, show_default=True, help="On which port; 0 takes a free one.")
@click.option(
    "--users",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File of accounts, kept by `cadre users`; who asks has to log in.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="Another name under which it is asked for.",
)
def serve(dossier: str, host: str, port: int, users: Path | None, names: tuple[str, ...]) -> None:
    """Open DOSSIER, a folder or a store, as a web desk in the browser.

    A store can be edited; a folder is only looked at. Ctrl-C ends it. Without `--users` whoever
    sits at this machine may do all, and nobody else is let in. With it others may be, behind a
    server that speaks https.

    \b
    Example:
      cadre serve examples/nmi
      cadre serve m.db
      cadre serve m.db --users accounts.db
    """
    start(Room(dossier), host, port, users=users, names=names)


def start(
    room: Room, host: str, port: int, *, users: Path | None = None, names: tuple[str, ...] = ()
) -> None:
    """Serve a dossier until it is interrupted.

    Args:
        room: The dossier.
        host: Where to listen.
        port: On which port; 0 takes a free one.
        users: The file of accounts; None lets in whoever sits at this machine.
        names: Other names under which the desk is asked for.

    Raises:
        CadreError: The web desk isn't installed, may not listen there, or there is no dossier.
    """
    refuse_missing()
    from cadre.desk.accounts import Accounts  # noqa: PLC0415
    from cadre.web.access import Gate  # noqa: PLC0415
    from cadre.web.house import House  # noqa: PLC0415 - heavy, and perhaps not installed
    from cadre.web.press import Press  # noqa: PLC0415
    from cadre.web.server import LOOPBACK, is_loopback, serve  # noqa: PLC0415

    if users is None and not is_loopback(host):
        raise CadreError(
            f"--host {host}",
            "lets others in, and there are no accounts",
            "an address of this machine alone, such as 127.0.0.1",
            "Leave `--host` out, or name a file of accounts by `--users`.",
        )
    room.look()
    accounts = None if users is None else Accounts(users)
    jobs = Jobs(shelf_file(room.where))
    house = House(room=room, hosts=LOOPBACK | {host, *names}, jobs=jobs, accounts=accounts)
    house.press = Press(str(room.where), jobs.shelf.path)
    if accounts is not None:
        house.who = Gate(accounts)
    try:
        serve(house, host, port, ready=lambda at: click.echo(f"{room.name} is open at {at}"))
    finally:
        jobs.close()
        if accounts is not None:
            accounts.close()


def refuse_missing() -> None:
    """Refuse when what the web desk needs isn't installed.

    Raises:
        CadreError: It isn't.
    """
    missing = [
        one for one in ("fastapi", "uvicorn", "multipart", "argon2") if find_spec(one) is None
    ]
    if missing:
        raise CadreError(
            "the web desk",
            f"needs {', '.join(missing)}, which isn't installed",
            "Cadre with its extra `web`",
            "Install it: pip install 'cadre-planner[web]'",
        )
