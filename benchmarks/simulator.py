"""How fast futures are played: Cadre, its slow oracle, and SimPy, on one reference mission.

    python benchmarks/simulator.py [--futures 100000] [--threads N] [--json]

All three play the same mission in the same run: 93 weeks, 20 activities at 5 sites, 40 pledges
that may fail, come late or weak, 8 kinds of shocks, guards lent by a partner that may leave, and
10 courses. SimPy's model is written as a competent user would: a process an entity, NumPy's
generator for the draws. Means of the three are printed beside each other with their standard
errors, so that a fast wrong answer would show.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Generator
from datetime import date
from math import sqrt
from pathlib import Path

import numpy as np
import simpy

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(1, str(Path(__file__).parents[1] / "src"))

from cadre.mission.activities import Activity, Mode
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import Nation, Pledge, Post, Skill
from cadre.mission.ids import (
    ActivityId,
    CourseId,
    EnablerId,
    ModeId,
    NationId,
    PartnerId,
    PledgeId,
    PostId,
    ProgrammeId,
    ShockId,
    SiteId,
    SkillId,
    SupportId,
)
from cadre.mission.mission import Mission, Profile
from cadre.mission.partners import Partner
from cadre.mission.plans import Assignment, MadeFrom, Plan, Start
from cadre.mission.quantities import Range, exact
from cadre.mission.scenarios import Shock, ShockKind
from cadre.mission.sites import Site
from cadre.mission.training import Course
from cadre.mission.weeks import DateRange
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.run import simulate
from tests.oracle import simulator as oracle

WEEKS, WORKS, SITES, COURSES = 93, 20, 5, 10
FIRST = date(2021, 3, 1)
GUARD, LENDER = EnablerId("guard"), PartnerId("lender")
LEAVES = (20, 60, 160)
PER_YEAR = {ShockKind.CONSENT: 0.3, ShockKind.PANDEMIC: 0.1, ShockKind.ELECTION: 0.25}
ATTACKS = 0.4
LONG = (1, 4, 12)
DELAY = (0, 4, 13)
STRENGTH = (700, 900, 1000)
BELIEF = 0.85


def monday(week: int) -> date:
    """First day of a week."""
    return date.fromordinal(FIRST.toordinal() + 7 * week)


def reference() -> tuple[Mission, Plan]:
    """The reference mission and its plan."""
    names = [ActivityId(f"a{n}") for n in range(WORKS)]
    sites = [SiteId(f"s{n}") for n in range(SITES)]
    skill, nation = SkillId("adviser"), NationId("XAA")
    mission = Mission(
        profile=Profile(
            id="r",
            name="Reference",
            host="XZZ",
            lead_body="council",
            as_of=FIRST,
            until=date.fromordinal(monday(WEEKS).toordinal() - 1),
        ),
        activities=tuple(
            Activity(
                id=key,
                name=key,
                programme=ProgrammeId("p"),
                cover=(),
                rank=n,
                enablers=(GUARD,),
                cost=10,
            )
            for n, key in enumerate(names)
        ),
        modes=tuple(
            Mode(id=ModeId(key), activity=key, site=sites[n % SITES]) for n, key in enumerate(names)
        ),
        courses=tuple(
            Course(id=CourseId(key), activity=key, name=key, weeks=6, break_weeks=2, seats=25)
            for key in names[:COURSES]
        ),
        skills=(Skill(id=skill, name="adviser"),),
        nations=(Nation(id=nation, name="A"),),
        posts=tuple(Post(id=PostId(key), activity=key, skill=skill, people=10) for key in names),
        pledges=tuple(
            Pledge(
                id=PledgeId(f"{key}/{half}"),
                nation=nation,
                skill=skill,
                people=5,
                belief=BELIEF,
                delay=Range(*DELAY),
                strength=Range(*(share / 1000 for share in STRENGTH)),
            )
            for key in names
            for half in (0, 1)
        ),
        sites=tuple(Site(id=key, name=key, country="XZZ") for key in sites),
        enablers=(Enabler(id=GUARD, name="Guards", per_person=exact(0.5)),),
        supports=tuple(
            Support(id=SupportId(key), enabler=GUARD, provider=LENDER, site=key) for key in sites
        ),
        partners=(
            Partner(
                id=LENDER,
                name="Lender",
                leaves=DateRange(*(monday(week) for week in LEAVES)),
                leave_belief=0.5,
            ),
        ),
        shocks=_shocks(sites),
    )
    return mission, _plan(mission)


def _shocks(sites: list[SiteId]) -> tuple[Shock, ...]:
    lengths = Range(*LONG)
    return (
        *(
            Shock(id=ShockId(kind.value), kind=kind, name="", per_year=exact(r), weeks=lengths)
            for kind, r in PER_YEAR.items()
            if kind is not ShockKind.CONSENT
        ),
        *(
            Shock(
                id=ShockId(key),
                kind=ShockKind.ATTACK,
                name="",
                site=key,
                per_year=exact(ATTACKS),
                weeks=lengths,
            )
            for key in sites
        ),
    )


def _plan(mission: Mission) -> Plan:
    starts = tuple(
        Start(
            activity=mode.activity,
            mode=mode.id,
            site=mode.site,
            week=n,
            weeks=WEEKS - n,
        )
        for n, mode in enumerate(mission.modes)
    )
    return Plan(
        horizon=mission.horizon,
        starts=starts,
        assignments=tuple(
            Assignment(
                pledge=PledgeId(f"{start.activity}/{half}"),
                activity=start.activity,
                post=PostId(start.activity),
                site=start.site,
                people=5,
                week=start.week,
                weeks=start.weeks,
            )
            for start in starts
            for half in (0, 1)
        ),
        made_from=MadeFrom(dossier="", as_of=FIRST.isoformat()),
    )


def shares(low: int, likely: int, high: int) -> np.ndarray:
    """Cumulative chances of the whole numbers from low to high."""
    up, down = likely - low + 1, high - likely + 1
    numbers = np.arange(low, high + 1)
    weights = np.minimum((numbers - low + 1) / up, (high - numbers + 1) / down)
    return np.cumsum(weights / weights.sum())


TRIANGLES = {span: shares(*span) for span in (LONG, DELAY, STRENGTH)}
LEAVE_DAYS = shares(7 * LEAVES[0], 7 * LEAVES[1], 7 * LEAVES[2])


class SimpyFuture:
    """The reference mission in SimPy: a process for each shock, pledge and activity."""

    def __init__(self, seed: int) -> None:
        self.luck = np.random.default_rng(seed)
        self.env = simpy.Environment()
        self.stopped = [0] * SITES
        self.guarded = True
        self.heads = [0] * WORKS
        self.force = np.zeros(WEEKS, dtype=np.int64)
        self.cost = self.graduates = 0
        for kind, per_year in PER_YEAR.items():
            if kind is not ShockKind.CONSENT:
                self.env.process(self.shock(range(SITES), per_year))
        for site in range(SITES):
            self.env.process(self.shock([site], ATTACKS))
        self.env.process(self.lender())
        for work in range(WORKS):
            self.env.process(self.pledge(work))
            self.env.process(self.pledge(work))
            self.env.process(self.work(work))
        self.env.process(self.recorder())
        self.env.run(until=WEEKS)

    def triangle(self, span: tuple[int, int, int]) -> int:
        """A triangular whole number."""
        return span[0] + int(np.searchsorted(TRIANGLES[span], self.luck.random(), side="right"))

    def shock(
        self, sites: range | list[int], per_year: float
    ) -> Generator[simpy.Event, object, None]:
        """Something that comes, stays and comes again."""
        while True:
            yield self.env.timeout(int(self.luck.geometric(per_year / 52)) - 1)
            for site in sites:
                self.stopped[site] += 1
            yield self.env.timeout(self.triangle(LONG))
            for site in sites:
                self.stopped[site] -= 1

    def lender(self) -> Generator[simpy.Event, object, None]:
        """The partner that lends guards."""
        if self.luck.random() < 0.5:
            day = 7 * LEAVES[0] + int(np.searchsorted(LEAVE_DAYS, self.luck.random()))
            yield self.env.timeout(day // 7)
            self.guarded = False

    def pledge(self, work: int) -> Generator[simpy.Event, object, None]:
        """Half of the people of one activity."""
        if self.luck.random() < BELIEF:
            yield self.env.timeout(work + self.triangle(DELAY))
            self.heads[work] += int(5 * self.triangle(STRENGTH) / 1000 + 0.5)

    def work(self, number: int) -> Generator[simpy.Event, object, None]:
        """An activity, and its course if it teaches one."""
        grown, rest, idle, site = 0, 0, 0, number % SITES
        yield self.env.timeout(number + 0.5)
        while True:
            runs = self.guarded and not self.stopped[site] and self.heads[number] >= 5
            self.cost += 10 * runs
            if rest:
                rest -= 1
            elif runs:
                grown, idle = grown + 1, 0
                if grown == 6 and number < COURSES:
                    self.graduates += int(self.luck.binomial(25, 0.9))
                    grown, rest = 0, 2
            elif grown:
                idle += 1
                grown = 0 if idle > 4 else grown
            yield self.env.timeout(1)

    def recorder(self) -> Generator[simpy.Event, object, None]:
        """The force of every week."""
        yield self.env.timeout(0.7)
        while True:
            self.force[int(self.env.now)] = sum(self.heads)
            yield self.env.timeout(1)


def measured(play: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    began = time.perf_counter()
    play()
    return time.perf_counter() - began


def best_of(play: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of some calls."""
    return min(measured(play) for _ in range(times))


