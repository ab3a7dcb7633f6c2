"""Evidence: what a mission rests on: claims, where they disagree, documents, assumptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from cadre.brief.sections import RowRef
from cadre.desk.conflicts import ClaimTold, ConflictTold, claim_told, conflict_told
from cadre.desk.desk import Desk
from cadre.desk.folding import all_begin, folded_words
from cadre.desk.naming import naming
from cadre.desk.priors import PriorInForce
from cadre.desk.row_evidence import RowCalled, called
from cadre.desk.seen import seen, told, withheld
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.provenance import marking_of
from cadre.mission.sources import Assumption, Claim, Source

T = TypeVar("T")
PAGE = 50
"""Lines of a list that are shown at a time, unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsAsked:
    """Which claims are asked for; what is empty doesn't matter.

    Attributes:
        text: Words that begin words of its subject, its id, its place or its document's title.
        topic: Its topic.
        kind: What sort of figure it is.
        source: Id of its document.
        since: Reported on this day or later.
        until: Reported on this day or earlier.
        after: How many of them come before the first that is shown.
        limit: How many are shown at most.
    """

    text: str = ""
    topic: str = ""
    kind: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    after: int = 0
    limit: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that a list can be narrowed to.

    Attributes:
        value: As asked for.
        words: As people call it.
        count: How many there are.
    """

    value: str
    words: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[T]):
    """Some of a list.

    Attributes:
        found: How many there are in all.
        after: How many come before the first shown.
        limit: How many are shown at most.
        shown: Those shown.
    """

    found: int
    after: int
    limit: int
    shown: tuple[T, ...]

    @property
    def next(self) -> int | None:
        """Where the next ones begin; None at the end."""
        end = self.after + len(self.shown)
        return end if end < self.found else None

    @property
    def before(self) -> int | None:
        """Where the ones before begin; None at the start."""
        return max(0, self.after - self.limit) if self.after > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTold:
    """A document, and what leans on it.

    Attributes:
        source: Its id.
        title: Title as printed.
        publisher: Who published it.
        date: When, as exactly as known; empty when it isn't.
        address: Where to find it.
        reliability: How far to trust it.
        copies: The document that it copies; empty for one of its own.
        claims: How many claims are taken from it.
        rows: How many rows lean on it, or on a claim taken from it.
        marking: Who may see it.
    """

    source: str
    title: str
    publisher: str
    date: str
    address: str
    reliability: str
    copies: str
    claims: int
    rows: int
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionTold:
    """Something that no source says, and what leans on it.

    Attributes:
        assumption: Its id.
        statement: What is assumed.
        value: The estimate with its range; empty when it isn't a figure.
        reasoning: Why this value.
        load_bearing: Whether the plan fails if it is wrong.
        vulnerable: Whether it may well turn out wrong.
        signpost: What would tell that it is turning out wrong.
        leaning: Rows that cite it.
        marking: Who may see it.
    """

    assumption: str
    statement: str
    value: str
    reasoning: str
    load_bearing: bool
    vulnerable: bool
    signpost: str
    leaning: tuple[RowCalled, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How much a mission rests on.

    Attributes:
        made_from: What was looked at.
        claims: Claims.
        conflicts: Conflicts.
        open: Conflicts of which nobody can say yet how they end.
        sources: Documents.
        assumptions: Assumptions.
        priors: Published figures that some row leans on.
        topics: Topics of claims.
        kinds: Sorts of figures of claims.
        documents: Documents of claims.
        withheld: Rows of the dossier that this reader may not see; None when that isn't told.
    """

    made_from: MadeFrom
    claims: int
    conflicts: int
    open: int
    sources: int
    assumptions: int
    priors: int
    topics: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    documents: tuple[Choice, ...]
    withheld: int | None


def evidence(desk: Desk) -> Evidence:
    """How much there is, and by what claims can be narrowed."""
    return desk.once("evidence", lambda: (_evidence(desk), withheld(desk)))


def claims(desk: Desk, asked: ClaimsAsked) -> Listed[ClaimTold]:
    """The claims asked for, the last reported first."""
    mission = seen(desk)
    words = folded_words(asked.text)
    texts = mission.once("texts of claims", lambda: _texts(mission))
    found = [
        one
        for one in mission.once("claims by day", lambda: _by_day(mission.claims))
        if _is_asked(one, asked) and all_begin(words, texts[one.id])
    ]
    some = found[asked.after : asked.after + asked.limit]
    answer = Listed(
        found=len(found),
        after=asked.after,
        limit=asked.limit,
        shown=tuple(claim_told(mission, one) for one in some),
    )
    return desk.released("claims", answer, 0)


