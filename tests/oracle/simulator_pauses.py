"""The oracle's pauses: what they stop, and whether nothing but they stand in the way (rule 9)."""

from __future__ import annotations

from datetime import date

from cadre.mission.authorities import Authority, AuthorityState
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan, Start


class Pauses:
    """What stated pauses mean for the starts of a plan: the same in all futures."""

    def __init__(self, mission: Mission, plan: Plan) -> None:
        self.mission, self.plan = mission, plan

    def stopped(self, authority: Authority, day: date) -> bool:
        return any(
            authority.id in one.authorities and one.window.start <= day < one.window.end
            for one in self.mission.pauses
        )

    def expected(
        self, authority: Authority, day: date, above: tuple[str, ...] = (), *, pauses: bool
    ) -> bool:
        """Whether an authority holds on planning dates if all comes, with or without pauses."""
        if authority.id in above or day not in authority.window:
            return False
        if pauses and self.stopped(authority, day):
            return False
        if authority.pending:
            planned = authority.granted.likely if authority.granted else date.min
            if authority.belief <= 0 or day < planned:
                return False
        elif authority.state is not AuthorityState.IN_FORCE:
            return False
        known = {one.id: one for one in self.mission.authorities}
        return all(
            base in known and self.expected(known[base], day, (*above, authority.id), pauses=pauses)
            for base in authority.rests_on
        )

    def week_days(self, week: int) -> list[date]:
        first = self.plan.horizon.start.toordinal() + 7 * week
        return [date.fromordinal(first + n) for n in range(7)]

    def halted(self, start: Start, week: int) -> bool:
        """Whether a pause of its site, its programme or all work takes a day of a week."""
        programme = self.mission.activity(start.activity).programme
        return any(
            one.window.start <= day < one.window.end
            for one in self.mission.pauses
            if start.site in one.sites
            or programme in one.programmes
            or not (one.sites or one.programmes or one.authorities)
            for day in self.week_days(week)
        )

    def only_paused(self, start: Start, week: int) -> bool:
        """Whether on planning dates nothing but pauses keeps a start from a week."""
        return self.might(start, week, pauses=False) and not self.might(start, week, pauses=True)

    def might(self, start: Start, week: int, *, pauses: bool) -> bool:
        work = self.mission.activity(start.activity)
        site = next((one for one in self.mission.sites if one.id == start.site), None)
        if site is None or not all(day in site.window for day in self.week_days(week)):
            return False
        if pauses and self.halted(start, week):
            return False
        return all(
            any(
                one.kind is kind
                and one.reaches(work.programme, start.site)
                and self.expected(one, day, pauses=pauses)
                for one in self.mission.authorities
            )
            for kind in work.cover
            for day in self.week_days(week)
        )
