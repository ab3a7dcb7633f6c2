"""Moments of a store: the changes between which one can go back, and what was shown to others."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass

from cadre.desk.store_answers import BranchTold
from cadre.dossier.store import branches, releases
from cadre.dossier.store.address import checked_branch, moment_text, parse
from cadre.dossier.store.history import changes_of
from cadre.dossier.store.opening import opened
from cadre.dossier.store.views import asked_seq, head_seq, layers
from cadre.errors import CadreError

MOST = 400
"""Moments told at once; earlier ones are reached by their number or day."""
_WRITTEN = re.compile(r"[0-9TZ:.+-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentTold:
    """A change, as something to go back to.

    Attributes:
        seq: Its number.
        at: When, as an ISO time in UTC.
        actor: Who made it.
        reason: Why.
    """

    seq: int
    at: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """How a branch came to where it is, for the staff.

    Attributes:
        branch: The branch.
        head: The last change of the store.
        at: The change as of which an address looks at it.
        moments: The changes that the branch shows, the first one first; of many the last.
        branches: All branches of the store, in the order in which they were begun.
        releases: How many answers were shown to whom, by reader.
    """

    branch: str
    head: int
    at: int
    moments: tuple[MomentTold, ...]
    branches: tuple[BranchTold, ...]
    releases: dict[str, int]


def moments_of(where: str) -> Moments:
    """The changes between which one can go back on a branch, with its neighbours.

    It tells of every branch and change, so it is for the staff only.

    Raises:
        CadreError: There is no such store, branch or change.
    """
    address = parse(where)
    with opened(address) as store, store.reading() as connection:
        head = head_seq(connection)
        at = asked_seq(connection, address)
        found = changes_of(connection, address.branch, head, at_most=MOST)
        known = branches.branches(connection)
        lines = releases.lines(connection)
    return Moments(
        branch=address.branch,
        head=head,
        at=at,
        moments=tuple(
            MomentTold(seq=one.seq, at=one.at, actor=one.actor, reason=one.reason)
            for one in reversed(found)
        ),
        branches=tuple(
            BranchTold(
                name=one.id, parent=one.parent, fork=one.fork, changes=one.changes, last=one.last
            )
            for one in known
        ),
        releases=dict(Counter(str(json.loads(text).get("reader")) for _, text, _ in lines)),
    )


def refuse_missing(where: str) -> None:
    """Refuse an address that shows nothing.

    Raises:
        CadreError: There is no such store, branch or change.
    """
    address = parse(where)
    with opened(address) as store, store.reading() as connection:
        layers(connection, address.branch, asked_seq(connection, address))


def within(where: str, branch: str, at: str) -> str:
    """The address of a branch and a moment in the store of an address, whatever was typed.

    Args:
        where: The address.
        branch: A name; empty takes the branch of `where`.
        at: A change's number, a day, or a time with its zone; empty is now.

    Raises:
        CadreError: They are none; what is typed can't lead to another file.
    """
    address = parse(where)
    name = checked_branch(branch or address.branch)
    schema = f"?schema={address.schema}" if address.schema else ""
    base = f"{address.url}{schema}" if address.file is None else str(address.file)
    if at and not _WRITTEN.fullmatch(at):
        raise CadreError(
            f"@{at[:40]}",
            "is neither the number of a change nor a day nor a time with its zone",
            "12, 2026-11-20 or 2026-11-20T12:00Z",
            "Correct it; the log lists numbers and times.",
        )
    moment = parse(f"a.db@{at}").at if at else None
    return f"{base}#{name}" + ("" if moment is None else f"@{moment_text(moment)}")
