"""Fill: who goes into which post in each week, the least first, then the critical posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from cadre.mission.forces import Post, Priority
from cadre.mission.plans import Assignment
from cadre.planner.problem import Problem, Run, Runs
from cadre.planner.staff import Roster, Staff

PRIORITIES = tuple(Priority)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Weeks on end in which the same places run in one period.

    Attributes:
        week: First week.
        end: First week after it.
        period: The period.
        places: What runs.
    """

    week: int
    end: int
    period: int
    places: frozenset[int]


def segments(problem: Problem, runs: Iterable[Run]) -> tuple[Segment, ...]:
    """The horizon cut where supply changes or a run begins or ends."""
    runs = tuple(runs)
    edges = {period.weeks.start for period in problem.periods}
    edges |= {week for run in runs for week in (run.week, run.end) if week < problem.weeks}
    cuts = [*sorted(edges), problem.weeks]
    return tuple(
        Segment(
            week=week,
            end=end,
            period=problem.period_of[week],
            places=frozenset(
                problem.tracks[run.track].place for run in runs if run.week <= week < run.end
            ),
        )
        for week, end in pairwise(cuts)
    )


def assignments(staff: Staff, runs: Runs) -> tuple[Assignment, ...]:
    """People for all posts and all brought support of `runs`, which must be staffable.

    In each stretch of weeks the least of every post comes first, with its support and beds; then
    critical, essential and desired posts are filled up as far as people, support and beds go.
    People stay where they were before, as far as they can.
    """
    rows: list[Assignment] = []
    before: Roster | None = None
    for segment in segments(staff.problem, runs.values()):
        filling = Filling(staff, segment)
        filling.seat(before)
        filling.fill_up(before)
        rows.extend(filling.rows())
        before = filling.roster
    return _merged(rows)