def conflicts(desk: Desk) -> tuple[ConflictTold, ...]:
    """All conflicts, those that are open first."""
    mission = seen(desk)

    def made() -> tuple[tuple[ConflictTold, ...], int]:
        every = (conflict_told(mission, one) for one in mission.conflicts)
        return tuple(sorted(every, key=lambda one: not one.open)), 0

    return desk.once("conflicts", made)


def sources(desk: Desk) -> tuple[SourceTold, ...]:
    """All documents, those on which most rows lean first."""
    mission = seen(desk)

    def made() -> tuple[tuple[SourceTold, ...], int]:
        every = (_source(mission, one) for one in mission.sources)
        return tuple(sorted(every, key=lambda one: (-one.rows, -one.claims, one.source))), 0

    return desk.once("sources", made)


def assumptions(desk: Desk) -> tuple[AssumptionTold, ...]:
    """All assumptions, those that most leans on first."""
    mission = seen(desk)

    def made() -> tuple[tuple[AssumptionTold, ...], int]:
        every = (_assumption(mission, one) for one in mission.assumptions)
        weight = sorted(
            every, key=lambda one: (not one.load_bearing, not one.vulnerable, -len(one.leaning))
        )
        return tuple(weight), 0

    return desk.once("assumptions", made)


def priors(desk: Desk) -> tuple[PriorInForce, ...]:
    """The published figures in force, those that rows lean on first."""
    return tuple(sorted(desk.priors().priors, key=lambda one: -len(one.leaning)))


def _evidence(desk: Desk) -> Evidence:
    mission = seen(desk)
    titles = {str(one.id): one.title for one in mission.sources}
    documents = Counter(str(one.source) for one in mission.claims)
    return Evidence(
        made_from=desk.made_from,
        claims=len(mission.claims),
        conflicts=len(mission.conflicts),
        open=sum(not one.preferred for one in mission.conflicts),
        sources=len(mission.sources),
        assumptions=len(mission.assumptions),
        priors=len(mission.priors),
        topics=_choices(one.topic for one in mission.claims),
        kinds=_choices(one.kind.value for one in mission.claims),
        documents=tuple(
            Choice(value=key, words=titles.get(key, key), count=count)
            for key, count in documents.most_common()
        ),
        withheld=told(desk),
    )


def _choices(values: Iterable[str]) -> tuple[Choice, ...]:
    counted = sorted(Counter(values).items())
    return tuple(Choice(value=one, words=one, count=count) for one, count in counted)


def _by_day(rows: tuple[Claim, ...]) -> list[Claim]:
    return sorted(rows, key=lambda one: one.reported_on.earliest, reverse=True)


def _texts(mission: Mission) -> dict[str, str]:
    titles = {one.id: one.title for one in mission.sources}
    return {
        one.id: " " + " ".join(folded_words(_text(one, titles.get(one.source, ""))))
        for one in mission.claims
    }


def _text(one: Claim, title: str) -> str:
    return f"{one.id} {one.subject} {one.topic} {one.locator} {one.note} {one.source} {title}"


def _is_asked(one: Claim, asked: ClaimsAsked) -> bool:
    return (
        asked.topic in ("", one.topic)
        and asked.kind in ("", one.kind.value)
        and asked.source in ("", one.source)
        and (asked.since is None or one.reported_on.latest >= asked.since)
        and (asked.until is None or one.reported_on.earliest <= asked.until)
    )


def _source(mission: Mission, source: Source) -> SourceTold:
    naming_it = {one.row for one in naming(mission, RowRef("sources", source.id))}
    taken = {one for one in naming_it if one.table == "claims"}
    behind = {one.row for claim in taken for one in naming(mission, claim)}
    return SourceTold(
        source=source.id,
        title=source.title,
        publisher=source.publisher,
        date=str(source.date or ""),
        address=source.address,
        reliability=source.reliability,
        copies=source.derived_from or "",
        claims=len(taken),
        rows=sum(one.table not in ("claims", "sources") for one in naming_it | behind),
        marking=marking_of(mission, source),
    )


def _assumption(mission: Mission, one: Assumption) -> AssumptionTold:
    leaning = {named.row: None for named in naming(mission, RowRef("assumptions", one.id))}
    return AssumptionTold(
        assumption=one.id,
        statement=one.statement,
        value="" if one.value is None else f"{one.value} {one.unit}".strip(),
        reasoning=one.reasoning,
        load_bearing=one.load_bearing,
        vulnerable=one.vulnerable,
        signpost=one.signpost,
        leaning=tuple(called(mission, row) for row in leaning if row.table != "assumptions"),
        marking=marking_of(mission, one),
    )
