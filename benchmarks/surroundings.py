"""What surrounds the reference mission: law, gates, partners who lend, what may hit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState, Negotiation
from cadre.mission.conditions import (
    Condition,
    DecisionPoint,
)
from cadre.mission.enablers import Enabler, EnablerKind, Support
from cadre.mission.forces import (
    Caveat,
    CaveatKind,
    Level,
    Nation,
    Skill,
)
from cadre.mission.ids import (
    AuthorityId,
    CaveatId,
    ConditionId,
    DecisionId,
    EnablerId,
    LevelId,
    NationId,
    NegotiationId,
    PartnerActivityId,
    PartnerId,
    PauseId,
    ProgrammeId,
    ShockId,
    SiteId,
    SkillId,
    SupportId,
)
from cadre.mission.mission import Mission, Profile
from cadre.mission.partners import Partner, PartnerActivity
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.quantities import Range, exact
from cadre.mission.scenarios import Cause, Hindrance, Shock, ShockKind
from cadre.mission.sites import Site
from cadre.mission.sources import FigureKind
from cadre.mission.training import Programme
from cadre.mission.weeks import ALWAYS, NEVER, DateRange, Window

WEEKS, SITES, PARTNERS, PROGRAMMES = 260, 8, 3, 5
FIRST = date(2021, 3, 1)
ADVICE = tuple(SkillId(f"skill-{n}") for n in range(5))
INTERPRETER, GUARD, MEDIC = SkillId("interpreter"), SkillId("guard"), SkillId("medic")
GUARDS, MEDICS, WORDS = EnablerId("guards"), EnablerId("medics"), EnablerId("words")
LENDERS = tuple(PartnerId(f"partner-{n}") for n in range(PARTNERS))
WAVES = {
    ShockKind.CONSENT: (0, exact(0)),
    ShockKind.PANDEMIC: (0.3, Range(6, 14, 30)),
    ShockKind.ELECTION: (0, exact(0)),
    ShockKind.ATTACK: (0.35, Range(1, 3, 8)),
}
"""How often another shock follows one, and after how many weeks."""
SITE_IDS = tuple(SiteId(f"site-{n}") for n in range(SITES))
NATION_IDS = tuple(NationId(f"XA{letter}") for letter in "ABCDEFGHIJKL")


def day(days: int) -> date:
    """A day of the horizon."""
    return FIRST + timedelta(days=days)


def monday(week: int) -> date:
    """First day of a week."""
    return day(7 * week)


def weeks(first: int | None = None, end: int | None = None) -> Window:
    """The days from one week up to, not including, another; None leaves an end open."""
    return Window(ALWAYS if first is None else monday(first), NEVER if end is None else monday(end))


def days(low: int, likely: int, high: int) -> DateRange:
    """Three days of the horizon."""
    return DateRange(day(low), day(likely), day(high))


class Dice:
    """Numbers that depend on the seed alone, on any version of Python."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - a mission is made, nothing is guarded

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return low + int(self._random.random() * (high - low + 1))

    def share(self, low: float, high: float) -> float:
        """A share in whole thousandths."""
        return round(low + self._random.random() * (high - low), 3)

    def some(self, count: int, of: int) -> list[int]:
        """Different numbers below `of`."""
        left = list(range(of))
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(count)]


def surroundings(dice: Dice) -> Mission:
    """All that is there before the mission has work, people or goals."""
    return replace(_skeleton(), **_law(), **_gates(), **_partners(), **_shocks(dice))


