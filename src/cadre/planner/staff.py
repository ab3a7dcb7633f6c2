"""Staffing: can people, support and beds be found for what runs together, and who goes where."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cadre.errors import CadreError
from cadre.mission.enablers import brought_support
from cadre.mission.ids import EnablerId, NationId, SiteId
from cadre.planner.problem import Place, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether what runs together in a period can be staffed.

    Attributes:
        fits: Whether it can.
        short: What is missing, when it can't: people of duties, by duty.
        cut: Duties that together ask for more people than all who may serve in them (Hall).
        beds: Beds missing by site.
        endless: Sites at which support asks for more support without end.
    """

    fits: bool
    short: Mapping[int, int] = field(default_factory=dict)
    cut: frozenset[int] = frozenset()
    beds: Mapping[SiteId, int] = field(default_factory=dict)
    endless: tuple[SiteId, ...] = ()


class Roster:
    """Who serves where in one period: a flow from duties to pledges that is raised step by step.

    Raising one duty may move people of others, but never takes anybody away.
    """

    def __init__(self, problem: Problem, period: int) -> None:
        self.period = period
        self.options = problem.options[period]
        there = problem.periods[period]
        self.left = list(there.people)
        self.nation: list[NationId] = [pledge.nation for pledge in problem.mission.pledges]
        self.room = dict(there.caps)
        self.serving: dict[int, dict[int, int]] = {}
        self.holders: dict[int, dict[int, None]] = {}
        self.reached: frozenset[int] = frozenset()

    def copy(self) -> Roster:
        """A roster that can be changed without changing this one."""
        twin = object.__new__(Roster)
        twin.period, twin.options, twin.nation = self.period, self.options, self.nation
        twin.left, twin.room = list(self.left), dict(self.room)
        twin.serving = {duty: dict(some) for duty, some in self.serving.items()}
        twin.holders = {pledge: dict(some) for pledge, some in self.holders.items()}
        twin.reached = self.reached
        return twin

    def heads(self, duty: int) -> int:
        """People in `duty`."""
        return sum(self.serving.get(duty, {}).values())

    def free(self, pledge: int) -> int:
        """People of `pledge` who could still be sent, the cap of its nation respected."""
        return min(self.left[pledge], self.room.get(self.nation[pledge], self.left[pledge]))

    def move(self, duty: int, pledge: int, people: int) -> None:
        """Send `people` of a pledge to a duty; a negative number calls them back."""
        some = self.serving.setdefault(duty, {})
        some[pledge] = some.get(pledge, 0) + people
        self.left[pledge] -= people
        if self.nation[pledge] in self.room:
            self.room[self.nation[pledge]] -= people
        if some[pledge]:
            self.holders.setdefault(pledge, {})[duty] = None
        else:
            del some[pledge]
            self.holders[pledge].pop(duty, None)

    def keep(self, before: Roster, targets: Mapping[int, int]) -> None:
        """Leave people where they were, up to `targets`, as far as they are still there."""
        for duty, people in targets.items():
            for pledge, served in before.serving.get(duty, {}).items():
                if pledge in self.options[duty]:
                    stay = min(served, self.free(pledge), people - self.heads(duty))
                    if stay > 0:
                        self.move(duty, pledge, stay)

    def release(self, duty: int, people: int) -> None:
        """Call back `people` from a duty, those sent last first."""
        for pledge in reversed(list(self.serving.get(duty, {}))):
            back = min(people, self.serving[duty][pledge])
            if back:
                self.move(duty, pledge, -back)
                people -= back

    def raise_by(self, duty: int, people: int, prefer: Iterable[int] = ()) -> int:
        """Send up to `people` more to `duty`; return how many can't be found.

        People of the pledges in `prefer` are sent first.
        """
        for pledge in prefer:
            sent = min(self.free(pledge), people) if pledge in self.options[duty] else 0
            if sent > 0:
                self.move(duty, pledge, sent)
                people -= sent
        while people > 0:
            sent = self._augment(duty, people)
            if not sent:
                break
            people -= sent
        return people

    def _augment(self, duty: int, people: int) -> int:
        """Send people along one chain of moves; 0 when there is none, then `reached` is a cut."""
        came: dict[int, tuple[int, int, int] | None] = {duty: None}
        seen: set[int] = set()
        queue = deque([duty])
        while queue:
            here = queue.popleft()
            for pledge in self.options[here]:
                if pledge in seen:
                    continue
                seen.add(pledge)
                if self.free(pledge) > 0:
                    return self._send(came, here, pledge, people)
                for other, from_pledge in self._displaced(pledge):
                    if other not in came:
                        came[other] = (here, pledge, from_pledge)
                        queue.append(other)
        self.reached = frozenset(came)
        return 0

    def _displaced(self, pledge: int) -> Iterable[tuple[int, int]]:
        """Duties that could give up people to make room in `pledge`, with whose people."""
        yield from ((duty, pledge) for duty in tuple(self.holders.get(pledge, {})))
        if self.left[pledge] > 0:
            # It has people, but its nation is at its cap: another pledge of it may step back.
            for other, duties in self.holders.items():
                if other != pledge and self.nation[other] == self.nation[pledge]:
                    yield from ((duty, other) for duty in tuple(duties))

    def _send(
        self,
        came: Mapping[int, tuple[int, int, int] | None],
        last: int,
        pledge: int,
        people: int,
    ) -> int:
        moves = [(last, pledge, 1)]
        sent = min(people, self.free(pledge))
        step = came[last]
        while step is not None:
            here, to, back = step
            sent = min(sent, self.serving[last][back])
            if to != back:
                sent = min(sent, self.left[to])
            moves += [(last, back, -1), (here, to, 1)]
            last, step = here, came[here]
        for duty, who, sign in sorted(moves, key=lambda one: one[2]):
            self.move(duty, who, sign * sent)
        return sent


