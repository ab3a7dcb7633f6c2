"""The rules of a week compiled for the processor: chunks of futures on threads, summed exactly."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import lru_cache, reduce
from hashlib import blake2b
from typing import Any

import numba
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.options import DefaultOptions
from numba.extending import overload, register_jitable

from cadre.simulator import vectors
from cadre.simulator.asked import Asked
from cadre.simulator.attrition import Attrition
from cadre.simulator.held import Held, hold
from cadre.simulator.layout import Tables, Tally
from cadre.simulator.room import LANES, Scratch, scratch, tally
from cadre.simulator.ties import Ties
from cadre.simulator.weather import Weather
from cadre.simulator.week import LEAVES, RULES, Play, week_rules

Rule = Callable[..., Any]
CHUNK = 4 * LANES
"""Futures played between two looks at whether to stop."""


class _Apart(CompilerBase):
    """Numba's own passes, told that rows never overlap: else no loop becomes vectors."""

    def define_pipelines(self) -> list[Any]:
        """The usual passes."""
        self.state.flags.noalias = True
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]  # type: ignore[no-untyped-call]


def digest() -> int:
    """A number that stands for the text of all rules."""
    named = (Asked, Attrition, Held, Ties, Weather, Tables, Scratch)
    own = {one.__module__ for one in named} | {vectors.__name__}
    modules = sorted({rule.__module__ for rule in RULES} | own)
    text = "".join(inspect.getsource(sys.modules[name]) for name in modules)
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "little")


def _stamped(play: Play, stamp: int) -> Play:
    # Numba's cache looks at one file only. Values that a function closes over are part of its
    # key, so the stamp makes a change of any rule compile anew instead of running old code.
    def stamped(
        tables: Tables, room: Scratch, sums: Tally, seed: int, futures: tuple[int, int]
    ) -> None:
        if stamp >= 0:
            play(hold(tables), hold(room), hold(sums), seed, futures)

    return stamped


@lru_cache(maxsize=1)
def compiled() -> Play:
    """The rules, compiled when first called for, or taken from Numba's cache on disk.

    Compiling takes half a minute, once. Where the package's folder can't be written, Numba
    caches in the user's own, or in NUMBA_CACHE_DIR.
    """
    options: dict[str, Any] = {"error_model": "numpy"}
    if hasattr(DefaultOptions, "_nrt"):
        # The rules allocate nothing. Without counting references to the arrays that they hand
        # on to each other they run some sixty times as fast; with it they are just as right.
        options["_nrt"] = False
    # Rules are called by rules only: no doors for Python are built into them.
    options |= {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    apart = register_jitable(pipeline_class=_Apart, **options)
    inlined = register_jitable(forceinline=True, **options)
    called_options: Any = dict(options)
    better = vectors.instead()
    called = register_jitable(**options)
    names = {rule.__name__ for rule in RULES}

    def built(rule: Rule) -> Rule:
        if rule in better:
            overload(rule, jit_options=called_options, strict=False)(lambda *_: better[rule])
            return rule
        # What calls no other rule is called most, and written out where it is called.
        calls_none = names.isdisjoint(rule.__code__.co_names)
        found: Rule = (apart if rule in LEAVES else inlined if calls_none else called)(rule)
        return found

    play = week_rules(built)
    del options["no_cpython_wrapper"]
    options["no_cfunc_wrapper"] = True
    result: Play = numba.njit(nogil=True, cache=True, **options)(_stamped(play, digest()))
    return result


def merged(one: Tally, other: Tally) -> Tally:
    """The sums of two tallies."""
    pairs = zip(one, other, strict=True)
    return Tally(*(mine + theirs for mine, theirs in pairs))  # type: ignore[operator]


def spans(futures: int, size: int) -> Iterator[tuple[int, int]]:
    """The futures in chunks, in order."""
    for first in range(0, futures, size):
        yield first, min(futures, first + size)


def play_all(  # noqa: PLR0913 - each a part of one call
    tables: Tables,
    *,
    futures: int,
    seed: int,
    threads: int,
    chunk: int = CHUNK,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Tally, int]:
    """Play futures on threads.

    Args:
        tables: What to play.
        futures: How many; numbered from 0.
        seed: Seed of every draw.
        threads: Threads at work; the result doesn't depend on it, nor on `chunk`.
        chunk: Futures played at a time; those that fill no block of lanes are played apart.
        progress: Told (done, futures) from the calling thread.
        stop: Asked between chunks, in the calling thread; True ends the work early.

    Returns:
        The sums, and how many futures they are of: the first so many, at least one chunk.
    """
    left = spans(futures, chunk)
    if threads == 1:
        return _play_here(_Desk(tables, seed), left, futures, progress, stop)
    every = [_Desk(tables, seed) for _ in range(threads)]
    free, busy, done, going = list(every), dict[Future[int], _Desk](), 0, True
    with ThreadPoolExecutor(threads) as pool:
        while True:
            while going and free and (span := next(left, None)) is not None:
                desk = free.pop()
                busy[pool.submit(desk.play, span)] = desk
            if not busy:
                break
            for job in wait(busy, return_when=FIRST_COMPLETED).done:
                done += job.result()
                free.append(busy.pop(job))
            if progress is not None:
                progress(done, futures)
            going = going and not (stop is not None and stop())
    return reduce(merged, (desk.sums for desk in every)), done


def _play_here(
    desk: _Desk,
    left: Iterator[tuple[int, int]],
    futures: int,
    progress: Callable[[int, int], None] | None,
    stop: Callable[[], bool] | None,
) -> tuple[Tally, int]:
    """Play all chunks in the calling thread; the result as of `play_all`."""
    done = 0
    for span in left:
        done += desk.play(span)
        if progress is not None:
            progress(done, futures)
        if stop is not None and stop():
            break
    return desk.sums, done


class _Desk:
    """Where one thread works: its room, and its sums."""

    def __init__(self, tables: Tables, seed: int) -> None:
        self.tables, self.seed, self.sums = tables, seed, tally(tables)
        self.whole: Scratch | None = None
        self.run = compiled()

    def play(self, span: tuple[int, int]) -> int:
        """Play a span of futures; answer how many they are."""
        rest = (span[1] - span[0]) % LANES
        whole = span[1] - rest
        if whole > span[0]:
            self.whole = self.whole or scratch(self.tables)
            self.run(self.tables, self.whole, self.sums, self.seed, (span[0], whole))
        if rest:
            room = scratch(self.tables, rest)
            self.run(self.tables, room, self.sums, self.seed, (whole, span[1]))
        return span[1] - span[0]
