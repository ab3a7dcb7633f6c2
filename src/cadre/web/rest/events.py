"""Events: changes of the dossier and how jobs come along, told to a page as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from cadre.release.rules import STAFF
from cadre.web.house import House
from cadre.web.rest.jobs import as_event
from cadre.web.visits import Visiting

router = APIRouter(tags=["jobs"])
PAUSE = 0.2
"""Seconds between two messages: of several news of one job only the last is sent."""
ALIVE = 15.0
"""Seconds after which a stream without news says that it is alive, so that nothing cuts it off."""
LOOK = 1.0
"""Seconds between two looks at whether the server goes down."""
RETRY = 2_000
"""Milliseconds after which a page that lost its stream asks again."""


@router.get(
    "/events",
    summary="Changes, and how jobs come along, as server-sent events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def events(
    visit: Visiting,
    since: Annotated[
        int | None, Query(ge=0, description="Number of the last event known; else only news.")
    ] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Every job with news, as it stands then; a page that lost its stream misses nothing.

    Each event `job` bears the number of the last news and a job as GET /api/jobs/{key} tells it.
    The staff of a store is told by `change` the number of the last change, at once and with each.
    """
    jobs = visit.house.jobs
    known = int(last_event_id) if last_event_id and last_event_id.isdecimal() else since
    first = await run_in_threadpool(lambda: jobs.last_event) if known is None else known
    reader = None if visit.reader == STAFF.id else visit.reader
    return StreamingResponse(
        stream(visit.house, first, reader),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def stream(house: House, since: int, reader: str | None) -> AsyncIterator[str]:
    """The news after an event, for a reader or for the staff, as long as anybody listens."""
    jobs, loop, woken = house.jobs, asyncio.get_running_loop(), asyncio.Event()

    def wake(_: int) -> None:
        # A loop that has ended while its last stream was being closed can't be woken.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(woken.set)

    yield f"retry: {RETRY}\nid: {since}\n\n"
    silent, change = 0.0, ""
    with jobs.listening(wake):
        while not house.closing:
            woken.clear()
            found = await run_in_threadpool(jobs.events, since)
            since = max([since, *(one.number for one in found)])
            told = "".join(as_event(one) for one in found if reader in (None, one.order.reader))
            # Whoever may not see all isn't told that there was something either.
            if reader is None and house.room.is_store:
                before, change = change, await run_in_threadpool(house.last_change)
                told += f'event: change\ndata: {{"change": {change}}}\n\n' * (change != before)
            if told or silent >= ALIVE:
                silent = 0.0
                yield told or ": alive\n\n"
            silent += await _woken(woken) if not found else PAUSE
            if found:
                await asyncio.sleep(PAUSE)


async def _woken(woken: asyncio.Event) -> float:
    """Wait for news for a moment; the seconds waited."""
    began = monotonic()
    with suppress(TimeoutError):
        await asyncio.wait_for(woken.wait(), LOOK)
    return monotonic() - began
