"""The rules of a week on a GPU: each of its threads plays futures of its own, one at a time.

No rule is written twice. Rules find each other by name, so each gets a twin of its module in which
the names of rules stand for what was built for the device. A thread is a block of one lane; its
cells lie beside those of its neighbours. All threads count into the same sums, whole numbers each
added in one step, so that the order doesn't matter: the sums are those of the processor, to the
last bit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from types import FunctionType, ModuleType
from typing import Any

from numba import config
from numba import cuda as untyped

from cadre.errors import CadreError
from cadre.simulator import streams
from cadre.simulator.cpu import digest, spans
from cadre.simulator.layout import Tables, Tally
from cadre.simulator.room import Scratch, scratch, tally
from cadre.simulator.streams import Cells
from cadre.simulator.week import RULES, play

cuda: Any = untyped
Rule = Callable[..., Any]

SIMULATED = bool(getattr(config, "ENABLE_CUDASIM", 0))
"""Whether Numba's CUDA simulator stands in for a GPU."""
EACH = 16
"""Futures that a thread plays between two looks at whether to stop."""
BLOCK = 64
"""Threads that a GPU's processor starts together."""
BUSY = 256
"""Threads for each processor of the GPU: the rules take all registers that a thread can have."""
WITHIN = 2
"""Room for threads takes at most one part in so many of the memory that is free."""


def add_at_once(cells: Cells, at: int | tuple[int, int], value: int) -> None:
    """As `streams.add_to`, while other threads add to the same cell."""
    if value != 0:
        cuda.atomic.add(cells, at, value)


def _laid_out() -> Rule:
    # A tuple of arrays of many types can't be walked through on a device; a text that names each
    # of them can't fall behind when one is added.
    own = ", ".join(f"room.{name}[..., thread]" for name in Scratch._fields)
    names: dict[str, Any] = {"Scratch": Scratch, "__name__": __name__}
    exec(f"def own_lane(room, thread): return Scratch({own})", names)  # noqa: S102 - our own text
    found: Rule = names["own_lane"]
    return found


own_lane = _laid_out()
"""A thread's own room, out of that of all threads."""


def _stamped(stamp: int) -> Rule:
    # As in `cpu`: Numba's cache must notice a change of any rule.
    def lane(
        tables: Tables, room: Scratch, sums: Tally, seed: int, span: tuple[int, int], each: int
    ) -> None:
        thread = cuda.grid(1)
        first = span[0] + thread * each
        if stamp >= 0 and first < span[1]:
            play(tables, own_lane(room, thread), sums, seed, (first, min(span[1], first + each)))

    return lane


def clear(cells: Cells, value: int) -> None:
    """Set all cells to one value."""
    for cell in range(cuda.grid(1), len(cells), cuda.gridsize(1)):
        cells[cell] = value


def twin(rule: Rule, home: ModuleType) -> Rule:
    """The same rule, with another module's names."""
    code, cells = rule.__code__, rule.__closure__
    found = FunctionType(code, vars(home), rule.__name__, rule.__defaults__, cells)
    found.__module__ = rule.__module__
    found.__doc__ = rule.__doc__
    return found


def kernel(device: Callable[[Rule], Rule]) -> Rule:
    """Build the rules for a device.

    Args:
        device: Makes a rule one that rules on the device can call.

    Returns:
        What a thread does, not yet compiled: (tables, room, sums, seed, span, each), where `room`
        is that of `room_of`, `span` the numbers of the first future and of the first after the
        last, and each thread plays `each` of these.
    """
    names = dict.fromkeys([*(rule.__module__ for rule in RULES), __name__])
    homes = {name: ModuleType(name) for name in names}
    for name, home in homes.items():
        vars(home).update(vars(sys.modules[name]))
    known: dict[int, Any] = {id(sys.modules[name]): home for name, home in homes.items()}
    for rule in (*RULES, own_lane):
        at_once = rule is streams.add_to
        text = add_at_once if at_once else rule
        known[id(rule)] = device(twin(text, homes[text.__module__]))
    for home in homes.values():
        for name, value in list(vars(home).items()):
            if id(value) in known:
                setattr(home, name, known[id(value)])
    return twin(_stamped(digest()), homes[__name__])


