"""plan.json: a plan with how good it is, read back and held against the mission it is for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cattrs

from cadre.desk.plain import from_plain
from cadre.dossier.fingerprint import fingerprint
from cadre.errors import CadreError
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, MadeFrom, Plan, Start
from cadre.planner.result import PlanResult

_REMEDY = "Make the plan again."


def read_plan(path: Path) -> PlanResult:
    """Read what `cadre plan --out` wrote.

    Raises:
        CadreError: There is no such file, or it isn't a plan.
    """
    try:
        return from_plain(json.loads(path.read_text(encoding="utf-8")), PlanResult)
    except OSError as error:
        problem = error.strerror or "can't be read"
    except (TypeError, ValueError, RecursionError, cattrs.BaseValidationError) as error:
        problem = f"isn't a plan ({type(error).__name__})"
    raise CadreError(str(path), problem, "a file written by `cadre plan --out`", _REMEDY)


def refuse_other(plan: Plan, made_from: MadeFrom) -> None:
    """Refuse a plan of another dossier, or of this one as what-ifs left it.

    Raises:
        CadreError: The plan was made from something else; how to come by one that wasn't.
    """
    was = plan.made_from
    if was.dossier == made_from.dossier:
        return
    remedy = "Make the plan again, with the same `--as-of`, and `--scenario` or none."
    if was.changes:
        remedy = f"Put its what-ifs into the dossier's tables first: {'; '.join(was.changes)}."
    raise CadreError(
        "plan",
        f"made from dossier {was.dossier[:12]} as of {was.as_of}",
        f"{made_from.dossier[:12]} as of {made_from.as_of}",
        remedy,
    )


def refuse_unplayable(plan: Plan, made_from: MadeFrom, mission: Mission, before: Mission) -> None:
    """Refuse to play a plan that fits neither the mission in its scenario nor the one before it.

    A plan of before the scenario meets it unprepared: as its orders stood on the day.

    Args:
        plan: The plan.
        made_from: What the mission in its scenario is made from.
        mission: That mission.
        before: The mission as known, without the scenario.

    Raises:
        CadreError: The plan was made from something else, or names what the mission doesn't hold.
    """
    unprepared = plan.made_from.scenario is None and mission is not before
    if unprepared and plan.made_from.dossier == fingerprint(before):
        refuse_strange(plan, before)
    else:
        refuse_other(plan, made_from)
        refuse_strange(plan, mission)


def refuse_strange(plan: Plan, mission: Mission) -> None:
    """Refuse a plan that names what the mission doesn't hold, or that leaves its horizon.

    Raises:
        CadreError: The first such thing in the plan, with its place.
    """
    for place, problem in _strange(plan, mission):
        raise CadreError(f"plan, {place}", problem, "what the mission holds", _REMEDY)


def _strange(plan: Plan, mission: Mission) -> Iterator[tuple[str, str]]:
    yield from _strange_starts(plan, mission)
    started = {start.activity for start in plan.starts}
    people = {str(pledge.id): pledge.people for pledge in mission.pledges}
    posts = {(post.id, post.activity) for post in mission.posts}
    kinds = {kind.id for kind in mission.enablers}
    sites = {site.id for site in mission.sites}
    for one in plan.assignments:
        place, most = f"assignment of {one.pledge}", people.get(one.pledge, 0)
        if not 1 <= one.people <= most:
            yield place, f"{one.people:,} people of {most:,} pledged"
        if one.activity is not None and one.activity not in started:
            yield place, f"{one.activity} isn't started"
        if one.enabler is None and (one.post, one.activity) not in posts:
            yield place, f"{one.post} is no line of posts of {one.activity}"
        if one.enabler is not None and one.enabler not in kinds:
            yield place, f"{one.enabler} is no kind of support"
        if one.site not in sites:
            yield place, f"{one.site} is no site"
        if not _inside(one, plan):
            yield place, f"week {one.week} for {one.weeks} weeks isn't inside the horizon"


def _strange_starts(plan: Plan, mission: Mission) -> Iterator[tuple[str, str]]:
    known = {str(mode.id): (mode.activity, mode.site) for mode in mission.modes}
    seen: set[str] = set()
    for start in plan.starts:
        place = f"start of {start.activity}"
        if start.activity in seen:
            yield place, "stands twice"
        seen.add(start.activity)
        if known.get(start.mode) != (start.activity, start.site):
            yield place, f"mode {start.mode} at {start.site} isn't a way to run it"
        if not _inside(start, plan):
            yield place, f"week {start.week} for {start.weeks} weeks isn't inside the horizon"


def _inside(part: Start | Assignment, plan: Plan) -> bool:
    return part.week >= 0 and part.weeks >= 1 and part.week + part.weeks <= plan.horizon.weeks
