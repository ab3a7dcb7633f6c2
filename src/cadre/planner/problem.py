"""Problem: the mission as indexed sets and integers, built once; all other rules read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from cadre.mission.activities import Activity, Mode
from cadre.mission.enablers import Enabler
from cadre.mission.forces import Post
from cadre.mission.ids import EnablerId, NationId, NegotiationId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.planner.law import Law, Stretch, worked_to
from cadre.planner.supply import Period, barred_weeks, falls, periods


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An activity as the planner sees it.

    Attributes:
        index: Number in the mission's table.
        activity: The activity.
        posts: Its posts.
        least: People of each skill without whom it doesn't run.
        begun: Whether it runs already.
        after: Work that must have started before, with the weeks between the starts.
        started: Week in which it started, before week 0, for running work; else None.
        settled: First week that begins when it has started, for running work; else None.
        talks: Negotiations that it needs.
    """

    index: int
    activity: Activity
    posts: tuple[Post, ...]
    least: tuple[tuple[SkillId, int], ...]
    begun: bool
    after: tuple[tuple[int, int], ...]
    started: int | None
    settled: int | None
    talks: tuple[NegotiationId, ...]

    @property
    def asked(self) -> int:
        """People that its posts ask for."""
        return sum(post.people for post in self.posts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A work at a site: what asks for people, beds and support there.

    Attributes:
        index: Number among the places.
        work: The work.
        site: Where.
        duties: Its duties, by number.
    """

    index: int
    work: int
    site: SiteId
    duties: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """People of one skill in one work at one site, or brought support of one kind at one site.

    Attributes:
        index: Number among the duties.
        site: Where.
        work: The work; None for brought support.
        skill: The skill; None for brought support, which any skill of its kind can do.
        enabler: The kind of support that these people are; None for advisers and staff.
        least: People without whom the work doesn't run; 0 for brought support.
    """

    index: int
    site: SiteId
    work: int | None
    skill: SkillId | None
    enabler: EnablerId | None
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One mode of one work in one stretch of weeks without a gap in law other than pauses.

    Attributes:
        index: Number among the tracks.
        work: The work.
        mode: The mode.
        place: The work at the mode's site.
        starts: Weeks in which it may start.
        ends: Weeks in which a run may have ended: for open-ended work the end of the stretch, and
            before it only weeks in which people, support or beds fall away or a pause begins;
            empty for fixed work.
        weeks: Length of a run; 0 for open-ended work.
        stop: First week after the stretch.
        least: Weeks that an open-ended run lasts, unless it goes on to the end of the horizon.
        idle: Weeks that a pause takes: people stay, but no work is done.
    """

    index: int
    work: int
    mode: Mode
    place: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    weeks: int
    stop: int
    least: int
    idle: frozenset[int] = frozenset()

    def runs(self) -> Iterable[Run]:
        """All the runs that it allows, by start."""
        for week in self.starts:
            if self.weeks:
                yield Run(self.index, week, week + self.weeks)
            else:
                yield from (Run(self.index, week, end) for end in self.ends_of(week))

    def ends_of(self, start: int) -> Iterable[int]:
        """Weeks in which an open-ended run from `start`, one of its starts, may have ended."""
        return (end for end in self.ends if end >= start + self.least or end == self.stop)


class Run(NamedTuple):
    """One work, running on one track.

    Attributes:
        track: The track.
        week: First week.
        end: First week in which it no longer runs.
    """

    track: int
    week: int
    end: int


Runs = Mapping[int, Run]
"""What runs in a plan, by work."""


@dataclass(frozen=True)
class Problem:
    """The mission as indexed sets and integers.

    Attributes:
        mission: The mission.
        law: Its law by the week.
    """

    mission: Mission
    law: Law

    @classmethod
    def of(cls, mission: Mission) -> Problem:
        """The problem of `mission`."""
        return cls(mission, Law(mission=mission))

    def lifted(self, work: int, rules: frozenset[str]) -> Problem:
        """The same problem with some of `law.RULES` taken as kept by one work.

        People, support and beds are the same, so what is known of them is carried over.
        """
        law = Law(mission=self.mission, lifted=rules, only=self.works[work].activity.id)
        twin = Problem(self.mission, law)
        same = ("works", "periods", "period_of", "_laid_out", "options")
        twin.__dict__.update({name: getattr(self, name) for name in same})
        return twin

    @cached_property
    def weeks(self) -> int:
        """Weeks of the horizon."""
        return self.mission.horizon.weeks

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """All activities, in the order of the table."""
        return tuple(self._work(index, one) for index, one in enumerate(self.mission.activities))

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Number of each activity."""
        return {one.id: index for index, one in enumerate(self.mission.activities)}

    def _work(self, index: int, activity: Activity) -> Work:
        posts = self.mission.posts_of(activity.id)
        began = activity.began if self.mission.has_begun(activity) else None
        skills = dict.fromkeys(post.skill for post in posts)
        asked = {
            skill: sum(post.people for post in posts if post.skill == skill) for skill in skills
        }
        return Work(
            index=index,
            activity=activity,
            posts=posts,
            least=tuple((s, ceil(activity.min_fill * n - 1e-9)) for s, n in asked.items()),
            begun=began is not None,
            after=tuple((self.index_of[key], activity.lag_weeks) for key in activity.after),
            started=None if began is None else self.mission.horizon.week(began),
            settled=None if began is None else self.mission.horizon.first_whole_week(began),
            talks=self.law.needed_talks(activity),
        )

    @cached_property
    def excluded(self) -> tuple[tuple[int, int], ...]:
        """Pairs of works of which not both can be chosen."""
        pairs = {
            tuple(sorted((work.index, self.index_of[other])))
            for work in self.works
            for other in work.activity.excludes
        }
        return tuple(sorted((one, other) for one, other in pairs))

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The horizon cut where supply changes."""
        return periods(self.mission)

    @cached_property
    def period_of(self) -> tuple[int, ...]:
        """For each week, the number of its period."""
        return tuple(n for n, period in enumerate(self.periods) for _ in period.weeks)

    @cached_property
    def enablers(self) -> dict[EnablerId, Enabler]:
        """The kinds of support, by id."""
        return {enabler.id: enabler for enabler in self.mission.enablers}

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """All works at all sites of their modes, with their duties."""
        return self._laid_out[0]

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """All duties: those of the places first, then brought support by site and kind."""
        return self._laid_out[1]

    @cached_property
    def _laid_out(self) -> tuple[tuple[Place, ...], tuple[Duty, ...]]:
        places: list[Place] = []
        duties: list[Duty] = []
        for work, site in dict.fromkeys(
            (self.index_of[mode.activity], mode.site) for mode in self.mission.modes
        ):
            first = len(duties)
            for skill, least in self.works[work].least:
                kind = self.mission.skill(skill).enabler
                duties.append(
                    Duty(
                        index=len(duties),
                        site=site,
                        work=work,
                        skill=skill,
                        enabler=kind,
                        least=least,
                    )
                )
            own = tuple(range(first, len(duties)))
            places.append(Place(index=len(places), work=work, site=site, duties=own))
        for site, kind in self._site_kinds(places):
            duties.append(
                Duty(index=len(duties), site=site, work=None, skill=None, enabler=kind, least=0)
            )
        return tuple(places), tuple(duties)

    def _site_kinds(self, places: Iterable[Place]) -> Iterable[tuple[SiteId, EnablerId]]:
        return dict.fromkeys(
            (place.site, kind)
            for place in places
            for kind in self.works[place.work].activity.enablers
        )

    @cached_property
    def place_of_duty(self) -> dict[int, int]:
        """Number of the place that each duty belongs to; brought support belongs to none."""
        return {duty: place.index for place in self.places for duty in place.duties}

    def least_at(self, place: Place) -> int:
        """People without whom `place` doesn't run, of all skills."""
        return sum(self.duties[duty].least for duty in place.duties)

    @cached_property
    def support_duty(self) -> dict[tuple[SiteId, EnablerId], int]:
        """Number of the duty of brought support of each kind at each site."""
        return {
            (duty.site, duty.enabler): duty.index
            for duty in self.duties
            if duty.work is None and duty.enabler is not None
        }

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """All tracks, by work, then mode, then stretch."""
        place_of = {(place.work, place.site): place.index for place in self.places}
        found: list[Track] = []
        for work in self.works:
            for mode in self.mission.modes_of(work.activity.id):
                for stretch in self.law.stretches(work.activity, mode):
                    weeks = self._length(work, mode, stretch)
                    stop = stretch.weeks.stop
                    least = max(1, 0 if weeks or work.begun else mode.at_least)
                    # Whether work that lasts until the horizon ends goes on then, nobody knows.
                    room = max(weeks, 1 if stop == self.weeks else least)
                    starts = tuple(w for w in stretch.starts if w + room <= stop)
                    ends = () if weeks else self._ends(mode.site, stretch)
                    if starts and weeks >= 0:
                        track = Track(
                            index=len(found),
                            work=work.index,
                            mode=mode,
                            place=place_of[work.index, mode.site],
                            starts=starts,
                            ends=ends,
                            weeks=weeks,
                            stop=stop,
                            least=least,
                            idle=stretch.idle,
                        )
                        found.append(track)
        return tuple(found)

    @staticmethod
    def _length(work: Work, mode: Mode, stretch: Stretch) -> int:
        """Weeks of a run; 0 for open-ended work; -1 for running work that is over.

        Running work of fixed length goes on for what is left of it, as far as law lets it: time
        lost to a pause isn't made up.
        """
        if not mode.weeks or work.started is None:
            return mode.weeks
        end = min(work.started + mode.weeks, stretch.weeks.stop)
        left = worked_to(end, stretch.idle) - stretch.weeks.start
        return left if left > 0 else -1

    def _ends(self, site: SiteId, stretch: Stretch) -> tuple[int, ...]:
        weeks, idle = stretch.weeks, stretch.idle
        found = {
            after.weeks.start
            for before, after in pairwise(self.periods)
            if after.weeks.start in weeks
            and after.weeks.start > weeks.start
            and falls(before, after, site)
        }
        # Nobody waits out a pause after which the work doesn't go on.
        ends = {worked_to(week, idle) for week in (*found, *idle)} - {weeks.stop}
        return (*sorted(ends), weeks.stop)

    @cached_property
    def tracks_of(self) -> tuple[tuple[Track, ...], ...]:
        """The tracks of each work."""
        return tuple(
            tuple(track for track in self.tracks if track.work == work.index) for work in self.works
        )

    @cached_property
    def options(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """Of each period and duty, the pledges that may serve, least flexible first."""
        return tuple(self._options(period) for period in self.periods)

    def _options(self, period: Period) -> tuple[tuple[int, ...], ...]:
        found = [
            [n for n, pledge in enumerate(self.mission.pledges) if self._serves(period, n, duty)]
            for duty in self.duties
        ]
        choice = [
            sum(n in pledges for pledges in found) for n, _ in enumerate(self.mission.pledges)
        ]
        return tuple(tuple(sorted(some, key=lambda n: (choice[n], n))) for some in found)

    def _serves(self, period: Period, number: int, duty: Duty) -> bool:
        pledge = self.mission.pledges[number]
        if not period.people[number]:
            return False
        if duty.skill is None:
            if self.mission.skill(pledge.skill).enabler != duty.enabler:
                return False
        elif pledge.skill != duty.skill:
            return False
        return period.weeks.start not in self._barred_weeks(pledge.nation, duty)

    def _barred_weeks(self, nation: NationId, duty: Duty) -> frozenset[int]:
        """The weeks in which caveats of `nation` bar its people from a duty."""
        key = nation, duty.work, duty.site
        if key not in self._bars:
            activity = None if duty.work is None else self.works[duty.work].activity
            self._bars[key] = barred_weeks(self.mission, nation, activity, duty.site)
        return self._bars[key]

    @cached_property
    def _bars(self) -> dict[tuple[NationId, int | None, SiteId], frozenset[int]]:
        """The barred weeks asked for so far."""
        return {}

    def capacity(self, period: int, duties: Iterable[int]) -> int:
        """The most people who can serve in `duties` together, caps of nations respected."""
        options = self.options[period]
        pledges = {pledge for duty in duties for pledge in options[duty]}
        there = self.periods[period]
        by_nation: dict[NationId, int] = {}
        for number in pledges:
            nation = self.mission.pledges[number].nation
            by_nation[nation] = by_nation.get(nation, 0) + there.people[number]
        return sum(min(n, there.caps.get(key, n)) for key, n in by_nation.items())

    def talks_fit(self, works: Iterable[int]) -> bool:
        """Whether the host can carry the negotiations that these works need, all in their time."""
        limit = self.mission.profile.negotiating_capacity
        wanted = {talks for work in works for talks in self.works[work].talks}
        if not limit or not wanted:
            return True
        held = [
            (self.law.talks[one.id], one.load)
            for one in self.mission.negotiations
            if (one.agreed or one.id in wanted) and one.id in self.law.talks
        ]
        days = {window.start for window, _ in held}
        return all(sum(load for window, load in held if day in window) <= limit for day in days)
