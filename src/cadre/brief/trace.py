"""From a number in a brief back to the claims and documents behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from cadre.brief.sections import Basis, Brief, Number, RowRef
from cadre.errors import UnknownIdError
from cadre.mission.mission import Mission
from cadre.mission.priors import Prior
from cadre.mission.provenance import Link, Rival, chain
from cadre.mission.rows import Row
from cadre.mission.sources import Assumption, Claim, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTrace:
    """A row that a number was made from, and where it is written down.

    Attributes:
        reference: The row.
        name: What people call it.
        links: What it cites, each with the way to documents.
    """

    reference: RowRef
    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The way from a number back to documents.

    Attributes:
        number: The number.
        rows: The rows it was made from itself.
        links: What it cites directly.
        basis: The rows that went in together with those of other numbers; None when none did.
        basis_rows: These rows.
    """

    number: Number
    rows: tuple[RowTrace, ...]
    links: tuple[Link, ...]
    basis: Basis | None
    basis_rows: tuple[RowTrace, ...]

    def as_text(self) -> str:
        """The chain as lines, each step further back set in by two spaces."""
        return "\n".join(_text(self))


def trace(mission: Mission, brief: Brief, number_id: str) -> Trace:
    """The way back of the number `number_id` of `brief`, which was made from `mission`.

    Raises:
        UnknownIdError: The brief has no such number; the nearest ids are named.
    """
    return trace_number(mission, found_number(brief.numbers(), number_id), brief.bases)


def found_number(numbers: Mapping[str, Number], number_id: str) -> Number:
    """The number `number_id`.

    Raises:
        UnknownIdError: There is no such number; the nearest ids are named.
    """
    number = numbers.get(number_id)
    if number is None:
        # Who types the id of a row means the numbers made from it.
        meant = [one for one in numbers if number_id in one.split(".")]
        near = meant or get_close_matches(number_id, list(numbers), n=8, cutoff=0.3)
        remedy = f"Did you mean {meant[0]}?" if meant else "Use an id that the brief shows."
        told = near or sorted(numbers)
        raise UnknownIdError("number", number_id, told, remedy, where="what is shown")
    return number


def trace_number(mission: Mission, number: Number, bases: Iterable[Basis] = ()) -> Trace:
    """The way back of a number that was made from `mission`, wherever it is read.

    Args:
        mission: What it was made from, as far as the reader may see it.
        number: The number.
        bases: Rows that went into many numbers together, of which its origin may name one.
    """
    basis = next((one for one in bases if one.id == number.origin.basis), None)
    return Trace(
        number=number,
        rows=tuple(_row_trace(mission, row) for row in number.origin.rows),
        links=tuple(chain(mission, one) for one in number.origin.sources),
        basis=basis,
        basis_rows=tuple(_row_trace(mission, row) for row in basis.rows) if basis else (),
    )


def _row_trace(mission: Mission, reference: RowRef) -> RowTrace:
    rows: tuple[Row, ...] = getattr(mission, reference.table)
    row = next((one for one in rows if one.id == reference.id), None)
    cited = () if row is None else row.sources
    return RowTrace(
        reference=reference,
        name=str(getattr(row, "name", "")),
        links=tuple(chain(mission, one) for one in cited),
    )


def _text(found: Trace) -> Iterator[str]:
    number = found.number
    unit = f" {number.unit}" if number.unit not in ("", "%") else ""
    yield f"{number.id} = {number.text}{unit}"
    yield f"  {number.label}"
    if number.origin.words:
        yield f"  {number.origin.words}"
    if number.error:
        yield f"  standard error {number.error:.4g}"
    for link in found.links:
        yield from _link_text(link, 1)
    for row in found.rows:
        yield from _row_text(row)
    if found.basis is not None:
        yield f"  made from all rows of “{found.basis.id}”: {found.basis.label}"
        yield f"    {found.basis.words}"
        for row in found.basis_rows:
            yield from _row_text(row)


def _row_text(row: RowTrace) -> Iterator[str]:
    name = f"  {row.name}" if row.name else ""
    yield f"  {row.reference}{name}"
    if not row.links:
        yield "    no document cited"
    for link in row.links:
        yield from _link_text(link, 2)


def _link_text(link: Link, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{link.citation}: {_said(link)}"
    for rival in link.rivals:
        yield f"{'  ' * (depth + 1)}{_weighed(rival)}"
    for further in link.behind:
        yield from _link_text(further, depth + 1)


def _weighed(rival: Rival) -> str:
    """How the claim stands to one that disagrees, and why, on one line."""
    claim, reason = rival.claim, rival.conflict.reason
    told = "" if claim.quantity is None else f" = {claim.figure}"
    why = f": {reason}" if reason else ""
    return f"{rival.weighed.value} {claim.id} ({claim.subject}{told}){why}"


def _said(link: Link) -> str:
    row = link.row
    if row is None:
        return "not in the dossier as this reader knows it"
    if isinstance(row, Claim):
        told = "" if row.quantity is None else f" = {row.figure}"
        return f"claim, {row.kind.value}, reported {row.reported_on}: {row.subject}{told}"
    if isinstance(row, Assumption):
        value = "" if row.value is None else f" = {row.value} {row.unit}".rstrip()
        return f"assumption of the staff: {row.statement}{value}"
    return _prior(row) if isinstance(row, Prior) else _document(row)


def _prior(row: Prior) -> str:
    told = [f"{row.name} = {row.figure}", row.document, row.address, row.note]
    text = "; ".join(part for part in told if part)
    return f"{'disputed ' if row.disputed else ''}prior: {text}"


def _document(row: Source) -> str:
    told = [row.title, row.publisher, str(row.date or ""), row.address, row.reliability]
    return "document: " + "; ".join(part for part in told if part)
