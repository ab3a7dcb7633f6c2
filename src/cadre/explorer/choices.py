"""Choices: what a mission may choose, as branches of its options and triggers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from cadre.errors import CadreError
from cadre.mission.activities import Activity
from cadre.mission.authorities import AuthorityState, RedLine
from cadre.mission.ids import ActivityId, OptionId, RedLineId, TriggerId
from cadre.mission.mission import Mission
from cadre.mission.spelling import no_such
from cadre.mission.triggers import Action, Trigger

NONE, ALL = "none", "all"
WITHOUT = " without "
TRIGGERS = "triggers"
MOST_CHOICES = 64
"""As many are laid beside each other; a plan is made for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One branch: some of the options, and some of the triggers.

    Attributes:
        id: Made of the ids of its parts: "services+kurdistan", "services without classes-stop";
            "none" takes no option.
        name: As printed.
        options: The options it takes, in the order of the dossier; work that belongs to no option
            is always there.
        triggers: The triggers it arms, in the order of the dossier.
    """

    id: str
    name: str
    options: tuple[OptionId, ...]
    triggers: tuple[TriggerId, ...]


def choices(
    mission: Mission, asked: Iterable[str] = (), *, disarmed: bool = False
) -> tuple[Choice, ...]:
    """The choices before a mission, or those of them that are asked for.

    Args:
        mission: The mission.
        asked: Ids of choices, as "services+kurdistan", "none", "all" or "services without
            classes-stop"; "without triggers" arms none. None asked for gives every mix of options,
            from none to all, each with all triggers.
        disarmed: Whether every mix comes with each trigger left out and with none armed, too.

    Returns:
        Each choice once, in the order asked; mixes with fewer options come first.

    Raises:
        CadreError: One asked for names what can't be chosen, or there are more than
            `MOST_CHOICES`.
    """
    open_ones = open_options(mission)
    mixes: Iterable[tuple[OptionId, ...]]
    found: list[Choice] = []
    wanted = [text for text in asked if text.strip()]
    if wanted:
        mixes, found = (), [_read(mission, open_ones, text) for text in wanted]
        mixes = dict.fromkeys(one.options for one in found) if disarmed else ()
    else:
        _refuse_many(2 ** len(open_ones))
        mixes = list(_mixes(open_ones))
    for options in mixes:
        for triggers in _armed(mission, disarmed=disarmed):
            found.append(_choice(mission, options, triggers))
    each = {one.id: one for one in found}
    _refuse_many(len(each))
    for one in found:
        if one != each[one.id]:
            raise _ambiguous(one.id)
    return tuple(each.values())


def open_options(mission: Mission) -> tuple[OptionId, ...]:
    """The options that have work which can still be chosen, in the order of the dossier."""
    found = {one.option for one in mission.activities if _can_be_chosen(mission, one)}
    return tuple(one.id for one in mission.options if one.id in found)


def left_out(mission: Mission, choice: Choice) -> tuple[ActivityId, ...]:
    """The work that a choice leaves out: not begun, of options that it doesn't take."""
    return tuple(
        one.id
        for one in mission.activities
        if one.option is not None
        and one.option not in choice.options
        and not mission.has_begun(one)
    )


def chosen(mission: Mission, choice: Choice) -> Mission:
    """The mission cut to a choice.

    What it leaves out is forbidden by a red line of the choice's own, and stays in its tables:
    milestones that it alone could reach are there, never reached, so that choices compare. A
    trigger that is armed may still begin such work, as it says. Where the host can carry only so
    many negotiations, those that only left options need aren't held, and what they alone would
    bring doesn't come.

    Raises:
        UnknownIdError: The mission has no such option or trigger.
    """
    _known("option", choice.options, [one.id for one in mission.options])
    _known("trigger", choice.triggers, [one.id for one in mission.triggers])
    without = left_out(mission, choice)
    armed = tuple(one for one in mission.triggers if one.id in choice.triggers)
    result = replace(mission, triggers=armed)
    if not without:
        return result
    line = RedLine(
        id=RedLineId(f"choice {choice.id}"),
        side="mission",
        statement=f"Only what the choice {choice.id} holds is begun.",
        forbids=without,
    )
    works = tuple(
        replace(one, required=False) if one.id in without else one for one in mission.activities
    )
    result = replace(result, red_lines=(*mission.red_lines, line), activities=works)
    return _quiet(result, choice, armed) if mission.profile.negotiating_capacity else result


