"""Records: what history came to on a day, to be held against what would have been foretold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from cadre.mission.quantities import Range
from cadre.mission.rows import Row


class Recorded(Enum):
    """What a record tells."""

    STRENGTH = "strength"
    GRADUATES = "graduates"
    BEGUN = "work begun"
    REACHED = "milestone reached"
    MET = "condition met"
    TAKEN = "decision taken"
    IN_FORCE = "authority in force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Row):
    """One dated outcome of history, as a document told it later.

    Attributes:
        id: Name within the file.
        what: What it tells.
        subject: Ids of the rows that stood for it, the latest first, for one and the same thing may
            be a plan, then work that runs; the first that was known on a day is asked for, of work
            that teaches all that were known. Empty for the strength of the mission.
        since: First day from which graduates count; empty is from the first of the work.
        on: The day on which it was so or came; of what hadn't come, the last day looked at.
        latest: Last day on which it may have come, where only a month is told; empty is `on`.
        figure: People or graduates on that day, with what the document's words leave open; empty
            for what is told by its day.
        came: Whether it had come by that day at all.
        tuned: Whether figures of the dossier were set with this outcome in sight.
    """

    id: str
    what: Recorded
    subject: tuple[str, ...] = ()
    since: date | None = None
    on: date
    latest: date | None = None
    figure: Range | None = None
    came: bool = True
    tuned: bool = False
