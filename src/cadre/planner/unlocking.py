"""Unlocking: the fewest changes, as what-ifs, that let a work in beside a plan, tried out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cadre.mission.activities import Activity, Mode
from cadre.mission.asking import asked
from cadre.mission.edits import Edit, Verb, edited
from cadre.mission.gates import awaited
from cadre.mission.ids import ActivityId, EnablerId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.planner.additions import Additions
from cadre.planner.change import laid_again
from cadre.planner.clash import searching, shrunk
from cadre.planner.entry import Entry, open_rules
from cadre.planner.law import RULES as LAWS
from cadre.planner.lifting import RULES, lifted
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.quick import Quick
from cadre.planner.reasons import pauses_ahead
from cadre.planner.replan import carried
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from cadre.planner.stand import NOTHING, Stand
from cadre.planner.unlock import helped, least_short

STEPS = 8
"""How often more is added before a work is called beyond help."""
ADDING = (Verb.PEOPLE_ADDED, Verb.BEDS_ADDED, Verb.SUPPORT_LENT)
"""What-ifs that add people, beds and lent support."""
NUMBER = re.compile(r"\+([0-9]+)")


@dataclass(frozen=True)
class Question:
    """Why a work isn't in a plan.

    Questions about other works of the same plan, made by `dataclasses.replace`, share what is laid
    out of it.

    Attributes:
        mission: The mission.
        plan: The plan.
        activity: The work.
    """

    mission: Mission
    plan: Plan
    activity: ActivityId
    _known: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def stand(self) -> Stand:
        """The plan laid out once."""
        if self._known.get("mission") is not self.mission:
            self._known["mission"], self._known["stand"] = self.mission, self._fresh()
        stand: Stand = self._known["stand"]
        return stand

    def _fresh(self) -> Stand:
        problem, objective = Problem.of(self.mission), Objective(self.mission)
        return self._held(Quick(problem, objective))

    def _held(self, quick: Quick) -> Stand:
        """The plan's runs that have a place yet, beside running work as long as it goes on."""
        continued = dict(quick.runs)
        quick.hold(carried(quick.problem, self.plan))
        search = Search(quick.problem, Staff(quick.problem), quick.laid.objective)
        vars(search)["continued"] = continued
        self._known.setdefault("laid", quick.laid)
        return Stand(search, quick.runs)

    def beside(self, mission: Mission) -> Stand:
        """The plan's runs in `mission`, a change of its own."""
        if mission is self.mission:
            return self.stand
        _ = self.stand
        laid = laid_again(self._known["laid"], mission)
        return self._held(Quick(laid.problem, laid.objective, 0, laid))

    def work(self, stand: Stand) -> int:
        """Its number."""
        return stand.search.problem.index_of[self.activity]

    def fits(self, mission: Mission) -> bool:
        """Whether the work has a place in `mission` beside the plan, and what comes before it."""
        return self.placed(self.beside(mission))

    def placed(self, stand: Stand, added: Additions = NOTHING) -> bool:
        """Whether the work has a place beside the plan as it is laid out, with something added."""
        work = self.work(stand)
        if work in stand.runs:
            return True
        return not stand.search.problem.works[work].begun and Entry(stand, work).fits(added=added)

    def with_texts(self, texts: Iterable[str]) -> Mission:
        """The mission after what-ifs."""
        return edited(self.mission, [self.edit(text) for text in texts])

    def edit(self, text: str) -> Edit:
        """What a text says."""
        if text not in self._known:
            self._known[text] = asked(self.mission, text)
        edit: Edit = self._known[text]
        return edit


def in_the_way(question: Question) -> tuple[str, ...]:
    """The fewest rules that keep the work from its place beside the plan.

    Of all rules, each that isn't needed to keep it out is lifted, one after the other: those left
    keep it out by themselves, and without any one of them they wouldn't. None when it would fit.
    """
    stand = question.stand
    work = question.work(stand)
    if stand.search.problem.works[work].begun:
        return _in_the_way_of_running(question)
    entry = Entry(stand, work)
    if entry.fits():
        return ()
    return shrunk(RULES, lambda kept: not entry.fits(open_rules(kept)))


def _in_the_way_of_running(question: Question) -> tuple[str, ...]:
    """The same of work that runs already: whether it goes on depends on all that runs."""
    those = frozenset([question.activity])

    def shut(kept: tuple[str, ...]) -> bool:
        return not question.fits(lifted(question.mission, those, open_rules(kept)))

    return shrunk(RULES, shut) if shut(RULES) else ()


