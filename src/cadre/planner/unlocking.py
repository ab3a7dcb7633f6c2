"""Unlocking: the fewest changes, as what-ifs, that let a work in beside a plan, tried out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cadre.mission.asking import asked
from cadre.mission.edits import Edit, edited
from cadre.mission.ids import ActivityId, EnablerId, PostId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.required import required_work
from cadre.mission.talks import highest
from cadre.mission.trades import Trade, trade
from cadre.mission.verbs import Verb
from cadre.planner.additions import Additions
from cadre.planner.between import short_of
from cadre.planner.carrying import carried, standing
from cadre.planner.change import laid_again
from cadre.planner.clash import Clash, shrunk, told
from cadre.planner.entry import SUPPLY, Entry, leans_on, open_rules
from cadre.planner.law_texts import law_texts
from cadre.planner.lifting import RULES
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.quick import Quick
from cadre.planner.stand import NOTHING, Stand
from cadre.planner.unlock import fewest, helped, least_short, made_out
from cadre.planner.works import Run

STEPS = 24
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
        if "stand" not in self._known:
            self._known["stand"] = self._fresh()
        stand: Stand = self._known["stand"]
        return stand

    def _fresh(self) -> Stand:
        mission = standing(self.mission, self.plan)
        quick = Quick(Problem.of(mission), Objective(mission))
        self._known["laid"] = quick.laid
        return self._held(quick)

    def _held(self, quick: Quick) -> Stand:
        """The plan's runs that have a place yet, beside running work as long as it goes on."""
        search = quick.plain()
        quick.hold(carried(quick.problem, self.plan))
        return Stand(search, quick.runs)

    def beside(self, mission: Mission) -> Stand:
        """The plan's runs in `mission`, a change of its own."""
        return self.stand if mission is self.mission else self._held(self.quick(mission))

    def quick(self, mission: Mission, seed: int = 0) -> Quick:
        """A search in `mission`, a change of its own, with running work alone in it."""
        _ = self.stand
        laid = laid_again(self._known["laid"], standing(mission, self.plan))
        return Quick(laid.problem, laid.objective, seed, laid)

    def work(self, stand: Stand) -> int:
        """Its number."""
        return stand.search.problem.index_of[self.activity]

    def fits(self, mission: Mission) -> bool:
        """Whether the work has a place in `mission` beside all of the plan."""
        stand = self.beside(mission)
        return not self.pushed_out(stand) and self.placed(stand)

    def enough(self, texts: tuple[str, ...]) -> bool:
        """Whether the work fits after these what-ifs; planned anew once for each set of them."""
        key = ("enough", self.activity, texts)
        if key not in self._known:
            self._known[key] = self.fits(self.with_texts(texts))
        found: bool = self._known[key]
        return found

    def pushed_out(self, stand: Stand) -> tuple[Run, ...]:
        """Runs of the plan that have no place in `stand`, or a shorter one, though law is there.

        Running work that goes on for longer with what was added takes it from them. What leans on
        work that was dropped isn't one of them.
        """
        before, runs = self.stand, carried(stand.search.problem, self.plan)
        unlawful = [work for work in before.runs if work not in runs]
        kept = before.search.without(before.runs, unlawful)
        return tuple(
            run
            for work, run in runs.items()
            if work in kept and not _as_long(stand.runs.get(work), run, kept[work].end)
        )

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


def _as_long(now: Run | None, run: Run, end: int) -> bool:
    """Whether a work runs as a plan has it, at least up to a week that it reached before."""
    return now is not None and now.week == run.week and now.end >= min(run.end, end)


def in_the_way(question: Question) -> tuple[str, ...]:
    """The fewest rules that keep the work from its place beside the plan.

    Of all rules, each that isn't needed to keep it out is lifted, one after the other: those left
    keep it out by themselves, and without any one of them they wouldn't. None when it would fit,
    and where no rule keeps it out: it is longer than the plan, or over.
    Work that runs already stands beside running work of a better rank alone.
    """
    stand = question.stand
    work = question.work(stand)
    begun = stand.search.problem.works[work].begun
    return _shutting([_beside_better(stand, work) if begun else Entry(stand, work)]) or ()


def _shutting(entries: list[Entry]) -> tuple[str, ...] | None:
    """The fewest rules by which none of these has a place; None when one has.

    They are none where no rule is to blame: the work is longer than the plan, or over.
    """
    if not _shut(entries, RULES):
        return None
    # What supply doesn't let in, though there be plenty, is soon told: nobody is counted for it.
    rest = tuple(rule for rule in RULES if rule not in SUPPLY)
    return shrunk(rest if _shut(entries, rest) else RULES, lambda some: _shut(entries, some))


