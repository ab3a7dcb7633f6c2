"""The planner's oracle: every plan of a tiny mission, tried one by one with arithmetic of its own.

It shares nothing with the planner: law by the day, people by trying all ways to seat them, worth
by the contract's sentence. It knows only what tiny missions use: no gates, no negotiations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from math import ceil

from cadre.mission.activities import Activity, Mode
from cadre.mission.forces import Caveat, CaveatKind, Pledge
from cadre.mission.ids import SkillId
from cadre.mission.mission import Mission
from cadre.mission.weeks import Window

Chosen = tuple[str, str, int, int]
"""Activity, site, first week, first week after."""


def best(mission: Mission) -> float:
    """The worth of the best plan, running work continued as long as it can be, by rank."""
    oracle = Oracle(mission)
    kept = oracle.continued()
    lists = [oracle.choices(one) for one in mission.activities if not oracle.begun(one)]
    worths = (
        oracle.worth(plan)
        for some in product(*lists)
        for plan in [[*kept, *(one for one in some if one is not None)]]
        if oracle.allowed(plan)
    )
    return max(worths)


class Oracle:
    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        self.weeks = mission.horizon.weeks
        self.fits_at = lru_cache(maxsize=None)(self._fits_at)

    def days(self, week: int) -> list[date]:
        first = self.mission.horizon.start + timedelta(days=7 * week)
        return [first + timedelta(days=n) for n in range(7)]

    def whole(self, window: Window, week: int) -> bool:
        return all(window.start <= one < window.end for one in self.days(week))

    def touched(self, window: Window, week: int) -> bool:
        return any(window.start <= one < window.end for one in self.days(week))

    def begun(self, one: Activity) -> bool:
        return one.began is not None and one.began <= self.mission.profile.as_of

    def lawful(self, one: Activity, mode: Mode, week: int) -> bool:
        for kind in one.cover:
            for today in self.days(week):
                if not any(
                    a.kind is kind and a.in_force and a.window.start <= today < a.window.end
                    for a in self.mission.authorities
                ):
                    return False
        start = date.min if self.begun(one) else one.window.start
        site = next(s for s in self.mission.sites if s.id == mode.site)
        return self.whole(site.window, week) and self.whole(Window(start, one.window.end), week)

    def choices(self, one: Activity) -> list[Chosen | None]:
        found: list[Chosen | None] = [None]
        for mode in self.mission.modes:
            if mode.activity != one.id:
                continue
            for start in range(self.weeks):
                end = start
                while end < self.weeks and self.lawful(one, mode, end):
                    end += 1
                    if mode.weeks == 0:
                        last = end == self.weeks or not self.lawful(one, mode, end)
                        enough = self.begun(one) or end - start >= mode.at_least
                        if (enough or end == self.weeks) and (last or self.falls(end, mode.site)):
                            found.append((one.id, mode.site, start, end))
                    elif end - start == mode.weeks:
                        found.append((one.id, mode.site, start, end))
                        break
        return found

    def falls(self, week: int, site: str) -> bool:
        """Whether less is there from `week` on than in the week before: open work may end then."""
        mission = self.mission

        def there(now: int) -> list[float]:
            rows = [float(self.whole(p.window, now)) for p in mission.pledges]
            rows += [float(self.whole(s.window, now)) for s in mission.supports if s.site == site]
            rows += [float(self.whole(b.window, now)) for b in mission.bed_spaces if b.site == site]
            return rows

        less = any(a < b for a, b in zip(there(week), there(week - 1), strict=True))
        caveats = any(
            self.touched(c.window, week) > self.touched(c.window, week - 1) for c in mission.caveats
        )
        return less or caveats

    def continued(self) -> list[Chosen]:
        kept: list[Chosen] = []
        begun = [one for one in self.mission.activities if self.begun(one)]
        for one in sorted(begun, key=lambda row: (row.rank, row.id)):
            for mode in (m for m in self.mission.modes if m.activity == one.id):
                most = self.weeks
                if mode.weeks:
                    assert one.began is not None
                    since = (one.began - self.mission.horizon.start).days // 7
                    most = min(most, since + mode.weeks)
                end = 0
                while end < most and self.lawful(one, mode, end):
                    if not self.fits([*kept, (one.id, mode.site, 0, end + 1)]):
                        break
                    end += 1
                if end > 0:
                    kept.append((one.id, mode.site, 0, end))
                    break
        return kept

    def allowed(self, plan: list[Chosen]) -> bool:
        starts = {key: week for key, _, week, _ in plan}
        for one in self.mission.activities:
            if one.id not in starts:
                continue
            rivals = (self.mission.activity(other) for other in one.excludes if other in starts)
            if any(not (self.begun(one) and self.begun(rival)) for rival in rivals):
                return False
            for before in () if self.begun(one) else one.after:
                row = self.mission.activity(before)
                if self.begun(row):
                    assert row.began is not None
                    since = -((self.mission.horizon.start - row.began).days // 7)
                elif before in starts:
                    since = starts[before]
                else:
                    return False
                if starts[one.id] < since + one.lag_weeks:
                    return False
        return self.fits(plan)

    def fits(self, plan: list[Chosen]) -> bool:
        return all(
            self.fits_at(w, frozenset((k, s) for k, s, first, end in plan if first <= w < end))
            for w in range(self.weeks)
        )

    def _fits_at(self, week: int, running: frozenset[tuple[str, str]]) -> bool:
        """Whether the least of all posts, with support and beds, can be had in `week`."""
        wanted: list[tuple[str, str | None, str, int]] = []
        for site in sorted({where for _, where in running}):
            here = [self.mission.activity(key) for key, where in running if where == site]  # type: ignore[arg-type]
            least = [
                (one.id, asked, heads) for one in here for asked, heads in self.least(one).items()
            ]
            people = sum(heads for _, _, heads in least)
            brought = self.brought(site, here, least, week)
            if brought is None:
                return False
            rows = [b for b in self.mission.bed_spaces if b.site == site]
            beds = sum(b.beds for b in rows if self.whole(b.window, week))
            if rows and people + sum(brought.values()) > beds:
                return False
            wanted += [(site, key, asked, heads) for key, asked, heads in least]
            wanted += [(site, None, kind, heads) for kind, heads in brought.items()]
        return self.seated([row for row in wanted if row[3]], week)

    def least(self, one: Activity) -> dict[str, int]:
        asked: dict[str, int] = {}
        for post in self.mission.posts:
            if post.activity == one.id:
                asked[post.skill] = asked.get(post.skill, 0) + post.people
        return {key: ceil(round(one.min_fill * heads, 9)) for key, heads in asked.items()}

    def brought(
        self, site: str, here: list[Activity], least: Sequence[tuple[str, str, int]], week: int
    ) -> dict[str, int] | None:
        """Support brought, by going round until nothing changes; None when that never ends."""
        kinds = {kind for one in here for kind in one.enablers}
        people = sum(heads for _, _, heads in least)
        if not people:
            return {}
        own = {str(kind): self.own(site, kind, least, week) for kind in kinds}
        found = dict.fromkeys(sorted(own), 0)
        for _ in range(10_000):
            total = people + sum(found.values())
            new = {}
            for row in self.mission.enablers:
                if row.id in kinds:
                    needed = row.per_person.likely * total + row.fixed.likely - own[row.id]
                    steps = ceil(round(needed / row.step, 6)) if needed > 0 else 0
                    new[str(row.id)] = steps * row.step
            if new == found:
                return found
            found = new
        return None

    def own(self, site: str, kind: str, least: Sequence[tuple[str, str, int]], week: int) -> float:
        """People's worth of a kind that is lent to a site or stands in posts there."""
        there = 0.0
        for row in self.mission.supports:
            if (row.site, row.enabler) == (site, kind) and self.whole(row.window, week):
                there += float("inf") if row.people is None else row.people
        kinds = {skill.id: skill.enabler for skill in self.mission.skills}
        return there + sum(heads for _, asked, heads in least if kinds[SkillId(asked)] == kind)

    def seated(self, wanted: list[tuple[str, str | None, str, int]], week: int) -> bool:
        """Whether pledges can fill all: by Hall's rule over every subset of what is wanted."""
        can = [
            [p for p in self.mission.pledges if self.serves(p, site, work, asked, week)]
            for site, work, asked, _ in wanted
        ]
        caps: dict[str, int] = {}
        for one in self.mission.caveats:
            if one.kind is CaveatKind.HEADCOUNT_CAP and self.touched(one.window, week):
                assert one.people is not None
                caps[one.nation] = min(one.people, caps.get(one.nation, one.people))
        for mask in range(1, 2 ** len(wanted)):
            rows = [n for n in range(len(wanted)) if mask >> n & 1]
            there = {p.id: p for n in rows for p in can[n]}
            total = 0
            for nation in {p.nation for p in there.values()}:
                heads = sum(p.people for p in there.values() if p.nation == nation)
                total += min(heads, caps.get(nation, heads))
            if sum(wanted[n][3] for n in rows) > total:
                return False
        return True

    def serves(self, p: Pledge, site: str, work: str | None, asked: str, week: int) -> bool:
        if not self.whole(p.window, week):
            return False
        kind = next(s.enabler for s in self.mission.skills if s.id == p.skill)
        if (p.skill != asked) if work is not None else (kind != asked):
            return False
        mine = [
            c for c in self.mission.caveats if c.nation == p.nation and self.touched(c.window, week)
        ]
        return not any(self.bars(c, site, work) for c in mine)

    def bars(self, one: Caveat, site: str, work: str | None) -> bool:
        where = next(s for s in self.mission.sites if s.id == site)
        row = None if work is None else next(a for a in self.mission.activities if a.id == work)
        return {
            CaveatKind.LOCATION_ALLOW: site not in one.sites,
            CaveatKind.LOCATION_DENY: site in one.sites,
            CaveatKind.ACTIVITY_DENY: work in one.activities,
            CaveatKind.AUDIENCE_DENY: row is not None and row.institution in one.institutions,
            CaveatKind.OUT_OF_COUNTRY: where.country == self.mission.profile.host,
            CaveatKind.MONEY_ONLY: True,
        }.get(one.kind, False)

    def worth(self, plan: list[Chosen]) -> float:
        """The objective, as a sum over weeks."""
        mission, weights = self.mission, self.mission.profile.weights
        runs = {key: (first, end) for key, _, first, end in plan}
        total = weights.output * sum(self._taught(runs))
        reached: dict[str, int] = {}
        for week in range(self.weeks):
            now = {key for key, (first, end) in runs.items() if first <= week < end}
            heads = sum(post.people for post in mission.posts if post.activity in now)
            total += weights.needs * self._met(now, week) - weights.footprint * heads
            for one in mission.milestones:
                if set(one.activities) <= now and heads >= one.people:
                    reached.setdefault(one.id, week)
        total += weights.milestones * sum(self.weeks - week for week in reached.values())
        new = [one.id for one in mission.activities if one.id in runs and not self.begun(one)]
        return total + weights.early * sum(self.weeks - runs[key][0] for key in new)

    def _met(self, now: set[str], week: int) -> float:
        """Needs met in a week by our work and partners', each by its weight."""
        rows = self.mission.partner_activities
        there = now | {row.id for row in rows if self.whole(row.window, week)}
        met = 0.0
        for need in self.mission.needs:
            left = 1.0
            for row in self.mission.effects:
                if row.need == need.id and row.work in there:
                    left *= 1 - row.strength
            met += need.weight * (1 + need.critical) * (1 - left)
        return met

    def _taught(self, runs: dict[str, tuple[int, int]]) -> Iterator[float]:
        for one in self.mission.courses:
            first, end = runs.get(one.activity, (0, 0))
            week = first
            while week + one.weeks <= end:
                cycle = one.weeks + one.break_weeks
                seats = min(one.seats, one.supply * cycle / 52) if one.supply else one.seats
                yield seats * one.pass_share.likely
                week += cycle
