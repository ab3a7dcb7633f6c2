"""Cases: questions about the past whose answers are known, to be put to a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from cadre.mission.quantities import Amount
from cadre.mission.rows import Row
from cadre.mission.weeks import Window


class Question(Enum):
    """What a case may ask; the manual says what each one looks at."""

    COVER = "cover"
    MISSING = "missing cover"
    GAPS = "gaps"
    GAP_DAYS = "gap days"
    GAP_BEGINS = "gap begins"
    GAP_ENDS = "gap ends"
    PAUSES = "pauses"
    PAUSED_DAYS = "paused days"
    AGREEABLE = "can be agreed"
    NO_COMMON_POINT = "no common point"
    OPTIONS = "options"
    OPTIONS_OUT = "options out of reach"
    OPTION_BEGINS = "option begins"
    OPTION_HAD = "option had by"
    FINDING = "finding"
    FINDINGS = "findings"
    FINDING_BEGINS = "finding begins"
    FINDING_ENDS = "finding ends"
    POSTS = "posts"
    PLEDGED = "people pledged"
    FILL = "fill"
    SHARE_OF_PEOPLE = "share of people"
    LEADS = "leads"
    START = "start"
    STARTABLE = "startable"
    WAITS_FOR = "waits for"
    PLANNED = "planned strength"
    PLANNED_SHARE = "planned share"
    STRENGTH = "strength"
    STRENGTH_HOLDS = "strength holds"
    ABOVE = "chance above"
    CHANCE = "chance"
    COHORTS = "cohorts"
    GRADUATES = "graduates"
    GRADUATES_HOLD = "graduates hold"
    PER_STAFF_YEAR = "graduates per staff-year"
    HOST_INSTRUCTORS = "host instructors"
    LOST = "lost support"
    STOPS = "stops"
    WITH = "people with"
    WITHOUT = "people without"
    BROUGHT = "brought"
    PROVIDERS = "providers"
    OPEN_SITES = "open sites"
    DISPLACED = "displaced"
    BEDS = "beds"
    UNSERVED = "unserved needs"
    COVERAGE = "coverage"
    OVERLAPS = "overlaps"
    KNOWN = "known"
    FIGURE = "figure"
    RATIO = "ratio"
    CLAIMED_PER_STAFF_YEAR = "claimed per staff-year"
    DAYS_BETWEEN = "days between"
    IN_CONFLICT = "in conflict"
    PREFERRED = "preferred"
    TOLD = "told"


class Relation(Enum):
    """How the answer must stand to what is expected."""

    IS = "is"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    INCLUDES = "includes"
    EXCLUDES = "excludes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Row):
    """One question with its known answer. The answer is never given to what answers it.

    Attributes:
        id: Name within the file.
        case: The back-test that it belongs to.
        as_of: Only what was reported by then is known.
        allow: Rows and claims that are known too, though the dossier has them only from later.
        scenario: Named future of the dossier to apply first; empty is none.
        question: What is asked.
        subject: Ids of what it is asked about.
        kind: Which kind, as the question says: a kind of authority, a rung, a code, a quantile.
        at: Where or against what: sites, places, institutions, other claims.
        on: The day asked about; empty takes the as-of day.
        window: The days asked about; empty is from the as-of day to the end of the horizon.
        level: The number asked about: people, or a share.
        relation: How the answer must stand to what is expected.
        expected: The answer of history: a number, a day, yes or no, ids, `none`.
        tolerance: How far off it may be: `20`, `20%`, `3 days`; empty is not at all.
    """

    id: str
    case: str
    as_of: date
    allow: tuple[str, ...] = ()
    scenario: str = ""
    question: Question
    subject: tuple[str, ...] = ()
    kind: str = ""
    at: tuple[str, ...] = ()
    on: date | None = None
    window: Window = Window()
    level: Amount | None = None
    relation: Relation = Relation.IS
    expected: str
    tolerance: str = ""
