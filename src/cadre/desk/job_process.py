"""A job's process, from outside: started, listened to, asked to stop, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer

import cadre
from cadre.desk.job_messages import READY, Commission, Outcome, Progress
from cadre.desk.job_orders import Fault
from cadre.desk.plain import from_plain, to_plain


class JobProcess:
    """The process of one job.

    A new interpreter with nothing of this one: safe to start beside any threads, from any main
    module. It ends itself when this process does, however that goes.

    Args:
        grace: Seconds that it has to stop once it is asked to; then it is ended.
        ready: Whether it prepares the engines before it is told what to work out.
    """

    def __init__(self, grace: float, *, ready: bool = False) -> None:
        self._grace = grace
        self._lock = Lock()
        self._end: Timer | None = None
        self._process = beside("cadre.desk.job_child", *([READY] if ready else []))

    @property
    def runs(self) -> bool:
        """Whether it is still there."""
        return self._process.poll() is None

    def begin(self, commission: Commission) -> None:
        """Tell it what to work out; once only."""
        self._send(json.dumps(to_plain(commission)).encode())

    @property
    def pid(self) -> int:
        """Its number, as the system counts processes."""
        return self._process.pid

    def outcome(self, told: Callable[[Progress], None]) -> Outcome:
        """Listen until it ends; what came of it, and if it just died, why as far as that shows."""
        found = None
        if self._process.stdout is None:
            raise AssertionError
        with self._process.stdout as messages:
            for line in messages:
                message = _message(line)
                if isinstance(message, Progress):
                    told(message)
                elif message is not None:
                    found = message
        status = self._process.wait()
        with self._lock:
            if self._end is not None:
                self._end.cancel()
            self._close()
        return found or Outcome(fault=_died(status))

    def stop(self) -> None:
        """Ask it to end with what it has, and see to it that it ends."""
        with self._lock:
            if self._end is not None:
                return
            self._end = Timer(self._grace, self.kill)
            self._end.daemon = True
            self._end.start()
        self._send(b"stop")

    def kill(self) -> None:
        """End it now."""
        self._process.kill()

    def dismiss(self) -> None:
        """End one that was told nothing, and wait until it is gone."""
        self.kill()
        self._process.wait()
        self._close()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _send(self, line: bytes) -> None:
        # A process that is gone needs no telling: that shows where it is listened to.
        with suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.write(line + b"\n")
                self._process.stdin.flush()

    def _close(self) -> None:
        with suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()


def beside(module: str, *words: str) -> subprocess.Popen[bytes]:
    """A new interpreter that runs a module of this package, told and asked through two pipes."""
    return subprocess.Popen(  # noqa: S603 - this interpreter, this package
        # Without the folder that one happens to work in: its files aren't the program's.
        [sys.executable, "-P", "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_surroundings(),
        # Ctrl-C at a terminal is for the server, which then ends what it began itself.
        start_new_session=True,
    )


def _surroundings() -> dict[str, str]:
    """The variables of this process, with which a new interpreter finds this very package."""
    here = str(Path(cadre.__file__).parents[1])
    known = os.environ.get("PYTHONPATH", "")
    return os.environ | {"PYTHONPATH": os.pathsep.join(one for one in (here, known) if one)}


def _message(line: bytes) -> Progress | Outcome | None:
    """What a line says; None for one that was cut off when the process died."""
    if not line.endswith(b"\n"):
        return None
    plain = json.loads(line)
    if "progress" in plain:
        return from_plain(plain["progress"], Progress)
    return from_plain(plain["outcome"], Outcome)


def _died(status: int) -> Fault:
    """Why a process that told no outcome ended, by its exit status."""
    problem = f"ended without an answer, with exit status {status}"
    remedy = "Order it again; if it ends so again, look into the server's log."
    if status < 0:
        name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
        problem = f"was ended from outside ({name})"
        if status == -signal.SIGKILL:
            problem += ", most likely since the machine's memory was full"
            remedy = "Order it again with less to do, or on a machine with more memory."
    return Fault(place="the job's process", problem=problem, allowed="", remedy=remedy)
