"""Ray runner: the same shards on a cluster, from a process of its own that may be lost."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

from cadre.errors import CadreError
from cadre.explorer.ray_guard import Guard, guard_of, meet
from cadre.explorer.ray_words import Done, Failed, Order, Refused, lost
from cadre.explorer.runner import Played, Shard, Stop, Work

DRIVER = "from cadre.explorer.ray_driver import main; main()"
"""Imported, not run as a module: what it sends to workers they look up in their own Cadre."""
LOOK = 0.1
"""Seconds between two looks at whether to stop."""
LEAVE = 15.0
"""Seconds that the driver has for cancelling its tasks before it is ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RayRunner:
    """Plays shards on a Ray cluster that asks for a token and speaks TLS only.

    Ray ends the program that drives a cluster when the cluster is lost, so a process of its own
    drives it, and this one is left to say what happened and to keep what was played.

    Attributes:
        address: HOST:PORT of the head of a running cluster; none is started.
        retries: How often a shard is played again when its worker or its node dies.
        patience: Seconds for which the cluster may be silent, or without a CPU, before it counts
            as lost.
    """

    address: str
    retries: int = 3
    patience: float = 30.0

    def run(self, work: Work, shards: Sequence[Shard], stop: Stop) -> Iterator[Played]:
        """Each shard once, in the order in which they are done; none after `stop` answers True.

        Raises:
            CadreError: Ray isn't installed, the cluster isn't guarded, refuses us, runs another
                version of Cadre, gives other bits on another node, or is lost.
            RuntimeError: A shard failed by itself; with the traceback of the worker.
        """
        if find_spec("ray") is None:
            raise CadreError(
                "Ray",
                "it isn't installed",
                "the extra ray",
                "Install it with `pip install 'cadre-planner[ray]'`.",
            )
        guard = guard_of()
        meet(guard, self.address, self.patience)
        if not shards:
            return
        order = Order(
            address=self.address,
            work=pickle.dumps(work, protocol=pickle.HIGHEST_PROTOCOL),
            shards=tuple(shards),
            retries=self.retries,
            patience=self.patience,
        )
        with tempfile.TemporaryDirectory(prefix="cadre-ray-") as folder:
            yield from self._driven(order, _environment(guard, self.patience), Path(folder), stop)

    def _driven(
        self, order: Order, environment: dict[str, str], folder: Path, stop: Stop
    ) -> Iterator[Played]:
        """What a driver sends back; it is ended however this ends."""
        ours, theirs = Pipe()
        with theirs, (folder / "said").open("wb") as said:
            driver = subprocess.Popen(  # noqa: S603 - our own module, no word of it from outside
                [sys.executable, "-P", "-c", DRIVER, str(theirs.fileno())],
                env=environment,
                cwd=folder,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        try:
            with ours:
                yield from self._heard(ours, order, stop)
        except (EOFError, ConnectionError) as error:
            raise lost(self.address, _last_words(folder / "said")) from error
        finally:
            _ended(driver)

    def _heard(self, ours: Connection, order: Order, stop: Stop) -> Iterator[Played]:
        with suppress(BrokenPipeError):  # a driver that ended early is heard of below
            ours.send(order)
        while not stop():
            if not ours.poll(LOOK):
                continue
            match word := ours.recv():
                case Played():
                    yield word
                case Done():
                    return
                case Refused():
                    raise CadreError(word.place, word.problem, word.allowed, word.remedy)
                case Failed():
                    raise RuntimeError(f"a shard failed on the cluster\n{word.trace}")


def ray_runner(address: str) -> RayRunner:
    """The runner for `cadre explore --ray ADDRESS`."""
    return RayRunner(address=address)


def _environment(guard: Guard, patience: float) -> dict[str, str]:
    """The environment of a driver: guarded, silent about its use, with our places of code."""
    unwanted = ("RAY_ADDRESS", "RAY_AUTH_TOKEN_PATH", "RAY_RUNTIME_ENV_HOOK", "RAY_NAMESPACE")
    return {
        **{name: value for name, value in os.environ.items() if name not in unwanted},
        **guard.settings(),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
        "RAY_gcs_rpc_server_reconnect_timeout_s": str(max(1, round(patience))),
        "PYTHONPATH": os.pathsep.join(str(Path(one).resolve()) for one in sys.path),
    }


def _last_words(said: Path) -> str:
    """The last line that a driver wrote, which may tell why it ended."""
    lines = [line.strip() for line in said.read_text(errors="replace").splitlines()]
    return next((line[:200] for line in reversed(lines) if line), "")


def _ended(driver: subprocess.Popen[bytes]) -> None:
    """Wait until the driver, whose pipe is closed by now, has cancelled its tasks and left."""
    end = time.monotonic() + LEAVE
    while driver.poll() is None and time.monotonic() < end:
        time.sleep(LOOK / 2)
    if driver.poll() is None:
        driver.kill()
    driver.wait()
