"""Each question looks at what its line in the manual says, on a mission one can see through.

The mission is the one in which nothing is wrong: ten staff at the camp, eight advisers wanted from
March on, two partners who lend guards.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cadre.backtest.catalogue import QUESTIONS
from cadre.backtest.run import Judged, run
from cadre.backtest.world import World
from cadre.errors import CadreError, UnknownIdError
from cadre.mission.authorities import AuthorityState, RedLine
from cadre.mission.cases import Case, Question, Relation
from cadre.mission.forces import Rung
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    ClaimId,
    ConflictId,
    CourseId,
    NegotiationId,
    PauseId,
    PledgeId,
    RedLineId,
)
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.plans import MadeFrom
from cadre.mission.quantities import exact
from cadre.mission.sources import Conflict
from cadre.mission.training import Course
from tests.checks.building import (
    AS_OF,
    DOC,
    added,
    altered,
    claim,
    day,
    days,
    pledge,
    sound,
    support,
)


def world(mission: Mission) -> World:
    return World(
        whole=mission,
        mission=mission,
        made_from=MadeFrom(dossier="", as_of=AS_OF.isoformat()),
        futures=200,
        seconds=5.0,
        levels=(10,),
    )


def asked(question: Question, mission: Mission | None = None, **fields: Any) -> object:  # noqa: ANN401
    case = Case(id="c", case="C", as_of=AS_OF, question=question, expected="", **fields)
    return QUESTIONS[question].answer(world(mission or sound()), case).value


def lapsing() -> Mission:
    return altered(sound(), "authorities", "status", window=days("2020-01-01", "2021-05-31"))


def hoping(belief: float) -> Mission:
    """The status of the people is still to be agreed."""
    return altered(sound(), "authorities", "status", state=AuthorityState.EXPECTED, belief=belief)


def halted() -> Mission:
    """Consent suspended for ten days, all work halted for ten, of which five are the same."""
    rows = (
        Pause(
            id=PauseId("word"),
            name="consent suspended",
            cause=PauseCause.CONSENT,
            authorities=(AuthorityId("consent"),),
            window=days("2021-02-01", "2021-02-10"),
            sources=DOC,
        ),
        Pause(
            id=PauseId("ill"),
            name="pandemic",
            cause=PauseCause.PANDEMIC,
            window=days("2021-02-06", "2021-02-15"),
            sources=DOC,
        ),
    )
    return added(sound(), "pauses", *rows)


def at_odds() -> Mission:
    lines = [
        RedLine(
            id=RedLineId(side),
            side=side,
            statement=f"Only {accepted}.",
            point="immunity",
            accepts=(accepted,),
            negotiations=(NegotiationId("talks"),),
            sources=DOC,
        )
        for side, accepted in (("host", "none"), ("mission", "full"))
    ]
    return added(sound(), "red_lines", *lines)


def handing_over() -> Mission:
    """The course is to be taught by the advisers from March on, by those trained since 2020."""
    mission = teaching()
    (school,) = mission.courses
    teachers = replace(
        school,
        id=CourseId("teachers"),
        pass_share=exact(1),
        loss_a_month=exact(0),
        trains=school.id,
    )
    taught = replace(school, activity=ActivityId("advice"), host_instructors=0)
    return replace(mission, courses=(taught, teachers))


def two_voices() -> Mission:
    conflict = Conflict(
        id=ConflictId("x"),
        about="strength",
        claims=(ClaimId("c1"), ClaimId("c2")),
        preferred=(ClaimId("c1"),),
    )
    return replace(added(sound(), "claims", claim("c2", 40)), conflicts=(conflict,))


def teaching() -> Mission:
    """A course of ten weeks and no break for twenty, taught by the headquarters since 2020."""
    course = Course(
        id=CourseId("c"),
        activity=ActivityId("hq"),
        name="course",
        weeks=10,
        seats=20,
        instructors=2,
        host_instructors=1,
        sources=DOC,
    )
    return added(sound(), "courses", course)


ANSWERS: tuple[tuple[str, Question, Mission, dict[str, Any], object], ...] = (
    ("law holds", Question.COVER, sound(), {"subject": ("hq",)}, "full"),
    (
        "status has lapsed",
        Question.COVER,
        lapsing(),
        {"subject": ("hq",), "on": day("2021-06-01")},
        "partial",
    ),
    (
        "which kind",
        Question.MISSING,
        lapsing(),
        {"subject": ("hq",), "on": day("2021-06-01")},
        ("status",),
    ),
    ("gap", Question.GAPS, lapsing(), {"subject": ("hq",)}, ("2021-06-01/",)),
    ("of another kind", Question.GAPS, lapsing(), {"subject": ("hq",), "kind": "mandate"}, ()),
    ("first day", Question.GAP_BEGINS, lapsing(), {}, day("2021-06-01")),
    ("open end", Question.GAP_ENDS, lapsing(), {"subject": ("hq",)}, None),
    (
        "days",
        Question.GAP_DAYS,
        lapsing(),
        {"subject": ("hq", "advice"), "window": days("2021-05-01", "2021-06-10")},
        10.0,
    ),
    ("union of pauses", Question.PAUSED_DAYS, halted(), {"subject": ("hq",)}, 15.0),
    ("as windows", Question.PAUSES, halted(), {}, ("2021-02-01/2021-02-15",)),
    ("of one authority", Question.PAUSED_DAYS, halted(), {"subject": ("consent",)}, 10.0),
    (
        "within days",
        Question.PAUSED_DAYS,
        halted(),
        {"window": days("2021-02-15", "2021-03-31")},
        1.0,
    ),
    ("common ground", Question.AGREEABLE, sound(), {"subject": ("talks",)}, True),
    ("no common ground", Question.AGREEABLE, at_odds(), {"subject": ("talks",)}, False),
    ("on what", Question.NO_COMMON_POINT, at_odds(), {"subject": ("talks",)}, ("immunity",)),
    ("options", Question.OPTIONS, sound(), {}, ("grow",)),
    ("options lost", Question.OPTIONS_OUT, at_odds(), {}, ("grow",)),
    ("talks begin", Question.OPTION_BEGINS, sound(), {"subject": ("grow",)}, day("2021-01-11")),
    ("talks end", Question.OPTION_HAD, sound(), {"subject": ("grow",)}, day("2021-02-08")),
    ("no finding", Question.FINDING, sound(), {"kind": "AUT"}, False),
    ("a finding", Question.FINDING, lapsing(), {"kind": "AUT-01", "subject": ("hq",)}, True),
    ("its day", Question.FINDING_BEGINS, lapsing(), {"kind": "AUT-01"}, day("2021-06-01")),
    ("its end", Question.FINDING_ENDS, lapsing(), {"kind": "AUT-01"}, None),
    ("how many", Question.FINDINGS, sound(), {}, 0.0),
    ("all posts", Question.POSTS, sound(), {}, 18.0),
    ("posts of a skill", Question.POSTS, sound(), {"subject": ("adviser",)}, 8.0),
    ("offered", Question.PLEDGED, sound(), {"subject": ("BBB",)}, 8.0),
    ("arrived", Question.PLEDGED, sound(), {"kind": "arrived"}, 10.0),
    ("fill", Question.FILL, sound(), {"kind": "arrived"}, 10 / 18),
    ("share", Question.SHARE_OF_PEOPLE, sound(), {"subject": ("BBB",)}, 8 / 18),
    ("leads", Question.LEADS, sound(), {}, ("AAA",)),
    ("start", Question.START, sound(), {"subject": ("advice",)}, day("2021-03-01")),
    ("startable", Question.STARTABLE, sound(), {"subject": ("advice",)}, True),
    ("may go on", Question.STARTABLE, sound(), {"subject": ("hq",)}, True),
    ("on hope alone", Question.STARTABLE, hoping(0.5), {"subject": ("hq",)}, False),
    ("on a belief", Question.STARTABLE, hoping(0.9), {"subject": ("hq",)}, True),
    ("waits for", Question.WAITS_FOR, sound(), {"subject": ("advice",)}, ()),
    (
        "path",
        Question.PLANNED,
        sound(),
        {"subject": ("deployed",), "on": day("2021-04-01")},
        18.0,
    ),
    (
        "path before",
        Question.PLANNED_SHARE,
        sound(),
        {"subject": ("deployed",), "at": ("deployed",), "on": day("2021-02-01")},
        1.0,
    ),
    ("present", Question.STRENGTH, sound(), {"kind": "p50", "on": day("2021-02-01")}, 10.0),
    (
        "inside",
        Question.STRENGTH_HOLDS,
        sound(),
        {"kind": "80%", "level": 10.0, "on": day("2021-02-01")},
        True,
    ),
    ("above", Question.ABOVE, sound(), {"level": 10.0, "on": day("2021-02-01")}, 0.0),
    ("reached", Question.CHANCE, sound(), {"level": 10.0, "on": day("2021-02-01")}, 1.0),
    ("begun", Question.CHANCE, sound(), {"subject": ("advice",), "on": day("2021-02-01")}, 0.0),
    ("cohorts", Question.COHORTS, teaching(), {"on": day("2021-01-03")}, 5.0),
    ("graduates", Question.GRADUATES, teaching(), {"on": day("2021-01-03")}, 90.0),
    (
        "graduates since",
        Question.GRADUATES,
        teaching(),
        {"subject": ("advice",), "window": days("2020-06-01"), "on": day("2021-01-03")},
        54.0,
    ),
    (
        "graduates of futures",
        Question.GRADUATES,
        teaching(),
        {"kind": "p50", "on": day("2021-01-03")},
        90.0,
    ),
    (
        "graduates inside",
        Question.GRADUATES_HOLD,
        teaching(),
        {"subject": ("c",), "kind": "80", "level": 90.0, "on": day("2021-01-03")},
        True,
    ),
    (
        "graduates outside",
        Question.GRADUATES_HOLD,
        teaching(),
        {"subject": ("c",), "kind": "80", "level": 91.0, "on": day("2021-01-03")},
        False,
    ),
    (
        "graduates of futures, of before the day",
        Question.GRADUATES,
        teaching(),
        {"kind": "p50", "on": day("2020-06-01")},
        36.0,
    ),
    ("host instructors", Question.HOST_INSTRUCTORS, teaching(), {"subject": ("c",)}, 1.0),
    (
        "host instructors of work to come",
        Question.HOST_INSTRUCTORS,
        handing_over(),
        {"subject": ("c",)},
        100.0,
    ),
    (
        "host instructors of before the day",
        Question.HOST_INSTRUCTORS,
        handing_over(),
        {"subject": ("c",), "on": day("2020-06-01")},
        40.0,
    ),
    ("both lend", Question.PROVIDERS, sound(), {"kind": "guarding"}, ("ally", "friend")),
    ("what goes", Question.LOST, sound(), {"subject": ("ally",)}, ("guarding",)),
    ("another still lends", Question.STOPS, sound(), {"subject": ("ally",)}, ()),
    (
        "nobody else lends",
        Question.STOPS,
        replace(sound(), supports=(support("by-ally", "ally"),)),
        {"subject": ("ally",)},
        ("hq",),
    ),
    ("with it", Question.WITH, sound(), {"subject": ("ally",)}, 10.0),
    (
        "without it",
        Question.WITHOUT,
        replace(sound(), supports=(support("by-ally", "ally"),)),
        {"subject": ("ally",)},
        14.0,
    ),
    (
        "brought",
        Question.BROUGHT,
        replace(sound(), supports=(support("by-ally", "ally"),)),
        {"subject": ("ally",), "kind": "guarding"},
        4.0,
    ),
    ("open", Question.OPEN_SITES, sound(), {}, ("camp", "school")),
    ("displaced", Question.DISPLACED, sound(), {"subject": ("camp",)}, ("hq",)),
    ("beds", Question.BEDS, sound(), {"subject": ("camp",)}, 50.0),
    ("unknown beds", Question.BEDS, sound(), {"subject": ("school",)}, None),
    ("nobody yet", Question.UNSERVED, sound(), {}, ("budgets",)),
    ("covered", Question.COVERAGE, sound(), {"subject": ("budgets",)}, 0.0),
    ("no overlap", Question.OVERLAPS, sound(), {"subject": ("budgets",)}, ()),
    ("known", Question.KNOWN, sound(), {"subject": ("c1", "camp")}, True),
    ("figure", Question.FIGURE, two_voices(), {"subject": ("c1", "c2")}, 50.0),
    ("ratio", Question.RATIO, two_voices(), {"subject": ("c1",), "at": ("c2",)}, 0.25),
    (
        "output",
        Question.CLAIMED_PER_STAFF_YEAR,
        two_voices(),
        {"subject": ("c2",), "at": ("c1",), "window": days("2019-01-01", "2022-12-31")},
        pytest.approx(1.0),
    ),
    (
        "days",
        Question.DAYS_BETWEEN,
        sound(),
        {"subject": ("c1",), "at": ("approval",)},
        14.0,
    ),
    ("conflict", Question.IN_CONFLICT, two_voices(), {"subject": ("c1",)}, ("c2",)),
    ("preferred", Question.PREFERRED, two_voices(), {"subject": ("c2",)}, ("c1",)),
    ("told", Question.TOLD, sound(), {"subject": ("growth",)}, ("host", "public")),
)


@pytest.mark.parametrize(
    ("question", "mission", "fields", "answer"),
    [
        pytest.param(question, *rest, id=f"{question.value}: {name}")
        for name, question, *rest in ANSWERS
    ],
)
def test_a_question_is_answered_as_the_manual_says(
    question: Question, mission: Mission, fields: dict[str, Any], answer: object
) -> None:
    assert asked(question, mission, **fields) == answer


def test_every_question_has_its_answer_and_its_example() -> None:
    assert set(QUESTIONS) == set(Question)
    tried = {question for _, question, *_ in ANSWERS}
    assert set(Question) - tried == {Question.PER_STAFF_YEAR}, "those are tried elsewhere"


def test_output_is_told_for_each_year_of_a_person_in_post() -> None:
    answer = asked(
        Question.PER_STAFF_YEAR,
        teaching(),
        subject=("advice",),
        window=days("2021-01-04", "2021-12-26"),
    )
    # Five cohorts of eighteen who pass, by the ten in the posts of the headquarters.
    assert answer == pytest.approx(5 * 18 / (10 * 51 * 7 / 365.25))


def test_a_rung_counts_those_above_it() -> None:
    mission = added(sound(), "pledges", pledge("more", "AAA", "staff", 1, rung=Rung.CONFIRMED))
    assert asked(Question.PLEDGED, mission, kind="confirmed") == 11.0


def test_an_id_that_was_not_known_is_told_with_those_that_were() -> None:
    with pytest.raises(UnknownIdError, match="camp, school"):
        asked(Question.BEDS, sound(), subject=("palace",))


def test_a_case_that_can_not_be_asked_is_neither_passed_nor_failed() -> None:
    case = Case(
        id="c",
        case="C",
        as_of=AS_OF,
        question=Question.BEDS,
        subject=("palace",),
        expected="50",
    )
    (one,) = run([case], lambda _case, _levels: world(sound()))
    assert one.verdict.value == "unanswered"
    assert "palace" in one.because


def test_cases_of_one_day_share_a_world() -> None:
    made = []

    def world_of(_case: Case, levels: tuple[int, ...]) -> World:
        made.append(levels)
        return world(sound())

    cases = [
        Case(id="a", case="C", as_of=AS_OF, question=Question.ABOVE, level=10, expected="0"),
        Case(id="b", case="C", as_of=AS_OF, question=Question.ABOVE, level=20, expected="0"),
        Case(id="c", case="C", as_of=date(2021, 2, 1), question=Question.POSTS, expected="18"),
    ]
    assert all(one.verdict.value == "passed" for one in run(cases, world_of))
    assert made == [(10, 20), ()]


@pytest.mark.parametrize(
    ("question", "fields", "told"),
    [
        (Question.FINDING, {"kind": "ZZZ-99"}, "AUT, CON"),
        (Question.FINDING, {"kind": "CON-02", "subject": ("nobody",)}, "nobody"),
        (Question.TOLD, {"subject": ("nothing-at-all",)}, "growth"),
        (Question.GAPS, {"subject": ("hq",), "kind": "blah"}, "mandate"),
        (Question.GAPS, {"subject": ("hq",), "at": ("nowhere",)}, "camp"),
        (Question.OVERLAPS, {"at": ("nowhere",)}, "site or place"),
        (Question.KNOWN, {"subject": ("c9",)}, "c9"),
        (Question.PROVIDERS, {"kind": "magic"}, "guarding"),
    ],
)
def test_a_misspelt_cell_is_told_and_never_answered(
    question: Question, fields: dict[str, Any], told: str
) -> None:
    with pytest.raises(CadreError, match=told):
        asked(question, sound(), **fields)


def judged(**fields: Any) -> Judged:  # noqa: ANN401
    case = Case(id="c", case="C", as_of=AS_OF, **fields)
    (one,) = run([case], lambda _case, _levels: world(sound()))
    return one


def test_a_cell_that_the_question_does_not_look_at_is_told() -> None:
    one = judged(question=Question.PAUSED_DAYS, kind="pandemic", expected="0")
    assert one.verdict.value == "unanswered"
    assert "`kind`" in one.because


def test_what_is_expected_must_be_in_the_dossier_even_to_be_excluded() -> None:
    one = judged(
        question=Question.OPEN_SITES, relation=Relation.EXCLUDES, expected="camp-with-a-typo"
    )
    assert one.verdict.value == "unanswered"


def test_a_row_is_found_by_the_id_it_had_before_it_was_replaced() -> None:
    whole = added(
        sound(), "pledges", pledge("a-staff-new", "AAA", "staff", 12, supersedes=("a-staff",))
    )
    then = replace(
        whole, pledges=tuple(one for one in whole.pledges if one.id != PledgeId("a-staff"))
    )
    later = replace(world(then), whole=whole)
    assert later.row("a-staff", "pledges").id == "a-staff-new"
    assert later.first_id("a-staff-new", "pledges") == "a-staff"


@pytest.mark.parametrize(("on", "told"), [("2020-06-01", "2 cohorts"), ("2020-04-01", "1 cohort")])
def test_cohorts_behind_an_answer_are_told_as_many_as_they_are(on: str, told: str) -> None:
    case = Case(id="c", case="C", as_of=AS_OF, question=Question.GRADUATES, on=day(on), expected="")
    assert QUESTIONS[case.question].answer(world(teaching()), case).because == f"{told} through"
