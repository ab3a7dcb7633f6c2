"""Trades: what a line of posts asks of people, and which pledges have it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from cadre.mission.forces import Pledge, Post
from cadre.mission.ids import SkillId
from cadre.mission.spelling import spelling_key


class Trade(NamedTuple):
    """What people must be for a line of posts; lines of one trade are filled by the same people.

    Attributes:
        skill: Their skill.
        rank: Their rank or level, as it is compared; empty is any.
        language: The language that they speak beside the mission's own, as it is compared.
    """

    skill: SkillId
    rank: str = ""
    language: str = ""


def trade(post: Post) -> Trade:
    """The trade that a line of posts asks for."""
    return _trade(post.skill, post.rank, post.language)


@lru_cache(maxsize=65_536)
def _trade(skill: SkillId, rank: str, language: str) -> Trade:
    return Trade(skill, spelling_key(rank), spelling_key(language))


def has(pledge: Pledge, asked: Trade) -> bool:
    """Whether people of a pledge are of a trade.

    Of ranks, a pledge that states none has all; of languages, it has only those that it states.
    """
    ranked = not asked.rank or not pledge.ranks or asked.rank in map(spelling_key, pledge.ranks)
    spoken = not asked.language or asked.language in map(spelling_key, pledge.languages)
    return pledge.skill == asked.skill and ranked and spoken


def lacking(pledge: Pledge, post: Post) -> str:
    """What of a post's rank and language a pledge doesn't have, as printed; empty when nothing."""
    asked = trade(post)
    if not has(pledge, asked._replace(skill=pledge.skill, language="")):
        return post.rank
    return "" if has(pledge, asked._replace(skill=pledge.skill)) else post.language