class Filling:
    """Posts and support of one segment while they are being filled."""

    def __init__(self, staff: Staff, segment: Segment) -> None:
        self.staff = staff
        self.problem = staff.problem
        self.segment = segment
        self.roster = Roster(self.problem, segment.period)
        self.targets = staff.targets(segment.places)

    def seat(self, before: Roster | None) -> None:
        """Fill the least of every post, and the support that it needs.

        All who served before stay, if the rest can be seated around them: people in place don't
        leave running work for work that is only planned.
        """
        if before is not None and self._seat_around(before):
            return
        targets = self.targets | self._support(self.targets)
        if before is not None:
            self.roster.keep(before, targets)
        Staff.seat(self.roster, targets)

    def _seat_around(self, before: Roster) -> bool:
        """Leave everybody where he was and fill the least around them, or change nothing."""
        roster = Roster(self.problem, self.segment.period)
        roster.keep(before, {duty: before.heads(duty) for duty in self.targets})
        targets = {duty: max(least, roster.heads(duty)) for duty, least in self.targets.items()}
        support = self._affordable(targets)
        if support is None:
            return False
        roster.keep(before, support)
        short, _ = Staff.seat(roster, targets | support)
        if short:
            return False
        self.roster, self.targets = roster, targets
        return True

    def _affordable(self, targets: Mapping[int, int]) -> dict[int, int] | None:
        """The support that `targets` need; None where it never ends or beds don't go round."""
        period, places = self.segment.period, self.segment.places
        brought = self.staff.brought(period, places, targets)
        if any(more is None for more in brought.values()):
            return None
        if self.staff.beds_short(period, places, targets, brought):
            return None
        return self.staff.support_targets(brought)

    def fill_up(self, before: Roster | None) -> None:
        """Fill posts beyond their least, those most needed first."""
        for duty, wanted in self._wishes():
            prefer = () if before is None else tuple(before.serving.get(duty, {}))
            low, high = self.targets[duty], wanted
            aim = high
            while low < high:
                # First all of them, then by halves: the most that goes.
                if self._raise(duty, aim, prefer):
                    low = aim
                else:
                    high = aim - 1
                aim = (low + high + 1) // 2

    def _wishes(self) -> list[tuple[int, int]]:
        """Duties with the people wanted in them, by priority, then rank, then table."""
        found = []
        for level in range(len(PRIORITIES)):
            for place in sorted(self.segment.places, key=self._rank):
                for duty in self.problem.places[place].duties:
                    wanted = sum(
                        post.people
                        for post in self._lines(duty)
                        if PRIORITIES.index(post.priority) <= level
                    )
                    found.append((duty, wanted))
        return found

    def _rank(self, place: int) -> tuple[int, int]:
        work = self.problem.places[place].work
        return self.problem.works[work].activity.rank, place

    def _lines(self, duty: int) -> list[Post]:
        """The lines of posts of a duty, those most needed first."""
        row = self.problem.duties[duty]
        posts = () if row.work is None else self.problem.works[row.work].posts
        mine = [post for post in posts if post.skill == row.skill]
        return sorted(mine, key=lambda post: PRIORITIES.index(post.priority))

    def _raise(self, duty: int, people: int, prefer: Iterable[int]) -> bool:
        """Bring `duty` to `people` with support and beds, or change nothing."""
        targets = self.targets | {duty: people}
        support = self._affordable(targets)
        if support is None:
            return False
        roster = self.roster.copy()
        for key in self.problem.support_duty.values():
            roster.release(key, max(0, roster.heads(key) - support.get(key, 0)))
        if roster.raise_by(duty, people - roster.heads(duty), prefer):
            return False
        for key, wanted in support.items():
            if roster.raise_by(key, wanted - roster.heads(key)):
                return False
        self.roster, self.targets = roster, targets
        return True

    def _support(self, targets: Mapping[int, int]) -> dict[int, int]:
        period, places = self.segment.period, self.segment.places
        return self.staff.support_targets(self.staff.brought(period, places, targets))

    def rows(self) -> Iterator[Assignment]:
        """The people of this segment, by duty, line of posts and pledge."""
        for duty in sorted(self.roster.serving):
            left = dict(sorted(self.roster.serving[duty].items()))
            row = self.problem.duties[duty]
            if row.work is None:
                yield from (self._row(duty, None, pledge, n) for pledge, n in left.items())
                continue
            for post in self._lines(duty):
                yield from self._into(duty, post, left)

    def _into(self, duty: int, post: Post, left: dict[int, int]) -> Iterator[Assignment]:
        """Fill one line of posts from `left`, which loses those who serve in it."""
        room = post.people
        for pledge in tuple(left):
            people = min(room, left[pledge])
            if people:
                room -= people
                left[pledge] -= people
                yield self._row(duty, post, pledge, people)

    def _row(self, duty: int, post: Post | None, pledge: int, people: int) -> Assignment:
        row = self.problem.duties[duty]
        return Assignment(
            pledge=self.problem.mission.pledges[pledge].id,
            activity=None if post is None else post.activity,
            post=None if post is None else post.id,
            enabler=row.enabler if post is None else None,
            site=row.site,
            people=people,
            week=self.segment.week,
            weeks=self.segment.end - self.segment.week,
        )


def _merged(rows: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """The same rows, those that go on unchanged from one segment to the next joined."""
    open_rows: dict[tuple[object, ...], Assignment] = {}
    done: list[Assignment] = []
    for row in rows:
        key = (row.pledge, row.post, row.enabler, row.site)
        last = open_rows.get(key)
        if last is not None and last.week + last.weeks == row.week and last.people == row.people:
            open_rows[key] = replace(last, weeks=last.weeks + row.weeks)
            continue
        if last is not None:
            done.append(last)
        open_rows[key] = row
    found = [*done, *open_rows.values()]
    return tuple(
        sorted(
            found,
            key=lambda r: (r.week, r.site, r.activity or "", r.post or r.enabler or "", r.pledge),
        )
    )
