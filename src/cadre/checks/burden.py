"""Burden: not too much of the mission hangs on one nation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from cadre.checks.filling import lines
from cadre.checks.standing import rows_at, standings
from cadre.checks.words import cited, ids
from cadre.checks.work import asked, running
from cadre.mission.burden import GREAT_SHARE, Burden, burden
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Priority
from cadre.mission.ids import EnablerId, NationId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted

ONE_NATION = Rule(
    "FOR-27", Severity.NOTE, f"One nation carries {GREAT_SHARE:g} or more of the critical posts"
)
ONE_BRINGS = Rule("FOR-28", Severity.NOTE, "One nation alone brings a kind of support")

RULES = (ONE_NATION, ONE_BRINGS)

FEWEST_NATIONS = 3
"""Nations from which a burden is shared at all: of two, one is always the larger."""


def critical_posts_of_one_nation(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find a nation that carries 0.8 or more of the critical posts on the as-of day.

    With a plan, people assigned to them count. Without one, critical posts of running work are
    shared out by skill, as the pledges for the skill are. The share is that of the uplift of
    Resolute Support that fell to its lead nation in 2017. Missions of one or two nations, and
    contributors that aren't named, aren't looked at.
    """
    load = burden(mission, plan, mission.profile.as_of)
    if len(load.people) < FEWEST_NATIONS:
        return
    critical = load.critical if plan is not None else _critical_shares(mission, load)
    total = sum(critical.values())
    for nation, people in critical.items():
        share = people / total if total else 0.0
        if share >= GREAT_SHARE and not mission.nation(nation).unnamed:
            posts = [x for x in mission.posts if x.priority is Priority.CRITICAL]
            pledges = [x for x in mission.pledges if x.nation == nation]
            yield ONE_NATION.broken(
                about=nation,
                message=f"{mission.nation(nation).name} carries {share:.0%} of the critical posts "
                f"that are filled on {load.day}, and {load.share(nation):.0%} of all people.",
                remedy="Ask other nations for some of these posts, or for a reserve.",
                sources=cited([*pledges, *posts]),
                related=ids(pledges),
            )


def _critical_shares(mission: Mission, load: Burden) -> Mapping[NationId, float]:
    """Critical posts of running work by nation: of each skill as its pledges are."""
    found: dict[NationId, float] = {}
    for skill, own in lines(mission).items():
        critical = sum(x.post.people for x in own if x.post.priority is Priority.CRITICAL)
        offered = {n: people for (n, key), people in load.skills.items() if key == skill}
        total = sum(offered.values())
        for nation, people in offered.items():
            found[nation] = found.get(nation, 0.0) + min(critical, total) * people / total
    return found


def support_of_one_nation(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find kinds of support for which running work leans on the people of one nation alone.

    A kind counts when posts ask for it, or when the mission must bring it on the as-of day.
    Missions of one or two nations, and contributors that aren't named, aren't looked at.
    """
    load = burden(mission, plan, mission.profile.as_of)
    if len(load.people) < FEWEST_NATIONS:
        return
    for kind, people in _leaned_on(mission).items():
        nations = [nation for nation, key in load.brought if key == kind]
        if people and len(nations) == 1 and not mission.nation(nations[0]).unnamed:
            yield _alone(mission, kind, nations[0], people)


def _leaned_on(mission: Mission) -> Counter[EnablerId]:
    """People of each kind that posts of running work ask for, or that must be brought."""
    wanted: Counter[EnablerId] = Counter()
    for activity, site, days in running(mission):
        for skill, people in asked(mission, activity.id, site).items():
            kind = mission.skill(skill).enabler
            if kind is not None and mission.profile.as_of in days:
                wanted[kind] += people
    for one in standings(mission, None, mission.profile.as_of):
        wanted.update(one.brought or {})
    return wanted


def _alone(mission: Mission, kind: EnablerId, nation: NationId, people: int) -> Finding:
    skills: set[SkillId] = {one.id for one in mission.skills if one.enabler == kind}
    pledges = [x for x in mission.pledges if x.nation == nation and x.skill in skills]
    name = mission.enabler(kind).name
    return ONE_BRINGS.broken(
        about=nation,
        message=f"{mission.nation(nation).name} alone brings {name}, for which running work needs "
        f"{counted(people, 'person', 'people')} of the mission's own.",
        remedy=f"Ask a second nation for {name}.",
        sources=cited(pledges),
        related=(
            kind,
            *ids([*pledges, *rows_at(mission, [site for _, site, _ in running(mission)])]),
        ),
    )


CHECKS = (critical_posts_of_one_nation, support_of_one_nation)
