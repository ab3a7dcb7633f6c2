"""A mission and its plan as plain numbers, the way one would key them into a model of one's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cadre.mission.conditions import Measure
from cadre.mission.quantities import Range
from cadre.mission.triggers import Action, Signal

NEVER = 20_000
"""A week or a day after all others; small enough for 16 bits."""
CAUSES = (
    "gate",
    "cover",
    "consent",
    "pandemic",
    "election",
    "attack",
    "site",
    "posts",
    "enabler",
    "beds",
    "pause",
    "withdrawn",
    "trigger",
)
"""What holds work back, in the order in which Cadre numbers it."""


@dataclass(frozen=True, slots=True)
class Triangle:
    """Whole numbers from `first` on, by their cumulative chances."""

    first: int
    chances: NDArray[np.float64]

    @classmethod
    def of(cls, low: int, likely: int, high: int) -> Triangle:
        """Weights that rise from `low` to `likely` and fall to `high`, 0 one step outside."""
        numbers = np.arange(low, high + 1)
        up, down = likely - low + 1, high - likely + 1
        weights = np.minimum((numbers - low + 1) / up, (high - numbers + 1) / down)
        return cls(low, np.cumsum(weights / weights.sum()))

    @classmethod
    def scaled(cls, range_: Range, scale: int = 1, least: int = 0) -> Triangle:
        """A stated range in whole steps of 1 / `scale`."""
        ends = (range_.low, range_.likely, range_.high)
        return cls.of(*(max(least, int(end * scale + 0.5)) for end in ends))

    def at(self, luck: NDArray[np.float64]) -> NDArray[np.int64]:
        """Numbers drawn, one for each uniform draw."""
        return self.first + np.searchsorted(self.chances, luck, side="right")

    def one(self, luck: float) -> int:
        """The number of one uniform draw."""
        return self.first + int(self.chances.searchsorted(luck, side="right"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A gate: its belief, its day, and what it waits for."""

    belief: float
    day: Triangle
    meetings: tuple[int, ...]
    all_of: tuple[int, ...]
    any_of: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A shock.

    Attributes:
        cause: In `CAUSES`.
        site: The only one; -1 for all.
        chance: Of its coming in a week in which it isn't there, unless it follows another.
        weeks: How long it lasts.
        good: Share that lasts for good.
        again: Share that is followed.
        again_weeks: Weeks from its end until then.
        worsens: Share of suspensions after which consent is withdrawn.
        return_weeks: Weeks until it returns.
    """

    cause: int
    site: int
    chance: float
    weeks: Triangle
    good: float
    again: float
    again_weeks: Triangle
    worsens: float
    return_weeks: Triangle


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Talks: first day, length in weeks, load, whether they can ever end, the gates they bring."""

    earliest: int
    weeks: Triangle
    load: int
    ends: bool
    brings: tuple[int, ...]


Piece = tuple[int, int, tuple[int, ...]]
"""Days on which law holds: first, end, and the gates that must be open."""
Row = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A trigger: what it watches, for how many weeks on end, and what it orders of which job.

    Attributes:
        signal: People are too few, graduates are, or a job stands still.
        subject: The job that stands still; -1 for none.
        below: The level of people or graduates.
        schools: Whose graduates count.
        weeks: On end with the signal.
        action: Start, stop or pause.
        job: Which.
        delay: Weeks from the order to its effect.
        cost: Each time.
        times: At most; 0 without limit.
    """

    signal: Signal
    subject: int
    below: float
    schools: tuple[int, ...]
    weeks: int
    action: Action
    job: int
    delay: int
    cost: int
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A start: all that its activity states. `law` are numbers of rows; weeks are numbers.

    The `week` of one that only a trigger starts is `NEVER`.
    """

    site: int
    week: int
    length: int
    limit: int
    latest: int
    notice: int
    lag: int
    after: tuple[tuple[int, bool], ...]
    gates: tuple[int, ...]
    law: tuple[int, ...]
    hosted: bool
    cost: int
    start_cost: int
    funding: int
    halted: NDArray[np.bool_]
    kinds: tuple[int, ...]
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """People of one skill whom a job asks for, how few will do, and the support they are."""

    job: int
    skill: str
    asked: int
    least: int
    kind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A pledge of the plan, or of its reserve: `promised` from this week, with these turns.

    `lead` are the weeks that people of the reserve need once a partner has left; `arrived` are
    in place, as many as stated.
    """

    nation: int
    arrived: bool
    belief: float
    delay: Triangle
    promised: int
    lead: Triangle
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An assignment.

    `job` and `slot` are -1 for brought support. `relief` is the partner without whose medics a
    caveat lets nobody of the nation stay at the site, `caller` the one whose departure brings
    these people of the reserve; -1 for none.
    """

    job: int
    slot: int
    kind: int
    site: int
    nation: int
    people: int
    week: int
    end: int
    reach: int
    relief: int
    caller: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A course."""

    job: int
    weeks: int
    pause: int
    keep: int
    trainees: int
    share: Triangle
    leaves: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A criterion: measure, number of its subject (-1: all), amount, courses counted."""

    measure: Measure
    subject: int
    least: float
    schools: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The mission in plain numbers.

    Attributes:
        weeks: Weeks played.
        capacity: Load of talks that the host can carry; 0 is no limit.
        talks: In the order in which the host takes them up.
        gates: Each after those it needs.
        leaves: Partners: belief and day of leaving.
        hits: Shocks.
        law: Rows: law of one kind for one programme and site, or of one nation.
        jobs: Starts in the order of the plan, then those that only triggers start.
        order: Jobs, each after those it comes after.
        ranked: Jobs of each site, the one kept longest first.
        slots: All slots.
        offers: Pledges of the plan, and those of the reserve: people who stand in for partners,
            and who fill the posts of jobs that triggers start.
        turns: Assignments, by pledge.
        strength: Strength of each nation's people, in thousandths.
        own_law: Row of law of each nation; -1 for none.
        lent: For each site (kind, partner, people) lent all the time.
        needed: For each kind people for each person present, and for all.
        beds: (sites, weeks).
        schools: Courses.
        hindrances: Cumulative shares.
        effects: For each need (job or -1, partner or -1, first week, end, share left unmet).
        milestones: Criteria of each.
        watches: Triggers.
        levels: People.
    """

    weeks: int
    capacity: int
    talks: tuple[Talk, ...]
    gates: tuple[Opening, ...]
    leaves: tuple[tuple[float, Triangle], ...]
    hits: tuple[Hit, ...]
    law: tuple[Row, ...]
    jobs: tuple[Job, ...]
    order: tuple[int, ...]
    ranked: tuple[tuple[int, ...], ...]
    slots: tuple[Slot, ...]
    offers: tuple[Offer, ...]
    turns: tuple[Turn, ...]
    strength: tuple[Triangle, ...]
    own_law: tuple[int, ...]
    lent: tuple[tuple[tuple[int, int, float], ...], ...]
    needed: tuple[tuple[float, float], ...]
    beds: NDArray[np.int64]
    schools: tuple[School, ...]
    hindrances: NDArray[np.float64]
    effects: tuple[tuple[tuple[int, int, int, int, float], ...], ...]
    milestones: tuple[tuple[Goal, ...], ...]
    watches: tuple[Watch, ...]
    levels: tuple[int, ...]
