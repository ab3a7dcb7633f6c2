"""Chains: from a number of any answer back to rows, claims and documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cadre.brief.sections import Basis, Number, RowRef
from cadre.brief.trace import RowTrace, Trace, found_number, trace_number
from cadre.desk.desk import Desk
from cadre.desk.numbers import found_in, numbers_in
from cadre.desk.row_evidence import RowCalled, called
from cadre.desk.seen import seen
from cadre.mission.plans import MadeFrom
from cadre.mission.provenance import Link
from cadre.mission.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The way back of a number.

    Attributes:
        made_from: What the number was made from.
        page: Name of the page that shows it.
        trace: The number, its rows and the way from each to documents.
        rows: Its rows, and those of its basis, as people call them.
        documents: Documents that it ends at, each once.
    """

    made_from: MadeFrom
    page: str
    trace: Trace
    rows: tuple[RowCalled, ...]
    documents: tuple[RowCalled, ...]


def chain_of(desk: Desk, page: str, answer: object, number_id: str) -> Chain:
    """The way back of a number of an answer, as far as the desk's reader may see it.

    Args:
        desk: The desk that answered.
        page: Name of the page that shows the answer.
        answer: The answer; its numbers, and the rows that went into many of them, are in it.
        number_id: The number's id.

    Raises:
        UnknownIdError: The answer has no such number.
    """
    numbers: dict[str, Number] = {}
    for one in numbers_in(answer):
        numbers.setdefault(one.id, one)
    number = found_number(numbers, number_id)
    mission = seen(desk)
    trace = trace_number(mission, number, found_in(answer, Basis))
    rows = dict.fromkeys(one.reference for one in (*trace.rows, *trace.basis_rows))
    documents = dict.fromkeys(_documents(trace))
    chain = Chain(
        made_from=desk.made_from,
        page=page,
        trace=trace,
        rows=tuple(called(mission, one) for one in rows),
        documents=tuple(called(mission, one) for one in documents),
    )
    return desk.released(f"chain {page} {number.id}", chain, 0)


def _documents(trace: Trace) -> Iterator[RowRef]:
    rows: tuple[RowTrace, ...] = (*trace.rows, *trace.basis_rows)
    for link in (*trace.links, *(link for row in rows for link in row.links)):
        yield from _ends(link)


def _ends(link: Link) -> Iterator[RowRef]:
    if isinstance(link.row, Source):
        yield RowRef("sources", link.row.id)
    for further in link.behind:
        yield from _ends(further)