@dataclass(frozen=True)
class Staff:
    """Answers whether sets of places can be staffed, each question once.

    Attributes:
        problem: The problem.
    """

    problem: Problem
    _verdicts: dict[tuple[int, frozenset[int]], Verdict] = field(default_factory=dict)
    _brought: dict[tuple[object, ...], dict[EnablerId, int] | None] = field(default_factory=dict)

    def fits(self, period: int, places: frozenset[int]) -> bool:
        """Whether `places` can run together in `period` at their least fill."""
        return self.verdict(period, places).fits

    def verdict(self, period: int, places: frozenset[int]) -> Verdict:
        """Whether `places` can run together in `period` at their least fill, and why not."""
        key = (period, places)
        if key not in self._verdicts:
            self._verdicts[key] = self._judge(period, places)
        return self._verdicts[key]

    def _judge(self, period: int, places: frozenset[int]) -> Verdict:
        targets = self.targets(places)
        brought = self.brought(period, places, targets)
        endless = tuple(site for site, more in brought.items() if more is None)
        if endless:
            return Verdict(fits=False, endless=endless)
        beds = self.beds_short(period, places, targets, brought)
        roster = Roster(self.problem, period)
        short, cut = self.seat(roster, targets | self.support_targets(brought))
        return Verdict(fits=not short and not beds, short=short, cut=cut, beds=beds)

    @staticmethod
    def seat(roster: Roster, targets: Mapping[int, int]) -> tuple[dict[int, int], frozenset[int]]:
        """Raise duties to `targets`; people missing by duty, and all duties of the cuts met."""
        short: dict[int, int] = {}
        cut: set[int] = set()
        order = sorted(targets, key=lambda duty: (len(roster.options[duty]), duty))
        for duty in order:
            missing = roster.raise_by(duty, targets[duty] - roster.heads(duty))
            if missing:
                short[duty] = missing
                cut |= roster.reached
        return short, frozenset(cut)

    def targets(self, places: Iterable[int]) -> dict[int, int]:
        """The least people of each duty of `places`."""
        problem = self.problem
        return {
            duty: problem.duties[duty].least
            for place in sorted(places)
            for duty in problem.places[place].duties
        }

    def brought(
        self, period: int, places: Iterable[int], targets: Mapping[int, int]
    ) -> dict[SiteId, dict[EnablerId, int] | None]:
        """Support that must be brought to each site, by kind; None where it never ends.

        Args:
            period: The period.
            places: What runs.
            targets: People in each duty of `places`.
        """
        at: dict[SiteId, list[Place]] = {}
        for place in sorted(places):
            here = self.problem.places[place]
            at.setdefault(here.site, []).append(here)
        return {site: self._brought_to(period, site, some, targets) for site, some in at.items()}

    def _brought_to(
        self, period: int, site: SiteId, places: list[Place], targets: Mapping[int, int]
    ) -> dict[EnablerId, int] | None:
        problem = self.problem
        lent = problem.periods[period].lent
        kinds = tuple(
            dict.fromkeys(
                kind for place in places for kind in problem.works[place.work].activity.enablers
            )
        )
        own: dict[EnablerId, float] = {kind: lent.get((site, kind), 0.0) for kind in kinds}
        present = 0
        for place in places:
            for duty in place.duties:
                present += targets[duty]
                kind = problem.duties[duty].enabler
                if kind in own and kind is not None:
                    own[kind] += targets[duty]
        key = (present, tuple(sorted(own.items())))
        if key not in self._brought:
            self._brought[key] = self._fixed_point(present, own)
        return self._brought[key]

    def _fixed_point(
        self, present: int, own: Mapping[EnablerId, float]
    ) -> dict[EnablerId, int] | None:
        try:
            return brought_support(present, {k: self.problem.enablers[k] for k in own}, own)
        except CadreError:
            return None

    def support_targets(
        self, brought: Mapping[SiteId, Mapping[EnablerId, int] | None]
    ) -> dict[int, int]:
        """What is brought, by duty."""
        return {
            self.problem.support_duty[site, kind]: people
            for site, kinds in brought.items()
            for kind, people in (kinds or {}).items()
            if people
        }

    def beds_short(
        self,
        period: int,
        places: Iterable[int],
        targets: Mapping[int, int],
        brought: Mapping[SiteId, Mapping[EnablerId, int] | None],
    ) -> dict[SiteId, int]:
        """Beds missing by site; sites of which no beds are stated aren't limited."""
        housed: dict[SiteId, int] = {
            site: sum((kinds or {}).values()) for site, kinds in brought.items()
        }
        for place in places:
            here = self.problem.places[place]
            housed[here.site] += sum(targets[duty] for duty in here.duties)
        beds = self.problem.periods[period].beds
        return {
            site: people - beds[site]
            for site, people in sorted(housed.items())
            if site in beds and people > beds[site]
        }
