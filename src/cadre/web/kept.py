"""Kept pages: made once for all who look at the same, and anew behind them while many write.

A page shows the dossier as it stands. Only while changes come faster than pages can be made, a
kept one is handed out that is a few seconds behind what others wrote, and made anew meanwhile; it
is never behind what its reader wrote.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Condition, Lock, Thread

MOST = 256
"""Pages that are kept."""
BEHIND = 5.0
"""Seconds that a page may be behind what others wrote, while they write that fast."""
PATIENCE = 20.0
"""Seconds to wait for a page that somebody else has made."""
TOGETHER = 2.0
"""Seconds for which pages that are to be made anew are gathered: what they share is made once."""
BUSY = 3
"""Changes within these seconds from which on pages may be behind."""
LOOKED_AT = 60.0
"""Seconds after somebody looked at a page for which changes have it made anew ahead of the next."""

Key = tuple[str, ...]


@dataclass(slots=True)
class Page:
    """A page as it was made last.

    Attributes:
        text: The page, without who asks.
        state: What it was made from.
        remake: Makes it anew from a moment of the dossier.
        looked: When somebody asked for it last.
    """

    text: str
    state: str
    remake: Callable[[str], None]
    looked: float = field(default_factory=time.monotonic)


class KeptPages:
    """Pages by what was asked; safe to be asked from several threads."""

    def __init__(self, moment: Callable[[], str]) -> None:
        """Keep no page yet; `moment` tells the last change of the dossier."""
        self._moment = moment
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._states: deque[tuple[float, str]] = deque(maxlen=64)
        self._lock = Lock()
        self._made = Condition(self._lock)
        # What is being made by whoever asked first; those who ask for the same wait for it.
        self._making: set[Key] = set()
        self._paths: set[str] = set()
        self._wanted: SimpleQueue[Key | None] = SimpleQueue()
        self._queued: set[Key] = set()
        self._maker: Thread | None = None

    def find(self, key: Key, state: str, seen: int) -> Page | None:
        """The page that was asked for, if it may be handed out; else whoever asks makes it.

        Who gets None says `done` in the end, whatever comes of it.

        Args:
            key: What was asked, its path first, and by whom as far as that matters.
            state: What a page made now would be made from; it begins with the last change.
            seen: The last change that whoever asks knows of.
        """
        with self._lock:
            self._notice(state)
            page = self._pages.get(key)
            if page is not None:
                page.looked = time.monotonic()
            if page is not None and self._serves(page, state, seen):
                return page
            if key[0] not in self._paths:
                return None
            while key in self._making:
                self._made.wait(PATIENCE)
                page = self._pages.get(key)
                # It was begun while this one waited, or just before.
                if page is not None and _change(page.state) >= seen:
                    return page
            self._making.add(key)
            return None

    def keep(self, key: Key, page: Page) -> None:
        """Keep a page that was made."""
        with self._lock:
            before = self._pages.get(key)
            if before is not None:
                page.looked = before.looked
            self._paths.add(key[0])
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST:
                self._pages.popitem(last=False)
            self._done(key)

    def done(self, key: Key) -> None:
        """Let go those who wait for a page that won't come."""
        with self._lock:
            self._done(key)

    def _done(self, key: Key) -> None:
        self._making.discard(key)
        self._made.notify_all()

    def _serves(self, page: Page, state: str, seen: int) -> bool:
        """Whether a page is as it would be now, or near enough to it."""
        return page.state == state or (_change(page.state) >= seen and self._near(page.state))

    def _want(self, key: Key) -> None:
        """Have a page made anew, unless it is going to be."""
        if key not in self._queued:
            self._queued.add(key)
            self._wanted.put(key)
            self._begin()

    def close(self) -> None:
        """End the making of pages."""
        self._wanted.put(None)

    def _notice(self, state: str) -> None:
        """Remember a change, and have the pages that people look at made anew after it."""
        if self._states and self._states[-1][1] == state:
            return
        now = time.monotonic()
        self._states.append((now, state))
        for key, page in self._pages.items():
            if page.state != state and now - page.looked <= LOOKED_AT:
                self._want(key)

    def _near(self, state: str) -> bool:
        """Whether changes come fast, and a state is only just behind."""
        recent = self._recent()
        if len(recent) < BUSY:
            return False
        if state in recent:
            return True
        # The state in which these seconds began was still the present one within them.
        place = len(self._states) - len(recent)
        return place > 0 and self._states[place - 1][1] == state

    def _recent(self) -> list[str]:
        now = time.monotonic()
        return [known for began, known in self._states if now - began <= BEHIND]

    @property
    def hurried(self) -> bool:
        """Whether changes come so fast that pages may be behind."""
        with self._lock:
            return len(self._recent()) >= BUSY

    def _begin(self) -> None:
        if self._maker is None:
            self._maker = Thread(target=self._make, name="pages", daemon=True)
            self._maker.start()

    def _make(self) -> None:
        """Make what is wanted anew, all of it from one moment, and no more often than it helps."""
        while (key := self._wanted.get()) is not None:
            time.sleep(TOGETHER)
            keys: list[Key | None] = [key]
            while not self._wanted.empty():
                keys.append(self._wanted.get())
            moment = self._moment()
            for one in keys:
                if one is None:
                    return
                self._make_one(one, moment)

    def _make_one(self, key: Key, moment: str) -> None:
        with self._lock:
            self._queued.discard(key)
            page = self._pages.get(key)
            if page is None or key in self._making:
                return
            # Who asks meanwhile and may not have what is kept waits for it.
            self._making.add(key)
        try:
            page.remake(moment)
        except Exception:  # whoever asks next is told, and told why
            logging.getLogger("cadre.web").exception("a page couldn't be made anew")
            with self._lock:
                self._pages.pop(key, None)
        finally:
            self.done(key)


def _change(state: str) -> int:
    """The number of the change that a state begins with; a folder has none."""
    number = state.partition(" ")[0]
    return int(number) if number.isdigit() else 0
