"""Explored: what an exploration came to, as plain rows that pictures, pages and programs read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cadre.mission.plans import MadeFrom


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A choice that was played.

    Attributes:
        id: Its id: services+kurdistan.
        label: A short name, as pictures print it.
        options: The options it takes.
        triggers: The triggers it arms.
        starts: The work of its options that its plan starts.
        same: Labels of choices that come to the same plan, and so to the same in all cases.
        beaten_by: Labels of choices that are, on the mean over cases, as good by every measure and
            better by one, so that nothing speaks for this one.
    """

    id: str
    label: str
    options: tuple[str, ...]
    triggers: tuple[str, ...]
    starts: tuple[str, ...]
    same: tuple[str, ...]
    beaten_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """An option that no plan starts any work of.

    Attributes:
        option: The option.
        name: As printed.
        why: What stands in the way, as a sentence.
    """

    option: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A measure that choices are judged by.

    Attributes:
        id: Its id: coverage.
        name: As printed.
        unit: Its unit; % for a share given as 0 to 1.
        more: Whether more of it is better.
        enough: What satisfies; None where nobody has said what is enough.
        origin: Where `enough` comes from, as a sentence.
    """

    id: str
    name: str
    unit: str
    more: bool
    enough: float | None
    origin: str

    @property
    def titled(self) -> str:
        """Its name with its unit, unless the name says it."""
        known = self.unit in ("", "%") or self.unit in self.name.lower()
        return self.name if known else f"{self.name}, {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """A measure that tells no choice from another.

    Attributes:
        measure: Its id.
        name: As printed.
        unit: Its unit; % for a share given as 0 to 1.
        most: What it comes to at best in any case.
        same: Whether it comes to that in every case; else it is enough in none.
        enough: What would satisfy; None where nobody has said what is enough.
    """

    measure: str
    name: str
    unit: str
    most: float
    same: bool
    enough: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What a choice came to by one measure.

    Attributes:
        choice: The choice.
        measure: The measure.
        stated: Mean over futures with all as the dossier states it; None where it wasn't played.
        error: Its standard error, of luck alone.
        mean: Mean over all cases.
        low: One case in twenty came to less.
        high: One case in twenty came to more.
    """

    choice: str
    measure: str
    stated: float | None
    error: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """How far a choice falls behind the best of the same cases, by the measure that leads.

    Attributes:
        choice: The choice.
        case: Id of the scenario, or empty for the dossier as stated.
        name: The cases, as printed.
        cases: How many they are.
        mean: Mean over the cases.
        most: In the worst of them.
        relative: `most` as a share of what the best choice came to there; None where that is 0.
    """

    choice: str
    case: str
    name: str
    cases: int
    mean: float
    most: float
    relative: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Robust:
    """A choice by one measure of robustness.

    Attributes:
        choice: The choice.
        id: The measure of robustness.
        name: As printed.
        value: What it came to.
        unit: Its unit; % for a share given as 0 to 1.
        best: Whether no other choice does better by it.
        reference: Where it is written down.
    """

    choice: str
    id: str
    name: str
    value: float
    unit: str
    best: bool
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of a choice's line: how it fares at a place within what is uncertain.

    Attributes:
        choice: The choice.
        at: The place.
        value: How it fares there.
    """

    choice: str
    at: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Robustness against range.

    Attributes:
        along: What the place is, as printed.
        along_unit: Its unit; % for a share given as 0 to 1.
        upward: What the value is, as printed.
        upward_unit: Its unit; % for a share given as 0 to 1.
        points: The lines' points, choice by choice.
    """

    along: str
    along_unit: str
    upward: str
    upward_unit: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What one uncertain thing does to the choice that holds up, by the measure that leads.

    Attributes:
        id: The uncertainty.
        name: As printed.
        unit: Unit of its values.
        low: Smallest value thought possible, as printed.
        likely: What plans use, as printed.
        high: Largest value thought possible, as printed.
        at_low: The measure with it at its low value, and all else as plans use it.
        at_high: The measure with it at its high value.
        share: Share of the spread of all cases that hangs on it; None where that wasn't worked out.
        ahead_low: How far the best choice is ahead of the next with it at its low value; None
            where there is no other choice.
        ahead_high: The same at its high value.
        turns: The choice that would be best at one of its ends; empty where none overtakes.
        assumption: The assumption behind it; empty where sources alone stand behind it.
        sources: Sources and assumptions behind it.
        fields: The cells it stands for, as (table, row, field).
    """

    id: str
    name: str
    unit: str
    low: str
    likely: str
    high: str
    at_low: float
    at_high: float
    share: float | None
    ahead_low: float | None
    ahead_high: float | None
    turns: str
    assumption: str
    sources: tuple[str, ...]
    fields: tuple[tuple[str, str, str], ...]

    @property
    def span(self) -> float:
        """How far its ends lie apart."""
        return abs(self.at_high - self.at_low)

    @property
    def turn(self) -> float:
        """How much it changes how far the best choice is ahead."""
        if self.ahead_low is None or self.ahead_high is None:
            return 0.0
        return abs(self.ahead_high - self.ahead_low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The part of one range that a box takes.

    Attributes:
        id: The uncertainty.
        name: As printed.
        low: Where the part begins, as a share of the whole range.
        high: Where it ends.
        likely: Where what plans use lies.
        whole: The ends of the whole range, as printed.
        words: The part in words: before 27 September 2021.
    """

    id: str
    name: str
    low: float
    high: float
    likely: float
    whole: tuple[str, str]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fails:
    """When a choice fails: cases that have something in common.

    Attributes:
        choice: The choice.
        words: When, as a sentence.
        density: Share of the cases of the box in which it fails.
        coverage: Share of all its failures that lie in the box.
        failing: Share of all cases in which it fails.
        limits: The box.
    """

    choice: str
    words: str
    density: float
    coverage: float
    failing: float
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something that, when it is seen, foretells that a choice fails.

    Attributes:
        choice: The choice.
        text: What is seen, as a sentence.
        day: The week in which it is looked at, by its first day; None for what just happens.
        foretold: Share of the choice's failures that it foretells.
        right: Share of its alarms that are right.
        earlier: Weeks from the sign to the failure, median.
        assumptions: Assumptions of the staff behind what is watched.
    """

    choice: str
    text: str
    day: date | None
    foretold: float
    right: float
    earlier: float
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """How long a choice works.

    Attributes:
        choice: The choice.
        until: The day from which it doesn't in half of the futures; None if it does to the end.
        met: Share of futures in which it comes to enough.
        why: Why nothing would tell that it fails, as a sentence; empty where signs would.
    """

    choice: str
    until: date | None
    met: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change from one choice to another.

    Attributes:
        since: The choice that is left.
        to: The choice to go on with.
        at: The day on which it is ordered: after the sign, or the last day on which it can be.
        sign: What shows that it is time, as a sentence; empty for one that can't wait for a sign.
        gain: What changing gains by the measure that leads, mean.
        error: Its standard error.
        seen: Share of futures in which the sign is seen by then; 1 without one.
    """

    since: str
    to: str
    at: date
    sign: str
    gain: float
    error: float
    seen: float

    @property
    def sure(self) -> bool:
        """Whether it gains or loses by more than two standard errors."""
        return abs(self.gain) > 2 * self.error

    @property
    def worth_it(self) -> bool:
        """Whether it surely gains."""
        return self.sure and self.gain > 0

    @property
    def verb(self) -> str:
        """What it does: gains, or loses."""
        return "loses" if self.gain < 0 else "gains"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """An assumption that the choice leans on.

    Attributes:
        assumption: Its id.
        statement: What it says.
        load_bearing: Whether the choice fails, or another overtakes it, if it is wrong.
        vulnerable: Whether it may well turn out wrong.
        stated: What the dossier says of it: load-bearing, vulnerable.
        why: What the computation found, as a sentence.
        signpost: What would show that it fails.
        shaping: What would keep it true.
        hedging: What helps if it fails.
    """

    assumption: str
    statement: str
    load_bearing: bool
    vulnerable: bool
    stated: tuple[str, ...]
    why: str
    signpost: str
    shaping: str
    hedging: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """What an exploration came to.

    Attributes:
        made_from: What it was made from; `plan` is the SHA-256 of all its plans.
        begins: First day of the plans.
        ends: Last day of the plans.
        futures: Futures played a combination, the same for all.
        cases: Cases: scenarios, and points within the ranges of what is uncertain.
        method: How the points were laid: grid, lhs, sobol, saltelli, morris.
        varied: How many uncertain things were varied.
        played: Combinations of choice and case that were played.
        stopped: Whether it was stopped before all were.
        leads: The measure that choices are put in order by.
        best: The choice that holds up best.
        second: The next; empty where there is none.
        ahead: How far the best is ahead of the next as stated, in the same futures.
        clear: Whether it is ahead of the next by more than luck.
        bottom: The bottom line: what holds up, and what decides and would tell in time.
        choices: The choices, those that hold up first.
        barred: Options that no plan starts any work of.
        measures: The measures that tell choices or cases apart.
        flat: Measures that are the same in every case, or enough in none.
        came: What each choice came to by each measure.
        behind: How far each falls behind, by scenario and in all cases.
        robust: Each choice by each measure of robustness.
        lines: Robustness against range; None where it wasn't worked out.
        decides: What decides how the best choice fares, in words; empty where too few cases tell.
        swings: What decides, the most first.
        fails: When choices fail.
        tracks: How long each choice works.
        signs: What would tell that they fail, those first that give most warning.
        changes: Changes from one to another.
        closed: Changes that can't be made, a sentence each.
        leaning: Assumptions that the best choice leans on.
        silent: What the dossier can't say, a sentence each.
    """

    made_from: MadeFrom
    begins: date
    ends: date
    futures: int
    cases: int
    method: str
    varied: int
    played: int
    stopped: bool
    leads: str
    best: str
    second: str
    ahead: float
    clear: bool
    bottom: tuple[str, str]
    choices: tuple[Chosen, ...]
    barred: tuple[Barred, ...]
    measures: tuple[Judge, ...]
    flat: tuple[Flat, ...]
    came: tuple[Came, ...]
    behind: tuple[Behind, ...]
    robust: tuple[Robust, ...]
    lines: Lines | None
    decides: str
    swings: tuple[Swing, ...]
    fails: tuple[Fails, ...]
    tracks: tuple[Track, ...]
    signs: tuple[Sign, ...]
    changes: tuple[Change, ...]
    closed: tuple[str, ...]
    leaning: tuple[Leaning, ...]
    silent: tuple[str, ...]

    def label(self, choice: str) -> str:
        """The short name of a choice."""
        return next((one.label for one in self.choices if one.id == choice), choice)

    @property
    def lead(self) -> Judge:
        """The measure that choices are put in order by."""
        return next(one for one in self.measures if one.id == self.leads)
