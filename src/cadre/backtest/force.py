"""Questions about posts, pledges and the plan."""

from __future__ import annotations

from datetime import date

from cadre.backtest.answers import Answer
from cadre.backtest.world import World
from cadre.errors import CadreError, UnknownIdError
from cadre.mission.cases import Case
from cadre.mission.days import spells
from cadre.mission.forces import Pledge, Post, Rung
from cadre.mission.ids import ActivityId
from cadre.mission.plans import Start
from cadre.mission.strength import paths
from cadre.mission.weeks import Window


def posts(world: World, case: Case) -> Answer:
    """People asked for by the posts of some activities or skills; of all work without any."""
    return Answer(float(sum(post.people for post in _posts(world, case))))


def _posts(world: World, case: Case) -> list[Post]:
    wanted = set(case.subject)
    world.refuse_strangers(case.subject, ("activities", "skills"))
    return [
        post
        for post in world.mission.posts
        if not wanted or post.activity in wanted or post.skill in wanted
    ]


def pledged(world: World, case: Case) -> Answer:
    """People offered by some nations, or of some skills, on a day, on a rung or a higher one."""
    world.refuse_strangers(case.subject, ("nations", "skills", "pledges"))
    found = _offers(world, case)
    return Answer(float(sum(one.people for one in found)), ", ".join(one.id for one in found))


def _offers(world: World, case: Case) -> list[Pledge]:
    day, least = world.day(case), _rung(case)
    wanted = set(case.subject)
    return [
        one
        for one in world.mission.pledges
        if day in one.window
        and list(Rung).index(one.rung) >= least
        and (not wanted or not wanted.isdisjoint({one.nation, one.skill, one.id}))
    ]


def _rung(case: Case) -> int:
    """The rank of the rung that a case names: the lowest when it names none."""
    if not case.kind:
        return 0
    known = [one.value for one in Rung]
    if case.kind not in known:
        raise CadreError(
            f"case {case.id}", f"has the kind {case.kind!r}", ", ".join(known), "Correct the cell."
        )
    return known.index(case.kind)


def fill(world: World, case: Case) -> Answer:
    """Share of the posts of some activities or skills that people of their skills fill on a day.

    Each skill is filled to its own number at most: people of one skill never fill another's posts.
    """
    asked: dict[str, int] = {}
    for post in _posts(world, case):
        asked[post.skill] = asked.get(post.skill, 0) + post.people
    if not asked:
        raise CadreError(
            f"case {case.id}", "asks for the fill of no posts", "work with posts", "Name others."
        )
    day, least = world.day(case), _rung(case)
    there = dict.fromkeys(asked, 0)
    for one in world.mission.pledges:
        if one.skill in there and day in one.window and list(Rung).index(one.rung) >= least:
            there[one.skill] += one.people
    filled = sum(min(there[skill], people) for skill, people in asked.items())
    return Answer(filled / sum(asked.values()), f"{filled} of {sum(asked.values())} posts")


def share_of_people(world: World, case: Case) -> Answer:
    """Share of the people offered on a day, on a rung or a higher one, that some nations offer."""
    world.refuse_strangers(case.subject, ("nations",))
    all_offered = sum(
        one.people
        for one in world.mission.pledges
        if world.day(case) in one.window and list(Rung).index(one.rung) >= _rung(case)
    )
    own = sum(one.people for one in _offers(world, case))
    return Answer(own / all_offered if all_offered else None, f"{own} of {all_offered}")


def leads(world: World, case: Case) -> Answer:
    """The nations in the lead on a day."""
    day = world.day(case)
    found = (str(one.nation) for one in world.mission.lead_rotations if day in one.window)
    return Answer(tuple(found), table="nations")


def start(world: World, case: Case) -> Answer:
    """The first day on which an activity is planned; none when it is left out."""
    found = _start(world, case)
    return Answer(None if found is None else world.plan.horizon.day(found.week), _why(world, case))


def startable(world: World, case: Case) -> Answer:
    """Whether an activity is planned and its start can be ordered on the as-of day.

    Of work that runs already: whether it may be told to go on, since all law that it needs that
    day is in force, or believed enough to plan on. No order rests on what is only hoped for.
    """
    found = _start(world, case)
    if found is None or not found.firm:
        return Answer(False, _why(world, case))
    lacking = _lacking(world, found)
    return Answer(not lacking, f"it runs, but nothing gives it: {lacking}" if lacking else "")


def _lacking(world: World, start: Start) -> str:
    """Kinds of law that running work lacks on the as-of day, in words; empty when it has all."""
    mission, day = world.mission, world.mission.profile.as_of
    activity = mission.activity(start.activity)
    if start.week or not mission.has_begun(activity):
        return ""
    spell = spells(mission, activity, start.site, Window.of_days(day, day))[0]
    kinds = [kind.value for kind in spell.missing if kind not in spell.relied]
    return f"{', '.join(kinds)} ({spell.state.value})" if kinds else ""


def waits_for(world: World, case: Case) -> Answer:
    """The authorities, conditions and decisions that the start of an activity waits for."""
    found = _start(world, case)
    return Answer(() if found is None else tuple(str(gate) for gate in found.waits_for))


def _start(world: World, case: Case) -> Start | None:
    key = world.row(case.subject[0] if case.subject else "", "activities").id
    return world.plan.start_of(ActivityId(key))


def _why(world: World, case: Case) -> str:
    reasons = (one.reason for one in world.plan.left_out if one.activity in case.subject)
    return " ".join(reasons)


def planned(world: World, case: Case) -> Answer:
    """The planned strength on a day, on top of the baseline that the case names."""
    return Answer(_planned(world, case, world.day(case)))


def planned_share(world: World, case: Case) -> Answer:
    """The planned strength on a day as a share of another figure: the level named in `at`."""
    level = world.row(case.at[0] if case.at else "", "levels")
    people = _planned(world, case, world.day(case))
    whole = next(one.people for one in world.mission.levels if one.id == level.id)
    return Answer(people / whole if people is not None and whole else None)


def _planned(world: World, case: Case, day: date) -> float | None:
    key = world.row(case.subject[0] if case.subject else "", "levels").id
    known = {str(path.baseline.id): path for path in paths(world.mission, world.plan)}
    if key not in known:
        raise UnknownIdError("baseline", key, sorted(known))
    people = known[key].people_on(day)
    return None if people is None else float(people)
