"""PSPLIB as missions: a project in the words of a dossier, so that the planner's one door plans it.

A job is required work, a way to do it is a mode at a site of its own, its lines are people of
skills whom one nation pledges, its stocks are stocks, and a period is a week. All that counts is
when the last job ends.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.psplib_files import Project
from cadre.mission.activities import Activity, Mode
from cadre.mission.forces import Nation, Pledge, Post, Skill
from cadre.mission.ids import (
    ActivityId,
    DrawId,
    ModeId,
    NationId,
    PledgeId,
    PostId,
    ProgrammeId,
    SiteId,
    SkillId,
    StockId,
)
from cadre.mission.mission import Mission, Order, Profile, Weights
from cadre.mission.plans import Plan
from cadre.mission.sites import Site
from cadre.mission.stocks import Draw, Stock
from cadre.mission.training import Programme
from cadre.mission.weeks import WEEK

FIRST = date(2001, 1, 1)
PROJECT, NATION = ProgrammeId("project"), NationId("XAA")


def as_mission(project: Project) -> Mission:
    """The project as a mission, within weeks that suffice for any order."""
    weeks = sum(max(way.weeks for way in some) for some in project.ways)
    ways = [(job, n, way) for job, some in enumerate(project.ways) for n, way in enumerate(some)]
    return Mission(
        profile=Profile(
            id="project",
            name=project.name,
            host="XAA",
            lead_body="Staff",
            as_of=FIRST,
            until=FIRST + WEEK * weeks - timedelta(days=1),
            weights=Weights(
                order=Order.WEIGHTED,
                finish=1.0,
                needs=0.0,
                milestones=0.0,
                output=0.0,
                early=0.0,
                footprint=0.0,
            ),
        ),
        programmes=(Programme(id=PROJECT, name="Project"),),
        sites=tuple(
            Site(id=_site(n), name=f"Way {n}", country="XAA")
            for n in range(max(len(some) for some in project.ways))
        ),
        activities=tuple(_activity(project, job) for job in range(len(project.ways))),
        modes=tuple(
            Mode(id=ModeId(f"m{job}-{n}"), activity=_job(job), site=_site(n), weeks=way.weeks)
            for job, n, way in ways
        ),
        skills=tuple(Skill(id=_skill(n), name=f"Line {n}") for n in range(len(project.lines))),
        nations=(Nation(id=NATION, name="All"),),
        pledges=tuple(
            Pledge(id=PledgeId(f"p{n}"), nation=NATION, skill=_skill(n), people=room)
            for n, room in enumerate(project.lines)
            if room
        ),
        posts=tuple(
            Post(
                id=PostId(f"p{job}-{n}-{line}"),
                activity=_job(job),
                skill=_skill(line),
                people=use,
                site=_site(n),
            )
            for job, n, way in ways
            for line, use in enumerate(way.uses)
            if use
        ),
        stocks=tuple(
            Stock(id=_stock(n), name=f"Stock {n}", amount=room)
            for n, room in enumerate(project.stocks)
        ),
        draws=tuple(
            Draw(
                id=DrawId(f"d{job}-{n}-{stock}"),
                mode=ModeId(f"m{job}-{n}"),
                stock=_stock(stock),
                amount=draw,
            )
            for job, n, way in ways
            for stock, draw in enumerate(way.draws)
            if draw
        ),
    )


def runs_of(project: Project, plan: Plan) -> NDArray[np.int64]:
    """(jobs, 3) of each job the number of its way among all ways, first week and first week after.

    Raises:
        AssertionError: The plan doesn't start each job once.
    """
    number = {
        ModeId(f"m{job}-{n}"): (job, place)
        for place, (job, n) in enumerate(
            (job, n) for job, some in enumerate(project.ways) for n in range(len(some))
        )
    }
    rows = {number[one.mode][0]: (number[one.mode][1], one.week, one.end) for one in plan.starts}
    if len(rows) != len(project.ways) or len(plan.starts) != len(rows):
        raise AssertionError(f"{project.name}: not each job is planned once")
    return np.array([rows[job] for job in range(len(rows))], np.int64)


def _activity(project: Project, job: int) -> Activity:
    return Activity(
        id=_job(job),
        name=f"Job {job}",
        programme=PROJECT,
        required=True,
        cover=(),
        after_end=tuple(_job(one) for one in project.after[job]),
        min_fill=1.0,
    )


def _job(job: int) -> ActivityId:
    return ActivityId(f"j{job}")


def _site(way: int) -> SiteId:
    return SiteId(f"s{way}")


def _skill(line: int) -> SkillId:
    return SkillId(f"l{line}")


def _stock(number: int) -> StockId:
    return StockId(f"t{number}")
