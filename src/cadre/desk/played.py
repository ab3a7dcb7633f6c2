"""Played: futures of a plan that are on the shelf, by what was asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cadre.desk.desk import Desk
from cadre.desk.handing_out import hand_out
from cadre.desk.job_answers import FuturesPlayed
from cadre.desk.job_asked import FuturesAsked
from cadre.desk.job_orders import Job, JobKind
from cadre.desk.plain import to_plain
from cadre.desk.shelf import Shelf, key_of
from cadre.desk.summary import Summary

USUAL = 20_000
"""Futures that are played unless told otherwise: some seconds, and errors below half a percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Futures of a plan.

    Attributes:
        key: What they are kept under.
        plan: Key of the plan.
        futures: How many were asked for.
        seed: Seed of every draw.
        summary: The futures in one table each.
    """

    key: str
    plan: str
    futures: int
    seed: int
    summary: Summary


def played_by(shelf: Shelf, desk: Desk, key: str) -> Played:
    """The futures kept under a key.

    Raises:
        CadreError: None are, or they aren't for this reader.
    """
    answer = hand_out(shelf, desk, key, FuturesPlayed)
    asked = shelf.found(key).asked
    return Played(
        key=key,
        plan=answer.plan,
        futures=int(asked["futures"]),
        seed=int(asked["seed"]),
        summary=answer.summary,
    )


def played_of(shelf: Shelf, desk: Desk, plan: str, futures: int, seed: int) -> Played | None:
    """The futures of a plan in this number with this seed; None where they weren't played."""
    asked = to_plain(FuturesAsked(plan=plan, futures=futures, seed=seed))
    key = key_of(JobKind.FUTURES, desk.made_from, desk.audience.id, asked)
    return played_by(shelf, desk, key) if shelf.has(key) else None


def last_played(shelf: Shelf, desk: Desk, jobs: Iterable[Job], plan: str) -> Played | None:
    """The futures of a plan that were played last of the dossier as it stands; None for none.

    Args:
        shelf: Where they are kept.
        desk: The desk of who looks.
        jobs: Jobs for this reader, the last one first.
        plan: Key of the plan.
    """
    for job in jobs:
        of_it = job.order.kind is JobKind.FUTURES and job.order.asked.get("plan") == plan
        if not of_it or job.result is None or not shelf.has(job.result):
            continue
        if shelf.found(job.result).made_from == desk.made_from:
            return played_by(shelf, desk, job.result)
    return None
