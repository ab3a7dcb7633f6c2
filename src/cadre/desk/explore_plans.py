"""The plans of choices: made once a mix of options, kept beside what is played, told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cadre.desk.desk import Desk, Stop
from cadre.desk.explore_asked import ExploreAsked, Triggers
from cadre.desk.files import write_whole
from cadre.desk.plain import from_plain, to_json
from cadre.errors import CadreError
from cadre.explorer.choices import Choice, choices
from cadre.explorer.explore import planned
from cadre.mission.ids import OptionId
from cadre.mission.plans import MadeFrom, Plan

PLANS, PLAYED = "plans.json", "played"
"""Names within the folder in which an exploration is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChoices:
    """Choices that differ, each with its plan.

    Attributes:
        choices: Those that are played: of choices that come to the same plan with the same
            triggers the one with the fewest options.
        plans: The plan of each.
        same: For each of them the ids of those that come to the same.
        barred: Options for which no plan starts any work, with the reason.
    """

    choices: tuple[Choice, ...]
    plans: tuple[Plan, ...]
    same: tuple[tuple[str, ...], ...]
    barred: tuple[tuple[OptionId, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """Plans as they lie in a folder, by the options of their mix."""

    made_from: MadeFrom
    seconds: float
    mixes: tuple[tuple[OptionId, ...], ...]
    plans: tuple[Plan, ...]


def planned_choices(
    desk: Desk, asked: ExploreAsked, made_from: MadeFrom, stop: Stop | None
) -> PlannedChoices:
    """The choices asked for, with their plans; a mix of options is planned once for all triggers.

    Raises:
        CadreError: A choice can't be read, the folder keeps plans of something else, or it was
            stopped before a plan was made.
    """
    mission = desk.weighed
    every = _choices(desk, asked)
    mixes = list(dict.fromkeys(one.options for one in every))
    first = [next(one for one in every if one.options == mix) for mix in mixes]
    kept = _read(asked, made_from, mixes)
    plans = kept or planned(
        mission, first, made_from, seed=asked.seed, seconds=asked.seconds, stop=stop
    )
    if len(plans) < len(mixes):
        raise CadreError(
            "exploration",
            f"was stopped with {len(plans)} of {len(mixes)} plans made",
            "a plan for each choice before any is played",
            "Let it go on, or name fewer choices with `--options`.",
        )
    _keep(asked, made_from, mixes, plans)
    of_mix = dict(zip(mixes, plans, strict=True))
    return _differing(every, of_mix, _barred(desk, of_mix))


def _choices(desk: Desk, asked: ExploreAsked) -> tuple[Choice, ...]:
    wanted = list(asked.choices)
    if asked.triggers is Triggers.NONE:
        mixes = wanted or [one.id for one in choices(desk.weighed)]
        wanted = [f"{one.partition(' without ')[0]} without triggers" for one in mixes]
    return choices(desk.weighed, wanted, disarmed=asked.triggers is Triggers.EACH)


def _differing(
    every: Sequence[Choice],
    of_mix: dict[tuple[OptionId, ...], Plan],
    barred: tuple[tuple[OptionId, str], ...],
) -> PlannedChoices:
    """Choices that come to the same put together; those with fewer options stand for the rest."""
    groups: dict[object, list[Choice]] = {}
    for one in every:
        plan = of_mix[one.options]
        groups.setdefault((plan.starts, plan.assignments, one.triggers), []).append(one)
    firsts = [min(some, key=lambda one: len(one.options)) for some in groups.values()]
    return PlannedChoices(
        choices=tuple(firsts),
        plans=tuple(of_mix[one.options] for one in firsts),
        same=tuple(
            tuple(one.id for one in some if one is not first)
            for first, some in zip(firsts, groups.values(), strict=True)
        ),
        barred=barred,
    )


def _barred(
    desk: Desk, of_mix: dict[tuple[OptionId, ...], Plan]
) -> tuple[tuple[OptionId, str], ...]:
    """Options that no plan starts any work of, with what stands in the way."""
    option_of = {one.id: one.option for one in desk.weighed.activities}
    started = {option_of[start.activity] for plan in of_mix.values() for start in plan.starts}
    found: dict[OptionId, str] = {}
    for mix, plan in of_mix.items():
        for left in plan.left_out:
            option = option_of[left.activity]
            if option is not None and option in mix and option not in started:
                found.setdefault(option, left.reason)
    return tuple(found.items())


def played_folder(keep: Path | None) -> Path | None:
    """Where within the folder of an exploration its shards lie."""
    return None if keep is None else keep / PLAYED


def _read(
    asked: ExploreAsked, made_from: MadeFrom, mixes: Sequence[tuple[OptionId, ...]]
) -> tuple[Plan, ...]:
    """Plans that the folder keeps; none where it keeps none."""
    import json  # noqa: PLC0415 - only explorations that are kept need it

    file = None if asked.keep is None else asked.keep / PLANS
    if file is None or not file.exists():
        return ()
    try:
        kept = from_plain(json.loads(file.read_text(encoding="utf-8")), _Kept)
    except (OSError, ValueError, KeyError, ExceptionGroup) as error:
        problem = "holds no plans of an exploration"
        raise CadreError(str(file), problem, "a folder of `--keep`", "Name another.") from error
    if (kept.made_from, kept.mixes, kept.seconds) != (made_from, tuple(mixes), asked.seconds):
        raise CadreError(
            str(asked.keep),
            "keeps another exploration",
            "the same dossier, day, choices, seed and `--seconds`",
            "Name a new folder with `--keep`.",
        )
    return kept.plans


def _keep(
    asked: ExploreAsked,
    made_from: MadeFrom,
    mixes: Sequence[tuple[OptionId, ...]],
    plans: tuple[Plan, ...],
) -> None:
    if asked.keep is None or (asked.keep / PLANS).exists():
        return
    if asked.keep.exists() and any(asked.keep.iterdir()):
        raise CadreError(
            str(asked.keep),
            "holds files of something else",
            "a new folder, or one that an exploration was kept in",
            "Name another with `--keep`.",
        )
    asked.keep.mkdir(parents=True, exist_ok=True)
    kept = _Kept(made_from=made_from, seconds=asked.seconds, mixes=tuple(mixes), plans=tuple(plans))
    write_whole(asked.keep / PLANS, to_json(kept))
