"""A lead nation leads with people, and a command that changes over starts nothing."""

from __future__ import annotations

from typing import Any

import pytest

from cadre.mission.forces import CaveatKind, LeadRotation, Rung
from cadre.mission.ids import NationId, RotationId, SiteId
from cadre.mission.leads import changes_of_command, changing_over, handover_weeks, led
from cadre.mission.mission import Mission
from cadre.mission.weeks import Window
from tests.planner.missions import (
    activity,
    authority,
    caveat,
    day,
    mission,
    mode,
    nation,
    pledge,
    post,
    skill,
    span,
)


def under(lead: str | None, *pledges: Any, **tables: Any) -> Mission:  # noqa: ANN401
    """Eight weeks in which work that asks for advisers may run under a lead."""
    rows: dict[str, Any] = {
        "activities": (activity("a"),),
        "modes": (mode("a", lead=None if lead is None else NationId(lead)),),
        "nations": (nation("CAN"), nation("DNK")),
        "skills": (skill("adviser"), skill("cook")),
        "posts": (post("a", 4),),
        "pledges": pledges,
    }
    return mission(8, **(rows | tables))


def weeks(made: Mission) -> list[int]:
    flags = led(made, made.activities[0], made.modes[0])
    assert len(flags) == made.horizon.weeks
    return [week for week, there in enumerate(flags) if there]


ALL = list(range(8))


@pytest.mark.parametrize(
    ("made", "there"),
    [
        (under(None), ALL),  # no lead is asked for
        (under("DNK"), []),  # nothing is pledged
        (under("DNK", pledge(9, "CAN")), []),  # only another nation is there
        (under("DNK", pledge(1, "DNK", "cook")), []),  # of a skill that no post asks for
        (under("DNK", pledge(1, "DNK")), ALL),
        (under("DNK", pledge(1, "DNK", window=span(2, 5))), [2, 3, 4]),
        (under("DNK", posts=()), ALL),  # nobody knows whom the work needs
        (under("DNK", pledge(1, "DNK", window=Window(day(1), day(3).replace(day=17)))), [1]),
        (
            under("DNK", pledge(1, "DNK", window=Window(day(2)), notice_weeks=4)),
            [4, 5, 6, 7],
        ),  # not yet called
        (under("DNK", pledge(1, "DNK", window=Window(day(0)), notice_weeks=4)), ALL),  # from today
        (under("DNK", pledge(1, "DNK", notice_weeks=4)), [4, 5, 6, 7]),  # promised for no day
        (
            under("DNK", pledge(1, "DNK", window=span(2, 8), notice_weeks=4, rung=Rung.ARRIVED)),
            [2, 3, 4, 5, 6, 7],
        ),
        (
            under(
                "DNK",
                pledge(1, "DNK"),
                caveats=(
                    caveat(
                        "DNK",
                        CaveatKind.LOCATION_DENY,
                        sites=(SiteId("base"),),
                        window=Window(day(3).replace(day=24), day(5)),
                    ),
                ),
            ),
            [0, 1, 2, 5, 6, 7],
        ),  # one day of a week bars the week
        (
            under(
                "DNK",
                pledge(1, "DNK"),
                authorities=(authority("national", nations=(NationId("DNK"),), window=span(0, 3)),),
            ),
            [0, 1, 2],
        ),  # its parliament's vote ends
    ],
)
def test_a_mode_is_led_in_weeks_in_which_one_person_of_its_lead_may_serve(
    made: Mission, there: list[int]
) -> None:
    assert weeks(made) == there


def test_two_pledges_that_share_a_week_dont_lead_it_together() -> None:
    middle = day(3).replace(day=25)
    halves = (
        pledge(1, "DNK", window=Window(day(0), middle), id="first"),
        pledge(1, "DNK", window=Window(middle), id="second"),
    )
    assert weeks(under("DNK", *halves)) == [0, 1, 2, 4, 5, 6, 7]


def rotation(first: int, weeks: int = 2, key: str = "") -> LeadRotation:
    return LeadRotation(
        id=RotationId(f"lead{first}{key}"),
        nation=NationId("CAN"),
        window=Window(day(first)),
        handover_weeks=weeks,
    )


@pytest.mark.parametrize(
    ("rotations", "changing"),
    [
        ((), []),
        ((rotation(-1),), []),  # the first of all has relieved nobody
        ((rotation(0),), []),  # on the as-of day too
        ((rotation(3),), [3, 4]),  # who led before isn't stated
        ((rotation(-9), rotation(-1)), [0]),  # the hand-over is still going on
        ((rotation(-9), rotation(7)), [7]),  # and goes on beyond the horizon
        ((rotation(-9), rotation(3, 0)), []),
        ((rotation(3), rotation(-9, 5), rotation(5, 1)), [3, 4, 5]),
    ],
)
def test_nothing_new_starts_while_the_command_changes_over(
    rotations: tuple[LeadRotation, ...], changing: list[int]
) -> None:
    assert sorted(changing_over(mission(8, lead_rotations=rotations))) == changing


def test_a_rotation_without_a_known_first_day_hands_nothing_over() -> None:
    made = mission(
        8, lead_rotations=(LeadRotation(id=RotationId("x"), nation=NationId("CAN")), rotation(2))
    )
    assert [one.id for one in changes_of_command(made)] == ["lead2"]
    assert handover_weeks(made, made.lead_rotations[1]) == range(2, 4)
