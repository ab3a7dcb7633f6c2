"""Support: who holds up what, where and for which work, and what one departure would take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from math import inf

from cadre.brief.sections import Number
from cadre.brief.words import listed
from cadre.checks.departure import Leaving
from cadre.checks.loss import Loss, losses, without
from cadre.checks.standing import Standing, standings
from cadre.checks.work import Present, own_supply, waiting
from cadre.desk.desk import Desk
from cadre.desk.made_of import LOST
from cadre.desk.numbers import Numbers
from cadre.desk.support_answers import (
    Candidate,
    Failing,
    Held,
    Leaning,
    Lending,
    SupportMap,
)
from cadre.mission.authorities import AuthorityKind
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import Nation
from cadre.mission.ids import ActivityId, EnablerId, PartnerId, SiteId
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.plans import Plan
from cadre.mission.provenance import marking_of
from cadre.mission.rows import Row
from cadre.mission.sites import Site
from cadre.mission.transfers import lent_on, lessening
from cadre.release.redact import redact


def support_map(
    desk: Desk,
    day: date | None = None,
    *,
    plan: Plan | None = None,
    leaving: Leaving | None = None,
) -> SupportMap:
    """Who holds up what on `day`, for the desk's reader.

    Args:
        desk: The desk.
        day: A day of the horizon; None takes the as-of day.
        plan: Whose starts and people run; None takes begun work with its posts as asked for.
        leaving: What is taken away on that day; what it lends is told as gone.
    """
    asked = day or desk.mission.profile.as_of
    looked = _Looked(desk, asked, plan, leaving)
    held = tuple(looked.held())
    whole = SupportMap(
        made_from=desk.made_from,
        day=asked,
        within=desk.mission.horizon.window,
        figures=tuple(looked.figures(held)),
        held=held,
        works=tuple(looked.works()),
        failing=tuple(looked.failing(held)),
        lending=tuple(looked.lending()),
        candidates=tuple(looked.candidates()),
        withheld=None,
    )
    seen, withheld = redact(whole, desk.audience)
    told = withheld if desk.audience.told_of_more else None
    return desk.released("support map", replace(seen, withheld=told), withheld)


class _Looked:
    """A mission, looked at on a day."""

    def __init__(self, desk: Desk, day: date, plan: Plan | None, leaving: Leaving | None) -> None:
        self.mission: Mission = desk.mission
        self.day = day
        self.plan = plan
        self.numbers = Numbers(desk)
        self.standing: tuple[Standing, ...] = standings(desk.mission, plan, day)
        after = desk.mission
        if leaving is not None:
            after = without(desk.mission, leaving.what, leaving.id, day)
        shut = {one.id for one in after.sites if day not in one.window}
        self.closed = {one.id for one in desk.mission.sites if day in one.window} & shut
        self.still = {
            one.id for one in after.supports if day in one.window and one.site not in self.closed
        }
        self.leaving = leaving

    def _lends(self, one: Support) -> bool:
        """Whether a row lends anything on the day, leaving aside what is taken away."""
        return lent_on(self.mission, one, self.day) > 0

    def _mark(self, rows: Iterable[Row]) -> Marking:
        return Marking.strictest(marking_of(self.mission, row) for row in rows)

    def _waiting(self) -> Iterator[tuple[ActivityId, tuple[EnablerId, ...], tuple[SiteId, ...]]]:
        """Work that doesn't run on the day and may come, with what it needs and its sites."""
        running = {one.activity.id for site in self.standing for one in site.work}
        for activity, sites, days in waiting(self.mission):
            if activity.id not in running and days.end > self.day:
                yield activity.id, activity.enablers, sites

    def held(self) -> Iterator[Held]:
        """What work needs, kind by kind and site by site; single points of failure first."""
        found = [
            self._held(enabler, site.id)
            for enabler in self.mission.enablers
            for site in self.mission.sites
        ]
        needed = [one for one in found if one.works or one.waits]
        # What is taken away keeps its place, so that both states can be laid side by side.
        yield from sorted(needed, key=lambda one: (not _hangs_on_one(one), not one.works))

    def _held(self, enabler: Enabler, site: SiteId) -> Held:
        standing = next((one for one in self.standing if one.site == site), None)
        work: tuple[Present, ...] = () if standing is None else standing.work
        supports = [
            one
            for one in self.mission.supports_at(site)
            if one.enabler == enabler.id and self._lends(one)
        ]
        works = [one.activity for one in work if enabler.id in one.activity.enablers]
        place = self.mission.site(site)
        own = 0 if site in self.closed else own_supply(self.mission, work)[enabler.id]
        return Held(
            enabler=enabler.id,
            name=enabler.name,
            site=site,
            place=place.name,
            works=tuple(one.id for one in works),
            waits=tuple(
                key
                for key, kinds, sites in self._waiting()
                if site in sites and enabler.id in kinds
            ),
            lent=tuple(self._lending(one) for one in supports),
            own=own,
            enough=own > 0 and own >= _needed(enabler, standing),
            brought=self._to_bring(enabler, standing),
            marking=self._mark([enabler, place, *works, *self._seated(work), *self._filling(work)]),
        )

    def _to_bring(self, enabler: Enabler, standing: Standing | None) -> tuple[Number, ...]:
        """People of a kind to be brought to a site; what a loss asks for is told with the loss."""
        if standing is None or self.leaving is not None:
            return ()
        return (self._brought(enabler, standing),)

    def _brought(self, enabler: Enabler, standing: Standing) -> Number:
        site = self.mission.site(standing.site)
        rows = [("enablers", str(one.id)) for one in self.mission.enablers]
        rows += [("supports", str(one.id)) for one in self.mission.supports_at(site.id)]
        rows += [("posts", str(one.id)) for one in self._seated(standing.work)]
        known = standing.brought
        return self.numbers.counted(
            f"brought.{enabler.id}.{site.id}",
            None if known is None else known.get(enabler.id, 0),
            f"{enabler.name} to be brought to {site.name}",
            rows,
            words="The smallest force that supports itself together with what is lent.",
            unit="people",
        )

    def _seated(self, work: Iterable[Present]) -> Iterator[Row]:
        """The posts whose people are counted."""
        keys = {one.activity.id for one in work}
        yield from (one for one in self.mission.posts if one.activity in keys)

    def _filling(self, work: Iterable[Present]) -> Iterator[Row]:
        """With a plan, the pledges whose people are counted."""
        keys = {one.activity.id for one in work}
        if self.plan is not None:
            used = {one.pledge for one in self.plan.assignments if one.activity in keys}
            yield from (one for one in self.mission.pledges if one.id in used)

    def _lending(self, one: Support) -> Lending:
        provider = self.mission.partner(one.provider)
        enabler, site = self.mission.enabler(one.enabler), self.mission.site(one.site)
        # What isn't lent yet is told as it will be on its first day.
        people = lent_on(self.mission, one, max(self.day, one.window.start))
        there = self._lends(one)
        return Lending(
            support=one.id,
            provider=provider.id,
            name=provider.name,
            enabler=enabler.id,
            what=enabler.name,
            site=site.id,
            place=site.name,
            people=None if people == inf else int(people),
            window=one.window,
            there=there,
            gone=there and one.id not in self.still,
            documents=self.numbers.context.cites(one.sources, 4),
            marking=self._mark([one, provider, enabler, site, *lessening(self.mission, one)]),
        )

    def lending(self) -> Iterator[Lending]:
        """Support that is lent on the day or later, by site, kind and day."""
        rows = [one for one in self.mission.supports if one.window.end > self.day]
        for one in sorted(rows, key=lambda one: (one.site, one.enabler, one.window.start)):
            yield self._lending(one)

    def works(self) -> Iterator[Leaning]:
        """Work that runs on the day, then what may come."""
        for site in self.standing:
            for one in site.work:
                yield self._leaning(one.activity.id, (site.site,), runs=True)
        for key, _, sites in self._waiting():
            yield self._leaning(key, sites, runs=False)

    def _leaning(self, key: ActivityId, sites: tuple[SiteId, ...], *, runs: bool) -> Leaning:
        activity = self.mission.activity(key)
        places = [self.mission.site(one) for one in sites]
        return Leaning(
            activity=key,
            name=activity.name,
            sites=sites,
            runs=runs,
            enablers=activity.enablers,
            marking=self._mark([activity, *places]),
        )

    def failing(self, held: tuple[Held, ...]) -> Iterator[Failing]:
        """What would fall with each provider that lends on the day, the worst first."""
        lending = {one.provider for one in self.mission.supports if self._lends(one)}
        providers = [one.id for one in self.mission.partners if one.id in lending]
        marking = self._mark(self._lost())
        found = [
            self._failing(losses(self.mission, self.plan, key, self.day), held, marking)
            for key in providers
        ]
        yield from sorted(
            found,
            key=lambda one: (-len(one.stops), -one.alone, -_growth(one), one.provider),
        )

    def _lost(self) -> Iterator[Row]:
        """The rows that a loss is made of; one that is hidden may not be told in part."""
        for table in LOST:
            yield from getattr(self.mission, table)
        yield from (one for one in self.mission.authorities if one.kind is AuthorityKind.NATIONAL)

    def _failing(self, loss: Loss, held: tuple[Held, ...], marking: Marking) -> Failing:
        partner = self.mission.partner(loss.provider)
        alone = [one for one in held if one.single and partner.id in one.providers]
        lends = [
            f"{listed(self.mission.enabler(kind).name for kind in kinds)} at "
            f"{self.mission.site(site).name}"
            for site, kinds in loss.enablers.items()
        ]
        return Failing(
            provider=partner.id,
            name=partner.name,
            lends=tuple(lends),
            alone=len(alone),
            stops=tuple(dict.fromkeys(self.mission.activity(key).name for key in loss.stops)),
            before=self._needed(partner.id, "before", loss.before),
            after=self._needed(partner.id, "after", loss.after),
            leaves=partner.leaves,
            belief=partner.leave_belief,
            marking=marking,
        )

    def _needed(self, key: PartnerId, which: str, people: int | None) -> Number:
        rows = [("enablers", str(one.id)) for one in self.mission.enablers]
        rows += [("supports", str(one.id)) for one in self.mission.supports if one.provider == key]
        rows += [
            ("posts", str(post.id))
            for site in self.standing
            for one in site.work
            for post in self.mission.posts_at(one.activity.id, site.site)
        ]
        return self.numbers.counted(
            f"loss.{key}.{which}",
            people,
            f"People needed in all {'with' if which == 'before' else 'without'} "
            f"{self.mission.partner(key).name}",
            rows,
            words="People in posts and support to be brought, site by site: the smallest force "
            "that supports itself together with what is lent.",
            unit="people",
        )

    def figures(self, held: tuple[Held, ...]) -> Iterator[Number]:
        """How much of what running work needs hangs on one provider, on several or on nobody."""
        needed = [one for one in held if one.works]
        for key, some, label in (
            (
                "support.single",
                [one for one in needed if one.single],
                "Kinds of support at sites that hang on one provider",
            ),
            (
                "support.several",
                [one for one in needed if len({x.provider for x in one.lent}) > 1],
                "Kinds of support at sites that several lend",
            ),
            (
                "support.own",
                [one for one in needed if not one.lent],
                "Kinds of support at sites that nobody lends",
            ),
        ):
            rows = [("enablers", one.enabler) for one in some]
            rows += [("supports", lent.support) for one in some for lent in one.lent]
            rows += [("activities", work) for one in some for work in one.works]
            yield self.numbers.counted(
                key,
                len(some),
                label,
                dict.fromkeys(rows),
                words="Counted over what running work needs that day, kind by kind, site by site.",
            )

    def candidates(self) -> Iterator[Candidate]:
        """Partners, nations and sites; those that lend, have pledged or have work first."""
        mission = self.mission
        lending = {str(one.provider) for one in mission.supports if one.window.end > self.day}
        pledging = {str(one.nation) for one in mission.pledges if one.window.end > self.day}
        working = {str(one.site) for one in self.standing}
        yield from self._sorted("provider", mission.partners, lending)
        yield from self._sorted("nation", mission.nations, pledging)
        yield from self._sorted("site", mission.sites, working)

    def _sorted(
        self, what: str, rows: Iterable[Partner | Nation | Site], active: set[str]
    ) -> Iterator[Candidate]:
        for one in sorted(rows, key=lambda one: str(one.id) not in active):
            yield Candidate(
                what=what,
                id=str(one.id),
                name=one.name,
                lends=str(one.id) in active,
                marking=self._mark([one]),
            )


def _hangs_on_one(one: Held) -> bool:
    """Whether one provider alone holds it up for running work, as long as it is there."""
    return bool(one.works) and len({x.provider for x in one.lent}) == 1 and not one.enough


def _needed(enabler: Enabler, standing: Standing | None) -> float:
    """People of a kind that all who are at a site need; without end when no force is enough."""
    if standing is None or standing.total is None:
        return float("inf")
    return enabler.per_person.likely * standing.total + enabler.fixed.likely


def _growth(one: Failing) -> float:
    if one.after.value is None:
        return float("inf")
    return one.after.value - (one.before.value or 0)
