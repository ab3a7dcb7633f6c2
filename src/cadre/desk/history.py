"""History: what was written down when, by whom and why, as one page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.desk.store_answers import LogEntry
from cadre.desk.store_history import log_of
from cadre.desk.store_moments import Moments, moments_of, within
from cadre.release.rules import STAFF

A_PAGE = 20
"""Changes on a page of the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A page of the log of a branch, and the moments that one can go back to.

    Attributes:
        branch: The branch.
        entries: Changes, the last first.
        after: The number of the last change on this page when earlier ones follow; None when
            none do. Whoever isn't told numbers gets how many changes were shown instead.
        numbered: Whether the reader is told the numbers of changes.
        withheld: Rows changed that this reader may not see; None when even that isn't told.
        moments: What the staff may go back to; None for others.
    """

    branch: str
    entries: tuple[LogEntry, ...]
    after: int | None
    numbered: bool
    withheld: int | None
    moments: Moments | None


def history_of(
    where: str, reader: str, *, after: int | None = None, limit: int = A_PAGE
) -> History:
    """A page of the log of what an address shows.

    Args:
        where: The address.
        reader: Who reads.
        after: Only what stands in the log after this; as `History.after` told it.
        limit: Changes on the page.

    Raises:
        CadreError: The address can't be read, or there is no such reader.
    """
    moments = moments_of(where) if reader == STAFF.id else None
    if moments is None:
        # Whoever isn't told numbers can't be given any to go on from.
        skipped = after or 0
        told = log_of(where, reader=reader, at_most=skipped + limit + 1)
        entries = told.entries[skipped:]
        numbered = all(one.seq is not None for one in told.entries)
        goes_on = skipped + limit if len(entries) > limit else None
    else:
        start = where if after is None else within(where, moments.branch, str(after - 1))
        told = log_of(start, reader=reader, at_most=limit + 1)
        entries, numbered = told.entries, True
        goes_on = entries[limit - 1].seq if len(entries) > limit else None
    return History(
        branch=told.branch,
        entries=entries[:limit],
        after=goes_on,
        numbered=numbered,
        withheld=told.withheld,
        moments=moments,
    )
