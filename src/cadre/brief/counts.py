"""Counts: people, posts and coverage by week, as a plan has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cadre.mission.forces import Post, Priority
from cadre.mission.halts import halted_weeks
from cadre.mission.ids import ActivityId, NationId, NeedId, PartnerId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan, Start


def posts_of(mission: Mission, activity: ActivityId) -> int:
    """People whom the posts of `activity` ask for."""
    return sum(post.people for post in mission.posts_of(activity))


def people_asked(mission: Mission, starts: Iterable[Start]) -> int:
    """People whom the posts of all `starts` ask for."""
    return sum(post.people for one in starts for post in mission.posts_at(one.activity, one.site))


def began(mission: Mission, start: Start) -> bool:
    """Whether the activity of `start` already ran on the as-of day."""
    day = mission.activity(start.activity).began
    return day is not None and day <= mission.profile.as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Posts of one skill against people, week by week.

    Attributes:
        skill: The skill.
        asked: (weeks,) people asked for.
        critical: (weeks,) people asked for in critical posts.
        filled: (weeks,) people assigned to posts.
        critical_filled: (weeks,) people assigned to critical posts.
        nations: People assigned by nation, summed over weeks.
        posts: The lines of posts counted.
    """

    skill: SkillId
    asked: tuple[int, ...]
    critical: tuple[int, ...]
    filled: tuple[int, ...]
    critical_filled: tuple[int, ...]
    nations: dict[NationId, int]
    posts: tuple[Post, ...]

    @property
    def peak(self) -> int:
        """The week in which most people are asked for; the last such week."""
        return max(range(len(self.asked)), key=lambda week: (self.asked[week], week))

    def share(self, weeks: Iterable[int]) -> float | None:
        """Share filled of all post-weeks in `weeks`; None when nothing is asked for."""
        chosen = list(weeks)
        asked = sum(self.asked[week] for week in chosen)
        return None if asked == 0 else sum(self.filled[week] for week in chosen) / asked


def fill_by_skill(mission: Mission, plan: Plan) -> tuple[Fill, ...]:
    """Posts against people for each skill that a planned activity asks for, largest first."""
    weeks = plan.horizon.weeks
    counted: dict[SkillId, list[list[int]]] = {}
    nations: dict[SkillId, dict[NationId, int]] = {}
    posts: dict[SkillId, list[Post]] = {}
    for start in plan.starts:
        for post in mission.posts_at(start.activity, start.site):
            rows = counted.setdefault(post.skill, [[0] * weeks for _ in range(4)])
            posts.setdefault(post.skill, []).append(post)
            critical = post.priority is Priority.CRITICAL
            for week in range(start.week, min(start.end, weeks)):
                rows[0][week] += post.people
                rows[1][week] += post.people if critical else 0
    for one in plan.assignments:
        if one.post is None:
            continue
        post = mission.post(one.post)
        rows = counted.setdefault(post.skill, [[0] * weeks for _ in range(4)])
        shares = nations.setdefault(post.skill, {})
        nation = mission.pledge(one.pledge).nation
        shares[nation] = shares.get(nation, 0) + one.people * one.weeks
        critical = post.priority is Priority.CRITICAL
        for week in range(one.week, min(one.week + one.weeks, weeks)):
            rows[2][week] += one.people
            rows[3][week] += one.people if critical else 0
    fills = [
        Fill(
            skill=skill,
            asked=tuple(rows[0]),
            critical=tuple(rows[1]),
            filled=tuple(rows[2]),
            critical_filled=tuple(rows[3]),
            nations=nations.get(skill, {}),
            posts=tuple(posts.get(skill, ())),
        )
        for skill, rows in counted.items()
    ]
    return tuple(sorted(fills, key=lambda fill: (-max(fill.asked), fill.skill)))


def people_by_site(plan: Plan) -> dict[SiteId, list[int]]:
    """People assigned at each site in each week."""
    found: dict[SiteId, list[int]] = {}
    for one in plan.assignments:
        weeks = found.setdefault(one.site, [0] * plan.horizon.weeks)
        for week in range(one.week, min(one.week + one.weeks, plan.horizon.weeks)):
            weeks[week] += one.people
    return found


def beds_by_week(mission: Mission, site: SiteId) -> list[int] | None:
    """Beds at `site` in each week; None when nobody has stated any, which isn't zero."""
    rows = [row for row in mission.bed_spaces if row.site == site]
    if not rows:
        return None
    covered = [(row.beds, mission.horizon.covered([row.window])) for row in rows]
    return [
        sum(beds for beds, weeks in covered if weeks[week]) for week in range(mission.horizon.weeks)
    ]


OURS = "mission"
"""The column of the mission's own work beside those of its partners."""


def strength_by_body(
    mission: Mission, plan: Plan, weeks: Iterable[int]
) -> dict[NeedId, dict[PartnerId | str, float]]:
    """For each need, how strongly each body serves it on average over `weeks`, 0 to 1.

    Within a body, works add up as 1 - prod(1 - strength); partners work in their windows.
    """
    chosen = list(weeks)
    found: dict[NeedId, dict[PartnerId | str, float]] = {need.id: {} for need in mission.needs}
    left: dict[tuple[NeedId, PartnerId | str], list[float]] = {}
    runs = running_weeks(mission, plan)
    for effect in mission.effects:
        body, running = runs.get(effect.work, (OURS, frozenset()))
        rest = left.setdefault((effect.need, body), [1.0] * len(chosen))
        for index, week in enumerate(chosen):
            if week in running:
                rest[index] *= 1 - effect.strength
    for (need, body), rest in left.items():
        value = 1 - sum(rest) / max(1, len(rest))
        if value > 1e-12 and need in found:
            found[need][body] = value
    return found


def running_weeks(
    mission: Mission, plan: Plan
) -> dict[str, tuple[PartnerId | str, frozenset[int]]]:
    """For each work, whose it is and in which weeks it is done; a partner's week counts whole."""
    runs: dict[str, tuple[PartnerId | str, frozenset[int]]] = {}
    for start in plan.starts:
        halted = halted_weeks(mission, mission.activity(start.activity), start.site)
        runs[start.activity] = (OURS, frozenset(range(start.week, start.end)) - halted)
    for work in mission.partner_activities:
        covered = mission.horizon.covered([work.window])
        weeks = frozenset(week for week, inside in enumerate(covered) if inside)
        runs[work.id] = (work.partner, weeks)
    return runs
