"""Jobs: long runs, each in a process of its own, in their order, to be followed and stopped."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from threading import Condition, Thread, Timer

from cadre.desk.job_asked import checked
from cadre.desk.job_messages import Commission, Outcome, Progress
from cadre.desk.job_orders import Fault, Job, JobKind, JobOrder, JobState, UnknownJobError, now
from cadre.desk.job_process import JobProcess
from cadre.desk.job_rows import JobRows
from cadre.desk.order_keys import order_key
from cadre.desk.shelf import Shelf
from cadre.desk.stamps import branch_of, pinned
from cadre.errors import CadreError
from cadre.release.rules import STAFF

GRACE = 10.0
"""Seconds that a job has to end with what it has once it is asked to stop."""
IDLE = 900.0
"""Seconds for which a process that is ready waits for an order."""
TRIES = 3
"""How often a job is begun: one under which the server goes down each time may be the cause."""
FROM_THE_SHELF = "from the shelf"
TAKEN_UP = "taken up anew after the server was restarted"
STOPPED = "stopped: the best so far"


class Jobs:
    """Long runs; any thread may order, follow and cancel them.

    What is under way when this process ends, however that goes, is taken up anew by the next one
    that opens the file.

    Args:
        file: The shelf's file; made if it isn't there.
        at_most: How many run at once; the others wait in the order in which they were ordered.
        grace: Seconds that a job has to stop once it is asked to; then it is ended.

    Attributes:
        shelf: Where results are kept.
    """

    def __init__(self, file: Path, *, at_most: int = 1, grace: float = GRACE) -> None:
        """Open the file, and take up anew what was waiting or running.

        Raises:
            CadreError: The file can't be used, or another process runs jobs of it.
        """
        self.shelf = Shelf(file)
        self._alone = _alone(file)
        self._at_most, self._grace = at_most, grace
        self._rows = JobRows(file)
        self._news = Condition()
        self._closed = False
        self._settled = self._rows.last
        # All of these are touched only while `_news` is held.
        self._live: dict[str, Job] = {}
        self._ordered: dict[str, str] = {}
        self._waiting: list[str] = []
        self._running: dict[str, Thread] = {}
        self._processes: dict[str, JobProcess] = {}
        self._stopping: set[str] = set()
        self._spare: JobProcess | None = None
        self._listeners: list[Callable[[int], None]] = []
        with self._news:
            for job, ordered in self._rows.unfinished():
                self._take_up(job, ordered)
            self._fill()

    # Ordering ----------------------------------------------------------------------------------

    def start(self, order: JobOrder, by: str) -> Job:
        """Order a job.

        What was worked out before for the staff is there at once. What the same person ordered and
        is still under way is the same job.

        Args:
            order: What is ordered.
            by: Who orders it.

        Raises:
            CadreError: What is asked can't be understood, or there is no such dossier.
        """
        order = checked(replace(order, where=pinned(order.where)))
        ordered = order_key(order)
        with self._news:
            self._refuse_closed()
            for job in self._live.values():
                if job.by == by and self._ordered[job.id] == ordered:
                    return job
            job = Job(
                id=token_hex(8),
                order=order,
                by=by,
                state=JobState.WAITING,
                at=now(),
                number=self._rows.next_event(),
            )
            self._rows.add(job, ordered)
            self._settled = job.number
            self._live[job.id], self._ordered[job.id] = job, ordered
            if not self._found(job.id):
                self._waiting.append(job.id)
                self._tell(job.number)
                self._fill()
        return self.job(job.id)

    def make_ready(self) -> None:
        """Have a process prepare the engines, if none does, for somebody who may order soon.

        Loading the engines takes seconds, the first time minutes. A process that nobody needs is
        dismissed after a while.
        """
        with self._news:
            if self._closed or (self._spare is not None and self._spare.runs):
                return
            spare = self._spare = JobProcess(self._grace, ready=True)
            end = Timer(IDLE, self._dismiss, [spare])
            end.daemon = True
            end.start()

    def _dismiss(self, spare: JobProcess) -> None:
        """End a process that waits for an order, if none came."""
        with self._news:
            if self._spare is not spare:
                return
            self._spare = None
        spare.dismiss()

    def cancel(self, key: str) -> Job:
        """Ask a job to stop; one that waits is cancelled at once, one that is over stays as it is.

        Raises:
            CadreError: There is no such job.
        """
        with self._news:
            job = self._live.get(key)
            if job is not None and key in self._waiting:
                self._waiting.remove(key)
                self._over(key, JobState.CANCELLED, told="")
            elif job is not None and key not in self._stopping:
                self._stopping.add(key)
                self._note(replace(job, told="stopping"))
                if key in self._processes:
                    self._processes[key].stop()
        return self.job(key)

    # Following ---------------------------------------------------------------------------------

    def job(self, key: str) -> Job:
        """A job as it stands.

        Raises:
            UnknownJobError: There is no such job.
        """
        with self._news:
            job = self._live.get(key) or self._rows.job(key)
        if job is None:
            raise UnknownJobError(key)
        return job

    def all(self, reader: str | None = None) -> tuple[Job, ...]:
        """All jobs, or those for a reader, the last ordered first; old ones are forgotten."""
        with self._news:
            jobs = (self._live.get(one.id, one) for one in self._rows.all())
            return tuple(one for one in jobs if reader in (None, one.order.reader))

    def events(self, since: int, seconds: float = 0.0) -> tuple[Job, ...]:
        """Every job with news after event `since`, as it stands by now, the oldest news first.

        Who asks again with the highest number that it was told misses nothing but what was soon
        out of date: of several news of one job only the last is told. Numbers go on where they
        were when the server is started again; a number that isn't known to have been told (the file
        was put away) counts as 0.

        Args:
            since: Number of the last event that is known; 0 for none.
            seconds: How long to wait for news where there is none.
        """
        with self._news:
            since = since if since <= self._rows.last else 0
            self._news.wait_for(lambda: self._rows.last > since or self._closed, seconds)
            known = {one.id: one for one in self._rows.since(since)} | self._live
        later = (one for one in known.values() if one.number > since)
        return tuple(sorted(later, key=lambda one: one.number))

    @property
    def last_event(self) -> int:
        """Number of the last event; 0 before the first."""
        with self._news:
            return self._rows.last

    def moment(self) -> str:
        """What changes whenever a job is begun or over, or the shelf does; progress doesn't."""
        with self._news:
            settled = self._settled
        return f"{settled} {self.shelf.moment()}"

    @contextmanager
    def listening(self, call: Callable[[int], None]) -> Iterator[None]:
        """While inside, `call` is told the number of each event, in whatever thread it happens.

        It may not ask these jobs anything nor wait; an event loop is woken by it.
        """
        with self._news:
            self._listeners.append(call)
        try:
            yield
        finally:
            with self._news:
                self._listeners.remove(call)

    @property
    def closed(self) -> bool:
        """Whether the server is going down."""
        return self._closed

    def close(self) -> None:
        """End all processes; what was under way is taken up anew by whoever opens the file next."""
        with self._news:
            if self._closed:
                return
            self._closed = True
            for process in self._processes.values():
                process.kill()
            running = list(self._running.values())
            spare = self._spare
            self._tell(self._rows.last)
        if spare is not None:
            self._dismiss(spare)
        for thread in running:
            thread.join()
        os.close(self._alone)
        self._alone = -1

    # Running -----------------------------------------------------------------------------------

    def _refuse_closed(self) -> None:
        if self._closed:
            raise CadreError(
                "jobs", "are closed: the server is going down", "a server that runs", "Try again."
            )

    def _take_up(self, job: Job, ordered: str) -> None:
        """Let a job wait again that was under way when the server went down."""
        self._live[job.id], self._ordered[job.id] = job, ordered
        if job.taken >= TRIES:
            fault = Fault(
                place=f"job {job.id}",
                problem=f"was under way all {TRIES} times that the server went down",
                allowed="",
                remedy="Look into the server's log before it is ordered again.",
            )
            self._over(job.id, JobState.FAILED, fault=fault, told="")
            return
        told = TAKEN_UP if job.began else job.told
        waits = replace(job, state=JobState.WAITING, told=told, done=0, of=0, gap=None, began="")
        self._note(waits, keep=True)
        self._waiting.append(job.id)

    def _fill(self) -> None:
        """Begin jobs as long as one waits and there is room."""
        while self._waiting and len(self._running) < self._at_most and not self._closed:
            key = self._waiting.pop(0)
            thread = Thread(target=self._run, args=(key,), name=f"job {key}", daemon=True)
            self._running[key] = thread
            thread.start()

    def _run(self, key: str) -> None:
        """See one job through, in a thread of its own that only listens."""
        try:
            with self._news:
                process = None if self._found(key) else self._begun(key)
            if process is not None:
                self._ended(key, process.outcome(lambda progress: self._progress(key, progress)))
        except (CadreError, OSError) as error:
            self._failed(key, error)
        finally:
            with self._news:
                self._running.pop(key, None)
                if (left := self._processes.pop(key, None)) is not None:
                    left.kill()
                self._stopping.discard(key)
                self._fill()

    def _begun(self, key: str) -> JobProcess | None:
        """The process of a job, begun; None when the server goes down or it isn't wanted."""
        job = self._live[key]
        if self._closed:
            return None
        if key in self._stopping:
            self._over(key, JobState.CANCELLED, told="")
            return None
        begins = replace(job, state=JobState.RUNNING, began=now(), taken=job.taken + 1)
        self._note(begins, keep=True)
        commission = Commission(
            job=key,
            order=job.order,
            by=job.by,
            ordered=self._ordered[key],
            shelf=str(self.shelf.path.absolute()),
        )
        spare, self._spare = self._spare, None
        process = spare if spare is not None and spare.runs else JobProcess(self._grace)
        process.begin(commission)
        self._processes[key] = process
        return process

    def _progress(self, key: str, progress: Progress) -> None:
        with self._news:
            told = "stopping" if key in self._stopping else progress.told
            self._note(
                replace(
                    self._live[key],
                    done=progress.done,
                    of=progress.of,
                    told=told,
                    gap=progress.gap,
                )
            )

    def _ended(self, key: str, outcome: Outcome) -> None:
        """Take what came of a job; if it was ended with the server, it waits for the next one."""
        with self._news:
            if outcome.result:
                if not outcome.stopped:
                    self._into_force(self._live[key], outcome.result)
                told = STOPPED if outcome.stopped else ""
                self._over(key, JobState.DONE, result=outcome.result, told=told)
            elif key in self._stopping:
                self._over(key, JobState.CANCELLED, told="")
            elif self._closed:
                job = self._live[key]
                # It was ended in an orderly way, so that this doesn't count as a try.
                self._note(replace(job, state=JobState.WAITING, taken=job.taken - 1), keep=True)
            else:
                self._over(key, JobState.FAILED, fault=outcome.fault, told="")

    def _failed(self, key: str, error: CadreError | OSError) -> None:
        """Take it that a job couldn't be begun or its end not be kept."""
        fault = (
            Fault.of(error)
            if isinstance(error, CadreError)
            else Fault(
                place="the job's process",
                problem=f"can't be started: {error.strerror or error}",
                allowed="",
                remedy="Look into the server's log.",
            )
        )
        with self._news:
            if key in self._live:
                self._over(key, JobState.FAILED, fault=fault, told="")

    def _found(self, key: str) -> bool:
        """Whether the answer to a job is on the shelf already; then it is done.

        For a guarded reader it is looked for only by the job's process, with the dossier at hand:
        markings may have become stricter.
        """
        job = self._live[key]
        if job.order.reader != STAFF.id:
            return False
        result = self.shelf.answered(self._ordered[key])
        if result is None:
            return False
        self._into_force(job, result)
        self._over(key, JobState.DONE, result=result, told=FROM_THE_SHELF)
        return True

    def _into_force(self, job: Job, result: str) -> None:
        """Put the first plan of a branch in force, if it is one of the dossier as it stands."""
        order = job.order
        if order.kind is not JobKind.PLAN or order.reader != STAFF.id:
            return
        if order.as_of is None and order.scenario is None:
            self.shelf.put_in_force(branch_of(order.where), result, job.by, if_none=True)

    def _over(
        self,
        key: str,
        state: JobState,
        *,
        told: str,
        result: str | None = None,
        fault: Fault | None = None,
    ) -> None:
        job = replace(
            self._live[key],
            state=state,
            told=told,
            result=result,
            fault=fault,
            problem="" if fault is None else fault.text,
            ended=now(),
        )
        self._note(job, keep=True)
        del self._live[key], self._ordered[key]

    def _note(self, job: Job, *, keep: bool = False) -> None:
        """Take a job as it stands now, under the number of a new event; held: `_news`."""
        job = replace(job, number=self._rows.next_event())
        self._live[job.id] = job
        if keep:
            self._rows.keep(job)
            self._settled = job.number
        self._tell(job.number)

    def _tell(self, number: int) -> None:
        self._news.notify_all()
        for call in self._listeners:
            call(number)


def _alone(file: Path) -> int:
    """A lock that only one process has, until it ends.

    Raises:
        CadreError: Another process has it.
    """
    lock = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise CadreError(
            str(file),
            "is in use by another server",
            "one server for each file of jobs",
            "Stop the other one, or name another file.",
        ) from error
    return lock
