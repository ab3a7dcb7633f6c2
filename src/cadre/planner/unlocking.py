"""Unlocking: the fewest changes, as what-ifs, that let a work in beside a plan, tried out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cadre.mission.activities import Activity, Mode
from cadre.mission.asking import asked
from cadre.mission.edits import edited
from cadre.mission.gates import awaited
from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.planner.clash import searching, shrunk
from cadre.planner.explain import least_short
from cadre.planner.law import RULES as LAWS
from cadre.planner.lifting import RULES, lifted
from cadre.planner.reasons import pauses_ahead
from cadre.planner.replan import still
from cadre.planner.search import Search
from cadre.planner.unlock import helped
from cadre.planner.works import Run, Runs

STEPS = 8
"""How often more is added before a work is called beyond help."""
NUMBER = re.compile(r"\+([0-9]+)")


@dataclass(frozen=True)
class Question:
    """Why a work isn't in a plan.

    Attributes:
        mission: The mission.
        plan: The plan.
        activity: The work.
    """

    mission: Mission
    plan: Plan
    activity: ActivityId

    def beside(self, mission: Mission) -> tuple[Search, dict[int, Run]]:
        """A search in `mission`, a change of its own, and the plan's runs there."""
        search = searching(mission)
        return search, still(search, self.plan)

    def fits(self, mission: Mission) -> bool:
        """Whether the work has a place in `mission` beside the plan, and what comes before it."""
        search, runs = self.beside(mission)
        work = search.problem.index_of[self.activity]
        if search.problem.works[work].begun:
            return work in search.continued
        ready, missing = _ready(search, runs, work)
        return missing is None and search.best_run(work, ready) is not None

    def with_texts(self, texts: Iterable[str]) -> Mission:
        """The mission after what-ifs."""
        return edited(self.mission, [asked(self.mission, text) for text in texts])


def in_the_way(question: Question) -> tuple[str, ...]:
    """The fewest rules that keep the work from its place beside the plan.

    Rules are lifted one after the other; those that needn't stay lifted for it to fit don't
    count. Without any one of those left it would fit.
    """
    those = frozenset([question.activity])

    def shut(kept: tuple[str, ...]) -> bool:
        open_ = [rule for rule in RULES if rule not in kept]
        return not question.fits(lifted(question.mission, those, open_))

    return shrunk(RULES, shut)


def unlocking(question: Question) -> tuple[str, ...] | None:
    """What-ifs with which the work fits beside the plan, none of them spared; None if none do.

    Of people, support and beds those are added that the run asks for which least is missing.
    """
    texts: tuple[str, ...] = ()
    for _ in range(STEPS):
        then = question.with_texts(texts)
        if question.fits(then):
            return _least(question, texts)
        more = [one for one in _step(question, then) if NUMBER.search(one) or one not in texts]
        if not more:
            return None
        texts = _summed([*texts, *more])
    return None


def _summed(texts: Iterable[str]) -> tuple[str, ...]:
    """The same texts, those that add to the same thing as one."""
    numbers: dict[str, int] = {}
    for text in texts:
        found = NUMBER.search(text)
        kind = NUMBER.sub("+", text)
        numbers[kind] = numbers.get(kind, 0) + (int(found[1]) if found else 0)
    return tuple(
        kind.replace("+", f"+{number}") if number else kind for kind, number in numbers.items()
    )


