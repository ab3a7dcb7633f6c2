"""A web desk of one's own: a real server over a store that may be changed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from cadre.desk.signing import signed
from cadre.desk.store import begin_store, take_in

ROOT = Path(__file__).parents[2]


@dataclass
class Served:
    """A desk that is served.

    Attributes:
        at: Its address, without a slash at the end.
        where: The dossier that it serves: a file, a folder, or the address of a store on a server.
        process: The server.
    """

    at: str
    where: Path | str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@cache
def _made(example: str) -> Path:
    """A store of an example, made once and copied for each test."""
    file = Path(mkdtemp(prefix="cadre-web-")) / "m.db"
    begin_store(str(file), signed("founder", "begun"))
    take_in(str(file), ROOT / "examples" / example, signed("founder", "the example"))
    return file


def store_of(folder: Path, example: str = "nmi") -> Path:
    """A store of its own with an example in it, in `folder`."""
    for one in _made(example).parent.iterdir():
        shutil.copy(one, folder / one.name)
    return folder / "m.db"


@contextmanager
def serving(where: Path | str, *options: str, port: int = 0) -> Iterator[Served]:
    """A server over a dossier, ended afterwards."""
    process = start(where, *options, port=port)
    try:
        yield process
    finally:
        process.process.terminate()
        process.process.wait(timeout=30)


def start(where: Path | str, *options: str, port: int = 0) -> Served:
    """Start a server over a dossier."""
    command = [sys.executable, "-m", "cadre", "serve", str(where), "--port", str(port), *options]
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    told = process.stdout.readline()
    assert " is open at " in told, f"the server said {told!r}"
    return Served(told.rpartition(" at ")[2].strip().rstrip("/"), where, process)
