"""Losses: what falls on a day when a provider, a site or a nation is no longer there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from math import ceil, isinf

from cadre.checks.circles import circles
from cadre.checks.seats import Seats, below_least, seated, still_seated
from cadre.checks.standing import (
    Offer,
    Standing,
    beds,
    lent,
    needed,
    offers,
    standing_with,
    standings,
)
from cadre.checks.work import Present, own_supply, present
from cadre.mission.enablers import EnablerKind
from cadre.mission.ids import (
    ActivityId,
    ChangeId,
    EnablerId,
    PartnerId,
    ScenarioId,
    SiteId,
    SkillId,
    SubjectId,
)
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import Beds, People, exact
from cadre.mission.scenarios import Change, changed
from cadre.mission.transfers import lent_on
from cadre.mission.verbs import Verb
from cadre.mission.weeks import Window


class Leaver(Enum):
    """What may be lost."""

    PROVIDER = "provider"
    SITE = "site"
    NATION = "nation"


class Why(Enum):
    """Why work stops."""

    SITE = "its site is closed"
    PEOPLE = "too few of its posts are filled"
    SUPPORT = "support is missing"
    BEDS = "beds are missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Work that doesn't go on.

    Attributes:
        activity: The work.
        name: Its name.
        why: What stops it first.
    """

    activity: ActivityId
    name: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfilled:
    """Posts of one skill that nobody fills any more.

    Attributes:
        activity: Whose posts.
        skill: The skill asked for.
        name: Name of the skill.
        asked: Posts for it.
        before: People in them before.
        after: People in them after, others' pledges used as far as they go.
    """

    activity: ActivityId
    skill: SkillId
    name: str
    asked: People
    before: People
    after: People


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLoss:
    """What one kind of support at one site comes to, for all work there to go on.

    Attributes:
        enabler: The kind of support.
        name: Its name.
        kind: What kind of support it is.
        lost: People's worth no longer lent; None is as many as were needed.
        left: People's worth that others still lend; None is as many as are needed.
        own: People in posts who provide it.
        needed: People's worth needed in all; None when no force is large enough.
        brought: People to be brought, in whole units; None when no force is large enough.
        offers: Pledges from which they could come.
        short: Of them, how many no pledge offers; None when no force is large enough.
    """

    enabler: EnablerId
    name: str
    kind: EnablerKind
    lost: People | None
    left: People | None
    own: People
    needed: People | None
    brought: People | None
    offers: tuple[Offer, ...]
    short: People | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLoss:
    """What one site loses.

    Attributes:
        site: Where.
        name: Its name.
        enablers: Kinds of support that are no longer lent there.
        kinds: These, and kinds of which more must be brought, with what they come to.
        posts_before: People in posts of work that goes on before.
        posts_after: People in posts of work that goes on after.
        before: People needed before for all work, brought support included; None when no force
            is large enough.
        after: People needed after for all work that has a place; None when no force is large
            enough.
        beds_before: Beds before; None when the dossier states none.
        beds: Beds after; None when the dossier states none.
        brought: Support that would have to be brought after, by kind.
        short: Of that, what no pledge offers, by kind.
        unfilled: Posts that nobody fills any more.
        stopping: Work that stops, and why.
    """

    site: SiteId
    name: str
    enablers: tuple[EnablerId, ...]
    kinds: tuple[KindLoss, ...]
    posts_before: People
    posts_after: People
    before: People | None
    after: People | None
    beds_before: Beds | None
    beds: Beds | None
    brought: dict[EnablerId, int]
    short: dict[EnablerId, int]
    unfilled: tuple[Unfilled, ...]
    stopping: tuple[Stop, ...]

    @property
    def stops(self) -> tuple[ActivityId, ...]:
        """Work that stops, by id."""
        return tuple(one.activity for one in self.stopping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What falls with a provider on a day.

    Attributes:
        provider: Who leaves.
        day: The day looked at.
        sites: Every site where work runs that day, those that lose nothing too.
    """

    provider: PartnerId
    day: date
    sites: tuple[SiteLoss, ...]

    @property
    def before(self) -> int | None:
        """People needed in all with the provider; None when no force is large enough."""
        return sum_known(one.before for one in self.sites)

    @property
    def after(self) -> int | None:
        """People needed in all without it; None when no force is large enough."""
        return sum_known(one.after for one in self.sites)

    @property
    def enablers(self) -> Mapping[SiteId, tuple[EnablerId, ...]]:
        """Kinds of support lost, by site; sites that lose none are left out."""
        return {one.site: one.enablers for one in self.sites if one.enablers}

    @property
    def brought(self) -> Mapping[EnablerId, int]:
        """Support to be brought at all sites without the provider, by kind."""
        total: Counter[EnablerId] = Counter()
        for one in self.sites:
            total.update(one.brought)
        return {kind: people for kind, people in total.items() if people}

    @property
    def stops(self) -> tuple[ActivityId, ...]:
        """Work that stops without the provider, by site."""
        return tuple(key for one in self.sites for key in one.stops)


def sum_known(figures: Iterable[int | None]) -> int | None:
    """The sum; None when one of the figures is."""
    total = 0
    for figure in figures:
        if figure is None:
            return None
        total += figure
    return total


def losses(mission: Mission, plan: Plan | None, provider: PartnerId, day: date) -> Loss:
    """What falls if `provider` isn't there on `day`, for all that would run then.

    Args:
        mission: The mission.
        plan: Whose starts and people run; None takes begun work with its posts as asked for.
        provider: Who leaves.
        day: The day looked at; support that the provider doesn't lend then isn't lost.
    """
    cut = without(mission, Leaver.PROVIDER, provider, day)
    return Loss(provider=provider, day=day, sites=fallen(mission, cut, plan, day))


def without(mission: Mission, leaver: Leaver, key: str, day: date) -> Mission:
    """The mission as it would be if a provider, site or nation were gone from `day` on."""
    if leaver is Leaver.NATION:
        gone = [str(one.id) for one in mission.pledges if one.nation == key]
        kind = Verb.PLEDGE_WITHDRAWN
    else:
        gone = [key]
        kind = {Leaver.SITE: Verb.SITE_CLOSES}.get(leaver, Verb.PROVIDER_LEAVES)
    for one in gone:
        mission = changed(
            mission,
            Change(
                id=ChangeId("gone"),
                scenario=ScenarioId(""),
                kind=kind,
                subject=SubjectId(one),
                window=Window(day),
            ),
        )
    return mission


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """Both sides of a loss, on one day.

    Attributes:
        mission: The mission as it is.
        cut: The mission without what is lost.
        day: The day.
        work: What runs before.
        placed: Of that, what still has its site after.
        seats: People in posts before.
        seats_after: People in posts after.
        crippled: Work that falls below its least fill with the loss, and wasn't below it before.
    """

    mission: Mission
    cut: Mission
    day: date
    work: tuple[Present, ...]
    placed: tuple[Present, ...]
    seats: Counter[Seats]
    seats_after: Counter[Seats]
    crippled: frozenset[ActivityId]

    def emptied(self, one: Present) -> dict[SkillId, int]:
        """Seats of an activity that the loss leaves empty, by skill."""
        key = one.activity.id
        lost = {skill: self.seats[key, skill] - self.seats_after[key, skill] for skill in one.heads}
        return {skill: people for skill, people in lost.items() if people > 0}


def fallen(mission: Mission, cut: Mission, plan: Plan | None, day: date) -> tuple[SiteLoss, ...]:
    """What each site with work loses on `day` between the mission as it is and as it would be."""
    work = present(mission, plan, day)
    open_after = {one.id for one in cut.sites if day in one.window}
    closed = {one.id for one in mission.sites if day in one.window} - open_after
    placed = tuple(one for one in work if one.site not in closed)
    seats, seats_after = _seats(mission, cut, plan, work, placed, day)
    both = _Day(
        mission=mission,
        cut=cut,
        day=day,
        work=work,
        placed=placed,
        seats=seats,
        seats_after=seats_after,
        crippled=below_least(placed, seats_after) - below_least(work, seats),
    )
    before = standings(mission, plan, day)
    after = _after(both, before, closed)
    fit = tuple(one for one in placed if one.activity.id not in both.crippled)
    # How sites stand once work that lost too many of its own people has taken the rest along.
    settled = after
    if len(fit) < len(placed):
        settled = {one.site: one for one in standing_with(cut, fit, day)}
    return tuple(_site_loss(both, one, after.get(one.site), settled) for one in before)


def _after(both: _Day, before: Iterable[Standing], closed: set[SiteId]) -> dict[SiteId, Standing]:
    """How sites stand after; those that share no support with a site that loses some, as before."""
    mission, cut = both.mission, both.cut
    same = set[SiteId]()
    if mission.pledges is cut.pledges:
        changed = closed | {
            site.id
            for site in mission.sites
            if mission.supports_at(site.id) != cut.supports_at(site.id)
        }
        some = (one.sites for one in circles(mission, both.work))
        same.update(site for sites in some if sites.isdisjoint(changed) for site in sites)
    touched = tuple(one for one in both.placed if one.site not in same)
    return {one.site: one for one in before if one.site in same} | {
        one.site: one for one in standing_with(cut, touched, both.day)
    }


def _seats(
    mission: Mission,
    cut: Mission,
    plan: Plan | None,
    work: tuple[Present, ...],
    placed: tuple[Present, ...],
    day: date,
) -> tuple[Counter[Seats], Counter[Seats]]:
    """People in posts before and after; the same where nothing touches who may sit."""
    leans = any(caveat.partners for caveat in mission.caveats)
    if mission.pledges is cut.pledges and not leans:
        full = Counter({(x.activity.id, skill): n for x in work for skill, n in x.heads.items()})
        return full, full
    if plan is None:
        before = mission.once(("seated", work, day), lambda: seated(mission, work, day))
        return before, seated(cut, placed, day)
    return still_seated(mission, plan, work, day), still_seated(cut, plan, placed, day)


def _site_loss(
    both: _Day, before: Standing, after: Standing | None, settled: Mapping[SiteId, Standing]
) -> SiteLoss:
    kept = {work.activity.id for one in settled.values() for work in one.kept}
    going = [one for one in before.kept if one.activity.id in kept]
    housed = beds(both.mission, before.site, Window.of_days(both.day, both.day))
    return SiteLoss(
        site=before.site,
        name=both.mission.site(before.site).name,
        enablers=tuple(_gone(both, before.site)),
        kinds=tuple(_kinds(both, before, after)),
        posts_before=sum(one.people for one in before.kept),
        posts_after=sum(one.people - sum(both.emptied(one).values()) for one in going),
        before=before.total,
        after=0 if after is None else after.total,
        beds_before=housed,
        beds=0 if after is None and housed is not None else housed,
        brought={} if after is None else dict(after.brought or {}),
        short={} if after is None else dict(after.short),
        unfilled=() if after is None else tuple(_unfilled(both, before)),
        stopping=tuple(
            _stop(both, one, after and settled.get(before.site, after))
            for one in before.kept
            if one.activity.id not in kept
        ),
    )


def _gone(both: _Day, site: SiteId) -> dict[EnablerId, float]:
    """What is no longer lent at a site, by kind; inf is as many as were needed."""
    still = {one.id for one in both.cut.supports_at(site) if both.day in one.window}
    lost: dict[EnablerId, float] = {}
    for one in both.mission.supports_at(site):
        if both.day in one.window and one.id not in still:
            people = lent_on(both.mission, one, both.day)
            lost[one.enabler] = lost.get(one.enabler, 0) + people
    return lost


def _kinds(both: _Day, before: Standing, after: Standing | None) -> Iterable[KindLoss]:
    if after is None:
        return
    gone = _gone(both, before.site)
    own = own_supply(both.mission, after.work)
    left = lent(both.cut, before.site, both.day)
    had = before.brought or {}
    wanted = {kind for one in after.work for kind in one.activity.enablers}
    for enabler in (one for one in both.mission.enablers if one.id in wanted):
        key = enabler.id
        brought = None if after.brought is None else after.brought.get(key, 0)
        more = brought is None or brought > had.get(key, 0)
        if key in gone or more:
            yield KindLoss(
                enabler=key,
                name=enabler.name,
                kind=enabler.kind,
                lost=_worth(gone.get(key, 0)),
                left=_worth(left.get(key, 0)),
                own=own[key],
                needed=_needed(enabler.per_person.likely, enabler.fixed.likely, after.total),
                brought=brought,
                offers=offers(both.cut, after, key) if brought else (),
                short=None if brought is None else after.short.get(key, 0),
            )


def _worth(people: float) -> int | None:
    return None if isinf(people) else round(people)


def _needed(per_person: float, fixed: float, total: int | None) -> int | None:
    # The tolerance keeps 0.28 x 25 from becoming 8 people by rounding of binary fractions.
    return None if total is None else ceil(per_person * total + fixed - 1e-9)


def _unfilled(both: _Day, before: Standing) -> Iterable[Unfilled]:
    for one in before.work:
        for skill in both.emptied(one):
            yield Unfilled(
                activity=one.activity.id,
                skill=skill,
                name=both.mission.skill(skill).name,
                asked=one.heads[skill],
                before=both.seats[one.activity.id, skill],
                after=both.seats_after[one.activity.id, skill],
            )


def _stop(both: _Day, one: Present, after: Standing | None) -> Stop:
    if after is None:
        why = Why.SITE
    elif one.activity.id in both.crippled:
        why = Why.PEOPLE
    elif after.brought is None or set(after.short) & set(one.activity.enablers):
        why = Why.SUPPORT
    else:
        why = Why.BEDS
    return Stop(activity=one.activity.id, name=one.activity.name, why=why)


def people_needed(mission: Mission, work: Iterable[Present], day: date) -> int | None:
    """People needed in all for `work` on a day; None when no force is large enough."""
    by_site: dict[SiteId, tuple[Present, ...]] = {}
    for one in work:
        by_site[one.site] = (*by_site.get(one.site, ()), one)
    return sum_known(
        None if more is None else sum(one.people for one in there) + sum(more.values())
        for site, there in by_site.items()
        for more in [needed(mission, there, lent(mission, site, day))]
    )


def at_end(mission: Mission, end: str) -> Mission:
    """The mission with its enablers at the `low` or `high` end of their ranges."""
    return replace(
        mission,
        enablers=tuple(
            replace(
                one,
                per_person=exact(getattr(one.per_person, end)),
                fixed=exact(getattr(one.fixed, end)),
            )
            for one in mission.enablers
        ),
    )
