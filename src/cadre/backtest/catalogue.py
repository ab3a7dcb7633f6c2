"""The catalogue of questions: what each one looks at, and what answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cadre.backtest import evidence, force, found, futures, law, support, training, who
from cadre.backtest.answers import Answer
from cadre.backtest.world import World
from cadre.errors import CadreError
from cadre.mission.cases import Case, Question
from cadre.mission.weeks import Window


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question is answered.

    Attributes:
        answer: What answers it; its docstring is its line in the manual.
        uses: Names of the case's fields that it looks at, parted by blanks.
    """

    answer: Callable[[World, Case], Answer]
    uses: str

    def refuse_unused(self, case: Case) -> None:
        """Refuse a case that fills a cell which the question doesn't look at.

        Raises:
            CadreError: There is such a cell; the answer would be to another question.
        """
        blank: Mapping[str, object] = {**NARROWING, "window": Window()}
        for name, nothing in blank.items():
            if getattr(case, name) != nothing and name not in self.uses.split():
                column = "from` or `to" if name == "window" else name
                raise CadreError(
                    f"case {case.id}",
                    f"fills `{column}`, at which {case.question.value!r} doesn't look",
                    self.uses.replace("window", "from, to").replace(" ", ", ") or "none of them",
                    "Leave the cell blank, or ask another question.",
                )


NARROWING = {"subject": (), "kind": "", "at": (), "on": None, "level": None}
"""The fields that narrow a question, with what they hold when they are blank."""

QUESTIONS: Mapping[Question, Asked] = {
    Question.COVER: Asked(law.cover, "subject at on"),
    Question.MISSING: Asked(law.missing, "subject at on"),
    Question.GAPS: Asked(law.gaps, "subject kind at window"),
    Question.GAP_DAYS: Asked(law.gap_days, "subject kind at window"),
    Question.GAP_BEGINS: Asked(law.gap_begins, "subject kind at window"),
    Question.GAP_ENDS: Asked(law.gap_ends, "subject kind at window"),
    Question.PAUSES: Asked(law.pauses, "subject window"),
    Question.PAUSED_DAYS: Asked(law.paused_days, "subject window"),
    Question.AGREEABLE: Asked(found.agreeable, "subject"),
    Question.NO_COMMON_POINT: Asked(found.no_common_point, "subject"),
    Question.OPTIONS: Asked(found.options, ""),
    Question.OPTIONS_OUT: Asked(found.options_out, ""),
    Question.OPTION_BEGINS: Asked(found.option_begins, "subject"),
    Question.OPTION_HAD: Asked(found.option_had, "subject"),
    Question.FINDING: Asked(found.finding, "subject kind on"),
    Question.FINDINGS: Asked(found.findings, "subject kind on"),
    Question.FINDING_BEGINS: Asked(found.finding_begins, "subject kind on"),
    Question.FINDING_ENDS: Asked(found.finding_ends, "subject kind on"),
    Question.POSTS: Asked(force.posts, "subject"),
    Question.PLEDGED: Asked(force.pledged, "subject kind on"),
    Question.FILL: Asked(force.fill, "subject kind on"),
    Question.SHARE_OF_PEOPLE: Asked(force.share_of_people, "subject kind on"),
    Question.LEADS: Asked(force.leads, "on"),
    Question.START: Asked(force.start, "subject"),
    Question.STARTABLE: Asked(force.startable, "subject"),
    Question.WAITS_FOR: Asked(force.waits_for, "subject"),
    Question.PLANNED: Asked(force.planned, "subject on"),
    Question.PLANNED_SHARE: Asked(force.planned_share, "subject at on"),
    Question.STRENGTH: Asked(futures.strength, "kind on"),
    Question.STRENGTH_HOLDS: Asked(futures.holds, "kind on level"),
    Question.ABOVE: Asked(futures.above, "on level"),
    Question.CHANCE: Asked(futures.chance, "subject on level"),
    Question.COHORTS: Asked(training.cohorts, "subject kind on window"),
    Question.GRADUATES: Asked(futures.graduates, "subject kind on window"),
    Question.GRADUATES_HOLD: Asked(futures.graduates_hold, "subject kind on window level"),
    Question.PER_STAFF_YEAR: Asked(training.per_staff_year, "subject kind window"),
    Question.HOST_INSTRUCTORS: Asked(training.host_instructors, "subject kind on"),
    Question.LOST: Asked(support.lost, "subject at on"),
    Question.STOPS: Asked(support.stops, "subject on"),
    Question.WITH: Asked(support.people_with, "subject on"),
    Question.WITHOUT: Asked(support.people_without, "subject on"),
    Question.BROUGHT: Asked(support.brought, "subject kind on"),
    Question.PROVIDERS: Asked(support.providers, "kind at on"),
    Question.OPEN_SITES: Asked(support.open_sites, "on"),
    Question.DISPLACED: Asked(support.displaced, "subject on"),
    Question.BEDS: Asked(support.beds, "subject on"),
    Question.UNSERVED: Asked(who.unserved, "at on"),
    Question.COVERAGE: Asked(who.coverage, "subject on"),
    Question.OVERLAPS: Asked(who.overlapping, "subject kind at on"),
    Question.KNOWN: Asked(evidence.known, "subject"),
    Question.FIGURE: Asked(evidence.figure, "subject"),
    Question.RATIO: Asked(evidence.ratio, "subject at"),
    Question.CLAIMED_PER_STAFF_YEAR: Asked(evidence.per_staff_year, "subject at window"),
    Question.DAYS_BETWEEN: Asked(evidence.days_between, "subject at"),
    Question.IN_CONFLICT: Asked(evidence.in_conflict, "subject"),
    Question.PREFERRED: Asked(evidence.preferred, "subject"),
    Question.TOLD: Asked(evidence.told, "subject"),
}
"""How each question is answered, in the order of the manual."""
