"""Problem: the mission as indexed sets and integers, built once; all other rules read it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise

from cadre.mission.activities import Activity, Mode, least
from cadre.mission.drawing import draws_of_modes
from cadre.mission.enablers import Enabler
from cadre.mission.forces import Post
from cadre.mission.ids import (
    EnablerId,
    InstitutionId,
    PauseId,
    SiteId,
    SkillId,
    StockId,
)
from cadre.mission.mission import Mission
from cadre.mission.money import Purse, cost_by_year, room, weeks_of
from cadre.mission.talks import Held, agreed_load, due_by, highest, in_time, needed_talks
from cadre.mission.trades import Trade, trade
from cadre.mission.trainees import trainee_lines
from cadre.mission.weeks import Window
from cadre.planner.collecting import uncollected
from cadre.planner.crews import Asked, Crews, crews
from cadre.planner.law import Law, Stretch, worked_to
from cadre.planner.supply import Period, Supply, falls
from cadre.planner.works import Duty, Place, Runs, Track, Work

_LAWLESS = (
    *("works", "index_of", "excluded", "base_of", "trainee_lines", "purses", "_costs"),
    *("supply", "periods", "period_of", "_falls", "_laid_out", "_place_of", "crews"),
)
"""What of a problem hangs on no law."""

_AskedAt = list[tuple[Trade, EnablerId | None, int]]


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

    def lifted(
        self, work: int, rules: frozenset[str], halts: frozenset[PauseId] = frozenset()
    ) -> Problem:
        """The same problem with some of `law.RULES` taken as kept by one work, and pauses away.

        People, support and beds are the same, so what is known of them is carried over.
        """
        law = self.law_without(work, rules, halts)
        twin = Problem(self.mission, law)
        self._share(twin)
        count, before = len(self.tracks), self.tracks_of
        own = tuple(twin._tracks(self.works[work], count))
        # Tracks of other works keep their numbers; the work's own before stay, and are of no work.
        twin.__dict__["tracks"] = (*self.tracks, *own)
        twin.__dict__["tracks_of"] = (*before[:work], own, *before[work + 1 :])
        return twin

    def _share(self, twin: Problem) -> None:
        """Give a problem of the same mission all that hangs on no law."""
        vars(twin).update({name: getattr(self, name) for name in _LAWLESS})

    def law_without(
        self, work: int, rules: frozenset[str], halts: frozenset[PauseId] = frozenset()
    ) -> Law:
        """The same law with some of `law.RULES` taken as kept by one work.

        Where pauses are named, these are taken away, and no others with them.
        """
        only = self.works[work].activity.id
        if halts:
            rest = tuple(one for one in self.mission.pauses if one.id not in halts)
            mission = replace(self.mission, pauses=rest)
            return Law(mission=mission, lifted=rules - {"paused"}, only=only)
        law = Law(mission=self.mission, lifted=rules, only=only)
        # What was worked out of the mission's own tables holds whatever is lifted.
        vars(law).update({n: one for n, one in vars(self.law).items() if n not in vars(law)})
        return law

    def lawful_without(
        self, work: int, rules: frozenset[str], halts: frozenset[PauseId] = frozenset()
    ) -> bool:
        """Whether some mode of a work may start in some week under `law_without` these."""
        twin = Problem(self.mission, self.law_without(work, rules, halts))
        self._share(twin)
        return any(True for _ in twin._tracks(self.works[work]))

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
        began = activity.began if self.mission.has_begun(activity) else None
        return Work(
            index=index,
            activity=activity,
            posts=self.mission.posts_of(activity.id),
            begun=began is not None,
            after=tuple(
                (self.index_of[key], activity.lag_weeks)
                for key in dict.fromkeys((*activity.after, *activity.after_end))
            ),
            after_end=frozenset(self.index_of[key] for key in activity.after_end),
            started=None if began is None else self.mission.horizon.week(began),
            settled=None if began is None else self.mission.horizon.first_whole_week(began),
            talks=needed_talks(self.mission, activity),
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
    def base_of(self) -> tuple[int | None, ...]:
        """For each work the one that it makes greater; None for work of its own.

        It runs only at the site and in the weeks of that one's run.
        """
        keys = (one.increment_of for one in self.mission.activities)
        return tuple(None if key is None else self.index_of[key] for key in keys)

    @cached_property
    def trainee_lines(self) -> tuple[tuple[InstitutionId, int, dict[int, int]], ...]:
        """Institutions that courses draw on, trainees a year they release, and what works ask.

        Each work asks in every week of its run, paused or not. Running work asks first, and goes
        on where it asks for too much; new work has what it leaves, in weeks in which it asks.
        """
        return tuple(
            (one.institution, one.room, {self.index_of[key]: n for key, n in one.rates.items()})
            for one in trainee_lines(self.mission)
        )

    @cached_property
    def purses(self) -> dict[Purse, int]:
        """What each limited purse holds, what running work took before week 0 being gone.

        Running work takes from it first, and goes on where it takes too much; new work has what
        it leaves.
        """
        return room(self.mission)

    def costs(self, work: int, week: int, end: int) -> dict[Purse, int]:
        """What a run of a work takes from limited purses."""
        if not self.purses:
            return {}
        key = work, week, end
        if key not in self._costs:
            found = cost_by_year(self.mission, self.works[work].activity, week, end)
            limited = {one: amount for one, amount in found.items() if one in self.purses}
            self._costs[key] = limited
        return self._costs[key]

    @cached_property
    def _costs(self) -> dict[tuple[int, int, int], dict[Purse, int]]:
        """The costs asked for so far."""
        return {}

    @cached_property
    def stocks(self) -> dict[StockId, int]:
        """What there is of each stock that new work may draw from."""
        return {one.id: one.amount for one in self.mission.stocks}

    def draws(self, track: int) -> Mapping[StockId, int]:
        """What a start on a track takes from stocks."""
        return draws_of_modes(self.mission).get(self.tracks[track].mode.id, {})

    @cached_property
    def supply(self) -> Supply:
        """What comes and goes, week by week."""
        return Supply.of(self.mission)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The horizon cut where supply changes."""
        return self.supply.periods()

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
            duties += [
                Duty(index=n, site=site, work=work, trade=asked, enabler=enabler, least=least)
                for n, (asked, enabler, least) in enumerate(self._asked_at(work, site), first)
            ]
            own = tuple(range(first, len(duties)))
            places.append(Place(index=len(places), work=work, site=site, duties=own))
        for site, kind in self._site_kinds(places):
            duties.append(
                Duty(index=len(duties), site=site, work=None, trade=None, enabler=kind, least=0)
            )
        return tuple(places), tuple(duties)

    def lines_at(self, work: int, site: SiteId) -> dict[Trade, list[Post]]:
        """The lines of posts of a work when it runs at a site, by trade."""
        key = (work, site if work in self._tied else None)
        if key not in self._known_lines:
            found: dict[Trade, list[Post]] = {}
            for post in self.works[work].posts:
                if post.site in (None, site):
                    found.setdefault(trade(post), []).append(post)
            self._known_lines[key] = found
        return self._known_lines[key]

    @cached_property
    def _known_lines(self) -> dict[tuple[int, SiteId | None], dict[Trade, list[Post]]]:
        """The lines of posts asked for so far; without a site where all sites have the same."""
        return {}

    @cached_property
    def _tied(self) -> frozenset[int]:
        """Works that have posts at some of their sites only."""
        posts = (post for post in self.mission.posts if post.site is not None)
        return frozenset(self.index_of[post.activity] for post in posts)

    def _asked_at(self, work: int, site: SiteId) -> _AskedAt:
        """Trade, kind of support and least people of each duty of a work at a site."""
        key = (work, site if work in self._tied else None)
        if key not in self._known_asked:
            share, kinds = self.works[work].activity.min_fill, self._kind_of_skill
            self._known_asked[key] = [
                (asked, kinds[asked.skill], least(sum(post.people for post in posts), share))
                for asked, posts in self.lines_at(work, site).items()
            ]
        return self._known_asked[key]

    @cached_property
    def _kind_of_skill(self) -> dict[SkillId, EnablerId | None]:
        return {skill.id: skill.enabler for skill in self.mission.skills}

    @cached_property
    def _known_asked(self) -> dict[tuple[int, SiteId | None], _AskedAt]:
        """What lines of posts ask for, as far as it was asked; as `_known_lines` keeps them."""
        return {}

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
    @uncollected()
    def tracks(self) -> tuple[Track, ...]:
        """All tracks, by work, then mode, then stretch."""
        found: list[Track] = []
        for work in self.works:
            found.extend(self._tracks(work, len(found)))
        return tuple(found)

    def _tracks(self, work: Work, number: int = 0) -> Iterator[Track]:
        """The tracks of one work, numbered from `number` on."""
        horizon = self.weeks
        for mode in self.mission.modes_of(work.activity.id):
            place = self._place_of[work.index, mode.site]
            for stretch in self.law.stretches(work.activity, mode):
                weeks = self._length(work, mode, stretch)
                stop = stretch.weeks.stop
                least = 1 if weeks or work.begun else max(1, mode.at_least)
                # Whether work that lasts until the horizon ends goes on then, nobody knows.
                room = weeks or (1 if stop == horizon else least)
                starts = stretch.starts[: bisect_right(stretch.starts, stop - room)]
                if starts and weeks >= 0:
                    yield Track(
                        index=number,
                        work=work.index,
                        mode=mode,
                        place=place,
                        starts=starts,
                        ends=() if weeks else self.ends(work.index, mode.site, stretch),
                        weeks=weeks,
                        stop=stop,
                        least=least,
                        idle=stretch.idle,
                        first=stretch.weeks.start,
                    )
                    number += 1

    @cached_property
    def _place_of(self) -> dict[tuple[int, SiteId], int]:
        return {(place.work, place.site): place.index for place in self.places}

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

    def ends(self, work: int, site: SiteId, stretch: Stretch) -> tuple[int, ...]:
        """The weeks in which an open-ended run in a stretch may have ended."""
        any_week = self.base_of[work] is not None
        years = () if any_week else self.lean_years(work)
        key = (None if any_week else site, years, stretch.weeks, stretch.idle)
        if key not in self._known_ends:
            falls = None if any_week else sorted({*self.falls_at(site), *years})
            self._known_ends[key] = self._ends(stretch, falls)
        return self._known_ends[key]

    @cached_property
    def _known_ends(self) -> dict[tuple[object, ...], tuple[int, ...]]:
        """The ends asked for so far; those of increments without a site."""
        return {}

    @staticmethod
    def _ends(stretch: Stretch, falls: Sequence[int] | None) -> tuple[int, ...]:
        """The ends in a stretch by the weeks in which less is there; None is any week."""
        weeks, idle = stretch.weeks, stretch.idle
        inside = range(weeks.start + 1, weeks.stop)
        if falls is None:
            return (*(week for week in inside if week - 1 not in idle), weeks.stop)
        found = falls[bisect_left(falls, inside.start) : bisect_left(falls, inside.stop)]
        if not idle:
            return (*found, weeks.stop)
        # Nobody waits out a pause after which the work doesn't go on.
        ends = {worked_to(week, idle) for week in (*found, *idle)} - {weeks.stop}
        return (*sorted(ends), weeks.stop)

    def lean_years(self, work: int) -> tuple[int, ...]:
        """The weeks with which years begin that have only so much money for a work's weeks."""
        activity = self.works[work].activity
        if not activity.cost or self.works[work].begun:
            return ()
        years = sorted(one.year for one in self.purses if one.funding is activity.funding)
        return tuple(weeks_of(self.mission, year).start for year in years)

    def falls_at(self, site: SiteId) -> tuple[int, ...]:
        """The weeks in which fewer people, or less support or beds at a site, are there."""
        if site not in self._falls_by_site:
            self._falls_by_site[site] = tuple(
                week for week, sites in self._falls if sites is None or site in sites
            )
        return self._falls_by_site[site]

    @cached_property
    def _falls_by_site(self) -> dict[SiteId, tuple[int, ...]]:
        """The falls asked for so far."""
        return {}

    @cached_property
    def _falls(self) -> tuple[tuple[int, frozenset[SiteId] | None], ...]:
        """The first weeks of periods in which less is there, and at which sites; None is all."""
        pairs = ((new.weeks.start, falls(old, new)) for old, new in pairwise(self.periods))
        return tuple((week, sites) for week, sites in pairs if sites is None or sites)

    @cached_property
    def tracks_of(self) -> tuple[tuple[Track, ...], ...]:
        """The tracks of each work."""
        found: list[list[Track]] = [[] for _ in self.works]
        for track in self.tracks:
            found[track.work].append(track)
        return tuple(tuple(some) for some in found)

    @cached_property
    @uncollected()
    def crews(self) -> Crews:
        """Pledges that may do the same and duties that the same may do, thrown together."""
        brought = (([duty], None, duty.site) for duty in self.duties if duty.work is None)
        by_place = (
            ([self.duties[n] for n in place.duties], self.works[place.work].activity, place.site)
            for place in self.places
        )
        asked = (
            Asked([(duty.trade, duty.enabler) for duty in duties], activity, site)
            for duties, activity, site in chain(by_place, brought)
        )
        return crews(self.mission, asked, self.periods)

    @cached_property
    def options(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """Of each period and duty, the pledges that may serve, least flexible first."""
        return tuple(self.crews.options(period) for period in range(len(self.periods)))

    @cached_property
    def talks_crowd(self) -> bool:
        """Whether the host could not carry all talks that works need, each as if no other were."""
        limit = self.mission.profile.negotiating_capacity
        rows = self.talks_alone(range(len(self.works))) if limit else ()
        if highest(rows, Window()) <= limit:
            return False
        # What is agreed takes place even where it is more than the host can carry.
        return any(highest(rows, days) > limit for days, one in rows if not one.agreed)

    def talks_alone(self, works: Iterable[int]) -> tuple[Held, ...]:
        """The talks agreed and those of works, of each option as if no other one held any."""
        needing = {self.works[work].talks: self.works[work].activity for work in works}
        wanted = (row for activity in needing.values() for row in self.law.talks(activity))
        rows = chain(agreed_load(self.mission), wanted)
        return tuple({(one.id, days.start): (days, one) for days, one in rows}.values())

    def talked(self, work: int, runs: Runs) -> int | None:
        """The first week for `work` before which the talks that it needs can be over.

        Those that `runs` need make way where they can and still be over when these start.

        Args:
            work: The work.
            runs: What runs beside it.

        Returns:
            None when it is later than any start of the work.
        """
        needed, horizon = self.works[work].talks, self.mission.horizon
        starts = [week for track in self.tracks_of[work] for week in track.starts]
        if not needed or not starts or not self.talks_crowd:
            return 0
        others = [(horizon.day(run.week), self.works[one].talks) for one, run in runs.items()]

        def over(week: int) -> bool:
            due = due_by([*others, (horizon.day(week), needed)])
            return in_time(self.mission, due) is not None

        weeks = range(min(starts), max(starts) + 1)
        first = bisect_left(weeks, True, key=over)
        return weeks[first] if first < len(weeks) else None
