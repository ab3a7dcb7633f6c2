"""A plan: what starts when and where, who fills the posts, what it rests on, what is left out."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    EnablerId,
    GateId,
    ModeId,
    PledgeId,
    PostId,
    ScenarioId,
    SiteId,
)
from cadre.mission.weeks import Horizon, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrom:
    """What a result was made from: the same of all give the same result.

    Attributes:
        dossier: SHA-256 of the dossier's tables as they were known.
        as_of: ISO day as of which they were known.
        scenario: Scenario applied; empty for the dossier as stated.
        seed: Seed of every random choice.
        version: Version of Cadre.
        plan: SHA-256 of the plan, for results that play one; empty for the plan itself.
        changes: What-ifs applied after the scenario, in their order; the dossier is as they
            leave it.
    """

    dossier: str
    as_of: str
    scenario: ScenarioId | None = None
    seed: int = 0
    version: str = ""
    plan: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One activity, started in one mode in one week.

    Attributes:
        activity: What starts.
        mode: In which way.
        site: Where.
        week: Week in which it runs first; for work that runs already 0, or if it is paused then
            the first without a pause.
        weeks: Weeks it runs, with those within them that a pause takes.
        rests_on: The authorities that cover it, for every week it runs.
        waits_for: Gates that aren't open yet; empty for a start that can be ordered today.
    """

    activity: ActivityId
    mode: ModeId
    site: SiteId
    week: int
    weeks: int
    rests_on: tuple[AuthorityId, ...] = ()
    waits_for: tuple[GateId, ...] = ()

    @property
    def firm(self) -> bool:
        """Whether everything it needs holds as things stand, so that it can be ordered."""
        return not self.waits_for

    @property
    def end(self) -> int:
        """First week in which it no longer runs."""
        return self.week + self.weeks

    def window(self, horizon: Horizon) -> Window:
        """The days on which it runs."""
        return horizon.span(self.week, self.weeks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """People of one pledge in one line of posts, or in support that the mission brings itself.

    Attributes:
        pledge: Who serves.
        activity: For which activity; empty for brought support, which serves its whole site.
        post: In which line; empty for brought support.
        enabler: The kind of support brought; empty for a post.
        site: Where.
        people: Heads.
        week: First week.
        weeks: Number of weeks.
    """

    pledge: PledgeId
    activity: ActivityId | None = None
    post: PostId | None = None
    enabler: EnablerId | None = None
    site: SiteId
    people: int
    week: int
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An activity that isn't in the plan, and why.

    Attributes:
        activity: What is left out.
        rule: The rule in the way: paused, cover, gates, site, window, red lines, negotiations,
            lead, hand-over, increment, after, exclusion, beds, posts, support, trainees, budget,
            worth; time when it wasn't looked into.
        reason: Why, as a sentence.
        unlock: What would let it in, as a sentence.
        blockers: Ids of what is in the way.
    """

    activity: ActivityId
    rule: str
    reason: str
    unlock: str
    blockers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a staff would order: starts, people in posts, and what is left out.

    Attributes:
        horizon: The weeks planned.
        starts: Starts by week, then activity.
        assignments: People in posts and in brought support.
        left_out: What isn't planned.
        made_from: What it was made from.
    """

    horizon: Horizon
    starts: tuple[Start, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    made_from: MadeFrom

    def start_of(self, activity: ActivityId) -> Start | None:
        """The start of `activity`; None when it isn't planned."""
        return next((start for start in self.starts if start.activity == activity), None)
