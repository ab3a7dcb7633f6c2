"""Filling posts at scale, against HiGHS on the same weeks in the same run.

Two statements of requirements are made by seed: 4,000 posts of 30 nations and 100,000 posts of 120
nations, each over 260 weeks, with windows, rungs, notice, caveats, ranks and languages. Told apart
are the filling itself, by the kernel that fills the plans of `cadre plan`, from arrays to who sits
in which post from when to when; and the ways there and back, from the rows of a mission to arrays
and from seats to rows of assignments. HiGHS (as OR-Tools brings it) fills some of the weeks, each
as a linear programme of the same classes and groups, whose best fill must be the same.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from time import perf_counter

import numpy as np
from ortools.linear_solver.python import model_builder

from benchmarks.made import MONDAY
from cadre.mission.activities import Activity, Mode
from cadre.mission.forces import Caveat, CaveatKind, Nation, Pledge, Post, Priority, Rung, Skill
from cadre.mission.ids import (
    ActivityId,
    CaveatId,
    ModeId,
    NationId,
    PledgeId,
    PostId,
    ProgrammeId,
    SiteId,
    SkillId,
)
from cadre.mission.mission import Mission, Profile
from cadre.mission.sites import Site
from cadre.mission.training import Programme
from cadre.mission.weeks import Window
from cadre.planner.core.layout import Bools, Ints
from cadre.planner.core.seating import PEOPLE, SINCE, UNTIL, Stretches, seat
from cadre.planner.crews import Crews
from cadre.planner.fill import seated_rows
from cadre.planner.jobs import jobs_of
from cadre.planner.problem import Problem

WEEKS = 260
SKILLS = tuple(f"skill-{n:02}" for n in range(60))
SITES = tuple(f"site-{n:02}" for n in range(12))
RANKS = ("OF-2", "OF-3", "OF-4")
TONGUES = ("Arabic", "French", "Kurdish")
POSTS_OF_A_WORK = 25
PLEDGES_OF_A_NATION = 40
PEOPLE_FOR_A_POST = 1.1
"""People pledged for each post, though not all of them when and where they are wanted."""
SIZES = {"4k": (4_000, 30), "100k": (100_000, 120)}
PEER_WEEKS = {"4k": 10, "100k": 4}


def made(posts: int, nations: int, seed: int) -> Mission:
    """A mission whose works ask for so many posts of one person each."""
    dice = Random(seed)  # noqa: S311 - dice that make missions
    works = [f"w{n:05}" for n in range(posts // POSTS_OF_A_WORK)]
    keys = [f"X{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(nations)]
    return Mission(
        profile=Profile(
            id="made",
            name="Made",
            host="IRQ",
            lead_body="Council",
            as_of=MONDAY,
            until=MONDAY + timedelta(days=7 * WEEKS - 1),
        ),
        programmes=(Programme(id=ProgrammeId("advice"), name="Advice"),),
        skills=tuple(Skill(id=SkillId(key), name=key) for key in SKILLS),
        nations=tuple(Nation(id=NationId(key), name=key) for key in keys),
        sites=tuple(Site(id=SiteId(key), name=key, country="IRQ") for key in SITES),
        activities=tuple(
            Activity(
                id=ActivityId(key),
                name=key,
                programme=ProgrammeId("advice"),
                rank=dice.randint(1, 5),
                min_fill=0.0,
            )
            for key in works
        ),
        modes=tuple(
            Mode(id=ModeId(key), activity=ActivityId(key), site=SiteId(dice.choice(SITES)))
            for key in works
        ),
        posts=tuple(_posts(dice, works)),
        pledges=tuple(_pledges(dice, keys, posts)),
        caveats=tuple(_caveats(dice, keys, posts)),
    )


def _posts(dice: Random, works: list[str]) -> Iterator[Post]:
    for work in works:
        for number in range(POSTS_OF_A_WORK):
            yield Post(
                id=PostId(f"{work}-{number}"),
                activity=ActivityId(work),
                skill=SkillId(SKILLS[min(dice.randrange(90), 59)]),
                people=1,
                rank=dice.choice(RANKS) if dice.random() < 0.3 else "",
                language=dice.choice(TONGUES) if dice.random() < 0.1 else "",
                priority=dice.choice(list(Priority)),
            )


def _window(dice: Random) -> tuple[int, int]:
    first = 0 if dice.random() < 0.4 else dice.randrange(130)
    return first, WEEKS if dice.random() < 0.5 else min(WEEKS, first + dice.randint(26, 200))


def _pledges(dice: Random, nations: list[str], posts: int) -> Iterator[Pledge]:
    rows = len(nations) * PLEDGES_OF_A_NATION
    for nation in nations:
        tongues = tuple(dice.sample(TONGUES, dice.choice([0, 0, 1, 2])))
        for number in range(PLEDGES_OF_A_NATION):
            first, end = _window(dice)
            yield Pledge(
                id=PledgeId(f"{nation}-{number}"),
                nation=NationId(nation),
                skill=SkillId(SKILLS[min(dice.randrange(90), 59)]),
                people=max(1, round(PEOPLE_FOR_A_POST * posts / rows * dice.uniform(0.3, 1.7))),
                window=Window(MONDAY + timedelta(weeks=first), MONDAY + timedelta(weeks=end)),
                rung=dice.choice(list(Rung)),
                notice_weeks=dice.choice([0, 4, 8]),
                ranks=tuple(dice.sample(RANKS, 2)) if dice.random() < 0.3 else (),
                languages=tongues,
            )


def _caveats(dice: Random, nations: list[str], posts: int) -> Iterator[Caveat]:
    barred = [tuple(SiteId(key) for key in dice.sample(SITES, 3)) for _ in range(8)]
    for nation in nations:
        kind = dice.choice([CaveatKind.LOCATION_DENY, CaveatKind.HEADCOUNT_CAP, None, None])
        if kind is not None:
            cap = kind is CaveatKind.HEADCOUNT_CAP
            yield Caveat(
                id=CaveatId(nation),
                nation=NationId(nation),
                kind=kind,
                statement="So far and no further.",
                sites=() if cap else dice.choice(barred),
                people=posts // len(nations) if cap else None,
            )


@dataclass(frozen=True)
class Laid:
    """A statement of requirements as arrays.

    Attributes:
        crews: Who may serve in what.
        demand: (weeks, classes) people asked for.
        open: (weeks, arcs) whether no caveat bars people of a group from a class.
        supply: (weeks, groups) people there.
        caps: (weeks, nations) the most people of each; -1 for no cap.
        stretches: When each work runs.
    """

    crews: Crews
    demand: Ints
    open: Bools
    supply: Ints
    caps: Ints
    stretches: Stretches


def laid_out(problem: Problem, seed: int) -> Laid:
    """The posts of all works, each run in weeks of its own, as arrays."""
    dice = Random(seed)  # noqa: S311 - dice that make missions
    runs: Ints = np.array([_window(dice) for _ in problem.places], np.int64)
    crews, jobs = problem.crews, jobs_of(problem)
    period_of = np.array(problem.period_of, np.int64)
    demand = np.zeros((WEEKS, len(crews.web.arcs_from) - 1), np.int64)
    for place in problem.places:
        first, end = runs[place.index]
        for duty in place.duties:
            demand[first:end, crews.class_of[duty]] += jobs.jobs.wish[duty, -1]
    edges = np.unique(np.concatenate([runs.ravel(), [one.weeks.start for one in problem.periods]]))
    starts = edges[edges < WEEKS].astype(np.int64)
    return Laid(
        crews=crews,
        demand=demand,
        open=crews.open[period_of],
        supply=crews.supply[period_of],
        caps=crews.caps[period_of],
        stretches=Stretches(
            week=starts,
            period=period_of[starts],
            end=np.array([WEEKS], np.int64),
            place=np.arange(len(problem.places)),
            first=np.ascontiguousarray(runs[:, 0]),
            last=np.ascontiguousarray(runs[:, 1]),
        ),
    )


@dataclass(frozen=True)
class Line:
    """What was measured of one size; seconds.

    Attributes:
        posts: Posts of one person each.
        nations: Nations.
        share: Share of post-weeks filled.
        rows_in: From the rows of the mission to arrays.
        fill: From arrays to who sits where in 260 weeks, as plans are filled; machine code warm.
        rows_out: From seats to rows of assignments.
        assigned: Rows of assignments.
        peer_week: HiGHS, one week, the making of its model not counted.
        peer_ratio: A week of HiGHS to a week of ours.
        peer_agrees: Whether HiGHS fills as many posts.
    """

    posts: int
    nations: int
    share: float
    rows_in: float
    fill: float
    rows_out: float
    assigned: int
    peer_week: float
    peer_ratio: float
    peer_agrees: bool


def compare(size: str, seed: int = 1) -> Line:
    """Fill one size in all ways."""
    posts, nations = SIZES[size]
    mission = made(posts, nations, seed)
    began = perf_counter()
    problem = Problem.of(mission)
    laid = laid_out(problem, seed)
    rows_in = perf_counter() - began
    rows = _seated(problem, laid)
    fill = min(_timed_fill(problem, laid) for _ in range(5))
    began = perf_counter()
    found = seated_rows(problem, rows)
    rows_out = perf_counter() - began
    weeks = [int(week) for week in np.linspace(0, WEEKS - 1, PEER_WEEKS[size])]
    peer = [highs(laid, week) for week in weeks]
    peer_week = sum(seconds for _, seconds in peer) / len(peer)
    served = int((rows[:, PEOPLE] * (rows[:, UNTIL] - rows[:, SINCE])).sum())
    return Line(
        posts=posts,
        nations=nations,
        share=served / int(laid.demand.sum()),
        rows_in=rows_in,
        fill=fill,
        rows_out=rows_out,
        assigned=len(found),
        peer_week=peer_week,
        peer_ratio=peer_week / (fill / WEEKS),
        peer_agrees=[short for short, _ in peer] == [_short(laid, rows, week) for week in weeks],
    )


def _seated(problem: Problem, laid: Laid) -> Ints:
    jobs, crews = jobs_of(problem), laid.crews
    return seat(crews.web, jobs.jobs, crews.there, jobs.lines, laid.stretches)


def _timed_fill(problem: Problem, laid: Laid) -> float:
    began = perf_counter()
    _seated(problem, laid)
    return perf_counter() - began


def _short(laid: Laid, rows: Ints, week: int) -> int:
    """Posts left empty in a week."""
    then = (rows[:, SINCE] <= week) & (week < rows[:, UNTIL])
    return int(laid.demand[week].sum() - rows[then, PEOPLE].sum())


def highs(laid: Laid, week: int) -> tuple[int, float]:
    """Posts that HiGHS leaves empty in a week, by classes and groups; seconds to solve it alone."""
    web = laid.crews.web
    arcs, classes = len(web.group), len(web.arcs_from) - 1
    model = model_builder.Model()  # type: ignore[no-untyped-call]
    doors = laid.open[week].tolist()
    sent = [model.new_num_var(0, np.inf if doors[arc] else 0, "") for arc in range(arcs)]
    short = [model.new_num_var(0, np.inf, "") for _ in range(classes)]
    by_group: list[list[int]] = [[] for _ in web.nation]
    for arc, group in enumerate(web.group.tolist()):
        by_group[group].append(arc)
    for n in range(classes):
        own = [sent[arc] for arc in range(web.arcs_from[n], web.arcs_from[n + 1])]
        model.add(model_builder.LinearExpr.sum([*own, short[n]]) == int(laid.demand[week, n]))
    for group, some in enumerate(by_group):
        people = model_builder.LinearExpr.sum([sent[arc] for arc in some])
        model.add(people <= int(laid.supply[week, group]))
    for nation, cap in enumerate(laid.caps[week].tolist()):
        if cap >= 0:
            mine = [a for g, some in enumerate(by_group) if web.nation[g] == nation for a in some]
            model.add(model_builder.LinearExpr.sum([sent[arc] for arc in mine]) <= cap)
    model.minimize(model_builder.LinearExpr.sum(short))
    solver = model_builder.Solver("highs")
    began = perf_counter()
    solver.solve(model)
    return round(solver.objective_value), perf_counter() - began


def measure() -> dict[str, float]:
    """What is told of filling: seconds for 260 weeks of each size, and how HiGHS compares."""
    found: dict[str, float] = {}
    for size in SIZES:
        line = compare(size)
        found |= {
            f"fill_{size}_s": line.fill,
            f"fill_{size}_rows_in_s": line.rows_in,
            f"fill_{size}_rows_out_s": line.rows_out,
            f"fill_{size}_share": line.share,
            f"fill_{size}_highs_ratio": line.peer_ratio,
            f"fill_{size}_highs_agrees": float(line.peer_agrees),
        }
    return found


def main() -> None:
    """Measure both sizes and print them; with --json an object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measure()
    for name, figure in found.items():
        print(f"{name:24} {figure:12.4f}")
    if asked.json:
        print(json.dumps({"benchmark": "fill", "weeks": WEEKS, **found}))


if __name__ == "__main__":
    main()
