"""A PostgreSQL server of one's own, on a free port of loopback, for as long as it is needed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USERS = ("postgres", "nobody")
"""Who the server runs as when root starts it, which it refuses to run as itself."""


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        port: Its port on loopback.
    """

    port: int

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql://cadre@127.0.0.1:{self.port}/postgres"


def binaries() -> Path | None:
    """Where the server's programs lie; None when they aren't installed."""
    found = shutil.which("initdb")
    if found is not None and shutil.which("postgres") is not None:
        return Path(found).resolve().parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return places[-1].parent if places else None


@contextmanager
def running(programs: Path, *, durable: bool) -> Iterator[Server]:
    """A server with one empty database.

    Args:
        programs: Where its programs lie.
        durable: Whether it waits for the disk; what is only tested needn't.
    """
    folder = Path(tempfile.mkdtemp(prefix="cadre-postgres-"))
    run_as: dict[str, Any] = {}
    if os.getuid() == 0:
        user = next(name for name in USERS if _known(name))
        shutil.chown(folder, user)
        run_as = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    server = Server(_free_port())
    data = folder / "data"
    make = ["--auth=trust", "--username=cadre", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [programs / "initdb", "-D", data, *make],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        **run_as,
    )
    settings = [f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1"]
    settings += [] if durable else ["fsync=off", "synchronous_commit=off"]
    options = [part for one in settings for part in ("-c", one)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(server.port), *options],
            cwd=folder,
            stdout=log,
            stderr=log,
            **run_as,
        )
        try:
            _wait(server, process, folder / "log")
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
            shutil.rmtree(folder, ignore_errors=True)


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers."""
    import psycopg  # noqa: PLC0415 - an extra, which may not be there

    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            psycopg.connect(server.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    message = f"the server didn't start: {log.read_text(errors='replace')[-2000:]}"
    raise RuntimeError(message)
