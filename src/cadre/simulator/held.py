"""Held: a tuple of arrays that compiled rules hand on by its address.

Numba hands a tuple on by value: each call of a rule would take some two thousand words, and
compiling spends its time on these. Held, a tuple is one word, and its arrays are looked up where
they are used. Rules read both alike.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, models, register_model

code: Any = cgutils


class Held(types.Type):
    """The address of a named tuple.

    Attributes:
        kept: Type of the tuple.
    """

    def __init__(self, kept: Any) -> None:  # noqa: ANN401 - a type of Numba's
        self.kept = kept
        # Code of two kinds that were compiled by two processes, and then taken from the cache by
        # one, would be taken for each other's by names alone, and write where nothing is theirs.
        cells = blake2b(str(kept).encode(), digest_size=4).hexdigest()
        super().__init__(name=f"Held({kept.instance_class.__name__} {cells})")

    @property
    def key(self) -> object:
        """What tells it from others; its name is shorter, since it becomes part of symbols."""
        return self.kept


@register_model(Held)
class _Address(models.PrimitiveModel):
    def __init__(self, manager: Any, held: Held) -> None:  # noqa: ANN401 - Numba's
        pointed = manager.lookup(held.kept).get_value_type()
        super().__init__(manager, held, pointed.as_pointer())  # type: ignore[no-untyped-call]


@infer_getattr
class _Fields(AttributeTemplate):
    key = Held

    def generic_resolve(self, held: Held, name: str) -> Any:  # type: ignore[override] # noqa: ANN401
        """The type of a field: held again, when it is a tuple."""
        if name not in held.kept.fields:
            return None
        found = held.kept.types[held.kept.fields.index(name)]
        return Held(found) if isinstance(found, types.NamedTuple) else found


@lower_getattr_generic(Held)  # type: ignore[no-untyped-call, untyped-decorator]
def _field(_context: Any, builder: Any, held: Held, address: Any, name: str) -> Any:  # noqa: ANN401
    at = held.kept.fields.index(name)
    place = code.gep_inbounds(builder, address, 0, at)
    return place if isinstance(held.kept.types[at], types.NamedTuple) else _loaded(builder, place)


def _loaded(builder: Any, place: Any) -> Any:  # noqa: ANN401 - llvmlite's
    """What stands at a place, part by part, so that parts nobody reads aren't loaded."""
    kind = place.type.pointee
    if isinstance(kind, ir.LiteralStructType | ir.ArrayType):
        value = ir.Constant(kind, ir.Undefined)
        for part in range(len(kind)):
            one = _loaded(builder, code.gep_inbounds(builder, place, 0, part))
            value = builder.insert_value(value, one, part)
        return value
    value = builder.load(place)
    # Nobody writes there while rules run: a loop need not look it up again in each turn.
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


@intrinsic
def _hold(_typing: Any, kept: Any) -> Any:  # noqa: ANN401 - Numba's
    def place(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        address = code.alloca_once_value(builder, arguments[0])
        # A compiler that saw who wrote there could not believe that nobody does.
        same = ir.FunctionType(address.type, [address.type])
        return builder.asm(same, "", "=r,0,~{memory}", [address], side_effect=True)

    return Held(kept)(kept), place


hold: Any = _hold
"""In compiled code: the address of a tuple, good until the function that asks for it is done."""
