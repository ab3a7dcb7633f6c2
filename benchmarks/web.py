"""How fast the web desk answers a whole staff: 200 sessions, of which 50 edit.

A real server (`cadre serve`) over a store of the example mission, and in another process sessions
that behave as people in browsers do: each keeps one connection, asks for a page, thinks, and asks
for another one, naming what it holds already; those who edit change a row each time between two
looks, as the grid does. What a session waits for, from the first byte asked to the last one read,
is counted.

The peer is the stack without the desk: the same sessions, pages of the same size, handed out by
FastAPI as fixed text. It tells what of the time is ours.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.web.serving import serving, store_of

SESSIONS, EDITING = 200, 50
SECONDS, WARM = 60.0, 25.0
THINKING = 10.0
"""Seconds that somebody looks at a page before the next thing, on average: another page, or, for
those who edit, each time a changed row first."""
PAGES = (
    "/",
    "/law",
    "/forces",
    "/support",
    "/needs",
    "/plan",
    "/evidence",
    "/findings",
    "/history",
    "/search?q=advice",
)
SEED = 11
BARE = """
import sys
import uvicorn
from fastapi import FastAPI, Response

app = FastAPI()
page = "x" * int(sys.argv[1])


@app.get("/{path:path}")
def look(path: str) -> Response:
    return Response(page, media_type="text/html")


@app.patch("/{path:path}")
def edit(path: str) -> dict[str, str]:
    return {}


uvicorn.run(app, port=int(sys.argv[2]), log_level="error", timeout_keep_alive=75)
"""


@dataclass
class Told:
    """What the sessions met.

    Attributes:
        waits: Seconds waited for each answer.
        pages: The same for each page.
        errors: Answers that weren't what was asked for, with what they were.
        edits: Edits that were recorded.
        sent: Bytes of pages.
    """

    waits: list[float] = field(default_factory=list)
    pages: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    edits: int = 0
    sent: int = 0


class Session:
    """One person's browser: a connection that is kept, and the pages it holds."""

    def __init__(self, port: int, told: Told, luck: random.Random) -> None:
        self.port, self.told, self.luck = port, told, luck
        self.held: dict[str, str] = {}
        self.cookie = ""
        self.counts = False
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request and its answer, timed."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        raw = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"host: 127.0.0.1:{self.port}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines += [f"cookie: {self.cookie}"] if self.cookie else []
        lines += [f"content-length: {len(raw)}", "content-type: application/json"] if raw else []
        began = time.perf_counter()
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + raw)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ")[1])
        found = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        answer = await reader.readexactly(int(found.get("content-length", "0")))
        wait = time.perf_counter() - began
        self.cookie = found.get("set-cookie", self.cookie).partition(";")[0]
        if self.counts:
            self.told.waits.append(wait)
            look = "a row" if "/rows/" in path else path.partition("?")[0]
            self.told.pages.setdefault(look if method == "GET" else "an edit", []).append(wait)
            self.told.sent += len(answer)
        return status, found, answer

    async def look(self) -> None:
        """Ask for a page, naming what is held of it."""
        path = self.luck.choice(PAGES)
        held = {"if_none_match": self.held[path]} if path in self.held else {}
        status, found, answer = await self.ask("GET", path, **held)
        if status not in (200, 304):
            self.told.errors.append(f"GET {path}: {status} {answer[:200]!r}")
        self.held[path] = found.get("etag", "")

    async def edit(self, key: str) -> None:
        """Change a row that is this session's own, on the version that was seen."""
        path = f"/api/tables/pledges/rows/{key}"
        if path not in self.held:
            _, found, _ = await self.ask("GET", path)
            self.held[path] = found.get("etag", "")
        body = {"cells": {"note": f"seen {self.luck.random():.12f}"}}
        status, found, answer = await self.ask("PATCH", path, body, if_match=self.held[path])
        if status != 200:
            self.told.errors.append(f"PATCH {path}: {status} {answer[:200]!r}")
            self.held.pop(path, None)
            return
        self.told.edits += self.counts
        self.held[path] = found.get("etag", "")


