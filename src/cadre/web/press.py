"""Press: pages made anew in a process beside the server, while many write at once.

Python does one thing at a time in a process. Whoever changes a row asks the store many small
things, and each time would wait until the thread that makes pages lets go.
"""

from __future__ import annotations

import json
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer

from cadre.desk.job_process import beside
from cadre.desk.plain import to_plain
from cadre.web.who import Who

HANGS = 60.0
"""Seconds after which a process that hasn't answered is ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOrder:
    """A page that is to be made anew.

    Attributes:
        module: Module of the function that makes it.
        name: The function's name.
        path: Its address.
        query: What stands after the `?` of it.
        part: The header by which a part of it is asked for; empty for the whole.
        who: Who asked for it first.
        moment: The last change of the dossier that it shows.
        state: What it is made from.
    """

    module: str
    name: str
    path: str
    query: str
    part: str
    who: Who
    moment: str
    state: str


class PressError(Exception):
    """A page couldn't be made; the process has told its log why."""


class Press:
    """A process that makes pages, started when it is first needed.

    Args:
        where: Where the dossier lies.
        shelf: The file of the shelf.
    """

    def __init__(self, where: str, shelf: Path) -> None:
        self._opening = json.dumps({"where": where, "shelf": str(shelf)})
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._closed = False

    def made(self, order: PageOrder) -> str | None:
        """The text of a page; None when the process ended, so that it has to be made here.

        Raises:
            PressError: It can't be made.
        """
        process = self._running()
        if process is None or process.stdin is None or process.stdout is None:
            return None
        hangs = Timer(HANGS, process.kill)
        hangs.start()
        try:
            process.stdin.write(json.dumps(to_plain(order)).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            line = b""
        finally:
            hangs.cancel()
        if not line.endswith(b"\n"):
            self._end()
            return None
        text: str | None = json.loads(line)
        if text is None:
            raise PressError(order.path)
        return text

    @property
    def pid(self) -> int | None:
        """The number of the process, as the system counts them; None while there is none."""
        with self._lock:
            return None if self._process is None else self._process.pid

    def close(self) -> None:
        """End the process."""
        self._closed = True
        self._end()

    def _running(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._process is None and not self._closed:
                self._process = beside("cadre.web.press_child")
                if self._process.stdin is not None:
                    self._process.stdin.write(self._opening.encode() + b"\n")
            return self._process

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            # What was still to be written goes nowhere.
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
