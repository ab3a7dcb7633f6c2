"""People: posts asked for, what nations offer under which caveats, how strong the force is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from cadre.mission.ids import (
    ActivityId,
    CaveatId,
    ClaimId,
    ConditionId,
    ContingentId,
    EnablerId,
    InstitutionId,
    LevelId,
    NationId,
    PartnerId,
    PledgeId,
    PostId,
    RotationId,
    SiteId,
    SkillId,
    SupportId,
    TransferId,
)
from cadre.mission.quantities import (
    Days,
    Heads,
    People,
    Share,
    ShareRange,
    Weeks,
    WeeksRange,
    unstated,
)
from cadre.mission.rows import Row
from cadre.mission.sites import Travel
from cadre.mission.sources import FigureKind
from cadre.mission.weeks import WEEK, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill(Row):
    """What people are trained to do; posts ask for it and pledges offer it.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
        enabler: The enabler that people of this skill provide; empty for advisers and staff.
        instructs: Whether they teach courses, so that host instructors can take their posts over.
    """

    id: SkillId
    name: str
    enabler: EnablerId | None = None
    instructs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Nation(Row):
    """A nation that contributes.

    Attributes:
        id: ISO 3166-1 alpha-3 code; a code from XAA to XZZ for those that have none.
        name: Name as printed.
        unnamed: Whether it stands for contributors not named in public, who may be several.
    """

    id: NationId
    name: str
    unnamed: bool = False


class Priority(Enum):
    """How badly a post is needed."""

    CRITICAL = "critical"
    ESSENTIAL = "essential"
    DESIRED = "desired"


class Funding(Enum):
    """Who pays for a post, or for work."""

    COMMON = "common"
    NATIONAL = "national"
    TRUST_FUND = "trust fund"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Row):
    """A line of the statement of requirements: people of one skill whom an activity needs.

    They are needed wherever the activity runs, or only at one site, in every week it runs.

    Attributes:
        id: Name within the dossier.
        activity: The activity that needs them.
        skill: The skill asked for.
        people: Heads at any one time.
        rank: Rank or level asked for, as printed.
        language: Language asked for; empty is the mission's own.
        site: The only site at which they are needed; empty is wherever the activity runs.
        priority: How badly they are needed.
        funding: Who pays.
    """

    id: PostId
    activity: ActivityId
    skill: SkillId
    people: Heads
    rank: str = ""
    language: str = ""
    site: SiteId | None = None
    priority: Priority = Priority.ESSENTIAL
    funding: Funding = Funding.NATIONAL


class Rung(Enum):
    """How far a pledge has come, from a word to people in place."""

    INDICATED = "indicated"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge(Row):
    """A nation's offer of people with a skill, for a time.

    A pledge isn't a person in place: the planner counts it whole, the simulator draws
    whether it is kept, when it arrives and how strong it is.

    Attributes:
        id: Name within the dossier.
        nation: Who offers.
        skill: What the people can do.
        people: Heads at any one time.
        window: Days served.
        rung: How far it has come.
        belief: Share of such offers that are honoured at all.
        delay: Weeks by which it comes later than promised; not drawn for people in place.
        strength: Share of the heads that really are there.
        notice_weeks: Weeks from the call to the arrival.
        ranks: Ranks of posts that the people may fill, as printed there; empty is any.
        languages: Languages of posts that they may fill beside the mission's own.
    """

    id: PledgeId
    nation: NationId
    skill: SkillId
    people: Heads
    window: Window = Window()
    rung: Rung = Rung.OFFERED
    belief: Share = 1.0
    delay: WeeksRange = unstated(0)
    strength: ShareRange = unstated(1)
    notice_weeks: Weeks = 0
    ranks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def called(self, as_of: date) -> Window | None:
        """The days on which its people can be there: those not yet called need their notice.

        Who was promised for a day up to `as_of` has been called; without any such day nobody has.
        """
        due = self.window.first is not None and self.window.start <= as_of
        if due or self.rung is Rung.ARRIVED:
            return self.window
        return Window(as_of + self.notice_weeks * WEEK).common(self.window)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contingent(Row):
    """People whom a nation has in another body's mission, and who aren't offered here.

    Attributes:
        id: Name within the dossier.
        partner: The body whose mission they serve in.
        nation: Whose people they are.
        skill: What they can do.
        people: Heads before anything is transferred.
        support: The support that they lend there, which shrinks as they leave.
        window: Days served there.
    """

    id: ContingentId
    partner: PartnerId
    nation: NationId
    skill: SkillId
    people: Heads
    support: SupportId | None = None
    window: Window = Window()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Row):
    """People of a contingent who change their hats: from its mission into a pledge to this one.

    They leave the contingent on the day on which they join the pledge; their number stays the same.

    Attributes:
        id: Name within the dossier.
        contingent: Where they come from.
        pledge: The pledge whose people they become, in full or in part.
        people: Heads.
        day: First day on which they serve here.
    """

    id: TransferId
    contingent: ContingentId
    pledge: PledgeId
    people: Heads
    day: date


class CaveatKind(Enum):
    """What a nation's caveat limits."""

    LOCATION_ALLOW = "location allow"
    LOCATION_DENY = "location deny"
    ACTIVITY_DENY = "activity deny"
    AUDIENCE_DENY = "audience deny"
    PARTNER_DENY = "partner deny"
    TRAVEL_DENY = "travel deny"
    EVACUATION = "evacuation source"
    APPROVAL = "capital approval"
    HEADCOUNT_CAP = "headcount cap"
    TOUR_MAX = "tour max"
    OUT_OF_COUNTRY = "out of country only"
    MONEY_ONLY = "money only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat(Row):
    """A limit that a nation sets to what its people do, in a form that can be checked.

    Attributes:
        id: Name within the dossier.
        nation: Whose caveat it is.
        kind: What it limits.
        statement: The caveat as a sentence.
        sites: Sites allowed or denied, by the kind.
        activities: Activities denied.
        institutions: Institutions whose people the nation won't train or advise.
        partners: Partners whose support the nation won't rely on, for `partner deny`; those of
            whom one must lend medical support at the site, for `evacuation source`.
        travel: Ways of travel denied.
        people: Highest number of people, for a cap.
        weeks: Longest tour, for a tour limit.
        days: Days that the capital takes to approve each new task.
        window: Days on which it holds.
    """

    id: CaveatId
    nation: NationId
    kind: CaveatKind
    statement: str
    sites: tuple[SiteId, ...] = ()
    activities: tuple[ActivityId, ...] = ()
    institutions: tuple[InstitutionId, ...] = ()
    partners: tuple[PartnerId, ...] = ()
    travel: tuple[Travel, ...] = ()
    people: People | None = None
    weeks: Weeks | None = None
    days: Days | None = None
    window: Window = Window()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRotation(Row):
    """A time in which one nation leads.

    Attributes:
        id: Name within the dossier.
        nation: The lead nation.
        commander: Holder of the office, from public sources.
        window: Days in command.
        handover_weeks: Weeks at its start in which the staff changes over, so that no new work
            starts; 0 is none.
    """

    id: RotationId
    nation: NationId
    commander: str = ""
    window: Window = Window()
    handover_weeks: Weeks = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Row):
    """A figure for the strength of the whole force, and why it is the one used.

    Figures of different kinds stand side by side: a ceiling is never drawn as a plan.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
        kind: Deployed is a baseline; authorised, planned and ceiling are told apart.
        people: The figure; empty when nobody has published one, which isn't zero.
        window: Days for which it is meant.
        claim: The claim it is taken from; empty for an estimate, which cites its assumption.
        preferred_to: Claims that say otherwise.
        reason: Why it is preferred.
        condition: The condition under which alone it is meant; empty when there is none.
    """

    id: LevelId
    name: str
    kind: FigureKind
    people: People | None = None
    window: Window = Window()
    claim: ClaimId | None = None
    preferred_to: tuple[ClaimId, ...] = ()
    reason: str = ""
    condition: ConditionId | None = None
