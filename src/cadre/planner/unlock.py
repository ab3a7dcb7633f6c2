"""Unlock: what people, support and beds a work would need beside a plan, tried out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from cadre.mission.ids import EnablerId, SkillId
from cadre.mission.trades import Trade
from cadre.planner.additions import Additions
from cadre.planner.core.joining import Lack
from cadre.planner.core.layout import Ints
from cadre.planner.problem import Problem
from cadre.planner.stand import NOTHING, Stand
from cadre.planner.works import Run, Track

TRIES = 8
"""How often additions are grown before a work is called beyond help."""


def least_short(stand: Stand, work: int) -> Run | None:
    """The run for which least is missing, of those that order allows; earliest, longest first.

    Support that nobody can bring asks for all the rest: it is taken as lent first.
    """
    run = _least_short(stand, work, NOTHING)
    lent = set() if run is None else shortage(stand, run)[1].lent
    return _least_short(stand, work, Additions(lent=lent)) if lent else run


def _least_short(stand: Stand, work: int, added: Additions) -> Run | None:
    problem = stand.search.problem
    first = 0 if problem.works[work].begun else stand.allowed(work)
    found = [
        one
        for track in problem.tracks_of[work]
        for one in [_least_on(track, stand.short(track.place, added), stand.cuts, first or 0)]
        if one is not None
    ]
    best = min(found, default=None)
    return None if best is None else best[2]


def _least_on(track: Track, short: Ints, cuts: Ints, first: int) -> tuple[int, int, Run] | None:
    """On one track: how much is missing, its length below zero, and the run."""
    starts = np.array(track.starts, np.int64)
    # What is missing changes only where something begins or ends.
    starts = starts[(starts >= first) & ((cuts[starts] > 0) | (starts == track.starts[0]))]
    best: tuple[int, int, Run] | None = None
    if track.weeks and len(starts):
        most = np.lib.stride_tricks.sliding_window_view(short, track.weeks).max(axis=1)[starts]
        at = int(most.argmin())
        week = int(starts[at])
        return int(most[at]), -track.weeks, Run(track.index, week, week + track.weeks)
    ends = np.array(track.ends, np.int64)
    for week in starts.tolist():
        mine = ends[(ends >= week + track.least) | (ends == track.stop)]
        if not len(mine):
            continue
        most = np.maximum.accumulate(short[week : track.stop])[mine - week - 1]
        end = int(mine[np.searchsorted(most, most[0], side="right") - 1])
        one = int(most[0]), week - end, Run(track.index, week, end)
        best = one if best is None or one < best else best
    return best


def shortage(stand: Stand, run: Run, added: Additions = NOTHING) -> tuple[int, Additions]:
    """What is missing when `run` is added to a plan: how much in all, and what.

    Of each skill and site, the most that is missing in any week.

    Args:
        stand: The plan.
        run: The run.
        added: What is added before.
    """
    place = stand.search.problem.tracks[run.track].place
    short, missing = stand.short(place, added)[run.week : run.end], Additions()
    if not short.any():
        return 0, missing
    lack, looked = stand.lack(place, added), False
    for week in range(run.week, run.end):
        looked = looked and not stand.cuts[week]
        if short[week - run.week] and not looked:
            missing.week = week if missing.week is None else missing.week
            _note(stand, lack, missing, place, week)
            looked = True
    return int(short.max()), missing


def _note(stand: Stand, lack: Lack, missing: Additions, place: int, week: int) -> None:
    """Add to `missing` what is in a week."""
    problem = stand.bench.problem
    site = problem.places[place].site
    if lack.endless[week]:
        work = problem.works[problem.places[place].work]
        missing.lent |= {(site, kind) for kind in work.activity.enablers}
        return
    people: Counter[SkillId] = Counter()
    for number, heads in sorted(stand.going_short(place, week, lack), reverse=True):
        duty = problem.duties[number]
        skill = duty.skill or _skill_of(problem, duty.enabler)
        if skill is None:
            # Nobody is trained for it, so that it can't be brought: somebody must lend it.
            missing.lent |= {(duty.site, duty.enabler)} if duty.enabler is not None else set()
        else:
            people[skill] += heads
            short = missing.duties.setdefault(skill, Counter())
            short[number] = max(heads, short[number])
    missing.people |= people
    if lack.beds[week]:
        missing.beds |= Counter({site: int(lack.beds[week])})


def _skill_of(problem: Problem, kind: EnablerId | None) -> SkillId | None:
    return next((one.id for one in problem.mission.skills if one.enabler == kind), None)


def helped(stand: Stand, run: Run) -> Additions | None:
    """Additions with which `run` fits beside a plan, tried out; None when none help.

    Of people and beds no number could be one less.
    """
    added = Additions()
    for tries in range(TRIES):
        total, missing = shortage(stand, run, added)
        if not total:
            # What was asked for at once is never too much.
            return added if tries <= 1 else _spared(stand, run, added)
        if not missing:
            # Nobody has the skill at all, so there is nothing to add more of.
            return None
        # People who would be brought in vain ask for support, too: what is lent comes first.
        added = added.grown(Additions(lent=missing.lent) if missing.lent else missing)
    return None


def _spared(stand: Stand, run: Run, added: Additions) -> Additions:
    """Additions of people and beds as small as they may be, one after the other."""
    place = stand.search.problem.tracks[run.track].place

    def enough(some: Additions) -> bool:
        return not stand.short(place, some)[run.week : run.end].any()

    for skill, heads in sorted(added.people.items()):
        added = _lowered(heads, partial(added.with_people, skill), enough)
    for site, beds in sorted(added.beds.items()):
        added = _lowered(beds, partial(added.with_beds, site), enough)
    return added


def _lowered(
    high: int, having: Callable[[int], Additions], enough: Callable[[Additions], bool]
) -> Additions:
    return having(fewest(high, lambda number: enough(having(number))))


def fewest(high: int, enough: Callable[[int], bool], low: int = -1) -> int:
    """The smallest number above `low` that is enough; `high` is."""
    aim = high - 1
    while high - low > 1:
        # One less first: what was grown from what is missing is seldom too much.
        if enough(aim):
            high = aim
        else:
            low = aim
        aim = (low + high) // 2
    return high


def fitted(stand: Stand, run: Run, added: Additions) -> Additions:
    """Additions of people by trade, with which `run` still fits: no rank or language in vain.

    Args:
        stand: The plan.
        run: The run.
        added: Additions with which it fits.
    """
    asking = [one for one in stand.bench.finer.trades if one.skill in added.people]
    if not asking:
        return added
    place = stand.search.problem.tracks[run.track].place

    def enough(some: Additions) -> bool:
        return not stand.by_trade.short(place, some)[run.week : run.end].any()

    return made_out(asking, added, enough)


def made_out(
    asking: Iterable[Trade], added: Additions, enough: Callable[[Additions], bool]
) -> Additions:
    """Additions of people by trade that are enough as well: no rank or language in vain.

    Args:
        asking: The trades, those that ask for least first.
        added: Additions that are enough.
        enough: Whether others are.
    """
    for one in asking:
        heads = added.people[one.skill]
        if heads:
            added = _lowered(heads, partial(added.made_out, one.skill, one), enough)
    return added
