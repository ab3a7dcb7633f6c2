"""Mission: all that a dossier states, looked up by id. It holds, it doesn't compute."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TypeVar, cast

from cadre.errors import CadreError, FigureError, UnknownIdError
from cadre.mission.activities import Activity, Mode, Option
from cadre.mission.authorities import Authority, Negotiation, RedLine
from cadre.mission.budgets import Budget
from cadre.mission.communications import Announcement
from cadre.mission.conditions import Condition, Criterion, DecisionPoint, Milestone
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import (
    Caveat,
    Contingent,
    LeadRotation,
    Level,
    Nation,
    Pledge,
    Post,
    Skill,
    Transfer,
)
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ConditionId,
    ContingentId,
    DecisionId,
    EnablerId,
    InstitutionId,
    ModeId,
    NationId,
    PartnerId,
    PledgeId,
    PostId,
    SiteId,
    SkillId,
    SupportId,
)
from cadre.mission.needs import Effect, Institution, Need
from cadre.mission.partners import Partner, PartnerActivity
from cadre.mission.pauses import Pause
from cadre.mission.priors import Prior
from cadre.mission.quantities import Count, Share, Weeks, Weight
from cadre.mission.rows import Row
from cadre.mission.scenarios import Change, Hindrance, Scenario, Shock
from cadre.mission.sites import BedSpace, Site
from cadre.mission.sources import Assumption, Audience, Claim, Conflict, Source
from cadre.mission.stocks import Draw, Stock
from cadre.mission.training import Course, Programme
from cadre.mission.triggers import Trigger
from cadre.mission.weeks import Horizon

R = TypeVar("R", bound=Row)
T = TypeVar("T")

Evidence = Claim | Assumption | Source | Prior
"""What a citation may point to."""


class Order(Enum):
    """How the objectives of a plan stand to each other."""

    LEXICOGRAPHIC = "lexicographic"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What counts in a plan, beside what else; 0 leaves it out.

    Attributes:
        order: Whether the weights below count, or the end of required work comes before needs,
            these before milestones, these before graduates, these before few people present,
            these before early starts; where any weight is stated and no order, weights count.
        finish: A week that the last required work of fixed length ends earlier.
        needs: A week of a need of weight 1 met in full.
        milestones: A week that a milestone comes earlier.
        output: A graduate.
        early: A week that an activity starts earlier.
        footprint: A person present for a week, counted against the plan.
    """

    order: Order = Order.WEIGHTED
    finish: Weight = 20.0
    needs: Weight = 100.0
    milestones: Weight = 20.0
    output: Weight = 1.0
    early: Weight = 1.0
    footprint: Weight = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The mission itself, as `mission.toml` states it.

    Attributes:
        id: Short name.
        name: Name as printed.
        host: ISO 3166-1 alpha-3 code of the host.
        lead_body: Who decides on the mission.
        question: What is asked of the staff, and by whom, as a sentence.
        as_of: Day as of which the dossier is read when no other is given.
        until: Last day that plans look at.
        currency: ISO 4217 code of its accounts.
        marking_policy: Whose rules the marks of rows follow, as printed before them.
        negotiating_capacity: Load of negotiations that the host can carry at a time; 0 is no limit.
        fill_weeks: Weeks within which a post asked for should be filled; 0 is no target.
        rely_on: Belief from which plans may count on an authority that is still expected.
        weights: What counts in a plan.
    """

    id: str
    name: str
    host: str
    lead_body: str
    question: str = ""
    as_of: date
    until: date
    currency: str = "EUR"
    marking_policy: str = ""
    negotiating_capacity: Count = 0
    fill_weeks: Weeks = 0
    rely_on: Share = 0.8
    weights: Weights = Weights(order=Order.LEXICOGRAPHIC)


@dataclass(frozen=True, kw_only=True)
class Mission:
    """All that a dossier states. Each tuple is a table; its field's name is the table's name.

    Attributes:
        profile: The mission itself.
        audiences: Who may read.
        sources: Documents.
        claims: What they say.
        conflicts: Where they disagree.
        assumptions: What the staff assumes.
        priors: The dossier's own figures for blank cells, in the place of published ones.
        institutions: The host's institutions.
        needs: What they lack.
        effects: What helps against it.
        authorities: What legally holds.
        pauses: When that, a site or work is halted.
        negotiations: What would bring authorities about.
        red_lines: What sides won't accept.
        conditions: What work waits for.
        decisions: What bodies decide.
        milestones: Stages of the mission.
        criteria: What must be so before they are reached.
        programmes: Lines of work.
        options: Choices before the mission.
        activities: What can be started.
        modes: In which ways.
        courses: What is taught.
        budgets: What work may cost in a year.
        stocks: Material of which there is so much once for all.
        draws: What starts take of it.
        skills: What people can do.
        nations: Who contributes.
        posts: Who is needed.
        pledges: Who is offered.
        contingents: Who serves in others' missions.
        transfers: Who of them changes over.
        caveats: Under which limits.
        lead_rotations: Who leads when.
        levels: Figures for the whole force.
        sites: Where work is done.
        bed_spaces: How many people they house.
        enablers: Kinds of support.
        supports: Who lends them.
        partners: Others at work.
        partner_activities: What they do.
        announcements: What is told to whom.
        shocks: What may hit.
        hindrances: Why engagements fail.
        scenarios: Named futures.
        changes: What they change.
        triggers: What is done when something is seen.
    """

    profile: Profile
    audiences: tuple[Audience, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    priors: tuple[Prior, ...] = ()
    institutions: tuple[Institution, ...] = ()
    needs: tuple[Need, ...] = ()
    effects: tuple[Effect, ...] = ()
    authorities: tuple[Authority, ...] = ()
    pauses: tuple[Pause, ...] = ()
    negotiations: tuple[Negotiation, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    conditions: tuple[Condition, ...] = ()
    decisions: tuple[DecisionPoint, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    programmes: tuple[Programme, ...] = ()
    options: tuple[Option, ...] = ()
    activities: tuple[Activity, ...] = ()
    modes: tuple[Mode, ...] = ()
    courses: tuple[Course, ...] = ()
    budgets: tuple[Budget, ...] = ()
    stocks: tuple[Stock, ...] = ()
    draws: tuple[Draw, ...] = ()
    skills: tuple[Skill, ...] = ()
    nations: tuple[Nation, ...] = ()
    posts: tuple[Post, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    contingents: tuple[Contingent, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    lead_rotations: tuple[LeadRotation, ...] = ()
    levels: tuple[Level, ...] = ()
    sites: tuple[Site, ...] = ()
    bed_spaces: tuple[BedSpace, ...] = ()
    enablers: tuple[Enabler, ...] = ()
    supports: tuple[Support, ...] = ()
    partners: tuple[Partner, ...] = ()
    partner_activities: tuple[PartnerActivity, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    shocks: tuple[Shock, ...] = ()
    hindrances: tuple[Hindrance, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    changes: tuple[Change, ...] = ()
    triggers: tuple[Trigger, ...] = ()

    def __getstate__(self) -> dict[str, object]:
        """The tables alone: what was worked out of them is worked out again where it is needed."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def horizon(self) -> Horizon:
        """The weeks that plans look at: from `as_of` itself to `until`.

        Raises:
            CadreError: No whole week lies between them, or too many do.
        """
        day, last = self.profile.as_of, self.profile.until
        try:
            return Horizon.between(day, last)
        except FigureError as error:
            raise CadreError(
                f"as of {day}",
                f"{error.value} whole weeks lie between it and {last}, the last day that plans "
                "look at",
                error.allowed,
                "Choose another day, or move `until` in mission.toml.",
            ) from error

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """What a citation may point to, by id; of one id a claim comes before a source."""
        rows: tuple[Evidence, ...] = (
            *self.priors,
            *self.sources,
            *self.assumptions,
            *self.claims,
        )
        return {str(row.id): row for row in rows}

    def named(self, key: str) -> tuple[Row, ...]:
        """The rows of any table whose id is `key`: none, one, or several of different tables."""
        return self._named.get(key, ())

    @cached_property
    def _named(self) -> dict[str, tuple[Row, ...]]:
        found: dict[str, tuple[Row, ...]] = {}
        for field in fields(self):
            if field.name != "profile":
                for row in getattr(self, field.name):
                    found[row.id] = (*found.get(row.id, ()), row)
        return found

    def lineage(self, key: InstitutionId | None) -> tuple[InstitutionId, ...]:
        """An institution and all above it: who won't train a ministry won't train its academy."""
        found: list[InstitutionId] = []
        while key is not None and key not in found:
            found.append(key)
            key = self.institution(key).part_of
        return tuple(found)

    def activity(self, key: ActivityId) -> Activity:
        """The activity `key`."""
        return self._find(self.activities, key)

    def has_begun(self, activity: Activity) -> bool:
        """Whether `activity` was at work by the as-of day; it may be over since."""
        return activity.began is not None and activity.began <= self.profile.as_of

    def mode(self, key: ModeId) -> Mode:
        """The mode `key`."""
        return self._find(self.modes, key)

    def modes_of(self, activity: ActivityId) -> tuple[Mode, ...]:
        """The ways to run `activity`, in the order of the table."""
        return self._having(self.modes, "activity", activity)

    def posts_of(self, activity: ActivityId) -> tuple[Post, ...]:
        """The posts that `activity` needs, in the order of the table."""
        return self._having(self.posts, "activity", activity)

    def posts_at(self, activity: ActivityId, site: SiteId) -> tuple[Post, ...]:
        """The posts that `activity` needs when it runs at `site`, in the order of the table."""
        return tuple(one for one in self.posts_of(activity) if one.site in (None, site))

    def pledges_for(self, skill: SkillId) -> tuple[Pledge, ...]:
        """The pledges of people of `skill`, in the order of the table."""
        return self._having(self.pledges, "skill", skill)

    def pledges_of(self, nation: NationId) -> tuple[Pledge, ...]:
        """The pledges of `nation`, in the order of the table."""
        return self._having(self.pledges, "nation", nation)

    def caveats_of(self, nation: NationId) -> tuple[Caveat, ...]:
        """The caveats of `nation`, in the order of the table."""
        return self._having(self.caveats, "nation", nation)

    def supports_at(self, site: SiteId) -> tuple[Support, ...]:
        """What is lent at `site` at any time, in the order of the table."""
        return self._having(self.supports, "site", site)

    def beds_at(self, site: SiteId) -> tuple[BedSpace, ...]:
        """The bed spaces stated for `site`, in the order of the table."""
        return self._having(self.bed_spaces, "site", site)

    def contingents_lending(self, support: SupportId) -> tuple[Contingent, ...]:
        """The contingents whose people lend `support`, in the order of the table."""
        return self._having(self.contingents, "support", support)

    def transfers_from(self, contingent: ContingentId) -> tuple[Transfer, ...]:
        """The transfers out of `contingent`, the first day first."""
        return self._having(self._by_day, "contingent", contingent)

    def transfers_into(self, pledge: PledgeId) -> tuple[Transfer, ...]:
        """The transfers into `pledge`, the first day first."""
        return self._having(self._by_day, "pledge", pledge)

    @cached_property
    def _by_day(self) -> tuple[Transfer, ...]:
        return tuple(sorted(self.transfers, key=lambda one: one.day))

    def post(self, key: PostId) -> Post:
        """The line of posts `key`."""
        return self._find(self.posts, key)

    def pledge(self, key: PledgeId) -> Pledge:
        """The pledge `key`."""
        return self._find(self.pledges, key)

    def skill(self, key: SkillId) -> Skill:
        """The skill `key`."""
        return self._find(self.skills, key)

    def contingent(self, key: ContingentId) -> Contingent:
        """The contingent `key`."""
        return self._find(self.contingents, key)

    def nation(self, key: NationId) -> Nation:
        """The nation `key`."""
        return self._find(self.nations, key)

    def site(self, key: SiteId) -> Site:
        """The site `key`."""
        return self._find(self.sites, key)

    def institution(self, key: InstitutionId) -> Institution:
        """The institution `key`."""
        return self._find(self.institutions, key)

    def authority(self, key: AuthorityId) -> Authority:
        """The authority `key`."""
        return self._find(self.authorities, key)

    def condition(self, key: ConditionId) -> Condition:
        """The condition `key`."""
        return self._find(self.conditions, key)

    def decision(self, key: DecisionId) -> DecisionPoint:
        """The decision `key`."""
        return self._find(self.decisions, key)

    def enabler(self, key: EnablerId) -> Enabler:
        """The enabler `key`."""
        return self._find(self.enablers, key)

    def partner(self, key: PartnerId) -> Partner:
        """The partner `key`."""
        return self._find(self.partners, key)

    def _find(self, rows: tuple[R, ...], key: str) -> R:
        """The row `key` of one of the tables, or the error that names what there is."""
        index = self._indices.get(id(rows))
        if index is None:
            # Of two rows with one id the first counts; loading refuses the second.
            index = self._indices[id(rows)] = {row.id: row for row in reversed(rows)}
        if key not in index:
            kind = type(rows[0]).__name__.lower() if rows else "row"
            raise UnknownIdError(kind, key, sorted(index))
        return cast("R", index[key])

    def once(self, key: Hashable, work: Callable[[], T]) -> T:
        """What `work` gives, worked out once for this mission: nothing in it can change.

        Args:
            key: Tells this piece of work from all others; the same key must give the same.
            work: Works it out.
        """
        if key not in self._worked_out:
            self._worked_out[key] = work()
        return cast("T", self._worked_out[key])

    @cached_property
    def _worked_out(self) -> dict[Hashable, object]:
        """What others worked out of this mission, by what it is."""
        return {}

    @cached_property
    def _indices(self) -> dict[int, dict[str, Row]]:
        """Rows by id for each table that was asked for, by the identity of its tuple."""
        return {}

    def _having(self, rows: tuple[R, ...], column: str, key: str) -> tuple[R, ...]:
        """The rows of one of the tables that have `key` in a column, in their order."""
        groups = self._groups.get((id(rows), column))
        if groups is None:
            groups = self._groups[id(rows), column] = _grouped(rows, column)
        return cast("tuple[R, ...]", groups.get(key, ()))

    @cached_property
    def _groups(self) -> dict[tuple[int, str], dict[str, tuple[Row, ...]]]:
        """Rows by what stands in a column, for each table and column that was asked for."""
        return {}


def _grouped(rows: Iterable[Row], column: str) -> dict[str, tuple[Row, ...]]:
    """Rows by what stands in a column, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return {key: tuple(some) for key, some in found.items()}
