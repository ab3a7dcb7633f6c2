"""The oracle's future: one future of a plan, played rule by rule."""

from __future__ import annotations

import math
from fractions import Fraction

from cadre.mission.authorities import AuthorityKind
from cadre.mission.ids import EnablerId
from cadre.mission.plans import Start
from cadre.mission.scenarios import ShockKind
from tests.oracle.people import lent_in
from tests.oracle.simulator_luck import half_up
from tests.oracle.simulator_manned import Manned

ORDER = [
    "GATE",
    "COVER",
    "CONSENT",
    "PANDEMIC",
    "ELECTION",
    "ATTACK",
    "SITE",
    "POSTS",
    "ENABLER",
    "BEDS",
    "PAUSE",
    "WITHDRAWN",
    "TRIGGER",
]
RULE_9 = ["CONSENT", "WITHDRAWN", "PANDEMIC", "ELECTION", "ATTACK"]
SHOCK_CAUSE = {
    ShockKind.CONSENT: "CONSENT",
    ShockKind.PANDEMIC: "PANDEMIC",
    ShockKind.ELECTION: "ELECTION",
    ShockKind.ATTACK: "ATTACK",
}


class Future(Manned):
    """One future of a plan, played as the contract says, rule by rule."""

    # Rule 9.
    def held_back_by(self, start: Start, week: int) -> str | None:
        opens = self.opened[start.activity]
        if opens is None or week < opens:
            return "GATE"
        if self.called[start.activity] is None and self.too_late(start, week):
            return "GATE"
        if barred := self.barred(start, week):
            return barred
        if hits := self.hits(start, week):
            return min(hits, key=RULE_9.index)
        if not self.open_site(start.site, week):
            return "SITE"
        return None if self.manned(start, week) else "POSTS"

    def barred(self, start: Start, week: int) -> str | None:
        """Whether a pause or law keeps a start from a week."""
        if self.pauses.halted(start, week):
            return "PAUSE"
        if self.legal(start, week):
            return None
        return "PAUSE" if self.pauses.only_paused(start, week) else "COVER"

    def hits(self, start: Start, week: int) -> set[str]:
        """Causes of the shocks that stop a start in a week."""
        needs_consent = AuthorityKind.CONSENT in self.works[start.activity].cover
        found = {
            SHOCK_CAUSE[shock.kind]
            for shock, stopped in zip(self.mission.shocks, self.shocks, strict=True)
            if shock.site in (None, start.site) and week in stopped
            if needs_consent or shock.kind is not ShockKind.CONSENT
        }
        gone = needs_consent and self.sent_home(start.site, week)
        return found | ({"WITHDRAWN"} if gone else set())

    def manned(self, start: Start, week: int) -> bool:
        work, heads = self.works[start.activity], self.in_posts(start, week)
        posts = [p for p in self.mission.posts if p.activity == start.activity]
        posts = [p for p in posts if p.site in (None, start.site)]
        for skill in {post.skill for post in posts}:
            asked = sum(post.people for post in posts if post.skill == skill)
            if heads.get(skill, 0) < math.ceil(work.min_fill * asked - 1e-9):
                return False
        return True

    # Rule 10.
    def brought(self, site: str, week: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for index, one in enumerate(self.plan.assignments):
            if one.enabler is not None and one.site == site:
                found[one.enabler] = found.get(one.enabler, 0) + self.there(index, week)
        return found

    def lent(self, kind: str, site: str, week: int) -> float:
        key = kind, site, week
        if key not in self.loans:
            self.loans[key] = sum(
                lent_in(self.mission, one, week)
                for one in self.mission.supports
                if one.enabler == kind and one.site == site
                if self.still_there(one.provider, week)
            )
        return self.loans[key]

    def short(self, running: list[Start], site: str, week: int) -> set[str]:
        brought = self.brought(site, week)
        heads = [self.in_posts(start, week) for start in running]
        people = sum(brought.values()) + sum(sum(one.values()) for one in heads)
        kinds = {str(kind) for start in running for kind in self.works[start.activity].enablers}
        found = set()
        for kind in kinds:
            enabler = self.mission.enabler(EnablerId(kind))
            supply = self.lent(kind, site, week) + brought.get(kind, 0)
            for one in heads:
                supply += sum(n for s, n in one.items() if self.skill_gives(s) == kind)
            each = half_up(Fraction(enabler.per_person.likely) * 10**6)
            fixed = half_up(Fraction(enabler.fixed.likely) * 10**6)
            if people and each * people + fixed > supply * 10**6 + 1000:
                found.add(kind)
        return found

    def skill_gives(self, skill: str) -> str | None:
        return next(one.enabler for one in self.mission.skills if one.id == skill)

    def beds(self, site: str, week: int) -> float:
        rows = [one for one in self.mission.bed_spaces if one.site == site]
        if not rows:
            return math.inf
        span = self.plan.horizon.span(week)
        return sum(one.beds for one in rows if one.window.covers(span))

    def fit(self, running: list[Start], site: str, week: int) -> dict[str, str]:
        """What of the work at a site stops, and why."""
        place = {start.activity: number for number, start in enumerate(self.plan.starts)}
        kept = sorted(running, key=lambda s: (self.works[s.activity].rank, place[s.activity]))
        ranked = list(kept)
        while self.lacks(kept, site, week):
            kept.pop()
        stopped: dict[str, str] = {}
        for start in [one for one in ranked if one not in kept]:
            cause = self.lacks([*kept, start], site, week)
            if cause is None:
                kept.append(start)
            else:
                stopped[start.activity] = cause
        return stopped

    def lacks(self, kept: list[Start], site: str, week: int) -> str | None:
        """What lacks for `kept` to run together."""
        people = sum(self.brought(site, week).values())
        posts = sum(sum(self.in_posts(start, week).values()) for start in kept)
        if self.short(kept, site, week):
            return "ENABLER"
        return "BEDS" if posts > 0 and people + posts > self.beds(site, week) else None

    def settle(self, week: int) -> dict[str, str]:
        """For each work that is due in a week: RUNS, or the cause that holds it back."""
        due = [start for start in self.plan.starts if self.due(start, week)]
        state = {start.activity: self.held_back_by(start, week) or "RUNS" for start in due}
        for site in {start.site for start in due}:
            ready = [s for s in due if s.site == site and state[s.activity] == "RUNS"]
            state.update(self.fit(ready, site, week))  # type: ignore[arg-type]
        return {str(key): value for key, value in state.items()}

    # Rule 13.
    def coverage(self, need: str, state: dict[str, str], week: int) -> int:
        left, span = 10**6, self.plan.horizon.span(week)
        for effect in [one for one in self.mission.effects if one.need == need]:
            works = state.get(effect.work) == "RUNS"
            for theirs in self.mission.partner_activities:
                if str(theirs.id) == effect.work:
                    works = theirs.window.covers(span) and self.still_there(theirs.partner, week)
            if works:
                left = left * (1000 - half_up(Fraction(effect.strength) * 1000)) // 1000
        return 1000 - (left + 500) // 1000
