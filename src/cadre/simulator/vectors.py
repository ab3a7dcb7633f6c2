"""Vectors: what a processor does for many lanes at once, where a compiler doesn't find it.

Each stands for a rule of plain text, and answers as that does to the last bit. A row of a block of
`columns`, 32 halves, fills one register of AVX-512, and one of its instructions takes from it what
each of 32 lanes asks for. Of 64 flags any processor makes one word, whose bits are soon counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from llvmlite.binding import get_host_cpu_features  # type: ignore[import-untyped]
from numba import config, uint64
from numba.core import cgutils, types
from numba.extending import intrinsic

from cadre.simulator.columns import LOW, PLACE, WIDTH, Columns, ask_guides, tell, where
from cadre.simulator.lanes import gather
from cadre.simulator.room import GROUP, Scratch
from cadre.simulator.streams import Cells

Part = Any
"""A type, a value or a builder of Numba's or llvmlite's, which state no types of their own."""
code: Part = cgutils
FEW = 64
"""Rows of a block that are sooner all gone through than looked up."""
_BIT, _FLAG, _HALF, _WORD, _PLACE = (ir.IntType(bits) for bits in (1, 8, 16, 32, 64))
_TAKE = "llvm.x86.avx512.permvar.hi.512"


def able() -> bool:
    """Whether this processor has such an instruction, and compiled code may use it."""
    own = config.CPU_NAME is None and config.CPU_FEATURES is None  # type: ignore[attr-defined]
    return own and get_host_cpu_features().get("avx512bw", False)


def instead() -> dict[Callable[..., Any], Callable[..., Any]]:
    """Rules for which there is something better, and what it is."""
    found: dict[Callable[..., Any], Callable[..., Any]] = {gather: gather_wide}
    return found | {tell: tell_wide} if able() else found


def _of(kind: Part) -> Part:
    return ir.VectorType(kind, WIDTH)


@dataclass(frozen=True)
class _Text:
    """The text of a function that is being written, and its arguments.

    Attributes:
        context: Numba's.
        builder: What writes.
        signature: Types of the arguments.
        arguments: Their values.
    """

    context: Part
    builder: Part
    signature: Part
    arguments: Part

    def lanes(self, number: int, at: Part) -> tuple[Part, int]:
        """Where 32 cells of an array begin, and the bytes of each."""
        kind = self.signature.args[number]
        array = self.context.make_array(kind)(self.context, self.builder, self.arguments[number])
        place = self.builder.gep(array.data, [at])
        wide = _of(array.data.type.pointee).as_pointer()
        return self.builder.bitcast(place, wide), kind.dtype.bitwidth // 8

    def load(self, number: int, at: Part) -> Part:
        place, size = self.lanes(number, at)
        return self.builder.load(place, align=size)

    def store(self, number: int, at: Part, cells: Part) -> None:
        """Write 32 cells, each as wide as those of the array, which aren't narrower."""
        place, size = self.lanes(number, at)
        wide = place.type.pointee
        as_wide = cells if cells.type == wide else self.builder.zext(cells, wide)
        self.builder.store(as_wide, place, align=size)

    def same(self, value: Part, kind: Part) -> Part:
        """One number in all lanes."""
        none = ir.Constant(_of(kind), ir.Undefined)
        narrow = self.builder.trunc(value, kind)
        one = self.builder.insert_element(none, narrow, ir.Constant(_WORD, 0))
        return self.builder.shuffle_vector(one, none, ir.Constant(_of(_WORD), [0] * WIDTH))

    def bits(self, number: int, at: Part, shift: Part, mask: int) -> Part:
        """Some bits of 32 cells, as halves."""
        cells = self.load(number, at)
        found = self.builder.lshr(cells, self.same(shift, cells.type.element))
        halves = found if found.type == _of(_HALF) else self.builder.trunc(found, _of(_HALF))
        return self.builder.and_(halves, ir.Constant(_of(_HALF), [mask] * WIDTH))

    def go_through(self, rows: tuple[Part, ...], column: Part, top: Part) -> Part:
        """How many rows 32 draws are past, and whether the top of one is theirs.

        `rows` are as of `columns.where`.
        """
        first, number, before, _ = rows
        builder, kind = self.builder, ir.FunctionType(_of(_HALF), [_of(_HALF), _of(_HALF)])
        take = code.get_or_insert_function(builder.module, kind, _TAKE)
        past, close = code.alloca_once(builder, _of(_HALF)), code.alloca_once(builder, _of(_BIT))
        builder.store(self.same(before, _HALF), past)
        builder.store(ir.Constant(_of(_BIT), None), close)
        with code.for_range(builder, number) as loop:
            row = builder.shl(builder.add(first, loop.index), ir.Constant(_PLACE, PLACE))
            limit = builder.call(take, [self.load(0, row), column])
            more = builder.sext(builder.icmp_unsigned(">", top, limit), _of(_HALF))
            builder.store(builder.sub(builder.load(past), more), past)
            equal = builder.icmp_unsigned("==", top, limit)
            builder.store(builder.or_(builder.load(close), equal), close)
        return builder.load(past), builder.load(close)


