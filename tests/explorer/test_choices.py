"""Choices: what they hold, which are offered, and what a mission cut to one still knows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cadre.errors import CadreError
from cadre.explorer.choices import MOST_CHOICES, Choice, choices, chosen, left_out
from cadre.mission.activities import Option
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState, Negotiation
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ModeId,
    NegotiationId,
    OptionId,
    TriggerId,
)
from cadre.mission.quantities import exact
from cadre.planner.solve import solve
from cadre.simulator.run import simulate
from tests.explorer.branches import NORTH, SOUTH, STOP, TO_NORTH, TO_SOUTH, branches
from tests.simulator.chance import AS_OF, MADE
from tests.simulator.small import activity, mode


def ids(asked: tuple[str, ...] = (), *, disarmed: bool = False) -> list[str]:
    return [one.id for one in choices(branches(), asked, disarmed=disarmed)]


def test_every_mix_of_open_options_is_a_choice_from_none_to_all() -> None:
    assert ids() == ["none", "north", "south", "north+south"]


def test_an_option_without_work_that_can_still_be_chosen_is_no_choice() -> None:
    begun = branches(
        activities=(activity(NORTH, option=TO_NORTH, began=AS_OF), activity(SOUTH)),
    )
    assert [one.id for one in choices(begun)] == ["none"]


def test_every_mix_also_comes_with_each_trigger_off_where_that_is_asked() -> None:
    found = choices(branches(), ("north",), disarmed=True)
    assert [one.id for one in found] == ["north", "north without stop-north"]
    assert [one.triggers for one in found] == [(STOP,), ()]


@pytest.mark.parametrize(
    ("text", "options", "triggers"),
    [
        ("none", (), (STOP,)),
        ("all", (TO_NORTH, TO_SOUTH), (STOP,)),
        ("south+north", (TO_NORTH, TO_SOUTH), (STOP,)),
        (" north  without  stop-north ", (TO_NORTH,), ()),
        ("none without triggers", (), ()),
    ],
)
def test_a_choice_is_asked_for_by_its_parts(
    text: str, options: tuple[OptionId, ...], triggers: tuple[TriggerId, ...]
) -> None:
    (found,) = choices(branches(), (text,))
    assert (found.options, found.triggers) == (options, triggers)
    assert choices(branches(), (found.id,)) == (found,)


def test_the_same_choice_asked_for_twice_is_there_once() -> None:
    assert ids(("south+north", "all", "north+south")) == ["north+south"]


@pytest.mark.parametrize("text", ["west", "north+past", "north without rain", "north+"])
def test_what_cant_be_chosen_is_refused_with_what_can(text: str) -> None:
    with pytest.raises(CadreError, match="north, south"):
        choices(branches(), (text,))


def test_what_a_mission_doesnt_have_isnt_told_as_what_may_be_asked_for() -> None:
    bare = branches(triggers=())
    with pytest.raises(CadreError, match=r"of north, south joined by \+\. Name options"):
        choices(bare, ("west",))
    with pytest.raises(CadreError, match=r"allowed: none\. Name options"):
        choices(replace(bare, options=()), ("west",))


@pytest.mark.parametrize("key", ["none", "all", "south+east"])
def test_an_option_with_the_id_of_a_choice_is_refused_and_not_taken_for_it(key: str) -> None:
    """What comes of taking an option would else be told as what comes of taking none."""
    option = OptionId(key)
    works = (activity(NORTH, option=option), activity(SOUTH, option=TO_SOUTH))
    east = OptionId("east")
    third = activity(ActivityId("third"), option=east)
    of = branches(
        activities=(*works, third),
        modes=tuple(replace(mode(one), id=ModeId(f"m-{one}")) for one in (NORTH, SOUTH, third.id)),
        options=tuple(Option(id=one, name=str(one)) for one in (option, TO_SOUTH, east)),
        triggers=(),
    )
    with pytest.raises(CadreError, match="may be read in two ways"):
        choices(of, ("all",) if key == "all" else ())


def test_so_many_mixes_that_nobody_could_plan_them_are_refused() -> None:
    keys = [OptionId(f"o{number}") for number in range(7)]
    many = branches(
        options=tuple(Option(id=key, name=key) for key in keys),
        activities=tuple(activity(ActivityId(key), option=key) for key in keys),
        modes=tuple(mode(ActivityId(key)) for key in keys),
    )
    with pytest.raises(CadreError, match="--options") as told:
        choices(many)
    assert str(MOST_CHOICES) in told.value.allowed
    assert len(choices(many, ("none", "o3", "all"))) == 3


def test_work_left_out_is_in_no_plan_and_its_milestone_is_never_reached() -> None:
    mission = branches()
    (south,) = choices(mission, ("south",))
    cut = chosen(mission, south)
    plan = solve(cut, made_from=MADE, seconds=1.0).plan
    assert plan.start_of(NORTH) is None
    assert plan.start_of(SOUTH) is not None
    found = simulate(cut, plan, futures=200, threads=1)
    assert [str(one) for one in found.milestones] == ["both", "strong"]
    assert int(found.reached[0, -1]) == 200


def test_all_options_with_all_triggers_leave_the_mission_as_it_is() -> None:
    mission = branches()
    (every,) = choices(mission, ("all",))
    assert chosen(mission, every) == mission


def test_a_trigger_that_isnt_armed_is_gone() -> None:
    mission = branches()
    (without,) = choices(mission, ("all without triggers",))
    assert chosen(mission, without).triggers == ()


def test_required_work_of_an_option_that_isnt_taken_isnt_required() -> None:
    mission = branches()
    works = tuple(replace(one, required=one.id == NORTH) for one in mission.activities)
    (south,) = choices(mission, ("south",))
    cut = chosen(replace(mission, activities=works), south)
    assert not any(one.required for one in cut.activities)
    assert left_out(mission, south) == (NORTH,)


def test_talks_that_only_a_left_option_needs_take_nothing_of_what_the_host_can_carry() -> None:
    mission = branches()
    talks = [
        Negotiation(
            id=NegotiationId(key),
            name=key,
            brings=(AuthorityId(key),),
            earliest=AS_OF,
            weeks=exact(10),
        )
        for key in ("talks-north", "talks-south")
    ]
    laws = [
        Authority(
            id=one.brings[0],
            name=one.name,
            kind=AuthorityKind.CONSENT,
            state=AuthorityState.EXPECTED,
        )
        for one in talks
    ]
    mission = branches(
        profile=replace(mission.profile, negotiating_capacity=1),
        options=(
            Option(id=TO_NORTH, name="North", negotiations=(talks[0].id,)),
            Option(id=TO_SOUTH, name="South", negotiations=(talks[1].id,)),
        ),
        negotiations=tuple(talks),
        authorities=tuple(laws),
    )
    (south,) = choices(mission, ("south",))
    cut = chosen(mission, south)
    assert [one.id for one in cut.negotiations] == ["talks-south"]
    assert [one.state for one in cut.authorities] == [
        AuthorityState.REFUSED,
        AuthorityState.EXPECTED,
    ]


def test_a_choice_of_another_mission_is_refused() -> None:
    strange = Choice(id="west", name="West", options=(OptionId("west"),), triggers=())
    with pytest.raises(CadreError, match="west"):
        chosen(branches(), strange)


def test_choices_without_options_leave_the_work_that_goes_on() -> None:
    every = branches()
    mission = branches(
        options=(),
        activities=every.activities[:1],
        modes=every.modes[:1],
        posts=every.posts[:1],
        effects=every.effects[:1],
        triggers=(),
    )
    (only,) = choices(mission)
    plan = solve(chosen(mission, only), made_from=MADE, seconds=1.0).plan
    assert np.array_equal([one.activity for one in plan.starts], ["advise"])
