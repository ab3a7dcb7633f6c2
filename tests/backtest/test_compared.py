"""What a case can't be compared by, or no future can tell, is told and never judged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cadre.backtest.run import run
from cadre.mission.cases import Case, Question, Relation
from cadre.mission.ids import ActivityId, CourseId
from cadre.mission.quantities import exact
from tests.backtest.test_questions import asked, judged, teaching, world
from tests.checks.building import AS_OF, day


@pytest.mark.parametrize(
    "fields",
    [
        {"question": Question.COVER, "subject": ("hq",), "expected": "full"},
        {"question": Question.STARTABLE, "subject": ("hq",), "expected": "yes"},
        {"question": Question.POSTS, "expected": "18"},
        {"question": Question.START, "subject": ("advice",), "expected": "2021-03-01"},
    ],
    ids=["a word", "yes", "a number", "a day"],
)
def test_what_is_no_list_can_not_exclude_anything(fields: dict[str, Any]) -> None:
    """Read as `is`, a case that excludes what is answered would agree with history."""
    one = judged(relation=Relation.EXCLUDES, **fields)
    assert one.verdict.value == "unanswered"
    assert "(excludes); allowed: `is`" in one.because


def test_a_tolerance_that_the_answer_has_no_use_for_is_told() -> None:
    one = judged(
        question=Question.START, subject=("advice",), expected="2021-03-01", tolerance="20%"
    )
    assert "allowed: `3 days`" in one.because
    one = judged(question=Question.OPEN_SITES, expected="camp; school", tolerance="1")
    assert "allowed: none but for numbers and days" in one.because
    one = judged(question=Question.GAP_DAYS, expected="2", tolerance="2 days")
    assert one.verdict.value == "passed", "a number of days has days off"


@pytest.mark.parametrize("level", [0.0, 10.5])
def test_a_strength_that_nobody_can_have_has_no_chance_to_be_reached(level: float) -> None:
    one = judged(question=Question.CHANCE, level=level, expected="1")
    assert one.verdict.value == "unanswered"
    assert "a whole number of people, at least 1" in one.because


@pytest.mark.parametrize("kind", ["likely", "p50"])
def test_graduates_of_after_the_last_week_are_not_told_as_those_of_before_it(kind: str) -> None:
    case = Case(
        id="c",
        case="C",
        as_of=AS_OF,
        question=Question.GRADUATES,
        kind=kind,
        on=day("2030-01-01"),
        expected="90",
    )
    (one,) = run([case], lambda _case, _levels: world(teaching()))
    assert one.verdict.value == "unanswered"
    assert "2030-01-01, after the last week" in one.because


def test_host_instructors_whom_planned_work_will_train_are_counted() -> None:
    mission = teaching()
    (course,) = mission.courses
    schools = replace(
        course,
        id=CourseId("teachers"),
        activity=ActivityId("advice"),
        weeks=8,
        pass_share=exact(1),
        loss_a_month=exact(0),
        trains=course.id,
    )
    mission = replace(mission, courses=(course, schools))
    # Advice is planned from 1 March: its first class of twenty has passed eight weeks later.
    asked_on = {
        on: asked(Question.HOST_INSTRUCTORS, mission, subject=("c",), on=day(on))
        for on in ("2021-04-24", "2021-04-25")
    }
    assert asked_on == {"2021-04-24": 1.0, "2021-04-25": 21.0}


@pytest.mark.parametrize(
    ("expected", "verdict"),
    [("18", "passed"), ("18.0", "passed"), ("1,018", "failed"), ("1,8", "unanswered"),
     ("0,18", "unanswered"), ("nan", "unanswered"), ("inf", "unanswered")],
)  # fmt: skip
def test_a_number_is_compared_only_where_it_can_be_read_in_one_way(
    expected: str, verdict: str
) -> None:
    """A fraction typed with a comma was taken for a number ten or a hundred times as large."""
    assert judged(question=Question.POSTS, expected=expected).verdict.value == verdict
