"""Plans and talks: work whose option needs an agreement waits for it, or does without."""

from __future__ import annotations

from dataclasses import replace

from cadre.mission.activities import Option
from cadre.mission.authorities import Negotiation, RedLine
from cadre.mission.ids import NegotiationId, OptionId, RedLineId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from tests.planner.judged import planned, runs
from tests.planner.missions import activity, day, two_works


def talks(load: int) -> Mission:
    """Two works of two options, each with a negotiation of three weeks."""
    rows = [
        Negotiation(
            id=NegotiationId(f"talk-{key}"),
            name=f"Talks on {key}",
            earliest=day(0),
            weeks=exact(3),
            load=load,
        )
        for key in "ab"
    ]
    choices = tuple(
        Option(id=OptionId(key), name=key, negotiations=(NegotiationId(f"talk-{key}"),))
        for key in "ab"
    )
    works = tuple(activity(key, option=OptionId(key)) for key in "ab")
    given = replace(two_works(), activities=works, options=choices, negotiations=tuple(rows))
    return replace(given, profile=replace(given.profile, negotiating_capacity=2))


def test_work_starts_when_the_negotiations_of_its_option_are_over() -> None:
    assert runs(planned(talks(1))) == {"a": (3, 12), "b": (3, 12)}


def lines(*accepted: tuple[str, ...], point: str = "immunity") -> tuple[RedLine, ...]:
    """A red line for each of several sides in the talks on a."""
    return tuple(
        RedLine(
            id=RedLineId(f"side-{number}"),
            side=f"side {number}",
            statement="So far.",
            point=point,
            accepts=one,
            negotiations=(NegotiationId("talk-a"),),
        )
        for number, one in enumerate(accepted)
    )


def test_work_whose_talks_leave_three_sides_no_common_point_is_left_out() -> None:
    """As the checks say: what each two of them share is of no use when the third refuses it."""
    given = replace(talks(1), red_lines=lines(("x", "y"), ("y", "z"), ("z", "x")))
    result = planned(given)
    assert runs(result) == {"b": (3, 12)}
    assert [(one.activity, one.rule) for one in result.plan.left_out] == [("a", "negotiations")]
    agreeable = lines(("x", "y"), ("y", "z"), ("y",))
    assert "a" in runs(planned(replace(talks(1), red_lines=agreeable)))


def test_red_lines_that_name_no_point_rule_no_talks_out() -> None:
    given = replace(talks(1), red_lines=lines(("x",), ("y",), point=""))
    assert "a" in runs(planned(given)), "they can't be compared"


def test_negotiations_that_the_host_cannot_carry_together_keep_one_option_out() -> None:
    result = planned(talks(2))
    assert runs(result) == {"a": (3, 12)}
    [left] = result.plan.left_out
    assert (left.activity, left.rule, left.blockers) == ("b", "negotiations", ("talk-b",))
