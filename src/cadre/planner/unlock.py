"""Unlock: what people, support and beds a work would need beside a plan, tried out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cadre.mission.enablers import Support
from cadre.mission.forces import Nation, Pledge
from cadre.mission.ids import (
    BedSpaceId,
    EnablerId,
    NationId,
    PartnerId,
    PledgeId,
    SiteId,
    SkillId,
    SupportId,
)
from cadre.mission.sites import BedSpace
from cadre.planner.change import with_more
from cadre.planner.fill import Segment, segments
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.search import Search
from cadre.planner.staff import Staff, Verdict
from cadre.planner.works import Run, Runs

GIVER = NationId("+")
"""A nation without caveats, of which additions are taken."""
ENDLESS = 1000
"""What support that can't be brought counts as, in people, so that runs without it come first."""
TRIES = 8
"""How often additions are grown before a work is called beyond help."""


@dataclass
class Additions:
    """What would have to be added for a work to fit.

    Attributes:
        people: Heads by skill.
        at: Where people of a skill are missing, and whether as brought support.
        beds: Beds by site.
        lent: Kinds of support that would have to be lent, since bringing them never ends.
        week: First week in which anything is missing.
    """

    people: Counter[SkillId] = field(default_factory=Counter)
    at: dict[SkillId, set[tuple[SiteId, EnablerId | None]]] = field(default_factory=dict)
    beds: Counter[SiteId] = field(default_factory=Counter)
    lent: set[tuple[SiteId, EnablerId]] = field(default_factory=set)
    week: int | None = None

    def __bool__(self) -> bool:
        return bool(self.people or self.beds or self.lent)


def shortage(search: Search, parts: Iterable[Segment], run: Run) -> tuple[int, Additions]:
    """What is missing when `run` is added to a plan cut into `parts`: how much in all, and what.

    Of each skill and site, the most that is missing in any week.
    """
    problem = search.problem
    track = problem.tracks[run.track]
    missing = Additions()
    total = 0
    for part in parts:
        if run.week < part.end and part.week < run.end:
            verdict = search.staff.verdict(part.period, part.places | {track.place})
            if not verdict.fits:
                week = max(run.week, part.week)
                missing.week = week if missing.week is None else missing.week
                total = max(total, _note(problem, verdict, missing, track.place))
    return total, missing


def _note(problem: Problem, verdict: Verdict, missing: Additions, place: int) -> int:
    people: Counter[SkillId] = Counter()
    for number, heads in verdict.short.items():
        duty = problem.duties[number]
        skill = duty.skill or _skill_of(problem, duty.enabler)
        if skill is None:
            # Nobody is trained for it, so that it can't be brought: somebody must lend it.
            missing.lent |= {(duty.site, duty.enabler)} if duty.enabler is not None else set()
        else:
            people[skill] += heads
            kind = duty.enabler if duty.work is None else None
            missing.at.setdefault(skill, set()).add((duty.site, kind))
    missing.people |= people
    missing.beds |= Counter(verdict.beds)
    for site in verdict.endless:
        work = problem.works[problem.places[place].work]
        missing.lent |= {(site, kind) for kind in work.activity.enablers}
    unknown = sum(verdict.short.values()) - sum(people.values())
    return (
        sum(people.values())
        + sum(verdict.beds.values())
        + ENDLESS * (len(verdict.endless) + bool(unknown))
    )


def _skill_of(problem: Problem, kind: EnablerId | None) -> SkillId | None:
    return next((one.id for one in problem.mission.skills if one.enabler == kind), None)


def helped(search: Search, runs: Runs, run: Run) -> Additions | None:
    """Additions with which `run` fits beside `runs`, tried out; None when none help."""
    added = Additions()
    trial, carried, there = search, runs, run
    for _ in range(TRIES):
        total, missing = shortage(trial, segments(trial.problem, carried.values()), there)
        if not total:
            return added
        if not missing:
            # Nobody has the skill at all, so there is nothing to add more of.
            return None
        added = _grown(added, missing)
        trial = with_additions(search, added)
        carried = carry(search.problem, trial.problem, runs)
        [there] = carry(search.problem, trial.problem, {0: run}).values()
    return None


def _grown(added: Additions, missing: Additions) -> Additions:
    at = {
        key: added.at.get(key, set()) | missing.at.get(key, set())
        for key in {**added.at, **missing.at}
    }
    return Additions(
        people=added.people + missing.people,
        at=at,
        beds=added.beds + missing.beds,
        lent=added.lent | missing.lent,
        week=missing.week if added.week is None else added.week,
    )


def with_additions(search: Search, added: Additions) -> Search:
    """The same search in a mission to which people, beds and lent support are added."""
    problem = search.problem
    mission = problem.mission
    giver = Nation(id=GIVER, name="whoever gives more")
    pledges = [
        Pledge(id=PledgeId(f"+{skill}"), nation=GIVER, skill=skill, people=heads)
        for skill, heads in sorted(added.people.items())
    ]
    beds = [
        BedSpace(id=BedSpaceId(f"+{site}"), site=site, beds=number)
        for site, number in sorted(added.beds.items())
    ]
    lent = [
        Support(id=SupportId(f"+{site}{kind}"), enabler=kind, site=site, provider=PartnerId("+"))
        for site, kind in sorted(added.lent)
    ]
    richer = replace(
        mission,
        nations=(*mission.nations, giver),
        pledges=(*mission.pledges, *pledges),
        bed_spaces=(*mission.bed_spaces, *beds),
        supports=(*mission.supports, *lent),
    )
    twin = with_more(problem, richer)
    return Search(twin, Staff(twin), Objective(richer))


def carry(old: Problem, new: Problem, runs: Runs) -> dict[int, Run]:
    """The same runs on the tracks of another problem whose law allows at least as much.

    Args:
        old: The problem of the runs.
        new: The other, made from it: most of its tracks are the very same.
        runs: Runs.
    """
    found = dict(runs)
    for work, run in runs.items():
        track = old.tracks[run.track]
        if new.tracks_of[work] is not old.tracks_of[work]:
            twin = next(
                one
                for one in new.tracks_of[work]
                if one.mode.id == track.mode.id
                and one.starts[0] <= run.week
                and run.end <= one.stop
            )
            found[work] = Run(twin.index, run.week, run.end)
    return found


def givers(problem: Problem, skills: Iterable[SkillId]) -> list[str]:
    """Names of nations that offer people of any of `skills`, whatever their caveats."""
    wanted = set(skills)
    nations = dict.fromkeys(one.nation for one in problem.mission.pledges if one.skill in wanted)
    return [problem.mission.nation(key).name for key in nations if key != GIVER]
