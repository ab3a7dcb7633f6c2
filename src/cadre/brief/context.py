"""Context: what a brief is made from, and how its numbers get their way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property

from cadre.brief.sections import Basis, Cite, Number, Origin, RowLink, RowRef, Text, joined
from cadre.brief.words import UNKNOWN, figure, percent, short_name
from cadre.checks.loss import Loss
from cadre.checks.option import OptionStanding
from cadre.mission.findings import Finding
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.provenance import marking_of
from cadre.mission.rows import Citation, Row
from cadre.mission.sources import Audience
from cadre.mission.weeks import Horizon
from cadre.planner.result import PlanResult
from cadre.simulator.estimates import Estimate
from cadre.simulator.outcomes import Outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefInputs:
    """All that a brief is made from.

    Attributes:
        mission: The mission as of its day, as this reader may see it.
        findings: What the checks found.
        result: The plan, and how good it is known to be.
        outcomes: The plan played against many futures; None for sections that tell of the plan
            alone.
        losses: What each provider's going takes along.
        standings: Options from the best to the worst, with what stands in their way.
        audience: Who the brief is for.
        made_from: What it was made from.
        stated: The mission before its scenario, whose changes may take rows away.
    """

    mission: Mission
    findings: tuple[Finding, ...]
    result: PlanResult
    outcomes: Outcomes | None
    losses: tuple[Loss, ...]
    standings: tuple[OptionStanding, ...]
    audience: Audience
    made_from: MadeFrom
    stated: Mission | None = None


_FIRST = ("activities", "sites", "authorities", "conditions", "decisions", "partners", "nations")


@dataclass(frozen=True)
class Context:
    """The inputs of a brief, with all that its sections share.

    Attributes:
        inputs: What the brief is made from.
    """

    inputs: BriefInputs

    @property
    def mission(self) -> Mission:
        """The mission."""
        return self.inputs.mission

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.inputs.result.plan

    @property
    def outcomes(self) -> Outcomes:
        """The futures.

        Raises:
            ValueError: None were played.
        """
        if self.inputs.outcomes is None:
            raise ValueError("this section tells of futures, and none were played")
        return self.inputs.outcomes

    @property
    def horizon(self) -> Horizon:
        """The weeks planned."""
        return self.plan.horizon

    @cached_property
    def _rows(self) -> dict[str, dict[str, Row]]:
        """Every row by table and id."""
        tables = (one.name for one in fields(self.mission) if one.name != "profile")
        return {name: {row.id: row for row in getattr(self.mission, name)} for name in tables}

    @cached_property
    def _tables(self) -> dict[str, str]:
        """The table of each id; what is planned and provided comes before other tables."""
        found: dict[str, str] = {}
        for table in dict.fromkeys((*_FIRST, *self._rows)):
            for key in self._rows[table]:
                found.setdefault(key, table)
        return found

    def row(self, reference: RowRef) -> Row | None:
        """The row a reference points to; None when there is none."""
        return self._rows.get(reference.table, {}).get(reference.id)

    def refs(self, table: str, keys: Iterable[str]) -> tuple[RowRef, ...]:
        """References to rows of one table."""
        return tuple(RowRef(table, str(key)) for key in keys)

    def stated(self, table: str, key: str) -> Origin:
        """The origin of a number that stands in a row of the dossier as it is."""
        return Origin(rows=self.refs(table, [key]), words="As the dossier states it.")

    def found(self, keys: Iterable[str]) -> list[RowRef]:
        """The rows that ids from any table belong to; an id of no row is passed over."""
        return [RowRef(self._tables[key], key) for key in keys if key in self._tables]

    def name(self, key: str, table: str) -> str:
        """What people call the row `key` of `table`; the id if it has no name."""
        return str(getattr(self.row(RowRef(table, str(key))), "name", key))

    def named(self, keys: Iterable[str], table: str) -> list[str]:
        """The names of several rows."""
        return [self.name(key, table) for key in keys]

    def short(self, key: str, table: str) -> str:
        """The name up to its first comma, colon or bracket, if no other row is called so."""
        name = self.name(key, table)
        return name if self._shorts[table][short_name(name)] > 1 else short_name(name)

    def shorts(self, keys: Iterable[str], table: str) -> list[str]:
        """The short names of several rows."""
        return [self.short(key, table) for key in keys]

    @cached_property
    def _shorts(self) -> dict[str, Counter[str]]:
        """How often each short name occurs in each table."""
        return {
            table: Counter(short_name(str(getattr(row, "name", key))) for key, row in rows.items())
            for table, rows in self._rows.items()
        }

    def gate(self, key: str) -> RowRef | None:
        """The authority, condition or decision that is a gate."""
        tables = ("authorities", "conditions", "decisions")
        return next((RowRef(one, key) for one in tables if key in self._rows[one]), None)

    def gate_name(self, key: str) -> str:
        """What people call a gate."""
        reference = self.gate(key)
        return key if reference is None else self.name(key, reference.table).rstrip(".")

    def mark(self, *rows: Row | RowRef | None) -> Marking:
        """The strictest mark of the rows."""
        found = (self.row(one) if isinstance(one, RowRef) else one for one in rows)
        return Marking.strictest({self._mark_of_row(row) for row in found if row is not None})

    def _mark_of_row(self, row: Row) -> Marking:
        """The mark of one row, worked out once; rows live as long as the mission."""
        known = self._marks.get(id(row))
        if known is None:
            known = self._marks[id(row)] = marking_of(self.mission, row)
        return known

    @cached_property
    def _marks(self) -> dict[int, Marking]:
        """Marks worked out so far, by the identity of the row."""
        return {}

    def cite(self, citation: Citation) -> Cite:
        """A reference inside a text."""
        row = self.mission.evidence.get(citation.ref)
        return Cite(citation=citation, marking=self.mark(row))

    def cites(self, citations: Iterable[Citation], most: int = 4) -> Text:
        """References one after the other; more than `most` are counted."""
        unique = list(dict.fromkeys(citations))
        shown = joined(((self.cite(citation),) for citation in unique[:most]), " ")
        return (*shown, f" +{len(unique) - most}") if len(unique) > most else shown

    def link(self, reference: RowRef) -> RowLink:
        """A reference to a row inside a text."""
        return RowLink(row=reference, text=reference.id, marking=self.mark(reference))

    def links(self, references: Iterable[RowRef]) -> Text:
        """References to rows one after the other."""
        return joined(((self.link(one),) for one in references), " ")

    @cached_property
    def bases(self) -> dict[str, Basis]:
        """The rows behind planned and behind simulated numbers."""
        made = self.inputs.made_from
        again = f"dossier {made.dossier[:12] or UNKNOWN}, as of {made.as_of}, seed {made.seed}, "
        again += f"Cadre {made.version or UNKNOWN}"
        planned = tuple(dict.fromkeys(self._planned_rows()))
        plan = self._basis("plan", "The plan and the rows it was made from", again, planned)
        if self.inputs.outcomes is None:
            return {"plan": plan}
        played = tuple(dict.fromkeys((*planned, *self._played_rows())))
        words = f"{self.outcomes.futures:,} futures; {again}"
        futures = self._basis("futures", "The plan played in futures", words, played)
        return {"plan": plan, "futures": futures}

    def _basis(self, key: str, label: str, words: str, rows: tuple[RowRef, ...]) -> Basis:
        return Basis(id=key, label=label, words=words, rows=rows, marking=self.mark(*rows))

    def _planned_rows(self) -> Iterator[RowRef]:
        plan, mission = self.plan, self.mission
        started = {start.activity for start in plan.starts}
        yield from self.refs("activities", (start.activity for start in plan.starts))
        yield from self.refs("modes", (start.mode for start in plan.starts))
        yield from self.refs(
            "authorities", (one for start in plan.starts for one in start.rests_on)
        )
        for start in plan.starts:
            yield from (ref for ref in map(self.gate, start.waits_for) if ref is not None)
        yield from self.refs("posts", (one.id for one in mission.posts if one.activity in started))
        yield from self.refs("pledges", (one.pledge for one in plan.assignments))
        used = {one.pledge for one in plan.assignments}
        nations = {mission.pledge(key).nation for key in used}
        yield from self.refs(
            "caveats", (one.id for one in mission.caveats if one.nation in nations)
        )
        needed = (one for key in started for one in mission.activity(key).enablers)
        yield from self.refs("enablers", sorted(set(needed)))
        sites = {start.site for start in plan.starts}
        for table in ("bed_spaces", "supports"):
            rows = getattr(mission, table)
            yield from self.refs(table, (one.id for one in rows if one.site in sites))
        lent = (row for site in sorted(sites) for row in mission.supports_at(site))
        lending = [one.id for row in lent for one in mission.contingents_lending(row.id)]
        for one in mission.transfers:
            if one.pledge in used or one.contingent in lending:
                yield from self.refs("transfers", [one.id])
                yield from self.refs("contingents", [one.contingent])

    def _played_rows(self) -> Iterator[RowRef]:
        for table in ("shocks", "hindrances", "conditions", "decisions", "courses", "criteria"):
            yield from self.refs(table, (row.id for row in getattr(self.mission, table)))
        leaving = (one.id for one in self.mission.partners if one.leave_belief > 0)
        yield from self.refs("partners", leaving)

    def number(
        self, key: str, value: float | None, label: str, origin: Origin, unit: str = ""
    ) -> Number:
        """A number with its way back; shares have the unit `%` and are given as 0 to 1."""
        written = percent if unit == "%" else figure
        return Number(
            id=key,
            value=value,
            text=UNKNOWN if value is None else written(value),
            unit=unit,
            label=label,
            error=None,
            origin=origin,
            marking=self._mark_of(origin),
        )

    def estimate(
        self, key: str, found: Estimate, label: str, origin: Origin, unit: str = ""
    ) -> Number:
        """A simulated number, printed with its standard error where that is a visible part."""
        plain = self.number(key, found.value, label, origin, unit)
        return Number(
            id=plain.id,
            value=plain.value,
            text=plain.text + _error_text(found.error, unit),
            unit=plain.unit,
            label=plain.label,
            error=found.error,
            origin=plain.origin,
            marking=plain.marking,
        )

    def _mark_of(self, origin: Origin) -> Marking:
        marks = [self.mark(*origin.rows)]
        marks += [self.mark(self.mission.evidence.get(one.ref)) for one in origin.sources]
        if origin.basis:
            marks.append(self.bases[origin.basis].marking)
        return Marking.strictest(marks)


def _error_text(error: float, unit: str) -> str:
    if error <= 0:
        return ""
    if unit != "%":
        return f" ± {figure(error) if error >= 0.01 else '<0.01'}"
    return f" ± {100 * error:.1f}" if error >= 0.0005 else " ± <0.1"