@intrinsic
def _tell(  # noqa: PLR0913, PLR0917 - as `tell`
    _typing: Part,
    tops: Part,
    keys: Part,
    words: Part,
    found: Part,
    close: Part,
    place: Part,
    shifts: Part,
    lanes: Part,
) -> Part:
    """As `tell`, for so many lanes, a multiple of 32."""

    def build(context: Part, builder: Part, signature: Part, arguments: Part) -> Part:
        text = _Text(context, builder, signature, arguments)
        rows = code.unpack_tuple(builder, arguments[5], 4)
        key_shift, word_shift = code.unpack_tuple(builder, arguments[6], 2)
        none, step = ir.Constant(_PLACE, 0), ir.Constant(_PLACE, WIDTH)
        with code.for_range_slice(builder, none, arguments[7], step) as (at, _):
            column = text.bits(1, at, key_shift, WIDTH - 1)
            top = text.bits(2, at, word_shift, LOW)
            past, closely = text.go_through(rows, column, top)
            text.store(3, at, past)
            text.store(4, at, closely)
        return context.get_dummy_value()

    return types.void(tops, keys, words, found, close, place, shifts, lanes), build


_tell_lanes: Part = _tell


def tell_wide(  # noqa: PLR0913, PLR0917 - as `tell`
    columns: Columns,
    block: int,
    keys: Cells,
    words: Cells,
    shifts: tuple[int, int],
    found: Cells,
    close: Cells,
) -> None:
    """As `tell`."""
    place = where(columns, block)
    wide = len(found) // WIDTH * WIDTH if place[1] <= FEW else 0
    if wide > 0:
        _tell_lanes(columns.tops, keys, words, found, close, place, shifts, wide)
    if wide < len(found):
        after = shifts[0], shifts[1], wide
        ask_guides(columns.guides, place, keys, words, after, found, close)


@intrinsic
def _raised(_typing: Part, flags: Part, first: Part) -> Part:
    """A bit for each of 64 flags, from one on, that is up."""

    def build(context: Part, builder: Part, signature: Part, arguments: Part) -> Part:
        cells = context.make_array(signature.args[0])(context, builder, arguments[0])
        kind = ir.VectorType(_FLAG, GROUP)
        place = builder.bitcast(builder.gep(cells.data, [arguments[1]]), kind.as_pointer())
        up = builder.icmp_unsigned("!=", builder.load(place, align=1), ir.Constant(kind, None))
        return builder.bitcast(up, ir.IntType(GROUP))

    return types.uint64(flags, first), build


@intrinsic
def _lowest(_typing: Part, bits: Part) -> Part:
    """The place of the lowest bit of a word that isn't 0."""

    def build(_context: Part, builder: Part, _signature: Part, arguments: Part) -> Part:
        return builder.cttz(arguments[0], ir.Constant(_BIT, 1))

    return types.int64(bits), build


_up: Part = _raised
_next: Part = _lowest


def gather_wide(scratch: Scratch) -> int:
    """As `gather`."""
    flags, found, number = scratch.flags[0], scratch.found[0], 0
    for first in range(0, len(flags), GROUP):
        bits = _up(flags, first)
        while bits != 0:
            found[number] = first + _next(bits)
            number += 1
            bits &= bits - uint64(1)
    return number
