"""Bench: a problem as arrays to try additions on: people of every skill may be given at will."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cadre.mission.giving import given, given_of, giver
from cadre.mission.halts import naming_law_of
from cadre.mission.ids import SkillId
from cadre.mission.pauses import Pause
from cadre.mission.trades import Trade, trade
from cadre.planner.additions import Additions
from cadre.planner.change import with_more
from cadre.planner.core.flow import Seats, empty
from cadre.planner.core.joining import Joiner, There
from cadre.planner.core.layout import Bools, Ints
from cadre.planner.laying import Laid
from cadre.planner.lines import Lines
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem


@dataclass(frozen=True)
class Bench:
    """A problem laid out for additions; nobody is given anything yet.

    Attributes:
        problem: The problem.
        objective: What its plans are worth.
        fine: Whether people of each trade may be given, too, and not of each skill alone.
        halted: Whether pauses keep people at home whose own law they halt.
    """

    problem: Problem
    objective: Objective
    fine: bool = False
    halted: bool = True

    @cached_property
    def unpaused(self) -> Bench:
        """The same with the people there whom pauses of their nations' own law keep at home."""
        return self._laid_alike(replace(self, halted=False)) if self.halts else self

    @cached_property
    def halts(self) -> tuple[Pause, ...]:
        """The pauses that name the own law of nations that offer people."""
        mission = self.problem.mission
        return naming_law_of(mission, {pledge.nation for pledge in mission.pledges})

    @cached_property
    def finer(self) -> Bench:
        """The same with people of each trade to be given."""
        return self._laid_alike(replace(self, fine=True))

    def _laid_alike(self, twin: Bench) -> Bench:
        vars(twin)["laid"] = self.laid
        return twin

    @cached_property
    def laid(self) -> Laid:
        """The problem as arrays, without any line: people are counted exactly here."""
        return Laid(self.problem, self.objective, Lines(self.problem))

    @cached_property
    def rich(self) -> Problem:
        """The problem with one person more of each kind, of whom all are taken off again."""
        mission = self.problem.mission
        pledges = [given(mission, one.id, 1) for one in mission.skills]
        pledges += [given_of(one, 1) for one in self.trades]
        richer = replace(
            mission,
            nations=(*mission.nations, giver()),
            pledges=(*mission.pledges, *pledges),
            pauses=mission.pauses if self.halted else (),
        )
        return with_more(self.problem, richer)

    @cached_property
    def trades(self) -> tuple[Trade, ...]:
        """The trades of which people may be given, least asked first; none where no bench is fine.

        Of each skill of which posts ask for a rank or language: what they ask, and parts of that.
        """
        asked = [trade(post) for post in self.problem.mission.posts] if self.fine else []
        asking = {one.skill for one in asked if one.rank or one.language}
        parts = {
            Trade(one.skill, rank, language)
            for one in asked
            if one.skill in asking
            for rank in ("", one.rank)
            for language in ("", one.language)
        }
        return tuple(sorted(parts, key=lambda one: (bool(one.rank) + bool(one.language), one)))

    @cached_property
    def giving(self) -> dict[SkillId | Trade, int]:
        """The group that people of each kind come to who are added; -1 when they serve nowhere."""
        skills = (one.id for one in self.problem.mission.skills)
        kinds: tuple[SkillId | Trade, ...] = (*skills, *self.trades)
        groups = self.rich.crews.group_of[len(self.problem.mission.pledges) :]
        return {kind: int(group) for kind, group in zip(kinds, groups, strict=True)}

    @cached_property
    def supply(self) -> Ints:
        """(periods, groups) people there, nobody added."""
        supply = self.rich.crews.supply.copy()
        for group in self.giving.values():
            if group >= 0:
                supply[:, group] -= 1
        return supply

    @cached_property
    def helpable(self) -> Bools:
        """(classes,) whether people who are added could serve there."""
        web = self.rich.crews.web
        given_to = np.isin(web.group, [one for one in self.giving.values() if one >= 0])
        found = np.zeros(len(web.arcs_from) - 1, np.bool_)
        found[web.owner[given_to]] = True
        return found

    @cached_property
    def shut(self) -> Bools:
        """(periods, arcs) arcs that nobody may take."""
        return ~self.rich.crews.open

    @cached_property
    def period_of(self) -> Ints:
        """(weeks,) the period of each week."""
        return np.array(self.rich.period_of, np.int64)

    @cached_property
    def seats(self) -> Seats:
        """Room to count people in."""
        return empty(self.rich.crews.web)

    @cached_property
    def least(self) -> Ints:
        """(duties,) people without whom work doesn't run."""
        return np.array([duty.least for duty in self.problem.duties], np.int64)

    @cached_property
    def by_class(self) -> tuple[tuple[int, ...], ...]:
        """The duties of each class, the last first."""
        classes = self.rich.crews.class_of
        order = np.argsort(classes, kind="stable")
        cuts = np.searchsorted(classes[order], np.arange(len(self.helpable) + 1))
        rows = order.tolist()
        return tuple(
            tuple(reversed(rows[low:high]))
            for low, high in zip(cuts.tolist(), cuts[1:].tolist(), strict=False)
        )

    @cached_property
    def sites(self) -> Mapping[str, int]:
        """Number of each site."""
        return {site.id: n for n, site in enumerate(self.problem.mission.sites)}

    @cached_property
    def kinds(self) -> Mapping[str, int]:
        """Number of each kind of support."""
        return {kind.id: n for n, kind in enumerate(self.problem.mission.enablers)}

    @cached_property
    def support(self) -> Ints:
        """(sites, kinds) class of support brought there; -1 where none ever is."""
        found = np.full((len(self.sites), len(self.kinds)), -1, np.int64)
        for (site, kind), duty in self.problem.support_duty.items():
            found[self.sites[site], self.kinds[kind]] = self.rich.crews.class_of[duty]
        return found

    def joiner(self, place: int) -> Joiner:
        """A work at a site, as it would join."""
        problem, here = self.problem, self.problem.places[place]
        own, leans = (np.zeros(len(self.kinds), np.int64) for _ in range(2))
        for number in here.duties:
            duty = problem.duties[number]
            if duty.enabler is not None:
                own[self.kinds[duty.enabler]] += duty.least
        for kind in problem.works[here.work].activity.enablers:
            leans[self.kinds[kind]] = 1
        site, duties = self.sites[here.site], np.array(here.duties, np.int64)
        return Joiner(
            site=site,
            heads=problem.least_at(here),
            own=own,
            leans=leans,
            classes=self.rich.crews.class_of[duties],
            least=self.least[duties],
            support=self.support[site],
        )

    def there(self, site: int, added: Additions) -> There:
        """Who and what is there once something is added."""
        ground, supply = self.laid.ground, self.supply
        lent, beds = ground.lent[site], ground.beds[site]
        if added.people or added.trades:
            supply = supply.copy()
            more: list[tuple[SkillId | Trade, int]] = [*added.people.items()]
            for who, heads in [*more, *added.trades.items()]:
                if self.giving[who] >= 0:
                    supply[:, self.giving[who]] += heads
        for where, number in added.beds.items():
            if self.sites[where] == site:
                beds = beds + number
        for where, kind in added.lent:
            if self.sites[where] == site:
                lent = lent.copy()
                lent[:, self.kinds[kind]] = np.inf
        return There(
            period_of=self.period_of,
            shut=self.shut,
            supply=supply,
            caps=self.rich.crews.caps,
            lent=lent,
            beds=beds,
        )
