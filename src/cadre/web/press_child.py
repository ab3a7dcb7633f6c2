"""The process that makes pages for a server: one after another, as its standard input asks.

`python -m cadre.web.press_child` is started by `press`. Its first line says what is served, each
line after it is a `PageOrder`; each is answered by a line with the page's text, or null where it
can't be made. It ends when its input does, so with the server, however that ends.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from fastapi import Request

from cadre.desk.job_child import POLITENESS, own_output
from cadre.desk.plain import from_plain
from cadre.desk.roles import Role
from cadre.desk.room import Room
from cadre.desk.shelf import Shelf
from cadre.web.application import application, settle
from cadre.web.house import House
from cadre.web.kept import Key, Page
from cadre.web.press import PageOrder
from cadre.web.visits import PART, Visit


@dataclass
class _Shelved:
    """What pages ask of jobs: the shelf. No job is run here, and none made ready."""

    shelf: Shelf

    def make_ready(self) -> None:
        """Nobody waits here who may order one."""


class _Caught:
    """The page made last, where a server keeps pages."""

    text: str | None = None

    def keep(self, key: Key, page: Page) -> None:  # noqa: ARG002 - as `KeptPages`
        self.text = page.text


def main() -> None:
    """Make pages until nobody asks for any."""
    os.nice(POLITENESS)
    served = json.loads(sys.stdin.readline())
    house = House(
        room=Room(served["where"]),
        hosts=frozenset(),
        jobs=cast("Any", _Shelved(Shelf(Path(served["shelf"])))),
    )
    app, caught = application(house), _Caught()
    house.kept = cast("Any", caught)
    # A server that was killed takes no answer any more.
    gone = suppress(BrokenPipeError)
    with gone, os.fdopen(own_output(), "wb") as answers, house.room.open():
        settle(house)
        for line in sys.stdin:
            caught.text = None
            _make(app, house, from_plain(json.loads(line), PageOrder))
            answers.write(json.dumps(caught.text).encode() + b"\n")
            answers.flush()


def _make(app: object, house: House, order: PageOrder) -> None:
    """Make a page, as a server does."""
    headers = [(b"host", b"desk"), (PART.encode(), order.part.encode())]
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("desk", 80),
        "path": order.path,
        "query_string": order.query.encode(),
        "headers": headers if order.part else headers[:1],
        "app": app,
    }
    try:
        # A role is written as its number.
        visit = Visit(Request(scope), house, replace(order.who, role=Role(order.who.role)))
        visit.moment, visit.state = order.moment, order.state
        getattr(import_module(order.module), order.name)(visit)
    except Exception:  # the server is told that there is none, and this log why
        logging.getLogger("cadre.web").exception("%s couldn't be made anew", order.path)


if __name__ == "__main__":
    main()
