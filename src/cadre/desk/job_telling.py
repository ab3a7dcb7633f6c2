"""Telling: how far a job is, said from its process as often as anybody can follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from time import monotonic, process_time

from cadre.desk.job_messages import Progress
from cadre.planner.result import gap

PAUSE = 0.1
"""Seconds between two progress messages: more often nobody can follow."""
LOADING = 5.0
"""Seconds of work that loading kept kernels takes at most: what takes more is being compiled."""
LOOK = 0.5
"""Seconds between two looks at how much work it took so far."""
PREPARING = "preparing the engine"


class Telling:
    """Says how far a job is; called by engines as their `progress`.

    Args:
        send: Whom to tell.
        clock: Seconds that only go forward.
    """

    def __init__(
        self, send: Callable[[Progress], None], clock: Callable[[], float] = monotonic
    ) -> None:
        self._send, self._clock = send, clock
        self._lock = Lock()
        self._step = ""
        self._now = Progress()
        self._last = -PAUSE

    def step(self, told: str) -> None:
        """Begin a step: what is done is counted anew."""
        with self._lock:
            self._step, self._now = told, Progress(told=told, gap=self._now.gap)
            self._say()

    def __call__(self, done: int, of: int) -> None:
        """Say how much is done of what there is to do."""
        with self._lock:
            self._now = Progress(done=done, of=of, told=self._now.told, gap=self._now.gap)
            if done >= of or self._clock() - self._last >= PAUSE:
                self._say()

    def told(self, worth: float, bound: float) -> None:
        """Say how good the best plan so far is, and how good one could be at most."""
        with self._lock:
            share = gap(worth, bound)
            text = f"{self._step}, gap {100 * share:.1f}%"
            self._now = Progress(done=self._now.done, of=self._now.of, told=text, gap=share)
            if share == 0 or self._clock() - self._last >= PAUSE:
                self._say()

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """While inside, the engine is prepared; if that takes long, it is the first time."""
        self.step(PREPARING)
        ready = Event()
        watch = Thread(target=self._watch, args=(ready, process_time()), daemon=True)
        watch.start()
        try:
            yield
        finally:
            ready.set()
            watch.join()

    def _watch(self, ready: Event, began: float) -> None:
        while not ready.wait(LOOK):
            if process_time() - began > LOADING:
                self.step(f"{PREPARING} (first time only)")
                return

    def _say(self) -> None:
        self._last = self._clock()
        self._send(self._now)
