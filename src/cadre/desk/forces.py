"""Forces: posts against pledges by skill and nation, over time, and the caveats that limit them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cadre.brief.charts.fill import fill_over_time
from cadre.brief.charts.matrix import fill as fill_chart
from cadre.brief.sections import Chart, Number
from cadre.brief.words import listed, percent, short_day
from cadre.checks.caveat import Offers
from cadre.checks.fills import Fill, by_skill
from cadre.checks.posts import running_fills
from cadre.desk.desk import Desk
from cadre.desk.numbers import Numbers
from cadre.errors import CadreError
from cadre.mission.forces import Caveat, Pledge, Post, Rung
from cadre.mission.ids import NationId, SkillId
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.provenance import marking_of
from cadre.mission.quantities import counted
from cadre.mission.rows import Row
from cadre.mission.transfers import people_on
from cadre.mission.weeks import DAY, Window
from cadre.release.redact import redact

QUARTERS = 10
"""Quarters that the heat map shows at most."""
WIDE = {"width": 900, "padding": {"left": 5, "top": 5, "bottom": 5, "right": 40}}
"""Pixels that the heat map takes where there is room, with room for its last slanted label."""
FIRM = (Rung.CONFIRMED, Rung.ARRIVED)
_FILL_WORDS = (
    "Counted over work that runs on the day and pledges whose days hold it, without people whom "
    "a caveat or their own law keeps away, and never beyond what is asked for."
)
_SPARE_WORDS = (
    "People pledged for the day less those counted as filling posts of work that runs: spare, or "
    "kept away by a caveat or their own law."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Days on which posts and pledges of a skill don't change.

    Attributes:
        first: The first of them.
        end: The day after the last.
        asked: People asked for.
        offered: People pledged who may serve, never beyond what is asked for.
    """

    first: date
    end: date
    asked: int
    offered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillFill:
    """Posts of one skill against pledges.

    Attributes:
        skill: Its id.
        name: Name as printed.
        asked: People asked for on the day by work that runs.
        critical: Of them, in critical posts.
        offered: People pledged who may serve.
        unfilled: Posts that nobody is pledged for.
        waiting: People asked for by posts of work that hasn't begun.
        spare: People pledged for the day beyond what work that runs takes.
        critical_unfilled: Of them, critical ones.
        tone: bad with critical posts unfilled, weak with others, good with none; empty where
            nothing is asked for on the day.
        nations: Whose people are pledged for the day, the most first.
        steps: The same along time.
        marking: Who may see it.
    """

    skill: str
    name: str
    asked: Number
    critical: Number
    offered: Number
    unfilled: Number
    waiting: Number
    spare: Number
    critical_unfilled: int
    tone: str
    nations: str
    steps: tuple[Step, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class CaveatTold:
    """A caveat of one nation.

    Attributes:
        caveat: Its id.
        nation: The nation's name.
        kind: What it limits.
        statement: The caveat as a sentence.
        days: Days on which it holds.
        holds: Whether it holds on the day.
        marking: Who may see it.
    """

    caveat: str
    nation: str
    kind: str
    statement: str
    days: Window
    holds: bool
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The same caveat, of one nation or of several.

    Attributes:
        kind: What it limits.
        statement: The caveat as a sentence.
        days: Days on which it holds.
        holds: Whether it holds on the day.
        caveats: Each nation's own.
    """

    kind: str
    statement: str
    days: Window
    holds: bool
    caveats: tuple[CaveatTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NationForce:
    """What one nation offers.

    Attributes:
        nation: Its id.
        name: Name as printed.
        pledged: People pledged for the day.
        firm: Of them, confirmed or arrived.
        skills: What they can do.
        caveats: How many of its caveats hold on the day.
        marking: Who may see it.
    """

    nation: str
    name: str
    pledged: Number
    firm: Number
    skills: str
    caveats: int
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Forces:
    """Posts against pledges.

    Attributes:
        made_from: What was looked at.
        day: The day.
        figures: What it comes to on the day.
        skills: By skill, what is lacking most first.
        nations: By nation, the largest first.
        limits: National caveats, those that hold on the day first.
        charts: Fill along time.
        withheld: Parts that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    day: date
    figures: tuple[Number, ...]
    skills: tuple[SkillFill, ...]
    nations: tuple[NationForce, ...]
    limits: tuple[Limit, ...]
    charts: tuple[Chart, ...]
    withheld: int | None


def forces(desk: Desk, day: date | None = None) -> Forces:
    """Posts against pledges on a day; None takes the day as of which things are known.

    Raises:
        CadreError: The day lies outside the days that plans look at.
    """
    asked = desk.mission.profile.as_of if day is None else day
    profile = desk.mission.profile
    if not profile.as_of <= asked <= profile.until:
        raise CadreError(
            "day",
            f"is {asked}",
            f"a day from {profile.as_of} to {profile.until}",
            "Choose one of these.",
        )
    return desk.once(f"forces {asked}", lambda: _forces(desk, asked))


def _forces(desk: Desk, day: date) -> tuple[Forces, int]:
    looked = _Looked(desk, day)
    nations = sorted(looked.nations(), key=lambda one: (-(one.pledged.value or 0), one.name))
    limits = sorted(looked.limits(), key=lambda one: (not one.holds, len(one.caveats), one.kind))
    whole = Forces(
        made_from=desk.made_from,
        day=day,
        figures=(),
        skills=tuple(sorted(looked.skills(), key=_urgency)),
        nations=tuple(nations),
        limits=tuple(limits),
        charts=(),
        withheld=None,
    )
    seen, withheld = redact(whole, desk.audience)
    limits = [one for one in seen.limits if one.caveats]
    # Sums and charts are made of what this reader sees, so that they say no more than the rows.
    told = replace(
        seen,
        figures=tuple(looked.figures(seen)),
        limits=tuple(limits),
        charts=tuple(looked.charts(seen)),
        withheld=withheld if desk.audience.told_of_more else None,
    )
    return told, withheld


def _urgency(one: SkillFill) -> tuple[float, float, float, str]:
    """Critical posts unfilled come first, then other gaps, then the largest."""
    return -one.critical_unfilled, -(one.unfilled.value or 0), -(one.asked.value or 0), one.name


Refs = list[tuple[str, str]]
"""Rows by table and id."""


def _refs(table: str, rows: Sequence[Row]) -> Refs:
    return [(table, str(one.id)) for one in rows]


class _Looked:
    """A mission, looked at on a day."""

    def __init__(self, desk: Desk, day: date) -> None:
        self.mission: Mission = desk.mission
        self.day = day
        self.window = Window(day, day + DAY)
        self.numbers = Numbers(desk)
        self.offers = Offers.of(desk.mission)
        self.pledges = by_skill(desk.mission)

    def _mark(self, *rows: Row) -> Marking:
        return Marking.strictest(marking_of(self.mission, row) for row in rows)

    def _there(self, pledges: list[Pledge]) -> list[Pledge]:
        return [one for one in pledges if people_on(self.mission, one, self.window)]

    def skills(self) -> Iterator[SkillFill]:
        """Each skill that work asks for, whether it runs or waits."""
        fills = running_fills(self.mission, self.offers)
        for key in dict.fromkeys(one.skill for one in self.mission.posts):
            later = [x for x in fills.get(key, ()) if x.days.end > self.mission.profile.as_of]
            posts = self._posts(key)
            if later or any(posts):
                yield self._skill(key, later, *posts)

    def _posts(self, key: SkillId) -> tuple[list[Post], list[Post]]:
        """The posts of a skill: of work that has begun, and of work that waits."""
        mission = self.mission
        own = [one for one in mission.posts if one.skill == key]
        begun = [one for one in own if mission.has_begun(mission.activity(one.activity))]
        return begun, [one for one in own if one not in begun]

    def _skill(
        self, key: SkillId, fills: list[Fill], posts: list[Post], waiting: list[Post]
    ) -> SkillFill:
        mission = self.mission
        name = mission.skill(key).name
        now = next((one for one in fills if self.day in one.days), None)
        asked, critical, offered = (
            (now.asked, now.critical, now.offered) if now is not None else (0, 0, 0)
        )
        pledges = self.pledges.get(key, [])
        there = self._there(pledges)
        caveats = [x for one in {p.nation for p in pledges} for x in mission.caveats_of(one)]
        lacking = max(0, critical - offered)
        of_posts, of_pledges = _refs("posts", posts), _refs("pledges", there)
        total = sum(people_on(mission, one, self.window) for one in there)

        def number(which: str, value: int, rows: Refs, words: str = _FILL_WORDS) -> Number:
            label = f"{name}: {which} on {short_day(self.day)}"
            return self.numbers.counted(
                f"{key}-{which}", value, label, rows, words=words, unit="people"
            )

        return SkillFill(
            skill=key,
            name=name,
            asked=number("asked", asked, of_posts),
            critical=number("critical", critical, of_posts),
            offered=number("pledged", offered, of_pledges),
            unfilled=number("unfilled", asked - offered, [*of_posts, *of_pledges]),
            waiting=number(
                "waiting",
                sum(one.people for one in waiting),
                _refs("posts", waiting),
                "Sum over posts of work that hasn't begun, whenever it may begin.",
            ),
            spare=number("spare", total - offered, of_pledges, _SPARE_WORDS),
            critical_unfilled=lacking,
            tone="bad" if lacking else "weak" if asked > offered else "good" if asked else "",
            nations=self._whose(there),
            steps=tuple(
                Step(first=one.days.start, end=one.days.end, asked=one.asked, offered=one.offered)
                for one in fills
            ),
            marking=self._mark(mission.skill(key), *posts, *waiting, *pledges, *caveats),
        )

    def _whose(self, pledges: list[Pledge]) -> str:
        people: dict[NationId, int] = {}
        for one in pledges:
            there = people_on(self.mission, one, self.window)
            people[one.nation] = people.get(one.nation, 0) + there
        ordered = sorted(people.items(), key=lambda pair: (-pair[1], pair[0]))
        names = (f"{self.mission.nation(key).name} {count}" for key, count in ordered)
        return listed(names, 4) if ordered else ""

    def nations(self) -> Iterator[NationForce]:
        """Each nation that has pledged anything for a day from the as-of day on, or has caveats."""
        mission = self.mission
        for nation in mission.nations:
            pledges = list(mission.pledges_of(nation.id))
            later = [one for one in pledges if one.window.end > mission.profile.as_of]
            caveats = [one for one in mission.caveats_of(nation.id) if self.day in one.window]
            if not later and not caveats:
                continue
            there = self._there(later)
            firm = [one for one in there if one.rung in FIRM]
            skills = dict.fromkeys(mission.skill(one.skill).name for one in there)
            yield NationForce(
                nation=nation.id,
                name=nation.name,
                pledged=self._people(f"{nation.id}-pledged", f"{nation.name}: pledged", there),
                firm=self._people(
                    f"{nation.id}-firm", f"{nation.name}: confirmed or arrived", firm
                ),
                skills=listed(skills, 4) if skills else "",
                caveats=len(caveats),
                marking=self._mark(nation, *pledges, *caveats),
            )

    def _people(self, key: str, label: str, pledges: list[Pledge]) -> Number:
        return self.numbers.counted(
            key,
            sum(people_on(self.mission, one, self.window) for one in pledges),
            f"{label} on {short_day(self.day)}",
            [("pledges", one.id) for one in pledges],
            words="Sum over pledges whose days hold the day, as they are pledged.",
            unit="people",
        )

    def limits(self) -> Iterator[Limit]:
        """Every caveat that holds on the day or later, those alike together."""
        alike: dict[tuple[str, str, Window], list[CaveatTold]] = {}
        for one in self.mission.caveats:
            if self.day < one.window.end:
                told = self._caveat(one)
                alike.setdefault((told.kind, told.statement, told.days), []).append(told)
        for (kind, statement, days), some in alike.items():
            holds = self.day in days
            yield Limit(kind=kind, statement=statement, days=days, holds=holds, caveats=tuple(some))

    def _caveat(self, one: Caveat) -> CaveatTold:
        nation = self.mission.nation(one.nation)
        return CaveatTold(
            caveat=one.id,
            nation=nation.name,
            kind=one.kind.value,
            statement=one.statement,
            days=one.window,
            holds=self.day in one.window,
            marking=self._mark(one, nation),
        )

    def figures(self, seen: Forces) -> Iterator[Number]:
        """What the day comes to, over the skills that are seen."""
        for key, label in (
            ("asked", "Posts of work that runs"),
            ("offered", "Filled by pledges"),
            ("unfilled", "Posts without a pledge"),
        ):
            parts: list[Number] = [getattr(one, key) for one in seen.skills]
            yield self._sum(f"all-{key}", label, parts)
        lacking = [one for one in seen.skills if one.critical_unfilled]
        yield self.numbers.counted(
            "all-critical-unfilled",
            sum(one.critical_unfilled for one in lacking),
            "Critical posts without a pledge",
            [("skills", one.skill) for one in lacking],
            words="Critical posts less people pledged who may serve, skill by skill.",
            unit="people",
        )

    def _sum(self, key: str, label: str, parts: list[Number]) -> Number:
        rows = dict.fromkeys((row.table, row.id) for one in parts for row in one.origin.rows)
        total = sum(one.value or 0 for one in parts)
        words = "Sum over the skills shown. " + _FILL_WORDS
        return self.numbers.counted(key, total, label, rows, words=words, unit="people")

    def charts(self, seen: Forces) -> Iterator[Chart]:
        """Fill along time, of the skills that are seen."""
        mission = self.mission
        if not any(one.steps for one in seen.skills):
            return
        first = mission.profile.as_of
        end = min(mission.profile.until + DAY, max(s.end for x in seen.skills for s in x.steps))
        changes = {first, *(x for one in seen.skills for s in one.steps for x in (s.first, s.end))}
        days = sorted(day for day in changes if first <= day < end)
        marking = Marking.strictest(one.marking for one in seen.skills)
        points: list[dict[str, Any]] = [
            {"from": day.isoformat(), **_sums(seen.skills, day)} for day in (*days, end - DAY)
        ]
        most = max(points, key=lambda point: point["asked"] - point["offered"])
        gap = most["asked"] - most["offered"]
        yield Chart(
            id="forces-time",
            title="People asked for and pledged along time",
            description=f"The widest gap is {counted(gap, 'person', 'people')}, on {most['from']}."
            if gap
            else "Pledges fill every post on every day.",
            spec=fill_over_time(
                points, self.day.isoformat(), (first.isoformat(), mission.profile.until.isoformat())
            ),
            marking=marking,
        )
        quarters = _quarters(first, mission.profile.until)
        cells = [cell for one in seen.skills for cell in _cells(one, quarters)]
        yield Chart(
            id="forces-skills",
            title="Share of posts filled by pledges, by skill",
            description="Each column is a day; empty where no post of the skill is asked for.",
            spec={**fill_chart(cells, [short_day(day) for day in quarters]), **WIDE},
            marking=marking,
        )


def _sums(skills: tuple[SkillFill, ...], day: date) -> dict[str, int]:
    now = [s for one in skills for s in one.steps if s.first <= day < s.end]
    return {"asked": sum(s.asked for s in now), "offered": sum(s.offered for s in now)}


def _quarters(first: date, last: date) -> list[date]:
    """The first day, and the first days of quarters after it."""
    days = [first]
    year, quarter = first.year, (first.month - 1) // 3
    while True:
        year, quarter = (year, quarter + 1) if quarter < 3 else (year + 1, 0)
        day = date(year, 3 * quarter + 1, 1)
        if day > last or len(days) == QUARTERS:
            return days
        days.append(day)


def _cells(one: SkillFill, days: list[date]) -> Iterator[dict[str, object]]:
    for day in days:
        step = next((s for s in one.steps if s.first <= day < s.end), None)
        if step is not None and step.asked:
            share = step.offered / step.asked
            yield {
                "skill": one.name,
                "quarter": short_day(day),
                "share": round(share, 4),
                "text": percent(share),
            }