def _least(question: Question, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts without those that can be spared, their numbers as small as they may be."""

    def enough(some: tuple[str, ...]) -> bool:
        return question.fits(question.with_texts(some))

    kept = shrunk(texts, enough)
    for place, text in enumerate(kept):
        found = NUMBER.search(text)
        if found is None:
            continue
        low, high = 0, int(found[1])

        def having(number: int, place: int = place, text: str = text) -> tuple[str, ...]:
            return (*kept[:place], NUMBER.sub(f"+{number}", text), *kept[place + 1 :])  # noqa: B023

        aim = high - 1
        while high - low > 1:
            # One less first: what was grown from what is missing is seldom too much.
            if enough(having(aim)):
                high = aim
            else:
                low = aim
            aim = (low + high) // 2
        kept = having(high)
    return kept


def _ready(
    search: Search, runs: Runs, work: int, above: frozenset[int] = frozenset()
) -> tuple[dict[int, Run], int | None]:
    """`runs` with what `work` comes after or makes greater; and the first such without a place."""
    plan = dict(runs)
    base = search.problem.base_of[work]
    before = [other for other, _ in search.problem.works[work].after]
    for other in (*before, *(() if base is None else (base,))):
        settled = search.problem.works[other].settled is not None and other != base
        if settled or other in plan or other in above:
            continue
        plan, missing = _ready(search, plan, other, above | {work})
        found = None if missing is not None else search.best_run(other, plan)
        if found is None:
            return plan, other if missing is None else missing
        plan[other] = found[1]
    return plan, None


def _step(question: Question, then: Mission) -> list[str]:
    """What would take away what stands first in the way; nothing when no text says it."""
    search, runs = question.beside(then)
    work = search.problem.index_of[question.activity]
    runs, missing = _ready(search, runs, work)
    work = work if missing is None else missing
    problem = search.problem
    if not problem.tracks_of[work]:
        return _law(question, then, problem.works[work].activity)
    if not problem.works[work].begun and search.allowed(work, runs) is None:
        return [
            f"activity {problem.works[other].activity.id} dropped"
            for pair in problem.excluded
            for other in pair
            if work in pair and other != work and other in runs
        ]
    return [*_money(search, runs, work), *_people(search, runs, work)]


def _law(question: Question, mission: Mission, activity: Activity) -> list[str]:
    """What would give the work a week in which it may start."""
    modes = mission.modes_of(activity.id)
    if not modes:
        return []
    those = frozenset([activity.id])

    def shut(kept: tuple[str, ...]) -> bool:
        search = searching(lifted(mission, those, [one for one in LAWS if one not in kept]))
        return not search.problem.tracks_of[search.problem.index_of[activity.id]]

    rules = shrunk(LAWS, shut)
    return [
        text for rule in rules for text in _texts_of(question, mission, activity, modes[0], rule)
    ]


def _texts_of(
    question: Question, mission: Mission, activity: Activity, mode: Mode, rule: str
) -> Iterator[str]:
    """What-ifs that lift a rule of law."""
    if rule == "cover":
        yield from _cover(mission, activity, mode)
    elif rule == "gates":
        yield from _gates(mission, activity, mode)
    elif rule == "paused":
        halts = pauses_ahead(mission, activity, mode)
        yield from (f"pause {one.id} ends" for one in halts)
    elif rule == "site":
        yield f"site {mode.site} opens"
    elif rule == "window":
        yield f"activity {activity.id} at any time"
    elif rule == "red lines":
        # What this very question left out is no red line of anybody's.
        lines = (
            one
            for one in mission.red_lines
            if activity.id in one.forbids and one in question.mission.red_lines
        )
        yield from (f"red-line {one.id} dropped" for one in lines)


def _cover(mission: Mission, activity: Activity, mode: Mode) -> list[str]:
    """The pending authorities that would do, granted; else law as such."""
    granted = _pending(mission, activity, mode)
    then = edited(mission, [asked(mission, text) for text in granted])
    search = searching(then)
    enough = any(search.problem.law.allowed(activity, mode))
    return granted if granted and enough else [f"activity {activity.id} lawful"]


def _pending(mission: Mission, activity: Activity, mode: Mode) -> list[str]:
    covers = searching(mission).problem.law.covers(activity, mode)
    scope = dict.fromkeys(one for cover in covers for one in cover.authorities if one.pending)
    return [f"authority {one.id} granted {mission.profile.as_of}" for one in scope]


def _gates(mission: Mission, activity: Activity, mode: Mode) -> Iterator[str]:
    conditions = {str(one.id) for one in mission.conditions}
    for key in awaited(mission, activity):
        kind, verb = ("condition", "met") if key in conditions else ("decision", "taken")
        yield f"{kind} {key} {verb} {mission.profile.as_of}"
    yield from _pending(mission, activity, mode)


def _money(search: Search, runs: Runs, work: int) -> list[str]:
    """Budgets and trainees with which the run that least is missing for would do."""
    run = least_short(search, runs, search.problem.works[work])
    if run is None:
        return []
    rest = {key: one for key, one in runs.items() if key != work}
    short = search.coupled.money_short(work, run, rest)
    held = {
        purse: sum(
            one.amount
            for one in search.problem.mission.budgets
            if (one.year, one.funding) == tuple(purse)
        )
        for purse in short
    }
    texts = [
        f"budget {purse.year} {purse.funding.value.replace(' ', '-')} "
        f"{held[purse] + more / 1000:.3f}"
        for purse, more in short.items()
    ]
    asking: dict[str, int] = {}
    for institution, _, more in search.coupled.trainees_short(work, run, rest):
        asking[institution] = max(more, asking.get(institution, 0))
    supply = {str(one.id): one.supply for one in search.problem.mission.institutions}
    return texts + [f"trainees {key} {supply[key] + more}" for key, more in asking.items()]


def _people(search: Search, runs: Runs, work: int) -> list[str]:
    """People, beds and support with which the run that least is missing for would do."""
    run = least_short(search, runs, search.problem.works[work])
    added = None if run is None else helped(search, runs, run)
    if added is None:
        return []
    texts = [f"people {skill} +{heads}" for skill, heads in sorted(added.people.items())]
    texts += [f"beds {site} +{number}" for site, number in sorted(added.beds.items())]
    return texts + [f"support {kind} lent {site}" for site, kind in sorted(added.lent)]