def _shut(entries: list[Entry], kept: tuple[str, ...]) -> bool:
    """Whether none of these has a place while the rules `kept`, and no others, hold."""
    return not any(entry.fits(open_rules(kept)) for entry in entries)


def _beside_better(stand: Stand, work: int) -> Entry:
    """Running work that asks to go on beside what is kept before it."""
    search = stand.search
    rank = search.coupled.precedence
    kept = {key: run for key, run in search.continued.items() if rank(key) < rank(work)}
    return Entry(Stand(search, kept, stand.bench), work)


def alone(question: Question) -> Clash | None:
    """Why the work can't be in any plan, with running work alone beside it; None when it can.

    What it leans on is put where that is best, and then as soon as can be; other ways aren't tried,
    so that the answer isn't sure then.
    """
    search, mission = question.stand.search, question.mission
    work = search.problem.works[question.work(question.stand)]
    if work.begun:
        entries = [_beside_better(question.stand, work.index)]
    else:
        stand = Stand(search, search.continued, question.stand.bench)
        entries = [Entry(stand, work.index, soon=soon) for soon in (False, True)]
    rules = _shutting(entries)
    if rules is None:
        return None
    sure = not leans_on(search.problem, work.index)
    works = (question.activity,)
    others = {rule: tuple(one for one in RULES if one != rule) for rule in rules}
    enough = tuple(rule for rule in rules if not _shut(entries, others[rule]))
    said = told(mission, works, rules, enough)
    return Clash(works=works, rules=rules, sure=sure, said=said)


def unlocking(question: Question) -> tuple[str, ...] | None:
    """What-ifs with which the work fits beside the plan, none of them spared; None if none do.

    Everything else stays as planned. Of people, support and beds those are added that the run asks
    for which least is missing; what running work takes of them to go on for longer comes on top.
    """
    texts: tuple[str, ...] = ()
    for _ in range(STEPS):
        stand = question.beside(question.with_texts(texts))
        there = question.placed(stand)
        pushed = question.pushed_out(stand) if there else ()
        if there and not pushed:
            return _none_spared(question, _as_posts_ask(question, _least(question, texts)))
        step = _back_in(stand, pushed) if there else _step(question, stand)
        more = [one for one in step if NUMBER.search(one) or one not in texts]
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
    adding = tuple(text for text in texts if question.edit(text).verb in ADDING)
    others = tuple(text for text in texts if text not in adding)
    stand = question.beside(question.with_texts(others))

    def enough_here(some: tuple[str, ...]) -> bool:
        return question.placed(stand, _added(question, some))

    if enough_here(adding):
        # What is added is made less by the plan laid out once, and tried by planning anew.
        less = _smaller(adding, enough_here)
        if question.enough((*others, *less)):
            return (*_smaller(others, lambda some: question.enough((*some, *less))), *less)
    # Running work would take some of what is added: all is tried by planning anew.
    return _smaller(texts, question.enough)


def _smaller(texts: tuple[str, ...], enough: Callable[[tuple[str, ...]], bool]) -> tuple[str, ...]:
    """The texts that can't be spared, their numbers as small as they may be."""
    kept = shrunk(texts, enough)
    for place, text in enumerate(kept):
        found = NUMBER.search(text)
        if found is not None:

            def having(number: int, place: int = place, text: str = text) -> tuple[str, ...]:
                return (*kept[:place], NUMBER.sub(f"+{number}", text), *kept[place + 1 :])  # noqa: B023

            kept = having(fewest(int(found[1]), lambda number: enough(having(number)), 0))
    return kept