def error(numbers: list[int]) -> float:
    """Standard error of a mean."""
    return float(np.std(numbers)) / sqrt(len(numbers))


def means(ours: Outcomes, theirs: list[SimpyFuture]) -> dict[str, tuple[float, float, float]]:
    """Our mean, SimPy's mean and SimPy's standard error of three answers."""
    graduates = int(ours.graduates.sum()) / ours.futures
    return {
        "people in week 60": (
            float(ours.force_mean()[60]),
            float(np.mean([one.force[60] for one in theirs])),
            error([int(one.force[60]) for one in theirs]),
        ),
        "cost": (
            int(ours.cost[0]) / ours.futures,
            float(np.mean([one.cost for one in theirs])),
            error([one.cost for one in theirs]),
        ),
        "graduates": (
            graduates,
            float(np.mean([one.graduates for one in theirs])),
            error([one.graduates for one in theirs]),
        ),
    }


def benchmark(futures: int, threads: int | None, few: int) -> dict[str, object]:
    """Measure all players; futures a second, and the ratios."""
    mission, plan = reference()
    first = measured(lambda: simulate(mission, plan, futures=1, threads=1))
    one = futures / best_of(lambda: simulate(mission, plan, futures=futures, threads=1))
    many = futures / best_of(lambda: simulate(mission, plan, futures=futures, threads=threads))
    slow = 10 / measured(lambda: oracle.simulate(mission, plan, 0, range(10), [0]))
    theirs: list[SimpyFuture] = []
    simpys = few / measured(lambda: theirs.extend(SimpyFuture(seed) for seed in range(few)))
    ours = simulate(mission, plan, futures=futures)
    return {
        "machine": platform.processor() or platform.machine(),
        "futures": futures,
        "first_call_seconds": round(first, 3),
        "cadre_one_thread_per_second": round(one),
        "cadre_threads_per_second": round(many),
        "oracle_per_second": round(slow, 2),
        "simpy_per_second": round(simpys, 1),
        "ratio_to_simpy_one_thread": round(one / simpys),
        "ratio_to_oracle_one_thread": round(one / slow),
        "seconds_for_100000": round(100_000 / many, 3),
        "means": {
            name: [round(value, 3) for value in row] for name, row in means(ours, theirs).items()
        },
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, default=100_000)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--simpy", type=int, default=300, help="futures that SimPy plays")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    asked = parser.parse_args()
    found = benchmark(asked.futures, asked.threads, asked.simpy)
    for name, value in found.items():
        print(f"{name:32} {value}")
    if asked.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
