"""What courses turn out: nobody is lost on the way, and nobody is counted who can't be there."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.mission.activities import Activity, Mode
from cadre.mission.forces import Post, Skill
from cadre.mission.ids import (
    ActivityId,
    CourseId,
    ModeId,
    PauseId,
    PostId,
    ProgrammeId,
    SiteId,
    SkillId,
)
from cadre.mission.mission import Mission, Profile
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.pipeline import (
    Pipeline,
    Reading,
    Standing,
    freed,
    kept_a_week,
    lessons,
    linked,
    pipeline,
    pipelines,
    standing,
    trainees,
)
from cadre.mission.plans import MadeFrom, Plan, Start
from cadre.mission.quantities import Range, exact
from cadre.mission.runs import Runs, runs_of
from cadre.mission.sites import Site
from cadre.mission.training import Course, Programme
from cadre.mission.weeks import Window
from cadre.mission.yields import yields

AS_OF = date(2021, 1, 4)
SCHOOL, BASICS, TEACHERS = ActivityId("school"), CourseId("basics"), CourseId("teachers")


def course(key: str = "basics", **fields: object) -> Course:
    stated: dict[str, object] = {
        "activity": SCHOOL,
        "name": key,
        "weeks": 8,
        "break_weeks": 2,
        "seats": 20,
        "pass_share": exact(0.9),
    }
    return Course(id=CourseId(key), **(stated | fields))  # type: ignore[arg-type]


def mission(*courses: Course, began: date | None = AS_OF, **tables: object) -> Mission:
    """A school with one mode and ten instructors, and room for a year."""
    stated: dict[str, object] = {
        "profile": Profile(
            id="m", name="M", host="IRQ", lead_body="x", as_of=AS_OF, until=date(2022, 1, 2)
        ),
        "programmes": (Programme(id=ProgrammeId("training"), name="Training"),),
        "activities": (
            Activity(
                id=SCHOOL, name="School", programme=ProgrammeId("training"), began=began, cover=()
            ),
        ),
        "modes": (Mode(id=ModeId("school"), activity=SCHOOL, site=SiteId("base")),),
        "sites": (Site(id=SiteId("base"), name="Base", country="IRQ"),),
        "skills": (
            Skill(id=SkillId("instructor"), name="Instructor", instructs=True),
            Skill(id=SkillId("clerk"), name="Clerk"),
        ),
        "posts": (
            Post(id=PostId("i"), activity=SCHOOL, skill=SkillId("instructor"), people=10),
            Post(id=PostId("c"), activity=SCHOOL, skill=SkillId("clerk"), people=3),
        ),
        "courses": courses,
    }
    return Mission(**(stated | tables))  # type: ignore[arg-type]


courses = st.builds(
    course,
    weeks=st.integers(1, 12),
    break_weeks=st.integers(0, 4),
    seats=st.integers(1, 600),
    supply=st.integers(0, 3000),
    pass_share=st.floats(0, 1).map(exact),
    loss_a_month=st.floats(0, 0.5).map(exact),
    keep_weeks=st.integers(0, 5),
)
weeks = st.lists(st.booleans(), min_size=1, max_size=120).map(lambda some: Runs(0, tuple(some)))


@given(courses, weeks)
def test_each_trainee_who_starts_graduates_fails_is_dropped_or_is_still_in_class(
    of: Course, runs: Runs
) -> None:
    line = pipeline(of, runs)
    for week in range(len(runs.flags)):
        some = slice(0, week + 1)
        ended = sum(line.graduates[some]) + sum(line.failed[some]) + sum(line.dropped[some])
        assert sum(line.asked[some]) == pytest.approx(ended + line.in_class[week])


@given(courses, weeks)
def test_no_more_trainees_are_asked_for_than_the_host_releases_cycle_by_cycle(
    of: Course, runs: Runs
) -> None:
    cycle = of.weeks + of.break_weeks
    for week, asked in enumerate(accumulate(pipeline(of, runs).asked)):
        cohorts = week // cycle + 1
        if all(runs.flags[: week + 1]):
            assert asked == cohorts * trainees(of)
        if of.supply and not any(pipeline(of, runs).lost):
            assert asked <= of.supply * cohorts * cycle / 52 + 1e-9


@given(courses, weeks)
def test_nobody_stays_in_service_who_has_not_graduated(of: Course, runs: Runs) -> None:
    line = pipeline(of, runs)
    for there, graduated in zip(line.in_service, accumulate(line.graduates), strict=True):
        assert 0 <= there <= graduated + 1e-6


@given(courses, weeks)
def test_the_range_holds_the_likely_path(of: Course, runs: Runs) -> None:
    wide = replace(of, pass_share=Range(0.2, 0.5, 0.9), loss_a_month=Range(0.0, 0.05, 0.2))
    low, likely, high = (pipeline(wide, runs, reading) for reading in Reading)
    for some in zip(low.in_service, likely.in_service, high.in_service, strict=True):
        assert list(some) == sorted(some)


@given(
    st.integers(1, 60),
    st.integers(0, 10),
    st.floats(0.1, 1),
    st.floats(0, 1),
    st.floats(0, 0.2),
    weeks,
)
def test_more_graduates_never_make_the_hand_over_later(
    needed: int, there: int, share: float, more: float, loss: float, runs: Runs
) -> None:
    taught = course(instructors=needed, host_instructors=there)
    schools = [
        course("teachers", trains=BASICS, pass_share=exact(passing), loss_a_month=exact(loss))
        for passing in (share, share + (1 - share) * more)
    ]
    some, most = (
        linked(mission(taught, school), {SCHOOL: runs})[BASICS].hand_over for school in schools
    )
    assert some is None or (most is not None and most <= some)


@pytest.mark.parametrize(
    ("runs", "started", "finished", "lost", "why"),
    [
        ("1111111111111", [0, 10], [7], [], "weeks, then a break, then the next"),
        ("1111000011111", [0], [11], [], "a pause of as many weeks as are kept only delays"),
        ("11110000011111", [0, 9], [], [8], "a week more, and the cohort is lost"),
        ("1111111100111", [0, 10], [7], [], "a break passes while the work is paused"),
        ("0011111111000", [2], [9], [], "nothing begins before the work runs"),
    ],
)
def test_cohorts_follow_the_weeks_that_run(
    runs: str, started: list[int], finished: list[int], lost: list[int], why: str
) -> None:
    line = pipeline(course(), Runs(0, tuple(one == "1" for one in runs)))
    assert [w for w, n in enumerate(line.started) if n] == started, why
    assert [w for w, n in enumerate(line.finished) if n] == finished, why
    assert [w for w, n in enumerate(line.lost) if n] == lost, why


def test_a_year_of_monthly_losses_compounds_twelve_times() -> None:
    assert kept_a_week(course(loss_a_month=exact(0.1))) ** 52 == pytest.approx(0.9**12)


def carabinieri() -> tuple[Mission, Pipeline]:
    """Classes of 550 that start every ten weeks from October 2007, as the records have them."""
    of = mission(
        course(weeks=9, break_weeks=1, seats=550, pass_share=exact(1)), began=date(2007, 10, 1)
    )
    until = date(2011, 10, 31)
    profile = replace(of.profile, as_of=date(2007, 10, 1), until=until)
    of = replace(of, profile=profile)
    return of, pipelines(of)[BASICS]


@pytest.mark.parametrize(
    ("day", "graduates"),
    [
        (date(2010, 6, 15), 8_000),
        (date(2010, 9, 1), 8_296),
        (date(2011, 3, 28), 10_000),
        (date(2011, 10, 15), 11_000),
    ],
)
def test_the_carabinieri_path_is_followed_within_a_fifth(day: date, graduates: int) -> None:
    of, line = carabinieri()
    assert line.graduated(of.horizon.week(day)) == pytest.approx(graduates, rel=0.2)


def test_twenty_carabinieri_courses_make_eleven_thousand() -> None:
    of, line = carabinieri()
    assert sum(line.finished[: of.horizon.week(date(2008, 2, 19))]) == 2
    assert line.graduated(200) == 11_000
    assert sum(line.finished[:200]) == 20


def test_work_that_began_long_ago_has_a_past_and_a_cohort_in_class() -> None:
    of = mission(course(), began=AS_OF - timedelta(weeks=24))
    line = pipelines(of)[BASICS]
    assert line.first == -24
    assert line.graduated(0) == pytest.approx(2 * 18)
    assert standing(of, of.courses[0]) == Standing(grown=4)
    assert line.finished[24 + 3] == 1


def test_a_pause_halts_the_past_and_the_future_of_a_course() -> None:
    days = Window(AS_OF - timedelta(weeks=2), AS_OF + timedelta(weeks=1))
    pause = Pause(id=PauseId("p"), name="p", cause=PauseCause.THREAT, window=days)
    of = mission(course(), began=AS_OF - timedelta(weeks=6), pauses=(pause,))
    flags = runs_of(of, SCHOOL).flags
    assert flags[:8] == (True,) * 4 + (False,) * 3 + (True,)
    assert standing(of, of.courses[0]) == Standing(grown=4, idle=2)


def test_a_plan_says_what_runs_from_the_as_of_day_on() -> None:
    of = mission(course(), began=None)
    plan = Plan(
        horizon=of.horizon,
        starts=(
            Start(activity=SCHOOL, mode=ModeId("school"), site=SiteId("base"), week=5, weeks=9),
        ),
        made_from=MadeFrom(dossier="d", as_of=str(AS_OF)),
    )
    assert not any(runs_of(of, SCHOOL).flags)
    assert [w for w, runs in enumerate(runs_of(of, SCHOOL, plan).flags) if runs] == [*range(5, 14)]
    assert sum(pipelines(of, plan)[BASICS].graduates) == pytest.approx(18)


def with_teachers(**fields: Any) -> Mission:  # noqa: ANN401 - fields go through
    return mission(
        course(instructors=30, **fields),
        course("teachers", trains=BASICS, weeks=12, break_weeks=0, seats=16, pass_share=exact(1)),
    )


def test_posts_are_free_when_enough_host_instructors_have_graduated() -> None:
    of = with_teachers()
    lines = pipelines(of)
    assert lines[BASICS].hand_over == 23
    assert lines[BASICS].host_instructors[22:24] == (16, 32)
    # The course for instructors itself is still taught by the mission.
    assert freed(of, lines) == {}
    alone = replace(of, courses=(replace(of.courses[0], host_instructors=30),))
    [free] = freed(alone, pipelines(alone)).values()
    assert (free.week, free.people) == (0, 10)


def test_instructors_stated_for_the_as_of_day_have_past_graduates_among_them() -> None:
    of = with_teachers()
    since = replace(of.activities[0], began=AS_OF - timedelta(weeks=24))
    unstated = replace(of, activities=(since,))
    assert pipelines(unstated)[BASICS].host_instructors[23] == 32
    stated = replace(with_teachers(host_instructors=20), activities=(since,))
    line = pipelines(stated)[BASICS]
    assert line.host_instructors[24] == 20
    assert line.host_instructors[24 + 11] == 36


def test_a_class_that_ends_in_the_first_week_adds_to_the_instructors_stated() -> None:
    of = with_teachers(host_instructors=20)
    since = replace(of.activities[0], began=AS_OF - timedelta(weeks=11))
    line = pipelines(replace(of, activities=(since,)))[BASICS]
    assert line.first == -11
    assert line.host_instructors[10:12] == (20, 36)


def test_posts_are_free_when_the_last_of_their_courses_is_handed_over() -> None:
    """Told at the first, instructors would go home while a course has nobody to teach it."""
    ready: dict[str, Any] = {"instructors": 1, "host_instructors": 1}
    drill = course("drill", instructors=20)
    school = course("teachers", trains=drill.id, weeks=12, seats=20, pass_share=exact(1), **ready)
    of = mission(course(**ready), drill, school)
    [free] = freed(of, pipelines(of)).values()
    assert free.week == 11


def test_graduates_are_told_for_each_staff_year_by_programme() -> None:
    of = mission(course(seats=100, pass_share=exact(1)))
    work, programme = yields(of, pipelines(of), range(52))
    assert work.graduates == programme.graduates == 500
    assert work.staff_years == pytest.approx(13 * 52 * 7 / 365.25)
    assert programme.per_staff_year == pytest.approx(500 / (13 * 52 * 7 / 365.25))


def test_work_without_posts_has_no_yield_rather_than_a_boundless_one() -> None:
    of = mission(course(), posts=())
    work, programme = yields(of, pipelines(of), range(52))
    assert work.graduates > 0
    assert work.per_staff_year is programme.per_staff_year is None


def test_lessons_go_on_from_where_a_cohort_stands() -> None:
    [first, second] = lessons(course(), [True, False], Standing(grown=7))
    assert first.finished
    assert not first.started
    assert second.standing == Standing(rest=1)