def unlocking(question: Question) -> tuple[str, ...] | None:
    """What-ifs with which the work fits beside the plan, none of them spared; None if none do.

    Of people, support and beds those are added that the run asks for which least is missing.
    """
    texts: tuple[str, ...] = ()
    for _ in range(STEPS):
        stand = question.beside(question.with_texts(texts))
        if question.placed(stand):
            return _least(question, texts)
        more = [one for one in _step(question, stand) if NUMBER.search(one) or one not in texts]
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
    texts = _guessed(question, texts)

    def enough(some: tuple[str, ...]) -> bool:
        return question.fits(question.with_texts(some))

    kept = shrunk(texts, enough)
    for place, text in enumerate(kept):
        found = NUMBER.search(text)
        if found is None:
            continue

        def having(number: int, place: int = place, text: str = text) -> tuple[str, ...]:
            return (*kept[:place], NUMBER.sub(f"+{number}", text), *kept[place + 1 :])  # noqa: B023

        kept = having(_fewest(int(found[1]), lambda number: enough(having(number))))  # noqa: B023
    return kept


def _fewest(high: int, enough: Callable[[int], bool]) -> int:
    """The smallest number from 1 to `high` that is enough; `high` is."""
    low, aim = 0, high - 1
    while high - low > 1:
        # One less first: what was grown from what is missing is seldom too much.
        if enough(aim):
            high = aim
        else:
            low = aim
        aim = (low + high) // 2
    return high


def _guessed(question: Question, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts with what they add made as little as will do by the plan laid out once.

    They come back as they are where running work would take what is added.
    """
    edits = {text: question.edit(text) for text in texts}
    adding = [text for text, edit in edits.items() if edit.verb in ADDING]
    others = tuple(text for text in texts if text not in adding)
    stand = question.beside(question.with_texts(others))

    def enough(some: tuple[str, ...]) -> bool:
        return question.placed(stand, _added(question, some))

    if not adding or not enough(tuple(adding)):
        return texts
    kept = shrunk(tuple(adding), enough)
    for place, text in enumerate(kept):
        found = NUMBER.search(text)
        if found is not None:

            def having(number: int, place: int = place, text: str = text) -> tuple[str, ...]:
                return (*kept[:place], NUMBER.sub(f"+{number}", text), *kept[place + 1 :])  # noqa: B023

            kept = having(_fewest(int(found[1]), lambda number: enough(having(number))))  # noqa: B023
    guessed = tuple(text for text in (*others, *kept))
    return guessed if question.fits(question.with_texts(guessed)) else texts


def _added(question: Question, texts: Iterable[str]) -> Additions:
    """What texts add, of people, beds and lent support."""
    added = Additions()
    for edit in map(question.edit, texts):
        if edit.verb is Verb.PEOPLE_ADDED:
            added.people[SkillId(edit.subject)] += int(edit.amount)
        elif edit.verb is Verb.BEDS_ADDED:
            added.beds[SiteId(edit.subject)] += int(edit.amount)
        else:
            added.lent.add((SiteId(edit.site), EnablerId(edit.subject)))
    return added


def _step(question: Question, stand: Stand) -> list[str]:
    """What would take away what stands first in the way; nothing when no text says it."""
    work, then = question.work(stand), stand.search.problem.mission
    stand, missing = Entry(stand, work).ready()
    work = work if missing is None else missing
    problem = stand.search.problem
    if not problem.tracks_of[work]:
        return _law(question, then, problem.works[work].activity)
    if not problem.works[work].begun and stand.allowed(work) is None:
        return [
            f"activity {problem.works[other].activity.id} dropped"
            for pair in problem.excluded
            for other in pair
            if work in pair and other != work and other in stand.runs
        ]
    return [*_money(stand, work), *_people(stand, work)]


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


def _money(stand: Stand, work: int) -> list[str]:
    """Budgets and trainees with which the run that least is missing for would do."""
    search, run = stand.search, least_short(stand, work)
    if run is None:
        return []
    rest = {key: one for key, one in stand.runs.items() if key != work}
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


def _people(stand: Stand, work: int) -> list[str]:
    """People, beds and support with which the run that least is missing for would do."""
    run = least_short(stand, work)
    added = None if run is None else helped(stand, run)
    if added is None:
        return []
    texts = [f"people {skill} +{heads}" for skill, heads in sorted(added.people.items())]
    texts += [f"beds {site} +{number}" for site, number in sorted(added.beds.items())]
    return texts + [f"support {kind} lent {site}" for site, kind in sorted(added.lent)]
