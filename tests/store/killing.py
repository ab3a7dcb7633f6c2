"""Writers killed in mid-write, and what is left: each acknowledged change whole, no half one."""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, func, select

from cadre.dossier.store.address import MAIN, Address
from cadre.dossier.store.bodies import body_text
from cadre.dossier.store.changes import Content, Put
from cadre.dossier.store.opening import Store, opened
from cadre.dossier.store.schema import CHANGESET, HEAD, VERSION
from cadre.dossier.store.writing import commit
from tests.store.making import by

STATEMENTS = 12
"""More than a change takes: a writer is killed before each of them in turn, and at any moment."""
LONGEST = 0.02
"""Seconds after which a writer is killed at the latest, once it writes."""


@dataclass
class Kills:
    """What was seen.

    Attributes:
        kills: Writers killed.
        acknowledged: Changes that they were told are recorded.
        lost: Of these, how many aren't there any more, or not as they were.
        half_seen: Changes of which a part was seen without the other.
        recorded: Changes in the store at the end.
    """

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    half_seen: int = 0
    recorded: int = 0
    known: dict[int, str] = field(default_factory=dict)


def killed(address: Address, times: int, seed: int) -> Kills:
    """Kill a writer so many times, each forked from this warm process, and look each time."""
    luck = random.Random(seed)  # noqa: S311 - when to kill
    told = Kills()
    with opened(address) as store:
        first = _last(store)
    for number in range(times):
        at_statement = number % (2 * STATEMENTS)
        acks = _one_life(address, number, at_statement, luck.uniform(0, LONGEST))
        told.kills += 1
        told.known |= acks
        with opened(address) as store:
            _look(store, first, acks, told)
    with opened(address) as store:
        _look(store, first, told.known, told)
        told.recorded = _last(store) - first
    told.acknowledged = len(told.known)
    return told


def _one_life(address: Address, number: int, at_statement: int, after: float) -> dict[int, str]:
    """Fork a writer, kill it, and return what it was told: seals by number."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reads)
            _write(address, number, at_statement, writes)
        finally:
            os._exit(1)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        pipe.readline()
        if at_statement >= STATEMENTS:
            time.sleep(after)
            os.kill(child, signal.SIGKILL)
        text = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the writer must have been killed, not have failed"
    lines = [line.split() for line in text.splitlines() if line.endswith(".")]
    return {int(seq): seal for seq, seal, _ in lines}


def _write(address: Address, number: int, at_statement: int, pipe: int) -> None:
    """Write changes of two rows each until killed; tell each once it is acknowledged."""
    with opened(address, writes=True) as store:
        os.write(pipe, b"begun\n")
        written = 0
        while True:
            if written == 1 and at_statement < STATEMENTS:
                _die_before(store, at_statement)
            name = f"k{number}-{written}"
            done = commit(store, MAIN, Content(ops=two_rows(name)), by("writer"))
            assert done is not None
            os.write(pipe, f"{done.seq} {done.hash} .\n".encode())
            written += 1


def two_rows(name: str) -> tuple[Put, Put]:
    """Two rows of which one names the other."""
    site = {"id": name, "name": name, "country": "XLK"}
    beds = {"id": name, "site": name, "beds": "1"}
    return tuple(  # type: ignore[return-value]
        Put(kind=kind, id=name, place="h000000", form=1, body=body_text(cells), was=None)
        for kind, cells in (("sites", site), ("bed_spaces", beds))
    )


def _die_before(store: Store, statement: int) -> None:
    """Have this process killed before its next statement but so many."""
    left = [statement]

    def count(*_: Any) -> None:  # noqa: ANN401 - whatever the event passes
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    event.listen(store.engine, "before_cursor_execute", count)
    event.listen(store.engine, "commit", count)


def _last(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.scalar(select(HEAD.c.seq)) or 0)


def _look(store: Store, first: int, acks: dict[int, str], told: Kills) -> None:
    """Compare what is there with what was acknowledged."""
    with store.reading() as connection:
        wanted = select(CHANGESET.c.seq, CHANGESET.c.hash).where(CHANGESET.c.seq > first)
        seals = {one.seq: one.hash for one in connection.execute(wanted)}
        own = VERSION.c.seq_from
        counted = select(own, func.count()).where(own > first).group_by(own)
        rows = {one[0]: one[1] for one in connection.execute(counted)}
        head = connection.execute(select(HEAD.c.seq, HEAD.c.hash)).one()
    told.lost += sum(seals.get(seq) != seal for seq, seal in acks.items())
    whole = seals.keys() == rows.keys() == set(range(first + 1, head.seq + 1))
    told.half_seen += sum(number != 2 for number in rows.values()) + (not whole)
    told.half_seen += bool(seals) and seals.get(head.seq) != head.hash
