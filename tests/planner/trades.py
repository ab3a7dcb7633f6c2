"""Tiny missions whose posts ask for ranks and languages, and are needed at some sites only."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from cadre.mission.forces import Pledge, Post
from cadre.mission.ids import PostId
from cadre.mission.mission import Mission

RANKS = ("OF-2", "OF-3")


def with_trades(dice: Random, mission: Mission) -> Mission:
    """Half of all missions have ranks, languages and sites in some of their posts and pledges."""
    if dice.random() < 0.5:
        return mission
    posts = tuple(_asking(dice, mission, one) for one in mission.posts)
    more = tuple(
        replace(_asking(dice, mission, one), id=PostId(f"{one.id}-more"))
        for one in mission.posts
        if dice.random() < 0.3
    )
    pledges = tuple(_stating(dice, one) for one in mission.pledges)
    return replace(mission, posts=(*posts, *more), pledges=pledges)


def _asking(dice: Random, mission: Mission, post: Post) -> Post:
    return replace(
        post,
        people=dice.randint(1, post.people),
        rank=dice.choice(["", "", *RANKS]),
        language=dice.choice(["", "", "", "French"]),
        site=dice.choice([None, None, None, *(one.id for one in mission.sites)]),
    )


def _stating(dice: Random, pledge: Pledge) -> Pledge:
    ranks = dice.choice([(), (), RANKS, RANKS[:1], RANKS[1:]])
    return replace(
        pledge, ranks=ranks, languages=dice.choice([(), ("French",), ("French", "Dari")])
    )