async def staff(port: int, sessions: int, keys: list[str], seconds: float) -> Told:
    """Let a staff work for some seconds; the first ones aren't counted."""
    told = Told()
    ends = time.perf_counter() + WARM + seconds
    counted = time.perf_counter() + WARM

    async def work(number: int) -> None:
        luck = random.Random(SEED * 1000 + number)  # noqa: S311 - people who click
        session = Session(port, told, luck)
        await asyncio.sleep(luck.uniform(0, THINKING))
        edits = number < len(keys)
        while time.perf_counter() < ends:
            session.counts = time.perf_counter() >= counted
            await session.look()
            await asyncio.sleep(luck.expovariate(1 / THINKING))
            if edits:
                session.counts = time.perf_counter() >= counted
                await session.edit(keys[number])
                await asyncio.sleep(luck.expovariate(1 / THINKING))

    await asyncio.gather(*(work(number) for number in range(sessions)))
    return told


def share(waits: list[float], part: float) -> float:
    """The wait that `part` of all stay under, in milliseconds."""
    found = sorted(waits)
    return 1000 * found[min(len(found) - 1, int(part * len(found)))] if found else float("nan")


def mebibytes(process: int) -> float:
    """What a process and its children hold in memory."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            told = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            continue
        if process in (int(told["Pid"]), int(told["PPid"])) and "VmRSS" in told:
            total += int(told["VmRSS"].split()[0])
    return total / 1024


@contextmanager
def bare(size: int) -> Iterator[int]:
    """The stack without the desk, on a free port."""
    port = 18765
    process = subprocess.Popen([sys.executable, "-c", BARE, str(size), str(port)])  # noqa: S603
    try:
        until(lambda: asyncio.run(_answers(port)))
        yield port
    finally:
        process.terminate()
        process.wait()


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is true."""
    ends = time.perf_counter() + seconds
    while not true():
        if time.perf_counter() > ends:
            raise TimeoutError
        time.sleep(0.1)


async def keys_of(port: int, number: int) -> list[str]:
    """The ids of as many pledges, each of which one session edits."""
    session = Session(port, Told(), random.Random(SEED))  # noqa: S311 - nobody clicks
    _, _, answer = await session.ask("GET", f"/api/tables/pledges/rows?limit={number}")
    return [one["id"] for one in json.loads(answer)["rows"]]


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--editing", type=int, default=EDITING)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--json", action="store_true", help="print the figures as a last line")
    given = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder, serving(store_of(Path(folder))) as served:
        port = int(served.at.rpartition(":")[2])
        keys = asyncio.run(keys_of(port, given.editing))
        told = asyncio.run(staff(port, given.sessions, keys, given.seconds))
        memory = mebibytes(served.process.pid)
    size = round(told.sent / max(1, len(told.waits)))
    with bare(size) as port:
        peer = asyncio.run(staff(port, given.sessions, keys, given.seconds / 2))

    figures = {
        "sessions": given.sessions,
        "editing": len(keys),
        "seconds": given.seconds,
        "answers": len(told.waits),
        "edits": told.edits,
        "p50_ms": round(share(told.waits, 0.5), 2),
        "p95_ms": round(share(told.waits, 0.95), 2),
        "p99_ms": round(share(told.waits, 0.99), 2),
        "errors": len(told.errors),
        "mib": round(memory, 1),
        "bare_p50_ms": round(share(peer.waits, 0.5), 2),
        "bare_p95_ms": round(share(peer.waits, 0.95), 2),
        "x_bare_p95": round(share(told.waits, 0.95) / share(peer.waits, 0.95), 1),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
    }
    print(f"{given.sessions} sessions, {len(keys)} of them editing, for {given.seconds:.0f} s")
    for name, waits in sorted(told.pages.items(), key=lambda one: -share(one[1], 0.95)):
        print(
            f"  {name[:44]:44} {len(waits):6} {share(waits, 0.5):8.1f} {share(waits, 0.95):8.1f} ms"
        )
    for error in told.errors[:5]:
        print(f"  {error}")
    print(f"p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms, errors {figures['errors']}")
    print(f"the stack alone: p50 {figures['bare_p50_ms']} ms, p95 {figures['bare_p95_ms']} ms")
    if given.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
