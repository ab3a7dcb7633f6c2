"""Priors: which figures stand in for a dossier's blank cells, published ones or its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, cast

from cadre.dossier import rules
from cadre.dossier.convert import RowReader
from cadre.dossier.folder import records
from cadre.dossier.remembered import Remembered
from cadre.dossier.tables import TABLES
from cadre.errors import FigureError
from cadre.mission.findings import Rule
from cadre.mission.priors import Blank, Prior, choice
from cadre.mission.quantities import Unstated
from cadre.mission.rows import Citation, Row


@cache
def published() -> Mapping[str, Prior]:
    """The priors that come with Cadre, by id, in the order of their file.

    The file is a table `priors` like a dossier's own, and is read as one.
    """
    text = (files("cadre.dossier") / "data" / "priors.csv").read_text(encoding="utf-8")
    header, *rows = records(text)
    reader = RowReader(TABLES["priors"], header.cells)
    # A row with a fault would come back as a list of faults, and have no id.
    found = (cast("Prior", reader.read(row.cells)) for row in rows)
    return {str(one.id): one for one in found}


def in_force(own: Iterable[Row]) -> tuple[Prior, ...]:
    """A dossier's own priors and the published ones that it doesn't replace, as they are tried.

    A dossier's own come before published ones, and of each those for some kinds of row before
    those for all. One that replaces a published prior may leave its column, its kinds and its
    unit blank; it then takes them from that one.
    """
    known = published()
    mine = [_completed(one) for one in cast("Iterable[Prior]", own) if known.get(one.id) != one]
    keys = {str(one.id) for one in mine}
    rest = (one for key, one in known.items() if key not in keys)
    return (*sorted(mine, key=_for_all), *sorted(rest, key=_for_all))


def _for_all(prior: Prior) -> bool:
    return not prior.when


def _completed(own: Prior) -> Prior:
    replaced = published().get(str(own.id))
    if replaced is None or own.column is not None:
        return own
    unit = own.unit or replaced.unit
    return replace(own, column=replaced.column, when=own.when or replaced.when, unit=unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPrior:
    """What is wrong with a prior of a dossier that replaces a published one.

    Attributes:
        id: The prior.
        rule: The rule broken.
        column: The column at fault.
        message: What is wrong, as a sentence.
    """

    id: str
    rule: Rule
    column: str
    message: str


def judged(own: Mapping[str, Row]) -> tuple[BadPrior, ...]:
    """What is wrong with a dossier's priors beside those that they replace.

    One that takes its column from a published prior may not fit it, and can't be used then. One
    whose range has nothing in common with the published one is only noted.
    """
    return tuple(_judged(cast("Iterable[Prior]", own.values())))


def _judged(own: Iterable[Prior]) -> Iterator[BadPrior]:
    for one in own:
        replaced = published().get(str(one.id))
        if replaced is None:
            continue
        try:
            _completed(one)
        except FigureError as error:
            rule = rules.OUT_OF_BOUNDS if error.field == "value" else rules.BAD_VALUE
            message = f"`{error.field}` is {error.value}; allowed: {error.allowed}."
            yield BadPrior(id=one.id, rule=rule, column=error.field, message=message)
        else:
            if not replaced.value.meets(one.value):
                yield BadPrior(
                    id=one.id,
                    rule=rules.FAR_PRIOR,
                    column="value",
                    message=f"`value` is {one.value}; published is {replaced.value}, and the two "
                    "have no value in common.",
                )


def stand_in(rows: dict[str, dict[str, Row]]) -> None:
    """Put priors in the place of blank figures, in tables of rows by id.

    Of the priors in force the first that is for the column and the kind of row stands in, and
    the row cites it. What no prior is for keeps the value that a blank cell of it counts as.
    """
    priors = tuple(cast("Iterable[Prior]", rows["priors"].values()))
    for table, blanks in groupby(Blank, key=lambda one: one.table):
        choices = {blank.field: choice(priors, blank) for blank in blanks}
        for key, row in rows[table].items():
            rows[table][key] = _filled(row, choices)


def _filled(row: Row, choices: Mapping[str, Callable[[Row], Prior | None]]) -> Row:
    blank = (name for name in choices if isinstance(getattr(row, name), Unstated))
    found = {name: choices[name](row) for name in blank}
    used = {name: prior for name, prior in found.items() if prior is not None}
    if not used:
        return row
    beside = tuple((name, prior.id, prior.value) for name, prior in used.items())
    return _FILLED.of(row, lambda: _with_figures(row, used), beside)


_FILLED: Remembered[Row] = Remembered()
"""Rows with priors in the place of blank figures, by what stands where."""


def _with_figures(row: Row, used: Mapping[str, Prior]) -> Row:
    figures: dict[str, Any] = {name: prior.value for name, prior in used.items()}
    cited = dict.fromkeys((*row.sources, *(Citation(prior.id) for prior in used.values())))
    return replace(row, sources=tuple(cited), **figures)