def _none_spared(question: Question, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts without what can be spared after all, each of them tried by planning anew.

    With less added running work may go on otherwise, so that what was needed beside it isn't.
    """
    while (fewer := next(filter(question.enough, _fewer(texts)), None)) is not None:
        texts = _smaller(fewer, question.enough)
    return texts


def _fewer(texts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The texts without each of them, and with one less of what each adds."""
    for place, text in enumerate(texts):
        before, after = texts[:place], texts[place + 1 :]
        yield (*before, *after)
        found = NUMBER.search(text)
        if found is not None and found[1] != "1":
            yield (*before, NUMBER.sub(f"+{int(found[1]) - 1}", text), *after)


def _as_posts_ask(question: Question, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The same texts, people named by a line of posts where its rank or language is needed."""
    adding = [one for one in texts if question.edit(one).verb is Verb.PEOPLE_ADDED]
    added, posts = _added(question, adding), _posts_by_trade(question)
    asking = [one for one in question.stand.bench.finer.trades if one.skill in added.people]
    if not asking:
        return texts

    def spelled(some: Additions) -> tuple[str, ...]:
        return tuple(
            part
            for text in texts
            for part in (_named(question, text, some, posts) if text in adding else (text,))
        )

    def fits(some: Additions) -> bool:
        return question.enough(spelled(some))

    others = [one for one in texts if one not in adding]
    stand = question.beside(question.with_texts(others)).by_trade
    finer = made_out(asking, added, lambda some: question.placed(stand, some))
    return spelled(finer if fits(finer) else made_out(asking, added, fits))


def _posts_by_trade(question: Question) -> dict[Trade, PostId]:
    """A line of posts for each trade, of the work itself where it has one."""
    rows = sorted(question.mission.posts, key=lambda one: one.activity == question.activity)
    return {trade(one): one.id for one in rows}


def _named(
    question: Question, text: str, some: Additions, posts: Mapping[Trade, PostId]
) -> Iterator[str]:
    """What a text adds of people: itself, unless some of them need a rank or language."""
    skill = SkillId(question.edit(text).subject)
    own = {one: heads for one, heads in some.trades.items() if one.skill == skill}
    apart = {one: heads for one, heads in own.items() if one in posts}
    if not any(one.rank or one.language for one in apart):
        yield text
        return
    rest = some.people[skill] + sum(own.values()) - sum(apart.values())
    if rest:
        yield f"people {skill} +{rest}"
    yield from (f"people for {posts[one]} +{heads}" for one, heads in apart.items())


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
    work = question.work(stand)
    stand, missing = Entry(stand, work).ready()
    work = work if missing is None else missing
    problem = stand.search.problem
    if not problem.tracks_of[work]:
        return law_texts(question.mission, problem, work)
    if not problem.works[work].begun and stand.allowed(work) is None:
        rivals = _rivals(stand, work)
        if set(rivals).intersection(required_work(question.mission)):
            return []  # every plan must hold it
        return [f"activity {key} dropped" for key in rivals] or _talks(stand, work)
    rooms = () if problem.works[work].begun else tuple(stand.openings(work))
    if rooms:
        run = min(rooms, key=lambda one: (len(one.broken), short_of(stand, work, one.run))).run
        return [*_beside(stand, work, run), *_shares(stand, work, run)]
    halts = [f"pause {one.id} ends" for one in stand.bench.halts]
    if halts and Entry(stand, work).fits(frozenset(("paused",))):
        return halts
    least = least_short(stand, work)
    return [] if least is None else [*_shares(stand, work, least), *_people(stand, least)]


def _back_in(stand: Stand, pushed: Iterable[Run]) -> list[str]:
    """What would give the first of some runs a place that it has lost to others."""
    tracks = stand.search.problem.tracks
    for run in pushed:
        work = tracks[run.track].work
        rest = stand.besides(work)
        texts = [*_shares(rest, work, run), *_people(rest, run)]
        if texts:
            return texts
    return []


def _rivals(stand: Stand, work: int) -> list[ActivityId]:
    """Work that is planned and excludes it."""
    problem = stand.search.problem
    return [
        problem.works[other].activity.id
        for pair in problem.excluded
        for other in pair
        if work in pair and other != work and other in stand.runs
    ]


def _talks(stand: Stand, work: int) -> list[str]:
    """What the host would have to carry for the negotiations of all that is planned."""
    held = stand.search.problem.talks_alone((*stand.runs, work))
    most = max((highest(held, window) for window, _ in held), default=0)
    return [f"negotiating capacity {most}"] if most else []


def _beside(stand: Stand, work: int, run: Run) -> list[str]:
    """What lets an increment run where, or when, its base doesn't; nothing for other work."""
    problem = stand.search.problem
    base = problem.base_of[work]
    if base is None or "increment" not in stand.broken(work, run):
        return []
    there, names = stand.runs[base], problem.works
    track = problem.tracks[there.track]
    same = problem.tracks[run.track].mode.site == track.mode.site
    if same and track.weeks and run.week >= there.week and not names[base].begun:
        longer = run.end - there.week
        return [f"activity {names[base].activity.id} runs {longer} weeks"]
    return [f"activity {names[work].activity.id} on its own"]


def _shares(stand: Stand, work: int, run: Run) -> list[str]:
    """Budgets, trainees and material with which a run would do."""
    search = stand.search
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
    texts += [f"trainees {key} {supply[key] + more}" for key, more in asking.items()]
    material = search.coupled.stock_short(run, rest)
    return texts + [f"stock {key} +{more}" for key, more in material.items()]


def _people(stand: Stand, run: Run) -> list[str]:
    """People, beds and support with which a run would do."""
    added = helped(stand, run)
    if added is None:
        return []
    texts = [f"people {skill} +{heads}" for skill, heads in sorted(added.people.items())]
    texts += [f"beds {site} +{number}" for site, number in sorted(added.beds.items())]
    return texts + [f"support {kind} lent {site}" for site, kind in sorted(added.lent)]
