"""Giving: people and support that are added without a word on whose they are."""

from __future__ import annotations

from cadre.mission.forces import Nation, Pledge, Rung
from cadre.mission.ids import NationId, PartnerId, PledgeId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.trades import Trade

GIVER = NationId("+")
"""The nation of people who are added without a word on whose they are."""
LENDER = PartnerId("+")
"""The partner of support that is added without a word on whose it is."""
NO_RANK = ("-",)
"""The ranks of people who have none that a post asks for; without any stated they have all."""


def giver() -> Nation:
    """The nation of people who are added."""
    return Nation(id=GIVER, name="whoever gives more", unnamed=True)


def given(mission: Mission, skill: str, people: int) -> Pledge:
    """People who are added, for good: of any rank, without a caveat.

    They speak every language that posts of their skill ask for.
    """
    posts = (one for one in mission.posts if one.skill == skill and one.language)
    return Pledge(
        id=PledgeId(f"+{skill}"),
        nation=GIVER,
        skill=SkillId(skill),
        people=people,
        languages=tuple(dict.fromkeys(one.language for one in posts)),
        rung=Rung.CONFIRMED,
    )


def given_of(asked: Trade, people: int) -> Pledge:
    """People who are added, for good: of what a trade asks for, and of nothing beside it."""
    return Pledge(
        id=PledgeId(f"+{'/'.join(asked)}"),
        nation=GIVER,
        skill=asked.skill,
        people=people,
        ranks=(asked.rank,) if asked.rank else NO_RANK,
        languages=(asked.language,) if asked.language else (),
        rung=Rung.CONFIRMED,
    )
