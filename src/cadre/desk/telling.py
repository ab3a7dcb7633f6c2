"""Telling: the sentences of a story, each from what was drawn or counted for one future."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from cadre.brief.futures import CAUSES
from cadre.brief.words import listed, plural, quarter_weeks, short_day
from cadre.desk.names import Names
from cadre.desk.stops import Spell, Stop, spells, stops
from cadre.mission.ids import ActivityId, CourseId, LevelId
from cadre.mission.milestones import unjudged
from cadre.mission.mission import Mission
from cadre.mission.pipeline import lessons, standing
from cadre.mission.plans import Plan, Start
from cadre.mission.quantities import counted
from cadre.mission.weeks import DAY
from cadre.simulator.one import OneFuture, Served
from cadre.simulator.outcomes import HeldBackBy

Told = Iterator[tuple[date, str]]
NOTABLE = 0.1
"""Share of the people present by which their number must change in a week to be told."""


class Telling:
    """One future, and how it is put into words.

    Attributes:
        mission: The mission.
        plan: The plan that was played.
        future: What happened.
        names: How things are called.
        levels: Force levels whose day is told.
    """

    def __init__(
        self,
        mission: Mission,
        plan: Plan,
        future: OneFuture,
        names: Names,
        levels: Sequence[tuple[LevelId, int]],
    ) -> None:
        self.mission, self.plan, self.future = mission, plan, future
        self.names, self.levels = names, levels
        outcomes = future.outcomes
        self.weeks = plan.horizon.weeks
        self.heads = outcomes.force.argmax(axis=1).tolist()
        self.first_run = outcomes.begun.argmax(axis=1).tolist()
        self.spells = [
            spells(outcomes.running[row], outcomes.held_back[row])
            for row in range(len(outcomes.activities))
        ]
        self.stops = [
            stops(outcomes.running[row], outcomes.held_back[row])
            for row in range(len(outcomes.activities))
        ]

    # How it begins and ends ---------------------------------------------------------------------

    def at_first(self) -> Iterator[str]:
        """People, running work and what is reached already, levels too, in the first week."""
        yield f"{self._people(self.heads[0])} in the first week."
        running = [key for row, key in self._works() if self.first_run[row] == 0]
        if running:
            yield f"Work that runs: {self.names.works(running)}."
        reached = [name for name, week in self._milestones() if week == 0]
        if reached:
            yield f"Reached already: {'; '.join(reached)}."
        there = [self._persons(people) for people, week in self._levels() if week == 0]
        if there:
            yield f"Present already: {listed(there)}."

    def at_the_end(self) -> Iterator[str]:
        """People, work, graduates, lost weeks, needs and cost at the end."""
        outcomes = self.future.outcomes
        high, low = max(self.heads), min(self.heads)
        yield (
            f"{self._people(self.heads[-1])} in the last week; "
            f"at most {high:,} (week of {self._written(self.heads.index(high))}), "
            f"at least {low:,} (week of {self._written(self.heads.index(low))})."
        )
        running = [key for row, key in self._works() if outcomes.running[row, -1]]
        if running:
            yield f"Work that runs: {self.names.works(running)}."
        held, ran = int(outcomes.paused[-1]), int(outcomes.engagements[-1])
        failed = int(outcomes.engagements[:-1].sum())
        yield (
            f"Some planned work was held back in {held:,} of {self._weeks(self.weeks)}. Work ran "
            f"for {counted(ran, 'activity-week')}; in {failed:,} of them the "
            "engagements failed."
        )
        for key, (times, _) in zip(outcomes.triggers, outcomes.ordered.tolist(), strict=True):
            if times:
                often = "" if times == 1 else f", {times} times"
                yield f"Acted{often}: {self.names.trigger(key)}"
        if outcomes.courses:
            yield self._graduates()
        if cost := round(outcomes.cost_mean().value):
            yield f"Cost: {cost:,} thousand {self.mission.profile.currency}."

    def never(self) -> Iterator[str]:
        """Gates, work and milestones that never come about."""
        gates = [self.names.gate(key) for key in self.future.opened if not self._comes(key)]
        if gates:
            yield f"Not within the horizon: {'; '.join(gates)}."
        talks = [
            self.names.talks(key)
            for key, days in self.future.talks.items()
            if days is None or days[1] >= 7 * self.weeks
        ]
        if talks:
            yield f"Not over within the horizon: {'; '.join(talks)}."
        for row, work in self._works():
            one = self.plan.start_of(work)
            if one is not None and self.first_run[row] >= self.weeks:
                why = self._why(self.stops[row][0].causes) if self.stops[row] else "never due"
                awaited = [self.names.gate(key) for key in one.waits_for if not self._comes(key)]
                waits = f" It waits for: {'; '.join(awaited)}." if awaited else self._missed(one)
                yield f"Never begun, {why}: {self.names.work(work)}.{waits}"
        missed = [name for name, week in self._milestones() if week >= self.weeks]
        if missed:
            yield f"Not reached: {'; '.join(missed)}."
        missed = [self._persons(people) for people, week in self._levels() if week >= self.weeks]
        if missed:
            yield f"Never present: {listed(missed)}."

    def _missed(self, one: Start) -> str:
        """That what a start waits for came after the last week in which it could still begin."""
        horizon, work = self.plan.horizon, self.mission.activity(one.activity)
        days = [self.future.opened.get(str(key)) for key in one.waits_for]
        last = max((day or 0 for day in days), default=0)
        week = horizon.first_whole_week(self._on(max(0, last))) + work.notice_weeks
        latest = work.latest_start
        over = week >= self.weeks or (latest is not None and week > horizon.week(latest))
        return " What it waits for came too late." if days and over else ""

    def _graduates(self) -> str:
        numbers = self.future.outcomes.graduate_total[:, 0].tolist()
        lost = int(self.future.outcomes.lost_cohorts.sum())
        some = f": {self._passed(numbers)}" if any(numbers) else ""
        end = f" {lost} {plural(lost, 'cohort was', 'cohorts were')} lost." if lost else ""
        return f"{sum(numbers):,} graduates{some}.{end}"

    # What happens -------------------------------------------------------------------------------

    def talks(self) -> Told:
        """Negotiations that begin and end."""
        for key, days in self.future.talks.items():
            name = self.names.talks(key)
            if days is not None and 0 <= days[0] < 7 * self.weeks:
                yield self._on(days[0]), f"Begun: {name}."
            if days is not None and 0 < days[1] < 7 * self.weeks:
                yield self._on(days[1]), f"Over: {name}."

    def gates(self) -> Told:
        """Authorities that come into force, conditions that are met, decisions that are taken."""
        for key, day in self.future.opened.items():
            if day is not None and day > 0 and self._comes(key):
                waiting = [s.activity for s in self.plan.starts if key in map(str, s.waits_for)]
                waits = f" Awaited by: {self.names.works(waiting)}." if waiting else ""
                yield self._on(day), f"{self.names.opening(key)}{waits}"

    def partners(self) -> Told:
        """Partners that leave, and what they lend no more."""
        for partner, week in self.future.gone.items():
            if week is not None and 0 <= week < self.weeks:
                lent = [one for one in self.mission.supports if one.provider == partner]
                day = self._day(week)
                kinds = dict.fromkeys(
                    self.names.enabler(one.enabler) for one in lent if day in one.window
                )
                goes = f" With it goes what it lends: {listed(kinds)}." if kinds else ""
                yield day, f"Gone from this week on: {self.names.partner(partner)}.{goes}"

    def shocks(self) -> Told:
        """Shocks, where they hit and for how long."""
        for hit in self.future.hits:
            where = f" at {listed(self.names.site(one) for one in hit.sites)}" if hit.sites else ""
            name = self.names.shock(hit.cause, hit.sites)
            yield self._day(hit.begin), f"{name}{where}, {self._lasting(hit.begin, hit.end)}."

    def people(self) -> Told:
        """Pledges that aren't kept, come late or weak, and weeks in which many come or go."""
        planned, called = dict[str, list[Served]](), dict[str, list[Served]]()
        for one in self.future.served:
            (planned if one.planned else called).setdefault(one.pledge, []).append(one)
        groups = list(planned.values())
        late = self._late(groups)
        yield from self._broken(groups)
        yield from self._too_late(groups)
        for (begin, weeks, nation), rows in late.items():
            heads, skills = sum(row[0] for row in rows), dict.fromkeys(row[1] for row in rows)
            come = f"{self._persons(heads)} ({listed(skills)}) {plural(heads, 'comes', 'come')}"
            yield self._day(begin), f"{nation}: {come} {self._weeks(weeks)} late."
        yield from self._weak(groups)
        yield from self._called(called.values())
        yield from self._changes({(begin, nation) for begin, _, nation in late})

    def work(self) -> Told:
        """Work that stops, ends and begins: of what stops all, what begins then is no part."""
        yield from self._stopped()
        yield from self._ended()
        for row, work in self._works():
            for place, spell in enumerate(self.spells[row]):
                if spell.begin > 0:
                    how = " again" if place else self._late_by(work, spell)
                    before = [s for s in self.stops[row] if spell.since <= s.begin < spell.begin]
                    why = f" for {self._why(before[0].causes)}" if before else ""
                    yield self._day(spell.begin), f"Begun{how}{why}: {self.names.work(work)}."

    def _late_by(self, work: ActivityId, spell: Spell) -> str:
        one = self.plan.start_of(work)
        if one is None:
            return " as a rule of the mission's own orders"
        late = spell.begin - one.week
        return f", {self._weeks(late)} late" if late > 0 else ""

    def courses(self) -> Told:
        """Cohorts that graduate, and cohorts that are lost."""
        outcomes, begin = self.future.outcomes, 0
        for week in quarter_weeks(self.plan.horizon):
            some = self._passed(outcomes.graduates[:, begin : week + 1].sum(axis=1).tolist())
            if some:
                yield self._day(week), f"Graduates since {self._written(begin)}: {some}."
            begin = week + 1
        lost = dict[tuple[int, str], list[str]]()
        for key in outcomes.courses:
            for week, why in self._lost(key):
                lost.setdefault((week, why), []).append(self.names.course(key))
        for (week, why), courses in lost.items():
            yield self._day(week), f"A cohort is lost {why}: {'; '.join(courses)}."

    def _passed(self, numbers: Sequence[int]) -> str:
        """Graduates by course, in the order of the outcomes."""
        courses = zip(self.future.outcomes.courses, numbers, strict=True)
        return "; ".join(
            f"{number:,} of {self.names.course(key)}" for key, number in courses if number
        )

    def _lost(self, key: CourseId) -> Iterator[tuple[int, str]]:
        """The weeks in which a cohort of a course is lost, by the weeks in which its work ran.

        Each with what it is lost to: a pause of its work, if that is still due.
        """
        course = next(one for one in self.mission.courses if one.id == key)
        row = self.future.outcomes.activities.index(course.activity)
        runs = (self.future.outcomes.running[row] > 0).tolist()
        due = self.future.outcomes.held_back[row].any(axis=0).tolist()
        weeks = enumerate(lessons(course, runs, standing(self.mission, course)))
        for week, lesson in weeks:
            if lesson.lost:
                yield week, "to a long pause" if due[week] else "with the end of its work"

    def goals(self) -> Told:
        """Milestones and levels that are reached."""
        for name, week in self._milestones():
            if 0 < week < self.weeks:
                yield self._day(week), f"Milestone reached: {name}."
        for people, week in self._levels():
            if 0 < week < self.weeks:
                yield self._day(week), f"{self._people(people)} for the first time."

    # People -------------------------------------------------------------------------------------

    def orders(self) -> Told:
        """Orders of the mission's own rules, each when it was given first."""
        names = {one.id: one.name.rstrip(".") for one in self.mission.triggers}
        times = dict(zip(self.future.outcomes.triggers, self.future.outcomes.ordered, strict=True))
        for key, week in self.future.ordered:
            number = int(times[key][0])
            again = f" (first of {number} times)" if number > 1 else ""
            yield self._day(week), f"Ordered at the end of the week{again}: {names[key]}."

    def _broken(self, groups: Iterable[Sequence[Served]]) -> Told:
        for group in groups:
            ready = min(one.ready for one in group)
            if ready < self.weeks and not any(one.heads for one in group):
                what = self._offered(group[0], most([(o.people, o.ready, o.end) for o in group]))
                yield self._day(ready), f"A pledge isn't kept: {what}."

    def _late(
        self, groups: Iterable[Sequence[Served]]
    ) -> dict[tuple[int, int, str], list[tuple[int, str]]]:
        """Heads and skills that come late, by week, weeks of delay and nation."""
        found: dict[tuple[int, int, str], list[tuple[int, str]]] = {}
        for group in groups:
            late = [one for one in group if one.begin > one.ready and self._serves(one)]
            if late:
                begin, ready = late[0].begin, late[0].ready
                heads = sum(one.heads for one in late if one.begin == begin)
                key = begin, begin - ready, self._nation(late[0])
                found.setdefault(key, []).append((heads, self._skill(late[0])))
        return found

    def _too_late(self, groups: Iterable[Sequence[Served]]) -> Told:
        for group in groups:
            kept = [one for one in group if one.heads and one.ready < self.weeks]
            if kept and not any(self._serves(one) for one in kept):
                what = self._offered(kept[0], kept[0].people)
                yield self._day(kept[0].ready), f"Awaited, and too late to serve: {what}."

    def _called(self, groups: Iterable[Sequence[Served]]) -> Told:
        """Pledges that the plan doesn't use, and that come all the same."""
        for group in groups:
            there = [one for one in group if self._serves(one)]
            if there:
                heads = most([(one.heads, one.begin, one.end) for one in there])
                first = min(there, key=lambda one: one.begin)
                yield self._day(first.begin), f"Called upon: {self._offered(first, heads)}."

    def _serves(self, one: Served) -> bool:
        return one.heads > 0 and one.begin < min(one.end, self.weeks)

    def _weak(self, groups: Iterable[Sequence[Served]]) -> Told:
        """Pledges whose people are fewer than planned, by nation, when the first of them come."""
        weeks: dict[int, dict[str, list[int]]] = {}
        for group in groups:
            kept = [one for one in group if self._serves(one)]
            if kept:
                week = min(one.begin for one in kept)
                sums = weeks.setdefault(week, {}).setdefault(self._nation(kept[0]), [0, 0])
                sums[0] += most([(one.heads, one.begin, one.end) for one in kept])
                sums[1] += most([(one.people, one.begin, one.end) for one in kept])
        for week, nations in weeks.items():
            rows = [(name, there, meant) for name, (there, meant) in nations.items()]
            some = "; ".join(
                f"{n} {there:,} of {meant:,}" for n, there, meant in rows if there < meant
            )
            if some:
                yield self._day(week), f"Fewer people come than were offered: {some}."

    def _changes(self, told: Collection[tuple[int, str]]) -> Told:
        """Weeks in which many come or go, with the nations that do, where these aren't told yet."""
        nations = self.future.outcomes.nation_people.astype(np.int64)
        for week in range(1, self.weeks):
            before, now = self.heads[week - 1], self.heads[week]
            if abs(now - before) >= max(2, NOTABLE * max(self.heads)):
                verb = "rise" if now > before else "fall"
                steps = (nations[:, week] - nations[:, week - 1]).tolist()
                keys = [self.names.nation(key) for key in self.future.outcomes.nations]
                moved = [(name, step) for name, step in zip(keys, steps, strict=True) if step]
                if not all((week, name) in told for name, _ in moved):
                    parts = "; ".join(f"{name} {step:+,}" for name, step in moved)
                    text = f"People present {verb} from {before:,} to {now:,}: {parts}."
                    yield self._day(week), text

    # Work ---------------------------------------------------------------------------------------

    def _stopped(self) -> Told:
        """Work that stops after it ran, all that stops alike in one sentence."""
        alike: dict[Stop, list[ActivityId]] = {}
        for row, work in self._works():
            for stop in self.stops[row]:
                if any(spell.begin < stop.begin < spell.end for spell in self.spells[row]):
                    alike.setdefault(stop, []).append(work)
        for stop, works in alike.items():
            ran = self.future.outcomes.running[:, stop.begin - 1].sum()
            who = "all work" if 1 < len(works) == ran else self.names.works(works)
            weeks = self._weeks(sum(number for _, number in stop.causes))
            lasting = f"for {weeks}" if stop.resumes else "to the end"
            yield self._day(stop.begin), f"Stopped {lasting}, {self._why(stop.causes)}: {who}."

    def _ended(self) -> Told:
        weeks: dict[int, list[ActivityId]] = {}
        for row, work in self._works():
            for spell in self.spells[row]:
                if spell.end < self.weeks:
                    weeks.setdefault(spell.end, []).append(work)
        for week, works in weeks.items():
            yield self._day(week), f"Ended: {self.names.works(works)}."

    def _why(self, causes: Sequence[tuple[HeldBackBy, int]]) -> str:
        if len(causes) == 1:
            return CAUSES[causes[0][0]]
        return ", then ".join(f"{CAUSES[cause]} ({self._weeks(weeks)})" for cause, weeks in causes)

    # Words --------------------------------------------------------------------------------------

    def _works(self) -> list[tuple[int, ActivityId]]:
        """The works played: those of the plan, then those that may begin beside it."""
        return list(enumerate(self.future.outcomes.activities))

    def _milestones(self) -> list[tuple[str, int]]:
        """Milestones that can be judged, with their first week."""
        rows = zip(self.mission.milestones, self.future.outcomes.reached, strict=True)
        return [
            (f"{one.name} ({one.kind.value})", int(first.argmax()))
            for one, first in rows
            if not unjudged(self.mission, one)
        ]

    def _levels(self) -> list[tuple[int, int]]:
        """The people of each level asked about, with the first week in which so many are there."""
        rows = self.future.outcomes.level_reached[: len(self.levels)]
        return [
            (people, int(first.argmax()))
            for (_, people), first in zip(self.levels, rows, strict=True)
        ]

    def _comes(self, gate: str) -> bool:
        """Whether a gate opens by the end of the horizon."""
        day = self.future.opened[gate]
        return day is not None and day < 7 * self.weeks

    def _on(self, day: int) -> date:
        return self.plan.horizon.start + day * DAY

    def _day(self, week: int) -> date:
        return self.plan.horizon.day(week)

    def _written(self, week: int) -> str:
        return short_day(self._day(week))

    def _weeks(self, weeks: int) -> str:
        return counted(weeks, "week")

    def _lasting(self, begin: int, end: int) -> str:
        return "to the end" if end >= self.weeks else f"for {self._weeks(end - begin)}"

    def _people(self, heads: int) -> str:
        return f"{heads:,} {plural(heads, 'person is', 'people are')} present"

    def _persons(self, heads: int) -> str:
        return f"{heads:,} {plural(heads, 'person', 'people')}"

    def _nation(self, one: Served) -> str:
        return self.names.nation(self.mission.pledge(one.pledge).nation)

    def _skill(self, one: Served) -> str:
        return self.mission.skill(self.mission.pledge(one.pledge).skill).name.lower()

    def _offered(self, one: Served, people: int) -> str:
        work = self.names.work(one.activity) if one.activity else "support"
        return f"{self._nation(one)}, {self._persons(people)} ({self._skill(one)}) for {work}"


def most(spans: Sequence[tuple[int, int, int]]) -> int:
    """The most people there at once, of spans (people, begin, end)."""
    return max(
        sum(people for people, begin, end in spans if begin <= week < end)
        for week in {begin for _, begin, _ in spans}
    )