def _skeleton() -> Mission:
    return Mission(
        profile=Profile(
            id="mission-week",
            name="Reference",
            host="XZZ",
            lead_body="council",
            as_of=FIRST,
            until=monday(WEEKS) - timedelta(days=1),
            negotiating_capacity=1,
        ),
        programmes=tuple(Programme(id=programme(n), name=f"P{n}") for n in range(PROGRAMMES)),
        skills=(
            *(Skill(id=key, name=key) for key in ADVICE),
            Skill(id=INTERPRETER, name="Interpreter", enabler=WORDS),
            Skill(id=GUARD, name="Guard", enabler=GUARDS),
            Skill(id=MEDIC, name="Medic", enabler=MEDICS),
        ),
        nations=tuple(Nation(id=key, name=key) for key in NATION_IDS),
        sites=tuple(Site(id=key, name=key, country="XZZ") for key in SITE_IDS),
        enablers=(
            Enabler(
                id=GUARDS,
                name="Guards",
                kind=EnablerKind.BASE_DEFENCE,
                per_person=exact(0.15),
                fixed=exact(2),
                lead_weeks=Range(4, 10, 26),
            ),
            Enabler(
                id=MEDICS,
                name="Medics",
                kind=EnablerKind.MEDICAL,
                per_person=exact(0.04),
                fixed=exact(1),
                lead_weeks=Range(2, 6, 16),
            ),
            Enabler(
                id=WORDS,
                name="Words",
                kind=EnablerKind.INTERPRETERS,
                per_person=exact(0.05),
                lead_weeks=Range(2, 4, 12),
            ),
        ),
        caveats=(
            Caveat(
                id=CaveatId("evacuation"),
                nation=NATION_IDS[5],
                kind=CaveatKind.EVACUATION,
                statement="Only where the third partner lends medics",
                partners=(LENDERS[2],),
            ),
        ),
        pauses=(
            Pause(
                id=PauseId("works"),
                name="Building works",
                cause=PauseCause.ORDER,
                sites=(SITE_IDS[2],),
                window=weeks(60, 64),
            ),
            Pause(
                id=PauseId("audit"),
                name="Audit",
                cause=PauseCause.ORDER,
                programmes=(programme(3),),
                window=Window(day(703), day(717)),
            ),
        ),
        levels=tuple(
            Level(
                id=LevelId(f"level-{people}"),
                name=f"{people}",
                kind=FigureKind.PLANNED,
                people=people,
            )
            for people in (150, 250, 300)
        ),
    )


def programme(number: int) -> ProgrammeId:
    """The id of a programme."""
    return ProgrammeId(f"programme-{number}")


def _law() -> dict[str, Any]:
    """The mandate and the status of three sites are still to come; so is one nation's own law."""
    far = (SITE_IDS[5], SITE_IDS[6], SITE_IDS[7])

    def authority(
        key: str,
        kind: AuthorityKind,
        held: Window,
        granted: tuple[DateRange, float] | None = None,
        **scope: tuple[str, ...],
    ) -> Authority:
        pending = granted is not None
        return Authority(
            id=AuthorityId(key),
            name=key,
            kind=kind,
            state=AuthorityState.EXPECTED if pending else AuthorityState.IN_FORCE,
            granted=granted[0] if granted else None,
            belief=granted[1] if granted else 1.0,
            window=held,
            **scope,  # type: ignore[arg-type]
        )

    late = days(7 * 196, 7 * 203 + 2, 7 * 222)
    rows = (
        authority("mandate", AuthorityKind.MANDATE, weeks(None, 212)),
        authority("mandate-2", AuthorityKind.MANDATE, weeks(180, None), (late, 0.95)),
        authority("consent", AuthorityKind.CONSENT, Window()),
        authority("status", AuthorityKind.STATUS, Window(), sites=SITE_IDS[:5]),
        authority(
            "status-2",
            AuthorityKind.STATUS,
            weeks(0, None),
            (days(20, 60, 200), 0.95),
            sites=far,
            rests_on=("consent",),
        ),
        authority("national", AuthorityKind.NATIONAL, weeks(0, 150), nations=(NATION_IDS[3],)),
        authority(
            "national-2",
            AuthorityKind.NATIONAL,
            weeks(140, None),
            (days(7 * 141, 7 * 149, 7 * 170), 0.8),
            nations=(NATION_IDS[3],),
        ),
    )
    return {"authorities": rows, "negotiations": _talks()}


def _talks() -> tuple[Negotiation, ...]:
    """The host carries one round of talks at a time, and others' come first."""

    def talks(key: str, first: int, likely: Range, *brings: str, agreed: bool) -> Negotiation:
        return Negotiation(
            id=NegotiationId(key),
            name=key,
            brings=tuple(AuthorityId(one) for one in brings),
            earliest=day(first),
            weeks=likely,
            agreed=agreed,
        )

    return (
        talks("bases", 5, Range(3, 5, 10), agreed=True),
        talks("status-talks", 8, Range(2, 4, 12), "status-2", agreed=False),
        talks("mandate-talks", 7 * 176, Range(8, 20, 36), "mandate-2", agreed=False),
        talks("transit", 7 * 178, Range(2, 4, 8), agreed=True),
    )


