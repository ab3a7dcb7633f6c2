"""Timetable: bars say how work stands, bands how law holds behind it, each for who may see it."""

from __future__ import annotations

from cadre.desk.desk import Desk
from cadre.desk.numbers import numbers_in
from cadre.desk.plan_shown import shown
from cadre.desk.timetable import BANDS, Timetable, timetable
from cadre.mission.weeks import Window
from tests.desk.plans import INCREMENT, WEEK, planned


def of(desk: Desk) -> Timetable:
    return timetable(desk, planned(desk))


def test_a_bar_says_whether_work_runs_or_waits_and_for_what(staff: Desk) -> None:
    bars = {one.activity: one for one in of(staff).bars}
    assert (bars["hq"].tone, bars["hq"].movable, bars["hq"].waits) == ("runs", False, "")
    waiting = bars[INCREMENT]
    assert (waiting.tone, waiting.movable, waiting.week) == ("waits", True, WEEK)
    assert "Consent to work with the commands of the services" in waiting.waits


def test_bars_stand_together_by_programme(staff: Desk) -> None:
    programmes = [one.programme for one in of(staff).bars]
    assert programmes == sorted(programmes)


def test_the_bands_of_consent_tell_every_day_planned_once(staff: Desk) -> None:
    table = of(staff)
    for bar in table.bars:
        own = [one.window for one in table.bands if one.activity == bar.activity and one.consent]
        assert sum(one.days for one in own) == table.window.days
        assert Window(min(one.start for one in own), max(one.end for one in own)) == table.window


def test_consent_that_is_only_hoped_for_isnt_drawn_as_if_it_held(staff: Desk) -> None:
    states = [one.state for one in of(staff).bands if one.activity == INCREMENT and one.consent]
    assert set(states) == {"none", "hoped"}


def test_every_way_in_which_law_holds_has_a_band(staff: Desk) -> None:
    known = set(BANDS.values())
    assert {one.state for one in of(staff).bands} <= known


def test_what_is_left_out_is_told_with_reason_and_way_in(staff: Desk) -> None:
    (out,) = of(staff).left_out
    assert (out.activity, out.rule, out.reason) == ("kurdistan-advice", "support", "No camp.")


def test_every_number_has_a_way_back(staff: Desk) -> None:
    numbers = list(numbers_in(of(staff)))
    assert {"plan.worth", "plan.works", "plan.people"} <= {one.id for one in numbers}
    assert all(one.origin.rows or one.origin.basis for one in numbers)
    assert len({one.id for one in numbers}) == len(numbers)


def test_a_reader_who_may_not_see_work_isnt_told_that_there_is_any(host: Desk, staff: Desk) -> None:
    seen, withheld = shown(host.mission, host.audience, planned(host))
    assert withheld
    table = timetable(host, seen)
    assert len(table.bars) < len(of(staff).bars)
    assert table.withheld is None
    told = {one.activity for one in table.bars}
    assert {one.activity for one in table.bands} <= told
