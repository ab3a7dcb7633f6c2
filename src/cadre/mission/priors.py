"""Published figures that stand in where a dossier is silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from cadre.errors import FigureError
from cadre.mission.enablers import EnablerKind
from cadre.mission.forces import Pledge, Rung
from cadre.mission.ids import PriorId
from cadre.mission.quantities import SHARE, WEEKS, Range, Unit
from cadre.mission.rows import Row
from cadre.mission.scenarios import ShockKind


class Grade(Enum):
    """How far a source of a prior can be trusted."""

    PRIMARY = "primary"
    REPUTABLE = "reputable"
    WEAK = "weak"
    DERIVED = "derived"


class Blank(Enum):
    """A column whose blank cells a prior can stand for: its table, a point, its name."""

    GRADUATES = "courses.pass_share"
    LOSS = "courses.loss_a_month"
    STRENGTH = "pledges.strength"
    DELAY = "pledges.delay"
    PER_PERSON = "enablers.per_person"
    LEAD = "enablers.lead_weeks"
    PER_YEAR = "shocks.per_year"
    PAUSE = "shocks.weeks"
    FOR_GOOD = "shocks.for_good"
    AGAIN = "shocks.again"
    AGAIN_WEEKS = "shocks.again_weeks"
    RETURN = "shocks.return_weeks"

    @property
    def table(self) -> str:
        """The table of the column."""
        return self.value.partition(".")[0]

    @property
    def field(self) -> str:
        """The field of the table's rows, which is the column's name."""
        return self.value.partition(".")[2]

    @property
    def unit(self) -> Unit:
        """The unit of the column, with its bounds."""
        return _UNITS.get(self, SHARE)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of row that the table knows; empty when it knows none."""
        return tuple(str(one.value) for one in _KINDS.get(self.table, ()))


_UNITS = {
    Blank.DELAY: WEEKS,
    Blank.LEAD: WEEKS,
    Blank.PAUSE: WEEKS,
    Blank.AGAIN_WEEKS: WEEKS,
    Blank.RETURN: WEEKS,
    Blank.PER_PERSON: Unit(name="people per person present", low=0, high=100),
    Blank.PER_YEAR: Unit(name="times a year", low=0, high=366),
}
_KINDS: dict[str, type[Enum]] = {"pledges": Rung, "enablers": EnablerKind, "shocks": ShockKind}


def kind_of(row: Row) -> str:
    """The kind of a row, as priors tell kinds apart: a pledge's is its rung; empty for none."""
    kind = row.rung if isinstance(row, Pledge) else getattr(row, "kind", None)
    return str(kind.value) if isinstance(kind, Enum) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior(Row):
    """A published figure with its range: a default, a bound, or one to look up.

    With a `column` it stands for that column's blank cells, and a figure stated there that has
    nothing in common with its range is told. Without one it is there to be looked up and cited.

    Attributes:
        id: Its key; a dossier's row of the same key comes before the published one.
        name: What it is, in words.
        value: The figure with its range.
        unit: Its unit, in words.
        column: The column whose blank cells it stands for; empty when it stands for none.
        when: The kinds of row that it is for, as their column `kind` or `rung` says; empty is
            every kind, and a prior that names the kind comes before one that doesn't.
        grade: How far its source can be trusted.
        disputed: Whether sources differ so far that the range is a choice.
        document: Where it was published, in words.
        address: Web address of that.
    """

    id: PriorId
    name: str
    value: Range
    unit: str = ""
    column: Blank | None = None
    when: tuple[str, ...] = ()
    grade: Grade = Grade.DERIVED
    disputed: bool = False
    document: str = ""
    address: str = ""

    @property
    def figure(self) -> str:
        """The figure with its range and its unit, as people write it."""
        return f"{self.value} {self.unit}".rstrip()

    def __post_init__(self) -> None:
        """Refuse a prior that can't stand in its column."""
        if self.column is None:
            return
        unit, kinds = self.column.unit, self.column.kinds
        if not (unit.allows(self.value.low) and unit.allows(self.value.high)):
            raise FigureError(self.id, "value", self.value, str(unit))
        strange = [one for one in self.when if one not in kinds]
        if strange:
            allowed = ", ".join(kinds) or "nothing: rows of this column's table have no kinds"
            raise FigureError(self.id, "when", strange[0], allowed)


def choice(priors: Iterable[Prior], column: Blank) -> Callable[[Row], Prior | None]:
    """What finds, for a row, the first prior that is for `column` and for the row's kind."""
    fitting = [one for one in priors if one.column is column]
    found: dict[str, Prior | None] = {}

    def chosen(row: Row) -> Prior | None:
        kind = kind_of(row)
        if kind not in found:
            found[kind] = next((p for p in fitting if not p.when or kind in p.when), None)
        return found[kind]

    return chosen