def _gates() -> dict[str, Any]:
    def condition(number: int, when: DateRange | None, belief: float, **of: object) -> Condition:
        key = ConditionId(f"condition-{number}")
        return Condition(id=key, name=key, when=when, belief=belief, **of)  # type: ignore[arg-type]

    def ids(*numbers: int) -> tuple[ConditionId, ...]:
        return tuple(ConditionId(f"condition-{number}") for number in numbers)

    quarters = tuple(day(45 + 91 * n) for n in range(12))
    return {
        "conditions": (
            condition(0, days(10, 40, 120), 0.97),
            condition(1, days(20, 60, 200), 0.93),
            condition(2, days(20, 60, 200), 0.95, all_of=ids(0, 1)),
            condition(3, None, 1.0, any_of=ids(1, 4)),
            condition(4, days(40, 100, 300), 0.9),
        ),
        "decisions": (
            DecisionPoint(
                id=DecisionId("decision-0"), name="d0", body="c", meetings=quarters, belief=0.95
            ),
            DecisionPoint(
                id=DecisionId("decision-1"), name="d1", body="c", meetings=quarters[1:], belief=0.9
            ),
        ),
    }


def _partners() -> dict[str, Any]:
    lent: list[tuple[EnablerId, PartnerId, SiteId, int | None]] = []
    leaves = (days(280, 700, 2600), days(490, 1100, 3000), days(700, 1500, 3400))
    lent += [
        (GUARDS, LENDERS[site % 2], SITE_IDS[site], 11 + site % 4) for site in range(SITES)
    ] + [(GUARDS, LENDERS[2], SITE_IDS[site], 3) for site in (1, 4)]
    lent += [(MEDICS, LENDERS[2], key, None) for key in SITE_IDS[:6]]
    lent += [(MEDICS, LENDERS[0], key, None) for key in SITE_IDS[6:]]
    lent += [(WORDS, LENDERS[1], SITE_IDS[site], 2) for site in (0, 3, 5)]
    return {
        "partners": tuple(
            Partner(id=key, name=key, leaves=when, leave_belief=belief)
            for key, when, belief in zip(LENDERS, leaves, (0.5, 0.4, 0.4), strict=True)
        ),
        "supports": tuple(
            Support(
                id=SupportId(f"{kind}/{lender}/{site}"),
                enabler=kind,
                provider=lender,
                site=site,
                people=people,
            )
            for kind, lender, site, people in lent
        ),
        "partner_activities": tuple(
            PartnerActivity(
                id=PartnerActivityId(f"theirs-{n}"),
                partner=LENDERS[n % PARTNERS],
                name=f"theirs {n}",
                window=weeks(13 * n, None if n < 2 else 200 + 13 * n),
            )
            for n in range(4)
        ),
    }


def _shocks(dice: Dice) -> dict[str, Any]:
    def shock(kind: ShockKind, rate: float, length: Range, good: float, at: int = -1) -> Shock:
        site = SITE_IDS[at] if at >= 0 else None
        return Shock(
            id=ShockId(kind.value if at < 0 else f"{kind.value}-{at}"),
            kind=kind,
            name="",
            site=site,
            per_year=exact(rate),
            weeks=length,
            for_good=exact(good),
            again=exact(WAVES[kind][0]),
            again_weeks=WAVES[kind][1],
            worsens=exact(0.15 if kind is ShockKind.CONSENT else 0),
            return_weeks=Range(6, 16, 52),
        )

    shares = (0.06, 0.05, 0.04, 0.05, 0.03)
    causes = (
        Cause.INTERLOCUTOR,
        Cause.FORCE_PROTECTION,
        Cause.INTERPRETERS,
        Cause.TRANSPORT,
        Cause.THREAT,
    )
    return {
        "shocks": (
            shock(ShockKind.CONSENT, 0.5, Range(1, 3, 12), 0.02),
            shock(ShockKind.PANDEMIC, 0.08, Range(8, 16, 40), 0),
            shock(ShockKind.ELECTION, 0.25, Range(2, 4, 10), 0),
            *(
                shock(ShockKind.ATTACK, dice.share(0.1, 0.4), Range(2, 5, 12), 0.01, site)
                for site in range(SITES)
            ),
        ),
        "hindrances": tuple(
            Hindrance(id=f"hindrance-{n}", cause=cause, share=share)
            for n, (cause, share) in enumerate(zip(causes, shares, strict=True))
        ),
    }
