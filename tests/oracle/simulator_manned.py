"""The oracle's future and its people: rules 6 and 7."""

from __future__ import annotations

from fractions import Fraction

from cadre.mission.authorities import AuthorityKind
from cadre.mission.forces import Pledge, Rung
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, Plan, Start
from tests.oracle.people import ON_SUPPORT, barred
from tests.oracle.simulator_drawn import Drawn
from tests.oracle.simulator_luck import below, half_up, tri_of


class Manned(Drawn):
    """Who is there when."""

    def __init__(
        self, mission: Mission, plan: Plan, seed: int, number: int, callers: dict[int, str]
    ) -> None:
        super().__init__(mission, plan, seed, number)
        self.callers = callers
        self.presence: list[dict[int, int]] = []
        self.settle_people()

    def settle_people(self) -> None:
        """Settle once who is there in which weeks."""
        self.presence = [self.present(index) for index in range(len(self.plan.assignments))]

    # Rules 6 and 7.
    def pledge_of(self, one: Assignment) -> Pledge | None:
        return self.pledges.get(one.pledge)

    def heads(self, index: int) -> int:
        one = self.plan.assignments[index]
        pledge = self.pledge_of(one)
        if pledge is None:
            return 0
        word = self.words(3, pledge.id)
        if pledge.rung is not Rung.ARRIVED and word[0] >= below(pledge.belief):
            return 0
        whole = self.words(7, pledge.nation)[0]
        strength = Fraction(tri_of(pledge.strength, whole, 1000), 1000)
        if pledge.rung is Rung.ARRIVED:
            strength = Fraction(1)
        before = sum(
            other.people for other in self.plan.assignments[:index] if other.pledge == one.pledge
        )
        return half_up((before + one.people) * strength) - half_up(before * strength)

    def span(self, index: int) -> tuple[int, int, int]:
        """Heads, first week and end of an assignment."""
        one = self.plan.assignments[index]
        same = [other for other in self.plan.assignments if other.pledge == one.pledge]
        pledge, begin, end = self.pledge_of(one), one.week, one.week + one.weeks
        limit, delay = 10_000, 0
        if pledge is not None:
            horizon = self.plan.horizon
            if pledge.window.first is not None:
                begin = max(begin, horizon.first_whole_week(pledge.window.start))
            if pledge.window.last is not None:
                limit = horizon.week(pledge.window.end)
                end = min(end, limit)
            if pledge.rung is not Rung.ARRIVED:
                delay = tri_of(pledge.delay, self.words(3, pledge.id)[1])
        limit = min([limit, *(o.week for o in same if o.week >= one.week + one.weeks)])
        starts = [s for s in self.plan.starts if s.site == one.site and self.stands(s)]
        if one.post is not None:
            activity = self.mission.post(one.post).activity
            starts = [s for s in self.plan.starts if s.activity == activity]
        calls = [call for s in starts if (call := self.called[s.activity]) is not None]
        if not calls:
            return 0, 0, 0
        late = max(self.late(s) for s in starts)
        arrival = min(other.week for other in same) + delay
        if index in self.callers:
            arrival = self.standing_in(index, delay)
        moved = begin if one.post is None else begin + late
        return self.heads(index), max(moved, min(calls), arrival), min(end + late, limit)

    def standing_in(self, index: int, delay: int) -> int:
        """The week in which people of the reserve come; beyond all horizons if nobody leaves."""
        one, gone = self.plan.assignments[index], self.gone[self.callers[index]]
        lead = next(row.lead_weeks for row in self.mission.enablers if row.id == one.enabler)
        weeks = max(delay, tri_of(lead, self.words(9, one.pledge)[0]))
        return 10_000 if gone is None else max(0, gone) + weeks

    def present(self, index: int) -> dict[int, int]:
        """Heads of an assignment in the weeks in which they are there."""
        heads, begin, end = self.span(index)
        pledge = self.pledge_of(self.plan.assignments[index])
        if pledge is None:
            return {}
        own = [
            one
            for one in self.mission.authorities
            if one.kind is AuthorityKind.NATIONAL and pledge.nation in one.nations
        ]
        weeks = self.whole_weeks(own) if own else set(range(self.weeks))
        return {
            week: heads
            for week in weeks
            if begin <= week < end and not self.kept_away(index, pledge, week)
        }

    def kept_away(self, index: int, pledge: Pledge, week: int) -> bool:
        """Whether consent is withdrawn, or a caveat that hangs on support bars an assignment."""
        gone = [one.id for one in self.mission.partners if not self.still_there(one.id, week)]
        one = self.plan.assignments[index]
        where = (one.site, None)
        if one.post is not None:
            work = self.mission.activity(self.mission.post(one.post).activity)
            if AuthorityKind.CONSENT in work.cover and self.sent_home(one.site, week):
                return True
        return any(
            barred(self.mission, one, where, week, gone)
            for one in self.mission.caveats
            if one.nation == pledge.nation and one.kind in ON_SUPPORT
        )

    def sent_home(self, site: str, week: int) -> bool:
        """Whether the host's consent is withdrawn at a site."""
        return any(
            week in withdrawn and shock.site in (None, site)
            for shock, withdrawn in zip(self.mission.shocks, self.withdrawn, strict=True)
        )

    def there(self, index: int, week: int) -> int:
        return self.presence[index].get(week, 0)

    def in_posts(self, start: Start, week: int) -> dict[str, int]:
        """Heads by skill in the posts of a start."""
        found: dict[str, int] = {}
        for index, one in enumerate(self.plan.assignments):
            if one.post is not None and self.mission.post(one.post).activity == start.activity:
                skill = self.mission.post(one.post).skill
                found[skill] = found.get(skill, 0) + self.there(index, week)
        return found
