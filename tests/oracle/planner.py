"""The planner's oracle: every plan of a tiny mission, tried one by one with arithmetic of its own.

It shares nothing with the planner: law by the day, people by trying all ways to seat them, worth
by the contract's sentence. It knows only what tiny missions use: no gates, no red lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from math import ceil

from cadre.mission.activities import Activity, Mode
from cadre.mission.authorities import Authority
from cadre.mission.conditions import Criterion, Measure
from cadre.mission.forces import CaveatKind, Pledge
from cadre.mission.ids import SkillId
from cadre.mission.mission import Mission
from cadre.mission.weeks import Window
from tests.oracle import rules, staged, talks
from tests.oracle.people import ON_SUPPORT, barred, heads_in, holds, lent_in

Chosen = tuple[str, str, int, int]
"""Activity, site, first week, first week after."""
Asked = tuple[str, str, str]
"""Skill or kind of support, rank, language."""


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
        self.required = self._required()

    def _required(self) -> set[str]:
        """What every plan must hold: grown by what it needs until nothing is added."""
        rows = {str(one.id): one for one in self.mission.activities}
        found, size = {key for key, one in rows.items() if one.required}, -1
        while size < len(found):
            size = len(found)
            found -= {key for key in found if self.begun(rows[key])}
            for key in sorted(found):
                one = rows[key]
                more = (*one.after, *one.after_end, one.increment_of)
                found |= {str(k) for k in more if k and not self.begun(rows[k])}
        return found

    def finish(self, plan: list[Chosen]) -> int:
        """Weeks left when the last required work with an end of its own is over."""
        ways = [(str(m.activity), m.weeks) for m in self.mission.modes]
        timed = {k for k in self.required if all(weeks for key, weeks in ways if key == k)}
        ends = [end for key, _, _, end in plan if key in timed]
        return self.weeks - max(ends) if timed and len(ends) == len(timed) else 0

    def days(self, week: int) -> list[date]:
        first = self.mission.horizon.start + timedelta(days=7 * week)
        return [first + timedelta(days=n) for n in range(7)]

    def whole(self, window: Window, week: int) -> bool:
        return all(window.start <= one < window.end for one in self.days(week))

    def touched(self, window: Window, week: int) -> bool:
        return any(window.start <= one < window.end for one in self.days(week))

    def begun(self, one: Activity) -> bool:
        return one.began is not None and one.began <= self.mission.profile.as_of

    def paused(self, named: Iterable[str], today: date) -> bool:
        """Whether a pause that names one of these holds on a day."""
        return any(
            not set(named).isdisjoint((*p.authorities, *p.sites, *p.programmes))
            and p.window.start <= today < p.window.end
            for p in self.mission.pauses
        )

    def halted(self, one: Activity, site: str, week: int) -> bool:
        everything = [p for p in self.mission.pauses if p.halts_all]
        return any(
            self.paused((site, one.programme), today)
            or any(p.window.start <= today < p.window.end for p in everything)
            for today in self.days(week)
        )

    def works(self, one: Activity, mode: Mode, week: int) -> bool:
        """Whether work may be done in a week: lawful, and no pause takes a day of it."""
        return self.lawful(one, mode, week, pauses=True)

    def lawful(self, one: Activity, mode: Mode, week: int, *, pauses: bool = False) -> bool:
        if pauses and self.halted(one, mode.site, week):
            return False
        if not rules.led(self.mission, one, mode, week):
            return False
        for kind in one.cover:
            for today in self.days(week):
                if not any(
                    a.kind is kind
                    and a.in_force
                    and a.window.start <= today < a.window.end
                    and not (pauses and self.paused((a.id,), today))
                    for a in self.mission.authorities
                ):
                    return False
        start = date.min if self.begun(one) else one.window.start
        site = next(s for s in self.mission.sites if s.id == mode.site)
        return self.whole(site.window, week) and self.whole(Window(start, one.window.end), week)

    def choices(self, one: Activity) -> list[Chosen | None]:
        found: list[Chosen | None] = [None]
        for mode in self.mission.modes:
            if mode.activity == one.id:
                for start in range(self.weeks):
                    late = one.latest_start is not None and self.days(start)[0] > one.latest_start
                    free = not late and not rules.changing_over(self.mission, start)
                    if free and self.works(one, mode, start):
                        found += [
                            (one.id, mode.site, start, e) for e in self.ends(one, mode, start)
                        ]
        return found

    def ends(self, one: Activity, mode: Mode, start: int) -> Iterator[int]:
        """Weeks in which new work that starts in a week may have ended."""
        if mode.weeks:
            weeks = range(start, start + mode.weeks)
            if weeks.stop <= self.weeks and all(self.works(one, mode, week) for week in weeks):
                yield weeks.stop
            return
        end, last = start, start
        while end < self.weeks and self.lawful(one, mode, end):
            end += 1
            last = end if self.works(one, mode, end - 1) else last
        for week in range(start + 1, last + 1):
            enough = week - start >= mode.at_least or week == self.weeks
            if enough and self.works(one, mode, week - 1):
                pause = week < last and not self.works(one, mode, week)
                any_end = one.increment_of is not None or rules.leaner(self.mission, one, week)
                if week == last or pause or any_end or self.falls(week, mode.site):
                    yield week

    def falls(self, week: int, site: str) -> bool:
        """Whether less is there from `week` on than in the week before: open work may end then."""
        mission = self.mission

        def there(now: int) -> list[float]:
            rows = [float(heads_in(mission, p, now)) for p in mission.pledges]
            lent = [s for s in mission.supports if s.site == site]
            rows += [
                sum(lent_in(mission, s, now) for s in lent if s.enabler == kind)
                for kind in sorted({s.enabler for s in lent})
            ]
            rows += [float(self.whole(b.window, now)) for b in mission.bed_spaces if b.site == site]
            return rows

        less = any(a < b for a, b in zip(there(week), there(week - 1), strict=True))
        return less or not self.limits(week) <= self.limits(week - 1)

    def limits(self, week: int) -> set[tuple[str, str]]:
        """The caveats that hold in a week; of those that hang on support, where they bar."""
        mission, found = self.mission, set[tuple[str, str]]()
        for one in mission.caveats:
            if one.kind in ON_SUPPORT:
                sites = [s.id for s in mission.sites]
                found |= {(one.id, s) for s in sites if barred(mission, one, (s, None), week)}
            elif one.kind is CaveatKind.APPROVAL:
                end = mission.profile.as_of + timedelta(days=one.days or 0)
                if any(holds(one.window, day) and day < end for day in self.days(week)):
                    found.add((one.id, ""))
            elif self.touched(one.window, week):
                found.add((one.id, ""))
        return found

    def continued(self) -> list[Chosen]:
        kept: list[Chosen] = []
        begun = [one for one in self.mission.activities if self.begun(one)]
        for one in sorted(begun, key=lambda row: rules.kept_by(self.mission, row)):
            for mode in (m for m in self.mission.modes if m.activity == one.id):
                span = self.going_on(one, mode, kept)
                if span is not None:
                    kept.append((one.id, mode.site, *span))
                    break
        return kept

    def going_on(self, one: Activity, mode: Mode, kept: list[Chosen]) -> tuple[int, int] | None:
        """From when to when begun work goes on; it waits for a pause to end, and bridges others."""
        most = self.weeks
        if mode.weeks:
            assert one.began is not None
            since = (one.began - self.mission.horizon.start).days // 7
            most = min(most, since + mode.weeks)
        first = last = None
        for week in range(most):
            if not self.lawful(one, mode, week):
                break
            if first is None and not self.works(one, mode, week):
                continue
            first = week if first is None else first
            longer = [*kept, (one.id, mode.site, first, week + 1)]
            if not rules.beside(self.mission, longer) or not self.fits(longer):
                break
            last = week + 1 if self.works(one, mode, week) else last
        return None if first is None or last is None else (first, last)

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
        shared = (rules.beside, rules.affordable, rules.released, rules.stocked)
        coupled = (*shared, rules.waited, talks.talked)
        whole = self.required <= set(starts)
        return whole and all(rule(self.mission, plan) for rule in coupled) and self.fits(plan)

    def fits(self, plan: list[Chosen]) -> bool:
        return all(
            self.fits_at(w, frozenset((k, s) for k, s, first, end in plan if first <= w < end))
            for w in range(self.weeks)
        )

    def _fits_at(self, week: int, running: frozenset[tuple[str, str]]) -> bool:
        """Whether the least of all posts, with support and beds, can be had in `week`."""
        wanted: list[tuple[str, str | None, Asked, int]] = []
        for site in sorted({where for _, where in running}):
            here = [self.mission.activity(key) for key, where in running if where == site]  # type: ignore[arg-type]
            least = [
                (one.id, asked, heads)
                for one in here
                for asked, heads in self.least(one, site).items()
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
            wanted += [(site, None, (kind, "", ""), heads) for kind, heads in brought.items()]
        return self.seated([row for row in wanted if row[3]], week)

    def least(self, one: Activity, site: str) -> dict[Asked, int]:
        asked: dict[Asked, int] = {}
        for post in self.mission.posts:
            if post.activity == one.id and (post.site is None or post.site == site):
                key = (str(post.skill), post.rank, post.language)
                asked[key] = asked.get(key, 0) + post.people
        return {key: ceil(round(one.min_fill * heads, 9)) for key, heads in asked.items()}

    def brought(
        self, site: str, here: list[Activity], least: Sequence[tuple[str, Asked, int]], week: int
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

    def own(
        self, site: str, kind: str, least: Sequence[tuple[str, Asked, int]], week: int
    ) -> float:
        """People's worth of a kind that is lent to a site or stands in posts there."""
        there = 0.0
        for row in self.mission.supports:
            if (row.site, row.enabler) == (site, kind):
                there += lent_in(self.mission, row, week)
        kinds = {skill.id: skill.enabler for skill in self.mission.skills}
        return there + sum(heads for _, asked, heads in least if kinds[SkillId(asked[0])] == kind)

    def seated(self, wanted: list[tuple[str, str | None, Asked, int]], week: int) -> bool:
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
                mine = [p for p in there.values() if p.nation == nation]
                heads = sum(heads_in(self.mission, p, week) for p in mine)
                total += min(heads, caps.get(nation, heads))
            if sum(wanted[n][3] for n in rows) > total:
                return False
        return True

    def serves(self, p: Pledge, site: str, work: str | None, asked: Asked, week: int) -> bool:
        if not self.whole(p.window, week):
            return False
        kind = next(s.enabler for s in self.mission.skills if s.id == p.skill)
        name, rank, language = asked
        if (p.skill != name) if work is not None else (kind != name):
            return False
        if rank and p.ranks and rank not in p.ranks:
            return False
        if language and language not in p.languages:
            return False
        mine = [c for c in self.mission.caveats if c.nation == p.nation]
        return not any(barred(self.mission, c, (site, work), week) for c in mine)

    def worth(self, plan: list[Chosen]) -> float:
        """The objective, as a sum over weeks."""
        mission, weights = self.mission, self.mission.profile.weights
        runs = {key: (first, end) for key, _, first, end in plan}
        total = weights.output * sum(self._taught(plan)) + weights.finish * self.finish(plan)
        reached: dict[str, int] = {}
        idle, ends = self._idle(plan), self._ends(plan)
        for week in range(self.weeks):
            there = {key for key, (first, end) in runs.items() if first <= week < end}
            now = {key for key in there if week not in idle[key]}
            heads = sum(post.people for post in mission.posts if post.activity in there)
            total += weights.needs * self._met(now, week) - weights.footprint * heads
            for one in mission.milestones:
                asked = [c for c in mission.criteria if c.milestone == one.id]
                if asked and all(self.met(c, now, heads, week, ends) for c in asked):
                    reached.setdefault(one.id, week)
        total += weights.milestones * sum(self.weeks - week for week in reached.values())
        new = [one.id for one in mission.activities if one.id in runs and not self.begun(one)]
        return total + weights.early * sum(self.weeks - runs[key][0] for key in new)

    def met(
        self, one: Criterion, now: set[str], heads: int, week: int, ends: dict[str, list[int]]
    ) -> bool:
        """Whether a criterion holds in a week; who fills posts isn't known here."""
        key, mission = one.subject, self.mission
        return {
            Measure.COVERAGE: self._left(str(key), now, week) <= 1 - (one.at_least or 0) + 1e-6,
            Measure.GRADUATES: staged.graduates(mission, str(key), ends, week)
            >= (one.at_least or 0) - 1e-6,
            Measure.HOST_INSTRUCTORS: staged.short(mission, one, ends, week) <= 1e-6,
            Measure.PEOPLE: key is None and one.at_least is not None and heads >= one.at_least,
            Measure.RUNNING: key in now,
            Measure.AUTHORITY: any(
                row.in_force and self.whole(row.window, week)
                for row in mission.authorities
                if str(row.id) == key
            ),
            Measure.CONDITION: any(
                day is not None and day <= self.days(week)[0]
                for row in mission.conditions
                for day in [row.met or (None if row.when is None else row.when.likely)]
                if str(row.id) == key
            ),
        }.get(one.measure, False)

    def _met(self, now: set[str], week: int) -> float:
        """Needs met in a week by our work and partners', each by its weight."""
        return sum(
            need.weight * (1 + need.critical) * (1 - self._left(need.id, now, week))
            for need in self.mission.needs
        )

    def _left(self, need: str, now: set[str], week: int) -> float:
        """Share of a need that is left in a week."""
        rows = self.mission.partner_activities
        there = now | {row.id for row in rows if self.whole(row.window, week)}
        left = 1.0
        for row in self.mission.effects:
            if str(row.need) == need and row.work in there:
                left *= 1 - row.strength
        return left

    def _idle(self, plan: list[Chosen]) -> dict[str, set[int]]:
        """The weeks of each run that pauses take."""
        found: dict[str, set[int]] = {}
        for key, site, first, end in plan:
            one = next(a for a in self.mission.activities if a.id == key)
            mode = next(m for m in self.mission.modes if (m.activity, m.site) == (key, site))
            found[key] = {w for w in range(first, end) if not self.works(one, mode, w)}
        return found

    def _before(self, one: Activity) -> list[bool]:
        """Whether begun work was done in each whole week before the first one."""
        modes = [mode for mode in self.mission.modes if mode.activity == one.id]
        if not self.begun(one) or not modes:
            return []
        assert one.began is not None
        since = -((self.mission.horizon.start - one.began).days // 7)
        over = since + modes[0].weeks if modes[0].weeks else 0
        return [
            week < over + (0 if modes[0].weeks else 1)
            and all(today < one.window.end for today in self.days(week))
            and not self.halted(one, modes[0].site, week)
            and all(
                any(a.kind is kind and not self.paused((a.id,), today) for a in self._laws())
                for kind in one.cover
                for today in self.days(week)
            )
            for week in range(since, 0)
        ]

    def _laws(self) -> list[Authority]:
        return [one for one in self.mission.authorities if one.in_force]

    def _taught(self, plan: list[Chosen]) -> Iterator[float]:
        """Graduates of each cohort that ends within the horizon."""
        ends = self._ends(plan)
        for one in self.mission.courses:
            cycle = one.weeks + one.break_weeks
            seats = min(one.seats, one.supply * cycle // 52) if one.supply else one.seats
            yield seats * one.pass_share.likely * sum(week >= 0 for week in ends[one.id])

    def _ends(self, plan: list[Chosen]) -> dict[str, list[int]]:
        """By course the last week of each cohort: it grows in weeks of work; pauses may lose it."""
        idle, found = self._idle(plan), dict[str, list[int]]()
        ends = {key: (first, end) for key, _, first, end in plan}
        for one in self.mission.courses:
            found[one.id] = []
            first, end = ends.get(one.activity, (0, 0))
            before = self._before(self.mission.activity(one.activity))
            grown = rest = still = 0
            for week in range(-len(before), end):
                off = not before[week] if week < 0 else week < first or week in idle[one.activity]
                if rest:
                    rest -= 1
                elif off and grown:
                    still += 1
                    if still > one.keep_weeks:
                        grown = still = 0
                elif off:
                    continue
                else:
                    grown, still = grown + 1, 0
                    if grown == one.weeks:
                        grown, rest = 0, one.break_weeks
                        found[one.id].append(week)
        return found
