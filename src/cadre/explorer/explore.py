"""Explore: choices against cases. The one door of this package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from cadre.errors import CadreError
from cadre.explorer.choices import Choice, chosen
from cadre.explorer.exploration import Design, Exploration, Values
from cadre.explorer.local import LocalRunner
from cadre.explorer.measures import Measure
from cadre.explorer.playing import Playing
from cadre.explorer.runner import Runner, Shard, Stop
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.planner.solve import solve

SHARD = 16
"""Combinations in a shard: some seconds of work."""


def explore(  # noqa: PLR0913 - the one door: each is a choice of the caller
    mission: Mission,
    *,
    made_from: MadeFrom,
    choices: Sequence[Choice],
    design: Design,
    measures: Sequence[Measure],
    futures: int = 10_000,
    seed: int = 0,
    seconds: float = 10.0,
    plans: Sequence[Plan] = (),
    runner: Runner | None = None,
    keep: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Stop | None = None,
) -> Exploration:
    """Plan once a choice, for what the dossier states, and play each plan in every case."""
    going = stop or (lambda: False)
    made = tuple(plans) or planned(mission, choices, made_from, seed, seconds, going)
    work = Playing(
        missions=tuple(chosen(mission, one) for one in choices[: len(made)]),
        plans=made,
        design=design,
        measures=tuple(measures),
        futures=futures,
        seed=seed,
    )
    cases = len(design.scenarios)
    number = len(made) * cases
    shape = (len(choices) * cases, len(measures))
    means, errors = np.full(shape, np.nan), np.full(shape, np.nan)
    shards = [
        Shard(number=k, begin=first, end=min(number, first + SHARD))
        for k, first in enumerate(range(0, number, SHARD))
    ]
    done = 0
    for played in (runner or LocalRunner()).run(work, shards, going):
        rows = slice(played.shard.begin, played.shard.end)
        means[rows], errors[rows] = played.means, played.errors
        done += played.shard.end - played.shard.begin
        if progress is not None:
            progress(done, len(choices) * cases)
    whole = (len(choices), cases, len(measures))
    digest = sha256(repr(made).encode()).hexdigest()
    return Exploration(
        made_from=replace(made_from, seed=seed, plan=digest),
        choices=tuple(choices),
        plans=made,
        design=design,
        measures=tuple(measures),
        futures=futures,
        means=means.reshape(whole),
        errors=errors.reshape(whole),
        stopped=done < len(choices) * cases,
    )


def planned(
    mission: Mission,
    choices: Sequence[Choice],
    made_from: MadeFrom,
    seed: int = 0,
    seconds: float = 10.0,
    stop: Stop | None = None,
) -> tuple[Plan, ...]:
    """The plan of each choice, made for what the dossier states.

    Args:
        mission: What is known, under no scenario.
        choices: The choices.
        made_from: What to write on the plans.
        seed: Seed of each search.
        seconds: How long each may take.
        stop: Asked between plans and within them; plans not begun by then are missing.
    """
    found: list[Plan] = []
    for one in choices:
        if stop is not None and stop():
            break
        result = solve(
            chosen(mission, one), made_from=made_from, seed=seed, seconds=seconds, stop=stop
        )
        found.append(result.plan)
    return tuple(found)
