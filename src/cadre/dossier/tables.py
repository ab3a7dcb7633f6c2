"""Tables and columns, derived from the mission's dataclasses: one truth for every format."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import Enum
from functools import cache
from itertools import chain
from typing import Annotated, Any, NewType, Union, get_args, get_origin, get_type_hints

from cadre.errors import CadreError
from cadre.mission.enacting import BESIDE, SUBJECTS
from cadre.mission.ids import BesideId, MeasuredId, SignalId, SubjectId, TargetId, WorkId
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.quantities import Range, Unit
from cadre.mission.rows import Citation, Row
from cadre.mission.weeks import DateRange, PartialDate, Window

CITED = ("sources", "claims", "assumptions", "priors")
"""Tables that a citation may lead into."""


class Kind(Enum):
    """What one value of a column is."""

    TEXT = "text"
    ID = "id"
    REFERENCE = "id of another row"
    INTEGER = "whole number"
    NUMBER = "number"
    TRUTH = "true or false"
    DAY = "day"
    PARTIAL_DATE = "date, as exact as it is known"
    CHOICE = "one of a list"
    CITATION = "citation"
    MARKING = "marking"


class Shape(Enum):
    """How many columns a field takes, and which: the endings of their names."""

    PLAIN = ("",)
    WINDOW = ("from", "to")
    RANGE = ("_low", "", "_high")
    DATE_RANGE = ("_earliest", "", "_latest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        name: Name in the header of the file.
        owner: The class that it was derived from.
        field: The class's field; a window or a range takes several columns.
        part: What of the field it holds: an ending of its shape; empty for all or the likely one.
        kind: What one value is.
        many: Whether it holds several values, separated by `; `.
        required: Whether it must be filled in every row.
        default: What a blank cell stands for; MISSING when it can't be blank.
        unit: Unit and bounds; None when it has none.
        choices: The Enum whose values are allowed; None when it isn't a choice.
        refers_to: Tables of which one must hold the id; empty when it isn't a reference.
    """

    name: str
    owner: type[Any]
    field: str
    part: str = ""
    kind: Kind
    many: bool = False
    required: bool = False
    default: object = MISSING
    unit: Unit | None = None
    choices: type[Enum] | None = None
    refers_to: tuple[str, ...] = ()

    @property
    def help(self) -> str:
        """What it says, from the `Attributes:` section of its class."""
        return attribute_help(self.owner)[self.field]

    @property
    def allowed(self) -> tuple[str, ...]:
        """The values allowed, for a choice; else empty."""
        return () if self.choices is None else tuple(str(one.value) for one in self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a row class, with the columns that hold it.

    Attributes:
        name: Name in the class.
        shape: How it is laid out in columns.
        columns: Its columns, in order.
        default: Its default; MISSING when it has none.
    """

    name: str
    shape: Shape
    columns: tuple[Column, ...]
    default: object = MISSING

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is MISSING

    @property
    def refers_to(self) -> tuple[str, ...]:
        """Tables that it refers to."""
        return self.columns[0].refers_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: a field of Mission, a file of a folder.

    Attributes:
        name: Name of the field, and of the file without `.csv`.
        row: Class of its rows.
        fields: Fields of the class in the order of the file.
        says: What the table holds, from `Attributes:` of Mission.
    """

    name: str
    row: type[Row]
    fields: tuple[Field, ...]

    @property
    def says(self) -> str:
        """What the table holds, from the `Attributes:` section of Mission."""
        return attribute_help(Mission)[self.name]

    @property
    def file(self) -> str:
        """Name of its file in a folder."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[Column, ...]:
        """All its columns in the order of the file."""
        return tuple(column for field in self.fields for column in field.columns)

    @property
    def references(self) -> tuple[Field, ...]:
        """The fields that refer to rows of this or other tables; citations aren't among them."""
        return tuple(field for field in self.fields if field.refers_to)


def attribute_help(owner: type[Any]) -> Mapping[str, str]:
    """For each field of a class, its line under `Attributes:`; what it inherits is included.

    Raises:
        CadreError: Python runs with -OO, which strips the texts that the help is made from.
    """
    # mypy takes the __hash__ of a dataclass's objects for that of the class.
    return _help(owner)  # type: ignore[arg-type]


@cache
def _help(owner: type[Any]) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    for base in reversed(owner.__mro__):
        texts |= _attributes(base.__dict__.get("__doc__") or "")
    missing = [field.name for field in fields(owner) if field.name not in texts]
    if missing:
        raise CadreError(
            f"{owner.__name__}.{missing[0]}",
            "has no help text: Python runs with -OO, or `Attributes:` lacks its line",
            "Python without -OO, which strips help texts",
            "Start Python without -OO, or write the line.",
        )
    return texts


def _attributes(docstring: str) -> dict[str, str]:
    """The entries of the `Attributes:` section; a line that goes on is joined by a space."""
    texts: dict[str, str] = {}
    inside, name = False, ""
    for line in docstring.splitlines():
        depth = len(line) - len(line.lstrip())
        if line.strip() == "Attributes:":
            inside, margin = True, depth
        elif inside and line.strip() and depth <= margin:
            break
        elif inside and line.strip() and depth == margin + 4:
            name, _, text = line.strip().partition(":")
            texts[name] = text.strip()
        elif inside and line.strip():
            texts[name] += f" {line.strip()}"
    return texts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hint:
    """An annotation taken apart.

    Attributes:
        base: The type of one value.
        unit: Its unit.
        many: Whether it is a tuple of such values.
    """

    base: Any
    unit: Unit | None = None
    many: bool = False


def _taken_apart(hint: Any) -> _Hint:  # noqa: ANN401 - an annotation may be anything
    origin = get_origin(hint)
    if origin is Annotated:
        base, *rest = get_args(hint)
        unit = next((one for one in rest if isinstance(one, Unit)), None)
        return _Hint(base=base, unit=unit)
    if origin in (Union, types.UnionType):
        return _taken_apart(next(one for one in get_args(hint) if one is not types.NoneType))
    if origin is tuple:
        return _Hint(base=get_args(hint)[0], many=True)
    return _Hint(base=hint)


_SHAPES: dict[Any, Shape] = {
    Window: Shape.WINDOW,
    Range: Shape.RANGE,
    DateRange: Shape.DATE_RANGE,
}
_KINDS: dict[Any, Kind] = {
    str: Kind.TEXT,
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    bool: Kind.TRUTH,
    date: Kind.DAY,
    PartialDate: Kind.PARTIAL_DATE,
    Citation: Kind.CITATION,
    Marking: Kind.MARKING,
    Window: Kind.DAY,
    Range: Kind.NUMBER,
    DateRange: Kind.DAY,
}
_COMMON = ("sources", "marking", "known_from", "supersedes", "note")
"""The fields that every row has, but its id; they come last in a file."""


def _kind(name: str, base: Any) -> Kind:  # noqa: ANN401 - the base of an annotation
    if name == "id":
        return Kind.ID
    if name == "supersedes" or isinstance(base, NewType):
        return Kind.REFERENCE
    if isinstance(base, type) and issubclass(base, Enum):
        return Kind.CHOICE
    return _KINDS[base]


def _column_name(field: str, shape: Shape, part: str) -> str:
    return part if shape is Shape.WINDOW else field + part


def _tables() -> dict[str, Table]:
    """All tables, in the order of Mission's fields."""
    hints = get_type_hints(Mission)
    rows = {
        field.name: get_args(hints[field.name])[0]
        for field in fields(Mission)
        if get_origin(hints[field.name]) is tuple
    }
    own = {get_type_hints(row)["id"]: (name,) for name, row in rows.items()}
    targets: dict[Any, tuple[str, ...]] = own | {
        WorkId: ("activities", "partner_activities"),
        SubjectId: tuple(dict.fromkeys(chain.from_iterable(SUBJECTS.values()))),
        BesideId: BESIDE,
        MeasuredId: (
            *("activities", "programmes", "courses", "needs", "conditions", "authorities"),
        ),
        SignalId: (
            *("authorities", "conditions", "partners", "sites", "activities", "programmes"),
        ),
        TargetId: ("activities", "modes", "pledges", "options"),
    }
    return {name: _table(name, row, targets) for name, row in rows.items()}


def table_of(name: str, row: type[Row]) -> Table:
    """The table of a row class that is no part of a mission, and refers to none of its rows."""
    return _table(name, row, {})


def plain_fields(owner: type[Any]) -> tuple[Field, ...]:
    """The fields of a class of single values, such as Profile, each with one column of its name.

    A field that holds an object of its own, such as weights, is left out.
    """
    hints = get_type_hints(owner, include_extras=True)
    made = []
    for one in fields(owner):
        hint = _taken_apart(hints[one.name])
        choices = hint.base if isinstance(hint.base, type) and issubclass(hint.base, Enum) else None
        if choices is None and hint.base not in _KINDS:
            continue
        column = Column(
            name=one.name,
            owner=owner,
            field=one.name,
            kind=Kind.CHOICE if choices else _KINDS[hint.base],
            required=one.default is MISSING,
            default=one.default,
            unit=hint.unit,
            choices=choices,
        )
        made.append(Field(name=one.name, shape=Shape.PLAIN, columns=(column,), default=one.default))
    return tuple(made)


def _table(name: str, row: type[Row], targets: Mapping[Any, tuple[str, ...]]) -> Table:
    hints = get_type_hints(row, include_extras=True)
    defaults = {field.name: field.default for field in fields(row)}
    names = [field for field in defaults if field not in _COMMON] + list(_COMMON)
    made = []
    for field in names:
        hint = _taken_apart(hints[field])
        shape = _SHAPES.get(hint.base, Shape.PLAIN)
        kind = _kind(field, hint.base)
        refers = (name,) if field == "supersedes" else targets.get(hint.base, ())
        columns = tuple(
            Column(
                name=_column_name(field, shape, part),
                owner=row,
                field=field,
                part=part,
                kind=kind,
                many=hint.many,
                required=defaults[field] is MISSING and part == "",
                default=defaults[field],
                unit=hint.unit,
                choices=hint.base if kind is Kind.CHOICE else None,
                refers_to=refers if kind is Kind.REFERENCE else (),
            )
            for part in shape.value
        )
        made.append(Field(name=field, shape=shape, columns=columns, default=defaults[field]))
    return Table(name=name, row=row, fields=tuple(made))


TABLES: Mapping[str, Table] = _tables()
"""Every table of a dossier by its name."""
