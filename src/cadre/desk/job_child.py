"""The process of one job: reads its order, works it out, says how far it is, keeps the answer.

`python -m cadre.desk.job_child` is started by `job_process`, perhaps before there is an order. Its
standard input brings one line, the order, and later perhaps `stop`; when it closes, whoever ordered
is gone, and so is the job. Its standard output is for messages, a line of JSON each; whatever else
is printed goes to the errors.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

from cadre.desk.job_asked import asked_of
from cadre.desk.job_messages import READY, Commission, Outcome, Progress
from cadre.desk.job_orders import Fault
from cadre.desk.job_telling import Telling
from cadre.desk.order_keys import order_key
from cadre.desk.plain import from_plain, to_plain
from cadre.desk.shelf import Shelf
from cadre.desk.stamps import branch_of
from cadre.desk.working_desk import WorkingDesk
from cadre.errors import CadreError

POLITENESS = 5
"""By how much a job steps back for whoever waits for a page, as `nice` counts."""
ALONE = 75
"""Exit status of a job whose orderer is gone: `EX_TEMPFAIL`, since it may be begun again."""


def main(*, ready: bool) -> None:
    """Work out one job.

    Args:
        ready: Whether engines are prepared before the order comes, for whoever may order one soon.
    """
    messages = own_output()
    os.nice(POLITENESS)
    commissions, stop = SimpleQueue[bytes](), Event()
    Thread(target=_listen, args=(commissions, stop), daemon=True).start()

    def tell(progress: Progress) -> None:
        _write(messages, "progress", progress)

    telling = Telling(tell)
    if ready:
        _prepare(telling)
    commission = from_plain(json.loads(commissions.get()), Commission)
    _write(messages, "outcome", _outcome(commission, telling, stop.is_set))


def _prepare(telling: Telling) -> None:
    from cadre.desk.job_kinds import prepare_engines  # noqa: PLC0415 - loads all engines

    prepare_engines(telling)


def _outcome(commission: Commission, telling: Telling, stop: Callable[[], bool]) -> Outcome:
    """Work it out; what can't be is told, not raised."""
    try:
        return _worked_out(commission, telling, stop)
    except CadreError as error:
        fault = Fault.of(error)
    except MemoryError:
        fault = _own_fault(commission, "needs more memory than there is", "Ask for less at once.")
    except Exception as error:  # noqa: BLE001 - whatever it is, who ordered is to be told
        traceback.print_exc()
        problem = f"ended by an error of Cadre's own: {type(error).__name__}"
        fault = _own_fault(commission, problem, "Report it, with what the server's log says of it.")
    return Outcome(fault=fault)


def _own_fault(commission: Commission, problem: str, remedy: str) -> Fault:
    place = f"job of kind {commission.order.kind.value}"
    return Fault(place=place, problem=problem, allowed="", remedy=remedy)


def _worked_out(commission: Commission, telling: Telling, stop: Callable[[], bool]) -> Outcome:
    telling.step("reading the dossier")
    order, shelf = commission.order, Shelf(Path(commission.shelf))
    desk = WorkingDesk.open(
        order.where, reader=order.reader, as_of=order.as_of, scenario=order.scenario
    )
    # The engines are loaded once it is known that there is something to do for them.
    from cadre.desk.job_kinds import Work, worked_out  # noqa: PLC0415

    # A folder may have been edited since it was ordered: the answer then is of what is there now.
    same = order_key(order) == commission.ordered
    work = Work(
        job=commission.job,
        order=order,
        by=commission.by,
        branch=branch_of(order.where),
        desk=desk,
        shelf=shelf,
        telling=telling,
        stop=stop,
    )
    asked = asked_of(order)
    key = worked_out(work, asked)
    whole = key == work.key(order.kind, asked)
    if whole and same:
        shelf.answers(commission.ordered, key)
    return Outcome(result=key, stopped=not whole)


# The two pipes -----------------------------------------------------------------------------


def own_output() -> int:
    """Where messages go; what libraries print goes to the errors from now on."""
    messages = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return messages


_WRITING = Lock()


def _write(messages: int, name: str, value: Any) -> None:  # noqa: ANN401 - a dataclass
    line = json.dumps({name: to_plain(value)}).encode() + b"\n"
    with _WRITING:
        while line:
            line = line[os.write(messages, line) :]


def _lines() -> Iterator[bytes]:
    """The lines of the standard input, as they come.

    Read without Python's own buffer: a thread that waits in that can't be left behind at the end.
    """
    rest = b""
    while part := os.read(0, 65_536):
        *whole, rest = (rest + part).split(b"\n")
        yield from whole


def _listen(commissions: SimpleQueue[bytes], stop: Event) -> None:
    """Listen for the order, for `stop`, and for the end of whoever orders."""
    for line in _lines():
        if line == b"stop":
            stop.set()
        else:
            commissions.put(line)
    os._exit(ALONE)


if __name__ == "__main__":
    main(ready=READY in sys.argv[1:])