def _quiet(mission: Mission, choice: Choice, armed: Sequence[Trigger]) -> Mission:
    """The mission without the talks that nothing in the choice asks for."""
    live = {*choice.options, *_may_begin(mission, armed)}
    wanted = {key for one in mission.options if one.id in live for key in one.negotiations}
    named = {key for one in mission.options for key in one.negotiations}
    held = tuple(
        one for one in mission.negotiations if one.agreed or one.id in wanted or one.id not in named
    )
    brought = {key for one in held for key in one.brings}
    lost = {key for one in mission.negotiations if one not in held for key in one.brings} - brought
    authorities = tuple(
        replace(one, state=AuthorityState.REFUSED) if one.pending and one.id in lost else one
        for one in mission.authorities
    )
    return replace(mission, negotiations=held, authorities=authorities)


def _may_begin(mission: Mission, armed: Iterable[Trigger]) -> Iterator[OptionId]:
    """The options whose work an armed trigger may begin."""
    for one in armed:
        if one.action is Action.SWITCH:
            yield OptionId(one.target)
        elif one.action is Action.START:
            option = mission.activity(ActivityId(one.target)).option
            if option is not None:
                yield option


def _can_be_chosen(mission: Mission, activity: Activity) -> bool:
    as_of = mission.profile.as_of
    in_time = activity.latest_start is None or activity.latest_start >= as_of
    return (
        activity.option is not None
        and not mission.has_begun(activity)
        and activity.window.end > as_of
        and in_time
        and bool(mission.modes_of(activity.id))
    )


def _mixes(options: Sequence[OptionId]) -> Iterator[tuple[OptionId, ...]]:
    for number in range(len(options) + 1):
        yield from combinations(options, number)


def _armed(mission: Mission, *, disarmed: bool) -> Iterator[tuple[TriggerId, ...]]:
    every = tuple(one.id for one in mission.triggers)
    yield every
    if disarmed:
        for left in every:
            yield tuple(one for one in every if one != left)
        yield ()


def _choice(
    mission: Mission, options: tuple[OptionId, ...], triggers: tuple[TriggerId, ...]
) -> Choice:
    names = {str(one.id): one.name for one in mission.options}
    rules = {str(one.id): one.name.rstrip(".") for one in mission.triggers}
    off = [one.id for one in mission.triggers if one.id not in triggers]
    taken = " and ".join(names[one] for one in options) or "None of the options"
    key = "+".join(options) or NONE
    if off:
        left = " and ".join(f"“{rules[one]}”" for one in off)
        key, taken = f"{key}{WITHOUT}{'+'.join(off)}", f"{taken}, without the trigger {left}"
    return Choice(id=key, name=taken, options=options, triggers=triggers)


def _read(mission: Mission, known: tuple[OptionId, ...], text: str) -> Choice:
    """The choice that a text asks for."""
    mix, _, off = " ".join(text.split()).partition(WITHOUT)
    every = tuple(one.id for one in mission.triggers)
    words = {NONE: (), ALL: known}
    if mix in words and mix in known:
        raise _ambiguous(mix)
    options = words.get(mix) if mix in words else tuple(map(OptionId, mix.split("+")))
    out = every if off == TRIGGERS else tuple(map(TriggerId, off.split("+"))) if off else ()
    strange = [str(one).strip() for one in options or () if one not in known]
    strange += [str(one).strip() for one in out if one not in every]
    if strange:
        mixes = f"none, all, or of {', '.join(known)} joined by +" if known else "none"
        armed = f"; then {WITHOUT.strip()} {', '.join(every)}, or triggers" if every else ""
        raise CadreError(
            f"choice {text.strip()!r}",
            f"names {', '.join(strange)}",
            mixes + armed,
            "Name options with work that can still be chosen, and triggers of the dossier.",
        )
    taken = tuple(one for one in known if one in (options or ()))
    return _choice(mission, taken, tuple(one for one in every if one not in out))


def _ambiguous(key: str) -> CadreError:
    return CadreError(
        f"choice {key!r}",
        "may be read in two ways: an option has an id that stands for a choice",
        f"options that aren't called {NONE} or {ALL}, nor like others joined by +",
        "Give that option another id.",
    )


def _refuse_many(number: int) -> None:
    if number > MOST_CHOICES:
        raise CadreError(
            "choices",
            f"there are {number:,}",
            f"at most {MOST_CHOICES}",
            "Name those that are in question with `--options`.",
        )


def _known(kind: str, keys: Iterable[str], known: Sequence[str]) -> None:
    for key in keys:
        if key not in known:
            raise no_such(kind, key, sorted(known))
