"""Cells: the figures of a mission's rows that decide what comes of a plan, with their units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args, get_type_hints

from cadre.mission.forces import Pledge, Rung
from cadre.mission.mission import Mission
from cadre.mission.quantities import Range, Unit
from cadre.mission.rows import Row

BELIEFS = {
    "authorities": "belief",
    "conditions": "belief",
    "decisions": "belief",
    "pledges": "belief",
    "partners": "leave_belief",
}
"""The fields that say how likely something comes at all."""
DAYS = {"authorities": "granted", "conditions": "when", "partners": "leaves"}
"""The fields that say when it comes."""
FIGURES: dict[str, tuple[str, ...]] = {
    "institutions": ("supply",),
    "needs": ("weight",),
    "effects": ("strength",),
    "authorities": ("belief",),
    "negotiations": ("weeks", "load"),
    "conditions": ("belief",),
    "decisions": ("belief",),
    "criteria": ("at_least",),
    "activities": ("lag_weeks", "notice_weeks", "min_fill", "cost", "start_cost"),
    "modes": ("weeks", "at_least"),
    "courses": (
        *("weeks", "break_weeks", "seats", "supply", "pass_share", "loss_a_month"),
        *("instructors", "host_instructors", "keep_weeks"),
    ),
    "budgets": ("amount",),
    "stocks": ("amount",),
    "draws": ("amount",),
    "posts": ("people",),
    "pledges": ("belief", "people", "delay", "strength", "notice_weeks"),
    "contingents": ("people",),
    "caveats": ("people", "days"),
    "bed_spaces": ("beds",),
    "enablers": ("per_person", "fixed", "lead_weeks"),
    "supports": ("people",),
    "partners": ("leave_belief",),
    "shocks": ("per_year", "weeks", "for_good", "again", "again_weeks", "worsens", "return_weeks"),
    "hindrances": ("share",),
}
"""The figures of each table that planner or simulator look at."""
WORDS = {
    "at_least": "level asked for",
    "belief": "belief",
    "leave_belief": "belief that it leaves",
    "granted": "day on which it comes",
    "when": "day on which it is met",
    "leaves": "day on which it leaves",
    "supply": "trainees a year",
    "lag_weeks": "weeks before it may start",
    "notice_weeks": "weeks of notice",
    "min_fill": "least share of posts filled",
    "pass_share": "share that passes",
    "loss_a_month": "graduates lost a month",
    "host_instructors": "host instructors",
    "keep_weeks": "weeks a cohort can wait",
    "per_person": "people needed for each present",
    "fixed": "people needed whoever is present",
    "lead_weeks": "weeks until a stand-in is there",
    "per_year": "times a year",
    "for_good": "share that lasts for good",
    "again": "share followed by another",
    "again_weeks": "weeks until the next",
    "worsens": "share that becomes a withdrawal",
    "return_weeks": "weeks until people come back",
    "start_cost": "cost of its start",
    "break_weeks": "weeks between cohorts",
    "strength": "strength",
    "delay": "weeks late",
    "weeks": "weeks it lasts",
}
"""Fields in the words of a reader; any other is its own word."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a row.

    Attributes:
        table: The table.
        row: The row.
        field: The field.
        value: What stands there.
        unit: Its unit, with what it allows.
        called: What the row is called.
    """

    table: str
    row: Row
    field: str
    value: object
    unit: Unit
    called: str

    @property
    def place(self) -> tuple[str, str, str]:
        """As an uncertainty names it."""
        return self.table, str(self.row.id), self.field

    @property
    def id(self) -> str:
        """As an uncertainty of this cell alone is called."""
        return ".".join(self.place)

    @property
    def name(self) -> str:
        """What it is, as a short phrase."""
        word = WORDS.get(self.field, self.field.replace("_", " "))
        return f"{self.called}: {word}"


def name_of(mission: Mission, row: Row) -> str:
    """What a row is called: a pledge by whose people it is of, else by name or id."""
    if isinstance(row, Pledge):
        nation = next((one.name for one in mission.nations if one.id == row.nation), row.nation)
        skill = next((one.name for one in mission.skills if one.id == row.skill), row.skill)
        return f"{nation}, {skill[:1].lower()}{skill[1:]} ({row.id})"
    return str(getattr(row, "name", "") or row.id).rstrip(".")


def cells(mission: Mission) -> Iterator[Cell]:
    """All figures that decide, table by table; what is settled or has no figure isn't among them.

    Who has arrived has been counted: no doubt on his pledge counts any more.
    """
    for table, names in FIGURES.items():
        for row in getattr(mission, table):
            called = name_of(mission, row)
            for name in names:
                value = getattr(row, name)
                if value is not None and not settled(table, row, name):
                    yield Cell(table, row, name, value, unit_of(table, name), called)


def settled(table: str, row: Any, field: str) -> bool:  # noqa: ANN401 - rows of any table
    """Whether the figure can't count any more: what it is about has come, or can't."""
    if table == "authorities":
        return not row.pending or row.belief == 0
    if table == "conditions":
        return row.met is not None
    if table == "decisions":
        return row.taken is not None
    if table == "partners":
        return row.leaves is None
    if table == "pledges":
        return row.rung is Rung.ARRIVED and field in ("belief", "delay", "strength")
    return False


def likely(value: object) -> float:
    """What plans use of a figure."""
    return float(value.likely if isinstance(value, Range) else value)  # type: ignore[arg-type]


@lru_cache(maxsize=512)
def unit_of(table: str, field: str) -> Unit:
    """The unit of a field, as its type says."""
    hint = _hints(table)[field]
    for part in (hint, *get_args(hint)):
        for one in getattr(part, "__metadata__", ()):
            if isinstance(one, Unit):
                return one
    return Unit(name="")


@lru_cache(maxsize=512)
def is_whole(table: str, field: str) -> bool:
    """Whether a field holds whole numbers alone."""
    hint = _hints(table)[field]
    parts = (hint, *get_args(hint))
    return int in (*parts, *(getattr(one, "__origin__", one) for one in parts))


def _hints(table: str) -> dict[str, Any]:
    """The types of the fields of a table's rows, with their units."""
    rows = get_type_hints(Mission)[table]
    return get_type_hints(get_args(rows)[0], include_extras=True)
