"""Between: what works leave each other too little of, as reasons, with what would be enough."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from cadre.mission.ids import InstitutionId
from cadre.mission.quantities import counted
from cadre.planner.coupled import RULES
from cadre.planner.reasons import Reason, listed
from cadre.planner.search import Search
from cadre.planner.stand import Stand
from cadre.planner.works import Run, Runs, Work

Part = tuple[str, str, list[str]]
"""Why, as part of a sentence; what would help, as part of one; ids of what is in the way."""


def why_no_room(stand: Stand, work: Work) -> Reason | None:
    """Why a work has no room beside a plan though law, people, support and beds are there.

    None when these are what is missing. What would help is the least that lets it in, with
    everything else as planned; the run that needs it was tried.
    """
    if work.begun:
        return _not_continued(stand, work)
    openings = list(stand.openings(work.index))
    sizes = range(1, len(RULES) + 1)
    for rules in (some for size in sizes for some in combinations(RULES, size)):
        fitting = [one.run for one in openings if one.broken.issubset(rules)]
        if fitting:
            run = min(fitting, key=lambda one: (short_of(stand, work.index, one), one.week))
            return said(stand, run, f"{work.activity.name} can't start")
    return None


def short_of(stand: Stand, work: int, run: Run) -> tuple[int, int, int]:
    """How much money, how many trainees and how much material a run lacks."""
    coupled = stand.search.coupled
    money = coupled.money_short(work, run, stand.runs, stand.spent)
    people = [n for *_, n in coupled.trainees_short(work, run, stand.runs)]
    material = coupled.stock_short(run, stand.runs)
    return sum(money.values()), max(people, default=0), sum(material.values())


def _not_continued(stand: Stand, work: Work) -> Reason | None:
    base = stand.search.problem.base_of[work.index]
    if base is None or base in stand.runs:
        return None
    track = stand.search.problem.tracks_of[work.index][0]
    run = Run(track.index, track.starts[0], track.stop)
    return said(stand, run, f"{work.activity.name} can't go on")


def said(stand: Stand, run: Run, what: str) -> Reason:
    """Why `run` doesn't fit beside a plan by the rules that it breaks between works.

    Args:
        stand: The plan.
        run: A run that breaks one of these rules at least.
        what: What can't be, as the head of a sentence.
    """
    by_rule = parts_of(stand, run)
    parts = by_rule.values()
    return Reason(
        rule=next(iter(by_rule)),
        reason=f"{what}: {listed([why for why, _, _ in parts])}.",
        unlock=f"{sentence([unlock for _, unlock, _ in parts])}: it then fits, everything else as "
        "planned.",
        blockers=tuple(dict.fromkeys(key for _, _, blockers in parts for key in blockers)),
    )


def parts_of(stand: Stand, run: Run) -> dict[str, Part]:
    """Each rule that `run` breaks between works, in order, with what would help."""
    search = stand.search
    rules = stand.broken(search.problem.tracks[run.track].work, run)
    return {rule: _PARTS[rule](search, stand.runs, run) for rule in rules}


def within_rules(stand: Stand, run: Run, lifted: frozenset[str] = frozenset()) -> Run:
    """The same run, as much shorter as rules between works ask for; itself where none will do.

    Args:
        stand: The plan.
        run: A run that isn't in it.
        lifted: Rules that don't count.
    """
    track = stand.search.problem.tracks[run.track]
    ends = [] if track.weeks else [end for end in track.ends_of(run.week) if end < run.end]
    tried = (Run(run.track, run.week, end) for end in (run.end, *reversed(ends)))
    return next((one for one in tried if lifted.issuperset(stand.broken(track.work, one))), run)


def sentence(orders: Sequence[str]) -> str:
    """The head of a sentence that gives these orders."""
    text = listed(list(orders))
    return text[:1].upper() + text[1:]


def _base(search: Search, runs: Runs, run: Run) -> Part:
    problem = search.problem
    track = problem.tracks[run.track]
    number = problem.base_of[track.work]
    base, there = problem.works[number or 0].activity, runs.get(number or 0)
    horizon, site = problem.mission.horizon, problem.mission.site(track.mode.site).name
    wanted = horizon.span(run.week, run.end - run.week)
    when = "isn't planned"
    if there is not None:
        where = problem.mission.site(problem.tracks[there.track].mode.site).name
        when = f"runs at {where} {horizon.span(there.week, there.end - there.week)}"
    why = f"{base.name}, which it makes greater, {when}"
    return why, f"let {base.name} run at {site} {wanted}", [str(base.id)]


def _trainees(search: Search, runs: Runs, run: Run) -> Part:
    mission = search.problem.mission
    most: dict[InstitutionId, tuple[int, int]] = {}
    work = search.problem.tracks[run.track].work
    for key, week, people in search.coupled.trainees_short(work, run, runs):
        before = most.get(key, (people, week))
        most[key] = max(people, before[0]), min(week, before[1])
    names = {one.id: one.name for one in mission.institutions}
    why = [
        f"{names[key]} would be asked from {mission.horizon.day(week)} on for "
        f"{counted(people, 'trainee')} a year more than it can release"
        for key, (people, week) in most.items()
    ]
    helps = [
        f"have {names[key]} release {counted(people, 'more trainee')} a year"
        for key, (people, _) in most.items()
    ]
    return listed(why), listed(helps), [str(key) for key in most]


def _money(search: Search, runs: Runs, run: Run) -> Part:
    mission = search.problem.mission
    work = search.problem.tracks[run.track].work
    short = search.coupled.money_short(work, run, runs)
    sums = {
        purse: (f"{amount:,} {mission.profile.currency}", f"{purse.funding.value} funding")
        for purse, amount in short.items()
    }
    why = [f"{n} of {who} are missing in {purse.year}" for purse, (n, who) in sums.items()]
    helps = [f"add {n} of {who} in {purse.year}" for purse, (n, who) in sums.items()]
    rows = [str(row.id) for row in mission.budgets if (row.year, row.funding) in short]
    return listed(why), listed(helps), rows


def _material(search: Search, runs: Runs, run: Run) -> Part:
    names = {one.id: one.name for one in search.problem.mission.stocks}
    short = search.coupled.stock_short(run, runs)
    why = [
        f"{more:,} of {names[key]} {'is' if more == 1 else 'are'} missing"
        for key, more in short.items()
    ]
    helps = [f"have {more:,} more of {names[key]}" for key, more in short.items()]
    return listed(why), listed(helps), [str(key) for key in short]


_PARTS = {"increment": _base, "trainees": _trainees, "budget": _money, "stock": _material}
