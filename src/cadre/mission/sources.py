"""Where a figure comes from: sources, what they claim, where they disagree, what is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cadre.mission.ids import AssumptionId, AudienceId, ClaimId, ConflictId, SourceId
from cadre.mission.markings import Classification
from cadre.mission.quantities import Range
from cadre.mission.rows import Row
from cadre.mission.weeks import PartialDate


class FigureKind(Enum):
    """What sort of figure is told; figures of different kinds don't contradict each other."""

    AUTHORISED = "authorised"
    CEILING = "ceiling"
    PLANNED = "planned"
    PLEDGED = "pledged"
    DEPLOYED = "deployed"
    TRAINED = "trained"
    REPORTED = "reported"


class Qualifier(Enum):
    """How a source hedges its figure."""

    EXACTLY = "exactly"
    ABOUT = "about"
    UP_TO = "up to"
    FEWER_THAN = "fewer than"
    MORE_THAN = "more than"
    AT_LEAST = "at least"
    NEARLY = "nearly"


class Confidence(Enum):
    """How far a claim is believed."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Row):
    """A document.

    Attributes:
        id: Name within the dossier.
        title: Title as printed.
        publisher: Who published it.
        date: When it was published, as exactly as known; empty when it isn't.
        address: Where to find it: a web address or a file name.
        reliability: How far to trust it, in words.
        derived_from: The source it copies; a copy isn't a second voice.
    """

    id: SourceId
    title: str
    publisher: str = ""
    date: PartialDate | None = None
    address: str = ""
    reliability: str = ""
    derived_from: SourceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Row):
    """One thing that one source says. Unknown is left empty; it is never zero.

    Attributes:
        id: Name within the dossier.
        topic: What area of the mission it belongs to.
        subject: What is claimed, in words.
        quantity: The figure; empty when the claim is not a figure or the figure isn't known.
        unit: Unit of the figure.
        kind: What sort of figure it is.
        qualifier: How the source hedges it.
        valid_from: From when it held; empty when not told.
        valid_to: Until when it held; empty when not told.
        reported_on: When the source said so; decides what is known as of a date.
        source: The document.
        locator: Place in the document.
        confidence: How far it is believed.
    """

    id: ClaimId
    topic: str
    subject: str
    quantity: float | None = None
    unit: str = ""
    kind: FigureKind = FigureKind.REPORTED
    qualifier: Qualifier = Qualifier.EXACTLY
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    reported_on: PartialDate
    source: SourceId
    locator: str = ""
    confidence: Confidence = Confidence.MEDIUM

    @property
    def hedge(self) -> str:
        """What stands before the figure: `up to `; nothing when it is exact."""
        return "" if self.qualifier is Qualifier.EXACTLY else f"{self.qualifier.value} "

    @property
    def figure(self) -> str:
        """The figure as its source gives it: up to 4,000 people; nothing without one."""
        if self.quantity is None:
            return ""
        return f"{self.hedge}{self.quantity:,.10g} {self.unit}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict(Row):
    """Claims about the same thing that don't agree. All are kept, all are shown.

    Attributes:
        id: Name within the dossier.
        about: What they disagree on.
        claims: The claims that disagree.
        preferred: The claims that plans use; empty while nobody can say.
        reason: Why they differ, as far as known.
    """

    id: ConflictId
    about: str
    claims: tuple[ClaimId, ...]
    preferred: tuple[ClaimId, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption(Row):
    """Something the plan leans on that no source says: the staff's own estimate.

    Attributes:
        id: Name within the dossier.
        statement: What is assumed, as a sentence.
        value: The estimate with its range; empty when it is not a figure.
        unit: Unit of the estimate.
        reasoning: Why this value.
        load_bearing: Whether the plan fails if it is wrong.
        vulnerable: Whether it may well turn out wrong within the horizon.
        signpost: What would tell that it is turning out wrong.
        shaping: What could be done to make it come true.
        hedging: What to prepare in case it doesn't.
    """

    id: AssumptionId
    statement: str
    value: Range | None = None
    unit: str = ""
    reasoning: str = ""
    load_bearing: bool = False
    vulnerable: bool = False
    signpost: str = ""
    shaping: str = ""
    hedging: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience(Row):
    """A group of readers, and how far it is trusted.

    Attributes:
        id: Name as given with `--reader`.
        name: Name as printed.
        clearance: Highest classification it may see.
        communities: The communities it belongs to, as markings name them.
        told_of_more: Whether it is told how many parts it isn't shown.
    """

    id: AudienceId
    name: str
    clearance: Classification = Classification.UNCLASSIFIED
    communities: tuple[str, ...] = ()
    told_of_more: bool = True
