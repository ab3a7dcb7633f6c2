"""Jobs as rows of the shelf's file, and the numbers of their events."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from cadre.desk.job_orders import Job, JobState
from cadre.desk.plain import from_plain, to_plain
from cadre.desk.shelf_file import ShelfFile

REMEMBERED = 1_000
"""Jobs that are over and still listed; older ones are forgotten, their answers aren't."""
BLOCK = 10_000
"""Event numbers reserved at once: some are left out when the server goes down, none comes again."""
_OVER = tuple(one.value for one in JobState if one.over)


class JobRows:
    """The rows of jobs in a file; one process at a time may write them.

    Args:
        file: The shelf's file.
    """

    def __init__(self, file: Path) -> None:
        self._file = ShelfFile(file)
        self._reserved = self.last = self._reserve(0)

    def next_event(self) -> int:
        """The number of the next event: higher than all before, also before a restart."""
        if self.last >= self._reserved:
            self._reserved = self._reserve(BLOCK)
        self.last += 1
        return self.last

    def _reserve(self, more: int) -> int:
        with self._file.writing() as connection:
            connection.execute("update events set reserved = reserved + ?", (more,))
            return int(connection.execute("select reserved from events").fetchone()["reserved"])

    def add(self, job: Job, ordered: str) -> None:
        """Keep a new job, with the hash of its order."""
        with self._file.writing() as connection:
            connection.execute(
                "insert into jobs (id, ordered, state, event, job) values (?, ?, ?, ?, ?)",
                (job.id, ordered, job.state.value, job.number, _text(job)),
            )

    def keep(self, job: Job) -> None:
        """Keep how a job stands now; once it is over, the oldest such are forgotten."""
        with self._file.writing() as connection:
            connection.execute(
                "update jobs set state = ?, event = ?, job = ? where id = ?",
                (job.state.value, job.number, _text(job), job.id),
            )
            if job.state.over:
                connection.execute(
                    "delete from jobs where state in (?, ?, ?) and place <= (select place from jobs"
                    " where state in (?, ?, ?) order by place desc limit 1 offset ?)",
                    (*_OVER, *_OVER, REMEMBERED),
                )

    def job(self, key: str) -> Job | None:
        """A job as it was kept last; None when there is none of that id."""
        with self._file.reading() as connection:
            row = connection.execute("select job from jobs where id = ?", (key,)).fetchone()
        return None if row is None else _job(row)

    def since(self, event: int) -> tuple[Job, ...]:
        """The jobs kept with a later event, in the order of their events."""
        asked = "select job from jobs where event > ? order by event"
        with self._file.reading() as connection:
            return tuple(_job(row) for row in connection.execute(asked, (event,)))

    def all(self) -> tuple[Job, ...]:
        """All jobs, the last ordered first."""
        with self._file.reading() as connection:
            rows = connection.execute("select job from jobs order by place desc")
            return tuple(_job(row) for row in rows)

    def unfinished(self) -> tuple[tuple[Job, str], ...]:
        """The jobs that aren't over, in the order in which they were ordered, and their hashes."""
        asked = "select job, ordered from jobs where state not in (?, ?, ?) order by place"
        with self._file.reading() as connection:
            rows = connection.execute(asked, _OVER)
            return tuple((_job(row), str(row["ordered"])) for row in rows)


def _text(job: Job) -> str:
    return json.dumps(to_plain(job), ensure_ascii=False)


def _job(row: sqlite3.Row) -> Job:
    return from_plain(json.loads(row["job"]), Job)
