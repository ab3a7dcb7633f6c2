"""Outcomes are foretold with what was known, placed fairly in the futures, and counted honestly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from cadre.backtest.calibration import (
    AHEAD,
    Forecast,
    Unasked,
    calibrate,
    expected,
    groups,
    reliability,
)
from cadre.backtest.foretelling import foretell
from cadre.backtest.spread import CENTRAL, Place, Spread
from cadre.brief.charts.calibration import calibration
from cadre.desk.calibration import calibration_picture
from cadre.errors import CadreError, UnknownIdError
from cadre.mission.authorities import AuthorityState
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.ids import ActivityId, ConditionId, DecisionId
from cadre.mission.mission import Mission
from cadre.mission.quantities import Range, exact
from cadre.mission.records import Record, Recorded
from cadre.mission.rows import Citation
from cadre.mission.weeks import DateRange
from tests.backtest.test_questions import hoping, teaching, world
from tests.checks.building import AS_OF, added, altered, day, sound


def spread(*counts: int, open_end: bool = False) -> Spread:
    return Spread(np.array(counts, dtype=np.int64), open_end=open_end)


def record(what: Recorded, on: str, *subject: str, **fields: Any) -> Record:  # noqa: ANN401
    return Record(id="r", what=what, subject=subject, on=day(on), **fields)


# Where in the futures history fell -------------------------------------------------------------


def test_an_interval_is_the_narrowest_with_so_many_futures_on_either_side() -> None:
    ten = spread(*[1] * 10)
    assert ten.central(0.8) == (0, 8)
    assert ten.within(0.8) == pytest.approx(0.9)
    assert (ten.quantile(0.5), ten.up_to(4), ten.up_to(-1)) == (4, 0.5, 0)


@pytest.mark.parametrize("share", CENTRAL)
def test_history_is_inside_exactly_when_it_lies_between_the_ends_told(share: float) -> None:
    """A dot drawn inside a bar and counted outside would make the count a lie."""
    luck = np.random.default_rng(1)
    for _ in range(300):
        some = spread(*luck.integers(0, 6, size=8), 1)
        low, high = some.central(share)
        for value in range(9):
            place = Place(some.up_to(value - 1), some.up_to(value))
            assert place.inside(share) == (low <= value <= high), (some.counts, value)


def test_right_futures_hold_as_much_of_history_as_their_intervals_hold_of_futures() -> None:
    some = spread(3, 1, 4, 1, 5, 9, 2, 6)
    for share in CENTRAL:
        hit = sum(
            int(count)
            for value, count in enumerate(some.counts)
            if Place(some.up_to(value - 1), some.up_to(value)).inside(share)
        )
        assert hit / some.futures == pytest.approx(some.within(share))
        assert some.within(share) >= share


def test_a_value_that_many_futures_share_is_placed_in_the_middle_of_its_step() -> None:
    some = spread(1, 8, 1)
    assert Place(some.up_to(0), some.up_to(1)).middle == 0.5


def test_the_hits_to_be_expected_leave_out_at_most_a_tenth() -> None:
    assert expected(10, 0.5) == (2, 8)
    assert expected(10, 1.0) == (10, 10)
    assert expected(10, 0.0) == (0, 0)
    luck = np.random.default_rng(2)
    for trials, chance in ((20, 0.8), (44, 0.9), (7, 0.55)):
        least, most = expected(trials, chance)
        hits = luck.binomial(trials, chance, size=100_000)
        assert ((least <= hits) & (hits <= most)).mean() >= 0.89


def test_the_hits_to_be_expected_of_thousands_of_forecasts_are_told() -> None:
    """Some hundred outcomes, each foretold as of a month, a quarter, half a year and so on."""
    least, most = expected(5_000, 0.9)
    # As many as of a normal law: 4,500, and 1.645 times the root of 450 to either side.
    assert (least, most) == pytest.approx((4_500 - 35, 4_500 + 35), abs=1)
    assert expected(5_000, 0.0) == (0, 0)
    assert expected(5_000, 1.0) == (5_000, 5_000)


# What is foretold ------------------------------------------------------------------------------


def test_a_strength_is_held_against_the_people_present_in_its_week() -> None:
    told, place = foretell(
        world(sound()), record(Recorded.STRENGTH, "2021-02-01", figure=exact(10))
    )
    assert told.central(0.9) == (10, 10)
    assert (place.below, place.up_to) == (0, 1)


def test_what_a_document_leaves_open_counts_as_inside() -> None:
    about = Range(10.5, 11, 12)
    _, place = foretell(world(sound()), record(Recorded.STRENGTH, "2021-02-01", figure=about))
    assert not place.inside(0.9)
    _, place = foretell(
        world(sound()), record(Recorded.STRENGTH, "2021-02-01", figure=replace(about, low=10))
    )
    assert place.inside(0.5)


def test_graduates_of_before_the_day_are_counted_with_those_of_the_futures() -> None:
    known = record(Recorded.GRADUATES, "2021-01-10", "hq", figure=exact(90))
    told, _ = foretell(world(teaching()), known)
    assert told.quantile(0.5) == 90
    later, _ = foretell(world(teaching()), replace(known, on=day("2021-12-01")))
    # Some four cohorts of twenty follow; each future has its own who pass.
    assert 90 + 40 < later.quantile(0.5) < 90 + 80
    assert later.quantile(0.05) < later.quantile(0.95)
    since, _ = foretell(world(teaching()), replace(known, on=day("2021-12-01"), since=AS_OF))
    assert since.quantile(0.5) == later.quantile(0.5) - 90


def test_half_a_graduate_of_before_the_day_counts_as_in_the_futures_halves_upwards() -> None:
    mission = teaching()
    few = replace(mission.courses[0], seats=5, weeks=52, pass_share=exact(0.1))
    told, _ = foretell(
        world(replace(mission, courses=(few,))),
        record(Recorded.GRADUATES, "2021-01-10", "hq", figure=exact(1)),
    )
    # One cohort of five is through, of whom a tenth pass: half a graduate.
    assert told.central(0.9) == (1, 1)


def test_work_that_no_plan_starts_is_foretold_never_to_begin() -> None:
    mission = altered(sound(), "authorities", "status", state=AuthorityState.REFUSED, belief=0.0)
    told, place = foretell(world(mission), record(Recorded.BEGUN, "2021-04-01", "advice"))
    assert told.quantile(0.01) == told.never
    assert (place.below, place.up_to) == (0, 0)


def test_what_had_not_come_is_placed_behind_all_futures_in_which_it_had() -> None:
    """A forecast of `never` would else be counted wrong just because nobody waited for ever."""
    refused = record(Recorded.IN_FORCE, "2021-10-01", "status", came=False)
    told, place = foretell(world(hoping(0.3)), refused)
    assert place.up_to == 1
    assert place.below == pytest.approx(0.3, abs=0.1)
    assert told.up_to(told.quantile(0.01)) == pytest.approx(place.below)


def waiting() -> Mission:
    gates = Condition(
        id=ConditionId("ready"),
        name="The school is ready.",
        when=DateRange(day("2021-03-01"), day("2021-04-01"), day("2021-05-01")),
    )
    meets = DecisionPoint(
        id=DecisionId("council"),
        name="It is agreed.",
        body="Council",
        meetings=(day("2021-06-07"),),
        belief=0.5,
    )
    return added(added(sound(), "conditions", gates), "decisions", meets)


def test_a_condition_is_foretold_between_the_ends_of_its_dates() -> None:
    known = world(waiting())
    told, place = foretell(known, record(Recorded.MET, "2021-04-01", "ready"))
    horizon = known.mission.horizon
    low, high = told.central(0.9)
    assert day("2021-03-01") <= horizon.day(low) < horizon.day(high) <= day("2021-05-08")
    assert 0.2 < place.middle < 0.8


def test_a_decision_is_foretold_for_the_day_on_which_its_body_meets_or_never() -> None:
    known = world(waiting())
    told, place = foretell(known, record(Recorded.TAKEN, "2021-06-07", "council"))
    week = known.mission.horizon.first_whole_week(day("2021-06-07"))
    assert told.counts[week] + told.counts[-1] == told.futures
    assert place.up_to == pytest.approx(0.5, abs=0.1)


def test_the_first_row_of_a_subject_that_was_known_is_asked_for() -> None:
    """A plan, and the work that it became, are one thing told by two rows."""
    mission = sound()
    whole = added(
        mission, "activities", replace(mission.activities[1], id=ActivityId("advice-later"))
    )
    known = replace(world(mission), whole=whole)
    told, _ = foretell(known, record(Recorded.BEGUN, "2021-04-01", "advice-later", "advice"))
    plain, _ = foretell(world(mission), record(Recorded.BEGUN, "2021-04-01", "advice"))
    assert (told.counts == plain.counts).all()
    with pytest.raises(CadreError, match="tells of advice-later"):
        foretell(known, record(Recorded.BEGUN, "2021-04-01", "advice-later"))


def test_a_misspelt_subject_is_told() -> None:
    with pytest.raises(UnknownIdError, match="advise"):
        foretell(world(sound()), record(Recorded.BEGUN, "2021-04-01", "advise"))


@pytest.mark.parametrize(
    ("known", "asked", "words"),
    [
        (sound(), record(Recorded.STRENGTH, "2021-02-01"), "states no `figure`"),
        (sound(), record(Recorded.STRENGTH, "2030-02-01", figure=exact(1)), "tells of 2030-02-01"),
        (
            replace(sound(), activities=(), modes=(), posts=(), effects=(), criteria=()),
            record(Recorded.STRENGTH, "2021-02-01", figure=exact(1)),
            "work known on the day",
        ),
    ],
    ids=("without a figure", "out of reach", "nothing known"),
)
def test_what_can_not_be_foretold_is_said(known: Mission, asked: Record, words: str) -> None:
    with pytest.raises(CadreError, match=words):
        foretell(world(known), asked)


# All together ----------------------------------------------------------------------------------


def calibrated(
    records: list[Record], ahead: tuple[int, ...] = AHEAD, **reported: date
) -> tuple[tuple[Forecast, ...], tuple[Unasked, ...]]:
    return calibrate(records, reported, lambda _: world(sound()), ahead)


def test_each_outcome_is_foretold_as_of_so_many_days_before_it() -> None:
    on = AS_OF + timedelta(days=40)
    one = Record(id="r", what=Recorded.STRENGTH, on=on, figure=exact(10))
    days = []

    def world_of(asked: date) -> Any:  # noqa: ANN401
        days.append(asked)
        return world(sound())

    told, _ = calibrate([one, replace(one, id="s")], {}, world_of, (40, 12))
    assert [forecast.ahead for forecast in told] == [40, 12, 40, 12]
    # One world a day, however many outcomes are foretold as of it.
    assert days == [AS_OF, on - timedelta(days=12)]


def test_an_outcome_that_a_document_had_told_by_the_day_is_not_foretold() -> None:
    """Else the answer would stand among the questions."""
    on = AS_OF + timedelta(days=40)
    one = Record(id="r", what=Recorded.STRENGTH, on=on, figure=exact(10), sources=(Citation("F1"),))
    told, unasked = calibrated([one], (40, 12), F1=on - timedelta(days=12))
    assert [forecast.ahead for forecast in told] == [40]
    assert [other.as_of for other in unasked] == [on - timedelta(days=12)]
    assert "may have been known" in unasked[0].because


def test_hits_are_counted_for_all_and_apart_from_what_figures_were_set_on() -> None:
    on = AS_OF + timedelta(days=40)
    right = Record(id="a", what=Recorded.STRENGTH, on=on, figure=exact(10))
    wrong = replace(right, id="b", figure=exact(11), tuned=True)
    told, _ = calibrated([right, wrong], (40, 12))
    found = {one.name: one for one in groups(told)}
    assert (found["all"].forecasts, found["all"].records) == (4, 2)
    assert [hit.inside for hit in found["all"].hits] == [2, 2, 2]
    assert [hit.holds for hit in found["all"].hits] == [1, 1, 1]
    assert [hit.inside for hit in found["nothing tuned on"].hits] == [2, 2, 2]
    assert found["nothing tuned on"].forecasts == 2
    assert (found["all"].above, found["all"].below) == (2, 0)
    assert found["12 days ahead"].forecasts == 2
    assert "told in days" not in found
    assert {inside for _, inside in reliability(told)} == {0.5}
    # Half of the forecasts are right, half one off eleven; the count known on the day is ten, too.
    assert found["all"].off == found["all"].last_off == pytest.approx(1 / 22)


def test_days_are_told_from_the_day_on_which_it_came_and_never_is_no_day() -> None:
    came = Record(id="r", what=Recorded.TAKEN, subject=("council",), on=day("2021-06-10"))
    told, _ = calibrate([came], {}, lambda _: world(waiting()), (157,))
    forecast = told[0]
    assert forecast.unit == "days"
    assert (forecast.low, forecast.high) == (0, 0)
    ends = {end for one in forecast.intervals for end in (one.low, one.high)}
    assert None in ends
    # The week that begins on or after the meeting, seen from three days after it.
    assert {end for end in ends if end is not None} == {-3.0}


def test_an_outcome_of_nobody_is_drawn_too() -> None:
    """No number is a share of none: what was foretold lies on it, or at the edge."""
    nobody = Record(id="none", what=Recorded.STRENGTH, on=AS_OF, figure=exact(0))
    told, _ = calibrate([nobody], {}, lambda _: world(sound()), (1,))
    drawn = calibration_picture(told)
    assert "none, 1 days ahead" in drawn
    assert not {"NaN", "Infinity"} & set(drawn.replace(",", " ").split())
    spec = calibration([{**BAR, "high90": 4.0}], [{"unit": "all", "asked": 0.9, "inside": 1.0}], [])
    (row,) = spec["vconcat"][0]["data"]["values"]
    assert [row[key] for key in ("low", "median", "high50", "high90")] == [1, 1, 1, 2]


BAR = {
    "name": "none",
    "unit": "people",
    "inside": True,
    **dict.fromkeys(("low", "high", "median", "low50", "high50", "low90"), 0.0),
}
