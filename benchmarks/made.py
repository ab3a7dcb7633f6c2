"""Missions made by seed, for benchmarks: the same size and seed give the same mission.

Programmes are chains of work; consent and mandates hold by programme and with gaps; sites open one
after another and lose lent support; people are pledged in about the number that all the work would
ask for, each nation with places to which it doesn't go; money is short by year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from cadre.mission.activities import Activity, Mode, Option
from cadre.mission.authorities import Authority, AuthorityKind, Negotiation
from cadre.mission.budgets import Budget
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import Caveat, CaveatKind, Nation, Pledge, Post, Skill
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    BedSpaceId,
    BudgetId,
    CaveatId,
    EffectId,
    EnablerId,
    InstitutionId,
    ModeId,
    NationId,
    NeedId,
    NegotiationId,
    OptionId,
    PartnerId,
    PledgeId,
    PostId,
    ProgrammeId,
    SiteId,
    SkillId,
    SupportId,
    WorkId,
)
from cadre.mission.mission import Mission, Profile, Weights
from cadre.mission.needs import Effect, Institution, Need
from cadre.mission.plans import MadeFrom
from cadre.mission.quantities import exact
from cadre.mission.sites import BedSpace, Site
from cadre.mission.training import Programme
from cadre.mission.weeks import Window

MONDAY = date(2021, 3, 1)
FROM = MadeFrom(dossier="0" * 64, as_of="2021-03-01")
KINDS = {"defence": 0.25, "medical": 0.06, "signals": 0.06, "life-support": 0.08}
"""Support asked for by each person present, by kind."""
WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class Size:
    """How big a mission is.

    Attributes:
        works: Activities.
        nations: Nations, each with several pledges.
        sites: Sites.
        weeks: Weeks of the horizon.
        needs: Needs of the host.
        skills: Skills that posts ask for.
        regions: Regions in which sites lie.
        load: People that all the work would ask for, in shares of those pledged.
        settled: Whether all work has a length and comes after the end of what is before it; else
            one in seven goes on for as long as it may, some runs already, and what is before has
            only to have begun.
    """

    works: int
    nations: int
    sites: int
    weeks: int = 260
    needs: int = 12
    skills: int = 8
    regions: int = 3
    load: float = 0.75
    settled: bool = False


SIZES = {
    "tiny": Size(works=10, nations=5, sites=3, weeks=52, needs=5, skills=4),
    "small": Size(works=40, nations=12, sites=8, settled=True),
    "middle": Size(works=400, nations=32, sites=40, needs=40, skills=14, regions=6, load=1.0),
    "large": Size(works=4000, nations=60, sites=200, needs=100, skills=20, regions=8, load=1.0),
}
SIZES["open"] = replace(SIZES["small"], settled=False)


@dataclass
class _Chain:
    """A programme while it is made: the work of one after the other."""

    programme: str
    works: list[int]
    homes: list[str]
    skills: list[str]
    needs: list[str]
    talks: bool


@dataclass
class _Made:
    """What was made so far: how much work asks for, by what."""

    heads: dict[str, float] = field(default_factory=dict)
    at: dict[str, float] = field(default_factory=dict)
    cost: float = 0.0


def generate(size: Size, seed: int) -> Mission:
    """A mission of `size`, the same for the same seed."""
    dice = Random(seed)  # noqa: S311 - dice that make missions
    sites = [f"s{n:03}" for n in range(size.sites)]
    region = sorted(dice.randrange(size.regions) for _ in sites)
    skills = [f"k{n:02}" for n in range(size.skills)]
    needs = [f"n{n:03}" for n in range(size.needs)]
    nations = [f"X{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(size.nations)]
    chains = list(_chains(dice, size, sites, skills, needs))
    activities, modes, posts, made = _work(dice, size, chains)
    opened = [0, *(dice.randint(0, 2 * size.weeks // 5) for _ in range(1, size.regions))]
    return Mission(
        profile=Profile(
            id="made",
            name="Made",
            host="IRQ",
            lead_body="Council",
            as_of=MONDAY,
            until=MONDAY + timedelta(days=7 * size.weeks - 1),
            negotiating_capacity=max(2, len(chains) // 12),
            weights=Weights(),
        ),
        institutions=(Institution(id=InstitutionId("ministry"), name="Ministry"),),
        programmes=tuple(
            Programme(id=ProgrammeId(one.programme), name=one.programme) for one in chains
        ),
        authorities=tuple(_law(dice, size, chains)),
        negotiations=tuple(_talks(dice, size, chains)),
        options=tuple(
            Option(
                id=OptionId(one.programme),
                name=one.programme,
                negotiations=(NegotiationId(one.programme),),
            )
            for one in chains
            if one.talks
        ),
        skills=(
            *(Skill(id=SkillId(key), name=key) for key in skills),
            *(Skill(id=SkillId(key), name=key, enabler=EnablerId(key)) for key in KINDS),
        ),
        nations=tuple(Nation(id=NationId(key), name=key) for key in nations),
        sites=tuple(
            Site(id=SiteId(key), name=key, country="IRQ", window=Window(_day(opened[place])))
            for key, place in zip(sites, region, strict=True)
        ),
        needs=tuple(
            Need(
                id=NeedId(key),
                institution=InstitutionId("ministry"),
                name=key,
                weight=dice.randint(1, 5),
                critical=dice.random() < 0.2,
            )
            for key in needs
        ),
        effects=tuple(_effects(dice, chains)),
        activities=activities,
        modes=modes,
        posts=posts,
        pledges=tuple(_pledges(dice, size, nations, skills, made)),
        caveats=tuple(_caveats(dice, size, nations, dict(zip(sites, region, strict=True)))),
        enablers=tuple(
            Enabler(id=EnablerId(key), name=key, per_person=exact(share), fixed=exact(0))
            for key, share in KINDS.items()
        ),
        supports=tuple(_lent(dice, size, sites, made)),
        bed_spaces=tuple(_beds(dice, size, sites, made)),
        budgets=tuple(
            Budget(
                id=BudgetId(f"b{year}"),
                year=MONDAY.year + year,
                amount=round(made.cost / (size.weeks / 52) * 0.85 * dice.uniform(0.8, 1.2)),
            )
            for year in range(size.weeks // 52 + 1)
        ),
    )


def _day(week: int) -> date:
    return MONDAY + timedelta(weeks=week)


def _chains(
    dice: Random, size: Size, sites: list[str], skills: list[str], needs: list[str]
) -> Iterator[_Chain]:
    done = 0
    while done < size.works:
        length = min(dice.randint(3, 6), size.works - done)
        yield _Chain(
            programme=f"p{done:04}",
            works=list(range(done, done + length)),
            homes=dice.sample(sites, min(len(sites), dice.randint(1, 3))),
            skills=dice.sample(skills, min(len(skills), 3)),
            needs=dice.sample(needs, dice.randint(1, 2)),
            talks=dice.random() < 0.15,
        )
        done += length


def _work(
    dice: Random, size: Size, chains: list[_Chain]
) -> tuple[tuple[Activity, ...], tuple[Mode, ...], tuple[Post, ...], _Made]:
    """Activities with modes and posts; one in twelve runs already."""
    activities, modes, posts, made = [], list[Mode](), list[Post](), _Made()
    for chain in chains:
        for place, number in enumerate(chain.works):
            key = ActivityId(f"w{number:04}")
            heads, weeks = dice.randint(6, 30), dice.randint(10, 46)
            open_ended = dice.random() < 0.15 and not size.settled
            begun = place == 0 and dice.random() < 0.25 and not size.settled
            first = dice.randint(0, 30) if place == 0 else 0
            if dice.random() < 0.15:
                first = dice.choice([26, 52, 78, 104]) * size.weeks // 260
            after = () if place == 0 else (ActivityId(f"w{number - 1:04}"),)
            activity = Activity(
                id=key,
                name=key,
                programme=ProgrammeId(chain.programme),
                option=OptionId(chain.programme) if chain.talks else None,
                rank=dice.randint(1, 5),
                began=_day(-10) if begun else None,
                window=Window(_day(-20 if begun else first)),
                after=() if size.settled else after,
                after_end=after if size.settled else (),
                lag_weeks=dice.randint(*((0, 5) if size.settled else (4, 20))) if after else 0,
                enablers=tuple(EnablerId(one) for one in KINDS),
                min_fill=dice.choice([0.5, 0.7, 1.0]),
                cost=round(heads * dice.uniform(0.7, 1.4)),
            )
            activities.append(activity)
            for home in chain.homes:
                if modes and modes[-1].activity == key and dice.random() < 0.35:
                    continue
                length = 0 if open_ended else max(6, round(weeks * dice.uniform(0.85, 1.25)))
                modes.append(
                    Mode(
                        id=ModeId(f"{key}@{home}"),
                        activity=key,
                        site=SiteId(home),
                        weeks=min(length, size.weeks // 2),
                        at_least=12 if open_ended else 0,
                    )
                )
            own = [one for one in modes if one.activity == key]
            share = 1.0 if open_ended else weeks / size.weeks
            for skill, people in zip(chain.skills, _split(dice, heads, 3), strict=False):
                posts.append(
                    Post(
                        id=PostId(f"{key}-{skill}"),
                        activity=key,
                        skill=SkillId(skill),
                        people=people,
                    )
                )
                asked = people * activity.min_fill * share
                made.heads[skill] = made.heads.get(skill, 0.0) + asked
                for mode in own:
                    made.at[mode.site] = made.at.get(mode.site, 0.0) + asked / len(own)
            made.cost += activity.cost * share * size.weeks
    return tuple(activities), tuple(modes), tuple(posts), made


def _split(dice: Random, heads: int, parts: int) -> list[int]:
    cuts = sorted(dice.randint(1, heads - 1) for _ in range(parts - 1))
    return [max(1, b - a) for a, b in zip([0, *cuts], [*cuts, heads], strict=True)]


def _law(dice: Random, size: Size, chains: list[_Chain]) -> Iterator[Authority]:
    """A mandate and a status for all; consent by groups of programmes, with gaps."""
    for kind in ("mandate", "status"):
        yield Authority(
            id=AuthorityId(kind),
            name=kind,
            kind=AuthorityKind(kind),
            window=Window(_day(-50), _day(size.weeks)),
        )
    groups = [chains[n :: size.regions] for n in range(size.regions)]
    for number, some in enumerate(groups):
        week = -50 if number == 0 or dice.random() < 0.6 else dice.randint(4, size.weeks // 6)
        part = 0
        while week < size.weeks and some:
            end = size.weeks if number == 0 else week + dice.randint(60, 160)
            yield Authority(
                id=AuthorityId(f"consent-{number}-{part}"),
                name=f"Consent {number}, {part}",
                kind=AuthorityKind.CONSENT,
                window=Window(_day(week), _day(min(end, size.weeks))),
                programmes=tuple(ProgrammeId(one.programme) for one in some),
            )
            week, part = end + dice.randint(3, 16), part + 1


def _talks(dice: Random, size: Size, chains: list[_Chain]) -> Iterator[Negotiation]:
    for one in chains:
        if one.talks:
            yield Negotiation(
                id=NegotiationId(one.programme),
                name=one.programme,
                earliest=_day(dice.randint(0, size.weeks // 5)),
                weeks=exact(dice.randint(3, 12)),
            )


def _effects(dice: Random, chains: list[_Chain]) -> Iterator[Effect]:
    for chain in chains:
        for work in chain.works:
            for need in chain.needs:
                yield Effect(
                    id=EffectId(f"w{work:04}-{need}"),
                    work=WorkId(f"w{work:04}"),
                    need=NeedId(need),
                    strength=dice.choice([0.05, 0.1, 0.2, 0.3]),
                )


def _pledges(
    dice: Random, size: Size, nations: list[str], skills: list[str], made: _Made
) -> Iterator[Pledge]:
    """Pledges of every nation, in all about what the work asks for by skill."""
    asked = dict(made.heads)
    every = sum(asked.values())
    asked |= {kind: 1.2 * share * every for kind, share in KINDS.items()}
    rows = []
    for nation in nations:
        weight = dice.expovariate(1.0) + 0.2
        offered = [*dice.sample(skills, min(len(skills), 6)), *dice.sample(list(KINDS), 3)]
        for skill in offered:
            first = dice.randint(0, size.weeks // 3) if dice.random() < 0.5 else -10
            late = dice.random() < 0.45
            last = size.weeks if late else first + dice.randint(size.weeks // 3, size.weeks)
            rows.append((nation, skill, weight * dice.uniform(0.5, 1.5), first, last))
    for nation, skill, weight, first, last in rows:
        whole = sum(
            w * (min(b, size.weeks) - max(a, 0)) / size.weeks
            for _, other, w, a, b in rows
            if other == skill
        )
        people = round(weight / whole * asked.get(skill, 0.0) / size.load)
        yield Pledge(
            id=PledgeId(f"{nation}-{skill}"),
            nation=NationId(nation),
            skill=SkillId(skill),
            people=max(1, people),
            window=Window(_day(first), _day(last)),
        )


def _caveats(
    dice: Random, size: Size, nations: list[str], region: dict[str, int]
) -> Iterator[Caveat]:
    """A third of the nations stay out of some regions."""
    for nation in nations:
        if dice.random() < 0.35:
            shut = set(dice.sample(range(size.regions), dice.randint(1, max(1, size.regions // 2))))
            yield Caveat(
                id=CaveatId(nation),
                nation=NationId(nation),
                kind=CaveatKind.LOCATION_DENY,
                statement="Not there.",
                sites=tuple(SiteId(key) for key, place in region.items() if place in shut),
            )


def _lent(dice: Random, size: Size, sites: list[str], made: _Made) -> Iterator[Support]:
    for site in sites:
        leaves = dice.randint(size.weeks // 5, size.weeks) if dice.random() < 0.8 else size.weeks
        for kind, share in KINDS.items():
            if dice.random() < 0.75:
                people = share * made.at.get(site, 10.0) * 2 * dice.uniform(0.5, 1.0)
                yield Support(
                    id=SupportId(f"{kind}-{site}"),
                    enabler=EnablerId(kind),
                    provider=PartnerId("coalition"),
                    site=SiteId(site),
                    people=round(people),
                    window=Window(_day(-50), _day(leaves)),
                )


def _beds(dice: Random, size: Size, sites: list[str], made: _Made) -> Iterator[BedSpace]:
    """Beds for about twice what a site would house on average, more or fewer by turns."""
    for site in sites:
        usual, week, part = max(40.0, made.at.get(site, 0.0) * 2.2 * dice.uniform(0.9, 1.6)), 0, 0
        while week < size.weeks:
            end = week + dice.randint(40, 140)
            yield BedSpace(
                id=BedSpaceId(f"{site}-{part}"),
                site=SiteId(site),
                beds=round(usual * dice.uniform(0.8, 1.25)),
                window=Window(_day(week), _day(min(end, size.weeks))),
            )
            week, part = end, part + 1


def withdrawn(given: Mission, dice: Random) -> Mission:
    """The mission after one of its pledges is withdrawn."""
    gone = dice.randrange(len(given.pledges))
    return replace(given, pledges=tuple(p for n, p in enumerate(given.pledges) if n != gone))
