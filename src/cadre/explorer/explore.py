"""Explore: choices against cases. The one door of this package."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from cadre.errors import CadreError
from cadre.explorer.choices import Choice, chosen
from cadre.explorer.exploration import Design, Exploration
from cadre.explorer.kept import FORMAT, Kept, Manifest, empty, found, gaps
from cadre.explorer.local import LocalRunner
from cadre.explorer.measures import Measure
from cadre.explorer.playing import Playing
from cadre.explorer.runner import Played, Runner, Shard, Stop
from cadre.explorer.written import digest
from cadre.mission.enacting import under
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.planner.solve import solve

SHARD = 16
"""Combinations in a shard: a second or two of work, and a file of its own where it is kept."""
Progress = Callable[[int, int], None]


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
    shard: int = SHARD,
    keep: Path | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Exploration:
    """Plan once a choice, for what the dossier states, and play each plan in every case.

    All combinations meet the futures of one seed, keyed alike, so that their differences are no
    luck. The same plans, cases, futures and seed give the same numbers to the last bit, on any
    number of threads or machines, in shards of any size, in one go or gone on with.

    Args:
        mission: What is known, under no scenario, as it is planned.
        made_from: What the mission is made from.
        choices: The choices; their plans are made where none are given.
        design: The cases.
        measures: What is told of each combination.
        futures: Futures played a combination.
        seed: Seed of plans and futures.
        seconds: How long each plan may take.
        plans: The plan of each choice, where they are made already; see `planned`.
        runner: Where shards are played; None plays on all processors of this machine.
        shard: Combinations in a shard.
        keep: Folder in which results are kept. What it holds of the same exploration isn't
            played again, nor are its plans made again.
        progress: Told (done, combinations), what was kept first.
        stop: Asked between plans and between shards; True ends with what was played so far.

    Returns:
        The exploration; NaN where a combination wasn't played.

    Raises:
        CadreError: Nothing to play, a plan of another horizon, a scenario that isn't the
            mission's, or a folder that holds something else.
    """
    going = stop or (lambda: False)
    _refuse(mission, choices, design, measures, plans)
    known = replace(made_from, seed=seed)
    stated = (FORMAT, mission, known, tuple(choices), design, tuple(measures))
    asked = digest((*stated, futures, seed, seconds, tuple(plans)))
    there = None if keep is None else found(keep, asked)
    made = tuple(plans) or (() if there is None else there.plans)
    made = made or planned(mission, choices, made_from, seed=seed, seconds=seconds, stop=going)
    manifest = there or Manifest(
        format=FORMAT,
        asked=asked,
        made_from=replace(known, plan=digest(made)),
        choices=tuple(choices),
        plans=made,
        design=design,
        measures=tuple(measures),
        futures=futures,
    )
    if len(made) < len(choices):
        # Stopped before all plans were made: nothing is kept that couldn't be gone on with.
        return replace(
            manifest.exploration(*empty(manifest.combinations, len(measures))), stopped=True
        )
    kept = None if keep is None else Kept.begin(keep, manifest)
    work = Playing.of(mission, choices, made, design, measures, futures, seed=seed)

    def play(left: Sequence[Shard]) -> Iterator[Played]:
        return (runner or LocalRunner()).run(work, left, going)

    return _played(play, manifest, kept, shard, progress)


def _played(
    play: Callable[[Sequence[Shard]], Iterator[Played]],
    manifest: Manifest,
    kept: Kept | None,
    shard: int,
    progress: Progress | None,
) -> Exploration:
    """What all combinations come to: those that are kept, then the rest."""
    number = manifest.combinations
    means, errors = empty(number, len(manifest.measures))
    done = np.zeros(number, dtype=bool)

    def take(part: Played) -> None:
        rows = slice(part.shard.begin, part.shard.end)
        means[rows], errors[rows], done[rows] = part.means, part.errors, True
        if progress is not None:
            progress(int(done.sum()), number)

    for part in () if kept is None else kept.parts(refuse=True):
        take(part)
    for part in play(gaps(done.tolist(), shard)):
        if kept is not None:
            kept.add(part)
        take(part)
    return replace(manifest.exploration(means, errors), stopped=not bool(done.all()))


def planned(
    mission: Mission,
    choices: Sequence[Choice],
    made_from: MadeFrom,
    *,
    seed: int = 0,
    seconds: float = 10.0,
    stop: Stop | None = None,
) -> tuple[Plan, ...]:
    """The plan of each choice, made for what the dossier states.

    Choices that differ in their triggers alone share a plan: whom a trigger of the dossier calls is
    kept for that, whether it is armed or not, so that what a trigger gains can be told.

    Args:
        mission: What is known, under no scenario.
        choices: The choices.
        made_from: What to write on the plans.
        seed: Seed of each search.
        seconds: How long each may take.
        stop: Asked between plans and within them.

    Returns:
        As many plans as choices; fewer where it was stopped, for a plan cut short isn't the one
        that the same seed gives.
    """
    made: list[Plan] = []
    by_options: dict[tuple[str, ...], Plan] = {}
    for one in choices:
        key = tuple(map(str, one.options))
        if key not in by_options:
            if stop is not None and stop():
                break
            cut = replace(chosen(mission, one), triggers=mission.triggers)
            known = replace(made_from, seed=seed)
            result = solve(cut, made_from=known, seed=seed, seconds=seconds, stop=stop)
            if stop is not None and stop():
                break
            by_options[key] = result.plan
        made.append(by_options[key])
    return tuple(made)


def _refuse(
    mission: Mission,
    choices: Sequence[Choice],
    design: Design,
    measures: Sequence[Measure],
    plans: Sequence[Plan],
) -> None:
    """Refuse what can't be played before any time is spent on it."""
    for name, some in (("choices", choices), ("cases", design.scenarios), ("measures", measures)):
        if not some:
            raise CadreError(name, "are none", "one or more", f"Name some {name}.")
    if plans and len(plans) != len(choices):
        raise CadreError("plans", f"are {len(plans)}", f"{len(choices)}", "Give one a choice.")
    for scenario in dict.fromkeys(design.scenarios):
        if scenario is not None:
            under(mission, scenario)
