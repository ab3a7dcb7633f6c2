"""Missions made by seed, for benchmarks: the same size and seed give the same mission."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from cadre.mission.activities import Activity, Mode
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import Caveat, CaveatKind, Nation, Pledge, Post, Skill
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    BedSpaceId,
    CaveatId,
    EffectId,
    EnablerId,
    InstitutionId,
    ModeId,
    NationId,
    NeedId,
    PartnerId,
    PledgeId,
    PostId,
    ProgrammeId,
    SiteId,
    SkillId,
    SupportId,
    WorkId,
)
from cadre.mission.mission import Mission, Profile
from cadre.mission.needs import Effect, Institution, Need
from cadre.mission.plans import MadeFrom
from cadre.mission.quantities import exact
from cadre.mission.sites import BedSpace, Site
from cadre.mission.training import Programme
from cadre.mission.weeks import Window

MONDAY = date(2021, 3, 1)
FROM = MadeFrom(dossier="0" * 64, as_of="2021-03-01")
FINE = 100
"""The direct model counts shares and worth in hundredths."""


@dataclass(frozen=True)
class Size:
    """How big a mission is.

    Attributes:
        works: Activities.
        nations: Nations, each with a pledge of most skills.
        sites: Sites.
        weeks: Weeks of the horizon.
    """

    works: int
    nations: int
    sites: int
    weeks: int


SIZES = {
    "small": Size(works=10, nations=5, sites=3, weeks=52),
    "middle": Size(works=24, nations=12, sites=8, weeks=93),
    "large": Size(works=60, nations=24, sites=16, weeks=156),
}
SKILLS = ("adviser", "trainer", "staff", "medic-trainer")
KINDS = {"defence": (0.3, 6), "medical": (0.08, 4), "escort": (0.0, 8)}


def generate(size: Size, seed: int) -> Mission:
    """A mission of `size`, the same for the same seed."""
    dice = Random(seed)  # noqa: S311 - dice that make missions
    works = [f"w{n:02}" for n in range(size.works)]
    sites = [f"s{n:02}" for n in range(size.sites)]
    nations = [f"X{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(size.nations)]
    needs = [f"n{n:02}" for n in range(max(3, size.works // 2))]
    return Mission(
        profile=Profile(
            id="made",
            name="Made",
            host="IRQ",
            lead_body="Council",
            as_of=MONDAY,
            until=MONDAY + timedelta(days=7 * size.weeks - 1),
        ),
        institutions=(Institution(id=InstitutionId("ministry"), name="Ministry"),),
        programmes=(Programme(id=ProgrammeId("advice"), name="Advice"),),
        authorities=tuple(_law(dice, kind, size) for kind in ("mandate", "consent", "status")),
        skills=(
            *(Skill(id=SkillId(key), name=key) for key in SKILLS),
            *(Skill(id=SkillId(key), name=key, enabler=EnablerId(key)) for key in KINDS),
        ),
        nations=tuple(Nation(id=NationId(key), name=key) for key in nations),
        sites=tuple(Site(id=SiteId(key), name=key, country="IRQ") for key in sites),
        needs=tuple(
            Need(
                id=NeedId(key),
                institution=InstitutionId("ministry"),
                name=key,
                weight=dice.choice([1, 2, 3]),
                critical=dice.random() < 0.2,
            )
            for key in needs
        ),
        effects=tuple(_effects(dice, works, needs)),
        activities=tuple(_works(dice, works, size)),
        modes=tuple(_modes(dice, works, sites)),
        posts=tuple(_posts(dice, works)),
        pledges=tuple(_pledges(dice, nations, size)),
        caveats=tuple(_caveats(dice, nations, sites)),
        enablers=tuple(
            Enabler(id=EnablerId(key), name=key, per_person=exact(share), fixed=exact(fixed))
            for key, (share, fixed) in KINDS.items()
        ),
        supports=tuple(_lent(dice, sites, size)),
        bed_spaces=tuple(
            BedSpace(id=BedSpaceId(key), site=SiteId(key), beds=dice.randint(60, 200))
            for key in sites
        ),
    )


def _day(week: int) -> date:
    return MONDAY + timedelta(weeks=week)


def _law(dice: Random, kind: str, size: Size) -> Authority:
    end = size.weeks if kind != "consent" else dice.randint(3 * size.weeks // 4, size.weeks)
    return Authority(
        id=AuthorityId(kind),
        name=kind,
        kind=AuthorityKind(kind),
        window=Window(_day(-50), _day(end)),
    )


def _effects(dice: Random, works: list[str], needs: list[str]) -> Iterator[Effect]:
    for work in works:
        for need in dice.sample(needs, dice.randint(1, 2)):
            yield Effect(
                id=EffectId(f"{work}-{need}"),
                work=WorkId(work),
                need=NeedId(need),
                strength=dice.choice([0.1, 0.2, 0.3, 0.5]),
            )


def _works(dice: Random, works: list[str], size: Size) -> Iterator[Activity]:
    for number, work in enumerate(works):
        before = [ActivityId(works[dice.randrange(number)])] if number else []
        rival = [ActivityId(works[dice.randrange(number)])] if number else []
        earliest = dice.randint(0, size.weeks // 2)
        begun = dice.random() < 0.15
        yield Activity(
            id=ActivityId(work),
            name=work,
            programme=ProgrammeId("advice"),
            rank=dice.randint(1, 5),
            began=_day(-10) if begun else None,
            window=Window(_day(-20 if begun else earliest)),
            after=tuple(before) if dice.random() < 0.25 else (),
            lag_weeks=dice.randint(0, 8),
            excludes=tuple(rival) if dice.random() < 0.1 and not begun else (),
            enablers=tuple(EnablerId(key) for key in KINDS if dice.random() < 0.8),
            min_fill=dice.choice([0.5, 0.7, 1.0]),
        )


def _modes(dice: Random, works: list[str], sites: list[str]) -> Iterator[Mode]:
    for work in works:
        for site in dice.sample(sites, dice.randint(1, 2)):
            yield Mode(
                id=ModeId(f"{work}@{site}"),
                activity=ActivityId(work),
                site=SiteId(site),
                weeks=dice.choice([0, 0, 12, 20]),
            )


def _posts(dice: Random, works: list[str]) -> Iterator[Post]:
    for work in works:
        for skill in dice.sample(SKILLS, dice.randint(1, 3)):
            yield Post(
                id=PostId(f"{work}-{skill}"),
                activity=ActivityId(work),
                skill=SkillId(skill),
                people=dice.randint(4, 30),
            )


def _pledges(dice: Random, nations: list[str], size: Size) -> Iterator[Pledge]:
    for nation in nations:
        for skill in (*SKILLS, *KINDS):
            if dice.random() < 0.8:
                first = dice.choice([-10, -10, dice.randint(0, size.weeks // 2)])
                last = dice.choice([size.weeks, size.weeks, dice.randint(first + 1, size.weeks)])
                yield Pledge(
                    id=PledgeId(f"{nation}-{skill}"),
                    nation=NationId(nation),
                    skill=SkillId(skill),
                    people=dice.randint(4, 24),
                    window=Window(_day(first), _day(last)),
                )


def _caveats(dice: Random, nations: list[str], sites: list[str]) -> Iterator[Caveat]:
    for nation in nations:
        if dice.random() < 0.4:
            yield Caveat(
                id=CaveatId(nation),
                nation=NationId(nation),
                kind=CaveatKind.LOCATION_DENY,
                statement="Not there.",
                sites=tuple(SiteId(key) for key in dice.sample(sites, len(sites) // 2)),
            )


def _lent(dice: Random, sites: list[str], size: Size) -> Iterator[Support]:
    for site in sites:
        for kind in KINDS:
            if dice.random() < 0.8:
                yield Support(
                    id=SupportId(f"{kind}-{site}"),
                    enabler=EnablerId(kind),
                    provider=PartnerId("coalition"),
                    site=SiteId(site),
                    people=dice.choice([None, 10, 30]),
                    window=Window(_day(-50), _day(dice.choice([size.weeks, size.weeks // 2]))),
                )
