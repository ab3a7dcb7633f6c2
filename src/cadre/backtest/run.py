"""Running cases: each is put to what was known on its day, and judged against history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from cadre.backtest.answers import Answer, Verdict, agrees, written
from cadre.backtest.catalogue import QUESTIONS
from cadre.backtest.world import World
from cadre.errors import CadreError
from cadre.mission.cases import Case
from cadre.mission.rows import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A case, what the engines answered, and how that stands to history.

    Attributes:
        id: The question's name in its file.
        case: The back-test that it belongs to.
        as_of: What was known is known as of this day.
        question: What was asked.
        about: Of what, in which kind, where and when, as the case says.
        expected: What history says, with the relation and the tolerance.
        answer: What the engines say; empty when they could not be asked.
        verdict: Whether they agree.
        because: What the answer was made from, or why there is none.
        sources: Where the known answer is written down.
    """

    id: str
    case: str
    as_of: date
    question: str
    about: str
    expected: str
    answer: str
    verdict: Verdict
    because: str
    sources: tuple[Citation, ...]


Key = tuple[date, tuple[str, ...], str]
"""What makes a world: the day, the rows let in by name, the scenario."""


def run(
    cases: Iterable[Case],
    world_of: Callable[[Case, tuple[int, ...]], World],
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Judged, ...]:
    """Put each case to the world of its day, in the order of the file.

    Args:
        cases: The cases.
        world_of: Makes the world of a case; told the force levels that cases of it ask about.
        progress: Told (done, cases) after each case.
    """
    all_cases = tuple(cases)
    levels: dict[Key, set[int]] = {}
    for case in all_cases:
        asked = levels.setdefault(_key(case), set())
        if case.level is not None and case.level == int(case.level) and case.level >= 1:
            asked.add(int(case.level))
    worlds: dict[Key, World] = {}
    judged = []
    for number, case in enumerate(all_cases, start=1):
        judged.append(_judged(case, worlds, levels, world_of))
        if progress is not None:
            progress(number, len(all_cases))
    return tuple(judged)


def _key(case: Case) -> Key:
    return case.as_of, tuple(sorted(case.allow)), case.scenario


def _judged(
    case: Case,
    worlds: dict[Key, World],
    levels: dict[Key, set[int]],
    world_of: Callable[[Case, tuple[int, ...]], World],
) -> Judged:
    key = _key(case)
    try:
        if key not in worlds:
            worlds[key] = world_of(case, tuple(sorted(levels[key])))
        asked = QUESTIONS[case.question]
        asked.refuse_unused(case)
        world = worlds[key]
        answer = asked.answer(world, case)
        if answer.table:
            answer, case = world.by_first_id(answer, case)
        verdict = Verdict.PASSED if agrees(case, answer) else Verdict.FAILED
    except CadreError as error:
        return _told(case, None, Verdict.UNANSWERED, str(error))
    return _told(case, answer, verdict, answer.because)


def _told(case: Case, answer: Answer | None, verdict: Verdict, because: str) -> Judged:
    tolerance = f" +/- {case.tolerance}" if case.tolerance else ""
    relation = "" if case.relation.value == "is" else f"{case.relation.value} "
    return Judged(
        id=case.id,
        case=case.case,
        as_of=case.as_of,
        question=case.question.value,
        about=_about(case),
        expected=f"{relation}{case.expected}{tolerance}",
        answer="" if answer is None else written(answer.value),
        verdict=verdict,
        because=because,
        sources=case.sources,
    )


def _about(case: Case) -> str:
    """What a case is about, in a line."""
    parts = [", ".join(case.subject), case.kind]
    parts += [f"at {', '.join(case.at)}"] if case.at else []
    parts += [f"on {case.on}"] if case.on else []
    parts += [str(case.window)] if str(case.window) != "at all times" else []
    parts += [f"level {case.level:g}"] if case.level is not None else []
    return "; ".join(part for part in parts if part)