@lru_cache(maxsize=1)
def compiled() -> tuple[Any, Any]:
    """The rules and `clear` as kernels; they are compiled when first launched."""
    if SIMULATED:
        return cuda.jit(kernel(lambda rule: rule)), cuda.jit(clear)
    return cuda.jit(kernel(cuda.jit(device=True)), cache=True), cuda.jit(clear, cache=True)


def room_of(tables: Tables, threads: int, zeros: Callable[[tuple[int, ...], Any], Any]) -> Scratch:
    """Room for so many threads: the cells of one lane, each for all threads side by side.

    Args:
        tables: What is played.
        threads: How many threads.
        zeros: Makes an array of a shape and a type.
    """
    # Numbers of plain Python, as the simulator has them, would not fit narrow cells.
    one: tuple[Any, ...] = scratch(tables, 1, plain=SIMULATED)
    return Scratch(*(zeros((*cells.shape, threads), cells.dtype) for cells in one))


def _threads(tables: Tables, futures: int) -> int:
    """How many threads a GPU keeps busy and has room for."""
    if SIMULATED:
        return min(2, futures)
    processors = cuda.get_current_device().MULTIPROCESSOR_COUNT
    free = cuda.current_context().get_memory_info()[0]
    one: tuple[Any, ...] = scratch(tables, 1)
    each = sum(cells.nbytes for cells in one)
    return int(max(1, min(futures, BUSY * processors, free // WITHIN // each)))


def refuse() -> None:
    """Refuse to play where no GPU can.

    Raises:
        CadreError: A package is missing, or no GPU answers.
    """
    if not SIMULATED and find_spec("numba_cuda") is None:
        why = "is 'cuda', which needs packages that aren't installed"
        remedy = "Install them with pip install 'cadre-planner[cuda]', or"
    elif not cuda.is_available():
        why = "is 'cuda', and no GPU answers"
        remedy = "See with nvidia-smi whether a GPU and its driver are there, or"
    else:
        return
    raise CadreError("device", why, "'cpu'", f"{remedy} play on 'cpu': the outcomes are the same.")


def called() -> str:
    """What the GPU is called."""
    name = cuda.get_current_device().name
    return name.decode() if isinstance(name, bytes) else str(name)


def play_all(
    tables: Tables,
    *,
    futures: int,
    seed: int,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Tally, int]:
    """Play futures on a GPU; as `cpu.play_all`, to the last bit.

    Args:
        tables: What to play.
        futures: How many; numbered from 0.
        seed: Seed of every draw.
        threads: Threads at work; None takes as many as the GPU keeps busy and has room for.
        progress: Told (done, futures) from the calling thread.
        stop: Asked between chunks; True ends the work early.

    Returns:
        The sums, and how many futures they are of: the first so many, at least one chunk.

    Raises:
        CadreError: A package is missing, or no GPU answers.
    """
    refuse()
    rules, cleared = compiled()
    at_work = threads or _threads(tables, futures)

    def zeros(shape: tuple[int, ...], kind: Any, value: int = 0) -> Any:  # noqa: ANN401
        cells = cuda.device_array(shape, kind)
        if cells.size > 0:
            cleared[(1, 1) if SIMULATED else (1024, BLOCK)](cells.ravel(), value)
        return cells

    room = room_of(tables, at_work, zeros)
    there, sums = _on_device(tables), _on_device(tally(tables))
    done = 0
    for first, last in spans(futures, at_work * EACH):
        each = -(-(last - first) // at_work)
        rules[-(-at_work // BLOCK), min(at_work, BLOCK)](
            there, room, sums, seed, (first, last), each
        )
        cuda.synchronize()
        done = last
        if progress is not None:
            progress(done, futures)
        if stop is not None and stop():
            break
    return Tally(*(cells.copy_to_host() for cells in sums)), done


def _on_device(value: Any) -> Any:  # noqa: ANN401 - tuples of tuples of arrays
    if isinstance(value, tuple):
        return type(value)(*(_on_device(part) for part in value))
    return cuda.to_device(value)
