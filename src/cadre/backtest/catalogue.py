"""The catalogue of questions: what each one looks at, and what answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cadre.backtest import evidence, force, found, futures, law, support, training, who
from cadre.backtest.answers import Answer
from cadre.backtest.world import World
from cadre.mission.cases import Case, Question

QUESTIONS: Mapping[Question, Callable[[World, Case], Answer]] = {
    Question.COVER: law.cover,
    Question.MISSING: law.missing,
    Question.GAPS: law.gaps,
    Question.GAP_DAYS: law.gap_days,
    Question.GAP_BEGINS: law.gap_begins,
    Question.GAP_ENDS: law.gap_ends,
    Question.PAUSES: law.pauses,
    Question.PAUSED_DAYS: law.paused_days,
    Question.AGREEABLE: found.agreeable,
    Question.NO_COMMON_POINT: found.no_common_point,
    Question.OPTIONS: found.options,
    Question.OPTIONS_OUT: found.options_out,
    Question.OPTION_BEGINS: found.option_begins,
    Question.OPTION_HAD: found.option_had,
    Question.FINDING: found.finding,
    Question.FINDINGS: found.findings,
    Question.FINDING_BEGINS: found.finding_begins,
    Question.FINDING_ENDS: found.finding_ends,
    Question.POSTS: force.posts,
    Question.PLEDGED: force.pledged,
    Question.FILL: force.fill,
    Question.SHARE_OF_PEOPLE: force.share_of_people,
    Question.LEADS: force.leads,
    Question.START: force.start,
    Question.STARTABLE: force.startable,
    Question.WAITS_FOR: force.waits_for,
    Question.PLANNED: force.planned,
    Question.PLANNED_SHARE: force.planned_share,
    Question.STRENGTH: futures.strength,
    Question.STRENGTH_HOLDS: futures.holds,
    Question.ABOVE: futures.above,
    Question.CHANCE: futures.chance,
    Question.COHORTS: training.cohorts,
    Question.GRADUATES: training.graduates,
    Question.PER_STAFF_YEAR: training.per_staff_year,
    Question.HOST_INSTRUCTORS: training.host_instructors,
    Question.LOST: support.lost,
    Question.STOPS: support.stops,
    Question.WITH: support.people_with,
    Question.WITHOUT: support.people_without,
    Question.BROUGHT: support.brought,
    Question.PROVIDERS: support.providers,
    Question.OPEN_SITES: support.open_sites,
    Question.DISPLACED: support.displaced,
    Question.BEDS: support.beds,
    Question.UNSERVED: who.unserved,
    Question.COVERAGE: who.coverage,
    Question.OVERLAPS: who.overlapping,
    Question.KNOWN: evidence.known,
    Question.FIGURE: evidence.figure,
    Question.RATIO: evidence.ratio,
    Question.CLAIMED_PER_STAFF_YEAR: evidence.per_staff_year,
    Question.DAYS_BETWEEN: evidence.days_between,
    Question.IN_CONFLICT: evidence.in_conflict,
    Question.PREFERRED: evidence.preferred,
    Question.TOLD: evidence.told,
}
"""What answers each question; its docstring is its line in the manual."""
