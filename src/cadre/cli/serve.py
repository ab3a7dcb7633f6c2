"""`cadre serve`: the web desk."""

from __future__ import annotations

from importlib.util import find_spec

import click

from cadre.desk.jobs import Jobs
from cadre.desk.room import Room
from cadre.desk.shelf_place import shelf_place
from cadre.errors import CadreError


@click.command()
@click.argument("dossier", default=".")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8765, show_default=True, help="On which port; 0 takes a free one.")
def serve(dossier: str, host: str, port: int) -> None:
    """Open DOSSIER, a folder or a store, as a web desk until Ctrl-C.

    A store can be edited; a folder is only looked at.

    \b
    Examples:
      cadre serve examples/nmi
      cadre serve m.db
    """
    start(Room(dossier), host, port)


def start(room: Room, host: str, port: int) -> None:
    """Serve a dossier until it is interrupted.

    Raises:
        CadreError: The web desk isn't installed, or may not listen there.
    """
    refuse_missing()
    from cadre.web.house import House  # noqa: PLC0415 - heavy, and perhaps not installed
    from cadre.web.server import LOOPBACK, is_loopback, serve  # noqa: PLC0415

    if not is_loopback(host):
        raise CadreError(
            f"--host {host}",
            "lets others in, and there are no accounts",
            "an address of this machine alone, such as 127.0.0.1",
            "Leave `--host` out.",
        )
    room.moment()
    house = House(room=room, hosts=LOOPBACK | {host}, jobs=Jobs(shelf_place(room.where)))
    try:
        serve(house, host, port, ready=lambda at: click.echo(f"{room.name} is open at {at}"))
    finally:
        house.at_work.close()


def refuse_missing() -> None:
    """Refuse when what the web desk needs isn't installed.

    Raises:
        CadreError: It isn't.
    """
    missing = [one for one in ("fastapi", "uvicorn", "multipart") if find_spec(one) is None]
    if missing:
        raise CadreError(
            "the web desk",
            f"needs {', '.join(missing)}, which isn't installed",
            "Cadre with its extra `web`",
            "Install it: pip install 'cadre-planner[web]'",
        )
