"""Tours: when people of a pledge hand over to others of their nation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cadre.mission.forces import Caveat, CaveatKind, Pledge
from cadre.mission.ids import CaveatId, NationId, PledgeId, SkillId
from cadre.mission.mission import Mission, Profile
from cadre.mission.tours import reliefs
from cadre.mission.weeks import Window

MONDAY = date(2021, 3, 1)


def day(week: int, more: int = 0) -> date:
    return MONDAY + timedelta(days=7 * week + more)


def handed_over(window: Window, *limits: tuple[int | None, Window]) -> tuple[int, ...]:
    caveats = tuple(
        Caveat(
            id=CaveatId(f"tour-{n}"),
            nation=NationId("CAN"),
            kind=CaveatKind.TOUR_MAX,
            statement="No longer.",
            weeks=weeks,
            window=holds,
        )
        for n, (weeks, holds) in enumerate(limits)
    )
    profile = Profile(
        id="m", name="M", host="IRQ", lead_body="C", as_of=MONDAY, until=day(20) - timedelta(days=1)
    )
    offer = Pledge(
        id=PledgeId("p"), nation=NationId("CAN"), skill=SkillId("s"), people=3, window=window
    )
    return reliefs(Mission(profile=profile, caveats=caveats), offer)


@pytest.mark.parametrize(
    ("window", "limits", "expected", "reason"),
    [
        (Window(), (), (), "no limit"),
        (Window(), ((0, Window()),), (), "0 weeks is no limit"),
        (Window(), ((None, Window()),), (), "nor is a limit without weeks"),
        (Window(), ((8, Window()),), (8, 16), "without a first day, from the horizon's"),
        (Window(day(-3)), ((8, Window()),), (5, 13), "those in place have part of it behind them"),
        (Window(day(-8)), ((8, Window()),), (8, 16), "who came as the horizon begins is fresh"),
        (
            Window(day(2, 3)),
            ((8, Window()),),
            (10, 18),
            "they leave in the week in which it is over",
        ),
        (Window(day(0), day(16)), ((8, Window()),), (8,), "nobody follows when the pledge ends"),
        (Window(), ((8, Window()), (6, Window())), (6, 12, 18), "of two limits the shorter"),
        (Window(), ((8, Window(day(0), day(5))),), (8,), "only for those who come while it holds"),
        (Window(), ((8, Window(day(1), day(20))),), (), "not for those who came before it"),
        (Window(), ((20, Window()),), (), "a tour as long as the horizon"),
    ],
)
def test_people_hand_over_when_their_tour_is_over_and_the_pledge_goes_on(
    window: Window,
    limits: tuple[tuple[int | None, Window], ...],
    expected: tuple[int, ...],
    reason: str,
) -> None:
    assert handed_over(window, *limits) == expected, reason
